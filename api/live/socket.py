"""GraphQL over a WebSocket, after the graphql-transport-ws protocol; the legacy protocol is not spoken."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.auth import Caller, IssuerUnreachable, TokenRefused, Tokens
from api.http import Asked, Refused, Trace, asked_of, problem
from api.live.operations import NotRun, Operations

PROTOCOL = "graphql-transport-ws"
TIME_TO_BEGIN = 10.0
"""Seconds until a client must have said who it is."""
MOST_OPERATIONS = 100
"""At a time, on one socket."""
LONGEST_ID = 128

OUR_MISTAKE, TRY_LATER = 1011, 1013
BAD_MESSAGE, UNAUTHORIZED, FORBIDDEN, PROTOCOL_UNKNOWN, TOO_LATE, ID_TAKEN, BEGUN_TWICE = 4400, 4401, 4403, 4406, 4408, 4409, 4429


class _Close(Exception):
    """The socket is to be closed, with a code and a reason of at most 123 bytes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Sockets:
    """The WebSocket side of `/graphql`; an ASGI application.

    A socket belongs to whoever the token speaks of that its first message brings (or its upgrade request), and ends with that token. A
    cross-site page gets nowhere: no browser adds the token by itself.
    """

    operations: Operations
    tokens: Tokens
    clock: Callable[[], float] = time.time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until either side ends it."""
        await receive()
        spoken = PROTOCOL in scope["subprotocols"]
        try:
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL if spoken else None})
            socket = _Socket(self, dict(scope["headers"]).get(b"authorization", b"").decode("latin-1"), receive, send)
            await (socket.serve() if spoken else socket.close(PROTOCOL_UNKNOWN, f"Only the subprotocol {PROTOCOL} is spoken here."))
        except OSError:
            return  # the client is gone


@dataclass
class _Socket:
    door: Sockets
    header: str
    receive: Receive
    send: Send
    trace: Trace = field(default_factory=Trace)
    caller: Caller | None = None
    begun: bool = False
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    asked: int = 0

    async def serve(self) -> None:
        """Take messages until the socket ends, and let go of all its operations then."""
        began = perf_counter()
        ended: _Close | None = None
        try:
            await self._take_all()
        except _Close as close:
            ended = close
        except Exception as mistake:
            ended = _Close(OUR_MISTAKE, "Something went wrong on our side.")
            self.door.operations.log.error("mistake", id=self.trace.id, exc_info=mistake)
        finally:
            for task in self.running.values():
                task.cancel()
            self.door.operations.log.info(
                "socket", id=self.trace.id, code=ended.code if ended else None, operations=self.asked, ms=round((perf_counter() - began) * 1000, 1)
            )
        if ended is not None:
            await self.close(ended.code, ended.reason)

    async def close(self, code: int, reason: str) -> None:
        """Close it from our side."""
        await self.send({"type": "websocket.close", "code": code, "reason": reason})

    async def _take_all(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + TIME_TO_BEGIN
        while True:
            try:
                async with asyncio.timeout_at(until):
                    message = await self.receive()
            except TimeoutError:
                raise _Close(FORBIDDEN, "The token has ended.") if self.caller else _Close(TOO_LATE, "Connection initialisation timeout") from None
            if message["type"] == "websocket.disconnect":
                return
            await self._take(_read(message.get("text")))
            if self.caller is not None:
                until = loop.time() + self.caller.expires_at - self.door.clock()

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._begin(message.get("payload"))
            case "ping":
                payload = message.get("payload")
                await self._say({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})
            case "pong":
                return
            case "subscribe":
                self._run(_id_of(message), message.get("payload"))
            case "complete":
                task = self.running.pop(_id_of(message), None)
                if task is not None:
                    task.cancel()
            case _:
                raise _Close(BAD_MESSAGE, "Invalid message: its type is unknown.")

    async def _begin(self, payload: Any) -> None:
        if self.begun:
            raise _Close(BEGUN_TWICE, "Too many initialisation requests")
        self.begun = True
        if not isinstance(payload, dict | None):
            raise _Close(BAD_MESSAGE, "Invalid message: the payload of connection_init is not an object.")
        try:
            caller = await self.door.tokens.check(_token(payload or {}, self.header))
        except TokenRefused as refused:
            raise _Close(FORBIDDEN, str(refused)) from None
        except IssuerUnreachable as error:
            self.door.operations.log.warning("token_not_checked", exc_info=error)
            raise _Close(TRY_LATER, "The issuer of the token does not answer: try again in a moment.") from None
        if caller.expires_at <= self.door.clock():
            raise _Close(FORBIDDEN, "The token has ended.")
        self.caller = caller
        await self._say({"type": "connection_ack"})

    def _run(self, operation_id: str, payload: Any) -> None:
        if self.caller is None:
            raise _Close(UNAUTHORIZED, "Unauthorized")
        if operation_id in self.running:
            raise _Close(ID_TAKEN, f"Subscriber for {operation_id[:60]!a} already exists")
        try:
            asked = asked_of(payload if isinstance(payload, dict) else {})
        except Refused as refusal:
            raise _Close(BAD_MESSAGE, f"Invalid message: {refusal.message}"[:123]) from None
        self.asked += 1
        answering = self._refuse(operation_id) if len(self.running) >= MOST_OPERATIONS else self._answer(operation_id, asked)
        self.running[operation_id] = asyncio.create_task(answering)

    async def _refuse(self, operation_id: str) -> None:
        refusal = problem(f"At most {MOST_OPERATIONS} operations run on one socket: end one first.", "TOO_MANY_OPERATIONS")
        with suppress(OSError):
            await self._say_last(operation_id, {"id": operation_id, "type": "error", "payload": [refusal]})

    async def _answer(self, operation_id: str, asked: Asked) -> None:
        trace = Trace()
        try:
            document, operation = self.door.operations.read(asked, self.caller, trace)
            async with aclosing(self.door.operations.answers(document, operation, asked.variables, self.caller, trace)) as answers:
                async for payload in answers:
                    await self._say({"id": operation_id, "type": "next", "payload": payload})
            await self._say_last(operation_id, {"id": operation_id, "type": "complete"})
        except NotRun as refusal:
            await self._say_last(operation_id, {"id": operation_id, "type": "error", "payload": refusal.errors})
        except OSError:
            return  # the client is gone; the socket ends by itself
        finally:
            if self.running.get(operation_id) is asyncio.current_task():
                del self.running[operation_id]

    async def _say_last(self, operation_id: str, message: dict[str, Any]) -> None:
        # Its id is free from here on: a client may use it again as soon as it reads this.
        self.running.pop(operation_id, None)
        await self._say(message)

    async def _say(self, message: dict[str, Any]) -> None:
        await self.send({"type": "websocket.send", "text": orjson.dumps(message).decode()})


def _read(text: str | None) -> dict[str, Any]:
    try:
        message = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        raise _Close(BAD_MESSAGE, "Invalid message: it is not JSON in a text frame.") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise _Close(BAD_MESSAGE, "Invalid message: it is not an object with a type.")
    return message


def _id_of(message: dict[str, Any]) -> str:
    given = message.get("id")
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID:
        raise _Close(BAD_MESSAGE, f"Invalid message: its id is not a string of 1 to {LONGEST_ID} characters.")
    return given


def _token(payload: dict[str, Any], header: str) -> str:
    """The token of the first message, as `Authorization: Bearer …` or `token`; else that of the upgrade request. Raises `TokenRefused`."""
    named = {name.lower(): value for name, value in payload.items()}
    given = named.get("authorization") or named.get("token") or header
    if not isinstance(given, str) or not given:
        raise TokenRefused("Send your token in connection_init, as Authorization: Bearer …")
    scheme, _, token = given.strip().partition(" ")
    return token.strip() if token and scheme.lower() == "bearer" else given.strip()
