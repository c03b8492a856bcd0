"""Whatever a model's server does to the wire, nobody waits, nothing grows, nothing of people goes elsewhere or into the log."""

import asyncio
import logging
import time
from dataclasses import replace

import psutil
import pytest

from coach.questions import Ask
from coach.summaries import Draft
from tests.coach.histories import DUTCH
from tests.hostile.judging import broken_by, full, sentence_broken_by
from tests.hostile.scenarios import GOOD, asks
from tests.hostile.server import STREAM, closed, says, serving, status
from tests.hostile.test_hostile import AT_MOST, PATIENT, TALK, coached, streamed
from tests.hostile.wires import WIRES, chunk, endless, headed

PEOPLE = ("fatima", "youssef", "voorstel", "thuiswerken", "offertes")


@pytest.mark.parametrize("name", WIRES)
async def test_questions_and_summaries_stand_whatever_comes_over_the_wire(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with coached(WIRES[name]) as (coach, _, reasons):
        began = time.monotonic()
        offered, answer = await streamed(coach)
        took = time.monotonic() - began
        draft = await coach.draft(TALK)
        assert coach.model.running == 0

    assert [(question.text, rule) for question in offered if (rule := broken_by(question, DUTCH))] == []
    assert [question.text for question in offered if question.made_by.generator == "MODEL" and question.text != GOOD] == []
    assert full(answer.questions)
    assert answer.start_with is not None
    assert isinstance(draft, Draft)
    assert [(one.text, rule) for one in draft.sentences if (rule := sentence_broken_by(one, TALK))] == []
    assert took < AT_MOST
    logged = "\n".join([*(record.getMessage() for record in caplog.records), *reasons]).casefold()
    assert not any(word in logged for word in PEOPLE)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_what_people_wrote_is_sent_to_no_other_address(code: int) -> None:
    async with serving(says(asks(GOOD))) as elsewhere, coached(status(code, Location=f"{elsewhere.url}/chat/completions"), PATIENT) as coach_and_more:
        coach, hostile, reasons = coach_and_more
        suggested = await coach.suggest(DUTCH, Ask())

    assert (len(hostile.requests), elsewhere.requests, elsewhere.open) == (1, [], 0)
    assert reasons == [f"status_{code}"]
    assert {question.made_by.generator for question in suggested.questions} == {"OFFLINE"}


async def test_a_cookie_of_one_request_is_not_brought_along_to_the_next() -> None:
    async with coached(WIRES["cookies"], PATIENT) as (coach, hostile, _):
        await coach.suggest(DUTCH, Ask())
        await coach.suggest(replace(DUTCH, employee="Sanne"), Ask())

    assert len(hostile.headers) == 2
    assert not any("cookie:" in head.lower() for head in hostile.headers)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (STREAM + b"data: ", b"x" * 65_536),
        (STREAM, b": " + b"x" * 65_536 + b"\n"),
        (b"HTTP/1.1 500 X\r\nConnection: close\r\n\r\n", b"x" * 65_536),
        (b"HTTP/1.1 400 X\r\nConnection: close\r\n\r\n", b"{" * 65_536),
    ],
    ids=["a line", "comments", "an error", "a refusal"],
)
async def test_no_more_of_an_endless_answer_is_read_than_the_longest_there_can_be(head: bytes, piece: bytes) -> None:
    before = psutil.Process().memory_info().rss
    async with coached(endless(head, piece), replace(PATIENT, characters=10_000)) as (coach, _, reasons):
        await coach.suggest(DUTCH, Ask())

    assert reasons == ["too_long"]
    assert psutil.Process().memory_info().rss - before < 100_000_000


async def test_a_packed_answer_is_not_unpacked() -> None:
    async with coached(WIRES["a bomb"], PATIENT) as (coach, hostile, reasons):
        await coach.suggest(DUTCH, Ask())

    assert reasons == ["packed"]
    assert "accept-encoding: identity" in hostile.headers[0].lower()


async def test_an_answer_in_single_bytes_is_read_whole() -> None:
    async with coached(WIRES["a byte at a time"], PATIENT) as (coach, _, reasons):
        suggested = await coach.suggest(DUTCH, Ask())

    assert [question.text for question in suggested.questions if question.made_by.generator == "MODEL"] == [GOOD]
    assert reasons == []


async def test_of_several_answers_at_once_the_first_is_read() -> None:
    pieces = [asks(GOOD)[at : at + 40] for at in range(0, len(asks(GOOD)), 40)]
    both = b"".join(chunk for piece in pieces for chunk in (event_of(0, piece), event_of(1, "Waarom?")))
    async with coached(headed("Connection: close", body=both + b"data: [DONE]\n\n"), PATIENT) as (coach, _, _):
        suggested = await coach.suggest(DUTCH, Ask())

    assert GOOD in {question.text for question in suggested.questions}


def event_of(index: int, content: str) -> bytes:
    """A piece of one of several answers."""
    return chunk(index=index, delta={"content": content})


async def test_a_reader_who_leaves_an_endless_answer_ends_it() -> None:
    async with coached(endless(STREAM, b": x\n" * 100), replace(PATIENT, characters=10_000_000)) as (coach, hostile, _):
        reading = asyncio.create_task(streamed(coach))
        await asyncio.sleep(0.2)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        assert await closed(hostile)
        assert coach.model.running == 0
