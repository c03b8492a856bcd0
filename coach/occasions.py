"""Sees for which occasion a line is worth a question; the cues are words about work and wishes, never about who somebody is."""

import re
from datetime import date, timedelta

from coach.material import Author, Language, Line, Material, Part, Progress, SourceKind, Status, part_of
from coach.words import content

SOON = timedelta(days=30)
"""A goal's date is near in its last month: there is still time for one more talk."""

OPEN_END: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"\?|(?<!\w)(?:nog niet|uitzoeken|uitgezocht|zoekt? (?:\w+ )?uit|weet (?:\w+ )?niet|nog te bezien|nog open|twijfel\w*|"
        r"afwachten|onduidelijk|nog (?:even )?(?:bespreken|bekijken|kijken|regelen|uitzoeken|afstemmen|navragen)|"
        r"kijken of|nagaan|open vraag|de vraag is)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\?|(?<!\w)(?:not yet|still open|find out|finding out|not sure|unsure|unclear|to be decided|undecided|look into|"
        r"looking into|figure out|figuring out|see if|see whether|still (?:to|have to|has to|need to|needs to)|"
        r"open question|wonder\w*)(?!\w)",
        re.IGNORECASE,
    ),
}
INTENTION: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?:^|(?<=\. )|\b[Ii]k |\b[Zz]ou )(?:[Ww]il|[Ww]ilde|[Gg]a|[Gg]aat)\b|(?<!\w)(?:[Zz]ou (?:\w+ ){0,2}(?:graag|"
        r"willen)|[Ww]il (?:\w+ )?graag|wil ik|wilde ik|[Gg]raag|van plan|voornemen|neem me voor|wens|hoop|hoopt|streef\w*|droom\w*|de wens|"
        r"ambitie)(?!\w)"
    ),
    Language.EN: re.compile(
        r"(?:^|(?<=\. )|\bI )(?:[Ww]ants?|[Ww]anted)\b|(?<!\w)(?:[Ww]ould like|[Ww]ould love|'d like|’d like|like to|"
        r"going to|plan to|plans to|planning to|hope to|hopes to|aim to|aims to|intend\w*|ambition|keen to|"
        r"dream\w*)(?!\w)"
    ),
}
ENERGY_COST: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:kost\w* (?:\w+ ){0,3}(?:energie|tijd|moeite|kracht)|weinig energie|vreet energie|slurpt|druk|drukke|"
        r"drukte|werkdruk|hectisch\w*|zwaar|zware|zwaarder|moe|vermoeiend|lastig\w*|moeilijk\w*|pittig\w*|stress|"
        r"spanning|te veel|veel te|overuren|loopt vast|opgeslokt|rommelig|versnipperd)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:drain\w*|tiring|tired|exhausting|(?:takes|took) (?:\w+ ){0,3}(?:energy|time|effort)|costs? (?:\w+ ){0,3}(?:energy|"
        r"time|effort)|busy|busier|hectic|workload|heavy|hard|difficult|tough|stress|tension|too much|too many|overtime|stuck|"
        r"messy|scattered)(?!\w)",
        re.IGNORECASE,
    ),
}
ENERGY_GIVEN: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:gee?ft? (?:\w+ ){0,3}energie|gaf (?:\w+ ){0,3}energie|geven (?:\w+ ){0,3}energie|"
        r"krij?gt? (?:\w+ ){0,3}energie|energie van|leuk\w*|plezier|geniet\w*|genoten|mooi|mooie|mooiste|fijn|fijne|"
        r"trots|enthousias\w*|inspireer\w*|inspirerend\w*|lekker|blij van|wordt? (?:\w+ )?blij|beste (?:uur|moment|dag) van)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:gives? (?:\w+ ){0,3}energy|gave (?:\w+ ){0,3}energy|energi[sz]\w*|energy from|enjoy\w*|fun|love|"
        r"loves|loved|lovely|proud|enthusias\w*|inspir\w*|pleasure|I like it|best (?:hour|moment|day) of)(?!\w)",
        re.IGNORECASE,
    ),
}
OVER: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:was|waren|had|hadden|kostten?|gaf|gaven|ging|gingen|liep|liepen|kwam|kwamen|viel|vielen|bleek|werd|werden|geweest|gehad|afgerond)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(r"(?<!\w)(?:was|were|had|took|gave|ran|went|came|felt|got|finished)(?!\w)", re.IGNORECASE),
}
"""Told as something that is over: it is looked back on, not asked how it is now."""
NOTICED: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(r"(?<!\w)(?:merk|merkte|mis|ontdek|ontdekt|zie|besef|leer|geleerd|vind|weet)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:notice|noticed|miss|reali[sz]ed?|find|found|see|learned|think|keep)(?!\w)", re.IGNORECASE),
}
TELLING = {
    language: re.compile("|".join(patterns[language].pattern for patterns in (NOTICED, ENERGY_GIVEN, ENERGY_COST)), re.IGNORECASE)
    for language in Language
}
"""Of a reflection's sentences, those that are about the writer rather than about what happened."""
LEARNING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:\w*cursus\w*|\w*training\w*|\w*opleiding\w*|leren|leert|leer|\w*coach\w*|mentor\w*|meelop\w*|meekijk\w*|workshop\w*|certific\w*|\w*ontwikkel(?:plan|gesprek|budget)\w*|loopbaan\w*|masterclass\w*)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:course\w*|training\w*|learn\w*|coach\w*|mentor\w*|shadow\w*|workshop\w*|certific\w*|"
        r"development plan|career\w*|masterclass\w*)(?!\w)",
        re.IGNORECASE,
    ),
}


def home(line: Line, language: Language) -> Part:
    """The part in which a line is followed up; an agreement about learning belongs to growth."""
    if line.kind is SourceKind.AGREEMENT and line.part is None and LEARNING[language].search(line.text):
        return Part.GROWTH
    return part_of(line)


def occasions(line: Line, material: Material) -> tuple[str, ...]:
    """What a line is an occasion for, the most telling first; none where it should rest."""
    match line.kind:
        case SourceKind.NOTE:
            return of_note(line, material) if line.talk_on else ()
        case SourceKind.TALKING_POINT:
            return ("discussed" if line.discussed else "undiscussed",) if line.talk_on else ()
        case SourceKind.AGREEMENT:
            return () if settled_before(line, material) else of_agreement(line, material.today)
        case SourceKind.GOAL:
            return of_goal(line, material)
        case SourceKind.GOAL_EVALUATION:
            return of_evaluation(line, material)
        case SourceKind.FEEDBACK:
            return (("any",) if line.has_response else ("unanswered", "any")) if line.seen_by_receiver else ()
        case SourceKind.REFLECTION:
            return ("any",) if line.has_response else ("unanswered", "any")
        case SourceKind.TALENT:
            return ("any",) if mentioned(line, material) else ("unused",)
        case SourceKind.RESPONSIBILITY | SourceKind.EXPECTATION | SourceKind.CAREER_STEP | SourceKind.DEVELOPMENT_OPTION:
            return ("any",)
    return ()


def as_occasion(line: Line, today: date) -> tuple[str, ...]:
    """What a line is when somebody asks about it: a goal that was reached or missed is spoken of as such."""
    if line.kind is SourceKind.FEEDBACK and not line.seen_by_receiver:
        return ()
    if line.kind is SourceKind.GOAL and line.status is Status.ACHIEVED:
        return ("about_achieved",)
    if line.kind is SourceKind.GOAL and (line.status in (Status.NOT_ACHIEVED, Status.DROPPED) or (line.due and line.due < today)):
        return ("about_missed",)
    if line.kind is SourceKind.AGREEMENT and line.status is Status.DONE:
        return ("about_done",)
    if line.kind is SourceKind.AGREEMENT and line.owner is Author.MANAGER:
        return ("about_of_manager",)
    return ("about",)


CUES: dict[str, dict[Language, re.Pattern[str]]] = {
    "intention": INTENTION,
    "open_end": OPEN_END,
    "energy_cost": ENERGY_COST,
    "energy_given": ENERGY_GIVEN,
}
"""What a note may speak of, the most telling first."""


def of_note(line: Line, material: Material) -> tuple[str, ...]:
    """What a note speaks of; what others wrote of the employee's wishes counts as the employee's own would."""
    text = re.sub(rf"(?<!\w){re.escape(material.employee)}(?!\w)", FIRST_PERSON[material.language], line.text)
    first = next((name for name, patterns in CUES.items() if patterns[material.language].search(text)), None)
    if first in (None, "energy_cost") and OVER[material.language].search(text):
        return ("energy_cost_then" if first else "looked_back", "said")
    return (first, "said") if first else ("said",)


FIRST_PERSON = {Language.NL: "Ik", Language.EN: "I"}


def of_agreement(line: Line, today: date) -> tuple[str, ...]:
    """How an agreement stands."""
    if line.status is Status.DROPPED:
        return ()
    if line.status is Status.DONE:
        return ("done",)
    if line.owner is Author.MANAGER:
        return ("of_manager",)
    return ("past_due",) if line.due and line.due < today else ("open",)


def of_goal(line: Line, material: Material) -> tuple[str, ...]:
    """How a goal stands against its date."""
    if settled_before(line, material):
        return ()
    if line.status in (Status.ACHIEVED, Status.NOT_ACHIEVED):
        return (line.status.lower(),)
    if line.status is Status.DROPPED:
        return ()
    if line.due and line.due < material.today:
        return ("past",)
    if line.due and material.today < line.due <= material.today + SOON:
        return ("near", "active")
    is_new = material.last_talk_on and line.written_on and line.written_on > material.last_talk_on
    return ("new", "active") if is_new else ("active",)


def of_evaluation(line: Line, material: Material) -> tuple[str, ...]:
    """How the latest evaluation of an active goal reads, and whether somebody answered it."""
    goal = material.by_id.get(line.goal_id) if line.goal_id else None
    if goal is None or goal.status not in (Status.ACTIVE, None) or line != latest(line, material):
        return ()
    spoken = {Progress.NEEDS_ATTENTION: "needs_attention", Progress.ON_TRACK: "on_track", Progress.DONE: "finished"}
    of_progress = (spoken[line.progress],) if line.progress in spoken else ()
    return of_progress if line.has_response else (*of_progress, "unanswered")


def latest(line: Line, material: Material) -> Line:
    """The newest evaluation of the same goal; what was said before it is overtaken."""
    same = [other for other in material.lines if other.kind is SourceKind.GOAL_EVALUATION and other.goal_id == line.goal_id]
    return max(same, key=lambda other: other.written_at.timestamp() if other.written_at else 0.0, default=line)


def settled_before(line: Line, material: Material) -> bool:
    """True for what was over before the last talk: there it had its turn."""
    return bool(line.settled_on and material.last_talk_on and line.settled_on < material.last_talk_on)


def mentioned(talent: Line, material: Material) -> bool:
    """True where the pair spoke of a talent in notes, points, agreements or goals."""
    wanted = content(talent.text, material.language)
    return bool(wanted) and all(re.search(rf"(?<!\w){re.escape(word)}", material.spoken) for word in wanted)
