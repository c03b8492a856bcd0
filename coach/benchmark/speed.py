"""How long the coach takes on long histories: what there is of it to read grows, what it answers does not."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count, islice
from statistics import median
from uuid import UUID

from coach.benchmark.histories import TALKS, TODAY, WORDS, of_person, of_role, of_talk, pick
from coach.material import Asked, Coverage, Language, Line, Material, Part, SourceKind, TalkMaterial
from coach.offline import Offline
from coach.questions import Ask

SIZES = (50, 200, 500, 1_000)
TIMES = 7
LONG_EVERY, LONG = 3, 6
"""Every third line is a long one, of seven sentences."""


@dataclass(frozen=True)
class Took:
    """The median milliseconds for a history of so many lines: six questions, one occasion, a summary of as many notes."""

    lines: int
    questions: float
    occasion: float
    summary: float


def took(offline: Offline, size: int) -> Took:
    """The figures of one size, both languages together."""
    pairs = [long_history(language, size) for language in Language]
    talks = [long_talk(history) for history in pairs]
    return Took(
        size,
        milliseconds(lambda: [offline.questions(replace(history), Ask()) for history in pairs]),
        milliseconds(lambda: [offline.questions(replace(history), Ask(about=history.lines[0])) for history in pairs]),
        milliseconds(lambda: [offline.summary(talk) for talk in talks]),
    )


def milliseconds(work: Callable[[], list[object]]) -> float:
    """The median of some runs, for each thing that one run makes: the time of one core, whatever else the machine does."""
    runs = []
    for _ in range(TIMES):
        began = time.process_time()
        made = len(work())
        runs.append((time.process_time() - began) * 1000 / made)
    return median(runs)


def long_history(language: Language, size: int) -> Material:
    """One pair with so many lines of its last three talks and of what goes on, and 30 questions that were asked lately."""
    words = WORDS[language]
    employee, manager = pick(words["people"], size).split()
    lines = tuple(islice(endless(words, employee), size))
    asked = tuple(
        Asked(f"Vorige keer: „{line.text[:60]}”. Hoe is dat nu voor je?", frozenset({line.id} if line.id else ()), None, TALKS[place % 3])
        for place, line in enumerate(lines[:: max(1, size // 30)])
    )
    compass = tuple(Coverage(part, place, TALKS[0]) for place, part in enumerate(Part))
    return Material(language, TODAY, employee, manager, lines, len(TALKS), TALKS[0], compass, asked)


def endless(words: dict[str, tuple[str, ...]], employee: str) -> Iterator[Line]:
    """Lines of talks and of a person, each with an id and with words of its own."""
    place = count(1)
    for number in count():
        goal = None
        of_role_too = of_role(words) if number == 0 else ()
        for line in (*of_talk(words, number, TALKS[number % 3], employee), *of_person(words, number), *of_role_too):
            here = UUID(int=next(place))
            goal = here if line.kind is SourceKind.GOAL else goal
            more = LONG if here.int % LONG_EVERY == 0 else 0
            text = ". ".join((line.text.rstrip("."), f"{number + 2} x", *(pick(words["role"], number + one) for one in range(more))))
            yield replace(line, id=here, text=text, goal_id=goal if line.kind is SourceKind.GOAL_EVALUATION else None)


def long_talk(history: Material) -> TalkMaterial:
    """One talk in which as many notes were made as a history has lines."""
    notes = (replace(line, kind=SourceKind.NOTE, part=line.part or list(Part)[place % 3]) for place, line in enumerate(history.lines))
    return TalkMaterial(history.language, TALKS[0], history.employee, history.manager, tuple(notes))
