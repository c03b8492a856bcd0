"""The relay: reads the outbox in the order of commits, and has told and enqueued what must follow, once, before it moves on."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg

from api.events import CHANNEL, Happening, payloads
from api.jobs.queue import PgQueue
from api.jobs.tasks import Job

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

LOCK = 7_305_819_204_114
"""The number of the advisory lock that lets one relay work at a time."""
BATCH = 1_000
BUSY, IDLE = 0.01, 0.1
"""Seconds between two looks at the outbox: when something was there lately, and when nothing was for a while."""
NEXT_TRY = 0.5
"""Seconds between two attempts to take over from another relay."""

# Below the oldest running transaction everything is decided: nothing can become visible there any more, so that a place in this order,
# once passed, is passed for good. A plain number would be passed by transactions that took theirs earlier and commit later.
READ = f"""
select xid, seq, org_id, pair_id, conversation_id, node_type, node_id, verb, actor_id from outbox
where (xid, seq) > ($1, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
order by xid, seq limit {BATCH}
"""
# Nobody waits for the disk here: where a crash of the database forgets a step, it forgets all of it, and the step is taken again;
# every hub has lost its connection by then, and has its clients fetch anew.
UNFLUSHED = "set synchronous_commit = off"
BEGIN = "insert into jobs.relay (xid, seq) values ('0', 0) on conflict do nothing"
WHERE = "select xid, seq from jobs.relay"
MOVE = "update jobs.relay set xid = $1, seq = $2 where xid = $3 and seq = $4"
TELL = "select pg_notify($1, payload) from unnest($2::text[]) with ordinality as told (payload, place) order by place"


class Overtaken(Exception):
    """Another relay moved on from where this one was; nothing was told twice."""


@dataclass(frozen=True, order=True)
class Place:
    """Up to where the outbox was read."""

    xid: int
    seq: int


async def relay(connection: "Connection", following: Callable[[Sequence[Happening]], Sequence[Job]]) -> None:
    """Relay until cancelled, as soon as no other relay does. Raises `Overtaken`, and whatever a lost connection raises."""
    # Asked again and again: a statement that waits for the lock would keep PostgreSQL from cleaning up, and be ended as too long.
    while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110  # it is another process's
        await asyncio.sleep(NEXT_TRY)
    await connection.execute(UNFLUSHED)
    await connection.execute(BEGIN)
    row = await connection.fetchrow(WHERE)
    assert row is not None  # noqa: S101  # it was just made
    place, pause = Place(*row), BUSY
    while True:
        rows = await connection.fetch(READ, place.xid, place.seq)
        if rows:
            place, pause = await _pass(connection, rows, place, following), BUSY
        if len(rows) < BATCH:
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, IDLE)


async def _pass(
    connection: "Connection", rows: Sequence[asyncpg.Record], place: Place, following: Callable[[Sequence[Happening]], Sequence[Job]]
) -> Place:
    """Tell, enqueue and move on, all of it or nothing. PostgreSQL tells when it commits."""
    happenings = [Happening(*tuple(row)[2:]) for row in rows]
    reached = Place(rows[-1]["xid"], rows[-1]["seq"])
    async with connection.transaction():
        if await connection.execute(MOVE, reached.xid, reached.seq, place.xid, place.seq) != "UPDATE 1":
            raise Overtaken
        await connection.execute(TELL, CHANNEL, list(payloads(happenings)))
        await PgQueue(connection).enqueue(following(happenings))
    return reached
