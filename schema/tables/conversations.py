"""Talks, and what is put on the table, said, agreed and brought in them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, any_, exists, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.types import Text

from schema.tables.enums import AgreementStatus, ConversationStatus, Part, SummaryProgress, Visibility
from schema.tables.row import HandedOver, Noun, Viewer, Write, to, within


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
    employee_answered: Mapped[bool] = mapped_column(server_default=sql("false"))
    manager_answered: Mapped[bool] = mapped_column(server_default=sql("false"))
    outcomes_shown_from: Mapped[datetime | None]
    """From when both read what the other says the talk brought: when both have said so, or three working days after closing."""
    personal_put_aside: Mapped[bool] = mapped_column(server_default=sql("false"))
    """The employee dismissed a personal question for this talk: the coach offers no more of them. Both may know that, not which one."""
    summary_progress: Mapped[str] = mapped_column(server_default=sql("'NOT_YET'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        lives = ("status", "scheduled_at", "duration_minutes", "opened_at", "closed_at", "summary_progress")
        said = ("employee_answered", "manager_answered", "outcomes_shown_from", "personal_put_aside")
        return Write(add=cls.seen_by(viewer), change=cls.seen_by(viewer), columns=(*lives, *said))

    @classmethod
    def worked_by(cls) -> Write:
        """The worker says how far the summary of a closed talk is."""
        return Write(change=cls.status == ConversationStatus.CLOSED, columns=("summary_progress",))


class TalkingPoint(OfPair):
    """An item for the agenda, put there by a person. Without a talk it is parked for the next one of the pair."""

    __tablename__ = "talking_points"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        to("pairs", "pair_id"),
        to("people", "author_id"),
        # A copy is of the same pair and the same author as what it was copied from, whoever of the two plans the talk.
        to("talking_points", "carried_from_id", "pair_id", "author_id", on=("id", "pair_id", "author_id")),
        UniqueConstraint("org_id", "id", "pair_id", "author_id"),
        within("part", Part),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "conversation_id", "created_at", "id"),
        Index(None, "org_id", "pair_id"),
        # Whether a point came along already is asked at every closing, planning and taking back.
        Index(None, "org_id", "carried_from_id", postgresql_where=sql("carried_from_id IS NOT NULL")),
    )

    conversation_id: Mapped[UUID | None]
    part: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[UUID]
    discussed: Mapped[bool] = mapped_column(server_default=sql("false"))
    carried_from_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own, carried = cls.author_id == viewer.id, cls.carried_from_id.is_not(None)
        return Write(
            add=cls.seen_by(viewer) & (own | carried),
            change=cls.seen_by(viewer),
            columns=("conversation_id", "part", "text", "discussed", "withdrawn_at"),
            remove=cls.seen_by(viewer) & own,
        )


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
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        readable = (cls.visibility == Visibility.SHARED) | (cls.author_id == viewer.id)
        return (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs)) & readable

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = cls.seen_by(viewer) & (cls.author_id == viewer.id)
        return Write(add=own, change=own, columns=("text", "visibility", "edited_at", "withdrawn_at"), remove=own)

    @classmethod
    def worked_by(cls) -> Write:
        """A private note ends 30 days after the next talk of the pair is closed. The worker takes it away unseen: it can't read one."""
        its, following = aliased(Conversation, name="its_talk"), aliased(Conversation, name="following")
        over = exists().where(
            its.org_id == cls.org_id,
            its.id == cls.conversation_id,
            following.org_id == cls.org_id,
            following.pair_id == cls.pair_id,
            following.scheduled_at > its.scheduled_at,
            following.closed_at < func.now() - timedelta(days=30),
        )
        return Write(remove=(cls.visibility == Visibility.PRIVATE) & over)

    @classmethod
    def shared(cls) -> ColumnElement[bool]:
        return cls.visibility == Visibility.SHARED


class Agreement(HandedOver, OfPair):
    """Who does what by when. An open one carries over to the next talk by itself."""

    __tablename__ = "agreements"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        to("people", "owner_id"),
        to("people", "author_id"),
        Index(None, "org_id", "handed_to_pair_id", postgresql_where=sql("handed_to_pair_id IS NOT NULL")),
        to("pairs", "handed_to_pair_id"),
        within("status", AgreementStatus),
        UniqueConstraint("org_id", "id", "pair_id"),
        CheckConstraint("(status = 'OPEN') = (settled_at IS NULL)", name="what_is_settled_has_a_moment"),
        Index(None, "org_id", "conversation_id", "created_at", "id"),
        Index(None, "org_id", "pair_id", "created_at", "id"),
        Index(None, "org_id", "owner_id", postgresql_where=sql("status = 'OPEN'")),
    )

    conversation_id: Mapped[UUID]
    text: Mapped[str]
    author_id: Mapped[UUID | None]
    """Who wrote it down; empty where nobody of today's pair did."""
    owner_id: Mapped[UUID]
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(server_default=sql("'OPEN'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    settled_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & ((cls.pair_id == any_(viewer.pairs)) | (cls.handed_to_pair_id == any_(viewer.pairs)))

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = cls.seen_by(viewer) & (cls.author_id == viewer.id)
        return Write(
            add=own & cls.handed_to_pair_id.is_(None),
            change=cls.seen_by(viewer),
            columns=("text", "owner_id", "due_on", "status", "settled_at", "withdrawn_at", "handed_to_pair_id"),
            remove=own,
        )


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
        talk = aliased(Conversation, name="talk_of_outcome")
        shown = exists().where(viewer.sees(talk), talk.org_id == cls.org_id, talk.id == cls.conversation_id, talk.outcomes_shown_from <= func.now())
        readable = (cls.by_id == viewer.id) | (cls.shown_from <= func.now()) | shown
        return (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs)) & readable

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs)) & (cls.by_id == viewer.id)
        return Write(add=own, change=own, columns=("brought",))
