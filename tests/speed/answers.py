"""Whether both endpoints answer the same; otherwise a comparison of their speed means nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import orjson

from tests.speed.caller import FRESH
from tests.speed.homes import Home
from tests.speed.servers import Server

CHECKED = 200


async def check_same(home: Home, planned: Server, bare: Server) -> int:
    """How many briefs were found equal, as JSON. Raises `SystemExit` at the first that differs."""
    requests = list(zip(home.planned_requests(), home.bare_requests(), strict=True))[:CHECKED]
    async with httpx.AsyncClient(timeout=30) as client:
        for to_planned, to_bare in requests:
            ours = await answer_of(client, planned.port, to_planned)
            theirs = await answer_of(client, bare.port, to_bare)
            # A brief of a talk to come describes now.
            ours["data"]["conversation"]["brief"].pop("asOf")
            theirs["data"]["conversation"]["brief"].pop("asOf")
            if ours != theirs:
                raise SystemExit(f"The answers differ: {to_bare.split()[1].decode()}\n{_first_difference(ours, theirs)}")
    return len(requests)


async def answer_of(client: httpx.AsyncClient, port: int, request: bytes) -> Any:
    """What a server answers to a request as it goes over the wire, as JSON; sent once, with a key of its own."""
    head, _, body = request.replace(FRESH, str(uuid4()).encode()).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split()
    headers = dict(line.split(": ", 1) for line in lines if not line.startswith(("host", "content-length")))
    answer = await client.request(method, f"http://127.0.0.1:{port}{path}", headers=headers, content=body)
    return orjson.loads(answer.raise_for_status().content)


def _first_difference(ours: Any, theirs: Any, place: str = "") -> str:
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return next((_first_difference(ours[key], theirs[key], f"{place}.{key}") for key in ours if ours[key] != theirs[key]), "")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return next((_first_difference(one, other, f"{place}[{at}]") for at, (one, other) in pairs if one != other), "")
    return f"{place}: {ours!r} | {theirs!r}"
