"""Words a note as a report of a talk: as it stands where it already reads as one, told of its writer where that is safe, else quoted."""

import re
from collections.abc import Iterator

from coach.material import Author, Language, Line, SourceKind, TalkMaterial
from coach.quoting import ended, words_of
from coach.words import listed, paired, tokens
from prompts.render import summary_words

PERSONAL_WORDS: dict[Language, frozenset[str]] = {
    Language.NL: listed("ik mij me mijn mijzelf mezelf je jij jou jouw wij we ons onze jullie u uw m'n 'k"),
    Language.EN: listed("i me my mine myself you your yours yourself we us our ours ourselves i'm i'll i've i'd we're we'll"),
}
MOST_WORDS = 40

THIRD: dict[Language, dict[str, str]] = {
    Language.NL: paired(
        """wil:wil kan:kan mag:mag moet:moet zal:zal zou:zou ga:gaat heb:heeft ben:is vind:vindt merk:merkt krijg:krijgt neem:neemt
        maak:maakt werk:werkt hoop:hoopt doe:doet zie:ziet volg:volgt leer:leert zoek:zoekt mis:mist begin:begint plan:plant
        regel:regelt wilde:wilde had:had was:was vond:vond kreeg:kreeg ging:ging deed:deed bespreek:bespreekt stuur:stuurt
        vraag:vraagt plaats:plaatst"""
    ),
    Language.EN: paired(
        """want:wants can:can will:will would:would should:should must:must am:is have:has find:finds need:needs like:likes
        enjoy:enjoys hope:hopes plan:plans work:works get:gets take:takes see:sees miss:misses wanted:wanted had:had was:was
        found:found got:got took:took learned:learned enjoyed:enjoyed started:started finished:finished asked:asked
        intend:intends"""
    ),
}
"""Verbs right after "ik" or "I" that are told of someone else without doubt."""

OF_ONESELF = {Language.NL: re.compile(r"^[Ii]k (\w+) (.+)$"), Language.EN: re.compile(r"^I (\w+) (.+)$")}
JOINED = {
    Language.NL: re.compile(r"[,;:]|\b(?:en|maar|omdat|dat|als|want|of|zodat|om)\b"),
    Language.EN: re.compile(r"[,;:]|\b(?:and|but|because|that|if|so|or|when)\b"),
}
"""Where a second verb may follow, which would have to be told of someone else as well."""


def told(line: Line, turn: int, speaker: str | None, talk: TalkMaterial) -> Iterator[str]:
    """Ways to tell a line, the best to read first; `turn` is how many sentences of its part came before."""
    text = " ".join(line.text.split())
    if line.kind is SourceKind.NOTE:
        if is_report(text, talk.language):
            yield text if text[-1] in ".!" else f"{text}."
        if speaker and line.author is Author.EMPLOYEE and (other := of_another(text, speaker, talk.language)):
            yield other
    quote = ended(re.sub(r"[„“”\"«»]", "'", text)) if len(text.split()) <= MOST_WORDS else words_of(text, talk.language)
    if not quote:
        return
    forms = summary_words(talk.language)
    key = (
        "discussed"
        if line.kind is SourceKind.TALKING_POINT
        else {Author.EMPLOYEE: "employee", Author.MANAGER: "manager"}.get(line.author or Author.OTHER, "unnamed")
    )
    marks = ("„", "”") if talk.language is Language.NL else ("“", "”")
    yield forms[key][turn % len(forms[key])].format(name=speaker, quote=f"{marks[0]}{quote}{marks[1]}")


def is_report(text: str, language: Language) -> bool:
    """True for one full sentence about others or about the work: a capital first, a full stop last, nobody's `ik` or `jij`."""
    words = [word.casefold().replace("’", "'") for word in tokens(text)]
    is_sentence = text[0].isupper() and text[-1] == "." and len(re.findall(r"[.!?](?:\s|$)", text)) == 1
    return is_sentence and 5 <= len(words) <= MOST_WORDS and not set(words) & PERSONAL_WORDS[language] and has_finite_verb(words, language)


FINITE: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"^(?:is|zijn|was|waren|wordt|worden|werd|heeft|hebben|had|hadden|kan|kunnen|kon|wil|willen|wilde|zal|zullen|zou|zouden|moet|moeten|mag|mogen|gaat|gaan|ging|doet|doen|deed|blijft|blijven|komt|komen|kwam|staat|staan|ligt|loopt|lopen|krijgt|krijgen|kreeg|geeft|geven|gaf|neemt|nemen|nam|vindt|vinden|vond|ziet|zien|maakt|maken|kost|kosten|werkt|werken|volgt|volgen|begint|helpt|vraagt|levert|lukt|lukte|zit|merkt|ervaart|mist|leert|zoekt|regelt|spreekt|spreken|houdt|stuurt)$"
    ),
    Language.EN: re.compile(
        r"^(?:is|are|was|were|has|have|had|can|could|will|would|should|must|may|might|does|do|did|gets?|got|goes|went|takes?|took|gives?|gave|makes?|made|wants?|wanted|needs?|needed|feels|finds?|found|works?|worked|starts?|started|helps?|helped|takes|costs?|likes?|enjoys?|keeps?|comes?|came|runs?|ran|looks?|sees?|asks?|asked|joins?|joined|leads?|led|learns?|learned)$"
    ),
}


def has_finite_verb(words: list[str], language: Language) -> bool:
    """True where some word beyond the first is a common finite verb."""
    return any(FINITE[language].match(word) for word in words[1:])


def of_another(text: str, name: str, language: Language) -> str | None:
    """ "Ik wil meer met data doen" as "Fatima wil meer met data doen"; only for one plain clause with a verb that is known."""
    found = OF_ONESELF[language].match(ended(text))
    if not found or "." in ended(text):
        return None
    verb, rest = found.groups()
    words = {word.casefold().replace("’", "'") for word in tokens(rest)}
    if verb not in THIRD[language] or JOINED[language].search(rest) or words & PERSONAL_WORDS[language]:
        return None
    return f"{name} {THIRD[language][verb]} {rest}."
