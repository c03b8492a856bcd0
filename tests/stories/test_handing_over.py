"""A new manager starts empty and sees exactly what the employee hands over; what ends with a pair ends at once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from api.actions import people
from schema.tables import Agreement, Change, Conversation, Goal, Note, Pair, Person, Summary, SummarySentence, Talent
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id, now
from tests.matrix import working_days_after
from tests.stories.conftest import Couple
from tests.stories.doing import do, node, nothing_changes, told


@dataclass(frozen=True)
class Memory:
    """What the employee has from an earlier pair, and the one they are in now."""

    couple: Couple
    before: Pair
    goal: Goal
    talent: Talent
    agreement: Agreement
    summary: Summary
    unconfirmed: Talent
    draft: Summary
    rest: dict[str, Any]

    @property
    def choice(self) -> list[Any]:
        """All that can be handed over."""
        return [self.goal, self.talent, self.agreement, self.summary]


@pytest.fixture
async def memory(make: Makers, couple: Couple) -> Memory:
    """Emma's memory of her time with Fatima."""
    before = await make.pair(await make.person("Fatima Faas"), couple.employee, ended=ago(days=10))
    talk = await make.conversation(before, status="CLOSED", at=ago(days=20))
    other = await make.conversation(before, status="CLOSED", at=ago(days=15))
    goal = await make.goal(before)
    return Memory(
        couple,
        before,
        goal,
        talent=await make.talent(before),
        agreement=await make.agreement(talk),
        summary=await make.summary(talk, ["De planning loopt."], state="CONFIRMED"),
        unconfirmed=await make.talent(before, confirmed=False),
        draft=await make.summary(other),
        rest={
            "talk": talk,
            "note": await make.note(talk),
            "point": await make.point(talk),
            "evaluation": await make.evaluation(goal),
            "feedback": await make.feedback(before),
            "reflection": await make.reflection(before),
            "other goal": await make.goal(before, "Iets anders"),
            "other agreement": await make.agreement(talk),
        },
    )


async def seen(client: Client, viewer: Person, rows: list[Any]) -> list[bool]:
    """Whether somebody finds each of them."""
    return [await node(client, viewer, row) is not None for row in rows]


async def test_a_new_manager_sees_exactly_what_was_handed_over(make: Makers, client: Client, memory: Memory) -> None:
    couple, rest = memory.couple, list(memory.rest.values())
    assert await seen(client, couple.manager, [*memory.choice, *rest]) == [False] * (len(rest) + 4)

    given = await do(client, couple.employee, "handOver", pairId=couple.pair, nodeIds=memory.choice)

    assert [one["id"] for one in given["nodes"]] == [client_id(row) for row in memory.choice]
    assert await seen(client, couple.manager, memory.choice) == [True] * 4
    assert await seen(client, couple.manager, [*rest, memory.draft, memory.unconfirmed]) == [False] * (len(rest) + 2)
    summary = await node(client, couple.manager, memory.summary)
    assert summary is not None
    assert [one["text"] for one in summary["sentences"]] == ["De planning loopt."]
    assert await seen(client, couple.boss, memory.choice) == [False] * 4
    told_of = await make.all(Change)
    assert {(row.node_type, row.verb, row.pair_id) for row in told_of} == {(type(row).__name__, "CHANGED", couple.pair.id) for row in memory.choice}
    async with nothing_changes(make):
        assert await told(client, couple.employee, "handOver", pairId=couple.pair, nodeIds=[memory.goal, memory.goal]) == "HandedOver"


async def test_the_next_manager_starts_empty_again(make: Makers, client: Client, memory: Memory) -> None:
    couple = memory.couple
    await do(client, couple.employee, "handOver", pairId=couple.pair, nodeIds=memory.choice)
    sentences = await make.all(SummarySentence, summary_id=memory.summary.id)

    await moved_to(make, couple.employee, couple.boss)

    assert await seen(client, couple.boss, [*memory.choice, *sentences]) == [False] * 5
    assert await seen(client, couple.manager, [*memory.choice, *sentences]) == [False] * 5
    assert await seen(client, couple.employee, [*memory.choice, *sentences]) == [True] * 5


async def test_what_was_handed_over_is_read_and_goals_go_on_but_the_old_talk_is_left_alone(make: Makers, client: Client, memory: Memory) -> None:
    couple = memory.couple
    await do(client, couple.employee, "handOver", pairId=couple.pair, nodeIds=memory.choice)
    (sentence,) = await make.all(SummarySentence, summary_id=memory.summary.id)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("editSummarySentence", {"sentenceId": sentence, "text": "Anders."}),
        ("removeSummarySentence", {"sentenceId": sentence}),
        ("confirmSummary", {"summaryId": memory.summary}),
        ("respond", {"toId": memory.summary, "text": "Mooi."}),
        ("editAgreement", {"agreementId": memory.agreement, "due": None}),
        ("confirmTalent", {"talentId": memory.talent}),
        ("withdraw", {"nodeId": memory.agreement}),
    ]
    for mutation, given in steps:
        async with nothing_changes(make):
            assert await told(client, couple.manager, mutation, **given) == "NotAllowed NOT_YOURS", mutation

    assert await told(client, couple.manager, "editGoal", goalId=memory.goal, title="Verder") == "Goal"
    evaluated = await do(client, couple.manager, "evaluateGoal", goalId=memory.goal, progress="ON_TRACK", text="Gaat goed")
    assert await seen(client, couple.employee, [evaluated["id"]]) == [True]


async def test_one_thing_that_cannot_be_handed_over_stops_all_of_it(make: Makers, client: Client, memory: Memory) -> None:
    couple = memory.couple
    theirs = await make.goal(await make.pair(couple.employee, await make.person()))
    hidden = await make.goal(await make.pair(couple.manager, couple.colleague))
    cases: list[tuple[Any, str]] = [
        (memory.draft, "InvalidInput INVALID nodeIds"),
        (memory.unconfirmed, "InvalidInput INVALID nodeIds"),
        (theirs, "NotAllowed NOT_YOURS"),
        (hidden, "NotFound UNKNOWN"),
        (memory.rest["note"], "NotFound UNKNOWN"),
        ("Goal_x", "NotFound UNKNOWN"),
    ]
    for row, answer in cases:
        async with nothing_changes(make):
            assert await told(client, couple.employee, "handOver", pairId=couple.pair, nodeIds=[memory.goal, row]) == answer
    for nodes in ([], [memory.goal] * 101):
        async with nothing_changes(make):
            assert await told(client, couple.employee, "handOver", pairId=couple.pair, nodeIds=nodes) == "InvalidInput INVALID nodeIds"


async def test_only_the_employee_hands_over_and_only_within_a_pair_that_lasts(make: Makers, client: Client, memory: Memory) -> None:
    couple = memory.couple
    for who, pair, answer in (
        (couple.manager, couple.pair, "NotAllowed NOT_YOURS"),
        (couple.boss, couple.pair, "NotFound UNKNOWN"),
        (couple.employee, memory.before, "NotAllowed PAIR_ENDED"),
        (couple.employee, "Pair_x", "NotFound UNKNOWN"),
    ):
        async with nothing_changes(make):
            assert await told(client, who, "handOver", pairId=pair, nodeIds=[memory.goal]) == answer


# When a pair ends


async def moved_to(make: Makers, employee: Person, manager: Person | None) -> None:
    """The employee gets another manager, as the importer gives them one."""
    async with make.engine.begin() as connection:
        await people.give_managers(connection, employee.org_id, {employee.id: manager.id if manager else None}, at=now())


async def test_what_ends_with_a_pair_ends_at_once(make: Makers, client: Client, couple: Couple) -> None:
    planned, opened = await make.conversation(couple.pair), await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    private, shared = await make.note(opened, couple.employee, private=True), await make.note(opened, couple.manager)
    managers = await make.agreement(opened, couple.manager, author_id=couple.manager.id)
    employees = await make.agreement(opened, couple.employee, author_id=couple.manager.id)
    settled = await make.agreement(opened, couple.manager, status="DONE")

    await moved_to(make, couple.employee, couple.boss)

    assert [(await make.reread(talk)).status for talk in (planned, opened)] == ["CANCELLED", "CLOSED"]
    assert (await make.reread(opened)).outcomes_shown_from is not None
    assert [row.id for row in await make.all(Note)] == [shared.id] != [private.id]
    assert [(await make.reread(row)).status for row in (managers, employees, settled)] == ["DROPPED", "OPEN", "DONE"]
    everything: list[Any] = [couple.pair, planned, opened, shared, managers, employees]
    assert await seen(client, couple.manager, everything) == [False] * 6
    assert await seen(client, couple.employee, everything) == [True] * 6
    told_of = {(row.node_type, row.node_id, row.actor_id) for row in await make.all(Change, org_id=couple.pair.org_id)}
    assert {(type(row).__name__, row.id, None) for row in (couple.pair, planned, opened, managers)} <= told_of


async def test_outcomes_of_a_pair_that_ends_show_after_working_days_where_each_employee_works(make: Makers, couple: Couple) -> None:
    far = await make.person(manager=couple.manager, time_zone="Pacific/Auckland")
    pairs = [couple.pair, await make.pair(couple.manager, far)]
    talks = [await make.conversation(pair, status="OPEN", at=ago(minutes=5)) for pair in pairs]
    friday = datetime(2030, 11, 8, 15, tzinfo=UTC)

    async with make.engine.begin() as connection:
        await people.end_pairs(connection, couple.pair.org_id, [pair.id for pair in pairs], at=friday)

    shown = [(await make.reread(talk)).outcomes_shown_from for talk in talks]
    assert shown == [working_days_after(friday, 3), working_days_after(friday, 3, "Pacific/Auckland")]
    assert shown[0] != shown[1], "on Friday afternoon in Amsterdam it is Saturday in Auckland"


async def test_nothing_new_begins_in_a_pair_that_has_ended(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    note = await make.note(talk, couple.employee)
    agreement = await make.agreement(talk, couple.employee, author_id=couple.employee.id)
    await moved_to(make, couple.employee, None)
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("planConversation", {"employeeId": couple.employee, "scheduledAt": ahead(days=2)}, "NotAllowed NOT_YOURS"),
        ("reopenConversation", {"conversationId": talk}, "WrongMoment PAIR_ENDED"),
        ("writeNote", {"conversationId": talk, "part": "GROWTH", "text": "Nog iets"}, "WrongMoment PAIR_ENDED"),
        ("editNote", {"noteId": note, "text": "Anders"}, "WrongMoment PAIR_ENDED"),
        ("makeAgreement", {"conversationId": talk, "text": "Ik bel", "ownerId": couple.employee}, "WrongMoment PAIR_ENDED"),
        ("editAgreement", {"agreementId": agreement, "text": "Anders"}, "WrongMoment PAIR_ENDED"),
        ("addTalkingPoint", {"conversationId": talk, "part": "GROWTH", "text": "Punt"}, "WrongMoment TALK_CLOSED"),
        ("addTalkingPoint", {"pairId": couple.pair, "part": "GROWTH", "text": "Punt"}, "NotAllowed PAIR_ENDED"),
        ("editPair", {"pairId": couple.pair, "rhythmWeeks": 2}, "NotAllowed PAIR_ENDED"),
    ]
    for mutation, given, answer in steps:
        async with nothing_changes(make):
            assert await told(client, couple.employee, mutation, **given) == answer, mutation
            elsewhere = "NotAllowed NOT_YOURS" if mutation == "planConversation" else "NotFound UNKNOWN"
            assert await told(client, couple.manager, mutation, **given) == elsewhere, mutation

    assert await told(client, couple.employee, "recordOutcome", conversationId=talk, brought=["FOCUS"]) == "Conversation"
    assert await told(client, couple.employee, "editAgreement", agreementId=agreement, status="DONE") == "Agreement"


async def test_what_waited_in_a_pair_that_ended_does_not_go_along_to_the_next(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    await make.point(talk, couple.employee, "Blijft hier")
    await moved_to(make, couple.employee, couple.boss)

    planned = await do(client, couple.boss, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=2))

    assert [point for part in planned["parts"] for point in part["talkingPoints"]] == []


async def test_somebody_who_leaves_is_refused_and_their_pairs_end(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    async with make.engine.begin() as connection:
        await people.leave(connection, couple.manager.org_id, couple.manager.id, at=now())

    assert (await make.reread(talk)).status == "CANCELLED"
    assert await client.refusal("{ viewer { id } }", couple.manager) == "UNAUTHENTICATED"
    async with make.engine.connect() as connection:
        left = await connection.execute(text("SELECT count(*) FROM pairs WHERE ended_at IS NULL"))
        assert left.scalar_one() == 0
    assert {row.status for row in await make.all(Conversation)} == {"CANCELLED"}
