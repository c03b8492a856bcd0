"""The second wall: what the database's catalogue says, what a stranger gets, and that neither the catalogue nor the matrix misses a fault."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import any_, false, func, text, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.app import GRAPH
from api.database import walls
from api.database.logins import Database
from schema.plan.plans import Plans
from schema.tables import (
    Feedback,
    Goal,
    GoalEvaluation,
    IdempotencyKey,
    Note,
    Outcome,
    Person,
    Reflection,
    Response,
    Role,
    Row,
    Source,
    Suggestion,
    Talent,
    Trigger,
    Viewer,
)
from schema.tables.sources import pointed_at_is_seen
from tests import catalogue, everything
from tests.clients import Client
from tests.makers import Makers
from tests.matrix import Law, Seen, differences, found
from tests.sight import Sight, asked, nodes, problems_of
from tests.world import TABLES, World, make_world

Look = Callable[[Person | None], Awaitable[Seen]]


@pytest.fixture(scope="module")
async def world(engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[World]:
    """Made once for all tests of this file: what they change they roll back."""
    await emptying()
    yield await make_world(Makers(engines["load"]))
    await emptying()


@pytest.fixture
async def superuser(engines: dict[str, AsyncEngine]) -> AsyncIterator[AsyncConnection]:
    """A transaction in which a wall can be broken; it is rolled back, so that the wall stands again."""
    async with engines["owner"].connect() as connection:
        yield connection
        await connection.rollback()


def looking(connection: AsyncConnection) -> Look:
    """What people find in the tables, asked inside this transaction."""

    async def look(viewer: Person | None) -> Seen:
        async with become(connection, "gt_app"):
            await connection.execute(text("SELECT set_config('gt.org', '', true), set_config('gt.viewer', '', true)"))
            if viewer is not None:
                await connection.execute(text("SELECT * FROM enter(:issuer, :subject)"), {"issuer": viewer.issuer, "subject": viewer.subject})
            return await found(connection)

    return look


@asynccontextmanager
async def become(connection: AsyncConnection, role: str) -> AsyncIterator[None]:
    """For the block, the transaction has the rights of that role alone."""
    await connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
    yield
    await connection.exec_driver_sql("RESET ROLE")


async def test_the_catalogue_says_what_the_tables_say_and_nothing_weaker(superuser: AsyncConnection) -> None:
    assert await catalogue.faults(superuser) == []


async def test_the_transaction_in_which_walls_are_broken_shows_the_matrix_while_they_stand(world: World, superuser: AsyncConnection) -> None:
    assert await differences(world, looking(superuser)) == []


# Sentences of the tables, each wrong in one way, and the types whose answers tell so while only the first wall stands.


@dataclass(frozen=True)
class Sentence:
    """A wrong `seen_by`."""

    table: type[Row]
    seen_by: Callable[[Any, Viewer], Any]
    told_by: tuple[type[Row], ...]


def of_pair(row: Any, viewer: Viewer) -> Any:
    return (row.org_id == viewer.org) & (row.pair_id == any_(viewer.pairs))


def of_person(row: Any, viewer: Viewer) -> Any:
    return (row.org_id == viewer.org) & ((row.employee_id == viewer.id) | (row.pair_id == any_(viewer.pairs)))


def by_now(row: Any, viewer: Viewer) -> Any:
    return (row.org_id == viewer.org) & ((row.employee_id == viewer.id) | ((row.pair_id == any_(viewer.pairs)) & (row.manager_sees_from <= func.now())))


SENTENCES = {
    "a private note is read by the pair": Sentence(Note, of_pair, (Note,)),
    "a private note is read by the other alone": Sentence(
        Note, lambda row, viewer: of_pair(row, viewer) & ((row.visibility == "SHARED") | (row.author_id != viewer.id)), (Note,)
    ),
    "a dismissed suggestion stays on the table": Sentence(Suggestion, of_pair, (Suggestion,)),
    "a dismissed suggestion is kept by who asked for it": Sentence(
        Suggestion, lambda row, viewer: of_pair(row, viewer) & ((row.state != "DISMISSED") | (row.asked_by_id == viewer.id)), (Suggestion,)
    ),
    "an outcome shows before both have answered": Sentence(Outcome, of_pair, (Conversation := TABLES["conversations"],)),
    "the manager reads an evaluation before the hour is over": Sentence(GoalEvaluation, of_person, (GoalEvaluation,)),
    "the manager reads reflections that were never shared": Sentence(Reflection, of_person, (Reflection,)),
    "the manager reads feedback at once, also from those who report to its receiver": Sentence(
        Feedback, lambda row, viewer: of_person(row, viewer) | ((row.author_id == viewer.id) & ~row.by_manager), (Feedback,)
    ),
    "the manager reads upward feedback": Sentence(
        Feedback,
        lambda row, viewer: by_now(row, viewer)
        | ((row.author_id == viewer.id) & ~row.by_manager)
        | ((row.pair_id == any_(viewer.pairs)) & row.manager_sees_from.is_(None)),
        (Feedback,),
    ),
    "a manager keeps what they gave as manager": Sentence(Feedback, lambda row, viewer: by_now(row, viewer) | (row.author_id == viewer.id), (Feedback,)),
    "the giver of feedback does not read it back": Sentence(Feedback, by_now, (Feedback,)),
    "every response is shown to the giver": Sentence(
        Response,
        lambda row, viewer: by_now(row, viewer)
        | row.feedback_id.in_(Feedback.__table__.select().with_only_columns(Feedback.id).where(Feedback.author_id == viewer.id)),
        (Response,),
    ),
    "a response addressed to a former manager stays open to them": Sentence(
        Response, lambda row, viewer: by_now(row, viewer) | (row.shown_to_id == viewer.id), (Response,)
    ),
    "the manager reads responses before what they answer": Sentence(
        Response, lambda row, viewer: of_person(row, viewer) | (row.shown_to_id == viewer.id), (Response,)
    ),
    "a source shows to who may not read what it points at": Sentence(Source, of_pair, (Suggestion,)),
    "a source of a dismissed suggestion stays": Sentence(Source, lambda row, viewer: of_pair(row, viewer) & pointed_at_is_seen(row, viewer), ()),
    "goals are read by the whole organisation": Sentence(Goal, lambda row, viewer: row.org_id == viewer.org, (Goal,)),
    "a goal is read by its manager alone": Sentence(
        Goal, lambda row, viewer: (row.pair_id == any_(viewer.pairs)) & (row.employee_id != viewer.id), (Goal,)
    ),
    "the next manager reads talents that were not handed over": Sentence(
        Talent, lambda row, viewer: of_person(row, viewer) | row.employee_id.in_(Person.__table__.select().with_only_columns(Person.id).where(Person.manager_id == viewer.id)), (Talent,)
    ),
    "a trigger is read by whom it is about": Sentence(Trigger, lambda row, viewer: (row.org_id == viewer.org) & (row.about_id == viewer.id), (Trigger,)),
    "roles cross organisations": Sentence(Role, lambda row, viewer: true(), (Role,)),
    "people cross organisations": Sentence(Person, lambda row, viewer: true(), (Person,)),
    "a table without a sentence is closed to everybody": Sentence(Role, lambda row, viewer: false(), (Role,)),
    "colleagues read each other's idempotency keys": Sentence(IdempotencyKey, lambda row, viewer: row.org_id == viewer.org, ()),
}


@pytest.mark.parametrize("fault", SENTENCES)
async def test_the_matrix_finds_a_wrong_sentence_in_the_second_wall(
    world: World, superuser: AsyncConnection, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sentence = SENTENCES[fault]
    monkeypatch.setattr(sentence.table, "seen_by", classmethod(sentence.seen_by))

    await superuser.run_sync(walls.rebuild)
    await superuser.exec_driver_sql("RESET ROLE")

    assert await differences(world, looking(superuser)) != []


@pytest.mark.parametrize("fault", [name for name, sentence in SENTENCES.items() if sentence.told_by])
async def test_the_matrix_finds_a_wrong_sentence_in_the_first_wall(
    world: World, all_clients: Client, server: Database, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sentence, law = SENTENCES[fault], Law(world)
    monkeypatch.setattr(sentence.table, "seen_by", classmethod(sentence.seen_by))
    client = replaced(all_clients.without_second_wall(server.urls.load))

    problems: list[str] = []
    for who in ("employee", "manager", "former", "boss", "colleague"):
        sight = Sight.of(law, world.people[who])
        problems += await wrong_answers(client, sight, sentence.told_by)
    await client.reading.close()

    assert problems != []
