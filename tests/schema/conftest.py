"""How many generated documents are read, and the world they are read from."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.logins import Database
from tests.schema.readers import World
from tests.schema.rich_world import rich_world

CHECKED, SOAKED = 200, 5_000
COVERED = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    soaking = config.getoption("--soak", default=False)
    # A check looks at the same documents every time; whoever soaks looks elsewhere each time.
    settings.register_profile(
        "documents",
        max_examples=SOAKED if soaking else CHECKED,
        derandomize=not soaking,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if COVERED in config.stash:
        terminalreporter.write_line(config.stash[COVERED])


@pytest.fixture(scope="module")
async def world(server: Database, engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[World]:
    """Two organisations with all that a document can ask for, and their people, each in a transaction of their own."""
    await emptying()
    async with rich_world(engines["load"], server.urls.app) as made:
        yield made
    await emptying()
