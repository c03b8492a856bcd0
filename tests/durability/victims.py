"""What is killed: commands of goodtalk in processes of their own, and the embedded PostgreSQL of their home."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import psutil

from api.cli import cli
from api.database.embedded import Cluster, find_cluster
from api.database.home import stop
from api.database.logins import Login
from api.database.passwords import kept_passwords
from api.settings import Settings
from tests.listening import PATIENCE

ROOT = Path(__file__).parents[2]
LOADED_ONCE = multiprocessing.get_context("forkserver")
"""Loading goodtalk takes three seconds of a processor; what is forked from a process that has done so is the same process for the rest."""
LOADED_ONCE.set_forkserver_preload(
    [
        "api.commands.serve",
        "api.commands.work",
        __name__,
        # What they load at first use.
        "anyio._backends._asyncio",
        "httpcore",
        "openai",
        "pgqueuer.adapters.drivers.asyncpg",
        "uvicorn.lifespan.on",
        "uvicorn.protocols.http.httptools_impl",
        "uvicorn.protocols.websockets.websockets_sansio_impl",
    ]
)
Started = BaseProcess | subprocess.Popen[bytes]


class Command:
    """`python -m api …`, again and again; each begins where the one before it was killed.

    `fresh`: each in a new interpreter, as an operator does. Otherwise each is forked from one that has loaded everything.
    """

    def __init__(self, arguments: list[str], log: Path, *, environ: Mapping[str, str], fresh: bool) -> None:
        self._arguments = arguments
        self.log = log
        self._environ = {name: value for name, value in os.environ.items() if not name.startswith("GOODTALK_")} | dict(environ)
        self._fresh = fresh
        self._process: Started | None = None

    def start(self) -> None:
        """Start it; it is not ready yet."""
        if self._fresh:
            with self.log.open("ab") as log:
                command = [sys.executable, "-m", "api", *self._arguments]
                self._process = subprocess.Popen(command, cwd=ROOT, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        else:
            self._process = LOADED_ONCE.Process(target=_run, args=(self._arguments, self.log, self._environ), daemon=True)
            self._process.start()

    def kill(self) -> None:
        """SIGKILL, whatever it is doing. Fails if it had ended by itself."""
        process, self._process = self._process, None
        assert process is not None
        assert _ended(process) is None, f"it had ended by itself: {self.said()}"
        process.kill()
        _wait(process)

    def kill_a_child(self, chance: Random) -> None:
        """SIGKILL to a process that it started, if there is one."""
        process = self._process
        assert process is not None
        assert process.pid is not None
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(process.pid).children()
            if children:
                chance.choice(children).kill()

    def still_runs(self) -> bool:
        """Whether it lives, as far as we know."""
        return self._process is not None and _ended(self._process) is None

    def end(self) -> None:
        """SIGTERM, and wait for the end; nothing if it does not run."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            _wait(process)

    def said(self) -> str:
        """The end of what they all printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3_000:] if self.log.exists() else ""


def _run(arguments: list[str], log: Path, environ: Mapping[str, str]) -> None:
    kept = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(kept, stream)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    cli(arguments, prog_name="python -m api")


def _ended(process: Started) -> int | None:
    return process.exitcode if isinstance(process, BaseProcess) else process.poll()


def _wait(process: Started) -> None:
    if isinstance(process, BaseProcess):
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        process.close()
        return
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Postgres:
    """The embedded PostgreSQL of a home that was made before; whoever serves from it starts it again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cluster: Cluster = find_cluster(settings.home)

    def login(self, user: str) -> Login:
        """The way in as that user."""
        passwords = kept_passwords(self._settings.home / "secrets" / "passwords")
        assert passwords is not None
        return self._cluster.login(user, passwords[user])

    def kill(self) -> None:
        """SIGKILL to the postmaster: its backends end by themselves, and nobody has put anything in order."""
        os.kill(self._postmaster().pid, signal.SIGKILL)

    def kill_a_backend(self, chance: Random) -> None:
        """SIGKILL to a process that serves a connection: PostgreSQL ends all others, and recovers as after a crash."""
        serving = [child for child in self._postmaster().children() if _serves(child)]
        if serving:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(serving).pid, signal.SIGKILL)

    async def stopped(self) -> None:
        """Stop it for good."""
        await stop(self._settings)

    def _postmaster(self) -> psutil.Process:
        return psutil.Process(int((self._cluster.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]))


def _serves(process: psutil.Process) -> bool:
    try:
        return "goodtalk" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
