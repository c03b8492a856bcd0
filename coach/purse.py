"""Who pays for a model: asked before every call, told after it what the call took."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from coach.material import tokens


class Reserved(Protocol):
    """Tokens that are set aside for one call."""

    async def settle(self, tokens: int) -> None:
        """The call is over and took so many: those are spent, the rest is free again. Called once."""
        ...


class Purse(Protocol):
    """What somebody may spend on a model; kept by whoever hands it in, for the coach holds no pen."""

    async def reserve(self, tokens: int) -> Reserved | None:
        """Sets so many tokens aside; nothing where there are not so many left."""
        ...


class NothingLeft(Exception):
    """The budget does not allow another call."""


@dataclass
class Usage:
    """What one call took, filled in while its answer is read."""

    sent: bool = False
    """Whether a model may have read the question: a server that refused it, or was never reached, asks nothing for it."""
    said: int | None = None
    """The tokens of question and answer as the server counts them, where it says so."""
    heard: list[str] = field(default_factory=list)
    """What was heard of the answer, to count it; never kept."""

    def counted(self, asked: int) -> int:
        """The tokens to be paid for, by the server's own count or else by ours; `asked` are those of the question."""
        if not self.sent:
            return 0
        return self.said if self.said is not None else asked + tokens("".join(self.heard))


@asynccontextmanager
async def paid(purse: Purse | None, question: Sequence[str], longest_answer: int) -> AsyncIterator[Usage]:
    """One call to a model: the tokens it can take at most are set aside for the block, and what it took is paid at its end, however it ends.

    Without a purse nobody counts. Raises `NothingLeft` before anything is asked.
    """
    usage = Usage()
    if purse is None:
        yield usage
        return
    asked = await asyncio.to_thread(lambda: sum(map(tokens, question)))
    reserved = await purse.reserve(asked + longest_answer)
    if reserved is None:
        raise NothingLeft
    try:
        yield usage
    finally:
        # Whoever gives up the call gives up the waiting, too; the paying goes on all the same.
        await asyncio.shield(asyncio.ensure_future(_settled(reserved, usage, asked)))


async def _settled(reserved: Reserved, usage: Usage, asked: int) -> None:
    await reserved.settle(await asyncio.to_thread(usage.counted, asked))
