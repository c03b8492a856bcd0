"""What could be asked: each line of the material with each line of the bank that fits it, worth so much, worded on demand."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from uuid import UUID

from coach.cues import CUES, TELLING, TROUBLE
from coach.evidence import Evidence
from coach.facts import negated
from coach.guardrails import MOST_WORDS
from coach.material import Author, Language, Line, Material, Part, Quote, SourceKind, Status
from coach.occasions import ABOUT_NOTES, OF_REFLECTIONS, as_occasion, as_own, home, in_figures, occasions, of_agreement, speaks_of, teaches, told_as
from coach.questions import Question
from coach.quoting import glimpse, words_of
from coach.resting import called, criticised, is_about, lasting, overtaken, without_sleep
from coach.words import any_of, as_word, content
from prompts.render import TEXTS, Bank, Frame, Wording, bank, filled

WORTH: Mapping[tuple[SourceKind, str], int] = {
    (SourceKind.AGREEMENT, "past_due"): 88,
    (SourceKind.AGREEMENT, "running"): 88,
    (SourceKind.AGREEMENT, "together"): 87,
    (SourceKind.AGREEMENT, "open"): 86,
    (SourceKind.NOTE, "intention"): 84,
    (SourceKind.NOTE, "open_end"): 82,
    (SourceKind.NOTE, "waiting_for_me"): 83,
    (SourceKind.NOTE, "waiting"): 82,
    (SourceKind.NOTE, "idea"): 78,
    (SourceKind.NOTE, "incident"): 68,
    (SourceKind.NOTE, "running"): 77,
    (SourceKind.NOTE, "energy_cost"): 80,
    (SourceKind.NOTE, "energy_cost_then"): 79,
    (SourceKind.NOTE, "looked_back"): 66,
    (SourceKind.NOTE, "energy_given"): 78,
    (SourceKind.NOTE, "enjoyed"): 78,
    (SourceKind.NOTE, "better"): 77,
    (SourceKind.NOTE, "underway"): 80,
    (SourceKind.NOTE, "declined"): 60,
    (SourceKind.TALKING_POINT, "undiscussed"): 50,
    (SourceKind.AGREEMENT, "of_manager"): 72,
    (SourceKind.AGREEMENT, "of_manager_asked"): 72,
    (SourceKind.NOTE, "said"): 66,
    (SourceKind.AGREEMENT, "done"): 62,
    (SourceKind.TALKING_POINT, "discussed"): 56,
    (SourceKind.GOAL_EVALUATION, "needs_attention"): 76,
    (SourceKind.GOAL, "past"): 74,
    (SourceKind.GOAL, "near"): 72,
    (SourceKind.REFLECTION, "unanswered"): 72,
    (SourceKind.GOAL, "achieved"): 70,
    (SourceKind.GOAL, "not_achieved"): 69,
    (SourceKind.GOAL_EVALUATION, "unanswered"): 68,
    (SourceKind.FEEDBACK, "unanswered"): 67,
    (SourceKind.GOAL, "new"): 66,
    (SourceKind.REFLECTION, "any"): 64,
    (SourceKind.TALENT, "unused"): 62,
    (SourceKind.GOAL_EVALUATION, "on_track"): 60,
    (SourceKind.GOAL_EVALUATION, "finished"): 60,
    (SourceKind.CAREER_STEP, "any"): 58,
    (SourceKind.FEEDBACK, "any"): 57,
    (SourceKind.GOAL, "active"): 56,
    (SourceKind.TALENT, "situated"): 58,
    (SourceKind.TALENT, "any"): 54,
    (SourceKind.DEVELOPMENT_OPTION, "any"): 52,
    (SourceKind.EXPECTATION, "any"): 42,
    (SourceKind.RESPONSIBILITY, "any"): 40,
}
"""What to ask first: what was left open, then what is new, then what the role offers. A judgement of this page, tried on histories read aloud."""

SAID = (SourceKind.NOTE, SourceKind.TALKING_POINT)
OWN_VOICE = {
    Language.NL: any_of(r"ik|mij|me|mijn|mezelf|mijzelf|m'n|'k"),
    Language.EN: re.compile(r"(?<!\w)(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)(?!\w)"),
}
"""Words with which whoever writes speaks of themselves."""
THIRD_PERSON = {
    Language.NL: any_of(r"ze|zij|hij|haar|hem|zijn"),
    Language.EN: any_of(r"she|he|her|his|him|they|their|them"),
}
ABOUT_SOMEBODY = {
    Language.NL: re.compile(
        r"^(?:heeft|is|denkt|twijfelt|zoekt|voelt|krijgt|merkt|zegt|komt|vindt|geeft|doet|zit|moet|kan|let op|denk aan|zorg)(?!\w)", re.IGNORECASE
    ),
    Language.EN: re.compile(r"^(?:has|is|thinks|doubts|feels|says|comes|finds|gives|does|needs|seems|should|can|mind|watch)(?!\w)", re.IGNORECASE),
}
"""How a manager's shorthand about the employee begins, without saying whom it is about."""

STANDING_WORTH = 48
OWN_WORTH = 66
"""What an organisation adds is meant to be asked: before the standing questions, after what was left open."""
NEGLECTED_WORTH = 60
NEW_PAIR_WORTH = 95
NEW_PERSON_WORTH = 20
A_TALK_OLDER = 12
OWN_WORDS = 3
PERSONAL_OF_OTHERS = 40
"""What somebody else wrote about how the employee is doing comes after all that the employee wrote of it."""
STILL_OPEN_AGAIN = 25
LESS_TELLING = 100
"""What a frame that fits any line loses to one for what this line speaks of, where one line is asked about."""
OWN_PART = 10
"""A line that speaks of another part than its own may wait: a goal is asked about in its role first."""


@dataclass(frozen=True)
class Candidate:
    """A line of the bank with the lines of the material it would rest on. Without lines it rests on the bank itself."""

    frame: Frame
    part: Part
    lines: tuple[Line, ...]
    worth: int
    occasion: str = ""
    exempt: bool = False
    """A standing question, or a still open end: rule 5 lets it come back."""

    @cached_property
    def follows_up(self) -> bool:
        """True for a question about something of an earlier talk."""
        return any(line.talk_on for line in self.lines)

    @cached_property
    def sources(self) -> frozenset[object]:
        """The rows it rests on."""
        return frozenset(line.id for line in self.lines if line.id)


@cache
def vocabulary(language: Language, own: tuple[Frame, ...] = ()) -> frozenset[str]:
    """The stems of all words the question bank itself uses, and an organisation's own frames."""
    texts = bank(language)
    said = [getattr(frame, text) for frame in (*texts.frames, *own) for text in TEXTS]
    said += [form for lead in texts.leads.values() for form in lead.values()]
    return frozenset(stem for form in (*said, ASKING_WORDS[language]) for stem in content(form.replace("{", " {"), language))


ASKING_WORDS = {
    Language.NL: """makkelijker brengen opleveren helpen verschil ruimte praktijk aanpakken veranderen gebruiken leren steun ondersteuning merken
        betekenen afronden ronden starten beginnen vasthouden proberen ontdekken onthouden oppakken open verkennen behoefte""",
    Language.EN: """easier bring help difference room space practice approach change use learn support notice mean finish start begin keep try
        explore useful develop offer remember share round time""",
}
"""Words that ask and say nothing of anybody, whether or not the bank happens to use them."""


def candidates(material: Material, neglected: Part | None) -> list[Candidate]:
    """All that could be asked in this talk, most relevant lines first."""
    frames = cache(partial(frames_for, material=material))
    resting = spoken_of_since(material)
    lines = () if material.without_history else (line for line in material.lines if line.id not in resting)
    return [*(candidate for line in lines for candidate in of_line(line, material, frames)), *of_bank(material, neglected)]


def spoken_of_since(material: Material) -> frozenset[UUID]:
    """The lines that nobody is asked about because a later talk spoke of the same thing."""
    return overtaken(material, vocabulary(material.language))


def of_line(line: Line, material: Material, frames: Callable[[SourceKind, str, Part], Sequence[tuple[Frame, int]]]) -> Iterator[Candidate]:
    """A line with every frame that fits one of its occasions; `frames` says which, as `frames_for` does."""
    own, lines, is_open = home(line, material.language), resting_on(line, material), still_open(line)
    for place, occasion in enumerate(occasions(line, material) if lines else ()):
        value = worth(line, occasion, material, place)
        for frame, more in frames(line.kind, occasion, own):
            yield Candidate(frame, Part(frame.part), lines, value + more, occasion, is_open)


def frames_for(kind: SourceKind, occasion: str, own: Part, material: Material) -> Sequence[tuple[Frame, int]]:
    """The frames for lines of a kind and a part on an occasion, each with what it is worth beside the line."""
    frames = [one for one in fitting(kind, occasion, material) if kind not in SPOKEN or one.part == own]
    return [(frame, turn(frame, frames, material) - (OWN_PART if frame.part != own else 0)) for frame in frames]


def turn(frame: Frame, frames: Sequence[Frame], material: Material) -> int:
    """One for the frame of a part whose turn it is: with each talk and each history another, so that not everybody is asked in the same words.

    An organisation's own keep their place before the bank's.
    """
    if frame in material.frames:
        return 1
    same = [one for one in frames if one.part == frame.part and one not in material.frames]
    return int(frame in same and same.index(frame) == (material.closed_talks + len(material.lines) // 2) % len(same))


SPOKEN = frozenset({SourceKind.NOTE, SourceKind.TALKING_POINT, SourceKind.AGREEMENT})
"""Kinds that are followed up in the part in which they came up."""


def about(line: Line, material: Material) -> list[Candidate]:
    """The frames for one occasion."""
    lines = resting_on(line, material)
    found = [(-LESS_TELLING * place, frame) for place, one in enumerate(as_occasion(line, material)) for frame in fitting(line.kind, one, material)]
    # Whoever asks about something wants it on the table, also when it was there before. An organisation's own come first on any occasion.
    return [Candidate(frame, Part(frame.part), lines, 0 if frame in material.frames else value, exempt=True) for value, frame in found if lines]


def of_bank(material: Material, neglected: Part | None) -> Iterator[Candidate]:
    """Questions that rest on the bank itself: the standing ones, and those for a new person, a new pair, a part with little attention."""
    ago = asked_ago(material)
    # "The goals": where there is one, it is asked about by its name.
    several = sum(line.kind is SourceKind.GOAL and line.status in (Status.ACTIVE, None) for line in material.lines) > 1
    worths = {"standing": STANDING_WORTH, "standing_goals": STANDING_WORTH if several else None}
    worths |= {"new_pair": NEW_PAIR_WORTH if material.new_pair else None, "new_person": NEW_PERSON_WORTH if material.without_history else None}
    standing = [
        one for one in bank(material.language).frames if worths.get(one.occasions[0]) == STANDING_WORTH and SourceKind.QUESTION_BANK in one.kinds
    ]
    for frame in (*material.frames, *bank(material.language).frames):
        if SourceKind.QUESTION_BANK not in frame.kinds:
            continue
        occasion = frame.occasions[0]
        base = (NEGLECTED_WORTH if frame.part == neglected else None) if occasion == "neglected" else worths.get(occasion)
        if base == STANDING_WORTH and frame in material.frames:
            base = OWN_WORTH
        if base is not None:
            # The order of the bank decides among the standing ones, and how long ago each was asked.
            yield Candidate(
                frame,
                Part(frame.part),
                (),
                base - ago.get(frame.id, 0) + turn(frame, standing, material),
                exempt=occasion.startswith("standing"),
            )


def asked_ago(material: Material) -> dict[str, int]:
    """Nine for each frame of the last talk, six and three for those of the talks before."""
    days = sorted({asked.on for asked in material.asked if asked.on}, reverse=True)
    worth = {day: max(0, 9 - 3 * place) for place, day in enumerate(days)}
    found: dict[str, int] = {}
    for asked in material.asked:
        if asked.frame and asked.on:
            found[asked.frame] = max(found.get(asked.frame, 0), worth[asked.on])
    return found


@cache
def index(language: Language) -> Mapping[tuple[str, str], tuple[Frame, ...]]:
    """Frames by kind and occasion."""
    found: dict[tuple[str, str], tuple[Frame, ...]] = {}
    for frame in bank(language).frames:
        for kind in frame.kinds:
            for occasion in frame.occasions:
                found[kind, occasion] = (*found.get((kind, occasion), ()), frame)
    return found


def fitting(kind: SourceKind, occasion: str, material: Material) -> tuple[Frame, ...]:
    """The frames for a kind of line on an occasion: the organisation's own, then those of the bank, in its order."""
    own = tuple(frame for frame in material.frames if kind in frame.kinds and occasion in frame.occasions)
    return (*own, *index(material.language).get((kind, occasion), ()))


def resting_on(line: Line, material: Material) -> tuple[Line, ...]:
    """What a question about a line rests on: an evaluation also on its goal, for the goal's title is spoken."""
    if line.kind is not SourceKind.GOAL_EVALUATION:
        return (line,)
    goal = material.by_id.get(line.goal_id) if line.goal_id else None
    return (line, goal) if goal else ()


def worth(line: Line, occasion: str, material: Material, place: int) -> int:
    """How much a line is worth asking about on an occasion."""
    if line.kind is SourceKind.REFLECTION and occasion in OF_REFLECTIONS:
        occasion, place = "any" if line.has_response else "unanswered", -4  # what it speaks of says more than that it is new
    value = WORTH.get((line.kind, occasion), 0) - 2 * place
    if line.talk_on:
        value -= A_TALK_OLDER * talks_ago(line.talk_on, material)
    if line.author is Author.EMPLOYEE:
        value += OWN_WORDS
    elif line.kind in SAID and line.part is Part.PERSONAL:
        value -= PERSONAL_OF_OTHERS
    return value


def talks_ago(day: date, material: Material) -> int:
    """How many talks lie between the last one and the one of that day."""
    return sum(other > day for other in material.talk_days)


def still_open(line: Line) -> bool:
    """An open end may come back until it is closed."""
    return (line.kind is SourceKind.AGREEMENT and line.status in (Status.OPEN, None)) or (
        line.kind is SourceKind.TALKING_POINT and not line.discussed
    )


def worded(candidate: Candidate, material: Material) -> Question | None:
    """The candidate in words; nothing where its lines cannot be quoted without saying something else."""
    words = bank(material.language)
    if not candidate.lines:
        text = filled(candidate.frame, {})
        return question(candidate, text, (Quote(SourceKind.QUESTION_BANK, None, text.question),))
    values = slots(candidate, material, words)
    if values is None:
        return None
    spoken = {candidate.lines[0].id: values.get("quote")} | {line.id: values.get("goal") for line in candidate.lines if line.kind is SourceKind.GOAL}
    sources = tuple(Quote(line.kind, line.id, quote_of(line, spoken.get(line.id), words), line.written_at) for line in candidate.lines)
    return question(candidate, filled(candidate.frame, values), sources)


def question(candidate: Candidate, words: Wording, sources: tuple[Quote, ...]) -> Question:
    """The question of a candidate."""
    return Question(candidate.part, words.question, words.follow_up, words.why, words.first_person, sources, candidate.frame.id)


NOT_OF_FIGURES = frozenset({"personal-goal-active", "growth-goal-learn", "growth-goal-talent"})
"""Frames that ask what working on a goal gives or takes; of a target in figures nobody would know."""
OF_A_LINE = frozenset({"quote", "said", "mine", "origin"})
"""Slots that are filled with a line's own words."""


def slots(candidate: Candidate, material: Material, words: Bank) -> dict[str, str] | None:
    """The values of a frame's slots, out of its lines; nothing where one cannot be filled."""
    line, asked = candidate.lines[0], candidate.frame.slots
    values: dict[str, str] = {}
    if asked & OF_A_LINE:
        quote = quoted(candidate, material, room(candidate.frame, line, material, words))
        if quote is None or not fits_the_question(quote, candidate, material):
            return None
        values["quote"] = words.quoted(quote)
        values |= leads(line, material, words, values["quote"])
    if "goal" in asked:
        if candidate.frame.id in NOT_OF_FIGURES and in_figures(candidate.lines[-1].text):
            return None
        goal = words_of(candidate.lines[-1].text, material.language, MOST_WORDS - len(candidate.frame.question.split()) - 1)
        if goal is None:
            return None
        values["goal"] = words.quoted(goal)
    for slot, day in (("day", line.written_on), ("due", line.due)):
        if slot in asked and day is None:
            return None
        if day is not None:
            values[slot] = words.day(day, material.today)
    return values


def quoted(candidate: Candidate, material: Material, most: int) -> str | None:
    """What is said of a candidate's line: the sentence that the question is about, without what is left unsaid."""
    line, language = candidate.lines[0], material.language
    text = without_sleep(line.text, language) if line.kind in (*SAID, SourceKind.REFLECTION) else line.text
    of_one = line.kind is SourceKind.REFLECTION or (line.kind is SourceKind.NOTE and line.author is not Author.EMPLOYEE)
    words = words_of(text, language, most, cue_of(candidate, language), only_telling=of_one and bool(candidate.occasion))
    if words is None or line.kind not in (*SPOKEN, SourceKind.REFLECTION):
        return words
    lasts = lasting(words, line, material.today, language)
    return lasts if candidate.occasion else lasts or words


def fits_the_question(quote: str, candidate: Candidate, material: Material) -> bool:
    """Whether the words may be said, and are what the question is about; of a longer text only some of it is said."""
    line, language = candidate.lines[0], material.language
    if line.kind in (SourceKind.AGREEMENT, SourceKind.NOTE) and len(quote.split()) < LEAST_SAID:
        return False
    if line.kind in SAID and not fit_to_say(quote, line, material):
        return False
    if line.kind is SourceKind.AGREEMENT and ASKS_TO_LEARN[language].search(candidate.frame.question):
        return teaches(line.text, language)
    # Whoever asks about a line wants it on the table; of itself the coach does not quote what was written about the employee.
    unasked = candidate.occasion and line.kind in SAID and line.author is not Author.EMPLOYEE
    if unasked and (is_about(line.text, material) or criticised(line, quote, language)):
        return False
    if not candidate.occasion and (told := set(ABOUT_NOTES.values()).intersection(candidate.frame.occasions)):
        return told_as(replace(line, text=quote), material) in told
    is_whole = len(quote.split()) == len(line.text.split())
    return (
        is_whole or candidate.occasion not in OF_REFLECTIONS or speaks_of(as_own(quote, material.employee, language), language) == candidate.occasion
    )


ASKS_TO_LEARN = {
    Language.NL: re.compile(r"(?<!\w)leren(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)learn(?!\w)", re.IGNORECASE),
}
"""What is asked of a course, and not of a phone call about one."""
LEAST_SAID = 2
"""A note or an agreement of one word ("mail") says too little to ask on about it."""


def fit_to_say(quote: str, line: Line, material: Material) -> bool:
    """False for words that would embarrass when one says them to the other.

    The manager's own doubt or wish is not put to the employee as if it were theirs, nor is the employee spoken about as somebody who is not
    there; and what reproaches the manager is not read out.
    """
    language = material.language
    if line.author is Author.EMPLOYEE:
        return not (negated(quote, language) and as_word(material.manager).search(quote))
    named = called(material.employee, quote, language)
    told = any(one[language].search(quote) for one in (THIRD_PERSON, CUES["energy_cost"], TROUBLE))
    private = line.part is Part.PERSONAL and speaks_of(as_own(line.text, material.employee, language), language) not in ("intention", "better")
    return not (OWN_VOICE[language].search(quote) or ABOUT_SOMEBODY[language].search(quote) or (named and (told or private)))


def cue_of(candidate: Candidate, language: Language) -> re.Pattern[str] | None:
    """The words that made a line an occasion; a reflection is told by what its writer noticed."""
    if candidate.lines[0].kind is SourceKind.REFLECTION:
        told = CUES["intention"][language]
        return told if told.search(candidate.lines[0].text) else TELLING[language]
    patterns = CUES.get(candidate.occasion.removesuffix("_then"))
    return patterns[language] if patterns else None


def room(frame: Frame, line: Line, material: Material, words: Bank) -> int:
    """How many words a quotation may have, so that the question stays within its limit."""
    lead = leads(line, material, words, "").get("said", "")
    return MOST_WORDS - len(f"{frame.question} {lead}".split()) + ("{said}" in frame.question) + ("{quote}" in frame.question)


def leads(line: Line, material: Material, words: Bank, quote: str) -> dict[str, str]:
    """The sentences that bring back earlier words: to the employee, by the employee, and with the day for the reason why."""
    key, day = lead_of(line, material), line.talk_on or (line.written_on if line.kind is SourceKind.REFLECTION else None)
    if key is None:
        return {}
    said = words.day(day, material.today) if day else ""
    is_last = line.talk_on is not None and line.talk_on == material.last_talk_on
    when = (words.when["last"] if is_last else words.when["day"].format(day=said)) if day else ""
    dated = (words.when["last_dated"] if is_last else words.when["day"]).format(day=said) if day else ""
    return {"said": words.lead(key, "you", when, quote), "mine": words.lead(key, "me", when, quote), "origin": words.lead(key, "why", dated, quote)}


def lead_of(line: Line, material: Material) -> str | None:
    """Which sentence brings a line back; only what the employee wrote is said to be theirs."""
    own = line.author is Author.EMPLOYEE
    match line.kind:
        case SourceKind.NOTE:
            return "note_employee" if own else "note_other"
        case SourceKind.TALKING_POINT:
            return "point_open" if not line.discussed else "point_employee" if own else "point_other"
        case SourceKind.AGREEMENT:
            return "agreement_manager" if set(of_agreement(line, material)) & {"of_manager", "of_manager_asked"} else "agreement"
        case SourceKind.REFLECTION:
            return "reflection"
    return None


def quote_of(line: Line, spoken: str | None, words: Bank) -> str:
    """The words shown as the source: those that are spoken, or else as much of the text as can be taken in at a glance."""
    if spoken:
        shown = spoken.removeprefix(words.quotes[0]).removesuffix(words.quotes[1]).removesuffix(" …")
        if shown in line.text:
            return shown
    return glimpse(line.text)


def evidence(lines: tuple[Line, ...], material: Material) -> list[Evidence]:
    """Lines as the checker reads them."""
    names = {Author.EMPLOYEE: material.employee, Author.MANAGER: material.manager}
    return [
        Evidence(line.text, names.get(line.author) if line.author else None, tuple(day for day in (line.talk_on, line.due, line.written_on) if day))
        for line in lines
    ]
