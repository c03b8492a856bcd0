"""The one composition root: everything the server is made of, built once from the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from api.auth import Issuer, Tokens
from api.context import Context
from api.database.engine import make_engine
from api.database.logins import Database, Login
from api.database.migrate import current_and_head
from api.database.reading import Reading
from api.database.sessions import Identity, Sessions
from api.documents import Documents
from api.execution import Execution
from api.first_sight import FirstSight
from api.hashing import hashing
from api.http import Doors, GraphQLEndpoint, with_origins
from api.keys import KeysRefused, open_keys
from api.log import Log
from api.reads import Reads
from api.roots import SCHEMA
from api.settings import Settings
from coach.offline import Offline
from schema.plan.plans import Operation, Plans
from schema.rules.protected import holds_protected

GRAPH = SCHEMA._schema  # strawberry has no public name for the graphql-core schema it makes


@asynccontextmanager
async def composed(settings: Settings, database: Database, *, log: Log) -> AsyncIterator[ASGIApp]:
    """The application, with its connections open until the block ends."""
    reading, engine = Reading(database.urls.app), make_engine(database.urls.app)
    plans, sessions = Plans(GRAPH), Sessions(engine)
    coach, hashes = Offline(protected=holds_protected), hashing(settings.home, settings.secret)

    def context(operation: Operation, identity: Identity | None) -> Context:
        return Context(identity, Reads(reading, plans, operation, identity), sessions, coach, hashes, now)

    async def issuers() -> Collection[Issuer]:
        return await known_issuers(database.urls.app)

    async def ready() -> str | None:
        version = await current_and_head(database.urls.app)
        return None if version.is_newest else "The database is older or newer than this server; run `python -m api migrate`."

    try:
        keys = open_keys(settings.home, environment=settings.environment)
    except KeysRefused:
        keys = None  # in production only the organisations' own issuers are believed
    async with httpx.AsyncClient(timeout=5) as client:
        endpoint = GraphQLEndpoint(
            Documents(GRAPH), Execution(GRAPH, context, FirstSight(engine)), Tokens(issuers, keys=keys, client=client, log=log), log=log
        )
        yield with_origins(Doors(endpoint, ready, Starlette(), log=log), settings.allowed_origins)
    await reading.close()
    await engine.dispose()


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
