"""What people write in a talk: talking points, notes and agreements; and taking back what one wrote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api.actions import agreements, notes, points, withdrawing
from api.mutations.results import KEY, NOBODY, Info, given, made, once, or_none, row_if_given, row_of
from schema.plan import ids
from schema.types.conversations import Agreement, Note, TalkingPoint
from schema.types.enums import AgreementStatus, Part, Visibility
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, ProtectedDetails, WrongMoment


@strawberry.input(description="A point for the agenda of a talk; or, with `pairId` instead, parked for the next talk of the pair.")
class AddTalkingPointInput:
    """A point for the agenda."""

    conversation_id: strawberry.ID | None = strawberry.field(default=None, description="The talk.")
    pair_id: strawberry.ID | None = strawberry.field(default=None, description="The pair, to park the point for its next talk.")
    part: Part = strawberry.field(description="The part it belongs to.")
    text: str = strawberry.field(description="The point, 1 to 10,000 characters.")
    about_id: strawberry.ID | None = strawberry.field(default=None, description="What it is about.")
    trigger_id: strawberry.ID | None = strawberry.field(default=None, description="The trigger that invited to it.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What changes of a talking point; what is left out stays.")
class EditTalkingPointInput:
    """What changes of a talking point."""

    talking_point_id: strawberry.ID = strawberry.field(description="The point.")
    text: str | None = strawberry.field(default=None, description="Other words; its author only.")
    part: Part | None = strawberry.field(default=None, description="Another part.")
    discussed: bool | None = strawberry.field(default=None, description="Whether it was talked about.")


@strawberry.input(description="What was said.")
class WriteNoteInput:
    """What was said."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk.")
    part: Part = strawberry.field(description="The part it belongs to.")
    text: str = strawberry.field(description="The note, 1 to 10,000 characters.")
    visibility: Visibility = strawberry.field(default=Visibility.SHARED, description="Who reads it; the first shared note opens the talk.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What changes of a note of one's own; what is left out stays.")
class EditNoteInput:
    """What changes of a note."""

    note_id: strawberry.ID = strawberry.field(description="The note.")
    text: str | None = strawberry.field(default=None, description="Other words.")
    visibility: Visibility | None = strawberry.field(default=None, description="Who reads it from now on.")
    based_on: datetime | None = strawberry.field(
        default=None, description="The `editedAt` (or `createdAt`) that was edited; another one in between is answered with CHANGED_MEANWHILE."
    )


@strawberry.input(description="What the two agreed.")
class MakeAgreementInput:
    """What the two agreed."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk.")
    text: str = strawberry.field(description="What was agreed, 1 to 10,000 characters.")
    owner_id: strawberry.ID = strawberry.field(description="Who does it: one of the two.")
    due: date | None = strawberry.field(default=None, description="The day it should be done.")
    idempotency_key: UUID | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What changes of an agreement; what is left out stays, a `due` of null takes the day away.")
class EditAgreementInput:
    """What changes of an agreement."""

    agreement_id: strawberry.ID = strawberry.field(description="The agreement.")
    text: str | None = strawberry.field(default=strawberry.UNSET, description="Other words; its author only.")
    owner_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Another owner: one of the two.")
    due: date | None = strawberry.field(default=strawberry.UNSET, description="Another day.")
    status: AgreementStatus | None = strawberry.field(default=strawberry.UNSET, description="Where it stands; at any time.")


@strawberry.input(
    description="What to take back: a talking point, note, agreement, reflection, feedback, evaluation or response that the viewer wrote."
)
class WithdrawInput:
    """What to take back."""

    node_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="Something was taken back. Where somebody responded, or its talk is closed, it stays without its text.")
class Withdrawn:
    """Something was taken back."""

    id: strawberry.ID = strawberry.field(description="The id it had.")


TalkingPointResult = Annotated[
    TalkingPoint | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("TalkingPointResult", description="The talking point as it is now, or why it was left as it was."),
]
NoteResult = Annotated[
    Note | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("NoteResult", description="The note as it is now, or why it was left as it was."),
]
AgreementResult = Annotated[
    Agreement | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("AgreementResult", description="The agreement as it is now, or why it was left as it was."),
]
WithdrawResult = Annotated[
    Withdrawn | NotFound | NotAllowed | WrongMoment,
    strawberry.union("WithdrawResult", description="What was taken back, or why it was not."),
]


async def add_talking_point(info: Info, input: AddTalkingPointInput) -> TalkingPointResult:
    """Put a point on the agenda."""
    words = (input.conversation_id, input.pair_id, input.part, input.text, input.about_id, input.trigger_id)
    said = once(info, "addTalkingPoint", input.idempotency_key, *words)
    where = points.Where(row_if_given(input.conversation_id, "Conversation"), row_if_given(input.pair_id, "Pair"))
    about = None if input.about_id is None else ids.parsed(input.about_id) or ("", NOBODY)
    async with info.context.begin() as session:
        row_id = await points.add(session, where, input.part, input.text, about, row_if_given(input.trigger_id, "Trigger"), said)
        return await made(info, TalkingPoint, row_id, session)


async def edit_talking_point(info: Info, input: EditTalkingPointInput) -> TalkingPointResult:
    """Reword a point, move it, tick it off."""
    async with info.context.begin() as session:
        row_id = await points.edit(session, row_of(input.talking_point_id, "TalkingPoint"), input.text, input.part, input.discussed)
        return await made(info, TalkingPoint, row_id, session)


async def write_note(info: Info, input: WriteNoteInput) -> NoteResult:
    """Write down what was said."""
    said = once(info, "writeNote", input.idempotency_key, input.conversation_id, input.part, input.text, input.visibility)
    async with info.context.begin() as session:
        talk_id = row_of(input.conversation_id, "Conversation")
        row_id = await notes.write(session, talk_id, input.part, input.text, input.visibility, said, info.context.now())
        return await made(info, Note, row_id, session)


async def edit_note(info: Info, input: EditNoteInput) -> NoteResult:
    """Reword a note of one's own."""
    async with info.context.begin() as session:
        note_id = row_of(input.note_id, "Note")
        row_id = await notes.edit(session, note_id, input.text, input.visibility, input.based_on, info.context.now())
        return await made(info, Note, row_id, session)


async def make_agreement(info: Info, input: MakeAgreementInput) -> AgreementResult:
    """Write down what the two agreed."""
    said = once(info, "makeAgreement", input.idempotency_key, input.conversation_id, input.text, input.owner_id, input.due)
    async with info.context.begin() as session:
        talk_id, owner_id = row_of(input.conversation_id, "Conversation"), row_of(input.owner_id, "Person")
        row_id = await agreements.make(session, talk_id, input.text, owner_id, input.due, said, info.context.now())
        return await made(info, Agreement, row_id, session)


async def edit_agreement(info: Info, input: EditAgreementInput) -> AgreementResult:
    """Reword an agreement, or say how it stands."""
    changes = given(text=input.text, owner_id=input.owner_id, due_on=input.due)
    changes = {name: value for name, value in changes.items() if value is not None or name == "due_on"}
    if "owner_id" in changes:
        changes["owner_id"] = row_of(changes["owner_id"], "Person")
    async with info.context.begin() as session:
        agreement_id = row_of(input.agreement_id, "Agreement")
        row_id = await agreements.edit(session, agreement_id, changes, or_none(input.status), info.context.now())
        return await made(info, Agreement, row_id, session)


async def withdraw(info: Info, input: WithdrawInput) -> WithdrawResult:
    """Take back what one wrote."""
    async with info.context.begin() as session:
        await withdrawing.withdraw(session, ids.parsed(input.node_id), info.context.now())
    return Withdrawn(id=input.node_id)
