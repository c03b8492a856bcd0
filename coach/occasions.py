"""Sees for which occasion a line is worth a question; the cues are words about work and wishes, never about who somebody is."""

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import timedelta

from coach.cues import (
    ARRANGING,
    BETTER,
    BODY,
    CUES,
    DECLINED,
    ENERGY_COST,
    ENERGY_GIVEN,
    ENERGY_ITSELF,
    EVERY,
    KEPT,
    LEARNING,
    NOW,
    OPEN_END,
    OVER,
    READING,
    RELIEF,
    RUNNING,
    SITUATED,
    SPOILT,
    STEP,
    STILL,
    TO_FIND_OUT,
    TOGETHER,
    TROUBLE,
    UNDERWAY,
    WAITING,
)
from coach.material import Author, Language, Line, Material, Part, Progress, SourceKind, Status, part_of
from coach.quoting import SENTENCES
from coach.resting import WENT_WRONG, without_sleep
from coach.words import as_word, carries_content, content, stands_in, stem, tokens

SOON = timedelta(days=30)
"""A goal's date is near in its last month: there is still time for one more talk."""


def teaches(agreed: str, language: Language) -> bool:
    """True for an agreement from which somebody learns: a course or going along, and not a call to arrange one."""
    return any(one[language].search(agreed) for one in (LEARNING, READING)) and not ARRANGING[language].search(agreed)


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
            return () if settled_before(line, material) else of_agreement(line, material)
        case SourceKind.GOAL:
            return of_goal(line, material)
        case SourceKind.GOAL_EVALUATION:
            return of_evaluation(line, material)
        case SourceKind.FEEDBACK:
            return (("any",) if line.has_response else ("unanswered", "any")) if line.seen_by_receiver else ()
        case SourceKind.REFLECTION if BODY[material.language].search(line.text):
            return ()
        case SourceKind.REFLECTION:
            return (*of_reflection(line, material), *(("any",) if line.has_response else ("unanswered", "any")))
        case SourceKind.TALENT:
            return ("situated",) if SITUATED[material.language].search(line.text) else ("any",) if mentioned(line, material) else ("unused",)
        case SourceKind.RESPONSIBILITY | SourceKind.EXPECTATION:
            return ("any",)
        case SourceKind.CAREER_STEP:
            return () if step_spoken_of(line, material) or no_step_wanted(material) or in_the_role(line, material) else ("any",)
        case SourceKind.DEVELOPMENT_OPTION:
            return () if spoken_of(line, material) or in_the_role(line, material) else ("any",)
    return ()


def of_growth(material: Material) -> list[str]:
    """What was noted and agreed about growth."""
    kinds = (SourceKind.NOTE, SourceKind.AGREEMENT)
    return [line.text for line in material.lines if line.kind in kinds and home(line, material.language) is Part.GROWTH]


def spoken_of(offer: Line, material: Material) -> bool:
    """True for an option or a step that the two noted something about: that is followed up, and the offer itself is no news."""
    language = material.language
    words = tokens(offer.text.replace("-", " "))
    wanted = [stem(word, language) for word in words if carries_content(word, language) and not LEARNING[language].fullmatch(word)]
    noted = (content(one, language) for one in of_growth(material)) if wanted else ()
    return any(stands_in(word, there) for there in noted for word in wanted)


def step_spoken_of(step: Line, material: Material) -> bool:
    """True for a step where the two spoke of one of somebody's steps: of that one they speak on, and no other is brought up beside it."""
    others = (line for line in material.lines if line.kind is SourceKind.CAREER_STEP and line != step)
    return any(spoken_of(one, material) for one in (step, *others))


def in_the_role(offer: Line, material: Material) -> bool:
    """True for an option or a step that names nothing but what somebody's role already holds."""
    language = material.language
    wanted = {stem(word, language) for word in tokens(offer.text) if carries_content(word, language) and not LEARNING[language].fullmatch(word)}
    role = (line for line in material.lines if line.kind in (SourceKind.ROLE, SourceKind.RESPONSIBILITY))
    return bool(wanted) and any(wanted <= set(content(line.text, language)) for line in role)


def no_step_wanted(material: Material) -> bool:
    """True where it was noted that another role is not what somebody wants."""
    language = material.language
    return any(DECLINED[language].search(one) and STEP[language].search(one) for one in of_growth(material))


def as_occasion(line: Line, material: Material) -> tuple[str, ...]:
    """What a line is when somebody asks about it: a goal that was reached or missed is spoken of as such, a wish otherwise than a burden."""
    if line.kind is SourceKind.FEEDBACK and not line.seen_by_receiver:
        return ()
    if line.kind is SourceKind.GOAL and line.status is Status.ACHIEVED:
        return ("about_achieved",)
    if line.kind is SourceKind.GOAL and (line.status in (Status.NOT_ACHIEVED, Status.DROPPED) or (line.due and line.due < material.today)):
        return ("about_missed",)
    if line.kind is SourceKind.GOAL and in_figures(line.text):
        return ("about_target",)
    if line.kind is SourceKind.GOAL_EVALUATION:
        return (*(f"about_{spoken}" for spoken in of_evaluation(line, material) if spoken != "unanswered"), "about")
    if line.kind is SourceKind.AGREEMENT:
        stands = of_agreement(line, material)
        return (ABOUT_AGREEMENTS.get(next(iter(stands), ""), "about"),)
    if line.kind in (SourceKind.NOTE, SourceKind.REFLECTION):
        told = [told_as(replace(line, text=text), material) for text in (line.text, *SENTENCES.split(line.text))]
        return (*dict.fromkeys(one for one in told if one != "about"), "about")
    return ("about",)


def told_as(line: Line, material: Material) -> str:
    """How a note or a reflection is asked about when it is the one thing asked about."""
    spoken = of_note(line, material) if line.kind is SourceKind.NOTE else of_reflection(line, material)
    return ABOUT_NOTES.get(spoken[0], "about") if spoken else "about"


ABOUT_AGREEMENTS = {
    "done": "about_done",
    "of_manager": "about_of_manager",
    "of_manager_asked": "about_of_manager",
    "together": "about_together",
}
ABOUT_NOTES = {
    "intention": "about_wish",
    "underway": "about_wish",
    "open_end": "about_open",
    "waiting": "about_waiting",
    "waiting_for_me": "about_waiting_for_me",
    "energy_cost": "about_burden",
    "incident": "about_incident",
    "energy_given": "about_enjoyed",
    "enjoyed": "about_enjoyed",
    "better": "about_better",
    "running": "about_better",
    "looked_back": "about_over",
    "energy_cost_then": "about_over",
    "declined": "about_declined",
    "idea": "about_idea",
}
"""How what a line speaks of is asked about when it is the one thing asked about; whatever else it is, it only tells."""


def in_figures(title: str) -> bool:
    """True for a goal that is a target in figures: nobody is asked what energy a number gives."""
    return any(sign.isdigit() for sign in title)


def of_note(line: Line, material: Material) -> tuple[str, ...]:
    """What a note speaks of; what others wrote of the employee's wishes counts as the employee's own would."""
    language = material.language
    text = as_own(without_sleep(line.text, language), material.employee, language)
    if BODY[language].search(text) or not tells(text, language):
        return ()
    if line.author is not Author.EMPLOYEE and text.rstrip().endswith("?"):
        return ("idea",)
    if WENT_WRONG[language].search(text):
        return ("incident",)
    if WAITING[language].search(text):
        return ("waiting_for_me", "waiting") if line.author is Author.EMPLOYEE and names(text, material.manager) else ("waiting",)
    spoken = speaks_of(text, language)
    if spoken == "underway" and line.part is not Part.GROWTH:
        spoken = None
    return (spoken, "said") if spoken and spoken not in ("declined", "running") else (spoken or "said",)


def names(text: str, name: str) -> bool:
    """True where somebody is named, however the name is written."""
    return bool(name) and as_word(name, re.IGNORECASE).search(text) is not None


def of_reflection(line: Line, material: Material) -> tuple[str, ...]:
    """What a reflection speaks of, where the bank has a question for it."""
    spoken = speaks_of(line.text, material.language)
    return (spoken,) if spoken in OF_REFLECTIONS else ()


OF_REFLECTIONS = frozenset(
    {"intention", "energy_cost", "energy_cost_then", "energy_given", "enjoyed", "better", "running", "declined", "looked_back"}
)


def speaks_of(text: str, language: Language) -> str | None:
    """What a text speaks of, as the bank names it; nothing where it only tells."""
    burdens = RELIEF[language].sub(" ", text)
    over, troubled = OVER[language].search(text), ENERGY_COST[language].search(burdens) or TROUBLE[language].search(burdens)
    if DECLINED[language].search(text):
        return "declined"
    if KEPT[language].search(text) and not troubled and not OPEN_END[language].search(text):
        return "better"
    if not text.lstrip().lower().startswith(ASKED_WHY) and (
        first := next((name for name in ("intention", "open_end") if CUES[name][language].search(text)), None)
    ):
        return first
    if BETTER[language].search(text) and not (over and not NOW[language].search(text)):
        return None if troubled else "better"
    if over and not troubled and RUNNING[language].search(text) and not SPOILT[language].search(text):
        return "running"
    if troubled:
        return "energy_cost_then" if over and not STILL[language].search(text) else "energy_cost"
    if ENERGY_GIVEN[language].search(text):
        return "energy_given" if ENERGY_ITSELF[language].search(text) else "looked_back" if over else "enjoyed"
    if UNDERWAY[language].search(text):
        return "underway"
    return "looked_back" if over else "better" if burdens != text else None


ASKED_WHY = ("waarom", "why")
"""A complaint in the form of a question: nothing is still open in it."""


def tells(text: str, language: Language) -> bool:
    """False for what holds a place but says nothing to come back to ("ok", "gaat wel", "zelfde als vorige keer")."""
    return any(word not in FILLING[language] for word in content(text, language))


FILLING = {
    language: frozenset(stem(word, language) for word in words.split())
    for language, words in (
        (
            Language.NL,
            """ok oke oké prima goed loopt lopend gaat gang gangetje vorige volgende keer bijzonderheden bijzonders nvt zie hierboven idem top
            fijn nieuws rustig zn beetje""",
        ),
        (Language.EN, "ok okay fine good well alright last next time usual ditto above news nothing special going all bad"),
    )
}


def as_own(text: str, employee: str, language: Language) -> str:
    """The text as the employee would have written it: their name is "I"."""
    return as_word(employee).sub(FIRST_PERSON[language], text)


FIRST_PERSON = {Language.NL: "Ik", Language.EN: "I"}


def of_agreement(line: Line, material: Material) -> tuple[str, ...]:
    """How an agreement stands, and whose turn it is."""
    if line.status is Status.DROPPED:
        return ()
    if line.status is Status.DONE:
        return ("done",)
    if line.owner is Author.MANAGER:
        return ("of_manager_asked",) if TO_FIND_OUT[material.language].search(line.text) else ("of_manager",)
    if TOGETHER[material.language].search(line.text) or names(line.text, material.manager):
        return ("together",)
    if line.due and line.due < material.today:
        return ("running",) if EVERY[material.language].search(line.text) else ("past_due",)
    arranges = home(line, material.language) is Part.GROWTH and not teaches(line.text, material.language)
    return ("open", "past_due") if arranges else ("open",)


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
    if goal is None or goal.status not in (Status.ACTIVE, None) or line != material.latest_evaluations.get(line.goal_id, line):
        return ()
    spoken = {Progress.NEEDS_ATTENTION: "needs_attention", Progress.ON_TRACK: "on_track", Progress.DONE: "finished"}
    of_progress = (spoken[line.progress],) if line.progress in spoken else ()
    return of_progress if line.has_response else (*of_progress, "unanswered")


def settled_before(line: Line, material: Material) -> bool:
    """True for what was over before the last talk: there it had its turn."""
    return bool(line.settled_on and material.last_talk_on and line.settled_on < material.last_talk_on)


def mentioned(talent: Line, material: Material) -> bool:
    """True where the pair spoke of a talent in notes, points, agreements or goals."""
    wanted = content(talent.text, material.language)
    return bool(wanted) and all(begins_one(word, material) for word in wanted)


def begins_one(stem: str, material: Material) -> bool:
    """True where a word that the pair spoke begins with a stem."""
    if not stem.isalnum():
        return re.search(rf"(?<!\w){re.escape(stem)}", material.spoken) is not None
    place = bisect_left(material.spoken_words, stem)
    return any(word.startswith(stem) for word in material.spoken_words[place : place + 1])
