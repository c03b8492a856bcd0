"""The processes under measurement: each server beside its database, and what they cost."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import orjson
import psutil

from api.database.embedded import find_cluster
from tests.speed.caller import Order, Seen
from tests.speed.homes import Home

PATIENCE = 60


@dataclass(frozen=True)
class Cost:
    """CPU time in seconds: of the server, and of the database on its behalf."""

    server: float
    database: float


@dataclass(frozen=True)
class Server:
    """A server that answers at `port`, and the file with what is asked of it."""

    port: int
    requests: Path
    process: psutil.Process
    postmaster: psutil.Process
    rest: Cost = Cost(0, 0)
    """What it costs in a second in which nothing is asked of it."""

    def cost(self) -> Cost:
        """What it has cost until now."""
        backends = [spent for child in self.postmaster.children() if (spent := _spent(child, "gt_app")) is not None]
        return Cost(_spent(self.process) or 0, sum(backends))

    @property
    def megabytes(self) -> float:
        """Resident memory of the server."""
        return float(self.process.memory_info().rss) / 1e6


class Caller:
    """The process that asks."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self._orders, self._sights = process.stdin, process.stdout

    def ask(self, server: Server, connections: int, seconds: float) -> Seen:
        """Have a server asked, and wait for the end of it."""
        order = Order(server.port, str(server.requests), connections, seconds)
        self._orders.write(orjson.dumps(asdict(order)) + b"\n")
        self._orders.flush()
        line = self._sights.readline()
        if not line:
            raise SystemExit("The caller ended; see above.")
        return Seen(**orjson.loads(line))


@contextmanager
def calling() -> Iterator[Caller]:
    """The caller, until the end of the block."""
    with _running("tests.speed.caller", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Caller(process)


@contextmanager
def goodtalk(home: Home, folder: Path, requests: Sequence[bytes]) -> Iterator[Server]:
    """`python -m api serve` on that home, without the worker, its log going to a file as it would anywhere."""
    with ExitStack() as stack:
        log = stack.enter_context((folder / f"serve-{home.people}.log").open("wb"))
        command, environ = ("api", "serve", "--port", "0", "--home", str(home.settings.home)), os.environ | {"GOODTALK_WORKER": "off"}
        process = stack.enter_context(_running(*command, stdout=log, stderr=subprocess.PIPE, env=environ))
        assert process.stderr
        said = process.stderr.readline().decode()
        port = re.search(r":(\d+)/graphql", said)
        if port is None:
            raise SystemExit(said + process.stderr.read().decode())
        yield _server(home, int(port[1]), process, _kept(folder, requests))


@contextmanager
def bare(home: Home, folder: Path, requests: Sequence[bytes]) -> Iterator[Server]:
    """The bare endpoint on that home."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _running("tests.speed.bare", str(home.settings.home), str(port)) as process:
        _wait_for(port)
        yield _server(home, port, process, _kept(folder, requests))


def _server(home: Home, port: int, process: subprocess.Popen[bytes], requests: Path) -> Server:
    pid_file = find_cluster(home.settings.home).data / "postmaster.pid"
    postmaster = psutil.Process(int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0]))
    return Server(port, requests, psutil.Process(process.pid), postmaster)


def _kept(folder: Path, requests: Sequence[bytes]) -> Path:
    path = folder / uuid4().hex
    path.write_bytes(orjson.dumps([one.decode("latin-1") for one in requests]))
    return path


@contextmanager
def _running(*module: str, **streams: object) -> Iterator[subprocess.Popen[bytes]]:
    process: subprocess.Popen[bytes] = subprocess.Popen([sys.executable, "-m", *module], **streams)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        else:
            process.terminate()
        process.wait(PATIENCE)


def _wait_for(port: int) -> None:
    deadline = monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if monotonic() > deadline:
                raise
            sleep(0.1)
        else:
            return


def _spent(process: psutil.Process, title: str = "") -> float | None:
    """CPU seconds of a process whose title has that word; None for another, or one that ended."""
    try:
        if title and title not in " ".join(process.cmdline()):
            return None
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return None
    return float(times.user + times.system)
