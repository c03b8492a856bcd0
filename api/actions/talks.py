"""Planning a talk, holding it, closing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import invited, seen, talk_with_rules, zone_of
from api.actions.points import bring_along, bring_what_waits
from api.actions.repeats import Once
from api.database.looking import looking, viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules import talks, working_days
from schema.rules.refusals import NotYours, Unfit, WrongTime
from schema.tables.enums import ConversationStatus, SummaryProgress

FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Who:
    """Of whom a talk is planned. Without a manager it is the current one."""

    employee_id: UUID | None
    manager_id: UUID | None = None


async def plan(session: AsyncSession, who: Who, at: datetime, minutes: int, trigger_id: UUID | None, once: Once, now: datetime) -> UUID:
    """Plan a talk of the employee with their current manager. Either of the two may."""
    if (before := await once.claim(session)) is not None:
        return before
    await invited(session, trigger_id)
    pair = await _current_pair(session, who.employee_id, who.manager_id)
    _fits(at, minutes, now)
    viewer = viewer_of(session)
    talk = tables.Conversation(
        org_id=viewer.org,
        pair_id=pair.id,
        manager_id=pair.manager_id,
        employee_id=pair.employee_id,
        scheduled_at=at,
        duration_minutes=minutes,
    )
    await added(session, talk)
    await bring_what_waits(session, talk)
    await _tell(session, talk, Verb.MADE)
    await once.made(session, talk.id)
    return talk.id


async def reschedule(session: AsyncSession, talk_id: UUID | None, at: datetime, minutes: int | None, now: datetime) -> UUID:
    """Move a planned talk to another moment."""
    talk, rules = await talk_with_rules(session, talk_id)
    talks.can_be_moved(rules)
    _fits(at, minutes if minutes is not None else talk.duration_minutes, now)
    talk.scheduled_at, talk.duration_minutes = at, minutes if minutes is not None else talk.duration_minutes
    if session.is_modified(talk):
        await _tell(session, talk, Verb.CHANGED)
    return talk.id


async def cancel(session: AsyncSession, talk_id: UUID | None) -> UUID:
    """Let a planned talk go; what was on its agenda waits for the next one."""
    talk, rules = await talk_with_rules(session, talk_id)
    if talk.status == ConversationStatus.CANCELLED:
        return talk.id
    talks.can_be_moved(rules)
    talk.status = ConversationStatus.CANCELLED
    await session.flush()
    await bring_along(session, talk)
    await _tell(session, talk, Verb.CHANGED)
    return talk.id


async def open_(session: AsyncSession, talk_id: UUID | None, now: datetime) -> UUID:
    """Begin a planned talk."""
    talk, rules = await talk_with_rules(session, talk_id)
    if talk.status == ConversationStatus.OPEN:
        return talk.id
    talks.can_be_opened(rules)
    await _none_other_is_open(session, talk)
    await begin(session, talk, now)
    return talk.id


async def begin(session: AsyncSession, talk: tables.Conversation, now: datetime) -> None:
    """The talk is open from now on."""
    talk.status, talk.opened_at = ConversationStatus.OPEN, talk.opened_at or now
    await _tell(session, talk, Verb.CHANGED)


async def begin_by_writing(session: AsyncSession, talk: tables.Conversation, now: datetime) -> None:
    """The first shared note opens a planned talk, unless another of the pair is open."""
    if talk.status == ConversationStatus.PLANNED and not await _another_is_open(session, talk):
        await begin(session, talk, now)


async def close(session: AsyncSession, talk_id: UUID | None, now: datetime) -> UUID:
    """Round off a talk: what was not discussed waits for the next one."""
    talk, rules = await talk_with_rules(session, talk_id)
    if talk.status == ConversationStatus.CLOSED:
        return talk.id
    talks.can_be_closed(rules, has_notes=await _has_notes(session, talk))
    talk.status, talk.closed_at, talk.opened_at = ConversationStatus.CLOSED, now, talk.opened_at or now
    await session.flush()
    if talk.outcomes_shown_from is None:
        talk.outcomes_shown_from = working_days.after(now, talks.OUTCOMES_APART, await zone_of(session, talk.employee_id))
    if talk.summary_progress != SummaryProgress.READY:
        talk.summary_progress = SummaryProgress.BEING_DRAFTED
    await bring_along(session, talk)
    await _tell(session, talk, Verb.CHANGED)
    return talk.id


async def reopen(session: AsyncSession, talk_id: UUID | None, now: datetime) -> UUID:
    """Go on with a talk that was closed too early."""
    talk, rules = await talk_with_rules(session, talk_id)
    if talk.status == ConversationStatus.OPEN:
        return talk.id
    talks.can_be_reopened(rules, now)
    await _none_other_is_open(session, talk)
    talk.status, talk.closed_at = ConversationStatus.OPEN, None
    if not (talk.employee_answered and talk.manager_answered):
        talk.outcomes_shown_from = None
    if talk.summary_progress != SummaryProgress.READY:
        talk.summary_progress = SummaryProgress.NOT_YET
    await _tell(session, talk, Verb.CHANGED)
    return talk.id


async def _current_pair(session: AsyncSession, employee_id: UUID | None, manager_id: UUID | None) -> tables.Pair:
    employee = await seen(session, tables.Person, employee_id)
    here = tables.Pair
    rows = select(here).where(looking(session).sees(here), here.employee_id == employee.id, here.ended_at.is_(None))
    # Held, so that nothing of the pair is closed or planned beside this: what is left over comes along once.
    pair = (await session.execute(rows.with_for_update(key_share=True))).scalar_one_or_none()
    if pair is None:
        raise NotYours(
            "Een gesprek plan je met je eigen leidinggevende of medewerker.", "You plan a talk with your own manager or one of your own reports."
        )
    if manager_id is not None and manager_id != pair.manager_id:
        await seen(session, tables.Person, manager_id)
        raise Unfit("managerId", "Dit is niet de huidige leidinggevende; laat het weg.", "That is not the current manager; leave it out.")
    return pair


def _fits(at: datetime, minutes: int, now: datetime) -> None:
    if not 5 <= minutes <= 480:
        raise Unfit("durationMinutes", "Een gesprek duurt 5 tot 480 minuten.", "A talk takes 5 to 480 minutes.")
    if at > now + FURTHEST:
        raise Unfit("scheduledAt", "Plan het gesprek binnen drie jaar.", "Plan the talk within three years.")
    if at < now - timedelta(days=1):
        raise Unfit("scheduledAt", "Dit moment is al voorbij; kies een later moment.", "That moment has gone by; choose a later one.")


async def _has_notes(session: AsyncSession, talk: tables.Conversation) -> bool:
    here = tables.Note
    rows = select(here.id).where(looking(session).sees(here), here.conversation_id == talk.id, here.withdrawn_at.is_(None)).limit(1)
    return (await session.execute(rows)).first() is not None


async def _another_is_open(session: AsyncSession, talk: tables.Conversation) -> bool:
    await seen(session, tables.Pair, talk.pair_id, locked=True)
    here = tables.Conversation
    others = select(here.id).where(
        looking(session).sees(here), here.pair_id == talk.pair_id, here.status == ConversationStatus.OPEN, here.id != talk.id
    )
    return (await session.execute(others)).first() is not None


async def _none_other_is_open(session: AsyncSession, talk: tables.Conversation) -> None:
    if await _another_is_open(session, talk):
        raise WrongTime(*talks.ANOTHER_OPEN)


async def _tell(session: AsyncSession, talk: tables.Conversation, verb: Verb) -> None:
    await tell(session, "Conversation", talk.id, verb, pair_id=talk.pair_id, conversation_id=talk.id)
