"""A server that dies, and a PostgreSQL that dies, while twelve clients write: what was acknowledged is there, once."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import asyncpg
import pytest

from api.settings import Settings
from tests.durability.audit import BEHIND, done_before_answered, faults, held, mistakes
from tests.durability.promises import Ledger
from tests.durability.serving import Serving, serving
from tests.durability.writers import MAKES, Writer
from tests.listening import until

PAIRS, CLIENTS = 3, 12
SERVER_KILLS, POSTGRES_KILLS = 50, 5
SOAKED = 10
"""So many times more when it soaks."""
REPEATED = 200
"""So many things are sent once more at the end."""
BY_WORDS = {"GOODTALK_EMBEDDINGS_URL": "http://127.0.0.1:9/v1", "GOODTALK_EMBEDDINGS_MODEL": "none"}
"""Nobody answers there: vectors are another test's, and take half of the processor from this one."""
LONGEST_SILENCE = 60
"""Seconds in which something must have been acknowledged; a restart takes a few."""


@pytest.fixture
async def served(own_home: Settings, tmp_path: Path) -> AsyncIterator[Serving]:
    """A server that answers, with its worker. Each next one is forked: 600 interpreters that load all of it would take an hour."""
    async with serving(own_home, tmp_path / "log", environ=BY_WORDS, fresh=False) as started:
        yield started


async def test_what_was_acknowledged_is_there_once_whoever_was_killed(
    served: Serving, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = random.randrange(10**9)  # noqa: S311  # no secret
    print("seed", seed)
    chance, ledger, began = random.Random(seed), Ledger(), monotonic()  # noqa: S311
    times = SOAKED if request.config.getoption("--soak", default=False) else 1
    blows = ["server"] * SERVER_KILLS * times + ["postmaster", "backend"] * POSTGRES_KILLS * times
    chance.shuffle(blows)

    async with served.writers(ledger, chance, pairs=PAIRS, clients=CLIENTS) as writers:
        await _write_while_killed(writers, served, ledger, blows, chance)
        repeatable = [promise for promise in ledger.kept if promise.key and not promise.withdrawn]
        for promise in chance.sample(repeatable, min(REPEATED * times, len(repeatable))):
            await next(writer for writer in writers if writer.person_id == promise.by).repeat(promise)
    connection = await served.postgres.login("gt_load").connect()
    holding = await held(connection)
    working = await served.postgres.login("gt_work").connect()
    await until(lambda: _nothing_behind(working))
    await connection.close()
    await working.close()

    assert faults(ledger, holding) == {}
    assert ledger.met.keys() >= MAKES.keys() | {"acceptSuggestion", "withdraw"}
    assert mistakes(served.server.log) == []
    with capsys.disabled():
        print(
            f"\n{ledger.acknowledged} acknowledged, 0 lost, 0 twice in {SERVER_KILLS * times} kills of the server and "
            f"{POSTGRES_KILLS * times} of PostgreSQL and of one of its backends each; {done_before_answered(ledger, holding)} were done "
            f"before their answer was lost; {monotonic() - began:.0f} s"
        )


async def _write_while_killed(writers: list[Writer], served: Serving, ledger: Ledger, blows: list[str], chance: random.Random) -> None:
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for writer in writers:
            group.create_task(writer.write(enough))
        for blow in blows:
            await _acknowledged(served, ledger, chance.randint(1, 40))
            await asyncio.sleep(chance.uniform(0, 0.05))
            _strike(served, blow, chance)
            if blow == "server" and chance.random() < 0.1:  # killed while it starts, too
                await asyncio.sleep(chance.uniform(0, 0.5))
                _strike(served, blow, chance)
        await _acknowledged(served, ledger, 1)
        enough.set()


def _strike(served: Serving, blow: str, chance: random.Random) -> None:
    if blow == "postmaster":
        served.postgres.kill()
    elif blow == "backend":
        served.postgres.kill_a_backend(chance)
    if blow == "server" or chance.random() < 0.3:
        served.server.kill()
        served.server.start()


async def _acknowledged(served: Serving, ledger: Ledger, more: int) -> None:
    """Wait until so much more was acknowledged."""
    goal, deadline = ledger.acknowledged + more, monotonic() + LONGEST_SILENCE
    while ledger.acknowledged < goal:
        assert monotonic() < deadline, f"nothing is acknowledged any more: {served.server.said()}"
        assert served.server.still_runs(), f"the server ended by itself: {served.server.said()}"
        await asyncio.sleep(0.002)


async def _nothing_behind(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    return bool(await connection.fetchval(BEHIND) == 0)
