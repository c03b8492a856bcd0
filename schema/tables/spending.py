"""What a language model cost, in tokens: numbers, never a word."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.row import Noun, Viewer, Write, to


class Spending(Noun):
    """One call to a model. Until it is settled `tokens` are those it may take at most, and count until `reserved_until` only.

    Nobody but whoever asked sees it: how often somebody asks the coach is nobody else's business. What an organisation spent is told in
    all by `spent_on()`.
    """

    __tablename__ = "model_spending"
    __table_args__ = (
        to("organisations", on=()),
        to("people", "person_id"),
        CheckConstraint("tokens >= 0", name="tokens_are_counted"),
        Index("ix_model_spending_day", "org_id", "day", postgresql_include=["person_id", "tokens", "reserved_until"]),
    )

    person_id: Mapped[UUID | None]
    """Empty where nobody asked: a job did."""
    day: Mapped[date]
    """Of UTC."""
    tokens: Mapped[int] = mapped_column(BigInteger)
    reserved_until: Mapped[datetime | None]
    """Empty once it is settled."""

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & (cls.person_id == viewer.id)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(add=cls.seen_by(viewer), change=cls.seen_by(viewer), columns=("tokens", "reserved_until"))

    @classmethod
    def worked_by(cls) -> Write:
        by_a_job = cls.person_id.is_(None)
        old = cls.day < func.current_date() - timedelta(days=31)
        return Write(add=by_a_job, change=by_a_job, columns=("tokens", "reserved_until"), remove=old)
