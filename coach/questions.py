"""Questions the coach offers, and what a generator of them looks like."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from coach.material import Line, Material, Part, SourceKind, TalkMaterial
from coach.summaries import Draft, NothingToSay, Quote

__all__ = ["Ask", "Generator", "Question", "Quote", "Shortfall", "ShortfallReason", "Suggested"]


class ShortfallReason(StrEnum):
    """Why a part got fewer questions than asked."""

    TOO_LITTLE_HISTORY = "TOO_LITTLE_HISTORY"
    ALL_ASKED_LATELY = "ALL_ASKED_LATELY"
    NONE_PASSED = "NONE_PASSED"
    SWITCHED_OFF = "SWITCHED_OFF"


@dataclass(frozen=True)
class Ask:
    """What is asked of the coach."""

    parts: tuple[Part, ...] | None = None
    per_part: int = 2
    about: Line | None = None


@dataclass(frozen=True)
class Question:
    """A question the coach offers."""

    part: Part
    text: str
    follow_up: str | None
    why: str
    first_person: str
    sources: tuple[Quote, ...]
    frame: str | None


@dataclass(frozen=True)
class Shortfall:
    """A part that got fewer than asked."""

    part: Part
    reason: ShortfallReason


@dataclass(frozen=True)
class Suggested:
    """What the coach answers."""

    questions: tuple[Question, ...]
    start_with: int | None
    shortfalls: tuple[Shortfall, ...]


class Generator(Protocol):
    """Whoever words questions and summaries."""

    async def suggest(self, material: Material, ask: Ask) -> Suggested: ...

    async def draft(self, talk: TalkMaterial) -> Draft | NothingToSay: ...


_ = (UUID, datetime, SourceKind)
