"""What the coach offers: questions, each with the request it came from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, any_, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.conversations import OfPair
from schema.tables.enums import Generator, Language, Part, SuggestionState
from schema.tables.row import Viewer, Write, to, within


class Made:
    """Columns of everything that was generated: what made it, and when."""

    generator: Mapped[str]
    model: Mapped[str | None]
    prompt_fingerprint: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SuggestionRequest(OfPair):
    """Somebody asked the coach for questions. `shortfalls` says which part got fewer than asked, and why: `[{"part": …, "reason": …}]`."""

    __tablename__ = "suggestion_requests"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("people", "asked_by_id"),
        UniqueConstraint("org_id", "id", "pair_id"),
        Index(None, "org_id", "pair_id"),
        Index(None, "org_id", "conversation_id"),
    )

    conversation_id: Mapped[UUID]
    asked_by_id: Mapped[UUID]
    shortfalls: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    worded_until: Mapped[datetime | None]
    """Until when whoever has it worded vouches for it, and renews that; past that moment nobody does. Empty once the answer is whole."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = cls.seen_by(viewer) & (cls.asked_by_id == viewer.id)
        return Write(add=own, change=own, columns=("shortfalls", "worded_until"))


class Suggestion(Made, OfPair):
    """A question the coach offers. It stays an offer until a named person decides."""

    __tablename__ = "suggestions"
    __table_args__ = (
        to("conversations", "conversation_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("suggestion_requests", "request_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("people", "asked_by_id"),
        to("people", "decided_by_id"),
        to("talking_points", "talking_point_id", "pair_id", on=("id", "pair_id")),
        within("part", Part),
        within("language", Language),
        within("state", SuggestionState),
        within("generator", Generator),
        UniqueConstraint("org_id", "id", "pair_id"),
        CheckConstraint("(state IN ('ACCEPTED', 'DISMISSED')) = (decided_by_id IS NOT NULL)", name="a_person_decides"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_at_a_moment"),
        Index(None, "org_id", "conversation_id", "part", "position"),
        Index(None, "org_id", "request_id"),
        Index(None, "org_id", "pair_id"),
    )

    conversation_id: Mapped[UUID]
    request_id: Mapped[UUID]
    position: Mapped[int]
    starts: Mapped[bool] = mapped_column(server_default=sql("false"))
    """The one to begin with."""
    part: Mapped[str]
    language: Mapped[str]
    frame: Mapped[str]
    """The line of the question bank it was made from; empty where a model worded it."""
    question: Mapped[str]
    first_person: Mapped[str]
    """The question as the employee would put it on the agenda."""
    follow_up: Mapped[str | None]
    why: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sql("'OFFERED'"))
    asked_by_id: Mapped[UUID]
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    talking_point_id: Mapped[UUID | None]
    reworded: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Whoever took it put it in other words than were offered."""

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        readable = (cls.state != SuggestionState.DISMISSED) | (cls.decided_by_id == viewer.id)
        return (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs)) & readable

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        in_pair = (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs))
        asked = in_pair & (cls.asked_by_id == viewer.id) & (cls.state == SuggestionState.OFFERED)
        decides = in_pair & ((cls.decided_by_id == viewer.id) | cls.decided_by_id.is_(None))
        return Write(
            add=asked,
            change=decides,
            columns=("state", "decided_by_id", "decided_at", "talking_point_id", "reworded", "starts"),
            remove=in_pair & (cls.state == SuggestionState.OFFERED),
        )
