"""The invented people in the database: loaded once, left alone, renewed when their talks have gone by; each sees what is theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.database.sessions import Identity, Sessions
from api.demo.load import DemoReport, load_demo
from schema.tables import Base, Conversation, Feedback, GoalEvaluation, Note, Organisation, Outcome, Pair, Person, Reflection, Source, Suggestion
from schema.tables.enums import ConversationStatus, SuggestionState

ISSUER = "urn:goodtalk:test"
NL, EN = "Gemeente Lindervoort", "Larkmoor Homecare"


def start() -> datetime:
    """Now, as the demo's command sees it."""
    return datetime.now(UTC)


async def counts(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each table has."""
    async with engine.connect() as connection:
        return {table.name: await connection.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


async def seen(session: AsyncSession, table: type[Any], *where: ColumnElement[bool]) -> int:
    """How many rows the person of this session sees."""
    return await session.scalar(select(func.count()).select_from(table).where(*where)) or 0


@pytest.fixture
async def report(load_engine: AsyncEngine) -> DemoReport:
    """The demo, just loaded."""
    return await load_demo(load_engine, now=start(), issuer=ISSUER)


async def test_the_demo_is_loaded_once(load_engine: AsyncEngine, report: DemoReport) -> None:
    before = await counts(load_engine)

    again = await load_demo(load_engine, now=start(), issuer=ISSUER)

    assert report.made == (NL, EN)
    assert (again.made, again.renewed) == ((), ())
    assert again.people == report.people
    assert await counts(load_engine) == before


async def test_the_report_says_whom_to_make_tokens_for(report: DemoReport) -> None:
    people = {person.email: person for person in report.people}

    assert [person.organisation for person in report.people] == [NL] * 11 + [EN] * 9
    assert people["employee@demo.example"].next_conversation_id
    assert people["employee.en@demo.example"].next_conversation_id
    assert people["new@demo.example"].next_conversation_id
    assert people["hr@demo.example"].next_conversation_id is None
    assert {person.issuer for person in report.people} == {ISSUER}
    assert people["outsider@other.example"].organisation == EN


async def test_what_somebody_changed_in_the_demo_stays(load_engine: AsyncEngine, report: DemoReport) -> None:
    async with load_engine.begin() as connection:
        await connection.execute(update(Person).where(Person.email == "employee@demo.example").values(given_name="San"))

    await load_demo(load_engine, now=start(), issuer=ISSUER)

    async with load_engine.connect() as connection:
        assert await connection.scalar(select(Person.given_name).where(Person.email == "employee@demo.example")) == "San"


async def test_people_come_in_with_new_keys_when_the_old_ones_are_gone(load_engine: AsyncEngine, sessions: Sessions, report: DemoReport) -> None:
    again = await load_demo(load_engine, now=start(), issuer="urn:goodtalk:other")

    assert again.made == ()
    assert {person.issuer for person in again.people} == {"urn:goodtalk:other"}
    async with sessions.begin(Identity("urn:goodtalk:other", "employee@demo.example")) as session:
        assert await seen(session, Note)


async def test_the_demo_is_made_again_when_a_planned_talk_has_gone_by(load_engine: AsyncEngine, report: DemoReport) -> None:
    before = await counts(load_engine)

    renewed = await load_demo(load_engine, now=start() + timedelta(weeks=3), issuer=ISSUER)

    assert renewed.renewed == renewed.made == (NL, EN)
    assert await counts(load_engine) == before
    async with load_engine.connect() as connection:
        planned = await connection.scalar(select(func.min(Conversation.scheduled_at)).where(Conversation.status == ConversationStatus.PLANNED))
    assert planned
    assert planned > start() + timedelta(weeks=3)


async def test_other_organisations_are_not_touched_by_a_renewal(load_engine: AsyncEngine, report: DemoReport) -> None:
    async with load_engine.begin() as connection:
        await connection.execute(insert(Organisation).values(name="Iemand anders", language="NL", time_zone="Europe/Amsterdam"))

    await load_demo(load_engine, now=start() + timedelta(weeks=3), issuer=ISSUER)

    async with load_engine.connect() as connection:
        names = (await connection.scalars(select(Organisation.name))).all()
    assert sorted(names) == sorted([NL, EN, "Iemand anders"])


@pytest.mark.parametrize(
    ("employee", "manager", "boss"),
    [
        ("employee@demo.example", "manager@demo.example", "boss@demo.example"),
        ("employee.en@demo.example", "manager.en@demo.example", "boss.en@demo.example"),
    ],
)
async def test_every_asymmetry_is_there(sessions: Sessions, report: DemoReport, employee: str, manager: str, boss: str) -> None:
    async with sessions.begin(Identity(ISSUER, employee)) as session:
        own = await _what_is_of(session, employee)
    async with sessions.begin(Identity(ISSUER, manager)) as session:
        managed = await _what_is_of(session, employee)
        upward = await seen(session, Feedback, Feedback.author_id == select(Person.id).where(Person.email == employee).scalar_subquery())
    async with sessions.begin(Identity(ISSUER, boss)) as session:
        above = await _what_is_of(session, employee)
        of_the_manager = await _what_is_of(session, manager)

    assert own["reflections"] == managed["reflections"] + 2
    assert own["evaluations"] == managed["evaluations"] + 1
    assert own["feedback"] == managed["feedback"] + 1
    assert own["private notes"] == 4
    assert managed["private notes"] == 2
    assert set(above.values()) == {0}
    assert upward >= 1
    assert of_the_manager["feedback"] == 1
    assert own["dismissed suggestions"] >= 1
    assert managed["dismissed suggestions"] >= 1


async def _what_is_of(session: AsyncSession, email: str) -> dict[str, int]:
    person = select(Person.id).where(Person.email == email).scalar_subquery()
    pairs = select(Pair.id).where(Pair.employee_id == person)
    managers = select(Person.id).where(Person.email.regexp_match("^(manager|boss)"))
    dismissed = Suggestion.state == SuggestionState.DISMISSED
    return {
        "reflections": await seen(session, Reflection, Reflection.employee_id == person),
        "evaluations": await seen(session, GoalEvaluation, GoalEvaluation.employee_id == person),
        "feedback": await seen(session, Feedback, Feedback.employee_id == person, Feedback.author_id.not_in(managers)),
        "private notes": await seen(session, Note, Note.pair_id.in_(pairs), Note.visibility == "PRIVATE"),
        "dismissed suggestions": await seen(session, Suggestion, Suggestion.pair_id.in_(pairs), dismissed),
    }


@pytest.mark.parametrize(
    ("one", "other"), [("colleague@demo.example", "manager@demo.example"), ("manager.en@demo.example", "colleague.en@demo.example")]
)
async def test_an_outcome_only_one_has_given_is_seen_by_that_one(sessions: Sessions, report: DemoReport, one: str, other: str) -> None:
    colleague = select(Person.id).where(Person.email.like("colleague%")).scalar_subquery()
    talks = select(Conversation.id).where(Conversation.employee_id == colleague)

    async with sessions.begin(Identity(ISSUER, one)) as session:
        by_one = await seen(session, Outcome, Outcome.conversation_id.in_(talks))
    async with sessions.begin(Identity(ISSUER, other)) as session:
        by_other = await seen(session, Outcome, Outcome.conversation_id.in_(talks))

    assert by_one == by_other + 1


async def test_a_new_manager_starts_empty_and_the_old_one_has_gone(sessions: Sessions, report: DemoReport) -> None:
    youssef = select(Person.id).where(Person.email == "youssef@demo.example").scalar_subquery()

    async with sessions.begin(Identity(ISSUER, "ruben@demo.example")) as session:
        new = await seen(session, Note), await seen(session, GoalEvaluation), await seen(session, Conversation)
    async with sessions.begin(Identity(ISSUER, "gerda@demo.example")) as session:
        old = await seen(session, Note), await seen(session, Conversation)
    async with sessions.begin(Identity(ISSUER, "youssef@demo.example")) as session:
        own = await seen(session, Note), await seen(session, Conversation, Conversation.employee_id == youssef)

    assert new == (0, 0, 1)
    assert old == (0, 0)
    assert own == (20, 7)


async def test_the_outsider_sees_nothing_of_the_dutch_organisation(sessions: Sessions, report: DemoReport) -> None:
    async with sessions.begin(Identity(ISSUER, "outsider@other.example")) as session:
        assert await seen(session, Person) == 9
        assert await seen(session, Conversation) == 4
        assert await seen(session, Person, Person.email == "employee@demo.example") == 0


async def test_every_sentence_and_suggestion_has_a_source(load_engine: AsyncEngine, report: DemoReport) -> None:
    async with load_engine.connect() as connection:
        sentences = await connection.scalar(select(func.count(func.distinct(Source.of_sentence_id))))
        suggestions = await connection.scalar(select(func.count(func.distinct(Source.of_suggestion_id))))

    found = await counts(load_engine)
    assert sentences == found["summary_sentences"]
    assert suggestions == found["suggestions"]
