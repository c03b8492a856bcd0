"""The small world of all tests with what it lacks: texts that are hard to write down, things that wait, things that are rare."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import orjson
from graphql import GraphQLInterfaceType
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.logins import Login
from schema.plan.order import NEWEST_FIRST
from schema.tables import Conversation, Pair, Person, Role, SummarySentence
from schema.types.node import written
from tests.makers import Makers, ago, ahead, identity_of
from tests.schema.documents import Known
from tests.schema.readers import DOCUMENTS, GRAPH, Reader, World, reading_as
from tests.schema.walk import cursor
from tests.world import make_world

WHO = ("employee", "manager", "boss", "former", "colleague", "hr", "outsider", "outside manager")
HARD = (
    "Zij zei: \"dat lukt\" \\ en 'goed' </script> & \\u0041 \\n",
    "regel één\nregel twee\r\n\ttab \b \f \x01 \x1f \x7f \x85",
    "🙂 👩‍👩‍👧 ünïcödé 漢字 \u2028 \ufeff \U0010ffff e\u0301",
    "100% van _alles_ ; -- DROP TABLE $1 :name {x} null ||",
)
"""Texts that JSON, SQL or a careless program might trip over."""

PAGES = """{
  people(first: 100) { edges { cursor node { goals { edges { cursor } } feedback { edges { cursor } } reflections { edges { cursor } } } } }
  roles(first: 100) { edges { cursor } }
  developmentOptions { edges { cursor } }
  conversations { edges { cursor } }
}"""
"""What cursors are taken from."""


@asynccontextmanager
async def rich_world(load: AsyncEngine, app: Login) -> AsyncIterator[World]:
    """The world, and a transaction for each of `WHO`, held until the block ends."""
    make = Makers(load)
    people = (await make_world(make)).people
    await _add_what_is_rare(make, people["employee"], people["manager"])
    async with AsyncExitStack() as stack:
        readers = {who: await stack.enter_async_context(reading_as(identity_of(people[who]), app)) for who in WHO}
        everywhere = {who: await _ids(reader) for who, reader in readers.items()}
        known = {who: await _known(reader, everywhere[who], everywhere) for who, reader in readers.items()}
        yield World(readers, known)


async def _add_what_is_rare(make: Makers, employee: Person, manager: Person) -> None:
    pair = await make.pair(manager, employee)
    talks = await make.all(Conversation, pair_id=pair.id)
    closed = max((talk for talk in talks if talk.closed_at), key=lambda talk: talk.scheduled_at)
    (planned, *_) = [talk for talk in talks if talk.status == "PLANNED"]
    for number, text in enumerate(HARD):
        part = ("PERSONAL", "CURRENT_ROLE", "GROWTH")[number % 3]
        note = await make.note(closed, employee, text, private=number == 1, part=part, edited_at=ago(minutes=number + 1))
        point = await make.point(planned, manager, text, part=part, parked=number == 3)
        if number == 0:
            await make.source(point, note, quote=text)
        await make.agreement(closed, employee, text, due=date(2024, 2, 29), at=ago(days=2))
    (role,) = await make.all(Role, id=employee.role_id)
    await make.path(HARD[2], role, what_it_takes=HARD[0])
    await _add_what_waits(make, pair, employee, manager, planned, closed)
    await make.change(pair, paused_until=date(2031, 1, 1))


async def _add_what_waits(make: Makers, pair: Pair, employee: Person, manager: Person, planned: Conversation, closed: Conversation) -> None:
    goal = await make.goal(pair, HARD[0], description=HARD[1], target_on=date(2031, 12, 31))
    evaluation = await make.evaluation(goal, text=HARD[2], manager_sees_from=ahead(days=1))
    reflection = await make.reflection(pair, HARD[3], shared=False, edited_at=ago(days=1))
    later = await make.reflection(pair, HARD[2], manager_sees_from=ahead(days=1))
    feedback = await make.feedback(pair, manager, HARD[1])
    hidden = await make.feedback(pair, text=HARD[0], manager_sees_from=None)
    named = await make.talent(pair, HARD[2], named_by=manager, confirmed=False)
    answers = [await make.response(to, text=HARD[3]) for to in (evaluation, reflection, later, feedback, hidden)]
    provenance: dict[str, Any] = {"model": "m-1", "prompt_fingerprint": "f00", "follow_up": HARD[2]}
    suggestion = await make.suggestion(planned, HARD[0], state="DISMISSED", rests_on=[feedback, goal, named], **provenance)
    await make.suggestion(planned, HARD[1], state="ACCEPTED", talking_point_id=(await make.point(planned)).id, **provenance)
    await make.source(suggestion, None, position=9, quote=HARD[3])
    await make.outcome(await make.conversation(pair, status="CLOSED", at=ago(days=400)), employee, [])
    summary = await make.summary(await make.conversation(pair, status="CLOSED", at=ago(days=300)), [HARD[0], (HARD[1], goal)])
    await make.confirmation(summary, manager)
    for sentence in await make.all(SummarySentence, summary_id=summary.id):
        await make.change(sentence, edited_by_id=employee.id, text=HARD[2])
    answers.append(await make.response(summary, manager, HARD[0]))
    subjects = [evaluation, feedback, reflection, answers[0], goal, closed, summary, pair]
    await make.trigger(employee, None, subjects, why=HARD[0], part="GROWTH")
    await make.trigger(manager, employee, subjects, conversation_id=planned.id)
    await make.trigger(manager, employee, [], kind="TALK_OVERDUE", state="DISMISSED")


async def _ids(reader: Reader) -> dict[str, list[str]]:
    """The client ids of all that a person may see, by type."""
    found = {}
    for name in sorted(kind.name for kind in GRAPH.get_possible_types(cast("GraphQLInterfaceType", GRAPH.type_map["Node"]))):
        table = reader.plans.tables[name]
        rows = await reader.connection.scalars(select(table.id).order_by(table.id))
        found[name] = [f"{name}_{row}" for row in rows]
    return found


async def _known(reader: Reader, mine: dict[str, list[str]], everywhere: dict[str, dict[str, list[str]]]) -> Known:
    foreign = [theirs[name][0] for theirs in everywhere.values() for name in ("Note", "Person", "Conversation") if theirs[name]]
    malformed = ["", "Person", "person_1", "Person_" + "0" * 32, f"Person_{uuid4()}".upper(), f"Nothing_{uuid4()}", "Query_" + str(uuid4()), HARD[0]]
    strange = [
        f"Person_{uuid4()}",
        *malformed,
        *foreign,
        f"PersonConnection_{uuid4()}",
        *(it.replace("Person", "Preferences") for it in mine["Person"][:3]),
    ]
    answer = orjson.loads(orjson.dumps((await reader.planned(DOCUMENTS.get(PAGES), {})).data))
    letters, moments = _cursors(answer)
    ids = {name: found or strange for name, found in mine.items()}
    days = [-400, -60, 0, 7, 60]
    some = [written(datetime.now(UTC) + timedelta(days=day)) for day in days] + ["2020-02-29T23:30:00+05:45", "2999-12-31T00:00:00.000Z"]
    return Known(ids, strange, letters, moments, ["a", "", "%", "_", "\\", "'", "é", "🙂", "EN", "de", HARD[0]], some)


def _cursors(answer: dict[str, Any]) -> tuple[list[str], list[str]]:
    letters = [edge["cursor"] for name in ("people", "roles", "developmentOptions") for edge in answer[name]["edges"]]
    people = [edge["node"] for edge in answer["people"]["edges"]]
    lists = [answer["conversations"], *(person[name] for person in people for name in ("goals", "feedback", "reflections"))]
    moments = [edge["cursor"] for each in lists for edge in each["edges"]]
    return letters, moments or [cursor(NEWEST_FIRST, datetime.now(UTC), uuid4())]
