"""`work`: the jobs that follow from changes, in a process of their own."""

import asyncio
from contextlib import suppress
from pathlib import Path

import click

from api import log
from api.app import coach_of, model_of, summing_up
from api.commands.opening import at_home, opened, run
from api.jobs.worker import run_worker
from api.meaning import embedder_of
from api.settings import Settings, read_settings


@click.command()
@at_home
def work(home: Path | None) -> None:
    """Do the jobs that follow from changes, until Ctrl-C or SIGTERM.

    `serve` does them itself unless GOODTALK_WORKER is off. As many of these as you like may run on one database.
    """
    run(_work(read_settings(home=home)))


async def _work(settings: Settings) -> None:
    model, lines = model_of(settings), log.configure()
    async with opened(settings) as database:
        click.echo("goodtalk works; Ctrl-C stops it.", err=True)
        try:
            with suppress(asyncio.CancelledError):  # told to stop: that is how it ends
                await run_worker(
                    database.urls.work, log=lines, embedder=embedder_of(settings), summing_up=summing_up(settings, coach_of(model, lines), lines)
                )
        finally:
            if model is not None:
                await model.close()
