"""Finds the objects of a list in JSON that is still being written, each as soon as it is complete."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Objects:
    """Fed with pieces of `{"…": [{…}, {…}]}`; gives the inner objects. What is not JSON gives none."""

    written: str = ""
    found: int = 0
    _at: int = 0
    _start: int | None = None
    _in_text: bool = False
    _escaped: bool = False
    _open: list[str] = field(default_factory=list)

    def fed(self, piece: str) -> list[dict[str, Any]]:
        """The objects that this piece completes."""
        self.written += piece
        complete: list[dict[str, Any]] = []
        for place in range(self._at, len(self.written)):
            end = self._read(self.written[place], place)
            if end and self._start is not None:
                complete += loaded(self.written[self._start : place + 1])
                self._start = None
        self._at = len(self.written)
        self.found += len(complete)
        return complete

    @property
    def is_whole(self) -> bool:
        """True where all that was written is one JSON object with a list in it."""
        return any(isinstance(value, list) for whole in loaded(self.written) for value in whole.values())

    def _read(self, sign: str, place: int) -> bool:
        """Takes one sign; true where it completes an object of the list."""
        if self._in_text:
            if self._escaped:
                self._escaped = False
            elif sign == "\\":
                self._escaped = True
            elif sign == '"':
                self._in_text = False
            return False
        if sign == '"':
            self._in_text = True
        elif sign in "{[":
            self._open.append(sign)
            if self._open == ["{", "[", "{"]:
                self._start = place
        elif sign in "}]" and self._open:
            self._open.pop()
            return sign == "}" and len(self._open) == 2
        return False


def loaded(text: str) -> list[dict[str, Any]]:
    """The object that a text is, or nothing. A half character of a pair is no text that could be kept."""
    try:
        found = json.loads(text)
        text.encode()
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return []
    return [found] if isinstance(found, dict) else []
