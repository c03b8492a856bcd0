"""`stop`: an embedded PostgreSQL that a killed process left behind."""

from pathlib import Path

import click

from api.commands.opening import at_home, run
from api.database import home as homes
from api.settings import read_settings


@click.command()
@at_home
def stop(home: Path | None) -> None:
    """Stop the embedded database of a home when nobody uses it, as after `kill -9`."""
    settings = read_settings(home=home)
    if settings.database_url is not None:
        raise click.ClickException("GOODTALK_DATABASE_URL is set: that PostgreSQL is yours, and goodtalk does not stop it.")
    stopped = run(homes.stop(settings))
    click.echo("The database was stopped." if stopped else "No database ran.")
