"""The bare endpoint: bare asyncpg, SQL by hand, no token and no GraphQL. It shows what the rest costs.

Run as a process of its own: `python -m tests.speed.bare HOME PORT`.
"""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING
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
SIZE = 8
"""Connections to the database, as many as goodtalk's."""


class Bare:
    """Answers `GET /?<id of a talk>` for the person in `x-subject`; an ASGI application."""

    def __init__(self, login: Login, issuer: str) -> None:
        self._login = login
        self._issuer = issuer
        self._free: list[Connection] = []
        self._places = asyncio.Semaphore(SIZE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        subject = next(value for name, value in scope["headers"] if name == b"x-subject").decode()
        body = (await self.read(subject, UUID(scope["query_string"].decode()))).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def read(self, subject: str, talk: UUID) -> str:
        """The whole answer, as JSON."""
        async with self._places:
            connection = self._free.pop() if self._free else await connect(self._login)
            await connection.execute("begin read only")
            person = await connection.fetchrow(ENTER, self._issuer, subject)
            assert person is not None
            org, reader, language, time_zone, _ = person
            answer: str = await connection.fetchval(SQL, talk, org, reader, language, time_zone)
            await connection.execute("commit")
            self._free.append(connection)
        return answer


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
