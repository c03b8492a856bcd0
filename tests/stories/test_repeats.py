"""Sent again with its key a mutation is done once, however it is sent again."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.tables import IdempotencyKey
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.stories.conftest import Couple
from tests.stories.doing import MUTATIONS, at, do, nothing_changes, told

KEYED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "planConversation": ({"employeeId": "employee", "scheduledAt": ahead(days=2)}, {"durationMinutes": 45}),
    "addTalkingPoint": ({"conversationId": "talk", "part": "GROWTH", "text": "Punt"}, {"text": "Ander punt"}),
    "writeNote": ({"conversationId": "talk", "part": "GROWTH", "text": "Notitie"}, {"visibility": "PRIVATE"}),
    "makeAgreement": ({"conversationId": "talk", "ownerId": "employee", "text": "Belt"}, {"due": "2027-01-31"}),
    "setGoal": ({"ownerId": "employee", "title": "Sneller"}, {"description": "Elke week"}),
    "evaluateGoal": ({"goalId": "goal", "progress": "ON_TRACK", "text": "Gaat goed"}, {"progress": "DONE"}),
    "giveFeedback": ({"toId": "manager", "text": "Fijn"}, {"toId": "colleague"}),
    "writeReflection": ({"text": "Denk"}, {"visibility": "SHARED"}),
    "respond": ({"toId": "feedback", "text": "Dank"}, {"toTheGiver": True}),
    "nameTalent": ({"personId": "employee", "text": "Rust"}, {"text": "Overzicht"}),
}
"""Every mutation with a key that the coach has no part in: an input, and what makes it another one."""


async def inputs(make: Makers, couple: Couple) -> dict[str, Any]:
    """What the inputs above name."""
    return {
        "employee": couple.employee,
        "manager": couple.manager,
        "colleague": couple.colleague,
        "talk": await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5)),
        "goal": await make.goal(couple.pair),
        "feedback": await make.feedback(couple.pair),
        "agreement": await make.agreement(await make.conversation(couple.pair), author_id=couple.employee.id),
    }


async def prepared(make: Makers, couple: Couple, mutation: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """An input and another one, with the rows they name."""
    known = await inputs(make, couple)
    given, other = KEYED[mutation]

    def named(values: dict[str, Any]) -> dict[str, Any]:
        return {name: known.get(value, value) if isinstance(value, str) else value for name, value in values.items()}

    return named(given), named(given | other)


def test_every_mutation_with_a_key_is_in_the_list() -> None:
    keyed = {name for name, field in MUTATIONS.items() if "idempotencyKey" in field.args["input"].type.of_type.fields}

    assert keyed == {*KEYED, "suggestQuestions", "draftSummary"}


@pytest.mark.parametrize("mutation", KEYED)
async def test_the_same_key_and_input_is_the_same_object_read_again(make: Makers, client: Client, couple: Couple, mutation: str) -> None:
    given, other = await prepared(make, couple, mutation)
    key = uuid4()
    first = await do(client, couple.employee, mutation, **given, idempotencyKey=key)
    assert "id" in first

    async with nothing_changes(make):
        again = await do(client, couple.employee, mutation, **given, idempotencyKey=key)
        reused = await told(client, couple.employee, mutation, **other, idempotencyKey=key)

    assert again == first
    assert reused == "InvalidInput KEY_REUSED idempotencyKey"
    without_key = await do(client, couple.employee, mutation, **given)
    another_key = await do(client, couple.employee, mutation, **given, idempotencyKey=uuid4())
    assert len({first["id"], without_key["id"], another_key["id"]}) == 3


@pytest.mark.parametrize("mutation", KEYED)
async def test_sent_many_times_at_once_it_is_done_once(make: Makers, client: Client, couple: Couple, mutation: str) -> None:
    given, _ = await prepared(make, couple, mutation)
    key = uuid4()

    answers = await asyncio.gather(*(do(client, couple.employee, mutation, **given, idempotencyKey=key) for _ in range(4)))

    assert len({answer["id"] for answer in answers}) == 1
    (kept,) = await make.all(IdempotencyKey)
    assert f"{answers[0]['__typename']}_{kept.made_id}" == answers[0]["id"]


async def test_a_key_is_ones_own_and_of_one_mutation(make: Makers, client: Client, couple: Couple) -> None:
    key = uuid4()
    talk = await make.conversation(couple.pair)
    first = await do(client, couple.employee, "nameTalent", personId=couple.employee, text="Rust", idempotencyKey=key)
    others = await do(client, couple.manager, "nameTalent", personId=couple.employee, text="Rust", idempotencyKey=key)
    note = await told(client, couple.employee, "writeNote", conversationId=talk, part="GROWTH", text="Rust", idempotencyKey=key)

    assert first["id"] != others["id"]
    assert note == "Note"


async def test_a_refusal_uses_up_no_key(make: Makers, client: Client, couple: Couple) -> None:
    key = uuid4()
    given: dict[str, Any] = {"ownerId": couple.employee, "idempotencyKey": key}
    async with nothing_changes(make):
        assert await told(client, couple.employee, "setGoal", title=" ", **given) == "InvalidInput INVALID title"

    assert await told(client, couple.employee, "setGoal", title="Sneller", **given) == "Goal"


async def test_a_repeat_is_answered_even_when_it_could_not_be_done_any_more(make: Makers, client: Client, couple: Couple) -> None:
    talk, key = await make.conversation(couple.pair), uuid4()
    given: dict[str, Any] = {"conversationId": talk, "part": "GROWTH", "text": "Punt", "idempotencyKey": key}
    first = await do(client, couple.employee, "addTalkingPoint", **given)
    await do(client, couple.employee, "cancelConversation", conversationId=talk)
    async with nothing_changes(make):
        again = await do(client, couple.employee, "addTalkingPoint", **given)
        assert await told(client, couple.employee, "addTalkingPoint", **given | {"idempotencyKey": uuid4()}) == "WrongMoment TALK_CANCELLED"

    assert again["id"] == first["id"]
    assert again["conversation"]["status"] == "CANCELLED"


async def test_what_was_taken_back_meanwhile_is_not_made_again(make: Makers, client: Client, couple: Couple) -> None:
    talk, key = await make.conversation(couple.pair), uuid4()
    given: dict[str, Any] = {"conversationId": talk, "part": "GROWTH", "text": "Punt", "idempotencyKey": key}
    first = await do(client, couple.employee, "addTalkingPoint", **given)
    await do(client, couple.employee, "withdraw", nodeId=first["id"])
    async with nothing_changes(make):
        again = await do(client, couple.employee, "addTalkingPoint", **given)

    assert (again["__typename"], again["message"][:13]) == ("NotFound", "Dit bestaat n")


async def test_no_word_of_the_input_is_kept_with_the_key(make: Makers, client: Client, couple: Couple) -> None:
    await do(client, couple.employee, "writeReflection", text="Zeppelin", idempotencyKey=uuid4())

    async with make.engine.connect() as connection:
        (row,) = (await connection.execute(text("SELECT to_jsonb(it)::text FROM idempotency_keys it"))).scalars()
    assert "eppelin" not in row
    (kept,) = await make.all(IdempotencyKey)
    assert (len(kept.input_hash), kept.mutation) == (32, "writeReflection")


async def test_a_key_is_kept_for_thirty_days(make: Makers, client: Client, couple: Couple, work_engine: AsyncEngine) -> None:
    key = uuid4()
    given: dict[str, Any] = {"personId": couple.employee, "text": "Rust", "idempotencyKey": key}
    first = await do(client, couple.employee, "nameTalent", **given)
    (kept,) = await make.all(IdempotencyKey)

    for days, left in ((29, 1), (31, 0)):
        await make.change(kept, created_at=ago(days=days))
        async with work_engine.begin() as connection:
            await connection.execute(text("DELETE FROM idempotency_keys"))
        assert len(await make.all(IdempotencyKey)) == left
    again = await do(at(client, ahead(days=31)), couple.employee, "nameTalent", **given)
    assert (again["id"] != first["id"], UUID(str(key))) == (True, key)


async def test_an_id_that_is_malformed_unknown_or_of_another_type_is_not_found(make: Makers, client: Client, couple: Couple) -> None:
    known = await inputs(make, couple)
    talk = client_id(known["talk"])
    never = ("", "x", "Note_", talk.upper(), f"{talk} ", talk.replace("_", "-"), f"Unknown_{uuid4()}", "Person_00000000-0000-0000-0000-000000000000")
    for mutation, name, rest in BY_ID:
        given = {key: known.get(value, value) if isinstance(value, str) else value for key, value in rest.items()}
        async with nothing_changes(make):
            for node_id in (*never, client_id(couple.pair) if name != "pairId" else talk):
                answer = await told(client, couple.employee, mutation, **given, **{name: node_id})
                assert answer == "NotFound UNKNOWN", (mutation, name, node_id)


def test_every_id_of_every_input_is_in_the_list() -> None:
    fields = {(mutation, name) for mutation, field in MUTATIONS.items() for name in field.args["input"].type.of_type.fields}

    assert {(mutation, name) for mutation, name in fields if name.endswith("Id")} == {(mutation, name) for mutation, name, _ in BY_ID}


POINT, NOTE = {"part": "GROWTH", "text": "Punt"}, {"part": "GROWTH", "text": "Notitie"}
BY_ID: list[tuple[str, str, dict[str, Any]]] = [
    ("planConversation", "employeeId", {"scheduledAt": ahead(days=2)}),
    ("planConversation", "managerId", {"employeeId": "employee", "scheduledAt": ahead(days=2)}),
    ("planConversation", "triggerId", {"employeeId": "employee", "scheduledAt": ahead(days=2)}),
    ("rescheduleConversation", "conversationId", {"scheduledAt": ahead(days=2)}),
    *((f"{verb}Conversation", "conversationId", dict[str, Any]()) for verb in ("cancel", "open", "close", "reopen")),
    ("addTalkingPoint", "conversationId", POINT),
    ("addTalkingPoint", "pairId", POINT),
    ("addTalkingPoint", "aboutId", {"conversationId": "talk", **POINT}),
    ("addTalkingPoint", "triggerId", {"conversationId": "talk", **POINT}),
    ("editTalkingPoint", "talkingPointId", {}),
    ("writeNote", "conversationId", NOTE),
    ("editNote", "noteId", {"text": "Anders"}),
    ("makeAgreement", "conversationId", {"text": "Belt", "ownerId": "employee"}),
    ("editAgreement", "agreementId", {"status": "DONE"}),
    ("makeAgreement", "ownerId", {"conversationId": "talk", "text": "Belt"}),
    ("editAgreement", "ownerId", {"agreementId": "agreement"}),
    ("recordOutcome", "conversationId", {"brought": ["FOCUS"]}),
    ("suggestQuestions", "conversationId", {}),
    ("suggestQuestions", "aboutId", {"conversationId": "talk"}),
    ("acceptSuggestion", "suggestionId", {}),
    ("dismissSuggestion", "suggestionId", {}),
    ("draftSummary", "conversationId", {}),
    ("editSummarySentence", "sentenceId", {"text": "Anders."}),
    ("removeSummarySentence", "sentenceId", {}),
    ("confirmSummary", "summaryId", {}),
    ("setGoal", "ownerId", {"title": "Sneller"}),
    ("editGoal", "goalId", {"title": "Beter"}),
    ("evaluateGoal", "goalId", {"progress": "DONE", "text": "Klaar"}),
    ("giveFeedback", "toId", {"text": "Fijn"}),
    ("giveFeedback", "conversationId", {"toId": "manager", "text": "Fijn"}),
    ("editReflection", "reflectionId", {"text": "Anders"}),
    ("respond", "toId", {"text": "Dank"}),
    ("respond", "triggerId", {"toId": "feedback", "text": "Dank"}),
    ("nameTalent", "personId", {"text": "Rust"}),
    ("confirmTalent", "talentId", {}),
    ("declineTalent", "talentId", {}),
    ("withdraw", "nodeId", {}),
    ("handOver", "pairId", {"nodeIds": []}),
    ("editPair", "pairId", {"rhythmWeeks": 2}),
]
"""Every input field that is an id."""
