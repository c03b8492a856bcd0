"""What an import has to say for itself."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, int, int], None]
"""Told now and then what is being done, how much of it is done, and how much there is."""


class FileRefused(Exception):
    """The file as a whole cannot be used; the text is one sentence that says what to do."""


class LineRefused(Exception):
    """One line cannot be used: `column` names the cell, the text says what to do about it."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True)
class RefusedLine:
    """A line of the file that was left out, counted as an editor counts lines, from 1."""

    number: int
    column: str | None
    reason: str

    def __str__(self) -> str:
        where = f"line {self.number}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class Report:
    """Of what the file names: how much was made, changed, the same already, and refused. `notes`: what else an operator should know."""

    made: int
    changed: int
    same: int
    refused: tuple[RefusedLine, ...] = ()
    notes: tuple[str, ...] = ()


def in_order(refused: list[RefusedLine]) -> tuple[RefusedLine, ...]:
    """As they stand in the file."""
    return tuple(sorted(refused, key=lambda line: line.number))
