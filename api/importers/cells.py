"""What may stand in a cell: each function reads one, or says what to write there instead."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from api.importers.files import Line
from api.importers.report import LineRefused

LONGEST_NAME = 200
LONGEST_TEXT = 10_000
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\.]+(\.[^@\s,;:<>()\[\]\"\\.]+)+")
LIST_MARK = re.compile(r"^\s*[-–•*]\s+")
# Dutch and English, and what spreadsheets make of a box that is ticked.
YES = {"yes", "y", "true", "1", "x", "ja", "j", "waar"}
NO = {"", "no", "n", "false", "0", "nee", "onwaar"}

Word = TypeVar("Word", bound=StrEnum)


def text(line: Line, column: str, *, longest: int = LONGEST_TEXT) -> str | None:
    """Any text; None where the file has no such column."""
    cell = line.cell(column)
    if cell is None:
        return None
    if len(cell) > longest:
        raise LineRefused(column, f"it is {len(cell):,} characters long: write it in at most {longest:,}.")
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in cell):
        raise LineRefused(column, "it holds a character that cannot be shown: type the text anew.")
    return cell


def name(line: Line, column: str) -> str | None:
    """A text of one line."""
    cell = text(line, column, longest=LONGEST_NAME)
    return None if cell is None else " ".join(cell.split())


def required_name(line: Line, column: str) -> str:
    """A text of one line that must be there."""
    cell = name(line, column)
    if not cell:
        raise LineRefused(column, "it is empty: fill it in.")
    return cell


def email(line: Line, column: str) -> str | None:
    """An e-mail address in small letters, empty where the cell is."""
    cell = name(line, column)
    if not cell:
        return cell
    if not is_email(cell):
        raise LineRefused(column, f"{cell!r} is not an e-mail address: write it as name@example.org.")
    return cell.lower()


def is_email(said: str) -> bool:
    """Whether it looks like an address that somebody can have."""
    return len(said) <= 254 and EMAIL.fullmatch(said) is not None


def required_email(line: Line, column: str) -> str:
    """An e-mail address that must be there."""
    return email(line, column) or required_name(line, column)


def word(line: Line, column: str, words: type[Word]) -> Word | None:
    """One of the words, in capitals or not; None where the cell or the column is not there."""
    cell = name(line, column)
    if not cell:
        return None
    try:
        return words(cell.upper())
    except ValueError:
        raise LineRefused(column, f"{cell!r} is not known: write {_or(words)}.") from None


def required_word(line: Line, column: str, words: type[Word]) -> Word:
    """One of the words, which must be there."""
    found = word(line, column, words)
    if found is None:
        raise LineRefused(column, f"it is empty: write {_or(words)}.")
    return found


def time_zone(line: Line, column: str, known: Collection[str]) -> str | None:
    """The name of a time zone; None where the cell or the column is not there."""
    cell = name(line, column)
    if not cell:
        return None
    if cell not in known:
        raise LineRefused(column, f"{cell!r} is not a time zone: write one as Europe/Amsterdam.")
    return cell


def yes_or_no(line: Line, column: str) -> bool | None:
    """Whether it is so; None where the file has no such column."""
    cell = name(line, column)
    if cell is None:
        return None
    if cell.lower() not in YES | NO:
        raise LineRefused(column, f"{cell!r} is neither yes nor no: write yes, or leave it empty.")
    return cell.lower() in YES


def position(line: Line, column: str) -> int:
    """A place in an order, from 1."""
    cell = required_name(line, column)
    if not (cell.isascii() and cell.isdigit() and 1 <= int(cell) <= 1_000):
        raise LineRefused(column, f"{cell!r} is not a place in the order: write a whole number from 1 to 1000.")
    return int(cell)


def listed(line: Line, column: str) -> tuple[str, ...] | None:
    """Several texts in one cell, one a line; marks of a list before them are left out."""
    cell = text(line, column, longest=5 * LONGEST_TEXT)
    if cell is None:
        return None
    texts = (LIST_MARK.sub("", row).strip() for row in cell.split("\n"))
    return tuple(found for found in texts if found)


def _or(words: type[StrEnum]) -> str:
    *first, last = (value.value for value in words)
    return f"{', '.join(first)} or {last}"
