"""Questions of the coach: asked for, taken, put aside, by both of a pair, and by nobody else."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from schema import tables
from schema.tables import Conversation, Person, Suggestion
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.stories.asking import ACCEPT, DISMISS, SUGGEST, TABLE, Answer, everything, leaves, points, questions, said
from tests.stories.conftest import SECRET, History

PARTS = ["PERSONAL", "CURRENT_ROLE", "GROWTH"]
SEATS = ["employee", "manager"]
OCCASIONS = ["goal", "evaluation", "feedback", "reflection", "agreement", "note"]


async def suggest(client: Client, viewer: Person, talk: Any, **more: Any) -> Answer:
    """What the coach answers to a request for questions."""
    answer = await client.ask(SUGGEST, viewer=viewer, input={"conversationId": talk, **more})
    found: Answer = answer["suggestQuestions"]
    return found


async def offered(client: Client, viewer: Person, talk: Any, **more: Any) -> list[Answer]:
    """The questions the coach offers."""
    answer = await suggest(client, viewer, talk, **more)
    assert answer["__typename"] == "SuggestedQuestions", answer
    listed: list[Answer] = answer["suggestions"]
    return listed


async def accept(client: Client, viewer: Person | None, suggestion: Any, **more: Any) -> Answer:
    """What taking a question answers."""
    answer = await client.ask(ACCEPT, viewer=viewer, input={"suggestionId": suggestion, **more})
    found: Answer = answer["acceptSuggestion"]
    return found


async def dismiss(client: Client, viewer: Person, suggestion: Any) -> Answer:
    """What putting a question aside answers."""
    answer = await client.ask(DISMISS, viewer=viewer, input={"suggestionId": suggestion})
    found: Answer = answer["dismissSuggestion"]
    return found


# Asking


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("status", ["PLANNED", "OPEN"])
async def test_both_seats_are_offered_questions_in_the_three_parts(make: Makers, client: Client, history: History, seat: str, status: str) -> None:
    if status == "OPEN":
        await make.change(history.talk, status="OPEN", opened_at=ago(minutes=5))

    answer = await suggest(client, getattr(history, seat), history.talk)

    found = answer["suggestions"]
    assert [part for part in PARTS if sum(one["part"] == part for one in found) < 2] == []
    assert [one["part"] for one in found] == sorted((one["part"] for one in found), key=PARTS.index)
    assert answer["shortfalls"] == []
    assert answer["startWith"]["id"] in [one["id"] for one in found]
    assert {one["state"] for one in found} == {"OFFERED"}
    assert {one["askedBy"]["id"] for one in found} == {client_id(getattr(history, seat))}
    assert {one["language"] for one in found} == {"NL"}
    assert all(one["question"].endswith("?") and one["why"] for one in found)


async def test_the_other_finds_the_same_questions_on_the_table(client: Client, history: History) -> None:
    made = await offered(client, history.employee, history.talk)

    both = [questions(await client.ask(TABLE, viewer=person, id=history.talk)) for person in (history.employee, history.manager)]

    assert both[0] == both[1] == made


async def test_both_seats_get_the_same_questions(client: Client, history: History) -> None:
    by_employee = await offered(client, history.employee, history.talk)
    by_manager = await offered(client, history.manager, history.talk)

    assert [one["question"] for one in by_employee] == [one["question"] for one in by_manager]


@pytest.mark.parametrize("seat", SEATS)
async def test_every_question_rests_on_lines_that_both_can_open(client: Client, history: History, seat: str) -> None:
    found = await offered(client, getattr(history, seat), history.talk)

    sources = [source for one in found for source in one["sources"]]
    assert all(1 <= len(one["sources"]) <= 3 for one in found)
    assert any(source["kind"] != "QUESTION_BANK" for source in sources)
    for source in sources:
        if source["kind"] == "QUESTION_BANK":
            assert (source["nodeId"], source["asOf"]) == (None, None)
            continue
        for person in (history.employee, history.manager):
            node = await client.ask("query Node($id: ID!) { node(id: $id) { id } }", viewer=person, id=source["nodeId"])
            assert node["node"] == {"id": source["nodeId"]}


@pytest.mark.parametrize("seat", SEATS)
async def test_no_word_of_private_hidden_or_other_peoples_texts_is_in_a_question(client: Client, history: History, seat: str) -> None:
    for perhaps in (1, 2, 5):
        found = await suggest(client, getattr(history, seat), history.talk, perPart=perhaps)

        assert SECRET not in said(found)
        assert client_id(history.private_note) not in said(found)
        assert client_id(history.fresh_evaluation) not in said(found)
        assert client_id(history.hidden_feedback) not in said(found)


async def test_what_only_one_of_them_wrote_for_themselves_changes_no_question(make: Makers, client: Client, history: History) -> None:
    before = await offered(client, history.employee, history.talk)

    await make.note(history.closed, history.employee, "Ik wil graag naar de buitendienst overstappen.", private=True, part="GROWTH")
    await make.note(history.closed, history.manager, "De planning moet nog met de wethouder worden besproken.", private=True)
    await make.reflection(history.pair, "Het overleg op dinsdag kost me veel energie.", shared=False)
    after = await offered(client, history.employee, history.talk)

    assert [one["question"] for one in after] == [one["question"] for one in before]


async def test_the_best_question_to_start_with_follows_up_on_the_last_talk(client: Client, history: History) -> None:
    answer = await suggest(client, history.employee, history.talk)

    (first,) = [one for one in answer["suggestions"] if one["id"] == answer["startWith"]["id"]]
    assert first["sources"][0]["kind"] in {"NOTE", "AGREEMENT", "TALKING_POINT"}


async def test_only_the_parts_that_were_asked_for_are_answered(client: Client, history: History) -> None:
    found = await offered(client, history.employee, history.talk, parts=["GROWTH", "GROWTH"], perPart=3)

    assert [one["part"] for one in found] == ["GROWTH"] * 3


async def test_another_language_is_spoken_when_it_is_asked_for(client: Client, history: History) -> None:
    found = await offered(client, history.employee, history.talk, language="EN", perPart=1)

    assert {one["language"] for one in found} == {"EN"}


async def test_a_new_request_replaces_what_is_still_offered_and_nothing_else(client: Client, history: History) -> None:
    first = await offered(client, history.employee, history.talk)
    taken = await accept(client, history.employee, first[2]["id"])

    second = await offered(client, history.manager, history.talk)

    table = await client.ask(TABLE, viewer=history.employee, id=history.talk)
    assert {one["id"] for one in questions(table, "REPLACED")} == {one["id"] for one in first} - {taken["id"]}
    assert {one["id"] for one in questions(table, "OFFERED")} == {one["id"] for one in second}
    assert [one["id"] for one in questions(table, "ACCEPTED")] == [taken["id"]]
    assert taken["question"] not in [one["question"] for one in second]


async def test_two_requests_at_once_leave_one_set_of_questions(client: Client, history: History) -> None:
    made = await asyncio.gather(*(offered(client, person, history.talk) for person in (history.employee, history.manager)))

    table = await client.ask(TABLE, viewer=history.employee, id=history.talk)
    standing = {one["id"] for one in questions(table, "OFFERED")}
    assert standing in [{one["id"] for one in each} for each in made]


async def test_somebody_without_history_is_asked_standing_questions(make: Makers, client: Client) -> None:
    employee, talk = await _newcomer(make)

    found = await offered(client, employee, talk)

    assert [one["part"] for one in found] == [part for part in PARTS for _ in range(2)]
    assert {source["kind"] for one in found for source in one["sources"]} == {"QUESTION_BANK"}


async def test_personal_questions_are_never_more_than_two_and_the_shortfall_says_so(client: Client, history: History) -> None:
    answer = await suggest(client, history.employee, history.talk, perPart=5)

    assert sum(one["part"] == "PERSONAL" for one in answer["suggestions"]) == 2
    assert {"part": "PERSONAL", "reason": "SWITCHED_OFF"} in answer["shortfalls"]
    short = {part for part in PARTS if sum(one["part"] == part for one in answer["suggestions"]) < 5}
    assert {one["part"] for one in answer["shortfalls"]} == short


# About one occasion


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("occasion", OCCASIONS)
async def test_one_occasion_gets_one_question_per_part(client: Client, history: History, occasion: str, seat: str) -> None:
    about = getattr(history, occasion)

    found = await offered(client, getattr(history, seat), history.talk, aboutId=about)

    assert [one["part"] for one in found] == PARTS
    assert all(client_id(about) in [source["nodeId"] for source in one["sources"]] for one in found)


async def test_a_missed_goal_can_be_asked_about(make: Makers, client: Client, history: History) -> None:
    goal = await make.goal(history.pair, "De routes op papier", status="NOT_ACHIEVED")

    found = await offered(client, history.employee, history.talk, aboutId=goal)

    assert [one["part"] for one in found] == PARTS


@pytest.mark.parametrize(
    ("seat", "occasion"),
    [
        ("employee", "private_note"),
        ("manager", "managers_note"),
        ("employee", "private_reflection"),
        ("employee", "fresh_evaluation"),
        ("employee", "hidden_feedback"),
    ],
)
async def test_what_the_other_cannot_read_is_no_occasion(make: Makers, client: Client, history: History, seat: str, occasion: str) -> None:
    before = await everything(make)

    answer = await suggest(client, getattr(history, seat), history.talk, aboutId=getattr(history, occasion))

    assert (answer["__typename"], answer["reason"]) == ("NotAllowed", "NOT_YOURS")
    assert await everything(make) == before


@pytest.mark.parametrize(
    ("seat", "occasion"),
    [
        ("manager", "private_note"),
        ("employee", "managers_note"),
        ("manager", "private_reflection"),
        ("manager", "fresh_evaluation"),
        ("manager", "hidden_feedback"),
    ],
)
async def test_what_somebody_cannot_read_is_not_found_as_an_occasion(
    make: Makers, client: Client, history: History, seat: str, occasion: str
) -> None:
    before = await everything(make)

    answer = await suggest(client, getattr(history, seat), history.talk, aboutId=getattr(history, occasion))

    assert (answer["__typename"], answer["reason"]) == ("NotFound", "UNKNOWN")
    assert await everything(make) == before


async def test_what_belongs_to_another_pair_of_the_same_manager_is_not_found_as_an_occasion(make: Makers, client: Client, history: History) -> None:
    theirs = [row for table in ("Goal", "Agreement") for row in await _of_others(make, table, history)]
    before = await everything(make)

    for row in theirs:
        answer = await suggest(client, history.manager, history.talk, aboutId=row)
        assert answer["__typename"] == "NotFound"

    assert len(theirs) == 2
    assert await everything(make) == before


@pytest.mark.parametrize("about", ["nonsense", "Goal_1", f"Goal_{uuid4()}", f"Person_{uuid4()}", "", "Goal_\0"])
async def test_an_occasion_that_names_nothing_is_not_found(make: Makers, client: Client, history: History, about: str) -> None:
    before = await everything(make)

    answer = await suggest(client, history.employee, history.talk, aboutId=about)

    assert (answer["__typename"], answer["reason"]) == ("NotFound", "UNKNOWN")
    assert await everything(make) == before


async def test_a_person_or_a_talk_is_no_occasion(make: Makers, client: Client, history: History) -> None:
    before = await everything(make)

    for about in (history.employee, history.closed, history.pair):
        assert (await suggest(client, history.employee, history.talk, aboutId=about))["__typename"] == "NotFound"

    assert await everything(make) == before


# Refusals


@pytest.mark.parametrize("talk", ["nonsense", "", f"Conversation_{uuid4()}", f"Goal_{uuid4()}", "Conversation_' OR 1=1"])
async def test_questions_for_a_talk_that_is_none_are_not_found(make: Makers, client: Client, history: History, talk: str) -> None:
    before = await everything(make)

    answer = await suggest(client, history.employee, talk)

    assert (answer["__typename"], answer["reason"]) == ("NotFound", "UNKNOWN")
    assert answer["message"] == "Dit bestaat niet, of je kunt het niet zien."
    assert await everything(make) == before


@pytest.mark.parametrize("who", ["stranger", "boss"])
async def test_questions_for_somebody_elses_talk_are_not_found(make: Makers, client: Client, history: History, who: str) -> None:
    before = await everything(make)

    answer = await suggest(client, getattr(history, who), history.talk)

    assert (answer["__typename"], answer["reason"]) == ("NotFound", "UNKNOWN")
    assert await everything(make) == before


async def test_a_former_manager_asks_nothing_any_more(make: Makers, client: Client, history: History) -> None:
    await make.change(history.pair, ended_at=ago(days=1))
    before = await everything(make)

    answer = await suggest(client, history.manager, history.talk)

    assert answer["__typename"] == "NotFound"
    assert await everything(make) == before


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("status", ["CLOSED", "CANCELLED"])
async def test_a_talk_that_is_over_gets_no_questions(make: Makers, client: Client, history: History, status: str, seat: str) -> None:
    talk = await make.conversation(history.pair, status=status)
    before = await everything(make)

    answer = await suggest(client, getattr(history, seat), talk)

    assert (answer["__typename"], answer["reason"]) == ("WrongMoment", f"TALK_{status}")
    assert await everything(make) == before


@pytest.mark.parametrize(
    ("given", "field"),
    [({"perPart": 0}, "perPart"), ({"perPart": 6}, "perPart"), ({"perPart": -3}, "perPart"), ({"parts": []}, "parts")],
)
async def test_a_number_or_parts_that_do_not_fit_are_named(make: Makers, client: Client, history: History, given: dict[str, Any], field: str) -> None:
    await offered(client, history.employee, history.talk)
    before = await everything(make)

    answer = await suggest(client, history.employee, history.talk, **given)

    assert (answer["__typename"], answer["reason"], answer["field"]) == ("InvalidInput", "INVALID", field)
    assert await everything(make) == before


async def test_nobody_without_a_token_asks_or_decides(make: Makers, client: Client, history: History) -> None:
    suggestion = await make.suggestion(history.talk)
    before = await everything(make)

    assert await client.refusal(SUGGEST, input={"conversationId": history.talk}) == "UNAUTHENTICATED"
    assert await client.refusal(ACCEPT, input={"suggestionId": suggestion}) == "UNAUTHENTICATED"
    assert await client.refusal(DISMISS, input={"suggestionId": suggestion}) == "UNAUTHENTICATED"

    assert await everything(make) == before


# The same request again


async def test_the_same_key_and_input_answer_with_the_same_questions(make: Makers, client: Client, history: History) -> None:
    key = uuid4()
    first = await suggest(client, history.employee, history.talk, idempotencyKey=key)
    before = await everything(make)

    again = await suggest(client, history.employee, history.talk, idempotencyKey=key)

    assert again == first
    assert await everything(make) == before


@pytest.mark.parametrize("other", [{"perPart": 1}, {"parts": ["GROWTH"]}, {"language": "EN"}])
async def test_a_key_that_comes_with_another_input_is_refused(make: Makers, client: Client, history: History, other: dict[str, Any]) -> None:
    key = uuid4()
    await suggest(client, history.employee, history.talk, idempotencyKey=key)
    before = await everything(make)

    answer = await suggest(client, history.employee, history.talk, idempotencyKey=key, **other)

    assert (answer["__typename"], answer["reason"], answer["field"]) == ("InvalidInput", "KEY_REUSED", "idempotencyKey")
    assert await everything(make) == before


async def test_a_key_is_its_senders_own(client: Client, history: History) -> None:
    key = uuid4()
    first = await offered(client, history.employee, history.talk, idempotencyKey=key)

    second = await offered(client, history.manager, history.talk, idempotencyKey=key)

    assert {one["id"] for one in first}.isdisjoint(one["id"] for one in second)


async def test_the_same_key_twice_at_once_asks_once(make: Makers, client: Client, history: History) -> None:
    key = uuid4()

    answers = await asyncio.gather(*(suggest(client, history.employee, history.talk, idempotencyKey=key) for _ in range(4)))

    assert all(answer == answers[0] for answer in answers)
    table = await client.ask(TABLE, viewer=history.employee, id=history.talk)
    assert [one["id"] for one in questions(table)] == [one["id"] for one in answers[0]["suggestions"]]


async def test_a_refused_request_leaves_its_key_unused(client: Client, history: History) -> None:
    key = uuid4()

    refused = await suggest(client, history.employee, history.talk, perPart=9, idempotencyKey=key)
    found = await offered(client, history.employee, history.talk, perPart=1, idempotencyKey=key)

    assert refused["__typename"] == "InvalidInput"
    assert found


async def test_a_key_keeps_no_text(make: Makers, client: Client, history: History) -> None:
    await offered(client, history.employee, history.talk, idempotencyKey=uuid4())

    (row,) = (await everything(make))["idempotency_keys"]
    assert client_id(history.talk) not in row
    assert str(history.talk.id) not in row


# Taking a question


async def test_the_employee_takes_a_question_in_the_first_person(make: Makers, client: Client, history: History) -> None:
    found = await offered(client, history.employee, history.talk)
    wanted = next(one for one in found if one["sources"][0]["nodeId"])

    taken = await accept(client, history.employee, wanted["id"])

    point = taken["talkingPoint"]
    (stored,) = [one for one in await make.all(Suggestion) if client_id(one) == wanted["id"]]
    assert taken["state"] == "ACCEPTED"
    assert taken["decidedBy"] == point["author"] == {"id": client_id(history.employee)}
    assert point["text"] == stored.first_person != wanted["question"]
    assert point["part"] == wanted["part"]
    assert point["about"] == {name: wanted["sources"][0][name] for name in ("kind", "nodeId", "quote")}


async def test_the_manager_takes_a_question_as_it_is(client: Client, history: History) -> None:
    (first, *_) = await offered(client, history.employee, history.talk)

    taken = await accept(client, history.manager, first["id"])

    assert taken["talkingPoint"]["text"] == first["question"]
    assert taken["talkingPoint"]["author"] == {"id": client_id(history.manager)}
    table = await client.ask(TABLE, viewer=history.employee, id=history.talk)
    assert [one["text"] for one in points(table)] == [first["question"]]


async def test_a_standing_question_becomes_a_point_about_nothing(make: Makers, client: Client) -> None:
    employee, talk = await _newcomer(make)
    (first, *_) = await offered(client, employee, talk)

    taken = await accept(client, employee, first["id"])

    assert taken["talkingPoint"]["about"] is None


@pytest.mark.parametrize("seat", SEATS)
async def test_a_question_can_be_taken_in_ones_own_words(client: Client, history: History, seat: str) -> None:
    (first, *_) = await offered(client, history.employee, history.talk)

    taken = await accept(client, getattr(history, seat), first["id"], question="  Hoe houden we de ochtend vrij? 🙂 ")

    assert taken["talkingPoint"]["text"] == "Hoe houden we de ochtend vrij? 🙂"
    assert taken["question"] == first["question"]


@pytest.mark.parametrize("wording", ["", "   \n\t ", "x" * 10_001, "Hoe gaat\0het?"], ids=["empty", "blank", "too long", "no text"])
async def test_a_wording_that_is_no_text_is_refused(make: Makers, client: Client, history: History, wording: str) -> None:
    suggestion = await make.suggestion(history.talk)
    before = await everything(make)

    answer = await accept(client, history.employee, suggestion, question=wording)

    assert (answer["__typename"], answer["reason"], answer["field"]) == ("InvalidInput", "INVALID", "question")
    assert await everything(make) == before


async def test_taking_a_question_twice_is_taking_it_once(make: Makers, client: Client, history: History) -> None:
    suggestion = await make.suggestion(history.talk)
    first = await accept(client, history.employee, suggestion)
    before = await everything(make)

    again = await accept(client, history.employee, suggestion)

    assert again == first
    assert await everything(make) == before


async def test_two_taps_at_once_make_one_point(client: Client, history: History) -> None:
    (first, *_) = await offered(client, history.employee, history.talk)

    answers = await asyncio.gather(*(accept(client, history.employee, first["id"]) for _ in range(4)))

    assert all(answer == answers[0] for answer in answers)
    assert len(points(await client.ask(TABLE, viewer=history.employee, id=history.talk))) == 1


async def test_when_both_take_it_at_once_one_of_them_does(client: Client, history: History) -> None:
    (first, *_) = await offered(client, history.employee, history.talk)

    answers = await asyncio.gather(*(accept(client, person, first["id"]) for person in (history.employee, history.manager)))

    assert sorted(answer["__typename"] for answer in answers) == ["Suggestion", "WrongMoment"]
    assert len(points(await client.ask(TABLE, viewer=history.employee, id=history.talk))) == 1


@pytest.mark.parametrize("state", ["ACCEPTED", "REPLACED"])
async def test_a_question_that_was_decided_on_is_decided_on(make: Makers, client: Client, history: History, state: str) -> None:
    suggestion = await make.suggestion(history.talk, state=state)
    before = await everything(make)

    taken = await accept(client, history.manager, suggestion)
    put_aside = await dismiss(client, history.manager, suggestion)

    assert (taken["__typename"], taken["reason"]) == ("WrongMoment", "ALREADY_DECIDED")
    assert (put_aside["__typename"], put_aside["reason"]) == ("WrongMoment", "ALREADY_DECIDED")
    assert await everything(make) == before


async def test_what_one_took_they_cannot_put_aside_nor_the_other_way_round(make: Makers, client: Client, history: History) -> None:
    taken, aside = [await make.suggestion(history.talk, state=state) for state in ("ACCEPTED", "DISMISSED")]
    before = await everything(make)

    assert (await dismiss(client, history.employee, taken))["reason"] == "ALREADY_DECIDED"
    assert (await accept(client, history.employee, aside))["reason"] == "ALREADY_DECIDED"

    assert await everything(make) == before


@pytest.mark.parametrize("who", ["stranger", "boss"])
async def test_a_stranger_cannot_decide_and_learns_nothing(make: Makers, client: Client, history: History, who: str) -> None:
    suggestion = await make.suggestion(history.talk)
    before = await everything(make)

    for given in (suggestion, f"Suggestion_{uuid4()}", "nonsense", history.talk):
        taken, aside = [await decide(client, getattr(history, who), given) for decide in (accept, dismiss)]
        assert taken == aside == {"__typename": "NotFound", "reason": "UNKNOWN", "message": "Dit bestaat niet, of je kunt het niet zien."}

    assert await everything(make) == before


@pytest.mark.parametrize(("status", "reason"), [("CLOSED", "TALK_CLOSED"), ("CANCELLED", "TALK_CANCELLED")])
async def test_nothing_is_decided_after_a_talk(make: Makers, client: Client, history: History, status: str, reason: str) -> None:
    talk = await make.conversation(history.pair, status=status)
    suggestion = await make.suggestion(talk)
    before = await everything(make)

    for decide in (accept, dismiss):
        answer = await decide(client, history.employee, suggestion)
        assert (answer["__typename"], answer["reason"]) == ("WrongMoment", reason)

    assert await everything(make) == before


# Putting a question aside


@pytest.mark.parametrize(("one", "other"), [("employee", "manager"), ("manager", "employee")])
async def test_only_who_put_it_aside_still_sees_it(make: Makers, client: Client, history: History, one: str, other: str) -> None:
    suggestion = await make.suggestion(history.talk)

    aside = await dismiss(client, getattr(history, one), suggestion)

    assert (aside["state"], aside["decidedBy"]) == ("DISMISSED", {"id": client_id(getattr(history, one))})
    node = "query Node($id: ID!) { node(id: $id) { id } }"
    assert (await client.ask(node, viewer=getattr(history, one), id=suggestion))["node"]
    assert (await client.ask(node, viewer=getattr(history, other), id=suggestion))["node"] is None
    assert questions(await client.ask(TABLE, viewer=getattr(history, other), id=history.talk)) == []
    assert len(questions(await client.ask(TABLE, viewer=getattr(history, one), id=history.talk))) == 1
    before = await everything(make)
    for decide in (accept, dismiss):
        assert (await decide(client, getattr(history, other), suggestion))["__typename"] == "NotFound"
    assert await dismiss(client, getattr(history, one), suggestion) == aside
    assert await everything(make) == before


@pytest.mark.parametrize("seat", SEATS)
async def test_once_the_employee_put_a_personal_question_aside_no_more_are_offered(client: Client, history: History, seat: str) -> None:
    first = await offered(client, history.employee, history.talk)
    await dismiss(client, history.employee, next(one["id"] for one in first if one["part"] == "PERSONAL"))

    answer = await suggest(client, getattr(history, seat), history.talk)

    assert {one["part"] for one in answer["suggestions"]} == {"CURRENT_ROLE", "GROWTH"}
    assert {"part": "PERSONAL", "reason": "SWITCHED_OFF"} in answer["shortfalls"]
    table = await client.ask(TABLE, viewer=getattr(history, seat), id=history.talk)
    assert [one for one in questions(table, "OFFERED") if one["part"] == "PERSONAL"] == []


async def test_asked_for_personal_ones_only_it_says_that_they_are_switched_off(client: Client, history: History) -> None:
    first = await offered(client, history.employee, history.talk)
    await dismiss(client, history.employee, next(one["id"] for one in first if one["part"] == "PERSONAL"))

    answer = await suggest(client, history.manager, history.talk, parts=["PERSONAL"])

    assert answer["suggestions"] == []
    assert answer["shortfalls"] == [{"part": "PERSONAL", "reason": "SWITCHED_OFF"}]


async def test_a_personal_question_that_the_manager_put_aside_closes_nothing(client: Client, history: History) -> None:
    first = await offered(client, history.employee, history.talk)
    await dismiss(client, history.manager, next(one["id"] for one in first if one["part"] == "PERSONAL"))

    again = await offered(client, history.employee, history.talk)

    assert "PERSONAL" in {one["part"] for one in again}


async def test_a_question_about_the_role_put_aside_closes_no_personal_ones(client: Client, history: History) -> None:
    first = await offered(client, history.employee, history.talk)
    await dismiss(client, history.employee, next(one["id"] for one in first if one["part"] == "CURRENT_ROLE"))

    again = await offered(client, history.employee, history.talk)

    assert "PERSONAL" in {one["part"] for one in again}


async def test_personal_questions_come_back_for_the_next_talk(make: Makers, client: Client, history: History) -> None:
    first = await offered(client, history.employee, history.talk)
    await dismiss(client, history.employee, next(one["id"] for one in first if one["part"] == "PERSONAL"))
    later = await make.conversation(history.pair, at=ahead(days=30))

    found = await offered(client, history.employee, later)

    assert "PERSONAL" in {one["part"] for one in found}


# What is hidden later


async def test_a_note_that_becomes_private_is_no_longer_shown_as_a_source_to_the_other(make: Makers, client: Client, history: History) -> None:
    suggestion = await make.suggestion(history.talk, rests_on=[history.note, history.agreement])
    point = await make.point(history.talk)
    await make.source(point, history.note)

    await make.change(history.note, visibility="PRIVATE")

    tables = {seat: await client.ask(TABLE, viewer=getattr(history, seat), id=history.talk) for seat in SEATS}
    kinds = {seat: [source["kind"] for source in questions(tables[seat])[0]["sources"]] for seat in SEATS}
    assert kinds == {"employee": ["NOTE", "AGREEMENT"], "manager": ["AGREEMENT"]}
    assert points(tables["manager"])[0]["about"] is None
    assert points(tables["employee"])[0]["about"]["nodeId"] == client_id(history.note)
    assert history.note.text not in list(leaves(tables["manager"]))
    assert client_id(suggestion) in said(tables["manager"])


async def test_a_note_that_became_private_is_asked_about_no_more(make: Makers, client: Client, history: History) -> None:
    await make.change(history.note, visibility="PRIVATE")

    found = await offered(client, history.employee, history.talk, perPart=5)

    assert client_id(history.note) not in said(found)


async def _newcomer(make: Makers) -> tuple[Person, Conversation]:
    """Somebody with a first talk ahead and nothing behind."""
    manager = await make.person("Farid")
    employee = await make.person("Lotte", manager=manager)
    return employee, await make.conversation(await make.pair(manager, employee))


async def _of_others(make: Makers, table: str, history: History) -> list[Any]:
    return [row for row in await make.all(getattr(tables, table)) if row.pair_id != history.pair.id]
