"""Taking back what one wrote: gone without a trace, or, once the talk is closed or somebody responded, a place without text."""

import asyncio
from typing import Any

import pytest

from schema.tables import Conversation, Feedback, Response, Row, Source, SummarySentence
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.stories.conftest import Couple
from tests.stories.doing import do, made, node, nothing_changes, outbox, points_of, told

IN_TALKS = ["point", "note", "private note", "agreement"]
ABOUT_PEOPLE = ["reflection", "private reflection", "feedback", "evaluation", "manager's evaluation", "response", "manager's feedback"]


async def written(make: Makers, couple: Couple, kind: str, talk: Conversation | None = None) -> tuple[Any, Any]:
    """Something somebody wrote, and who did."""
    employee, manager, colleague = couple.employee, couple.manager, couple.colleague
    where = talk or await make.conversation(couple.pair)
    makes: dict[str, Any] = {
        "point": lambda: make.point(where, employee),
        "note": lambda: make.note(where, employee),
        "private note": lambda: make.note(where, employee, private=True),
        "agreement": lambda: make.agreement(where, author_id=employee.id),
        "reflection": lambda: make.reflection(couple.pair),
        "private reflection": lambda: make.reflection(couple.pair, shared=False),
        "feedback": lambda: make.feedback(couple.pair, colleague),
        "manager's feedback": lambda: make.feedback(couple.pair, manager),
    }
    if kind == "evaluation":
        return await make.evaluation(await make.goal(couple.pair)), employee
    if kind == "response":
        return await make.response(await make.feedback(couple.pair)), employee
    if kind == "manager's evaluation":
        return await make.evaluation(await make.goal(couple.pair), manager), manager
    author = {"feedback": colleague, "manager's feedback": manager}.get(kind, employee)
    return await makes[kind](), author


async def resting_on(make: Makers, couple: Couple, row: Row) -> dict[str, Any]:
    """What rests on a row alone and what rests on something else too, in each state."""
    ahead_, closed = await make.conversation(couple.pair), await make.conversation(couple.pair, status="CLOSED", at=ago(days=2))
    other = await make.goal(couple.pair)
    sentences: list[Any] = [("Alleen hierop.", row), ("Ook ergens anders op.", row, other), ("Zelf geschreven.", row)]
    summary = await make.summary(closed, sentences)
    alone, both, edited = sorted(await make.all(SummarySentence, summary_id=summary.id), key=lambda one: one.position)
    return {
        "an offer": await make.suggestion(ahead_, rests_on=[row]),
        "a sentence": alone,
        "kept: an offer": await make.suggestion(ahead_, rests_on=[row, other]),
        "kept: what was taken": await make.suggestion(ahead_, state="ACCEPTED", rests_on=[row]),
        "kept: a sentence": both,
        "kept: own words": await make.change(edited, edited_by_id=couple.employee.id),
    }


@pytest.mark.parametrize("kind", IN_TALKS + ABOUT_PEOPLE)
async def test_what_nobody_answered_in_no_closed_talk_is_gone_with_its_quotes(make: Makers, client: Client, couple: Couple, kind: str) -> None:
    row, author = await written(make, couple, kind)
    resting = await resting_on(make, couple, row)

    assert await told(client, author, "withdraw", nodeId=row) == "Withdrawn"

    assert await make.find(row) is None
    assert [one for one in await make.all(Source) if one.quote == row.text] == []
    assert [name for name, one in resting.items() if await make.find(one) is not None] == [name for name in resting if name.startswith("kept")]
    private = kind.startswith("private")
    assert ((type(row).__name__, client_id(row), "GONE") in await outbox(make)) == (not private)
    async with nothing_changes(make):
        assert await told(client, author, "withdraw", nodeId=row) == "NotFound UNKNOWN"


@pytest.mark.parametrize("kind", IN_TALKS)
async def test_of_a_closed_talk_a_place_without_text_stays(make: Makers, client: Client, couple: Couple, kind: str) -> None:
    talk = await make.conversation(couple.pair, status="CLOSED", at=ago(days=40))
    row, author = await written(make, couple, kind, talk)
    resting = await resting_on(make, couple, row)

    await do(client, author, "withdraw", nodeId=row)

    left = await make.reread(row)
    assert (left.text, left.withdrawn_at is not None) == ("", True)
    assert getattr(left, "status", "DROPPED") == "DROPPED"
    assert [one for one in await make.all(Source) if one.quote == row.text] == []
    assert [name for name, one in resting.items() if await make.find(one) is not None] == [name for name in resting if name.startswith("kept")]
    async with nothing_changes(make):
        assert await told(client, author, "withdraw", nodeId=row) == "Withdrawn"


@pytest.mark.parametrize("kind", ["reflection", "private reflection", "feedback", "evaluation", "manager's evaluation", "manager's feedback"])
async def test_where_somebody_responded_a_place_without_text_stays_and_the_response_too(
    make: Makers, client: Client, couple: Couple, kind: str
) -> None:
    row, author = await written(make, couple, kind)
    answer = await make.response(row)
    resting = await resting_on(make, couple, row)

    await do(client, author, "withdraw", nodeId=row)

    left = await make.reread(row)
    assert (left.text, left.withdrawn_at is not None) == ("", True)
    assert (await make.reread(answer)).text == answer.text
    assert [one for one in await make.all(Source) if one.quote == row.text] == []
    assert [name for name, one in resting.items() if await make.find(one) is not None] == [name for name in resting if name.startswith("kept")]


async def test_a_giver_who_takes_feedback_back_touches_nobody_elses(make: Makers, client: Client, couple: Couple) -> None:
    others = await make.feedback(couple.pair, await make.person())
    kept = await make.suggestion(await make.conversation(couple.pair), rests_on=[others])
    mine = await make.feedback(couple.pair, couple.colleague)
    async with nothing_changes(make):
        assert await told(client, couple.employee, "withdraw", nodeId=mine) == "NotAllowed NOT_YOURS"
        assert await told(client, couple.colleague, "withdraw", nodeId=others) == "NotFound UNKNOWN"

    await do(client, couple.colleague, "withdraw", nodeId=mine)

    assert [row.id for row in await make.all(Feedback)] == [others.id]
    assert [source.feedback_id for source in await make.all(Source, of_suggestion_id=kept.id)] == [others.id]


@pytest.mark.parametrize("to_the_giver", [False, True], ids=["not to the giver", "to the giver"])
async def test_a_giver_who_takes_feedback_back_learns_nothing_of_who_responded(
    make: Makers, client: Client, couple: Couple, *, to_the_giver: bool
) -> None:
    answered, unanswered = await make.feedback(couple.pair, couple.colleague), await make.feedback(couple.pair, couple.colleague)
    response = await make.response(answered, to_the_giver=to_the_giver)

    told_of: dict[str, list[Any]] = {}
    for name, feedback in (("answered", answered), ("unanswered", unanswered)):
        first = await do(client, couple.colleague, "withdraw", nodeId=feedback)
        assert first["id"] == client_id(feedback)
        again = await told(client, couple.colleague, "withdraw", nodeId=feedback)
        told_of[name] = [first["__typename"], again, await node(client, couple.colleague, feedback)]

    assert told_of["answered"] == told_of["unanswered"] == ["Withdrawn", "NotFound UNKNOWN", None]
    assert await node(client, couple.colleague, response) is None
    left = await node(client, couple.employee, answered)
    assert left is not None
    assert (left["text"], [one["text"] for one in left["responses"]]) == ("", [response.text])
    assert await node(client, couple.employee, unanswered) is None


@pytest.mark.parametrize("kind", IN_TALKS + ABOUT_PEOPLE)
async def test_nobody_takes_back_what_somebody_else_wrote(make: Makers, client: Client, couple: Couple, kind: str) -> None:
    row, author = await written(make, couple, kind)
    for person in {couple.employee, couple.manager, couple.boss} - {author}:
        sees = await node(client, person, row) is not None
        async with nothing_changes(make):
            assert await told(client, person, "withdraw", nodeId=row) == ("NotAllowed NOT_YOURS" if sees else "NotFound UNKNOWN")


async def test_what_is_nobodys_text_is_not_taken_back(make: Makers, client: Client, couple: Couple) -> None:
    goal, talent, summary = (
        await make.goal(couple.pair),
        await make.talent(couple.pair),
        await make.summary(await make.conversation(couple.pair, status="CLOSED")),
    )
    for row in (goal, talent, summary, couple.pair, couple.employee, "Note_x", "", "Note_00000000-0000-0000-0000-000000000000"):
        async with nothing_changes(make):
            assert await told(client, couple.employee, "withdraw", nodeId=row) == "NotFound UNKNOWN"


async def test_a_point_taken_from_the_coach_leaves_its_place(make: Makers, client: Client, couple: Couple) -> None:
    suggestion = await make.suggestion(await make.conversation(couple.pair))
    taken = await do(client, couple.employee, "acceptSuggestion", suggestionId=suggestion)

    await do(client, couple.employee, "withdraw", nodeId=taken["talkingPoint"]["id"])

    read = await node(client, couple.employee, suggestion)
    assert read is not None
    assert (read["state"], read["talkingPoint"]["text"]) == ("ACCEPTED", "")


async def test_a_point_that_came_along_and_was_taken_back_does_not_come_along_again(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    original = await make.point(talk, couple.employee, "Liever toch niet")
    await do(client, couple.manager, "closeConversation", conversationId=talk)
    when: dict[str, Any] = {"employeeId": couple.employee, "scheduledAt": ahead(days=2)}
    planned = await do(client, couple.manager, "planConversation", **when)
    (copy,) = points_of(planned)

    await do(client, couple.employee, "withdraw", nodeId=copy["id"])

    read = await node(client, couple.manager, planned["id"])
    assert read is not None
    assert points_of(read) == []
    following = await do(client, couple.manager, "planConversation", **when)
    assert points_of(following) == []
    assert (await make.reread(original)).text == "Liever toch niet"


async def test_the_employee_takes_back_what_they_wrote_with_a_former_manager(make: Makers, client: Client, couple: Couple) -> None:
    before = await make.pair(couple.boss, couple.employee, ended=ago(days=100))
    talk = await make.conversation(before, status="CLOSED", at=ago(days=200))
    note, theirs = await make.note(talk, couple.employee), await make.note(talk, couple.boss)

    assert await told(client, couple.employee, "withdraw", nodeId=note) == "Withdrawn"
    async with nothing_changes(make):
        assert await told(client, couple.boss, "withdraw", nodeId=theirs) == "NotFound UNKNOWN"
    assert (await make.reread(note)).text == ""


async def test_a_response_that_is_taken_back_is_gone(make: Makers, client: Client, couple: Couple) -> None:
    feedback = await make.feedback(couple.pair, couple.colleague)
    answer = await made(client, couple.employee, "respond", toId=feedback, text="Dank", toTheGiver=True)

    await do(client, couple.employee, "withdraw", nodeId=answer)

    assert await make.all(Response) == []
    assert await told(client, couple.colleague, "withdraw", nodeId=feedback) == "Withdrawn"
    assert await make.find(feedback) is None


async def test_taking_back_and_taking_from_the_coach_go_together(
    make: Makers, client: Client, couple: Couple, request: pytest.FixtureRequest
) -> None:
    talk = await make.conversation(couple.pair)
    outcomes = set()
    for _ in range(300 if request.config.getoption("--soak") else 12):
        note, feedback = await make.note(talk, couple.employee), await make.feedback(couple.pair, couple.colleague)
        offered = [await make.suggestion(talk, rests_on=rows) for rows in ([note], [feedback], [feedback, note], [note, feedback])]
        taking = [told(client, couple.manager, "acceptSuggestion", suggestionId=one) for one in offered]
        back = [told(client, couple.employee, "withdraw", nodeId=note), told(client, couple.colleague, "withdraw", nodeId=feedback)]

        answers = await asyncio.gather(*taking[:2], *back, *taking[2:], told(client, couple.employee, "dismissSuggestion", suggestionId=offered[0]))

        assert {answers[2], answers[3]} == {"Withdrawn"}
        outcomes |= {*answers[:2], *answers[4:]}
    assert outcomes <= {"Suggestion", "NotFound UNKNOWN", "WrongMoment ALREADY_DECIDED"}
