"""Listening on a port and serving an application there until a signal comes."""

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE = 10
"""Seconds that requests under way get to end."""
LARGEST_MESSAGE = 1024 * 1024
"""Of a WebSocket, in bytes; the same as of a request."""


class PortUnusable(Exception):
    """Nothing can listen there; the text is one sentence that says what to do."""


class _Server(uvicorn.Server):
    """uvicorn, but for one thing: after a signal it returns, instead of raising the signal again, so that the database is put away too."""

    def __init__(self, config: uvicorn.Config, leave: Callable[[], None]) -> None:
        super().__init__(config)
        self._leave = leave

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._leave()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self.handle_exit, number, None)
        yield


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The port, ours from now on: whoever connects already waits until the application serves. Raises `PortUnusable`."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        raise PortUnusable(_reason(host, port, error)) from error
    with listener:
        yield listener


def address_of(listener: socket.socket) -> str:
    """Where a client finds it."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # compared, not bound
    return f"http://{shown}:{port}"


async def serve_until_told(app: ASGIApp, listener: socket.socket, leave: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests under way end first. `leave` is called at once: what never ends by itself must end then."""
    await _Server(configured(app), leave).serve(sockets=[listener])


def configured(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves it."""
    return uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        # What goes over a socket is short, and a window of compression for each takes more than the socket itself.
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken: stop what listens there, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}: choose one from 1024 up with --port."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host!r} is not an address of this machine: choose one with --host, such as 127.0.0.1."
    return f"Nothing can listen on port {port} of {host} ({os.strerror(error.errno or 0)}): choose another with --port."
