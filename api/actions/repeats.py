"""Idempotency: a mutation that is sent again with its key is done once, and answers with what it made."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import viewer_of
from schema.rules.refusals import RefusalReason, Unfit
from schema.tables import IdempotencyKey


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
        viewer = viewer_of(session)
        values = {"org_id": viewer.org, "person_id": viewer.id, "mutation": self.mutation, "key": self.key, "input_hash": self.input_hash}
        taken = insert(IdempotencyKey).values(values).on_conflict_do_nothing().returning(IdempotencyKey.key)
        if (await session.execute(taken)).scalar_one_or_none() is not None:
            return None
        return await self.made_before(session)

    async def made(self, session: AsyncSession, row_id: UUID) -> None:
        """Last thing in that transaction: remembers what was made."""
        if self.key is not None:
            await session.execute(update(IdempotencyKey).where(*self._mine(session)).values(made_id=row_id))

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
