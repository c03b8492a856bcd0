"""Pays for a language model out of the budgets of an organisation and of whoever asks."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.actions import spending
from api.log import Log
from coach.limits import Limits

Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]
"""Begins a transaction of whoever asks."""


@dataclass(frozen=True)
class Budget:
    """A purse: reserves in one short transaction before a call, and settles in another after it."""

    begin: Begin
    limits: Limits
    now: Callable[[], datetime]
    log: Log

    async def reserve(self, tokens: int) -> "Paying | None":
        """Sets so many tokens aside; nothing where there are not so many left."""
        async with self.begin() as session:
            reserved = await spending.reserve(session, tokens, self.now().date(), self.limits)
        return None if reserved is None else Paying(self, reserved)


@dataclass(frozen=True)
class Paying:
    """Tokens that are set aside."""

    budget: Budget
    id: UUID

    async def settle(self, tokens: int) -> None:
        """The call took so many. Where that can't be kept the reservation ends by itself: what the model said is not lost for it."""
        try:
            async with self.budget.begin() as session:
                await spending.settle(session, self.id, tokens)
        except Exception as fault:  # the database may be away, or the person may have left meanwhile
            self.budget.log.warning("budget_not_settled", exc_info=fault)
