"""`demo`: invented organisations in a home of their own, served."""

import json
import shlex
import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Column, Table

from api import log
from api.app import composed
from api.commands.listening import address_of, listening, serve_until_told
from api.commands.opening import bring_up_to_date, run
from api.commands.progress import progress
from api.database.engine import make_engine
from api.database.faults import HomeUnusable
from api.database.home import joined, open_home, serving
from api.database.logins import Database
from api.demo.files import HERE
from api.demo.generated import generate
from api.demo.load import DemoPerson, load_demo
from api.keys import Keys, open_keys
from api.settings import Settings, read_settings

BRIEF = HERE / "brief.graphql"
SHOWN = "employee@demo.example"
"""Whose coming talk the printed request shows."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one.")
@click.option("--people", type=click.IntRange(0, 1_000_000), default=0, metavar="N", help="Add an organisation of N generated people with history.")
@click.option(
    "--home", type=click.Path(path_type=Path), metavar="PATH", default=Path(".goodtalk-demo"), show_default=True, help="The demo's own home."
)
def demo(host: str, port: int, people: int, home: Path) -> None:
    """Serve two invented organisations until Ctrl-C, and print a token for everybody in them and a request to try.

    The demo has its own home and the embedded database, whatever GOODTALK_HOME and GOODTALK_DATABASE_URL say. What you change in it
    stays, until its planned talks lie in the past: then it is made anew.
    """
    settings = replace(read_settings(home=home), database_url=None, database_work_url=None, database_owner_url=None)
    with listening(host, port) as listener, serving(settings):
        keys = open_keys(_own(settings), environment=settings.environment)
        run(_demo(settings, keys, listener, people))


async def _demo(settings: Settings, keys: Keys, listener: socket.socket, people: int) -> None:
    async with joined(settings) as database:
        await bring_up_to_date(database)
        invented = await _load(database, keys, people)
        async with composed(settings, database, log=log.configure()) as app:
            _introduce(invented, keys, settings.home, address_of(listener))
            await serve_until_told(app, listener, app.leave)


async def _load(database: Database, keys: Keys, people: int) -> Sequence[DemoPerson]:
    engine, now = make_engine(database.urls.load), datetime.now(UTC)
    try:
        report = await load_demo(engine, now=now, issuer=keys.issuer)
        if people:
            with progress("demo") as told:
                await generate(engine, people=people, now=now, issuer=keys.issuer, progress=lambda added: told("adding people", added, people))
    finally:
        await engine.dispose()
    return report.people


def _own(settings: Settings) -> Path:
    """The demo's home, marked as such. Raises `HomeUnusable` where somebody's real home is."""
    home = open_home(settings)
    mark = home / "demo"
    if (home / "postgresql").exists() and not mark.exists():
        raise HomeUnusable(f"{home} is the home of another server, and the demo would put invented people in it: choose another with --home.")
    mark.touch(mode=0o600)
    return home


def _introduce(people: Sequence[DemoPerson], keys: Keys, home: Path, address: str) -> None:
    console = Console()
    for organisation, members in groupby(people, lambda person: person.organisation):
        table = Table(
            Column("E-mail", no_wrap=True), Column("Name", no_wrap=True), "Role", box=box.SIMPLE_HEAD, title=organisation, title_justify="left"
        )
        for person in members:
            table.add_row(person.email, person.name, person.role)
        console.print(table)
    tokens = {person.email: keys.issue(person.subject) for person in people}
    click.echo("Their tokens, good for 12 hours:\n")
    for email, token in tokens.items():
        click.echo(f"{email}\n{token}\n")
    shown = next(person for person in people if person.email == SHOWN)
    asked = {"query": BRIEF.read_text(encoding="utf-8"), "variables": {"id": f"Conversation_{shown.next_conversation_id}"}}
    request = home / "brief.json"
    request.write_text(json.dumps(asked), encoding="utf-8")
    click.echo(f"The brief of {shown.name}'s coming talk, in one request:\n")
    click.echo(" ".join(["curl -s", f"{address}/graphql", *_headers(tokens[SHOWN]), "--data", shlex.quote(f"@{request}")]))
    click.echo(f"\ngoodtalk answers at {address}/graphql; Ctrl-C stops it.")


def _headers(token: str) -> tuple[str, ...]:
    return "-H 'Content-Type: application/json'", f"-H 'Authorization: Bearer {token}'"
