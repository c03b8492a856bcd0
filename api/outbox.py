"""Writes into the outbox what a person's transaction changed, in that same transaction."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import actor_of
from api.database.prepared import Prepared

# Nothing is asked back, for the person may not read what they add.
TELL = Prepared(
    "insert into outbox (org_id, actor_id, node_type, node_id, verb, pair_id, conversation_id) values ($1, $2, $3, $4, $5, $6, $7)",
    ("org", "actor", "type", "node", "verb", "pair", "talk"),
)


class Verb(StrEnum):
    """What happened to a thing."""

    MADE = "MADE"
    CHANGED = "CHANGED"
    GONE = "GONE"


async def tell(
    session: AsyncSession, node_type: str, node_id: UUID, verb: Verb, *, pair_id: UUID | None = None, conversation_id: UUID | None = None
) -> None:
    """One change, by ids. Never call it for what is private to its author."""
    ids = {"actor": actor_of(session), "node": node_id, "pair": pair_id, "talk": conversation_id}
    await TELL.fetch(session, type=node_type, verb=verb.value, **ids)
