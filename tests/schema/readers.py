"""Those who read a rich world, each in one transaction: by the plan, and by a plain walk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import orjson
from graphql import ExecutionResult, execute
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from api.database.logins import Login
from api.database.reading import Reading, Statement
from api.database.sessions import ENTER, Identity, Viewer, viewer_from
from api.documents import Document, Documents
from api.execution import Splicing
from api.reads import Reads
from api.roots import SCHEMA, Query
from schema.plan.plans import Operation, Plans
from tests.schema.documents import Known
from tests.schema.walk import Statistics, Walk, plain_schema

GRAPH = SCHEMA._schema
DOCUMENTS = Documents(GRAPH)
PLANS = Plans(GRAPH)
PLAIN = plain_schema(Query)


@dataclass(frozen=True)
class Both:
    """What two ways of reading answered, as JSON."""

    plan: str
    walk: str
    errors: tuple[str, ...]


class HeldReading(Reading):
    """Reads in a transaction that somebody else holds."""

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record], viewer: Viewer) -> None:
        self._connection = connection
        self._viewer = viewer
        self.noted: list[str] = []

    async def read(self, identity: Identity, statement: Statement) -> asyncpg.Record:
        """The one row that `statement` answers."""
        sql, parameters = statement(self._viewer)
        self.noted.append(sql)
        row = await self._connection.fetchrow(sql, *parameters)
        assert row is not None
        return row


@dataclass
class Reader:
    """One person who reads, in one transaction from beginning to end, so that `now()` is the same moment for all that is compared."""

    identity: Identity
    connection: AsyncConnection
    reading: HeldReading
    plans: Plans
    walk: Walk

    async def planned(self, document: Document, variables: dict[str, Any], name: str | None = None) -> ExecutionResult:
        """The answer by the plan."""
        assert document.node is not None
        operation = document.plans.setdefault(name, Operation.of(GRAPH, document.node, document.operation(name).node))
        context = SimpleNamespace(reads=Reads(self.reading, self.plans, operation, self.identity))
        running: Any = execute(GRAPH, document.node, context_value=context, variable_values=variables, operation_name=name, executor_class=Splicing)
        return running if isinstance(running, ExecutionResult) else await cast("Awaitable[ExecutionResult]", running)

    async def both(self, text: str, variables: dict[str, Any] | None = None, statistics: Statistics | None = None) -> Both:
        """The answers to one document, by the plan and by the plain walk; `statistics` notes what was read."""
        self.walk.statistics = statistics or Statistics()
        document = DOCUMENTS.get(text)
        assert not document.errors, (document.errors, text)
        assert document.node is not None
        plan = await self._undone(self.planned(document, variables or {}))
        walk = await self._undone(self.walk.answer(document.node, variables or {}))
        errors = tuple(f"{how}: {it} {it.original_error!r}" for how, result in (("plan", plan), ("walk", walk)) for it in result.errors or ())
        return Both(orjson.dumps(plan.data).decode(), orjson.dumps(walk.data).decode(), errors)

    async def _undone(self, running: Awaitable[ExecutionResult]) -> ExecutionResult:
        # A statement that failed must not keep the next one from being tried.
        savepoint = await self.connection.begin_nested()
        try:
            return await running
        finally:
            await savepoint.rollback()


class World:
    """Everybody who reads, and what each may speak of. No dataclass: hypothesis would print all of it."""

    def __init__(self, readers: dict[str, Reader], known: dict[str, Known]) -> None:
        self.readers = readers
        self.known = known


@asynccontextmanager
async def reading_as(identity: Identity, app: Login) -> AsyncIterator[Reader]:
    """A person's transaction, held until the block ends."""
    patient = {"transaction_timeout": "0", "idle_in_transaction_session_timeout": "0", "plan_cache_mode": "force_generic_plan", "jit": "off"}
    engine = create_async_engine("postgresql+asyncpg://", connect_args=app.arguments(**patient), poolclass=NullPool)
    async with engine.connect() as connection:
        entered = await connection.exec_driver_sql(ENTER, (identity.issuer, identity.subject))
        viewer = viewer_from(entered.one_or_none())
        bare: Any = (await connection.get_raw_connection()).driver_connection
        yield Reader(identity, connection, HeldReading(bare, viewer), PLANS, Walk(PLAIN, PLANS.tables, connection, viewer))
