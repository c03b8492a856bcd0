"""`work`: the jobs that follow from changes, in a process of their own."""

import asyncio
from contextlib import suppress
from pathlib import Path

import click

from api import log
from api.commands.opening import at_home, opened, run
from api.jobs.worker import run_worker
from api.settings import Settings, read_settings


@click.command()
@at_home
def work(home: Path | None) -> None:
    """Do the jobs that follow from changes, until Ctrl-C or SIGTERM.

    `serve` does them itself unless GOODTALK_WORKER is off. As many of these as you like may run on one database.
    """
    run(_work(read_settings(home=home)))


async def _work(settings: Settings) -> None:
    async with opened(settings) as database:
        click.echo("goodtalk works; Ctrl-C stops it.", err=True)
        with suppress(asyncio.CancelledError):  # told to stop: that is how it ends
            await run_worker(database.urls.work, log=log.configure())
