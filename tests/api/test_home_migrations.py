"""The tables come to be by migrations, one at a time, whole or not at all, and end up as they are declared."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from api.database import migrate as migrating
from api.database import walls
from api.database.engine import make_engine
from api.database.logins import Database, Login, Urls
from api.database.migrate import current_and_head, differences, migrate
from schema.tables import Base

CATALOGUE = """
SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null ' ELSE ' ' END
  || a.attgenerated::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.fixture
async def empty(server: Database) -> AsyncIterator[Login]:
    """The owner's login to a second database, with roles and extension but without a table."""
    owner = await server.urls.owner.connect()
    await owner.execute("CREATE DATABASE second OWNER gt_owner")
    login = replace(server.urls.owner, url=server.urls.owner.url.replace("/goodtalk?", "/second?"))
    second = await login.connect()
    await second.execute("CREATE EXTENSION vector; ALTER SCHEMA public OWNER TO gt_owner; CREATE SCHEMA migrations AUTHORIZATION gt_owner")
    await second.close()
    yield login
    await owner.execute("DROP DATABASE second WITH (FORCE)")
    await owner.close()


async def catalogue(login: Login) -> set[str]:
    connection = await login.connect()
    lines = {row[0] for row in await connection.fetch(CATALOGUE)}
    await connection.close()
    return lines


async def test_the_migrated_database_is_the_declared_one(server: Database, empty: Login) -> None:
    """Compared in the words of the catalogue, which knows more than Alembic looks at."""
    engine = make_engine(empty)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()

    assert await catalogue(server.urls.owner) == await catalogue(empty)
    assert await differences(server.urls.owner) == []


async def test_two_who_migrate_at_once_do_so_one_after_the_other(empty: Login, server: Database) -> None:
    before = await current_and_head(empty)
    done = await asyncio.gather(migrate(empty), migrate(empty), migrate(empty))

    assert before.current is None
    assert not before.is_newest
    assert all(version.is_newest for version in done)
    assert await current_and_head(empty) == done[0]
    assert await catalogue(empty) == await catalogue(server.urls.owner)


async def test_a_migration_that_fails_leaves_nothing_behind(empty: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: Connection) -> None:
        raise RuntimeError("the walls do not stand")

    monkeypatch.setattr(walls, "rebuild", fails)
    with pytest.raises(RuntimeError):
        await migrate(empty)

    assert await catalogue(empty) == set()
    assert (await current_and_head(empty)).current is None


async def test_every_login_may_ask_where_the_database_stands(server: Database) -> None:
    urls: Urls = server.urls

    for login in (urls.app, urls.work, urls.load, urls.owner):
        assert (await current_and_head(login)).is_newest


async def test_a_migration_gives_up_rather_than_make_everyone_wait() -> None:
    folder = migrating.SCRIPTS
    steps = list((folder / "versions").glob("*.py"))

    assert steps
    for step in [*steps, folder / "script.py.mako"]:
        assert "SET LOCAL lock_timeout" in step.read_text(encoding="utf-8"), step.name
