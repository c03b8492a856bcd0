"""Two browsers on one talk: from sending a note at one until it shows at the other, over a WebSocket and over server-sent events.

Everything is real: `python -m api serve` in a process of its own, its worker in it, sockets, tokens.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api.database.engine import make_engine
from api.database.logins import Database
from api.keys import Keys, open_keys
from api.settings import Settings
from schema.tables import Conversation, Person
from tests.living import FOLLOW, SPOKEN, Socket, events
from tests.makers import Makers, client_id

WRITE = """
mutation Write($id: ID!) { writeNote(input: {conversationId: $id, part: CURRENT_ROLE, text: "Ging goed"}) { ... on Note { id } } }
"""
LONGEST_PAUSE = 0.2
"""Seconds between two notes, at most: people don't write in step with whoever looks for what they wrote."""
PATIENCE = 60


@dataclass
class Followed:
    """When each thing showed at one browser, by its id."""

    came: dict[str, float] = field(default_factory=dict)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, change: dict[str, Any]) -> None:
        """Something changed in the talk."""
        self.begun.set()
        if change["kind"] == "NOTE":
            self.came.setdefault(change["nodeId"], time.perf_counter())

    def waits(self, sent: dict[str, float]) -> list[float]:
        """Seconds that each note took, shortest first."""
        return sorted(self.came[note] - at for note, at in sent.items() if note in self.came)


async def two_browsers(settings: Settings, database: Database, notes: int) -> dict[str, list[float]]:
    """The waits over each kind of connection, in seconds, shortest first; fewer than `notes` of them if some never came."""
    keys = open_keys(settings.home, environment=settings.environment)
    load = make_engine(database.urls.load, size=1)
    make = Makers(load, issuer=keys.issuer)
    await make.organisation("Two browsers")
    talk = await make.conversation(status="OPEN")
    employee, manager = await make.employee_of(talk), await make.manager_of(talk)
    await load.dispose()
    socket, stream = Followed(), Followed()
    async with _served(settings) as at:
        token = _token(keys, employee)
        following = [asyncio.create_task(each) for each in (_by_socket(at, token, talk, socket), _by_stream(at, token, talk, stream))]
        sent = await _write(at, _token(keys, manager), talk, notes, (socket, stream))
        for each in following:
            each.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    return {"WebSocket": socket.waits(sent), "event stream": stream.waits(sent)}


def _token(keys: Keys, person: Person) -> str:
    return keys.issue(str(person.subject))


async def _write(at: str, token: str, talk: Conversation, notes: int, shown: tuple[Followed, ...]) -> dict[str, float]:
    chance, sent = random.Random(1), dict[str, float]()  # noqa: S311  # no secret
    async with httpx.AsyncClient(base_url=f"http://{at}", headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE) as client:

        async def write() -> tuple[str, float]:
            began = time.perf_counter()
            answer = (await client.post("/graphql", json={"query": WRITE, "variables": {"id": client_id(talk)}})).json()
            return answer["data"]["writeNote"]["id"], began

        async with asyncio.timeout(PATIENCE):
            while not all(one.begun.is_set() for one in shown):  # nobody says when following has begun
                await write()
                await asyncio.sleep(0.2)
        for _ in range(notes):
            note, began = await write()
            sent[note] = began
            await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
    await asyncio.sleep(1)
    return sent


async def _by_socket(at: str, token: str, talk: Conversation, shown: Followed) -> None:
    async with connect(f"ws://{at}/graphql", subprotocols=[Subprotocol(SPOKEN)]) as connection:
        client = Socket(connection)
        await client.begin(token)
        await client.follow(talk)
        while True:
            shown.show(await client.change())


async def _by_stream(at: str, token: str, talk: Conversation, shown: Followed) -> None:
    asked = orjson.dumps({"query": FOLLOW, "variables": {"id": client_id(talk)}})
    headers = {"accept": "text/event-stream", "content-type": "application/json", "authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=f"http://{at}", timeout=PATIENCE) as client,
        client.stream("POST", "/graphql", content=asked, headers=headers) as answer,
    ):
        async for name, value in events(answer):
            if name == "next":
                shown.show(value["data"]["conversationChanged"])


@asynccontextmanager
async def _served(settings: Settings) -> AsyncIterator[str]:
    """A server on that home, until the end of the block; where it listens."""
    command = [sys.executable, "-m", "api", "serve", "--port", "0", "--home", str(settings.home)]
    process: Process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
    try:
        assert process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while "goodtalk answers at" not in (line := (await process.stderr.readline()).decode()):
                assert line, "it ended before it answered"
        yield line.split("http://")[1].split("/")[0]
    finally:
        process.terminate()
        await process.communicate()
