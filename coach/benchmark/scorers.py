"""The figures: of the questions offered to each history, and of the checker on labelled sentences."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from uuid import UUID

from coach.benchmark.sentences import PEOPLE, Labelled
from coach.evidence import supported
from coach.guardrails import Gate, same_words
from coach.material import Asked, Material, Part, SourceKind
from coach.offline import Offline
from coach.questions import Ask, Question

KINDS = {"number": "number", "date": "date", "name": "name", "negation": "negation", "agent": "agent", "content": "invented"}
"""Which kind of wrong each rule of the checker stands for."""

TALKS_IN_A_ROW = 6


@dataclass(frozen=True)
class Questions:
    """Of all questions of all histories over six talks in a row: shares, and what they were.

    `follow_up` is that of the first talk of six: nothing is added between them, so that later ones have less and less to follow up on.
    """

    histories: int
    questions: tuple[tuple[Material, Question], ...]
    passed: float
    sources_right: float
    parts_covered: float
    follow_up: float
    duplicates: int
    milliseconds: float


@dataclass(frozen=True)
class Found:
    """How the checker did on one kind of wrong."""

    kind: str
    precision: float | None
    """Empty where nothing was refused for that reason."""
    recall: float


def asked_of(histories: Sequence[Material], protected: Callable[[str], bool]) -> Questions:
    """Six talks in a row for each history, each remembering the three before."""
    offline = Offline(protected)
    found: list[tuple[Material, Question]] = []
    times, full, talks, duplicates = [], 0, 0, 0
    first: list[tuple[Material, Question]] = []
    for history in histories:
        remembered: list[tuple[Question, ...]] = []
        for _ in range(TALKS_IN_A_ROW):
            before = [Asked(one.text, ids(one), one.frame) for questions in remembered[-3:] for one in questions]
            material = replace(history, asked=tuple(before))
            began = time.perf_counter()
            suggested = offline.questions(material, Ask())
            times.append((time.perf_counter() - began) * 1000)
            found += [(material, question) for question in suggested.questions]
            first += [] if remembered or not history.closed_talks else [(material, question) for question in suggested.questions]
            duplicates += len(suggested.questions) - len({question.text for question in suggested.questions})
            full += {question.part for question in suggested.questions} == set(Part)
            talks += 1
            remembered.append(suggested.questions)
    return Questions(
        len(histories),
        tuple(found),
        share(passes(material, question, protected) for material, question in found),
        share(resolves(material, question) for material, question in found),
        full / talks,
        share(follows_up(material, question) for material, question in first),
        duplicates,
        median(times),
    )


def ids(question: Question) -> frozenset[UUID]:
    """The rows a question rests on."""
    return frozenset(source.id for source in question.sources if source.id)


def passes(material: Material, question: Question, protected: Callable[[str], bool]) -> bool:
    """True for a question that the gate lets through."""
    gate = Gate(material.language, protected, same_words(material.language))
    on_feedback = any(source.kind is SourceKind.FEEDBACK for source in question.sources)
    return gate.question(question.text, on_feedback=on_feedback, names=material.names).kept


def resolves(material: Material, question: Question) -> bool:
    """True where each source is a line of the material, quoted as it stands, or the bank."""
    return bool(question.sources) and all(
        source.kind is SourceKind.QUESTION_BANK or (source.id in material.by_id and source.quote in material.by_id[source.id].text)
        for source in question.sources
    )


def follows_up(material: Material, question: Question) -> bool:
    """True for a question about something of an earlier talk."""
    return any(material.by_id[source.id].talk_on for source in question.sources if source.id in material.by_id)


def checked(sentences: Sequence[Labelled]) -> list[Found]:
    """Per kind: recall is the share of those wrong sentences that are refused; precision the share of refusals for that reason that were right."""
    refused: Counter[str] = Counter()
    rightly: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for one in sentences:
        people = PEOPLE[one.language]
        finding = supported(one.sentence, [one.note], language=one.language, people=people)
        there[one.wrong or ""] += 1
        if not finding.supported:
            reason = KINDS.get(finding.rule or "", finding.rule or "")
            refused[reason] += 1
            rightly[reason] += one.wrong is not None
            caught[one.wrong or ""] += 1
    return [Found(kind, rightly[kind] / refused[kind] if refused[kind] else None, caught[kind] / there[kind]) for kind in KINDS.values()]


def share(holds: Iterable[bool]) -> float:
    """The share of those that hold."""
    found = list(holds)
    return sum(found) / max(1, len(found))
