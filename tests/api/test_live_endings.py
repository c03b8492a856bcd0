"""When somebody may not see a talk any more, their streams of it end at once, over either kind of connection: nobody waits for a next event."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.actions.organisations import Employer, Terms
from api.actions.people import end_pairs, leave
from api.importers.files import read_table
from api.importers.people import PEOPLE, import_people
from schema.tables import Conversation, Organisation, Person
from tests.living import FOLLOW, Living, events
from tests.makers import Makers, ago, client_id, now

End = Callable[[Conversation], Awaitable[None]]


@pytest.fixture
def pair_ends(load_engine: AsyncEngine) -> End:
    """The pair of a talk ends."""

    async def end(talk: Conversation) -> None:
        async with load_engine.begin() as connection:
            await end_pairs(connection, talk.org_id, [talk.pair_id], at=now())

    return end


@pytest.fixture
def import_names_another(load_engine: AsyncEngine, believed: Makers, tmp_path: Path) -> End:
    """An import gives the employee of a talk another manager."""

    async def end(talk: Conversation) -> None:
        employee, organisation = await believed.employee_of(talk), (await believed.all(Organisation))[0]
        other = await believed.person()
        path = tmp_path / "people.csv"
        path.write_text(f"email,name,manager_email\n{employee.email},{employee.name},{other.email}\n", encoding="utf-8")
        employer = Employer(talk.org_id, Terms(organisation.name, organisation.language, organisation.time_zone))
        async with load_engine.begin() as connection:
            report = await import_people(connection, employer, read_table(path, PEOPLE), lambda *_: None, local_issuer=None, at=now())
        assert report.refused == ()

    return end


@pytest.fixture
def manager_leaves(load_engine: AsyncEngine) -> End:
    """The manager of a talk leaves."""

    async def end(talk: Conversation) -> None:
        async with load_engine.begin() as connection:
            await leave(connection, talk.org_id, talk.manager_id, at=now())

    return end


@pytest.fixture(params=["pair_ends", "import_names_another", "manager_leaves"])
def end(request: pytest.FixtureRequest) -> End:
    """Something that ends what a manager sees of a talk."""
    ending: End = request.getfixturevalue(request.param)
    return ending


async def test_the_managers_streams_end_and_the_employees_go_on(lives: Living, believed: Makers, end: End) -> None:
    talk = await believed.conversation()
    manager, employee = await believed.manager_of(talk), await believed.employee_of(talk)

    async with (
        lives.socket(manager) as socket,
        lives.socket(employee) as stays,
        lives.stream(lives.token(manager), FOLLOW, id=client_id(talk)) as answer,
    ):
        await socket.follow(talk)
        await stays.follow(talk)
        await lives.followed(talk, 3)
        await end(talk)
        over_the_socket = await socket.hear()
        over_the_stream = [event async for event in events(answer)]
        await lives.followed(talk, 1)
        told = await stays.change()

    assert over_the_socket == {"id": "1", "type": "complete"}
    assert over_the_stream == [("complete", None)]
    assert (told["kind"], told["nodeId"]) == ("STATUS", client_id(talk)), "the talk was cancelled with its pair"


async def test_whoever_leaves_follows_nothing_any_more_also_not_of_a_pair_that_ended_long_ago(
    lives: Living, believed: Makers, load_engine: AsyncEngine
) -> None:
    manager, employee = await believed.person(), await believed.person()
    talk = await believed.conversation(await believed.pair(manager, employee, ended=ago(days=9)), status="CLOSED", at=ago(days=20))

    async with lives.socket(employee) as socket, lives.stream(lives.token(employee), FOLLOW, id=client_id(talk)) as answer:
        await socket.follow(talk)
        await lives.followed(talk, 2)
        async with load_engine.begin() as connection:
            await leave(connection, employee.org_id, employee.id, at=now())
        over_the_socket = await socket.hear()
        over_the_stream = [event async for event in events(answer)]

    assert over_the_socket == {"id": "1", "type": "complete"}
    assert over_the_stream == [("complete", None)]


async def test_what_happens_to_somebody_else_ends_nothing(lives: Living, believed: Makers, load_engine: AsyncEngine) -> None:
    talk, other = await believed.conversation(), await believed.person()
    employee: Person = await believed.employee_of(talk)

    async with lives.socket(employee) as socket:
        await socket.follow(talk)
        await lives.followed(talk)
        async with load_engine.begin() as connection:
            await leave(connection, other.org_id, other.id, at=now())
        async with load_engine.begin() as connection:
            await end_pairs(connection, talk.org_id, [talk.pair_id], at=now())
        told = await socket.change()

    assert told["kind"] == "STATUS", "the first they hear is of their own talk"
