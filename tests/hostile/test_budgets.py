"""Whatever the model does, what it took is paid, once, and nothing stays set aside."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from coach.questions import Ask
from tests.coach.histories import DUTCH
from tests.hostile.purses import Pocket
from tests.hostile.scenarios import GOOD, SCENARIOS, asks
from tests.hostile.server import STREAM, Answer, event, first, says, sends, status
from tests.hostile.test_hostile import PATIENT, QUICK, TALK, coached
from tests.hostile.wording import used
from tests.listening import until

UNREAD = ("400", "401", "404", "500", "429 with a long wait", "redirects")
"""Scenarios in which the server refuses to read the question."""


@pytest.mark.parametrize("name", SCENARIOS)
async def test_budgets_settle(name: str) -> None:
    pocket = Pocket()
    async with coached(SCENARIOS[name], replace(QUICK, first_token=0.1, total=0.4)) as (coach, _, _):
        await coach.suggest(DUTCH, Ask(), pocket)
        await coach.draft(TALK, pocket)

    assert pocket.open == []
    assert all(0 <= (one.settled or 0) <= one.tokens for one in pocket.reserved)


@pytest.mark.parametrize("name", UNREAD)
async def test_a_server_that_does_not_read_the_question_is_paid_nothing(name: str) -> None:
    pocket = Pocket()
    async with coached(SCENARIOS[name], replace(PATIENT, retries=0)) as (coach, _, _):
        await coach.suggest(DUTCH, Ask(), pocket)

    assert [one.settled for one in pocket.reserved] == [0]


async def test_a_model_that_cannot_be_reached_costs_nothing() -> None:
    pocket = Pocket()
    async with coached(says("")) as (coach, hostile, reasons):
        coach.model.endpoint = replace(coach.model.endpoint, url="http://127.0.0.1:9/v1")
        await coach.suggest(DUTCH, Ask(), pocket)

    assert hostile.requests == []
    assert reasons == ["unreachable"]
    assert [one.settled for one in pocket.reserved] == [0]


async def test_the_servers_own_count_is_paid_where_it_makes_sense() -> None:
    for said, paid in ((4_321, True), (0, False), (-5, False), ("many", False), (10**12, False), (None, False)):
        pocket = Pocket()
        answer = sends(STREAM, event(asks(GOOD)), event(finish="stop"), used(said), b"data: [DONE]\n\n")
        async with coached(answer, PATIENT) as (coach, _, _):
            await coach.suggest(DUTCH, Ask(), pocket)

        assert (pocket.spent == said) is paid, said
        assert 300 < pocket.spent < 5_000
        assert pocket.open == []


async def test_a_repair_is_a_call_of_its_own() -> None:
    pocket = Pocket()
    async with coached(first(says("Hm."), says(asks(GOOD))), PATIENT) as (coach, hostile, _):
        await coach.suggest(DUTCH, Ask(), pocket)

    assert len(hostile.requests) == len(pocket.reserved) == 2
    assert all(one.settled for one in pocket.reserved)


async def test_without_enough_left_the_model_is_not_asked() -> None:
    pocket = Pocket(tokens=100)
    async with coached(says(asks(GOOD))) as (coach, hostile, reasons):
        suggested = await coach.suggest(DUTCH, Ask(), pocket)
        await coach.draft(TALK, pocket)

    assert hostile.requests == []
    assert reasons == ["budget", "budget"]
    assert {question.made_by.generator for question in suggested.questions} == {"OFFLINE"}


async def test_who_leaves_pays_for_what_was_asked() -> None:
    pocket = Pocket()
    answer: Answer = sends(STREAM, event(asks(GOOD)[:-2]), then=1000)
    async with coached(answer, PATIENT) as (coach, _, _):
        async with aclosing(coach.offers(DUTCH, Ask(), pocket)) as offers:
            await anext(offers)
        assert pocket.open == []
        reading = asyncio.create_task(coach.suggest(DUTCH, Ask(), pocket))
        await until(lambda: len(pocket.reserved) == 2 and coach.model.running)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    assert pocket.open == []
    assert len(pocket.reserved) == 2
    assert pocket.spent > 300


async def test_a_busy_model_costs_nothing() -> None:
    pocket = Pocket()
    async with coached(status(500), replace(QUICK, at_once=0)) as (coach, _, reasons):
        await coach.suggest(DUTCH, Ask(), pocket)

    assert reasons == ["busy"]
    assert pocket.spent == 0
    assert pocket.open == []
