"""Feedback, reflections, and responding in writing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api.actions import feedback as actions
from api.mutations.results import KEY, Info, made, once, row_if_given, row_of
from schema.plan import ids
from schema.types.enums import Visibility
from schema.types.feedback import Feedback, Reflection, Response
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, ProtectedDetails, WrongMoment


@strawberry.input(description="What you give back to a colleague.")
class GiveFeedbackInput:
    """What you give back to a colleague."""

    to_id: strawberry.ID = strawberry.field(description="Who receives it.")
    text: str = strawberry.field(
        description="Your words, 1 to 10,000 characters. The receiver reads them at once, with your name. Their manager reads them too, some "
        "working days later; at once if you are that manager, and never if you report to the receiver."
    )
    conversation_id: strawberry.ID | None = strawberry.field(default=None, description="The talk it is given in, for the manager of the pair.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What you think about your own work.")
class WriteReflectionInput:
    """What you think about your own work."""

    text: str = strawberry.field(description="Your words, 1 to 10,000 characters.")
    visibility: Visibility = strawberry.field(default=Visibility.PRIVATE, description="Who reads it; your manager an hour after it is shared.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What changes of a reflection; what is left out stays.")
class EditReflectionInput:
    """What changes of a reflection."""

    reflection_id: strawberry.ID = strawberry.field(description="The reflection.")
    text: str | None = strawberry.field(default=None, description="Other words.")
    visibility: Visibility | None = strawberry.field(default=None, description="Who reads it from now on.")
    based_on: datetime | None = strawberry.field(
        default=None, description="The `editedAt` (or `createdAt`) that was edited; another one in between is answered with CHANGED_MEANWHILE."
    )


@strawberry.input(description="An answer in writing to an evaluation, feedback, a reflection or a summary.")
class RespondInput:
    """An answer in writing."""

    to_id: strawberry.ID = strawberry.field(description="What you respond to.")
    text: str = strawberry.field(description="Your words, 1 to 10,000 characters.")
    to_the_giver: bool = strawberry.field(default=False, description="Whether the giver of feedback reads it too.")
    trigger_id: strawberry.ID | None = strawberry.field(default=None, description="The trigger that invited to it.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


FeedbackResult = Annotated[
    Feedback | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("FeedbackResult", description="The feedback, or why it was not given."),
]
ReflectionResult = Annotated[
    Reflection | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("ReflectionResult", description="The reflection as it is now, or why it was left as it was."),
]
ResponseResult = Annotated[
    Response | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("ResponseResult", description="The response, or why there is none."),
]


async def give_feedback(info: Info, input: GiveFeedbackInput) -> FeedbackResult:
    """Give feedback to a colleague."""
    said = once(info, "giveFeedback", input.idempotency_key, input.to_id, input.text, input.conversation_id)
    async with info.context.begin() as session:
        in_talk = row_if_given(input.conversation_id, "Conversation")
        row_id = await actions.give(session, row_of(input.to_id, "Person"), input.text, in_talk, said, info.context.now())
        return await made(info, Feedback, row_id, session)


async def write_reflection(info: Info, input: WriteReflectionInput) -> ReflectionResult:
    """Write a reflection."""
    said = once(info, "writeReflection", input.idempotency_key, input.text, input.visibility)
    async with info.context.begin() as session:
        row_id = await actions.reflect(session, input.text, input.visibility, said, info.context.now())
        return await made(info, Reflection, row_id, session)


async def edit_reflection(info: Info, input: EditReflectionInput) -> ReflectionResult:
    """Reword a reflection, share it, or take it back to oneself."""
    async with info.context.begin() as session:
        reflection_id = row_of(input.reflection_id, "Reflection")
        row_id = await actions.edit_reflection(session, reflection_id, input.text, input.visibility, input.based_on, info.context.now())
        return await made(info, Reflection, row_id, session)


async def respond(info: Info, input: RespondInput) -> ResponseResult:
    """Answer in writing."""
    said = once(info, "respond", input.idempotency_key, input.to_id, input.text, input.to_the_giver, input.trigger_id)
    async with info.context.begin() as session:
        answer = actions.Answer(ids.parsed(input.to_id), input.text, input.to_the_giver, row_if_given(input.trigger_id, "Trigger"))
        row_id = await actions.respond(session, answer, said, info.context.now())
        return await made(info, Response, row_id, session)
