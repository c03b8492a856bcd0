"""When a text goes, its quotes go with it, and so does what rested on nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import looking, viewer_of
from api.database.prepared import Prepared
from api.outbox import Verb, tell
from schema import tables
from schema.tables.enums import SuggestionState

TAKE_BACK = Prepared("select * from take_back_feedback($1)", ("feedback",))


async def forget_quotes(session: AsyncSession, pointer: str, row_id: UUID) -> None:
    """Delete the sources that point at a row (`pointer` names the column), then every offered suggestion and unedited sentence left without one.

    Whatever lost a quote is told of.
    """
    viewer, here = viewer_of(session), tables.Source
    those = [here.org_id == viewer.org, getattr(here, pointer) == row_id]
    under = select(here.of_suggestion_id, here.of_sentence_id, here.of_point_id).where(looking(session).sees(here), *those)
    resting = (await session.execute(under)).all()
    await session.execute(delete(here).where(*those))
    suggestions, sentences, points = ([one for one in ids if one is not None] for ids in zip(*resting, strict=True)) if resting else ([], [], [])
    await _drop_suggestions(session, suggestions)
    await _drop_sentences(session, sentences)
    await _tell_of(session, tables.TalkingPoint, tables.TalkingPoint.id.in_(points))


async def take_back_feedback(session: AsyncSession, feedback_id: UUID) -> None:
    """Take feedback back with its quotes. Who gave it doesn't see what rests on it, nor whether somebody responded: the database does it."""
    for one in await TAKE_BACK.fetch(session, feedback=feedback_id):
        await tell(session, one["node_type"], one["node_id"], Verb(one["verb"]), pair_id=one["pair_id"], conversation_id=one["conversation_id"])


async def _drop_suggestions(session: AsyncSession, ids: list[UUID]) -> None:
    viewer, source, here = viewer_of(session), tables.Source, tables.Suggestion
    baseless = ~exists().where(source.org_id == viewer.org, source.of_suggestion_id == here.id)
    which = delete(here).where(here.org_id == viewer.org, here.id.in_(ids), here.state == SuggestionState.OFFERED, baseless)
    for one in (await session.execute(which.returning(here.id, here.pair_id, here.conversation_id))).all():
        await tell(session, "Suggestion", one.id, Verb.GONE, pair_id=one.pair_id, conversation_id=one.conversation_id)
    await _tell_of(session, here, here.id.in_(ids) & here.state.in_((SuggestionState.OFFERED, SuggestionState.ACCEPTED)))


async def _drop_sentences(session: AsyncSession, ids: list[UUID]) -> None:
    viewer, source, here, summary = viewer_of(session), tables.Source, tables.SummarySentence, tables.Summary
    unfounded = ~exists().where(source.org_id == viewer.org, source.of_sentence_id == here.id)
    touched = (await session.scalars(select(here.summary_id).where(looking(session).sees(here), here.id.in_(ids)).distinct())).all()
    await session.execute(delete(here).where(here.org_id == viewer.org, here.id.in_(ids), here.edited_by_id.is_(None), unfounded))
    await _tell_of(session, summary, summary.id.in_(touched))


async def _tell_of(session: AsyncSession, kind: Any, which: ColumnElement[bool]) -> None:
    """Those of a talk that changed by losing a quote."""
    rows = select(kind.id, kind.pair_id, kind.conversation_id).where(looking(session).sees(kind), which)
    for one in (await session.execute(rows)).all():
        await tell(session, kind.__name__, one.id, Verb.CHANGED, pair_id=one.pair_id, conversation_id=one.conversation_id)
