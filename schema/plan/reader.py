"""Whoever reads, as bound parameters of a planned statement, and the row a field is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, Uuid, bindparam, true
from sqlalchemy.dialects.postgresql import ARRAY

from schema.tables import Viewer


@dataclass(frozen=True)
class Reader(Viewer):
    """A viewer with their language (`NL` or `EN`) and time zone (IANA name), for the sentences that a read makes."""

    language: ColumnElement[str]
    time_zone: ColumnElement[str]


@dataclass(frozen=True)
class Unwalled(Reader):
    """A reader for whom the first wall is taken away: what tests use to show that the second stands alone."""

    def sees(self, row: Any) -> ColumnElement[bool]:
        return true()


def _bound(kind: type[Reader]) -> Reader:
    return kind(
        org=bindparam("reader_org", type_=Uuid()),
        id=bindparam("reader_id", type_=Uuid()),
        pairs=bindparam("reader_pairs", type_=ARRAY(Uuid())),
        language=bindparam("reader_language", type_=Text()),
        time_zone=bindparam("reader_time_zone", type_=Text()),
    )


READER = _bound(Reader)
UNWALLED = _bound(Unwalled)


@dataclass(frozen=True)
class Scope:
    """Where a field is read: a row (an alias of a table, or the columns of a selection), whoever reads, and the scope around it.

    `source` is what stands in FROM for the row. The scope around is what a row without a table of its own (a part of a
    talk, a line of the compass) belongs to.
    """

    row: Any
    reader: Reader
    source: Any = None
    around: Scope | None = None

    def within(self, row: Any, source: Any) -> Scope:
        """The scope of a row found from this one."""
        return Scope(row, self.reader, source, self)

    @property
    def sources(self) -> list[Any]:
        """Whatever stands in FROM around a selection made here."""
        outer = self.around.sources if self.around else []
        return outer if self.source is None else [*outer, self.source]

    def correlated(self, selection: Select[Any]) -> Select[Any]:
        """A selection that may speak of this row and of all rows around it."""
        return selection.correlate(*self.sources) if self.sources else selection

    def value(self, selection: Select[Any]) -> Any:
        """The one value a selection finds for this row, or NULL."""
        return self.correlated(selection).scalar_subquery()
