"""Generated people: as many as asked for, each with a manager and half a year of history, topped up rather than doubled."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.database.logins import Database
from api.database.sessions import Identity, Sessions
from api.demo import generated as module
from api.demo.generated import generate
from schema.tables import (
    Agreement,
    Base,
    Conversation,
    Feedback,
    Goal,
    GoalEvaluation,
    Note,
    Organisation,
    Pair,
    Person,
    Reflection,
    Source,
    SummarySentence,
    Talent,
    TalkingPoint,
)

ISSUER = "urn:goodtalk:test"
PEOPLE = 90


@pytest.fixture
async def generated(load_engine: AsyncEngine) -> None:
    """Ninety people."""
    await generate(load_engine, people=PEOPLE, now=datetime.now(UTC), issuer=ISSUER)


async def count(engine: AsyncEngine, table: type[Base]) -> int:
    """How many rows a table has."""
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_everybody_but_the_first_has_a_pair_and_history(load_engine: AsyncEngine, generated: None) -> None:
    per_person = {
        Pair: 1,
        Conversation: 5,
        Note: 20,
        TalkingPoint: 15,
        Agreement: 8,
        Goal: 4,
        GoalEvaluation: 6,
        Reflection: 4,
        Talent: 3,
        SummarySentence: 4,
        Source: 4,
    }

    found = {table: await count(load_engine, table) for table in per_person}

    assert await count(load_engine, Person) == PEOPLE
    assert found == {table: number * (PEOPLE - 1) for table, number in per_person.items()}
    assert await count(load_engine, Feedback) >= 4.9 * (PEOPLE - 1)


async def test_a_manager_has_eight_reports(load_engine: AsyncEngine, generated: None) -> None:
    async with load_engine.connect() as connection:
        spans = (
            await connection.scalars(select(func.count()).select_from(Person).where(Person.manager_id.is_not(None)).group_by(Person.manager_id))
        ).all()

    assert sorted(spans) == [1] + [8] * 11


async def test_more_people_are_added_to_those_who_are_there(load_engine: AsyncEngine, generated: None) -> None:
    told: list[int] = []

    same = await generate(load_engine, people=PEOPLE - 20, now=datetime.now(UTC), issuer=ISSUER, progress=told.append)
    more = await generate(load_engine, people=PEOPLE + 20, now=datetime.now(UTC), issuer=ISSUER, progress=told.append)

    assert (same.added, more.added) == (0, 20)
    assert same.org_id == more.org_id
    assert told == [20]
    assert await count(load_engine, Person) == PEOPLE + 20
    assert await count(load_engine, Organisation) == 1
    async with load_engine.connect() as connection:
        assert await connection.scalar(select(func.count(func.distinct(Person.email)))) == PEOPLE + 20


async def test_a_run_that_was_broken_off_goes_on(load_engine: AsyncEngine, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 20)
    add_batch = module._add_batch

    async def failing(connection: AsyncConnection, org_id: UUID, issuer: str, low: int, high: int, now: datetime) -> None:
        if low == 40:
            raise ConnectionError
        await add_batch(connection, org_id, issuer, low, high, now)

    monkeypatch.setattr(module, "_add_batch", failing)
    with pytest.raises(ExceptionGroup):
        await generate(load_engine, people=PEOPLE, now=datetime.now(UTC), issuer=ISSUER)
    there = await count(load_engine, Person)

    monkeypatch.setattr(module, "_add_batch", add_batch)
    rest = await generate(load_engine, people=PEOPLE, now=datetime.now(UTC), issuer=ISSUER)

    assert 20 <= there < PEOPLE
    assert rest.added == PEOPLE - there
    assert await count(load_engine, Person) == PEOPLE
    assert await count(load_engine, Pair) == PEOPLE - 1


async def test_history_lies_in_the_past_and_only_one_talk_ahead(load_engine: AsyncEngine, generated: None) -> None:
    tables = (Note, TalkingPoint, Agreement, Goal, GoalEvaluation, Feedback, Reflection, Talent)

    async with load_engine.connect() as connection:
        latest = [await connection.scalar(select(func.max(table.created_at))) for table in tables]
        planned = await connection.scalar(select(func.min(Conversation.scheduled_at)).where(Conversation.status == "PLANNED"))

    now = datetime.now(UTC)
    assert all(moment and moment <= now for moment in latest)
    assert planned
    assert planned > now


async def test_feedback_to_a_manager_from_their_report_is_for_the_manager_alone(load_engine: AsyncEngine, generated: None) -> None:
    giver = select(Person.manager_id).where(Person.id == Feedback.author_id).scalar_subquery()

    async with load_engine.connect() as connection:
        upward = (await connection.scalars(select(Feedback.manager_sees_from).where(giver == Feedback.employee_id))).all()

    assert upward
    assert set(upward) == {None}


async def test_a_generated_person_sees_their_own(sessions: Sessions, generated: None) -> None:
    async with sessions.begin(Identity(ISSUER, "p20@generated.example")) as session:
        notes = await session.scalar(select(func.count()).select_from(Note))
        others = await session.scalar(select(func.count()).select_from(Goal).where(Goal.employee_id != session.info["viewer"].id))

    assert notes == 20
    assert others == 0
