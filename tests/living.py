"""A served goodtalk with real sockets, in this process, and clients of its doors that stay open."""

import asyncio
import io
import json
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api.app import Application, composed
from api.commands.listening import configured
from api.database.logins import Database
from api.events import Hub
from api.keys import Keys, open_keys
from api.log import configure
from api.settings import Settings
from schema.tables import Conversation, Person
from tests.listening import PATIENCE, until
from tests.makers import client_id

FOLLOW = "subscription Follow($id: ID!) { conversationChanged(conversationId: $id) { conversationId kind nodeId } }"
SPOKEN = "graphql-transport-ws"


class Socket:
    """A client of graphql-transport-ws."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, message: Mapping[str, Any] | str) -> None:
        """Send one message."""
        await self.connection.send(message if isinstance(message, str) else json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(PATIENCE):
            text = await self.connection.recv()
        assert isinstance(text, str), "frames are text"
        message: dict[str, Any] = json.loads(text)
        return message

    async def begin(self, token: str) -> dict[str, Any]:
        """Say who one is; the answer."""
        await self.say({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        return await self.hear()

    async def ask(self, operation_id: str, query: str, **variables: Any) -> None:
        """Begin an operation."""
        await self.say({"id": operation_id, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    async def follow(self, talk: Conversation, operation_id: str = "1") -> None:
        """Follow a talk."""
        await self.ask(operation_id, FOLLOW, id=client_id(talk))

    async def change(self) -> dict[str, Any]:
        """The next change of a talk that is followed."""
        message = await self.hear()
        assert message["type"] == "next", message
        changed: dict[str, Any] = message["payload"]["data"]["conversationChanged"]
        return changed

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait for its end: with which code and reason."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.connection.recv()
        except ConnectionClosed:
            return self.connection.close_code, self.connection.close_reason


@dataclass
class Living:
    """A served goodtalk."""

    port: int
    keys: Keys
    lines: io.BytesIO
    app: Application
    server: uvicorn.Server

    @property
    def hub(self) -> Hub:
        """Who follows what."""
        return self.app.hub

    def leave(self) -> None:
        """Tell it to stop, as a signal does."""
        self.app.leave()
        self.server.should_exit = True

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, person: Person, *, seconds: int = 3600) -> str:
        """A token of that person."""
        assert person.subject is not None
        return self.keys.issue(person.subject, lifetime=seconds)

    @asynccontextmanager
    async def socket(self, person: Person | None = None, *, protocol: str = SPOKEN, **options: Any) -> AsyncIterator[Socket]:
        """A socket, of that person if one is given."""
        async with connect(f"ws://127.0.0.1:{self.port}/graphql", subprotocols=[Subprotocol(protocol)], **options) as connection:
            client = Socket(connection)
            if person is not None:
                assert await client.begin(self.token(person)) == {"type": "connection_ack"}
            yield client

    @asynccontextmanager
    async def stream(self, token: str | None, query: str, *, accept: str = "text/event-stream", **variables: Any) -> AsyncIterator[httpx.Response]:
        """The answer to one request, as it comes."""
        headers = {"accept": accept} | ({"authorization": f"Bearer {token}"} if token else {})
        asked = {"query": query, "variables": variables}
        async with (
            httpx.AsyncClient(base_url=self.url, timeout=PATIENCE) as client,
            client.stream("POST", "/graphql", json=asked, headers=headers) as answer,
        ):
            yield answer

    async def followed(self, talk: Conversation, count: int = 1) -> None:
        """Wait until so many follow the talk."""
        await until(lambda: sum(feed.pair_id is not None for feed in self.hub.feeds.get(talk.id, ())) == count)

    def logged(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.lines.getvalue().splitlines()]


@asynccontextmanager
async def living(settings: Settings, database: Database, *, worker: bool = True) -> AsyncIterator[Living]:
    """Serve until the block ends."""
    before = logging.root.handlers, logging.root.level
    lines = io.BytesIO()
    keys = open_keys(settings.home, environment=settings.environment)
    async with composed(replace(settings, worker=worker), database, log=configure(lines)) as app:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = uvicorn.Server(configured(app))
            server.capture_signals = _unsignalled  # type: ignore[method-assign]
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            await until(lambda: server.started and app.hub.listening.is_set())
            served = Living(listener.getsockname()[1], keys, lines, app, server)
            try:
                yield served
            finally:
                served.leave()
                await serving
    logging.root.handlers, logging.root.level = before


def _unsignalled() -> Any:
    from contextlib import nullcontext

    return nullcontext()


async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    """The events of a stream: name and data; a comment is `("", None)`."""
    name, value = "", None
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:"):
            value = json.loads(line.removeprefix("data:").strip() or "null")
        elif line.startswith(":"):
            yield "", None
        elif not line and name:
            yield name, value
            name, value = "", None
