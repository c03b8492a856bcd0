"""A client of the real schema, in this process: from a document to its answer, without HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson
from graphql import ExecutionResult, GraphQLFormattedError
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import GRAPH
from api.context import Context
from api.database.logins import Login
from api.database.reading import Reading, Statement
from api.database.sessions import ENTER, Identity, Line, Sessions, Viewer, viewer_from
from api.documents import Documents
from api.execution import Execution
from api.http import RequestInfo
from api.reads import Reads
from schema.plan.plans import Operation, Plans
from schema.plan.reader import READER, UNWALLED
from schema.tables import Person, Row
from schema.types.node import written
from tests.makers import client_id, identity_of

DOCUMENTS = Documents(GRAPH)
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", ENTER)
"""What stands around the statements of a transaction: not data."""
TYPES = ("current_setting('jit')", "set_config('jit'", "pg_catalog.pg_type")
"""In what the driver asks once on every connection, to learn the types of parameters."""


@dataclass
class Statements:
    """Every statement that carried data since `clear`, in order."""

    noted: list[str] = field(default_factory=list)

    def note(self, sql: str) -> None:
        """Note a statement, unless it only frames a transaction."""
        if not sql.strip().startswith(FRAME) and not any(of_types in sql for of_types in TYPES):
            self.noted.append(sql)

    def watch(self, engine: AsyncEngine) -> None:
        """Note what sessions of this engine send, too."""
        event.listen(engine.sync_engine, "before_cursor_execute", lambda connection, cursor, sql, *rest: self.note(sql))

    def clear(self) -> None:
        """Forget them."""
        self.noted.clear()

    def __len__(self) -> int:
        return len(self.noted)


class WatchedReading(Reading):
    """The read plan's connections, which note what they are sent."""

    def __init__(self, login: Login, statements: Statements) -> None:
        super().__init__(login)
        self.statements = statements

    async def _take(self) -> asyncpg.Connection[asyncpg.Record]:
        connection = await super()._take()
        connection.add_query_logger(self._noted)
        return connection

    def _noted(self, record: Any) -> None:
        self.statements.note(record.query)


class WatchedSessions(Sessions):
    """Transactions of people that note what they send, by SQLAlchemy and by the driver."""

    def __init__(self, engine: AsyncEngine, statements: Statements) -> None:
        super().__init__(engine)
        self._statements = statements
        statements.watch(engine)

    async def _take(self) -> Line:
        line = await super()._take()
        line.driver.add_query_logger(self._noted)
        return line

    def _noted(self, record: Any) -> None:
        self._statements.note(record.query)


class PastTheWall(Reading):
    """Reads as `gt_load`, for whom the database has no walls, on behalf of whoever asks."""

    def __init__(self, app: Reading, load: Login) -> None:
        super().__init__(load)
        self._app = app
        self._load = load

    async def read(self, identity: Identity, statement: Statement) -> asyncpg.Record:
        """The one row that `statement` answers, past the second wall."""
        known: list[Viewer] = []

        def seen(viewer: Viewer) -> tuple[str, list[object]]:
            known.append(viewer)
            return "SELECT 1", []

        await self._app.read(identity, seen)
        async with self._places:
            connection = await self._take()
            sql, parameters = statement(known[0])
            row = await connection.fetchrow(sql, *parameters)
            self._free.append(connection)
        assert row is not None
        return row


@dataclass(frozen=True)
class Client:
    """Asks the schema on behalf of people. `context` makes the context of an operation out of who asks and their reads."""

    reading: Reading
    context: Callable[[Identity | None, Reads], Context]
    statements: Statements = field(default_factory=Statements)
    plans: Plans = field(default_factory=lambda: Plans(GRAPH, reader=READER))

    async def ask(self, document: str, viewer: Person | None = None, **variables: Any) -> dict[str, Any]:
        """The answer, which must be without errors. `viewer` None is nobody; rows among the variables stand for their ids."""
        data, errors = await self.answer(document, viewer, **variables)
        assert not errors, errors
        assert data is not None
        return data

    async def refusal(self, document: str, viewer: Person | None = None, **variables: Any) -> str:
        """The code of the one error that the answer must have."""
        _, errors = await self.answer(document, viewer, **variables)
        (error,) = errors
        return str(error.get("extensions", {}).get("code"))

    async def answer(self, document: str, viewer: Person | None = None, **variables: Any) -> tuple[dict[str, Any] | None, list[Mapping[str, Any]]]:
        """Data and formatted errors, whatever they are."""
        read = DOCUMENTS.get(document)
        assert not read.errors, read.errors
        self.statements.clear()
        identity = identity_of(viewer) if viewer else None
        name = next(iter(read.operations))
        result = await self._execution().execute(read, name, _given(variables), identity, RequestInfo("test", None))
        return orjson.loads(orjson.dumps(result.data)), [_formatted(result, error.formatted) for error in result.errors or ()]

    def without_first_wall(self) -> Client:
        """The same client, its statements without who may see what: only the database's own policies are left."""
        return replace(self, plans=Plans(GRAPH, reader=UNWALLED), statements=Statements())

    def without_second_wall(self, load: Login) -> Client:
        """The same client, its statements run by `gt_load`: only what they say themselves is left."""
        return replace(self, reading=PastTheWall(self.reading, load), statements=Statements())

    def _execution(self) -> Execution:
        def context(operation: Operation, identity: Identity | None) -> Context:
            return self.context(identity, Reads(self.reading, self.plans, operation, identity))

        # Who asks is known here without a token, so that nobody is met for the first time.
        return Execution(GRAPH, context, cast(Any, None))


def _formatted(result: ExecutionResult, error: GraphQLFormattedError) -> Mapping[str, Any]:
    causes = [str(cause) for each in result.errors or () if (cause := each.original_error) is not None]
    return {**error, "causes": causes} if causes else {**error}


def _given(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in variables.items()}


def _json(value: Any) -> Any:
    match value:
        case Row():
            return client_id(value)
        case UUID():
            return str(value)
        case datetime():
            return written(value)
        case dict():
            return _given(value)
        case list() | tuple():
            return [_json(item) for item in value]
    return value


class Inside(Reading):
    """Reads in a transaction that somebody else has begun and will roll back, as `gt_app`; `connection` may become that role."""

    def __init__(self, login: Login, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        super().__init__(login)
        self._connection = connection
        self._one_by_one = asyncio.Lock()

    async def read(self, identity: Identity, statement: Statement) -> asyncpg.Record:
        """The one row that `statement` answers to that person, behind both walls."""
        async with self._one_by_one:
            await self._connection.execute("SET LOCAL ROLE gt_app")
            viewer = viewer_from(await self._connection.fetchrow(ENTER, identity.issuer, identity.subject))
            sql, parameters = statement(viewer)
            row = await self._connection.fetchrow(sql, *parameters)
            await self._connection.execute("RESET ROLE")
        assert row is not None
        return row
