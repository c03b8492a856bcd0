"""Reads the prompts: a Markdown file each, with the inputs it declares and a fingerprint of its words."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter


class BadPrompt(Exception):
    """A prompt that cannot be used as it is written; the message names the file and says what is wrong."""


@dataclass(frozen=True)
class Prompt:
    """A prompt: what the model is told (`system`) and what it is given (`given`, with the declared inputs as slots)."""

    name: str
    inputs: frozenset[str]
    system: str
    given: str
    fingerprint: str

    def filled(self, **values: str) -> tuple[str, str]:
        """The two texts with their inputs; all that are declared and no others. Raises `BadPrompt`."""
        if values.keys() != self.inputs:
            raise BadPrompt(f"{self.name} takes {sorted(self.inputs)} and was given {sorted(values)}")
        return self.system.format_map(values), self.given.format_map(values)


@cache
def prompt(name: str, language: str) -> Prompt:
    """The prompt of that name in a language (`NL`, `EN`), read once. Raises `BadPrompt`."""
    file = f"{name}.{language.lower()}.md"
    return parsed(file, (Path(__file__).parent / file).read_text(encoding="utf-8"))


def parsed(file: str, text: str) -> Prompt:
    """A prompt out of its file: a line `inputs: a, b`, a line `---`, the system text, a line `---`, what is given."""
    pieces = [piece.strip() for piece in text.split("\n---\n")]
    if len(pieces) != 3 or not pieces[0].startswith("inputs:"):
        raise BadPrompt(f"{file}: expected a line with the inputs, the instructions and what is given, with --- between them")
    declared = frozenset(name.strip() for name in pieces[0].removeprefix("inputs:").split(",") if name.strip())
    used = frozenset(name for piece in pieces[1:] for _, name, _, _ in Formatter().parse(piece) if name is not None)
    if declared != used:
        raise BadPrompt(f"{file}: declares {sorted(declared)} and uses {sorted(used)}")
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Prompt(file, declared, pieces[1], pieces[2], fingerprint)
