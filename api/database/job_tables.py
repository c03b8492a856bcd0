"""The tables of the worker, in a schema of their own: how far the relay is, and the jobs, which pgqueuer keeps."""

from functools import cache
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from pgqueuer.domain.settings import DBSettings

SCHEMA = "jobs"
POSITION = f"""
create table if not exists {SCHEMA}.relay (
  one boolean primary key default true check (one),
  xid xid8 not null,
  seq bigint not null
)
"""
GRANTS = (
    f"grant select, insert, update, delete on all tables in schema {SCHEMA} to gt_work",
    f"grant usage on all sequences in schema {SCHEMA} to gt_work",
    f"revoke all on all functions in schema {SCHEMA} from public",
)


@cache
def pgqueuer_settings() -> "DBSettings":
    """What pgqueuer's tables are called. Everything is said here: what is not, it would look for in the environment."""
    from pgqueuer.domain.settings import DBSettings, Durability
    from pgqueuer.domain.types import Channel

    return DBSettings(
        prefix="",
        db_schema=SCHEMA,
        channel=Channel("goodtalk_jobs"),
        function="changed",
        statistics_table="statistics",
        queue_status_type="status",
        queue_table="queue",
        queue_table_log="log",
        trigger="queue_changed",
        schedules_table="schedules",
        durability=Durability.durable,
        widen_id=True,
    )


async def furnish(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make or bring up to date the worker's tables, and let the worker in. Runs as `gt_owner`, in the transaction of a migration."""
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
    from pgqueuer.adapters.persistence.queries import Queries

    queries = Queries(AsyncpgDriver(connection), qbe=QueryBuilderEnvironment(pgqueuer_settings()))
    for statement in (await queries.plan_upgrade()).statements:
        await connection.execute(statement)
    for statement in (POSITION, *GRANTS):
        await connection.execute(statement)
