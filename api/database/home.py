"""One home, one PostgreSQL, many processes: who serves from the home, who uses its database, and who is the last to leave."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from api.database import embedded, locks, roles
from api.database.embedded import Cluster
from api.database.faults import UNANSWERED, DatabaseUnavailable, HomeInUse, HomeUnusable
from api.database.logins import Database, Login, Urls
from api.database.passwords import kept_passwords, make_passwords
from api.settings import Settings

log = logging.getLogger(__name__)

WATCH_EVERY = 1.0
"""Seconds between two looks at whether the embedded PostgreSQL still runs."""


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Hold the home for one server. Raises `HomeInUse` when another serves from it."""
    home = open_home(settings)
    with locks.opened(home / "server.lock") as lock:
        if not locks.alone(lock):
            by = os.pread(lock, 20, 0).decode(errors="replace").strip()
            raise HomeInUse(f"A server (process {by or 'unknown'}) already serves from {home}: stop it first, or choose another home with --home.")
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield


@asynccontextmanager
async def joined(settings: Settings, *, durable: bool = True) -> AsyncIterator[Database]:
    """A database that answers, for as long as the block lasts.

    The embedded one is started by the first to come and stopped by the last to leave; if it dies meanwhile it is started again.
    `durable=False` is for tests. Raises `DatabaseUnavailable`.
    """
    if settings.database_url is not None:
        yield await _own(settings, settings.database_url)
        return
    home = open_home(settings)
    async with AsyncExitStack() as stack:
        users = stack.enter_context(locks.opened(home / "users.lock"))
        stack.push_async_callback(_leave, home, users)
        async with _changing(home):
            locks.together(users)
            database = await _started(home, durable=durable)
        await stack.enter_async_context(_watched(home, durable=durable))
        yield database


async def stop(settings: Settings) -> bool:
    """Stop an embedded PostgreSQL that nobody uses, as a killed process leaves behind; False when none ran. Raises `HomeInUse`."""
    home = settings.home
    if not (home / "postgresql").exists():
        return False
    async with _changing(home):
        with locks.opened(home / "users.lock") as users:
            if not locks.alone(users):
                raise HomeInUse(f"A goodtalk process still uses the database of {home}: stop that process, and the database stops with it.")
            return await embedded.stop(embedded.find_cluster(home))


def open_home(settings: Settings) -> Path:
    """The home's folder, private to us, made when there is none. Raises `HomeUnusable` when nothing can be written in it."""
    home = settings.home
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locks.opened(home / "change.lock"):
            return home
    except OSError as error:
        raise HomeUnusable(_unwritable(home, error)) from error


@asynccontextmanager
async def _changing(home: Path) -> AsyncIterator[None]:
    """Start, stop or alter the home's PostgreSQL, one process at a time; what the disk refuses becomes a sentence."""
    try:
        async with locks.one_at_a_time(home / "change.lock"):
            yield
    except OSError as error:
        raise HomeUnusable(_unwritable(home, error)) from error


async def _started(home: Path, *, durable: bool) -> Database:
    passwords = _passwords(home)
    cluster = embedded.find_cluster(home)
    await embedded.make(cluster, passwords["postgres"])
    await embedded.start(cluster, cluster.login("postgres", passwords["postgres"], "postgres"), durable=durable)
    await _with_roles(cluster, passwords)
    others = {"work": "gt_work", "load": "gt_load", "owner": "postgres"}
    logins = {name: cluster.login(user, passwords[user]) for name, user in others.items()}
    return Database(Urls(cluster.login("gt_app", passwords["gt_app"]), logins), embedded=True)


def _passwords(home: Path) -> Mapping[str, str]:
    path = home / "secrets" / "passwords"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    kept = kept_passwords(path)
    if kept is None and (home / "postgresql").exists():
        raise HomeUnusable(
            f"{path} is gone, and without it nobody can open the database in {home / 'postgresql'}: "
            "put it back from a backup, or move that folder away to begin anew."
        )
    return kept or make_passwords(path)


async def _with_roles(cluster: Cluster, passwords: Mapping[str, str]) -> None:
    noted = cluster.folder / "roles"
    if noted.exists() and noted.read_text(encoding="utf-8") == roles.fingerprint():
        return
    server, database = (cluster.login("postgres", passwords["postgres"], name) for name in ("postgres", "goodtalk"))
    try:
        await roles.ensure(server, database, passwords)
    except UNANSWERED as error:
        raise DatabaseUnavailable(f"The embedded PostgreSQL did not take its roles ({error}): see {cluster.log}, then start again.") from error
    noted.write_text(roles.fingerprint(), encoding="utf-8")


@asynccontextmanager
async def _watched(home: Path, *, durable: bool) -> AsyncIterator[None]:
    left = asyncio.Event()
    watch = asyncio.create_task(_watch(home, left, durable=durable))
    try:
        yield
    finally:
        left.set()  # not cancelled: a start under way must end before the last to leave may stop it
        await watch


async def _watch(home: Path, left: asyncio.Event, *, durable: bool) -> None:
    cluster = embedded.find_cluster(home)
    while not left.is_set():
        try:
            if not embedded.running(cluster):
                async with _changing(home):
                    await _started(home, durable=durable)
                log.warning("the embedded PostgreSQL had ended and was started again")
        except DatabaseUnavailable as error:
            log.error(f"the embedded PostgreSQL has ended: {error}")  # in the line itself: arguments are not shown
        await _until(left, WATCH_EVERY)


async def _until(left: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await left.wait()
    except TimeoutError:
        return


async def _leave(home: Path, users: int) -> None:
    async with _changing(home):
        locks.leave(users)
        if locks.alone(users):
            await embedded.stop(embedded.find_cluster(home))


async def _own(settings: Settings, url: str) -> Database:
    app = Login(url)
    others = {}
    if settings.database_work_url:
        others["work"] = Login(settings.database_work_url)
    if settings.database_owner_url:
        others["owner"] = Login(settings.database_owner_url)
        others["load"] = Login(settings.database_owner_url, role="gt_load")
    await _check(app)
    return Database(Urls(app, others), embedded=False)


async def _check(app: Login) -> None:
    where = f"The database at {app.place()} (GOODTALK_DATABASE_URL)"
    try:
        async with asyncio.timeout(10):
            connection = await app.connect()
            found = await connection.fetchrow(
                "SELECT current_setting('server_version_num')::int AS version, EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AS vectors"
            )
            await connection.close()
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise DatabaseUnavailable(f"{where} refuses user {urlsplit(app.url).username}: correct the user and password.") from error
    except asyncpg.InvalidCatalogNameError as error:
        raise DatabaseUnavailable(f"{where} does not exist: make it with the SQL that the README gives for your own PostgreSQL.") from error
    except UNANSWERED as error:
        raise DatabaseUnavailable(f"{where} does not answer: check that it runs and that this machine may reach it.") from error
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    if found["version"] < 180000:
        raise DatabaseUnavailable(f"{where} is PostgreSQL {found['version'] // 10000}, and goodtalk needs 18 or later: upgrade it.")
    if not found["vectors"]:
        raise DatabaseUnavailable(f"{where} has no pgvector: install it there and run CREATE EXTENSION vector in the database.")


def _unwritable(home: Path, error: OSError) -> str:
    why = error.strerror or error
    return f"Nothing can be written in the home {home} ({why}): give it room or rights, or choose another with --home or GOODTALK_HOME."


__all__ = ["joined", "open_home", "serving", "stop"]
