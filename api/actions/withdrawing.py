"""Taking back what one wrote: gone without a trace while nobody answered and the talk is not closed; afterwards a tombstone without text stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import authors_only, seen
from api.actions.quotes import forget_quotes, take_back_feedback
from api.database.looking import looking, viewer_of
from api.outbox import Verb, tell
from schema import tables
from schema.rules.refusals import Unseen
from schema.tables.enums import AgreementStatus, ConversationStatus


@dataclass(frozen=True)
class Takeable:
    """What can be taken back: its table, the pointer column of its quotes, and the column of responses to it."""

    table: Any
    pointer: str
    answered: str | None = None


TAKEABLE = {
    "TalkingPoint": Takeable(tables.TalkingPoint, "talking_point_id"),
    "Note": Takeable(tables.Note, "note_id"),
    "Agreement": Takeable(tables.Agreement, "agreement_id"),
    "Reflection": Takeable(tables.Reflection, "reflection_id", "reflection_id"),
    "Feedback": Takeable(tables.Feedback, "feedback_id"),
    "GoalEvaluation": Takeable(tables.GoalEvaluation, "evaluation_id", "evaluation_id"),
    "Response": Takeable(tables.Response, "response_id"),
}


async def withdraw(session: AsyncSession, node: tuple[str, UUID] | None, now: datetime) -> UUID:
    """Take back a text of one's own, at any time. Its quotes go with it. Taking back twice is taking back once."""
    if node is None or node[0] not in TAKEABLE:
        raise Unseen
    takeable = TAKEABLE[node[0]]
    row = await seen(session, takeable.table, node[1])
    authors_only(session, row.employee_id if takeable.table is tables.Reflection else row.author_id)
    if isinstance(row, tables.Feedback):
        await take_back_feedback(session, row.id)
        return node[1]
    closed = await _is_closed(session, getattr(row, "conversation_id", None))
    row = await seen(session, takeable.table, node[1], locked=True)
    if row.withdrawn_at is not None:
        return node[1]
    await _tell(session, node[0], row)
    if await _forget(session, takeable, row) or closed:
        _bury(row, now)
    elif isinstance(row, tables.TalkingPoint) and row.carried_from_id is not None:
        # Gone from the agenda; were the row gone too, the point would come along again from the talk that left it over.
        _bury(row, now)
        row.conversation_id = None
    else:
        await _remove(session, takeable, row)
    return node[1]


async def _is_closed(session: AsyncSession, talk_id: UUID | None) -> bool:
    """Whether its talk is closed; the talk is held, so that it stays so."""
    if talk_id is None:
        return False
    return (await seen(session, tables.Conversation, talk_id, locked=True)).status == ConversationStatus.CLOSED


async def _forget(session: AsyncSession, takeable: Takeable, row: Any) -> bool:
    """Its quotes go; true if something else goes on naming the row, so that it must stay without its text."""
    await forget_quotes(session, takeable.pointer, row.id)
    if isinstance(row, tables.TalkingPoint):
        return await _was_taken_from_the_coach_or_along(session, row)
    return takeable.answered is not None and await _was_answered(session, takeable.answered, row.id)


def _bury(row: Any, now: datetime) -> None:
    row.text, row.withdrawn_at = "", now
    if isinstance(row, tables.Agreement) and row.status == AgreementStatus.OPEN:
        row.status, row.settled_at = AgreementStatus.DROPPED.value, now


async def _was_answered(session: AsyncSession, column: str, row_id: UUID) -> bool:
    here = tables.Response
    rows = select(here.id).where(looking(session).sees(here), getattr(here, column) == row_id).limit(1)
    return (await session.execute(rows)).first() is not None


async def _was_taken_from_the_coach_or_along(session: AsyncSession, point: tables.TalkingPoint) -> bool:
    """Something else still names the point: a suggestion it came from, or its copy in a later talk."""
    suggestion, copy = tables.Suggestion, tables.TalkingPoint
    viewer = looking(session)
    named = select(suggestion.id).where(viewer.sees(suggestion), suggestion.talking_point_id == point.id).limit(1)
    copied = select(copy.id).where(viewer.sees(copy), copy.carried_from_id == point.id).limit(1)
    return (await session.execute(named)).first() is not None or (await session.execute(copied)).first() is not None


async def _remove(session: AsyncSession, takeable: Takeable, row: Any) -> None:
    here = takeable.table
    await session.execute(delete(here).where(here.org_id == viewer_of(session).org, here.id == row.id))


async def _tell(session: AsyncSession, type_name: str, row: Any) -> None:
    # What somebody wrote for themselves is told to nobody, their own response to it included.
    private = isinstance(row, tables.Response) and row.reflection_id is not None and row.manager_sees_from is None
    if not private and getattr(row, "visibility", "SHARED") == "SHARED":
        conversation_id = getattr(row, "conversation_id", None)
        await tell(session, type_name, row.id, Verb.GONE, pair_id=row.pair_id, conversation_id=conversation_id)
