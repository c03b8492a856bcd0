"""The queue of jobs, kept by pgqueuer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import orjson

from api.database.faults import described
from api.database.job_tables import pgqueuer_settings
from api.jobs.tasks import HeldJob, Job, Task, Tasks
from api.log import Log

if TYPE_CHECKING:
    from pgqueuer.adapters.persistence.queries import Queries
    from pgqueuer.domain import models

ATTEMPTS = 5
"""Times that a job is tried, with growing pauses, before it is held for a person."""
FIRST_PAUSE = timedelta(seconds=1)
STALE = timedelta(seconds=6)
"""A job whose worker gave no sign for so long is taken over by another. A sign is given every half of it and is up to a seventh under way, so
that whatever holds a worker up for two seconds costs nothing, and more than that costs only doing a job twice."""
LOOK_EVERY = timedelta(seconds=2)
"""A worker looks for jobs when it is told of one, and this often besides: for what another left behind."""
LIVING = 7_305_819_204_115
"""The number of the advisory lock that every worker shares for as long as it lives."""
AT_ONCE = 100
"""Jobs that a worker takes on together: they share a few connections, and after a crash they are all done again."""
GRACE = 5.0
"""Seconds that a job under way gets to end."""


class JobFailed(Exception):
    """A job failed; the text names the fault, never a value, for it is kept."""


@dataclass(frozen=True)
class PgQueue:
    """`Jobs` on one connection of `gt_work`."""

    connection: asyncpg.Connection[asyncpg.Record]

    async def enqueue(self, jobs: Sequence[Job]) -> None:
        """Add them at the end, in the transaction of the connection, if it is in one."""
        if jobs:
            tasks, ids = [job.task for job in jobs], [orjson.dumps(dict(job.ids)) for job in jobs]
            await self._queries().enqueue(tasks, [*ids], [0] * len(jobs), [job.wait for job in jobs])

    async def enqueue_once(self, job: Job) -> None:
        """Add it unless the same task waits or runs already."""
        await _enqueue_once(self._queries(), job)

    async def held(self) -> list[HeldJob]:
        """The jobs that failed for good, latest first."""
        queries = self._queries()
        return [_held(job, await queries.job_log_history(job.id)) for job in await queries.list_failed_jobs(limit=1000)]

    async def retry(self, job_id: int) -> bool:
        """Let a failed job be done again; False if there is none of that number."""
        sql = f"select count(*) from {pgqueuer_settings().qualified.queue_table} where id = $1 and status = 'failed'"
        if not await self.connection.fetchval(sql, job_id):
            return False
        from pgqueuer.domain.models import TableChangedEvent, utc_now
        from pgqueuer.domain.types import Channel, JobId

        queries, channel = self._queries(), Channel(pgqueuer_settings().channel)
        await queries.requeue_jobs([JobId(job_id)])
        # pgqueuer tells its workers of new jobs, not of changed ones.
        changed = TableChangedEvent(channel=channel, sent_at=utc_now(), type="table_changed_event", operation="update", table="queue")
        await queries.driver.notify(channel, changed.model_dump_json())
        return True

    def _queries(self) -> Queries:
        return _queries(self.connection)


async def work(connection: asyncpg.Connection[asyncpg.Record], tasks: Tasks, *, log: Log) -> None:
    """Do jobs as they come and at their times, until cancelled or until the connection is lost; a job under way gets a moment to end."""
    from pgqueuer.core.qm import QueueManager
    from pgqueuer.core.sm import SchedulerManager
    from pgqueuer.domain.types import Channel

    lost, leaving = asyncio.Event(), asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    await _live(connection)
    queries = _queries(connection)
    doing, timing = QueueManager(queries, channel=Channel(pgqueuer_settings().channel)), SchedulerManager(queries)
    for task in tasks:
        doing.entrypoint(task.name, on_failure="hold")(_tried(task, leaving, log))
        if task.every is not None:
            timing.schedule(task.name, task.every)(_due(queries, task))
        if task.at_start:
            await PgQueue(connection).enqueue_once(Job(task.name))
    jobs = doing.run(dequeue_timeout=LOOK_EVERY, heartbeat_timeout=STALE, max_concurrent_tasks=AT_ONCE)
    running = [asyncio.create_task(each) for each in (jobs, timing.run(), lost.wait())]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.set()
        doing.shutdown.set()
        timing.shutdown.set()
        running[-1].cancel()
        await asyncio.wait(running, timeout=0 if lost.is_set() else GRACE)
        for each in running:
            each.cancel()
        outcomes = await asyncio.gather(*running, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def _live(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Live, for other workers to see. Where none of them does, nobody does what they had taken on: it may be taken over at once."""
    is_alone = await connection.fetchval("select pg_try_advisory_lock($1)", LIVING)
    if is_alone:
        await connection.execute(f"update {pgqueuer_settings().qualified.queue_table} set heartbeat = 'epoch' where status = 'picked'")
    await connection.execute("select pg_advisory_lock_shared($1)", LIVING)
    if is_alone:
        await connection.execute("select pg_advisory_unlock($1)", LIVING)


def _tried(task: Task, leaving: asyncio.Event, log: Log) -> Callable[[models.Job], Awaitable[None]]:
    from pgqueuer.domain.errors import RetryRequested

    async def run(job: models.Job) -> None:
        try:
            running = task.run(orjson.loads(job.payload or b"{}"))
            await (_until(leaving, running) if task.at_start else running)
        except Exception as fault:  # whatever it is: pgqueuer keeps what it is told, and that must hold no value
            last = job.attempts + 1 >= ATTEMPTS
            log.error("job_failed" if last else "job_to_be_retried", task=task.name, job=job.id, attempt=job.attempts + 1, exc_info=fault)
            if last:
                raise JobFailed(described(fault)) from None
            raise RetryRequested(FIRST_PAUSE * 2**job.attempts, described(fault)) from None

    return run


async def _until(leaving: asyncio.Event, work: Awaitable[None]) -> None:
    """Do it, or as much of it as can be done until then."""
    doing, told = asyncio.ensure_future(work), asyncio.create_task(leaving.wait())
    try:
        await asyncio.wait((doing, told), return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.cancel()
        doing.cancel()
    await asyncio.wait((doing,))
    if not doing.cancelled():
        doing.result()


def _due(queries: Queries, task: Task) -> Callable[[models.Schedule], Awaitable[None]]:
    async def due(_: models.Schedule) -> None:
        # By the worker's own queries: they let one statement at a time onto their connection, and others would get in between.
        await _enqueue_once(queries, Job(task.name))

    return due


async def _enqueue_once(queries: Queries, job: Job) -> None:
    await queries.enqueue([job.task], [orjson.dumps(dict(job.ids))], [0], dedupe_key=[job.task], on_conflict="skip")


def _held(job: models.Job, history: Sequence[models.Log]) -> HeldJob:
    reasons = [entry.traceback.exception_message for entry in history if entry.traceback is not None]
    ids = orjson.loads(job.payload or b"{}")
    return HeldJob(int(job.id), str(job.entrypoint), ids, job.updated.isoformat(timespec="seconds"), job.attempts + 1, reasons[-1] if reasons else "")


def _queries(connection: asyncpg.Connection[asyncpg.Record]) -> Queries:
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
    from pgqueuer.adapters.persistence.queries import Queries

    settings = pgqueuer_settings()
    return Queries(
        AsyncpgDriver(connection), qbe=QueryBuilderEnvironment(settings), qbq=QueryQueueBuilder(settings), qbs=QuerySchedulerBuilder(settings)
    )
