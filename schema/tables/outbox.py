"""The outbox: what changed, written with the change itself, so that whatever must follow is never lost and never early."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Identity, Index, false, func
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from schema.tables.row import Row, Viewer, Write, to


class Xid8(UserDefinedType[int]):
    """The number of a transaction, as PostgreSQL counts them."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """What the column is called in SQL."""
        return "xid8"


class Change(Row):
    """Something was made, changed or taken away. Ids only, never text; nothing about what is private.

    `xid` orders changes by when they became visible: those below the oldest running transaction are complete, and nothing can come in
    between them any more.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        to("people", "actor_id"),
        # The relay reads the changes of all organisations in one order: this index can't begin with org_id.
        Index("ix_outbox_order", "xid", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8(), server_default=func.pg_current_xact_id())
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None]
    """Empty where nobody in the organisation did it: an import, or the worker."""
    node_type: Mapped[str]
    node_id: Mapped[UUID]
    verb: Mapped[str]
    pair_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Nobody reads it but the worker."""
        return false()

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(add=(cls.org_id == viewer.org) & (cls.actor_id == viewer.id))

    @classmethod
    def worked_by(cls) -> Write:
        return Write(add=cls.actor_id.is_(None), remove=cls.at < func.now() - timedelta(days=7))
