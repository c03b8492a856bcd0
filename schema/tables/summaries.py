"""Summaries: drafts of what was said, until people confirm them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, any_, exists, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.types import Text

from schema.tables.conversations import Conversation, OfPair
from schema.tables.enums import Confirmation, ConversationStatus, Generator, Language, Part, SummaryState
from schema.tables.row import HandedOver, Viewer, Write, to, within
from schema.tables.suggestions import Made

DRAWN = ("language", "generator", "model", "prompt_fingerprint", "created_at", "drawn_from")
"""What changes of a draft that is made anew."""


class Summary(HandedOver, Made, OfPair):
    """The draft of what a talk said, in the employee's language."""

    __tablename__ = "summaries"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        Index(None, "org_id", "handed_to_pair_id", postgresql_where=sql("handed_to_pair_id IS NOT NULL")),
        to("pairs", "handed_to_pair_id"),
        within("state", SummaryState),
        within("language", Language),
        within("generator", Generator),
        CheckConstraint("touched <@ ARRAY['PERSONAL', 'CURRENT_ROLE', 'GROWTH']", name="touched_is_known"),
        UniqueConstraint("org_id", "conversation_id"),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "pair_id"),
    )

    conversation_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default=sql("'DRAFT'"))
    language: Mapped[str]
    drawn_from: Mapped[UUID | None]
    """The digest of what was said when it was drafted; empty where that is not known, and then no job drafts it anew."""
    touched: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))
    """The parts in which somebody reworded or removed a sentence: a job leaves those as they are."""

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & ((cls.pair_id == any_(viewer.pairs)) | (cls.handed_to_pair_id == any_(viewer.pairs)))

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        in_pair = (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs))
        return Write(add=in_pair, change=in_pair, columns=("state", "handed_to_pair_id", "touched", *DRAWN))

    @classmethod
    def worked_by(cls) -> Write:
        """The worker drafts the summary of a closed talk, and drafts it anew while nobody has confirmed it."""
        talk = aliased(Conversation, name="talk_of_summary")
        closed = exists().where(talk.org_id == cls.org_id, talk.id == cls.conversation_id, talk.status == ConversationStatus.CLOSED)
        return Write(add=(cls.state == SummaryState.DRAFT) & closed, change=(cls.state == SummaryState.DRAFT) & closed, columns=DRAWN)


class SummarySentence(HandedOver, Made, OfPair):
    """One sentence of a summary, resting on lines of that talk; with `edited_by_id` it is that person's."""

    __tablename__ = "summary_sentences"
    __table_args__ = (
        to("summaries", "summary_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("people", "edited_by_id"),
        Index(None, "org_id", "handed_to_pair_id", postgresql_where=sql("handed_to_pair_id IS NOT NULL")),
        to("pairs", "handed_to_pair_id"),
        within("part", Part),
        within("generator", Generator),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "summary_id", "position"),
        Index(None, "org_id", "pair_id"),
    )

    summary_id: Mapped[UUID]
    part: Mapped[str]
    position: Mapped[int]
    text: Mapped[str]
    edited_by_id: Mapped[UUID | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & ((cls.pair_id == any_(viewer.pairs)) | (cls.handed_to_pair_id == any_(viewer.pairs)))

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        in_pair = (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs))
        return Write(add=in_pair, change=in_pair, columns=("text", "edited_by_id", "handed_to_pair_id"), remove=in_pair)

    @classmethod
    def worked_by(cls) -> Write:
        """Of drafts alone, and never the words of a person."""
        summary = aliased(Summary, name="its_summary")
        drafted = exists().where(summary.org_id == cls.org_id, summary.id == cls.summary_id, summary.state == SummaryState.DRAFT)
        return Write(add=cls.edited_by_id.is_(None) & drafted, remove=cls.edited_by_id.is_(None) & drafted)


class SummaryConfirmation(OfPair):
    """Somebody of the pair has read the summary and says how they see it."""

    __tablename__ = "summary_confirmations"
    __table_args__ = (
        to("summaries", "summary_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("people", "by_id"),
        within("said", Confirmation),
        UniqueConstraint("org_id", "summary_id", "by_id"),
        Index(None, "org_id", "pair_id"),
    )

    summary_id: Mapped[UUID]
    by_id: Mapped[UUID]
    said: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = cls.seen_by(viewer) & (cls.by_id == viewer.id)
        return Write(add=own, change=own, columns=("said", "at"), remove=cls.seen_by(viewer))
