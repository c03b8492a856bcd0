"""The engine of everything that writes: SQLAlchemy over asyncpg, with no parameter in any of its messages."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.database.logins import Login
from api.database.reading import planned_arguments


def make_engine(login: Login, *, size: int = 8) -> AsyncEngine:
    """An engine of at most `size` connections; whoever gets none within 10 s gets an error."""
    return _engine(login.arguments(), size)


def make_engine_for_people(login: Login) -> AsyncEngine:
    """An engine for `Sessions`, who keep eight of its connections, and what else a server asks. A mutation's answer is a planned read."""
    return _engine(planned_arguments(login, application_name="goodtalk writing"), 10)


def _engine(arguments: dict[str, Any], size: int) -> AsyncEngine:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={**arguments, "prepared_statement_cache_size": 500},
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        pool_use_lifo=True,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_the_dead)
    return engine


def _refuse_the_dead(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection whose server went away is replaced. asyncpg hears of that by itself, so no statement is spent on asking."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
