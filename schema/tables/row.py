"""What every table shares: the organisation first in every key, and who sees a row, said once."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Date, ForeignKeyConstraint, MetaData, Text, Time, Uuid, func, true
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass(frozen=True)
class Viewer:
    """Whoever looks, as three SQL expressions: their organisation, their id, and the ids of the pairs they may read.

    `pairs` (uuid[]) holds every pair in which they are or were the employee, and those in which they are the manager now.
    """

    org: ColumnElement[UUID]
    id: ColumnElement[UUID]
    pairs: ColumnElement[Any]

    def sees(self, row: Any) -> ColumnElement[bool]:
        """True where the viewer may read `row`, a table or an alias of one."""
        seen: ColumnElement[bool] = row.seen_by(self)
        return seen

    def sees_pointed(self, table: type["Noun"], pointer: Any) -> ColumnElement[bool]:
        """True where `pointer` points at nothing, or at a row of `table` that the viewer may read."""
        return self.called(table, pointer)

    def called(self, table: type["Noun"], pointer: Any) -> ColumnElement[bool]:
        """The sentence of `table` about one row, as a function of the database.

        A sub-select costs at every mention of the table, whether it runs or not: the plan of a brief was half made of them.
        A function costs where it is called.
        """
        seen: ColumnElement[bool] = getattr(func, f"sees_{table.__tablename__}")(self.org, self.id, self.pairs, pointer)
        seen_or_nothing: ColumnElement[bool] = pointer.is_(None) | seen
        return seen_or_nothing


class Base(DeclarativeBase):
    """The catalogue of all tables. Moments are UTC with milliseconds, the precision that clients are promised."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        str: Text(),
        datetime: TIMESTAMP(timezone=True, precision=3),
        date: Date(),
        time: Time(),
    }


class Write(NamedTuple):
    """What somebody may write in a table: the condition a row must meet to be added, changed (only in `columns`) and removed."""

    add: ColumnElement[bool] | None = None
    change: ColumnElement[bool] | None = None
    columns: tuple[str, ...] = ()
    remove: ColumnElement[bool] | None = None


class Row(Base):
    """A row of one organisation."""

    __abstract__ = True

    org_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-20)

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Who may read a row. The read plan, every action and the policies of the database are made from this sentence."""
        return cls.org_id == viewer.org

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        """What a person's own transaction may write; nothing unless the table says so."""
        return Write()

    @classmethod
    def worked_by(cls) -> Write:
        """What the worker may write. A condition to remove is whole in itself: the worker deletes, and the database says what goes."""
        return Write()

    @classmethod
    def shared(cls) -> ColumnElement[bool]:
        """Which rows the worker may read: never a private text."""
        return true()


class Noun(Row):
    """A row with an id of its own (UUIDv7, made by the server, so that a duplicate tells nobody anything)."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7(), sort_order=-10)


class HandedOver:
    """A column of what belongs to the employee and can be handed over: the later pair whose manager reads it too."""

    handed_to_pair_id: Mapped[UUID | None]


def to(table: str, *columns: str, on: tuple[str, ...] | None = None, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key within the organisation: `columns` of this table point to `on` (default: `id`) of `table`."""
    target = ("id",) if on is None else on
    return ForeignKeyConstraint(["org_id", *columns], [f"{table}.org_id", *(f"{table}.{name}" for name in target)], ondelete=ondelete)


def within(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Only the words of the list may stand in the column."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")
