"""Names and numbers of people leave a text before a model outside reads it, and come back in what it answers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

PRIVATE = re.compile(
    r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b"  # an IBAN
    r"|(?<![\w.,])(?:\+|00)\d(?:[\s().-]{0,2}\d){7,14}(?!\w)"  # a phone number of anywhere
    r"|(?<![\w.,+])0\d(?:[\s-]{0,2}\d){8}(?!\w)"  # a Dutch phone number
    r"|(?<![\w.,+])\d{3}[ .]?\d{3}[ .]?\d{3}(?!\w)"  # a BSN; other numbers of nine digits go too, and come back
)
PLACEHOLDER = re.compile(r"\[\s*[Pp]\s*(\d+)\s*\]")
LOOKS_LIKE_ONE = re.compile(r"\[[^\]]{0,12}\d[^\]]{0,12}\]|\[\s*[Pp]\b")


class Unmapped(Exception):
    """An answer names a placeholder that stands for nobody."""


@dataclass
class Placeholders:
    """What stands for whom in one request: `[P1]` is the first name given, and each way of writing a name has its own."""

    names: tuple[str, ...]
    known: dict[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        for name in self.names:
            self._mark(name)
        forms = sorted({form for name in self.names for form in forms_of(name)}, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms), re.IGNORECASE) if forms else None

    def hidden(self, text: str) -> str:
        """The text without names, addresses and numbers of people. What looks like a placeholder in it goes too."""
        text = PLACEHOLDER.sub(lambda found: self._mark(found.group()), text)
        text = outside(text, PRIVATE, self._mark)
        return outside(text, self._pattern, self._mark) if self._pattern else text

    def shown(self, text: str) -> str:
        """The text with everyone in it again. Raises `Unmapped`."""
        there = {mark: said for said, mark in self.known.items()}

        def back(found: re.Match[str]) -> str:
            mark = f"[P{int(found.group(1))}]"
            if mark not in there:
                raise Unmapped(mark)
            return there[mark]

        bare = PLACEHOLDER.sub("", text)
        if LOOKS_LIKE_ONE.search(bare):
            raise Unmapped
        return PLACEHOLDER.sub(back, text)

    def _mark(self, said: str) -> str:
        return self.known.setdefault(said, f"[P{len(self.known) + 1}]")


def outside(text: str, pattern: re.Pattern[str], mark: Callable[[str], str]) -> str:
    """Replaces in what is not a placeholder yet."""
    pieces = re.split(r"(\[P\d+\])", text)
    return "".join(piece if place % 2 else pattern.sub(lambda found: mark(found.group()), piece) for place, piece in enumerate(pieces))


def forms_of(name: str) -> Iterable[str]:
    """A full name, and each part of it that is written with a capital."""
    name = name.strip()
    if name:
        yield name
        yield from (part for part in re.split(r"[\s]+", name) if len(part) > 1 and part[0].isupper())
