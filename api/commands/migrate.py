"""`migrate`: the tables and the walls of the database, brought up to date."""

from pathlib import Path

import click

from api.commands.opening import at_home, bring_up_to_date, run
from api.database.home import joined
from api.database.migrate import Version
from api.settings import Settings, read_settings


@click.command()
@at_home
def migrate(home: Path | None) -> None:
    """Bring the database up to date, all or nothing. Safe to repeat, also while `serve` runs.

    A database of your own needs GOODTALK_DATABASE_OWNER_URL for this.
    """
    version = run(_migrate(read_settings(home=home)))
    click.echo(f"The database is at version {version.current}, the newest.")


async def _migrate(settings: Settings) -> Version:
    async with joined(settings) as database:
        return await bring_up_to_date(database)
