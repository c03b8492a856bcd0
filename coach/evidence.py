"""The checker: decides, without the generator, whether a sentence is supported by the lines it rests on."""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from coach.agents import Cast, agent_wrong, opening_name
from coach.claims import denial_wrong, scope_wrong, settled_wrong
from coach.clauses import CALENDAR, SENTENCE, Words, clauses, reporting
from coach.facts import DATES, MONTHS, PLACE, UNITS, WEEKDAYS, Number, amount, numbers
from coach.material import Language
from coach.moments import YEAR, frequency_wrong, moment_wrong, years_given
from coach.numerals import LARGE, PARTS, SIMPLE
from coach.synonyms import BEFORE_THINGS, FEELINGS, LIGHT, LIGHT_STEMS
from coach.words import REPORTING, WORD, carries_content, content, listed, plain, quotations, stands_in, stem, tokens, unquoted


@dataclass(frozen=True)
class Evidence:
    """A text a sentence rests on, who said or wrote it (a name, if known), and days that belong to it besides those in the text."""

    text: str
    speaker: str | None = None
    days: tuple[date, ...] = ()
    _read: dict[Language, "Read"] = field(default_factory=dict, compare=False, repr=False)

    def read(self, language: Language) -> "Read":
        """What stands in it, read once however many sentences rest on it."""
        if language not in self._read:
            self._read[language] = Read(self.text, self.speaker or "", language)
        return self._read[language]


@dataclass(frozen=True)
class Read:
    """What a sentence is held against: what stands in a text, and the name of who wrote it."""

    text: str
    speaker: str
    language: Language

    @cached_property
    def levelled(self) -> str:
        """The text as quotations are compared."""
        return levelled(self.text)

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers in it."""
        return numbers(self.text, self.language, pair_too=True)

    @cached_property
    def words(self) -> set[str]:
        """Its words, in every form in which a name may be told."""
        there = {plain(word) for text in (self.text, self.speaker) for word in tokens(text)}
        return there | {word.removesuffix("'s").removesuffix("s") for word in there} | {part for word in there for part in word.split("-")}

    @cached_property
    def stems(self) -> set[str]:
        """The stems of what has content in it."""
        return {*content(self.text, self.language), *(stem(word, self.language) for word in tokens(self.speaker))}


class People(tuple[str, ...]):
    """Everyone who may be mentioned: their names, read once however many sentences mention them."""

    @cached_property
    def known(self) -> set[str]:
        """The words of their names that have a capital."""
        return {plain(word) for name in self for word in tokens(name) if word[0].isupper()}


@dataclass(frozen=True)
class Finding:
    """Whether a sentence is supported; otherwise the rule that says no, and the words it is about."""

    supported: bool
    rule: str | None = None
    detail: str = ""


SUPPORTED = Finding(supported=True)
UNSEEN = 0.15
"""The share of the words of a sentence that may name new things where it tells in words of its own."""


def supported(
    sentence: str,
    sources: Sequence[Evidence],
    *,
    language: Language,
    people: Iterable[str] = (),
    own_words: frozenset[str] = frozenset(),
    unseen: float = UNSEEN,
) -> Finding:
    """Whether `sources` support a sentence that reports what was said.

    `people` are the names of everyone who may be mentioned. Whoever has many sentences checked hands in the same `People` and the same `Evidence`
    each time: they are read once. `own_words` are stems the writer may use without a source (the frames' vocabulary).
    `unseen` is the share of other things that may be new: 0 where the words are the source's own, more where a writer may paraphrase; with 1
    any words may be.
    """
    everyone = people if isinstance(people, People) else People(people)
    return first_refusal(
        lambda: facts_stand(sentence, sources, language, everyone),
        lambda: told_rightly(sentence, sources, language, everyone),
        lambda: retold(sentence, sources, language, own_words, unseen) if unseen < 1 else SUPPORTED,
    )


def first_refusal(*checks: Callable[[], Finding]) -> Finding:
    """What the first check says that says no; those after it are not made."""
    return next((finding for check in checks if not (finding := check()).supported), SUPPORTED)


def locked(
    question: str, sources: Sequence[Evidence], *, language: Language, people: Iterable[str] = (), own_words: frozenset[str] = frozenset()
) -> Finding:
    """Whether a question rests on its sources: names, numbers, dates and quotations stand there, and so do content words outside the frames."""
    everyone = people if isinstance(people, People) else People(people)
    return first_refusal(
        lambda: facts_stand(question, sources, language, everyone),
        lambda: words_stand(question, sources, language, own_words),
    )


def facts_stand(sentence: str, sources: Sequence[Evidence], language: Language, people: People) -> Finding:
    """Quotations verbatim; every number, date and name of the sentence stands in the sources."""
    return first_refusal(
        lambda: quotations_stand(sentence, sources, language),
        lambda: dates_stand(sentence, sources, language),
        lambda: numbers_stand(sentence, sources, language),
        lambda: names_stand(sentence, sources, language, people),
    )


def levelled(text: str) -> str:
    """A text without the differences that do not matter for a quotation: marks, blanks, capitals."""
    text = re.sub(r"[„“”\"«»‘’'`]", "", text)
    return re.sub(r"\s+", " ", text).strip().casefold()


def as_quoted(quotation: str) -> str:
    """The words of a quotation as they are looked for in a levelled text: without the marks that may end them."""
    return levelled(quotation).rstrip("….,;:!? ")


def quotations_stand(sentence: str, sources: Sequence[Evidence], language: Language) -> Finding:
    """What stands between quotation marks stands in a source, word for word; an ellipsis may end it."""
    texts = [source.read(language).levelled for source in sources]
    for quotation in quotations(sentence):
        wanted = as_quoted(quotation)
        if wanted and not any(stands_whole(wanted, text) for text in texts):
            return Finding(supported=False, rule="quotation", detail=quotation)
    return SUPPORTED


def stands_whole(wanted: str, text: str) -> bool:
    """True where words stand in a text, and are not a piece of longer ones."""
    place, size = text.find(wanted), len(wanted)
    while place >= 0 and (is_of_word(text[place - 1 : place]) or is_of_word(text[place + size : place + size + 1])):
        place = text.find(wanted, place + 1)
    return place >= 0


def is_of_word(sign: str) -> bool:
    """True for a letter or a figure."""
    return sign.isalnum() or sign == "_"


def dates_stand(sentence: str, sources: Sequence[Evidence], language: Language) -> Finding:
    """Each moment of the sentence is written in a source, belongs to it, or follows from both: "volgende week" is the week after its day."""
    strange = moment_wrong(sentence, [(source.text, source.days) for source in sources], language)
    return Finding(supported=False, rule="date", detail=strange) if strange else SUPPORTED


def numbers_stand(sentence: str, sources: Sequence[Evidence], language: Language) -> Finding:
    """Each number of the sentence stands in a source, counting the same thing where both say what they count."""
    said = list(dict.fromkeys(numbers(sentence, language)))
    if len(said) > MOST_SAID:
        return Finding(supported=False, rule="number", detail=said[0].value)
    given = [number for source in sources for number in source.read(language).numbers] if said else []
    is_full, given = len(given) > MANY, list(dict.fromkeys(given))
    is_year = any(YEAR.fullmatch(number.value) for number in said)
    years = years_given([(source.text, source.days) for source in sources], language) if is_year else set()
    for number in said:
        if not any(agrees(number, other) for other in given) and not is_free(number, given, years):
            return Finding(supported=False, rule="number", detail=number.value)
        if (not is_full and miscounted(number, given)) or misplaced(number, given):
            return Finding(supported=False, rule="number", detail=number.value)
    rhythm = frequency_wrong(sentence, [source.text for source in sources], language)
    return Finding(supported=False, rule="number", detail=rhythm) if rhythm else SUPPORTED


def agrees(number: Number, other: Number) -> bool:
    """Two mentions of the same number, in the same unit or in one it can be told in; a bare hour may be a clock time."""
    if PLACE in (number.unit, other.unit) and number.unit != other.unit:
        return False
    if "clock" in (number.unit, other.unit):
        return number.value.removesuffix(":00") == other.value.removesuffix(":00") and (
            number.unit == other.unit or None in (number.unit, other.unit)
        )
    if number.unit is None or other.unit is None:
        # "3 machines" are no 3 euros.
        counts_another = {number.unit, other.unit} & MEASURES and bool(number.nouns | other.nouns)
        return number.value == other.value and not counts_another
    return number.measured == other.measured or (number.value, number.unit) == (other.value, other.unit)


MEASURES = frozenset({"€", "$", "£", "%", "pp", "minute", "hour", "day", "week", "month", "year", "km", "mile"})


def is_free(number: Number, given: Sequence[Number], years: Set[str]) -> bool:
    """True for a year that follows from the day, for points between two percentages, and for a "first" where nothing is counted off."""
    if number.unit is None and number.value in years:
        return True
    if number.unit == PLACE:
        return number.value == "1" and not any(other.unit == PLACE for other in given)
    if number.value == "0.5" and number.unit is None:
        values = {other.measured for other in given}
        return any((value * 2, unit) in values for value, unit in values)
    shares = {round(amount(other.value), 6) for other in given if other.unit == "%"}
    return number.unit == "pp" and any(round(one + amount(number.value), 6) in shares for one in shares)


def miscounted(number: Number, given: Sequence[Number]) -> bool:
    """True where the sources count other things with this number, and what it counts with another."""
    same = [other for other in given if agrees(number, other)]
    if not number.nouns or any(not other.nouns or other.nouns & number.nouns for other in same):
        return False
    return any(other.nouns & number.nouns for other in given if other not in same)


MANY = 8
"""In a text full of numbers a thing may be counted in several ways."""
MOST_SAID = 60
"""Nobody says more numbers in one sentence."""
BOUNDS = {"more": {"more"}, "less": {"less", "up"}}
ENDS = frozenset({"from", "to", "by"})


def misplaced(number: Number, given: Sequence[Number]) -> bool:
    """True where a number is said to be another end of a change than in the sources, or a bound that they do not give."""
    roles = {other.role for other in given if agrees(number, other)}
    if number.role in BOUNDS:
        return roles.isdisjoint(BOUNDS[number.role])
    if roles == {"whole"}:
        return number.role is None and not number.known
    if number.role == "now":
        return roles == {"from"}
    return number.role in ENDS and bool(roles & ENDS) and number.role not in roles and None not in roles


NOT_NAMES = listed("i ok okay hr it pdf tv cv app q1 q2 q3 q4 mr mrs ms dr")


def names_stand(sentence: str, sources: Sequence[Evidence], language: Language, people: People) -> Finding:
    """Each name of the sentence stands in a source or is the name of who wrote one."""
    there = set[str]().union(*(source.read(language).words for source in sources))
    calendar = {*MONTHS[language], *WEEKDAYS[language]}
    for word, starts in with_starts(DATES[language].sub(" ", unquoted(sentence))):
        small = re.sub(r"['’]s$|['’]$", "", plain(word))
        is_no_name = (
            not word[0].isupper() or {small, small.removesuffix("s")} & NOT_NAMES or small in UNITS[language] or small.removesuffix("s") in calendar
        )
        # A capital at the start of a sentence says nothing, unless it is the name of somebody who is known.
        if is_no_name or (small not in people.known and (starts or not carries_content(word, language))):
            continue
        if small not in there and small.removesuffix("s") not in there and not any(related(small, other) for other in there):
            return Finding(supported=False, rule="name", detail=word)
    return SUPPORTED


def related(name: str, other: str) -> bool:
    """ "American" and "America", "Designer" and "Design"; but short names are only themselves."""
    return len(name) >= 5 and len(other) >= 5 and (name.startswith(other) or other.startswith(name)) and abs(len(name) - len(other)) <= 3


def with_starts(text: str) -> list[tuple[str, bool]]:
    """The words of a text, and whether each begins a sentence (or follows a colon or an opening mark)."""
    found = []
    for match in WORD.finditer(text):
        before = text[: match.start()].rstrip(" \t\n„“”\"'‘(")
        found.append((match.group(), not before or before[-1] in ".!?:…"))
    return found


def told_rightly(sentence: str, sources: Sequence[Evidence], language: Language, people: tuple[str, ...]) -> Finding:
    """What the sentence denies, takes for settled, says of all and gives to somebody as theirs stands so in the sources."""
    texts = [source.text for source in sources]
    if name := strange_opening(sentence, texts, [source.speaker for source in sources], language, people):
        return Finding(supported=False, rule="name", detail=name)
    cast = Cast([*people, *opening_names(sentence, texts, language)], language)
    speakers = [cast.key(source.speaker) for source in sources]
    claims = (
        ("negation", denial_wrong(sentence, texts, language, cast)),
        ("unsettled", settled_wrong(sentence, list(zip(texts, speakers, strict=True)), language, cast)),
        ("scope", scope_wrong(sentence, texts, language, cast)),
    )
    if wrong := next(((rule, detail) for rule, detail in claims if detail), None):
        return Finding(supported=False, rule=wrong[0], detail=wrong[1])
    given = agent_wrong(sentence, [(source.text, source.speaker) for source in sources], language, cast)
    return Finding(supported=False, rule="agent", detail=given) if given else SUPPORTED


def strange_opening(sentence: str, texts: Sequence[str], speakers: Sequence[str | None], language: Language, people: Sequence[str]) -> str | None:
    """The name a sentence opens with that nobody bears who writes or is written of."""
    found = [name for part in SENTENCE.split(unquoted(sentence)) if (name := opening_name(part, language))]
    if not found:
        return None
    there = {plain(word) for text in (*texts, *(speaker or "" for speaker in speakers), *people) for word in tokens(text)}
    given = Words({word for text in texts for word in content(text, language)}, language)
    small = {*LIGHT[language].split(), *REPORTING[language], *COUNTING[language], *MONTHS[language], *WEEKDAYS[language]}
    for name in found:
        word = stem(name, language)
        parts = {plain(name), plain(name).removesuffix("s"), *plain(name).split("-")}
        if there.isdisjoint(parts) and plain(name) not in small and not given.say(word):
            return name
    return None


def opening_names(sentence: str, texts: Sequence[str], language: Language) -> list[str]:
    """Further people: names with which a sentence opens, and which nowhere stand in small letters."""
    found = {name for text in texts for part in SENTENCE.split(text) if (name := opening_name(part, language, strictly=True))}
    found |= {name for part in SENTENCE.split(sentence) if (name := opening_name(part, language))}
    return sorted(name for name in found if not any(re.search(rf"\b{re.escape(name.casefold())}", text) for text in (sentence, *texts)))


def words_stand(sentence: str, sources: Sequence[Evidence], language: Language, own_words: frozenset[str]) -> Finding:
    """The content words outside quotations come from the sources, from the writer's own frame, or report that something was said."""
    there = words_of(sources, language)
    # Dates and numbers were checked as such: the name of a day need not be written in the source.
    found = content(DATES[language].sub(" ", unquoted(sentence)), language)
    said = [word for word in found if word not in own_words and word not in FREE[language]]
    strange = [word for word in said if not stands_in(word, there)]
    return Finding(supported=False, rule="content", detail=", ".join(strange)) if strange else SUPPORTED


def retold(sentence: str, sources: Sequence[Evidence], language: Language, own_words: frozenset[str], unseen: float) -> Finding:
    """The content words outside quotations say what the sources say, with their words or with others that mean the same.

    Of other things than these (what follows "the", "for" or a number; feelings) a share of `unseen` may be new. How a thing is put, mostly a
    verb, may be new in one word of five, where anything may be. A clause of which nothing was said, and a cause, may bring nothing new.
    """
    given = Words(words_of(sources, language), language)
    free = own_words | FREE[language] | LIGHT_STEMS[language]
    things, ways, number = list[str](), list[str](), 0
    bare = DATES[language].sub(" ", unquoted(sentence))
    causes = {clauses(bare[match.end() :])[0] for match in CAUSE[language].finditer(bare) if clauses(bare[match.end() :])}
    for clause in (piece for whole in clauses(bare) for piece in TAIL[language].split(whole)):
        known, new = known_and_new(clause, given, free)
        if new and (not known or clause.strip() in causes):
            return Finding(supported=False, rule="content", detail=clause)
        number += sum(word != NUMBER for word in known) + len(new)
        things += [word for word, is_thing in new if is_thing]
        ways += [word for word, is_thing in new if not is_thing]
    if len(things) <= unseen * number and len(ways) <= (max(1.0, number * WAYS) if unseen else 0.0):
        return SUPPORTED
    return Finding(supported=False, rule="content", detail=", ".join([*things, *ways]))


def known_and_new(clause: str, given: Words, free: frozenset[str]) -> tuple[list[str], list[tuple[str, bool]]]:
    """The words of a clause that were said, its numbers among them, and those that were not, each with whether it names a thing."""
    language, new = given.language, list[tuple[str, bool]]()
    known = [NUMBER for word in WORDS_AND_FIGURES.findall(clause) if word.isdigit() or (len(word) > 3 and word.casefold() in COUNTING[language])]
    earlier = before = ""
    for written in tokens(clause):
        word = stem(written, language) if carries_content(written, language) else ""
        if word and word not in free and not {stem(part, language) for part in written.split("-")} <= COUNTED[language]:
            wanted = before == "to" and earlier in WANTING
            is_thing = (plain(before) in BEFORE_THINGS[language] and not wanted) or word in FEELINGS[language]
            if given.say(word):
                known.append(word)
            else:
                new.append((word, is_thing))
        earlier, before = before, written.casefold()
    return known, new


CAUSE = {
    Language.NL: re.compile(r"\b(?:omdat|want|doordat|vanwege|wegens|dankzij|waardoor|aangezien)\s", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:because(?: of)?|due to|thanks to|as a result of)\s", re.IGNORECASE),
}
"""What follows is a reason, and a reason is a fact of its own."""
NUMBER = "#"
WORDS_AND_FIGURES = re.compile(r"\d+|[^\W\d_]+")
WANTING = listed(
    "want wants wanted like likes able asked asks plan plans planned hopes hope going has have had try tries prefers prefer needs need wishes willing"
)
TAIL = {
    Language.NL: re.compile(r"\b(?:om|doordat|vanwege|wegens|dankzij|waardoor)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:because of|due to|in order to|thanks to)\b", re.IGNORECASE),
}
WAYS = 0.2


def words_of(sources: Sequence[Evidence], language: Language) -> set[str]:
    """The stems of all that the sources say, and of who says it."""
    return set[str]().union(*(source.read(language).stems for source in sources))


COUNTING = {language: (*UNITS[language], *SIMPLE[language], *LARGE[language], *PARTS[language]) for language in Language}
COUNTED = {
    language: frozenset(stem(word, language) for word in (*COUNTING[language], "kwartaal", "kwartier", "quarter", "pagina", "page"))
    for language in Language
}
FREE = {language: reporting(language) | CALENDAR[language] | COUNTED[language] for language in Language}
"""Words that need no source: how something was said, and what is checked as a date or a number."""
