"""Invented histories that the coach's tests tell their stories with."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from coach.material import Author, Coverage, Language, Line, Material, Part, Progress, SourceKind, Status, TalkMaterial

TODAY = date(2025, 11, 24)
LAST, BEFORE = date(2025, 11, 3), date(2025, 10, 6)
NUMBERS = count(1)


def line(kind: SourceKind, text: str, on: date | None = None, **more: object) -> Line:
    """A line with an id of its own, written on a day."""
    at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC) if on else None
    return Line(kind, UUID(int=next(NUMBERS)), text, written_at=at, **more)  # type: ignore[arg-type]


def note(part: Part, text: str, on: date | None = LAST, author: Author = Author.EMPLOYEE) -> Line:
    """A shared note of a talk."""
    return line(SourceKind.NOTE, text, on, part=part, author=author, talk_on=on)


def point(part: Part, text: str, *, discussed: bool, on: date = LAST) -> Line:
    """A talking point of the employee."""
    return line(SourceKind.TALKING_POINT, text, on, part=part, author=Author.EMPLOYEE, talk_on=on, discussed=discussed)


def agreement(text: str, on: date = LAST, owner: Author = Author.EMPLOYEE, due: date | None = None, status: Status = Status.OPEN) -> Line:
    """Something the two agreed."""
    return line(SourceKind.AGREEMENT, text, on, talk_on=on, owner=owner, due=due, status=status)


def goal(text: str, due: date | None = None, status: Status = Status.ACTIVE, on: date = date(2025, 9, 8)) -> Line:
    """A goal of the employee."""
    return line(SourceKind.GOAL, text, on, author=Author.EMPLOYEE, due=due, status=status)


def evaluation(of: Line, text: str, progress: Progress, on: date = date(2025, 11, 10)) -> Line:
    """How a goal goes."""
    return line(SourceKind.GOAL_EVALUATION, text, on, author=Author.EMPLOYEE, progress=progress, goal_id=of.id)


def feedback(text: str, *, seen: bool, on: date = date(2025, 11, 14)) -> Line:
    """What a colleague gave back."""
    return line(SourceKind.FEEDBACK, text, on, author=Author.OTHER, seen_by_receiver=seen)


def reflection(text: str, on: date = date(2025, 11, 12)) -> Line:
    """What the employee shared."""
    return line(SourceKind.REFLECTION, text, on, author=Author.EMPLOYEE)


def compass(personal: int, role: int, growth: int) -> tuple[Coverage, ...]:
    """How often each part was on the table lately."""
    return (Coverage(Part.PERSONAL, personal, LAST), Coverage(Part.CURRENT_ROLE, role, LAST), Coverage(Part.GROWTH, growth, BEFORE))


PORTAL = goal("Klantportaal live in januari", date(2026, 1, 15))
OFFERS = goal("Doorlooptijd offertes naar drie dagen", date(2025, 11, 1))
ROLE = (
    line(SourceKind.RESPONSIBILITY, "Plant en bewaakt de oplevering van klantprojecten"),
    line(SourceKind.RESPONSIBILITY, "Onderhoudt contact met leveranciers"),
    line(SourceKind.EXPECTATION, "Signaleert knelpunten op tijd en komt met voorstellen"),
    line(SourceKind.CAREER_STEP, "Teamleider projecten"),
    line(SourceKind.DEVELOPMENT_OPTION, "Training adviesvaardigheden"),
)

DUTCH = Material(
    Language.NL,
    TODAY,
    employee="Fatima",
    manager="Mark",
    lines=(
        agreement("Fatima maakt een voorstel voor de nieuwe planning", due=date(2025, 11, 17)),
        agreement("Mark vraagt budget voor de cursus Power BI", owner=Author.MANAGER, due=date(2025, 12, 1)),
        agreement("Meelopen met Youssef bij het datateam", on=BEFORE),
        note(Part.PERSONAL, "De maandagen zijn druk, kom pas 's avonds aan mijn eigen werk toe"),
        note(Part.PERSONAL, "Gesprekken met klanten geven energie"),
        note(Part.CURRENT_ROLE, "Planning loopt vast op de leverancier; uitzoeken of het eerder kan", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "Wil minder in de operatie zitten", BEFORE),
        note(Part.GROWTH, "Ik wil meer met data doen"),
        point(Part.PERSONAL, "Thuiswerken op vrijdag", discussed=False),
        PORTAL,
        OFFERS,
        evaluation(PORTAL, "Ontwerp is goedgekeurd, bouw start volgende week.", Progress.ON_TRACK),
        feedback("Fijn hoe je het overleg hield, volgende keer graag eerder de stukken.", seen=True),
        reflection("Ik merk dat ik rustig word als de week op papier staat."),
        line(SourceKind.TALENT, "overzicht houden als het druk is"),
        *ROLE,
    ),
    closed_talks=6,
    last_talk_on=LAST,
    compass=compass(5, 7, 2),
)

HELP_CENTRE = goal("Launch the self-service help centre", date(2025, 12, 12))
ENGLISH = Material(
    Language.EN,
    TODAY,
    employee="Olivia",
    manager="James",
    lines=(
        agreement("Olivia drafts the help centre outline", due=date(2025, 11, 14)),
        agreement("James talks to product about the bug backlog", owner=Author.MANAGER),
        note(Part.PERSONAL, "Back-to-back meetings on Tuesdays are draining"),
        note(Part.PERSONAL, "Really enjoyed running the onboarding session", BEFORE),
        note(Part.CURRENT_ROLE, "Still need to decide who owns escalations", author=Author.MANAGER),
        note(Part.GROWTH, "I'd like to learn more about product management"),
        HELP_CENTRE,
        evaluation(HELP_CENTRE, "Outline ready, waiting for legal.", Progress.NEEDS_ATTENTION),
        feedback("Your notes saved us a day.", seen=True),
        reflection("I think best when I write things down first."),
        line(SourceKind.TALENT, "explaining difficult things simply"),
        line(SourceKind.EXPECTATION, "Brings customers' questions to the product team"),
        line(SourceKind.CAREER_STEP, "Support team lead"),
    ),
    closed_talks=4,
    last_talk_on=LAST,
    compass=compass(3, 3, 3),
)

NEWCOMER = Material(Language.NL, TODAY, employee="Sem", manager="Mark", lines=ROLE)


def talk(*lines: Line, language: Language = Language.NL) -> TalkMaterial:
    """A closed talk of Fatima and Mark, or of Olivia and James."""
    employee, manager = ("Fatima", "Mark") if language is Language.NL else ("Olivia", "James")
    return TalkMaterial(language, LAST, employee, manager, lines)
