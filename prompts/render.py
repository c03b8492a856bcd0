"""Reads the question bank, checks its slots, and fills them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

SLOTS = frozenset({"said", "mine", "origin", "quote", "goal", "day", "due"})
"""What a frame may ask for; coach/README.md says what each one is."""

TEXTS = ("question", "follow_up", "why", "first_person")


class BadFrame(Exception):
    """A line of the question bank that cannot be used as it is written; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Frame:
    """One line of the question bank: a question with slots, and what goes with it."""

    id: str
    part: str
    kinds: tuple[str, ...]
    occasions: tuple[str, ...]
    slots: frozenset[str]
    question: str
    follow_up: str
    why: str
    first_person: str


@dataclass(frozen=True)
class Wording:
    """A frame with its slots filled."""

    question: str
    follow_up: str
    why: str
    first_person: str


@dataclass(frozen=True)
class Bank:
    """The question bank of one language, and the small grammar its slots need."""

    language: str
    frames: tuple[Frame, ...]
    leads: Mapping[str, Mapping[str, str]]
    when: Mapping[str, str]
    months: tuple[str, ...]
    day_form: str
    quotes: tuple[str, str]
    own: str
    """Why a question is asked that an organisation added, where it does not say so itself."""

    def day(self, day: date, today: date) -> str:
        """A day as people say it; with its year only where it could be mistaken for another."""
        said = self.day_form.format(number=day.day, month=self.months[day.month - 1])
        return said if abs((today - day).days) < 300 else f"{said} {day.year}"

    def quoted(self, words: str) -> str:
        """Words between the language's own quotation marks."""
        return f"{self.quotes[0]}{words}{self.quotes[1]}"

    def lead(self, key: str, voice: str, when: str, quote: str) -> str:
        """The sentence that brings back earlier words; without a moment the plain form, for the word order differs.

        `voice` is `you`, `me` or `why`; a lead without a form of its own for `why` says it as `you`.
        """
        spoken = voice if voice in self.leads[key] else "you"
        form = self.leads[key][spoken if when else f"{spoken}_plain"]
        said = form.format(when=when, quote=quote)
        # A question within the quotation ends the sentence by itself.
        return said.removesuffix(".") if quote.endswith(f"?{self.quotes[1]}") else said


def filled(frame: Frame, values: Mapping[str, str]) -> Wording:
    """The frame in words; every declared slot must have a value."""
    return Wording(*(getattr(frame, text).format_map(values) for text in TEXTS))


@cache
def bank(language: str) -> Bank:
    """The question bank of a language (`NL`, `EN`), read once."""
    table = read(f"questions.{language.lower()}.toml")
    return Bank(
        language=language,
        frames=tuple(frame(entry) for entry in table["frame"]),
        leads=table["leads"],
        when=table["when"],
        months=tuple(table["months"]),
        day_form=table["day"],
        quotes=(table["quotes"][0], table["quotes"][1]),
        own=table["own"],
    )


@cache
def summary_words(language: str) -> Mapping[str, Any]:
    """The words of summaries in a language, read once."""
    return read(f"summaries.{language.lower()}.toml")


def frame(entry: Mapping[str, Any]) -> Frame:
    """One line of a bank; refuses a slot that is unknown, undeclared or declared and never used."""
    declared = frozenset(entry["slots"])
    used = frozenset(name for text in TEXTS for _, name, _, _ in Formatter().parse(entry[text]) if name is not None)
    if declared - SLOTS:
        raise BadFrame(f"{entry['id']}: unknown slots {sorted(declared - SLOTS)}")
    if declared != used:
        raise BadFrame(f"{entry['id']}: declares {sorted(declared)} and uses {sorted(used)}")
    texts = {text: str(entry[text]) for text in TEXTS}
    return Frame(id=entry["id"], part=entry["part"], kinds=tuple(entry["kinds"]), occasions=tuple(entry["occasions"]), slots=declared, **texts)


def read(name: str) -> dict[str, Any]:
    """A TOML file of this room."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
