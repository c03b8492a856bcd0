"""Idempotency keys: what makes a repeated mutation one mutation."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.row import Row, Viewer, Write, to


class IdempotencyKey(Row):
    """A mutation that somebody sent with a key: a keyed hash of its input and the id of what it made, never text."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (to("people", "person_id"), Index(None, "org_id", "created_at"))

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    mutation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    input_hash: Mapped[bytes] = mapped_column(LargeBinary)
    made_id: Mapped[UUID | None]
    """Empty where the answer made nothing (`NothingToSay`)."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & (cls.person_id == viewer.id)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(add=cls.seen_by(viewer), change=cls.seen_by(viewer), columns=("made_id",))

    @classmethod
    def worked_by(cls) -> Write:
        return Write(remove=cls.created_at < func.now() - timedelta(days=30))
