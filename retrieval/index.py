"""Keeps the passages in step with the texts they were made from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, bindparam, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from retrieval.chunks import passages
from retrieval.embedders import Embedder, Making, NoEmbedding, Vectors
from retrieval.language import language_of
from retrieval.texts import SEARCHED, digest, lexemes, texts_of
from schema.tables import Passage
from schema.tables.enums import SourceKind
from schema.tables.sources import POINTER

BATCH = 16
"""Texts that are read, embedded and kept together."""

Nameless = Callable[[AsyncConnection, "Sequence[ToFind]", Sequence[str]], Awaitable[list[str]]]
"""Takes the names out of the passages of some texts, for an embedder outside."""


@dataclass(frozen=True)
class ToFind:
    """A text that can be found, with what its passages repeat of it."""

    org_id: UUID
    row_id: UUID
    text: str
    part: str | None
    pair_id: UUID | None
    employee_id: UUID | None
    as_of: datetime

    @property
    def digest(self) -> UUID:
        """The same as the database makes of the text."""
        return UUID(md5(self.text.encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True)
class Index:
    """Makes passages, on connections of `gt_work`. Without an embedder, or while it fails, they hold words and no vectors."""

    engine: AsyncEngine
    embedder: Embedder | None
    failed: Callable[[NoEmbedding], None]
    """Told of a vector that could not be made."""
    nameless: Nameless | None = None

    async def renew(self, kind: SourceKind, org_id: UUID, row_ids: Sequence[UUID]) -> None:
        """Make the passages of these texts anew; of one that is gone or private, none are left. Done twice, it changes nothing."""
        await self._keep(kind, await self._read(kind, texts_of(kind), org_id, row_ids))

    async def missing(self) -> int:
        """How many texts have no passages, or not of their present words, or not of the present embedder."""
        making = await self._making()
        async with self.engine.connect() as connection:
            counts = [await connection.scalar(select(func.count()).select_from(_missing(kind, making).subquery())) for kind in SEARCHED]
        return sum(count or 0 for count in counts)

    async def catch_up(self, told: Callable[[int], None] = lambda done: None) -> int:
        """Make all that is missing, kind by kind; how many texts that were."""
        making, done = await self._making(), 0
        for kind in SEARCHED:
            after: UUID | None = None
            while rows := await self._next(kind, making, after):
                await self._keep(kind, rows)
                after, done = rows[-1].row_id, done + len(rows)
                told(done)
        return done

    async def _making(self) -> Making | None:
        try:
            return await self.embedder.making() if self.embedder else None
        except NoEmbedding as fault:
            self.failed(fault)
            return None

    async def _read(self, kind: SourceKind, selection: Select[Any], org_id: UUID, row_ids: Sequence[UUID]) -> list[ToFind]:
        row = selection.selected_columns
        async with self.engine.connect() as connection:
            found = await connection.execute(selection.where(row["org_id"] == org_id, row["row_id"].in_(row_ids)))
            return [ToFind(*each) for each in found]

    async def _next(self, kind: SourceKind, making: Making | None, after: UUID | None) -> list[ToFind]:
        selection = _missing(kind, making)
        row = selection.selected_columns
        if after is not None:
            selection = selection.where(row["row_id"] > after)
        async with self.engine.connect() as connection:
            return [ToFind(*each) for each in await connection.execute(selection.order_by(row["row_id"]).limit(BATCH))]

    async def _keep(self, kind: SourceKind, texts: Sequence[ToFind]) -> None:
        cut = [passages(text.text) for text in texts]
        making, vectors = await self._embedded(texts, cut)
        place = 0
        for text, pieces in zip(texts, cut, strict=True):
            its = None if vectors is None else vectors[place : place + len(pieces)]
            place += len(pieces)
            async with self.engine.begin() as connection:
                await _keep_one(connection, kind, text, _rows(kind, text, pieces, making, its))

    async def _embedded(self, texts: Sequence[ToFind], cut: Sequence[Sequence[str]]) -> tuple[Making | None, Vectors | None]:
        every = [piece for pieces in cut for piece in pieces]
        if self.embedder is None or not every:
            return None, None
        try:
            if self.embedder.outside and self.nameless is not None:
                async with self.engine.connect() as connection:
                    every = await self.nameless(connection, [text for text, pieces in zip(texts, cut, strict=True) for _ in pieces], every)
            return await self.embedder.making(), await self.embedder.passages(every)
        except NoEmbedding as fault:
            self.failed(fault)
            return None, None


def _missing(kind: SourceKind, making: Making | None) -> Select[Any]:
    texts = texts_of(kind)
    row = texts.selected_columns
    made = [] if making is None else [Passage.model == making.model, Passage.prefixes == making.prefixes, Passage.mean == making.mean]
    its = exists().where(Passage.org_id == row["org_id"], Passage.source_id == row["row_id"], Passage.digest == digest(row["text"]), *made)
    return texts.where(~its)


def _rows(kind: SourceKind, text: ToFind, pieces: Sequence[str], making: Making | None, vectors: Vectors | None) -> list[dict[str, Any]]:
    how = {"model": None, "prefixes": None, "mean": None} if making is None else vars(making)
    shared = {
        POINTER[kind]: text.row_id,
        "org_id": text.org_id,
        "kind": kind.value,
        "part": text.part,
        "pair_id": text.pair_id,
        "employee_id": text.employee_id,
        "as_of": text.as_of,
        "digest": text.digest,
        **how,
    }
    return [
        {
            **shared,
            "position": position,
            "language": language_of(piece),
            "piece": piece,
            "vector": None if vectors is None else vectors[position].tolist(),
        }
        for position, piece in enumerate(pieces)
    ]


async def _keep_one(connection: AsyncConnection, kind: SourceKind, text: ToFind, rows: Sequence[dict[str, Any]]) -> None:
    """One after the other with whoever changes the text; if it was changed since it was read, what follows from that change makes its passages."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(text.row_id), 0))))
    now = texts_of(kind)
    row = now.selected_columns
    unchanged = now.where(row["org_id"] == text.org_id, row["row_id"] == text.row_id, digest(row["text"]) == text.digest)
    if (await connection.execute(unchanged)).first() is None:
        return
    await connection.execute(delete(Passage).where(Passage.org_id == text.org_id, Passage.source_id == text.row_id))
    await connection.execute(insert(Passage.__table__).values(words=lexemes(bindparam("piece", type_=Text()))).inline(), list(rows))  # type: ignore[arg-type]
