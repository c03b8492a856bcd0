"""Goals, how they go, and the talents of a person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Computed, Index, UniqueConstraint, any_, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.enums import GoalProgress, GoalStatus
from schema.tables.row import Noun, Viewer, to, within


def meets(column: str) -> Mapped[str]:
    """A text search query for any of the words of a column, in both languages, kept by the database."""
    either = " || ".join(f"replace(plainto_tsquery('{config}', {column})::text, '&', '|')::tsquery" for config in ("dutch", "english"))
    return mapped_column(TSQUERY, Computed(either, persisted=True), deferred=True)


class Goal(Noun):
    """Something the employee works towards, agreed with the manager; it belongs to the employee and carries the pair it was made in."""

    __tablename__ = "goals"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        within("status", GoalStatus),
        UniqueConstraint("org_id", "id", "employee_id"),
        CheckConstraint("(status = 'ACTIVE') = (ended_at IS NULL)", name="what_ended_has_a_moment"),
        Index(None, "org_id", "employee_id", "created_at", "id"),
        Index(None, "org_id", "pair_id"),
    )

    employee_id: Mapped[UUID]
    pair_id: Mapped[UUID | None]
    title: Mapped[str]
    meets: Mapped[str] = meets("title")
    description: Mapped[str] = mapped_column(server_default=sql("''"))
    status: Mapped[str] = mapped_column(server_default=sql("'ACTIVE'"))
    target_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | (cls.pair_id == any_(viewer.pairs)))


class GoalEvaluation(Noun):
    """How a goal goes, in words. The manager reads the employee's own evaluation an hour later, so that it can be taken back."""

    __tablename__ = "goal_evaluations"
    __table_args__ = (
        to("goals", "goal_id", "employee_id", on=("id", "employee_id"), ondelete="CASCADE"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        to("people", "author_id"),
        within("progress", GoalProgress),
        UniqueConstraint("org_id", "id", "employee_id"),
        Index(None, "org_id", "goal_id", "created_at", "id"),
        Index(None, "org_id", "employee_id", "created_at", "id"),
        Index(None, "org_id", "pair_id"),
    )

    goal_id: Mapped[UUID]
    employee_id: Mapped[UUID]
    pair_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    progress: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    manager_sees_from: Mapped[datetime]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        managed = (cls.pair_id == any_(viewer.pairs)) & (cls.manager_sees_from <= func.now())
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | managed)


class Talent(Noun):
    """A strength the person names, or that the manager names and the person has confirmed."""

    __tablename__ = "talents"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        to("people", "named_by_id"),
        Index(None, "org_id", "employee_id", "created_at", "id"),
        Index(None, "org_id", "pair_id"),
    )

    employee_id: Mapped[UUID]
    pair_id: Mapped[UUID | None]
    text: Mapped[str]
    meets: Mapped[str] = meets("text")
    named_by_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    confirmed_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | (cls.pair_id == any_(viewer.pairs)))
