"""Talking points: what somebody puts on the agenda, and what goes along to the next talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.actions.feedback import read_from
from api.actions.finding import AT_ONCE, authors_only, invited, ongoing, seen, still_there, talk_with_rules
from api.actions.occasions import pointer_to
from api.actions.repeats import Once
from api.database.looking import looking, viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules import talks
from schema.rules.refusals import Unfit
from schema.rules.texts import kept
from schema.tables.enums import ConversationStatus, Part
from schema.tables.sources import POINTERS


@dataclass(frozen=True)
class Where:
    """In which talk a point belongs; or of which pair, to be parked for its next talk."""

    conversation_id: UUID | None
    pair_id: UUID | None = None


async def add(
    session: AsyncSession, where: Where, part: Part, text: str, about: tuple[str, UUID] | None, trigger_id: UUID | None, once: Once
) -> UUID:
    """Put a point on the agenda of a talk, or park it for the next talk of the pair. `about`: type and row of what it is about."""
    if (before := await once.claim(session)) is not None:
        return before
    await invited(session, trigger_id)
    pair_of_talk, talk_id = await _place(session, where)
    viewer = viewer_of(session)
    point = tables.TalkingPoint(
        org_id=viewer.org, pair_id=pair_of_talk, conversation_id=talk_id, part=part.value, text=kept(text, "text"), author_id=viewer.id
    )
    await added(session, point)
    if about is not None:
        session.add(await pointer_to(session, about, point))
        await _put_on_the_agenda(session, about)
    await _tell(session, point, Verb.MADE)
    await once.made(session, point.id)
    return point.id


async def edit(session: AsyncSession, point_id: UUID | None, text: str | None, part: Part | None, discussed: bool | None) -> UUID:  # noqa: FBT001
    """Reword a point (its author), move it to another part or tick it off (either)."""
    point = await seen(session, tables.TalkingPoint, point_id)
    if point.conversation_id is not None:
        _, rules = await talk_with_rules(session, point.conversation_id)
        talks.still_ahead(rules.status)
    if text is not None:
        authors_only(session, point.author_id)
    point = await seen(session, tables.TalkingPoint, point_id, locked=True)
    still_there(point)
    if text is not None:
        point.text = kept(text, "text")
    if part is not None:
        point.part = part.value
    if discussed is not None:
        point.discussed = discussed
    if session.is_modified(point):
        await _tell(session, point, Verb.CHANGED)
    return point.id


async def bring_along(session: AsyncSession, talk: tables.Conversation) -> None:
    """What a talk left undiscussed goes to the next one planned, as a copy of the same author; without one it waits."""
    await seen(session, tables.Pair, talk.pair_id, locked=True)
    following = await _next_of_pair(session, talk.pair_id)
    if following is not None:
        await _copy(session, await _left_over(session, tables.TalkingPoint.conversation_id == talk.id), following)


async def bring_what_waits(session: AsyncSession, talk: tables.Conversation) -> None:
    """A newly planned talk gets the parked points of the pair, and what earlier talks left over, if no other talk took it along."""
    here = tables.TalkingPoint
    rows = select(here).where(looking(session).sees(here), here.pair_id == talk.pair_id, here.conversation_id.is_(None))
    for point in (await session.scalars(rows.where(here.withdrawn_at.is_(None)))).all():
        point.conversation_id = talk.id
        await _tell(session, point, Verb.CHANGED)
    over = tables.Conversation
    ended = (ConversationStatus.CLOSED, ConversationStatus.CANCELLED)
    earlier = select(over.id).where(looking(session).sees(over), over.pair_id == talk.pair_id, over.status.in_(ended))
    await _copy(session, await _left_over(session, tables.TalkingPoint.conversation_id.in_(earlier)), talk)


async def _put_on_the_agenda(session: AsyncSession, about: tuple[str, UUID]) -> None:
    """Feedback that its receiver brings up is read by their manager from then on."""
    if about[0] != "Feedback":
        return
    feedback = await seen(session, tables.Feedback, about[1])
    if feedback.employee_id == viewer_of(session).id:
        moment: datetime = (await session.execute(select(AT_ONCE))).scalar_one()
        await read_from(session, feedback, moment)


async def _place(session: AsyncSession, where: Where) -> tuple[UUID, UUID | None]:
    if where.conversation_id is not None:
        talk, rules = await talk_with_rules(session, where.conversation_id)
        talks.still_ahead(rules.status)
        return talk.pair_id, talk.id
    if where.pair_id is None:
        nl = "Noem een gesprek, of het paar voor wiens volgende gesprek dit is."
        raise Unfit("conversationId", nl, "Name a talk, or the pair for whose next talk this is.")
    pair = await seen(session, tables.Pair, where.pair_id, locked=True)
    ongoing(pair)
    following = await _next_of_pair(session, pair.id)
    return pair.id, following.id if following else None


async def _next_of_pair(session: AsyncSession, pair_id: UUID) -> tables.Conversation | None:
    here = tables.Conversation
    rows = select(here).where(looking(session).sees(here), here.pair_id == pair_id, here.status == ConversationStatus.PLANNED)
    return (await session.scalars(rows.order_by(here.scheduled_at, here.id).limit(1))).first()


async def _left_over(session: AsyncSession, of_talk: ColumnElement[bool]) -> Sequence[tables.TalkingPoint]:
    """Points that were not discussed and that no later talk has taken along."""
    here, copy = tables.TalkingPoint, aliased(tables.TalkingPoint)
    taken = exists().where(looking(session).sees(copy), copy.org_id == here.org_id, copy.pair_id == here.pair_id, copy.carried_from_id == here.id)
    rows = select(here).where(
        looking(session).sees(here),
        of_talk,
        here.discussed.is_(False),
        here.withdrawn_at.is_(None),
        ~taken,
    )
    return (await session.scalars(rows.order_by(here.created_at, here.id))).all()


async def _copy(session: AsyncSession, points: Sequence[tables.TalkingPoint], talk: tables.Conversation) -> None:
    for point in points:
        copy = tables.TalkingPoint(
            org_id=point.org_id,
            pair_id=point.pair_id,
            conversation_id=talk.id,
            part=point.part,
            text=point.text,
            author_id=point.author_id,
            carried_from_id=point.id,
        )
        await added(session, copy)
        await _copy_about(session, point, copy)
        await _tell(session, copy, Verb.MADE)


async def _copy_about(session: AsyncSession, point: tables.TalkingPoint, copy: tables.TalkingPoint) -> None:
    here = tables.Source
    found = await session.execute(select(here).where(looking(session).sees(here), here.of_point_id == point.id))
    about = found.scalar_one_or_none()
    if about is not None:
        same: dict[str, Any] = {column: getattr(about, column) for column in POINTERS}
        session.add(
            here(
                org_id=copy.org_id,
                pair_id=copy.pair_id,
                of_point_id=copy.id,
                position=0,
                kind=about.kind,
                quote=about.quote,
                as_of=about.as_of,
                **same,
            )
        )


async def _tell(session: AsyncSession, point: tables.TalkingPoint, verb: Verb) -> None:
    await tell(session, "TalkingPoint", point.id, verb, pair_id=point.pair_id, conversation_id=point.conversation_id)
