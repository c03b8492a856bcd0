"""Search said once more, in plain Python: who may read which texts, and in which order they answer a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from retrieval.embedders import Making, Vector
from retrieval.search import Fusion
from schema.tables import (
    Agreement,
    Feedback,
    Goal,
    GoalEvaluation,
    Note,
    Pair,
    Passage,
    Person,
    Reflection,
    Response,
    SummarySentence,
    Talent,
    TalkingPoint,
)
from tests.makers import Makers, client_id

LONG_AGO = datetime.min.replace(tzinfo=UTC)
SIXTH = Decimal("0.000001")
KINDS: dict[type[Any], tuple[str, str | None]] = {
    Note: ("NOTE", None),
    TalkingPoint: ("TALKING_POINT", None),
    Agreement: ("AGREEMENT", None),
    SummarySentence: ("SUMMARY_SENTENCE", None),
    Goal: ("GOAL", "CURRENT_ROLE"),
    GoalEvaluation: ("GOAL_EVALUATION", "CURRENT_ROLE"),
    Feedback: ("FEEDBACK", "CURRENT_ROLE"),
    Reflection: ("REFLECTION", "PERSONAL"),
    Response: ("RESPONSE", None),
    Talent: ("TALENT", "GROWTH"),
}
"""Every kind of text about a person, and the part it feeds where its rows don't say so."""
IN_TALK = (Note, TalkingPoint, Agreement, SummarySentence)


@dataclass(frozen=True)
class Piece:
    """A passage as it is kept: its words, and its vector where it can be compared."""

    words: frozenset[str]
    vector: Vector | None


@dataclass(frozen=True)
class Asked:
    """A search: the words of its query, each once, its vector, and what counts."""

    words: Sequence[str]
    vector: Vector | None
    parts: Sequence[str] | None = None
    kinds: Sequence[str] | None = None


@dataclass(frozen=True)
class Oracle:
    """Everything there is, read past all walls."""

    rows: Mapping[type[Any], Sequence[Any]]
    pieces: Mapping[UUID, Sequence[Piece]]

    @classmethod
    async def of(cls, engine: AsyncEngine, making: Making) -> Oracle:
        """Read it; a vector that was made otherwise is none."""
        make = Makers(engine)
        tables: list[type[Any]] = [*KINDS, Pair]
        rows = {table: await make.all(table) for table in tables}
        return cls(rows, await _pieces(engine, making))

    def readable(self, viewer: Person, person: Person) -> Iterator[Any]:
        """The texts about a person that the viewer may read and search (privacy.md), each once."""
        theirs = [pair for pair in self.rows[Pair] if pair.employee_id == person.id]
        mine = {pair.id for pair in theirs if viewer.id == person.id or (viewer.id == pair.manager_id and pair.ended_at is None)}
        for table in KINDS:
            for row in self.rows[table]:
                about = row.pair_id in {pair.id for pair in theirs} if table in IN_TALK else row.employee_id == person.id
                if about and _is_shared(row) and self._reads(viewer, person, mine, row) and not self._repeats(row):
                    yield row

    def answer(self, viewer: Person, person: Person, asked: Asked, fusion: Fusion, most: int) -> list[str]:
        """The client's ids of the best texts, in order."""
        texts = list(self.readable(viewer, person))
        scores = _scores({row.id: self.pieces.get(row.id) or [Piece(frozenset(row_text(row).split()), None)] for row in texts}, asked, fusion)
        counted = [row for row in texts if row.id in scores and _counts(row, asked)]
        counted.sort(key=lambda row: (-scores[row.id], -(row.created_at - LONG_AGO).total_seconds(), KINDS[type(row)][0], row.id))
        return [client_id(row) for row in counted[:most]]

    def _reads(self, viewer: Person, person: Person, mine: set[UUID], row: Any) -> bool:
        if row.pair_id in mine and (isinstance(row, (*IN_TALK, Goal, Talent)) or _is_past(row.manager_sees_from)):
            return True
        if getattr(row, "handed_to_pair_id", None) in mine:
            return True
        if isinstance(row, IN_TALK):
            return False
        return viewer.id == person.id or self._gave(viewer, row)

    def _gave(self, viewer: Person, row: Any) -> bool:
        """Whether it is feedback that the viewer gave, not as the manager, or an answer to it that is for them."""
        if isinstance(row, Feedback):
            return row.author_id == viewer.id and not row.by_manager
        if isinstance(row, Response) and row.shown_to_id == viewer.id:
            return any(self._gave(viewer, given) for given in self.rows[Feedback] if given.id == row.feedback_id)
        return False

    def _repeats(self, row: Any) -> bool:
        """Whether it is a point carried over word for word: it is found where it was first put."""
        return isinstance(row, TalkingPoint) and any(it.id == row.carried_from_id and it.text == row.text for it in self.rows[TalkingPoint])


def row_text(row: Any) -> str:
    """What is searched of a row."""
    return "\n".join(line for line in (row.title, row.description) if line) if isinstance(row, Goal) else str(row.text)


async def _pieces(engine: AsyncEngine, making: Making) -> dict[UUID, list[Piece]]:
    columns = (Passage.source_id, func.tsvector_to_array(Passage.words), Passage.vector, Passage.model, Passage.prefixes, Passage.mean)
    found: dict[UUID, list[Piece]] = {}
    async with engine.connect() as connection:
        for source_id, words, vector, *made in await connection.execute(select(*columns).order_by(Passage.position)):
            comparable = vector is not None and made == list(vars(making).values())
            found.setdefault(source_id, []).append(Piece(frozenset(words), np.asarray(vector, np.float64) if comparable else None))
    return found


def _is_shared(row: Any) -> bool:
    if isinstance(row, Response):
        return row.reflection_id is None or row.manager_sees_from is not None
    if isinstance(row, Talent):
        return row.confirmed_at is not None
    return getattr(row, "visibility", "SHARED") == "SHARED"


def _is_past(moment: datetime | None) -> bool:
    return moment is not None and moment <= datetime.now(UTC)


def _counts(row: Any, asked: Asked) -> bool:
    kind, part = KINDS[type(row)]
    return (asked.parts is None or getattr(row, "part", part) in asked.parts) and (asked.kinds is None or kind in asked.kinds)


def _scores(pieces: Mapping[UUID, Sequence[Piece]], asked: Asked, fusion: Fusion) -> dict[UUID, Decimal]:
    """What each text is worth: its best piece. A text that is neither near nor holds a word is none."""
    every = [piece for those in pieces.values() for piece in those]
    weights = {word: _rarity(len(every), sum(word in piece.words for piece in every)) for word in asked.words}
    near = {id(piece): _near(piece.vector, asked.vector) for piece in every if piece.vector is not None and asked.vector is not None}
    low, high = min(near.values(), default=0.0), max(near.values(), default=0.0)
    found: dict[UUID, Decimal] = {}
    for row_id, those in pieces.items():
        for piece in those:
            held, its = sum((weights[word] for word in asked.words if word in piece.words), Decimal()), near.get(id(piece))
            if held or (its is not None and its * fusion.meaning >= fusion.nearest * fusion.meaning):
                between = (its - low) / (high - low) if its is not None and high > low else 0.0
                share = held / sum(weights.values()) if weights else Decimal()
                worth = Decimal(str(fusion.meaning)) * Decimal(f"{between:.15g}") + Decimal(str(fusion.words)) * share * share
                found[row_id] = max(found.get(row_id, Decimal(-1)), worth.quantize(SIXTH, ROUND_HALF_UP))
    return found


def _rarity(every: int, holding: int) -> Decimal:
    half = Decimal("0.5")
    return (1 + (every - holding + half) / (holding + half)).ln().quantize(SIXTH, ROUND_HALF_UP)


def _near(one: Vector, other: Vector) -> float:
    """As pgvector reckons it, distance first."""
    return 1 - (1 - float(one @ other) / sqrt(float(one @ one) * float(other @ other)))
