"""Summaries: drafts of what was said, until people confirm them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.conversations import OfPair
from schema.tables.enums import Confirmation, Generator, Language, Part, SummaryState
from schema.tables.row import Viewer, Write, to, within
from schema.tables.suggestions import Made


class Summary(Made, OfPair):
    """The draft of what a talk said, in the employee's language."""

    __tablename__ = "summaries"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id")),
        within("state", SummaryState),
        within("language", Language),
        within("generator", Generator),
        UniqueConstraint("org_id", "conversation_id"),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "pair_id"),
    )

    conversation_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default=sql("'DRAFT'"))
    language: Mapped[str]

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(add=cls.seen_by(viewer))


class SummarySentence(Made, OfPair):
    """One sentence of a summary, resting on lines of that talk; with `edited_by_id` it is that person's."""

    __tablename__ = "summary_sentences"
    __table_args__ = (
        to("summaries", "summary_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("people", "edited_by_id"),
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
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(add=cls.seen_by(viewer), remove=cls.seen_by(viewer) & cls.edited_by_id.is_(None))


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
