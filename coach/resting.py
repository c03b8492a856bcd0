"""What of a line is left unsaid, and which lines rest: what would embarrass, what no longer holds, what was overtaken."""

import re
from collections.abc import Callable, Set
from datetime import date
from itertools import pairwise
from uuid import UUID

from coach.material import Author, Language, Line, Material, SourceKind, Status, part_of
from coach.words import IRREGULAR, SMALL, any_of, as_word, carries_content, stem, tokens

ABOUT_A_PERSON: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:hij|hem|ze|zij|haar|hen|hun|diens)(?!\w)|"
        r"(?:^|[.,;:!?] ?|(?<!\w)(?:in|op|met|voor|van|bij|naar|over|door|aan|uit|om|tegen|zonder|na|per|en|als|want|omdat|maar|ook|weer|"
        r"is|kan|wil|zal|mag|geef|deed|doen|pak|pakte|nam|had|\w{2,}t) )zijn(?= \w)",
        re.IGNORECASE,
    ),
    Language.EN: any_of(r"he|him|his|she|her|hers|they|them|their|theirs|(?:him|her|them)sel(?:f|ves)"),
}
"""Somebody is spoken about who is not there; "zijn" counts where it cannot well be the verb."""
BEGINS_ABOUT_A_PERSON: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"^(?:klinkt|oogt|lijkt|pakt|pakte|werkt|maakt|neemt|levert|groeit|toont|houdt|blijft|durft|kon|leert|stelt|reageert|straalt|mist|helpt|"
        r"haalt|brengt|ziet|zie|mag|hoeft|wordt|weet|was|had|deed|communiceert|presteert|functioneert)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"^(?:sounds|looks|works|takes|makes|keeps|delivers|shows|stays|was|had|did|dares|learns|picks|helps|brings|handles|manages|struggles|"
        r"performs|communicates|could|knows|gets|leads)(?!\w)",
        re.IGNORECASE,
    ),
}
"""Shorthand about the employee, who is not named. A wish ("wil", "would like") may be brought back."""
INITIAL = re.compile(r"(?<![\w.])[A-ZÀ-Þ]\.(?=\s+[a-zß-ÿ])")
"""Somebody's name, written as its first letter."""

CRITICISM: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:kan|kunnen|mag|mogen|moet|moeten|zou|zouden|dient)(?!\w)(?:\W+\w+){0,4}?\W+(?:sneller|beter|korter|langer|scherper|vaker|"
        r"meer|minder|eerder|later|netter|strakker|sterker|hoger|lager|vlotter|concreter|preciezer|\w+(?:ig|ijk|ent|ief|iev|sch|vol|dig)er)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:can|could|may|might|must|should|(?:needs?|has|have|ought) to)(?!\w)(?:\W+\w+){0,4}?\W+(?:faster|quicker|better|shorter|longer|"
        r"clearer|sharper|tighter|neater|stronger|higher|lower|earlier|sooner|slower|smoother|more|less|\w{3,}ier)(?!\w)",
        re.IGNORECASE,
    ),
}
"""What a manager finds should be done otherwise is theirs to say, not the coach's to quote."""

WENT_WRONG: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"(?:ging|gingen|gaat|liep|liepen|is|zijn) (?:[\w']+ ){0,4}(?:mis|fout|verkeerd)|misgegaan|misging|fout gegaan|dubbel ingepland|"
        r"incident\w*|ongeluk\w*|bijna-ongeluk\w*|vergissing\w*|valpartij\w*"
    ),
    Language.EN: any_of(r"(?:went|goes|gone|going) (?:\w+ ){0,2}wrong|double[- ]booked|incidents?|accidents?|mistakes?|mix-up|near miss"),
}
"""An incident: to be settled, and no way to begin a talk."""

SLEEP: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"(?:slaap|slaapt|slapen|sliep) (?:\w+ ){0,2}(?:slecht|weinig|matig|kort|niet|nauwelijks|onrustig)|"
        r"(?:slecht|slechte|weinig|matig|te kort|nauwelijks|niet|onrustig) (?:\w+ )?(?:geslapen|slapen|slaap)|"
        r"(?:lig|ligt|liggen|lag) (?:\w+ ){0,3}wakker|wakker (?:liggen|gelegen|lig)|slapelo\w+|slaaptekort|slaapproble\w+"
    ),
    Language.EN: any_of(
        r"(?:sleep|sleeps|sleeping|slept) (?:\w+ ){0,2}(?:badly|poorly|little|less|terribly)|(?:bad|poor|little|no|not|hardly|barely|"
        r"can[’']t|badly) (?:\w+ )?(?:sleep|sleeping|slept)|(?:lie|lies|lying|lay) (?:\w+ )?awake|awake at night|insomnia|sleepless\w*"
    ),
}
"""How somebody sleeps is their health, which is not what the coach asks about."""
CLAUSE = re.compile(r"[,;.!?]\s+|(?<!\s)\s++[–—-]\s+|\n+")

DAYS = {
    Language.NL: r"gisteren|eergisteren|vandaag|morgen|overmorgen|van(?:morgen|ochtend|middag|avond|nacht)|"
    r"(?<!elke )(?<!iedere )(?<!op )(?<!en )(?<!, )(?<!/)(?<!t/m )(?:ma|di|wo|vr|za)(?!(?: en |, ?|/|-|\+| t/m )(?:ma|di|wo|do|vr|za|zo)(?!\w))",
    Language.EN: r"yesterday|today|tomorrow|tonight|this (?:morning|afternoon|evening)|"
    r"(?<!every )(?<!on )(?<!and )(?<!to )(?<!, )(?-i:Mon|Tues?|Thur?s?|Fri)(?!(?: and | to |, ?|/|-)(?-i:Mon|Tue|Wed|Thu|Fri|Sat|Sun))",
}
WEEKS = {
    Language.NL: r"(?:vorige|volgende|afgelopen|komende|deze|dit|komend) (?:week|weekend|weekeinde)",
    Language.EN: r"(?:last|next|this|past|coming) (?:week|weekend)",
}
MONTHS = {Language.NL: r"(?:vorige|volgende|afgelopen|komende|deze) maand", Language.EN: r"(?:last|next|this|past|coming) month"}
HOLDING: tuple[tuple[dict[Language, str], Callable[[date], object]], ...] = (
    (DAYS, lambda day: day),
    (WEEKS, lambda day: day.isocalendar()[:2]),
    (MONTHS, lambda day: (day.year, day.month)),
)
"""Words that count from the day on which they were written, each with what has to be the same for them to hold."""
PASSED = {
    language: tuple(
        (
            re.compile(rf"(?<![\w'’-])(?:{words[language]})(?![\w'’-])", re.IGNORECASE),
            re.compile(rf",?\s+(?:{words[language]})(?=\s*(?:…)?$)", re.IGNORECASE),
            same,
        )
        for words, same in HOLDING
    )
    for language in Language
}

USUAL = {
    Language.NL: frozenset(
        """klant klanten collega collega's project projecten weken maand maanden dagen regelen bellen sturen maken zetten plannen vragen kijken
        vinden zoeken schrijven afronden beginnen lopen loopt samen sneller beter eerste laatste nieuwe eigen beetje maandag dinsdag woensdag
        donderdag vrijdag ochtend middag avond drukte drukke rustig energie leuke mooie graag prettig overleg overleggen gesprek gesprekken afspraak
        januari februari maart april augustus september oktober november december tussen mensen dingen twee alleen""".split()
    ),
    Language.EN: frozenset(
        """customer customers client clients colleague colleagues project projects weeks month months meeting meetings people things monday tuesday
        wednesday thursday friday morning afternoon evening first second better faster whole every great energy other others sometimes asking making
        doing working setting together alone until january february march april august september october november december""".split()
    ),
}
"""Words that stand in lines about anything: two lines that share one are not yet about the same."""
LEAST_TELLING = 5
"""Letters of a word by which two lines are known to be about the same."""


def is_about(text: str, material: Material) -> bool:
    """True where a text that the manager wrote speaks of the employee, or of anybody, as of somebody who is not there."""
    patterns = (INITIAL, ABOUT_A_PERSON[material.language], BEGINS_ABOUT_A_PERSON[material.language])
    return called(material.employee, text, material.language) or any(pattern.search(text) for pattern in patterns)


def called(name: str, text: str, language: Language) -> bool:
    """True where a text holds somebody's name, in whole or as they are called."""
    given = next((word for word in name.split() if not word.endswith(".")), "")
    # Many a name is a word too ("wil"): then only the name as it is written counts.
    flags = 0 if given.casefold() in SMALL[language] else re.IGNORECASE
    return any(as_word(one, flags).search(text) for one in {name.strip(), given} if one)


def criticised(line: Line, words: str, language: Language) -> bool:
    """True where words of somebody else say what should be done otherwise."""
    return line.author is not Author.EMPLOYEE and CRITICISM[language].search(words) is not None


def without_sleep(text: str, language: Language) -> str:
    """The text without the clauses about somebody's sleep at its end or its beginning; empty where that leaves nothing whole."""
    if not SLEEP[language].search(text):
        return text
    borders = [0, *(border.end() for border in CLAUSE.finditer(text)), len(text)]
    clauses = [text[start:end] for start, end in pairwise(borders)]
    while clauses and SLEEP[language].search(clauses[-1]):
        clauses.pop()
    while clauses and SLEEP[language].search(clauses[0]):
        clauses.pop(0)
    left = "".join(clauses).strip(" ,;–—-\n")
    return "" if SLEEP[language].search(left) or len(left.split()) < LEAST_LEFT else left


LEAST_LEFT = 3
"""Words that have to be left of a text to be worth a question."""


def lasting(words: str, line: Line, today: date, language: Language) -> str | None:
    """The words without a "next week" at their end that no longer holds; nothing where it stands within them, except of an agreement."""
    written = line.written_on or line.talk_on
    for anywhere, at_the_end, same in PASSED[language]:
        if written is None or same(written) == same(today):
            continue
        words = at_the_end.sub("", words)
        if anywhere.search(words) and line.kind is not SourceKind.AGREEMENT:
            return None
    return words


def overtaken(material: Material, usual: Set[str]) -> frozenset[UUID]:
    """The notes and open agreements of which a later talk spoke again: what was said last is asked about. `usual`: stems that tell nothing."""
    told = {id(line): telling(line.text, material.language, usual) for line in material.lines if line.kind in RESTING and line.talk_on}
    notes = [line for line in material.lines if line.kind is SourceKind.NOTE and line.talk_on]
    notes.sort(key=lambda line: line.talk_on or date.min, reverse=True)
    latest: dict[str, list[Line]] = {}
    for line in notes:
        for word in told[id(line)]:
            if len(of_word := latest.setdefault(word, [])) < LATEST_LOOKED_AT:
                of_word.append(line)

    def came_back(line: Line) -> bool:
        words = told[id(line)]
        since = (other for word in words for other in latest.get(word, ()) if other.talk_on and line.talk_on and other.talk_on > line.talk_on)
        same_part = (other for other in since if line.kind is SourceKind.AGREEMENT or part_of(other) is part_of(line))
        return any(about_the_same(words, told[id(other)]) for other in same_part)

    ended = (Status.DONE, Status.DROPPED)
    return frozenset(line.id for line in material.lines if id(line) in told and line.id and line.status not in ended and came_back(line))


LATEST_LOOKED_AT = 8
"""Notes that are compared for a word: with more of them it is a word of every talk."""


def about_the_same(one: dict[str, bool], other: dict[str, bool]) -> bool:
    """True where two lines share half of what the shorter one tells; one of the two has it written small, so that it is no name."""
    both = [word for word in one.keys() & other.keys() if one[word] or other[word]]
    return bool(both) and 2 * len(both) >= min(len(one), len(other))


RESTING = frozenset({SourceKind.NOTE, SourceKind.AGREEMENT})


def telling(text: str, language: Language, usual: Set[str]) -> dict[str, bool]:
    """The stems of the words that tell what a text is about, and whether each is written small."""
    found: dict[str, bool] = {}
    for word in tokens(text):
        small = word.casefold()
        if len(word) < LEAST_TELLING or not carries_content(word, language) or small in USUAL[language] or small in IRREGULAR[language]:
            continue
        if (root := stem(word, language)) not in usual:
            found[root] = found.get(root, False) or word[0].islower()
    return found
