"""Feedback, reflections, and responding to them in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import AT_ONCE, authors_only, invited, seen, still_there, talk_under
from api.actions.goals import pair_about
from api.actions.quotes import forget_quotes
from api.actions.repeats import Once
from api.database.looking import viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules import reading
from schema.rules.refusals import NotYours, Unfit, Unseen, changed_meanwhile
from schema.rules.texts import kept
from schema.tables.enums import Visibility

ANSWERABLE: dict[str, tuple[Any, str]] = {
    "GoalEvaluation": (tables.GoalEvaluation, "evaluation_id"),
    "Feedback": (tables.Feedback, "feedback_id"),
    "Reflection": (tables.Reflection, "reflection_id"),
    "Summary": (tables.Summary, "summary_id"),
}
"""What one can respond to: GraphQL type → table and column of the response."""


async def give(session: AsyncSession, to_id: UUID | None, text: str, in_talk: UUID | None, once: Once, now: datetime) -> UUID:
    """Give feedback to a colleague who works here; `in_talk`, where the manager of the receiver gives it in one of theirs."""
    if (before := await once.claim(session)) is not None:
        return before
    to = await seen(session, tables.Person, to_id)
    viewer = viewer_of(session)
    _receives(to, viewer.id)
    if in_talk is not None and (await seen(session, tables.Conversation, in_talk)).employee_id != to.id:
        raise Unfit("conversationId", "Dit is geen gesprek met de ontvanger; laat het weg.", "That is no talk with the receiver; leave it out.")
    giver = await session.get_one(tables.Person, (viewer.org, viewer.id))
    by_manager, upward = to.manager_id == viewer.id, giver.manager_id == to.id
    later = reading.feedback(giver_reports_to_receiver=upward, at=now, zone=ZoneInfo(to.time_zone))
    feedback = tables.Feedback(
        org_id=viewer.org,
        employee_id=to.id,
        pair_id=(await session.execute(select(func.pair_of(to.id)))).scalar_one_or_none(),
        author_id=viewer.id,
        by_manager=by_manager,
        text=kept(text, "text"),
        created_at=now,
        manager_sees_from=AT_ONCE if by_manager else later,
    )
    await added(session, feedback)
    await tell(session, "Feedback", feedback.id, Verb.MADE, pair_id=feedback.pair_id)
    await once.made(session, feedback.id)
    return feedback.id


async def reflect(session: AsyncSession, text: str, visibility: Visibility, once: Once, now: datetime) -> UUID:
    """Write down what one thinks about one's own work, for oneself or shared with one's manager an hour later."""
    if (before := await once.claim(session)) is not None:
        return before
    viewer, shared = viewer_of(session), visibility is Visibility.SHARED
    reflection = tables.Reflection(
        org_id=viewer.org,
        employee_id=viewer.id,
        pair_id=await pair_about(session, viewer.id),
        text=kept(text, "text"),
        visibility=visibility.value,
        created_at=now,
        manager_sees_from=reading.own_words(now) if shared else None,
    )
    await added(session, reflection)
    if shared:
        await tell(session, "Reflection", reflection.id, Verb.MADE, pair_id=reflection.pair_id)
    await once.made(session, reflection.id)
    return reflection.id


async def edit_reflection(
    session: AsyncSession, reflection_id: UUID | None, text: str | None, visibility: Visibility | None, based_on: datetime | None, now: datetime
) -> UUID:
    """Reword a reflection of one's own, share it or take it back to oneself."""
    reflection = await seen(session, tables.Reflection, reflection_id, locked=True)
    authors_only(session, reflection.employee_id)
    still_there(reflection)
    if based_on is not None and based_on != (reflection.edited_at or reflection.created_at):
        raise changed_meanwhile()
    was = Visibility(reflection.visibility)
    if text is not None:
        reflection.text = kept(text, "text")
    becomes = visibility or was
    if becomes is not was:
        reflection.visibility = becomes.value
        reflection.manager_sees_from = reading.own_words(now) if becomes is Visibility.SHARED else None
    if not session.is_modified(reflection):
        return reflection.id
    reflection.edited_at = now
    await session.flush()
    if becomes is not was:
        await _read_by_others(session, reflection)
    if Visibility.SHARED in (was, becomes):
        gone = becomes is Visibility.PRIVATE
        await tell(session, "Reflection", reflection.id, Verb.GONE if gone else Verb.CHANGED, pair_id=reflection.pair_id)
    return reflection.id


@dataclass(frozen=True)
class Answer:
    """An answer in writing to something, by type and row; the giver of feedback reads it if it is `to_the_giver`."""

    to: tuple[str, UUID] | None
    text: str
    to_the_giver: bool = False
    trigger_id: UUID | None = None


async def respond(session: AsyncSession, answer: Answer, once: Once, now: datetime) -> UUID:
    """Answer in writing. A response by the receiver of feedback says that they have seen it."""
    if (before := await once.claim(session)) is not None:
        return before
    await invited(session, answer.trigger_id)
    if answer.to is None or answer.to[0] not in ANSWERABLE:
        raise Unseen
    table, column = ANSWERABLE[answer.to[0]]
    answered = await seen(session, table, answer.to[1])
    employee_id = await _about(session, answered)
    viewer = viewer_of(session)
    _of_the_two(answered, viewer.id, employee_id)
    if answer.to_the_giver and not isinstance(answered, tables.Feedback):
        raise Unfit("toTheGiver", "Alleen feedback heeft een gever; laat dit weg.", "Only feedback has a giver; leave this out.")
    if not isinstance(answered, tables.Summary):
        still_there(answered)
    if isinstance(answered, tables.Feedback) and viewer.id == employee_id:
        await read_from(session, answered, reading.seen_feedback(answered.manager_sees_from, now, ZoneInfo(viewer.time_zone)))
    response = tables.Response(
        org_id=viewer.org,
        employee_id=employee_id,
        pair_id=answered.pair_id,
        author_id=viewer.id,
        text=kept(answer.text, "text"),
        created_at=now,
        shown_to_id=answered.author_id if answer.to_the_giver else None,
        manager_sees_from=getattr(answered, "manager_sees_from", AT_ONCE),
    )
    setattr(response, column, answered.id)
    await added(session, response)
    conversation_id = answered.conversation_id if isinstance(answered, tables.Summary) else None
    if not (isinstance(answered, tables.Reflection) and answered.visibility == Visibility.PRIVATE):
        await tell(session, "Response", response.id, Verb.MADE, pair_id=response.pair_id, conversation_id=conversation_id)
    await once.made(session, response.id)
    return response.id


async def _read_by_others(session: AsyncSession, reflection: tables.Reflection) -> None:
    """What was answered is read as the reflection is; of what became private no quote stays."""
    if reflection.visibility == Visibility.PRIVATE:
        await forget_quotes(session, "reflection_id", reflection.id)
    await _responses_follow(session, tables.Response.reflection_id == reflection.id, reflection.manager_sees_from)


async def read_from(session: AsyncSession, feedback: tables.Feedback, moment: datetime | None) -> None:
    """Let the receiver's manager read feedback from that moment, if that is earlier; where they never read it, they still don't."""
    if moment is None or feedback.manager_sees_from is None or moment >= feedback.manager_sees_from:
        return
    feedback.manager_sees_from = moment
    await session.flush()
    await _responses_follow(session, tables.Response.feedback_id == feedback.id, moment)
    await tell(session, "Feedback", feedback.id, Verb.CHANGED, pair_id=feedback.pair_id)


def _receives(to: tables.Person, giver_id: UUID) -> None:
    if to.left_at is not None:
        raise NotYours("Deze collega werkt hier niet meer.", "This colleague no longer works here.")
    if to.id == giver_id:
        nl = "Feedback geef je aan een ander; schrijf voor jezelf een reflectie."
        raise Unfit("toId", nl, "Feedback is for somebody else; write a reflection for yourself.")


async def _responses_follow(session: AsyncSession, which: Any, moment: datetime | None) -> None:
    viewer = viewer_of(session)
    await session.execute(update(tables.Response).where(tables.Response.org_id == viewer.org, which).values(manager_sees_from=moment))


async def _about(session: AsyncSession, answered: Any) -> UUID:
    if isinstance(answered, tables.Summary):
        talk, _ = await talk_under(session, answered.conversation_id)
        return talk.employee_id
    employee_id: UUID = answered.employee_id
    return employee_id


def _of_the_two(answered: Any, viewer_id: UUID, employee_id: UUID) -> None:
    """The giver of feedback has said what they wanted to say; the receiver and their manager respond."""
    if isinstance(answered, tables.Feedback) and answered.author_id == viewer_id and not answered.by_manager and viewer_id != employee_id:
        raise NotYours("Op je eigen feedback reageert de ander.", "The other responds to the feedback you gave.")
