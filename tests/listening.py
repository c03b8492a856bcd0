"""What tests of events stand on: changes written as people write them, an ear on the relay, a relay that can be killed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from inspect import isawaitable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import structlog

from api.database.logins import Login
from api.database.sessions import Sessions
from api.events import CHANNEL, Happening, happenings_in
from api.jobs.relay import relay
from api.log import Log
from api.outbox import Verb, tell
from schema.tables import Conversation, Person
from tests.makers import identity_of

PATIENCE = 20
"""Seconds that something may take before a test gives up on it: far more than it ever takes."""


def quiet() -> Log:
    """A log that nobody reads."""
    log: Log = structlog.wrap_logger(None, processors=[_dropped], wrapper_class=structlog.make_filtering_bound_logger(0))
    return log


def _dropped(*_: object) -> dict[str, object]:
    raise structlog.DropEvent


async def note_told(
    sessions: Sessions, person: Person, talk: Conversation, *, note_id: UUID | None = None, verb: Verb = Verb.MADE, node_type: str = "Note"
) -> UUID:
    """A change to a thing of the talk, told in a transaction of that person."""
    changed = note_id or uuid4()
    async with sessions.begin(identity_of(person)) as session:
        await tell(session, node_type, changed, verb, pair_id=talk.pair_id, conversation_id=talk.id)
    return changed


async def until(happened: Callable[[], Any]) -> Any:
    """Wait until it answers something true, itself or when awaited; that answer."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = happened()
            answer = await answer if isawaitable(answer) else answer
            if answer:
                return answer
            await asyncio.sleep(0.01)


class Ear:
    """Hears what the relay tells, as any process could."""

    def __init__(self) -> None:
        self.heard: list[Happening] = []
        self.payloads: list[str] = []

    def __call__(self, _connection: object, _pid: object, _channel: object, payload: object) -> None:
        """A notification came."""
        self.payloads.append(str(payload))
        self.heard += happenings_in(str(payload))

    @property
    def nodes(self) -> list[UUID]:
        """The things that were told of, in order."""
        return [happening.node_id for happening in self.heard]

    async def until(self, count: int) -> Sequence[Happening]:
        """Wait until so many were heard."""
        await until(lambda: len(self.heard) >= count)
        return self.heard


@asynccontextmanager
async def ear(login: Login) -> AsyncIterator[Ear]:
    """An ear, until the block ends."""
    heard = Ear()
    connection = await login.connect()
    await connection.add_listener(CHANNEL, heard)
    try:
        yield heard
    finally:
        connection.terminate()


class Relay:
    """A relay that works, until it is killed or stopped."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection
        self.task = asyncio.create_task(relay(connection, lambda happenings: []))

    async def kill(self) -> None:
        """End it as a killed process ends: in the middle of whatever it does."""
        self._connection.terminate()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def relaying(login: Login) -> AsyncIterator[Relay]:
    """A relay, until the block ends."""
    working = Relay(await login.connect())
    try:
        yield working
    finally:
        working.task.cancel()
        await working.kill()
