"""What a resolver is given: who asks, and what it may use."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.askings import Askings, Means
from api.database.looking import viewer_of
from api.database.sessions import Identity, NotAPerson, Sessions
from api.events import Hub
from api.hashing import Hashing
from api.meaning import Meaning
from api.purse import Begin
from api.reads import NOBODY, STRANGER, Reads, unauthenticated
from coach.purse import Purse
from coach.questions import Generator
from schema.rules.refusals import Refused


@dataclass(frozen=True)
class Context:
    """The context of one operation. `identity` is empty for somebody without a token."""

    identity: Identity | None
    reads: Reads
    sessions: Sessions
    coach: Generator
    hashing: Hashing
    now: Callable[[], datetime]
    meaning: Meaning
    hub: Hub
    askings: Askings
    pays: Callable[[Begin], Purse]
    """The purse of whoever those transactions are of."""

    @property
    def purse(self) -> Purse:
        """What whoever asks may spend on a model."""
        return self.pays(self.begin)

    @property
    def means(self) -> Means:
        """What it takes to have the coach word their questions."""
        return Means(self.coach, self.begin, self.purse, self.now)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A transaction of whoever asks. A refusal in it rolls it back and speaks their language."""
        if self.identity is None:
            raise unauthenticated(NOBODY)
        try:
            async with self.sessions.begin(self.identity) as session:
                try:
                    yield session
                except Refused as refusal:
                    refusal.language = viewer_of(session).language
                    raise
        except NotAPerson as problem:
            raise unauthenticated(STRANGER) from problem
