"""A model server of the right protocol that does, by scenario, what no server should."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[[dict[str, Any], asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Hostile:
    """The server: `answer` is what it does to the next requests, `requests` what it was asked."""

    answer: Answer
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    open: int = 0
    left: int = 0
    """Connections that the caller gave up while they were being answered."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        self.open += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(next(line.split(":")[1] for line in head.splitlines() if line.lower().startswith("content-length")))
            request = json.loads(await reader.readexactly(length))
            self.requests.append(request)
            self.headers.append(head)
            answering = asyncio.create_task(self._answered(request, writer))
            leaving = asyncio.create_task(reader.read(1))
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            self.left += not answering.done()
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answered(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await self.answer(request, writer)
            await writer.drain()


async def closed(hostile: Hostile) -> bool:
    """Whether every connection to the server is soon closed."""
    for _ in range(100):
        if not hostile.open:
            return True
        await asyncio.sleep(0.02)
    return False


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Hostile]:
    """The server, on a port of this machine, until the block ends."""
    hostile = Hostile(answer)
    server = await asyncio.start_server(hostile.serve, "127.0.0.1", 0, limit=2**22)
    hostile.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield hostile
    finally:
        server.close()
        await server.wait_closed()


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def event(content: str | None = None, finish: str | None = None, **more: Any) -> bytes:
    """A chunk of a completion."""
    delta = {**({"content": content} if content is not None else {}), **more}
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "hostile",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def says(text: str, *, finish: str = "stop", size: int = 40) -> Answer:
    """Streams a text and ends."""

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM + event("", role="assistant"))
        for start in range(0, len(text), size):
            writer.write(event(text[start : start + size]))
            await writer.drain()
        writer.write(event(finish=finish) + b"data: [DONE]\n\n")

    return answer


def status(code: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> Answer:
    """Answers with a status."""

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        encoded = body.encode()
        writer.write(f"HTTP/1.1 {code} X\r\nContent-Length: {len(encoded)}\r\nConnection: close\r\n{lines}\r\n".encode() + encoded)

    return answer


def sends(*pieces: bytes, pause: float = 0.0, then: float = 0.0) -> Answer:
    """Sends exactly this, with pauses, then waits."""

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        await asyncio.sleep(then)

    return answer


def drips(text: str, pause: float) -> Answer:
    """Streams a sign at a time, for ever."""

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM)
        while True:
            for sign in text:
                writer.write(event(sign))
                await writer.drain()
                await asyncio.sleep(pause)

    return answer


def first(*answers: Answer) -> Answer:
    """One answer after another, the last one for ever."""
    left = list(answers)

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, writer)

    return answer
