"""Who does what in a clause, to whom, and who says so: active, passive, asked, received, reported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coach.clauses import clauses, closest, telling_words
from coach.material import Language
from coach.telling import FINITE
from coach.words import carries_content, content, listed, plain, stem, tokens, unquoted

FIRST: dict[Language, frozenset[str]] = {
    Language.NL: listed("ik 'k mij me mijn"),
    Language.EN: listed("i i'm i'll i've i'd me my"),
}
SECOND: dict[Language, frozenset[str]] = {
    Language.NL: listed("je jij jou jouw"),
    Language.EN: listed("you you're you'll you've you'd your"),
}
ACTING_SECOND: dict[Language, frozenset[str]] = {Language.NL: listed("je jij"), Language.EN: listed("you you're you'll you've you'd")}
ACTING_FIRST: dict[Language, frozenset[str]] = {Language.NL: listed("ik 'k"), Language.EN: listed("i i'm i'll i've i'd")}

NAME = r"(?:[A-ZÀ-Þ][\w'’-]*(?: (?:van|de|der|den|[A-ZÀ-Þ][\w'’-]*)){0,3})"
TELLS: dict[Language, str] = {
    Language.NL: (
        r"(?:zegt|zei|vertel\w*|noteer\w*|meld\w*|noem\w*|deel(?:t|de)|g(?:eeft|af) aan|licht\w* toe|stel(?:t|de)|vind\w*|vond|denk\w*|dacht|"
        r"vra(?:ag)?t|vroeg|wil(?:de)? weten|benadruk\w*)"
    ),
    Language.EN: (
        r"(?:says?|said|told|tells|notes?|noted|mention\w*|shared?|explain\w*|stat(?:es|ed)|thinks?|thought|believe[sd]?|felt|feels|asks?|asked|"
        r"wonder\w*|report(?:s|ed)|add(?:s|ed)|point(?:s|ed) out|suggest\w*|propos\w*|recommend\w*|claim\w*|clarif\w*|elaborat\w*|remark\w*|"
        r"complain\w*|acknowledg\w*|argue[sd]?|emphasi[sz]e[sd]?)"
    ),
}
LINKS = {Language.NL: r"(?:dat|of)", Language.EN: r"(?:that|whether|if)"}
REPORTS: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        rf"^\W*(?:[Vv]olgens (?P<by>{NAME})|(?P<asks>{NAME}) (?:vraagt|vroeg) (?:naar|om)\b|"
        rf"(?P<who>{NAME}) {TELLS[Language.NL]}(?:(?: \w+){{0,2}} {LINKS[Language.NL]}\b|\b))"
    ),
    Language.EN: re.compile(
        rf"^\W*(?:[Aa]ccording to (?P<by>{NAME})|(?P<asks>{NAME}) (?:asks?|asked) (?:for|about)\b|"
        rf"(?P<who>{NAME}) {TELLS[Language.EN]}(?:(?: [A-Z]\w+)? {LINKS[Language.EN]}\b|\b))"
    ),
}
ASKS: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"\b(?:vroeg|vraag|vraagt|gevraagd|verzocht|verzoekt)\b(?!.*?\b(?:vroeg|vraag|vraagt|gevraagd|verzocht|verzoekt|of)\b)", re.IGNORECASE
    ),
    Language.EN: re.compile(
        r"\b(?:ask|asks|asked|request|requested)\b(?!.*?\b(?:ask|asks|asked|request|requested|if|whether|for|about)\b)", re.IGNORECASE
    ),
}
RECEIVES: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(r"\b(?:krijg\w*|kreeg|kregen|gekregen|ontv\w+|hoor\w*|gehoord|leer\w*|geleerd|weet)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:receive\w*|got|gets|get|hears?|heard|learns?|learned|know|borrow\w*)\b", re.IGNORECASE),
}
UNDERGOING = listed("werd wordt worden werden")
PASSIVE = re.compile(
    r"(?:is|are|was|were|been|being|be) (?:\w{2,}ed|given|taken|done|made|led|held|told|run|sent|put|set|brought|taught|shown|chosen)", re.IGNORECASE
)
BESIDE = {Language.NL: re.compile(rf"\b[Vv]olgens {NAME}"), Language.EN: re.compile(rf"\b[Aa]ccording to {NAME}")}
BY_WHOM = {Language.NL: listed("door"), Language.EN: listed("by")}
FROM_WHOM = {Language.NL: listed("van"), Language.EN: listed("from")}
JOINING = frozenset({"en", "and", "met", "with", "samen", "together"})
THEY = {Language.NL: listed("zij ze hij"), Language.EN: listed("she he they")}
LATEST_AGENT = 8
"""Whoever is first named after so many words is hardly the one who acts."""


@dataclass(frozen=True)
class Acting:
    """Who does what a clause tells, whom else it names, and who reports it; empty where it cannot be told."""

    who: frozenset[str] = frozenset()
    whom: frozenset[str] = frozenset()
    says: str | None = None
    asked: frozenset[str] = frozenset()
    """Where somebody is asked to do something: who would do it."""


class Cast:
    """The people a text may name, each by the first of their names."""

    def __init__(self, people: Sequence[str], language: Language) -> None:
        self.language = language
        self.names: dict[str, str] = {}
        for name in people:
            words = [plain(word) for word in tokens(name)]
            if words:
                key = words[0] if words[0] not in self.names.values() or len(words) == 1 else " ".join(words)
                self.names.setdefault(words[0], key)
                if len(words) > 1 and len(words[-1]) > LEAST_OF_A_SURNAME:
                    self.names.setdefault(words[-1], key)
        self.stems = frozenset(stem(word, language) for name in people for word in tokens(name))

    def person(self, word: str) -> str | None:
        """Whom a word names; a name begins with a capital."""
        small = plain(word).replace("’", "'").removesuffix("'s")
        return self.names.get(small) or self.names.get(small.removesuffix("s")) if word[:1].isupper() else None

    def key(self, speaker: str | None) -> str | None:
        """The one who speaks."""
        words = tokens(speaker or "")
        return (self.names.get(plain(words[0])) or plain(words[0])) if words else None


LEAST_OF_A_SURNAME = 3


def mentions(clause: str, cast: Cast, speaker: str | None) -> list[tuple[int, str, bool]]:
    """Everyone a clause speaks of, in order: at which word, who, and whether in a form that can act ("ik", not "mij")."""
    language, writer, found = cast.language, cast.key(speaker), list[tuple[int, str, bool]]()
    others = set(cast.names.values()) - {writer}
    for position, written in enumerate(tokens(clause)):
        word = plain(written).replace("’", "'")
        person, acts = cast.person(written), True
        if writer and word in FIRST[language]:
            person, acts = writer, word in ACTING_FIRST[language]
        elif writer and word in SECOND[language] and len(others) == 1:
            person, acts = next(iter(others)), word in ACTING_SECOND[language]
        if person and not (found and found[-1][1] == person and found[-1][0] == position - 1):
            found.append((position, person, acts))
    return found


def acting(clause: str, cast: Cast, speaker: str | None) -> Acting:
    """Who acts in a clause. A report ("Mark zei dat …") is taken off first: it says who tells, not who does."""
    language, says = cast.language, None
    asks = ASKS[language].search(clause) and len(mentions(clause, cast, speaker)) > 1
    if not asks and (match := REPORTS[language].match(clause)):
        says = next((person for word in tokens(match["by"] or match["who"] or match["asks"]) if (person := cast.person(word))), None)
        clause = clause[match.end() :] if says else clause
    if match := BESIDE[language].search(clause):
        says = says or next((person for word in tokens(match.group()) if (person := cast.person(word))), None)
        clause = clause[: match.start()] + clause[match.end() :]
    words = [plain(word) for word in tokens(clause)]
    there = mentions(clause, cast, speaker)
    everyone = frozenset(person for _, person, _ in there)
    if says and not there and any(word in THEY[language] for word in words[:2]):
        return Acting(frozenset({says}), says=says)
    by = {person for position, person, _ in there if position and words[position - 1] in BY_WHOM[language]}
    giving = {person for position, person, _ in there if position and words[position - 1] in FROM_WHOM[language]}
    if by:
        who = frozenset(by)
        return Acting(who, everyone - who, says, everyone - who if ASKS[language].search(clause) else frozenset())
    if giving and RECEIVES[language].search(clause):
        return Acting(frozenset(giving), everyone - giving, says)
    who = first(there, words)
    if any(undergoes(words, position, language) for position, person, _ in there if person in who):
        return Acting(frozenset(), everyone, says)
    writer = cast.key(speaker)
    if writer and writer not in who and who and RECEIVES[language].search(clause) and set(words) & ACTING_SECOND[language]:
        return Acting(frozenset({writer}), who, says)  # "You will hear from me": the one who writes will tell.
    whom = everyone - who
    asked = whom if ASKS[language].search(clause) and len(whom) == 1 else frozenset[str]()
    return Acting(who, whom, says, asked)


def undergoes(words: Sequence[str], position: int, language: Language) -> bool:
    """True for the one at that word to whom something is done: "Daan wordt", "Daan was asked"."""
    after = words[position + 1 : position + 4]
    if language is Language.NL:
        return bool(UNDERGOING & {*after[:1], *words[max(0, position - 1) : position]})
    return any(PASSIVE.fullmatch(f"{one} {two}") for one, two in pairwise(after))


def first(there: Sequence[tuple[int, str, bool]], words: Sequence[str]) -> frozenset[str]:
    """The first one named who can act, with those joined to them."""
    found: set[str] = set()
    last = LATEST_AGENT
    for position, person, acts in there:
        if not acts:
            continue
        if found and not all(word in JOINING for word in words[last + 1 : position]):
            break
        if not found and position > LATEST_AGENT:
            break
        found.add(person)
        last = position
    return frozenset(found)


def agent_wrong(sentence: str, sources: Sequence[tuple[str, str | None]], language: Language, cast: Cast) -> str | None:
    """The clause of a sentence that gives somebody's act, words or request to another; `sources` are texts with who wrote them."""
    given = list[tuple[tuple[Acting, frozenset[str | None]], set[str]]]()
    for text, speaker in sources:
        told = [(acting(clause, cast, speaker), set(content(clause, language)) - cast.stems) for clause in clauses(text)]
        # Who gives feedback in somebody's note said what it brings back.
        telling = frozenset({cast.key(speaker)} if speaker else ()) | (
            frozenset(person for act, _ in told for person in act.who) if speaker else frozenset()
        )
        given += [((act, telling), words) for act, words in told]
    for clause in clauses(unquoted(sentence)):
        claimed = acting(clause, cast, None)
        said = telling_words(clause, language) - cast.stems
        if not said or not (claimed.who or claimed.says) or CONSENTS[language].search(clause):
            continue
        twins = closest(said, given, language)
        if twins and not any(may_be(claimed, act, telling) for act, telling in twins):
            return clause
    return None


CONSENTS = {
    Language.NL: re.compile(r"\b(?:akkoord|stem\w* (?:\w+ )?in|ingestemd|goedgekeurd|keur\w* (?:\w+ )?goed|steunt|eens)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:agree[sd]?|approve[sd]?|consent\w*|support[s]?|back(?:s|ed))\b", re.IGNORECASE),
}
"""Who consents acts on what somebody else said of themselves."""


def may_be(claimed: Acting, twin: Acting, telling: frozenset[str | None]) -> bool:
    """True where nothing in a clause of the sources speaks against who is said to act and to say so."""
    if claimed.says and telling and claimed.says not in telling and claimed.says != twin.says:
        return False
    if not claimed.who or not twin.who:
        return True
    if twin.asked and not claimed.asked:
        return not claimed.who.isdisjoint(twin.asked) or (claimed.who == twin.who and claimed.whom == twin.asked)
    return not claimed.who.isdisjoint(twin.who)


NOT_OPENING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r".*(?:lijk|lijks|ens|end|ing|ingen|heid|atie|ment)$|inmiddels|helaas|gelukkig|sinds\w+|binnenkort|mogelijk|misschien|"
        r"wellicht|eerst|hierdoor|daardoor|"
        r"overigens|kortom|concreet|regelmatig|mevrouw|meneer|deels|samen|dagelijks|vooraf|achteraf|intussen|ondertussen|alleen|"
        r"onlangs|straks|feitelijk",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r".*(?:ly|ing|tion|ment|ness|ity|ance|ence|ship)$|overall|instead|maybe|perhaps|there|please|mr|mrs|ms|dr|work|feedback", re.IGNORECASE
    ),
}
OF_MANY = listed("are were have do zijn waren hebben kunnen willen worden zullen moeten gaan komen krijgen")
OF_SOMEWHERE = listed("van from uit")
"""What tells two people of the same name apart: "Peter from purchasing"."""
LIKELY_VERB: dict[Language, re.Pattern[str]] = {Language.NL: re.compile(r"\w{2,}(?:t|de|te)$"), Language.EN: re.compile(r"\w{2,}(?:s|ed)$")}


def opening_name(text: str, language: Language, *, strictly: bool = False) -> str | None:
    """The name that a sentence opens with, as far as its form tells: a bare word with a capital that has something, or does something.

    `strictly`: only before a verb that is known.
    """
    words = tokens(text)
    if len(words) < 2 or not words[0][0].isupper() or not carries_content(words[0], language) or f"{words[0]} {words[1]}" not in text:
        return None
    name, verb = words[0].replace("’", "'"), words[1].casefold()
    if name.endswith("'s") and len(name) > LEAST_OF_A_SURNAME:
        return name.removesuffix("'s")
    if NOT_OPENING[language].fullmatch(name) or (name.endswith(("s", "en")) and verb in OF_MANY):
        return None
    if not strictly and verb in OF_SOMEWHERE:
        return name
    is_verb = verb in FINITE[language] or (not strictly and LIKELY_VERB[language].fullmatch(verb))
    return name if is_verb and words[1][0].islower() else None
