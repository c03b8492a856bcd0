"""Drafts a summary by taking sentences out of the notes of a talk; it adds nothing and says nothing about anyone."""

from collections import Counter
from collections.abc import Sequence

from coach.cues import ENERGY_COST, ENERGY_GIVEN, INTENTION, OPEN_END
from coach.evidence import Evidence, People, supported
from coach.guardrails import Gate, no_judgement
from coach.material import Author, Language, Line, Part, Quote, SourceKind, TalkMaterial, part_of
from coach.quoting import glimpse, says_something
from coach.summaries import Draft, NothingToSay, Sentence
from coach.telling import told
from coach.vocabulary import ANYWHERE
from coach.words import content, quotations, shared

PER_PART = 3
FEWEST_NOTES = 2
TOO_LIKE = 0.5
"""Two sentences that share half of their content words say the same."""


def extracted(talk: TalkMaterial, gate: Gate) -> Draft | NothingToSay:
    """At most three sentences per part, or nothing where the notes hold too little."""
    lines = [line for line in talk.lines if is_material(line) and says_something(line.text, talk.language)]
    if len(lines) < FEWEST_NOTES:
        return NothingToSay()
    sentences: list[Sentence] = []
    people = People(talk.names)
    for part in Part:
        mine = [line for line in lines if part_of(line) is part]
        sentences += of_part(part, mine, talk, gate, people)
    return Draft(tuple(sentences)) if sentences else NothingToSay()


def is_material(line: Line) -> bool:
    """Notes, and talking points that were discussed; agreements stand beside a summary, not in it."""
    return line.kind is SourceKind.NOTE or (line.kind is SourceKind.TALKING_POINT and line.discussed)


def of_part(part: Part, lines: Sequence[Line], talk: TalkMaterial, gate: Gate, people: People) -> list[Sentence]:
    """The sentences of one part, in the order in which things were written."""
    stems = [content(line.text, talk.language) for line in lines]
    worths = [worth(line, (place + 1) / len(lines), len(stems[place]), talk.language) for place, line in enumerate(lines)]
    chosen: list[int] = []
    for place in sorted(range(len(lines)), key=lambda place: (-worths[place], place)):
        if len(chosen) == PER_PART:
            break
        # What was on the agenda is only worth saying where nobody noted what was said about it.
        is_filler = lines[place].kind is SourceKind.TALKING_POINT and any(lines[other].kind is SourceKind.NOTE for other in chosen)
        is_new = all(shared(set(stems[place]), set(stems[other])) < TOO_LIKE for other in chosen)
        if is_new and not is_filler and sentence(lines[place], 0, talk, gate, people):
            chosen.append(place)
    spoken: list[Sentence] = []
    quoted: Counter[Author | None] = Counter()
    for place in sorted(chosen):
        line = lines[place]
        if found := sentence(line, quoted[line.author], talk, gate, people):
            spoken.append(Sentence(part, found, (source_of(line),)))
            quoted[line.author] += bool(quotations(found))
    return spoken


def worth(line: Line, late: float, said: int, language: Language) -> float:
    """What makes a line worth telling: a wish, an open end, energy; that it came last; a readable length. A mere agenda point comes after notes.

    `late` is 1 for the last line of its part and near 0 for the first, `said` the number of its words with content.
    """
    cues = (INTENTION, 3.0), (OPEN_END, 2.0), (ENERGY_COST, 2.0), (ENERGY_GIVEN, 2.0)
    value = max((weight for patterns, weight in cues if patterns[language].search(line.text)), default=0.0)
    value += min(said, 8) / 4
    value += 0.5 * late
    return value - (4.0 if line.kind is SourceKind.TALKING_POINT else 0.0)


def sentence(line: Line, turn: int, talk: TalkMaterial, gate: Gate, people: People) -> str | None:
    """The line as a sentence of a report, if one can be made that the checker supports and that judges nobody."""
    own = line.author is Author.EMPLOYEE
    if not own and not no_judgement(line.text, talk.language).kept:
        return None
    source = evidence_of(line, talk)
    for text in told(line, turn, source.speaker, talk):
        if supported(text, [source], language=talk.language, people=people, unseen=0.0).supported and lawful(text, gate):
            return text
    return None


def lawful(text: str, gate: Gate) -> bool:
    """True where a sentence holds no protected details and no verdict; reported words may speak of energy and mood."""
    hard = ("rating", "verdict", "comparison", "motive", "diagnosis", "prediction", "pay")
    return gate.lawful(text).kept and not any(ANYWHERE[gate.language][rule].search(text) for rule in hard)


def source_of(line: Line) -> Quote:
    """A line as the source of a sentence."""
    return Quote(line.kind, line.id, glimpse(line.text), line.written_at)


def evidence_of(line: Line, talk: TalkMaterial) -> Evidence:
    """A line as the checker reads it."""
    names = {Author.EMPLOYEE: talk.employee, Author.MANAGER: talk.manager}
    return Evidence(line.text, names.get(line.author) if line.author else None, (talk.on,))
