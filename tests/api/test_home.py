"""One home, one PostgreSQL, many processes: who may serve, who starts it, who stops it, and what goes wrong politely."""

import asyncio
import os
import signal
import stat
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from api.database import embedded
from api.database.embedded import Cluster
from api.database.faults import DatabaseUnavailable, HomeInUse, HomeUnusable
from api.database.home import joined, open_home, serving, stop
from api.database.logins import Login
from api.database.migrate import current_and_head, migrate
from api.database.programs import Programs
from api.database.roles import operator_sql
from api.settings import Settings

JOINER = """
import asyncio, sys
from pathlib import Path
from api.database.home import joined
from api.settings import Settings

async def stay():
    async with joined(Settings(home=Path(sys.argv[1]))):
        print("in", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(stay())
"""

Joiner = Callable[[Settings], Awaitable[Process]]


@pytest.fixture
async def joiner() -> AsyncIterator[Joiner]:
    """Starts another process that joins the home and stays until it reads a line."""
    started: list[Process] = []

    async def join(settings: Settings) -> Process:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", JOINER, str(settings.home), stdin=pipe, stdout=pipe)
        started.append(process)
        assert process.stdout is not None
        assert await process.stdout.readline() == b"in\n"
        return process

    yield join
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def runs(settings: Settings) -> bool:
    return embedded.running(embedded.find_cluster(settings.home))


async def leaves(process: Process) -> None:
    await process.communicate(b"\n")


async def comes_back(cluster: Cluster, login: Login) -> None:
    for _ in range(600):
        if embedded.running(cluster) and await embedded.answers(login):
            return
        await asyncio.sleep(0.1)
    pytest.fail("the database did not come back within a minute")


async def asked(login: Login, sql: str) -> object:
    connection = await login.connect()
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_fresh_home_is_private_and_its_passwords_are_made_once(own_home: Settings) -> None:
    async with joined(own_home) as database:
        made = (own_home.home / "secrets" / "passwords").read_bytes()
        assert await asked(database.urls.app, "SELECT current_user") == "gt_app"

    async with joined(own_home) as database:
        assert await asked(database.urls.app, "SELECT current_user") == "gt_app"

    assert (own_home.home / "secrets" / "passwords").read_bytes() == made
    assert stat.S_IMODE((own_home.home / "secrets" / "passwords").stat().st_mode) == 0o600
    assert stat.S_IMODE(own_home.home.stat().st_mode) == 0o700
    assert "secrets" not in repr(database)
    assert all(word not in repr(database) for word in made.decode().split('"') if len(word) > 20)


async def test_the_roles_are_five_and_none_is_a_superuser(own_home: Settings) -> None:
    async with joined(own_home, durable=False) as database:
        connection = await database.urls.owner.connect()
        roles = await connection.fetch("SELECT rolname, rolsuper, rolcanlogin, rolbypassrls FROM pg_roles WHERE rolname LIKE 'gt%' ORDER BY 1")
        memberships = await connection.fetchval(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname LIKE 'gt%'"
        )
        owner = await connection.fetchval("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'goodtalk'")
        await connection.close()
        assert await asked(database.urls.app, "SHOW transaction_timeout") == "5s"
        assert await asked(database.urls.load, "SHOW transaction_timeout") == "0"
        for login in (database.urls.app, database.urls.work, database.urls.load):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asked(login, "CREATE TABLE mine ()")

    assert [tuple(role) for role in roles] == [
        ("gt_app", False, True, False),
        ("gt_load", False, True, True),
        ("gt_lookup", False, False, False),
        ("gt_owner", False, False, False),
        ("gt_work", False, True, False),
    ]
    assert memberships == 0
    assert owner == "gt_owner"


async def test_a_second_server_on_the_same_home_is_told_who_serves(own_home: Settings) -> None:
    with serving(own_home):
        with pytest.raises(HomeInUse, match=rf"process {os.getpid()}\) already serves from .*stop it first"), serving(own_home):
            pass
        with serving(replace(own_home, home=own_home.home / "another")):
            pass
    with serving(own_home):
        pass


async def test_the_last_to_leave_stops_the_database(own_home: Settings, joiner: Joiner) -> None:
    first, second = await asyncio.gather(joiner(own_home), joiner(own_home))
    async with joined(own_home):
        await leaves(first)
        assert runs(own_home)
    assert runs(own_home)

    await leaves(second)

    assert first.returncode == second.returncode == 0
    assert not runs(own_home)


async def test_a_killed_process_leaves_the_database_running_and_stop_stops_it(own_home: Settings, joiner: Joiner) -> None:
    process = await joiner(own_home)
    process.kill()
    await process.wait()
    assert runs(own_home)

    assert await stop(own_home)

    assert not runs(own_home)
    assert not await stop(own_home)


async def test_whoever_comes_after_a_killed_process_joins_and_stops_the_database_at_the_end(own_home: Settings, joiner: Joiner) -> None:
    process = await joiner(own_home)
    process.kill()
    await process.wait()

    async with joined(own_home) as database:
        assert await asked(database.urls.app, "SELECT 1") == 1

    assert not runs(own_home)


async def test_nobody_stops_a_database_that_is_used(own_home: Settings, joiner: Joiner) -> None:
    await joiner(own_home)

    with pytest.raises(HomeInUse, match="still uses the database"):
        await stop(own_home)

    assert runs(own_home)


async def test_stopping_a_home_that_never_was_makes_nothing(own_home: Settings) -> None:
    assert not await stop(own_home)
    assert not own_home.home.exists()


async def test_a_database_that_dies_is_started_again_while_somebody_uses_it(own_home: Settings) -> None:
    async with joined(own_home) as database:
        await asked(database.urls.owner, "CREATE TABLE kept AS SELECT 7 AS number")
        cluster = embedded.find_cluster(own_home.home)
        os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

        await comes_back(cluster, database.urls.app)

        assert await asked(database.urls.owner, "SELECT number FROM kept") == 7
    assert not runs(own_home)


async def test_a_start_that_broke_off_before_the_roles_were_made_is_finished_by_the_next(own_home: Settings) -> None:
    async with joined(own_home) as database:
        await asked(database.urls.owner, "DROP SCHEMA migrations")
        (embedded.find_cluster(own_home.home).folder / "roles").unlink()

        async with joined(own_home):
            assert await asked(database.urls.app, "SELECT has_schema_privilege('migrations', 'usage')")


async def test_an_exception_inside_still_lets_go_of_the_home(own_home: Settings) -> None:
    with pytest.raises(RuntimeError, match="ours"):
        async with joined(own_home):
            raise RuntimeError("ours")

    assert not runs(own_home)


async def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    unwritable = Settings(home=tmp_path / "file" / "home")

    with pytest.raises(HomeUnusable, match=r"Nothing can be written in the home .*choose another with --home or GOODTALK_HOME"):
        open_home(unwritable)
    with pytest.raises(HomeUnusable):
        async with joined(unwritable):
            pass
    with pytest.raises(HomeUnusable), serving(unwritable):
        pass


async def test_passwords_that_are_gone_are_never_made_anew_over_a_database(own_home: Settings) -> None:
    async with joined(own_home):
        pass
    secrets = own_home.home / "secrets" / "passwords"
    kept = secrets.read_bytes()

    secrets.unlink()
    with pytest.raises(HomeUnusable, match="put it back from a backup, or move that folder away"):
        async with joined(own_home):
            pass
    secrets.write_text('{"postgres": 1')
    with pytest.raises(HomeUnusable, match="does not hold the passwords"):
        async with joined(own_home):
            pass

    secrets.write_bytes(kept)
    async with joined(own_home) as database:
        assert await asked(database.urls.app, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's data lie outside the home")
async def test_a_database_that_was_moved_away_is_missed_not_replaced(own_home: Settings) -> None:
    own_home.home.mkdir()
    (own_home.home / "postgresql").symlink_to("/var/lib/goodtalk/gone")

    with pytest.raises(HomeUnusable, match="leads to /var/lib/goodtalk/gone, which is gone"):
        async with joined(own_home):
            pass


def own_server(login: Login, **others: str) -> Settings:
    return Settings(database_url=login.url, **others)  # type: ignore[arg-type]


async def test_an_own_database_that_cannot_be_used_is_named_with_what_to_do(own_home: Settings) -> None:
    async with joined(own_home, durable=False) as database:
        cluster = embedded.find_cluster(own_home.home)
        good = database.urls.app.url
        _, _, rest = good.partition("gt_app:")
        password, _, where = rest.partition("@")
        await asked(database.urls.owner, "CREATE DATABASE bare")
        told = {
            good.replace(password, "guess"): "refuses user gt_app: correct the user and password",
            good.replace("/goodtalk?", "/nowhere?"): "nowhere .* does not exist: make it with the SQL",
            good.replace("/goodtalk?", "/bare?"): "bare .* has no pgvector: install it there and run CREATE EXTENSION vector",
            f"postgresql://gt_app:{password}@127.0.0.1:1/goodtalk": r"127\.0\.0\.1:1/goodtalk .* does not answer: check that it runs",
            f"postgresql://gt_app:{password}@no-such-host.invalid/goodtalk": "no-such-host.invalid/goodtalk .* does not answer",
        }
        assert str(cluster.sockets) in where
        for url, sentence in told.items():
            with pytest.raises(DatabaseUnavailable, match=sentence) as refused:
                async with joined(Settings(database_url=url)):
                    pass
            assert password not in str(refused.value)


async def test_a_postgresql_too_old_is_refused(own_home: Settings) -> None:
    own_home.home.mkdir()
    cluster = embedded.find_cluster(own_home.home)
    old = Programs(cluster.programs.folder.parents[1] / "pginstall" / "bin", cluster.programs.account)
    assert (await old.run("initdb", "-D", str(cluster.data), "-U", "postgres", "--auth", "trust", "--no-sync"))[0]
    options = f"-h '' -k {cluster.sockets} -F"
    log = ("-l", str(cluster.folder / "log"))
    assert (await old.run("pg_ctl", "start", "-w", "-D", str(cluster.data), *log, "-o", options))[0]
    try:
        with pytest.raises(DatabaseUnavailable, match="is PostgreSQL 16, and goodtalk needs 18 or later: upgrade it"):
            async with joined(Settings(database_url=cluster.login("postgres", "any", "postgres").url)):
                pass
    finally:
        await old.run("pg_ctl", "stop", "-m", "immediate", "-D", str(cluster.data))


async def test_an_operator_prepares_their_own_database_with_our_sql(own_home: Settings) -> None:
    own_home.home.mkdir()
    cluster = embedded.find_cluster(own_home.home)
    server = cluster.login("postgres", "op", "postgres")
    await embedded.make(cluster, "op")
    await embedded.start(cluster, server, durable=False)
    try:
        script = cluster.folder / "operator.sql"
        script.write_text(operator_sql("gt_operator"))
        for _ in range(2):
            done, said = await psql(cluster.programs, server, script)
            assert done, said
        for user in ("gt_app", "gt_work", "gt_operator"):
            await asked(server, f"ALTER ROLE {user} PASSWORD 'own'")
        theirs = Settings(
            database_url=cluster.login("gt_app", "own").url,
            database_work_url=cluster.login("gt_work", "own").url,
            database_owner_url=cluster.login("gt_operator", "own").url,
        )

        async with joined(theirs) as database:
            version = await migrate(database.urls.owner)

            assert not database.embedded
            assert version.is_newest
            assert await current_and_head(database.urls.app) == version
            assert await asked(database.urls.work, "SELECT current_user") == "gt_work"
            assert await asked(database.urls.load, "SELECT current_user || ' ' || session_user") == "gt_load gt_operator"
            assert await asked(database.urls.load, "SELECT row_security_active('people')") is False
            assert await asked(database.urls.app, "SELECT row_security_active('people')") is True
        async with joined(own_server(cluster.login("gt_app", "own"))) as database:
            with pytest.raises(DatabaseUnavailable, match="set GOODTALK_DATABASE_OWNER_URL"):
                _ = database.urls.owner
    finally:
        await embedded.stop(cluster)


async def psql(programs: Programs, login: Login, script: Path) -> tuple[bool, str]:
    return await programs.run("psql", "--no-psqlrc", "--quiet", "--dbname", login.url, "--file", str(script))
