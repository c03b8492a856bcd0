"""The relay: what people's transactions leave in the outbox is told in the order of their commits, each once, nothing lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.database.logins import Database, Login
from api.database.sessions import Sessions
from api.events import LARGEST_PAYLOAD, Happening, happenings_in, payloads
from api.outbox import Verb, tell
from schema.tables import Change, Conversation, Person
from tests.clients import Client
from tests.listening import Ear, ear, note_told, relaying
from tests.makers import Makers, ahead, identity_of
from tests.stories.doing import made

WRITERS = 8
NOTIFYING_TRIGGERS = """
select tgname from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_proc on pg_proc.oid = tgfoid
where relnamespace = 'public'::regnamespace and prosrc ilike '%notify%'
"""


@pytest.fixture
async def heard(database: Database) -> AsyncIterator[Ear]:
    """An ear on the relay, at a database whose old changes were told already."""
    async with ear(database.urls.app) as hearing:
        yield hearing


async def test_a_change_is_told_with_all_its_ids_and_nothing_else(make: Makers, database: Database, sessions: Sessions, heard: Ear) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)

    async with relaying(database.urls.work):
        note = await note_told(sessions, person, talk)
        await heard.until(1)

    assert heard.heard == [Happening(talk.org_id, talk.pair_id, talk.id, "Note", note, "MADE", person.id)]


async def test_a_transaction_of_a_person_notifies_nobody(make: Makers, database: Database, sessions: Sessions, heard: Ear) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)

    await note_told(sessions, person, talk)
    async with sessions.begin(identity_of(person)) as session:
        await tell(session, "Note", talk.id, Verb.GONE, pair_id=talk.pair_id, conversation_id=talk.id)
    asked = await database.urls.owner.connect()
    telling = await asked.fetch("select proname from pg_proc where pronamespace = 'public'::regnamespace and prosrc ilike '%notify%'")
    await asked.close()
    await asyncio.sleep(0.2)

    assert len(await make.all(Change)) == 2
    assert heard.payloads == [], "the relay does not run, and nobody else may notify"
    assert telling == [], "nor does a function of ours do it for them"


async def test_no_mutation_notifies_anybody(make: Makers, database: Database, client: Client, heard: Ear) -> None:
    talk = await make.conversation(status="OPEN")
    person, manager = await make.employee_of(talk), await make.manager_of(talk)
    told, in_talk, sent = {"text": "Ging goed"}, {"conversationId": talk}, list[str]()

    async def does(mutation: str, **given: Any) -> str:
        node = await made(client, person, mutation, **given)
        sent.extend(client.statements.noted)
        return node

    note = await does("writeNote", **in_talk, **told, part="GROWTH", idempotencyKey=uuid4())
    await does("editNote", noteId=note, text="Ging beter")
    await does("addTalkingPoint", **in_talk, **told, part="GROWTH")
    await does("makeAgreement", **in_talk, **told, ownerId=person)
    await does("giveFeedback", **told, toId=manager)
    await does("writeReflection", **told)
    goal = await does("setGoal", ownerId=person, title="Sneller")
    evaluation = await does("evaluateGoal", **told, goalId=goal, progress="ON_TRACK")
    await does("respond", **told, toId=evaluation)
    await does("nameTalent", **told, personId=person)
    await does("planConversation", employeeId=person, scheduledAt=ahead(days=3))
    await does("closeConversation", **in_talk)
    await does("withdraw", nodeId=note)
    asked = await database.urls.owner.connect()
    triggers = await asked.fetch(NOTIFYING_TRIGGERS)
    await asked.close()
    await asyncio.sleep(0.2)

    assert len(await make.all(Change)) >= 13
    assert sum("insert into outbox" in statement for statement in sent) >= 13, "what they send is seen here"
    assert [statement for statement in sent if "notify" in statement.lower()] == []
    assert heard.payloads == []
    assert triggers == [], "nor does a trigger on what they write"


async def test_what_is_rolled_back_is_never_told(make: Makers, database: Database, sessions: Sessions, heard: Ear) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)

    async with relaying(database.urls.work):
        with suppress(LookupError):
            async with sessions.begin(identity_of(person)) as session:
                await tell(session, "Note", talk.id, Verb.MADE, conversation_id=talk.id)
                raise LookupError
        kept = await note_told(sessions, person, talk)
        await heard.until(1)

    assert heard.nodes == [kept]


async def test_eight_writers_at_once_lose_nothing_beside_long_transactions(make: Makers, database: Database, sessions: Sessions, heard: Ear) -> None:
    talk = await make.conversation()
    people = [await make.employee_of(talk), await make.manager_of(talk)]

    async with relaying(database.urls.work), asyncio.TaskGroup() as group:
        beside = [asyncio.create_task(_reads_for_long(database.urls.app)), asyncio.create_task(_writes_slowly(database.urls.load))]
        writers = [group.create_task(_writes(sessions, people[number % 2], talk, seed=number)) for number in range(WRITERS)]
        written = [await writer for writer in writers]
        await heard.until(sum(map(len, written)))
        for task in beside:
            task.cancel()

    assert sorted(heard.nodes) == sorted(node for nodes in written for node in nodes)
    for nodes in written:
        mine = set(nodes)
        assert [node for node in heard.nodes if node in mine] == nodes, "each writer's changes come in the order in which they were made"


async def test_a_change_waits_for_an_older_transaction_that_may_still_write(make: Makers, database: Database, sessions: Sessions, heard: Ear) -> None:
    talk = await make.conversation()
    person, other = await make.employee_of(talk), await make.manager_of(talk)

    async with relaying(database.urls.work):
        async with sessions.begin(identity_of(person)) as session:
            await tell(session, "Goal", talk.id, Verb.MADE, pair_id=talk.pair_id)
            later = await note_told(sessions, other, talk)
            await asyncio.sleep(0.3)
            while_it_lasts = list(heard.nodes)
        await heard.until(2)

    assert while_it_lasts == []
    assert heard.nodes == [talk.id, later], "in the order of the transactions, whichever committed first"


async def test_a_relay_killed_in_the_middle_loses_nothing_and_tells_nothing_twice(
    make: Makers, database: Database, sessions: Sessions, heard: Ear
) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)
    chance = random.Random(7)  # noqa: S311  # no secret

    async with asyncio.TaskGroup() as group:
        writers = [group.create_task(_writes(sessions, person, talk, seed=number, count=60)) for number in range(4)]
        while not all(writer.done() for writer in writers):
            async with relaying(database.urls.work) as working:
                await asyncio.sleep(chance.uniform(0.01, 0.15))
                await working.kill()
    written = [node for writer in writers for node in writer.result()]
    async with relaying(database.urls.work):
        await heard.until(len(written))
        await asyncio.sleep(0.2)

    assert sorted(heard.nodes) == sorted(written)


async def test_of_two_relays_one_works_and_the_other_takes_over(make: Makers, database: Database, sessions: Sessions, heard: Ear) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)

    async with relaying(database.urls.work) as first, relaying(database.urls.work) as second:
        both = [await note_told(sessions, person, talk) for _ in range(20)]
        await heard.until(20)
        await first.kill()
        after = [await note_told(sessions, person, talk) for _ in range(20)]
        await heard.until(40)
        still_working = not second.task.done()

    assert heard.nodes == both + after
    assert still_working


def test_a_notification_is_never_too_long_and_keeps_the_order() -> None:
    one, other = UUID(int=1), UUID(int=2)
    told = [Happening(one, None if number % 2 else other, one, "TalkingPoint", UUID(int=number), "CHANGED", other) for number in range(1_000)]

    packed = list(payloads(told))

    assert all(len(payload.encode()) <= LARGEST_PAYLOAD for payload in packed)
    assert [happening for payload in packed for happening in happenings_in(payload)] == told


async def _writes(sessions: Sessions, person: Person, talk: Conversation, *, seed: int, count: int = 40) -> list[UUID]:
    chance = random.Random(seed)  # noqa: S311  # no secret
    made = []
    for _ in range(count):
        made.append(await note_told(sessions, person, talk))
        await asyncio.sleep(chance.uniform(0, 0.01))
    return made


async def _reads_for_long(login: Login) -> None:
    connection = await login.connect()
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.fetchval("select count(*) from people")
            await asyncio.sleep(4)
    finally:
        connection.terminate()


async def _writes_slowly(login: Login) -> None:
    connection = await login.connect()
    try:
        while True:
            async with connection.transaction():
                await connection.fetchval("select pg_current_xact_id()")
                await asyncio.sleep(0.1)
    finally:
        connection.terminate()
