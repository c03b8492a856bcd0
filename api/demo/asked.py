"""What the coach asked in the demo's earlier talks, worded as it would: from the question bank, with the pair's own words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.demo.ledger import Pointed
from api.demo.moments import Calendar
from coach.material import Language
from coach.quoting import words_of
from prompts.render import Bank, Frame, bank, filled
from schema.tables.enums import SourceKind

SPOKEN = frozenset({SourceKind.NOTE, SourceKind.AGREEMENT})
LEADS = {SourceKind.NOTE: ("note_employee", "note_other")}


@dataclass(frozen=True)
class Asked:
    """A question in words: its columns in `suggestions`, and what it rests on."""

    columns: dict[str, Any]
    sources: tuple[Pointed, ...]


def frame_of(frame_id: str, language: str) -> Frame:
    """The line of the question bank with that id."""
    return next(frame for frame in bank(language).frames if frame.id == frame_id)


def worded(frame_id: str, sources: Sequence[Pointed], language: str, calendar: Calendar, at: datetime) -> Asked:
    """A line of the question bank, asked at a moment: about things of the talk before or, without sources, a standing question."""
    words, frame = bank(language), frame_of(frame_id, language)
    text = filled(frame, _values(words, sources, calendar) if sources else {})
    columns = {
        "frame": frame.id,
        "part": frame.part,
        "question": text.question,
        "first_person": text.first_person,
        "follow_up": text.follow_up,
        "why": text.why,
    }
    if not sources:
        return Asked(columns, (Pointed(SourceKind.QUESTION_BANK, None, None, text.question, at),))
    return Asked(columns, tuple(replace(it, quote=_quote(it, language)) if it.kind in SPOKEN else it for it in sources))


def _values(words: Bank, sources: Sequence[Pointed], calendar: Calendar) -> dict[str, str]:
    """What the slots of a frame take from its sources; a goal stands last, as in the coach's own."""
    first, day = sources[0], sources[0].at.astimezone(calendar.zone).date()
    said = words.day(day, calendar.today)
    quote = words.quoted(_quote(first, words.language)) if first.kind in SPOKEN else ""
    own, other = LEADS.get(first.kind, ("agreement", "agreement"))
    lead = own if first.own else other
    return {
        "quote": quote,
        "said": words.lead(lead, "you", words.when["last"], quote),
        "mine": words.lead(lead, "me", words.when["last"], quote),
        "origin": words.lead(lead, "why", words.when["last_dated"].format(day=said), quote),
        "goal": words.quoted(sources[-1].quote),
        "day": said,
    }


def _quote(source: Pointed, language: str) -> str:
    """The words that are spoken; an earlier question rests on something that can be quoted."""
    words = words_of(source.quote, Language(language))
    if words is None:
        raise ValueError(f"cannot be quoted: {source.quote!r}")
    return words.removesuffix(" …")
