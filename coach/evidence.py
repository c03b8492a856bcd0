"""The checker: decides, without the generator, whether a sentence is supported by the lines it rests on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coach.facts import DATES, MONTHS, NOT_NEGATING, UNITS, UNSETTLED, WEEKDAYS, Number, allowed_dates, dates, negated, numbers
from coach.material import Language
from coach.numerals import LARGE, PARTS, SIMPLE
from coach.words import REPORTING, carries_content, content, listed, plain, quotations, stands_in, stem, tokens, unquoted


@dataclass(frozen=True)
class Evidence:
    """A text a sentence rests on, who said or wrote it (a name, if known), and days that belong to it besides those in the text."""

    text: str
    speaker: str | None = None
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Whether a sentence is supported; otherwise the rule that says no, and the words it is about."""

    supported: bool
    rule: str | None = None
    detail: str = ""


SUPPORTED = Finding(supported=True)


def supported(
    sentence: str,
    sources: Sequence[Evidence],
    *,
    language: Language,
    people: Iterable[str] = (),
    own_words: frozenset[str] = frozenset(),
    unseen: float = 0.0,
) -> Finding:
    """Whether `sources` support a sentence that reports what was said.

    `people` are the names of everyone who may be mentioned. `own_words` are stems the writer may use without a source (the frames' vocabulary).
    `unseen` is the share of other content words that may be new: 0 for extraction, more where a writer may paraphrase.
    """
    people = tuple(people)
    found = facts_stand(sentence, sources, language, people)
    if not found.supported:
        return found
    checks = (
        polarity(sentence, sources, language, people),
        settled(sentence, sources, language, people),
        agents(sentence, sources, language, people),
        words_stand(sentence, sources, language, own_words, unseen),
    )
    return next((finding for finding in checks if not finding.supported), SUPPORTED)


def locked(
    question: str, sources: Sequence[Evidence], *, language: Language, people: Iterable[str] = (), own_words: frozenset[str] = frozenset()
) -> Finding:
    """Whether a question rests on its sources: names, numbers, dates and quotations stand there, and so do content words outside the frames."""
    found = facts_stand(question, sources, language, tuple(people))
    return found if not found.supported else words_stand(question, sources, language, own_words, 0.0)


def facts_stand(sentence: str, sources: Sequence[Evidence], language: Language, people: tuple[str, ...]) -> Finding:
    """Quotations verbatim; every number, date and name of the sentence stands in the sources."""
    checks = (
        quotations_stand(sentence, sources),
        dates_stand(sentence, sources, language),
        numbers_stand(sentence, sources, language),
        names_stand(sentence, sources, language, people),
    )
    return next((finding for finding in checks if not finding.supported), SUPPORTED)


def levelled(text: str) -> str:
    """A text without the differences that do not matter for a quotation: marks, blanks, capitals."""
    text = re.sub(r"[„“”\"«»‘’'`]", "", text)
    return re.sub(r"\s+", " ", text).strip().casefold()


def quotations_stand(sentence: str, sources: Sequence[Evidence]) -> Finding:
    """What stands between quotation marks stands in a source, word for word; an ellipsis may end it."""
    texts = [levelled(source.text) for source in sources]
    for quotation in quotations(sentence):
        wanted = levelled(quotation).rstrip("….,;:!? ")
        if wanted and not any(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) for text in texts):
            return Finding(supported=False, rule="quotation", detail=quotation)
    return SUPPORTED


def dates_stand(sentence: str, sources: Sequence[Evidence], language: Language) -> Finding:
    """Each date of the sentence is written in a source or belongs to it."""
    allowed = allowed_dates((source.text for source in sources), (day for source in sources for day in source.days), language)
    strange = dates(sentence, language) - allowed
    return Finding(supported=False, rule="date", detail=", ".join(sorted(strange))) if strange else SUPPORTED


def numbers_stand(sentence: str, sources: Sequence[Evidence], language: Language) -> Finding:
    """Each number of the sentence stands in a source, counting the same thing where both say what they count."""
    given = [number for source in sources for number in numbers(source.text, language)]
    strange = next((number for number in numbers(sentence, language) if not any(agrees(number, other) for other in given)), None)
    return Finding(supported=False, rule="number", detail=strange.value) if strange else SUPPORTED


def agrees(number: Number, other: Number) -> bool:
    """Two mentions of the same number; a bare hour may be a clock time."""
    if number.unit == other.unit or number.unit is None or other.unit is None:
        values = {value.removesuffix(":00") for value in (number.value, other.value)}
        return len(values) == 1
    return False


NOT_NAMES = listed("i ok okay hr it pdf tv cv app q1 q2 q3 q4 mr mrs ms dr")


def names_stand(sentence: str, sources: Sequence[Evidence], language: Language, people: tuple[str, ...]) -> Finding:
    """Each name of the sentence stands in a source or is the name of who wrote one."""
    known = {plain(word) for name in people for word in tokens(name) if word[0].isupper()}
    there = {plain(word) for source in sources for word in tokens(source.text)} | {
        plain(word) for source in sources for word in tokens(source.speaker or "")
    }
    there |= {word.removesuffix("'s").removesuffix("s") for word in there} | {part for word in there for part in word.split("-")}
    calendar = {*MONTHS[language], *WEEKDAYS[language]}
    for word, starts in with_starts(DATES[language].sub(" ", unquoted(sentence))):
        small = re.sub(r"['’]s$|['’]$", "", plain(word))
        is_no_name = not word[0].isupper() or small in NOT_NAMES or small.removesuffix("s") in calendar
        # A capital at the start of a sentence says nothing, unless it is the name of somebody who is known.
        if is_no_name or (small not in known and (starts or not carries_content(word, language))):
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
    for match in re.finditer(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", text):
        before = text[: match.start()].rstrip(" \t\n„“”\"'‘(")
        found.append((match.group(), not before or before[-1] in ".!?:…"))
    return found


CLAUSE = re.compile(
    r"[.!?;:]+(?=\s|$)|\n+|,\s|\s[–—-]\s|(?:^|\s)(?:maar|want|omdat|zodat|terwijl|hoewel|but|because|although|though|while|so that)\s", re.IGNORECASE
)


def clauses(text: str) -> list[str]:
    """A text in pieces that each say one thing."""
    return [piece.strip() for piece in CLAUSE.split(text) if piece and tokens(piece)]


def polarity(sentence: str, sources: Sequence[Evidence], language: Language, people: tuple[str, ...]) -> Finding:
    """What the sentence denies the sources deny, and what they deny it does not claim."""
    given = [(clause, set(content(clause, language))) for source in sources for clause in clauses(NOT_NEGATING[language].sub(" ", source.text))]
    names = {stem(word, language) for name in people for word in tokens(name)}
    for clause in clauses(NOT_NEGATING[language].sub(" ", unquoted(sentence))):
        said = telling_words(clause, language) - names
        twins = closest(said, given)
        if twins and all(negated(twin, language) != negated(clause, language) for twin in twins):
            return Finding(supported=False, rule="negation", detail=clause)
    return SUPPORTED


def settled(sentence: str, sources: Sequence[Evidence], language: Language, people: tuple[str, ...]) -> Finding:
    """What the sources only ask or weigh the sentence does not say to be so."""
    given = [(clause, set(content(clause, language))) for source in sources for clause in asking_clauses(source.text)]
    names = {stem(word, language) for name in people for word in tokens(name)}
    for clause in asking_clauses(unquoted(sentence)):
        twins = closest(telling_words(clause, language) - names, given)
        if twins and all(UNSETTLED[language].search(twin) for twin in twins) and not UNSETTLED[language].search(clause):
            return Finding(supported=False, rule="unsettled", detail=clause)
    return SUPPORTED


def asking_clauses(text: str) -> list[str]:
    """The clauses of a text, each with the mark that ends its sentence: a question mark tells that it was asked."""
    return [f"{clause}?" if sentence.rstrip().endswith("?") else clause for sentence in SENTENCE.split(text) for clause in clauses(sentence)]


SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def telling_words(clause: str, language: Language) -> set[str]:
    """The content words of a clause that are about something: neither a date nor that somebody said so."""
    return set(content(DATES[language].sub(" ", clause), language)) - reporting(language) - CALENDAR[language]


def closest(said: set[str], given: Sequence[tuple[str, set[str]]]) -> list[str]:
    """The clauses that share most with what was said, if they share at least half of it; of these, those that say least besides.

    One shared word is enough only between short clauses: in a long text it may be there by chance.
    """
    scored = [(shared := sum(stands_in(word, words) for word in said), shared / len(words), clause) for clause, words in given if words]
    most, nearest = max(((score, share) for score, share, _ in scored), default=(0, 0.0))
    if not said or most * 2 < len(said) or most == 0 or (most == 1 and nearest < LEAST_OF_ONE):
        return []
    return [clause for score, share, clause in scored if (score, share) == (most, nearest)]


LEAST_OF_ONE = 1 / 4


FIRST: dict[Language, frozenset[str]] = {Language.NL: frozenset({"ik", "'k"}), Language.EN: frozenset({"i", "i'm", "i'll", "i've", "i'd"})}
SECOND: dict[Language, frozenset[str]] = {
    Language.NL: frozenset({"je", "jij"}),
    Language.EN: frozenset({"you", "you're", "you'll", "you've", "you'd"}),
}
BY: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(r"\b(?:door|werd|wordt|worden|werden)\b"),
    Language.EN: re.compile(r"\b(?:by|was|were|been|being)\b"),
}


def agents(sentence: str, sources: Sequence[Evidence], language: Language, people: tuple[str, ...]) -> Finding:
    """Who does something in the sentence does it in the sources: names, `ik` of the writer, `jij` to the other."""
    names = {plain(tokens(name)[0]): plain(tokens(name)[0]) for name in people if tokens(name)}
    stems = {stem(word, language) for name in people for word in tokens(name)}
    given = [
        (clause, frozenset(found), set(content(clause, language)) - stems)
        for source in sources
        for clause in clauses(source.text)
        if (found := who(clause, language, names, source.speaker))
    ]
    for clause in clauses(unquoted(sentence)):
        acting = who(clause, language, names, None)
        said = telling_words(clause, language) - stems
        if not acting or not said or BY[language].search(clause.casefold()):
            continue
        twins = closest(said, [(str(position), words) for position, (_, _, words) in enumerate(given)])
        if twins and not any(acting & given[int(position)][1] for position in twins):
            return Finding(supported=False, rule="agent", detail=clause)
    return SUPPORTED


def who(clause: str, language: Language, names: dict[str, str], speaker: str | None) -> set[str]:
    """Who acts in a clause: the first one named, with those joined to them. Nobody where it cannot be told."""
    writer = plain(tokens(speaker)[0]) if speaker and tokens(speaker) else None
    others = set(names.values()) - {writer}
    found: set[str] = set()
    for position, written in enumerate(tokens(clause)):
        word = plain(written).replace("’", "'")
        person = names.get(word.removesuffix("'s"))
        if writer and word in FIRST[language]:
            person = writer
        elif writer and word in SECOND[language] and len(others) == 1:
            person = next(iter(others))
        if person:
            found.add(person)
        elif (found and word not in JOINING) or position >= LATEST_AGENT:
            break
    return found


JOINING = frozenset({"en", "and", "met", "with", "samen", "together"})
LATEST_AGENT = 8
"""Whoever is first named after so many words is hardly the one who acts."""


def words_stand(sentence: str, sources: Sequence[Evidence], language: Language, own_words: frozenset[str], unseen: float) -> Finding:
    """The content words outside quotations come from the sources, from the writer's own frame, or report that something was said."""
    there = {word for source in sources for word in content(source.text, language)} | {
        stem(word, language) for source in sources for word in tokens(source.speaker or "")
    }
    free = own_words | reporting(language) | CALENDAR[language] | COUNTED[language]
    # Dates and numbers were checked as such: the name of a day need not be written in the source.
    said = [word for word in content(DATES[language].sub(" ", unquoted(sentence)), language) if word not in free]
    strange = [word for word in said if not stands_in(word, there)]
    allowed = unseen * len(said)
    return Finding(supported=False, rule="content", detail=", ".join(strange)) if len(strange) > allowed else SUPPORTED


def reporting(language: Language) -> frozenset[str]:
    """Stems of the words with which a report says that something was said."""
    return REPORTING_STEMS[language]


REPORTING_STEMS = {language: frozenset(stem(word, language) for word in REPORTING[language]) for language in Language}
CALENDAR = {language: frozenset(stem(word, language) for word in (*MONTHS[language], *WEEKDAYS[language])) for language in Language}
COUNTED = {
    language: frozenset(stem(word, language) for word in (*UNITS[language], *SIMPLE[language], *LARGE[language], *PARTS[language]))
    for language in Language
}
