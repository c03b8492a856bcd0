"""What a model's question may not do beyond the rules for all: press, judge, promise, tell more than its lines, speak of somebody else."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from coach.ascribing import YOU, ascribes
from coach.candidates import vocabulary
from coach.clauses import SENTENCE
from coach.evidence import levelled
from coach.material import Language, Line, SourceKind, Status
from coach.words import REPORTING, as_word, content, found_in, listed, plain, quotations, spellings, stands_in, tokens, unquoted
from prompts.render import bank

PRESSING = {
    Language.NL: re.compile(
        r"\bmaakte? (?:dat (?!zo\b|voor\b)\w+|(?:je|jou) zo)\b|\bzou(?:den)? (?:je|jij)(?: \w+)* moeten\b|\bmoe(?:t|st) (?:je|jij)\b|"
        r"\b(?:je|jij) moe(?:t|st)\b|\b(?:want|omdat|doordat)\b|\b(?:door|aan) jou\b|\b(?:hier nog|nog hier)\b|"
        r"\bwil (?:je|jij) (?:dan|toch|maar|nou)\b|"
        r"\bhad(?:den)? (?:je|jij)\b(?: \w+)* (?:kunnen|moeten)\b|\bkrijg (?:je|jij)(?: \w+)* als\b|"
        r"\bals\b.*\bkrijg (?:je|jij)\b|\bhoe weet (?:je|jij)\b|\bje verteld\b|"
        r"\bwaar (?:blijft|is) (?:je|jouw|het|de)\b|\bkrijg ik\b|\bgoed aan (?:je|jou|jouw)\b|\bhoe (?!ver\b)\w+ (?:ben|vind) (?:je|jij)\b|"
        r"\b(?:je|jouw) (?:personeels)?dossier\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:mak(?:es?|ing)|made) (?:you (?:so|such|fail|not|think)|it that)\b|\b(?:by now|this time|because)\b|\b(?:down|up) to you\b|"
        r"\bleft for you\b|\bto leave(?! (?:\w+ )?(?:as|behind)\b)|\bif anything\b|\bon earth\b|"
        r"\b(?:could|should) (?:you )?have\b|\bdo you get\b|"
        r"\btold you\b|\bdo you know\b|\babout you\b|\bwhere is (?:your|the)\b|\b(?:do|will) i get\b|\bgood about your\b|\bgive up\b|\byou have to\b|"
        r"\bhow (?!are\b|far\b)\w+ are you\b|\byour (?:personnel )?(?:file|record)\b",
        re.IGNORECASE,
    ),
}
"""Turns that press or give the reason along. A person may mean them well; from a model they are not let through."""
BORROWED = {
    Language.NL: re.compile(r"\bte (?!\w*n\b)\w+|\bop tijd\b|\bgenoeg\b|\bniets voor\b", re.IGNORECASE),
    Language.EN: re.compile(r"\btoo \w+\b|\bon time\b|\benough\b|\b(?:is|are|was|were|so|be) late\b", re.IGNORECASE),
}
"""Judgements made of words that say nothing alone: only where a source has them."""
OFFERED = frozenset({SourceKind.CAREER_STEP, SourceKind.DEVELOPMENT_OPTION})
PROMISED = {
    Language.NL: re.compile(r"\b(?:word\w*|krijg\w*|wanneer|geweest|was|waren)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:becom\w*|gets?|got|when|was|were|been|will)\b", re.IGNORECASE),
}
GIVER = {
    Language.NL: re.compile(r"\b(?:gaf|gegeven|ik|mij|leidinggevende|collega\w*|klant\w*)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:gave|given|I|manager|colleague\w*|customer\w*)\b"),
}
REACHED = {
    Language.NL: re.compile(r"\b(?:gehaald|bereikt|afgerond|gelukt|klaar)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:achieved|reached|finished|completed|done)\b", re.IGNORECASE),
}


def judging(text: str, sources: Iterable[str], language: Language) -> bool:
    """True for such a judgement that no source makes."""
    there = "\n".join(sources).casefold()
    return any(said.casefold() not in there for said in BORROWED[language].findall(unquoted(text)))


def overstepping(text: str, lines: Sequence[Line], language: Language) -> str | None:
    """The rule that a text breaks by what kind of thing its lines are: feedback, an offer, a goal that is not settled; or by how it asks."""
    bare, kinds = unquoted(text), {line.kind for line in lines}
    sources = " ".join(line.text for line in lines).casefold()
    if found_in(PRESSING[language], *spellings(bare)):
        return "leading"
    if judging(text, (line.text for line in lines), language):
        return "verdict"
    if kinds <= OFFERED and PROMISED[language].search(bare):
        return "prediction"
    if SourceKind.FEEDBACK in kinds:
        given = {word for line in lines if line.kind is SourceKind.FEEDBACK for word in content(line.text, language)}
        if any(stands_in(word, given) for word in set(content(bare, language)) - vocabulary(language)):
            return "quotes_feedback"
        if GIVER[language].search(bare):
            return "names_giver"
    if "feedback" in bare.casefold() and SourceKind.FEEDBACK not in kinds and "feedback" not in sources:
        return "sources"
    statuses = {line.status for line in lines if line.kind in (SourceKind.GOAL, SourceKind.AGREEMENT)}
    is_settled = statuses & {Status.ACHIEVED, Status.NOT_ACHIEVED, Status.DONE, Status.DROPPED, None}
    if statuses and not is_settled and any(REACHED[language].search(said) for said in stating(bare)):
        return "status"
    return None


def stating(text: str) -> list[str]:
    """The sentences of a text that ask nothing."""
    return [sentence for sentence in SENTENCE.split(text.strip()) if tokens(sentence) and not sentence.rstrip().endswith("?")]


@cache
def lead_words(language: Language) -> frozenset[str]:
    """The words with which the question bank brings something back, and those for saying."""
    texts = bank(language)
    leads = [form for lead in texts.leads.values() for form in lead.values()] + list(texts.when.values())
    leads += [sentence for frame in texts.frames for sentence in stating(frame.question)]
    said = {word.casefold() for lead in leads for word in tokens(re.sub(r"\{\w+\}", " ", lead))}
    return frozenset(said | REPORTING[language] | {month.casefold() for month in texts.months} | GOING_ON[language])


GOING_ON = {Language.NL: listed("loopt nog heeft als datum"), Language.EN: listed("runs still has as")}
"""How it stands with a goal that is not settled."""


def states_more(text: str, sources: Iterable[str], language: Language) -> bool:
    """True where a question is led in by more than its lines say: what is told stands there word for word, or brings back a quotation."""
    given = [levelled(source) for source in sources]
    for sentence in stating(text):
        if quotations(sentence):
            if any(word.casefold() not in lead_words(language) for word in tokens(unquoted(sentence))):
                return True
        elif not ascribes(sentence, YOU[language], language):
            told = re.sub(r"^(?:de|het|een|the|a|an) ", "", levelled(sentence).rstrip(".!;:… "))
            if not any(as_word(told).search(source) for source in given):
                return True
    return False


WITH = {
    Language.NL: listed("met van bij aan voor door via tussen"),
    Language.EN: listed("with from by for to between"),
}
OPINION = {
    Language.NL: r"\b(?:vind\w*|vond\w*|denk\w*|dacht\w*|merk\w*|waardeer\w*|oordeel\w*)\b",
    Language.EN: r"\b(?:think\w*|thought|find|finds|found|notice\w*|make|judge\w*|rate\w*)\b",
}
OF_A_ROLE = {
    Language.NL: r".*\b(?:van|over|aan) (?:je|jouw|de|het|een) (?:\w+ )?(?:leidinggevende|manager|baas|chef|collega\w*|team\w*)\b",
    Language.EN: r".*\b(?:of|about|in) (?:your|the|a) (?:\w+ )?(?:manager|boss|colleagues?|peers?|team\w*)\b",
}


def about_another(text: str, others: Iterable[str], language: Language) -> bool:
    """True for a text about somebody else: who is named outside quotations may take part ("met Youssef"), but is not what it is about."""
    bare = unquoted(text)
    names = {plain(word) for name in others for word in tokens(name) if word[0].isupper()}
    words = tokens(bare)
    for before, word in zip(["", *words], words, strict=False):
        small = re.sub(r"['’]?s$", "", plain(word))
        is_one = word[0].isupper() and (plain(word) in names or small in names)
        if is_one and (plain(before) not in WITH[language] or re.search(OPINION[language], bare, re.IGNORECASE)):
            return True
    return bool(re.search(OPINION[language] + OF_A_ROLE[language], bare, re.IGNORECASE) or OF_THEM[language].search(bare))


OF_THEM = {
    Language.NL: re.compile(
        r"\b(?:vindt|vinden|vonden|denkt|denken|zegt|zeggen) (?!(?:je|jij) (?:er|zelf|nu|van|over)\b)(?:\w+ ){1,3}(?:van|over)\b|"
        r"\bwie (?:vindt|denkt|zegt)\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:do(?:es)?|did|would) (?!you\b)(?:\w+ ){1,3}(?:think|say) (?:of|about)\b|\bwho (?:finds|thinks|says)\b", re.IGNORECASE
    ),
}
"""What others think of the employee, or of anything."""
ALWAYS = {
    Language.NL: re.compile(r"\b(?:altijd|steeds|voortdurend|telkens|iedereen|niemand|alles|alle|helemaal|volledig)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:always|constantly|everyone|everybody|nobody|everything|all|completely|fully)\b", re.IGNORECASE),
}


def says_always(text: str, sources: Iterable[str], language: Language) -> bool:
    """True for an "always" or "everybody" that no source says."""
    spoken = {word.casefold() for source in sources for word in tokens(source)}
    return any(word.casefold() not in spoken for word in ALWAYS[language].findall(unquoted(text)))
