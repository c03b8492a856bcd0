"""Whose words a model's wording gives, and who it says does something: each is the one who wrote or does it."""

import re
from collections.abc import Collection, Sequence

from coach.agents import UNDERGOING, Cast, acting
from coach.candidates import OWN_VOICE, SAID
from coach.clauses import clauses, closest, reporting, telling_words
from coach.evidence import Evidence, as_quoted, levelled
from coach.material import Author, Language, Line, SourceKind
from coach.words import content, listed, plain, quotations, stem, tokens, unquoted

SAYS = {
    Language.NL: (
        r"(?:noteer\w*|genoteerd|schr[ei]+[fv]\w*|geschreven|zei|zegt|zeg|gezegd|vertel\w*|"
        r"noemde?|noemt|genoemd|deelde|gedeeld|meld\w*|vroeg|gaf)"
    ),
    Language.EN: r"(?:noted|wrote|written|said|told|mentioned|shared|asked|raised|reported|named)",
}
YOU = {Language.NL: "(?:je|jij)", Language.EN: "you"}
ME = {Language.NL: "ik", Language.EN: "I"}
AGREED = {
    Language.NL: re.compile(r"\b(?:afgesproken|afspra\w+|spr[ae]k\w*(?: \w+){0,4} af)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\bagree(?:d|ment\w*)\b", re.IGNORECASE),
}
LAST_TIME = {Language.NL: re.compile(r"\b(?:vorige|laatste) keer\b", re.IGNORECASE), Language.EN: re.compile(r"\blast time\b", re.IGNORECASE)}


def ascribes(text: str, who_says: str, language: Language) -> bool:
    """True where a text says that somebody wrote or said something."""
    verb = SAYS[language]
    # "What would you have said" asks, and has its verb further on.
    told = rf"\b{who_says} (?:(?:zelf|al|toen|ook|also|have|had|hebt|heb) )?{verb}\b|\b{verb} {who_says}\b"
    return bool(re.search(told, unquoted(text), re.IGNORECASE if who_says != "I" else 0))


def wrongly_ascribed(text: str, lines: Sequence[Line], language: Language, *, by_employee: bool = False) -> str | None:
    """The rule that a text breaks which says whose words it brings back; `by_employee` where the employee speaks in it."""
    quoted = [line for line in lines if is_quoted(line, quotations(text))]
    given = quoted or [line for line in lines if line.kind is not SourceKind.GOAL] or lines
    mine, others = (ME, YOU) if by_employee else (YOU, ME)
    if ascribes(text, mine[language], language) and any(line.author is not Author.EMPLOYEE for line in given):
        return "writer"
    if ascribes(text, others[language], language) and any(line.author is not Author.MANAGER for line in given):
        return "writer"
    both = {SourceKind.AGREEMENT, SourceKind.GOAL}
    if AGREED[language].search(unquoted(text)) and not all(line.kind in both or AGREED[language].search(line.text) for line in given):
        return "agreed"
    return None


def is_quoted(line: Line, said: Sequence[str]) -> bool:
    """True where one of some quotations is out of a line."""
    return any(as_quoted(words) in levelled(line.text) for words in said)


def wrong_moment(text: str, lines: Sequence[Line], last_talk_on: object, language: Language) -> bool:
    """True where "last time" is said of what was not said in the last talk."""
    return bool(LAST_TIME[language].search(unquoted(text))) and not any(line.talk_on and line.talk_on == last_talk_on for line in lines)


def without_own_voice(line: Line, language: Language) -> str:
    """A line without the sentences in which somebody else than the employee speaks of themselves."""
    if line.kind not in SAID or line.author is Author.EMPLOYEE:
        return line.text
    return " ".join(sentence for sentence in re.split(r"(?<=[.!?;])\s+|\n+", line.text) if not OWN_VOICE[language].search(sentence))


def takes_over(text: str, lines: Sequence[Line], language: Language, names: Sequence[str], speakers: Sequence[str | None]) -> bool:
    """True where the employee is asked about doing what somebody else does; the first of `names` is the employee's."""
    cast = Cast(names, language)
    me = cast.key(names[0])
    after = r"\bte (\w+)|\b(?:je|jij) (\w+)|(\w+) (?:je|jij)\b" if language is Language.NL else r"\bto (\w+)|\byou (\w+)"
    doing = {stem(word, language) for found in re.findall(after, unquoted(text), re.IGNORECASE) for word in found if word} - reporting(language)
    for line, speaker in zip(lines, speakers, strict=True):
        for clause in clauses(line.text):
            acts = acting(clause, cast, speaker).who
            is_others = me not in acts if acts else line.owner in (Author.MANAGER, Author.OTHER)
            if is_others and doing & set(content(clause, language)):
                return True
    return False


DONE_TO_SOMEBODY = {Language.NL: UNDERGOING, Language.EN: listed("been being")}
"""In a clause with one of these whoever wrote it need not be the one who acts."""


def acts_alone(sentence: str, given: Sequence[Evidence], language: Language, names: Sequence[str]) -> bool:
    """True where somebody is told to do what the nearest line neither says of them nor has from them."""
    cast = Cast(names, language)
    lines = [((clause, one.speaker), set(content(clause, language)) - cast.stems) for one in given for clause in clauses(one.text)]
    for clause in clauses(unquoted(sentence)):
        acts = acting(clause, cast, None).who
        twins = closest(telling_words(clause, language) - cast.stems, lines)
        if acts and twins and not any(has_part(acts, twin, cast.key(speaker), language) for twin, speaker in twins):
            return True
    return False


def has_part(acts: Collection[str], clause: str, speaker: str | None, language: Language) -> bool:
    """True where one of these people is named in a clause, or wrote it and may have left their name out."""
    said = {plain(word) for word in tokens(clause)}
    named = said | {re.sub(r"['’]?s$", "", word) for word in said}
    return not named.isdisjoint(acts) or (speaker in acts and said.isdisjoint(DONE_TO_SOMEBODY[language]))


def unsigned(sentence: str, lines: Sequence[Line], speakers: Sequence[str | None], language: Language, names: Sequence[str]) -> str | None:
    """The rule a sentence breaks that gives somebody's words as another's, or somebody's "I" without saying whose it is."""
    bare = unquoted(sentence)
    named = next((plain(word) for word in tokens(bare) if plain(word) in {plain(tokens(name)[0]) for name in names if tokens(name)}), None)
    quoted = quotations(sentence)
    homes = [at for at, line in enumerate(lines) if is_quoted(line, quoted)] or list(range(len(lines)))
    writers = {plain(tokens(speaker)[0]) for at in homes if (speaker := speakers[at]) and tokens(speaker)}
    if named and (quoted or re.search(rf"\b{SAYS[language]}\b", bare, re.IGNORECASE)) and named not in writers:
        return "writer"
    if not named and any(OWN_VOICE[language].search(said) for said in quoted):
        return "own_voice"
    return None


def own_voices(lines: Sequence[Line], given: Sequence[Evidence], language: Language) -> list[Evidence] | None:
    """The same evidence without what somebody else than the employee says of themselves; nothing where none does."""
    kept = [without_own_voice(line, language) for line in lines]
    if all(text == line.text for text, line in zip(kept, lines, strict=True)):
        return None
    return [Evidence(text, one.speaker, one.days) for text, one in zip(kept, given, strict=True)]
