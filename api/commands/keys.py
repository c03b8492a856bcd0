"""`keys`: the keys that sign goodtalk's own tokens."""

from pathlib import Path

import click

from api.commands.opening import at_home
from api.database.home import open_home
from api.keys import open_keys
from api.settings import read_settings


@click.group()
def keys() -> None:
    """The keys that sign goodtalk's own tokens."""


@keys.command()
@at_home
def rotate(home: Path | None) -> None:
    """Sign with a new key from now on; tokens that were given out stay good until they end (12 hours at most)."""
    settings = read_settings(home=home)
    click.echo(f"New tokens are signed with key {open_keys(open_home(settings), environment=settings.environment).rotate()}.")
