"""A person's transaction: who they are is found first, and what they do is kept whole or not at all."""

import asyncio
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.engine import make_engine
from api.database.faults import DatabaseUnavailable, described
from api.database.logins import Database, Login
from api.database.reading import Reading
from api.database.sessions import Identity, NotAPerson, Sessions, Viewer

ANNA = Identity("https://issuer.example", "anna")
MAKE = """
WITH o AS (INSERT INTO organisations (name, language, time_zone) VALUES ('Voorbeeld', 'NL', 'Europe/Amsterdam') RETURNING org_id),
p AS (INSERT INTO people (org_id, name, given_name, email, language, time_zone, issuer, subject)
  SELECT org_id, 'Anna Jansen', 'Anna', 'anna@demo.example', 'NL', 'Europe/Amsterdam', 'https://issuer.example', 'anna' FROM o RETURNING org_id, id)
SELECT org_id, id FROM p
"""


@pytest.fixture
async def anna(load_engine: AsyncEngine) -> Viewer:
    """A person whose token is bound, in an organisation of her own."""
    async with load_engine.begin() as connection:
        org, person = (await connection.execute(text(MAKE))).one()
    return Viewer(org, person, "NL", "Europe/Amsterdam", ())


async def test_a_transaction_knows_on_whose_behalf_it_runs(sessions: Sessions, anna: Viewer) -> None:
    async with sessions.begin(ANNA) as session:
        found = session.info["viewer"]
        seen = (await session.execute(text("SELECT current_setting('gt.org')::uuid, current_setting('gt.viewer')::uuid, current_user"))).one()

    assert found == anna
    assert isinstance(found.id, UUID)
    assert tuple(seen) == (anna.org, anna.id, "gt_app")


async def test_a_stranger_and_someone_who_left_are_nobody(sessions: Sessions, reading: Reading, anna: Viewer, load_engine: AsyncEngine) -> None:
    async with load_engine.begin() as connection:
        await connection.execute(text("UPDATE people SET left_at = now(), email = NULL"))

    for nobody in (ANNA, Identity("https://issuer.example", "someone"), Identity("https://other.example", "anna")):
        with pytest.raises(NotAPerson):
            async with sessions.begin(nobody):
                pass
        with pytest.raises(NotAPerson):
            await reading.read(nobody, lambda viewer: ("SELECT 1", ()))


async def test_nobody_is_left_behind_on_the_connection(app_engine: AsyncEngine, sessions: Sessions, anna: Viewer) -> None:
    async with sessions.begin(ANNA) as session:
        connection = await session.scalar(text("SELECT pg_backend_pid()"))
    await sessions.close()

    async with app_engine.begin() as bare:
        after = (await bare.execute(text("SELECT pg_backend_pid(), current_setting('gt.viewer', true), count(*) FROM people"))).one()
    assert tuple(after) == (connection, "", 0)


async def test_what_a_person_changed_is_kept_whole_or_not_at_all(sessions: Sessions, anna: Viewer, load_engine: AsyncEngine) -> None:
    async with sessions.begin(ANNA) as session:
        await session.execute(text("UPDATE people SET language = 'EN'"))

    async def break_off() -> None:
        async with sessions.begin(ANNA) as session:
            await session.execute(text("UPDATE people SET language = 'NL'"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()

    async with load_engine.begin() as connection:
        assert await connection.scalar(text("SELECT language FROM people")) == "EN"


async def test_whoever_is_interrupted_in_the_middle_of_a_statement_leaves_nothing_and_takes_no_place(sessions: Sessions, anna: Viewer) -> None:
    async def interrupted() -> None:
        async with sessions.begin(ANNA) as session:
            await session.execute(text("UPDATE people SET language = 'EN'"))
            await session.execute(text("SELECT pg_sleep(30)"))

    for _ in range(12):
        running = asyncio.create_task(interrupted())
        await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async with sessions.begin(ANNA) as session:
        assert await session.scalar(text("SELECT language FROM people")) == "NL"


async def test_a_failed_statement_tells_no_value_to_the_log(load_engine: AsyncEngine, anna: Viewer) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with load_engine.begin() as connection:
            await connection.execute(text("UPDATE people SET language = :words"), {"words": "what somebody wrote"})

    assert described(failed.value) == "CheckViolationError 23514 people ck_people_language_is_known"


async def test_writing_goes_on_after_the_server_ended_every_connection(database: Database, anna: Viewer) -> None:
    engine = make_engine(database.urls.app, size=1)
    sessions = Sessions(engine)
    async with sessions.begin(ANNA):
        pass

    await end_connections(database.urls.owner, "gt_app")

    async with sessions.begin(ANNA) as session:
        assert session.info["viewer"] == anna
    await sessions.close()
    await engine.dispose()


async def test_a_read_is_answered_in_the_readers_name(reading: Reading, anna: Viewer) -> None:
    def statement(viewer: Viewer) -> tuple[str, tuple[object, ...]]:
        return "SELECT convert_to(name, 'UTF8') AS name, $1::uuid AS me, current_setting('plan_cache_mode') AS plans FROM people", (viewer.id,)

    row = await reading.read(ANNA, statement)

    assert tuple(row) == (b"Anna Jansen", anna.id, "force_generic_plan")


async def test_a_read_writes_nothing(reading: Reading, anna: Viewer) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await reading.read(ANNA, lambda viewer: ("UPDATE people SET language = 'EN' RETURNING 1", ()))

    assert (await reading.read(ANNA, lambda viewer: ("SELECT language FROM people", ())))["language"] == "NL"


async def test_a_read_that_fails_leaves_nothing_behind(database: Database, anna: Viewer) -> None:
    reading = Reading(database.urls.app, size=1)

    def refuses(viewer: Viewer) -> tuple[str, tuple[object, ...]]:
        raise ValueError

    pid = (await reading.read(ANNA, lambda viewer: ("SELECT pg_backend_pid() AS pid", ())))["pid"]
    for fails, kind in ((lambda viewer: ("SELECT 1/0", ()), asyncpg.DivisionByZeroError), (refuses, ValueError)):
        with pytest.raises(kind):
            await reading.read(ANNA, fails)

    assert (await reading.read(ANNA, lambda viewer: ("SELECT pg_backend_pid() AS pid", ())))["pid"] == pid
    await reading.close()


async def test_a_read_that_is_cancelled_gives_its_place_to_the_next(database: Database, anna: Viewer) -> None:
    reading = Reading(database.urls.app, size=1)
    slow = asyncio.create_task(reading.read(ANNA, lambda viewer: ("SELECT pg_sleep(4)", ())))
    await asyncio.sleep(0.2)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow

    assert (await reading.read(ANNA, lambda viewer: ("SELECT 7 AS number", ())))["number"] == 7
    await reading.close()


async def test_more_readers_than_connections_wait_their_turn(database: Database, anna: Viewer) -> None:
    reading = Reading(database.urls.app, size=2)

    rows = await asyncio.gather(*(reading.read(ANNA, lambda viewer: ("SELECT pg_backend_pid() AS pid", ())) for _ in range(40)))

    assert len({row["pid"] for row in rows}) <= 2
    await reading.close()


async def test_reading_goes_on_after_the_server_ended_every_connection(database: Database, anna: Viewer) -> None:
    reading = Reading(database.urls.app, size=3)
    for _ in range(2):
        await asyncio.gather(*(reading.read(ANNA, lambda viewer: ("SELECT pg_sleep(0.01)", ())) for _ in range(6)))
        await end_connections(database.urls.owner, "gt_app")

    assert (await reading.read(ANNA, lambda viewer: ("SELECT 7 AS number", ())))["number"] == 7
    await reading.close()


async def test_a_read_cut_off_in_the_middle_is_asked_again(database: Database, anna: Viewer) -> None:
    reading = Reading(database.urls.app, size=1)
    waiting = asyncio.create_task(reading.read(ANNA, lambda viewer: ("SELECT pg_sleep(0.5), 7 AS number", ())))
    await asyncio.sleep(0.2)

    await end_connections(database.urls.owner, "gt_app")

    assert (await waiting)["number"] == 7
    await reading.close()


async def test_a_read_survives_a_change_of_the_tables_it_reads(database: Database, anna: Viewer) -> None:
    reading = Reading(database.urls.app, size=1)
    owner = await database.urls.owner.connect()
    await owner.execute("CREATE TABLE IF NOT EXISTS changing (number int); GRANT SELECT ON changing TO gt_app; INSERT INTO changing VALUES (7)")
    try:
        ask = "SELECT * FROM changing"
        assert tuple(await reading.read(ANNA, lambda viewer: (ask, ()))) == (7,)
        await owner.execute("ALTER TABLE changing ADD COLUMN word text DEFAULT 'new'")

        assert tuple(await reading.read(ANNA, lambda viewer: (ask, ()))) == (7, "new")
    finally:
        await owner.execute("DROP TABLE changing")
        await owner.close()
        await reading.close()


async def test_a_read_that_takes_too_long_is_ended_and_not_asked_again(database: Database, anna: Viewer) -> None:
    impatient = replace(database.urls.app, url=f"{database.urls.app.url}&transaction_timeout=1s")
    reading = Reading(impatient, size=1)
    asked = []

    def slow(viewer: Viewer) -> tuple[str, tuple[object, ...]]:
        asked.append(viewer)
        return "SELECT pg_sleep(3)", ()

    with pytest.raises(asyncpg.PostgresError) as ended:
        await reading.read(ANNA, slow)

    assert isinstance(ended.value.__cause__, asyncpg.TransactionTimeoutError)
    assert len(asked) == 1
    assert (await reading.read(ANNA, lambda viewer: ("SELECT 7 AS number", ())))["number"] == 7
    await reading.close()


async def test_a_database_that_stays_away_is_said_so(database: Database) -> None:
    nowhere = Reading(replace(database.urls.app, url=database.urls.app.url.replace("run", "gone")))

    with pytest.raises(DatabaseUnavailable):
        await nowhere.read(ANNA, lambda viewer: ("SELECT 1", ()))


async def end_connections(owner: Login, user: str) -> None:
    connection = await owner.connect()
    await connection.fetch("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1", user)
    await connection.close()
