"""Questions worth asking: what may be asked of a generator, and what it answers."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coach.material import Asked, Line, Material, Part, Quote, TalkMaterial
from coach.provenance import OFFLINE, MadeBy
from coach.purse import Purse
from coach.summaries import Draft, NothingToSay

__all__ = ["Ask", "Considered", "Generator", "Question", "Quote", "Shortfall", "ShortfallReason", "Suggested"]


class ShortfallReason(StrEnum):
    """Why a part got fewer questions than asked."""

    TOO_LITTLE_HISTORY = "TOO_LITTLE_HISTORY"
    ALL_ASKED_LATELY = "ALL_ASKED_LATELY"
    NONE_PASSED = "NONE_PASSED"
    SWITCHED_OFF = "SWITCHED_OFF"


@dataclass(frozen=True)
class Ask:
    """What is asked: which parts (empty: all), how many in each (1 to 5), or, with `about`, one per part about that occasion.

    `about` is a goal, evaluation, feedback, reflection, agreement or note; an evaluation's goal should be among the lines of the material.
    `begun` is what of this same request was offered already, each with its part: only the rest is asked for.
    """

    parts: tuple[Part, ...] | None = None
    per_part: int = 2
    about: Line | None = None
    begun: tuple[tuple[Part, Asked], ...] = ()


@dataclass(frozen=True)
class Question:
    """A question the coach offers. `frame` is its line of the question bank; empty where a model worded it.

    `first_person` is how it stands on the agenda when the employee takes it as their own.
    """

    part: Part
    text: str
    follow_up: str | None
    why: str
    first_person: str
    sources: tuple[Quote, ...]
    frame: str | None = None
    made_by: MadeBy = OFFLINE


@dataclass(frozen=True)
class Shortfall:
    """A part that got fewer questions than asked, and why."""

    part: Part
    reason: ShortfallReason


@dataclass(frozen=True)
class Considered:
    """A question that was thought of, and the rule that dropped it; kept where `rule` is empty."""

    part: Part
    text: str
    frame: str | None
    rule: str | None


@dataclass(frozen=True)
class Suggested:
    """The questions, by part; `start_with` is the index of the one to begin with. `considered` explains the choice, in the order of thought."""

    questions: tuple[Question, ...]
    start_with: int | None = None
    shortfalls: tuple[Shortfall, ...] = ()
    considered: tuple[Considered, ...] = ()


class Generator(Protocol):
    """Whoever words questions and summaries: the question bank, or a model. What it answers has passed the gate and the checker."""

    async def suggest(self, material: Material, ask: Ask, purse: Purse | None = None) -> Suggested:
        """Questions for a talk. A model is paid from `purse`; without one nobody counts."""
        ...

    def offers(self, material: Material, ask: Ask, purse: Purse | None = None) -> AsyncGenerator[Question | Suggested, None]:
        """The same, each question as soon as it has passed, and the whole answer last. Closing it gives up."""
        ...

    async def draft(self, talk: TalkMaterial, purse: Purse | None = None) -> Draft | NothingToSay:
        """The draft of a closed talk's summary."""
        ...
