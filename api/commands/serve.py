"""`serve`: the GraphQL API, until it is told to stop."""

import socket
from pathlib import Path

import click

from api import log
from api.app import composed
from api.commands.listening import address_of, listening, serve_until_told
from api.commands.opening import at_home, bring_up_to_date, opened, run
from api.database.home import serving
from api.settings import Settings, read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one.")
@at_home
def serve(host: str, port: int, home: Path | None) -> None:
    """Serve the GraphQL API until Ctrl-C or SIGTERM.

    The embedded database is started and migrated. A database of your own (GOODTALK_DATABASE_URL) must have been migrated.
    """
    settings = read_settings(home=home)
    with listening(host, port) as listener, serving(settings):
        run(_serve(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    async with opened(settings) as database:
        if database.embedded:
            await bring_up_to_date(database)  # also when nothing is new: it raises the walls anew
        async with composed(settings, database, log=log.configure()) as app:
            click.echo(f"goodtalk answers at {address_of(listener)}/graphql; Ctrl-C stops it.", err=True)
            await serve_until_told(app, listener, app.leave)
