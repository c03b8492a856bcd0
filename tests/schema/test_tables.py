"""What holds for every table: nothing crosses organisations, and the database keeps its own rules."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.tables import Base, Suggestion
from tests.makers import Makers, ago, ahead

FIRST_COLUMNS = """
SELECT i.indexrelid::regclass::text, (SELECT attname::text FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND attnum = 1)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT conname::text, (SELECT attname::text FROM pg_attribute a WHERE a.attrelid = conrelid AND attnum = conkey[1])
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
UNION ALL
SELECT 'what ' || conname || ' points to', (SELECT attname::text FROM pg_attribute a WHERE a.attrelid = confrelid AND attnum = confkey[1])
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f'
"""
NOT_BY_ORGANISATION = {
    "uq_people_subject": "a token names no organisation",
    "uq_organisations_name": "the operator names organisations",
    "ix_people_words": "a list of words has no first column; who is found is then asked for their organisation",
    "ix_people_plain_words": "the same",
    "ix_outbox_order": "the relay reads the changes of all organisations in one order",
}


async def test_every_key_and_every_index_begins_with_the_organisation(load_engine: AsyncEngine) -> None:
    async with load_engine.connect() as connection:
        first = [tuple(row) for row in await connection.execute(text(FIRST_COLUMNS))]

    others = {name for name, column in first if column != "org_id"}
    assert len(first) > 200
    assert others == set(NOT_BY_ORGANISATION)


async def test_ids_are_made_by_the_server_in_the_order_of_time(make: Makers) -> None:
    pair = await make.pair()

    ids = [(await make.goal(pair)).id for _ in range(3)]

    assert [it.version for it in ids if isinstance(it, UUID)] == [7, 7, 7]
    assert ids == sorted(ids)


async def test_nothing_points_into_another_organisation(make: Makers) -> None:
    stranger = await make.person(organisation=await make.organisation(name="Elders"))
    here = await make.organisation(name="Hier")
    pair = await make.pair(await make.person(organisation=here), await make.person(organisation=here))

    for making in (make.goal(pair, employee_id=stranger.id), make.talent(pair, named_by=stranger), make.feedback(pair, stranger)):
        with pytest.raises(IntegrityError, match="ForeignKeyViolation"):
            await making


async def test_a_person_decides_about_a_suggestion(make: Makers) -> None:
    suggestion = await make.suggestion()

    for change in ({"state": "ACCEPTED"}, {"state": "DISMISSED"}, {"decided_by_id": suggestion.asked_by_id}):
        with pytest.raises(IntegrityError, match="a_person_decides"):
            await make.change(suggestion, **change)
    assert (await make.reread(suggestion)).state == "OFFERED"
    assert len(await make.all(Suggestion)) == 1


async def test_an_employee_has_one_current_pair_and_a_pair_one_open_talk(make: Makers) -> None:
    pair = await make.pair()
    employee = await make.employee_of(pair)
    await make.conversation(pair, status="OPEN")

    with pytest.raises(IntegrityError, match="uq_pairs_current"):
        await make.pair(await make.person(), employee)
    with pytest.raises(IntegrityError, match="uq_conversations_open"):
        await make.conversation(pair, status="OPEN")
    await make.pair(await make.person(), employee, ended=ago(days=1))


async def test_what_must_hold_is_kept_by_the_database(make: Makers) -> None:
    pair, talk = await make.pair(), await make.conversation()
    employee = await make.employee_of(pair)

    for broken, making in {
        "nobody_manages_themselves": make.change(employee, manager_id=employee.id),
        "two_people": make.pair(employee, employee, ended=ago(days=1)),
        "ends_after_it_starts": make.change(pair, ended_at=pair.started_at.replace(year=2000)),
        "who_left_has_no_email": make.change(employee, left_at=ago(days=1)),
        "closed_at_a_moment": make.change(talk, status="CLOSED"),
        "opened_at_a_moment": make.change(talk, status="OPEN"),
        "somebody_else_gives_it": make.feedback(pair, employee),
        "shared_has_a_moment": make.reflection(pair, shared=False, manager_sees_from=None, visibility="SHARED"),
        "what_ended_has_a_moment": make.goal(pair, ended_at=ahead(days=1)),
        "part_is_known": make.note(talk, part="PRIVATE_LIFE"),
        "brought_is_known": make.outcome(talk, brought=["PROFIT"]),
        "answers_one_thing": make.response(await make.feedback(pair), evaluation_id=(await make.evaluation()).id),
        "under_one_thing": make.change(await make.source(await make.point(talk)), of_point_id=None),
        "points_at_one_thing": make.change(await make.source(await make.point(talk)), kind="NOTE"),
    }.items():
        with pytest.raises(IntegrityError, match=broken):
            await making


def test_whether_a_point_came_along_is_found_by_an_index() -> None:
    indexes = Base.metadata.tables["talking_points"].indexes

    assert ["org_id", "carried_from_id"] in [[column.name for column in index.columns] for index in indexes]
