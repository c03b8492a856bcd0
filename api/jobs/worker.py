"""The worker: relays what changed and does the jobs, for as long as it lives, whatever happens to the database meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg

from api.database.engine import make_engine
from api.database.logins import Login
from api.events import FIRST_WAIT, LONGEST_WAIT
from api.jobs.housekeeping import housekeeping
from api.jobs.indexing import indexing
from api.jobs.picking import picking
from api.jobs.queue import work
from api.jobs.relay import relay
from api.jobs.summing_up import SummingUp
from api.jobs.tasks import Task, Tasks
from api.log import Log
from api.meaning import Unembedded
from api.nameless import nameless_passages
from retrieval.embedders import Embedder
from retrieval.index import Index

CONNECTIONS = 4
"""For the tasks themselves, beside one to relay and one for the queue."""


async def run_worker(
    login: Login, *, log: Log, embedder: Embedder | None = None, summing_up: SummingUp | None = None, more: tuple[Task, ...] = ()
) -> None:
    """Work until cancelled; `login` is one of `gt_work`. The embedder is the worker's own, and closed at the end; without one, texts are
    found by their words. `more` are tasks beside those that every worker has."""
    engine = make_engine(login, size=CONNECTIONS)
    index = Index(engine, embedder, Unembedded(log), nameless_passages)
    tasks = Tasks.of(*housekeeping(engine), *picking(engine), *indexing(engine, index), *(summing_up.tasks(engine) if summing_up else ()), *more)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_persistently("relay", login, lambda connection: relay(connection, tasks.following), log=log))
            group.create_task(_persistently("jobs", login, lambda connection: work(connection, tasks, log=log), log=log))
    finally:
        if embedder is not None:
            await embedder.close()
        await engine.dispose()


async def _persistently(name: str, login: Login, once: Callable[["asyncpg.Connection[asyncpg.Record]"], Awaitable[None]], *, log: Log) -> None:
    """Again and again on a new connection, with pauses that grow while it fails."""
    wait = FIRST_WAIT
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        try:
            connection = await login.connect(application_name=f"goodtalk {name}")
            try:
                await once(connection)
            finally:
                connection.terminate()
        except Exception as fault:  # a mistake of ours, too, must not leave people without what follows their changes
            log.warning("worker_interrupted", part=name, exc_info=fault)
        wait = FIRST_WAIT if clock() - began > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
        await asyncio.sleep(wait)
