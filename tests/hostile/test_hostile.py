"""Whatever the model does, the reader gets questions that may be asked, in time, and nothing is left behind."""

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import product

import psutil
import pytest

from coach.limits import Limits
from coach.llm import Endpoint, Model
from coach.material import Author, Part
from coach.modelled import Modelled
from coach.offline import Offline
from coach.questions import Ask, Question, Suggested
from coach.summaries import Draft
from schema.rules.protected import holds_protected
from tests.coach.histories import DUTCH, note, talk
from tests.hostile.judging import broken_by, full, sentence_broken_by
from tests.hostile.scenarios import GOOD, SCENARIOS, WRONG_WORDS, asks
from tests.hostile.server import Answer, Hostile, closed, says, sends, serving, status

QUICK = Limits(connect=0.5, first_token=0.2, gap=0.1, total=0.9, backoff=0.005, retry_after=0.3, rest=0.3, failures=1_000)
"""A hundredth of what people wait, but for a connection on a busy machine."""
PATIENT = replace(QUICK, first_token=5, gap=5, total=20)
AT_MOST = 5.0
"""Seconds: the total, and what a busy machine adds."""

TALK = talk(
    note(Part.PERSONAL, "Ik werk graag op vrijdag thuis."),
    note(Part.CURRENT_ROLE, "Fatima maakt een voorstel voor de nieuwe planning."),
    note(Part.CURRENT_ROLE, "De leverancier levert niet voor 12 december.", author=Author.MANAGER),
    note(Part.GROWTH, "Ik wil meer met data doen."),
)


@asynccontextmanager
async def coached(answer: Answer, limits: Limits = QUICK) -> AsyncIterator[tuple[Modelled, Hostile, list[str]]]:
    """A coach whose model is hostile, and the reasons it reports."""
    reasons: list[str] = []
    async with serving(answer) as hostile:
        model = Model(Endpoint(hostile.url, "hostile", "key"), limits)
        try:
            yield Modelled(model, Offline(holds_protected), reasons.append), hostile, reasons
        finally:
            await model.close()


async def streamed(coach: Modelled) -> tuple[list[Question], Suggested]:
    """What a reader of the stream sees."""
    questions: list[Question] = []
    async with aclosing(coach.offers(DUTCH, Ask())) as offers:
        async for offer in offers:
            if isinstance(offer, Suggested):
                return questions, offer
            questions.append(offer)
    raise AssertionError("the stream did not end with the whole answer")


@pytest.mark.parametrize("name", SCENARIOS)
async def test_questions_stand_whatever_the_model_does(name: str) -> None:
    async with coached(SCENARIOS[name]) as (coach, _, _):
        began = time.monotonic()
        suggested = await coach.suggest(DUTCH, Ask())
        took = time.monotonic() - began

    assert [(question.text, rule) for question in suggested.questions if (rule := broken_by(question, DUTCH))] == []
    assert WRONG_WORDS.get(name) not in {question.text for question in suggested.questions}
    assert full(suggested.questions) or suggested.shortfalls
    assert suggested.start_with is not None
    assert took < AT_MOST


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_stream_offers_what_it_ends_with(name: str) -> None:
    async with coached(SCENARIOS[name]) as (coach, _, _):
        offered, answer = await streamed(coach)

    assert [(question.text, rule) for question in offered if (rule := broken_by(question, DUTCH))] == []
    assert {question.text for question in offered} == {question.text for question in answer.questions}
    assert len(offered) == len(answer.questions)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_summary_stands_whatever_the_model_does(name: str) -> None:
    async with coached(SCENARIOS[name]) as (coach, _, _):
        draft = await coach.draft(TALK)

    assert isinstance(draft, Draft)
    assert {sentence.part for sentence in draft.sentences} == set(Part)
    assert WRONG_WORDS.get(name, "?").replace("?", ".") not in {sentence.text for sentence in draft.sentences}
    assert [(one.text, rule) for one in draft.sentences if (rule := sentence_broken_by(one, TALK))] == []


@pytest.mark.parametrize("name", SCENARIOS)
async def test_no_word_of_people_is_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async with coached(SCENARIOS[name]) as (coach, _, reasons):
        await coach.suggest(DUTCH, Ask())

    logged = "\n".join([caplog.text, *reasons]).casefold()
    assert not any(line.text.casefold() in logged for line in DUTCH.lines)
    assert all(name.casefold() not in logged for name in ("Fatima", "Youssef"))


async def test_a_good_question_is_the_models_and_says_so() -> None:
    async with coached(says(asks(GOOD, own="Ik wil bespreken wat ik nog nodig heb voor het voorstel.")), PATIENT) as (coach, hostile, reasons):
        suggested = await coach.suggest(DUTCH, Ask())

    made = [question for question in suggested.questions if question.text == GOOD]
    assert [question.made_by.generator for question in made] == ["MODEL"], [(one.text, one.rule) for one in suggested.considered]
    assert made[0].made_by.model == "hostile"
    assert made[0].made_by.prompt_fingerprint
    assert {question.made_by.generator for question in suggested.questions} == {"MODEL", "OFFLINE"}
    assert reasons == []
    assert hostile.requests[0]["store"] is False
    assert hostile.requests[0]["response_format"]["json_schema"]["strict"] is True


async def test_names_stay_here_and_come_back() -> None:
    answer = says(asks("Wat heeft [P1] nog nodig voor je voorstel voor de nieuwe planning?"))
    async with coached(answer, PATIENT) as (coach, hostile, _):
        suggested = await coach.suggest(DUTCH, Ask())

    told = str(hostile.requests[0]["messages"])
    assert "Fatima" not in told
    assert "Mark" not in told
    assert "[P1] maakt een voorstel" in told
    assert any("Fatima" in question.text for question in suggested.questions)


async def test_a_pair_that_forbids_it_sends_nothing() -> None:
    async with coached(says(asks(GOOD))) as (coach, hostile, _):
        suggested = await coach.suggest(replace(DUTCH, model_allowed=False), Ask())
        await coach.draft(replace(TALK, model_allowed=False))

    assert hostile.requests == []
    assert {question.made_by.generator for question in suggested.questions} == {"OFFLINE"}


async def test_leaving_the_stream_cancels_the_models_call() -> None:
    async with coached(sends(SCENARIO_HEAD, then=1000), replace(PATIENT, first_token=60)) as (coach, hostile, _):
        reading = asyncio.create_task(streamed(coach))
        for _ in range(500):
            if hostile.requests:
                break
            await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        assert await closed(hostile)
        assert hostile.left == 1
        assert coach.model.running == 0


SCENARIO_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


async def test_a_model_that_keeps_failing_is_left_alone_for_a_while() -> None:
    async with coached(status(500), replace(QUICK, failures=2, rest=60, retries=0)) as (coach, hostile, reasons):
        for _ in range(5):
            await coach.suggest(DUTCH, Ask())

    assert len(hostile.requests) == 2
    assert reasons == ["status_500", "status_500", "resting", "resting", "resting"]


async def test_a_model_is_asked_again_only_where_that_helps() -> None:
    async with coached(status(503)) as (coach, tired, _):
        await coach.suggest(DUTCH, Ask())
    async with coached(status(400)) as (coach, refusing, _):
        await coach.suggest(DUTCH, Ask())
    async with coached(status(429, Retry_After="3600")) as (coach, full_up, _):
        await coach.suggest(DUTCH, Ask())

    assert (len(tired.requests), len(refusing.requests), len(full_up.requests)) == (3, 1, 1)


async def test_no_more_than_the_limit_at_once() -> None:
    async with coached(sends(SCENARIO_HEAD, then=1000), replace(QUICK, at_once=2)) as (coach, hostile, reasons):
        await asyncio.gather(*(coach.suggest(DUTCH, Ask()) for _ in range(5)))

    assert len(hostile.requests) == 2
    assert reasons.count("busy") == 3


async def test_nothing_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "leak-of-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Leak: leak-of-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")

    async with coached(says(asks(GOOD)), PATIENT) as (coach, hostile, _):
        await coach.suggest(DUTCH, Ask())

    assert len(hostile.headers) == 1
    assert "leak-of-the-environment" not in hostile.headers[0]
    assert "authorization: bearer key" in hostile.headers[0].lower()


async def left_early(coach: Modelled) -> None:
    """A reader who does not wait for the answer."""
    reading = asyncio.create_task(streamed(coach))
    await asyncio.sleep(0.03)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


WAYS: dict[str, Callable[[Modelled], Awaitable[object]]] = {
    "questions": lambda coach: coach.suggest(DUTCH, Ask()),
    "streamed": streamed,
    "summary": lambda coach: coach.draft(TALK),
    "left early": left_early,
}


async def test_no_task_and_no_connection_is_left(request: pytest.FixtureRequest) -> None:
    everything = list(product(SCENARIOS, WAYS))
    runs = 1_000 if request.config.getoption("--soak") else 25
    tasks, connections = len(asyncio.all_tasks()), established()
    for run in range(runs):
        # In steps that share no divisor with their number, so that few runs see every kind too.
        name, way = everything[run * 37 % len(everything)]
        async with coached(SCENARIOS[name]) as (coach, hostile, _):
            await WAYS[way](coach)
            assert coach.model.running == 0, (name, way)
        assert await closed(hostile), (name, way)
    gc.collect()

    assert len(asyncio.all_tasks()) == tasks
    assert established() <= connections


def established() -> int:
    """How many connections this process holds."""
    return sum(one.status in {psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT} for one in psutil.Process().net_connections("tcp"))
