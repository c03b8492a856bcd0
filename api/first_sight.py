"""The first time somebody comes in through their organisation's issuer: their verified e-mail finds them, once, and the token is bound to them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.auth import Caller
from api.database.sessions import Identity
from schema.tables import Person

REMEMBERED = 10_000


@dataclass
class FirstSight:
    """Binds people to their tokens. Remembers whom it has looked up, so that it asks the database once for each."""

    engine: AsyncEngine
    seen: OrderedDict[Identity, None] = field(default_factory=OrderedDict)

    async def meet(self, caller: Caller) -> None:
        """Binds the caller, if their issuer verified an e-mail that belongs to somebody to whom no token is bound yet."""
        if caller.email is None or caller.identity in self.seen:
            return
        try:
            known = await self._known_or_bound(caller.identity, caller.audience, caller.email)
        except IntegrityError:
            # The token is that of somebody who left, or another request was first: it binds nobody else.
            return
        if not known:
            # They are looked for again next time: they may be imported tomorrow.
            return
        self.seen[caller.identity] = None
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)

    async def _known_or_bound(self, identity: Identity, audience: str, email: str) -> bool:
        issuer, subject = identity.issuer, identity.subject
        async with self.engine.begin() as connection:
            # Whoever is bound already is not looked for: a second person with that e-mail can't take the token over.
            if (await connection.exec_driver_sql("select id from enter($1, $2)", (issuer, subject))).first() is not None:
                return True
            found = await connection.scalar(select(func.meet(issuer, audience, email)))
            if found is None:
                return False
            mine = update(Person).where(Person.id == found, Person.subject.is_(None))
            await connection.execute(mine.values(issuer=issuer, subject=subject))
            return True
