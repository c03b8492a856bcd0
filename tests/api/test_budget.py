"""What a model may cost an organisation and a person, as the database keeps it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.actions import spending
from api.database.sessions import Sessions
from api.jobs.housekeeping import housekeeping
from api.jobs.summing_up import at_the_table
from api.purse import Budget
from api.settings import read_settings
from coach.limits import Limits
from schema.tables import Person, Spending
from tests.listening import quiet
from tests.makers import Makers, ago, ahead, identity_of

Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]


def budget(sessions: Sessions, person: Person, *, organisation: int = 1_000, each: int = 1_000, at: datetime | None = None) -> Budget:
    """The purse of somebody, at a moment."""
    begin = partial(sessions.begin, identity_of(person))
    return Budget(begin, Limits(tokens_per_day=organisation, tokens_per_day_person=each), lambda: at or datetime.now(UTC), quiet())


async def test_what_is_set_aside_is_not_there_any_more_and_comes_back_when_it_was_not_needed(make: Makers, sessions: Sessions) -> None:
    purse = budget(sessions, await make.person())

    first = await purse.reserve(700)
    assert first is not None
    assert await purse.reserve(400) is None
    await first.settle(100)
    assert await purse.reserve(900) is not None
    assert await purse.reserve(1) is None

    assert sorted((one.tokens, one.reserved_until is None) for one in await make.all(Spending)) == [(100, True), (900, False)]


async def test_twenty_at_once_do_not_overspend(make: Makers, sessions: Sessions) -> None:
    people = [await make.person() for _ in range(4)]
    purses = [budget(sessions, people[number % 4], organisation=1_000, each=400) for number in range(20)]

    async def one(purse: Budget) -> int:
        reserved = await purse.reserve(150)
        if reserved is None:
            return 0
        await asyncio.sleep(0.01)
        await reserved.settle(140)
        return 140

    spent = sum(await asyncio.gather(*(one(purse) for purse in purses)))

    rows = await make.all(Spending)
    assert spent == sum(row.tokens for row in rows) <= 1_000
    assert spent >= 840
    assert all(row.reserved_until is None for row in rows)
    assert max(sum(row.tokens for row in rows if row.person_id == person.id) for person in people) <= 400


async def test_one_persons_budget_is_not_anothers(make: Makers, sessions: Sessions) -> None:
    one, other = await make.person(), await make.person()

    assert await budget(sessions, one, each=500).reserve(500) is not None
    assert await budget(sessions, one, each=500).reserve(1) is None
    assert await budget(sessions, other, each=500).reserve(500) is not None
    assert await budget(sessions, other, each=2_000).reserve(1) is None, "the organisation has spent all"


async def test_one_organisations_budget_is_not_anothers(make: Makers, sessions: Sessions) -> None:
    here, there = await make.person(), await make.person(organisation=await make.organisation("Elders"))

    assert await budget(sessions, here).reserve(1_000) is not None
    assert await budget(sessions, there).reserve(1_000) is not None


async def test_what_is_never_settled_is_there_again_after_a_while(make: Makers, sessions: Sessions) -> None:
    person = await make.person()
    purse = budget(sessions, person)
    left = await purse.reserve(1_000)
    assert left is not None
    (row,) = await make.all(Spending)
    assert row.reserved_until is not None
    assert timedelta(seconds=90) < row.reserved_until - datetime.now(UTC) < timedelta(minutes=5)

    await make.change(row, reserved_until=ago(seconds=1))
    assert await purse.reserve(1_000) is not None
    await left.settle(900)
    assert await purse.reserve(1) is None, "a call that lasted longer after all is paid"


async def test_a_new_day_has_a_new_budget(make: Makers, sessions: Sessions) -> None:
    person = await make.person()
    evening = datetime(2026, 3, 4, 23, 59, tzinfo=UTC)

    assert await budget(sessions, person, at=evening).reserve(1_000) is not None
    assert await budget(sessions, person, at=evening).reserve(1) is None
    assert await budget(sessions, person, at=evening + timedelta(minutes=1)).reserve(1_000) is not None


async def test_who_left_meanwhile_costs_no_more_than_a_line_in_the_log(make: Makers, sessions: Sessions) -> None:
    person = await make.person()
    reserved = await budget(sessions, person).reserve(1_000)
    assert reserved is not None
    await make.change(person, left_at=ago(seconds=1), email=None, issuer=None, subject=None)

    await reserved.settle(10)

    assert (await make.all(Spending))[0].reserved_until is not None


async def test_a_job_spends_what_is_the_organisations(make: Makers, sessions: Sessions, work_engine: AsyncEngine) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)
    assert await budget(sessions, person).reserve(400) is not None
    limits = Limits(tokens_per_day=1_000, tokens_per_day_person=10)

    async with at_the_table(work_engine, talk.org_id, talk.id) as session:
        reserved = await spending.reserve(session, 600, datetime.now(UTC).date(), limits)
        assert reserved is not None
        assert await spending.reserve(session, 1, datetime.now(UTC).date(), limits) is None
        await spending.settle(session, reserved, 50)

    assert sorted((one.tokens, one.person_id) for one in await make.all(Spending, reserved_until=None)) == [(50, None)]
    assert await budget(sessions, person).reserve(550) is not None
    assert await budget(sessions, person).reserve(1) is None


async def test_what_others_spent_is_told_only_in_all(make: Makers, sessions: Sessions) -> None:
    one, other = await make.person(), await make.person()
    await make.spending(one, 300)
    await make.spending(other, 50, reserved_until=ahead(minutes=1))

    async with sessions.begin(identity_of(other)) as session:
        seen = (await session.execute(text("SELECT tokens FROM model_spending"))).scalars().all()
        told = (await session.execute(text("SELECT organisation, person FROM spent_on(current_date)"))).one()

    assert seen == [50]
    assert tuple(told) == (350, 50)


async def test_it_is_forgotten_after_a_month(make: Makers, work_engine: AsyncEngine) -> None:
    person = await make.person()
    old = await make.spending(person, day=ago(days=33).date())
    recent = await make.spending(person, day=ago(days=20).date())
    (forget,) = [task for task in housekeeping(work_engine) if task.name == "forget-spending"]

    await forget.run({})

    assert await make.find(old) is None
    assert await make.find(recent) is not None


async def test_a_budget_of_nothing_pays_nothing(make: Makers, sessions: Sessions) -> None:
    assert await budget(sessions, await make.person(), organisation=0).reserve(1) is None


def test_budgets_are_settings() -> None:
    limits = read_settings({"GOODTALK_LLM_TOKENS_PER_DAY": "900", "GOODTALK_LLM_TOKENS_PER_DAY_PERSON": "0"}).llm_limits

    assert (limits.tokens_per_day, limits.tokens_per_day_person) == (900, 0)
