"""What one person may see, what they are answered, and where the two differ."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from schema.tables import (
    Agreement,
    CareerPath,
    CareerStep,
    Conversation,
    Expectation,
    Feedback,
    Goal,
    GoalEvaluation,
    Note,
    Outcome,
    Pair,
    Person,
    Reflection,
    Response,
    Responsibility,
    Role,
    Row,
    Source,
    Suggestion,
    Summary,
    SummaryConfirmation,
    SummarySentence,
    Talent,
    TalkingPoint,
    Trigger,
    TriggerSubject,
)
from tests import everything
from tests.clients import Client
from tests.makers import SOURCES, SUBJECTS, client_id
from tests.matrix import Law
from tests.world import World


def where(table: type[Row], **columns: str) -> Callable[[World, Any], list[Any]]:
    """The rows of a table whose columns equal those of the row a list hangs on."""
    return lambda world, row: [it for it in world[table] if all(getattr(it, mine) == getattr(row, theirs) for mine, theirs in columns.items())]


def open_agreements(world: World, person: Person) -> list[Any]:
    return [it for it in world[Agreement] if it.owner_id == person.id and it.status == "OPEN"]


def reports(world: World, person: Person) -> list[Any]:
    return [it for it in world[Person] if it.manager_id == person.id and it.left_at is None]


def pairs(world: World, person: Person) -> list[Any]:
    return [it for it in world[Pair] if person.id in (it.employee_id, it.manager_id)]


def paths(world: World, role: Role) -> list[Any]:
    through = {it.path_id for it in world[CareerStep] if it.role_id == role.id}
    return [it for it in world[CareerPath] if it.id in through]


def subjects(world: World, trigger: Trigger) -> list[Any]:
    named = [it for it in world[TriggerSubject] if it.trigger_id == trigger.id]
    return [row for table, pointer in SUBJECTS.items() for row in world[table] if row.id in {getattr(it, pointer) for it in named}]


def of_part(table: type[Row], part: str) -> Callable[[World, Any], list[Any]]:
    return lambda world, talk: [it for it in world[table] if it.conversation_id == talk.id and it.part == part]


LISTS: dict[tuple[str, str], Callable[[World, Any], list[Any]]] = {
    ("Person", "reports"): reports,
    ("Person", "goals"): where(Goal, employee_id="id"),
    ("Person", "feedback"): where(Feedback, employee_id="id"),
    ("Person", "reflections"): where(Reflection, employee_id="id"),
    ("Person", "talents"): where(Talent, employee_id="id"),
    ("Person", "conversations"): where(Conversation, employee_id="id"),
    ("Person", "openAgreements"): open_agreements,
    ("Person", "pairs"): pairs,
    ("Goal", "evaluations"): where(GoalEvaluation, goal_id="id"),
    ("GoalEvaluation", "responses"): where(Response, evaluation_id="id"),
    ("Feedback", "responses"): where(Response, feedback_id="id"),
    ("Reflection", "responses"): where(Response, reflection_id="id"),
    ("Conversation", "agreements"): where(Agreement, conversation_id="id"),
    ("Summary", "sentences"): where(SummarySentence, summary_id="id"),
    ("Summary", "remarks"): where(Response, summary_id="id"),
    ("Role", "responsibilities"): where(Responsibility, role_id="id"),
    ("Role", "expectations"): where(Expectation, role_id="id"),
    ("Role", "careerPaths"): paths,
    ("CareerPath", "steps"): where(CareerStep, path_id="id"),
    ("Trigger", "subjects"): subjects,
}
"""The lists of nodes below a node: which rows belong in them, whoever looks."""

FROM_OTHERS = {("Summary", "confirmedBy")}
"""Lists that tell what stands in rows without an id: who sees those sees these."""

IN_PARTS: dict[str, type[Row]] = {"talkingPoints": TalkingPoint, "notes": Note, "suggestions": Suggestion}
RESTING = {"Suggestion": "of_suggestion_id", "SummarySentence": "of_sentence_id", "TalkingPoint": "of_point_id"}


async def asked(client: Client, viewer: Person, document: Callable[[str, int], str], rows: Sequence[Row]) -> dict[str, Any]:
    """The answers of nodes by their ids, several of a type in one document."""
    answers: dict[str, Any] = {}
    for name in everything.NODES:
        ids = [client_id(row) for row in rows if type(row).__name__ == name]
        size = 1 if everything.weight(name) > 50 else 4
        for some in (ids[start : start + size] for start in range(0, len(ids), size)):
            # A last page is filled up, so that one compiled statement serves all of a type.
            filled = some + some[:1] * (size - len(some))
            answer = await client.ask(document(name, size), viewer, **{f"id{place}": it for place, it in enumerate(filled)})
            answers |= dict(zip(filled, answer.values(), strict=True))
    return answers


def nodes(world: World) -> list[Any]:
    """Every row that has an id for clients."""
    return [row for table, rows in world.rows.items() if table.__name__ in everything.NODES for row in rows]


def coming_talk(world: World) -> Conversation:
    """The planned talk of the employee and their manager."""
    planned = where(Conversation, employee_id="id")(world, world.people["employee"])
    (talk,) = [it for it in planned if it.status == "PLANNED"]
    return talk  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Sight:
    """What one person may see of the world, as privacy.md says."""

    law: Law
    viewer: Person
    rows: Sequence[Any]

    @classmethod
    def of(cls, law: Law, viewer: Person) -> "Sight":
        return cls(law, viewer, [row for table in law.world.rows for row in law.world[table] if law.may_see(viewer, row)])

    @property
    def world(self) -> World:
        return self.law.world

    @cached_property
    def row_ids(self) -> set[UUID]:
        return {getattr(row, "id", row.org_id) for row in self.rows}

    @cached_property
    def client_ids(self) -> set[str]:
        return {client_id(row) for row in self.rows if hasattr(row, "id")}

    def of_these(self, rows: Sequence[Any]) -> list[Any]:
        """Those of the rows that the person may see."""
        return [row for row in rows if row.id in self.row_ids]

    def ids_of(self, rows: Sequence[Any]) -> set[str]:
        """The client ids of those of the rows that the person may see."""
        return {client_id(row) for row in self.of_these(rows)}


def problems_of(sight: Sight, row: Any, answer: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the whole answer about one row."""
    name = type(row).__name__
    for place in everything.missing(None, answer, name):
        yield f"{place} is null"
    yield from strangers(sight, answer, name)
    for (of_type, field), belonging in LISTS.items():
        if of_type == name:
            yield from unlike(listed(answer[field]), sight.ids_of(belonging(sight.world, row)), f"{name}.{field}")
    if name in RESTING:
        yield from wrong_sources(sight, row, answer)
    if name == "Summary":
        said = [it for it in sight.rows if isinstance(it, SummaryConfirmation) and it.summary_id == row.id]
        yield from unlike(listed(answer["confirmedBy"]), {f"Person_{it.by_id}" for it in said}, "Summary.confirmedBy")
        shown = {(it["by"]["id"], it["as"]) for it in answer["confirmations"]}
        yield from unlike(shown, {(f"Person_{it.by_id}", it.said) for it in said}, "Summary.confirmations")
    if name == "Person" and row.id != sight.viewer.id and answer["duties"]:
        yield "Person.duties tells what a colleague does"
    if name == "Conversation":
        yield from wrong_in_talk(sight, row, answer)


def strangers(sight: Sight, answer: Any, name: str) -> Iterator[str]:
    """Ids and words in an answer that are of rows the viewer may not see."""
    for node_id in everything.client_ids(answer) - sight.client_ids:
        yield f"{name} names {node_id}"
    for row_id in everything.signatures(answer) - sight.row_ids:
        yield f"{name} shows words of {row_id}"


def unlike(shown: set[Any], expected: set[Any], field: str) -> Iterator[str]:
    """A list that does not hold what it should."""
    if shown != expected:
        yield f"{field} shows {shown - expected or 'nothing'} too much, lacks {expected - shown or 'nothing'}"


def wrong_sources(sight: Sight, row: Any, answer: dict[str, Any]) -> Iterator[str]:
    name = type(row).__name__
    sources = {it.quote for it in sight.rows if isinstance(it, Source) and getattr(it, RESTING[name]) == row.id}
    shown = answer["sources"] if "sources" in answer else [answer["about"]] if answer["about"] else []
    yield from unlike({it["quote"] for it in shown}, sources, f"sources of {name}")


def wrong_in_talk(sight: Sight, row: Conversation, answer: dict[str, Any]) -> Iterator[str]:
    outcomes = [it for it in sight.rows if isinstance(it, Outcome) and it.conversation_id == row.id]
    shown = {(it["by"]["id"], *it["brought"]) for it in answer["outcomes"]}
    yield from unlike(shown, {(f"Person_{it.by_id}", *it.brought) for it in outcomes}, "Conversation.outcomes")
    summaries = sight.ids_of([it for it in sight.world[Summary] if it.conversation_id == row.id])
    yield from unlike({answer["summary"]["id"]} if answer["summary"] else set(), summaries, "Conversation.summary")
    yield from wrong_counts(sight, row, answer["brief"])
    for part in answer["parts"]:
        for field, table in IN_PARTS.items():
            yield from unlike(listed(part[field]), sight.ids_of(of_part(table, part["part"])(sight.world, row)), f"ConversationPart.{field}")


def wrong_counts(sight: Sight, talk: Conversation, brief: dict[str, Any]) -> Iterator[str]:
    """`onlyYouSee` counts exactly what stands in the brief and is closed to the other of the pair."""
    (pair,) = [it for it in sight.world[Pair] if it.id == talk.pair_id]
    if pair.ended_at is not None:
        return
    (other,) = [it for it in sight.world[Person] if it.id in (pair.employee_id, pair.manager_id) and it.id != sight.viewer.id]
    role, previous = brief["currentRole"], (brief["previous"] or {}).get("id")
    shown = listed(brief["personal"]["reflections"]) | listed(role["evaluations"]) | listed(role["feedback"])
    alone = [it for it in sight.rows if hasattr(it, "id") and client_id(it) in shown]
    # Under a goal that was handed over the employee still reads what earlier managers read: that is no part of this brief.
    below = [it for it in sight.rows if isinstance(it, GoalEvaluation) and f"Goal_{it.goal_id}" in listed(role["goals"]) and it.pair_id == pair.id]
    alone += [it for it in below if client_id(it) not in shown]
    alone += [it for it in sight.rows if isinstance(it, Note) and f"Conversation_{it.conversation_id}" in (client_id(talk), previous)]
    alone += [it for it in sight.rows if isinstance(it, Outcome) and it.conversation_id == talk.id]
    expected = Counter(SOURCES[type(it)][0] for it in alone if not sight.law.may_see(other, it))
    counted = Counter[str]()
    for line in brief["onlyYouSee"]:
        counted[line["kind"]] += line["count"]
    yield from unlike(set(counted.items()), set(expected.items()), "Brief.onlyYouSee")


def listed(answer: Any) -> set[str]:
    """The ids of a list or of a page."""
    assert not isinstance(answer, dict) or not answer["pageInfo"]["hasNextPage"]
    items = [edge["node"] for edge in answer["edges"]] if isinstance(answer, dict) else answer
    return {item["id"] for item in items}


async def whole_answer(client: Client, sight: Sight) -> dict[str, Any]:
    """All that a person can ask about what they see."""
    root = await client.ask(
        everything.root_document(),
        sight.viewer,
        person=sight.world.people["employee"],
        role=sight.world[Role][0],
        conversation=coming_talk(sight.world),
    )
    return await asked(client, sight.viewer, everything.asked_by_id, sight.of_these(nodes(sight.world))) | root
