"""Half characters, NUL and far too much, as bytes at the doors: each is refused in words over HTTP, in a stream and over a WebSocket."""

from typing import Any

import httpx
import orjson
import pytest
from websockets.exceptions import ConnectionClosed

from tests.living import FOLLOW, Living, Socket
from tests.makers import Makers, client_id

WRITE = "mutation Write($input: WriteNoteInput!) { writeNote(input: $input) { __typename ... on InvalidInput { field reason } } }"
SUGGEST = "subscription Ask($input: SuggestQuestionsInput!) { questionsSuggested(input: $input) { __typename } }"
HALVES = [rb"\ud800", rb"\udfff", rb"Goed\ud83dzo", rb"\udc00\ud800", rb"\u0000", b"\xff\xfe", b"\xed\xa0\x80", b"x" * 2_000_000]
NAMES = ["first half", "second half", "in words", "the wrong way round", "NUL", "no UTF-8", "a surrogate as bytes", "2 MB"]


def bodies(talk: str, any_text: bytes) -> dict[str, bytes]:
    """Requests with that text, as it stands in JSON, in every place that a request has for one."""
    note = orjson.dumps({"query": WRITE, "variables": {"input": {"conversationId": talk, "part": "GROWTH", "text": "ANY"}}})
    return {
        "text": note.replace(b"ANY", any_text),
        "id": orjson.dumps({"query": "query Q($id: ID!) { node(id: $id) { id } }", "variables": {"id": "ANY"}}).replace(b"ANY", any_text),
        "search": orjson.dumps({"query": "query Q($t: String!) { search(text: $t) { why } }", "variables": {"t": "ANY"}}).replace(b"ANY", any_text),
        "literal": orjson.dumps({"query": '{ node(id: "ANY") { id } }'}).replace(b"ANY", any_text.replace(b"\\", b"\\\\")),
        "literal, in JSON": orjson.dumps({"query": '{ node(id: "ANY") { id } }'}).replace(b"ANY", any_text),
        "operation": orjson.dumps({"query": "query Q { viewer { id } }", "operationName": "ANY"}).replace(b"ANY", any_text),
        "name of a variable": orjson.dumps({"query": "{ viewer { id } }", "variables": {"ANY": 1}}).replace(b"ANY", any_text),
        "followed": orjson.dumps({"query": FOLLOW, "variables": {"id": "ANY"}}).replace(b"ANY", any_text),
        "asked of the coach": orjson.dumps({"query": SUGGEST, "variables": {"input": {"conversationId": "ANY"}}}).replace(b"ANY", any_text),
    }


@pytest.mark.parametrize("half", HALVES, ids=NAMES)
async def test_no_text_is_a_mistake_of_ours(lives: Living, believed: Makers, half: bytes) -> None:
    talk = await believed.conversation(status="OPEN")
    employee = await believed.employee_of(talk)
    headers = {"authorization": f"Bearer {lives.token(employee)}", "content-type": "application/json"}

    async with httpx.AsyncClient(base_url=lives.url, headers=headers, timeout=20) as client:
        for where, body in bodies(client_id(talk), half).items():
            for accept in ("application/json", "text/event-stream"):
                answer = await client.post("/graphql", content=body, headers={"accept": accept})
                assert answer.status_code in (200, 400, 413), (where, answer.text[:500])
                assert b"INTERNAL" not in answer.content, (where, answer.text[:500])
    assert [line for line in lives.logged() if line["event"] == "mistake"] == []


@pytest.mark.parametrize("half", HALVES[:-1], ids=NAMES[:-1])
async def test_no_text_in_a_frame_is_a_mistake_of_ours(lives: Living, believed: Makers, half: bytes) -> None:
    talk = await believed.conversation(status="OPEN")
    employee = await believed.employee_of(talk)

    for body in bodies(client_id(talk), half).values():
        frame = b'{"id": "1", "type": "subscribe", "payload": ' + body + b"}"
        async with lives.socket(employee) as socket:
            ended = await _answered(socket, frame)
            assert ended in (4400, 1007, "error", "next", "complete"), ended
    assert [line for line in lives.logged() if line["event"] == "mistake"] == []


async def _answered(socket: Socket, frame: bytes) -> Any:
    """What comes back first: the type of a message, or the code with which the socket is closed."""
    try:
        text = frame.decode()
    except UnicodeDecodeError:
        await socket.connection.send(frame, text=True)
        return (await socket.closed())[0]
    await socket.say(text)
    first = await _first(socket)
    assert "INTERNAL" not in str(first)
    return first if isinstance(first, int) else first["type"]


async def _first(socket: Socket) -> Any:
    try:
        return await socket.hear()
    except ConnectionClosed:
        return socket.connection.close_code
