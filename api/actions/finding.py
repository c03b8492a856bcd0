"""Finding what an action is about: only what the viewer sees exists."""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import viewer_of
from api.database.prepared import Prepared, asking, loaded
from schema import tables
from schema.rules.refusals import NotYours, RefusalReason, Unseen, taken_back
from schema.rules.talks import Talk
from schema.tables.enums import ConversationStatus

N = TypeVar("N", bound=tables.Noun)

AT_ONCE = func.date_trunc("milliseconds", func.now())
"""From when something is read that is read at once: reading goes by the clock of the database, and a column keeps milliseconds."""


async def seen(session: AsyncSession, kind: type[N], row_id: UUID | None, *, locked: bool = False) -> N:
    """The row of that id, if the viewer may read it; `locked` until the transaction ends, where the viewer may change it. Raises `Unseen`."""
    if locked:
        # Others may go on pointing at it, so that what is written under it does not wait.
        held = await loaded(session, kind, _finding(asking(), kind, locked=True), row=row_id)
        if held is not None:
            return held
        # The database lets nobody lock what only others change: that comes unlocked, for a rule to refuse.
    found = await loaded(session, kind, _finding(asking(), kind, locked=False), row=row_id)
    if found is None:
        raise Unseen
    return found


@cache
def _finding(viewer: tables.Viewer, kind: type[tables.Noun], *, locked: bool) -> Prepared:
    rows = select(*kind.__table__.columns).where(viewer.sees(kind), kind.id == bindparam("row", type_=Uuid()))
    return Prepared.of(rows.with_for_update(key_share=True) if locked else rows)


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
    """The talk as `schema.rules.talks` judges it: once it is closed they ask about its summary and its pair, too."""
    if conversation.status != ConversationStatus.CLOSED:
        return Talk(conversation.status, conversation.closed_at)
    row = await _rules(asking()).row(session, talk=conversation.id, pair=conversation.pair_id)
    assert row is not None  # noqa: S101  # whoever sees a talk sees its pair
    both_confirmed, pair_ended, zone = row["state"] == "CONFIRMED", row["ended_at"] is not None, ZoneInfo(row["time_zone"])
    return Talk(conversation.status, conversation.closed_at, both_confirmed=both_confirmed, pair_ended=pair_ended, zone=zone)


@cache
def _rules(viewer: tables.Viewer) -> Prepared:
    pair, summary, employee = tables.Pair, tables.Summary, tables.Person
    its_summary = (summary.org_id == pair.org_id) & (summary.conversation_id == bindparam("talk", type_=Uuid())) & viewer.sees(summary)
    of_pair = (employee.org_id == pair.org_id) & (employee.id == pair.employee_id) & viewer.sees(employee)
    rows = select(pair.ended_at, summary.state, employee.time_zone).select_from(pair).join(employee, of_pair).outerjoin(summary, its_summary)
    return Prepared.of(rows.where(viewer.sees(pair), pair.id == bindparam("pair", type_=Uuid())))


async def zone_of(session: AsyncSession, employee_id: UUID) -> ZoneInfo:
    """Where somebody works, for counting working days. Raises `Unseen`."""
    return ZoneInfo((await seen(session, tables.Person, employee_id)).time_zone)


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
