"""Whatever people do with talks in whatever order, the product answers what a plain model of the life of talks answers, and so it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions import people
from schema import tables
from schema.tables import Person, SummarySentence
from tests.clients import Client
from tests.makers import Makers, client_id, now
from tests.stories.doing import MUTATIONS, at, shortly
from tests.stories.talk_model import DONE, EMPLOYEE, NOT_FOUND, Model, Pair, Talk, Text

CHECKED, SOAKED, STEPS = 200, 5_000, 20
T = TypeVar("T")
WHO = (EMPLOYEE, EMPLOYEE, "first", "first", "second", "colleague")
"""The employee, two who manage them by turns, and somebody who never does."""

STANDS = """
{ conversations(first: 100) { edges { node {
  id status agreements { id text status owner { id } } outcomes { by { id } brought }
  parts { talkingPoints { id text discussed carriedOver author { id } } notes { id text visibility } }
  summary { state sentences { text } confirmations { by { id } as } }
} } } }
"""

actors, places, flags = st.sampled_from(WHO), st.integers(0, 7), st.booleans()
kinds_of_change = st.sampled_from(("text", "other", "both", "nothing"))


@dataclass
class Sent:
    """A mutation that was sent with a key and done."""

    who: str
    mutation: str
    given: dict[str, Any]
    made: str


@dataclass
class Product:
    """The real thing: answers at the moment the model says it is, from another thread than the loop's."""

    client: Client
    make: Makers
    loop: asyncio.AbstractEventLoop

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns on the loop of the tests."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()


@cache
def brief_document(mutation: str) -> str:
    """A document that does one thing and asks for little."""
    given = MUTATIONS[mutation].args["input"].type
    refused = (
        "... on Refusal { reason } ... on InvalidInput { field }" if mutation != "withdraw" else "... on Refusal { reason } ... on Withdrawn { id }"
    )
    dates = " ... on Note { createdAt editedAt }" if "Note" in mutation else ""
    return f"mutation Do($input: {given}) {{ {mutation}(input: $input) {{ __typename {refused} ... on Node {{ id }}{dates} }} }}"


class LifeOfTalks(RuleBasedStateMachine):
    """People plan, prepare, talk, agree, close and take back, send things again, and get another manager, while days go by."""

    product: Product

    @initialize()
    def begin(self) -> None:
        """An organisation of its own, with a pair in it."""
        self.model, self.sent, self.words = Model(now()), list[Sent](), 0
        self.people = self.product.wait(_people(self.product.make))
        self.names = {client_id(person): name for name, person in self.people.items()}
        self._moved("first")

    # Planning and holding

    @rule(who=actors, days=st.sampled_from((1, 2, 9, 30, 2_000)), keyed=flags)
    def plan(self, who: str, days: int, keyed: bool) -> None:
        """Somebody plans a talk, perhaps too far away."""
        when, pair = self.model.now + timedelta(days=days), self.model.current()
        answer = self._do(who, "planConversation", {"employeeId": self.people[EMPLOYEE], "scheduledAt": when}, self.model.may_plan(who, when), keyed)
        if answer and pair:
            self._learn(self.model.planned(Talk(answer["id"], pair, when)))

    @precondition(lambda self: self.model.talks)
    @rule(who=actors, place=places, days=st.integers(1, 40))
    def reschedule(self, who: str, place: int, days: int) -> None:
        """Somebody moves a talk."""
        talk, when = self._talk(place), self.model.now + timedelta(days=days)
        given = {"conversationId": talk.id, "scheduledAt": when}
        self._do(who, "rescheduleConversation", given, self.model.reschedule(who, talk, when))

    @precondition(lambda self: self.model.talks)
    @rule(who=actors, place=places, step=st.sampled_from(("open", "open", "close", "close", "reopen", "cancel")))
    def step(self, who: str, place: int, step: str) -> None:
        """Somebody opens, closes, reopens or cancels a talk."""
        talk = self._talk(place)
        done = getattr(self.model, step)(who, talk)
        answer, copies = done if isinstance(done, tuple) else (done, [])
        self._do(who, f"{step}Conversation", {"conversationId": talk.id}, answer)
        self._learn(copies)

    # Writing

    @precondition(lambda self: self.model.talks)
    @rule(who=actors, place=places, keyed=flags)
    def add_point(self, who: str, place: int, keyed: bool) -> None:
        """Somebody puts a point on an agenda."""
        talk, words = self._talk(place), self._some_words()
        given = {"conversationId": talk.id, "part": "GROWTH", "text": words}
        answer = self._do(who, "addTalkingPoint", given, self.model.may_add_point(who, talk), keyed)
        if answer:
            self.model.texts.append(Text(answer["id"], "TalkingPoint", talk.pair, talk, who, words))

    @rule(who=actors, place=places, keyed=flags)
    def park_point(self, who: str, place: int, keyed: bool) -> None:
        """Somebody parks a point for the next talk of a pair."""
        pair, words = self.model.pairs[place % len(self.model.pairs)], self._some_words()
        given = {"pairId": pair.id, "part": "GROWTH", "text": words}
        answer = self._do(who, "addTalkingPoint", given, self.model.may_park(who, pair), keyed)
        if answer:
            ahead = [talk for talk in self.model.talks if talk.pair is pair and talk.status == "PLANNED"]
            following = min(ahead, key=lambda talk: (talk.scheduled_at, talk.id), default=None)
            self.model.texts.append(Text(answer["id"], "TalkingPoint", pair, following, who, words))

    @precondition(lambda self: self._of("TalkingPoint"))
    @rule(who=actors, place=places, change=kinds_of_change, discussed=flags)
    def edit_point(self, who: str, place: int, change: str, discussed: bool) -> None:
        """Somebody rewords a point or ticks it off."""
        point = self._one("TalkingPoint", place)
        words, ticked = self._changed(change, self._some_words(), discussed)
        given = _only({"talkingPointId": point.id, "text": words, "discussed": ticked})
        self._do(who, "editTalkingPoint", given, self.model.edit_point(who, point, words, ticked))

    @precondition(lambda self: self.model.talks)
    @rule(who=actors, place=places, private=flags, keyed=flags)
    def write_note(self, who: str, place: int, private: bool, keyed: bool) -> None:
        """Somebody writes a note."""
        talk, words = self._talk(place), self._some_words()
        given = {"conversationId": talk.id, "part": "GROWTH", "text": words, "visibility": _visibility(private)}
        answer = self._do(who, "writeNote", given, self.model.may_write(who, talk), keyed)
        if answer:
            self.model.wrote(Text(answer["id"], "Note", talk.pair, talk, who, words, private=private, stamp=answer["createdAt"]))

    @precondition(lambda self: self._of("Note"))
    @rule(who=actors, place=places, change=kinds_of_change, private=flags, based_on=st.sampled_from((None, "fresh", "stale")))
    def edit_note(self, who: str, place: int, change: str, private: bool, based_on: str | None) -> None:
        """Somebody rewords a note or changes who reads it, perhaps not knowing what it has become."""
        note = self._one("Note", place)
        words, secret = self._changed(change, self._some_words(), private)
        stamp = {None: None, "fresh": note.stamp, "stale": "2001-01-01T00:00:00.000Z"}[based_on]
        seen = None if secret is None else _visibility(secret)
        given = _only({"noteId": note.id, "text": words, "visibility": seen, "basedOn": stamp})
        answer = self._do(who, "editNote", given, self.model.edit_note(who, note, words, secret, based_on == "stale"))
        if answer:
            note.stamp = answer["editedAt"] or answer["createdAt"]

    @precondition(lambda self: self.model.talks)
    @rule(who=actors, place=places, owner=st.sampled_from(("employee", "manager", "colleague")), keyed=flags)
    def make_agreement(self, who: str, place: int, owner: str, keyed: bool) -> None:
        """Somebody writes down what one of the two will do."""
        talk, words = self._talk(place), self._some_words()
        whose = talk.pair.manager if owner == "manager" else owner
        expected = self.model.may_write(who, talk)
        if expected == DONE and owner == "colleague":
            expected = "InvalidInput INVALID ownerId"
        given = {"conversationId": talk.id, "text": words, "ownerId": self.people[whose]}
        answer = self._do(who, "makeAgreement", given, expected, keyed)
        if answer:
            self.model.texts.append(Text(answer["id"], "Agreement", talk.pair, talk, who, words, owner=whose))

    @precondition(lambda self: self._of("Agreement"))
    @rule(who=actors, place=places, change=kinds_of_change, status=st.sampled_from(("OPEN", "DONE", "DROPPED")))
    def edit_agreement(self, who: str, place: int, change: str, status: str) -> None:
        """Somebody rewords an agreement or says how it stands."""
        agreement = self._one("Agreement", place)
        words, stands = self._changed(change, self._some_words(), status)
        given = _only({"agreementId": agreement.id, "text": words, "status": stands})
        self._do(who, "editAgreement", given, self.model.edit_agreement(who, agreement, words, stands))

    @precondition(lambda self: self.model.talks)
    @rule(who=actors, place=places, brought=st.sampled_from(([], ["FOCUS"], ["FOCUS", "MOTIVATION"])))
    def bring(self, who: str, place: int, brought: list[str]) -> None:
        """Somebody says what a talk brought."""
        talk = self._talk(place)
        self._do(who, "recordOutcome", {"conversationId": talk.id, "brought": brought}, self.model.bring(who, talk, brought))

    @precondition(lambda self: self.model.texts)
    @rule(who=actors, place=st.integers(0, 30))
    def withdraw(self, who: str, place: int) -> None:
        """Somebody takes something back."""
        text = self.model.texts[place % len(self.model.texts)]
        self._do(who, "withdraw", {"nodeId": text.id}, self.model.withdraw(who, text))

    # Summaries

    @precondition(lambda self: any(talk.status == "CLOSED" and not talk.summary for talk in self.model.talks))
    @rule(place=places)
    def summary_is_drafted(self, place: int) -> None:
        """A closed talk gets the draft of a summary, of one sentence."""
        without = [talk for talk in self.model.talks if talk.status == "CLOSED" and not talk.summary]
        talk = without[place % len(without)]
        talk.summary, talk.sentence = self.product.wait(_summary(self.product.make, talk))

    @precondition(lambda self: any(talk.summary for talk in self.model.talks))
    @rule(who=actors, place=places, said=st.sampled_from(("RECOGNISED", "RECOGNISED", "SEEN_NOT_AGREED")))
    def confirm(self, who: str, place: int, said: str) -> None:
        """Somebody says how they see a summary."""
        talk = self._summarised(place)
        self._do(who, "confirmSummary", {"summaryId": talk.summary, "as": said}, self.model.confirm(who, talk, said))

    @precondition(lambda self: any(talk.summary for talk in self.model.talks))
    @rule(who=actors, place=places, was=st.sampled_from((None, "these", "others")), same=flags)
    def reword(self, who: str, place: int, was: str | None, same: bool) -> None:
        """Somebody puts a sentence in their own words."""
        talk = self._summarised(place)
        words = talk.words if same else self._some_words()
        read = {None: None, "these": talk.words, "others": "Iets anders."}[was]
        given = _only({"sentenceId": talk.sentence, "text": words, "was": read})
        self._do(who, "editSummarySentence", given, self.model.reword(who, talk, words, read))

    # The world goes on

    @precondition(lambda self: self.sent)
    @rule(place=places, same=flags)
    def send_again(self, place: int, same: bool) -> None:
        """Something is sent again with its key, as it was or with another input."""
        sent = self.sent[place % len(self.sent)]
        given = sent.given if same else sent.given | ({"durationMinutes": 60} if sent.mutation == "planConversation" else {"text": "Iets anders."})
        expected = DONE if same else "InvalidInput KEY_REUSED idempotencyKey"
        if same and not self._reads(sent.who, sent.made):
            expected = NOT_FOUND
        answer = self._do(sent.who, sent.mutation, given, expected)
        assert answer is None or answer["id"] == sent.made

    @rule(span=st.sampled_from((timedelta(hours=3), timedelta(days=1), timedelta(days=2), timedelta(days=5), timedelta(days=15))))
    def time_goes_by(self, span: timedelta) -> None:
        """Hours or days later."""
        self.model.now += span

    @rule(manager=st.sampled_from(("first", "second", "second", None)))
    def another_manager(self, manager: str | None) -> None:
        """The employee gets another manager, or none."""
        self._moved(manager)

    def teardown(self) -> None:
        """So it stands, for each of them."""
        if hasattr(self, "people"):
            for name, person in self.people.items():
                answer = self.product.wait(self.product.client.ask(STANDS, person))
                assert self._as_model(answer) == self.model.stands(name), name

    # How

    def _do(self, who: str, mutation: str, given: dict[str, Any], expected: str, keyed: bool = False) -> dict[str, Any] | None:
        whole = given | ({"idempotencyKey": uuid4()} if keyed else {})
        client = at(self.product.client, self.model.now)
        answer = self.product.wait(client.ask(brief_document(mutation), self.people[who], input=whole))[mutation]
        refused = "reason" in answer
        assert (shortly(answer) if refused else DONE) == expected, (who, mutation, given)
        if refused:
            return None
        if keyed:
            self.sent.append(Sent(who, mutation, whole, answer["id"]))
        found: dict[str, Any] = answer
        return found

    def _moved(self, manager: str | None) -> None:
        if self.model.move(manager):
            employee, to = self.people[EMPLOYEE], self.people[manager] if manager else None
            pair_id = self.product.wait(_give(self.product.make, employee, to, self.model.now))
            if manager is not None:
                self.model.pairs.append(Pair(f"Pair_{pair_id}", manager))

    def _learn(self, copies: list[Text]) -> None:
        """The ids of the points that came along."""
        if copies:
            ids = self.product.wait(_copies(self.product.make, self.people[EMPLOYEE].org_id))
            for copy in copies:
                assert copy.carried_from is not None
                copy.id = ids[copy.carried_from.id]

    def _reads(self, who: str, made: str) -> bool:
        talk = next((talk for talk in self.model.talks if talk.id == made), None)
        text = next((text for text in self.model.texts if text.id == made), None)
        return talk.pair.seen_by(who) if talk else text is not None and text.seen_by(who)

    def _talk(self, place: int) -> Talk:
        # The latest ones are what people are busy with.
        return self.model.talks[-1 - place % len(self.model.talks)]

    def _summarised(self, place: int) -> Talk:
        those = [talk for talk in self.model.talks if talk.summary]
        return those[place % len(those)]

    def _of(self, kind: str) -> list[Text]:
        return [text for text in self.model.texts if text.kind == kind]

    def _one(self, kind: str, place: int) -> Text:
        those = self._of(kind)
        return those[-1 - place % len(those)]

    def _some_words(self) -> str:
        self.words += 1
        return f"Woorden {self.words}"

    def _changed(self, change: str, words: str, other: T) -> tuple[str | None, T | None]:
        return words if change in ("text", "both") else None, other if change in ("other", "both") else None

    def _as_model(self, answer: dict[str, Any]) -> dict[str, Any]:
        return {edge["node"]["id"]: self._talk_as_model(edge["node"]) for edge in answer["conversations"]["edges"]}

    def _talk_as_model(self, talk: dict[str, Any]) -> dict[str, Any]:
        name, summary = self.names, talk["summary"]
        points = [one for part in talk["parts"] for one in part["talkingPoints"]]
        notes = [one for part in talk["parts"] for one in part["notes"]]
        return {
            "status": talk["status"],
            "points": {one["id"]: (one["text"], one["discussed"], one["carriedOver"], name[one["author"]["id"]]) for one in points},
            "notes": {one["id"]: (one["text"], one["visibility"] == "PRIVATE") for one in notes},
            "agreements": {one["id"]: (one["text"], one["status"], name[one["owner"]["id"]]) for one in talk["agreements"]},
            "outcomes": {name[one["by"]["id"]]: one["brought"] for one in talk["outcomes"]},
            "summary": summary
            and (summary["state"], summary["sentences"][0]["text"], {name[one["by"]["id"]]: one["as"] for one in summary["confirmations"]}),
        }


def _only(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _visibility(private: bool) -> str:
    return "PRIVATE" if private else "SHARED"


async def _people(make: Makers) -> dict[str, Person]:
    """Everybody of a new organisation, in two statements."""
    organisation = await make.kept(tables.Organisation(name=str(uuid4()), language="NL", time_zone="Europe/Amsterdam"))
    names = dict.fromkeys(WHO)
    shared = {"org_id": organisation.org_id, "language": "NL", "time_zone": "Europe/Amsterdam", "issuer": make.issuer}
    made = {name: Person(name=name, given_name=name, email=f"{uuid4()}@demo.example", subject=str(uuid4()), **shared) for name in names}
    async with AsyncSession(make.engine, expire_on_commit=False) as session, session.begin():
        session.add_all(made.values())
    return made


async def _give(make: Makers, employee: Person, manager: Person | None, moment: Any) -> UUID | None:
    async with make.engine.begin() as connection:
        await people.give_managers(connection, employee.org_id, {employee.id: manager.id if manager else None}, at=moment)
        found = await connection.execute(sql("SELECT id FROM pairs WHERE org_id = :org AND ended_at IS NULL"), {"org": employee.org_id})
        return found.scalar_one_or_none()


async def _copies(make: Makers, org_id: UUID) -> dict[str, str]:
    """The copy of each point that came along, by the point it was copied from."""
    async with make.engine.connect() as connection:
        rows = await connection.execute(
            sql("SELECT carried_from_id, id FROM talking_points WHERE org_id = :org AND carried_from_id IS NOT NULL"), {"org": org_id}
        )
        return {f"TalkingPoint_{row[0]}": f"TalkingPoint_{row[1]}" for row in rows}


async def _summary(make: Makers, talk: Talk) -> tuple[str, str]:
    (row,) = await make.all(tables.Conversation, id=UUID(talk.id.partition("_")[2]))
    summary = await make.summary(row, [talk.words])
    (sentence,) = await make.all(SummarySentence, summary_id=summary.id)
    return client_id(summary), client_id(sentence)


def _unwell() -> list[HealthCheck]:
    return [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]


async def test_the_product_lives_as_the_model_says(make: Makers, client: Client, request: pytest.FixtureRequest) -> None:
    soaking = bool(request.config.getoption("--soak", default=False))
    chosen = settings(
        max_examples=SOAKED if soaking else CHECKED,
        stateful_step_count=STEPS,
        derandomize=not soaking,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=_unwell(),
    )
    LifeOfTalks.product = Product(client, make, asyncio.get_running_loop())

    await asyncio.to_thread(run_state_machine_as_test, LifeOfTalks, settings=chosen)
