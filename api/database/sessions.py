"""A person's transaction: it begins by finding who they are, and the database knows it until the transaction ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from api.database.faults import UNANSWERED

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

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


@dataclass(frozen=True)
class Line:
    """A connection as SQLAlchemy knows it and as its driver does, and the session that is used on it again and again."""

    connection: AsyncConnection
    driver: Driver
    session: AsyncSession


class Sessions:
    """Makes sessions for people, one transaction each, on up to `size` connections that it keeps until `close`.

    The transaction is begun and ended here, by the driver; to SQLAlchemy the connection has none. So both send their statements in it.
    """

    def __init__(self, engine: AsyncEngine, *, size: int = 8) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._free: list[Line] = []
        self._places = asyncio.Semaphore(size)

    @asynccontextmanager
    async def begin(self, identity: Identity) -> AsyncIterator[AsyncSession]:
        """A transaction of that person: committed at the end of the block, rolled back by any exception.

        `session.info["viewer"]` is the `Viewer`. Raises `NotAPerson`.
        """
        async with self._places:
            line = await self._take()
            session = line.session
            try:
                await line.driver.execute("BEGIN")
                session.info.update(driver=line.driver, viewer=await self._entered(line.driver, identity))
                yield session
                await written(session)
                await line.driver.execute("COMMIT")
            except Exception:
                await self._recover(line)
                raise
            except BaseException:  # cancelled, perhaps in the middle of a statement
                await self._drop(line)
                raise
            else:
                self._free.append(line)
            finally:
                # There is nothing left to send: what the session calls its transaction is none to the driver.
                session.sync_session.close()
                session.info.clear()

    async def close(self) -> None:
        """Give back every connection that is free."""
        while self._free:
            await self._free.pop().connection.close()

    async def _entered(self, driver: Driver, identity: Identity) -> Viewer:
        return viewer_from(await driver.fetchrow(ENTER, identity.issuer, identity.subject))

    async def _take(self) -> Line:
        while self._free:
            line = self._free.pop()
            if not line.driver.is_closed():
                return line
            await self._drop(line)
        connection = await self._engine.connect()
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101  # it has just been connected
        return Line(connection, driver, AsyncSession(connection, expire_on_commit=False))

    async def _recover(self, line: Line) -> None:
        """Keep a connection after something failed; one that cannot roll back is dropped."""
        try:
            await line.driver.execute("ROLLBACK")
        except UNANSWERED:
            await self._drop(line)
        else:
            self._free.append(line)

    async def _drop(self, line: Line) -> None:
        line.driver.terminate()
        await line.connection.close()


async def written(session: AsyncSession) -> None:
    """Nothing that was changed in the session is unwritten."""
    waiting = session.sync_session
    if waiting.new or waiting.dirty or waiting.deleted:
        await session.flush()


def viewer_from(row: Any) -> Viewer:
    """The viewer that `enter` answered; raises `NotAPerson` when it answered nothing."""
    if row is None:
        raise NotAPerson
    org, person, language, time_zone, pairs = row
    return Viewer(org, person, language, time_zone, tuple(pairs))
