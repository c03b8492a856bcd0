"""The graphql-transport-ws protocol: what a client may say, what it gets for it, and what closes the socket."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from api.live import socket as door
from api.live.socket import MOST_OPERATIONS
from tests.listening import until
from tests.living import FOLLOW, Living
from tests.makers import Makers, client_id

VIEWER = "{ viewer { id } }"
ABOUT = {"id": "1", "type": "subscribe", "payload": {"query": "{ about { version } }"}}
ADD = 'mutation Add($id: ID!) { writeNote(input: {conversationId: $id, part: CURRENT_ROLE, text: "Ging goed"}) { __typename ... on Note { id } } }'


async def test_queries_and_mutations_are_answered_too(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    person, other = await believed.employee_of(talk), await believed.manager_of(talk)

    async with lives.socket(person) as socket, lives.socket(other) as follower:
        await follower.follow(talk)
        await lives.followed(talk)
        await socket.ask("q", VIEWER)
        viewer = [await socket.hear(), await socket.hear()]
        await socket.ask("m", ADD, id=client_id(talk))
        added = [await socket.hear(), await socket.hear()]
        changes = [await follower.change(), await follower.change()]

    assert viewer == [
        {"id": "q", "type": "next", "payload": {"data": {"viewer": {"id": client_id(person)}}}},
        {"id": "q", "type": "complete"},
    ]
    note = added[0]["payload"]["data"]["writeNote"]
    assert note["__typename"] == "Note"
    assert {change["kind"] for change in changes} == {"STATUS", "NOTE"}, "the first note opens the talk"
    assert note["id"] in {change["nodeId"] for change in changes}


async def test_a_mistake_in_one_operation_leaves_the_socket_and_the_others_alone(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)
    mistakes = {
        "syntax": ("{ viewer { ", "GRAPHQL_PARSE_FAILED"),
        "unknown": ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        "deep": ("{ viewer " + "{ manager " * 20 + "{ id }" + " }" * 20 + " }", "QUERY_TOO_COMPLEX"),
        "none": ("fragment f on Query { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        "variable": (FOLLOW.replace("$id: ID!", "$id: ID!, $more: Int!"), "GRAPHQL_VALIDATION_FAILED"),
    }

    async with lives.socket(person) as socket:
        await socket.follow(talk, "follows")
        await lives.followed(talk)
        answers = {}
        for name, (query, _) in mistakes.items():
            await socket.ask(name, query)
            answers[name] = await socket.hear()
        await socket.ask("after", VIEWER)
        after = await socket.hear()
        await lives.followed(talk, 1)

    assert {name: answer["type"] for name, answer in answers.items()} == dict.fromkeys(mistakes, "error")
    assert {name: answer["payload"][0]["extensions"]["code"] for name, answer in answers.items()} == {n: c for n, (_, c) in mistakes.items()}
    assert after["payload"]["data"] == {"viewer": {"id": client_id(person)}}


async def test_a_ping_is_answered_by_a_pong(lives: Living, believed: Makers) -> None:
    person = await believed.person()

    async with lives.socket(person) as socket:
        await socket.say({"type": "ping", "payload": {"n": 1}})
        await socket.say({"type": "pong"})
        await socket.say({"type": "ping"})
        answers = [await socket.hear(), await socket.hear()]

    assert answers == [{"type": "pong", "payload": {"n": 1}}, {"type": "pong"}]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param("not json", 4400, id="no JSON"),
        pytest.param("[]", 4400, id="no object"),
        pytest.param('{"type": 1}', 4400, id="a type that is no text"),
        pytest.param('{"type": "start", "id": "1"}', 4400, id="a message of the legacy protocol"),
        pytest.param('{"type": "subscribe", "payload": {"query": "{ about { version } }"}}', 4400, id="no id"),
        pytest.param('{"type": "subscribe", "id": "", "payload": {"query": "{ about { version } }"}}', 4400, id="an empty id"),
        pytest.param('{"type": "subscribe", "id": "1"}', 4400, id="no payload"),
        pytest.param('{"type": "subscribe", "id": "1", "payload": {"query": 1}}', 4400, id="a query that is no text"),
        pytest.param('{"type": "connection_init"}', 4429, id="a second beginning"),
    ],
)
async def test_what_the_protocol_does_not_allow_closes_the_socket(lives: Living, believed: Makers, said: str, code: int) -> None:
    person = await believed.person()

    async with lives.socket(person) as socket:
        await socket.say(said)
        closed = await socket.closed()

    assert closed[0] == code


async def test_a_binary_frame_closes_the_socket(lives: Living, believed: Makers) -> None:
    async with lives.socket(await believed.person()) as socket:
        await socket.connection.send(b"{}")
        closed = await socket.closed()

    assert closed[0] == 4400


async def test_a_message_that_is_too_large_closes_the_socket(lives: Living, believed: Makers) -> None:
    async with lives.socket(await believed.person()) as socket:
        await socket.ask("1", "#" + "x" * 1_100_000)
        closed = await socket.closed()

    assert closed[0] == 1009


async def test_an_id_that_is_in_use_closes_the_socket_and_a_finished_one_may_be_used_again(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()

    async with lives.socket(await believed.employee_of(talk)) as socket:
        for _ in range(3):
            await socket.ask("1", VIEWER)
            assert [(await socket.hear())["type"] for _ in range(2)] == ["next", "complete"]
        await socket.follow(talk, "1")
        await socket.follow(talk, "1")
        closed = await socket.closed()

    assert closed == (4409, "Subscriber for '1' already exists")


async def test_more_operations_than_allowed_are_refused_one_by_one(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()

    async with lives.socket(await believed.employee_of(talk)) as socket:
        for number in range(MOST_OPERATIONS + 1):
            await socket.follow(talk, str(number))
        refused = await socket.hear()
        await lives.followed(talk, MOST_OPERATIONS)

    assert (refused["id"], refused["type"]) == (str(MOST_OPERATIONS), "error")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"


async def test_the_legacy_protocol_is_not_spoken(lives: Living) -> None:
    async with lives.socket(protocol="graphql-ws") as socket:
        spoken = socket.connection.subprotocol
        closed = await socket.closed()

    assert spoken is None
    assert closed[0] == 4406


async def test_nothing_is_done_for_somebody_who_did_not_say_who_they_are(lives: Living) -> None:
    async with lives.socket() as socket:
        await socket.say(ABOUT)
        closed = await socket.closed()

    assert closed == (4401, "Unauthorized")


@pytest.mark.parametrize("payload", [None, {}, {"token": ""}, {"Authorization": "Bearer nonsense"}, {"token": 7}, {"Authorization": "Basic eDp5"}])
async def test_without_a_good_token_the_socket_is_closed(lives: Living, payload: dict[str, Any] | None) -> None:
    async with lives.socket() as socket:
        await socket.say({"type": "connection_init"} if payload is None else {"type": "connection_init", "payload": payload})
        closed = await socket.closed()

    assert closed[0] == 4403


async def test_a_token_that_has_ended_opens_nothing(lives: Living, believed: Makers) -> None:
    person = await believed.person()

    token = lives.token(person, seconds=1)
    await asyncio.sleep(1.1)

    async with lives.socket() as socket:
        await socket.say({"type": "connection_init", "payload": {"token": token}})
        closed = await socket.closed()

    assert closed[0] == 4403


@pytest.mark.parametrize("where", ["Authorization", "authorization", "token", "header"])
async def test_the_token_comes_with_the_first_message_or_with_the_upgrade(lives: Living, believed: Makers, where: str) -> None:
    person = await believed.person()
    token = lives.token(person)
    headers = {"Authorization": f"Bearer {token}"} if where == "header" else {}
    payloads: dict[str, Any] = {"token": {"token": token}, "header": None}

    async with lives.socket(additional_headers=headers) as socket:
        await socket.say({"type": "connection_init", "payload": payloads.get(where, {where: f"Bearer {token}"})})
        begun = await socket.hear()

    assert begun == {"type": "connection_ack"}


async def test_somebody_whom_nobody_knows_is_told_so(lives: Living, believed: Makers) -> None:
    person = await believed.person(left=True)

    async with lives.socket(person) as socket:
        await socket.ask("1", VIEWER)
        answer = await socket.hear()

    assert answer["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_client_that_says_nothing_is_not_waited_for(lives: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TIME_TO_BEGIN", 0.1)

    async with lives.socket() as socket:
        closed = await socket.closed()

    assert closed == (4408, "Connection initialisation timeout")


async def test_a_subscription_asked_by_an_ordinary_request_is_told_where_to_go(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    token = lives.token(await believed.employee_of(talk))

    async with lives.stream(token, FOLLOW, accept="application/json", id=client_id(talk)) as answer:
        body = json.loads(await answer.aread())

    assert answer.status_code == 400
    assert "text/event-stream" in body["errors"][0]["message"]


async def test_there_is_no_socket_anywhere_else(lives: Living) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{lives.port}/elsewhere"):
            pass

    assert refused.value.response.status_code == 403


async def test_a_mutation_that_began_is_finished_when_its_client_has_gone(lives: Living, believed: Makers, load_engine: AsyncEngine) -> None:
    talk = await believed.conversation()
    person, other = await believed.employee_of(talk), await believed.manager_of(talk)

    async with lives.socket(other) as follower:
        await follower.follow(talk)
        await lives.followed(talk)
        async with load_engine.begin() as holding:
            await holding.execute(text("select from conversations where id = :id for update"), {"id": talk.id})
            async with lives.socket(person) as socket:
                await socket.ask("m", ADD, id=client_id(talk))
                await _until_waiting(holding)
                await socket.say({"id": "m", "type": "complete"})
        changes = [await follower.change(), await follower.change()]

    assert "NOTE" in {change["kind"] for change in changes}


async def test_the_log_of_a_socket_holds_no_text(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()

    async with lives.socket(await believed.employee_of(talk)) as socket:
        await socket.ask("1", ADD.replace("Ging goed", "zeldzaamwoord"), id=client_id(talk))
        await socket.hear()
        await socket.ask("2", "{ zeldzaamwoord }")
        await socket.hear()
    lines = await until(lambda: [line for line in lives.logged() if line["event"] == "socket"])

    assert lines[0]["operations"] == 2
    assert "zeldzaamwoord" not in lives.lines.getvalue().decode()


async def _until_waiting(connection: AsyncConnection) -> None:
    waiting = text("select count(*) from pg_locks where not granted")
    await until(lambda: connection.scalar(waiting))
