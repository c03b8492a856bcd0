"""One PostgreSQL in a folder: made, started, found alive, stopped. Whoever calls holds the home's lock, so that one does so at a time."""

import asyncio
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import asyncpg

from api.database.faults import UNANSWERED, DatabaseUnavailable, HomeUnusable
from api.database.logins import Login, embedded_login
from api.database.programs import MAJOR, Programs, find_programs, settle

PATIENCE = 120.0
"""Seconds to wait for PostgreSQL to answer: replaying 1 GB of its log after a crash took 19 s on a busy machine."""
LONGEST_SOCKET_FOLDER = 90
"""The kernel takes 107 bytes (103 on macOS) for a socket's path; `/.s.PGSQL.5432` needs 15 of them."""

CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    # Nothing that people wrote may reach the log: no statements, no parameters, no DETAIL ("Failing row contains …").
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
"""What the embedded PostgreSQL runs with; written at every start, so that a new version of goodtalk brings its own."""
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: a crash of the machine may lose everything."""


@dataclass(frozen=True)
class Cluster:
    """Where one PostgreSQL keeps its data, its sockets and its log, and the programs that run it."""

    folder: Path
    sockets: Path
    programs: Programs

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What PostgreSQL says about itself; nothing of people."""
        return self.folder / "log"

    def login(self, user: str, password: str, database: str = "goodtalk") -> Login:
        """A login to this PostgreSQL."""
        return embedded_login(user, password, self.sockets, database)


def find_cluster(home: Path) -> Cluster:
    """The home's PostgreSQL, whether or not it has been made. Raises `HomeUnusable`."""
    folder = settle(home)
    programs = find_programs(folder)
    return Cluster(folder, _socket_folder(folder, programs), programs)


async def make(cluster: Cluster, password: str) -> None:
    """Make the data directory unless there is one: aside, then renamed, so that a half-made one is never taken for a whole."""
    for left_over in cluster.folder.glob("making-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    if cluster.data.exists():
        _check_version(cluster)
        return
    making = Path(tempfile.mkdtemp(prefix="making-", dir=cluster.folder))
    secret = making / "password"
    secret.write_text(password, encoding="utf-8")
    for path in (making, secret):
        cluster.programs.give(path)
    done, said = await _initdb(cluster, making / "data", secret)
    if not done:
        shutil.rmtree(making, ignore_errors=True)
        raise DatabaseUnavailable(_reason(cluster, "PostgreSQL could not make its data directory", said))
    (making / "data").rename(cluster.data)
    _sync(cluster.folder)
    shutil.rmtree(making)


async def start(cluster: Cluster, login: Login, *, durable: bool = True) -> None:
    """Have PostgreSQL answer `login`, starting it if it does not run. Raises `DatabaseUnavailable`."""
    _check_version(cluster)
    deadline = monotonic() + PATIENCE
    while not await answers(login):
        if monotonic() > deadline:
            raise DatabaseUnavailable(f"PostgreSQL did not answer within {PATIENCE:.0f} s: see {cluster.log}, then start again.")
        if running(cluster):
            await asyncio.sleep(0.1)
        else:
            await _start(cluster, durable=durable)


async def stop(cluster: Cluster) -> bool:
    """Stop PostgreSQL; False when it did not run. What was committed is safe, also when it must be stopped at once."""
    if not running(cluster):
        return False
    for mode in ("fast", "immediate"):
        done, said = await cluster.programs.run("pg_ctl", "stop", "--pgdata", str(cluster.data), "--mode", mode, "--wait", "--timeout", "60")
        if done or not running(cluster):
            return True
    raise DatabaseUnavailable(_reason(cluster, "PostgreSQL could not be stopped", said))


async def answers(login: Login) -> bool:
    """Whether PostgreSQL lets us in; raises `DatabaseUnavailable` when it does not know the password."""
    try:
        async with asyncio.timeout(5):
            connection = await login.connect()
            await connection.fetchval("SELECT 1")
            await connection.close()
    except asyncpg.InvalidAuthorizationSpecificationError:
        raise DatabaseUnavailable(
            "The embedded PostgreSQL refuses the passwords in the home's `secrets/passwords`: put that file back from a backup."
        ) from None
    except asyncpg.TooManyConnectionsError:
        return True
    except UNANSWERED:
        return False
    return True


def running(cluster: Cluster) -> bool:
    """Whether the process that the data directory names is alive and works in it: after a crash its number may be another's."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return False
    return _works_in(pid, cluster.data)


async def _initdb(cluster: Cluster, data: Path, password_file: Path) -> tuple[bool, str]:
    arguments = [
        "--pgdata",
        str(data),
        "--username",
        "postgres",
        "--pwfile",
        str(password_file),
        "--auth",
        "scram-sha-256",
        "--encoding",
        "UTF8",
    ]
    # The built-in provider sorts alike on every machine; the parser of words takes its letters from the machine, where C knows ASCII only.
    arguments += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    done, said = await cluster.programs.run("initdb", *arguments, "--locale", "C.UTF-8")
    if not done and "invalid locale name" in said:
        done, said = await cluster.programs.run("initdb", *arguments, "--locale", "en_US.UTF-8")
    return done, said


async def _start(cluster: Cluster, *, durable: bool) -> None:
    try:
        _configure(cluster, CONFIGURATION | ({} if durable else FORGETFUL))
        _remove_stale_locks(cluster)
    except OSError as error:
        raise DatabaseUnavailable(_reason(cluster, "PostgreSQL could not be started", str(error))) from error
    begun = cluster.log.stat().st_size
    done, _ = await cluster.programs.run(
        "pg_ctl", "start", "--pgdata", str(cluster.data), "--log", str(cluster.log), "--wait", "--timeout", f"{PATIENCE:.0f}"
    )
    if done or running(cluster):
        return
    said = cluster.log.read_bytes()[begun:].decode(errors="replace")
    # Processes of a server that was killed finish what they do, and are reaped, before its lock and its memory are free.
    if not any(sign in said for sign in ("still in use", "already exists")):
        raise DatabaseUnavailable(_reason(cluster, "PostgreSQL could not be started", said))
    await asyncio.sleep(0.2)


def _configure(cluster: Cluster, settings: Mapping[str, str]) -> None:
    if cluster.log.exists() and cluster.log.stat().st_size > 10_000_000:
        cluster.log.replace(cluster.log.with_name("log.1"))
    cluster.log.touch(mode=0o600)
    cluster.programs.give(cluster.log)
    lines = {**settings, "unix_socket_directories": str(cluster.sockets)}
    ours = cluster.data / "goodtalk.conf"
    ours.write_text("".join(f"{name} = '{value}'\n" for name, value in lines.items()), encoding="utf-8")
    cluster.programs.give(ours)
    theirs = cluster.data / "postgresql.conf"
    include = "\ninclude 'goodtalk.conf'\n"
    if include not in theirs.read_text(encoding="utf-8"):
        with theirs.open("a", encoding="utf-8") as file:
            file.write(include)


def _remove_stale_locks(cluster: Cluster) -> None:
    """After a crash the number in PostgreSQL's own lock files may be a stranger's by now, or a process that nobody reaps.

    PostgreSQL would wait for it forever. The files go only when no process at all works in the data directory (on Linux, where
    that can be seen): they also guard the memory that the processes of a killed server may still share.
    """
    processes = Path("/proc")
    files = [file for file in (cluster.data / "postmaster.pid", cluster.sockets / ".s.PGSQL.5432.lock") if file.exists()]
    if not files or not (processes / "self").exists():
        return
    if not any(_works_in(int(entry.name), cluster.data) for entry in processes.iterdir() if entry.name.isdigit()):
        for file in files:
            file.unlink()


def _works_in(pid: int, folder: Path) -> bool:
    process = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():
        return True
    try:
        return (process / "cwd").readlink() == folder
    except OSError:  # it ended, waits to be reaped, or is another's
        return False


def _check_version(cluster: Cluster) -> None:
    try:
        found = (cluster.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        found = "an unknown version"
    if found != str(MAJOR):
        raise HomeUnusable(
            f"{cluster.data} was made by PostgreSQL {found} and goodtalk runs {MAJOR}: "
            "bring it over with pg_upgrade, or choose a fresh home with --home or GOODTALK_HOME."
        )


def _socket_folder(folder: Path, programs: Programs) -> Path:
    """Beside the data; when that path is too long for a socket, in /tmp under a name that follows from the path."""
    owner = programs.account.uid if programs.account else os.geteuid()
    sockets = folder / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        name = f"goodtalk-{owner}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
        sockets = Path("/tmp") / name  # noqa: S108  # its owner is checked below
    if not sockets.exists():
        sockets.mkdir(mode=0o700)
        programs.give(sockets)
    found = sockets.lstat()
    if sockets.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise HomeUnusable(f"{sockets} is not a private folder of ours: remove it, or choose a home with a shorter path.")
    return sockets


def _reason(cluster: Cluster, what: str, said: str) -> str:
    if os.strerror(errno.ENOSPC) in said:
        return f"{what}: the disk of {cluster.folder} is full. Make room and start again; nothing that was saved is lost."
    lines = (
        [line for line in said.splitlines() if any(word in line for word in ("FATAL", "PANIC", "error:"))] or said.splitlines() or ["no reason given"]
    )
    return f"{what} ({lines[-1].strip()}): see {cluster.log}, then start again."


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
