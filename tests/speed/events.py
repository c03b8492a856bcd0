"""Eight writers, the relay and a hub, each in a process of its own: is an event ever lost or told twice, and how long does it take?

`python -m tests.speed.events [EVENTS] [--rate R]`. Beside them run read-only transactions of minutes and writing ones of up to 100 ms.
Afterwards the same is asked of a whole server: how long a note takes from one browser to the other.
"""

import argparse
import asyncio
import multiprocessing
import random
import shutil
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import uvloop

from api.database.engine import make_engine
from api.database.home import joined
from api.database.logins import Database, Login
from api.database.migrate import migrate
from api.database.sessions import ENTER
from api.events import Happening, Hub
from api.jobs.relay import relay
from api.settings import Settings
from schema.tables import Conversation, Person
from tests.listening import quiet
from tests.makers import Makers
from tests.speed.browsers import two_browsers

WRITERS = 8
MOST_AT_ONCE = 4
"""Events of one transaction: from one to so many."""
PROMISED = 0.250
"""Seconds from commit to hub, for 99 of 100 events."""
PATIENCE = 30.0
"""Seconds without an event after which the rest counts as lost."""
COMMITTED = struct.Struct("<QQd")
INSERT = """
insert into outbox (org_id, actor_id, node_type, node_id, verb, pair_id, conversation_id)
select $1, $2, 'Note', node, 'MADE', $3, $4 from unnest($5::uuid[]) as node
"""


class Counting(Hub):
    """A hub that notes when each event came, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self.came: dict[int, float] = {}
        self.times: Counter[int] = Counter()
        self.order: dict[int, int] = {}
        self.disorder = 0

    def tell(self, happenings: Any) -> None:
        """Note them, and hand them on."""
        at = time.time()
        for happening in happenings:
            self._note(happening, at)
        super().tell(happenings)

    def _note(self, happening: Happening, at: float) -> None:
        node = happening.node_id.int
        writer, number = node >> 64, node & (2**64 - 1)
        self.disorder += number < self.order.get(writer, -1)
        self.order[writer] = number
        self.came.setdefault(node, at)
        self.times[node] += 1


def main() -> None:
    """Measure, print, and fail when a promise is broken."""
    parser = argparse.ArgumentParser(description="Events from commit to hub.")
    parser.add_argument("events", nargs="?", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=1_000, help="events a second, all writers together; 0 for as many as go [default: 1000]")
    parser.add_argument("--notes", type=int, default=300, help="notes between two browsers [default: 300]")
    given = parser.parse_args()
    sys.exit(uvloop.run(_measured(given.events, given.rate, given.notes)))


async def _measured(events: int, rate: int, notes: int) -> int:
    home = Path(tempfile.mkdtemp(prefix="goodtalk-events-"))
    settings = Settings(home=home)
    try:
        async with joined(settings) as database:
            await migrate(database.urls.owner)
            failed = await _run(database, events, rate, home) if events else 0
            shown = await two_browsers(settings, database, notes) if notes else {}
            return max([failed, *(_report_browser(kind, waits, notes) for kind, waits in shown.items())])
    finally:
        shutil.rmtree((home / "postgresql").resolve(), ignore_errors=True)
        shutil.rmtree(home)


async def _run(database: Database, events: int, rate: int, home: Path) -> int:
    load = make_engine(database.urls.load, size=1)
    make = Makers(load)
    talk = await make.conversation()
    person = await make.employee_of(talk)
    await load.dispose()
    hub = Counting()
    hearing = asyncio.create_task(hub.listen(database.urls.app, log=quiet()))
    await hub.listening.wait()
    where = home / "committed"
    beside = [
        _process(_relays, database.urls.work.url),
        _process(_reads_for_long, database.urls.app.url),
        _process(_writes_beside, database.urls.load.url),
    ]
    began = time.time()
    writing = _process(_writes, database.urls.app.url, str(where), events, rate, *_ids(talk, person))
    await _until_all(hub, events)
    took = time.time() - began
    writing.join()
    for process in beside:
        process.terminate()
        process.join()
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    return _report(hub, _committed(where), took)


def _ids(talk: Conversation, person: Person) -> tuple[str, ...]:
    return str(person.issuer), str(person.subject), str(talk.org_id), str(person.id), str(talk.pair_id), str(talk.id)


async def _until_all(hub: Counting, events: int) -> None:
    seen, silent = 0, 0.0
    while len(hub.came) < events and silent < PATIENCE:
        await asyncio.sleep(0.1)
        silent = silent + 0.1 if len(hub.came) == seen else 0.0
        if len(hub.came) // 10_000 != seen // 10_000:
            print(f"\r{len(hub.came):,} of {events:,}", end="", file=sys.stderr, flush=True)
        seen = len(hub.came)
    await asyncio.sleep(1)  # what is told twice may come late
    print(file=sys.stderr)


def _committed(where: Path) -> dict[int, float]:
    return {(writer << 64) + number: at for writer, number, at in COMMITTED.iter_unpack(where.read_bytes())}


def _report(hub: Counting, committed: dict[int, float], took: float) -> int:
    lost = committed.keys() - hub.came.keys()
    twice = sum(times > 1 for times in hub.times.values())
    waited = sorted(max(0.0, hub.came[node] - at) for node, at in committed.items() if node in hub.came)
    p50, p99 = waited[len(waited) // 2], waited[len(waited) * 99 // 100]
    print(f"{len(committed):,} events of {WRITERS} writers in {took:.1f} s ({len(committed) / took:,.0f} a second)")
    print(f"lost {len(lost)}, told twice {twice}, out of a writer's order {hub.disorder}")
    times = f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, longest {waited[-1] * 1000:.0f} ms"
    print(f"from commit to hub: {times} (promised: p99 {PROMISED * 1000:.0f} ms)")
    return int(bool(lost) or twice > 0 or hub.disorder > 0 or p99 > PROMISED)


def _report_browser(kind: str, waits: Sequence[float], notes: int) -> int:
    p50, p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    times = f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms"
    print(f"{len(waits)} of {notes} notes from one browser to the other over {kind}: {times} (promised: p99 {PROMISED * 1000:.0f} ms)")
    return int(len(waits) < notes or p99 > PROMISED)


def _process(work: Callable[..., Coroutine[Any, Any, None]], *given: Any) -> Any:
    process = multiprocessing.get_context("spawn").Process(target=_in_process, args=(work, given), daemon=True)
    process.start()
    return process


def _in_process(work: Callable[..., Coroutine[Any, Any, None]], given: tuple[Any, ...]) -> None:
    with suppress(KeyboardInterrupt):
        uvloop.run(work(*given))


async def _relays(url: str) -> None:
    await relay(await Login(url).connect(), lambda happenings: [])


async def _reads_for_long(url: str) -> None:
    connection = await Login(url).connect(transaction_timeout="0")
    while True:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.fetchval("select count(*) from people")
            await asyncio.sleep(180)


async def _writes_beside(url: str) -> None:
    connection = await Login(url).connect()
    while True:
        async with connection.transaction():
            await connection.fetchval("select pg_current_xact_id()")
            await asyncio.sleep(random.uniform(0, 0.1))  # noqa: S311  # no secret


async def _writes(url: str, where: str, events: int, rate: int, *ids: str) -> None:
    each = [events // WRITERS + (number < events % WRITERS) for number in range(WRITERS)]
    written = await asyncio.gather(*(_writer(url, number, count, rate / WRITERS, *ids) for number, count in enumerate(each)))
    _note(Path(where), [line for lines in written for line in lines])


def _note(where: Path, lines: list[tuple[int, int, float]]) -> None:
    where.write_bytes(b"".join(COMMITTED.pack(*line) for line in lines))


async def _writer(url: str, writer: int, count: int, rate: float, issuer: str, subject: str, *ids: str) -> list[tuple[int, int, float]]:
    """As people write: begin, enter, change, commit."""
    connection = await Login(url).connect()
    org, person, pair, talk = (UUID(each) for each in ids)
    chance, lines, done = random.Random(writer), [], 0  # noqa: S311  # no secret
    began = time.monotonic()
    while done < count:
        numbers = range(done, min(count, done + chance.randint(1, MOST_AT_ONCE)))
        nodes = [UUID(int=(writer << 64) + number) for number in numbers]
        async with connection.transaction():
            await connection.fetchrow(ENTER, issuer, subject)
            await connection.execute(INSERT, org, person, pair, talk, nodes)
        at = time.time()
        lines += [(writer, number, at) for number in numbers]
        done = numbers.stop
        if rate:
            await asyncio.sleep(began + done / rate - time.monotonic())
    await connection.close()
    return lines


if __name__ == "__main__":
    main()
