"""`jobs`: those that failed for good, listed, and done again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click

from api.commands.opening import at_home, opened, run
from api.jobs.queue import PgQueue
from api.jobs.tasks import HeldJob
from api.settings import Settings, read_settings


@click.group()
def jobs() -> None:
    """The jobs that failed, again and again, and are kept until somebody looks."""


@jobs.command(name="list")
@at_home
def list_(home: Path | None) -> None:
    """List them, latest first: number, task, since when, tries, what went wrong, and about what."""
    held = run(_held(read_settings(home=home)))
    for job in held:
        click.echo("  ".join([str(job.id), job.task, job.since, f"{job.attempts} tries", job.reason, *(f"{k}={v}" for k, v in job.ids.items())]))
    if not held:
        click.echo("No job has failed.", err=True)


@jobs.command()
@click.argument("id", type=int)
@at_home
def retry(id: int, home: Path | None) -> None:
    """Have the job of that number done again, by the worker, as soon as it runs."""
    if not run(_retry(read_settings(home=home), id)):
        raise click.ClickException(f"No failed job has the number {id}: `python -m api jobs list` shows them.")
    click.echo(f"Job {id} will be done again.")


async def _held(settings: Settings) -> list[HeldJob]:
    async with _queue(settings) as queue:
        return await queue.held()


async def _retry(settings: Settings, job_id: int) -> bool:
    async with _queue(settings) as queue:
        return await queue.retry(job_id)


@asynccontextmanager
async def _queue(settings: Settings) -> AsyncIterator[PgQueue]:
    async with opened(settings) as database:
        connection = await database.urls.work.connect()
        try:
            yield PgQueue(connection)
        finally:
            await connection.close()
