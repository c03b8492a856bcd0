"""The generator that needs no network: the question bank, filled with the pair's own words, and extraction for summaries."""

import re
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from heapq import merge

from coach.candidates import SPOKEN, STANDING_WORTH, STILL_OPEN_AGAIN, Candidate, about, candidates, evidence, vocabulary, worded
from coach.evidence import SUPPORTED, Evidence, Finding, People, locked
from coach.extraction import extracted
from coach.guardrails import Gate, Verdict, no_judgement, same_words
from coach.material import Author, Coverage, Language, Line, Material, Part, SourceKind, TalkMaterial
from coach.purse import Purse
from coach.questions import Ask, Considered, Question, Shortfall, ShortfallReason, Suggested
from coach.resting import WENT_WRONG, about_the_same, criticised, telling
from coach.summaries import Draft, NothingToSay

MOST_PERSONAL = 2
MOST_PER_PART = 5
COMPASS_FROM = 2
"""Closed talks after which the compass counts: it steers from the third talk."""

FILLED_IN_TURN = (Part.CURRENT_ROLE, Part.GROWTH, Part.PERSONAL)
"""A goal is asked about in its role first, so the part that borrows most from the others chooses last."""

USED_AGAIN = 30
OCCASION_AGAIN = 6
NEED_AGAIN = 12
"""One question of a talk asks what somebody needs; the next asks otherwise where it can."""
NEED = {Language.NL: re.compile(r"\bnodig\b", re.IGNORECASE), Language.EN: re.compile(r"\bneed\b", re.IGNORECASE)}


@dataclass(frozen=True)
class Offline:
    """The default generator. `protected` says whether a text holds protected details; `same_meaning` whether two questions ask the same."""

    protected: Callable[[str], bool]
    same_meaning: Callable[[str, str], bool] | None = None

    async def suggest(self, material: Material, ask: Ask, purse: Purse | None = None) -> Suggested:
        """Questions out of the bank; no waiting is involved, and nothing to pay."""
        return self.questions(material, ask)

    async def draft(self, talk: TalkMaterial, purse: Purse | None = None) -> Draft | NothingToSay:
        """The draft of a summary out of the notes; no waiting is involved."""
        return self.summary(talk)

    async def offers(self, material: Material, ask: Ask, purse: Purse | None = None) -> AsyncGenerator[Question | Suggested, None]:
        """Questions out of the bank, one by one, and the whole answer."""
        answer = self.questions(material, ask)
        for question in answer.questions:
            yield question
        yield answer

    def questions(self, material: Material, ask: Ask) -> Suggested:
        """Questions for a talk: the same for the same material."""
        return self.choice(material, ask).made()

    def choice(self, material: Material, ask: Ask) -> "Choice":
        """A choice of questions, still empty. What was begun already counts as taken."""
        if ask.begun:
            material = replace(material, taken=(*material.taken, *(asked for _, asked in ask.begun)))
        if ask.about is not None:
            offered = about(ask.about, material)
            wanted = dict.fromkeys(ask.parts or Part, 1)
        else:
            neglected = neglected_part(material)
            offered = candidates(material, neglected)
            wanted = {part: count(part, ask, neglected) for part in ask.parts or Part}
        if material.personal_dismissed:
            wanted |= {part: 0 for part in wanted if part is Part.PERSONAL}
        asked = {part: 1 if ask.about else min(ask.per_part, MOST_PER_PART) for part in wanted}
        begun = Counter(part for part, _ in ask.begun)
        wanted, asked = ({part: max(0, number - begun[part]) for part, number in numbers.items()} for numbers in (wanted, asked))
        return Choice(material, self.gate(material.language), ask.about is not None, offered, wanted, asked)

    def summary(self, talk: TalkMaterial) -> Draft | NothingToSay:
        """A draft out of the notes of a talk: the same for the same notes."""
        return extracted(talk, self.gate(talk.language))

    def gate(self, language: Language) -> Gate:
        """The gate of a language."""
        return Gate(language, self.protected, self.same_meaning or same_words(language))


def count(part: Part, ask: Ask, neglected: Part | None) -> int:
    """How many questions a part gets: the neglected one gets one more, but nobody is asked more than two personal ones."""
    number = max(1, min(ask.per_part, MOST_PER_PART)) + (1 if part is neglected else 0)
    return min(number, MOST_PERSONAL) if part is Part.PERSONAL else number


def neglected_part(material: Material) -> Part | None:
    """The part that was least on the table lately; none where there is nothing to tell yet or all were there alike."""
    if material.closed_talks < COMPASS_FROM or len(material.compass) < len(Part):
        return None

    def attention(covered: Coverage) -> tuple[int, int]:
        return (covered.talking_points_lately, covered.last_discussed_on.toordinal() if covered.last_discussed_on else 0)

    least, next_least = sorted(material.compass, key=lambda covered: (*attention(covered), list(Part).index(covered.part)))[:2]
    return least.part if attention(least) < attention(next_least) else None


def is_standing(candidate: Candidate) -> bool:
    """True for a question that is asked of everybody, when there is nothing nearer."""
    return not candidate.lines and candidate.worth <= STANDING_WORTH + 1


WRITTEN_BY_ONE = frozenset({SourceKind.NOTE, SourceKind.TALKING_POINT})
"""An agreement is worded by both, so what it says of the work may stand."""

Ranked = tuple[int, int, Candidate]
"""How little a candidate is worth, its place among those offered, and it."""


@dataclass
class Choice:
    """One choice of questions while it is being made: what is taken, what was dropped and by which rule."""

    material: Material
    gate: Gate
    asked_about: bool
    offered: list[Candidate]
    wanted: dict[Part, int]
    """How many there may be in each part."""
    asked: dict[Part, int]
    """How many were asked for."""
    chosen: list[tuple[Candidate, Question]] = field(default_factory=list)
    considered: list[Considered] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)

    def made(self) -> Suggested:
        """The whole answer, beside what was chosen already."""
        for part in FILLED_IN_TURN:
            if part in self.wanted:
                self.fill(part, self.room(part))
        if not self.asked_about:
            self.follow_up_more()
        order = list(Part)
        self.chosen.sort(key=lambda pair: order.index(pair[0].part))
        questions = tuple(question for _, question in self.chosen)
        return Suggested(questions, self.start(), tuple(self.shortfalls(self.offered, self.asked)), tuple(self.considered))

    def room(self, part: Part) -> int:
        """How many more questions a part may get."""
        return self.wanted.get(part, 0) - sum(candidate.part is part for candidate, _ in self.chosen)

    def take(self, candidate: Candidate, question: Question) -> str | None:
        """Takes a question that somebody else worded about a candidate's lines, or says which rule stops it."""
        rule = "no_room" if self.room(candidate.part) < 1 else None if self.is_free(candidate) else "line_taken"
        rule = rule or self.stopped(candidate, question)
        self.considered.append(Considered(candidate.part, question.text, None, rule))
        if rule is None:
            self.chosen.append((candidate, question))
        return rule

    def fill(self, part: Part, number: int) -> None:
        """Choose for one part: follow-ups and other questions in turn, follow-ups first."""
        for _ in range(number):
            mine = [candidate for candidate, _ in self.chosen if candidate.part is part]
            following = sum(candidate.follows_up for candidate in mine) * 2 <= len(mine)
            if not (self.take_best(part, follows_up=following) or self.take_best(part, follows_up=not following)):
                return

    def take_best(self, part: Part, *, follows_up: bool) -> bool:
        """Take the best candidate of a part that passes every check; false where there is none."""
        again = []
        for candidate in self.ranked(part, follows_up=follows_up):
            if not self.is_free(candidate):
                continue
            if self.has_been_named(candidate):
                again.append(candidate)
                continue
            if is_standing(candidate) and self.take_open_point(part):
                return True
            if self.taken(candidate):
                return True
        return any(self.taken(candidate) for candidate in again)

    def has_been_named(self, candidate: Candidate) -> bool:
        """True where another question of this talk is about the same thing already: it waits until nothing else is left."""
        words = self.subject(candidate)
        named = (self.subject(other) for other, _ in self.chosen)
        return not self.asked_about and any(about_the_same(words, other) for other in named)

    def subject(self, candidate: Candidate) -> dict[str, bool]:
        """What the words of a candidate are about, as far as the pair wrote them."""
        if not candidate.lines or candidate.lines[0].kind not in SPOKEN:
            return {}
        return telling(candidate.lines[0].text, self.material.language, self.own_words)

    def taken(self, candidate: Candidate) -> bool:
        """Take a candidate if it passes every check, or drop it."""
        question = worded(candidate, self.material)
        rule = self.stopped(candidate, question) if question else "cannot_be_quoted"
        text = question.text if question else candidate.lines[0].text
        self.considered.append(Considered(candidate.part, text, candidate.frame.id, rule))
        if rule is None and question:
            self.chosen.append((candidate, question))
            return True
        self.dropped[id(candidate)] = rule or ""
        return False

    def take_open_point(self, part: Part) -> bool:
        """Take a talking point that was left for later, before anything that is asked of everybody."""
        left = [candidate for candidate in self.ranked(part, follows_up=True) if candidate.occasion == "undiscussed" and self.is_free(candidate)]
        return any(self.taken(candidate) for candidate in left)

    def ranked(self, part: Part, *, follows_up: bool) -> Iterator[Candidate]:
        """The candidates of a part that were not dropped, the best first, beside what is chosen; of equals the one that was offered first."""
        groups = self.groups.get((part, follows_up), {}).values()
        return (candidate for _, _, candidate in merge(*map(self.beside_chosen, groups)))

    def beside_chosen(self, group: list[Ranked]) -> Iterator[Ranked]:
        """A group, with what its frame loses by the questions that are chosen already: the same for all of it, so that its order stays."""
        one = group[0][-1]
        loss = USED_AGAIN * sum(other.frame.id == one.frame.id for other, _ in self.chosen)
        if self.asks_for_needs(one.frame.question) and any(self.asks_for_needs(other.frame.question) for other, _ in self.chosen):
            loss += NEED_AGAIN
        loss += OCCASION_AGAIN * sum(other.frame.kinds == one.frame.kinds and bool(one.lines) for other, _ in self.chosen)
        return ((cost + loss, place, candidate) for cost, place, candidate in group if id(candidate) not in self.dropped)

    def asks_for_needs(self, text: str) -> bool:
        """True for a question about what somebody needs."""
        return NEED[self.material.language].search(text) is not None

    @cached_property
    def groups(self) -> dict[tuple[Part, bool], dict[object, list[Ranked]]]:
        """What is offered, by part and by whether it follows up, each frame by itself with its best candidates first."""
        groups: dict[tuple[Part, bool], dict[object, list[Ranked]]] = {}
        for place, candidate in enumerate(self.offered):
            frames = groups.setdefault((candidate.part, candidate.follows_up), {})
            of_frame = frames.setdefault((candidate.frame.id, candidate.frame.kinds, bool(candidate.lines)), [])
            of_frame.append((-self.value(candidate), place, candidate))
        for group in (group for frames in groups.values() for group in frames.values()):
            group.sort(key=lambda ranked: ranked[:2])
        return groups

    def value(self, candidate: Candidate) -> int:
        """What a candidate is worth beside the questions of the last talks."""
        value = candidate.worth
        if candidate.lines:
            value -= 4 * self.asked_frames[candidate.frame.id]
        if candidate.exempt and not candidate.sources.isdisjoint(self.asked_sources):
            value -= STILL_OPEN_AGAIN
        return value

    @cached_property
    def asked_frames(self) -> Counter[str | None]:
        """How often each frame was asked in the last talks."""
        return Counter(asked.frame for asked in self.material.asked)

    @cached_property
    def asked_sources(self) -> frozenset[object]:
        """What the questions of the last talks rested on."""
        return frozenset(source for asked in self.material.asked for source in asked.sources)

    @cached_property
    def taken_sources(self) -> frozenset[object]:
        """What the questions rest on that people took or put away in this talk."""
        return frozenset(source for asked in self.material.taken for source in asked.sources)

    def is_free(self, candidate: Candidate) -> bool:
        """True where neither source nor bank line is used by another question of this talk."""
        if not candidate.lines:
            frames = {asked.frame for asked in self.material.taken} | {other.frame.id for other, _ in self.chosen}
            return candidate.frame.id not in frames
        taken = (self.taken_sources, *(other.sources for other, _ in self.chosen))
        return self.asked_about or all(candidate.sources.isdisjoint(sources) for sources in taken)

    def stopped(self, candidate: Candidate, question: Question) -> str | None:
        """The first rule that stops a question, or nothing."""
        if self.was_asked_lately(candidate):
            return "source_asked_lately"
        found = self.rests(candidate, question)
        if not found.supported:
            return found.rule
        verdict = self.passes(candidate, question)
        return verdict.rule

    def was_asked_lately(self, candidate: Candidate) -> bool:
        """True where a question of the last talks rested on what this one rests on, and it may not come back."""
        return not candidate.exempt and not self.must_be_new(candidate).isdisjoint(self.asked_sources)

    def must_be_new(self, candidate: Candidate) -> frozenset[object]:
        """The rows that no question of the last talks may rest on: of a new evaluation not its goal, and no goal that was decided since."""
        line = candidate.lines[0] if candidate.lines else None
        last = self.material.last_talk_on
        if line and line.kind is SourceKind.GOAL and last and line.settled_on and line.settled_on > last:
            return frozenset()
        if line is None or line.kind is not SourceKind.GOAL_EVALUATION:
            return candidate.sources
        return frozenset([line.id]) if last and line.written_on and line.written_on >= last else candidate.sources

    def rests(self, candidate: Candidate, question: Question) -> Finding:
        """Rule 2, for the question and for its reason."""
        if not candidate.lines:
            return SUPPORTED
        given, language = self.evidence(candidate.lines), self.material.language
        found = (locked(text, given, language=language, people=self.people, own_words=self.own_words) for text in (question.text, question.why))
        return next((finding for finding in found if not finding.supported), SUPPORTED)

    @cached_property
    def evidence(self) -> Callable[[tuple[Line, ...]], list[Evidence]]:
        """Lines as the checker reads them, each read once however many questions rest on it."""
        return cache(partial(evidence, material=self.material))

    @cached_property
    def people(self) -> People:
        """Everyone who may be mentioned."""
        return People(self.material.names)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The words that need no source."""
        return vocabulary(self.material.language, self.material.frames)

    def passes(self, candidate: Candidate, question: Question) -> Verdict:
        """The gate for the question, and for what stands beside it."""
        on_feedback = any(line.kind is SourceKind.FEEDBACK for line in candidate.lines)
        earlier = [asked.question for asked in self.material.taken]
        if not candidate.exempt or self.asked_about:
            earlier += [asked.question for asked in self.material.asked]
        if candidate.lines and not self.asked_about:
            earlier += [other.text for _, other in self.chosen]
        verdict = self.gate.question(question.text, earlier, on_feedback=on_feedback, names=self.material.names)
        if not verdict.kept:
            return verdict
        for text in (question.why, question.first_person, question.follow_up or question.why, *(source.quote for source in question.sources)):
            if not (lawful := self.gate.lawful(text)).kept:
                return lawful
        # What others wrote is read aloud to the employee, so it may not hold a verdict, in quotation marks or out of them.
        if any(line.kind in WRITTEN_BY_ONE and line.author is not Author.EMPLOYEE for line in candidate.lines):
            return no_judgement(" ".join(source.quote for source in question.sources), self.material.language)
        return verdict

    def follow_up_more(self) -> None:
        """At least half of the questions follow up on earlier talks, where there is something to follow up on."""
        for _ in range(len(self.chosen)):
            following = sum(candidate.follows_up for candidate, _ in self.chosen)
            if following * 2 >= len(self.chosen):
                return
            if not self.exchanged():
                return

    def exchanged(self) -> bool:
        """Give the least of the other questions' places to a follow-up of its part."""
        others = sorted((pair for pair in self.chosen if not pair[0].follows_up and pair[1].frame is not None), key=lambda pair: pair[0].worth)
        for pair in others:
            place = self.chosen.index(pair)
            self.chosen.pop(place)
            part = pair[0].part
            if self.take_best(part, follows_up=True):
                return True
            self.chosen.insert(place, pair)
        return False

    def start(self) -> int | None:
        """The question to begin with: best a follow-up on the last talk, personal if there is one, and never feedback."""
        ranked = [
            (self.may_begin(candidate), self.of_last_talk(candidate), candidate.follows_up, candidate.part is Part.PERSONAL, candidate.worth, -place)
            for place, (candidate, _) in enumerate(self.chosen)
            if not any(line.kind is SourceKind.FEEDBACK for line in candidate.lines)
        ]
        return -max(ranked)[-1] if ranked else None

    def may_begin(self, candidate: Candidate) -> bool:
        """False for what went wrong, and for a line in which the manager finds fault: neither is a way to begin a talk."""
        language = self.material.language
        return not any(WENT_WRONG[language].search(line.text) or criticised(line, line.text, language) for line in candidate.lines)

    def of_last_talk(self, candidate: Candidate) -> bool:
        """True for a question that follows up on the last talk."""
        return any(line.talk_on is not None and line.talk_on == self.material.last_talk_on for line in candidate.lines)

    def shortfalls(self, offered: list[Candidate], asked: dict[Part, int]) -> Iterable[Shortfall]:
        """The parts that got fewer than asked, and why."""
        for part, number in asked.items():
            if sum(candidate.part is part for candidate, _ in self.chosen) < number:
                yield Shortfall(part, self.reason(part, number, [candidate for candidate in offered if candidate.part is part]))

    def reason(self, part: Part, number: int, offered: list[Candidate]) -> ShortfallReason:
        """Why a part got fewer questions than asked."""
        if part is Part.PERSONAL and (self.material.personal_dismissed or number > MOST_PERSONAL):
            return ShortfallReason.SWITCHED_OFF
        rules = {self.dropped[id(candidate)] for candidate in offered if id(candidate) in self.dropped}
        if rules & {"asked_lately", "source_asked_lately"}:
            return ShortfallReason.ALL_ASKED_LATELY
        return ShortfallReason.NONE_PASSED if rules else ShortfallReason.TOO_LITTLE_HISTORY
