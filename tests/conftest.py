"""A real PostgreSQL for every test: made once, migrated once, emptied after each test that used it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.engine import make_engine, make_engine_for_people
from api.database.home import joined
from api.database.logins import Database
from api.database.migrate import migrate
from api.database.reading import Reading
from api.database.sessions import Sessions
from api.settings import Settings

if TYPE_CHECKING:
    from api.context import Context
    from api.database.sessions import Identity
    from api.reads import Reads
    from tests.clients import Client
    from tests.makers import Makers


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the large counts, for a night")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: only with --soak")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings of a home that lasts as long as the tests."""
    home = tmp_path_factory.mktemp("home")
    yield Settings(home=home)
    _remove(home)


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Settings]:
    """The settings of a home, not made yet, that is one test's own."""
    home = tmp_path / "home"
    yield Settings(home=home)
    _remove(home)


@pytest.fixture(scope="session")
async def server(settings: Settings) -> AsyncIterator[Database]:
    """The migrated database of all tests. A test asks for `database`, which is emptied afterwards."""
    async with joined(settings, durable=False) as found:
        await migrate(found.urls.owner)
        yield found


@pytest.fixture(scope="session")
async def emptying(server: Database) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Deletes every row of every table at once, past walls and foreign keys."""
    # As a superuser's replica no foreign key is followed, so that the order of the tables does not matter.
    connection = await server.urls.owner.connect(session_replication_role="replica")
    tables = await connection.fetch("SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'")
    statement = ";".join(f"DELETE FROM {table['name']}" for table in tables)

    async def empty() -> None:
        await connection.execute(statement)

    yield empty
    await connection.close()


@pytest.fixture
async def database(server: Database, emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[Database]:
    """The database, without a row before and after the test."""
    yield server
    await emptying()


@pytest.fixture(scope="session")
async def engines(server: Database) -> AsyncIterator[dict[str, AsyncEngine]]:
    """An engine per login, kept for all tests."""
    urls = server.urls
    made = {name: make_engine(login) for name, login in (("app", urls.app), ("work", urls.work), ("load", urls.load), ("owner", urls.owner))}
    yield made
    for engine in made.values():
        await engine.dispose()


@pytest.fixture
def app_engine(database: Database, engines: dict[str, AsyncEngine]) -> AsyncEngine:
    """What people's transactions run on: `gt_app`, behind both walls."""
    return engines["app"]


@pytest.fixture
def load_engine(database: Database, engines: dict[str, AsyncEngine]) -> AsyncEngine:
    """What tests prepare and inspect with: `gt_load`, past the second wall."""
    return engines["load"]


@pytest.fixture
def work_engine(database: Database, engines: dict[str, AsyncEngine]) -> AsyncEngine:
    """What the worker runs on: `gt_work`, shared rows only."""
    return engines["work"]


@pytest.fixture
async def sessions(app_engine: AsyncEngine) -> AsyncIterator[Sessions]:
    """Transactions of people."""
    made = Sessions(app_engine)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def all_reading(server: Database) -> AsyncIterator[Reading]:
    """The read plan's connections, kept for all tests."""
    reading = Reading(server.urls.app)
    yield reading
    await reading.close()


@pytest.fixture
def reading(database: Database, all_reading: Reading) -> Reading:
    """The read plan's connections."""
    return all_reading


def _remove(home: Path) -> None:
    # As root the home's PostgreSQL is a link.
    shutil.rmtree((home / "postgresql").resolve(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def make(load_engine: AsyncEngine) -> "Makers":
    """Makes rows, as the loader does."""
    from tests.makers import Makers

    return Makers(load_engine)


@pytest.fixture
def client(database: Database, all_clients: "Client") -> "Client":
    """Asks the real schema on behalf of people, without HTTP."""
    all_clients.statements.clear()
    return all_clients


@pytest.fixture(scope="session")
async def all_clients(server: Database) -> AsyncIterator["Client"]:
    """The client of all tests; a test asks for `client`, whose database is emptied afterwards."""
    # Loaded here, so that a test below the doors does not load all of them.
    from tests.clients import Client, Statements, WatchedReading, WatchedSessions

    statements = Statements()
    engine, reading = make_engine_for_people(server.urls.app), WatchedReading(server.urls.app, statements)
    sessions = WatchedSessions(engine, statements)
    yield Client(reading, _context(sessions), statements)
    await reading.close()
    await sessions.close()
    await engine.dispose()


def _context(sessions: Sessions) -> "Callable[[Identity | None, Reads], Context]":
    from api.askings import Askings
    from api.context import Context
    from api.events import Hub
    from api.hashing import Hashing
    from api.meaning import Meaning
    from api.purse import Budget
    from coach.limits import Limits
    from coach.offline import Offline
    from tests.listening import quiet

    coach, hashing = Offline(protected=lambda text: False), Hashing(b"tests")
    by_words = Meaning(None, lambda fault: None)
    log, now = quiet(), lambda: datetime.now(UTC)
    askings = Askings(log)

    def context(identity: "Identity | None", reads: "Reads") -> "Context":
        return Context(identity, reads, sessions, coach, hashing, now, by_words, Hub(), askings, lambda begin: Budget(begin, Limits(), now, log))

    return context
