"""Writes into the outbox what a person's transaction changed, in that same transaction."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import viewer_of
from schema.tables import Change


class Verb(StrEnum):
    """What happened to a thing."""

    MADE = "MADE"
    CHANGED = "CHANGED"
    GONE = "GONE"


async def tell(
    session: AsyncSession, node_type: str, node_id: UUID, verb: Verb, *, pair_id: UUID | None = None, conversation_id: UUID | None = None
) -> None:
    """One change, by ids. Never call it for what is private to its author."""
    viewer = viewer_of(session)
    row = {
        "org_id": viewer.org,
        "actor_id": viewer.id,
        "node_type": node_type,
        "node_id": node_id,
        "verb": verb.value,
        "pair_id": pair_id,
        "conversation_id": conversation_id,
    }
    # `inline`: nothing is asked back, for the person may not read what they add.
    await session.execute(insert(Change.__table__).inline(), row)  # type: ignore[arg-type]
