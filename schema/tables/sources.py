"""Where a sentence rests: the quoted words and the row they stand in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, and_, any_, exists
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, aliased

from schema.tables.conversations import Agreement, Note, OfPair, Outcome, TalkingPoint
from schema.tables.enums import SourceKind
from schema.tables.feedback import Feedback, Reflection, Response
from schema.tables.goals import Goal, GoalEvaluation, Talent
from schema.tables.row import Noun, Viewer, Write, to, within
from schema.tables.suggestions import Suggestion
from schema.tables.summaries import SummarySentence

POINTERS: dict[str, str] = {
    "note_id": "notes",
    "talking_point_id": "talking_points",
    "agreement_id": "agreements",
    "goal_id": "goals",
    "evaluation_id": "goal_evaluations",
    "feedback_id": "feedback",
    "reflection_id": "reflections",
    "response_id": "responses",
    "sentence_id": "summary_sentences",
    "outcome_id": "outcomes",
    "role_id": "roles",
    "responsibility_id": "responsibilities",
    "expectation_id": "expectations",
    "talent_id": "talents",
    "option_id": "development_options",
    "step_id": "career_steps",
}
"""The columns with which a row points at another, and the table each points to; deleting that row takes the pointer along."""


POINTER: dict[SourceKind, str] = {
    SourceKind.NOTE: "note_id",
    SourceKind.TALKING_POINT: "talking_point_id",
    SourceKind.AGREEMENT: "agreement_id",
    SourceKind.GOAL: "goal_id",
    SourceKind.GOAL_EVALUATION: "evaluation_id",
    SourceKind.FEEDBACK: "feedback_id",
    SourceKind.REFLECTION: "reflection_id",
    SourceKind.RESPONSE: "response_id",
    SourceKind.SUMMARY_SENTENCE: "sentence_id",
    SourceKind.OUTCOME: "outcome_id",
    SourceKind.ROLE: "role_id",
    SourceKind.RESPONSIBILITY: "responsibility_id",
    SourceKind.EXPECTATION: "expectation_id",
    SourceKind.TALENT: "talent_id",
    SourceKind.DEVELOPMENT_OPTION: "option_id",
    SourceKind.CAREER_STEP: "step_id",
}
"""Which pointer column each kind of source uses."""


class Points:
    """Columns of a row that points at one other row, whatever its table."""

    note_id: Mapped[UUID | None]
    talking_point_id: Mapped[UUID | None]
    agreement_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    evaluation_id: Mapped[UUID | None]
    feedback_id: Mapped[UUID | None]
    reflection_id: Mapped[UUID | None]
    response_id: Mapped[UUID | None]
    sentence_id: Mapped[UUID | None]
    outcome_id: Mapped[UUID | None]
    role_id: Mapped[UUID | None]
    responsibility_id: Mapped[UUID | None]
    expectation_id: Mapped[UUID | None]
    talent_id: Mapped[UUID | None]
    option_id: Mapped[UUID | None]
    step_id: Mapped[UUID | None]


def pointing(table: str) -> tuple[Any, ...]:
    """Foreign keys and indexes for all pointers of `table`."""
    keys = [to(target, column, ondelete="CASCADE") for column, target in POINTERS.items()]
    indexes = [Index(f"ix_{table}_{column}", "org_id", column, postgresql_where=sql(f"{column} IS NOT NULL")) for column in POINTERS]
    return (*keys, *indexes)


CLOSABLE: dict[str, type[Noun]] = {
    "note_id": Note,
    "talking_point_id": TalkingPoint,
    "agreement_id": Agreement,
    "goal_id": Goal,
    "evaluation_id": GoalEvaluation,
    "feedback_id": Feedback,
    "reflection_id": Reflection,
    "response_id": Response,
    "sentence_id": SummarySentence,
    "outcome_id": Outcome,
    "talent_id": Talent,
}
"""The pointers to rows that can be closed to one of a pair; the others are read by the whole organisation."""


def pointed_at_is_seen(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """True where the viewer may read what `row` points at."""
    return and_(*(viewer.sees_pointed(table, getattr(row, column)) for column, table in CLOSABLE.items()))


def pointed_at_is_shared(row: Any) -> ColumnElement[bool]:
    """True where what `row` points at is there and no private text."""
    clauses = []
    for column, table in CLOSABLE.items():
        pointer, target = getattr(row, column), aliased(table, name=f"shared_{table.__tablename__}")
        there = exists().where(target.org_id == row.org_id, target.id == pointer, target.shared())
        clauses.append(pointer.is_(None) | there)
    return and_(*clauses)


class Source(Points, OfPair):
    """The words a suggestion, a summary's sentence or a talking point rests on, quoted, and the row they stand in."""

    __tablename__ = "sources"
    __table_args__ = (
        *pointing("sources"),
        to("pairs", "pair_id"),
        to("suggestions", "of_suggestion_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("summary_sentences", "of_sentence_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        to("talking_points", "of_point_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        within("kind", SourceKind),
        CheckConstraint("num_nonnulls(of_suggestion_id, of_sentence_id, of_point_id) = 1", name="under_one_thing"),
        CheckConstraint(f"num_nonnulls({', '.join(POINTERS)}) = CASE kind WHEN 'QUESTION_BANK' THEN 0 ELSE 1 END", name="points_at_one_thing"),
        Index(None, "org_id", "of_suggestion_id", "position"),
        Index(None, "org_id", "of_sentence_id", "position"),
        Index(None, "org_id", "of_point_id"),
        Index(None, "org_id", "pair_id"),
    )

    of_suggestion_id: Mapped[UUID | None]
    of_sentence_id: Mapped[UUID | None]
    of_point_id: Mapped[UUID | None]
    position: Mapped[int]
    kind: Mapped[str]
    quote: Mapped[str]
    as_of: Mapped[datetime | None]

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        in_pair = (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs))
        # Of what it may stand under, only a suggestion can be closed to one of the pair.
        return in_pair & pointed_at_is_seen(cls, viewer) & viewer.sees_pointed(Suggestion, cls.of_suggestion_id)

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        in_pair = (cls.org_id == viewer.org) & (cls.pair_id == any_(viewer.pairs))
        return Write(add=cls.seen_by(viewer), remove=in_pair)

    @classmethod
    def worked_by(cls) -> Write:
        """The worker says what a drafted sentence rests on: never a private text."""
        return Write(add=cls.of_sentence_id.is_not(None) & pointed_at_is_shared(cls))
