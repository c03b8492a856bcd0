"""Vectors kept in a file: making them is nearly all of the time, and they don't change."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from retrieval.embedders import DIMENSIONS, Embedder, Making, Vector, Vectors


@dataclass
class Kept:
    """An embedder whose vectors are kept in `file`, by how they were made."""

    embedder: Embedder
    file: Path
    outside: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Open the file, or begin it."""
        self._vectors = sqlite3.connect(self.file)
        self._vectors.execute("create table if not exists vectors (made text, text text, vector blob, primary key (made, text))")

    async def making(self) -> Making:
        """How the vectors are made."""
        return await self.embedder.making()

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """The vector of what is looked for."""
        vector: Vector = (await self._found("query for a role" if of_roles else "query", [text]))[0]
        return vector

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what can be found."""
        return await self._found("passage", texts)

    async def close(self) -> None:
        """Close the file and the embedder."""
        self._vectors.close()
        await self.embedder.close()

    async def _found(self, what: str, texts: Sequence[str]) -> Vectors:
        made = " ".join((what, *vars(await self.making()).values()))
        for text in texts:
            if self._read(made, text) is None:
                if what == "passage":
                    vector = (await self.embedder.passages([text]))[0]
                else:
                    vector = await self.embedder.query(text, of_roles=what == "query for a role")
                with self._vectors:
                    self._vectors.execute("insert into vectors values (?, ?, ?)", (made, text, vector.astype(np.float32).tobytes()))
        found = [self._read(made, text) for text in texts]
        return np.array([np.frombuffer(each, np.float32) for each in found if each is not None]).reshape(-1, DIMENSIONS)

    def _read(self, made: str, text: str) -> bytes | None:
        row: tuple[bytes] | None = self._vectors.execute("select vector from vectors where made = ? and text = ?", (made, text)).fetchone()
        return None if row is None else row[0]
