"""Questions that are offered one by one: to both of a pair and to nobody else, kept as they come, and found again by their key."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from coach.material import Material
from coach.offline import Offline
from coach.purse import Purse
from coach.questions import Ask, Question, Suggested
from schema.tables import IdempotencyKey, SuggestionRequest
from tests.clients import Client
from tests.following import NotFollowed, events, heard, offers
from tests.makers import Makers, ago
from tests.stories.asking import TABLE, Answer, everything, questions, said
from tests.stories.conftest import SECRET, History
from tests.stories.test_questions import PARTS, SEATS, accept, dismiss, offered, suggest

END = "SuggestionsComplete"


async def table(client: Client, history: History, *states: str) -> list[Answer]:
    """The questions on the table, as the employee sees them."""
    return questions(await client.ask(TABLE, viewer=history.employee, id=history.talk), *states)


@pytest.mark.parametrize("seat", SEATS)
async def test_both_seats_are_offered_questions_and_then_told_that_this_is_all(client: Client, history: History, seat: str) -> None:
    told = await heard(client, getattr(history, seat), conversationId=history.talk)

    found = offers(told)
    assert [part for part in PARTS if sum(one["part"] == part for one in found) < 2] == []
    assert [event["__typename"] for event in told[len(found) :]] == [END]
    assert told[-1]["startWith"]["id"] in [one["id"] for one in found]
    assert told[-1]["shortfalls"] == []
    assert sorted(one["id"] for one in await table(client, history, "OFFERED")) == sorted(one["id"] for one in found)
    assert SECRET not in said(told)


async def test_they_are_the_questions_that_the_mutation_offers(client: Client, history: History) -> None:
    one_by_one = await heard(client, history.employee, conversationId=history.talk)
    at_once = await suggest(client, history.employee, history.talk)

    assert sorted(one["question"] for one in offers(one_by_one)) == sorted(one["question"] for one in at_once["suggestions"])
    assert one_by_one[-1]["startWith"]["question"] == at_once["startWith"]["question"]


async def test_each_question_is_kept_when_it_is_offered(client: Client, history: History) -> None:
    async with aclosing(events(client, history.employee, conversationId=history.talk)) as told:
        first = await anext(told)
        there = [one["id"] for one in await table(client, history, "OFFERED")]

    assert first["id"] in there


async def test_the_first_new_question_takes_the_place_of_what_was_offered(client: Client, history: History) -> None:
    before = await offered(client, history.manager, history.talk)
    taken = await accept(client, history.employee, before[0]["id"])

    async with aclosing(events(client, history.employee, conversationId=history.talk)) as told:
        await anext(told)
        replaced = [one["id"] for one in await table(client, history, "REPLACED")]

    assert sorted(replaced) == sorted(one["id"] for one in before[1:])
    assert [one["id"] for one in await table(client, history, "ACCEPTED")] == [taken["id"]]


async def test_what_was_offered_stays_where_nothing_new_comes(make: Makers, client: Client, history: History) -> None:
    before = await offered(client, history.employee, history.talk)
    personal = next(one for one in before if one["part"] == "PERSONAL")
    await dismiss(client, history.employee, personal["id"])
    standing = await table(client, history, "OFFERED")

    told = await heard(client, history.employee, conversationId=history.talk, parts=["PERSONAL"])

    assert [event["__typename"] for event in told] == [END]
    assert told[0] == {"__typename": END, "startWith": None, "shortfalls": [{"part": "PERSONAL", "reason": "SWITCHED_OFF"}]}
    assert await table(client, history, "OFFERED") == standing


# The same key


async def test_the_same_key_tells_the_same_again_and_asks_nothing_anew(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"conversationId": history.talk, "idempotencyKey": uuid4()}
    first = await heard(client, history.employee, **given)
    before = await everything(make)

    again = await heard(client, history.employee, **given)

    assert again == first
    assert await everything(make) == before


async def test_a_key_that_came_with_another_input_is_refused(make: Makers, client: Client, history: History) -> None:
    key = uuid4()
    await heard(client, history.employee, conversationId=history.talk, idempotencyKey=key)
    before = await everything(make)

    told = await heard(client, history.employee, conversationId=history.talk, perPart=1, idempotencyKey=key)

    assert [(event["__typename"], event["reason"], event["field"]) for event in told] == [("InvalidInput", "KEY_REUSED", "idempotencyKey")]
    assert await everything(make) == before


async def test_the_other_of_the_pair_has_keys_of_their_own(client: Client, history: History) -> None:
    key = uuid4()
    mine = await heard(client, history.employee, conversationId=history.talk, idempotencyKey=key)
    theirs = await heard(client, history.manager, conversationId=history.talk, idempotencyKey=key)

    assert {one["id"] for one in offers(mine)}.isdisjoint(one["id"] for one in offers(theirs))


async def test_what_a_killed_server_began_is_gone_on_with_by_the_same_key(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"conversationId": history.talk, "idempotencyKey": uuid4()}
    whole = await heard(client, history.employee, **given)
    (request,) = await make.all(SuggestionRequest)
    kept = offers(whole)[:2]
    await _as_if_killed(make, request, [one["id"] for one in offers(whole)[2:]])

    told = await heard(client, history.employee, **given)

    assert [one["id"] for one in offers(told)][:2] == [one["id"] for one in kept]
    assert sorted(one["question"] for one in offers(told)) == sorted(one["question"] for one in offers(whole))
    assert told[-1]["__typename"] == END
    assert told[-1]["startWith"] is not None
    assert (await make.reread(request)).worded_until is None
    assert len(await make.all(SuggestionRequest)) == 1
    assert len(await table(client, history, "OFFERED")) == len(offers(whole))


async def _as_if_killed(make: Makers, request: SuggestionRequest, never_kept: list[str]) -> None:
    """The request as a process left it that was killed in the middle, a while ago."""
    await make.change(request, worded_until=ago(seconds=1), shortfalls=[])
    async with make.engine.begin() as connection:
        ids = [each.split("_")[1] for each in never_kept]
        await connection.execute(text("DELETE FROM suggestions WHERE id::text = ANY(:ids)"), {"ids": ids})
        await connection.execute(text("UPDATE suggestions SET starts = false"))


async def test_what_was_begun_and_offered_nothing_is_asked_by_the_same_key(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"conversationId": history.talk, "idempotencyKey": uuid4()}
    whole = await heard(client, history.employee, **given)
    (request,) = await make.all(SuggestionRequest)
    await _as_if_killed(make, request, [one["id"] for one in offers(whole)])

    told = await heard(client, history.employee, **given)

    assert [one["question"] for one in offers(told)] == [one["question"] for one in offers(whole)]
    assert told[-1]["startWith"]["question"] == whole[-1]["startWith"]["question"]


# Refusals


@pytest.mark.parametrize("who", ["stranger", "boss"])
async def test_somebody_elses_talk_is_not_found(make: Makers, client: Client, history: History, who: str) -> None:
    before = await everything(make)

    told = await heard(client, getattr(history, who), conversationId=history.talk, idempotencyKey=uuid4())

    assert [(event["__typename"], event["reason"]) for event in told] == [("NotFound", "UNKNOWN")]
    assert told[0]["message"] == "Dit bestaat niet, of je kunt het niet zien."
    assert await everything(make) == before


@pytest.mark.parametrize("talk", ["nonsense", "", f"Conversation_{uuid4()}", f"Goal_{uuid4()}"])
async def test_a_talk_that_is_none_is_not_found(make: Makers, client: Client, history: History, talk: str) -> None:
    before = await everything(make)

    told = await heard(client, history.employee, conversationId=talk)

    assert [(event["__typename"], event["reason"]) for event in told] == [("NotFound", "UNKNOWN")]
    assert await everything(make) == before


@pytest.mark.parametrize("status", ["CLOSED", "CANCELLED"])
async def test_a_talk_that_is_over_gets_no_questions(make: Makers, client: Client, history: History, status: str) -> None:
    talk = await make.conversation(history.pair, status=status)
    before = await everything(make)

    told = await heard(client, history.employee, conversationId=talk, idempotencyKey=uuid4())

    assert [(event["__typename"], event["reason"]) for event in told] == [("WrongMoment", f"TALK_{status}")]
    assert await everything(make) == before


@pytest.mark.parametrize(("given", "field"), [({"perPart": 6}, "perPart"), ({"parts": []}, "parts")])
async def test_what_does_not_fit_is_named(make: Makers, client: Client, history: History, given: dict[str, Any], field: str) -> None:
    before = await everything(make)

    told = await heard(client, history.employee, conversationId=history.talk, **given)

    assert [(event["__typename"], event["field"]) for event in told] == [("InvalidInput", field)]
    assert await everything(make) == before


async def test_what_the_other_cannot_read_is_no_occasion(make: Makers, client: Client, history: History) -> None:
    before = await everything(make)

    told = await heard(client, history.employee, conversationId=history.talk, aboutId=history.private_note)

    assert [(event["__typename"], event["reason"]) for event in told] == [("NotAllowed", "NOT_YOURS")]
    assert await everything(make) == before


async def test_nobody_is_offered_nothing(make: Makers, client: Client, history: History) -> None:
    before = await everything(make)

    with pytest.raises(NotFollowed) as refused:
        await heard(client, None, conversationId=history.talk)

    assert refused.value.codes == ["UNAUTHENTICATED"]
    assert await everything(make) == before


async def test_a_refusal_uses_up_no_key(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"conversationId": history.talk, "idempotencyKey": uuid4()}
    assert (await heard(client, history.employee, **given, perPart=9))[0]["__typename"] == "InvalidInput"

    assert (await heard(client, history.employee, **given))[-1]["__typename"] == END
    assert len(await make.all(IdempotencyKey)) == 1


# What happens meanwhile


async def test_a_talk_that_is_closed_meanwhile_ends_the_offers(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"conversationId": history.talk, "idempotencyKey": uuid4()}
    told = []
    async with aclosing(events(client, history.employee, **given)) as coming:
        told.append(await anext(coming))
        await make.change(history.talk, status="CANCELLED")
        told += [event async for event in coming]

    assert told[-1]["__typename"] in {"WrongMoment", END}, "or all had been kept before"
    assert len(offers(told)) == len(told) - 1
    again = await heard(client, history.employee, **given)
    assert [one["id"] for one in offers(again)] == [one["id"] for one in offers(told)]


async def test_the_same_key_many_times_at_once_asks_once(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"conversationId": history.talk, "idempotencyKey": uuid4()}

    told = await asyncio.gather(*(heard(client, history.employee, **given) for _ in range(4)))

    assert all(each == told[0] for each in told)
    assert len(await make.all(SuggestionRequest)) == 1
    assert len(await table(client, history)) == len(offers(told[0]))


async def test_who_asks_anew_ends_the_request_that_is_still_being_worded(make: Makers, client: Client, history: History) -> None:
    told = []
    async with held_up(client, history) as (coming, going_on):
        told.append(await anext(coming))
        anew = await offered(client, history.manager, history.talk)
        going_on.set()
        told += [event async for event in coming]

    assert [event["__typename"] for event in told] == ["Suggestion", "WrongMoment"]
    assert told[-1]["reason"] == "CHANGED_MEANWHILE"
    assert sorted(one["id"] for one in await table(client, history, "OFFERED")) == sorted(one["id"] for one in anew)


async def test_who_puts_a_personal_question_aside_meanwhile_gets_no_more_of_them(client: Client, history: History) -> None:
    async with held_up(client, history) as (coming, going_on):
        first = await anext(coming)
        await dismiss(client, history.employee, first["id"])
        going_on.set()
        told = [event async for event in coming]

    assert first["part"] == "PERSONAL"
    assert {one["part"] for one in offers(told)} == {"CURRENT_ROLE", "GROWTH"}
    assert told[-1]["shortfalls"] == [{"part": "PERSONAL", "reason": "SWITCHED_OFF"}]
    assert told[-1]["startWith"]["id"] in [one["id"] for one in offers(told)]


async def test_a_request_that_another_took_over_is_followed_to_its_end(make: Makers, client: Client, history: History) -> None:
    given: dict[str, Any] = {"idempotencyKey": uuid4()}
    async with held_up(client, history, **given) as (coming, going_on):
        told = [await anext(coming)]
        (request,) = await make.all(SuggestionRequest)
        await make.change(request, worded_until=ago(seconds=1))
        going_on.set()
        told += [event async for event in coming]

    assert [event["__typename"] for event in told] == ["Suggestion"] * 6 + [END]
    assert len({one["question"] for one in offers(told)}) == 6
    assert (await make.reread(request)).worded_until is None


async def test_who_left_the_pair_meanwhile_is_told_no_more(make: Makers, client: Client, history: History) -> None:
    async with held_up(client, history, who=history.manager) as (coming, going_on):
        first = await anext(coming)
        await make.change(history.pair, ended_at=ago(seconds=1))
        going_on.set()
        told = [event async for event in coming]

    assert first["__typename"] == "Suggestion"
    assert [event["__typename"] for event in told] == ["NotFound"]


@dataclass(frozen=True)
class HeldUp(Offline):
    """A coach that waits after its first question."""

    going_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def offers(self, material: Material, ask: Ask, purse: Purse | None = None) -> AsyncGenerator[Question | Suggested, None]:
        """The first question, and when it may go on the others."""
        async for offer in super().offers(material, ask, purse):
            yield offer
            await self.going_on.wait()


@asynccontextmanager
async def held_up(
    client: Client, history: History, *, who: Any = None, **given: Any
) -> AsyncIterator[tuple[AsyncGenerator[Answer, None], asyncio.Event]]:
    """A request whose coach waits after the first question until it may go on."""
    coach = HeldUp(protected=lambda text: False)
    waiting = replace(client, context=lambda identity, reads: replace(client.context(identity, reads), coach=coach))
    async with aclosing(events(waiting, who or history.employee, conversationId=history.talk, **given)) as coming:
        yield coming, coach.going_on
        coach.going_on.set()
