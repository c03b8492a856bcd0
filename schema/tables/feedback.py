"""Feedback, reflections, and the responses to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, any_, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.enums import Visibility
from schema.tables.row import Noun, Viewer, Write, to, within


class Feedback(Noun):
    """What somebody gives back to a colleague (the employee it is about).

    `manager_sees_from` is empty where the manager never reads it: the giver reports to the receiver. `by_manager` says that
    the giver gave it as the manager of the pair, so that their reading ends with the pair.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        to("people", "author_id"),
        UniqueConstraint("org_id", "id", "employee_id"),
        CheckConstraint("author_id <> employee_id", name="somebody_else_gives_it"),
        CheckConstraint("NOT by_manager OR pair_id IS NOT NULL", name="by_the_manager_of_a_pair"),
        Index(None, "org_id", "employee_id", "created_at", "id"),
        Index(None, "org_id", "author_id"),
        Index(None, "org_id", "pair_id"),
    )

    employee_id: Mapped[UUID]
    pair_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    by_manager: Mapped[bool] = mapped_column(server_default=sql("false"))
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    manager_sees_from: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        managed = (cls.pair_id == any_(viewer.pairs)) & (cls.manager_sees_from <= func.now())
        # What they took back is gone for them, whether somebody responded to it or not.
        given = (cls.author_id == viewer.id) & ~cls.by_manager & cls.withdrawn_at.is_(None)
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | managed | given)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        """Who gave it takes it back by `take_back_feedback`: they may not learn what it leaves behind."""
        in_org = cls.org_id == viewer.org
        return Write(add=in_org & (cls.author_id == viewer.id), change=in_org & (cls.employee_id == viewer.id), columns=("manager_sees_from",))


class Reflection(Noun):
    """What the employee thinks about their own work; private until they share it, and the manager reads it an hour later."""

    __tablename__ = "reflections"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        within("visibility", Visibility),
        UniqueConstraint("org_id", "id", "employee_id"),
        CheckConstraint("(visibility = 'SHARED') = (manager_sees_from IS NOT NULL)", name="shared_has_a_moment"),
        Index(None, "org_id", "employee_id", "created_at", "id"),
        Index(None, "org_id", "pair_id"),
    )

    employee_id: Mapped[UUID]
    pair_id: Mapped[UUID | None]
    text: Mapped[str]
    visibility: Mapped[str] = mapped_column(server_default=sql("'PRIVATE'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    manager_sees_from: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        managed = (cls.pair_id == any_(viewer.pairs)) & (cls.manager_sees_from <= func.now())
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | managed)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = (cls.org_id == viewer.org) & (cls.employee_id == viewer.id)
        return Write(add=own, change=own, columns=("text", "visibility", "edited_at", "manager_sees_from", "withdrawn_at"), remove=own)

    @classmethod
    def shared(cls) -> ColumnElement[bool]:
        return cls.visibility == Visibility.SHARED


class Response(Noun):
    """An answer in writing to an evaluation, feedback, a reflection or a summary: part of the continuous dialogue.

    It repeats `manager_sees_from` of what it answers. `shown_to_id` is the giver of the feedback, where the author chose so.
    """

    __tablename__ = "responses"
    __table_args__ = (
        to("people", "employee_id"),
        to("pairs", "pair_id", "employee_id", on=("id", "employee_id")),
        to("people", "author_id"),
        to("people", "shown_to_id"),
        to("goal_evaluations", "evaluation_id", "employee_id", on=("id", "employee_id"), ondelete="CASCADE"),
        to("feedback", "feedback_id", "employee_id", on=("id", "employee_id"), ondelete="CASCADE"),
        to("reflections", "reflection_id", "employee_id", on=("id", "employee_id"), ondelete="CASCADE"),
        to("summaries", "summary_id", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(evaluation_id, feedback_id, reflection_id, summary_id) = 1", name="answers_one_thing"),
        CheckConstraint("shown_to_id IS NULL OR feedback_id IS NOT NULL", name="shown_to_a_giver"),
        Index(None, "org_id", "employee_id"),
        Index(None, "org_id", "pair_id"),
        Index(None, "org_id", "evaluation_id", "created_at"),
        Index(None, "org_id", "feedback_id", "created_at"),
        Index(None, "org_id", "reflection_id", "created_at"),
        Index(None, "org_id", "summary_id", "created_at"),
    )

    employee_id: Mapped[UUID]
    pair_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    shown_to_id: Mapped[UUID | None]
    evaluation_id: Mapped[UUID | None]
    feedback_id: Mapped[UUID | None]
    reflection_id: Mapped[UUID | None]
    summary_id: Mapped[UUID | None]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    manager_sees_from: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        managed = (cls.pair_id == any_(viewer.pairs)) & (cls.manager_sees_from <= func.now())
        # A giver who gave it as the manager of a pair that has ended no longer reads the feedback, nor what was answered.
        shown = (cls.shown_to_id == viewer.id) & viewer.sees_pointed(Feedback, cls.feedback_id)
        return (cls.org_id == viewer.org) & ((cls.employee_id == viewer.id) | managed | shown)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = cls.seen_by(viewer) & (cls.author_id == viewer.id)
        its_subject = (cls.org_id == viewer.org) & (cls.employee_id == viewer.id)
        return Write(add=own, change=own | its_subject, columns=("text", "manager_sees_from", "withdrawn_at"), remove=own)

    @classmethod
    def shared(cls) -> ColumnElement[bool]:
        return cls.reflection_id.is_(None) | cls.manager_sees_from.is_not(None)
