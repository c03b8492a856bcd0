"""Several servers on one database: who is told does not depend on which of them somebody is connected to, or on which one dies."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api.database.logins import Database
from api.keys import open_keys
from api.settings import Settings
from schema.tables import Conversation, Person
from tests.listening import PATIENCE
from tests.living import SPOKEN, Socket
from tests.makers import Makers, client_id

ROOT = Path(__file__).parents[2]
WRITE = """
mutation Write($id: ID!) { writeNote(input: {conversationId: $id, part: CURRENT_ROLE, text: "Ging goed"}) { __typename ... on Note { id } } }
"""
Served = Callable[[str], Awaitable[tuple[Process, str]]]


@pytest.fixture
async def served(settings: Settings, database: Database, tmp_path: Path) -> AsyncIterator[Served]:
    """Starts a server of its own home on the tests' database; the process and where it listens."""
    processes: list[Process] = []
    keys = open_keys(settings.home, environment=settings.environment)
    urls = {"GOODTALK_DATABASE_URL": database.urls.app.url, "GOODTALK_DATABASE_WORK_URL": database.urls.work.url}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GOODTALK_")} | urls

    async def start(name: str) -> tuple[Process, str]:
        home = tmp_path / name
        shutil.copytree(settings.home / "secrets", home / "secrets")
        command = [sys.executable, "-m", "api", "serve", "--port", "0", "--home", str(home)]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
        processes.append(process)
        assert process.stderr is not None
        async with asyncio.timeout(60):
            while "goodtalk answers at" not in (line := (await process.stderr.readline()).decode()):
                assert line, "it ended before it answered"
        return process, line.split("http://")[1].split("/")[0]

    assert keys.issuer
    yield start
    for process in processes:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def test_a_note_written_at_one_server_shows_at_the_other_also_when_one_is_killed(settings: Settings, believed: Makers, served: Served) -> None:
    talk = await believed.conversation(status="OPEN")
    employee, manager = await believed.employee_of(talk), await believed.manager_of(talk)
    first, at_first = await served("first")
    _, at_second = await served("second")
    keys = open_keys(settings.home, environment=settings.environment)

    def token(person: Person) -> str:
        return keys.issue(str(person.subject))

    async with connect(f"ws://{at_second}/graphql", subprotocols=[Subprotocol(SPOKEN)]) as connection:
        follower = Socket(connection)
        await follower.begin(token(employee))
        await follower.follow(talk)
        elsewhere = await _until_told(follower, at_first, token(manager), talk)
        first.kill()
        await first.wait()
        after = await _until_told(follower, at_second, token(manager), talk)

    assert elsewhere
    assert after, "the relay of the killed server is taken over"


async def _until_told(follower: Socket, at: str, token: str, talk: Conversation) -> bool:
    """Write notes there until one is told here: nobody says when following has begun."""
    written = set()
    async with httpx.AsyncClient(base_url=f"http://{at}", headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE) as client:
        for _ in range(20):
            answer = (await client.post("/graphql", json={"query": WRITE, "variables": {"id": client_id(talk)}})).json()
            written.add(answer["data"]["writeNote"]["id"])
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    if (await follower.change())["nodeId"] in written:
                        return True
    return False
