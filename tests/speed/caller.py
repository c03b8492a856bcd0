"""The one who asks, in a process of its own so that its work is not counted as the server's: `python -m tests.speed.caller`.

Reads orders from standard input, one JSON object a line (`Order`), and writes what it saw (`Seen`), one line for each.
"""

import asyncio
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import cast
from uuid import uuid4

import orjson
import uvloop

FRESH = b"00000000-0000-4000-8000-000000000000"
"""Stands in a request for a key that is another one each time."""


@dataclass(frozen=True)
class Order:
    """Ask the requests in the file, one after the other, over so many connections for so many seconds; with 0 seconds each request once."""

    port: int
    requests: str
    connections: int
    seconds: float


@dataclass(frozen=True)
class Seen:
    """How many seconds it lasted, and how many each request took."""

    elapsed: float
    latencies: list[float]


class Line(asyncio.Protocol):
    """One connection, kept alive: asks, waits for the whole answer, asks again until the time is over."""

    def __init__(self, requests: Iterator[bytes], until: float, latencies: list[float]) -> None:
        self._requests = requests
        self._until = until
        self._latencies = latencies
        self._answer = bytearray()
        self._size = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.WriteTransport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self._answer += data
        if not self._size:
            head = self._answer.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self._answer.index(b"content-length: ") + 16
            self._size = head + 4 + int(self._answer[at : self._answer.index(b"\r\n", at)])
            if not self._answer.startswith(b"HTTP/1.1 200 "):
                self.ended.set_exception(RuntimeError(self._answer.decode()))
                return
        if len(self._answer) >= self._size:
            self._latencies.append(perf_counter() - self._asked_at)
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up: nothing that may happen here."""
        if not self.ended.done():
            self.ended.set_exception(exc or ConnectionResetError("The server hung up."))

    def _ask(self) -> None:
        request = next(self._requests, None) if perf_counter() < self._until else None
        if request is None:
            if not self.ended.done():
                self.ended.set_result(None)
            self._transport.close()
            return
        request = request.replace(FRESH, str(uuid4()).encode())
        self._answer, self._size, self._asked_at = bytearray(), 0, perf_counter()
        self._transport.write(request)


async def obey(order: Order, requests: list[bytes]) -> Seen:
    """Ask as ordered. Raises when an answer is anything but a whole one."""
    began, latencies = perf_counter(), list[float]()
    until = began + order.seconds if order.seconds else float("inf")
    asked = cycle(requests) if order.seconds else iter(requests)
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(lambda: Line(asked, until, latencies), "127.0.0.1", order.port))[1] for _ in range(order.connections)]
    await asyncio.gather(*(line.ended for line in lines))
    return Seen(perf_counter() - began, latencies)


@cache
def requests_in(path: str) -> list[bytes]:
    """The requests of a file, in an order that is the same in every run."""
    requests: list[bytes] = [line.encode("latin-1") for line in orjson.loads(Path(path).read_bytes())]
    random.Random(7).shuffle(requests)  # noqa: S311  # an order, not a secret
    return requests


if __name__ == "__main__":
    for given in sys.stdin:
        told = Order(**orjson.loads(given))
        sys.stdout.buffer.write(orjson.dumps(uvloop.run(obey(told, requests_in(told.requests)))) + b"\n")
        sys.stdout.buffer.flush()
