"""A language model behind a served goodtalk: questions one by one over WebSocket and SSE, by a coach that keeps its word."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.logins import Database
from api.keys import open_keys
from api.settings import Settings
from coach.limits import Limits
from schema.tables import Person, Spending, Suggestion, SuggestionRequest
from tests.following import SUGGESTED
from tests.hostile.server import Answer, Hostile, says, serving, status
from tests.hostile.wording import WORDED, Wording
from tests.listening import PATIENCE, until
from tests.living import Living, Socket, events, living
from tests.makers import Makers
from tests.stories.asking import SUGGEST, everything
from tests.stories.conftest import History

LIMITS = Limits(first_token=10, gap=20, total=30, retries=0)


@pytest.fixture
def make(settings: Settings, load_engine: AsyncEngine) -> Makers:
    """Makes people whose tokens the served goodtalk believes."""
    return Makers(load_engine, issuer=open_keys(settings.home, environment=settings.environment).issuer)


@dataclass
class Served:
    """A served goodtalk and the model it asks."""

    lives: Living
    model: Hostile

    async def suggest(self, person: Person, talk: Any, **given: Any) -> dict[str, Any]:
        """What the mutation answers over HTTP."""
        headers = {"authorization": f"Bearer {self.lives.token(person)}"}
        asked = {"query": SUGGEST, "variables": {"input": {"conversationId": f"Conversation_{talk.id}", **given}}}
        async with httpx.AsyncClient(base_url=self.lives.url, timeout=PATIENCE) as client:
            answer: dict[str, Any] = (await client.post("/graphql", json=asked, headers=headers)).json()["data"]["suggestQuestions"]
        return answer


@asynccontextmanager
async def served(settings: Settings, database: Database, answer: Answer, limits: Limits = LIMITS) -> AsyncIterator[Served]:
    """Both, until the block ends."""
    async with serving(answer) as model:
        told = replace(settings, llm_url=model.url, llm_model="wording", llm_limits=limits)
        async with living(told, database, worker=False) as lives:
            yield Served(lives, model)


async def ask(socket: Socket, talk: Any, operation: str = "1", **given: Any) -> None:
    """Begin to follow a request for questions."""
    await socket.ask(operation, SUGGESTED, input={"conversationId": f"Conversation_{talk.id}", **given})


async def next_of(socket: Socket) -> dict[str, Any]:
    """The next event of the one operation of a socket."""
    message = await socket.hear()
    assert message["type"] == "next", message
    event: dict[str, Any] = message["payload"]["data"]["questionsSuggested"]
    return event


async def rest_of(socket: Socket) -> list[dict[str, Any]]:
    """All the events that are left, up to its completion."""
    told = []
    while (message := await socket.hear())["type"] == "next":
        told.append(message["payload"]["data"]["questionsSuggested"])
    assert message["type"] == "complete", message
    return told


async def test_a_question_is_offered_before_the_model_has_finished(settings: Settings, database: Database, history: History) -> None:
    model = Wording(before=1)
    async with served(settings, database, model) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk)
        first = await next_of(socket)
        still = it.model.open
        model.going_on.set()
        told = [first, *await rest_of(socket)]

    assert still == 1
    assert first["provenance"]["generator"] == "MODEL"
    assert {one["question"] for one in told if one.get("provenance", {}).get("generator") == "MODEL"} == set(WORDED.values())
    assert {one["provenance"]["generator"] for one in told[:-1]} == {"MODEL", "OFFLINE"}
    assert told[-1]["startWith"]["id"] in [one["id"] for one in told[:-1]]


async def test_it_goes_the_same_over_server_sent_events(settings: Settings, database: Database, history: History) -> None:
    model, told = Wording(before=1), []
    given = {"conversationId": f"Conversation_{history.talk.id}"}
    async with served(settings, database, model) as it, it.lives.stream(it.lives.token(history.manager), SUGGESTED, input=given) as answer:
        async for name, value in events(answer):
            model.going_on.set()
            if name == "complete":
                break
            if name:
                told.append(value["data"]["questionsSuggested"])

    assert [event["__typename"] for event in told] == ["Suggestion"] * (len(told) - 1) + ["SuggestionsComplete"]
    assert told[0]["question"] in WORDED.values()


async def test_leaving_gives_up_the_models_call_and_rounds_off_what_was_begun(
    settings: Settings, database: Database, history: History, make: Makers
) -> None:
    key, model = str(uuid4()), Wording(before=1)
    async with served(settings, database, model) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk, idempotencyKey=key)
        first = await next_of(socket)
        await socket.say({"id": "1", "type": "complete"})
        await until(lambda: it.model.left == 1 and not it.model.open)
        await until(lambda: _is_whole(make))
        await ask(socket, history.talk, "2", idempotencyKey=key)
        again = await rest_of(socket)

    assert again[0]["id"] == first["id"]
    assert [event["__typename"] for event in again] == ["Suggestion"] * (len(again) - 1) + ["SuggestionsComplete"]
    assert {one["provenance"]["generator"] for one in again[1:-1]} == {"OFFLINE"}
    assert len(again) == 7
    assert again[-1]["startWith"] is not None
    assert len(it.model.requests) == 1


async def _is_whole(make: Makers) -> bool:
    return [request.worded_until for request in await make.all(SuggestionRequest)] == [None]


async def test_leaving_before_anything_was_offered_changes_no_offer(settings: Settings, database: Database, history: History, make: Makers) -> None:
    before, key, model = await make.suggestion(history.talk), str(uuid4()), Wording(before=0)
    async with served(settings, database, model) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk, idempotencyKey=key)
        await until(lambda: it.model.requests)
        await socket.say({"id": "1", "type": "complete"})
        await until(lambda: it.model.left == 1 and not it.model.open)
        assert (await make.reread(before)).state == "OFFERED"
        model.going_on.set()
        await ask(socket, history.talk, "2", idempotencyKey=key)
        told = await rest_of(socket)

    assert told[-1]["__typename"] == "SuggestionsComplete"
    assert len(it.model.requests) == 2
    assert (await make.reread(before)).state == "REPLACED"


async def test_the_same_key_attaches_while_the_model_is_asked_and_one_may_leave(settings: Settings, database: Database, history: History) -> None:
    key, model = str(uuid4()), Wording(before=1)
    async with served(settings, database, model) as it, AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(it.lives.socket(history.employee)) for _ in range(2)]
        await ask(one, history.talk, idempotencyKey=key)
        first = await next_of(one)
        await ask(other, history.talk, idempotencyKey=key)
        attached = await next_of(other)
        await one.say({"id": "1", "type": "complete"})
        await asyncio.sleep(0.05)
        left = it.model.left
        model.going_on.set()
        told = await rest_of(other)

    assert attached == first
    assert (left, len(it.model.requests)) == (0, 1)
    assert {one["question"] for one in told[:-1]} > set(WORDED.values()) - {first["question"]}


async def test_another_server_waits_for_the_one_that_words_it(settings: Settings, database: Database, history: History) -> None:
    key, model = str(uuid4()), Wording(before=1)
    async with (
        served(settings, database, model) as it,
        living(settings, database, worker=False) as elsewhere,
        it.lives.socket(history.employee) as one,
        elsewhere.socket(history.employee) as other,
    ):
        await ask(one, history.talk, idempotencyKey=key)
        first = await next_of(one)
        await ask(other, history.talk, idempotencyKey=key)
        there = await next_of(other)
        model.going_on.set()
        told, told_there = await rest_of(one), await rest_of(other)

    assert there == first
    assert told_there == told
    assert len(it.model.requests) == 1


async def test_a_token_that_ends_gives_up_the_models_call(settings: Settings, database: Database, history: History) -> None:
    async with served(settings, database, Wording(before=1)) as it, it.lives.socket() as socket:
        await socket.begin(it.lives.token(history.employee, seconds=6))
        await ask(socket, history.talk)
        await next_of(socket)
        code, _ = await socket.closed()
        await until(lambda: it.model.left == 1)

    assert code == 4403


async def test_a_server_that_stops_gives_up_the_models_call_and_leaves_a_whole_answer(
    settings: Settings, database: Database, history: History, make: Makers
) -> None:
    async with served(settings, database, Wording(before=1)) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk)
        await next_of(socket)
        it.lives.leave()
        await socket.closed()

    assert await _is_whole(make)
    assert len(await make.all(Suggestion, state="OFFERED")) == 6


async def test_a_note_taken_back_while_the_model_words_it_is_not_asked_about(
    settings: Settings, database: Database, history: History, make: Makers
) -> None:
    model = Wording(words=("ochtenden", "kort", "routes"), before=1)
    async with served(settings, database, model) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk)
        await next_of(socket)
        async with make.engine.begin() as connection:
            await connection.exec_driver_sql("DELETE FROM notes WHERE text LIKE '%%kort houd%%'")
        await make.change(history.agreement, text="Sanne legt andere routes voor.")
        model.going_on.set()
        told = await rest_of(socket)

    asked = {one["question"] for one in told[:-1]}
    assert WORDED["kort"] not in asked
    assert WORDED["routes"] not in asked
    assert told[-1]["__typename"] == "SuggestionsComplete"
    assert {one["reason"] for one in told[-1]["shortfalls"]} == {"NONE_PASSED"}


# What is said to the model, and what of it stays


async def test_provenance_says_which_model_and_which_prompt(settings: Settings, database: Database, history: History, make: Makers) -> None:
    async with served(settings, database, Wording()) as it:
        answer = await it.suggest(history.employee, history.talk)

    kept = {f"Suggestion_{one.id}": one for one in await make.all(Suggestion)}
    by_model = [one for one in answer["suggestions"] if one["provenance"]["generator"] == "MODEL"]
    assert {one["question"] for one in by_model} == set(WORDED.values())
    assert {one["provenance"]["model"] for one in by_model} == {"wording"}
    assert {len(kept[one["id"]].prompt_fingerprint or "") for one in by_model} == {16}
    assert all(source["nodeId"] for one in by_model for source in one["sources"])


async def test_no_name_of_the_directory_leaves(settings: Settings, database: Database, history: History, make: Makers) -> None:
    await make.note(history.closed, history.employee, "Ingrid en Roos denken mee over de ochtenden zonder overleg.", part="PERSONAL")
    async with served(settings, database, Wording()) as it:
        await it.suggest(history.employee, history.talk)
        (request,) = it.model.requests
        (head,) = it.model.headers

    told = str(request).casefold() + head.casefold()
    names = {part.casefold() for person in await make.all(Person) for part in person.name.split() if not part.isdigit()}
    assert {name for name in names if re.search(rf"\b{name}\b", told)} == set()
    assert "[p" in told
    assert not any(str(person.id) in told or str(person.email).casefold() in told for person in await make.all(Person))


async def test_a_pair_that_forbids_it_sends_nothing(settings: Settings, database: Database, history: History, make: Makers) -> None:
    await make.change(history.pair, model_allowed=False)
    async with served(settings, database, Wording()) as it, it.lives.socket(history.employee) as socket:
        answer = await it.suggest(history.employee, history.talk)
        await ask(socket, history.talk)
        told = await rest_of(socket)

    assert it.model.requests == []
    assert {one["provenance"]["generator"] for one in [*answer["suggestions"], *told[:-1]]} == {"OFFLINE"}
    assert await make.all(Spending) == []


@pytest.mark.parametrize("answer", [Wording(), status(500), says("Waarom ben je zo traag?")], ids=["well", "failing", "prose"])
async def test_no_word_of_people_or_model_is_logged(settings: Settings, database: Database, history: History, make: Makers, answer: Answer) -> None:
    async with served(settings, database, answer) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk)
        await rest_of(socket)
        await it.suggest(history.manager, history.talk)
        logged = it.lives.lines.getvalue().decode().casefold()

    rows = await everything(make)
    assert rows["notes"]
    words = ["ochtenden", "overleg", "kermis", "buitendienst", "traag", "routes", *(person.name.split()[0] for person in await make.all(Person))]
    assert [word for word in words if word.casefold() in logged] == []


# What it costs


async def test_what_a_call_took_is_kept_in_tokens_and_nothing_else(settings: Settings, database: Database, history: History, make: Makers) -> None:
    async with served(settings, database, Wording(usage=1_234)) as counted:
        await counted.suggest(history.employee, history.talk)
    async with served(settings, database, Wording()) as uncounted:
        await uncounted.suggest(history.manager, history.talk)

    by_server, by_us = sorted(await make.all(Spending), key=lambda one: one.id)
    assert (by_server.tokens, by_server.reserved_until, by_server.person_id) == (1_234, None, history.employee.id)
    assert 300 < by_us.tokens < 3_000
    assert (by_us.reserved_until, by_us.person_id) == (None, history.manager.id)
    assert counted.model.requests[0]["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize("budget", ["tokens_per_day", "tokens_per_day_person"])
async def test_over_budget_the_bank_words_all_and_the_log_says_why(
    settings: Settings, database: Database, history: History, make: Makers, budget: str
) -> None:
    limits = replace(LIMITS, **{budget: 20_000})
    async with served(settings, database, Wording(usage=15_000), limits) as it, it.lives.socket(history.employee) as socket:
        first = await it.suggest(history.employee, history.talk)
        await make.note(history.closed, history.employee, "Ik wil ook leren presenteren.", part="GROWTH")
        second = await it.suggest(history.employee, history.talk)
        await ask(socket, history.talk)
        told = await rest_of(socket)

    assert "MODEL" in {one["provenance"]["generator"] for one in first["suggestions"]}
    assert {one["provenance"]["generator"] for one in [*second["suggestions"], *told[:-1]]} == {"OFFLINE"}
    assert [line["reason"] for line in it.lives.logged() if line["event"] == "model_failed"] == ["budget", "budget"]
    assert len(it.model.requests) == 1
    assert sum(one.tokens for one in await make.all(Spending)) == 15_000


async def test_leaving_pays_for_what_was_said_until_then(settings: Settings, database: Database, history: History, make: Makers) -> None:
    async with served(settings, database, Wording(before=1)) as it, it.lives.socket(history.employee) as socket:
        await ask(socket, history.talk)
        await next_of(socket)
        await socket.say({"id": "1", "type": "complete"})
        await until(lambda: _is_whole(make))

    (paid,) = await make.all(Spending)
    assert paid.reserved_until is None
    assert 300 < paid.tokens < 3_000


# What is not paid twice


async def test_the_same_material_is_worded_once(settings: Settings, database: Database, history: History, make: Makers) -> None:
    async with served(settings, database, Wording()) as it, it.lives.socket(history.manager) as socket:
        first = await it.suggest(history.employee, history.talk)
        again = await it.suggest(history.employee, history.talk)
        await ask(socket, history.talk)
        told = await rest_of(socket)

    worded = [[one["question"] for one in answer["suggestions"]] for answer in (first, again)]
    assert worded[0] == worded[1]
    assert sorted(worded[0]) == sorted(one["question"] for one in told[:-1])
    assert len(it.model.requests) == 1
    assert len(await make.all(Spending)) == 1


async def test_a_changed_source_is_worded_anew(settings: Settings, database: Database, history: History, make: Makers) -> None:
    async with served(settings, database, Wording()) as it:
        await it.suggest(history.employee, history.talk)
        await make.change(history.agreement, text="Sanne legt alle routes voor aan de buitendienst.")
        again = await it.suggest(history.employee, history.talk)

    assert len(it.model.requests) == 2
    assert WORDED["routes"] not in {one["question"] for one in again["suggestions"]}, "they are no longer new ones"


async def test_what_was_taken_back_is_never_served_again(settings: Settings, database: Database, history: History) -> None:
    withdraw = f'mutation {{ withdraw(input: {{nodeId: "Note_{history.note.id}"}}) {{ __typename }} }}'
    async with served(settings, database, Wording()) as it:
        before = await it.suggest(history.employee, history.talk)
        headers = {"authorization": f"Bearer {it.lives.token(history.employee)}"}
        async with httpx.AsyncClient(base_url=it.lives.url, timeout=PATIENCE) as client:
            assert (await client.post("/graphql", json={"query": withdraw}, headers=headers)).json()["data"]["withdraw"]["__typename"] == "Withdrawn"
        after = await it.suggest(history.employee, history.talk)

    assert WORDED["ochtenden"] in {one["question"] for one in before["suggestions"]}
    assert "ochtenden" not in str(after)
    assert len(it.model.requests) == 2
