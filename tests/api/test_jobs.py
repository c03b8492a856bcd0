"""Jobs: what follows from a change is done, again when it fails, and kept for a person when it fails for good."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.job_tables import pgqueuer_settings
from api.database.logins import Database
from api.database.sessions import Sessions
from api.events import Happening
from api.jobs import queue
from api.jobs.housekeeping import housekeeping
from api.jobs.queue import ATTEMPTS, PgQueue
from api.jobs.tasks import Ids, Job, Jobs, Task, Tasks
from api.jobs.worker import run_worker
from schema.tables import Change, IdempotencyKey, Note
from tests.listening import PATIENCE, note_told, quiet, until
from tests.makers import Makers, ago, ahead


@pytest.fixture
async def jobs(database: Database) -> AsyncIterator[PgQueue]:
    """The queue of jobs, empty before and after the test."""
    connection = await database.urls.work.connect()
    names = pgqueuer_settings().qualified
    emptied = ";".join(f"delete from {table}" for table in (names.queue_table, names.queue_table_log, names.schedules_table))
    await connection.execute(emptied)
    yield PgQueue(connection)
    await connection.execute(emptied)
    await connection.close()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before a job is tried again."""
    monkeypatch.setattr(queue, "FIRST_PAUSE", timedelta(0))


async def test_what_follows_from_a_change_is_done_once(make: Makers, database: Database, sessions: Sessions, jobs: Jobs) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)
    done: list[str] = []

    async def run(ids: Ids) -> None:
        done.append(ids["note"])

    def follows(happening: Happening) -> Ids | None:
        return {"note": str(happening.node_id)} if happening.node_type == "Note" else None

    async with _worker(database, Task("index-note", run, follows=follows)):
        notes = [str(await note_told(sessions, person, talk)) for _ in range(30)]
        await note_told(sessions, person, talk, node_type="Agreement")
        await until(lambda: len(done) >= 30)

    assert sorted(done) == sorted(notes)


async def test_a_job_that_fails_is_tried_again(database: Database, jobs: Jobs, at_once: None) -> None:
    tries: list[str] = []

    async def run(ids: Ids) -> None:
        tries.append(ids["note"])
        if len(tries) < 3:
            raise LookupError("not yet")

    await jobs.enqueue([Job("shaky", {"note": "1"})])
    async with _worker(database, Task("shaky", run)):
        await until(lambda: len(tries) == 3)
        await _until_empty(database)

    assert tries == ["1"] * 3
    assert await jobs.held() == []


async def test_a_job_that_fails_for_good_is_kept_without_a_word_of_text_and_can_be_done_again(
    database: Database, jobs: PgQueue, at_once: None
) -> None:
    mended, done = asyncio.Event(), asyncio.Event()
    note = str(uuid4())

    async def run(ids: Ids) -> None:
        if not mended.is_set():
            raise LookupError("zeldzaamwoord")
        done.set()

    await jobs.enqueue([Job("broken", {"note": note})])
    async with _worker(database, Task("broken", run)):
        held = await until(jobs.held)
        kept = await jobs.connection.fetchval(f"select string_agg(traceback::text, '') from {pgqueuer_settings().qualified.queue_table_log}")
        mended.set()
        again, unknown = await jobs.retry(held[0].id), await jobs.retry(held[0].id + 1_000)
        await until(done.is_set)
        await _until_empty(database)

    assert [(job.task, job.ids, job.attempts, job.reason) for job in held] == [("broken", {"note": note}, ATTEMPTS, "LookupError")]
    assert "zeldzaamwoord" not in kept
    assert (again, unknown) == (True, False)
    assert await jobs.held() == []


async def test_what_begins_with_the_worker_is_broken_off_when_it_stops_and_begun_again(
    database: Database, jobs: PgQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "GRACE", 1_000)
    begun: list[str] = []

    async def run(_: Ids) -> None:
        begun.append("")
        await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE * 2):
        for times in (1, 2):
            async with _worker(database, Task("long", run, at_start=True)):
                await until(lambda: len(begun) == times)  # noqa: B023  # asked before the loop goes on

    waiting = await jobs.connection.fetchval(f"select count(*) from {pgqueuer_settings().qualified.queue_table} where entrypoint = 'long'")
    assert waiting == 0


async def test_what_a_killed_worker_had_taken_on_is_done_at_once_by_the_next_where_no_other_lives(
    database: Database, jobs: PgQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "STALE", timedelta(hours=1))
    done: list[str] = []

    def task(name: str, *, at_start: bool = False) -> Task:
        async def run(_: Ids) -> None:
            done.append(name)

        return Task(name, run, at_start=at_start)

    await jobs.enqueue([Job("follows")])
    await jobs.enqueue_once(Job("catches-up"))
    killed = "update {} set status = 'picked', heartbeat = now(), queue_manager_id = gen_random_uuid()"
    await jobs.connection.execute(killed.format(pgqueuer_settings().qualified.queue_table))
    async with _worker(database, task("follows"), task("catches-up", at_start=True)):
        await until(lambda: len(done) == 2)

    assert sorted(done) == ["catches-up", "follows"]


async def test_while_another_worker_lives_only_jobs_without_a_sign_of_life_are_taken_over(database: Database, jobs: PgQueue) -> None:
    done: list[str] = []

    async def run(ids: Ids) -> None:
        done.append(ids["note"])

    taken = "update {} set status = 'picked', heartbeat = now() + $1::interval, queue_manager_id = gen_random_uuid() where status = 'queued'"
    for note, sign in (("silent", timedelta(minutes=-1)), ("alive", timedelta(hours=1))):
        await jobs.enqueue([Job("long", {"note": note})])
        await jobs.connection.execute(taken.format(pgqueuer_settings().qualified.queue_table), sign)
    await jobs.connection.execute("select pg_advisory_lock_shared($1)", queue.LIVING)
    async with _worker(database, Task("long", run)):
        await until(lambda: done == ["silent"])
        await jobs.enqueue([Job("long", {"note": "new"})])
        await until(lambda: "new" in done)

    assert done == ["silent", "new"]


async def test_a_task_of_a_certain_time_is_not_queued_twice(jobs: PgQueue) -> None:
    await jobs.enqueue_once(Job("nightly"))
    await jobs.enqueue_once(Job("nightly"))

    waiting = await jobs.connection.fetchval(f"select count(*) from {pgqueuer_settings().qualified.queue_table}")

    assert waiting == 1


async def test_tasks_that_are_due_together_are_all_done(database: Database, jobs: PgQueue, caplog: pytest.LogCaptureFixture) -> None:
    done: set[str] = set()

    def task(name: str) -> Task:
        async def run(_: Ids) -> None:
            done.add(name)

        return Task(name, run, every="* * * * * */1")

    async with _worker(database, *(task(f"due-{number}") for number in range(8))):
        await until(lambda: len(done) == 8)

    assert [record.getMessage() for record in caplog.records if record.name == "pgqueuer"] == []


async def test_a_worker_goes_on_when_the_database_comes_back(make: Makers, database: Database, sessions: Sessions, jobs: Jobs) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)
    done: list[str] = []

    async def run(ids: Ids) -> None:
        done.append(ids["note"])

    task = Task("index-note", run, follows=lambda happening: {"note": str(happening.node_id)})
    async with _running(run_worker(database.urls.work, log=quiet(), more=(task,))):
        before = str(await note_told(sessions, person, talk))
        await until(lambda: before in done)
        owner = await database.urls.owner.connect()
        await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('goodtalk relay', 'goodtalk jobs')")
        await owner.close()
        after = str(await note_told(sessions, person, talk))
        await until(lambda: after in done)

    assert set(done) == {before, after}


async def test_a_private_note_goes_thirty_days_after_the_next_talk_was_closed(make: Makers, work_engine: AsyncEngine) -> None:
    long_ago, recently, to_come = (
        await make.conversation(status="CLOSED", at=ago(days=90)),
        await make.conversation(status="CLOSED", at=ago(days=31)),
        await make.conversation(at=ahead(days=3)),
    )
    another_pair = await make.conversation(await make.pair(await make.person(), await make.person()), status="CLOSED", at=ago(days=90))
    over = await make.note(long_ago, private=True)
    kept = [
        await make.note(long_ago),
        await make.note(recently, private=True),
        await make.note(to_come, private=True),
        await make.note(another_pair, private=True),
    ]

    await _keep_house(work_engine, "forget-private-notes")
    left = {note.id for note in await make.all(Note)}

    assert left == {note.id for note in kept}
    assert over.id not in left


async def test_a_private_note_stays_until_thirty_days_have_passed(make: Makers, work_engine: AsyncEngine) -> None:
    talk = await make.conversation(status="CLOSED", at=ago(days=60))
    await make.conversation(status="CLOSED", at=ago(days=29))
    note = await make.note(talk, private=True)

    await _keep_house(work_engine, "forget-private-notes")

    assert [kept.id for kept in await make.all(Note)] == [note.id]


async def test_the_worker_reads_no_private_note_even_while_it_takes_them_away(make: Makers, work_engine: AsyncEngine) -> None:
    await make.note(private=True)
    shared = await make.note()

    async with work_engine.connect() as connection:
        seen = (await connection.execute(text("select id from notes"))).scalars().all()
        taken = await connection.execute(text("delete from notes where visibility = 'PRIVATE'"))

    assert seen == [shared.id]
    assert taken.rowcount == 0, "a condition needs sight; without one the database decides"


async def test_changes_go_after_a_week_when_they_were_told(make: Makers, work_engine: AsyncEngine, sessions: Sessions, database: Database) -> None:
    talk = await make.conversation()
    person = await make.employee_of(talk)
    for _ in range(3):
        await note_told(sessions, person, talk)
    old, older, new = sorted(await make.all(Change), key=lambda change: change.seq)
    await make.change(old, at=ago(days=8))
    await make.change(older, at=ago(days=8))
    async with work_engine.begin() as connection:
        await connection.execute(text("insert into jobs.relay (xid, seq) values ('0', 0) on conflict do nothing"))
        await connection.execute(text("update jobs.relay set (xid, seq) = (select xid, seq from outbox where seq = :seq)"), {"seq": old.seq})

    await _keep_house(work_engine, "forget-changes")

    assert sorted(change.seq for change in await make.all(Change)) == [older.seq, new.seq], "what was not told yet stays, however old"


async def test_idempotency_keys_go_after_a_month(make: Makers, work_engine: AsyncEngine) -> None:
    person = await make.person()
    keys = [
        await make.kept(
            IdempotencyKey(org_id=person.org_id, person_id=person.id, mutation="writeNote", key=uuid4(), input_hash=b"1", created_at=ago(days=days))
        )
        for days in (29, 31)
    ]

    await _keep_house(work_engine, "forget-keys")

    assert [key.key for key in await make.all(IdempotencyKey)] == [keys[0].key]


def test_a_happening_makes_a_job_for_each_task_that_follows_from_it() -> None:
    async def run(_: Ids) -> None: ...

    one, other = (Task(name, run, follows=lambda happening: {"id": str(happening.node_id)}) for name in ("one", "other"))
    never = Task("never", run, follows=lambda happening: None)
    told = [Happening(UUID(int=1), None, None, "Goal", UUID(int=number), "MADE", None) for number in (2, 3)]

    jobs = Tasks.of(one, other, never, Task("nightly", run, every="0 2 * * *")).following(told)

    assert [(job.task, job.ids["id"][-1]) for job in jobs] == [("one", "2"), ("other", "2"), ("one", "3"), ("other", "3")]


def test_what_happens_again_to_the_same_thing_makes_one_job() -> None:
    async def run(_: Ids) -> None: ...

    task = Task("index", run, follows=lambda happening: {"id": str(happening.node_id)})
    told = [Happening(UUID(int=1), None, None, "Note", UUID(int=number), verb, None) for verb in ("MADE", "CHANGED", "CHANGED") for number in (2, 3)]

    jobs = Tasks.of(task).following(told)

    assert [(job.task, job.ids["id"][-1]) for job in jobs] == [("index", "2"), ("index", "3")]


async def _keep_house(engine: AsyncEngine, name: str) -> None:
    (task,) = (task for task in housekeeping(engine) if task.name == name)
    await task.run({})
    await task.run({})


@asynccontextmanager
async def _worker(database: Database, *tasks: Task) -> AsyncIterator[None]:
    async with _running(run_worker(database.urls.work, log=quiet(), more=tasks)):
        yield


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    running = asyncio.create_task(work)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _until_empty(database: Database) -> None:
    connection = await database.urls.work.connect()
    done = f"select count(*) = 0 from {pgqueuer_settings().qualified.queue_table} where status <> 'failed'"
    await until(lambda: connection.fetchval(done))
    await connection.close()
