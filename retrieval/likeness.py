"""How much two kept texts speak of the same: by the vectors and the words of their passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from schema.tables import Passage
from schema.tables.goals import STOP_WORDS

MEANING, WORDS = 0.7, 0.3
"""What nearness in meaning and shared words weigh."""
WORDS_ALONE = 2 / 3
"""What shared words weigh where vectors can't be compared."""
FARTHEST = 0.2
"""Texts whose vectors are less near than this have nothing in common, whatever words they share."""
NOT_TELLING = frozenset(STOP_WORDS.split())
EVERYDAY = frozenset(
    "een twee drie vier vijf zes zeven acht negen tien dag dagen week weken wek maand maanden jaar jaren jar uur avond middag ochtend "
    "maandag dinsdag woensdag donderdag vrijdag werk werken collega goed goede nieuw nieuwe grot grote keer ler leren leert oefen oefenen "
    "one two three four five six seven eight nine ten day week month year hour time work working way colleagu colleague good new learn "
    "learning s".split()
)
"""Lexemes that any two texts of work may share: they are no sign that both speak of the same."""


@dataclass(frozen=True)
class Kept:
    """A text that can be compared: the id of its row, its lexemes, and how its vectors were made (empty: it has none)."""

    id: UUID
    lexemes: frozenset[str]
    making: tuple[str, str, str] | None


@dataclass(frozen=True)
class Likeness:
    """How near texts stand to each other, if at all, and what each of their lexemes weighs: the fewer hold it, the more."""

    near: Mapping[tuple[UUID, UUID], float]
    weights: Mapping[str, float]

    def of(self, one: Kept, other: Kept) -> float:
        """From 0, nothing in common, to about 1. What the shorter text says of itself is what counts."""
        share = self._shared(one.lexemes, other.lexemes)
        if one.making is None or one.making != other.making:
            return WORDS_ALONE * share
        near = self.near.get((one.id, other.id))
        return 0.0 if near is None else MEANING * near + WORDS * share

    def _shared(self, one: frozenset[str], other: frozenset[str]) -> float:
        shorter = min(self._weight(one), self._weight(other))
        return self._weight((one & other) - EVERYDAY) / shorter if shorter else 0.0

    def _weight(self, lexemes: Iterable[str]) -> float:
        # In one order: sums of the same numbers must be the same number.
        return sum(self.weights.get(lexeme, 0.0) for lexeme in sorted(lexemes))


async def likeness(connection: AsyncConnection, org_id: UUID, some: Sequence[Kept], others: Sequence[Kept]) -> Likeness:
    """How each of `some` stands to each of the `others`."""
    near: dict[tuple[UUID, UUID], float] = {}
    if some and others:
        found = await connection.execute(_nearness(org_id, [one.id for one in some], [other.id for other in others]))
        near = {(one, other): float(value) for one, other, value in found}
    return Likeness(near, _weights({text.id: text for text in (*some, *others)}.values()))


def kept(*more: Any) -> Select[Any]:
    """Passages as rows that `gathered` understands, followed by the columns `more`."""
    lexemes = func.tsvector_to_array(Passage.words, type_=ARRAY(Text()))
    return select(Passage.source_id, lexemes, Passage.model, Passage.prefixes, Passage.mean, *more).order_by(Passage.source_id, Passage.position)


def gathered(rows: Iterable[Any]) -> dict[UUID, Kept]:
    """The texts of passages, whole again, by the id of their row."""
    texts: dict[UUID, Kept] = {}
    for source_id, lexemes, model, prefixes, mean, *_ in rows:
        before = texts[source_id].lexemes if source_id in texts else frozenset[str]()
        making = None if model is None else (model, prefixes, mean)
        texts[source_id] = Kept(source_id, before | (frozenset(lexemes) - NOT_TELLING), making)
    return texts


def _nearness(org_id: UUID, some: Sequence[UUID], others: Sequence[UUID]) -> Select[Any]:
    one, other = aliased(Passage), aliased(Passage)
    alike = (one.model == other.model) & (one.prefixes == other.prefixes) & (one.mean == other.mean)
    nearest = func.max(1 - one.vector.cosine_distance(other.vector))
    among = select(one.source_id, other.source_id, nearest).join(other, (other.org_id == one.org_id) & alike)
    among = among.where(one.org_id == org_id, one.source_id.in_(some), other.source_id.in_(others))
    return among.group_by(one.source_id, other.source_id).having(nearest >= FARTHEST)


def _weights(texts: Iterable[Kept]) -> dict[str, float]:
    every = list(texts)
    holding = Counter(lexeme for text in every for lexeme in text.lexemes)
    return {lexeme: log(1 + (len(every) - count + 0.5) / (count + 0.5)) for lexeme, count in holding.items()}
