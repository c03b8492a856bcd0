"""What the worker picks for the demo's briefs: worth asking about again, sensible, and the same for both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.demo.load import load_demo
from api.jobs.picking import worth_asking
from retrieval.index import Index
from retrieval.picks import Picks
from schema.tables import Conversation, Pair, Person, Pick
from tests.clients import Client
from tests.makers import Makers
from tests.stories.asking import Answer

ASKED = """query($id: ID!) { conversation(id: $id) { brief {
  personal { earlierNotes { note { id text } why } }
  growth { developmentOptions { option { id title } because { kind nodeId quote node { id } } } }
} } }"""


@dataclass(frozen=True)
class Demo:
    """The coming talks of the demo, each with its two people."""

    talks: list[tuple[Conversation, Person, Person]]

    def of(self, email: str) -> tuple[Conversation, Person, Person]:
        """The coming talk in which somebody is the employee."""
        return next(each for each in self.talks if each[1].email == email)


@pytest.fixture(scope="module")
async def demo(engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[Demo]:
    """The demo, loaded once, indexed by words and picked from."""
    await emptying()
    await load_demo(engines["load"], now=datetime.now(UTC), issuer="urn:goodtalk:stories")
    await Index(engines["work"], None, failed=lambda fault: None).catch_up()
    await Picks(engines["work"], worth_asking).catch_up()
    make = Makers(engines["load"])
    people = {person.id: person for person in await make.all(Person)}
    current = {pair.id for pair in await make.all(Pair) if pair.ended_at is None}
    planned = [talk for talk in await make.all(Conversation) if talk.status == "PLANNED" and talk.pair_id in current]
    yield Demo([(talk, people[talk.employee_id], people[talk.manager_id]) for talk in planned])
    await emptying()


async def brief(client: Client, viewer: Person, talk: Conversation) -> Answer:
    """What comes first in a brief."""
    found: Answer = (await client.ask(ASKED, viewer=viewer, id=talk))["conversation"]["brief"]
    return found


async def test_the_two_of_every_pair_read_the_same_and_can_open_all_of_it(demo: Demo, all_clients: Client) -> None:
    for talk, employee, manager in demo.talks:
        answers = [await brief(all_clients, viewer, talk) for viewer in (employee, manager)]
        notes = [[one["note"]["id"] for one in answer["personal"]["earlierNotes"]] for answer in answers]

        assert len(all_clients.statements) == 1
        assert notes[0] == notes[1]
        assert answers[0]["growth"] == answers[1]["growth"]
        assert all(source["node"]["id"] == source["nodeId"] for one in answers[0]["growth"]["developmentOptions"] for source in one["because"])
        assert all(1 <= len(one["because"]) <= 2 for one in answers[0]["growth"]["developmentOptions"])


@pytest.mark.parametrize(
    ("email", "why", "text"),
    [
        ("employee@demo.example", "was dit een wens of een voornemen.", "Wil meer met data doen"),
        ("employee@demo.example", "ging dit over wat energie geeft.", "Krijg energie van uitleggen"),
        ("employee.en@demo.example", "this was a wish or a plan.", "Want to write it down properly"),
        ("employee.en@demo.example", "this was about what costs energy.", "Planned everything twice"),
    ],
)
async def test_the_manager_is_reminded_of_what_was_not_taken_up(demo: Demo, all_clients: Client, email: str, why: str, text: str) -> None:
    talk, _, manager = demo.of(email)

    found = (await brief(all_clients, manager, talk))["personal"]["earlierNotes"]

    assert [one["why"].endswith(why) for one in found if text in one["note"]["text"]] == [True]


async def test_what_the_two_took_up_does_not_come_back(demo: Demo, all_clients: Client) -> None:
    talk, employee, _ = demo.of("employee@demo.example")

    found = (await brief(all_clients, employee, talk))["personal"]["earlierNotes"]

    # It stands on the agenda, in other words.
    assert not [one for one in found if "Hoe precies is nog open" in one["note"]["text"]]


async def test_most_pairs_with_a_history_have_something_to_come_back_to(demo: Demo, engines: dict[str, AsyncEngine]) -> None:
    picked = {pick.pair_id for pick in await Makers(engines["load"]).all(Pick) if pick.note_id}

    assert len(picked & {talk.pair_id for talk, _, _ in demo.talks}) >= 6
