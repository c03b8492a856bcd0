"""The gate: what every question must pass, whoever made it, each rule with its own name in the answer."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from coach.material import Language
from coach.vocabulary import ANYWHERE, LEADING, OUTSIDE, REPROACHING
from coach.words import QUOTED, REPORTING, SMALL, any_of, content, found_in, listed, lowered, shared, spellings, tokens, unquoted

MOST_WORDS = 30
SAME_FROM = 0.7
"""Two questions that share this much of their content words ask the same; "what gives you energy" and "what costs you energy" stay below it."""


@dataclass(frozen=True)
class Verdict:
    """Whether a text may be offered; otherwise the rule that stopped it and what it stumbled over."""

    kept: bool
    rule: str | None = None
    detail: str = ""


KEPT = Verdict(kept=True)


@dataclass(frozen=True)
class Gate:
    """The gate of one language. `protected` says whether a text holds protected details, `same_meaning` whether two questions ask the same."""

    language: Language
    protected: Callable[[str], bool]
    same_meaning: Callable[[str, str], bool]

    def question(self, text: str, earlier: Iterable[str] = (), *, on_feedback: bool = False, names: Iterable[str] = ()) -> Verdict:
        """A question. `earlier` holds the wordings it may not repeat, `names` the people a question on feedback may not name."""
        rules: tuple[Callable[[], Verdict], ...] = (
            lambda: in_language(text, self.language),
            lambda: open_question(text, self.language),
            lambda: no_judgement(text, self.language),
            lambda: self.lawful(text),
            lambda: addressed(text, self.language),
            lambda: on_feedback_rule(text, self.language, names) if on_feedback else KEPT,
            lambda: self.new(text, earlier),
        )
        return next((verdict for rule in rules if not (verdict := rule()).kept), KEPT)

    def companion(self, text: str) -> Verdict:
        """What stands beside a question (its follow-up, its reason, its first-person form), or a sentence of a summary."""
        rules = (no_judgement(text, self.language), self.lawful(text), in_language(text, self.language))
        return next((verdict for verdict in rules if not verdict.kept), KEPT)

    def lawful(self, text: str) -> Verdict:
        """No protected details; the detail stays empty, so that none is repeated."""
        return Verdict(kept=False, rule="protected") if self.protected(text) else KEPT

    def new(self, text: str, earlier: Iterable[str]) -> Verdict:
        """Rule 5: not the same wording again, compared by meaning."""
        same = next((before for before in earlier if self.same_meaning(text, before)), None)
        return KEPT if same is None else Verdict(kept=False, rule="asked_lately", detail=same)


def same_words(language: Language) -> Callable[[str, str], bool]:
    """Compares by content words, quotations included: what the coach does when it is handed nothing better.

    Each question is read once, as long as what this answers is kept: no longer than one choice of questions.
    """

    @cache
    def quoted(text: str) -> frozenset[str]:
        return frozenset(content(" ".join(QUOTED.findall(text)), language))

    @cache
    def whole(text: str) -> frozenset[str]:
        return frozenset(content(text, language))

    def same(one: str, other: str) -> bool:
        if one == other:
            return True
        # Two questions about different words are two questions, however alike their frames.
        if quoted(one) and quoted(other) and shared(quoted(one), quoted(other)) < SAME_FROM:
            return False
        return shared(whole(one), whole(other)) >= SAME_FROM

    return same


QUESTION_WORDS: dict[Language, frozenset[str]] = {
    Language.NL: listed(
        """wat wie welk welke hoe wanneer waar waarover waarmee waaraan waarin waarvoor waarvan waarbij waarop waarnaar waaruit
        waartoe wiens hoeveel"""
    ),
    Language.EN: listed("what who whom whose which how when where"),
}
PREPOSITIONS: dict[Language, frozenset[str]] = {
    Language.NL: listed("op in met aan voor van bij naar over door uit onder tot tegen vanuit volgens tijdens"),
    Language.EN: listed("in on with at for from to about by through of under during"),
}
"""What may stand before a question word: "Op welke manier", "With whom"."""

VERBS_FIRST: dict[Language, frozenset[str]] = {
    Language.NL: listed(
        """ben bent is zijn was waren heb hebt heeft hebben had kan kun kunt kunnen kon kunnen wil wilt willen wou wilde zal zul
        zult zullen zou zouden moet moeten moest mag mogen mocht ga gaat gaan ging doe doet doen deed vind vindt vond denk denkt
        dacht weet wist lukt lukte klopt zie ziet zag merk merkt merkte heb voel voelt werk werkt krijg krijgt kreeg geef geeft
        gaf kom komt kwam hoef hoeft"""
    ),
    Language.EN: listed(
        """am is are was were do does did have has had can could will would shall should may might must isn't aren't don't doesn't
        didn't won't wouldn't can't couldn't shouldn't haven't hasn't"""
    ),
}
"""A clause that opens with one of these is answered with yes or no."""

CLOSED_OPENINGS: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"^(?:in hoeverre|hoe vaak|hoeveel|hoe lang|hoe oud|hoe laat|wie van|welke? van (?:de twee|beide\w*)|wat als|"
        r"wat dacht je van|hoe zit het met)\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"^(?:to what extent|how often|how many|how much|how long|how old|how far|which of (?:the two|both)|which one|what if|"
        r"how about|what about)\b",
        re.IGNORECASE,
    ),
}
"""Question words that ask for a figure or a pick instead of a story."""

CHOICES: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(r"(?<!wie )of(?! wat)|dan wel|hetzij|en/of"),
    Language.EN: any_of(r"or|either|whether|and/or"),
}
VERBS_OF_QUESTIONS = {
    Language.NL: "kun|kan|ga|gaat|wil|zou|heb|heeft|is|was|zijn|doe|doet|maakt|moet|denk|vind|zie|voel|betekent|kost|geeft|neem",
    Language.EN: "can|could|do|does|did|will|would|is|are|was|were|have|has|should|might",
}
ASKING = {Language.NL: r"(?:wat|wie|welke?|hoe|wanneer|waar\w*)", Language.EN: "(?:what|who|whom|whose|which|how|when|where|why)"}
SECOND_QUESTION: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"\b(?:en|and|plus)\s+(?:(?:{'|'.join(sorted(PREPOSITIONS[language]))})\s+)?{ASKING[language]}\b"
        rf"|,\s*(?:then\s+|dan\s+)?{ASKING[language]}\s+(?:\w+\s+)?(?:{VERBS_OF_QUESTIONS[language]})\b",
        re.IGNORECASE,
    )
    for language in Language
}
"""A second question tied to the first; after a comma only with its verb, for there a question word may begin a mere addition."""


LINK = re.compile(r"https?:|www\.|!\[|\]\(|<[a-z/]|\w://|@\w|[a-z]\.[a-z]{2,}/", re.IGNORECASE)


def open_question(text: str, language: Language) -> Verdict:
    """Rule 1: one open question of at most thirty words that offers no choice, does not lead and does not reproach."""
    bare = unquoted(text)
    spoken = spellings(bare)
    asked = asking_clause(spoken[-1], language)
    checks: tuple[tuple[str, bool], ...] = (
        ("one_question", text.rstrip().endswith("?") and bare.count("?") == 1 and "\n" not in text.strip()),
        ("link", not LINK.search(text)),
        ("too_long", len(text.split()) <= MOST_WORDS),
        ("reproaching", not found_in(REPROACHING[language], *spoken)),
        ("leading", not found_in(LEADING[language], *spoken)),
        ("alternatives", not found_in(CHOICES[language], *spoken)),
        ("closed", asked is not None),
        ("closed", asked is None or not CLOSED_OPENINGS[language].match(asked)),
        ("double", asked is None or not SECOND_QUESTION[language].search(after_opening(asked))),
        ("double", sum(opens(words, language) for piece in re.split(r"[:;–]\s", bare) if (words := opening_words(piece))) < 2),
    )
    failed = next((rule for rule, holds in checks if not holds), None)
    return Verdict(kept=False, rule=failed, detail=text) if failed else KEPT


def asking_clause(bare: str, language: Language) -> str | None:
    """The clause that asks, from its question word on; nothing where the sentence that ends in `?` is answered with yes or no."""
    sentence = re.split(r"(?<=[.!;])\s+", bare.strip())[-1]
    clauses = [clause.strip() for clause in re.split(r"[,:;–]\s+", sentence)]
    for position, clause in enumerate(clauses):
        words = opening_words(clause)
        if not words:
            continue
        if words[0] in VERBS_FIRST[language]:
            return None
        if opens(words, language):
            rest = clauses[position + 1 :]
            tail_is_closed = any(opening_words(clause)[:1] and opening_words(clause)[0] in VERBS_FIRST[language] for clause in rest)
            return None if tail_is_closed else ", ".join(clauses[position:])
    return None


def opening_words(clause: str) -> list[str]:
    """The words of a clause, without a conjunction that ties it to what came before."""
    words = [word.casefold() for word in tokens(clause)]
    return words[1:] if words and words[0] in {"en", "maar", "dus", "and", "but", "so"} else words


def opens(words: list[str], language: Language) -> bool:
    """True where a question word comes first, or second after a preposition."""
    if words[0] in QUESTION_WORDS[language]:
        return True
    return len(words) > 1 and words[0] in PREPOSITIONS[language] and words[1] in QUESTION_WORDS[language]


def after_opening(asked: str) -> str:
    """The asking clause without its first word, so that the question word itself is not taken for a second one."""
    return asked.split(" ", 1)[-1]


OTHERS = {
    Language.NL: r"klant|klanten|ouders?|bezoekers?|patiënten|patiënt|cliënten|cliënt|bewoners?|burgers?|gasten|gast|leveranciers?|"
    r"bellers?|huurders?|reizigers?|leerlingen|leerling|studenten|student|kinderen|families|buren|leden|mails?|mailtjes?|telefoontjes?|reacties?|brieven",
    Language.EN: r"customers?|clients?|callers?|parents?|patients?|guests?|visitors?|residents?|suppliers?|tenants?|travellers?|passengers?|pupils?|"
    r"students?|children|families|neighbours?|members|emails?|calls?|letters?|reactions?",
}
"""People and post that work brings along: what they feel is no judgement of whoever is spoken with."""
FELT_BY_OTHERS: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:boze|kwade|woedende|verdrietige|gefrustreerde|gestresst?e|ongelukkige|onzekere|angstige|bange|emotionele|teleurgestelde|"
        rf"geïrriteerde)\s+(?=(?:{OTHERS[Language.NL]})(?!\w))",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:angry|sad|frustrated|stressed|unhappy|insecure|anxious|scared|emotional|disappointed|irritated|annoyed|upset|furious)\s+"
        rf"(?=(?:{OTHERS[Language.EN]})(?!\w))",
        re.IGNORECASE,
    ),
}


def no_judgement(text: str, language: Language) -> Verdict:
    """Rule 3: no verdict, comparison, sentiment, motive, diagnosis, prediction, pay or position."""
    whole, bare = spellings(FELT_BY_OTHERS[language].sub(" ", text)), spellings(unquoted(text))
    for rule, pattern in ANYWHERE[language].items():
        if found := found_in(pattern, *whole):
            return Verdict(kept=False, rule=rule, detail=found.group())
    for rule, pattern in OUTSIDE[language].items():
        if found := found_in(pattern, *bare):
            return Verdict(kept=False, rule=rule, detail=found.group())
    return KEPT


ADDRESS: dict[Language, frozenset[str]] = {
    Language.NL: listed("je jij jou jouw jezelf jullie"),
    Language.EN: listed("you your yours yourself you're you've you'd"),
}
FORMAL = any_of(r"u|uw|uzelf")


def addressed(text: str, language: Language) -> Verdict:
    """Rule 4: in the asked language, and to `je` or `you`."""
    spoken = in_language(text, language)
    if not spoken.kept:
        return spoken
    bare = unquoted(text)
    words = {lowered(word) for word in tokens(bare)}
    has_managers_turn = "leidinggevende" in words and "ik" in words
    if not (words & ADDRESS[language] or has_managers_turn) or (language is Language.NL and FORMAL.search(bare)):
        return Verdict(kept=False, rule="address", detail=text)
    return KEPT


TELLING_A_LANGUAGE = {language: SMALL[language] | REPORTING[language] for language in Language}
SHARED_BY_BOTH = TELLING_A_LANGUAGE[Language.NL] & TELLING_A_LANGUAGE[Language.EN]


def in_language(text: str, language: Language) -> Verdict:
    """The coach's own words are in the asked language; quoted words may be in any."""
    other = Language.EN if language is Language.NL else Language.NL
    words = [lowered(word) for word in tokens(unquoted(text))]
    own = sum(word in TELLING_A_LANGUAGE[language] for word in words if word not in SHARED_BY_BOTH)
    foreign = sum(word in TELLING_A_LANGUAGE[other] for word in words if word not in SHARED_BY_BOTH)
    return KEPT if own > foreign else Verdict(kept=False, rule="language", detail=text)


EFFECT: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"\b(?:neem|neemt|nemen|haal|haalt|meeneem\w*|meenemen|deed|doet|nodig|betekent|help\w*|brengt|bracht|geeft|gaf|behoefte|"
        r"gebruiken|gaan doen|iets met)\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(r"\b(?:take|takes|taken|affect\w*|need\w*|mean\w*|help\w*|bring\w*|use|do with|make of)\b", re.IGNORECASE),
}


def on_feedback_rule(text: str, language: Language, names: Iterable[str]) -> Verdict:
    """Rule 6: on feedback, quote nothing, name nobody, ask about effect or need."""
    if QUOTED.search(text):
        return Verdict(kept=False, rule="quotes_feedback", detail=text)
    # With their capital: "de" and "van" stand in names too, and "wil" is a word.
    said = {word.casefold() for word in tokens(text) if word[0].isupper()}
    if any(part.casefold() in said for name in names for part in tokens(name) if part[0].isupper()):
        return Verdict(kept=False, rule="names_giver")
    return KEPT if EFFECT[language].search(text) else Verdict(kept=False, rule="effect_or_need", detail=text)
