"""The doors: GraphQL over HTTP, whether the server lives and is ready, and what every answer has in common."""

import asyncio
import os
import traceback
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import parse_qsl

import orjson
from graphql import ExecutionResult, GraphQLError, get_argument_values
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import Caller, IssuerUnreachable, TokenRefused, Tokens
from api.database.sessions import Identity
from api.documents import BAD_INPUT, Document, Documents, Operation
from api.log import Log

UNAUTHENTICATED = "UNAUTHENTICATED"
INTERNAL = "INTERNAL_SERVER_ERROR"

JSON = b"application/json"
GRAPHQL_JSON = b"application/graphql-response+json"
UTF_8 = (b"utf-8", b"utf8")
LARGEST_BODY = 1024 * 1024
LONGEST_URL = 100_000

# What works without a token. A field that is not named here needs one, so that a new field is closed until somebody opens it.
OPEN_FIELDS = frozenset({"about", "__typename", "__schema", "__type"})

# A client that leaves within this time costs less than watching every request for it: a timer is 1 µs, a task that reads is 30.
WATCH_AFTER = 0.2

TRACE = "goodtalk.trace"

Headers = Iterable[tuple[bytes, bytes]]

SAFE: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)


class Refused(Exception):
    """A request is answered without being executed: an HTTP status, one sentence, a code, and headers that belong to the status."""

    def __init__(self, status: int, message: str, code: str = BAD_INPUT, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = tuple(headers)


class Trace:
    """What the access line tells of one request; its `id` is also in the answer and in the log of a mistake."""

    __slots__ = ("codes", "document", "id", "status")

    def __init__(self) -> None:
        self.id = os.urandom(8).hex()
        self.status: int | None = None
        self.document: str | None = None
        self.codes: list[str] = []


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """What an executor may want to know of a request beside who asks; `caller` has the verified e-mail and the end of the token."""

    id: str
    caller: Caller | None


class Executor(Protocol):
    """Runs an operation of a valid document. Refuses with a GraphQLError whose extensions have a code; other exceptions are masked."""

    async def execute(
        self,
        document: Document,
        operation_name: str | None,
        variables: dict[str, Any] | None,
        identity: Identity | None,
        request: RequestInfo,
    ) -> ExecutionResult:
        """The result; values in its data may be `orjson.Fragment`s."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A GraphQL request as it was sent."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class GraphQLEndpoint:
    """`POST /graphql`, and GET for queries, after the GraphQL over HTTP draft; an ASGI application.

    Cross-site requests need no counter-measure of their own: who asks is told by a bearer token, which no browser adds by itself, and a
    POST must be JSON, which makes a browser ask first.
    """

    def __init__(self, documents: Documents, executor: Executor, tokens: Tokens, *, log: Log, open_fields: frozenset[str] = OPEN_FIELDS) -> None:
        self._documents = documents
        self._executor = executor
        self._tokens = tokens
        self._log = log
        self._open = open_fields

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        trace = scope.get(TRACE) or Trace()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        media = JSON
        try:
            media = _negotiated(headers.get(b"accept", b"*/*"))
            answer = await self._answer(scope, receive, headers, media, trace)
        except Refused as refusal:
            trace.codes = [refusal.code]
            answer = Answer(refusal.status, _body({"errors": [problem(refusal.message, refusal.code)]}), refusal.headers)
        if answer is not None:
            await send_answer(send, answer, media)

    async def _answer(self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], media: bytes, trace: Trace) -> Answer | None:
        method = scope["method"]
        if method == "POST":
            check_content(headers)
            asked = asked_in_body(await read_body(receive, headers))
        elif method == "GET":
            asked = _asked_in_url(scope["query_string"])
        else:
            raise Refused(405, "GraphQL is served by POST, and by GET for queries.", headers=[(b"allow", b"GET, POST")])
        caller = await self.caller(headers)
        document = self.document(asked.query, caller)
        trace.document = document.fingerprint
        if document.errors:
            return _not_executed(document.errors, media, trace)
        try:
            operation = document.operation(asked.operation_name)
        except GraphQLError as error:
            return _not_executed((error.formatted,), media, trace)
        self._admit(operation, method, caller)
        request = RequestInfo(trace.id, caller)
        result = await self._run(document, operation, asked, request, receive)
        return None if result is None else _answered(result, media, trace, self._log)

    async def caller(self, headers: dict[bytes, bytes]) -> Caller | None:
        """Who asks: None without a token; a token that is there and not good is refused, whatever is asked."""
        given = headers.get(b"authorization")
        if given is None:
            return None
        scheme, _, token = given.decode("latin-1").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise TokenRefused("Send the token in the header Authorization, after the word Bearer.")
            return await self._tokens.check(token.strip())
        except TokenRefused as refused:
            raise unauthenticated(str(refused), b'Bearer error="invalid_token"') from None
        except IssuerUnreachable as error:
            self._log.warning("token_not_checked", exc_info=error)
            message = "The issuer of the token does not answer, so that the token cannot be checked: try again in a moment."
            raise Refused(503, message, "ISSUER_UNREACHABLE", [(b"retry-after", b"10")]) from None

    def document(self, text: str, caller: Caller | None) -> Document:
        """The document of this text; one of a stranger is not remembered."""
        if caller is not None:
            return self._documents.get(text)
        return self._documents.remembered(text) or self._documents.read(text)

    def _admit(self, operation: Operation, method: str, caller: Caller | None) -> None:
        if operation.kind == "subscription":
            raise Refused(400, "Subscriptions are followed over a WebSocket (graphql-transport-ws), or by accepting text/event-stream.")
        if method == "GET" and operation.kind != "query":
            raise Refused(405, "GET is for queries: send a mutation by POST.", headers=[(b"allow", b"POST")])
        self.admit(operation, caller)

    def admit(self, operation: Operation, caller: Caller | None) -> None:
        """Refuse an operation that needs a token to somebody without one."""
        if caller is None and not operation.roots <= self._open:
            raise unauthenticated("This needs a token: send it in the header Authorization, after the word Bearer.", b"Bearer")

    async def _run(self, document: Document, operation: Operation, asked: Asked, request: RequestInfo, receive: Receive) -> ExecutionResult | None:
        """The result, or None if the client of a query has left. A mutation is always finished: its client may repeat it with its key."""
        identity = request.caller.identity if request.caller else None
        if operation.kind != "query":
            return await self._executor.execute(document, operation.name, asked.variables, identity, request)
        watch = _Watch(receive)
        try:
            return await self._executor.execute(document, operation.name, asked.variables, identity, request)
        except asyncio.CancelledError:
            if not watch.left:
                raise
            watch.task.uncancel()
            return None
        finally:
            watch.stop()


class _Watch:
    """Ends the task it is made in when the client leaves; it starts looking only when a request lasts."""

    __slots__ = ("_receive", "_timer", "_watcher", "left", "task")

    def __init__(self, receive: Receive) -> None:
        task = asyncio.current_task()
        assert task is not None, "an ASGI application runs in a task"  # noqa: S101 - for the type checker
        self.task = task
        self.left = False
        self._receive = receive
        self._watcher: asyncio.Task[None] | None = None
        self._timer = task.get_loop().call_later(WATCH_AFTER, self._start)

    def stop(self) -> None:
        """Stop looking."""
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def _start(self) -> None:
        self._watcher = self.task.get_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.left = True
        self.task.cancel()


class Doors:
    """All of HTTP by path, in front of the rest of the application (life span, other pages); an ASGI application.

    `ready` tells why the server cannot serve now, or None. Each request gets an id and one access line; a mistake of ours is masked.
    """

    def __init__(self, graphql: ASGIApp, ready: Callable[[], Awaitable[str | None]], rest: ASGIApp, *, log: Log) -> None:
        self._ready = ready
        self._rest = rest
        self._log = log
        self._doors: dict[str, ASGIApp] = {"/graphql": graphql, "/health": self._health, "/ready": self._readiness}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""
        if scope["type"] == "websocket" and scope["path"] == "/graphql":
            return await self._doors["/graphql"](scope, receive, send)
        if scope["type"] != "http":
            return await self._rest(scope, receive, send)
        trace = scope[TRACE] = Trace()
        began = perf_counter()
        sending = _marked(send, trace)
        try:
            await self._doors.get(scope["path"], self._rest)(scope, receive, sending)
        except Exception as mistake:
            log_mistake(self._log, mistake, trace)
            if trace.status is not None:
                raise
            trace.codes = [INTERNAL]
            await send_answer(sending, Answer(500, _body({"errors": [masked(trace)]})), JSON)
        finally:
            self._log.info(
                "request",
                id=trace.id,
                method=scope["method"],
                path=scope["path"][:100],
                # 499, as nginx says it: the client left before there was an answer.
                status=trace.status or 499,
                ms=round((perf_counter() - began) * 1000, 1),
                document=trace.document,
                codes=trace.codes,
            )

    async def _health(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_answer(send, Answer(200, b'{"live":true}'), JSON)

    async def _readiness(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = await self._ready()
        answer = Answer(200, b'{"ready":true}') if reason is None else Answer(503, _body({"ready": False, "reason": reason}))
        await send_answer(send, answer, JSON)


def with_origins(app: ASGIApp, origins: Collection[str]) -> ASGIApp:
    """Let pages of these origins ask; without any the application is returned as it is."""
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=tuple(origins),
        allow_methods=("GET", "POST"),
        allow_headers=("authorization", "content-type"),
        expose_headers=("x-request-id",),
    )


def _marked(send: Send, trace: Trace) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            trace.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", trace.id.encode())]
        await send(message)

    return sending


async def send_answer(send: Send, answer: Answer, media: bytes = JSON) -> None:
    """Send a whole answer."""
    headers = [(b"content-type", media + b"; charset=utf-8"), (b"content-length", str(len(answer.body)).encode()), *SAFE, *answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _negotiated(accept: bytes) -> bytes:
    media = _chosen(accept) if len(accept) <= 256 else _chosen.__wrapped__(accept)
    if media is None:
        raise Refused(406, "Answers are application/graphql-response+json or application/json: accept one of them.", "NOT_ACCEPTABLE")
    return media


@lru_cache(maxsize=256)
def _chosen(accept: bytes) -> bytes | None:
    """The media type that an Accept header likes best. Where it says `*/*` only, JSON: clients that know the newer type name it."""
    liked: dict[bytes, tuple[int, float]] = {}
    for given in accept.lower().split(b","):
        kind, *parameters = (part.strip() for part in given.split(b";"))
        options = dict(part.partition(b"=")[::2] for part in parameters)
        if options.get(b"charset", b"utf-8").strip(b'"') not in UTF_8:
            continue
        for offered in (JSON, GRAPHQL_JSON):
            exactness = {offered: 3, b"application/*": 2, b"*/*": 1}.get(kind, 0)
            # What is said about a type by name counts, whatever is said of all types.
            if exactness > liked.get(offered, (0, 0.0))[0]:
                liked[offered] = exactness, _quality(options.get(b"q", b"1"))
    ranked = [(quality, exactness, (offered == GRAPHQL_JSON) == (exactness == 3), offered) for offered, (exactness, quality) in liked.items()]
    best = max(ranked, default=(0.0, 0, False, b""))
    return best[3] if best[0] > 0 else None


def _quality(given: bytes) -> float:
    try:
        return min(1.0, max(0.0, float(given)))
    except ValueError:
        return 1.0


def check_content(headers: dict[bytes, bytes]) -> None:
    """Refuse a body that is not announced as plain JSON in UTF-8."""
    content = headers.get(b"content-type", b"")
    if content != JSON:
        kind, *parameters = (part.strip() for part in content.lower().split(b";"))
        charset = dict(part.partition(b"=")[::2] for part in parameters).get(b"charset", b"utf-8").strip(b'"')
        if kind != JSON or charset not in UTF_8:
            raise Refused(415, "Send the request as application/json in UTF-8.", "UNSUPPORTED_MEDIA_TYPE")
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise Refused(415, "Send the request without a Content-Encoding.", "UNSUPPORTED_MEDIA_TYPE")


async def read_body(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """The body, at most LARGEST_BODY; what is announced larger is not read."""
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced[:20]) > LARGEST_BODY:
        raise _too_large()
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= LARGEST_BODY:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise Refused(400, "The request ended before its body did.")
    if len(body) > LARGEST_BODY:
        raise _too_large()
    return body


def _too_large() -> Refused:
    return Refused(413, f"The request is larger than {LARGEST_BODY // 1024} KB.", "TOO_LARGE", [(b"connection", b"close")])


def asked_in_body(body: bytes) -> Asked:
    """What a body asks; refuses one that is no GraphQL request."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(400, "The body is not JSON in UTF-8.") from None
    if not isinstance(given, dict):
        message = "The body must be one JSON object: query, and if needed variables, operationName, extensions. There are no batches."
        raise Refused(400, message)
    return asked_of(given)


def _asked_in_url(query_string: bytes) -> Asked:
    if len(query_string) > LONGEST_URL:
        raise Refused(414, "The URL is too long: send the request by POST.", "TOO_LARGE")
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=10)
    except ValueError:
        raise Refused(400, "The URL's parameters are not URL-encoded UTF-8.") from None
    given: dict[str, Any] = dict(pairs)
    if len(given) != len(pairs):
        raise Refused(400, "A parameter stands in the URL twice.")
    for name in ("variables", "extensions"):
        if text := given.pop(name, ""):
            try:
                given[name] = orjson.loads(text)
            except orjson.JSONDecodeError:
                raise Refused(400, f"The parameter {name} is not JSON.") from None
    return asked_of(given)


def asked_of(given: dict[str, Any]) -> Asked:
    """What a decoded request asks; refuses one that is no GraphQL request."""
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str):
        raise Refused(400, "The request must have a query: the GraphQL document, as a string.")
    if not isinstance(name, str | None):
        raise Refused(400, "operationName must be a string.")
    if not isinstance(variables, dict | None):
        raise Refused(400, "variables must be a JSON object.")
    if not isinstance(given.get("extensions"), dict | None):
        raise Refused(400, "extensions must be a JSON object.")
    return Asked(query, name or None, variables)


def unauthenticated(message: str, challenge: bytes) -> Refused:
    """The refusal of somebody without a good token."""
    return Refused(401, message, UNAUTHENTICATED, [(b"www-authenticate", challenge)])


def _not_executed(errors: Collection[Any], media: bytes, trace: Trace) -> Answer:
    """A request error: 400, or 200 in the older media type, in which a status is not taken for an answer of GraphQL."""
    trace.codes = sorted({error["extensions"]["code"] for error in errors})
    return Answer(400 if media == GRAPHQL_JSON else 200, _body({"errors": list(errors)}))


def _answered(result: ExecutionResult, media: bytes, trace: Trace, log: Log) -> Answer:
    if not result.errors:
        return Answer(200, _body({"data": result.data}))
    errors = [shown(error, trace, log) for error in result.errors]
    trace.codes = sorted({error["extensions"]["code"] for error in errors})
    if UNAUTHENTICATED in trace.codes:
        return Answer(401, _body({"errors": errors}), ((b"www-authenticate", b"Bearer"),))
    # Without a path an error is about the whole request (its variables), and nothing was executed.
    if result.data is None and all(error.path is None for error in result.errors):
        return _not_executed(errors, media, trace)
    return Answer(200, _body({"data": result.data, "errors": errors}))


def shown(error: GraphQLError, trace: Trace, log: Log) -> dict[str, Any]:
    """An error as a client may see it: what was refused with a code, or was wrong in the request, as it is; a mistake of ours masked."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    formatted: dict[str, Any] = {**error.formatted}
    if isinstance(cause, GraphQLError) and (error.extensions or {}).get("code"):
        return formatted
    if error.path is None or (isinstance(cause, GraphQLError) and _is_about_arguments(cause)):
        return {**formatted, "extensions": {"code": BAD_INPUT}}
    log_mistake(log, cause, trace)
    return {**masked(trace), **{name: formatted[name] for name in ("path", "locations") if name in formatted}}


def _is_about_arguments(error: GraphQLError) -> bool:
    """Whether graphql-core raised it while it read a field's arguments: a variable that may be null, given as null, where none may be."""
    return any(frame.f_code is get_argument_values.__code__ for frame, _ in traceback.walk_tb(error.__traceback__))


def log_mistake(log: Log, mistake: BaseException, trace: Trace) -> None:
    """Log a mistake of ours under the id that the client is told."""
    log.error("mistake", id=trace.id, document=trace.document, exc_info=mistake)


def masked(trace: Trace) -> dict[str, Any]:
    """What a client is told of a mistake of ours."""
    return {"message": f"Something went wrong on our side. Quote this id: {trace.id}", "extensions": {"code": INTERNAL, "id": trace.id}}


def problem(message: str, code: str) -> dict[str, Any]:
    """An error of a request that was not executed."""
    return {"message": message, "extensions": {"code": code}}


def _body(payload: dict[str, Any]) -> bytes:
    return orjson.dumps(payload)
