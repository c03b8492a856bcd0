"""Rows that point at what they rest on, made by a read: the same columns as `sources`."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Uuid, cast, func, literal_column, null, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from schema.plan.text import quoted
from schema.tables.sources import POINTER, POINTERS
from schema.types.enums import SourceKind

QUOTED = 280
"""How many characters of a text a made source quotes at most."""


def pointing_at(kind: SourceKind, row: Any, text: Any, moment: Any, rank: int, why: ColumnElement[str] | None = None) -> Select[Any]:
    """A selection that makes sources of rows: `rank` orders them among others, `why` says why they are shown."""
    pointers = [(row.id if column == POINTER[kind] else cast(null(), Uuid())).label(column) for column in POINTERS]
    return select(
        quoted(kind).label("kind"),
        *pointers,
        func.left(text, QUOTED).label("quote"),
        cast(moment, TIMESTAMP(timezone=True, precision=3)).label("as_of"),
        literal_column(str(rank), Integer()).label("rank"),
        (quoted("") if why is None else why).label("why"),
        row.id.label("row_id"),
    )
