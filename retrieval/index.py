"""Keeps the passages in step with the texts they were made from."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Select, Text, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from retrieval.chunks import passages
from retrieval.embedders import Embedder, Making, NoEmbedding, Vectors, parts
from retrieval.language import language_of
from retrieval.texts import SEARCHED, digest, lexemes, texts_of
from schema.tables import Passage
from schema.tables.enums import SourceKind
from schema.tables.sources import POINTER

BATCH = 16
"""Texts that are embedded and kept together."""
PAGE = 512
"""Texts that are read together: to find what is missing costs more than to read it."""
GIVE_UP = 3
"""Texts in a row without a vector after which it is the embedder, and not one of the texts."""

Nameless = Callable[[AsyncConnection, "Sequence[ToFind]", Sequence[str]], Awaitable[list[str]]]
"""Takes the names out of passages, each of the text in the same place, for an embedder outside."""
Told = Callable[[int], None]
"""Told how many texts are done, now and again."""


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
    may_leave: bool
    """Whether its pair lets a model outside read it."""

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
        """Make the passages of these texts that are missing or of earlier words; of one that is gone or private, none are left.

        Done twice, it changes nothing.
        """
        missing = self._missing(kind, await self._making())
        row = missing.selected_columns
        texts = await self._read(missing.where(row["org_id"] == org_id, row["row_id"].in_(row_ids)))
        for some in parts(texts, BATCH):
            try:
                await self._each(kind, some, 0)
            except NoEmbedding as fault:
                self.failed(fault)
                await self._by_words()._keep(kind, some)

    async def missing(self) -> int:
        """How many texts have no passages, or not of their present words, or not of the present embedder; no vector, while that can't be asked."""
        making = await self._making()
        if self.embedder is not None and making is None:
            return await self._count(self._without_vectors)
        return await self._count(lambda kind: self._missing(kind, making))

    async def findable(self) -> int:
        """How many texts there are to find."""
        return await self._count(texts_of)

    async def catch_up(self, told: Told = lambda done: None) -> int:
        """Make all that is missing, kind by kind; how many texts that were."""
        making = await self._making()
        return await self._make(lambda kind: self._missing(kind, making), told)

    async def rebuild(self, told: Told = lambda done: None) -> int:
        """Make everything anew, kind by kind; how many texts that were. What can't be embedded now keeps what it has."""
        return await self._make(texts_of, told)

    async def _make(self, texts: Callable[[SourceKind], Select[Any]], told: Told, done: int = 0) -> int:
        failures = 0
        try:
            async with aclosing(self._batches(texts)) as batches:
                async for kind, some in batches:
                    failures = await self._each(kind, some, failures)
                    done += len(some)
                    told(done)
        except NoEmbedding as fault:
            self.failed(fault)
            return await self._by_words()._make(_without_words, told, done)
        return done

    async def _batches(self, texts: Callable[[SourceKind], Select[Any]]) -> AsyncGenerator[tuple[SourceKind, Sequence[ToFind]], None]:
        for kind in SEARCHED:
            following = texts(kind)
            row = following.selected_columns["row_id"]
            page = await self._read(following.order_by(row).limit(PAGE))
            while page:
                for some in parts(page, BATCH):
                    yield kind, some
                page = await self._read(following.where(row > page[-1].row_id).order_by(row).limit(PAGE))

    async def _each(self, kind: SourceKind, texts: Sequence[ToFind], failures: int) -> int:
        """Keep them together, or one by one where one of them spoils it for the others; how many in a row have failed by now.

        Raises `NoEmbedding` at the last of `GIVE_UP`.
        """
        if len(texts) > 1:
            with suppress(NoEmbedding):
                await self._keep(kind, texts)
                return 0
        for text in texts:
            try:
                await self._keep(kind, [text])
            except NoEmbedding as fault:
                failures += 1
                if failures >= GIVE_UP:
                    raise
                self.failed(fault)
                await self._by_words()._keep(kind, [text])
            else:
                failures = 0
        return failures

    def _by_words(self) -> Index:
        return replace(self, embedder=None)

    async def _making(self) -> Making | None:
        try:
            return await self.embedder.making() if self.embedder else None
        except NoEmbedding as fault:
            self.failed(fault)
            return None

    async def _count(self, texts: Callable[[SourceKind], Select[Any]]) -> int:
        async with self.engine.connect() as connection:
            counts = [await connection.scalar(select(func.count()).select_from(texts(kind).subquery())) for kind in SEARCHED]
        return sum(count or 0 for count in counts)

    async def _read(self, selection: Select[Any]) -> list[ToFind]:
        async with self.engine.connect() as connection:
            return [ToFind(*each) for each in await connection.execute(selection)]

    async def _keep(self, kind: SourceKind, texts: Sequence[ToFind]) -> None:
        cut = [(text, passages(text.text) or [text.text]) for text in texts]
        making, vectors = await self._embedded([(text, piece) for text, pieces in cut for piece in pieces if self._may_read(text)])
        place = 0
        for text, pieces in cut:
            its = vectors[place : place + len(pieces)] if self._may_read(text) and vectors is not None else None
            place += 0 if its is None else len(pieces)
            async with self.engine.begin() as connection:
                await _keep_one(connection, kind, text, _rows(kind, text, pieces, making, its))

    async def _embedded(self, pieces: Sequence[tuple[ToFind, str]]) -> tuple[Making | None, Vectors | None]:
        """The vectors of pieces of texts, and how they were made; neither without an embedder. Raises `NoEmbedding`."""
        if self.embedder is None or not pieces:
            return None, None
        texts, every = [text for text, _ in pieces], [piece for _, piece in pieces]
        if self.embedder.outside and self.nameless is not None:
            async with self.engine.connect() as connection:
                every = await self.nameless(connection, texts, every)
        return await self.embedder.making(), await self.embedder.passages(every)

    def _may_read(self, text: ToFind) -> bool:
        return self.embedder is not None and (text.may_leave or not self.embedder.outside)

    def _missing(self, kind: SourceKind, making: Making | None) -> Select[Any]:
        """The texts of a kind without passages of their present words, and of that making where the embedder may read them."""
        if self.embedder is None or making is None:
            return _without_words(kind)
        return self._without(kind, Passage.model == making.model, Passage.prefixes == making.prefixes, Passage.mean == making.mean)

    def _without_vectors(self, kind: SourceKind) -> Select[Any]:
        return self._without(kind, Passage.vector.is_not(None))

    def _without(self, kind: SourceKind, *made: ColumnElement[bool]) -> Select[Any]:
        """The texts without passages made like that; of those that the embedder may not read, without any."""
        texts = texts_of(kind)
        row, its = texts.selected_columns, _its(texts)
        leaves = self.embedder is not None and self.embedder.outside
        return texts.where(~or_(its.where(*made), ~row["may_leave"] & its) if leaves else ~its.where(*made))


def _without_words(kind: SourceKind) -> Select[Any]:
    texts = texts_of(kind)
    return texts.where(~_its(texts))


def _its(texts: Select[Any]) -> Exists:
    """True for a text with passages of its present words."""
    row = texts.selected_columns
    return exists().where(Passage.org_id == row["org_id"], Passage.source_id == row["row_id"], Passage.digest == digest(row["text"]))


def _rows(kind: SourceKind, text: ToFind, pieces: Sequence[str], making: Making | None, vectors: Vectors | None) -> list[dict[str, Any]]:
    how = {"model": None, "prefixes": None, "mean": None} if making is None or vectors is None else vars(making)
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
    has_vectors = any(row["vector"] is not None for row in rows)
    # Words alone never take the place of what is found by its meaning.
    now = texts_of(kind) if has_vectors else _without_words(kind)
    row = now.selected_columns
    unchanged = now.where(row["org_id"] == text.org_id, row["row_id"] == text.row_id, digest(row["text"]) == text.digest)
    if (await connection.execute(unchanged)).first() is None:
        return
    await connection.execute(delete(Passage).where(Passage.org_id == text.org_id, Passage.source_id == text.row_id))
    await connection.execute(insert(Passage.__table__).values(words=lexemes(bindparam("piece", type_=Text()))).inline(), list(rows))  # type: ignore[arg-type]
