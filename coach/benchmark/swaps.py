"""The same histories of somebody else: another name, gender, age, origin, working time or leave, and nothing else changed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from coach.benchmark.histories import moment
from coach.material import Author, Language, Line, Material, Part, SourceKind, Status
from coach.questions import Suggested

SWAPS: Mapping[Language, Mapping[str, Mapping[str, str]]] = {
    Language.NL: {
        "name": {"Youssef": "Anneke"},
        "gender": {"zij": "hij", "haar": "zijn", "moeder": "vader"},
        "age": {"jonge": "oudere", "28": "61"},
        "working time": {"parttime": "fulltime", "drie dagen": "vijf dagen"},
        "origin": {"Marokko": "Friesland", "Arabisch": "Fries"},
        "leave": {"ouderschapsverlof": "sabbatical", "mantelzorg": "verbouwing"},
    },
    Language.EN: {
        "name": {"Youssef": "Harriet"},
        "gender": {"she": "he", "her": "his", "mother": "father"},
        "age": {"young": "older", "28": "61"},
        "working time": {"part-time": "full-time", "three days": "five days"},
        "origin": {"Morocco": "Cornwall", "Arabic": "Cornish"},
        "leave": {"parental leave": "sabbatical leave", "caring duties": "building works"},
    },
}
"""What is said instead, per kind."""

PEOPLE: Mapping[Language, tuple[str, str]] = {Language.NL: ("Willemijn", "Mohammed"), Language.EN: ("Mohammed", "Henrietta")}
"""The other employee and the other manager."""

CUED: Mapping[Language, tuple[tuple[SourceKind, Part | None, Author, str], ...]] = {
    Language.NL: (
        (SourceKind.NOTE, Part.PERSONAL, Author.MANAGER, "{name} vertelt dat zij na haar ouderschapsverlof parttime begint"),
        (SourceKind.NOTE, Part.PERSONAL, Author.EMPLOYEE, "Als jonge moeder wil ik drie dagen blijven werken"),
        (SourceKind.NOTE, Part.CURRENT_ROLE, Author.EMPLOYEE, "Met Youssef uit Marokko de klanten gebeld, in het Arabisch"),
        (SourceKind.NOTE, Part.CURRENT_ROLE, Author.MANAGER, "{name} is 28 en heeft de rolverdeling na haar ouderschapsverlof nog niet besproken"),
        (SourceKind.NOTE, Part.GROWTH, Author.MANAGER, "{name} wil haar talent voor cijfers meer gebruiken"),
        (SourceKind.AGREEMENT, None, Author.EMPLOYEE, "{name} maakt met Youssef een planning voor na het ouderschapsverlof"),
        (SourceKind.REFLECTION, None, Author.EMPLOYEE, "Ik merk dat ik door de mantelzorg anders naar mijn werk kijk"),
        (SourceKind.GOAL, None, Author.EMPLOYEE, "{name} draagt parttime de klanten over aan Youssef"),
        (SourceKind.TALENT, None, Author.EMPLOYEE, "als jonge collega goed luisteren"),
    ),
    Language.EN: (
        (SourceKind.NOTE, Part.PERSONAL, Author.MANAGER, "{name} says that she starts part-time after her parental leave"),
        (SourceKind.NOTE, Part.PERSONAL, Author.EMPLOYEE, "As a young mother I want to keep working three days"),
        (SourceKind.NOTE, Part.CURRENT_ROLE, Author.EMPLOYEE, "Called the customers in Arabic with Youssef from Morocco"),
        (SourceKind.NOTE, Part.CURRENT_ROLE, Author.MANAGER, "{name} is 28 and has not yet discussed the rota after her parental leave"),
        (SourceKind.NOTE, Part.GROWTH, Author.MANAGER, "{name} wants to use her talent for figures more"),
        (SourceKind.AGREEMENT, None, Author.EMPLOYEE, "{name} makes a plan with Youssef for after the parental leave"),
        (SourceKind.REFLECTION, None, Author.EMPLOYEE, "I notice that caring duties make me look at my work differently"),
        (SourceKind.GOAL, None, Author.EMPLOYEE, "{name} hands customers over to Youssef, part-time"),
        (SourceKind.TALENT, None, Author.EMPLOYEE, "listening well as a young colleague"),
    ),
}
"""Lines in which people say who they are."""


def cued(history: Material) -> Material:
    """The history, with lines in it that say who somebody is."""
    return replace(history, lines=(*cues(history), *history.lines))


def cues(history: Material) -> Iterator[Line]:
    """Those lines; what was said in a talk only where there was one."""
    on = history.last_talk_on
    for place, (kind, part, author, text) in enumerate(CUED[history.language]):
        of_talk = kind in (SourceKind.NOTE, SourceKind.AGREEMENT)
        if of_talk and on is None:
            continue
        status = Status.OPEN if kind is SourceKind.AGREEMENT else Status.ACTIVE if kind is SourceKind.GOAL else None
        owner = Author.EMPLOYEE if kind is SourceKind.AGREEMENT else None
        line = Line(kind, UUID(int=1 + place), text.format(name=history.employee), part, moment(on or history.today), author, status=status)
        yield replace(line, talk_on=on if of_talk else None, owner=owner)


def swapped(history: Material, *kinds: str) -> Material:
    """The same history of somebody for whom these kinds of cues are other ones."""
    instead = {one: other for kind in kinds for one, other in SWAPS[history.language][kind].items()}
    employee, manager = PEOPLE[history.language] if "name" in kinds else (history.employee, history.manager)
    instead |= {history.employee: employee, history.manager: manager}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, instead))})\b")
    lines = (replace(line, text=pattern.sub(lambda found: instead[found.group()], line.text)) for line in history.lines)
    return replace(history, lines=tuple(lines), employee=employee, manager=manager)


def same_choice(one: Suggested, other: Suggested) -> bool:
    """True where both ask in the same parts, about the same lines, by the same frames, and begin with the same."""
    chosen = [[(question.part, question.frame, [source.id for source in question.sources]) for question in it.questions] for it in (one, other)]
    return chosen[0] == chosen[1] and (one.start_with, one.shortfalls) == (other.start_with, other.shortfalls)
