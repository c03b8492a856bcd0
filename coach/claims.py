"""How a sentence puts what its sources say: denied or not, settled or only weighed, of all or of some."""

import re
from collections.abc import Iterator, Sequence

from coach.agents import CONSENTS, TELLS, Cast
from coach.clauses import CALENDAR, Words, asking_clauses, clauses, clauses_with_words, closest, telling_words
from coach.facts import DATES, NEGATORS, NOT_NEGATING, UNSETTLED, denials, negated, numbers
from coach.material import Language
from coach.moments import told_dates
from coach.synonyms import opposite
from coach.telling import FINITE
from coach.words import any_of, carries_content, content, listed, plain, stem, tokens, unquoted

DENYING_SOFTLY = {
    Language.NL: any_of(
        r"0|nul|mislu\w+|ontbre\w+|mist|missen|weiger\w*|stop\w*|gestopt|onzeker|twijfel\w*|behalve|in plaats van|alleen|"
        r"te weinig|te kort|tekort|afgewezen"
    ),
    Language.EN: any_of(
        r"0|zero|fail\w*|missing|lack\w*|refus\w*|stop\w*|unsure|not sure|except|instead of|rather than|only|too little|too few|"
        r"declin\w*|rejected|avoid\w*|unlikely|doubt\w*"
    ),
}
"""Denials without a word that denies: whoever puts them otherwise may need one."""


def denial_wrong(sentence: str, texts: Sequence[str], language: Language, cast: Cast) -> str | None:
    """The clause that denies what the sources do not deny, or claims what they deny; "easy" denies "difficult"."""
    given = [(part, set(content(part, language))) for text in texts for part in denying_clauses(text, language)]
    most = max([1, *(denials(clause, language) for text in texts for clause in clauses(text))])
    for clause in clauses(unquoted(sentence)):
        if denials(clause, language) > most:
            return clause  # Whoever denies twice says something else than who says it plainly.
    contrasts = any(begins_with_denial(clause, language) for clause, _ in given)
    for clause in denying_clauses(unquoted(sentence), language):
        if contrasts and begins_with_denial(clause, language):
            continue  # "…, not by us": what is denied stands in the clause before it.
        if sided_wrong(clause, given, language):
            return clause
        if rightly_denied(clause, given, language):
            continue
        said = telling_words(clause, language) or (set(content(DATES[language].sub(" ", clause), language)) - CALENDAR[language])
        counts = counted(clause, language)
        # What is counted tells which of two clauses is meant as well as any word.
        there = [(part, words | counted(part, language)) for part, words in given] if counts else given
        twins = closest((said - cast.stems) | counts, there, language)
        if twins and all(contradicts(clause, twin, language) for twin in twins):
            return clause
        if not twins and denied_anew(clause, said - cast.stems, given, language):
            return clause
    return None


def denied_anew(clause: str, said: set[str], given: Sequence[tuple[str, set[str]]], language: Language) -> bool:
    """True for a clause that denies something of which the sources speak without denying any of it."""
    if not negated(clause, language) or DENYING_SOFTLY[language].search(clause):
        return False
    about = [part for part, its in given if its and any(map(Words(its, language).say, said))]
    return bool(about) and not any(negated(part, language) or DENYING_SOFTLY[language].search(part) for part in about)


def rightly_denied(clause: str, given: Sequence[tuple[str, set[str]]], language: Language) -> bool:
    """True where all that stands after "no" or "without" is denied in the sources, and nowhere claimed."""
    words = tokens(clause)
    at = next((place for place, word in enumerate(words) if word.casefold() in NO), len(words))
    denied = {stem(word, language) for word in words[at + 1 :] if carries_content(word, language)}
    parts = [(negated(part, language), Words(its, language)) for part, its in given] if denied else []
    return bool(denied) and all(
        any(no and its.say(word) for no, its in parts) and not any(not no and its.say(word) for no, its in parts) for word in denied
    )


NO = frozenset({"geen", "zonder", "no", "without"})


def counted(clause: str, language: Language) -> set[str]:
    """The measured numbers of a clause, as words."""
    return {f"#{value:g}{unit or ''}" for value, unit in (number.measured for number in numbers(clause, language) if number.unit != "clock")}


def sided_wrong(clause: str, given: Sequence[tuple[str, set[str]]], language: Language) -> bool:
    """True where a clause puts something before a moment of which a short clause of the sources says "not before"."""
    if negated(clause, language):
        return False
    said = told_dates(clause, language)
    if not said or not EARLIER.search(clause):
        return False
    denied = [part for part, words in given if negated(part, language) and EARLIER.search(part) and len(words - CALENDAR[language]) <= 1]
    return any(said & told_dates(part, language) for part in denied)


EARLIER = re.compile(r"\b(?:voor|vóór|before|until|tot)\b", re.IGNORECASE)
LATER = re.compile(r"\b(?:na|vanaf|after|from)\b", re.IGNORECASE)


def denying_clauses(text: str, language: Language) -> list[str]:
    """The clauses of a text, each with a verb of its own, without the phrases that only seem to deny."""
    return [part for clause in clauses(NOT_NEGATING[language].sub(" ", text)) for part in joined(clause, language)]


def begins_with_denial(clause: str, language: Language) -> bool:
    """True for "not by us"."""
    words = tokens(clause)
    return bool(words) and words[0].casefold() in NEGATORS[language]


def contradicts(clause: str, twin: str, language: Language) -> bool:
    """True where one of two clauses on the same denies the other."""
    turned = opposite([stem(word, language) for word in tokens(clause)], [stem(word, language) for word in tokens(twin)], language)
    turned ^= negated(twin, language) and bool(EARLIER.search(twin) and LATER.search(clause))
    if not turned and (DENYING_SOFTLY[language].search(clause) or DENYING_SOFTLY[language].search(twin)):
        return False
    return (negated(clause, language) != negated(twin, language)) != turned


WEIGHED = {
    Language.NL: any_of(
        r"overwe\w+|denk\w* (?:\w+ )?(?:na )?over|twijfel\w*|als het kan|indien mogelijk|zo mogelijk|hoop\w*|liefst|het liefst|"
        r"onder voorbehoud|in overweging"
    ),
    Language.EN: any_of(r"consider\w*|thinking (?:about|of)|not sure|unsure|if possible|hope\w*|perhaps|maybe|subject to|ideally"),
}
"""What makes a thing unsettled besides a question: it is weighed or hoped for."""
HEDGED = {
    Language.NL: any_of(
        r"wil\w*|wou|zou\w*|graag|wens\w*|oppert?|opperde|stelde? voor|voorstel\w*|voorgesteld|vra\w+|vroeg\w*|overleg\w*|idee|"
        r"mogelijk\w*|zou(?:den)? (?:kunnen|moeten)|adviseer\w*|raad\w* aan|bekijk\w*|kijk\w*|nagaan|gaat na|uitzoek\w*|zoekt|"
        r"onderzoek\w*|check\w*|nadenk\w*|denk\w*|onzeker|streef\w*|streven|mikt?|doel|plant|plannen|van plan|hoop\w*"
    ),
    Language.EN: any_of(
        r"want\w*|would|wish\w*|like|prefer\w*|suggest\w*|propos\w*|idea|may|might|possible|should|recommend\w*|advis\w*|argu\w*|"
        r"possib\w+|look\w* (?:into|at)|check\w*|find out|explor\w*|think\w*|thought|doubt\w*|uncertain|aim\w*|target\w*|plans?|"
        r"planned|intend\w*|goal|discuss\w*|question\w*|ask\w*|wonder\w*|whether|if"
    ),
}
WISHED = {
    Language.NL: any_of(r"wil|willen|wilt|wou|zou|graag|wens\w*|streef\w*|streven|liever|van plan"),
    Language.EN: any_of(
        r"want|wants|would like|would love|\w+['’]d (?:like|love|rather)|would rather|wish\w*|prefer\w*|aim\w*|plan to|plans to|intend\w*"
    ),
}
AHEAD = {
    Language.NL: any_of(r"ga|gaat|gaan|zal|zullen|moet|moeten|nog te|streef\w*|doel"),
    Language.EN: any_of(r"will|going to|\w+['’]ll|shall|must|have to|has to|need to|needs to|target|goal|want\w*"),
}
DONE = {
    Language.NL: any_of(
        r"(?:heeft|hebben|is|zijn)(?: (?!(?:heeft|hebben|is|zijn)\b)\w+)* "
        r"(?:(?:\w{1,5})?ge\w{2,}(?:d|t|en)|be\w{3,}(?:d|t|en)|ver\w{3,}(?:d|t|en)|klaar|rond|af)|"
        r"deed|ging|nam|gaf|maakte|volgde|startte|rondde|leverde|regelde|haalde|stuurde|belde|werkte|kreeg|begon|bezocht|schreef"
    ),
    Language.EN: any_of(
        r"(?:has|have|had)(?: \w+)? (?:\w+ed|done|made|been|taken|given|run|held|got|led|written|built|sent|found)|"
        r"(?:was|were|is|are) (?:\w+ )?(?:done|finished|completed|ready)|(?!need)\w{3,}ed|took|ran|led|made|went|gave|wrote|built|"
        r"held"
    ),
}
GRANTED = {
    Language.NL: any_of(
        r"toegezegd|toezegg\w+|zegt toe|beloofd\w*|belooft|goedgekeurd|goedkeuring|akkoord|afgesproken|afspra\w+|besloten|besloot|besluit|spra?ken af"
    ),
    Language.EN: any_of(r"agree\w*|promis\w*|approv\w*|decid\w*|decision|confirm\w*|commit\w*"),
}
YES = {Language.NL: any_of(r"prima|goed|ok|oké|doe ik|ja|regel"), Language.EN: any_of(r"fine|ok|okay|happy to|yes|sure|will do|good")}


def settled_wrong(sentence: str, sources: Sequence[tuple[str, str | None]], language: Language, cast: Cast) -> str | None:
    """The clause that tells as so, as agreed or as done what the sources only ask, weigh, wish or plan; `sources` with who wrote them.

    What one wishes another may do: then the sentence tells of the other.
    """
    parts = [(piece, speaker) for text, speaker in sources for clause in asking_clauses(text) for piece in joined(clause, language)]
    given, writers = [(piece, set(content(piece, language))) for piece, _ in parts], dict(parts)
    granted = any(GRANTED[language].search(text) or YES[language].search(text) for text, _ in sources)
    whole = telling_words(unquoted(sentence), language) - cast.stems
    for clause in asking_clauses(unquoted(sentence)):
        hedged = any(table[language].search(clause) for table in (UNSETTLED, HEDGED, WEIGHED))
        if hedged or (granted and CONSENTS[language].search(clause)):
            continue
        said = telling_words(GRANTED[language].sub(" ", clause), language) - cast.stems
        grants = not granted and GRANTED[language].search(clause)
        done = DONE[language].search(TOLD[language].sub(" ", GRANTED[language].sub(" ", clause)))
        twins = closest(said or whole, given, language) if said or grants else []
        if not twins or not all(is_open(twin, language) or WISHED[language].search(twin) or (done and is_ahead(twin, language)) for twin in twins):
            continue
        acting = next((person for word in tokens(clause) if (person := cast.person(word))), None)
        if any(is_open(twin, language) for twin in twins) or acting not in {*writers.values()} or acting in {writers[twin] for twin in twins}:
            return clause
    return None


TOLD = {language: re.compile(rf"\b{pattern}\b") for language, pattern in TELLS.items()}


def is_open(clause: str, language: Language) -> bool:
    """True for what is only asked or weighed."""
    return bool(UNSETTLED[language].search(clause) or WEIGHED[language].search(clause))


def is_ahead(clause: str, language: Language) -> bool:
    """True for what is wished or planned, and not told as done."""
    return bool(WISHED[language].search(clause) or AHEAD[language].search(clause)) and not DONE[language].search(clause)


def joined(clause: str, language: Language) -> Iterator[str]:
    """The parts of a clause that each have a verb of their own: "I'll see if it fits and come back to you"."""
    first, *others = re.split(r"\s(?:en|and)\s", clause)
    for other in others:
        words = tokens(other)
        if len(words) > 1 and (plain(words[0]) in FINITE[language] or plain(words[0]) in SUBJECTS):
            yield first
            first = other
        else:
            first = f"{first} {other}"
    yield first


SUBJECTS = listed("ik hij zij ze we wij dat het er i he she they it that there")

ALL = {
    Language.NL: any_of(
        r"alle|alles|allemaal|allen|iedereen|volledig|helemaal|geheel|altijd|"
        r"(?:elke|iedere|elk|ieder)(?! (?:\w*dag|week|maand|kwartaal|jaar|uur|keer|\w*ochtend|\w*middag|\w*avond))"
    ),
    Language.EN: any_of(
        r"all|everyone|everybody|everything|fully|completely|entirely|whole|always|"
        r"(?:every|each)(?! (?:other )?(?:\w*day|week|month|quarter|year|hour|time|morning|afternoon|evening|night|of))"
    ),
}
NONE = {Language.NL: any_of(r"geen enkele?|niemand|geen van"), Language.EN: any_of(r"none|nobody|no one|not one|not a single")}
SOME = {
    Language.NL: any_of(
        r"sommige?n?|enkele|een paar|paar|aantal|deels|gedeeltelijk|alleen|slechts|bijna|vrijwel|meeste|behalve|de helft|een deel|vaak|soms|nog \d+"
    ),
    Language.EN: any_of(r"some|a few|few|several|partly|partially|only|nearly|almost|most|except|half|part of|often|sometimes|many"),
}
ONLY = {Language.NL: any_of(r"alleen|slechts|uitsluitend|enkel|maar één"), Language.EN: any_of(r"only|solely|exclusively|just one")}
ALMOST = {Language.NL: any_of(r"bijna|vrijwel|zo goed als|nagenoeg"), Language.EN: any_of(r"nearly|almost|practically|just about")}
LEFT = {
    Language.NL: any_of(r"bijna|vrijwel|zo goed als|nagenoeg|nog|niet|geen|behalve|alleen|op .{3,30} na|ontbre\w+|uitzondering"),
    Language.EN: any_of(r"nearly|almost|practically|just about|still|not|no|except|only|missing|remain\w*|yet|apart from|\w+n['’]t"),
}


def scope_wrong(sentence: str, texts: Sequence[str], language: Language, cast: Cast) -> str | None:
    """The words that say of all, of none or only of one what the sources say of some, or of nearly all."""
    bare = unquoted(sentence)
    whole = next((match for table in (ALL, NONE) if (match := table[language].search(bare))), None)
    given = "\n".join(texts)
    if whole and not ALL[language].search(given) and not NONE[language].search(given) and not WISHED[language].search(bare):
        nouns = content(" ".join(tokens(bare[whole.end() :])[:2]), language)
        counted = {noun for number in numbers(given, language) if number.value not in ("0", "1") for noun in number.nouns}
        if SOME[language].search(given) or any(noun in counted for noun in nouns):
            return whole.group()
    if (
        (only := ONLY[language].search(bare))
        and not any(table[language].search(given) for table in (ONLY, SOME, NONE))
        and not negated(given, language)
    ):
        return only.group()
    if not ALMOST[language].search(given) or LEFT[language].search(bare):
        return None
    parts = clauses_with_words(texts, language)
    for clause in clauses(bare):
        twins = closest(telling_words(clause, language) - cast.stems, parts, language)
        if twins and all(ALMOST[language].search(twin) for twin in twins):
            return clause
    return None
