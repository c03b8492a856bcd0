"""The generator that lets a model word the questions and sentences; all pass the same gate and checker, and what fails comes from the bank."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from coach.ascribing import own_voices, takes_over, wrong_moment, wrongly_ascribed
from coach.bending import clipped, denial, turned
from coach.candidates import Candidate, quote_of, vocabulary, worded
from coach.drafting import checked_sentence, eligible, together
from coach.evidence import Evidence, locked
from coach.guardrails import LINK, open_question
from coach.llm import Message, Model, ModelFailed
from coach.material import Language, Line, Material, Part, Quote, SourceKind, TalkMaterial, packed, part_of
from coach.offline import Choice, Offline
from coach.overstepping import about_another, overstepping, says_always, states_more
from coach.placeholders import Placeholders, Unmapped
from coach.provenance import MadeBy
from coach.purse import NothingLeft, Purse, paid
from coach.questions import Ask, Considered, Question, Suggested
from coach.remembered import Remembered, key_of
from coach.signs import first_person, strange_signs
from coach.streaming import Objects
from coach.summaries import Draft, NothingToSay, Sentence
from coach.wording import AGAIN, QUESTIONS, SENTENCES, messages
from coach.words import content, quotations, stands_in
from prompts.files import prompt
from prompts.render import bank

MOST_SOURCES = 3
LONGEST_TEXT = 600
"""Characters of one text of an answer: no question and no sentence is longer, and nobody waits while a longer one is judged."""
CHARACTERS_A_TOKEN = 3
"""At least, in Dutch and English: the longest answer that is read takes no more tokens than this says."""
FOLLOWING = {
    Language.NL: "Ten minste de helft pakt iets op uit een eerder gesprek.",
    Language.EN: "At least half of them follow up on an earlier talk.",
}


def fresh_fence() -> str:
    """A fence nobody can have written in a note."""
    return f"material-{secrets.token_hex(12)}"


@dataclass
class Call:
    """What a model is asked, how its answer must look, and what was heard of it."""

    messages: list[Message]
    schema: dict[str, Any]
    language: Language
    key: bytes
    rests_on: frozenset[UUID]
    heard: list[dict[str, Any]] = field(default_factory=list)
    whole: bool = False
    """Whether the model said all it had to say."""


@dataclass(frozen=True)
class Modelled:
    """Questions and summaries worded by a model, completed by `offline`. `report` is told why a model failed, a word only."""

    model: Model
    offline: Offline
    report: Callable[[str], None] = lambda reason: None
    fence: Callable[[], str] = fresh_fence
    remembered: Remembered | None = None
    """Answers that were paid already."""

    async def suggest(self, material: Material, ask: Ask, purse: Purse | None = None) -> Suggested:
        """Questions for a talk, all at once."""
        async with aclosing(self.offers(material, ask, purse)) as offers:
            async for offer in offers:
                if isinstance(offer, Suggested):
                    return offer
        raise AssertionError("the offers end with the whole answer")

    async def offers(self, material: Material, ask: Ask, purse: Purse | None = None) -> AsyncGenerator[Question | Suggested, None]:
        """Questions as soon as each has passed; then those of the bank, and the whole answer."""
        choice = self.offline.choice(material, ask)
        if material.model_allowed and any(candidate.lines for candidate in choice.offered):
            async with aclosing(self._worded(choice, purse)) as questions:
                async for question in questions:
                    yield question
        before = {id(question) for _, question in choice.chosen}
        answer = choice.made()
        for question in answer.questions:
            if id(question) not in before:
                yield question
        yield answer

    async def _worded(self, choice: Choice, purse: Purse | None) -> AsyncGenerator[Question, None]:
        """The model's questions that pass. Whatever goes wrong ends them."""
        material, made_by = choice.material, self._made_by("suggest", choice.material.language)
        lines = await asyncio.to_thread(given_lines, choice, self.model.limits.material_tokens)
        hiding = Placeholders(material.names)
        wanted = ", ".join(f"{part.value}: {number}" for part, number in choice.wanted.items() if number)
        follow = FOLLOWING[material.language] if any(candidate.follows_up for candidate in choice.offered) else ""
        values = {"wanted": wanted, "today": material.today.isoformat(), "follow": follow}
        asked, before = self._call("suggest", QUESTIONS, material.language, lines, hiding, values), len(choice.chosen)
        async with aclosing(self._objects(asked, purse)) as objects:
            async for found in objects:
                question = taken(found, choice, lines, hiding, made_by)
                if question is not None:
                    yield question
                if not any(choice.room(part) for part in choice.wanted):
                    asked.whole = True
                    break
        if len(choice.chosen) > before:
            self._remember(asked)

    async def draft(self, talk: TalkMaterial, purse: Purse | None = None) -> Draft | NothingToSay:
        """The draft of a summary: the model's sentences that stand, and for a part without any those of the notes themselves."""
        plain = self.offline.summary(talk)
        if isinstance(plain, NothingToSay) or not talk.model_allowed:
            return plain
        gate, made_by = self.offline.gate(talk.language), self._made_by("summarise", talk.language)
        lines, hiding = eligible(talk), Placeholders(talk.names)
        parts = [(part_of(line), line) for line in lines]
        asked = self._call("summarise", SENTENCES, talk.language, parts, hiding, {"day": talk.on.isoformat()})
        kept: list[Sentence] = []
        async with aclosing(self._objects(asked, purse)) as objects:
            async for found in objects:
                said = shown(found, ("text",), hiding)
                resting = resting_lines(found, lines)
                part = part_named(found)
                if said and resting and part and (sentence := checked_sentence(part, said["text"], resting, kept, talk, gate)):
                    kept.append(replace(sentence, made_by=made_by))
        if kept:
            self._remember(asked)
        return together(kept, plain)

    def _call(
        self,
        name: str,
        schema: dict[str, Any],
        language: Language,
        lines: Sequence[tuple[Part, Line]],
        hiding: Placeholders,
        values: dict[str, str],
    ) -> Call:
        """A prompt with its lines. Its key holds all of it but the fence, and the rows: who asks the same may get the same answer."""
        fence, written = self.fence(), prompt(name, language)
        told = messages(written, fence, lines, language, hiding, **values)
        rows = [line.id for _, line in lines if line.id]
        key = key_of(self.model.name, written.fingerprint, *map(str, rows), *(message.content.replace(fence, "") for message in told))
        return Call(told, schema, language, key, frozenset(rows))

    def _remember(self, asked: Call) -> None:
        """Keeps a whole answer that something was made of, unless it came from memory itself."""
        if self.remembered is not None and asked.whole and asked.heard:
            self.remembered.keep(asked.key, asked.heard, asked.rests_on)

    async def _objects(self, asked: Call, purse: Purse | None) -> AsyncGenerator[dict[str, Any], None]:
        """The objects of the model's answer, remembered or said now; nothing any more once it fails or its time is up."""
        if self.remembered is not None and (before := self.remembered.found(asked.key)) is not None:
            for found in before:
                yield found
            return
        try:
            async with aclosing(self._said(asked, purse)) as objects:
                async for found in objects:
                    asked.heard.append(found)
                    yield found
        except NothingLeft:
            self.report("budget")
        except ModelFailed as problem:
            self.report(problem.reason)
        except TimeoutError:
            self.model.was_late()
            self.report("total")

    async def _said(self, asked: Call, purse: Purse | None) -> AsyncGenerator[dict[str, Any], None]:
        """The objects as the model says them, with one repair if it wrote none. Raises `ModelFailed`, `NothingLeft`, `TimeoutError`."""
        deadline = asyncio.get_running_loop().time() + self.model.limits.total
        told = asked.messages
        for _ in range(2):
            reading = Objects()
            async with (
                paid(purse, [message.content for message in told], self.model.limits.characters // CHARACTERS_A_TOKEN) as usage,
                aclosing(self.model.said(told, asked.schema, usage)) as pieces,
            ):
                while (piece := await in_time(pieces, deadline)) is not None:
                    for found in reading.fed(piece):
                        yield found
            if reading.found or reading.is_whole:
                asked.whole = True
                return
            # The answer itself is not sent back: it may be long, and nothing in it is needed.
            told = [*told, Message("user", AGAIN[asked.language])]
        self.report("no_json")

    def _made_by(self, name: str, language: Language) -> MadeBy:
        return MadeBy("MODEL", self.model.name, prompt(name, language).fingerprint)


async def in_time(pieces: AsyncGenerator[str, None], deadline: float) -> str | None:
    """The next piece, or nothing at the end. Raises `TimeoutError` at the deadline."""
    async with asyncio.timeout_at(deadline):
        return await anext(pieces, None)


def given_lines(choice: Choice, budget: int) -> list[tuple[Part, Line]]:
    """What a question may rest on now, each with the part it may be asked about in, within a budget of tokens."""
    found: dict[object, tuple[Part, Line]] = {}
    for candidate in sorted((one for one in choice.offered if one.lines and choice.wanted.get(one.part)), key=lambda one: -one.worth):
        if choice.is_free(candidate) and not choice.was_asked_lately(candidate):
            for line in candidate.lines:
                found.setdefault(line.id, (candidate.part, line))
    kept = packed(replace(choice.material, lines=tuple(line for _, line in found.values())), budget).lines
    return [found[line.id] for line in kept]


def taken(found: dict[str, Any], choice: Choice, lines: Sequence[tuple[Part, Line]], hiding: Placeholders, made_by: MadeBy) -> Question | None:
    """The question of an object, if it passes everything; else the choice remembers the rule."""
    part = part_named(found)
    said = shown(found, ("question", "follow_up", "first_person"), hiding)
    resting = resting_lines(found, [line for _, line in lines])
    if part is None or said is None or not resting:
        unusable = "form" if said is None or part is None else "sources"
        choice.considered.append(Considered(part or Part.CURRENT_ROLE, "", None, unusable))
        return None
    candidate = resting_candidate(choice, part, resting)
    plain = worded(candidate, choice.material) if candidate else None
    if candidate is None or plain is None:
        choice.considered.append(Considered(part, said["question"], None, "part" if candidate is None else "cannot_be_quoted"))
        return None
    quotes = tuple(Quote(line.kind, line.id, quote_of(line, None, bank(choice.material.language)), line.written_at) for line in candidate.lines)
    question = Question(part, said["question"], said["follow_up"], plain.why, said["first_person"], quotes, None, made_by)
    rule = companions(question, candidate, choice) or too_few_follow_up(candidate, choice)
    if rule is not None:
        choice.considered.append(Considered(part, question.text, None, rule))
        return None
    return question if choice.take(candidate, question) is None else None


def part_named(found: dict[str, Any]) -> Part | None:
    """The part that an object names."""
    named = found.get("part")
    return Part(named) if isinstance(named, str) and named in Part.__members__ else None


def shown(found: dict[str, Any], texts: Sequence[str], hiding: Placeholders) -> dict[str, str] | None:
    """The texts of an object with names in them again; nothing where one is missing or endless, or a placeholder stands for nobody."""
    if not all(isinstance(found.get(text), str) and 0 < len(found[text].strip()) <= LONGEST_TEXT for text in texts):
        return None
    try:
        return {text: hiding.shown(found[text].strip()) for text in texts}
    except Unmapped:
        return None


def resting_lines(found: dict[str, Any], lines: Sequence[Line]) -> list[Line]:
    """The one to three lines an object rests on; none where it names one that was not given."""
    numbers = found.get("sources")
    if not isinstance(numbers, list) or not all(type(number) is int and 1 <= number <= len(lines) for number in numbers):
        return []
    distinct = list(dict.fromkeys(numbers))
    return [lines[number - 1] for number in distinct] if len(distinct) <= MOST_SOURCES else []


def resting_candidate(choice: Choice, part: Part, resting: Sequence[Line]) -> Candidate | None:
    """The candidate that these lines are in that part; each must be one that may be asked about there."""
    mine: list[Candidate] = []
    for line in resting:
        fitting = [one for one in choice.offered if one.part is part and one.lines and any(other.id == line.id for other in one.lines)]
        if not fitting:
            return None
        mine.append(max(fitting, key=lambda one: (one.lines[0].id == line.id, one.worth)))
    lines = dict.fromkeys(line for one in mine for line in one.lines)
    return replace(mine[0], lines=tuple(lines)[:MOST_SOURCES], exempt=all(one.exempt for one in mine))


def companions(question: Question, candidate: Candidate, choice: Choice) -> str | None:
    """The rule that stops a model's wording beyond those for every question: what it adds must stand as firmly as the question."""
    material, gate = choice.material, choice.gate
    language, given = material.language, choice.evidence(candidate.lines)
    texts = (question.text, question.follow_up or "", question.first_person)
    if any(strange_signs(text, [one.text for one in given]) or LINK.search(text) for text in texts):
        return "strange_signs"
    if not open_question(question.follow_up or "", language).kept:
        return "follow_up"
    if not first_person(question.first_person, language):
        return "first_person"
    for text in texts[1:]:
        if not (found := locked(text, given, language=language, people=choice.people, own_words=vocabulary(language))).supported:
            return found.rule
        if not (verdict := gate.companion(text)).kept:
            return verdict.rule
    if not anchored(question.text, candidate.lines, language):
        return "unanchored"
    if rule := unfaithful(texts, candidate.lines, given, material):
        return rule
    same = gate.new(question.text, [other.text for _, other in choice.chosen])
    return same.rule


def unfaithful(texts: tuple[str, str, str], lines: Sequence[Line], given: Sequence[Evidence], material: Material) -> str | None:
    """The rule that a question, its follow-up or its first-person form breaks against what the lines say, who says it, and of whom."""
    language, names = material.language, material.names
    sources, speakers = [one.text for one in given], [one.speaker for one in given]
    for place, text in enumerate(texts):
        rules = {
            "negation": denial(text, sources, language, names) or turned(text, sources, language),
            "stated": place == 0 and states_more(text, sources, language),
            "content": says_always(text, sources, language),
            "clipped": clipped(text, sources, language),
            "about_another": about_another(text, [name for name in names if name != material.employee], language),
            "agent": takes_over(text, lines, language, names, speakers),
            "date": wrong_moment(text, lines, material.last_talk_on, language),
        }
        if rule := next((rule for rule, broken in rules.items() if broken), None):
            return rule
        rule = overstepping(text, lines, language) if place < len(texts) - 1 else None
        if rule := rule or wrongly_ascribed(text, lines, language, by_employee=place == len(texts) - 1):
            return rule
    own = own_voices(lines, given, language)
    if own is not None:
        stands = all(locked(text, own, language=language, people=names, own_words=vocabulary(language)).supported for text in texts)
        left = [replace(line, text=one.text) for line, one in zip(lines, own, strict=True)]
        return None if stands and anchored(texts[0], left, language) else "own_voice"
    return None


def anchored(text: str, lines: Sequence[Line], language: Language) -> bool:
    """True for a question that says what it is about; feedback is never quoted, so it is about "feedback"."""
    # The frames' own words ("bespreken") are in many a note by chance; within quotation marks they are the note's.
    said = set(content(" ".join(quotations(text)), language)) | (set(content(text, language)) - vocabulary(language))
    if any(line.kind is SourceKind.FEEDBACK for line in lines):
        return "feedback" in text.casefold()
    there = {stem for line in lines for stem in content(line.text, language)}
    return any(stands_in(stem, there) for stem in said)


def too_few_follow_up(candidate: Candidate, choice: Choice) -> str | None:
    """In a part where something can be followed up on, a model gets at most half of the places for other questions."""
    if candidate.follows_up or choice.asked_about:
        return None
    part = candidate.part
    could = any(one.follows_up and one.part is part and choice.is_free(one) for one in choice.offered)
    others = sum(one.part is part and not one.follows_up for one, _ in choice.chosen)
    return "follow_up_first" if could and others >= choice.wanted[part] // 2 else None
