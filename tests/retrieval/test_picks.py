"""What is picked of a pair's earlier talks and of what the organisation offers, and how the brief shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.events import Happening
from api.jobs.picking import picking, worth_asking
from api.jobs.tasks import Tasks
from retrieval.embedders import DIMENSIONS, Making, NoEmbedding, Vector, Vectors
from retrieval.index import Index
from retrieval.picks import Picks
from schema.tables import Conversation, Pair, Person, Pick, Role, Row
from schema.tables.enums import Language, Part, PickReason
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id, now

BRIEF = """query Brief($id: ID!) { conversation(id: $id) { brief {
  personal { earlierNotes { note { id text } why } }
  growth { developmentOptions { option { title } because { kind quote node { id } } } }
} } }"""

TOPICS = ("overzicht", "overview", "data", "cijfers", "leiden", "lead", "ochtend", "morning")
"""Two words each for one and the same: what `Topics` takes for the meaning of a text."""


@dataclass
class Topics:
    """An embedder to whom a text means the first topic in it, in whichever language; a text without one means something of its own."""

    outside: bool = False

    async def making(self) -> Making:
        """As nothing else makes them."""
        return Making("topics", "none", "none")

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """Nothing is looked for here."""
        raise NoEmbedding

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """A vector along the axis of each text."""
        axes = [next((place // 2 for place, word in enumerate(TOPICS) if word in text.lower()), 10 + len(text) * 7 % 300) for text in texts]
        return np.eye(DIMENSIONS, dtype=np.float32)[axes]

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True)
class Table:
    """A pair with two closed talks and a coming one."""

    pair: Pair
    employee: Person
    manager: Person
    first: Conversation
    last: Conversation
    coming: Conversation


@pytest.fixture
async def table(make: Makers) -> Table:
    """Sanne and Farid."""
    manager = await make.person("Farid Maas")
    employee = await make.person("Sanne Vos", manager=manager, role=await make.role("Planner"))
    pair = await make.pair(manager, employee)
    first, last = [await make.conversation(pair, status="CLOSED", at=ago(days=days)) for days in (60, 20)]
    return Table(pair, employee, manager, first, last, await make.conversation(pair, at=ahead(days=6)))


@pytest.fixture
def picks(work_engine: AsyncEngine) -> Picks:
    """What the worker does."""
    return Picks(work_engine, worth_asking)


@pytest.fixture
def index(work_engine: AsyncEngine) -> Index:
    """Passages with words alone."""
    return Index(work_engine, None, failed=lambda fault: None)


@pytest.fixture
def by_meaning(work_engine: AsyncEngine) -> Index:
    """Passages with words and topics."""
    return Index(work_engine, Topics(), failed=lambda fault: None)


async def shown(client: Client, viewer: Person, talk: Conversation) -> list[tuple[str, str]]:
    """The earlier notes of a brief: why, and what they say."""
    answer = await client.ask(BRIEF, viewer, id=talk)
    return [(one["why"], one["note"]["text"]) for one in answer["conversation"]["brief"]["personal"]["earlierNotes"]]


async def texts(client: Client, viewer: Person, talk: Conversation) -> list[str]:
    """What the earlier notes of a brief say."""
    return [text for _, text in await shown(client, viewer, talk)]


async def options(client: Client, viewer: Person, talk: Conversation) -> list[tuple[str, list[tuple[str, str]]]]:
    """The options of a brief with what they fit."""
    answer = await client.ask(BRIEF, viewer, id=talk)
    found = answer["conversation"]["brief"]["growth"]["developmentOptions"]
    return [(one["option"]["title"], [(source["kind"], source["quote"]) for source in one["because"]]) for one in found]


async def removed(make: Makers, row: Row) -> None:
    """The row is gone."""
    async with AsyncSession(make.engine) as session, session.begin():
        await session.delete(await session.merge(row))


# Notes worth asking about again


async def test_open_ends_wishes_and_energy_are_picked_of_the_latest_talk_first(
    make: Makers, client: Client, table: Table, index: Index, picks: Picks
) -> None:
    await make.note(table.first, table.employee, "Ik wil volgend jaar een team begeleiden.", part="GROWTH", at=ago(days=60))
    await make.note(table.last, table.employee, "De drukte op maandag kost me energie.", part="PERSONAL", at=ago(days=20, hours=1))
    await make.note(table.last, table.employee, "Routes tekenen geeft me energie.", part="PERSONAL", at=ago(days=20))
    await make.note(table.last, table.manager, "Nog uitzoeken wie de sleutels beheert.", at=ago(days=20))
    await make.note(table.last, table.manager, "De bus komt om negen uur.", at=ago(days=20))
    await make.note(table.last, table.manager, "Ik wil hier niets over zeggen.", private=True)

    await index.catch_up()
    await picks.catch_up()

    said = [
        ("bleef dit nog open.", "Nog uitzoeken wie de sleutels beheert."),
        ("ging dit over wat energie kost.", "De drukte op maandag kost me energie."),
        ("ging dit over wat energie geeft.", "Routes tekenen geeft me energie."),
        ("was dit een wens of een voornemen.", "Ik wil volgend jaar een team begeleiden."),
    ]
    for viewer in (table.employee, table.manager):
        found = await shown(client, viewer, table.coming)
        assert [text for _, text in found] == [text for _, text in said]
        assert all(why.startswith("Op ") and why.endswith(end) for (why, _), (end, _) in zip(found, said, strict=True))


async def test_the_reason_is_told_in_the_readers_language(make: Makers, client: Client, table: Table, index: Index, picks: Picks) -> None:
    note = await make.note(table.last, table.employee, "I would like to lead a project.", part="GROWTH")
    await make.change(table.manager, language="EN", time_zone="Europe/London")
    await index.catch_up()
    await picks.catch_up()

    (english,), (dutch,) = [await shown(client, viewer, table.coming) for viewer in (table.manager, table.employee)]

    assert english == (f"On {note.created_at.day} {note.created_at:%B} this was a wish or a plan.", note.text)
    assert dutch[0].endswith(" was dit een wens of een voornemen.")


@pytest.mark.parametrize("kind", ["note", "point", "agreement", "goal"])
async def test_what_was_taken_up_since_is_not_picked_again(make: Makers, client: Client, table: Table, index: Index, picks: Picks, kind: str) -> None:
    await make.note(table.first, table.employee, "Ik wil de voorraadlijst anders inrichten.", at=ago(days=60))
    await make.note(table.first, table.employee, "Ik wil eerder naar huis.", at=ago(days=60))
    await index.catch_up()
    await picks.catch_up()
    before = await texts(client, table.manager, table.coming)

    text = "De voorraadlijst anders inrichten"
    match kind:
        case "note":
            await make.note(table.last, text=text)
        case "point":
            await make.point(table.coming, text=text)
        case "agreement":
            await make.agreement(table.first, text=text)
        case "goal":
            await make.goal(table.pair, text, at=ago(days=3))
    await index.catch_up()
    await picks.renew(table.pair.org_id, table.pair.id)

    assert len(before) == 2
    assert await texts(client, table.manager, table.coming) == ["Ik wil eerder naar huis."]


async def test_what_was_said_before_or_put_on_a_cancelled_agenda_takes_nothing_up(
    make: Makers, client: Client, table: Table, index: Index, picks: Picks
) -> None:
    wish, text = "Ik wil de voorraadlijst anders inrichten.", "De voorraadlijst anders inrichten"
    await make.note(table.first, text=text, at=ago(days=60))
    await make.point(await make.conversation(table.pair, status="CANCELLED", at=ago(days=10)), text=text)
    await make.goal(table.pair, text, at=ago(days=90))
    await make.note(table.last, table.employee, wish)

    await index.catch_up()
    await picks.catch_up()

    assert await texts(client, table.employee, table.coming) == [wish]


async def test_a_note_that_is_on_the_agenda_is_not_picked_whatever_the_words(
    make: Makers, client: Client, table: Table, index: Index, picks: Picks
) -> None:
    note = await make.note(table.last, table.employee, "Ik wil iets heel anders.", part="GROWTH")
    await make.source(await make.point(table.coming, text="Even bijpraten"), note)

    await index.catch_up()
    await picks.catch_up()

    assert await texts(client, table.employee, table.coming) == []


async def test_meaning_tells_that_something_was_taken_up_in_other_words(
    make: Makers, client: Client, table: Table, by_meaning: Index, picks: Picks
) -> None:
    await make.note(table.first, table.employee, "Ik wil vaker een ochtend vrij houden.", at=ago(days=60))
    await make.note(table.first, table.employee, "Ik wil de voorraad tellen.", at=ago(days=60))
    await make.note(table.last, text="Mornings without meetings it is.")

    await by_meaning.catch_up()
    await picks.catch_up()

    assert await texts(client, table.employee, table.coming) == ["Ik wil de voorraad tellen."]


def test_a_cue_counts_in_its_own_language_and_the_employees_name_is_an_i() -> None:
    assert worth_asking("Sanne wil meer met data doen.", Part.GROWTH, Language.NL, "Sanne") is PickReason.INTENTION
    assert worth_asking("Callum wants to write it down.", Part.GROWTH, Language.EN, "Callum") is PickReason.INTENTION
    assert worth_asking("Heavy items go in last.", Part.CURRENT_ROLE, Language.EN, "Callum") is None
    assert worth_asking("Heavy weeks, these.", Part.PERSONAL, Language.EN, "Callum") is PickReason.ENERGY_COST
    assert worth_asking("De bus komt om negen uur.", Part.CURRENT_ROLE, Language.NL, "Sanne") is None


# Options that fit


async def test_options_come_with_what_they_fit_by_word_and_by_meaning(
    make: Makers, client: Client, table: Table, by_meaning: Index, picks: Picks
) -> None:
    talent = await make.talent(table.pair, "Overzicht houden")
    goal = await make.goal(table.pair, "Cijfers op tijd")
    await make.talent(table.pair, "Niet bevestigd: cijfers", confirmed=False)
    await make.goal(table.pair, "Leiden in last", status="DROPPED", ended_at=ago(days=1))
    await make.path("Planners", *[await _role(make, table), await make.role("Teamleider")], what_it_takes="Een project leiden")
    for title in ("Keeping the overview", "Working with data", "Leading without a title", "Zwemmen"):
        await make.option(title, description="Drie middagen.")

    await by_meaning.catch_up()
    await picks.catch_up()

    expected = {
        "Keeping the overview": [("TALENT", talent.text)],
        "Working with data": [("GOAL", goal.title)],
        "Leading without a title": [("CAREER_STEP", "Een project leiden")],
    }
    for viewer in (table.employee, table.manager):
        assert dict(await options(client, viewer, table.coming)) == expected


async def test_an_option_says_at_most_two_things_it_fits_and_a_brief_shows_five(
    make: Makers, client: Client, table: Table, by_meaning: Index, picks: Picks
) -> None:
    for number in range(4):
        await make.talent(table.pair, f"Overzicht, soort {number}")
    for number in range(8):
        await make.option(f"Overview {number}")

    await by_meaning.catch_up()
    await picks.catch_up()

    found = await options(client, table.employee, table.coming)
    assert len(found) == 5
    assert [len(fits) for _, fits in found] == [2] * 5


async def test_what_no_longer_stands_no_longer_explains_an_option(
    make: Makers, client: Client, table: Table, by_meaning: Index, picks: Picks
) -> None:
    goal, talent = await make.goal(table.pair, "Cijfers op tijd"), await make.talent(table.pair, "Overzicht houden")
    for title in ("Working with data", "Keeping the overview"):
        await make.option(title)
    await by_meaning.catch_up()
    await picks.catch_up()

    await make.change(await make.reread(goal), status="ACHIEVED", ended_at=now())
    await removed(make, await make.reread(talent))

    assert await options(client, table.employee, table.coming) == []


async def _role(make: Makers, table: Table) -> Role:
    (role,) = await make.all(Role, id=table.employee.role_id)
    return role


# In step with what was said


@pytest.mark.parametrize("change", [{"text": "Toch niet."}, {"visibility": "PRIVATE"}, {"withdrawn_at": ago(days=0)}])
async def test_a_note_that_is_edited_hidden_or_withdrawn_leaves_the_picks_with_that(
    make: Makers, client: Client, table: Table, index: Index, picks: Picks, change: dict[str, Any]
) -> None:
    note = await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    other = await make.note(table.first, table.employee, "Ik wil eerder naar huis.", at=ago(days=60))
    await index.catch_up()
    await picks.catch_up()

    await make.change(note, **change)

    assert await texts(client, table.employee, table.coming) == [other.text]
    assert [pick.note_id for pick in await make.all(Pick)] == [other.id]


@pytest.mark.parametrize("change", ["text = 'Toch niet.'", "visibility = 'PRIVATE'", "text = '', withdrawn_at = now()"])
async def test_a_note_that_is_being_changed_while_it_is_picked_is_not_kept(
    make: Makers, load_engine: AsyncEngine, table: Table, index: Index, picks: Picks, change: str
) -> None:
    note = await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    await index.catch_up()

    async with load_engine.begin() as changing:
        await changing.execute(sql(f"UPDATE notes SET {change} WHERE id = :id"), {"id": note.id})
        picking_now = asyncio.create_task(picks.renew(table.pair.org_id, table.pair.id))
        await asyncio.sleep(0.3)
        waits = not picking_now.done()
    await picking_now

    assert waits
    assert await make.all(Pick) == []


async def test_a_deleted_note_takes_its_pick_along(make: Makers, table: Table, index: Index, picks: Picks) -> None:
    note = await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    await index.catch_up()
    await picks.catch_up()
    before = await make.all(Pick)

    await removed(make, note)

    assert [pick.note_id for pick in before] == [note.id]
    assert await make.all(Pick) == []


async def test_a_closed_talk_keeps_the_plain_order_and_so_does_a_pair_without_picks(
    make: Makers, client: Client, table: Table, index: Index, picks: Picks
) -> None:
    plain = await make.note(table.first, text="De bus komt om negen uur.", at=ago(days=60))
    before = await texts(client, table.employee, table.coming)

    await index.catch_up()
    await picks.catch_up()

    assert before == [plain.text]
    assert await texts(client, table.employee, table.coming) == []
    assert await texts(client, table.employee, table.last) == [plain.text]


async def test_picking_twice_writes_nothing(make: Makers, table: Table, by_meaning: Index, picks: Picks) -> None:
    await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    await make.talent(table.pair, "Overzicht houden")
    await make.option("Keeping the overview")
    await by_meaning.catch_up()

    await picks.renew(table.pair.org_id, table.pair.id)
    first = sorted(pick.id for pick in await make.all(Pick))
    await picks.renew(table.pair.org_id, table.pair.id)

    assert len(first) == 2
    assert sorted(pick.id for pick in await make.all(Pick)) == first


async def test_what_nothing_told_of_is_caught_up_with_and_then_it_rests(make: Makers, table: Table, index: Index, picks: Picks) -> None:
    await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    await index.catch_up()
    first = await picks.catch_up()
    pair = await make.change(await make.reread(table.pair), picked_at=ahead(minutes=5))
    resting = await picks.catch_up()
    await make.change(pair, picked_at=ago(minutes=5))
    await make.note(table.first, table.employee, "Ik wil eerder naar huis.", at=ago(days=60))
    await index.catch_up()

    again = await picks.catch_up()

    assert (first, resting, again) == (1, 0, 1)
    assert len(await make.all(Pick)) == 2


async def test_until_something_is_indexed_a_brief_keeps_its_plain_order(
    make: Makers, client: Client, table: Table, index: Index, picks: Picks
) -> None:
    notes = [
        await make.note(table.last, text="De bus komt om negen uur."),
        await make.note(table.first, text="De bus kwam te laat.", at=ago(days=60)),
    ]

    await picks.renew(table.pair.org_id, table.pair.id)
    caught_up = await picks.catch_up()

    assert caught_up == 0
    assert await texts(client, table.employee, table.coming) == [note.text for note in notes]


async def test_a_pair_that_has_ended_is_left_alone(make: Makers, table: Table, index: Index, picks: Picks) -> None:
    await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    await index.catch_up()
    await make.change(table.pair, ended_at=now())

    await picks.renew(table.pair.org_id, table.pair.id)

    assert await picks.catch_up() == 0
    assert await make.all(Pick) == []


def test_many_changes_of_a_pair_ask_for_its_picks_once_and_not_before_the_passages_are_there(work_engine: AsyncEngine) -> None:
    org, pair, other = uuid4(), uuid4(), uuid4()

    def happened(node_type: str, pair_id: UUID | None) -> Happening:
        return Happening(org, pair_id, None, node_type, uuid4(), "CHANGED", None)

    happenings = [happened(kind, pair) for kind in ("Note", "TalkingPoint", "Agreement", "Conversation", "Suggestion")]
    happenings += [happened("Goal", other), happened("Goal", None), happened("Person", None)]

    jobs = Tasks.of(*picking(work_engine)).following(happenings)

    assert [(job.task, job.ids["pair"]) for job in jobs] == [("pick", str(pair)), ("pick", str(other))]
    assert all(job.wait >= timedelta(seconds=1) for job in jobs)


async def test_both_see_the_picks_of_their_pair_and_nobody_else_does(make: Makers, client: Client, table: Table, index: Index, picks: Picks) -> None:
    note = await make.note(table.last, table.employee, "Ik wil de voorraad tellen.")
    await index.catch_up()
    await picks.catch_up()
    stranger = await make.person("Sam Elders")

    answers = [await client.ask(BRIEF, viewer, id=table.coming) for viewer in (table.employee, table.manager, stranger)]

    assert client_id(note) in str(answers[0])
    assert answers[0] == answers[1]
    assert answers[2]["conversation"] is None
