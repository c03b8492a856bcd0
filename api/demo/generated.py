"""As many generated people as asked for, with half a year of history, made in the database itself."""

import asyncio
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.demo.files import HERE, read_content
from api.demo.ledger import Ledger, uuid7
from api.demo.load import sign_in_through
from api.demo.moments import Calendar
from api.demo.organisations import add_library, organisation_row
from schema.tables import Organisation

SCRIPT, PHRASES = HERE / "generated.sql", HERE / "phrases.toml"
BATCH, AT_ONCE = 4_000, 2
GAPS = text(
    """
    select lower(gap), upper(gap)
    from unnest(int4multirange(int4range(0, :people)) - (
      select coalesce(range_agg(int4range(n, n + 1)), '{}')
      from people, lateral (select substring(subject from '^p(\\d+)@')::int as n) as number
      where org_id = :org_id and n is not null
    )) as gap
    order by 1
    """
)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TRUST = text("select set_config('session_replication_role', 'replica', true) where has_parameter_privilege('session_replication_role', 'set')")
"""What is made here fits together by construction; a login that may, a superuser's, skips the foreign keys, which are half of the time."""


@dataclass(frozen=True)
class Generated:
    """The organisation that `generate` found or made, and how many people it added."""

    org_id: UUID
    added: int


async def generate(
    engine: AsyncEngine,
    *,
    people: int,
    now: datetime,
    issuer: str,
    organisation: str = "Generated",
    progress: Callable[[int], None] = lambda made: None,
) -> Generated:
    """See to it that a Dutch organisation of that name has `people` people; those that it has stay as they are.

    Person n is `p{n}@generated.example`, with that address as subject at `issuer`, and reports to person (n - 1) // 8; person 0 has no manager.
    Each other has a current pair, goals, evaluations, feedback, reflections, talents, four closed talks and a planned one. `engine` is one of
    `gt_load` (a superuser's is faster: it skips the foreign keys). Batches are committed one by one, so that a run that was broken off goes on
    where it stopped; after each, `progress` is told how many people were added.
    """
    org_id = await _organisation(engine, organisation, now, issuer)
    missing = await _missing(engine, org_id, people)
    added, together = 0, asyncio.Semaphore(AT_ONCE)

    async def add(low: int, high: int) -> None:
        nonlocal added
        async with together, engine.begin() as connection:
            await _add_batch(connection, org_id, issuer, low, high, now)
        added += high - low
        progress(added)

    # Whoever manages stands in an earlier batch, for all but the first in one long finished.
    for low, high in missing[:1]:
        await add(low, high)
    async with asyncio.TaskGroup() as rest:
        for low, high in missing[1:]:
            rest.create_task(add(low, high))
    if missing:
        await _take_statistics(engine)
    return Generated(org_id, added)


async def _missing(engine: AsyncEngine, org_id: UUID, people: int) -> list[tuple[int, int]]:
    """The numbers that nobody has yet, from and to before, in batches."""
    async with engine.connect() as connection:
        gaps = (await connection.execute(GAPS, {"org_id": org_id, "people": people})).all()
    return [(start, min(start + BATCH, high)) for low, high in gaps for start in range(low, high, BATCH)]


async def _organisation(engine: AsyncEngine, name: str, now: datetime, issuer: str) -> UUID:
    """The organisation of that name, made with the demo's Dutch role library where there is none."""
    async with engine.begin() as connection:
        known = await connection.scalar(select(Organisation.org_id).where(Organisation.name == name))
        if known:
            await sign_in_through(connection, known, issuer)
            return known
        library, calendar = read_content()[0].itself, Calendar(now, AMSTERDAM)
        row = organisation_row({**library, "name": name}, uuid7(now, 0), calendar)
        ledger = Ledger(row["org_id"])
        add_library(library, ledger, calendar)
        await connection.execute(insert(Organisation), [row])
        for table, rows in ledger.in_order():
            await connection.execute(insert(table), rows)
        return ledger.org_id


async def _add_batch(connection: AsyncConnection, org_id: UUID, issuer: str, low: int, high: int, now: datetime) -> None:
    await connection.execute(TRUST)
    await connection.execute(text("create temp table given (org_id uuid, issuer text, low integer, high integer, monday timestamptz) on commit drop"))
    # Kept plain, so that a line is picked without unpacking all sixteen.
    await connection.execute(text("create temp table phrases (kind text, lines text[] storage plain) on commit drop"))
    given = {"org_id": org_id, "issuer": issuer, "low": low, "high": high, "monday": _monday(now)}
    await connection.execute(text("insert into given values (:org_id, :issuer, :low, :high, :monday)"), given)
    await connection.execute(text("insert into phrases values (:kind, :lines)"), _phrases(PHRASES))
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver  # noqa: S101
    await driver.execute(SCRIPT.read_text(encoding="utf-8"))


async def _take_statistics(engine: AsyncEngine) -> None:
    """Without figures of the new rows the planner would read them as if there were few."""
    async with engine.begin() as connection:
        await connection.execute(text("analyze"))


def _phrases(path: Path) -> list[dict[str, Any]]:
    return [{"kind": kind, "lines": lines} for kind, lines in tomllib.loads(path.read_text(encoding="utf-8")).items()]


def _monday(now: datetime) -> datetime:
    today = now.astimezone(AMSTERDAM).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(0), AMSTERDAM)
