"""Planning a talk, holding it, closing it, saying what it brought."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api.actions import outcomes
from api.actions import talks as actions
from api.mutations.results import KEY, Info, made, once, row_if_given, row_of
from schema.types.conversations import Conversation
from schema.types.enums import OutcomeKind
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, WrongMoment


@strawberry.input(description="Which talk to plan.")
class PlanConversationInput:
    """Which talk to plan."""

    employee_id: strawberry.ID = strawberry.field(description="The employee.")
    manager_id: strawberry.ID | None = strawberry.field(default=None, description="May be left out: it is the current manager.")
    scheduled_at: datetime = strawberry.field(description="When.")
    duration_minutes: int = strawberry.field(default=30, description="How long, in minutes, from 5 to 480.")
    trigger_id: strawberry.ID | None = strawberry.field(default=None, description="The trigger that invited to it.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Where a planned talk moves to.")
class RescheduleConversationInput:
    """Where a planned talk moves to."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk.")
    scheduled_at: datetime = strawberry.field(description="The new moment.")
    duration_minutes: int | None = strawberry.field(default=None, description="How long, in minutes; as it was without it.")


@strawberry.input(description="Which talk.")
class ConversationInput:
    """Which talk."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk.")


@strawberry.input(description="What a talk brought, as you say.")
class RecordOutcomeInput:
    """What a talk brought."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk.")
    brought: list[OutcomeKind] = strawberry.field(description="What it brought; may be empty.")


ConversationResult = Annotated[
    Conversation | NotFound | NotAllowed | InvalidInput | WrongMoment,
    strawberry.union("ConversationResult", description="The talk as it is now, or why it was left as it was."),
]


async def plan_conversation(info: Info, input: PlanConversationInput) -> ConversationResult:
    """Plan a talk."""
    words = (input.employee_id, input.manager_id, input.scheduled_at, input.duration_minutes, input.trigger_id)
    said = once(info, "planConversation", input.idempotency_key, *words)
    who = actions.Who(row_of(input.employee_id, "Person"), row_if_given(input.manager_id, "Person"))
    trigger_id = row_if_given(input.trigger_id, "Trigger")
    async with info.context.begin() as session:
        row_id = await actions.plan(session, who, input.scheduled_at, input.duration_minutes, trigger_id, said, info.context.now())
        return await made(info, Conversation, row_id, session)


async def reschedule_conversation(info: Info, input: RescheduleConversationInput) -> ConversationResult:
    """Move a planned talk."""
    async with info.context.begin() as session:
        talk_id = row_of(input.conversation_id, "Conversation")
        row_id = await actions.reschedule(session, talk_id, input.scheduled_at, input.duration_minutes, info.context.now())
        return await made(info, Conversation, row_id, session)


async def cancel_conversation(info: Info, input: ConversationInput) -> ConversationResult:
    """Let a planned talk go."""
    async with info.context.begin() as session:
        row_id = await actions.cancel(session, row_of(input.conversation_id, "Conversation"))
        return await made(info, Conversation, row_id, session)


async def open_conversation(info: Info, input: ConversationInput) -> ConversationResult:
    """Begin a talk."""
    async with info.context.begin() as session:
        row_id = await actions.open_(session, row_of(input.conversation_id, "Conversation"), info.context.now())
        return await made(info, Conversation, row_id, session)


async def close_conversation(info: Info, input: ConversationInput) -> ConversationResult:
    """Round off a talk."""
    async with info.context.begin() as session:
        row_id = await actions.close(session, row_of(input.conversation_id, "Conversation"), info.context.now())
        return await made(info, Conversation, row_id, session)


async def reopen_conversation(info: Info, input: ConversationInput) -> ConversationResult:
    """Go on with a talk that was closed too early."""
    async with info.context.begin() as session:
        row_id = await actions.reopen(session, row_of(input.conversation_id, "Conversation"), info.context.now())
        return await made(info, Conversation, row_id, session)


async def record_outcome(info: Info, input: RecordOutcomeInput) -> ConversationResult:
    """Say what a talk brought."""
    async with info.context.begin() as session:
        row_id = await outcomes.record(session, row_of(input.conversation_id, "Conversation"), input.brought, info.context.now())
        return await made(info, Conversation, row_id, session)
