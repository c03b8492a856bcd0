"""A person's transaction: it begins by finding who they are, and the database knows it until the transaction ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

ENTER = "select * from enter($1, $2)"
"""Finds the person a token speaks of, refuses those who left, and sets whose rows this transaction may see; see `walls`."""


@dataclass(frozen=True)
class Identity:
    """Whom a checked token speaks of."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Viewer:
    """The person on whose behalf a transaction runs. `pairs`: those they may read."""

    org: UUID
    id: UUID
    language: str
    time_zone: str
    pairs: tuple[UUID, ...]


class NotAPerson(Exception):
    """The token speaks of nobody, or of somebody who left."""


class Sessions:
    """Makes sessions for people, one transaction each."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._make = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self, identity: Identity) -> AsyncIterator[AsyncSession]:
        """A transaction of that person: committed at the end of the block, rolled back by any exception.

        `session.info["viewer"]` is the `Viewer`. Raises `NotAPerson`.
        """
        async with self._make() as session, session.begin():
            connection = await session.connection()
            entered = await connection.exec_driver_sql(ENTER, (identity.issuer, identity.subject))
            session.info["viewer"] = viewer_from(entered.one_or_none())
            yield session


def viewer_from(row: Any) -> Viewer:
    """The viewer that `enter` answered; raises `NotAPerson` when it answered nothing."""
    if row is None:
        raise NotAPerson
    org, person, language, time_zone, pairs = row
    return Viewer(org, person, language, time_zone, tuple(pairs))
