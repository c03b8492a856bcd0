"""Cuts a text into passages: whole lines packed together, long lines split between sentences."""

import re

SIZE = 800
"""Characters of a passage, about 200 tokens of Dutch or English."""

# Between two sentences: the sign that ends the first, blanks, and what can begin the second.
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[^\W_a-z]|[\"'‘“(-])")
BETWEEN_WORDS = re.compile(r"\s+")


def passages(text: str, size: int = SIZE) -> list[str]:
    """The text as passages of at most `size` characters, in order, without a blank one; a word longer than that is cut."""
    pieces = [piece for line in text.splitlines() if line.strip() for piece in _pieces(line.strip(), size)]
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + 1 + len(piece) <= size:
            packed[-1] += "\n" + piece
        else:
            packed.append(piece)
    return packed


def _pieces(line: str, size: int) -> list[str]:
    """A line whole, or as sentences, or as words, whatever fits first."""
    if len(line) <= size:
        return [line]
    return [cut for sentence in _packed(BETWEEN_SENTENCES.split(line), size) for cut in _cut(sentence, size)]


def _cut(sentence: str, size: int) -> list[str]:
    if len(sentence) <= size:
        return [sentence]
    words = (word[start : start + size] for word in BETWEEN_WORDS.split(sentence) for start in range(0, len(word), size))
    return _packed(list(words), size)


def _packed(parts: list[str], size: int) -> list[str]:
    packed: list[str] = []
    for part in parts:
        if packed and len(packed[-1]) + 1 + len(part) <= size:
            packed[-1] += " " + part
        else:
            packed.append(part)
    return packed
