"""Picks: what a brief shows of a pair's earlier talks and of what the organisation offers, ranked by the worker."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, exists, func, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, aliased

from schema.tables.conversations import Note, OfPair
from schema.tables.enums import PickReason
from schema.tables.row import Write, to, within

PICKED: dict[str, str] = {
    "note_id": "notes",
    "option_id": "development_options",
    "talent_id": "talents",
    "goal_id": "goals",
    "step_id": "career_steps",
}
"""The columns with which a pick points, and the table of each; deleting that row takes the pick along."""

WISHES = ("talent_id", "goal_id", "step_id")
"""What an option can fit."""

UNPICKED: dict[str, str] = {
    "notes": "old.text <> new.text or new.visibility = 'PRIVATE' or new.withdrawn_at is not null",
    "talents": "old.text <> new.text or new.confirmed_at is null",
    "goals": "old.title <> new.title or new.status <> 'ACTIVE'",
    "development_options": "old.title <> new.title or old.description <> new.description",
    "career_steps": "old.what_it_takes <> new.what_it_takes or old.role_id <> new.role_id",
}
"""When a changed row of a table loses its picks, in the transaction that changes it."""


class Pick(OfPair):
    """A note worth asking about again, with the reason; or a development option with one of the person's own words that it fits.

    `place` orders notes among notes and options among options, from 1; an option fits at most two things, by `position`. Only what both
    of the pair read is picked: shared notes of their own talks, and what stands under growth and goals.
    """

    __tablename__ = "picks"
    __table_args__ = (
        to("pairs", "pair_id"),
        to("notes", "note_id", "pair_id", on=("id", "pair_id"), ondelete="CASCADE"),
        *(to(table, column, ondelete="CASCADE") for column, table in PICKED.items() if column != "note_id"),
        *(Index(f"ix_picks_{column}", "org_id", column, postgresql_where=sql(f"{column} IS NOT NULL")) for column in PICKED),
        within("reason", PickReason),
        CheckConstraint("num_nonnulls(note_id, option_id) = 1", name="is_a_note_or_an_option"),
        CheckConstraint("(note_id IS NULL) = (reason IS NULL)", name="a_note_has_a_reason"),
        CheckConstraint(f"num_nonnulls({', '.join(WISHES)}) = CASE WHEN option_id IS NULL THEN 0 ELSE 1 END", name="an_option_fits_one_thing"),
        Index(None, "org_id", "pair_id", "place"),
    )

    place: Mapped[int]
    position: Mapped[int]
    note_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    option_id: Mapped[UUID | None]
    talent_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    step_id: Mapped[UUID | None]

    @classmethod
    def worked_by(cls) -> Write:
        note = aliased(Note, name="picked_note")
        its_note = exists().where(note.org_id == cls.org_id, note.id == cls.note_id, note.shared())
        return Write(add=cls.note_id.is_(None) | its_note, remove=true())


def wish_of(pick: type[Pick]) -> ColumnElement[UUID]:
    """The id of what a picked option fits."""
    return func.coalesce(*(getattr(pick, column) for column in WISHES))
