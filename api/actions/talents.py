"""Talents: named by either of a pair, counted once the employee confirms."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import seen
from api.actions.goals import pair_about
from api.actions.quotes import forget_quotes
from api.actions.repeats import Once
from api.database.looking import viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules.refusals import NotYours
from schema.rules.texts import kept


async def name(session: AsyncSession, person_id: UUID | None, text: str, once: Once, now: datetime) -> UUID:
    """Name a talent of one's own, which counts at once, or of one's report, which counts when they confirm it."""
    if (before := await once.claim(session)) is not None:
        return before
    person = await seen(session, tables.Person, person_id)
    viewer = viewer_of(session)
    talent = tables.Talent(
        org_id=viewer.org,
        employee_id=person.id,
        pair_id=await pair_about(session, person.id),
        text=kept(text, "text"),
        named_by_id=viewer.id,
        created_at=now,
        confirmed_at=now if person.id == viewer.id else None,
    )
    await added(session, talent)
    await tell(session, "Talent", talent.id, Verb.MADE, pair_id=talent.pair_id)
    await once.made(session, talent.id)
    return talent.id


async def confirm(session: AsyncSession, talent_id: UUID | None, now: datetime) -> UUID:
    """Recognise a talent that somebody else named."""
    talent = await _own(session, talent_id)
    if talent.confirmed_at is None:
        talent.confirmed_at = now
        await tell(session, "Talent", talent.id, Verb.CHANGED, pair_id=talent.pair_id)
    return talent.id


async def decline(session: AsyncSession, talent_id: UUID | None) -> UUID:
    """Let go of a talent; nothing of it stays."""
    talent = await _own(session, talent_id)
    await forget_quotes(session, "talent_id", talent.id)
    await session.execute(delete(tables.Talent).where(tables.Talent.org_id == talent.org_id, tables.Talent.id == talent.id))
    await tell(session, "Talent", talent.id, Verb.GONE, pair_id=talent.pair_id)
    return talent.id


async def _own(session: AsyncSession, talent_id: UUID | None) -> tables.Talent:
    talent = await seen(session, tables.Talent, talent_id, locked=True)
    if talent.employee_id != viewer_of(session).id:
        nl = "Alleen de medewerker zelf zegt of dit een talent is."
        raise NotYours(nl, "Only the person themselves says whether this is a talent.")
    return talent
