"""Finding what an action is about: only what the viewer sees exists."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import looking, viewer_of
from schema import tables
from schema.rules.refusals import NotYours, RefusalReason, Unseen
from schema.rules.talks import Talk

N = TypeVar("N", bound=tables.Noun)


async def seen(session: AsyncSession, kind: type[N], row_id: UUID | None, *, locked: bool = False) -> N:
    """The row of that id, if the viewer may read it; `locked` until the transaction ends. Raises `Unseen`."""
    rows = select(kind).where(looking(session).sees(kind), kind.id == row_id)
    found = (await session.execute(rows.with_for_update() if locked else rows)).scalar_one_or_none()
    if found is None:
        raise Unseen
    return found


async def talk_with_rules(session: AsyncSession, conversation_id: UUID | None) -> tuple[tables.Conversation, Talk]:
    """A talk, locked so that its life goes one step at a time, and what its rules ask about. Raises `Unseen`."""
    conversation = await seen(session, tables.Conversation, conversation_id, locked=True)
    return conversation, await as_rules_see(session, conversation)


async def as_rules_see(session: AsyncSession, conversation: tables.Conversation) -> Talk:
    """The talk as `schema.rules.talks` judges it."""
    summary = tables.Summary
    state = select(summary.state).where(looking(session).sees(summary), summary.conversation_id == conversation.id)
    return Talk(conversation.status, conversation.closed_at, (await session.execute(state)).scalar_one_or_none() == "CONFIRMED")


def ongoing(pair: tables.Pair) -> None:
    """Nothing new begins in a pair that has ended. Raises `NotYours`."""
    if pair.ended_at is not None:
        nl = "Jullie zijn geen gesprekspartners meer; kies je huidige leidinggevende of medewerker."
        raise NotYours(nl, "The two of you are no pair any more; choose your present manager or report.", RefusalReason.PAIR_ENDED)


def authors_only(session: AsyncSession, author_id: UUID | None) -> None:
    """Only who wrote a text changes it. Raises `NotYours`."""
    if author_id != viewer_of(session).id:
        nl, en = "Alleen wie dit schreef, kan het veranderen.", "Only who wrote this can change it."
        raise NotYours(nl, en)
