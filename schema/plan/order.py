"""The order of a list, and the cursors that continue it."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Text, cast, func, tuple_
from sqlalchemy.dialects.postgresql import TIMESTAMP

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadCursor(ValueError):
    """The cursor was not made by this list."""


@dataclass(frozen=True)
class Order:
    """By one column and then by id, both up or both down: total, so that a cursor has one place, and stable under inserts.

    `moments` says that the column holds moments; otherwise it holds text.
    """

    column: str
    down: bool = False
    moments: bool = True

    def keys(self, row: Any) -> tuple[Any, Any]:
        """The two expressions a row is ordered by."""
        return getattr(row, self.column), row.id

    def by(self, row: Any) -> list[ColumnElement[Any]]:
        """The ORDER BY of the list."""
        return [key.desc() if self.down else key.asc() for key in self.keys(row)]

    def cursor(self, row: Any) -> ColumnElement[str]:
        """The cursor of a row, as SQL: the two keys in base64 for URLs."""
        key, row_id = self.keys(row)
        plain = cast(cast(func.extract("epoch", key) * 1000, BigInteger), Text) if self.moments else key
        encoded = func.encode(func.convert_to(func.concat(plain, "|", cast(row_id, Text)), "UTF8"), "base64")
        return func.translate(encoded, "+/=\n", "-_")

    def after(self, row: Any, key: ColumnElement[Any], row_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """True for the rows that come after the place a cursor names."""
        place = tuple_(key, row_id)
        here = tuple_(*self.keys(row))
        return here < place if self.down else here > place

    @property
    def key_type(self) -> Any:
        """The SQL type of the first key."""
        return TIMESTAMP(timezone=True) if self.moments else Text()

    def read(self, cursor: str) -> tuple[datetime | str, UUID]:
        """The two keys in a cursor. Raises `BadCursor`."""
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            plain = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            key, _, tail = plain.rpartition("|")
            if "\0" in key:
                raise BadCursor
            return (EPOCH + timedelta(milliseconds=int(key)) if self.moments else key), UUID(tail)
        except (ValueError, binascii.Error, OverflowError) as problem:
            raise BadCursor from problem


NEWEST_FIRST = Order("created_at", down=True)
OLDEST_FIRST = Order("created_at")
BY_NAME = Order("name", moments=False)
BY_TITLE = Order("title", moments=False)
SOONEST_FIRST = Order("scheduled_at")
LATEST_FIRST = Order("scheduled_at", down=True)
