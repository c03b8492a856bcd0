"""The second wall: what the database's catalogue says, what a stranger gets, and that neither the catalogue nor the matrix misses a fault."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from sqlalchemy import any_, false, func, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.app import GRAPH
from api.database import walls
from api.database.logins import Database
from schema.plan.plans import Plans
from schema.tables import (
    Conversation,
    Feedback,
    Goal,
    GoalEvaluation,
    IdempotencyKey,
    Note,
    Outcome,
    Person,
    Reflection,
    Response,
    Role,
    Row,
    Source,
    Suggestion,
    Talent,
    Trigger,
    Viewer,
)
from schema.tables.sources import pointed_at_is_seen
from tests import catalogue, everything
from tests.clients import Client
from tests.makers import Makers, client_id
from tests.matrix import KEYS, Law, Seen, differences, found
from tests.sight import Sight, asked, nodes, problems_of
from tests.world import TABLES, World, make_world

TOLD = ("employee", "manager", "former", "boss", "colleague", "outsider")
Look = Callable[[Person | None], Awaitable[Seen]]


@pytest.fixture(scope="module")
async def world(engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[World]:
    """Made once for all tests of this file: what they change they roll back."""
    await emptying()
    yield await make_world(Makers(engines["load"]))
    await emptying()


@pytest.fixture
async def superuser(engines: dict[str, AsyncEngine]) -> AsyncIterator[AsyncConnection]:
    """A transaction in which a wall can be broken; it is rolled back, so that the wall stands again."""
    async with engines["owner"].connect() as connection:
        yield connection
        await connection.rollback()


def looking(connection: AsyncConnection) -> Look:
    """What people find in the tables, asked inside this transaction."""

    async def look(viewer: Person | None) -> Seen:
        async with become(connection, "gt_app"):
            await connection.execute(text("SELECT set_config('gt.org', '', true), set_config('gt.viewer', '', true)"))
            if viewer is not None:
                await connection.execute(text("SELECT * FROM enter(:issuer, :subject)"), {"issuer": viewer.issuer, "subject": viewer.subject})
            return await found(connection)

    return look


@asynccontextmanager
async def become(connection: AsyncConnection, role: str) -> AsyncIterator[None]:
    """For the block, the transaction has the rights of that role alone."""
    await connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
    yield
    await connection.exec_driver_sql("RESET ROLE")


@pytest.fixture(scope="module")
async def as_declared(engines: dict[str, AsyncEngine]) -> Mapping[str, catalogue.Written]:
    """What the tables say the catalogue should hold, found once."""
    async with engines["owner"].connect() as connection:
        return await catalogue.declared(connection)


async def test_the_catalogue_says_what_the_tables_say_and_nothing_weaker(
    superuser: AsyncConnection, as_declared: Mapping[str, catalogue.Written]
) -> None:
    assert await catalogue.faults(superuser, as_declared) == []
    assert {name: policy[2] for name, policy in as_declared["policy"].items()} == {
        f"{table}.{policy}": command for (table, policy), (command, _, _) in walls.expected().items()
    }


OF_YESTERDAY = """
grant create on schema public to gt_lookup;
set local role gt_lookup;
create function enter(issuer text) returns uuid language sql security definer return (select id from people limit 1);
create function sees_notes(org uuid, id uuid) returns boolean language sql return ctx_org() = $1;
create function passages_followed() returns trigger language plpgsql as 'begin return null; end';
grant execute on function enter(text) to gt_app;
grant execute on function passages_followed() to gt_owner;
set local role gt_owner;
create trigger of_yesterday after update on notes for each row execute function passages_followed();
"""
OURS = "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace and proowner = 'gt_lookup'::regrole"


async def test_raising_the_walls_anew_leaves_no_function_of_yesterday(superuser: AsyncConnection) -> None:
    before = set((await superuser.exec_driver_sql(OURS)).scalars())
    for statement in OF_YESTERDAY.split(";\n"):
        await superuser.exec_driver_sql(statement)
    planted = set((await superuser.exec_driver_sql(OURS)).scalars())

    await superuser.run_sync(walls.rebuild)
    after = set((await superuser.exec_driver_sql(OURS)).scalars())
    triggers = (await superuser.exec_driver_sql("select count(*) from pg_trigger where tgname = 'of_yesterday'")).scalar_one()

    assert planted - before == {"enter(text)", "sees_notes(uuid,uuid)", "passages_followed()"}
    assert (after, triggers) == (before, 0)


async def test_the_transaction_in_which_walls_are_broken_shows_the_matrix_while_they_stand(world: World, superuser: AsyncConnection) -> None:
    assert await differences(world, looking(superuser)) == []


# Sentences of the tables, each wrong in one way, and the types whose answers tell so while only the first wall stands.


@dataclass(frozen=True)
class Sentence:
    """A wrong `seen_by`."""

    table: type[Row]
    seen_by: Callable[[Any, Viewer], Any]
    told_by: tuple[type[Row], ...]


def of_pair(row: Any, viewer: Viewer) -> Any:
    return (row.org_id == viewer.org) & (row.pair_id == any_(viewer.pairs))


def of_person(row: Any, viewer: Viewer) -> Any:
    return (row.org_id == viewer.org) & ((row.employee_id == viewer.id) | (row.pair_id == any_(viewer.pairs)))


def by_now(row: Any, viewer: Viewer) -> Any:
    return (row.org_id == viewer.org) & (
        (row.employee_id == viewer.id) | ((row.pair_id == any_(viewer.pairs)) & (row.manager_sees_from <= func.now()))
    )


SENTENCES = {
    "a private note is read by the pair": Sentence(Note, of_pair, (Note,)),
    "a private note is read by the other alone": Sentence(
        Note, lambda row, viewer: of_pair(row, viewer) & ((row.visibility == "SHARED") | (row.author_id != viewer.id)), (Note,)
    ),
    "a dismissed suggestion stays on the table": Sentence(Suggestion, of_pair, (Suggestion,)),
    "a dismissed suggestion is kept by who asked for it": Sentence(
        Suggestion, lambda row, viewer: of_pair(row, viewer) & ((row.state != "DISMISSED") | (row.asked_by_id == viewer.id)), (Suggestion,)
    ),
    "an outcome shows before both have answered": Sentence(Outcome, of_pair, (Conversation,)),
    "the manager reads an evaluation before the hour is over": Sentence(GoalEvaluation, of_person, (GoalEvaluation,)),
    "the manager reads reflections that were never shared": Sentence(Reflection, of_person, (Reflection,)),
    "the manager reads feedback at once, also from those who report to its receiver": Sentence(
        Feedback, lambda row, viewer: of_person(row, viewer) | ((row.author_id == viewer.id) & ~row.by_manager), (Feedback,)
    ),
    "the manager reads upward feedback": Sentence(
        Feedback,
        lambda row, viewer: (
            by_now(row, viewer)
            | ((row.author_id == viewer.id) & ~row.by_manager)
            | ((row.pair_id == any_(viewer.pairs)) & row.manager_sees_from.is_(None))
        ),
        (Feedback,),
    ),
    "a manager keeps what they gave as manager": Sentence(
        Feedback, lambda row, viewer: by_now(row, viewer) | (row.author_id == viewer.id), (Feedback,)
    ),
    "the giver of feedback does not read it back": Sentence(Feedback, by_now, (Feedback,)),
    "every response is shown to the giver": Sentence(
        Response,
        lambda row, viewer: (
            by_now(row, viewer)
            | row.feedback_id.in_(Feedback.__table__.select().with_only_columns(Feedback.id).where(Feedback.author_id == viewer.id))
        ),
        (Response,),
    ),
    "a response addressed to a former manager stays open to them": Sentence(
        Response, lambda row, viewer: by_now(row, viewer) | (row.shown_to_id == viewer.id), (Response,)
    ),
    "the manager reads responses before what they answer": Sentence(
        Response, lambda row, viewer: of_person(row, viewer) | (row.shown_to_id == viewer.id), (Response,)
    ),
    "a source shows to who may not read what it points at": Sentence(Source, of_pair, (Suggestion,)),
    "a source of a dismissed suggestion stays": Sentence(Source, lambda row, viewer: of_pair(row, viewer) & pointed_at_is_seen(row, viewer), ()),
    "goals are read by the whole organisation": Sentence(Goal, lambda row, viewer: row.org_id == viewer.org, (Goal,)),
    "a goal is read by its manager alone": Sentence(
        Goal, lambda row, viewer: (row.pair_id == any_(viewer.pairs)) & (row.employee_id != viewer.id), (Goal,)
    ),
    "the next manager reads talents that were not handed over": Sentence(
        Talent,
        lambda row, viewer: (
            of_person(row, viewer) | row.employee_id.in_(Person.__table__.select().with_only_columns(Person.id).where(Person.manager_id == viewer.id))
        ),
        (Talent,),
    ),
    "a trigger is read by whom it is about": Sentence(
        Trigger, lambda row, viewer: (row.org_id == viewer.org) & (row.about_id == viewer.id), (Trigger,)
    ),
    "roles cross organisations": Sentence(Role, lambda row, viewer: true(), (Role,)),
    "people cross organisations": Sentence(Person, lambda row, viewer: true(), (Person,)),
    "a table without a sentence is closed to everybody": Sentence(Role, lambda row, viewer: false(), (Role,)),
    "colleagues read each other's idempotency keys": Sentence(IdempotencyKey, lambda row, viewer: row.org_id == viewer.org, ()),
}


@pytest.mark.parametrize("fault", SENTENCES)
async def test_the_matrix_finds_a_wrong_sentence_in_the_second_wall(
    world: World, superuser: AsyncConnection, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sentence = SENTENCES[fault]
    monkeypatch.setattr(sentence.table, "seen_by", classmethod(sentence.seen_by))

    table = sentence.table.__tablename__
    await superuser.exec_driver_sql(
        f"ALTER POLICY app_reads ON {table} USING ({walls.spoken(sentence.table, sentence.table.seen_by(walls.CONTEXT))})"
    )

    assert await differences(world, looking(superuser)) != []


@pytest.fixture(scope="module")
async def past_the_database(all_clients: Client, server: Database) -> AsyncIterator[Client]:
    """A client for whom the database has no walls."""
    client = all_clients.without_second_wall(server.urls.load)
    yield client
    await client.reading.close()


@pytest.mark.parametrize("fault", [name for name, sentence in SENTENCES.items() if sentence.told_by])
async def test_the_matrix_finds_a_wrong_sentence_in_the_first_wall(
    world: World, past_the_database: Client, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sentence, law = SENTENCES[fault], Law(world)
    monkeypatch.setattr(sentence.table, "seen_by", classmethod(sentence.seen_by))
    client = replace(past_the_database, plans=Plans(GRAPH))

    assert [line for who in TOLD for line in await wrong_answers(client, Sight.of(law, world.people[who]), sentence.told_by)] != []


async def wrong_answers(client: Client, sight: Sight, types: tuple[type[Row], ...]) -> list[str]:
    """What is wrong with what a person is answered about rows of these types."""
    rows = [row for row in nodes(sight.world) if isinstance(row, types)]
    found_ids = {node_id for node_id, answer in (await asked(client, sight.viewer, everything.found_by_id, rows)).items() if answer}
    if found_ids != sight.ids_of(rows):
        return [f"finds {len(found_ids)} rows"]
    answers = await asked(client, sight.viewer, everything.asked_by_id, sight.of_these(rows))
    return [problem for row in sight.of_these(rows) for problem in problems_of(sight, row, answers[client_id(row)])]


# The functions that say who is looking, each wrong in one way.

PAIRS = "create or replace function look_up_pairs() returns uuid[] language plpgsql stable security definer set search_path = public, pg_temp as $$"
ENTER = """
create or replace function enter(issuer text, subject text) returns table (org_id uuid, id uuid, language text, time_zone text, pairs uuid[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  select p.org_id, p.id, p.language, p.time_zone into org_id, id, language, time_zone from people p where {found};
  if not found then return; end if;
  perform set_config('gt.org', enter.org_id::text, true), set_config('gt.viewer', enter.id::text, true), set_config('gt.pairs', '', true);
  return next;
end $$
"""
FUNCTIONS = {
    "a manager's pairs never end": f"{PAIRS} begin return array(select id from pairs where ctx_viewer() in (employee_id, manager_id)); end $$",
    "the manager keeps the history, the employee loses it": f"""{PAIRS} begin return array(
        select id from pairs where manager_id = ctx_viewer() or (employee_id = ctx_viewer() and ended_at is null)); end $$""",
    "employees are in no pair": f"{PAIRS} begin return array(select id from pairs where manager_id = ctx_viewer() and ended_at is null); end $$",
    "a manager's manager is in the pair": f"""{PAIRS} begin return array(
        select p.id from pairs p left join pairs above on above.employee_id = p.manager_id
        where p.employee_id = ctx_viewer() or (p.ended_at is null and ctx_viewer() in (p.manager_id, above.manager_id))); end $$""",
    "HR is in every pair": f"""{PAIRS} begin return array(
        select p.id from pairs p, people me
        where me.id = ctx_viewer() and (me.is_hr or me.id = p.employee_id or (me.id = p.manager_id and ended_at is null))); end $$""",
    "who left still enters": ENTER.format(found="p.issuer = enter.issuer and p.subject = enter.subject"),
    "nobody enters": ENTER.format(found="p.issuer = enter.subject"),
}


@pytest.mark.parametrize("fault", FUNCTIONS)
async def test_the_matrix_and_the_catalogue_find_a_wrong_function(
    world: World, superuser: AsyncConnection, as_declared: Mapping[str, catalogue.Written], fault: str
) -> None:
    await superuser.exec_driver_sql(FUNCTIONS[fault])

    assert await differences(world, looking(superuser)) != []
    assert await catalogue.faults(superuser, as_declared) != []


# What no answer shows today and the catalogue must find.

CATALOGUE = {
    "a policy is dropped": "drop policy app_reads on goals",
    "a policy of the worker shows private notes": "alter policy worker_reads on notes using (true)",
    "a policy is for everybody": "alter policy app_reads on notes to public",
    "a policy is added": "create policy others on notes for select to gt_app using (author_id is not null)",
    "a policy is for all commands": "drop policy app_adds on talking_points;; create policy app_adds on talking_points to gt_app using (true)",
    "what is added is not checked": "alter policy app_adds on talking_points with check (true)",
    "what is changed is not checked": """drop policy app_changes on people;;
        create policy app_changes on people for update to gt_app using (org_id = (select ctx_org()) and id = (select ctx_viewer()))""",
    "a table has no walls": "alter table reflections disable row level security",
    "a table's owner walks through": "alter table feedback no force row level security",
    "a new table has no walls": "create table remarks (org_id uuid, id uuid);; alter table remarks owner to gt_owner",
    "a view shows what its owner sees": "create view all_notes as select * from notes;; alter view all_notes owner to gt_owner",
    "a materialised view keeps what its owner saw": "create materialized view all_notes as select * from notes",
    "people may delete": "grant delete on conversations to gt_app",
    "people may change who wrote it": "grant update (author_id) on notes to gt_app",
    "everybody may read": "grant select on notes to public",
    "a function looks for names where its caller says": "alter function enter(text, text) reset all",
    "everybody may enter": "grant execute on function enter(text, text) to public",
    "a function reads for a superuser": """create function all_notes() returns setof notes language sql stable security definer
        set search_path = public, pg_temp begin atomic select * from notes; end""",
    "people walk through walls": "alter role gt_app bypassrls",
    "people are a superuser": "alter role gt_app superuser",
    "people may become the owner": "grant gt_owner to gt_app",
    "the owner logs in": "alter role gt_owner login",
    "the worker's tables are open to people": "grant select, insert on migrations.alembic_version to gt_app",
}


@pytest.mark.parametrize("fault", CATALOGUE)
async def test_the_catalogue_tells_of_a_weaker_wall(superuser: AsyncConnection, as_declared: Mapping[str, catalogue.Written], fault: str) -> None:
    for statement in CATALOGUE[fault].split(";;"):
        await superuser.exec_driver_sql(statement)

    assert await catalogue.faults(superuser, as_declared) != []


TO_ONE = """
SELECT conrelid::regclass::text, confrelid::regclass::text,
       (SELECT string_agg(format('one.%I = row.%I', there.attname, here.attname), ' AND ' ORDER BY place)
        FROM unnest(conkey, confkey) WITH ORDINALITY AS pair (mine, its, place)
        JOIN pg_attribute here ON here.attrelid = conrelid AND here.attnum = mine
        JOIN pg_attribute there ON there.attrelid = confrelid AND there.attnum = its)
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype = 'f'
  AND NOT EXISTS (SELECT FROM unnest(conkey) mine JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = mine WHERE NOT a.attnotnull)
"""
"""Every foreign key that is never empty: the table, the table it points to, and what makes the two rows meet."""
LEFT_BEHIND = {"agreements without its conversations", "summaries without its conversations"}
"""The talk of what an employee hands over stays with the pair that had it; `conversation` is empty there."""


@pytest.mark.parametrize("who", ["employee", "manager", "former", "boss", "colleague", "hr", "outsider"])
async def test_whoever_sees_a_row_sees_every_row_it_cannot_be_without(world: World, engines: dict[str, AsyncEngine], who: str) -> None:
    viewer = world.people[who]

    async with engines["app"].connect() as connection, connection.begin():
        await connection.execute(text("SELECT * FROM enter(:issuer, :subject)"), {"issuer": viewer.issuer, "subject": viewer.subject})
        keys = [tuple(row) for row in await connection.execute(text(TO_ONE))]
        alone = [
            f"{table} without its {target}"
            for table, target, meet in keys
            if await connection.scalar(text(f"SELECT count(*) FROM {table} AS row WHERE NOT EXISTS (SELECT FROM {target} AS one WHERE {meet})"))
        ]

    assert len(keys) > 40
    assert set(alone) <= LEFT_BEHIND


# What a stranger gets, and what nobody may write.


async def test_without_a_viewer_every_table_is_empty_and_closed(world: World, superuser: AsyncConnection) -> None:
    names = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname"
    tables = list(await superuser.scalars(text(names)))
    before = await found(superuser)

    assert set(tables) == set(TABLES)
    for table in tables:
        assert before[table], f"the world has a row of every table, also of {table}"
        row = await superuser.scalar(text(f"SELECT to_jsonb(it) FROM {table} it LIMIT 1"))
        async with become(superuser, "gt_app"):
            assert await superuser.scalar(text(f"SELECT count(*) FROM {table}")) == 0
            assert await added(superuser, table, row) == "refused"
            assert {await tried(superuser, f"UPDATE {table} SET {column} = NULL") for column in writable(table)} <= {0, REFUSED, SENSELESS}
            assert await tried(superuser, f"DELETE FROM {table}") in {0, REFUSED}
    assert await found(superuser) == before


@pytest.mark.parametrize("who", ["employee", "manager", "former", "boss", "colleague", "hr", "outsider"])
async def test_nobody_changes_or_removes_what_they_may_not_see(world: World, superuser: AsyncConnection, who: str) -> None:
    viewer, law = world.people[who], Law(world)
    may = law.seen(viewer)
    # Without foreign keys, so that what is refused is refused by the walls.
    await superuser.exec_driver_sql("SET LOCAL session_replication_role = replica")

    written = []
    for table in TABLES:
        before, undone = await versions(superuser, table), await superuser.begin_nested()
        async with entered(superuser, viewer):
            sets = [f"UPDATE {table} SET {column} = {value}" for column in writable(table) for value in ("NULL", "DEFAULT", "'{}'")]
            trials = {await tried(superuser, statement) for statement in sets}
        assert BROKEN not in trials or any(isinstance(it, int) for it in trials), f"no column of {table} can be tried"
        changed = before.items() - (await versions(superuser, table)).items()
        async with entered(superuser, viewer):
            await tried(superuser, f"DELETE FROM {table}")
        removed = before.keys() - (await versions(superuser, table)).keys()
        written += [f"changes {table}" for key, _ in changed if key not in may[table]]
        written += [f"removes {table}" for key in removed - law.may_remove(viewer, table)]
        await undone.rollback()
    assert written == []


async def versions(connection: AsyncConnection, table: str) -> dict[tuple[str, ...], str]:
    """The key of every row, and which transaction wrote it as it is."""
    key = ", ".join(f"{column}::text" for column in KEYS[table])
    return {tuple(key): xmin for key, xmin in await connection.execute(text(f"SELECT ARRAY[{key}], xmin::text FROM {table}"))}


REFUSED, BROKEN, SENSELESS = "refused", "broken", "senseless"
AUTHORS = {
    "talking_points": "author_id",
    "notes": "author_id",
    "agreements": "author_id",
    "outcomes": "by_id",
    "goal_evaluations": "author_id",
    "talents": "named_by_id",
    "feedback": "author_id",
    "reflections": "employee_id",
    "responses": "author_id",
    "suggestion_requests": "asked_by_id",
    "suggestions": "asked_by_id",
    "summary_confirmations": "by_id",
    "idempotency_keys": "person_id",
    "outbox": "actor_id",
    "model_spending": "person_id",
}
"""Tables to which people add, and the column that says who did."""


@pytest.mark.parametrize("who", ["employee", "manager", "former", "boss", "colleague", "hr", "outsider"])
async def test_nobody_writes_in_anothers_name_or_in_a_pair_that_is_not_theirs(world: World, superuser: AsyncConnection, who: str) -> None:
    viewer, law = world.people[who], Law(world)
    tables = [table for table, policy in walls.expected() if policy == "app_adds"]

    assert set(AUTHORS) <= set(tables)
    added_all_the_same = []
    for table in tables:
        for row in await some_rows(superuser, table):
            own = row | {AUTHORS[table]: str(viewer.id)} if table in AUTHORS else row
            async with entered(superuser, viewer):
                if own != row and await added(superuser, table, row) != REFUSED:
                    added_all_the_same.append(f"{table} in the name of another")
                if not law.may_add_to(viewer, own) and await added(superuser, table, own) != REFUSED:
                    added_all_the_same.append(f"{table} of a pair that is not theirs")
    assert added_all_the_same == []


async def some_rows(connection: AsyncConnection, table: str) -> list[dict[str, Any]]:
    """Rows of a table, at most three of a pair. A point carried over is left out: whoever carries it keeps its author."""
    kept = " WHERE carried_from_id IS NULL" if table == "talking_points" else ""
    numbered = f"SELECT to_jsonb(it) AS row, row_number() OVER (PARTITION BY to_jsonb(it) -> 'pair_id') AS place FROM {table} it{kept}"
    return list(await connection.scalars(text(f"SELECT row FROM ({numbered}) AS numbered WHERE place <= 3")))


@asynccontextmanager
async def entered(connection: AsyncConnection, viewer: Person) -> AsyncIterator[None]:
    """For the block, the transaction is that person's."""
    async with become(connection, "gt_app"):
        await connection.execute(text("SELECT * FROM enter(:issuer, :subject)"), {"issuer": viewer.issuer, "subject": viewer.subject})
        yield


def writable(table: str) -> list[str]:
    """The columns that a statement can name."""
    return [column.name for column in TABLES[table].__table__.columns if column.computed is None and column.identity is None]


async def added(connection: AsyncConnection, table: str, row: dict[str, Any]) -> str:
    """Tries to add such a row: "added", or "refused" by the walls."""
    columns = ", ".join(name for name in writable(table) if name in row and name != "id")
    inner = await connection.begin_nested()
    try:
        statement = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, CAST(:row AS jsonb))"
        await connection.execute(text(statement), {"row": orjson.dumps(row).decode()})
    except DBAPIError as error:
        return REFUSED if sqlstate(error) == "42501" else f"not refused by the walls: {error.orig}"
    finally:
        await inner.rollback()
    return "added"


async def tried(connection: AsyncConnection, statement: str) -> int | str:
    """How many rows a statement wrote; or that the walls refused it, that it reached rows and broke a constraint, or that it makes no sense."""
    inner = await connection.begin_nested()
    try:
        written = int((await connection.execute(text(statement))).rowcount)
    except DBAPIError as error:
        await inner.rollback()
        return {"42501": REFUSED, "23502": BROKEN, "23514": BROKEN}.get(sqlstate(error), SENSELESS)
    await inner.commit()
    return written


def sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's own word for what went wrong: 42501 where the walls refused."""
    return str(getattr(error.orig, "sqlstate", None))
