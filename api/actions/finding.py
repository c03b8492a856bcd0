"""Finding what an action is about: only what the viewer sees exists."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import looking, viewer_of
from schema import tables
from schema.rules.refusals import NotYours, RefusalReason, Unseen, taken_back
from schema.rules.talks import Talk

N = TypeVar("N", bound=tables.Noun)

AT_ONCE = func.date_trunc("milliseconds", func.now())
"""From when something is read that is read at once: reading goes by the clock of the database, and a column keeps milliseconds."""


async def seen(session: AsyncSession, kind: type[N], row_id: UUID | None, *, locked: bool = False) -> N:
    """The row of that id, if the viewer may read it; `locked` until the transaction ends, where the viewer may change it. Raises `Unseen`."""
    rows = select(kind).where(looking(session).sees(kind), kind.id == row_id).execution_options(populate_existing=True)
    if locked:
        # Others may go on pointing at it, so that what is written under it does not wait.
        held = (await session.execute(rows.with_for_update(key_share=True))).scalar_one_or_none()
        if held is not None:
            return held
        # The database lets nobody lock what only others change: that comes unlocked, for a rule to refuse.
    found = (await session.execute(rows)).scalar_one_or_none()
    if found is None:
        raise Unseen
    return found


async def talk_with_rules(session: AsyncSession, conversation_id: UUID | None) -> tuple[tables.Conversation, Talk]:
    """A talk, locked so that its life goes one step at a time, and what its rules ask about. Raises `Unseen`."""
    conversation = await seen(session, tables.Conversation, conversation_id, locked=True)
    return conversation, await as_rules_see(session, conversation)


async def talk_under(session: AsyncSession, conversation_id: UUID) -> tuple[tables.Conversation, Talk]:
    """The talk of something the viewer sees, likewise. Raises `NotYours` where that was handed over to them: the talk was not."""
    try:
        return await talk_with_rules(session, conversation_id)
    except Unseen as problem:
        nl = "Dit is aan je overgedragen om te lezen; het hoort bij een gesprek met een ander."
        raise NotYours(nl, "This was handed over to you to read; it belongs to a talk with somebody else.") from problem


async def as_rules_see(session: AsyncSession, conversation: tables.Conversation) -> Talk:
    """The talk as `schema.rules.talks` judges it."""
    pair, summary, viewer = tables.Pair, tables.Summary, looking(session)
    its_summary = (summary.org_id == pair.org_id) & (summary.conversation_id == conversation.id) & viewer.sees(summary)
    rows = select(pair.ended_at, summary.state).select_from(pair).outerjoin(summary, its_summary)
    ended_at, state = (await session.execute(rows.where(viewer.sees(pair), pair.id == conversation.pair_id))).one()
    return Talk(conversation.status, conversation.closed_at, both_confirmed=state == "CONFIRMED", pair_ended=ended_at is not None)


async def invited(session: AsyncSession, trigger_id: UUID | None) -> None:
    """The trigger that somebody says they followed is one of theirs. Raises `Unseen`."""
    if trigger_id is not None:
        await seen(session, tables.Trigger, trigger_id)


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


def still_there(row: Any) -> None:
    """What was taken back is neither changed nor answered. Raises `WrongTime`."""
    if row.withdrawn_at is not None:
        raise taken_back()
