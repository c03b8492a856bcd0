"""A server is killed while its model words questions: another goes on with them, for whoever brings the same key."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api.database.logins import Database
from api.keys import open_keys
from api.settings import Settings
from schema.tables import Spending, Suggestion, SuggestionRequest
from tests.hostile.server import serving
from tests.hostile.wording import WORDED, Wording
from tests.living import SPOKEN, Socket, living
from tests.makers import Makers, ago
from tests.stories.conftest import History
from tests.stories.test_worded_by_a_model import ask, next_of, rest_of

ROOT = Path(__file__).parents[2]
SECRET = "the same for all servers of one database"


@pytest.fixture
def make(settings: Settings, load_engine: AsyncEngine) -> Makers:
    """Makes people whose tokens the served goodtalk believes."""
    return Makers(load_engine, issuer=open_keys(settings.home, environment=settings.environment).issuer)


@pytest.mark.soak
async def test_what_a_killed_server_was_wording_is_made_whole_by_another(
    request: pytest.FixtureRequest, settings: Settings, database: Database, history: History, make: Makers, tmp_path: Path
) -> None:
    if not request.config.getoption("--soak"):
        pytest.skip("starts a server of its own; the same, as a killed server leaves it, is told in test_questions_one_by_one")
    key = str(uuid4())
    token = open_keys(settings.home, environment=settings.environment).issue(str(history.employee.subject))
    async with serving(Wording(before=1)) as model:
        killed, at = await started(settings, database, tmp_path / "home", model.url)
        async with connect(f"ws://{at}/graphql", subprotocols=[Subprotocol(SPOKEN)]) as connection:
            socket = Socket(connection)
            await socket.begin(token)
            await ask(socket, history.talk, idempotencyKey=key)
            first = await next_of(socket)
            killed.kill()
            await killed.wait()
        (begun,) = await make.all(SuggestionRequest)
        assert begun.worded_until is not None
        await make.change(begun, worded_until=ago(seconds=1))  # what a quarter of a minute does
        async with living(replace(settings, secret=SECRET), database, worker=False) as lives, lives.socket(history.employee) as again:
            await ask(again, history.talk, idempotencyKey=key)
            told = await rest_of(again)

    assert first["question"] in WORDED.values()
    assert told[0]["id"] == first["id"]
    assert [event["__typename"] for event in told] == ["Suggestion"] * 6 + ["SuggestionsComplete"]
    assert len(await make.all(Suggestion, state="OFFERED")) == 6
    (reserved,) = await make.all(Spending)
    assert reserved.reserved_until is not None, "nobody settled it, and it ends by itself"


async def started(settings: Settings, database: Database, home: Path, model: str) -> tuple[Process, str]:
    """A server in a process of its own, and where it listens."""
    shutil.copytree(settings.home / "secrets", home / "secrets")
    told = {"GOODTALK_DATABASE_URL": database.urls.app.url, "GOODTALK_WORKER": "off", "GOODTALK_SECRET": SECRET}
    told |= {"GOODTALK_LLM_URL": model, "GOODTALK_LLM_MODEL": "wording"}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GOODTALK_")} | told
    command = [sys.executable, "-m", "api", "serve", "--port", "0", "--home", str(home)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
    assert process.stderr is not None
    async with asyncio.timeout(60):
        while "goodtalk answers at" not in (line := (await process.stderr.readline()).decode()):
            assert line, "it ended before it answered"
    return process, line.split("http://")[1].split("/")[0]
