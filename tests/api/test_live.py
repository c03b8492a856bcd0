"""A talk that is followed over a WebSocket: what is told, to whom, and when it ends."""

from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from api.actions.people import end_pairs
from api.database.logins import Database
from api.database.sessions import Sessions
from api.events import QUEUE, Happening
from api.outbox import Verb
from api.settings import Settings
from schema.tables import Person, Summary
from tests.listening import note_told
from tests.living import FOLLOW, Living, living
from tests.makers import Makers, ago, client_id, now


async def test_a_note_by_one_shows_at_the_other(lives: Living, believed: Makers, sessions: Sessions) -> None:
    talk, note = await _talk_with_note(believed)
    employee, manager = await believed.employee_of(talk), await believed.manager_of(talk)

    async with lives.socket(employee) as one, lives.socket(manager) as other:
        await one.follow(talk)
        await other.follow(talk)
        await lives.followed(talk, 2)
        await note_told(sessions, manager, talk, note_id=note.id)
        seen = [await one.change(), await other.change()]

    assert seen == [{"conversationId": client_id(talk), "kind": "NOTE", "nodeId": client_id(note)}] * 2


async def test_a_summary_that_was_drafted_when_the_talk_closed_shows_at_both(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation(status="OPEN", at=ago(hours=1))
    employee, manager = await believed.employee_of(talk), await believed.manager_of(talk)
    for person, words in ((employee, "De ochtenden zonder overleg geven me energie."), (manager, "De planning moet nog worden afgestemd.")):
        await believed.note(talk, person, words)

    async with lives.socket(employee) as one, lives.socket(manager) as other:
        await one.follow(talk)
        await other.follow(talk)
        await lives.followed(talk, 2)
        await other.ask("close", "mutation Close($id: ID!) { closeConversation(input: {conversationId: $id}) { __typename } }", id=client_id(talk))
        told = [await one.change(), await one.change()]

    (summary,) = await believed.all(Summary)
    assert [change["kind"] for change in told] == ["STATUS", "SUMMARY"]
    assert told[1]["nodeId"] == client_id(summary)
    assert (await believed.reread(talk)).summary_progress == "READY"


async def test_a_private_note_is_told_to_nobody_else_even_if_it_came_into_the_outbox(lives: Living, believed: Makers, sessions: Sessions) -> None:
    talk, note = await _talk_with_note(believed, private=True)
    author, other = await _both(believed, note)
    shared = await believed.note(talk, author=author)

    async with lives.socket(other) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        await note_told(sessions, author, talk, note_id=note.id)
        await note_told(sessions, author, talk, note_id=shared.id)
        first = await socket.change()

    assert first["nodeId"] == client_id(shared)


async def test_what_is_gone_is_told_by_its_id(lives: Living, believed: Makers, sessions: Sessions) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)

    async with lives.socket(person) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        gone = await note_told(sessions, person, talk, verb=Verb.GONE)
        change = await socket.change()

    assert change == {"conversationId": client_id(talk), "kind": "NOTE", "nodeId": f"Note_{gone}"}


async def test_a_talk_that_is_not_theirs_is_answered_as_one_that_does_not_exist(lives: Living, believed: Makers) -> None:
    talk, stranger = await believed.conversation(), await believed.person()
    asked = [client_id(talk), f"Conversation_{uuid4()}", client_id(stranger), "", "talk"]

    answers = []
    async with lives.socket(stranger) as socket:
        for talk_id in asked:
            await socket.ask("1", FOLLOW, id=talk_id)
            answers.append((await socket.hear(), await socket.hear()))

    assert answers[0][0]["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert answers[0][1] == {"id": "1", "type": "complete"}
    assert all(answer == answers[0] for answer in answers)
    assert not lives.hub.feeds


async def test_leaving_the_pair_ends_the_stream_at_once(lives: Living, believed: Makers, load_engine: AsyncEngine) -> None:
    talk = await believed.conversation()
    manager, employee = await believed.manager_of(talk), await believed.employee_of(talk)

    async with lives.socket(manager) as socket, lives.socket(employee) as stays:
        await socket.follow(talk)
        await stays.follow(talk)
        await lives.followed(talk, 2)
        async with load_engine.begin() as connection:
            await end_pairs(connection, talk.org_id, [talk.pair_id], at=now())
        end = await socket.hear()
        await lives.followed(talk, 1)

    assert end == {"id": "1", "type": "complete"}


async def test_somebody_who_left_hears_nothing_more(lives: Living, believed: Makers, sessions: Sessions) -> None:
    talk, note = await _talk_with_note(believed)
    employee, manager = await believed.employee_of(talk), await believed.manager_of(talk)

    async with lives.socket(employee) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        await believed.change(employee, left_at=ago(seconds=1), email=None, issuer=None, subject=None)
        await note_told(sessions, manager, talk, note_id=note.id)
        end = await socket.hear()

    assert end == {"id": "1", "type": "complete"}


async def test_a_slow_reader_is_told_to_refetch_and_then_let_go(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)
    happening = Happening(talk.org_id, talk.pair_id, talk.id, "Conversation", talk.id, "CHANGED", person.id)

    async with lives.socket(person) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        # Nothing is read between two steps of this test: for the feed that is a reader who does not read.
        lives.hub.tell([happening] * (QUEUE + 1))
        after_one_overflow = await socket.change()
        lives.hub.tell([happening] * (QUEUE + 1))
        lives.hub.tell([happening] * (QUEUE + 1))
        end = await socket.hear()

    assert after_one_overflow == {"conversationId": client_id(talk), "kind": "REFETCH", "nodeId": None}
    assert end == {"id": "1", "type": "complete"}


async def test_a_lost_connection_to_the_database_makes_everybody_refetch(lives: Living, believed: Makers, database: Database) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)

    async with lives.socket(person) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        owner = await database.urls.owner.connect()
        await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'goodtalk events'")
        await owner.close()
        change = await socket.change()

    assert change["kind"] == "REFETCH"


async def test_the_socket_closes_when_its_token_ends(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)

    async with lives.socket() as socket:
        await socket.begin(lives.token(person, seconds=2))
        await socket.follow(talk)
        await lives.followed(talk)
        code, reason = await socket.closed()

    assert (code, reason) == (4403, "The token has ended.")
    await lives.followed(talk, 0)


async def test_a_client_that_goes_away_leaves_nothing_behind(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)

    async with lives.socket(person) as socket:
        for number in range(5):
            await socket.follow(talk, str(number))
        await lives.followed(talk, 5)
        await socket.say({"id": "0", "type": "complete"})
        await lives.followed(talk, 4)
    await lives.followed(talk, 0)

    assert not lives.hub.feeds


async def test_the_server_says_that_it_restarts(settings: Settings, database: Database, believed: Makers) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)

    async with living(settings, database) as lives, lives.socket(person) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        lives.server.should_exit = True
        code, _ = await socket.closed()

    assert code == 1012, "clients come back by themselves"


async def _talk_with_note(believed: Makers, **columns: Any) -> tuple[Any, Any]:
    talk = await believed.conversation()
    return talk, await believed.note(talk, **columns)


async def _both(believed: Makers, note: Any) -> tuple[Person, Person]:
    employee, manager = await believed.employee_of(note), await believed.manager_of(note)
    return (employee, manager) if employee.id == note.author_id else (manager, employee)
