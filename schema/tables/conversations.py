"""Talks, and what is put on the table, said, agreed and brought in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, any_, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from schema.tables.enums import AgreementStatus, ConversationStatus, Part, SummaryProgress, Visibility
from schema.tables.row import Noun, Viewer, Write, to, within


class OfPair(Noun):
    """Something both of a pair read, while the manager's side of the pair lasts."""

    __abstract__ = True

    pair_id: Mapped[UUID] = mapped_column(sort_order=-5)

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs))


class Conversation(OfPair):
    """One talk of one pair."""

    __tablename__ = "conversations"
    __table_args__ = (
        to("pairs", "pair_id", "manager_id", "employee_id", on=("id", "manager_id", "employee_id")),
        within("status", ConversationStatus),
        within("summary_progress", SummaryProgress),
        UniqueConstraint("org_id", "id", "pair_id"),
        CheckConstraint("(status = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_at_a_moment"),
        CheckConstraint("status <> 'OPEN' OR opened_at IS NOT NULL", name="opened_at_a_moment"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration_fits_a_day"),
        Index("uq_conversations_open", "org_id", "pair_id", unique=True, postgresql_where=sql("status = 'OPEN'")),
        Index(None, "org_id", "pair_id", "closed_at"),
        Index(None, "org_id", "employee_id", "scheduled_at", "id"),
        Index(None, "org_id", "manager_id", "scheduled_at", "id"),
    )

    manager_id: Mapped[UUID]
    employee_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default=sql("'PLANNED'"))
    scheduled_at: Mapped[datetime]
    duration_minutes: Mapped[int] = mapped_column(server_default=sql("30"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    personal_put_aside: Mapped[bool] = mapped_column(server_default=sql("false"))
    """The employee dismissed a personal question for this talk: the coach offers no more of them. Both may know that, not which one."""
    summary_progress: Mapped[str] = mapped_column(server_default=sql("'NOT_YET'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(change=cls.seen_by(viewer), columns=("personal_put_aside", "summary_progress"))


class TalkingPoint(OfPair):
    """An item for the agenda, put there by a person. Without a talk it is parked for the next one of the pair."""

    __tablename__ = "talking_points"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        to("pairs", "pair_id"),
        to("people", "author_id"),
        to("talking_points", "carried_from_id", "pair_id", on=("id", "pair_id")),
        within("part", Part),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "conversation_id", "created_at", "id"),
        Index(None, "org_id", "pair_id"),
    )

    conversation_id: Mapped[UUID | None]
    part: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[UUID]
    discussed: Mapped[bool] = mapped_column(server_default=sql("false"))
    carried_from_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(add=cls.seen_by(viewer) & (cls.author_id == viewer.id))


class Note(OfPair):
    """What was said, in a part. A private note is read by its author alone, and ends with the pair."""

    __tablename__ = "notes"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        to("people", "author_id"),
        within("part", Part),
        within("visibility", Visibility),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "conversation_id", "created_at", "id"),
        Index(None, "org_id", "pair_id", "created_at", "id"),
    )

    conversation_id: Mapped[UUID]
    part: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[UUID]
    visibility: Mapped[str] = mapped_column(server_default=sql("'SHARED'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        readable = (cls.visibility == Visibility.SHARED) | (cls.author_id == viewer.id)
        return (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs)) & readable

    @classmethod
    def shared(cls) -> ColumnElement[bool]:
        return cls.visibility == Visibility.SHARED


class Agreement(OfPair):
    """Who does what by when. An open one carries over to the next talk by itself."""

    __tablename__ = "agreements"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        to("people", "owner_id"),
        within("status", AgreementStatus),
        UniqueConstraint("org_id", "id", "pair_id"),
        CheckConstraint("(status = 'OPEN') = (settled_at IS NULL)", name="what_is_settled_has_a_moment"),
        Index(None, "org_id", "conversation_id", "created_at", "id"),
        Index(None, "org_id", "pair_id", "created_at", "id"),
        Index(None, "org_id", "owner_id", postgresql_where=sql("status = 'OPEN'")),
    )

    conversation_id: Mapped[UUID]
    text: Mapped[str]
    owner_id: Mapped[UUID]
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(server_default=sql("'OPEN'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    settled_at: Mapped[datetime | None]


class Outcome(OfPair):
    """What a talk brought, as one of the two says. Both show at once, from `shown_from`; one's own always."""

    __tablename__ = "outcomes"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        to("people", "by_id"),
        UniqueConstraint("org_id", "conversation_id", "by_id"),
        UniqueConstraint("org_id", "id", "pair_id"),
        CheckConstraint("brought <@ ARRAY['FOCUS', 'TALENTS', 'MOTIVATION']", name="brought_is_known"),
        Index(None, "org_id", "pair_id"),
    )

    conversation_id: Mapped[UUID]
    by_id: Mapped[UUID]
    brought: Mapped[list[str]] = mapped_column(ARRAY(Text))
    shown_from: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        readable = (cls.by_id == viewer.id) | (cls.shown_from <= func.now())
        return (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs)) & readable
