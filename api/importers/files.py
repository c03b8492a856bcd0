"""Reads a CSV file as spreadsheets and HR systems write it, line by line, so that one broken line spoils no other."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from api.importers.report import FileRefused, LineRefused, RefusedLine

DELIMITERS = (",", ";", "\t")
LONGEST_RECORD = 500
"""Lines that one record may span: a quote that is never closed costs its own line, not the rest of the file."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class Layout:
    """The columns that a kind of file has, in small letters; a column that is not `required` may be absent."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read."""
        return self.required + self.optional


@dataclass(frozen=True)
class Line:
    """One record, by column, without the spaces around its cells; `number` is the line on which it begins."""

    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str | None:
        """What stands in the column; None where the file has no such column."""
        return self.cells.get(column)


@dataclass(frozen=True)
class Table:
    """A file that could be read: its layout, its lines, and those that are broken as CSV."""

    path: Path
    layout: Layout
    lines: tuple[Line, ...]
    refused: tuple[RefusedLine, ...]
    unused: tuple[str, ...]
    """Columns that are in the file and are not read."""
    header: Mapping[str, str]
    """The columns as the file writes them, by their names in small letters."""

    def read(self, read: Callable[[Line], Made]) -> tuple[list[Made], list[RefusedLine]]:
        """What `read` makes of every line, and the lines that it, or CSV itself, refused."""
        made, refused = [], list(self.refused)
        for line in self.lines:
            try:
                made.append(read(line))
            except LineRefused as no:
                refused.append(RefusedLine(line.number, self.header.get(no.column or "", no.column), no.reason))
        return made, refused

    def notes(self) -> tuple[str, ...]:
        """What an operator should know about the file itself."""
        return (f"Columns that were not used: {', '.join(self.unused)}.",) if self.unused else ()


def read_table(path: Path, *layouts: Layout) -> Table:
    """The file in the first of the layouts that its header fits. Raises `FileRefused`."""
    lines = list(io.StringIO(_text_of(path), newline=""))
    start = _first_line(lines)
    if start is None:
        raise FileRefused(f"{path} is empty: its first line names the columns {', '.join(layouts[0].columns)}.")
    delimiter = _delimiter(lines[start], layouts)
    records = _records(lines, start, delimiter)
    number, header = next(records)
    if isinstance(header, RefusedLine):
        raise FileRefused(f"{path} has a broken header (line {number}): {header.reason}")
    columns = [name.strip().lower().replace(" ", "_") for name in header]
    layout = _layout(path, columns, layouts)
    found, refused = _lines(records, columns, layout)
    if not found and not refused:
        raise FileRefused(f"{path} has a header and no line below it: add what is to be imported.")
    unused = tuple(name.strip() for name, column in zip(header, columns, strict=True) if column and column not in layout.columns)
    as_written = {column: name.strip() for name, column in zip(header, columns, strict=True)}
    return Table(path, layout, found, refused, unused, as_written)


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}: look at the name, and at the folder you are in.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read ({error.strerror}): name a file that this user may read.") from None
    if raw.startswith(b"PK\x03\x04"):
        raise FileRefused(f"{path} is a workbook, not CSV: save it as 'CSV UTF-8' and import that file.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileRefused(f"{path} is not UTF-8 (line {line} is the first that shows it): save it as 'CSV UTF-8' and import it again.") from None


def _first_line(lines: Sequence[str]) -> int | None:
    """Where the header stands: after empty lines, and after the `sep=;` that Excel writes and reads."""
    for at, line in enumerate(lines):
        if line.strip() and not line.strip().lower().startswith("sep="):
            return at
    return None


def _delimiter(header: str, layouts: Sequence[Layout]) -> str:
    known = {column for layout in layouts for column in layout.columns}

    def recognised(delimiter: str) -> int:
        return len(known & {name.strip(' "\r\n').lower().replace(" ", "_") for name in header.split(delimiter)})

    return max(DELIMITERS, key=recognised)


def _layout(path: Path, columns: Sequence[str], layouts: Sequence[Layout]) -> Layout:
    fitting = next((layout for layout in layouts if set(layout.required) <= set(columns)), None)
    if fitting is None:
        wanted = layouts[0]
        missing = ", ".join(column for column in wanted.required if column not in columns)
        raise FileRefused(f"{path} has no column {missing}: its first line names the columns {', '.join(wanted.columns)}.")
    twice = {column for column in columns if column in fitting.columns and columns.count(column) > 1}
    if twice:
        raise FileRefused(f"{path} has the column {', '.join(sorted(twice))} twice: leave one of them out.")
    return fitting


def _lines(
    records: Iterator[tuple[int, list[str] | RefusedLine]], columns: Sequence[str], layout: Layout
) -> tuple[tuple[Line, ...], tuple[RefusedLine, ...]]:
    found, refused = [], []
    for number, record in records:
        if isinstance(record, RefusedLine):
            refused.append(record)
        elif not any(cell.strip() for cell in record):
            continue
        elif len(record) != len(columns):
            reason = f"it has {len(record)} cells and the header has {len(columns)}: put text that holds the separator between quotes."
            refused.append(RefusedLine(number, None, reason))
        else:
            cells = {column: _tidy(cell) for column, cell in zip(columns, record, strict=True) if column in layout.columns}
            found.append(Line(number, cells))
    return tuple(found), tuple(refused)


def _tidy(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _records(lines: Sequence[str], start: int, delimiter: str) -> Iterator[tuple[int, list[str] | RefusedLine]]:
    at = start
    while at < len(lines):
        reader = csv.reader(lines[at : at + LONGEST_RECORD], delimiter=delimiter, strict=True)
        try:
            record = next(reader)
        except csv.Error:
            reason = 'its quotes do not match: close every quote, and write a quote inside a text as "".'
            yield at + 1, RefusedLine(at + 1, None, reason)
            at += 1
        else:
            yield at + 1, record
            at += reader.line_num
