"""When a text goes, its quotes go with it, and so does what rested on nothing else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import looking, viewer_of
from schema import tables
from schema.tables.enums import SuggestionState


async def forget_quotes(session: AsyncSession, pointer: str, row_id: UUID) -> None:
    """Delete the sources that point at a row (`pointer` names the column), then every offered suggestion and unedited sentence left without one."""
    viewer, here = viewer_of(session), tables.Source
    those = [here.org_id == viewer.org, getattr(here, pointer) == row_id]
    resting = (await session.execute(select(here.of_suggestion_id, here.of_sentence_id).where(looking(session).sees(here), *those))).all()
    await session.execute(delete(here).where(*those))
    suggestions = [one for one, _ in resting if one is not None]
    sentences = [one for _, one in resting if one is not None]
    await _drop_baseless(session, suggestions, sentences)


async def _drop_baseless(session: AsyncSession, suggestions: list[UUID], sentences: list[UUID]) -> None:
    viewer, source = viewer_of(session), tables.Source
    suggestion, sentence = tables.Suggestion, tables.SummarySentence
    baseless = ~exists().where(source.org_id == viewer.org, source.of_suggestion_id == suggestion.id)
    await session.execute(
        delete(suggestion).where(
            suggestion.org_id == viewer.org, suggestion.id.in_(suggestions), suggestion.state == SuggestionState.OFFERED, baseless
        )
    )
    unfounded = ~exists().where(source.org_id == viewer.org, source.of_sentence_id == sentence.id)
    await session.execute(
        delete(sentence).where(sentence.org_id == viewer.org, sentence.id.in_(sentences), sentence.edited_by_id.is_(None), unfounded)
    )
