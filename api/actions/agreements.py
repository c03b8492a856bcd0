"""Agreements: who does what by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import authors_only, seen, still_there, talk_under, talk_with_rules
from api.actions.repeats import Once
from api.database.looking import viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules import talks
from schema.rules.refusals import Unfit
from schema.rules.texts import kept
from schema.tables.enums import AgreementStatus


async def make(
    session: AsyncSession, conversation_id: UUID | None, text: str, owner_id: UUID | None, due: date | None, once: Once, now: datetime
) -> UUID:
    """Write down what the two agreed."""
    if (before := await once.claim(session)) is not None:
        return before
    talk, rules = await talk_with_rules(session, conversation_id)
    talks.can_be_written_in(rules, now)
    viewer = viewer_of(session)
    agreement = tables.Agreement(
        org_id=viewer.org,
        pair_id=talk.pair_id,
        conversation_id=talk.id,
        text=kept(text, "text"),
        author_id=viewer.id,
        owner_id=await _one_of_the_two(session, talk, owner_id),
        due_on=due,
    )
    await added(session, agreement)
    await _tell(session, agreement, Verb.MADE)
    await once.made(session, agreement.id)
    return agreement.id


async def edit(session: AsyncSession, agreement_id: UUID | None, changes: dict[str, object], status: AgreementStatus | None, now: datetime) -> UUID:
    """Reword an agreement while its talk can be written in; say how it stands at any time. `changes`: text, owner_id, due_on as given."""
    talk_id = (await seen(session, tables.Agreement, agreement_id)).conversation_id
    talk = await _writable(session, talk_id, now) if changes else None
    agreement = await seen(session, tables.Agreement, agreement_id, locked=True)
    still_there(agreement)
    if "text" in changes:
        authors_only(session, agreement.author_id)
        agreement.text = kept(str(changes["text"]), "text")
    if talk is not None and "owner_id" in changes:
        agreement.owner_id = await _one_of_the_two(session, talk, changes["owner_id"])
    if "due_on" in changes:
        agreement.due_on = changes["due_on"]  # type: ignore[assignment]
    if status is not None and status != agreement.status:
        agreement.status = status.value
        agreement.settled_at = None if status is AgreementStatus.OPEN else now
    if session.is_modified(agreement):
        await _tell(session, agreement, Verb.CHANGED)
    return agreement.id


async def _writable(session: AsyncSession, talk_id: UUID, now: datetime) -> tables.Conversation:
    talk, rules = await talk_under(session, talk_id)
    talks.can_be_written_in(rules, now)
    return talk


async def _one_of_the_two(session: AsyncSession, talk: tables.Conversation, owner_id: Any) -> UUID:
    owner = await seen(session, tables.Person, owner_id)
    if owner.id not in (talk.employee_id, talk.manager_id):
        nl = "Kies een van jullie twee als eigenaar van deze afspraak."
        raise Unfit("ownerId", nl, "Choose one of the two of you as the owner of this agreement.")
    return owner.id


async def _tell(session: AsyncSession, agreement: tables.Agreement, verb: Verb) -> None:
    await tell(session, "Agreement", agreement.id, verb, pair_id=agreement.pair_id, conversation_id=agreement.conversation_id)
