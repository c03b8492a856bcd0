"""All that a mutation changes is told by the outbox, in its transaction: what follows from a change never misses one, and hears of nothing else."""

from typing import Any

import pytest

from api.database.sessions import Sessions
from schema.tables import Base
from tests.clients import Client
from tests.listening import note_told
from tests.makers import Makers, ago, ahead
from tests.stories.conftest import Couple
from tests.stories.doing import do
from tests.stories.telling import NAMES, PARTS, all_told
from tests.stories.test_withdrawing import ABOUT_PEOPLE, IN_TALKS, resting_on, written

NOT_TOLD = {
    "sources passages picks suggestion_requests triggers trigger_subjects": "told by what they stand under, or made of what was told",
    "idempotency_keys outbox model_spending": "nobody follows the books",
    "organisations roles responsibilities expectations career_paths career_steps development_options frames": "imports alone change them",
}


@pytest.mark.parametrize("answered", [False, True], ids=["unanswered", "answered"])
@pytest.mark.parametrize("kind", IN_TALKS + ABOUT_PEOPLE)
async def test_taking_back_tells_of_all_that_goes_with_it(make: Makers, client: Client, couple: Couple, kind: str, *, answered: bool) -> None:
    row, author = await written(make, couple, kind)
    await resting_on(make, couple, row)
    if answered and kind in ABOUT_PEOPLE and kind != "response":
        await make.response(row)

    async with all_told(make):
        await do(client, author, "withdraw", nodeId=row)


async def test_closing_and_planning_tell_of_every_point_that_goes_along(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    for words in ("Eerst", "Dan"):
        await make.point(talk, couple.employee, words)
    await make.point(talk, couple.manager, "Voor later", parked=True)
    when: dict[str, Any] = {"employeeId": couple.employee, "scheduledAt": ahead(days=2)}

    async with all_told(make):
        await do(client, couple.manager, "planConversation", **when)
    async with all_told(make):
        await do(client, couple.manager, "closeConversation", conversationId=talk)
    async with all_told(make):
        await do(client, couple.employee, "planConversation", **when)


async def test_putting_a_personal_question_aside_tells_of_the_others_that_go(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    first, *_ = [await make.suggestion(talk, part="PERSONAL") for _ in range(3)]

    async with all_told(make):
        await do(client, couple.employee, "dismissSuggestion", suggestionId=first)


async def test_asking_the_coach_again_tells_of_what_makes_way(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    goal = await make.goal(couple.pair)
    offered = await make.suggestion(talk, rests_on=[goal])

    async with all_told(make):
        await do(client, couple.employee, "suggestQuestions", conversationId=talk)
    assert (await make.reread(offered)).state == "REPLACED"


async def test_a_note_or_reflection_that_becomes_private_is_told_as_gone(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    note, reflection = await make.note(talk, couple.employee), await make.reflection(couple.pair)
    await make.response(reflection)
    await resting_on(make, couple, note)
    await resting_on(make, couple, reflection)

    for visibility in ("PRIVATE", "SHARED"):
        async with all_told(make):
            await do(client, couple.employee, "editNote", noteId=note, visibility=visibility)
        async with all_told(make):
            await do(client, couple.employee, "editReflection", reflectionId=reflection, visibility=visibility)


async def test_feedback_that_its_receiver_brings_up_is_told_as_changed(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    feedback = await make.feedback(couple.pair, couple.colleague, at=ago(minutes=5))

    async with all_told(make):
        await do(client, couple.employee, "respond", toId=feedback, text="Dank")
    async with all_told(make):
        await do(client, couple.employee, "addTalkingPoint", conversationId=talk, part="GROWTH", text="Dit", aboutId=feedback)


async def test_what_is_changed_and_not_told_or_told_and_not_changed_is_noticed(make: Makers, sessions: Sessions, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)

    with pytest.raises(AssertionError, match="not told"):
        async with all_told(make):
            await make.note(talk, couple.employee)
    with pytest.raises(AssertionError, match="not changed"):
        async with all_told(make):
            await note_told(sessions, couple.employee, talk)


def test_every_table_is_told_of_or_known_not_to_be() -> None:
    known = NAMES.keys() | PARTS.keys() | set(" ".join(NOT_TOLD).split())

    assert known == set(Base.metadata.tables)
