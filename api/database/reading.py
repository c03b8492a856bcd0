"""The read plan's own connections: bare asyncpg, four steps a request (begin, enter, the statement, commit) and nothing between them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import asyncpg

from api.database.faults import UNANSWERED, DatabaseUnavailable
from api.database.logins import Login
from api.database.sessions import ENTER, Identity, Viewer, viewer_from

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

Statement = Callable[[Viewer], tuple[str, Sequence[object]]]
"""Given who looks: the SQL, which answers exactly one row, and its parameters."""

GONE = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # between the last words of a server that ends and the end of its connection
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.OutdatedSchemaCacheError,
)
"""The server went away or its tables changed under us: a read may safely be asked again on a new connection."""


class Reading:
    """Up to `size` connections, the last used taken first, so that few stay warm when few are needed."""

    def __init__(self, login: Login, *, size: int = 8) -> None:
        self._login = login
        self._free: list[Connection] = []
        self._places = asyncio.Semaphore(size)

    async def read(self, identity: Identity, statement: Statement) -> asyncpg.Record:
        """The one row that `statement` answers to that person, in a read-only transaction. Raises `NotAPerson`, `DatabaseUnavailable`."""
        try:
            return await self._once(identity, statement)
        except GONE as error:
            if isinstance(error.__cause__, asyncpg.TransactionTimeoutError):
                raise  # it took too long, and would again
            self._forget()
        try:
            return await self._once(identity, statement)
        except GONE as error:
            raise DatabaseUnavailable("The database does not answer.") from error

    async def close(self) -> None:
        """Close every connection that is free; for a graceful end."""
        while self._free:
            await self._free.pop().close()

    async def _once(self, identity: Identity, statement: Statement) -> asyncpg.Record:
        async with self._places:
            connection = await self._take()
            try:
                await connection.execute("BEGIN READ ONLY")
                viewer = viewer_from(await connection.fetchrow(ENTER, identity.issuer, identity.subject))
                sql, parameters = statement(viewer)
                row = await connection.fetchrow(sql, *parameters)
                await connection.execute("COMMIT")
            except Exception:
                await self._recover(connection)
                raise
            except BaseException:  # cancelled, perhaps in the middle of a statement
                connection.terminate()
                raise
            self._free.append(connection)
        assert row is not None  # noqa: S101  # our statement answers one row, always
        return row

    async def _take(self) -> "Connection":
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
        return await connect(self._login)

    async def _recover(self, connection: "Connection") -> None:
        """Put a connection back after something failed; one that cannot roll back is dropped."""
        try:
            await connection.execute("ROLLBACK")
        except UNANSWERED:
            connection.terminate()
        else:
            self._free.append(connection)

    def _forget(self) -> None:
        while self._free:
            self._free.pop().terminate()


async def connect(login: Login) -> "Connection":
    """A connection made for planned statements."""
    connection: Connection = await asyncpg.connect(**planned_arguments(login, application_name="goodtalk reading"))
    return connection


def planned_arguments(login: Login, *, application_name: str) -> dict[str, Any]:
    """What a connection for planned statements is made with: long texts, prepared once, planned once for all parameters."""
    arguments = login.arguments(application_name=application_name, plan_cache_mode="force_generic_plan", jit="off")
    return {**arguments, "statement_cache_size": 500, "max_cached_statement_lifetime": 0, "max_cacheable_statement_size": 1_048_576}
