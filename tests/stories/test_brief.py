"""The brief: one request brings the whole talk, to both alike, and says what stands in it for one of them alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.demo.files import HERE
from api.demo.load import load_demo
from schema.tables import Base, Conversation, Pair, Person
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.stories.asking import SUGGEST, Answer, leaves, said
from tests.stories.conftest import SECRET, History

BRIEF = (HERE / "brief.graphql").read_text(encoding="utf-8")
WHOLE = BRIEF.replace("evaluations(first: 3)", "evaluations(first: 100)")
"""The same with all of a goal's evaluations: which three come first depends on how many somebody sees."""

DUTCH, ENGLISH = "employee@demo.example", "employee.en@demo.example"
SEATS = ["employee", "manager"]
TABLES = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
ID = re.compile(r"([A-Z][A-Za-z]+)_[0-9a-f]{8}-[0-9a-f-]{27}")

KINDS = {"Note": "NOTE", "Reflection": "REFLECTION", "GoalEvaluation": "GOAL_EVALUATION", "Feedback": "FEEDBACK"}
"""Rows that can be closed to one of a pair, and what `onlyYouSee` calls them."""

MAY_BE_EMPTY = re.compile(r"\.(?:responses|outcomes|agreements)$|^conversation\.parts\.\d\.(?:notes|talkingPoints|suggestions)$")
"""Lists of a coming talk that are empty by nature: nothing was said or agreed in it yet, and not everything is answered."""


@dataclass(frozen=True)
class Demo:
    """The invented people, and who talks with whom."""

    people: Mapping[str, Person]
    by_id: Mapping[Any, Person]
    pairs: list[Pair]
    talks: list[Conversation]

    def talk(self, email: str, status: str = "PLANNED") -> Conversation:
        """The last talk of an employee in that status."""
        found = [talk for talk in self.talks if talk.employee_id == self.people[email].id and talk.status == status]
        return max(found, key=lambda talk: talk.scheduled_at)

    def of(self, talk: Conversation, seat: str) -> Person:
        """Who sits there."""
        return self.by_id[talk.employee_id if seat == "employee" else talk.manager_id]

    def lasts(self, talk: Conversation) -> bool:
        """Whether the pair of a talk is a current one."""
        return next(pair.ended_at is None for pair in self.pairs if pair.id == talk.pair_id)


@pytest.fixture(scope="module")
async def demo(engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[Demo]:
    """The demo, loaded once for the tests of this file that only read it."""
    await emptying()
    await load_demo(engines["load"], now=datetime.now(UTC), issuer="urn:goodtalk:stories")
    make = Makers(engines["load"])
    people = await make.all(Person)
    named = {person.email: person for person in people if person.email}
    yield Demo(named, {person.id: person for person in people}, await make.all(Pair), await make.all(Conversation))
    await emptying()


async def brief(client: Client, viewer: Person, talk: Conversation) -> Answer:
    """What the reference document answers."""
    return await client.ask(BRIEF, viewer=viewer, id=talk)


def empty_lists(answer: Any, place: str = "") -> Iterator[str]:
    """Where a list is empty."""
    if isinstance(answer, Mapping):
        for key, value in answer.items():
            yield from empty_lists(value, f"{place}.{key}" if place else key)
    elif isinstance(answer, list):
        if not answer:
            yield place
        for number, value in enumerate(answer):
            yield from empty_lists(value, f"{place}.{number}")


def listed(answer: Answer) -> set[tuple[str, str]]:
    """Kind and id of everything in a brief that can be closed to one of the two; an outcome goes by who said so."""
    shown = {(KINDS[match[1]], match[0]) for match in ID.finditer(said(answer)) if match[1] in KINDS}
    return shown | {("OUTCOME", outcome["by"]["id"]) for outcome in answer["conversation"]["outcomes"]}


def without(answer: Any, hidden: set[str]) -> Any:
    """A brief without the items of these ids, and without what it says of itself."""
    if isinstance(answer, Mapping):
        return {key: without(value, hidden) for key, value in answer.items() if key not in ("onlyYouSee", "asOf")}
    if isinstance(answer, list):
        return [without(each, hidden) for each in answer if not _is(each, hidden)]
    return answer


def _is(item: Any, hidden: set[str]) -> bool:
    if not isinstance(item, Mapping):
        return False
    own = {item.get("id"), (item.get("node") or {}).get("id"), (item.get("note") or {}).get("id"), item.get("nodeId")}
    return bool(own & hidden) or ("brought" in item and item["by"]["id"] in hidden)


# The demo's two


@pytest.mark.parametrize("email", [DUTCH, ENGLISH])
async def test_every_list_of_the_employees_brief_is_filled(demo: Demo, all_clients: Client, email: str) -> None:
    answer = await brief(all_clients, demo.people[email], demo.talk(email))

    assert [place for place in empty_lists(answer) if not MAY_BE_EMPTY.search(place)] == []


@pytest.mark.parametrize("email", [DUTCH, ENGLISH])
async def test_every_list_of_the_managers_brief_is_filled_but_what_is_theirs_alone(demo: Demo, all_clients: Client, email: str) -> None:
    talk = demo.talk(email)

    answer = await brief(all_clients, demo.of(talk, "manager"), talk)

    assert [place for place in empty_lists(answer) if not MAY_BE_EMPTY.search(place) and "onlyYouSee" not in place] == []


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("email", [DUTCH, ENGLISH])
async def test_a_brief_is_rich_and_costs_one_statement(demo: Demo, all_clients: Client, email: str, seat: str) -> None:
    talk = demo.talk(email)

    answer = await brief(all_clients, demo.of(talk, seat), talk)

    assert len(list(leaves(answer))) >= 380
    assert len(all_clients.statements) == 1


async def test_every_talk_of_everybody_costs_one_statement(demo: Demo, all_clients: Client) -> None:
    counts = set()
    for talk in demo.talks:
        await brief(all_clients, demo.of(talk, "employee"), talk)
        counts.add(len(all_clients.statements))

    assert counts == {1}


@pytest.mark.parametrize("email", [DUTCH, ENGLISH])
async def test_some_lists_are_as_long_as_they_may_be_and_none_is_longer(demo: Demo, all_clients: Client, email: str) -> None:
    found = (await brief(all_clients, demo.people[email], demo.talk(email)))["conversation"]["brief"]

    assert 1 <= len(found["startHere"]) <= 5
    assert 1 <= len(found["personal"]["earlierNotes"]) <= 8
    assert 1 <= len(found["personal"]["reflections"]) <= 10
    assert 1 <= len(found["currentRole"]["evaluations"]) <= 10
    assert 1 <= len(found["currentRole"]["feedback"]) <= 10
    assert 1 <= len(found["growth"]["developmentOptions"]) <= 5
    assert [one["part"] for one in found["compass"]] == ["PERSONAL", "CURRENT_ROLE", "GROWTH"]


@pytest.mark.parametrize("email", [DUTCH, ENGLISH])
async def test_every_asymmetry_has_a_case(demo: Demo, all_clients: Client, email: str) -> None:
    talk = demo.talk(email)
    alone = {seat: (await brief(all_clients, demo.of(talk, seat), talk))["conversation"]["brief"]["onlyYouSee"] for seat in SEATS}

    reasons = Counter(one["kind"] for one in alone["employee"])
    assert reasons == {"NOTE": 1, "REFLECTION": 2, "GOAL_EVALUATION": 1, "FEEDBACK": 1}
    assert [one["kind"] for one in alone["manager"]] == ["NOTE"]


async def test_asymmetries_that_need_somebody_else_have_a_case_too(demo: Demo, all_clients: Client) -> None:
    seen: set[tuple[str, str]] = set()
    for talk in demo.talks:
        for seat in SEATS if demo.lasts(talk) else ["employee"]:
            found = (await brief(all_clients, demo.of(talk, seat), talk))["conversation"]["brief"]["onlyYouSee"]
            seen |= {(one["kind"], one["because"]) for one in found}

    assert Counter(kind for kind, because in seen) == {"NOTE": 2, "REFLECTION": 4, "GOAL_EVALUATION": 2, "FEEDBACK": 4, "OUTCOME": 2}


# Of everybody in the demo


async def test_nothing_of_another_pair_is_in_any_brief(demo: Demo, all_clients: Client, engines: dict[str, AsyncEngine]) -> None:
    make = Makers(engines["load"])
    of_pair = {
        client_id(row): row.pair_id
        for table in TABLES.values()
        if hasattr(table, "pair_id") and hasattr(table, "id")
        for row in await make.all(table)
    }
    for talk in demo.talks:
        for seat in SEATS if demo.lasts(talk) else ["employee"]:
            answer = said(await brief(all_clients, demo.of(talk, seat), talk))
            pairs = {of_pair[match[0]] for match in ID.finditer(answer) if match[0] in of_pair}
            assert pairs == {talk.pair_id}


async def test_what_only_one_sees_is_counted_exactly(demo: Demo, all_clients: Client) -> None:
    for talk in [talk for talk in demo.talks if demo.lasts(talk)]:
        answers = {seat: await all_clients.ask(WHOLE, viewer=demo.of(talk, seat), id=talk) for seat in SEATS}
        shown = {seat: listed(answers[seat]) for seat in SEATS}
        for seat, other in (SEATS, SEATS[::-1]):
            declared: Counter[str] = Counter()
            for one in answers[seat]["conversation"]["brief"]["onlyYouSee"]:
                declared[one["kind"]] += one["count"]
            assert declared == Counter(kind for kind, row in shown[seat] - shown[other]), (talk.status, talk.scheduled_at, seat)


async def test_but_for_that_both_read_the_same(demo: Demo, all_clients: Client) -> None:
    for talk in [talk for talk in demo.talks if demo.lasts(talk)]:
        answers = {seat: await all_clients.ask(WHOLE, viewer=demo.of(talk, seat), id=talk) for seat in SEATS}
        alone = {row for kind, row in listed(answers["employee"]) ^ listed(answers["manager"])}
        assert without(answers["employee"], alone) == without(answers["manager"], alone)


async def test_every_source_in_a_brief_can_be_opened_by_both(demo: Demo, all_clients: Client) -> None:
    for talk in [talk for talk in demo.talks if demo.lasts(talk)]:
        answers = {seat: await brief(all_clients, demo.of(talk, seat), talk) for seat in SEATS}
        for seat in SEATS:
            sources = {row for row in _sources(answers[seat]) if row}
            fields = " ".join(f'n{number}: node(id: "{row}") {{ id }}' for number, row in enumerate(sorted(sources)))
            opened = await all_clients.ask(f"{{ __typename {fields} }}", viewer=demo.of(talk, seat))
            assert None not in opened.values()


def _sources(answer: Any) -> Iterator[str | None]:
    if isinstance(answer, Mapping):
        if "nodeId" in answer:
            yield answer["nodeId"]
        for value in answer.values():
            yield from _sources(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _sources(value)


async def test_questions_for_everybody_read_well_and_rest_on_what_both_can_open(
    demo: Demo, all_clients: Client, engines: dict[str, AsyncEngine]
) -> None:
    planned = [talk for talk in demo.talks if talk.status == "PLANNED" and demo.lasts(talk)]

    assert len(planned) >= 6
    for talk in planned:
        for asking in SEATS:
            answer = await all_clients.ask(SUGGEST, viewer=demo.of(talk, asking), input={"conversationId": talk})
            found = answer["suggestQuestions"]["suggestions"]
            assert [part for part in ("PERSONAL", "CURRENT_ROLE", "GROWTH") if sum(one["part"] == part for one in found) < 2] == []
            assert all(one["question"].endswith("?") and one["why"] and 1 <= len(one["sources"]) <= 3 for one in found)
            assert len({one["question"] for one in found}) == len(found)
            rows = {source["nodeId"] for one in found for source in one["sources"] if source["nodeId"]}
            fields = " ".join(f'n{number}: node(id: "{row}") {{ id }}' for number, row in enumerate(sorted(rows)))
            for seat in SEATS:
                opened = await all_clients.ask(f"{{ __typename {fields} }}", viewer=demo.of(talk, seat))
                assert None not in opened.values()


# As it was then


async def test_the_brief_of_a_closed_talk_is_as_it_was_then(make: Makers, client: Client, history: History) -> None:
    before = await make.conversation(history.pair, status="CLOSED", at=ago(days=50))
    then = await make.conversation(history.pair, status="CLOSED", at=ago(days=30))
    reached = await make.goal(history.pair, "Routes op papier", at=ago(days=60), status="ACHIEVED", ended_at=ago(days=15))
    dropped = await make.goal(history.pair, "Allang voorbij", at=ago(days=90), status="DROPPED", ended_at=ago(days=40))
    done = await make.agreement(before, text="Een lijst maken.", at=ago(days=50), status="DONE", settled_at=ago(days=21))
    earlier = await make.reflection(history.pair, "Van toen.", at=ago(days=35))
    old = await make.reflection(history.pair, "Van daarvoor.", at=ago(days=52))
    written_later = await make.reflection(history.pair, "Van erna.", at=ago(days=25))
    talent = await make.talent(history.pair, "Later bevestigd", at=ago(days=10))

    answers = {seat: await brief(client, getattr(history, seat), then) for seat in SEATS}

    for answer in answers.values():
        found = answer["conversation"]["brief"]
        assert found["asOf"] == "".join((await make.reread(then)).closed_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z")  # type: ignore[union-attr]
        assert found["previous"]["id"] == client_id(before)
        assert {goal["id"] for goal in found["currentRole"]["goals"]} == {client_id(history.goal), client_id(reached)}
        assert [one["id"] for one in found["openAgreements"]] == [client_id(done)]
        assert [one["id"] for one in found["personal"]["reflections"]] == [client_id(earlier)]
        for absent in (dropped, old, written_later, talent, history.agreement, history.feedback, history.evaluation):
            assert client_id(absent) not in said(without(found, {client_id(history.goal)}))


async def test_the_coming_talk_has_what_is_new_since_the_last_one(make: Makers, client: Client, history: History) -> None:
    reached = await make.goal(history.pair, "Routes op papier", at=ago(days=60), status="ACHIEVED", ended_at=ago(days=15))
    settled = await make.agreement(history.closed, text="Een lijst maken.", status="DONE")
    old = await make.feedback(history.pair, text="Van lang geleden.", at=ago(days=40))

    for seat in SEATS:
        answer = await brief(client, getattr(history, seat), history.talk)
        found = answer["conversation"]["brief"]

        assert found["previous"]["id"] == client_id(history.closed)
        assert [goal["id"] for goal in found["currentRole"]["goals"]] == [client_id(history.goal)]
        assert [one["id"] for one in found["openAgreements"]] == [client_id(history.agreement)]
        assert client_id(history.feedback) in [one["id"] for one in found["currentRole"]["feedback"]]
        for absent in (reached, settled, old):
            assert client_id(absent) not in said(found["currentRole"]) + said(found["openAgreements"])


async def test_the_history_says_what_only_one_of_them_reads(client: Client, history: History) -> None:
    answers = {seat: await brief(client, getattr(history, seat), history.talk) for seat in SEATS}

    alone = {seat: [(one["kind"], one["count"]) for one in answers[seat]["conversation"]["brief"]["onlyYouSee"]] for seat in SEATS}
    assert alone["employee"] == [("FEEDBACK", 1), ("GOAL_EVALUATION", 1), ("NOTE", 1), ("REFLECTION", 1)]
    assert alone["manager"] == [("NOTE", 1)]
    assert said(answers["manager"]).count(SECRET) == 1
    assert all(one["because"] for seat in SEATS for one in answers[seat]["conversation"]["brief"]["onlyYouSee"])


async def test_an_evaluation_written_after_closing_is_declared_in_the_brief_of_that_talk(make: Makers, client: Client, history: History) -> None:
    just_closed = await make.conversation(history.pair, status="CLOSED", at=ago(minutes=50))

    answers = {seat: await brief(client, getattr(history, seat), just_closed) for seat in SEATS}

    declared = {one["kind"]: one["count"] for one in answers["employee"]["conversation"]["brief"]["onlyYouSee"]}
    only_employee = Counter(kind for kind, row in listed(answers["employee"]) - listed(answers["manager"]))
    assert only_employee["GOAL_EVALUATION"] == declared.get("GOAL_EVALUATION", 0)


async def test_a_cancelled_talk_has_a_brief(make: Makers, client: Client, history: History) -> None:
    cancelled = await make.conversation(history.pair, status="CANCELLED", at=ago(days=3))

    for seat in SEATS:
        planned = await brief(client, getattr(history, seat), history.talk)
        answer = await brief(client, getattr(history, seat), cancelled)

        assert answer["conversation"]["status"] == "CANCELLED"
        assert without(answer["conversation"]["brief"], set()) == without(planned["conversation"]["brief"], set())


async def test_a_new_pair_has_a_brief_with_the_role_and_nothing_else(make: Makers, client: Client) -> None:
    manager = await make.person("Farid")
    employee = await make.person("Lotte", manager=manager, role=await make.role("Planner"))
    talk = await make.conversation(await make.pair(manager, employee))

    for person in (employee, manager):
        answer = await brief(client, person, talk)
        found = answer["conversation"]["brief"]

        assert found["previous"] is None
        assert found["currentRole"]["role"]["title"] == "Planner"
        assert [(one["part"], one["lastDiscussedAt"], one["talkingPointsLately"]) for one in found["compass"]] == [
            ("PERSONAL", None, 0),
            ("CURRENT_ROLE", None, 0),
            ("GROWTH", None, 0),
        ]
        assert found["startHere"] == found["openAgreements"] == found["onlyYouSee"] == []
        assert found["personal"] == {"reflections": [], "earlierNotes": []}


async def test_a_new_manager_of_somebody_with_history_starts_empty(make: Makers, client: Client, history: History) -> None:
    await make.change(history.pair, ended_at=ago(days=1))
    newcomer = await make.person("Nora Nieuw")
    talk = await make.conversation(await make.pair(newcomer, history.employee), at=ahead(days=3))

    for person in (newcomer, history.employee):
        found = (await brief(client, person, talk))["conversation"]["brief"]
        assert found["previous"] is None
        assert found["currentRole"]["goals"] == found["personal"]["reflections"] == found["growth"]["talents"] == found["onlyYouSee"] == []


async def test_somebody_elses_talk_has_no_brief(client: Client, history: History) -> None:
    for person in (history.stranger, history.boss):
        assert (await brief(client, person, history.talk))["conversation"] is None


async def test_many_more_items_cost_no_more_statements(make: Makers, client: Client, history: History) -> None:
    for number in range(30):
        await make.note(history.closed, text=f"Notitie {number}")
        await make.reflection(history.pair, f"Reflectie {number}", at=ago(days=3))
        await make.evaluation(history.goal, text=f"Evaluatie {number}")
        await make.response(await make.feedback(history.pair, text=f"Feedback {number}"))

    found = (await brief(client, history.employee, history.talk))["conversation"]["brief"]

    assert len(client.statements) == 1
    assert len(found["personal"]["reflections"]) == len(found["currentRole"]["evaluations"]) == len(found["currentRole"]["feedback"]) == 10
    assert len(found["personal"]["earlierNotes"]) == 8
    assert len(found["startHere"]) <= 5
