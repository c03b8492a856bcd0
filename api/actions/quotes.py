"""When a text goes, its quotes go with it, and so does what rested on nothing else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import looking, viewer_of
from api.outbox import Verb, tell
from schema import tables
from schema.tables.enums import SuggestionState


async def forget_quotes(session: AsyncSession, pointer: str, row_id: UUID) -> None:
    """Delete the sources that point at a row (`pointer` names the column), then every offered suggestion and unedited sentence left without one."""
    viewer, here = viewer_of(session), tables.Source
    those = [here.org_id == viewer.org, getattr(here, pointer) == row_id]
    resting = (await session.execute(select(here.of_suggestion_id, here.of_sentence_id).where(looking(session).sees(here), *those))).all()
    await session.execute(delete(here).where(*those))
    await _drop_suggestions(session, [one for one, _ in resting if one is not None])
    await _drop_sentences(session, [one for _, one in resting if one is not None])


async def forget_feedback(session: AsyncSession, feedback_id: UUID) -> bool:
    """The same for feedback, whose giver doesn't see what rests on it, nor who responded; true if somebody did."""
    responded: bool = (await session.execute(select(func.take_back_feedback(feedback_id)))).scalar_one()
    return responded


async def _drop_suggestions(session: AsyncSession, ids: list[UUID]) -> None:
    viewer, source, here = viewer_of(session), tables.Source, tables.Suggestion
    baseless = ~exists().where(source.org_id == viewer.org, source.of_suggestion_id == here.id)
    which = delete(here).where(here.org_id == viewer.org, here.id.in_(ids), here.state == SuggestionState.OFFERED, baseless)
    for one in (await session.execute(which.returning(here.id, here.pair_id, here.conversation_id))).all():
        await tell(session, "Suggestion", one.id, Verb.GONE, pair_id=one.pair_id, conversation_id=one.conversation_id)


async def _drop_sentences(session: AsyncSession, ids: list[UUID]) -> None:
    viewer, source, here, summary = viewer_of(session), tables.Source, tables.SummarySentence, tables.Summary
    unfounded = ~exists().where(source.org_id == viewer.org, source.of_sentence_id == here.id)
    which = delete(here).where(here.org_id == viewer.org, here.id.in_(ids), here.edited_by_id.is_(None), unfounded)
    touched = set((await session.execute(which.returning(here.summary_id))).scalars())
    for one in (await session.scalars(select(summary).where(looking(session).sees(summary), summary.id.in_(touched)))).all():
        await tell(session, "Summary", one.id, Verb.CHANGED, pair_id=one.pair_id, conversation_id=one.conversation_id)
