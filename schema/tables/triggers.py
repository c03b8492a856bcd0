"""Triggers: invitations with a reason, each to one person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.enums import Part, TriggerInvitation, TriggerKind, TriggerState
from schema.tables.row import Noun, Viewer, to, within

SUBJECTS = {
    "evaluation_id": "goal_evaluations",
    "feedback_id": "feedback",
    "reflection_id": "reflections",
    "response_id": "responses",
    "goal_id": "goals",
    "agreement_id": "agreements",
    "conversation_id": "conversations",
    "summary_id": "summaries",
    "pair_id": "pairs",
}
"""The columns with which a subject points at what the trigger is about, and the table of each."""


class Trigger(Noun):
    """An invitation to `for_id`, about the employee `about_id`. Only that person ever sees it."""

    __tablename__ = "triggers"
    __table_args__ = (
        to("people", "for_id"),
        to("people", "about_id"),
        to("conversations", "conversation_id", ondelete="CASCADE"),
        within("kind", TriggerKind),
        within("invitation", TriggerInvitation),
        within("part", Part),
        within("state", TriggerState),
        UniqueConstraint("org_id", "id", "for_id"),
        Index(None, "org_id", "for_id", "created_at", "id"),
        Index(None, "org_id", "about_id"),
        Index(None, "org_id", "conversation_id"),
    )

    for_id: Mapped[UUID]
    about_id: Mapped[UUID]
    kind: Mapped[str]
    invitation: Mapped[str]
    why: Mapped[str]
    part: Mapped[str | None]
    conversation_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(server_default=sql("'NEW'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & (cls.for_id == viewer.id)


class TriggerSubject(Noun):
    """One thing a trigger is about."""

    __tablename__ = "trigger_subjects"
    __table_args__ = (
        to("triggers", "trigger_id", "for_id", on=("id", "for_id"), ondelete="CASCADE"),
        *(to(table, column, ondelete="CASCADE") for column, table in SUBJECTS.items()),
        *(Index(None, "org_id", column, postgresql_where=sql(f"{column} IS NOT NULL")) for column in SUBJECTS),
        CheckConstraint(f"num_nonnulls({', '.join(SUBJECTS)}) = 1", name="is_one_thing"),
        Index(None, "org_id", "trigger_id", "position"),
    )

    trigger_id: Mapped[UUID]
    for_id: Mapped[UUID]
    position: Mapped[int]
    evaluation_id: Mapped[UUID | None]
    feedback_id: Mapped[UUID | None]
    reflection_id: Mapped[UUID | None]
    response_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    agreement_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    summary_id: Mapped[UUID | None]
    pair_id: Mapped[UUID | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & (cls.for_id == viewer.id)
