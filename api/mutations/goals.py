"""Goals, their evaluations, and talents."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from api.actions import goals, talents
from api.mutations.results import KEY, Info, given, made, once, or_none, row_of
from api.mutations.writing import Withdrawn, WithdrawResult
from schema.types.enums import GoalProgress, GoalStatus
from schema.types.goals import Goal, GoalEvaluation, Talent
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, ProtectedDetails, WrongMoment


@strawberry.input(description="A new goal.")
class SetGoalInput:
    """A new goal."""

    owner_id: strawberry.ID = strawberry.field(description="Whose goal it is: yourself, or one of your reports.")
    title: str = strawberry.field(description="A short name, 1 to 10,000 characters.")
    description: str = strawberry.field(default="", description="What it is about; may be empty.")
    target_date: date | None = strawberry.field(default=None, description="The day it should be reached.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What changes of a goal; what is left out stays, a `targetDate` of null takes the day away.")
class EditGoalInput:
    """What changes of a goal."""

    goal_id: strawberry.ID = strawberry.field(description="The goal.")
    title: str | None = strawberry.field(default=strawberry.UNSET, description="Another name.")
    description: str | None = strawberry.field(default=strawberry.UNSET, description="Other words for what it is about.")
    target_date: date | None = strawberry.field(default=strawberry.UNSET, description="Another day.")
    status: GoalStatus | None = strawberry.field(default=strawberry.UNSET, description="Where it stands.")


@strawberry.input(description="How a goal goes.")
class EvaluateGoalInput:
    """How a goal goes."""

    goal_id: strawberry.ID = strawberry.field(description="The goal.")
    progress: GoalProgress = strawberry.field(description="How the goal goes.")
    text: str = strawberry.field(description="In your own words, 1 to 10,000 characters.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A talent somebody has.")
class NameTalentInput:
    """A talent somebody has."""

    person_id: strawberry.ID = strawberry.field(description="Whose talent: your own counts at once, your report's once they confirm it.")
    text: str = strawberry.field(description="The talent, 1 to 10,000 characters.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Which talent.")
class TalentInput:
    """Which talent."""

    talent_id: strawberry.ID = strawberry.field(description="The talent.")


GoalResult = Annotated[
    Goal | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("GoalResult", description="The goal as it is now, or why it was left as it was."),
]
GoalEvaluationResult = Annotated[
    GoalEvaluation | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("GoalEvaluationResult", description="The evaluation as it is now, or why there is none."),
]
TalentResult = Annotated[
    Talent | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("TalentResult", description="The talent as it is now, or why it was left as it was."),
]


async def set_goal(info: Info, input: SetGoalInput) -> GoalResult:
    """Set a goal."""
    said = once(info, "setGoal", input.idempotency_key, input.owner_id, input.title, input.description, input.target_date)
    async with info.context.begin() as session:
        owner_id = row_of(input.owner_id, "Person")
        row_id = await goals.set_goal(session, owner_id, input.title, input.description, input.target_date, said)
        return await made(info, Goal, row_id, session)


async def edit_goal(info: Info, input: EditGoalInput) -> GoalResult:
    """Revise a goal, or say that it was reached, missed or dropped."""
    changes = given(title=input.title, description=input.description, target_on=input.target_date)
    changes = {name: value for name, value in changes.items() if value is not None or name == "target_on"}
    async with info.context.begin() as session:
        row_id = await goals.edit_goal(session, row_of(input.goal_id, "Goal"), changes, or_none(input.status), info.context.now())
        return await made(info, Goal, row_id, session)


async def evaluate_goal(info: Info, input: EvaluateGoalInput) -> GoalEvaluationResult:
    """Say how a goal goes."""
    said = once(info, "evaluateGoal", input.idempotency_key, input.goal_id, input.progress, input.text)
    async with info.context.begin() as session:
        row_id = await goals.evaluate(session, row_of(input.goal_id, "Goal"), input.progress, input.text, said, info.context.now())
        return await made(info, GoalEvaluation, row_id, session)


async def name_talent(info: Info, input: NameTalentInput) -> TalentResult:
    """Name a talent."""
    said = once(info, "nameTalent", input.idempotency_key, input.person_id, input.text)
    async with info.context.begin() as session:
        row_id = await talents.name(session, row_of(input.person_id, "Person"), input.text, said, info.context.now())
        return await made(info, Talent, row_id, session)


async def confirm_talent(info: Info, input: TalentInput) -> TalentResult:
    """Recognise a talent that somebody else named."""
    async with info.context.begin() as session:
        row_id = await talents.confirm(session, row_of(input.talent_id, "Talent"), info.context.now())
        return await made(info, Talent, row_id, session)


async def decline_talent(info: Info, input: TalentInput) -> WithdrawResult:
    """Let go of a talent."""
    async with info.context.begin() as session:
        await talents.decline(session, row_of(input.talent_id, "Talent"))
    return Withdrawn(id=input.talent_id)
