"""Drafts of summaries: what a generator of them answers, and the line every summary ends with."""

from dataclasses import dataclass

from coach.material import Language, Part, Quote
from coach.provenance import OFFLINE, MadeBy
from prompts.render import summary_words


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft, in its part, and the lines of that talk it rests on."""

    part: Part
    text: str
    sources: tuple[Quote, ...]
    made_by: MadeBy = OFFLINE


@dataclass(frozen=True)
class Draft:
    """A draft: at most three sentences per part, parts in their usual order; a part without sentences was not discussed."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class NothingToSay:
    """The notes hold too little for a summary; padding would be worse than none."""


def closing_line(language: Language) -> str:
    """What every summary ends with, for whoever reads it."""
    closing: str = summary_words(language)["closing"]
    return closing
