"""A served goodtalk for the tests of what stays open, and people whose tokens it believes."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.logins import Database
from api.keys import open_keys
from api.settings import Settings
from tests.living import Living, living
from tests.makers import Makers


@pytest.fixture
async def lives(settings: Settings, database: Database) -> AsyncIterator[Living]:
    """A served goodtalk with its worker, on a real socket."""
    async with living(settings, database) as served:
        yield served


@pytest.fixture
def believed(settings: Settings, load_engine: AsyncEngine) -> Makers:
    """Makes people whose tokens the served goodtalk believes."""
    return Makers(load_engine, issuer=open_keys(settings.home, environment=settings.environment).issuer)
