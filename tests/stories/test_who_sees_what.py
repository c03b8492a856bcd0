"""The matrix of privacy.md, over every type and field, for everybody it tells apart, with both walls and with each alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.logins import Database
from schema.tables import (
    Conversation,
    DevelopmentOption,
    Note,
    Person,
    Reflection,
    Response,
    Role,
    Trigger,
)
from tests import everything
from tests.clients import Client, Inside
from tests.makers import Makers, client_id
from tests.matrix import KEYS, Law, found, key_of, seen_in_sql
from tests.sight import FROM_OTHERS, IN_PARTS, LISTS, Sight, asked, coming_talk, listed, nodes, problems_of, strangers, unlike, whole_answer
from tests.world import TABLES, World, make_world

PEOPLE = ("employee", "manager", "former", "boss", "colleague", "hr", "outsider")
WALLS = ("both walls", "the second wall alone", "the first wall alone")


@pytest.fixture(scope="module")
async def world(engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[World]:
    """Made once for all tests of this file: they only read."""
    await emptying()
    yield await make_world(Makers(engines["load"]))
    await emptying()


@pytest.fixture(scope="module")
def law(world: World) -> Law:
    """What privacy.md says of that world."""
    return Law(world)


@pytest.fixture(scope="module")
async def clients(all_clients: Client, server: Database) -> AsyncIterator[dict[str, Client]]:
    """A client for each way in which the walls can stand."""
    past = all_clients.without_second_wall(server.urls.load)
    yield dict(zip(WALLS, (all_clients, all_clients.without_first_wall(), past), strict=True))
    await past.reading.close()


def test_every_type_and_every_list_of_the_schema_is_in_the_matrix() -> None:
    asked_for = {*everything.NODES, *everything.embedded(), "Query"}
    lists = {(name, field) for name in everything.NODES for field in everything.lists_of_nodes(name)}

    assert everything.reachable() <= asked_for
    assert lists == LISTS.keys() | FROM_OTHERS
    assert set(everything.lists_of_nodes("ConversationPart")) == set(IN_PARTS)


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("who", PEOPLE)
async def test_each_finds_by_id_what_is_theirs_to_see_and_nothing_else(
    world: World, law: Law, clients: dict[str, Client], who: str, walls: str
) -> None:
    sight = Sight.of(law, world.people[who])

    answers = await asked(clients[walls], sight.viewer, everything.found_by_id, nodes(world))

    assert {node_id for node_id, answer in answers.items() if answer is not None} == sight.ids_of(nodes(world))


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("who", PEOPLE)
async def test_no_field_shows_or_hides_what_the_matrix_does_not(world: World, law: Law, clients: dict[str, Client], who: str, walls: str) -> None:
    sight = Sight.of(law, world.people[who])
    seen = sight.of_these(nodes(world))

    answers = await asked(clients[walls], sight.viewer, everything.asked_by_id, seen)

    assert not [problem for row in seen for problem in problems_of(sight, row, answers[client_id(row)])]


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("who", PEOPLE)
async def test_no_list_and_no_search_of_the_root_shows_more_or_less(world: World, law: Law, clients: dict[str, Client], who: str, walls: str) -> None:
    sight = Sight.of(law, world.people[who])
    employee, talk = world.people["employee"], coming_talk(world)

    answer = await clients[walls].ask(everything.root_document(), sight.viewer, person=employee, role=world[Role][0], conversation=talk)

    own = [it for it in world[Conversation] if sight.viewer.id in (it.employee_id, it.manager_id)]
    working = [it for it in world[Person] if it.left_at is None]
    expected = {
        "conversations": own,
        "people": working,
        "roles": world[Role],
        "developmentOptions": world[DevelopmentOption],
        "triggers": world[Trigger],
    }
    assert not [*strangers(sight, answer, "Query"), *everything.missing(everything.ROOT_TYPE, answer, "Query")]
    assert not [line for field, rows in expected.items() for line in unlike(listed(answer[field]), sight.ids_of(rows), field)]
    assert answer["viewer"]["id"] == client_id(sight.viewer)
    assert (answer["conversation"] is not None, answer["person"] is not None) == (talk.id in sight.row_ids, employee.id in sight.row_ids)


@pytest.mark.parametrize("who", [*PEOPLE, "gone", "nobody"])
async def test_the_database_itself_shows_each_exactly_the_rows_of_the_matrix(
    world: World, law: Law, engines: dict[str, AsyncEngine], who: str
) -> None:
    viewer = world.people.get(who)

    assert await seen_in_sql(engines["app"], viewer) == law.seen(viewer)


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("who", ["gone", "nobody"])
async def test_who_left_and_who_has_no_token_are_told_nothing(world: World, clients: dict[str, Client], who: str, walls: str) -> None:
    viewer = world.people.get(who)

    for row in (world[Person][0], world[Note][0]):
        data, errors = await clients[walls].answer("query($id: ID!) { node(id: $id) { id } people { edges { node { name } } } }", viewer, id=row)

        assert data is None
        assert {error["extensions"]["code"] for error in errors} == {"UNAUTHENTICATED"}


async def test_the_worker_finds_every_row_but_private_notes_and_reflections(world: World, engines: dict[str, AsyncEngine]) -> None:
    private = {it.id for table in (Note, Reflection) for it in world[table] if it.visibility == "PRIVATE"}
    answers = {it.id for it in world[Response] if it.reflection_id in private}

    async with engines["work"].connect() as connection:
        seen = await found(connection)

    everything_else = {name: {key_of(row) for row in world[table]} for name, table in TABLES.items()}
    hidden = {key for name, keys in everything_else.items() for key in keys - seen[name]}
    assert {key[-1] for key in hidden} == {str(row_id) for row_id in private | answers}


@pytest.fixture
async def replica(server: Database) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A superuser's transaction that follows no foreign key and is rolled back: what is missing in it is missing nowhere else."""
    connection = await server.urls.owner.connect(session_replication_role="replica")
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


@pytest.mark.parametrize("who", ["employee", "manager", "colleague", "former"])
async def test_what_someone_may_not_see_moves_nothing_in_what_they_see(
    world: World, law: Law, server: Database, replica: asyncpg.Connection[asyncpg.Record], all_clients: Client, who: str
) -> None:
    sight = Sight.of(law, world.people[who])
    client = replace(all_clients, reading=Inside(server.urls.app, replica))

    before = await whole_answer(client, sight)
    for name, keys in law.seen(sight.viewer).items():
        await replica.execute(f"DELETE FROM {name} WHERE {KEYS[name][-1]}::text <> ALL($1)", [key[-1] for key in keys])
    after = await whole_answer(client, sight)

    assert {name: answer for name, answer in before.items() if after[name] != answer} == {}
