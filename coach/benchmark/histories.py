"""Invented pairs with their histories: the same kinds of lines in other words, amounts and mixtures, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from coach.material import Asked, Author, Coverage, Language, Line, Material, Part, Progress, SourceKind, Status

TODAY = date(2025, 11, 24)
TALKS = (date(2025, 11, 3), date(2025, 10, 6), date(2025, 9, 8))
PER_LANGUAGE = 22
BETWEEN_TALKS = timedelta(days=28)
REMEMBERED = 3
"""How many closed talks back the coach is given."""

WORDS: dict[Language, dict[str, tuple[str, ...]]] = {
    Language.NL: {
        "people": ("Fatima Mark", "Sanne Karin", "Youssef Els", "Bram Nadia", "Priya Jeroen"),
        "personal": ("De maandagen zijn druk, ik kom pas laat aan mijn eigen werk toe", "Gesprekken met klanten geven me energie", "Reistijd naar Zwolle kost veel energie", "Thuiswerken op vrijdag werkt goed voor me", "Wil op dinsdag eerder weg voor de training van de kinderen", "Rustige weken op kantoor, dan werk ik fijn door", "Veel losse vragen tussendoor, dat haalt me uit het werk", "Inwerken van Noor was leuk maar kostte veel tijd", "Verhuizing van het team viel mee", "Nog niet besproken wie er in de kerstweek is", "Nieuwe collega's zijn gezellig, de koffiehoek is weer vol"),
        "role": ("Planning loopt vast op de leverancier; uitzoeken of het eerder kan", "Het nieuwe rooster is bijna rond", "Overdracht tussen de ploegen kan korter", "Bus 4 mist nog gereedschap", "De balie vraagt een vaste achterwacht", "Offertes blijven liggen bij de technische controle", "Weet nog niet wie de escalaties oppakt", "Controle van facturen gaat nu met twee mensen", "Wil de wekelijkse rapportage schrappen", "Leverancier belt liever dan dat hij mailt", "Het overleg met inkoop was rommelig"),
        "growth": ("Ik wil meer met data doen", "Zou graag vaker een casusbespreking leiden", "Wil richting werkvoorbereiding", "Twijfel of leidinggeven iets voor mij is", "Benieuwd naar het werk van de ontwerpers", "Wil leren onderhandelen met leveranciers", "Zou een keer willen meelopen bij inkoop", "Presenteren voor grote groepen vind ik lastig", "Schrijven gaat steeds makkelijker", "Het werk van de adviseurs lijkt me leuk", "Cursus projectleiding is afgerond"),
        "agreement": ("{name} maakt een voorstel voor de nieuwe planning", "Meelopen met het datateam", "Rooster voor december rond", "Bij inkoop navragen of de prijslijst klopt", "Twee testers vragen bij vergunningen", "Cursus adviseren uitzoeken", "Lijst maken van terugkerende vragen", "VCA verlengen", "Budget aanvragen voor de cursus", "Eén middag per week zonder overleg plannen"),
        "point": ("Thuiswerken", "Overdracht met de avondploeg", "Cursusaanbod van dit jaar", "Werkplek bij het raam", "Wanneer gaat het nieuwe systeem live?", "Meelopen bij een andere afdeling"),
        "goal": ("Doorlooptijd offertes naar drie dagen", "Klantportaal live in januari", "Wachttijd aan de balie onder tien minuten", "Nieuwsbrief naar 5.000 lezers", "Zelfstandig in het zaaksysteem"),
        "evaluation": ("Ontwerp is goedgekeurd, bouw start volgende week.", "We wachten op de juristen.", "De eerste maand is gehaald."),
        "reflection": ("Ik merk dat ik rustig word als de week op papier staat.", "Ik merk dat ik moeilijk nee zeg als iemand een dienst zoekt.", "Ik vond het mooi om iets uit te leggen."),
        "talent": ("overzicht houden als het druk is", "Uitleggen", "Rust brengen in de hectiek", "Slecht nieuws op tijd brengen"),
        "role_lines": ("Plant en bewaakt de oplevering van klantprojecten", "Signaleert knelpunten op tijd", "Teamleider projecten", "Training adviesvaardigheden"),
    },
    Language.EN: {
        "people": ("Olivia James", "Priya Elena", "Grace Tom", "Ruben Helen", "Amira Luke"),
        "personal": ("Back-to-back meetings on Tuesdays are draining", "Really enjoyed running the onboarding session", "Mondays are full, Thursdays are empty", "Working from home on Fridays works well for me", "The commute to Leeds takes a lot of energy", "Pairing with the interns is fun", "Many small questions in between take me out of my work", "Training Noor was lovely but took a lot of time", "The team's move went better than expected", "Not sure yet who covers Christmas week", "New colleagues are good company, the kitchen is full again"),
        "role": ("Still need to decide who owns escalations", "The new till system is in place", "Saturdays without a second key holder are hard", "Handover between shifts could be shorter", "Quotes wait for the technical check", "The depot asks for a fixed contact", "Not sure yet which reports can go", "Invoices are now checked by two people", "Want to drop the weekly report", "The supplier prefers a call to an e-mail", "The meeting with purchasing was messy"),
        "growth": ("I'd like to learn more about product management", "Want to try product work on something small", "Would like the teaching certificate", "Not sure whether leading a team is for me", "Curious about the work of the designers", "Want to learn to negotiate with suppliers", "Would like to shadow the planners for a day", "Presenting to large groups is hard for me", "Writing is getting easier", "The advisers' work looks like fun", "Finished the project leadership course"),
        "agreement": ("{name} drafts the help centre outline", "Shadow the architecture board", "Ask head office for the merchandising course", "Find out who can cover eight days", "Draft the exceptions chapter", "Two talks with nurses about the visit sheet", "Make a list of questions that keep coming back", "Check with purchasing whether the price list is right", "Ask for budget for the course", "Plan one afternoon a week without meetings"),
        "point": ("Working from home", "Handover with the evening shift", "Courses on offer this year", "A desk by the window", "When does the new system go live?", "Shadowing another department"),
        "goal": ("Launch the self-service help centre", "Two key holders per shift", "Move billing to the new platform", "A morning handover of fifteen minutes", "Routes that know the road"),
        "evaluation": ("Outline ready, waiting for legal.", "The build starts next week.", "The first month went as planned."),
        "reflection": ("I think best when I write things down first.", "I keep saying yes to small things and lose the morning.", "I prepare meetings with buyers for hours."),
        "talent": ("explaining difficult things simply", "Calming a room by asking one clear question", "Making customers feel welcome", "Saying early what will not work"),
        "role_lines": ("Plans the delivery of customer projects", "Brings customers' questions to the product team", "Support team lead", "Advisory skills training"),
    },
}  # fmt: skip


def histories() -> list[Material]:
    """All of them, the same each time."""
    return [history(language, number) for language in Language for number in range(PER_LANGUAGE)]


def history(language: Language, number: int) -> Material:
    """One pair: the number decides whose words, how many talks, and what else there is."""
    words = WORDS[language]
    employee, manager = pick(words["people"], number).split()
    talks = TALKS[: number % 4]
    lines = [line for place, on in enumerate(talks) for line in of_talk(words, number + 3 * place, on, employee)]
    lines += of_person(words, number) if number % 5 else []
    lines += of_role(words)
    numbered = tuple(replace(line, id=UUID(int=1_000 * (number + 1) + place)) for place, line in enumerate(lines))
    goal = next((line.id for line in numbered if line.kind is SourceKind.GOAL), None)
    tied = tuple(replace(line, goal_id=goal) if line.kind is SourceKind.GOAL_EVALUATION else line for line in numbered)
    compass = tuple(Coverage(part, (number + 2 * place) % 5, talks[0] if talks else None) for place, part in enumerate(Part))
    return Material(language, TODAY, employee, manager, tied, len(talks), talks[0] if talks else None, compass, new_pair=number % 20 == 4)


def next_talk(material: Material, asked: tuple[Asked, ...], number: int, *, noted: bool) -> Material:
    """The same pair one talk later: `asked` is what was put in the talk that has now been closed, `noted` whether anything was written down in it.

    What the coach is no longer given is gone: what is older than three talks, but for agreements that are still open, and what was
    shared before the talk.
    """
    on = material.today
    said = tuple(of_talk(WORDS[material.language], number, on, material.employee)) if noted else ()
    fresh = tuple(replace(line, id=UUID(int=1_000_000 * on.toordinal() + 100 * number + place)) for place, line in enumerate(said))
    days = sorted({on, *(one.on for one in material.asked if one.on), *material.talk_days}, reverse=True)[:REMEMBERED]
    kept = [line for line in material.lines if line.talk_on in (None, *days) or line.status is Status.OPEN]
    kept = [line for line in kept if line.kind not in SHARED or (line.written_on and line.written_on > on)]
    return replace(
        material,
        today=on + BETWEEN_TALKS,
        lines=(*fresh, *finished(kept)),
        closed_talks=material.closed_talks + 1,
        last_talk_on=on,
        asked=tuple(one for one in (*(replace(one, on=on) for one in asked), *material.asked) if one.on in days),
        new_pair=False,
    )


def finished(lines: list[Line]) -> list[Line]:
    """The lines, without the oldest agreements: of more than three that were open one was done meanwhile."""
    still = sorted((line for line in lines if line.status is Status.OPEN), key=lambda line: line.talk_on or date.min, reverse=True)
    return [line for line in lines if line not in still[MOST_OPEN:]]


MOST_OPEN = 3
SHARED = frozenset({SourceKind.FEEDBACK, SourceKind.REFLECTION})


def of_talk(words: dict[str, tuple[str, ...]], number: int, on: date, employee: str) -> Iterator[Line]:
    """What was noted, agreed and left on the agenda in one talk."""
    at = moment(on)
    for place, (part, key) in enumerate(zip(Part, ("personal", "role", "growth"), strict=True)):
        author = Author.MANAGER if (number + place) % 3 == 1 else Author.EMPLOYEE
        yield Line(SourceKind.NOTE, None, pick(words[key], number), part, at, author, talk_on=on)
    due = on + timedelta(days=7 * (number % 5 + 1))
    text = pick(words["agreement"], number).format(name=employee)
    owner = Author.MANAGER if number % 5 == 3 else Author.EMPLOYEE
    yield Line(SourceKind.AGREEMENT, None, text, None, at, talk_on=on, due=due, status=Status.OPEN, owner=owner)
    if number % 2:
        part = list(Part)[number % 3]
        yield Line(SourceKind.TALKING_POINT, None, pick(words["point"], number), part, at, Author.EMPLOYEE, talk_on=on, discussed=number % 4 == 1)


def of_person(words: dict[str, tuple[str, ...]], number: int) -> Iterator[Line]:
    """Goals, their evaluation, feedback, a reflection, a talent."""
    due = TODAY + timedelta(days=20 * (number % 4 - 1))
    yield Line(SourceKind.GOAL, None, pick(words["goal"], number), None, moment(TALKS[2]), Author.EMPLOYEE, due=due, status=Status.ACTIVE)
    lately = moment(date(2025, 11, 12))
    progress = list(Progress)[number % 4]
    yield Line(SourceKind.GOAL_EVALUATION, None, pick(words["evaluation"], number), None, lately, Author.EMPLOYEE, progress=progress)
    yield Line(SourceKind.FEEDBACK, None, "…", None, lately, Author.OTHER, seen_by_receiver=number % 2 == 0)
    yield Line(SourceKind.REFLECTION, None, pick(words["reflection"], number), None, lately, Author.EMPLOYEE)
    yield Line(SourceKind.TALENT, None, pick(words["talent"], number), None, lately, Author.EMPLOYEE)


def of_role(words: dict[str, tuple[str, ...]]) -> Iterator[Line]:
    """What the role library says."""
    kinds = (SourceKind.RESPONSIBILITY, SourceKind.EXPECTATION, SourceKind.CAREER_STEP, SourceKind.DEVELOPMENT_OPTION)
    for kind, text in zip(kinds, words["role_lines"], strict=True):
        yield Line(kind, None, text)


def pick(texts: tuple[str, ...], number: int) -> str:
    """One of the texts, in turn."""
    return texts[number % len(texts)]


def moment(day: date) -> datetime:
    """The morning of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
