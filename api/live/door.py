"""What comes to `/graphql` goes to the WebSocket, the event stream, or the ordinary endpoint."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from graphql import GraphQLError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import Refused, asked_in_body
from api.live.socket import Sockets
from api.live.stream import MEDIA, Streams


class Liking(Enum):
    """How much a client would like an event stream."""

    BEST = "BEST"
    AS_MUCH = "AS_MUCH"
    LESS = "LESS"


@dataclass(frozen=True)
class LiveDoor:
    """An ASGI application over the three."""

    endpoint: ASGIApp
    sockets: Sockets
    streams: Streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""
        if scope["type"] == "websocket":
            return await self.sockets(scope, receive, send)
        accept = dict(scope["headers"]).get(b"accept", b"")
        liking = liking_of(accept) if MEDIA in accept.lower() else Liking.LESS
        if liking is Liking.AS_MUCH and scope["method"] == "POST":
            first = await receive()
            receive = _replayed(first, receive)
            liking = Liking.BEST if self._subscribes(first) else Liking.LESS
        return await (self.streams if liking is Liking.BEST else self.endpoint)(scope, receive, send)

    def _subscribes(self, message: Message) -> bool:
        """Whether a body that came in one piece asks for a subscription: of a client that takes either, only that becomes a stream."""
        body = message.get("body", b"")
        if message.get("more_body") or b"subscription" not in body:
            return False
        try:
            asked = asked_in_body(body)
            return self.streams.operations.endpoint.document(asked.query, None).operation(asked.operation_name).kind == "subscription"
        except (Refused, GraphQLError):
            return False


@lru_cache(maxsize=256)
def liking_of(accept: bytes) -> Liking:
    """How an event stream, by name, compares with whatever else the client accepts; `*/*` asks for none."""
    liked: dict[bytes, float] = {}
    for given in accept.lower().split(b","):
        kind, *parameters = (part.strip() for part in given.split(b";"))
        options = dict(part.partition(b"=")[::2] for part in parameters)
        try:
            liked[kind] = float(options.get(b"q", b"1"))
        except ValueError:
            liked[kind] = 1.0
    stream = liked.pop(MEDIA, 0.0)
    other = max(liked.values(), default=0.0)
    if stream == 0 or stream < other:
        return Liking.LESS
    return Liking.BEST if stream > other else Liking.AS_MUCH


def _replayed(first: Message, receive: Receive) -> Receive:
    """The same messages, the first one given again."""
    given = [first]

    async def received() -> Message:
        return given.pop() if given else await receive()

    return received
