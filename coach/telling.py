"""Words a note as a report of a talk: as it stands where it already reads as one, told of its writer where that is safe, else quoted."""

import re
from collections.abc import Iterator

from coach.cues import ENERGY_COST, ENERGY_GIVEN
from coach.guardrails import no_judgement
from coach.material import Author, Language, Line, SourceKind, TalkMaterial
from coach.quoting import ended, tidy, words_of
from coach.words import listed, lowered, paired, tokens
from prompts.render import summary_words

PERSONAL_WORDS: dict[Language, frozenset[str]] = {
    Language.NL: listed("ik mij me mijn mijzelf mezelf je jij jou jouw wij we ons onze jullie u uw m'n 'k"),
    Language.EN: listed("i me my mine myself you your yours yourself we us our ours ourselves i'm i'll i've i'd we're we'll"),
}
MOST_WORDS = 40

THIRD: dict[Language, dict[str, str]] = {
    Language.NL: paired(
        """wil:wil kan:kan mag:mag moet:moet zal:zal zou:zou ga:gaat heb:heeft ben:is vind:vindt merk:merkt krijg:krijgt
        neem:neemt maak:maakt werk:werkt hoop:hoopt doe:doet zie:ziet volg:volgt bel:belt geef:geeft loop:loopt
        houd:houdt leer:leert zoek:zoekt mis:mist begin:begint plan:plant regel:regelt wilde:wilde had:had was:was
        vond:vond kreeg:kreeg ging:ging deed:deed bespreek:bespreekt stuur:stuurt vraag:vraagt plaats:plaatst"""
    ),
    Language.EN: paired(
        """want:wants can:can will:will would:would should:should must:must am:is have:has find:finds need:needs
        like:likes enjoy:enjoys hope:hopes plan:plans work:works get:gets take:takes see:sees miss:misses
        wanted:wanted had:had was:was found:found got:got took:took learned:learned enjoyed:enjoyed started:started
        finished:finished asked:asked intend:intends"""
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
    """Ways to tell a line, the best to read first; `turn` is how often its writer was quoted before."""
    text = " ".join(line.text.split())
    own = line.author is Author.EMPLOYEE
    if line.kind is SourceKind.NOTE:
        # What others write of the employee keeps its writer's name with it.
        if is_report(text, talk.language) and (own or talk.employee not in text):
            yield text
        if own and speaker and (other := of_another(text, speaker, talk.language)):
            yield other
    quote = tidy(text).rstrip(" .,;:") if len(text.split()) <= MOST_WORDS else words_of(text, talk.language)
    if quote:
        key = "discussed" if line.kind is SourceKind.TALKING_POINT else "named" if speaker else "unnamed"
        forms = summary_words(talk.language)
        opening, closing = forms["quotes"]
        yield forms[key][turn % len(forms[key])].format(name=speaker, quote=f"{opening}{quote}{closing}")


def is_report(text: str, language: Language) -> bool:
    """True for one full sentence about the work, which nobody can take for an opinion.

    It opens with who or what it is about, soon followed by its verb; nobody's `ik` or `jij`; no word on how somebody is or does.
    """
    words = [lowered(word) for word in tokens(text)]
    is_sentence = text[0].isupper() and text[-1] == "." and len(re.findall(r"[.!?](?:\s|$)", text)) == 1
    if not is_sentence or not 4 <= len(words) <= MOST_WORDS or set(words) & PERSONAL_WORDS[language]:
        return False
    verb = next((place for place, word in enumerate(words[:8]) if word in FINITE[language]), 0)
    opens_plainly = verb > 0 and not JOINED[language].search(" ".join(words[:verb])) and words[0] not in UNSAID[language]
    return opens_plainly and not any(cues[language].search(text) for cues in (ENERGY_COST, ENERGY_GIVEN)) and no_judgement(text, language).kept


UNSAID: dict[Language, frozenset[str]] = {
    Language.NL: listed(
        """jammer fijn goed mooi leuk lastig liever graag misschien hopelijk helaas niet nog wel toch en maar dus want
        ook daar dan dat die dit ze hij zij"""
    ),
    Language.EN: listed(
        "sad good great nice hard rather maybe perhaps hopefully sadly not still yet and but so because also then that this it they he she there"
    ),
}
"""A sentence that opens with one of these is somebody's view, or leans on what was said before."""

FINITE: dict[Language, frozenset[str]] = {
    Language.NL: listed(
        """is zijn was waren wordt worden werd heeft hebben had hadden kan kunnen kon wil willen wilde zal zullen zou
        zouden moet moeten mag mogen gaat gaan ging doet doen deed blijft blijven komt komen kwam staat staan ligt
        loopt lopen krijgt krijgen kreeg geeft geven gaf neemt nemen nam vindt vinden vond ziet zien maakt maken kost
        kosten werkt werken volgt volgen begint helpt vraagt levert lukt lukte zit merkt ervaart mist leert zoekt
        regelt spreekt spreken houdt stuurt"""
    ),
    Language.EN: listed(
        """is are was were has have had can could will would should must may might does do did get gets got goes went
        take takes took give gives gave make makes made want wants wanted need needs needed feels find finds found
        work works worked start starts started help helps helped cost costs like likes enjoy enjoys keep keeps come
        comes came run runs ran look looks see sees ask asks asked join joins joined lead leads led learn learns
        learned"""
    ),
}
"""Verbs that make a sentence of a line; a list of common ones, for one that is missed is merely quoted."""


def of_another(text: str, name: str, language: Language) -> str | None:
    """ "Ik wil meer met data doen" as "Fatima wil meer met data doen"; only for one plain clause with a verb that is known."""
    found = OF_ONESELF[language].match(ended(text))
    if not found or "." in ended(text):
        return None
    verb, rest = found.groups()
    words = {lowered(word) for word in tokens(rest)}
    if verb not in THIRD[language] or JOINED[language].search(rest) or words & PERSONAL_WORDS[language]:
        return None
    return f"{name} {THIRD[language][verb]} {rest}."
