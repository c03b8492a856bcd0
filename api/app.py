"""The one composition root: everything the server is made of, built once from the settings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from api.askings import Askings
from api.auth import Issuer, Tokens
from api.context import Context
from api.database.engine import make_engine_for_people
from api.database.faults import DatabaseUnavailable
from api.database.logins import Database, Login
from api.database.migrate import current_and_head
from api.database.reading import Reading
from api.database.sessions import Identity, Sessions
from api.documents import Documents
from api.events import Happening, Hub
from api.execution import Execution
from api.first_sight import FirstSight
from api.hashing import hashing
from api.http import Doors, GraphQLEndpoint, with_origins
from api.jobs.summing_up import SummingUp
from api.jobs.worker import run_worker
from api.keys import KeysRefused, open_keys
from api.live.door import LiveDoor
from api.live.operations import Operations
from api.live.socket import Sockets
from api.live.stream import Streams
from api.log import Log
from api.meaning import Meaning, Unembedded, embedder_of
from api.purse import Begin, Budget
from api.reads import Reads
from api.roots import SCHEMA
from api.settings import Settings
from coach.llm import Endpoint, Model
from coach.modelled import Modelled
from coach.offline import Offline
from coach.questions import Generator
from coach.remembered import Remembered
from schema.plan.plans import Operation, Plans
from schema.rules.protected import holds_protected

GRAPH = SCHEMA._schema  # strawberry has no public name for the graphql-core schema it makes


@dataclass(frozen=True)
class Application:
    """The application, and how to tell it that the server stops; an ASGI application."""

    app: ASGIApp
    hub: Hub
    leaving: asyncio.Event

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        await self.app(scope, receive, send)

    def leave(self) -> None:
        """The server was told to stop: what would stay open for hours ends now."""
        self.leaving.set()


@asynccontextmanager
async def composed(settings: Settings, database: Database, *, log: Log) -> AsyncIterator[Application]:
    """The application, with its connections open until the block ends."""
    reading, engine = Reading(database.urls.app), make_engine_for_people(database.urls.app)
    plans, sessions = Plans(GRAPH), Sessions(engine)
    askings, hub, leaving = Askings(log), Hub(), asyncio.Event()
    model, hashes = model_of(settings), hashing(settings.home, settings.secret)
    remembered = Remembered(time.monotonic)
    coach, meaning = coach_of(model, log, remembered), Meaning(embedder_of(settings), Unembedded(log))

    def context(operation: Operation, identity: Identity | None) -> Context:
        reads = Reads(reading, plans, operation, identity)
        return Context(identity, reads, sessions, coach, hashes, now, meaning, hub, askings, pays)

    def changed(happened: Sequence[Happening] | None) -> None:
        remembered.forget(None if happened is None else {one.node_id for one in happened})

    hub.also.append(changed)

    def pays(begin: Begin) -> Budget:
        return Budget(begin, settings.llm_limits, now, log)

    async def issuers() -> Collection[Issuer]:
        return await known_issuers(database.urls.app)

    async def ready() -> str | None:
        version = await current_and_head(database.urls.app)
        return None if version.is_newest else "The database is older or newer than this server; run `python -m api migrate`."

    try:
        keys = open_keys(settings.home, environment=settings.environment)
    except KeysRefused:
        keys = None  # in production only the organisations' own issuers are believed
    async with closing_all(reading, sessions, engine, model, meaning), httpx.AsyncClient(timeout=5) as client:
        execution, tokens = Execution(GRAPH, context, FirstSight(engine)), Tokens(issuers, keys=keys, client=client, log=log)
        endpoint = GraphQLEndpoint(Documents(GRAPH), execution, tokens, log=log)
        operations = Operations(endpoint, execution, log)
        door = LiveDoor(endpoint, Sockets(operations, tokens), Streams(operations, leaving))
        async with background(*_worker(settings, database, coach, log), hub.listen(database.urls.app, log=log)):
            try:
                yield Application(with_origins(Doors(door, ready, Starlette(), log=log), settings.allowed_origins), hub, leaving)
            finally:
                await askings.close()


@asynccontextmanager
async def closing_all(reading: Reading, sessions: Sessions, engine: AsyncEngine, model: Model | None, meaning: Meaning) -> AsyncIterator[None]:
    """Closes the connections however the block ends: an event loop with an open one never does."""
    try:
        yield
    finally:
        await meaning.close()
        if model is not None:
            await model.close()
        await reading.close()
        await sessions.close()
        await engine.dispose()


def model_of(settings: Settings) -> Model | None:
    """The language model that the operator named, if any; nothing is asked of it yet."""
    if settings.llm_url is None:
        return None
    return Model(Endpoint(settings.llm_url, settings.llm_model, settings.llm_key), settings.llm_limits)


def coach_of(model: Model | None, log: Log, remembered: Remembered | None = None) -> Generator:
    """The coach: the question bank, and a model's wording where there is one. What it worded may be `remembered` for a while."""
    offline = Offline(protected=holds_protected)
    if model is None:
        return offline
    return Modelled(model, offline, report=lambda reason: log.warning("model_failed", reason=reason), remembered=remembered)


def _worker(settings: Settings, database: Database, coach: Generator, log: Log) -> list[Coroutine[Any, Any, None]]:
    if not settings.worker:
        return []
    try:
        login = database.urls.work
    except DatabaseUnavailable:
        raise DatabaseUnavailable(
            "`serve` does the jobs too, and needs GOODTALK_DATABASE_WORK_URL for that: set it, or GOODTALK_WORKER=off and run `python -m api work`."
        ) from None
    return [run_worker(login, log=log, embedder=embedder_of(settings), summing_up=summing_up(settings, coach, log))]


def summing_up(settings: Settings, coach: Generator, log: Log) -> SummingUp:
    """The worker's part of summaries, paid from the budget of the organisation alone."""
    return SummingUp(coach, now, lambda begin: Budget(begin, settings.llm_limits, now, log))


@asynccontextmanager
async def background(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """What runs beside the block and is cancelled at its end."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def now() -> datetime:
    """The clock of the server."""
    return datetime.now(UTC)


async def known_issuers(login: Login) -> list[Issuer]:
    """The issuers of all organisations that sign in through one of their own."""
    connection = await login.connect()
    try:
        return [Issuer(row["issuer"], row["audience"]) for row in await connection.fetch("select * from issuers()")]
    finally:
        await connection.close()
