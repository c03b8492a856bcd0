"""Where a model's wording bends what its lines say, though each word stands there: denials, cuts, wishes told as facts, days, stress."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, partial
from itertools import pairwise

from coach.ascribing import SAYS
from coach.clauses import SENTENCE, Words, clauses, clauses_with_words, closest, telling_words
from coach.cues import OPEN_END
from coach.evidence import FREE, as_quoted, levelled
from coach.facts import DATES, NOT_NEGATING, dates, denials, negated
from coach.material import Language
from coach.overstepping import says_always
from coach.quoting import turns
from coach.words import content, plain, quotations, stands_in, stem, tokens, unquoted

SMALL_OPPOSITES = tuple(
    frozenset(pair.split("/"))
    for pair in """meer/minder more/less more/fewer eerder/later earlier/later sneller/langzamer faster/slower hoger/lager higher/lower met/zonder
    with/without voor/na before/after altijd/nooit always/never begin/einde open/dicht open/closed binnen/buiten in/uit""".split()
)
"""Words without content that turn a clause round; those with content are in `synonyms.py`."""


def turned(text: str, sources: Iterable[str], language: Language) -> bool:
    """True where a clause says the opposite of its nearest source in one small word: "meer" for "minder"."""
    given = clauses_with_words(sources, language)
    for clause in clauses(unquoted(text)):
        words = {word.casefold() for word in tokens(clause)}
        twins = [{word.casefold() for word in tokens(twin)} for twin in closest(telling_words(clause, language), given)]
        if twins and any(all(turns_round(words, twin, pair) for twin in twins) for pair in SMALL_OPPOSITES):
            return True
    return False


def turns_round(words: Collection[str], twin: Collection[str], pair: frozenset[str]) -> bool:
    """True where one of the two is said and the source says the other only."""
    said, given = pair & set(words), pair & set(twin)
    return len(said) == len(given) == 1 and said != given


def clipped(text: str, sources: Iterable[str], language: Language) -> bool:
    """True for a quotation whose sentence, in every source, goes on or began so that it says something else."""
    homes = [levelled(sentence) for source in sources for sentence in SENTENCE.split(source)]
    for quotation in quotations(text):
        wanted = as_quoted(quotation)
        found = [home.partition(wanted) for home in homes if wanted and wanted in home]
        if len(wanted.split()) == 1 and found and wanted not in [home.rstrip(".!?") for home in homes]:
            return True  # a single word between quotation marks is doubted, not quoted
        if found and all(negated(re.split(r"[,;:]\s", before)[-1], language) or turns(after, language) for before, _, after in found):
            return True
    return False


NOT_YET = {
    Language.NL: re.compile(r"\bnog (?:niet|geen|nooit|niets)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:yet|so far)\b", re.IGNORECASE),
}
SOFT = re.compile(r"\b(?:nauwelijks|amper|zelden|hardly|barely|scarcely|rarely|seldom)\b", re.IGNORECASE)
UNREAL = {
    Language.NL: re.compile(r"\b(?:nodig|zou|zouden|om|wil|willen|kun|kan|kunnen|help\w*)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:need|would|could|can|help\w*|like to|want to)\b", re.IGNORECASE),
}
TAKEN_FOR_GRANTED = re.compile(r"(?:^|\s)(?:nu|dat|sinds|omdat|now that|that|since|because|when(?= you\b))\s", re.IGNORECASE)


def denial(text: str, sources: Sequence[str], language: Language, names: Collection[str]) -> bool:
    """True where a text denies what no source denies, or takes for granted what they only deny.

    What is "not yet" may be asked about as a wish or a need, and what is "hardly" so may be asked about.
    """
    given = clauses_with_words((NOT_NEGATING[language].sub(" ", source) for source in sources), language)
    denied = [(clause, words) for clause, words in given if negated(clause, language)]
    open_too = [(clause, words) for clause, words in given if negated(clause, language) or OPEN_END[language].search(clause)]
    claimed = {word for clause, words in given if (clause, words) not in open_too for word in words}
    people = {stem(word, language) for name in names for word in tokens(name)}
    for clause in clauses(NOT_NEGATING[language].sub(" ", unquoted(text))):
        for place, piece in enumerate(TAKEN_FOR_GRANTED.split(clause)):
            said = telling_words(piece, language) - people
            if negated(piece, language):
                if not any(stands_in(word, words) for word in said for _, words in denied):
                    return True
                continue
            if place:
                about = [other for other, words in open_too if any(stands_in(word, words) and not stands_in(word, claimed) for word in said)]
            else:
                twins = closest(said, given)
                about = twins if all(negated(SOFT.sub(" ", twin), language) for twin in twins) else []
            if about and not (UNREAL[language].search(piece) and all(NOT_YET[language].search(other) for other in about)):
                return True
    return False


PAST = {
    Language.NL: re.compile(
        r"\b(?:was|waren|deed|deden|ging|gingen|nam|namen|kwam|kwamen|kreeg|kregen|volgde|volgden|werd|werden|maakte|maakten|leerde|begon|bezocht|"
        r"(?:heeft|hebben|is|zijn) (?:(?!(?:heeft|hebben|is|zijn) )\w+ )*?ge\w+(?:d|t|en|aan))\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:was|were|did|took|went|got|made|came|began|"
        r"(?:has|have|had) (?:not |already |just )?(?:\w+en|been|done|made|had|got|gone|met|put|left)|(?!need)\w{3,}ed)\b",
        re.IGNORECASE,
    ),
}
MODALITY: dict[str, dict[Language, re.Pattern[str]]] = {
    "must": {
        Language.NL: re.compile(r"\b(?:moet|moeten|moest|moesten|hoeft|hoeven)\b", re.IGNORECASE),
        Language.EN: re.compile(r"\b(?:must|should|ought|ha(?:s|ve|d) to|needs? to)\b", re.IGNORECASE),
    },
    "may": {
        Language.NL: re.compile(r"\b(?:mag|mogen|mocht|mochten)\b", re.IGNORECASE),
        Language.EN: re.compile(r"\b(?:may|allowed|lets?)\b", re.IGNORECASE),
    },
    "can": {
        Language.NL: re.compile(r"\b(?:kan|kunnen|kon|konden|lukt)\b", re.IGNORECASE),
        Language.EN: re.compile(r"\b(?:can(?:not|['’]t)?|could|(?:un)?able)\b", re.IGNORECASE),
    },
    "wish": {
        Language.NL: re.compile(r"\b(?:wil|willen|wilde|wilden|wou|graag|zou|zouden|hoop\w*|wens\w*|liever|behoefte|ambitie)\b", re.IGNORECASE),
        Language.EN: re.compile(r"\b(?:wants?|wanted|would|wish\w*|hop(?:e|es|ed|ing)|likes? to|['’]d|keen|ambition)\b", re.IGNORECASE),
    },
    "plan": {
        Language.NL: re.compile(r"\b(?:ga|gaat|gaan|zal|zullen|plan|neemt? (?:zich|me) voor)\b", re.IGNORECASE),
        Language.EN: re.compile(r"\b(?:will|going to|plans?|intends?|['’]ll)\b", re.IGNORECASE),
    },
}
"""How a thing is said to be: what somebody wants is not what they do, may, can or must."""
ALLOWED_FOR = {"must": {"must"}, "may": {"may"}, "can": {"can"}, "wish": {"wish", "plan"}, "plan": {"plan", "must", "done"}, "done": {"done", "plan"}}


def modes(clause: str, language: Language) -> set[str]:
    """What a clause says of how a thing is; "done" where it just says so."""
    return {mode for mode, patterns in MODALITY.items() if patterns[language].search(clause)} or {"done"}


def otherwise_meant(sentence: str, sources: Sequence[str], language: Language, names: Iterable[str]) -> str | None:
    """The rule a sentence breaks that tells a wish, a plan or a duty as something else, what goes on as over, or "hardly" as "not"."""
    given = clauses_with_words(sources, language)
    how = cache(partial(modes, language=language))  # every clause of the sources, once
    within = {clause: whole for source in sources for whole in SENTENCE.split(source) for clause in clauses(whole)}
    people = {stem(word, language) for name in names for word in tokens(name)}
    for clause in clauses(unquoted(sentence)):
        told = re.sub(rf"\b{SAYS[language]}\b", " ", clause, flags=re.IGNORECASE)
        twins = closest(telling_words(clause, language) - people, given)
        if twins and PAST[language].search(told) and not any(PAST[language].search(twin) for twin in twins):
            return "tense"
        near = twins or [other for other, _ in given]
        just = set().union(*(how(twin) for twin in near))
        # Half a sentence may leave its verb to the other half: "no wish to lead, more contact instead".
        there = just.union(*(how(within.get(twin, twin)) for twin in near))
        if any(not ALLOWED_FOR[mode] & (just if mode == "done" else there) for mode in modes(told, language) if twins or mode != "done"):
            return "modality"
        if (
            twins
            and negated(SOFT.sub(" ", told), language)
            and all(SOFT.search(twin) and not negated(SOFT.sub(" ", twin), language) for twin in twins)
        ):
            return "negation"
    return None


SIDES = {
    Language.NL: {
        "vóór": "before",
        "voor": "before",
        "uiterlijk": "before",
        "na": "after",
        "vanaf": "from",
        "sinds": "from",
        "tot": "until",
        "op": "on",
    },
    Language.EN: {
        "before": "before",
        "by": "before",
        "after": "after",
        "from": "from",
        "since": "from",
        "until": "until",
        "till": "until",
        "on": "on",
    },
}
"""As `moments.py` has them, and finer: a model may not turn "voor 12 december" into "op 12 december"."""


def sides(text: str, language: Language) -> dict[str, str]:
    """On which side of each day of a text something is: "12-12" before, after or on."""
    found: dict[str, str] = {}
    for match in DATES[language].finditer(text):
        word = (tokens(text[: match.start()]) or [""])[-1].casefold()
        if side := SIDES[language].get(word):
            found |= dict.fromkeys(dates(match.group(), language), side)
    return found


def on_another_side(text: str, sources: Iterable[str], language: Language) -> bool:
    """True for "op 12 december" where every source that speaks of a side of that day says "voor"."""
    given = [sides(source, language) for source in sources]
    told = sides(unquoted(text), language)
    return any(there and side not in there for day, side in told.items() if (there := {one[day] for one in given if day in one}))


LIMITED = {
    Language.NL: re.compile(r"\b(?:maar (?:nog )?(?:niet|geen)|tenzij|mits|behalve)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:but (?:not|no)|unless|except|provided)\b", re.IGNORECASE),
}
STRESS = {
    Language.NL: re.compile(r"\b(?:erg|heel|zeer|enorm|vreselijk|behoorlijk)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:very|really|extremely|quite|rather)\b", re.IGNORECASE),
}


def loosened(sentence: str, sources: Sequence[str], language: Language, names: Iterable[str]) -> bool:
    """True for a sentence that leaves out what limits its source ("maar niet dit jaar", "nog niet"), denies more, or says "always" of itself."""
    said = set(content(sentence, language)) - {stem(word, language) for name in names for word in tokens(name)}
    parts = [part for source in sources for part in SENTENCE.split(source)]
    nearest = max(parts, key=lambda part: len(said & set(content(part, language))), default="")
    bare = unquoted(sentence)
    whole = levelled(nearest).rstrip(".!? ") in levelled(sentence)
    limits = LIMITED[language].search(bare) or any(negated(clause, language) for clause in clauses(bare))
    is_free = LIMITED[language].search(nearest) and not whole and not limits
    spoken = {word.casefold() for source in sources for word in tokens(source)}
    is_stressed = any(word.casefold() not in spoken for word in STRESS[language].findall(bare))
    for_good = NOT_YET[language].search(nearest) and any(negated(clause, language) for clause in clauses(bare)) and not NOT_YET[language].search(bare)
    denied_more = denials(bare, language) > max((denials(source, language) for source in sources), default=0)
    return bool(is_free or for_good) or denied_more or is_stressed or says_always(sentence, sources, language)


NEW_IN_A_DRAFT = 1 / 8
"""The share of words that a model may bring along in a report: one in a long sentence, none in a short one."""


def brings_along(sentence: str, sources: Iterable[str], language: Language, names: Iterable[str]) -> bool:
    """True where more words than that neither stand in the sources nor mean the same as one of theirs."""
    there = Words({word for source in (*sources, *names) for word in content(source, language)}, language)
    said = [word for word in content(DATES[language].sub(" ", unquoted(sentence)), language) if word not in FREE[language]]
    return sum(not there.say(word) for word in said) > NEW_IN_A_DRAFT * len(said)


def attributive(sentence: str, sources: Iterable[str], language: Language, names: Iterable[str]) -> bool:
    """True where a new word stands right before one of the sources, as in "the messy list": what a paraphrase brings along describes nothing."""
    there = {word for source in sources for word in content(source, language)}
    people = {plain(word) for name in names for word in tokens(name)}
    words = tokens(unquoted(sentence))
    return any(
        (found := content(word, language)) and not stands_in(found[0], there) and plain(word) not in people
        and (following := content(after, language)) and stands_in(following[0], there) and plain(after) not in people
        for word, after in pairwise(words)
    )  # fmt: skip
