"""Idempotency: a mutation that is sent again with its key is done once, and answers with what it made."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import viewer_of
from api.database.prepared import Prepared
from schema.rules.refusals import RefusalReason, Unfit
from schema.tables import IdempotencyKey

CLAIM = Prepared(
    "insert into idempotency_keys (org_id, person_id, mutation, key, input_hash) values ($1, $2, $3, $4, $5) on conflict do nothing returning key",
    ("org", "viewer", "mutation", "key", "hash"),
)
MADE = Prepared(
    "update idempotency_keys set made_id = $5 where org_id = $1 and person_id = $2 and mutation = $3 and key = $4",
    ("org", "viewer", "mutation", "key", "made"),
)


@dataclass(frozen=True)
class Once:
    """A mutation with its key and the keyed hash of its input. Without a key it is never a repeat."""

    mutation: str
    key: UUID | None
    input_hash: bytes

    async def made_before(self, session: AsyncSession) -> UUID | None:
        """What the same mutation made before, if it did. Raises `Unfit` (KEY_REUSED) if the key came with another input."""
        if self.key is None:
            return None
        row = await session.execute(select(IdempotencyKey).where(*self._mine(session)))
        found = row.scalar_one_or_none()
        return self._checked(found) if found is not None else None

    async def claim(self, session: AsyncSession) -> UUID | None:
        """First thing in the transaction that changes something: takes the key, or finds what was made with it meanwhile."""
        if self.key is None:
            return None
        taken = await CLAIM.row(session, mutation=self.mutation, key=self.key, hash=self.input_hash)
        if taken is not None:
            return None
        return await self.made_before(session)

    async def made(self, session: AsyncSession, row_id: UUID) -> None:
        """Last thing in that transaction: remembers what was made."""
        if self.key is not None:
            await MADE.fetch(session, mutation=self.mutation, key=self.key, made=row_id)

    def _mine(self, session: AsyncSession) -> list[ColumnElement[bool]]:
        viewer = viewer_of(session)
        return [
            IdempotencyKey.org_id == viewer.org,
            IdempotencyKey.person_id == viewer.id,
            IdempotencyKey.mutation == self.mutation,
            IdempotencyKey.key == self.key,
        ]

    def _checked(self, found: IdempotencyKey) -> UUID | None:
        if found.input_hash != self.input_hash:
            nl = "Deze sleutel is al gebruikt voor iets anders; maak voor elke nieuwe opdracht een nieuwe."
            en = "This key was used for something else already; make a new one for every new request."
            raise Unfit("idempotencyKey", nl, en, RefusalReason.KEY_REUSED)
        return found.made_id
