"""How the coach came to its questions, as a person reads it: what it was given, what was left out, what it thought of and which rule decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.actions.suggestions import Wanted, gather
from api.app import coach_of, model_of, now
from api.commands.words import WORDS
from api.database.engine import make_engine
from api.database.logins import Database
from api.database.sessions import Identity, Sessions
from api.log import Log
from api.purse import Budget
from api.settings import Settings
from coach.candidates import candidates, spoken_of_since
from coach.explaining import at_rest
from coach.material import Line, Material
from coach.occasions import occasions
from coach.offline import neglected_part
from coach.questions import Considered, Suggested


@dataclass(frozen=True)
class Explanation:
    """What the coach was given when it was asked, and what it made of that."""

    material: Material
    suggested: Suggested
    candidates: int
    """How many questions of the bank could have been asked about that."""


@dataclass(frozen=True)
class Labels:
    """Headings and reasons in one language. Frames, occasions and rules keep the names they have in the code."""

    given: str
    left_out: str
    thought_of: str
    no_room: str
    only_one_reads: str
    kept: str
    made_way: str
    not_needed: str
    by_a_model: str
    short: str
    rules: str
    reasons: Mapping[str, str]


DUTCH = Labels(
    given="Wat de coach kreeg: alleen wat jullie allebei lezen",
    left_out="Wat buiten beschouwing bleef, en waarom",
    thought_of="Wat de coach overwoog, en welke regel besliste",
    no_room="paste niet in wat de coach in één keer krijgt",
    only_one_reads="Wat maar één van jullie leest, heeft de coach nooit gekregen.",
    kept="voorgesteld",
    made_way="maakte plaats voor een vraag die iets oppakt",
    not_needed="Andere vragen uit de bank die hadden gekund, en niet nodig waren: {}.",
    by_a_model="door een taalmodel verwoord",
    short="Minder vragen dan gevraagd",
    rules="Wat elke regel vraagt, staat in coach/README.md.",
    reasons={
        "dropped": "vervallen",
        "settled_before": "was voor het vorige gesprek al klaar",
        "not_read_yet": "wie het kreeg, heeft het misschien nog niet gelezen",
        "overtaken": "er is een nieuwere evaluatie, of het doel loopt niet meer",
        "spoken_of_since": "een later gesprek kwam erop terug",
        "of_no_closed_talk": "hoort bij geen van de laatste gesprekken",
        "not_asked_about": "hier stelt de coach geen vragen over",
    },
)
ENGLISH = Labels(
    given="What the coach was given: only what both of you read",
    left_out="What was left out, and why",
    thought_of="What the coach thought of, and which rule decided",
    no_room="did not fit in what the coach is given at once",
    only_one_reads="What only one of you reads was never given to the coach.",
    kept="suggested",
    made_way="made way for one that follows up",
    not_needed="Other questions of the bank that could have been asked, and were not needed: {}.",
    by_a_model="worded by a language model",
    short="Fewer questions than asked for",
    rules="What each rule asks is in coach/README.md.",
    reasons={
        "dropped": "dropped",
        "settled_before": "was over before the last talk",
        "not_read_yet": "whoever received it may not have read it yet",
        "overtaken": "there is a newer evaluation, or the goal has ended",
        "spoken_of_since": "a later talk came back to it",
        "of_no_closed_talk": "belongs to none of the last talks",
        "not_asked_about": "the coach asks no questions about this",
    },
)
LABELS = {"NL": DUTCH, "EN": ENGLISH}


async def explained(settings: Settings, database: Database, identity: Identity, talk_id: UUID, log: Log) -> Explanation:
    """Asks the coach as that person would, and keeps nothing. Raises what `gather` raises."""
    engine, model = make_engine(database.urls.app, size=2), model_of(settings)
    sessions = Sessions(engine)
    try:
        async with sessions.begin(identity) as session:
            gathered = await gather(session, Wanted(talk_id, parts=None, per_part=2, about=None, language=None), now())
        purse = Budget(lambda: sessions.begin(identity), settings.llm_limits, now, log)
        suggested = await coach_of(model, log).suggest(gathered.material, gathered.ask, purse)
        could = len(candidates(gathered.material, neglected_part(gathered.material)))
        return Explanation(gathered.material, suggested, could)
    finally:
        if model is not None:
            await model.close()
        await sessions.close()
        await engine.dispose()


def told(explanation: Explanation, language: str) -> Iterator[RenderableType]:
    """The whole explanation, piece by piece, for a console."""
    labels, material, suggested = LABELS[language], explanation.material, explanation.suggested
    yield Text(f"\n{labels.given}", style="bold")
    yield _listed((str(number), _line(line, language), ", ".join(occasions(line, material))) for number, line in _numbered(material))
    yield Text(f"\n{labels.left_out}", style="bold")
    since = spoken_of_since(material)
    resting = [(line, at_rest(line, material, since)) for line in material.lines]
    left_out = [(line, labels.reasons[reason]) for line, reason in resting if reason] + [(line, labels.no_room) for line in material.left_out]
    yield _listed(("–", _line(line, language), why) for line, why in left_out)
    yield Text(labels.only_one_reads, style="dim")
    yield Text(f"\n{labels.thought_of}", style="bold")
    yield _listed(_thought(one, explanation, language) for one in suggested.considered)
    tried = sum(one.frame is not None for one in suggested.considered)
    yield Text(labels.not_needed.format(max(0, explanation.candidates - tried)), style="dim")
    if suggested.shortfalls:
        yield Text(f"\n{labels.short}: " + "; ".join(f"{WORDS[language].parts[one.part]} ({one.reason})" for one in suggested.shortfalls))
    yield Text(labels.rules, style="dim")


def _numbered(material: Material) -> Iterable[tuple[int, Line]]:
    return enumerate(material.lines, 1)


def _line(line: Line, language: str) -> str:
    words = WORDS[language]
    day = f", {line.written_on.day} {words.months[line.written_on.month - 1]}" if line.written_on else ""
    return f"{line.text}  ({words.kinds[line.kind]}{day})"


def _thought(one: Considered, explanation: Explanation, language: str) -> tuple[str, str, str]:
    labels, frame = LABELS[language], one.frame or LABELS[language].by_a_model
    numbers = {line.id: number for number, line in _numbered(explanation.material)}
    offered = next((question for question in explanation.suggested.questions if question.text == one.text), None)
    on = ", ".join(str(numbers[source.id]) for source in offered.sources if source.id in numbers) if offered else ""
    kept = labels.made_way if offered is None else f"{labels.kept} [{on}]" if on else labels.kept
    return "✗" if one.rule or offered is None else "✓", f"{one.text}  ({WORDS[language].parts[one.part]}, {frame})", one.rule or kept


def _listed(rows: Iterable[tuple[str, str, str]]) -> Table:
    """Rows of a mark, a text and what is said of it."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(ratio=3)
    grid.add_column(ratio=1)
    for mark, text, said in rows:
        grid.add_row(Text(mark), Text(text), Text(said, style="dim"))
    return grid
