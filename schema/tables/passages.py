"""Passages: what the texts of a pair and of the library are found by, in words and in meaning."""

from datetime import datetime
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import CheckConstraint, ColumnElement, Computed, Index, UniqueConstraint, Uuid, any_, case, exists, or_, true
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, aliased, mapped_column

from schema.tables.enums import Language, Part, SourceKind
from schema.tables.feedback import Feedback, Reflection, Response
from schema.tables.goals import GoalEvaluation
from schema.tables.row import Noun, Viewer, Write, to, within
from schema.tables.sources import POINTERS, Points, pointed_at_is_seen, pointed_at_is_shared, pointing

DIMENSIONS = 384

FOLLOWED: dict[str, str] = {
    "notes": "old.text <> new.text or new.visibility = 'PRIVATE' or new.withdrawn_at is not null",
    "talking_points": "old.text <> new.text or old.part <> new.part or new.withdrawn_at is not null",
    "agreements": "old.text <> new.text or new.withdrawn_at is not null",
    "summary_sentences": "old.text <> new.text or old.part <> new.part",
    "goals": "old.title <> new.title or old.description <> new.description",
    "goal_evaluations": "old.text <> new.text or new.withdrawn_at is not null",
    "feedback": "old.text <> new.text or new.withdrawn_at is not null",
    "reflections": "old.text <> new.text or new.visibility = 'PRIVATE' or new.withdrawn_at is not null",
    "responses": "old.text <> new.text or new.manager_sees_from is null or new.withdrawn_at is not null",
    "talents": "old.text <> new.text or new.confirmed_at is null",
    "roles": "old.title <> new.title or old.purpose <> new.purpose",
    "responsibilities": "old.text <> new.text",
    "expectations": "old.text <> new.text",
    "career_steps": "old.what_it_takes <> new.what_it_takes",
    "development_options": "old.title <> new.title or old.description <> new.description",
}
"""When a changed row of a table loses its passages, in the transaction that changes it; a deleted one loses them by its foreign key."""

LIBRARY = frozenset({"roles", "responsibilities", "expectations", "career_steps", "development_options"})
"""The tables that the whole organisation reads."""


PLAIN = (SourceKind.NOTE, SourceKind.TALKING_POINT, SourceKind.AGREEMENT, SourceKind.SUMMARY_SENTENCE, SourceKind.GOAL, SourceKind.TALENT)
"""The kinds that both of their pair read as soon as they are there."""

LATER: dict[SourceKind, tuple[str, type[Noun]]] = {
    SourceKind.GOAL_EVALUATION: ("evaluation_id", GoalEvaluation),
    SourceKind.FEEDBACK: ("feedback_id", Feedback),
    SourceKind.REFLECTION: ("reflection_id", Reflection),
    SourceKind.RESPONSE: ("response_id", Response),
}
"""The kinds that the manager of the pair reads from a moment that the row itself says, and their pointers."""


class Passage(Points, Noun):
    """One piece of one text: its lexemes and, once made, its vector. Never of a private text, and without the text itself.

    It is of the text with that `digest` (MD5) only; `model`, `prefixes` and `mean` say how the vector was made, and only those made
    alike are compared. Whoever sees the row it points at sees it.
    """

    __tablename__ = "passages"
    __table_args__ = (
        *pointing("passages"),
        to("pairs", "pair_id"),
        to("people", "employee_id"),
        within("kind", SourceKind),
        within("part", Part),
        within("language", Language),
        CheckConstraint(f"num_nonnulls({', '.join(POINTERS)}) = 1", name="of_one_text"),
        CheckConstraint("num_nulls(vector, model, prefixes, mean) IN (0, 4)", name="a_vector_says_how_it_was_made"),
        UniqueConstraint("org_id", "source_id", "position"),
        Index(None, "org_id", "pair_id"),
        Index(None, "org_id", "employee_id"),
    )

    source_id: Mapped[UUID] = mapped_column(Uuid(), Computed(f"coalesce({', '.join(POINTERS)})", persisted=True), nullable=False)
    position: Mapped[int]
    """Which piece of the text, from 0."""
    pair_id: Mapped[UUID | None]
    employee_id: Mapped[UUID | None]
    kind: Mapped[str]
    part: Mapped[str | None]
    language: Mapped[str | None]
    as_of: Mapped[datetime]
    digest: Mapped[UUID]
    words: Mapped[str] = mapped_column(TSVECTOR)
    vector: Mapped[list[float] | None] = mapped_column(HALFVEC(DIMENSIONS))
    model: Mapped[str | None]
    prefixes: Mapped[str | None]
    mean: Mapped[str | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        # No private text has a passage: what is about the viewer, or stands in a talk of a pair they read, they see without looking it up.
        plain = (cls.employee_id == viewer.id) | ((cls.pair_id == any_(viewer.pairs)) & cls.kind.in_(PLAIN))
        # The others of a person are looked up for every search: a function called for each of them would be a third of it.
        closed = case((cls.kind.in_(LATER), or_(*(cls._sees(viewer, *of) for of in LATER.values()))), else_=pointed_at_is_seen(cls, viewer))
        return (cls.org_id == viewer.org) & (plain | closed)

    @classmethod
    def _sees(cls, viewer: Viewer, pointer: str, table: type[Noun]) -> ColumnElement[bool]:
        row = aliased(table, name=f"its_{table.__tablename__}")
        return exists().where(viewer.sees(row), row.org_id == cls.org_id, row.id == getattr(cls, pointer))

    @classmethod
    def worked_by(cls) -> Write:
        return Write(add=pointed_at_is_shared(cls), remove=true())
