"""The embedded PostgreSQL on its own: made whole or not at all, closed to strangers, back after every crash."""

import os
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from api.database import embedded
from api.database.embedded import Cluster
from api.database.faults import DatabaseUnavailable, HomeUnusable
from api.database.logins import Login
from api.settings import Settings

PASSWORD = "only-for-this-test"


@pytest.fixture
async def cluster(own_home: Settings) -> AsyncIterator[Cluster]:
    own_home.home.mkdir()
    found = embedded.find_cluster(own_home.home)
    yield found
    await embedded.stop(found)


def superuser(cluster: Cluster) -> Login:
    return cluster.login("postgres", PASSWORD, "postgres")


async def started(cluster: Cluster) -> Login:
    await embedded.make(cluster, PASSWORD)
    await embedded.start(cluster, superuser(cluster))
    return superuser(cluster)


async def asked(login: Login, sql: str) -> object:
    connection = await login.connect()
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def kill(cluster: Cluster) -> None:
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def disk(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def stranger_of(cluster: Cluster) -> "subprocess.Popen[bytes]":
    """Another program of the account that PostgreSQL runs as."""
    account = cluster.programs.account
    who = {"user": account.uid, "group": account.gid} if account else {}
    return subprocess.Popen(["sleep", "60"], cwd="/", **who)  # type: ignore[call-overload, no-any-return]


async def test_nobody_enters_without_the_password(cluster: Cluster) -> None:
    login = await started(cluster)

    assert await asked(login, "SELECT 1") == 1
    assert await asked(login, "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'") != PASSWORD
    with pytest.raises(asyncpg.InvalidPasswordError):
        await cluster.login("postgres", "a guess", "postgres").connect()
    with pytest.raises(DatabaseUnavailable, match="refuses the passwords"):
        await embedded.answers(cluster.login("postgres", "a guess", "postgres"))
    rules = (cluster.data / "pg_hba.conf").read_text()
    assert "trust" not in [word for line in rules.splitlines() if not line.startswith("#") for word in line.split()]


async def test_it_listens_on_a_private_socket_and_nowhere_else(cluster: Cluster) -> None:
    login = await started(cluster)

    assert await asked(login, "SHOW listen_addresses") == ""
    assert cluster.sockets.stat().st_mode & 0o077 == 0
    assert cluster.folder.stat().st_mode & 0o077 == 0
    assert await asked(login, "SHOW jit") == "off"
    assert await asked(login, "SHOW TimeZone") == "UTC"
    assert await asked(login, "SHOW fsync") == "on"


async def test_what_people_write_never_reaches_its_log(cluster: Cluster) -> None:
    login = await started(cluster)
    connection = await login.connect(log_min_messages="log")
    await connection.execute("CREATE TABLE notes (id int PRIMARY KEY, text text CHECK (text <> 'private words'))")

    for value in ("private words", "x" * 10):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute("INSERT INTO notes VALUES (1, $1), (1, $1)", value)
    with pytest.raises(asyncpg.PostgresError):
        await connection.execute("SELECT 'private words'::int")
    await connection.close()

    assert "private words" not in cluster.log.read_text()
    assert "Failing row" not in cluster.log.read_text()


async def test_a_half_made_one_is_made_anew(cluster: Cluster) -> None:
    half = cluster.folder / "making-before" / "data"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    await started(cluster)

    assert sorted(path.name for path in cluster.folder.iterdir()) == ["data", "log", "run"]


async def test_making_it_twice_keeps_what_is_there(cluster: Cluster) -> None:
    login = await started(cluster)
    await asked(login, "CREATE TABLE kept ()")
    (cluster.folder / "making-left-over").mkdir()

    await embedded.make(cluster, "another password")
    await embedded.start(cluster, login)

    assert await asked(login, "SELECT count(*) FROM kept") == 0
    assert not (cluster.folder / "making-left-over").exists()


async def test_one_made_by_another_version_is_refused(cluster: Cluster) -> None:
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(HomeUnusable, match=r"made by PostgreSQL 16 and goodtalk runs 18: bring it over with pg_upgrade"):
        await embedded.make(cluster, PASSWORD)


async def test_a_folder_that_only_looks_made_is_refused(cluster: Cluster) -> None:
    cluster.data.mkdir()

    with pytest.raises(HomeUnusable, match="unknown version"):
        await embedded.make(cluster, PASSWORD)


async def test_after_a_kill_it_comes_back_with_everything_that_was_committed(cluster: Cluster) -> None:
    login = await started(cluster)
    await asked(login, "CREATE TABLE kept AS SELECT repeat(n::text, 100) AS text FROM generate_series(1, 50000) AS n")
    kill(cluster)

    await embedded.start(cluster, login)

    assert await asked(login, "SELECT count(*) FROM kept") == 50_000


async def test_a_number_that_is_a_strangers_by_now_does_not_keep_it_from_starting(cluster: Cluster) -> None:
    await embedded.make(cluster, PASSWORD)
    with stranger_of(cluster) as stranger:
        pid_file = cluster.data / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n\n\n\n")
        cluster.programs.give(pid_file)
        assert not embedded.running(cluster)

        await embedded.start(cluster, superuser(cluster))

        assert stranger.poll() is None
        stranger.kill()
    assert embedded.running(cluster)


async def test_stopping_says_whether_it_ran(cluster: Cluster) -> None:
    await started(cluster)

    assert await embedded.stop(cluster)
    assert not await embedded.stop(cluster)


async def test_what_keeps_it_from_starting_is_said_in_one_sentence(cluster: Cluster) -> None:
    await started(cluster)
    await embedded.stop(cluster)
    with (cluster.data / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = nonsense\n")

    with pytest.raises(DatabaseUnavailable) as refused:
        await embedded.start(cluster, superuser(cluster))

    assert str(refused.value).startswith("PostgreSQL could not be started (")
    assert str(refused.value).endswith(f"see {cluster.log}, then start again.")
    assert "\n" not in str(refused.value)


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 4)
    (deep / "postgresql").mkdir(parents=True)
    cluster = embedded.find_cluster(deep)
    try:
        assert len(str(cluster.sockets)) < 90
        assert cluster.sockets.stat().st_mode & 0o077 == 0
        assert embedded.find_cluster(deep).sockets == cluster.sockets
        cluster.sockets.chmod(0o777)
        with pytest.raises(HomeUnusable, match="not a private folder of ours"):
            embedded.find_cluster(deep)
    finally:
        cluster.sockets.rmdir()


async def test_a_full_disk_is_named_and_nothing_is_lost(cluster: Cluster) -> None:
    if not disk("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(cluster.folder)):
        pytest.skip("only root of its own machine can make a small disk")
    try:
        cluster.folder.chmod(0o700)
        cluster.sockets.mkdir(mode=0o700)
        for path in (cluster.folder, cluster.sockets):
            cluster.programs.give(path)
        with pytest.raises(DatabaseUnavailable, match=r"the disk of .* is full\. Make room and start again"):
            await embedded.make(cluster, PASSWORD)
        assert not cluster.data.exists()

        assert disk("mount", "-o", "remount,size=200m", str(cluster.folder))
        await started(cluster)
    finally:
        await embedded.stop(cluster)
        assert disk("umount", str(cluster.folder))
