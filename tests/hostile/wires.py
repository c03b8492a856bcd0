"""What a model's server can do wrong below the words: its protocol, its bytes, its JSON; each by a name."""

import asyncio
import gzip
import json
from typing import Any

from tests.hostile.scenarios import GOOD, asks
from tests.hostile.server import STREAM, Answer, event, first, says, sends, status

DONE = b"data: [DONE]\n\n"


def chunk(**choice: Any) -> bytes:
    """A chunk with one choice, written out."""
    return (
        b"data: "
        + json.dumps({"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "hostile", "choices": [choice]}).encode()
        + b"\n\n"
    )


def headed(*lines: str, body: bytes) -> Answer:
    """A stream with headers of its own."""
    return sends(("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + "".join(f"{line}\r\n" for line in lines) + "\r\n").encode() + body)


def endless(head: bytes, piece: bytes) -> Answer:
    """The same bytes for ever, as fast as they are taken."""

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()

    return answer


def spelled(text: str) -> Answer:
    """A stream that arrives a byte at a time, so that signs are cut in two."""
    whole = STREAM + b"data: " + json.dumps(json.loads(event(text)[6:]), ensure_ascii=False).encode() + b"\n\n" + event(finish="stop") + DONE

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        for place in range(len(whole)):
            writer.write(whole[place : place + 1])
            if place % 50 == 0:
                await writer.drain()
                await asyncio.sleep(0)

    return answer


TOLD = event(asks(GOOD)) + event(finish="stop") + DONE
USED = b'data: {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [], "usage": %s}\n\n'
LIST = json.loads(asks(GOOD))["questions"]


def listed(**changed: Any) -> str:
    """One question with some of its fields changed."""
    return json.dumps({"questions": [{**LIST[0], **changed}], "sentences": [{**LIST[0], "text": "De planning is nieuw.", **changed}]})


def raw(old: str, new: str) -> Answer:
    """A good answer in which a piece of its JSON is another."""
    return says(listed().replace(old, new))


WIRES: dict[str, Answer] = {
    "moved for good, to another": status(308, Location="http://127.0.0.1:9/v1/chat/completions"),
    "moved, with the question": status(307, Location="//example.org/v1/chat/completions"),
    "moved to a file": status(303, Location="file:///etc/passwd"),
    "moved to nonsense": status(301, Location="http://[::bad"),
    "a bomb": headed("Content-Encoding: gzip", "Connection: close", body=gzip.compress(b"data: " + b"x" * 20_000_000)),
    "a packed answer": headed("Content-Encoding: gzip", "Connection: close", body=gzip.compress(TOLD)),
    "a packing nobody knows": headed("Content-Encoding: br, gzip", "Connection: close", body=b"\x00\x01"),
    "a line without an end": endless(STREAM + b"data: ", b"x" * 65_536),
    "comments without an end": endless(STREAM, b": " + b"x" * 65_536 + b"\n"),
    "chunks of nothing without an end": endless(STREAM, event("") * 100),
    "thoughts without an end": endless(STREAM, chunk(index=0, delta={"reasoning_content": "Fatima " * 1_000})),
    "an error without an end": endless(b"HTTP/1.1 500 X\r\nConnection: close\r\n\r\n", b"x" * 65_536),
    "headers without an end": endless(b"HTTP/1.1 200 OK\r\n", b"X-Long: " + b"x" * 8_000 + b"\r\n"),
    "a length too short": headed(f"Content-Length: {len(TOLD) - 200}", body=TOLD),
    "a length too long": headed(f"Content-Length: {len(TOLD) + 200}", "Connection: close", body=event(asks(GOOD)[:50])),
    "two lengths": headed("Content-Length: 5", "Content-Length: 500", body=TOLD),
    "pieces never ended": headed("Transfer-Encoding: chunked", body=b"5\r\ndata:\r\n"),
    "pieces that lie": headed("Transfer-Encoding: chunked", body=b"zz\r\n" + TOLD),
    "a continue first": sends(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + STREAM + TOLD),
    "a switch of protocols": sends(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    "no content": status(204, ""),
    "an old version": sends(b"HTTP/0.9 200 OK\r\n\r\n" + TOLD),
    "a mark of bytes first": sends(STREAM + b"\xef\xbb\xbf" + TOLD),
    "a mark of bytes in the answer": says("\ufeff" + asks(GOOD)),
    "a byte at a time": spelled(asks(GOOD, own="Ik wil het daarover hebben – nu.")),
    "lines that are no events": sends(STREAM + b"event: \nid\nretry: 99999999999999999999\ndata\n\nfoo: bar\n\n" + TOLD),
    "an event of an error": sends(STREAM + b"event: error\ndata: Fatima\n\n"),
    "deep JSON in an event": sends(STREAM + b"data: " + b"[" * 50_000 + b"\n\n"),
    "a huge number in an event": sends(STREAM + b'data: {"choices": ' + b"9" * 10_000 + b"}\n\n"),
    "choices by name": sends(STREAM + b'data: {"choices": {"0": {"delta": {"content": "x"}}}}\n\n' + DONE),
    "content that is no text": sends(STREAM + chunk(index=0, delta={"content": {"a": 1}}) + chunk(index=0, delta={"content": ["x", 1]}) + DONE),
    "content of nothing": sends(STREAM + event(None) * 5 + chunk(index=0, delta=None) + chunk(index=0) + DONE),
    "a whole message in an event": sends(STREAM + chunk(index=0, message={"role": "assistant", "content": asks(GOOD)}) + DONE),
    "a call of a tool": sends(STREAM + event(None, tool_calls=[{"index": 0, "id": "1", "function": {"name": "mail", "arguments": "{}"}}]) + DONE),
    "a call of a function": sends(STREAM + event(None, function_call={"name": "mail", "arguments": "{}"}) + event(finish="function_call") + DONE),
    "roles that change": sends(STREAM + b"".join(event(asks(GOOD)[at : at + 40], role=role) for at, role in enumerate(["system", "user"])) + DONE),
    "a refusal after a word": sends(STREAM + event('{"questions": [') + event(None, refusal="No, Fatima.") + DONE),
    "several answers at once": sends(STREAM + b"".join(chunk(index=at % 3, delta={"content": "{"}) for at in range(30)) + DONE),
    "ended by an unknown word": says(asks(GOOD), finish="because"),
    "counted below nothing": sends(STREAM + event(asks(GOOD)) + USED % b'{"total_tokens": -5}' + DONE),
    "counted beyond measure": sends(STREAM + event(asks(GOOD)) + USED % (b'{"total_tokens": ' + b"9" * 30 + b"}") + DONE),
    "counted in words": sends(STREAM + event(asks(GOOD)) + USED % b'{"total_tokens": "many"}' + USED % b"[]" + DONE),
    "events after the end": sends(STREAM + event(asks(GOOD)) + event(finish="stop") + DONE + event("Waarom?") * 3),
    "cookies": headed("Set-Cookie: who=1; Path=/; Max-Age=99999", "Connection: close", body=TOLD),
    "text after the JSON": says(asks(GOOD) + ' En "nog {"questions": [{"part": "GROWTH"}] iets.'),
    "two answers after another": says(asks("Waarom is de planning er niet?") + asks(GOOD)),
    "a thought before the JSON": says("<think>Fatima {[{ is lui}]}</think>" + asks(GOOD)),
    "JSON in a text": says(json.dumps(asks(GOOD))),
    "lists in lists": says('{"questions": [[[' + json.dumps(LIST[0]) + "]]]}"),
    "fields in another order": says(json.dumps({"questions": [dict(reversed(LIST[0].items()))]})),
    "fields nobody asked for": says(listed(why="Fatima is lui", frame="own: x", made_by="OFFLINE", rating=5)),
    "a field twice": raw('"part":', '"question": "Waarom ben je traag?", "part":'),
    "a part of no talk": says(listed(part="BEOORDELING")),
    "a part in small letters": says(listed(part="current_role")),
    "parts in a list": says(listed(part=["GROWTH"])),
    "another's part": says(listed(part="PERSONAL")),
    "no number": raw("[1]", "[NaN]"),
    "beyond number": raw("[1]", "[1e999, -Infinity]"),
    "too large a number": raw("[1]", "[" + "9" * 5_000 + "]"),
    "a truth for a number": raw("[1]", "[true]"),
    "half a number": raw("[1]", "[1.0]"),
    "numbers in lists": raw("[1]", "[[1]]"),
    "sources by id": raw("[1]", '["00000000-0000-0000-0000-000000000001"]'),
    "an aboutId": says(listed(aboutId="00000000-0000-0000-0000-000000000009", sources=[10_000])),
    "a question of nothing": says(listed(question=None, text=None)),
    "a question in a question": says(listed(question={"question": GOOD}, text={"text": GOOD})),
    "half a pair in a key": raw('"part"', '"\\udc00part"'),
    "half a pair, escaped": raw("nodig", "nod\\ud83dig"),
    "a long question": says(listed(question="Wat heb je nodig voor " + "de planning " * 3_000 + "?")),
    "blanks": says(" \n\t" * 5_000),
    "as good as the same": says(
        json.dumps(
            {
                "questions": [
                    {**LIST[0], "question": GOOD.replace("?", end), "sources": [line]} for end in ("?", " ?", "!?", "…?") for line in (1, 2, 3, 4)
                ]
            }
        )
    ),
    "bad twice, then good": first(says("Hm."), says("Hm."), says(asks(GOOD))),
}
