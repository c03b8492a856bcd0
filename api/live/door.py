"""What comes to `/graphql` goes to the WebSocket, the event stream, or the ordinary endpoint."""

from dataclasses import dataclass
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from api.live.socket import Sockets
from api.live.stream import MEDIA, Streams


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
        if MEDIA in accept and wants_stream(accept):
            return await self.streams(scope, receive, send)
        return await self.endpoint(scope, receive, send)


@lru_cache(maxsize=256)
def wants_stream(accept: bytes) -> bool:
    """Whether an event stream is what the client likes best, by name: `*/*` asks for none, and one liked no better than JSON neither."""
    liked: dict[bytes, float] = {}
    for given in accept.lower().split(b","):
        kind, *parameters = (part.strip() for part in given.split(b";"))
        options = dict(part.partition(b"=")[::2] for part in parameters)
        try:
            liked[kind] = float(options.get(b"q", b"1"))
        except ValueError:
            liked[kind] = 1.0
    stream = liked.pop(MEDIA, 0.0)
    return stream > 0 and all(stream > other for other in liked.values())
