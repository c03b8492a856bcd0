"""The bare endpoint: bare asyncpg, SQL by hand, no token and no GraphQL. It shows what the rest costs, of a read and of a write.

Run as a process of its own: `python -m tests.speed.bare HOME PORT`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send

from api.database.home import joined
from api.database.logins import Login
from api.database.reading import connect
from api.database.sessions import ENTER
from api.keys import open_keys
from api.settings import read_settings

if TYPE_CHECKING:
    from api.database.reading import Connection

SQL = (Path(__file__).parent / "bare.sql").read_text(encoding="utf-8")
CLAIM = """
insert into idempotency_keys (org_id, person_id, mutation, key, input_hash) values ($1, $2, 'writeNote', $3, $4)
on conflict do nothing returning key
"""
TALK = "select pair_id, status from conversations where org_id = $1 and id = $2 for no key update"
NOTE = """
insert into notes (org_id, pair_id, conversation_id, part, text, author_id) values ($1, $2, $3, 'CURRENT_ROLE', $4, $5) returning id
"""
TOLD = """
insert into outbox (org_id, actor_id, node_type, node_id, verb, pair_id, conversation_id) values ($1, $2, 'Note', $3, 'MADE', $4, $5)
"""
MADE = "update idempotency_keys set made_id = $4 where org_id = $1 and person_id = $2 and mutation = 'writeNote' and key = $3"
WRITTEN = (Path(__file__).parent / "note.sql").read_text(encoding="utf-8")
SIZE = 8
"""Connections to the database, as many as goodtalk's."""


class Bare:
    """Answers `GET /?<id of a talk>` for the person in `x-subject`, and writes what is posted there with `x-key`; an ASGI application."""

    def __init__(self, login: Login, issuer: str) -> None:
        self._login = login
        self._issuer = issuer
        self._free: list[Connection] = []
        self._places = asyncio.Semaphore(SIZE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers, talk = dict(scope["headers"]), UUID(scope["query_string"].decode())
        subject = headers[b"x-subject"].decode()
        if scope["method"] == "POST":
            body = (await self.write(subject, talk, UUID(headers[b"x-key"].decode()), (await receive())["body"])).encode()
        else:
            body = (await self.read(subject, talk)).encode()
        answered = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": answered})
        await send({"type": "http.response.body", "body": body})

    async def read(self, subject: str, talk: UUID) -> str:
        """The whole answer, as JSON."""
        async with self._connected("begin read only") as connection:
            org, reader, language, time_zone, _ = await self._enter(connection, subject)
            answer: str = await connection.fetchval(SQL, talk, org, reader, language, time_zone)
        return answer

    async def write(self, subject: str, talk: UUID, key: UUID, text: bytes) -> str:
        """Write a note, once for each key, and answer with it as JSON."""
        async with self._connected("begin") as connection:
            org, writer, *_ = await self._enter(connection, subject)
            assert await connection.fetchval(CLAIM, org, writer, key, sha256(text).digest()) == key
            its = await connection.fetchrow(TALK, org, talk)
            assert its is not None
            assert its["status"] == "OPEN"
            pair = its["pair_id"]
            note = await connection.fetchval(NOTE, org, pair, talk, text.decode(), writer)
            await connection.execute(TOLD, org, writer, note, pair, talk)
            await connection.execute(MADE, org, writer, key, note)
            answer: str = await connection.fetchval(WRITTEN, org, note)
        return answer

    @asynccontextmanager
    async def _connected(self, begin: str) -> AsyncIterator[Connection]:
        async with self._places:
            connection = self._free.pop() if self._free else await connect(self._login)
            await connection.execute(begin)
            yield connection
            await connection.execute("commit")
            self._free.append(connection)

    async def _enter(self, connection: Connection, subject: str) -> tuple[Any, ...]:
        person = await connection.fetchrow(ENTER, self._issuer, subject)
        assert person is not None
        return tuple(person)


async def serve(home: Path, port: int) -> None:
    """Serve until a signal comes, with the settings that goodtalk serves with."""
    settings = read_settings({}, home=home)
    keys = open_keys(settings.home, environment=settings.environment)
    async with joined(settings) as database:
        app = Bare(database.urls.app, keys.issuer)
        config = uvicorn.Config(
            app,
            port=port,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
