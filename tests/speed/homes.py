"""The homes of the benchmark: made once, in the database, and kept; and the requests that are asked of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID

import click
import orjson

from api.commands.opening import bring_up_to_date
from api.database.engine import make_engine
from api.database.home import joined, open_home
from api.database.logins import Database
from api.demo.files import HERE
from api.demo.generated import generate
from api.keys import Keys, open_keys
from api.settings import Settings, read_settings

BRIEF = (HERE / "brief.graphql").read_text(encoding="utf-8")
"""The reference document."""
TALKS = 400
"""So many talks are read, each by both of its people."""

OFFER = (Path(__file__).parent / "offer.sql").read_text(encoding="utf-8")
SOME = """
select c.id, employee.subject as employee, manager.subject as manager
from conversations c
join people employee on employee.org_id = c.org_id and employee.id = c.employee_id
join people manager on manager.org_id = c.org_id and manager.id = c.manager_id
where c.status = 'PLANNED'
order by md5(c.id::text)
limit $1
"""


@dataclass(frozen=True)
class Asked:
    """One person's request for one brief."""

    talk: UUID
    subject: str


@dataclass(frozen=True)
class Home:
    """A home with its database running, and what is asked of it."""

    settings: Settings
    database: Database
    keys: Keys
    people: int
    asked: tuple[Asked, ...]

    def planned_requests(self) -> list[bytes]:
        """The requests to goodtalk, as they go over the wire."""
        return [posted(self.keys.issue(one.subject), BRIEF, {"id": f"Conversation_{one.talk}"}) for one in self.asked]

    def bare_requests(self) -> list[bytes]:
        """The same to the bare endpoint: the talk in the URL, the person in a header."""
        return [f"GET /?{one.talk} HTTP/1.1\r\nhost: localhost\r\nx-subject: {one.subject}\r\n\r\n".encode() for one in self.asked]


@asynccontextmanager
async def home_of(people: int, folder: Path) -> AsyncIterator[Home]:
    """The home in `folder` with so many people, made if it is not there yet."""
    settings = read_settings({}, home=folder)
    keys = open_keys(open_home(settings), environment=settings.environment)
    async with joined(settings) as database:
        await bring_up_to_date(database)
        await _fill(database, people, keys)
        yield Home(settings, database, keys, people, await _some(database))


async def _fill(database: Database, people: int, keys: Keys) -> None:
    began, engine = perf_counter(), make_engine(database.urls.owner)
    try:
        made = await generate(engine, people=people, now=datetime.now(UTC), issuer=keys.issuer, progress=lambda added: _tell(added, people))
    finally:
        await engine.dispose()
    if made.added:
        # What is offered here fits together by construction; a superuser may skip the foreign keys, which are most of the time.
        owner = await database.urls.owner.connect(session_replication_role="replica")
        await owner.execute(OFFER)
        await owner.execute("vacuum (analyze)")
        await owner.close()
        click.echo(f"{made.added:,} people with half a year of history were made in {perf_counter() - began:.0f} s.")


def _tell(added: int, people: int) -> None:
    if people > added:
        click.echo(f"{added:,} of {people:,} people are made; this happens once.", err=True)


async def _some(database: Database) -> tuple[Asked, ...]:
    connection = await database.urls.load.connect()
    # Bare knows no picks: whatever a worker once picked here would make the briefs differ.
    await connection.execute("delete from picks")
    rows = await connection.fetch(SOME, TALKS)
    await connection.close()
    return tuple(Asked(row["id"], row[seat]) for row in rows for seat in ("employee", "manager"))


def posted(token: str, query: str, variables: dict[str, str]) -> bytes:
    """A request to goodtalk as it goes over the wire."""
    body = orjson.dumps({"query": query, "variables": variables})
    head = (
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: application/graphql-response+json\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
