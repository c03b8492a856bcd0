"""Clients that write by HTTP, one thing after the other, and send again what was not answered."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import httpx

from api.app import GRAPH
from api.http import INTERNAL
from api.outbox import Verb
from schema.tables import Conversation, Person, Suggestion
from schema.types.node import written
from tests.durability.promises import Ledger, Promise
from tests.makers import client_id

Answer = dict[str, Any]

MAKES = {
    "writeNote": "Note",
    "addTalkingPoint": "TalkingPoint",
    "makeAgreement": "Agreement",
    "giveFeedback": "Feedback",
    "writeReflection": "Reflection",
    "setGoal": "Goal",
    "evaluateGoal": "GoalEvaluation",
    "respond": "Response",
    "nameTalent": "Talent",
    "planConversation": "Conversation",
}
"""What is made with a key, or once without."""
REWORDS = {
    "Note": ("editNote", "noteId", "text"),
    "TalkingPoint": ("editTalkingPoint", "talkingPointId", "text"),
    "Agreement": ("editAgreement", "agreementId", "text"),
    "Reflection": ("editReflection", "reflectionId", "text"),
    "Goal": ("editGoal", "goalId", "title"),
    "Conversation": ("rescheduleConversation", "conversationId", "scheduledAt"),
}
"""What puts it in other words; done twice it is done once."""
TAKEN_BACK = ("Note", "TalkingPoint", "Agreement", "Reflection", "Feedback", "GoalEvaluation", "Response")
WORDS = {"Goal": "title", "Conversation": "scheduledAt"}
SELECTED = {"Suggestion": "talkingPoint { id text }", "Withdrawn": "id"}
LONGEST = 120
"""Seconds in which something must have been answered, whoever is killed meanwhile."""
LONGER = " ging over de planning van de week, en wat daarin anders kan." * 25
"""Makes a text longer than one passage."""
KEYED, ASKED_AGAIN = 0.8, 0.2
"""Shares of what is made with a key, and of those that are sent once more after they were answered."""


@dataclass(frozen=True)
class Seat:
    """Somebody who writes, in which open talk, and which questions of the coach are theirs to take."""

    person: Person
    other: Person
    token: str
    talk: Conversation
    takeable: list[Suggestion] = field(default_factory=list)

    @property
    def employee_id(self) -> str:
        """The employee of the two."""
        return f"Person_{self.talk.employee_id}"


class Writer:
    """One client of one person. `chance` decides what it writes; it rests for `pause` seconds, on average, before each."""

    def __init__(self, http: httpx.AsyncClient, seat: Seat, ledger: Ledger, name: str, chance: Random, pause: float = 0.0) -> None:
        self._http = http
        self._seat = seat
        self._ledger = ledger
        self._name = name
        self._chance = chance
        self._pause = pause
        self._begun = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10 + 30 * int(name))
        self._number = 0
        self._mine: list[Promise] = []
        self._tries = 0
        self._left = self._begun

    @property
    def person_id(self) -> UUID:
        """Whose client it is."""
        return self._seat.person.id

    async def write(self, enough: asyncio.Event) -> None:
        """Write until it is enough; the last thing is finished."""
        while not enough.is_set():
            await asyncio.sleep(self._chance.uniform(0, 2 * self._pause))
            roll = self._chance.random()
            if roll < 0.1 and (taken := self._one_of_mine(*TAKEN_BACK)) is not None:
                await self._withdraw(taken)
            elif roll < 0.35 and (reworded := self._one_of_mine(*REWORDS)) is not None:
                await self._change(reworded)
            elif roll < 0.4 and self._seat.takeable:
                await self._take(self._seat.takeable.pop())
            else:
                await self._make()

    async def repeat(self, promise: Promise) -> None:
        """Send what was made with a key once more: it is the same thing."""
        answer = await self._until_answered(promise.mutation, promise.sent)
        assert _row_of(answer, promise.kind) == promise.id, f"{promise} was made twice: {answer}"

    async def _make(self) -> None:
        mutation = self._chance.choice(list(MAKES))
        text, visibility = self._words(MAKES[mutation]), self._chance.choice(("SHARED", "SHARED", "PRIVATE"))
        given = self._input(mutation, text, visibility)
        if given is None:
            return
        keyed = self._chance.random() < KEYED
        given |= {"idempotencyKey": str(uuid4()) if keyed else None}
        promise = Promise(mutation, MAKES[mutation], text, given.get("visibility") != "PRIVATE", given, self._seat.person.id)
        self._ledger.promises.append(promise)
        answer = await (self._until_answered(mutation, given) if keyed else self._sent(mutation, given))
        if answer is not None:
            self._kept(promise, answer)
            if keyed and self._chance.random() < ASKED_AGAIN:
                await self.repeat(promise)

    async def _take(self, suggestion: Suggestion) -> None:
        text = self._words("TalkingPoint")
        given = {"suggestionId": client_id(suggestion), "question": text}
        promise = Promise("acceptSuggestion", "TalkingPoint", text, True, given, self._seat.person.id)
        self._ledger.promises.append(promise)
        answer = await self._until_answered("acceptSuggestion", given)
        self._ledger.tell("Suggestion", suggestion.id, Verb.CHANGED)
        self._kept(promise, answer["talkingPoint"] | {"__typename": "TalkingPoint"})

    async def _change(self, promise: Promise) -> None:
        if promise.kind == "Note" and not promise.shared:
            await self._until_answered("editNote", {"noteId": _client_id(promise), "visibility": "SHARED"})
            promise.shared = True
            return self._told(promise, "editNote", Verb.MADE)
        if promise.kind == "Conversation" and self._chance.random() < 0.3:
            await self._until_answered("cancelConversation", {"conversationId": _client_id(promise)})
            self._mine.remove(promise)
            return self._told(promise, "cancelConversation", Verb.CHANGED)
        mutation, named, field_ = REWORDS[promise.kind]
        text = self._words(promise.kind)
        answer = await self._until_answered(mutation, {named: _client_id(promise), field_: text})
        assert (_row_of(answer, promise.kind), answer[WORDS.get(promise.kind, "text")]) == (promise.id, text)
        promise.text = text
        return self._told(promise, mutation, Verb.CHANGED)

    async def _withdraw(self, promise: Promise) -> None:
        await self._until_answered("withdraw", {"nodeId": _client_id(promise)})
        promise.withdrawn = True
        self._mine.remove(promise)
        self._told(promise, "withdraw", Verb.GONE)

    def _kept(self, promise: Promise, answer: Answer) -> None:
        assert answer[WORDS.get(promise.kind, "text")] == promise.text
        promise.id, promise.last_sent = _row_of(answer, promise.kind), self._left
        self._mine.append(promise)
        self._told(promise, promise.mutation, Verb.MADE)

    def _told(self, promise: Promise, mutation: str, verb: Verb) -> None:
        self._ledger.acknowledge(mutation)
        if promise.shared:
            assert promise.id is not None
            self._ledger.tell(promise.kind, promise.id, verb)

    def _one_of_mine(self, *kinds: str) -> Promise | None:
        mine = [promise for promise in self._mine if promise.kind in kinds]
        return self._chance.choice(mine) if mine else None

    def _words(self, kind: str) -> str:
        """Words that nobody else has; of a talk, a moment."""
        self._number += 1
        if kind == "Conversation":
            return written(self._begun + timedelta(minutes=self._number))
        return f"Woord {self._name}-{self._number}" + self._chance.choice((LONGER, "", "", "", ""))

    def _input(self, mutation: str, text: str, visibility: str) -> Answer | None:
        seat, in_talk = self._seat, {"conversationId": client_id(self._seat.talk), "text": text}
        about = {"evaluateGoal": "Goal", "respond": "GoalEvaluation"}.get(mutation)
        subject = self._one_of_mine(about) if about else None
        if about and subject is None:
            return None
        inputs: Mapping[str, Answer] = {
            "writeNote": {**in_talk, "part": "CURRENT_ROLE", "visibility": visibility},
            "addTalkingPoint": {**in_talk, "part": "GROWTH"},
            "makeAgreement": {**in_talk, "ownerId": client_id(seat.other)},
            "giveFeedback": {"toId": client_id(seat.other), "text": text},
            "writeReflection": {"text": text, "visibility": visibility},
            "setGoal": {"ownerId": seat.employee_id, "title": text},
            "evaluateGoal": {"goalId": _client_id(subject), "progress": "ON_TRACK", "text": text},
            "respond": {"toId": _client_id(subject), "text": text},
            "nameTalent": {"personId": seat.employee_id, "text": text},
            "planConversation": {"employeeId": seat.employee_id, "scheduledAt": text},
        }
        return inputs[mutation]

    async def _until_answered(self, mutation: str, given: Answer) -> Answer:
        self._tries, deadline = 0, monotonic() + LONGEST
        while (answer := await self._sent(mutation, given)) is None:
            assert monotonic() < deadline, f"{mutation} is not answered, time after time: {given}"
            await asyncio.sleep(self._chance.uniform(0.02, 0.2))
        return answer

    async def _sent(self, mutation: str, given: Answer) -> Answer | None:
        """What was answered; nothing, if nobody knows whether it was done."""
        self._tries, self._left = self._tries + 1, datetime.now(UTC)
        body = {"query": document_of(mutation), "variables": {"input": given}}
        try:
            response = await self._http.post("/graphql", json=body, headers={"authorization": f"Bearer {self._seat.token}"})
        except httpx.TimeoutException:
            raise
        except httpx.TransportError:
            return None
        said = response.json()
        if errors := said.get("errors"):
            assert {error["extensions"]["code"] for error in errors} == {INTERNAL}, (response.status_code, said)
            return None
        answer: Answer = said["data"][mutation]
        if "reason" in answer:
            # Taken back by a request that was not answered, it is not there any more.
            assert (mutation, answer["reason"], self._tries > 1) == ("withdraw", "UNKNOWN", True), (mutation, given, answer)
        return answer


@cache
def document_of(mutation: str) -> str:
    """A document that does one thing and reads back what it was called."""
    assert GRAPH.mutation_type is not None
    field_ = GRAPH.mutation_type.fields[mutation]
    kind = MAKES.get(mutation) or {"acceptSuggestion": "Suggestion", "withdraw": "Withdrawn", "cancelConversation": "Conversation"}.get(mutation)
    kind = kind or next(each for each, (by, _, _) in REWORDS.items() if by == mutation)
    selection = SELECTED.get(kind) or f"id {WORDS.get(kind, 'text')}"
    answer = f"__typename ... on Refusal {{ reason }} ... on {kind} {{ {selection} }}"
    return f"mutation Do($input: {field_.args['input'].type}) {{ {mutation}(input: $input) {{ {answer} }} }}"


def _client_id(promise: Promise | None) -> str | None:
    return f"{promise.kind}_{promise.id}" if promise else None


def _row_of(answer: Answer, kind: str) -> UUID:
    assert answer["__typename"] == kind, answer
    return UUID(answer["id"].removeprefix(f"{kind}_"))
