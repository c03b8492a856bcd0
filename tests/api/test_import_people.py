"""People from a file: who comes in, who manages whom, and what ends when that changes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, true, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import aliased

from api.actions.organisations import Employer, Terms
from api.actions.people import leave
from api.importers.files import read_table
from api.importers.people import PEOPLE, import_people
from api.importers.report import Report
from schema.tables import Organisation, Pair, Person
from tests.makers import Makers, ago, now

Brought = Callable[..., Awaitable[Report]]
ANYBODY = true()
LOCAL = "https://goodtalk.invalid/home"

TEAM = """email,name,manager_email
sanne@noord.example,Sanne Hoekstra,Farid@Noord.example
farid@noord.example,Farid Amrani,
tomasz@noord.example,Tomasz Z.,farid@noord.example
"""


@pytest.fixture
async def employer(make: Makers) -> Employer:
    """A Dutch organisation that signs in with goodtalk's own tokens."""
    row = await make.organisation()
    terms = Terms(row.name, "NL", "Europe/Amsterdam")
    return Employer(row.org_id, terms)


@pytest.fixture
def brought(load_engine: AsyncEngine, employer: Employer, tmp_path: Path) -> Brought:
    """Imports a file of people with that content."""

    async def bring(content: str, *, into: Employer = employer, at: datetime | None = None, issuer: str | None = LOCAL) -> Report:
        path = tmp_path / "people.csv"
        path.write_text(content, encoding="utf-8")
        async with load_engine.begin() as connection:
            table = read_table(path, PEOPLE)
            return await import_people(connection, into, table, lambda doing, done, total: None, local_issuer=issuer, at=at or now())

    return bring


async def rows(engine: AsyncEngine, *columns: Any, where: Any = ANYBODY) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).where(where).order_by(*columns))]


async def pairs(engine: AsyncEngine) -> list[tuple[str, str, bool]]:
    """Employee and manager by given name, and whether the pair lasts."""
    employee, manager = aliased(Person), aliased(Person)
    query = (
        select(employee.given_name, manager.given_name, Pair.ended_at.is_(None))
        .join(employee, employee.id == Pair.employee_id)
        .join(manager, manager.id == Pair.manager_id)
        .order_by(employee.given_name, Pair.id)
    )
    async with engine.connect() as connection:
        return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def test_people_come_in_with_their_pairs(brought: Brought, load_engine: AsyncEngine) -> None:
    report = await brought(TEAM)

    assert (report.made, report.changed, report.same, report.refused) == (3, 0, 0, ())
    assert await rows(load_engine, Person.email, Person.name, Person.given_name, Person.language, Person.time_zone, Person.is_hr) == [
        ("farid@noord.example", "Farid Amrani", "Farid", "NL", "Europe/Amsterdam", False),
        ("sanne@noord.example", "Sanne Hoekstra", "Sanne", "NL", "Europe/Amsterdam", False),
        ("tomasz@noord.example", "Tomasz Z.", "Tomasz", "NL", "Europe/Amsterdam", False),
    ]
    assert await pairs(load_engine) == [("Sanne", "Farid", True), ("Tomasz", "Farid", True)]
    assert all(
        issuer == LOCAL and subject == str(person_id)
        for issuer, subject, person_id in await rows(load_engine, Person.issuer, Person.subject, Person.id)
    )


async def test_every_column_is_kept(brought: Brought, load_engine: AsyncEngine, make: Makers) -> None:
    role = await make.role(title="Planner")
    content = (
        "email;name;given_name;language;time_zone;manager_email;role;is_hr;subject\r\na@x.example;Anna de Wit;An;en;Europe/London;;planner;ja;s1\r\n"
    )

    report = await brought(content)

    columns = (Person.given_name, Person.language, Person.time_zone, Person.role_id, Person.is_hr)
    assert await rows(load_engine, *columns, where=Person.email == "a@x.example") == [("An", "EN", "Europe/London", role.id, True)]
    assert report.notes == ("The column subject was not used: this organisation signs in with goodtalk's own tokens.",)


async def test_the_same_file_again_changes_nobody(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(TEAM)
    before = await rows(load_engine, Person.id, Person.manager_id), await rows(load_engine, Pair.id, Pair.ended_at)

    report = await brought(TEAM)

    assert report == Report(made=0, changed=0, same=3)
    assert before == (await rows(load_engine, Person.id, Person.manager_id), await rows(load_engine, Pair.id, Pair.ended_at))


async def test_whoever_is_not_in_the_file_is_left_alone(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(TEAM)

    report = await brought("email,name\ntomasz@noord.example,Tomasz Zieliński\n")

    assert (report.changed, report.notes) == (1, ("People who are not in this file and were left as they are: 2.",))
    assert len(await pairs(load_engine)) == 2
    assert ("Tomasz Zieliński",) in await rows(load_engine, Person.name)


async def test_what_somebody_chose_stays_where_the_file_is_silent(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(TEAM)
    async with load_engine.begin() as connection:
        await connection.execute(update(Person).where(Person.given_name == "Sanne").values(language="EN", time_zone="Europe/Lisbon"))

    await brought("email,name,language,time_zone\nsanne@noord.example,Sanne Hoekstra,,\n")

    assert await rows(load_engine, Person.language, Person.time_zone, where=Person.given_name == "Sanne") == [("EN", "Europe/Lisbon")]


async def test_another_manager_ends_the_pair_and_begins_one(brought: Brought, load_engine: AsyncEngine, make: Makers) -> None:
    await brought(TEAM, at=ago(days=60))
    sanne, farid = await load_person(load_engine, "Sanne"), await load_person(load_engine, "Farid")
    pair = await load_pair(load_engine, sanne)
    closed, opened, planned = [await make.conversation(pair, status=status) for status in ("CLOSED", "OPEN", "PLANNED")]
    shared = await make.note(closed, sanne)
    private = [await make.note(talk, who, private=True) for talk in (closed, opened) for who in (sanne, farid)]
    theirs, hers = await make.agreement(closed, farid), await make.agreement(closed, sanne)
    at = now()

    report = await brought(TEAM.replace("Farid@Noord.example", "tomasz@noord.example"), at=at)

    assert (report.made, report.changed, report.same) == (0, 1, 2)
    assert report.notes == ("Pairs: 1 began, 1 ended (their planned talks were cancelled, an open one was closed).",)
    assert await pairs(load_engine) == [("Sanne", "Farid", False), ("Sanne", "Tomasz", True), ("Tomasz", "Farid", True)]
    assert (await make.reread(planned)).status == "CANCELLED"
    now_closed = await make.reread(opened)
    assert (now_closed.status, now_closed.closed_at, now_closed.summary_progress) == ("CLOSED", at, "BEING_DRAFTED")
    assert (await make.reread(closed)).closed_at == closed.closed_at
    assert [await make.find(note) for note in private] == [None] * 4
    assert await make.find(shared) is not None
    assert ((await make.reread(theirs)).status, (await make.reread(hers)).status) == ("DROPPED", "OPEN")
    assert (await make.reread(sanne)).manager_id == (await load_person(load_engine, "Tomasz")).id


async def test_no_manager_any_more_ends_the_pair(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(TEAM)

    report = await brought("email,name,manager_email\nsanne@noord.example,Sanne Hoekstra,\n")

    assert report.changed == 1
    assert await pairs(load_engine) == [("Sanne", "Farid", False), ("Tomasz", "Farid", True)]
    assert (await load_person(load_engine, "Sanne")).manager_id is None


async def test_two_who_change_places_can(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought("email,name,manager_email\na@x.example,A,b@x.example\nb@x.example,B,\n")

    report = await brought("email,name,manager_email\na@x.example,A,\nb@x.example,B,a@x.example\n")

    assert (report.changed, report.refused) == (2, ())
    assert await pairs(load_engine) == [("A", "B", False), ("B", "A", True)]


async def test_lines_that_cannot_be_are_named_and_the_rest_comes_in(brought: Brought, load_engine: AsyncEngine, make: Makers) -> None:
    await make.role(title="Planner")
    content = """email,name,language,time_zone,manager_email,role,is_hr
good@x.example,Good,nl,Europe/Amsterdam,,Planner,
,No mail,nl,,,,
no-address,B,nl,,,,
c@x.example,,nl,,,,
d@x.example,D,Dutch,,,,
e@x.example,E,nl,Amsterdam,,,
f@x.example,F,nl,,nobody@x.example,,
g@x.example,G,nl,,,Astronaut,
h@x.example,H,nl,,,,maybe
GOOD@x.example,Again,nl,,,,
i@x.example,I,nl,,i@x.example,,
j@x.example,J,nl,,f@x.example,,
k@x.example,K,nl,,"good@x.example,,
l@x.example,L,nl,,good@x.example,,
"""

    report = await brought(content)

    assert report.made == 2
    assert [(no.number, no.column) for no in report.refused] == [
        (3, "email"),
        (4, "email"),
        (5, "name"),
        (6, "language"),
        (7, "time_zone"),
        (8, "manager_email"),
        (9, "role"),
        (10, "is_hr"),
        (11, "email"),
        (12, "manager_email"),
        (13, "manager_email"),
        (14, None),
    ]
    assert await pairs(load_engine) == [("L", "Good", True)]


async def test_a_circle_of_managers_is_refused_also_through_people_who_are_here(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought("email,name,manager_email\na@x.example,A,\nb@x.example,B,a@x.example\n")

    report = await brought("email,name,manager_email\na@x.example,A,c@x.example\nc@x.example,C,b@x.example\nd@x.example,D,a@x.example\n")

    assert (report.made, report.same) == (1, 0)
    assert [str(no) for no in report.refused] == [
        "line 2, column manager_email: they manage each other in a circle (a@x.example → c@x.example → b@x.example → a@x.example): "
        "correct one of these lines.",
        "line 3, column manager_email: they manage each other in a circle (a@x.example → c@x.example → b@x.example → a@x.example): "
        "correct one of these lines.",
    ]
    assert await pairs(load_engine) == [("B", "A", True), ("D", "A", True)]


async def test_people_of_another_organisation_are_nobody_here(brought: Brought, load_engine: AsyncEngine, make: Makers) -> None:
    other = await make.organisation(name="Other")
    await brought(TEAM, into=Employer(other.org_id, Terms("Other", "NL", "Europe/Amsterdam")))

    report = await brought("email,name,manager_email\nsanne@noord.example,Another Sanne,\nx@x.example,X,farid@noord.example\n")

    assert (report.made, [no.number for no in report.refused]) == (1, [3])
    assert len(await rows(load_engine, Person.id, where=Person.email == "sanne@noord.example")) == 2


async def with_issuer(engine: AsyncEngine, employer: Employer) -> Employer:
    """The organisation, signing in through an issuer of its own."""
    issuer, audience = "https://login.noord.example", "goodtalk"
    async with engine.begin() as connection:
        await connection.execute(update(Organisation).where(Organisation.org_id == employer.org_id).values(issuer=issuer, audience=audience))
    return replace(employer, terms=replace(employer.terms, issuer=issuer, audience=audience))


async def test_a_subject_belongs_to_the_organisations_own_issuer_and_is_never_replaced(
    brought: Brought, load_engine: AsyncEngine, employer: Employer
) -> None:
    own = await with_issuer(load_engine, employer)
    first = "email,name,subject\na@x.example,A,s1\nb@x.example,B,\nc@x.example,C,s1\n"
    second = "email,name,subject\na@x.example,A,s9\nb@x.example,B,s2\nd@x.example,D,s1\n"

    made, again = await brought(first, into=own), await brought(second, into=own)

    assert [str(no) for no in made.refused] == ["line 4, column subject: it stands in line 2 already: correct one of the two."]
    assert (again.changed, [str(no) for no in again.refused]) == (
        1,
        [
            "line 2, column subject: this person signs in with another one already: leave it empty.",
            "line 4, column subject: it is somebody else's already: correct it, or leave it empty.",
        ],
    )
    assert await rows(load_engine, Person.email, Person.issuer, Person.subject) == [
        ("a@x.example", "https://login.noord.example", "s1"),
        ("b@x.example", "https://login.noord.example", "s2"),
    ]


async def test_whoever_leaves_keeps_their_name_and_nothing_else(brought: Brought, load_engine: AsyncEngine, employer: Employer) -> None:
    await brought(TEAM)
    farid, at = await load_person(load_engine, "Farid"), now()

    async with load_engine.begin() as connection:
        moved = await leave(connection, employer.org_id, farid.id, at=at)

    gone = await load_person(load_engine, "Farid")
    assert (gone.name, gone.email, gone.left_at, gone.issuer, gone.subject) == ("Farid Amrani", None, at, None, None)
    assert moved.ended == 2
    assert await pairs(load_engine) == [("Sanne", "Farid", False), ("Tomasz", "Farid", False)]
    assert (await load_person(load_engine, "Sanne")).manager_id is None
    assert (await brought(TEAM)).made == 1


async def load_person(engine: AsyncEngine, given_name: str) -> Person:
    person: Person = await _only(engine, select(Person).where(Person.given_name == given_name))
    return person


async def load_pair(engine: AsyncEngine, employee: Person) -> Pair:
    pair: Pair = await _only(engine, select(Pair).where(Pair.employee_id == employee.id, Pair.ended_at.is_(None)))
    return pair


async def _only(engine: AsyncEngine, query: Any) -> Any:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return (await session.scalars(query)).one()
