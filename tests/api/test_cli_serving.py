"""Serving from the command line: it starts whole or not at all, and stops in order."""

import asyncio
import json
import os
import re
import shlex
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from api.database import embedded
from api.settings import Settings

ROOT = Path(__file__).parents[2]
ANSWERS = re.compile(r"goodtalk answers at (http://\S+)/graphql")
Started = Callable[..., Awaitable[Process]]


@pytest.fixture
async def started() -> AsyncIterator[Started]:
    """Starts a command in a process of its own."""
    processes: list[Process] = []

    async def start(*arguments: str) -> Process:
        pipe = asyncio.subprocess.PIPE
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GOODTALK_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api", *arguments, cwd=ROOT, env=environ, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, limit=1 << 20
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_it_answers(stream: asyncio.StreamReader | None) -> tuple[str, list[str]]:
    """Its address, and what it printed until then."""
    assert stream is not None
    lines = []
    async with asyncio.timeout(120):
        while line := (await stream.readline()).decode():
            lines.append(line.rstrip("\n"))
            if found := ANSWERS.search(line):
                return found[1], lines
    pytest.fail("it ended before it answered: " + "\n".join(lines))


async def refusal(process: Process) -> str:
    """What a command that ends with 1 had to say."""
    said, errors = await process.communicate()
    assert (process.returncode, said) == (1, b"")
    assert errors.count(b"\n") == 1, errors
    return errors.decode()


def runs(settings: Settings) -> bool:
    return embedded.running(embedded.find_cluster(settings.home))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_server_serves_until_it_is_told_to_stop(own_home: Settings, started: Started, number: signal.Signals) -> None:
    home = ("--home", str(own_home.home))

    server = await started("serve", "--port", "0", *home)
    address, _ = await until_it_answers(server.stderr)
    async with httpx.AsyncClient() as client:
        live, ready = await client.get(f"{address}/health"), await client.get(f"{address}/ready")
        nobody = await client.post(f"{address}/graphql", json={"query": "{ viewer { name } }"})
    second = await refusal(await started("serve", "--port", "0", *home))
    server.send_signal(number)
    said, errors = await server.communicate()

    assert (live.json(), ready.json(), nobody.status_code) == ({"live": True}, {"ready": True}, 401)
    assert f"A server (process {server.pid}) already serves from {own_home.home}: stop it first, or choose another home with --home." in second
    assert (server.returncode, errors) == (0, b"")
    assert all(json.loads(line)["level"] in {"info", "warning"} for line in said.splitlines())
    assert not runs(own_home)


async def test_a_taken_port_is_told_before_anything_starts(own_home: Settings, started: Started) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refusal(await started("serve", "--port", str(port), "--home", str(own_home.home)))

    assert said == f"Error: Port {port} of 127.0.0.1 is taken: stop what listens there, or choose another with --port.\n"
    assert not own_home.home.exists()


async def test_an_address_of_another_machine_is_told(own_home: Settings, started: Started) -> None:
    said = await refusal(await started("serve", "--host", "192.0.2.1", "--home", str(own_home.home)))

    assert said == "Error: '192.0.2.1' is not an address of this machine: choose one with --host, such as 127.0.0.1.\n"


async def test_the_demo_prints_tokens_and_a_request_that_shows_a_brief(own_home: Settings, started: Started) -> None:
    demo = await started("demo", "--port", "0", "--home", str(own_home.home))
    address, lines = await until_it_answers(demo.stdout)
    request = shlex.split(next(line for line in lines if line.startswith("curl ")))
    headers = dict(word.split(": ", 1) for flag, word in pairwise(request) if flag == "-H")
    body = await asyncio.to_thread(Path(request[request.index("--data") + 1].removeprefix("@")).read_text, encoding="utf-8")
    async with httpx.AsyncClient() as client:
        answer = (await client.post(request[2], headers=headers, content=body)).json()
    demo.terminate()
    await demo.communicate()

    assert request[2] == f"{address}/graphql"
    assert "errors" not in answer
    assert answer["data"]["conversation"]["employee"]["name"] == "Sanne Hoekstra"
    assert answer["data"]["conversation"]["brief"]["openAgreements"]
    for name in ("manager", "employee", "manager.en", "employee.en", "colleague", "boss", "hr", "new"):
        assert len(lines[lines.index(f"{name}@demo.example") + 1].split(".")) == 3
    assert "outsider@other.example" in lines
    assert demo.returncode == 0
    assert not runs(own_home)


async def test_the_demo_keeps_out_of_a_home_that_is_somebodys(own_home: Settings, started: Started) -> None:
    migrated = await started("migrate", "--home", str(own_home.home))
    await migrated.communicate()

    said = await refusal(await started("demo", "--port", "0", "--home", str(own_home.home)))

    assert said == (
        f"Error: {own_home.home} is the home of another server, and the demo would put invented people in it: choose another with --home.\n"
    )
