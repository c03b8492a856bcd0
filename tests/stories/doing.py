"""Doing things as somebody: one call for each mutation, what it answered in a word or two, and that a refusal changed nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from graphql import GraphQLUnionType, get_named_type
from sqlalchemy import text

from api.app import GRAPH
from schema.tables import Base, Person
from tests.clients import Client
from tests.makers import Makers, client_id

Answer = dict[str, Any]

SELECTED = {
    "Conversation": """
        id status scheduledAt durationMinutes openedAt closedAt pair { id } manager { id } employee { id } outcomes { by { id } brought }
        parts { part talkingPoints { id text discussed carriedOver author { id } } notes { id text visibility } } agreements { id text status }""",
    "TalkingPoint": "id text part discussed carriedOver createdAt author { id } conversation { id status } about { kind nodeId quote }",
    "Note": "id text part visibility createdAt editedAt author { id } conversation { id status }",
    "Agreement": "id text due status createdAt owner { id } conversation { id }",
    "Suggestion": "id state question part decidedBy { id } sources { nodeId quote } talkingPoint { id text author { id } about { nodeId } }",
    "SuggestedQuestions": "suggestions { id question } startWith { id } shortfalls { part reason }",
    "Summary": """id state language sentences { id part text editedBy { id } sources { nodeId quote } }
        confirmedBy { id } confirmations { by { id } as } remarks { id text }""",
    "Goal": "id title description status targetDate createdAt owner { id } evaluations { edges { node { id } } }",
    "GoalEvaluation": "id progress text createdAt author { id } goal { id } responses { id }",
    "Feedback": "id text createdAt to { id } author { id } responses { id text }",
    "Reflection": "id text visibility createdAt editedAt author { id } responses { id }",
    "Response": "id text createdAt author { id } to { id }",
    "Talent": "id text createdAt confirmedAt person { id } namedBy { id }",
    "Pair": "id rhythmWeeks pausedUntil modelAllowed endedAt",
    "Preferences": "language timeZone quietFrom quietUntil workingDays",
    "Withdrawn": "id",
    "HandedOver": "nodes { __typename id }",
}
"""What is read back of each thing."""

MUTATIONS = dict(GRAPH.mutation_type.fields) if GRAPH.mutation_type else {}


async def do(client: Client, viewer: Person | None, mutation: str, **given: Any) -> Answer:
    """What a mutation answers to that person; it must answer with data. Rows among the input stand for their ids."""
    answer = await client.ask(document_of(mutation), viewer, input=given)
    found: Answer = answer[mutation]
    return found


async def told(client: Client, viewer: Person | None, mutation: str, **given: Any) -> str:
    """The same in a word or two: see `shortly`."""
    return shortly(await do(client, viewer, mutation, **given))


async def made(client: Client, viewer: Person, mutation: str, **given: Any) -> str:
    """The id of what a mutation made or changed, which it must do."""
    answer = await do(client, viewer, mutation, **given)
    assert "id" in answer, answer
    return str(answer["id"])


def shortly(answer: Answer) -> str:
    """The type of an answer, with the reason of a refusal: `Note`, `WrongMoment TALK_CLOSED`, `InvalidInput INVALID text`."""
    return " ".join(str(answer[name]) for name in ("__typename", "reason", "field") if name in answer)


async def node(client: Client, viewer: Person, node_id: Any) -> Answer | None:
    """A thing as that person reads it now."""
    kind = str(node_id if isinstance(node_id, str) else client_id(node_id)).split("_")[0]
    selection = f"... on {kind} {{ {SELECTED.get(kind, 'id')} }}"
    answer = await client.ask(f"query Read($id: ID!) {{ node(id: $id) {{ __typename {selection} }} }}", viewer, id=node_id)
    found: Answer | None = answer["node"]
    return found


def at(client: Client, moment: datetime) -> Client:
    """The same client while its server's clock says that it is that moment; the clock of the database goes on."""
    return replace(client, context=lambda identity, reads: replace(client.context(identity, reads), now=lambda: moment))


@cache
def document_of(mutation: str) -> str:
    """A document that does one thing and reads back what it made."""
    field = MUTATIONS[mutation]
    result = get_named_type(field.type)
    assert isinstance(result, GraphQLUnionType)
    (kind,) = [each.name for each in result.types if each.name in SELECTED]
    refused = "... on Refusal { reason message }"
    if any(each.name == "InvalidInput" for each in result.types):
        refused += " ... on InvalidInput { field }"
    answer = f"__typename {refused} ... on {kind} {{ {SELECTED[kind]} }}"
    return f"mutation Do($input: {field.args['input'].type}) {{ {mutation}(input: $input) {{ {answer} }} }}"


async def standing(make: Makers) -> dict[str, list[str]]:
    """Every row of every table as it stands, in one statement."""
    each = [f"SELECT '{name}' AS name, to_jsonb(it)::text AS row FROM {name} it" for name in Base.metadata.tables]
    found: dict[str, list[str]] = {name: [] for name in Base.metadata.tables}
    async with make.engine.connect() as connection:
        for name, row in await connection.execute(text(f"{' UNION ALL '.join(each)} ORDER BY 1, 2")):
            found[name].append(row)
    return found


@asynccontextmanager
async def nothing_changes(make: Makers) -> AsyncIterator[None]:
    """Every row of every table, the outbox included, stands after the block as it stood before."""
    before = await standing(make)
    yield
    after = await standing(make)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


async def outbox(make: Makers) -> list[tuple[str, str, str]]:
    """What the outbox tells, in order: type, id and verb."""
    async with make.engine.connect() as connection:
        rows = await connection.execute(text("SELECT node_type, node_type || '_' || node_id, verb FROM outbox ORDER BY seq"))
        return [(row[0], row[1], row[2]) for row in rows]


def points_of(talk: Answer) -> list[Answer]:
    """The talking points of a talk."""
    return [point for part in talk["parts"] for point in part["talkingPoints"]]
