"""Goals, evaluations, talents, feedback, reflections and responses: who writes them, and from when who reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schema.tables import Feedback, GoalEvaluation, Person, Reflection, Response, Talent
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.matrix import working_days_after
from tests.stories.conftest import Couple
from tests.stories.doing import MUTATIONS, at, do, made, node, nothing_changes, outbox, told


async def reads(client: Client, viewer: Person, node_id: Any) -> bool:
    """Whether somebody finds a thing by its id."""
    return await node(client, viewer, node_id) is not None


# Goals


@pytest.mark.parametrize("seat", ["employee", "manager"])
async def test_either_sets_revises_and_ends_a_goal_of_the_employee(make: Makers, client: Client, couple: Couple, seat: str) -> None:
    who, other = getattr(couple, seat), couple.manager if seat == "employee" else couple.employee
    goal = await do(client, who, "setGoal", ownerId=couple.employee, title=" Sneller ", description=" Elke week ", targetDate="2027-01-31")
    assert (goal["title"], goal["description"], goal["status"], goal["targetDate"]) == ("Sneller", "Elke week", "ACTIVE", "2027-01-31")

    revised = await do(client, other, "editGoal", goalId=goal["id"], title="Beter", targetDate=None)

    assert (revised["title"], revised["description"], revised["targetDate"]) == ("Beter", "Elke week", None)
    for status in ("ACHIEVED", "NOT_ACHIEVED", "DROPPED", "ACTIVE"):
        assert (await do(client, other, "editGoal", goalId=goal["id"], status=status))["status"] == status
    assert await outbox(make) == [("Goal", goal["id"], verb) for verb in ("MADE", *["CHANGED"] * 5)]


async def test_nobody_sets_a_goal_or_names_a_talent_of_somebody_else(make: Makers, client: Client, couple: Couple) -> None:
    for other in (couple.boss, couple.colleague):
        async with nothing_changes(make):
            assert await told(client, other, "setGoal", ownerId=couple.employee, title="Sneller") == "NotAllowed NOT_YOURS"
            assert await told(client, other, "nameTalent", personId=couple.employee, text="Rust") == "NotAllowed NOT_YOURS"


async def test_someone_without_a_manager_has_goals_of_their_own(make: Makers, client: Client) -> None:
    alone = await make.person("Alie Alleen")

    goal = await made(client, alone, "setGoal", ownerId=alone, title="Zelf")

    assert await told(client, alone, "evaluateGoal", goalId=goal, progress="DONE", text="Gedaan") == "GoalEvaluation"
    assert await told(client, alone, "nameTalent", personId=alone, text="Doorzetten") == "Talent"


async def test_the_manager_reads_an_own_evaluation_an_hour_later_and_theirs_is_read_at_once(make: Makers, client: Client, couple: Couple) -> None:
    goal = await make.goal(couple.pair)

    own = await made(client, couple.employee, "evaluateGoal", goalId=goal, progress="ON_TRACK", text="Gaat goed")
    managers = await made(client, couple.manager, "evaluateGoal", goalId=goal, progress="NEEDS_ATTENTION", text="Let hierop")

    assert await reads(client, couple.employee, managers)
    assert not await reads(client, couple.manager, own)
    (row,) = await make.all(GoalEvaluation, author_id=couple.employee.id)
    assert row.manager_sees_from == row.created_at + timedelta(hours=1)
    await make.change(row, manager_sees_from=ago(seconds=1))
    assert await reads(client, couple.manager, own)


# Talents


async def test_a_talent_counts_once_the_employee_confirms_it(make: Makers, client: Client, couple: Couple) -> None:
    own = await do(client, couple.employee, "nameTalent", personId=couple.employee, text="Overzicht")
    named = await do(client, couple.manager, "nameTalent", personId=couple.employee, text="Rust")
    assert (own["confirmedAt"] is None, named["confirmedAt"]) == (False, None)
    for mutation in ("confirmTalent", "declineTalent"):
        async with nothing_changes(make):
            assert await told(client, couple.manager, mutation, talentId=named["id"]) == "NotAllowed NOT_YOURS"

    confirmed = await do(client, couple.employee, "confirmTalent", talentId=named["id"])

    assert confirmed["confirmedAt"] is not None
    async with nothing_changes(make):
        assert await do(client, couple.employee, "confirmTalent", talentId=named["id"]) == confirmed


async def test_of_a_declined_talent_nothing_stays(make: Makers, client: Client, couple: Couple) -> None:
    talent = await make.talent(couple.pair, named_by=couple.manager, confirmed=False)
    suggestion = await make.suggestion(await make.conversation(couple.pair), rests_on=[talent])

    assert await told(client, couple.employee, "declineTalent", talentId=talent) == "Withdrawn"

    assert await make.all(Talent) == []
    assert await make.find(suggestion) is None
    async with nothing_changes(make):
        assert await told(client, couple.employee, "declineTalent", talentId=talent) == "NotFound UNKNOWN"
    assert await outbox(make) == [("Suggestion", client_id(suggestion), "GONE"), ("Talent", client_id(talent), "GONE")]


# Feedback


async def test_a_colleagues_feedback_reaches_the_manager_three_working_days_later_at_the_latest(make: Makers, client: Client, couple: Couple) -> None:
    feedback = await made(client, couple.colleague, "giveFeedback", toId=couple.employee, text="Fijn gewerkt")

    (row,) = await make.all(Feedback)
    assert row.manager_sees_from == working_days_after(row.created_at, 3)
    assert [await reads(client, who, feedback) for who in (couple.employee, couple.colleague, couple.manager, couple.boss)] == [
        True,
        True,
        False,
        False,
    ]


async def test_working_days_are_those_of_the_place_where_the_receiver_works(make: Makers, client: Client, couple: Couple) -> None:
    await make.change(couple.employee, time_zone="Pacific/Auckland")
    friday = datetime(2026, 11, 6, 15, tzinfo=UTC)  # which is Saturday there
    feedback = await made(at(client, friday), couple.colleague, "giveFeedback", toId=couple.employee, text="Fijn gewerkt")

    given = (await make.all(Feedback))[0].manager_sees_from
    await do(at(client, friday), couple.employee, "respond", toId=feedback, text="Dank je")
    answered = (await make.all(Feedback))[0].manager_sees_from

    assert (given, answered) == (friday + timedelta(days=4), friday + timedelta(days=2)), "Wednesday and Monday there"


async def test_a_response_by_the_receiver_starts_the_head_start_of_one_working_day(make: Makers, client: Client, couple: Couple) -> None:
    feedback = await made(client, couple.colleague, "giveFeedback", toId=couple.employee, text="Fijn gewerkt")

    await do(client, couple.employee, "respond", toId=feedback, text="Dank je")

    (row,) = await make.all(Feedback)
    (answer,) = await make.all(Response)
    assert row.manager_sees_from == answer.manager_sees_from == working_days_after(answer.created_at, 1)
    await do(client, couple.employee, "respond", toId=feedback, text="Nog eens dank")
    assert (await make.reread(row)).manager_sees_from == row.manager_sees_from


async def test_the_managers_own_feedback_is_read_by_both_at_once(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)

    feedback = await made(client, couple.manager, "giveFeedback", toId=couple.employee, text="Fijn gewerkt", conversationId=talk)

    assert [await reads(client, who, feedback) for who in (couple.employee, couple.manager, couple.boss)] == [True, True, False]
    async with nothing_changes(make):
        for where, answer in ((talk, "InvalidInput INVALID conversationId"), ("Conversation_x", "NotFound UNKNOWN")):
            assert await told(client, couple.manager, "giveFeedback", toId=couple.colleague, text="Fijn", conversationId=where) == answer


async def test_feedback_from_a_report_never_reaches_the_managers_manager(make: Makers, client: Client, couple: Couple) -> None:
    feedback = await made(client, couple.employee, "giveFeedback", toId=couple.manager, text="Je luistert goed")

    await do(client, couple.manager, "respond", toId=feedback, text="Dank", toTheGiver=True)

    kept: list[Feedback | Response] = [*await make.all(Feedback), *await make.all(Response)]
    assert [row.manager_sees_from for row in kept] == [None, None]


async def test_a_giver_reads_only_the_responses_addressed_to_them(make: Makers, client: Client, couple: Couple) -> None:
    feedback = await made(client, couple.colleague, "giveFeedback", toId=couple.employee, text="Fijn gewerkt")
    aside = await made(client, couple.employee, "respond", toId=feedback, text="Voor mezelf en mijn leidinggevende")
    addressed = await made(client, couple.employee, "respond", toId=feedback, text="Dank je wel", toTheGiver=True)

    read = await node(client, couple.colleague, feedback)

    assert read is not None
    assert read["responses"] == [{"id": addressed, "text": "Dank je wel"}]
    assert not await reads(client, couple.colleague, aside)


async def test_only_the_receiver_and_their_manager_respond_to_feedback(make: Makers, client: Client, couple: Couple) -> None:
    feedback = await make.feedback(couple.pair, couple.colleague)
    async with nothing_changes(make):
        assert await told(client, couple.colleague, "respond", toId=feedback, text="Nog iets") == "NotAllowed NOT_YOURS"
        assert await told(client, couple.boss, "respond", toId=feedback, text="Ik ook") == "NotFound UNKNOWN"

    assert await told(client, couple.manager, "respond", toId=feedback, text="Mooi") == "Response"


async def test_feedback_is_for_a_colleague_who_works_here(make: Makers, client: Client, couple: Couple) -> None:
    gone = await make.person("Gijs Gone", left=True)
    async with nothing_changes(make):
        assert await told(client, couple.employee, "giveFeedback", toId=couple.employee, text="Knap") == "InvalidInput INVALID toId"
        assert await told(client, couple.employee, "giveFeedback", toId=gone, text="Knap") == "NotAllowed NOT_YOURS"


async def test_only_feedback_is_answered_to_a_giver(make: Makers, client: Client, couple: Couple) -> None:
    reflection = await make.reflection(couple.pair)
    async with nothing_changes(make):
        assert await told(client, couple.manager, "respond", toId=reflection, text="Mooi", toTheGiver=True) == "InvalidInput INVALID toTheGiver"


def test_the_giver_is_told_who_will_read_it() -> None:
    described = str(MUTATIONS["giveFeedback"].args["input"].type.of_type.fields["text"].description)

    assert all(words in described for words in ("receiver", "manager", "never if you report to the receiver"))


# Reflections


async def test_a_shared_reflection_is_read_an_hour_later_and_can_be_taken_back_to_oneself(make: Makers, client: Client, couple: Couple) -> None:
    reflection = await made(client, couple.employee, "writeReflection", text="Voor mij")
    answer = await made(client, couple.employee, "respond", toId=reflection, text="Ook voor mij")
    assert await outbox(make) == []

    await do(client, couple.employee, "editReflection", reflectionId=reflection, visibility="SHARED")

    (row,) = await make.all(Reflection)
    assert row.edited_at is not None
    assert row.manager_sees_from == row.edited_at + timedelta(hours=1) == (await make.all(Response))[0].manager_sees_from
    assert not await reads(client, couple.manager, reflection)
    for one in (row, *await make.all(Response)):
        await make.change(one, manager_sees_from=ago(seconds=1))
    assert (await reads(client, couple.manager, reflection), await reads(client, couple.manager, answer)) == (True, True)

    await do(client, couple.employee, "editReflection", reflectionId=reflection, visibility="PRIVATE")
    assert (await reads(client, couple.manager, reflection), await reads(client, couple.manager, answer)) == (False, False)
    assert await outbox(make) == [("Reflection", reflection, "CHANGED"), ("Reflection", reflection, "GONE")]


async def test_only_its_author_changes_a_reflection(make: Makers, client: Client, couple: Couple) -> None:
    reflection = await make.reflection(couple.pair)
    private = await make.reflection(couple.pair, shared=False)
    async with nothing_changes(make):
        assert await told(client, couple.manager, "editReflection", reflectionId=reflection, text="Van mij") == "NotAllowed NOT_YOURS"
        assert await told(client, couple.manager, "editReflection", reflectionId=private, text="Van mij") == "NotFound UNKNOWN"


async def test_the_manager_responds_to_what_they_read_and_to_nothing_else(make: Makers, client: Client, couple: Couple) -> None:
    goal = await make.goal(couple.pair)
    summary = await make.summary(await make.conversation(couple.pair, status="CLOSED"))
    for row in (await make.evaluation(goal), await make.reflection(couple.pair), summary):
        answer = await made(client, couple.manager, "respond", toId=row, text="Daar praten we over")
        assert await reads(client, couple.employee, answer)
    late = [await make.evaluation(goal, at=ago(minutes=5)), await make.reflection(couple.pair, shared=False), goal, couple.pair]
    for hidden in late:
        async with nothing_changes(make):
            assert await told(client, couple.manager, "respond", toId=hidden, text="Mooi") == "NotFound UNKNOWN"


# Pairs and preferences


async def test_either_sets_rhythm_pause_and_model_of_the_pair(make: Makers, client: Client, couple: Couple) -> None:
    first = await do(client, couple.employee, "editPair", pairId=couple.pair, rhythmWeeks=2, pausedUntil="2027-01-31", modelAllowed=False)
    second = await do(client, couple.manager, "editPair", pairId=couple.pair, pausedUntil=None)

    assert (first["rhythmWeeks"], first["pausedUntil"], first["modelAllowed"]) == (2, "2027-01-31", False)
    assert (second["rhythmWeeks"], second["pausedUntil"], second["modelAllowed"]) == (2, None, False)
    for weeks in (0, 53, -1):
        async with nothing_changes(make):
            assert await told(client, couple.employee, "editPair", pairId=couple.pair, rhythmWeeks=weeks) == "InvalidInput INVALID rhythmWeeks"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"timeZone": ""}, "timeZone"),
        ({"timeZone": "../etc/passwd"}, "timeZone"),
        ({"timeZone": "\0"}, "timeZone"),
        ({"quietFrom": "25:00"}, "quietFrom"),
        ({"quietFrom": "6 uur"}, "quietFrom"),
        ({"quietUntil": "T0800"}, "quietUntil"),
        ({"quietUntil": "٠٨:٠٠"}, "quietUntil"),
        ({"workingDays": []}, "workingDays"),
    ],
)
async def test_preferences_that_fit_nobody_are_refused(make: Makers, client: Client, couple: Couple, given: dict[str, Any], field: str) -> None:
    async with nothing_changes(make):
        assert await told(client, couple.employee, "editPreferences", language="EN", **given) == f"InvalidInput INVALID {field}"


async def test_preferences_are_ones_own(make: Makers, client: Client, couple: Couple) -> None:
    given = {"language": "EN", "timeZone": "Europe/Lisbon", "quietFrom": "19:30", "quietUntil": "07:00", "workingDays": ["FRIDAY", "MONDAY"]}

    changed = await do(client, couple.employee, "editPreferences", **given)

    assert changed == {"__typename": "Preferences", **given, "workingDays": ["MONDAY", "FRIDAY"]}
    assert (await make.reread(couple.manager)).time_zone == "Europe/Amsterdam"
    assert (await do(client, couple.employee, "giveFeedback", toId=couple.employee, text="Ik"))["message"].startswith("Feedback is for")


# What one may not see does not exist


async def test_a_trigger_that_is_not_ones_own_does_not_exist(make: Makers, client: Client, couple: Couple) -> None:
    talk, goal = await make.conversation(couple.pair), await make.goal(couple.pair)
    evaluation = await make.evaluation(goal)
    theirs, own = await make.trigger(couple.manager, couple.employee), await make.trigger(couple.employee)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("planConversation", {"employeeId": couple.employee, "scheduledAt": ahead(days=2)}),
        ("addTalkingPoint", {"conversationId": talk, "part": "GROWTH", "text": "Punt"}),
        ("respond", {"toId": evaluation, "text": "Dank"}),
    ]
    for mutation, given in steps:
        for trigger in (theirs, "Trigger_x", client_id(talk)):
            async with nothing_changes(make):
                assert await told(client, couple.employee, mutation, triggerId=trigger, **given) == "NotFound UNKNOWN"
        assert " " not in await told(client, couple.employee, mutation, triggerId=own, **given)
