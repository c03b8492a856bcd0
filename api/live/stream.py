"""GraphQL as server-sent events, after the graphql-sse protocol's distinct connections: one request, one operation, one stream."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.auth import Caller
from api.http import SAFE, TRACE, UNAUTHENTICATED, Answer, Asked, Refused, Trace, asked_in_body, check_content, problem, read_body, send_answer
from api.live.operations import NotRun, Operations, Payload

MEDIA = b"text/event-stream"
SILENCE = 12.0
"""Seconds after which a comment keeps whatever stands between us and the client from closing a silent stream."""
COMMENT = b":\n\n"
LAST = b"event: complete\ndata:\n\n"
ENDED = problem("The token has ended: ask for a new one.", UNAUTHENTICATED)


@dataclass(frozen=True)
class Streams:
    """The side of `/graphql` for those who accept event streams; an ASGI application."""

    operations: Operations
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the server is told to stop. A stream then breaks off without `complete`, so that its client comes back."""
    clock: Callable[[], float] = time.time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with a stream; whoever may not ask gets an ordinary answer."""
        trace = scope.get(TRACE) or Trace()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        try:
            if scope["method"] != "POST":
                raise Refused(405, "Event streams are asked for by POST.", headers=[(b"allow", b"POST")])
            check_content(headers)
            asked = asked_in_body(await read_body(receive, headers))
            caller = await self.operations.endpoint.caller(headers)
            answers = self._answers(asked, caller, trace)
        except Refused as refusal:
            trace.codes = [refusal.code]
            body = orjson.dumps({"errors": [problem(refusal.message, refusal.code)]})
            await send_answer(send, Answer(refusal.status, body, refusal.headers))
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", MEDIA + b"; charset=utf-8"), *SAFE, NOT_BUFFERED]})
        async with aclosing(answers):
            rest = await self._stream(answers, caller, receive, send)
        with suppress(OSError):
            await send({"type": "http.response.body", "body": rest})

    def _answers(self, asked: Asked, caller: Caller | None, trace: Trace) -> AsyncGenerator[Payload, None]:
        try:
            document, operation = self.operations.read(asked, caller, trace)
        except NotRun as refusal:
            return _one({"errors": refusal.errors})
        return self.operations.answers(document, operation, asked.variables, caller, trace)

    async def _stream(self, answers: AsyncGenerator[Payload, None], caller: Caller | None, receive: Receive, send: Send) -> bytes:
        """Send answers as they come; what is left to send when no more do."""
        left, leaving = asyncio.create_task(_left(receive)), asyncio.create_task(self.leaving.wait())
        coming = asyncio.create_task(_next(answers))
        try:
            while True:
                remaining = caller.expires_at - self.clock() if caller else SILENCE
                done, _ = await asyncio.wait((coming, left, leaving), timeout=min(SILENCE, max(0, remaining)), return_when=asyncio.FIRST_COMPLETED)
                if left in done or leaving in done:
                    return b""
                if caller is not None and caller.expires_at <= self.clock():
                    return _event({"errors": [ENDED]}) + LAST
                if coming not in done:
                    await send({"type": "http.response.body", "body": COMMENT, "more_body": True})
                    continue
                payload = coming.result()
                if payload is None:
                    return LAST
                await send({"type": "http.response.body", "body": _event(payload), "more_body": True})
                coming = asyncio.create_task(_next(answers))
        except OSError:
            return b""  # the client is gone
        finally:
            for task in (coming, left, leaving):
                task.cancel()
            await asyncio.gather(coming, left, leaving, return_exceptions=True)


NOT_BUFFERED = (b"x-accel-buffering", b"no")
"""Tells nginx to pass on what it gets at once."""


async def _one(payload: Payload) -> AsyncGenerator[Payload, None]:
    yield payload


async def _next(answers: AsyncGenerator[Payload, None]) -> Payload | None:
    return await anext(answers, None)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(payload: dict[str, Any]) -> bytes:
    # JSON in one line: a line end would end the event's data.
    return b"event: next\ndata: " + orjson.dumps(payload).replace(b"\n", b"") + b"\n\n"
