"""Keeping what a generated sentence rests on."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from coach.questions import Quote
from schema import tables
from schema.tables.enums import SourceKind
from schema.tables.sources import POINTER


def rest_on(
    session: AsyncSession,
    quotes: Sequence[Quote],
    *,
    org_id: UUID,
    pair_id: UUID,
    of_suggestion_id: UUID | None = None,
    of_sentence_id: UUID | None = None,
) -> None:
    """Adds a source for each quote, in their order."""
    for position, quote in enumerate(quotes):
        source = tables.Source(
            org_id=org_id,
            pair_id=pair_id,
            of_suggestion_id=of_suggestion_id,
            of_sentence_id=of_sentence_id,
            position=position,
            kind=quote.kind.value,
            quote=quote.quote,
            as_of=quote.as_of,
        )
        if quote.id is not None:
            setattr(source, POINTER[SourceKind(quote.kind.value)], quote.id)
        session.add(source)
