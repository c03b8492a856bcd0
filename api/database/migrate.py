"""Brings the tables to the newest shape, and raises the second wall anew, in one transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from api.database import walls
from api.database.faults import DatabaseUnavailable
from api.database.job_tables import furnish
from api.database.logins import Login
from schema.tables import Base
from schema.tables.outbox import Xid8

Result = TypeVar("Result")

OPTIONS: dict[str, Any] = {
    "compare_type": True,
    "compare_server_default": True,
    "version_table_schema": "migrations",
    "transaction_per_migration": False,
}
ischema_names["xid8"] = Xid8  # reflection knows no such type
SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 7_305_819_204_113
"""The number of the advisory lock that lets one migration run at a time."""


@dataclass(frozen=True)
class Version:
    """The migration that the database is at (None: at no one yet) and the newest one of this code."""

    current: str | None
    head: str | None

    @property
    def is_newest(self) -> bool:
        """Whether nothing has to be migrated."""
        return self.current == self.head


async def migrate(owner: Login) -> Version:
    """Upgrade to the newest migration and rebuild the walls, all or nothing. Safe to repeat, and to run twice at once."""
    async with _owning(owner) as connection:
        version = await connection.run_sync(_upgrade)
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101  # it is open
        await furnish(driver)
        return version


async def current_and_head(login: Login) -> Version:
    """Where the database is and where this code would bring it; any of our logins may ask."""
    connection = await login.connect()
    try:
        current = await connection.fetchval("SELECT version_num FROM migrations.alembic_version")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        current = None
    finally:
        await connection.close()
    return Version(current, _head())


async def differences(owner: Login) -> list[Any]:
    """What a new migration would change: empty when the migrated database is as the tables declare."""
    return await _as_owner(owner, lambda connection: list(compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), Base.metadata)))


async def revise(owner: Login, message: str) -> str:
    """Bring a fresh database to the newest migration and write the next one, which a person reads before it is kept; its path.

    The walls stay down: they stand on tables that only the new migration makes.
    """

    def write(connection: Connection) -> str:
        command.upgrade(_config(connection), "head")
        made = command.revision(_config(connection), message, autogenerate=True)
        assert made is not None  # noqa: S101  # one revision was asked for
        assert not isinstance(made, list)  # noqa: S101
        return made.path

    return await _as_owner(owner, write)


def _upgrade(connection: Connection) -> Version:
    command.upgrade(_config(connection), "head")
    connection.exec_driver_sql("GRANT SELECT ON migrations.alembic_version TO gt_app, gt_work, gt_load")
    walls.rebuild(connection)
    return Version(MigrationContext.configure(connection, opts=OPTIONS).get_current_revision(), _head())


async def _as_owner(owner: Login, work: Callable[[Connection], Result]) -> Result:
    async with _owning(owner) as connection:
        return await connection.run_sync(work)


@asynccontextmanager
async def _owning(owner: Login) -> AsyncIterator[AsyncConnection]:
    """A transaction of `gt_owner`, one at a time."""
    engine = create_async_engine(
        "postgresql+asyncpg://", connect_args=owner.arguments(application_name="goodtalk migrate"), poolclass=NullPool, hide_parameters=True
    )
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("SET LOCAL ROLE gt_owner")
            await connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1)", (LOCK,))
            yield connection
    except OSError as error:
        raise DatabaseUnavailable(f"The database at {owner.place()} does not answer: check that it runs.") from error
    finally:
        await engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
