"""What a talk brought, as each of the two says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import AT_ONCE, talk_with_rules
from api.database.looking import looking, viewer_of
from api.outbox import Verb, tell
from schema import tables
from schema.rules import talks
from schema.tables.enums import OutcomeKind


async def record(session: AsyncSession, conversation_id: UUID | None, brought: list[OutcomeKind], now: datetime) -> UUID:
    """Say what the talk brought; saying it again takes the place of what one said. When both have said so, both show."""
    talk, rules = await talk_with_rules(session, conversation_id)
    talks.can_have_an_outcome(rules, now)
    viewer, here = viewer_of(session), tables.Outcome
    said = [kind.value for kind in OutcomeKind if kind in brought]
    mine = select(here).where(looking(session).sees(here), here.conversation_id == talk.id, here.by_id == viewer.id)
    outcome = (await session.execute(mine)).scalar_one_or_none()
    if outcome is not None and outcome.brought == said:
        return talk.id
    if outcome is None:
        session.add(here(org_id=viewer.org, pair_id=talk.pair_id, conversation_id=talk.id, by_id=viewer.id, brought=said))
    else:
        outcome.brought = said
    talk.employee_answered = talk.employee_answered or viewer.id == talk.employee_id
    talk.manager_answered = talk.manager_answered or viewer.id == talk.manager_id
    if talk.employee_answered and talk.manager_answered and (talk.outcomes_shown_from is None or talk.outcomes_shown_from > now):
        talk.outcomes_shown_from = AT_ONCE
    await session.flush()
    await tell(session, "Outcome", talk.id, Verb.CHANGED, pair_id=talk.pair_id, conversation_id=talk.id)
    return talk.id
