"""An organisation's own lines of the question bank: read like the bank's, and tried by the same gate before anybody is asked one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from string import Formatter
from uuid import UUID

from coach.candidates import OF_A_LINE, SPOKEN, Candidate, worded
from coach.guardrails import open_question
from coach.material import Author, Language, Line, Material, Part, SourceKind, Status
from coach.offline import Choice, Offline
from coach.questions import Ask, Question
from prompts.render import TEXTS, BadFrame, Frame, bank, frame

OWN = "own: "
"""What the id of an organisation's frame begins with; the bank's never do."""

SLOT = re.compile(r"\{\w+\}")
LED = SPOKEN | {SourceKind.REFLECTION}
"""Kinds whose words are brought back by a sentence of their own."""
MANAGER = re.compile(r"(?<!\w)managers?(?!\w)", re.IGNORECASE)
TODAY, LAST = date(2026, 11, 24), date(2026, 11, 3)
WORDS = {
    Language.NL: ("Wil de planning eerder delen met de buitendienst", "Klantportaal in twee fasen live"),
    Language.EN: ("Want to share the planning earlier with the field team", "Customer portal live in two phases"),
}
"""A sample of what somebody writes, and of a goal's title."""


@dataclass(frozen=True)
class Own:
    """A question in an organisation's own words. `kind` and `occasion` say of which lines it is asked; `why` may stay empty."""

    key: str
    language: Language
    part: Part
    kind: SourceKind
    occasion: str
    question: str
    follow_up: str
    first_person: str
    why: str = ""


def own_frame(asked: Own) -> Frame:
    """It as a line of the bank. Without a `why` of its own it has that of the bank for the same occasion. Raises `BadFrame`."""
    texts = {name: getattr(asked, name) for name in TEXTS} | {"why": asked.why or usual_reason(asked)}
    entry = {"id": OWN + asked.key, "part": asked.part.value, "kinds": [asked.kind.value], "occasions": [asked.occasion]}
    return frame(entry | texts | {"slots": sorted(slots_of(texts.values()))})


def usual_reason(asked: Own) -> str:
    """Why the bank asks on such an occasion; of a question that rests on no line, that the organisation asks it."""
    words = bank(asked.language)
    if asked.kind is SourceKind.QUESTION_BANK:
        return words.own
    return next((one.why for one in words.frames if asked.kind in one.kinds and asked.occasion in one.occasions), words.own)


def slots_of(texts: Iterable[str]) -> set[str]:
    """The slots that stand in the texts. Raises `BadFrame` for braces that are no slot."""
    found: set[str] = set()
    for text in texts:
        try:
            pieces = list(Formatter().parse(text))
        except ValueError:
            raise BadFrame(f"the braces in {text!r} do not match") from None
        for _, name, form, conversion in pieces:
            if name is not None and (form or conversion or not name.isidentifier()):
                raise BadFrame(f"the braces in {text!r} hold something else than the name of a slot")
            found |= {name} if name else set()
    return found


def occasions_of(kind: SourceKind, language: Language) -> dict[str, frozenset[str]]:
    """The occasions on which lines of a kind are asked about, each with the slots that can be filled then; none for a kind nobody asks about."""
    frames = [one for one in bank(language).frames if kind in one.kinds]
    slots = frozenset(slot for one in frames for slot in one.slots)
    slots |= OF_A_LINE if slots & OF_A_LINE and kind in LED else frozenset()
    return {occasion: slots for one in frames for occasion in one.occasions}


def broken_rule(asked: Own, coach: Offline, beside: Iterable[Frame] = ()) -> tuple[str, str] | None:
    """The rule that the question breaks, with what it stumbles over; nothing where it may be asked. Raises `BadFrame`.

    It is filled with samples and put through what every question passes in a talk, and besides that may not ask the same as a frame of
    the bank, or of `beside`, on the same occasion.
    """
    own, known = own_frame(asked), occasions_of(asked.kind, asked.language)
    if asked.occasion not in known:
        return "occasion", ", ".join(sorted(known))
    if unfilled := own.slots - known[asked.occasion]:
        return "slots", ", ".join(sorted(unfilled))
    if asked.language is Language.NL and any(MANAGER.search(getattr(own, text)) for text in TEXTS):
        return "says_manager", "manager"
    for material in samples(asked):
        candidate = Candidate(own, asked.part, material.lines, 0, asked.occasion)
        question = worded(candidate, material)
        if question is None:
            return "too_long", own.question
        choice = coach.choice(replace(material, frames=(own,)), Ask())
        rule = choice.stopped(candidate, question) or stands_beside(question, choice)
        if rule is not None:
            return rule, question.text
    others = [bare(one) for one in (*bank(asked.language).frames, *beside) if fits(one, own)]
    same = coach.gate(asked.language).new(bare(own), others)
    return None if same.kept else ("same_question", same.detail)


def bare(one: Frame) -> str:
    """Its question without what would be filled in."""
    return SLOT.sub("", one.question).strip()


def fits(one: Frame, other: Frame) -> bool:
    """True for frames of the same occasion."""
    return one.id != other.id and bool(set(one.kinds) & set(other.kinds)) and bool(set(one.occasions) & set(other.occasions))


def stands_beside(question: Question, choice: Choice) -> str | None:
    """The rule that what stands beside the question breaks."""
    if not open_question(question.follow_up or "", choice.material.language).kept:
        return "follow_up"
    for text in (question.follow_up or "", question.first_person, question.why):
        if not (verdict := choice.gate.companion(text)).kept:
            return verdict.rule
    return None


def samples(asked: Own) -> list[Material]:
    """Tables at which the question might be asked: each with the lines it would rest on, by either of the two, of the last talk or before."""
    plain = Material(asked.language, TODAY, "Robin", "Alex", last_talk_on=LAST, closed_talks=2)
    if asked.kind is SourceKind.QUESTION_BANK:
        return [plain]
    said, title = WORDS[asked.language]
    written = datetime(LAST.year, LAST.month, LAST.day, 9, tzinfo=UTC)
    talk_on = LAST if asked.kind in SPOKEN else None
    line = Line(asked.kind, UUID(int=1), title if asked.kind is SourceKind.GOAL else said, asked.part, written, talk_on=talk_on, due=TODAY)
    line = replace(line, status=Status.OPEN, goal_id=UUID(int=2), seen_by_receiver=True, discussed=asked.occasion != "undiscussed")
    goal = Line(SourceKind.GOAL, UUID(int=2), title, written_at=written, status=Status.ACTIVE)
    lines = (line, goal) if asked.kind is SourceKind.GOAL_EVALUATION else (line,)
    by = [replace(plain, lines=(replace(line, author=author), *lines[1:])) for author in (Author.EMPLOYEE, Author.MANAGER)]
    return [table for one in by for table in (one, replace(one, last_talk_on=None))]
