"""What every command begins with: the home it works in, a database that answers and is up to date, and a loop that lets go when told."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import uvloop
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.database.engine import make_engine
from api.database.home import joined, open_home
from api.database.logins import Database
from api.database.migrate import Version, current_and_head, migrate
from api.keys import open_keys
from api.settings import Settings

Result = TypeVar("Result")

at_home = click.option(
    "--home",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The folder with keys, passwords and the embedded database. [default: GOODTALK_HOME, or ./.goodtalk]",
)

home_not_needed = click.option("--home", type=click.Path(path_type=Path), metavar="PATH", expose_value=False, help="As elsewhere; not needed here.")


class DatabaseNotCurrent(Exception):
    """The tables are not those of this version of goodtalk; the text is one sentence that says what to do."""


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end. Ctrl-C and SIGTERM cancel the work, so that whatever it opened is closed in order."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_interruptible(work))
    except asyncio.CancelledError:
        raise click.exceptions.Exit(130) from None


async def _interruptible(work: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  # a coroutine that runs is in a task
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await work


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database with this version's tables: the embedded one is brought up to date, one's own must be so already."""
    async with joined(settings) as database:
        version = await current_and_head(database.urls.app)
        if not version.is_newest:
            if not database.embedded:
                raise DatabaseNotCurrent(_behind(version))
            await bring_up_to_date(database)
        yield database


@asynccontextmanager
async def loading(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """A transaction of `gt_load`, which sees and writes everything: all of it is kept at the end, or nothing."""
    async with opened(settings) as database:
        engine = make_engine(database.urls.load, size=1)
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            await engine.dispose()


def local_issuer(settings: Settings) -> str | None:
    """The issuer of goodtalk's own tokens; None in production, where there are none."""
    if settings.environment == "production":
        return None
    return open_keys(open_home(settings), environment=settings.environment).issuer


async def bring_up_to_date(database: Database) -> Version:
    """Migrate, and raise the walls anew."""
    try:
        return await migrate(database.urls.owner)
    except CommandError:
        raise DatabaseNotCurrent("The database was made by a newer goodtalk than this one: run that version, or a newer one.") from None


def _behind(version: Version) -> str:
    now = "has no tables yet" if version.current is None else f"is at version {version.current} and this goodtalk needs {version.head}"
    return f"The database {now}: run `python -m api migrate` with GOODTALK_DATABASE_OWNER_URL set."
