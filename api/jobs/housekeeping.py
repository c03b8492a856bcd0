"""What is thrown away when its time has come."""

from collections.abc import Awaitable, Callable, Iterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.jobs.tasks import Ids, Task

# Which rows may go is said by the tables (`worked_by`), and the database lets go of those only.
FORGOTTEN = {
    "forget-changes": "delete from outbox where (xid, seq) <= (select xid, seq from jobs.relay)",
    "forget-keys": "delete from idempotency_keys",
    "forget-spending": "delete from model_spending",
    "forget-private-notes": "delete from notes",
    "forget-done-jobs": "delete from jobs.log where created < now() - interval '30 days' and job_id not in (select id from jobs.queue)",
}


def housekeeping(engine: AsyncEngine) -> Iterator[Task]:
    """The tasks; `engine` is one of `gt_work`. They run every night, spread over minutes."""
    for minute, (name, statement) in enumerate(FORGOTTEN.items()):
        yield Task(name, _run(engine, statement), every=f"{10 + minute} 2 * * *")


def _run(engine: AsyncEngine, statement: str) -> Callable[[Ids], Awaitable[None]]:
    async def run(_: Ids) -> None:
        async with engine.begin() as connection:
            await connection.execute(text(statement))

    return run
