"""The words of a brief in the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass

from schema.types.words import MONTHS


@dataclass(frozen=True)
class Words:
    """Headings and closed lists in one language."""

    title: str
    start_here: str
    agreements: str
    previous: str
    no_summary: str
    talking_points: str
    notes: str
    private: str
    questions: str
    only_you: str
    reflections: str
    earlier: str
    role: str
    responsibilities: str
    expectations: str
    goals: str
    evaluations: str
    feedback: str
    talents: str
    options: str
    paths: str
    until: str
    lately: str
    never: str
    months: tuple[str, ...]
    parts: Mapping[str, str]
    statuses: Mapping[str, str]
    summary_states: Mapping[str, str]
    progress: Mapping[str, str]
    kinds: Mapping[str, str]


DUTCH = Words(
    title="Gesprek van {employee} met {manager}",
    start_here="Begin hier",
    agreements="Gemaakte afspraken die nog openstaan",
    previous="Vorig gesprek",
    no_summary="Er is geen samenvatting.",
    talking_points="Bespreekpunten",
    notes="Notities",
    private="leest alleen de schrijver",
    questions="Vragen die de coach voorstelt",
    only_you="Alleen jij ziet",
    reflections="Reflecties",
    earlier="Eerder gezegd",
    role="Rol",
    responsibilities="Verantwoordelijkheden",
    expectations="Verwachtingen",
    goals="Lopende doelen",
    evaluations="Doelevaluaties",
    feedback="Feedback",
    talents="Talenten",
    options="Ontwikkelmogelijkheden",
    paths="Carrièrepaden",
    until="uiterlijk {}",
    lately="Laatst besproken: {last}; bespreekpunten in de laatste drie gesprekken: {count}.",
    never="nog niet",
    months=tuple(MONTHS["NL"].split()),
    parts={"PERSONAL": "Persoonlijk", "CURRENT_ROLE": "Huidige rol", "GROWTH": "Groei & ontwikkeling"},
    statuses={"PLANNED": "Gepland", "OPEN": "Bezig", "CLOSED": "Afgerond", "CANCELLED": "Vervallen"},
    summary_states={"DRAFT": "samenvatting, concept", "CONFIRMED": "samenvatting, bevestigd"},
    progress={"NOT_STARTED": "nog niet begonnen", "ON_TRACK": "op koers", "NEEDS_ATTENTION": "vraagt aandacht", "DONE": "klaar"},
    kinds={
        "NOTE": "notitie",
        "TALKING_POINT": "bespreekpunt",
        "AGREEMENT": "afspraak",
        "GOAL": "doel",
        "GOAL_EVALUATION": "doelevaluatie",
        "FEEDBACK": "feedback",
        "REFLECTION": "reflectie",
        "RESPONSE": "reactie",
        "SUMMARY_SENTENCE": "zin uit een samenvatting",
        "OUTCOME": "opbrengst",
        "ROLE": "rol",
        "RESPONSIBILITY": "verantwoordelijkheid",
        "EXPECTATION": "verwachting",
        "TALENT": "talent",
        "DEVELOPMENT_OPTION": "ontwikkelmogelijkheid",
        "CAREER_STEP": "stap op een carrièrepad",
        "QUESTION_BANK": "vaste vraag",
    },
)
ENGLISH = Words(
    title="Talk of {employee} with {manager}",
    start_here="Start here",
    agreements="Agreements still open",
    previous="Last talk",
    no_summary="There is no summary.",
    talking_points="Talking points",
    notes="Notes",
    private="read by its author only",
    questions="Questions the coach suggests",
    only_you="Only you see",
    reflections="Reflections",
    earlier="Said earlier",
    role="Role",
    responsibilities="Responsibilities",
    expectations="Expectations",
    goals="Active goals",
    evaluations="Goal evaluations",
    feedback="Feedback",
    talents="Talents",
    options="Development options",
    paths="Career paths",
    until="by {}",
    lately="Last discussed: {last}; talking points in the last three talks: {count}.",
    never="not yet",
    months=tuple(MONTHS["EN"].split()),
    parts={"PERSONAL": "Personal", "CURRENT_ROLE": "Current role", "GROWTH": "Growth"},
    statuses={"PLANNED": "Planned", "OPEN": "Open", "CLOSED": "Closed", "CANCELLED": "Cancelled"},
    summary_states={"DRAFT": "summary, draft", "CONFIRMED": "summary, confirmed"},
    progress={"NOT_STARTED": "not started", "ON_TRACK": "on track", "NEEDS_ATTENTION": "needs attention", "DONE": "done"},
    kinds={
        "NOTE": "note",
        "TALKING_POINT": "talking point",
        "AGREEMENT": "agreement",
        "GOAL": "goal",
        "GOAL_EVALUATION": "goal evaluation",
        "FEEDBACK": "feedback",
        "REFLECTION": "reflection",
        "RESPONSE": "response",
        "SUMMARY_SENTENCE": "sentence of a summary",
        "OUTCOME": "outcome",
        "ROLE": "role",
        "RESPONSIBILITY": "responsibility",
        "EXPECTATION": "expectation",
        "TALENT": "talent",
        "DEVELOPMENT_OPTION": "development option",
        "CAREER_STEP": "step of a career path",
        "QUESTION_BANK": "standing question",
    },
)
WORDS = {"NL": DUTCH, "EN": ENGLISH}
