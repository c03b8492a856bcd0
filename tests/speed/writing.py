"""The benchmark's writing: a note with its key in a talk that is open, and its answer; all of it is taken away again afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.speed.answers import answer_of
from tests.speed.caller import FRESH
from tests.speed.homes import TALKS, Asked, Home, posted
from tests.speed.servers import Server

WRITE = (Path(__file__).parent / "note.graphql").read_text(encoding="utf-8")
"""A mutation whose answer has 20 planned fields."""
TEXT = "De ochtenden zonder overleg geven ruimte; vanaf maandag houden we de woensdag vrij voor het nieuwe rooster."
CHECKED = 50

# Other talks than those that are read, and one of each pair: two of one pair are not open at a time.
OPEN = """
with chosen as (
  select distinct on (c.pair_id) c.org_id, c.id, employee.subject as employee, manager.subject as manager
  from conversations c
  join people employee on employee.org_id = c.org_id and employee.id = c.employee_id
  join people manager on manager.org_id = c.org_id and manager.id = c.manager_id
  join pairs p on p.org_id = c.org_id and p.id = c.pair_id and p.ended_at is null
  where c.status = 'PLANNED' and c.id <> all($1) and c.pair_id not in (select pair_id from conversations where status = 'OPEN')
  order by c.pair_id, c.id
  limit $2
)
update conversations c set status = 'OPEN', opened_at = now() from chosen where c.org_id = chosen.org_id and c.id = chosen.id
returning c.id, chosen.employee, chosen.manager
"""
TAKE_AWAY = (
    "delete from idempotency_keys where mutation = 'writeNote'",
    "delete from outbox where conversation_id = any($1)",
    "delete from notes where conversation_id = any($1)",
    "update conversations set status = 'PLANNED', opened_at = null where id = any($1)",
)


@dataclass(frozen=True)
class Writing:
    """What is written, by the two people of each talk."""

    home: Home
    asked: Sequence[Asked]

    def planned_requests(self) -> list[bytes]:
        """The requests to goodtalk, each to be sent with a key of its own."""
        return [
            posted(self.home.keys.issue(one.subject), WRITE, {"talk": f"Conversation_{one.talk}", "text": TEXT, "key": FRESH.decode()})
            for one in self.asked
        ]

    def bare_requests(self) -> list[bytes]:
        """The same to the bare endpoint: the text is the body, the rest stands in headers."""
        text = TEXT.encode()
        return [
            b"POST /?%b HTTP/1.1\r\nhost: localhost\r\nx-subject: %b\r\nx-key: %b\r\ncontent-length: %d\r\n\r\n%b"
            % (str(one.talk).encode(), one.subject.encode(), FRESH, len(text), text)
            for one in self.asked
        ]


@asynccontextmanager
async def written(home: Home) -> AsyncIterator[Writing]:
    """Open talks to write in, until the end of the block; afterwards the home is as it was."""
    connection = await home.database.urls.load.connect()
    rows = await connection.fetch(OPEN, [one.talk for one in home.asked], TALKS)
    try:
        yield Writing(home, [Asked(row["id"], row[seat]) for row in rows for seat in ("employee", "manager")])
    finally:
        talks = [row["id"] for row in rows]
        for statement in TAKE_AWAY:
            await connection.execute(statement, *([talks] if "$1" in statement else []))
        await connection.close()


async def check_same_notes(writing: Writing, planned: Server, bare: Server) -> int:
    """How many answers were found equal but for the note's own id and moment. Raises `SystemExit` at the first that differs."""
    requests = list(zip(writing.planned_requests(), writing.bare_requests(), strict=True))[:CHECKED]
    async with httpx.AsyncClient(timeout=30) as client:
        for to_planned, to_bare in requests:
            ours, theirs = [_plain(await answer_of(client, *each)) for each in ((planned.port, to_planned), (bare.port, to_bare))]
            if ours != theirs:
                raise SystemExit(f"The answers differ: {ours!r} | {theirs!r}")
    return len(requests)


def _plain(answer: Any) -> Any:
    note = answer["data"]["writeNote"]
    assert note.pop("id").startswith("Note_")
    assert note.pop("createdAt").endswith("Z")
    return note
