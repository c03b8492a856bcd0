"""A text in clauses that each say one thing, and which clauses of the sources a clause is about."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from coach.facts import DATES, MONTHS, WEEKDAYS
from coach.material import Language
from coach.synonyms import bases, meanings
from coach.words import REPORTING, content, stands_in, stem, tokens

JOINS = r"maar|omdat|zodat|terwijl|hoewel|but|because|although|though|while|so that"
ENGLISH_WANT = (
    r"(?<!\bI )(?<!\bwe )(?<!\byou )(?<!\bthey )want"
    r"(?! (?:to|an?|the|it|no|some|more|us|them|him|her|my|our|his|their|this|that|another|\d\w*)\b)"
)
"""Dutch "want" joins clauses, English "want" is a verb."""
CLAUSE = re.compile(rf"(?<![.!?;:])[.!?;:]++(?=\s|$)|\n+|,\s|\s[–—-]\s|(?:^|(?<!anything)(?<!far from)\s)(?:{JOINS}|{ENGLISH_WANT})\s", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def clauses(text: str) -> list[str]:
    """A text in pieces that each say one thing."""
    return [piece.strip() for piece in CLAUSE.split(text) if piece and tokens(piece)]


def asking_clauses(text: str) -> list[str]:
    """The clauses of a text, each with the mark that ends its sentence: a question mark tells that it was asked."""
    return [f"{clause}?" if sentence.rstrip().endswith("?") else clause for sentence in SENTENCE.split(text) for clause in clauses(sentence)]


def telling_words(clause: str, language: Language) -> set[str]:
    """The content words of a clause that are about something: neither a date nor that somebody said so."""
    return set(content(DATES[language].sub(" ", clause), language)) - reporting(language) - CALENDAR[language]


class Words:
    """The content words of some text, as a paraphrase may meet them: as they are, in a compound, by what they mean, without their particle."""

    __slots__ = ("bases", "language", "marks", "stems")

    def __init__(self, stems: Iterable[str], language: Language) -> None:
        self.stems, self.language = frozenset(stems), language
        self.marks = frozenset(mark for word in self.stems for mark in meanings(word, language))
        self.bases = frozenset(base for word in self.stems for base in bases(word, language)) | self.stems

    def say(self, word: str) -> bool:
        """True where a stem says the same as one of these."""
        if word in self.stems or not self.marks.isdisjoint(meanings(word, self.language)):
            return True
        return not self.bases.isdisjoint({word, *bases(word, self.language)}) or stands_in(word, self.stems) or self.joins(word)

    def joins(self, word: str) -> bool:
        """True where a Dutch compound begins with the word, or the word with one of these: "klant" and "klantbezoek"."""
        if self.language is not Language.NL or len(word) < LEAST_OF_A_COMPOUND:
            return False
        return any(other.startswith(word) or (len(other) >= LEAST_OF_A_COMPOUND and word.startswith(other)) for other in self.stems)


LEAST_OF_A_COMPOUND = 4

Clause = TypeVar("Clause")


def clauses_with_words(texts: Iterable[str], language: Language) -> list[tuple[str, set[str]]]:
    """The clauses of some texts, each with the content words by which `closest` finds it."""
    return [(clause, set(content(clause, language))) for text in texts for clause in clauses(text)]


def closest(said: set[str], given: Sequence[tuple[Clause, set[str]]], language: Language | None = None) -> list[Clause]:
    """The clauses that share most with what was said, if they share at least half of it; of these, those that say least besides.

    What a clause is handed in as, with its words, it comes back as. One shared word is enough only between short clauses: in a long text it may
    be there by chance. With a language, words of one meaning are shared.
    """
    if not said:
        return []
    kept = [(clause, words, Words(words, language).say if language else None) for clause, words in given if words]
    scored = [
        (shared := sum(say(word) if say else stands_in(word, words) for word in said), shared / len(words), clause) for clause, words, say in kept
    ]
    most, nearest = max(((score, share) for score, share, _ in scored), default=(0, 0.0))
    if most * 2 < len(said) or most == 0 or (most == 1 and nearest < LEAST_OF_ONE):
        return []
    return [clause for score, share, clause in scored if (score, share) == (most, nearest)]


LEAST_OF_ONE = 1 / 4


def reporting(language: Language) -> frozenset[str]:
    """Stems of the words with which a report says that something was said."""
    return REPORTING_STEMS[language]


REPORTING_STEMS = {language: frozenset(stem(word, language) for word in REPORTING[language]) for language in Language}
CALENDAR = {
    language: frozenset(stem(word + ending, language) for word in (*MONTHS[language], *WEEKDAYS[language]) for ending in ("", "s"))
    for language in Language
}
