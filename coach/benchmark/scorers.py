"""The figures: of the questions offered to each history, and of the checker on labelled sentences."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from coach.benchmark.histories import REMEMBERED, next_talk
from coach.benchmark.sentences import Labelled
from coach.candidates import still_open
from coach.evidence import UNSEEN, Finding, supported
from coach.guardrails import Gate, same_words
from coach.material import Asked, Material, Part, SourceKind
from coach.offline import Offline
from coach.questions import Ask, Question, Suggested

KINDS = {
    "number": "number",
    "date": "date",
    "name": "name",
    "negation": "negation",
    "agent": "agent",
    "unsettled": "unsettled",
    "scope": "scope",
    "content": "invented",
}
"""Which kind of wrong each rule of the checker stands for."""

TALKS_IN_A_ROW = 6


@dataclass(frozen=True)
class Talk:
    """One of six talks in a row: what was known, what was offered, how long it took, and how many questions could have followed up."""

    material: Material
    suggested: Suggested
    milliseconds: float
    could_follow: int

    @property
    def following(self) -> int:
        """How many of the questions are about something of an earlier talk."""
        return sum(follows_up(self.material, question) for question in self.suggested.questions)

    @property
    def is_half_possible(self) -> bool:
        """True where half of the questions could be about something of an earlier talk, asked lately or not quotable aside."""
        return self.could_follow > 0 and self.could_follow * 2 >= len(self.suggested.questions)

    @property
    def is_half(self) -> bool:
        """True where at least half of the questions follow up."""
        return self.following * 2 >= len(self.suggested.questions)


@dataclass(frozen=True)
class Questions:
    """Of all questions of all histories over six talks in a row, with and without anything noted in them."""

    talks: tuple[Talk, ...]
    passed: float
    sources_right: float
    parts_covered: float
    repeated: int
    """Questions that broke the rule of newness: a source of the last three talks that is not open any more, or a wording of them."""
    duplicates: int
    milliseconds: float

    @property
    def asked(self) -> list[tuple[Material, Question]]:
        """All questions."""
        return [(talk.material, question) for talk in self.talks for question in talk.suggested.questions]


@dataclass(frozen=True)
class Following:
    """How much of some talks follows up: the share of their questions; in how many talks half was possible, and in how many of those it was so."""

    share: float
    possible: int
    reached: int


@dataclass(frozen=True)
class Found:
    """How the checker did on one kind of wrong."""

    kind: str
    sentences: int
    precision: float | None
    """Empty where nothing was refused for that reason."""
    recall: float


def six_talks(history: Material, number: int, offline: Offline, *, noted: bool) -> list[Talk]:
    """Six talks in a row, each remembering the three before it."""
    talks, material = list[Talk](), history
    for place in range(TALKS_IN_A_ROW):
        began = time.perf_counter()
        suggested = offline.questions(material, Ask())
        took = (time.perf_counter() - began) * 1000
        talks.append(Talk(material, suggested, took, could_follow(material, suggested, offline)))
        asked = tuple(Asked(one.text, ids(one), one.frame) for one in suggested.questions)
        material = next_talk(material, asked, number + 3 * (place + REMEMBERED), noted=noted)
    return talks


def could_follow(material: Material, suggested: Suggested, offline: Offline) -> int:
    """How many of the questions of an answer could have followed up on an earlier talk, had nothing else been wanted."""
    choice = offline.choice(material, Ask())
    for part in Part:
        room = sum(question.part is part for question in suggested.questions)
        while room and choice.take_best(part, follows_up=True):
            room -= 1
    return len(choice.chosen)


def measured(talks: Sequence[Talk], protected: Callable[[str], bool]) -> Questions:
    """The figures of some talks."""
    asked = [(talk.material, question) for talk in talks for question in talk.suggested.questions]
    return Questions(
        talks=tuple(talks),
        passed=share(passes(material, question, protected) for material, question in asked),
        sources_right=share(resolves(material, question) for material, question in asked),
        parts_covered=share({question.part for question in talk.suggested.questions} == set(Part) for talk in talks),
        repeated=sum(repeats(material, question) for material, question in asked),
        duplicates=sum(len(talk.suggested.questions) - len({question.text for question in talk.suggested.questions}) for talk in talks),
        milliseconds=median(talk.milliseconds for talk in talks),
    )


def following(talks: Iterable[Talk]) -> Following:
    """How much of these talks follows up; of those before which the pair had talked."""
    talks = [talk for talk in talks if talk.material.closed_talks]
    asked = [follows_up(talk.material, question) for talk in talks for question in talk.suggested.questions]
    possible = [talk for talk in talks if talk.is_half_possible]
    return Following(share(asked), len(possible), sum(talk.is_half for talk in possible))


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


def repeats(material: Material, question: Question) -> bool:
    """True where a source or a wording of the last three talks comes back; a standing question and a still open end may."""
    lines = [material.by_id[source] for source in ids(question)]
    if (question.frame or "").startswith("standing-") or (lines and all(still_open(line) for line in lines)):
        return False
    same = same_words(material.language)
    return any(ids(question) & asked.sources or same(question.text, asked.question) for asked in material.asked)


def follows_up(material: Material, question: Question) -> bool:
    """True for a question about something of an earlier talk."""
    return any(material.by_id[source.id].talk_on for source in question.sources if source.id in material.by_id)


def judged(one: Labelled, unseen: float = UNSEEN) -> Finding:
    """What the checker says of a sentence."""
    return supported(one.sentence, one.notes, language=one.language, people=one.people, unseen=unseen)


def checked(sentences: Sequence[Labelled], unseen: float = UNSEEN) -> list[Found]:
    """Per kind: recall is the share of those wrong sentences that are refused; precision the share of refusals for that reason that were right."""
    refused, rightly, caught = Counter[str](), Counter[str](), Counter[str]()
    there = Counter(one.wrong or "" for one in sentences)
    for one in sentences:
        finding = judged(one, unseen)
        if not finding.supported:
            reason = KINDS.get(finding.rule or "", finding.rule or "")
            refused[reason] += 1
            rightly[reason] += one.wrong is not None
            caught[one.wrong or ""] += 1
    return [
        Found(kind, there[kind], rightly[kind] / refused[kind] if refused[kind] else None, caught[kind] / there[kind])
        for kind in KINDS.values()
        if there[kind]
    ]


def kept(sentences: Sequence[Labelled], unseen: float = UNSEEN) -> float:
    """The share of the right sentences that stand."""
    return share(judged(one, unseen).supported for one in sentences if one.wrong is None)


def share(holds: Iterable[bool]) -> float:
    """The share of those that hold."""
    found = list(holds)
    return sum(found) / max(1, len(found))
