"""The rows to be inserted, by table, with ids as old as what they stand for."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from schema.tables import Base, Row
from schema.tables.enums import SourceKind


@dataclass(frozen=True)
class Pointed:
    """Something a sentence, a suggestion or a talking point can rest on; `column` is the pointer of `sources` that leads to it.

    `own` is true where the employee said it. A line of the question bank has neither column nor id.
    """

    kind: SourceKind
    column: str | None
    id: UUID | None
    quote: str
    at: datetime
    own: bool = False


class Ledger:
    """Collects the rows of one organisation and gives each an id (UUIDv7) of its own moment, in the order of adding."""

    def __init__(self, org_id: UUID) -> None:
        self.org_id = org_id
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._count = itertools.count()

    def add(self, table: type[Row], at: datetime, /, **columns: Any) -> UUID:
        """Add a row of that moment and answer its id."""
        made = uuid7(at, next(self._count))
        self._rows.setdefault(table.__tablename__, []).append({"org_id": self.org_id, "id": made, **columns})
        return made

    def in_order(self) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        """The tables that got rows, each after those it points to."""
        for table in Base.metadata.sorted_tables:
            if table.name in self._rows:
                yield table, self._rows[table.name]


def uuid7(at: datetime, count: int) -> UUID:
    """The UUIDv7 of a moment (RFC 9562, 5.7), with 12 bits of `count` to keep order within a millisecond."""
    stamp = int(at.timestamp() * 1000)
    return UUID(int=stamp << 80 | 7 << 76 | (count & 0xFFF) << 64 | 2 << 62 | secrets.randbits(62))
