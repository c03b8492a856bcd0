"""A server on a home of its own, with its PostgreSQL, and people who write to it from several clients each."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from api.database.engine import make_engine
from api.keys import open_keys
from api.settings import Settings
from tests.durability.promises import Ledger
from tests.durability.victims import Command, Postgres
from tests.durability.writers import Seat, Writer
from tests.listening import until
from tests.makers import Makers

PATIENCE = 60
"""Seconds in which a request must be answered, a restart included."""
QUESTIONS = 20
"""What the coach offered each of them before."""


@dataclass
class Serving:
    """The server, durable as an operator starts it."""

    settings: Settings
    server: Command
    postgres: Postgres
    url: str

    @asynccontextmanager
    async def writers(self, ledger: Ledger, chance: Random, *, pairs: int, clients: int, pause: float = 0.0) -> AsyncIterator[list[Writer]]:
        """So many clients of the people of so many pairs, each pair in an open talk."""
        engine = make_engine(self.postgres.login("gt_load"), size=1)
        seats = await self._seats(Makers(engine, issuer=open_keys(self.settings.home, environment="development").issuer), pairs)
        await engine.dispose()
        async with AsyncExitStack() as stack:
            writers = []
            for number in range(clients):
                http = await stack.enter_async_context(httpx.AsyncClient(base_url=self.url, timeout=PATIENCE, trust_env=False))
                its_own = Random(chance.random())  # noqa: S311  # no secret
                writers.append(Writer(http, seats[number % len(seats)], ledger, str(number), its_own, pause))
            yield writers

    async def _seats(self, make: Makers, pairs: int) -> list[Seat]:
        keys, seats = open_keys(self.settings.home, environment="development"), []
        for _ in range(pairs):
            employee, manager = await make.person(), await make.person()
            talk = await make.conversation(await make.pair(manager, employee), status="OPEN")
            for person, other in ((employee, manager), (manager, employee)):
                asked = await make.request(talk, person)
                questions = [await make.suggestion(talk, request=asked) for _ in range(QUESTIONS)]
                seats.append(Seat(person, other, keys.issue(str(person.subject)), talk, questions))
        return seats


@asynccontextmanager
async def serving(settings: Settings, log: Path, *, environ: Mapping[str, str], fresh: bool) -> AsyncIterator[Serving]:
    """A server that answers, until the block ends; then it and its PostgreSQL are gone."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Command(["serve", "--port", str(port), "--home", str(settings.home)], log, environ=environ, fresh=fresh)
    server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as http:
            await until(lambda: _ready(http))
        yield Serving(settings, server, Postgres(settings), str(http.base_url))
    finally:
        server.end()
        await Postgres(settings).stopped()


async def _ready(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/ready")).status_code == 200
    except httpx.TransportError:
        return False
