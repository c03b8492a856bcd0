"""Goals, how they go, and the talents of a person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Computed, Index, UniqueConstraint, any_, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.enums import GoalProgress, GoalStatus
from schema.tables.row import HandedOver, Noun, Viewer, Write, to, within

# What the other language's dictionary takes for a word, as it would stand in a lexeme.
STOP_WORDS = (
    "de het een en of in op te van voor met zonder bij naar om aan uit over door als dan er die dat dit deze wat wie waar hoe veel meer "
    "niet geen nog al ook zelf een ander andere eigen mijn je jouw ik wij we ze zij hun maken doen gaan kunnen willen worden zijn "
    "the a an and or in on to of for with without by at from about into over through as than there that this these what who where how "
    "much more not no yet all also one other own my your i we they their make do go can will be is are when whole"
)


def meets(column: str) -> Mapped[str]:
    """A text search query for any of the words of a column, in both languages, kept by the database."""
    vector = f"to_tsvector('dutch', {column}) || to_tsvector('english', {column})"
    stop_words = "'{" + ",".join(STOP_WORDS.split()) + "}'::text[]"
    telling = f"ts_delete({vector}, {stop_words})"
    return mapped_column(TSQUERY, Computed(f"replace(strip({telling})::text COLLATE \"C\", ' ', ' | ')::tsquery", persisted=True), deferred=True)


class Goal(HandedOver, Noun):
    """Something the employee works towards, agreed with the manager; it belongs to the employee and carries the pair it was made in."""

    __tablename__ = "goals"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        Index(None, "org_id", "handed_to_pair_id", postgresql_where=sql("handed_to_pair_id IS NOT NULL")),
        to("pairs", "handed_to_pair_id", "employee_id", on=("id", "employee_id")),
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
        in_pair = (cls.pair_id == any_(viewer.pairs)) | (cls.handed_to_pair_id == any_(viewer.pairs))
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | in_pair)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(
            add=cls.seen_by(viewer) & cls.handed_to_pair_id.is_(None),
            change=cls.seen_by(viewer),
            columns=("title", "description", "target_on", "status", "ended_at", "handed_to_pair_id"),
        )


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
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        managed = (cls.pair_id == any_(viewer.pairs)) & (cls.manager_sees_from <= func.now())
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | managed)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = cls.seen_by(viewer) & (cls.author_id == viewer.id)
        return Write(add=own, change=own, columns=("text", "withdrawn_at"), remove=own)


class Talent(HandedOver, Noun):
    """A strength the person names, or that the manager names and the person has confirmed."""

    __tablename__ = "talents"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        Index(None, "org_id", "handed_to_pair_id", postgresql_where=sql("handed_to_pair_id IS NOT NULL")),
        to("pairs", "handed_to_pair_id", "employee_id", on=("id", "employee_id")),
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
        in_pair = (cls.pair_id == any_(viewer.pairs)) | (cls.handed_to_pair_id == any_(viewer.pairs))
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | in_pair)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        theirs = cls.seen_by(viewer) & (cls.employee_id == viewer.id)
        return Write(
            add=cls.seen_by(viewer) & (cls.named_by_id == viewer.id) & cls.handed_to_pair_id.is_(None),
            change=theirs,
            columns=("confirmed_at", "handed_to_pair_id"),
            remove=cls.seen_by(viewer) & ((cls.employee_id == viewer.id) | (cls.named_by_id == viewer.id)),
        )
