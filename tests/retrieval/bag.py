"""An embedder for tests: near is what shares words, and some words mean the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from zlib import crc32

import numpy as np
from sqlalchemy.ext.asyncio import AsyncEngine

from api.meaning import Meaning
from retrieval.embedders import DIMENSIONS, Embedder, Making, NoEmbedding, Vector, Vectors
from retrieval.index import Index
from tests.clients import Client

SAME = {"schedule": "rooster", "budget": "begroting", "late": "laat", "tired": "moe", "thuiswerken": "home", "huis": "home"}


@dataclass
class Bag:
    """Counts what it is asked; `down` says why nothing comes."""

    model: str = "bag"
    outside: bool = False
    down: str | None = None
    poison: str | None = None
    """A text with this in it is never embedded."""
    read: list[str] = field(default_factory=list)

    async def making(self) -> Making:
        """How they are made."""
        return Making(self.model, "none", "0")

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """As of any text."""
        vector: Vector = (await self.passages([text]))[0]
        return vector

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """The sum of the words, of length one."""
        if self.down is not None or any(self.poison is not None and self.poison in text for text in texts):
            raise NoEmbedding(self.down or "It died of it.")
        self.read += texts
        return np.stack([_vector(text) for text in texts]).astype(np.float32)

    async def close(self) -> None:
        """Nothing to let go of."""


def _vector(text: str) -> Vector:
    words = [SAME.get(word, word) for word in re.findall(r"\w+", text.lower())] or ["-"]
    summed = np.sum([_direction(word) for word in words], axis=0)
    return np.asarray(summed / np.linalg.norm(summed), np.float32)


@cache
def _direction(word: str) -> Vector:
    return np.random.default_rng(crc32(word.encode())).standard_normal(DIMENSIONS).astype(np.float32)


def meaning(client: Client, embedder: Embedder | None, reasons: list[str] | None = None) -> Client:
    """The same client of a server with that embedder; `reasons` are what its log would say."""
    told: list[str] = [] if reasons is None else reasons
    means = Meaning(embedder, lambda fault: told.append(str(fault)))
    return replace(client, context=lambda identity, reads: replace(client.context(identity, reads), meaning=means))


async def indexed(engine: AsyncEngine, embedder: Embedder | None) -> list[str]:
    """Makes whatever is missing, as the worker does; why vectors could not be made."""
    reasons: list[str] = []
    await Index(engine, embedder, lambda fault: reasons.append(str(fault))).catch_up()
    return reasons
