"""The sentences a read makes, in the reader's language, as SQL."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Text, case, cast, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY

from schema.plan.reader import Reader
from schema.plan.text import quoted

MONTHS = {
    "NL": "januari februari maart april mei juni juli augustus september oktober november december",
    "EN": "January February March April May June July August September October November December",
}


def in_language(reader: Reader, nl: ColumnElement[str] | str, en: ColumnElement[str] | str) -> ColumnElement[str]:
    """The Dutch or the English sentence, as the reader speaks."""
    return case((reader.language == "NL", _text(nl)), else_=_text(en))


def sentence(*parts: ColumnElement[str] | str) -> ColumnElement[str]:
    """Words and values after each other."""
    return func.concat(*(_text(part) for part in parts))


def on_day(moment: Any, reader: Reader) -> ColumnElement[Any]:
    """The calendar day of a moment, where the reader is."""
    return cast(func.timezone(reader.time_zone, moment), Date)


def day(date: Any, language: str) -> ColumnElement[str]:
    """A calendar day as people say it: `3 november`, `3 November`."""
    months = literal_column("('{" + ",".join(MONTHS[language].split()) + "}'::text[])", ARRAY(Text()))
    month: Any = months[cast(func.extract("month", date), Integer)]
    return func.concat(cast(cast(func.extract("day", date), Integer), Text), " ", month)


def _text(part: ColumnElement[str] | str) -> ColumnElement[str]:
    return quoted(part) if isinstance(part, str) else part
