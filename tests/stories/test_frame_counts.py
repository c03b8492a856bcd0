"""Counts of what became of the coach's questions: per frame, without text or person, from ten pairs up."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.actions.counting import FrameCount, count_frames
from schema.tables import Conversation, Organisation, Suggestion
from tests.clients import Client
from tests.makers import Makers
from tests.stories.asking import ACCEPT

FRAME, RARE = "note-said-now", "goal-past"


async def talks_in(make: Makers, organisation: Organisation, number: int) -> list[Conversation]:
    """A talk of each of so many pairs."""
    found = []
    for _ in range(number):
        manager = await make.person(organisation=organisation)
        found.append(await make.conversation(await make.pair(manager, await make.person(organisation=organisation, manager=manager))))
    return found


async def counted(engine: AsyncEngine, organisation: Organisation) -> list[FrameCount]:
    """What the operator is told."""
    async with engine.connect() as connection:
        return list(await count_frames(connection, organisation.org_id))


async def test_a_frame_is_counted_from_ten_pairs_up(make: Makers, load_engine: AsyncEngine) -> None:
    organisation = await make.organisation()
    talks = await talks_in(make, organisation, 10)
    for talk in talks:
        await make.suggestion(talk, frame=FRAME)
    for talk in talks[:9]:
        await make.suggestion(talk, frame=RARE)
        await make.suggestion(talk, frame=RARE)

    assert await counted(load_engine, organisation) == [FrameCount(FRAME, pairs=10, offered=10, accepted=0, edited=0, dismissed=0)]


@pytest.mark.parametrize("pairs", [0, 1, 9])
async def test_below_ten_pairs_nothing_is_told(make: Makers, load_engine: AsyncEngine, pairs: int) -> None:
    organisation, other = await make.organisation(), await make.organisation("Elders")
    for talk in await talks_in(make, organisation, pairs):
        for _ in range(3):
            await make.suggestion(talk, frame=FRAME)
    for talk in await talks_in(make, other, 3):
        await make.suggestion(talk, frame=FRAME)

    assert await counted(load_engine, organisation) == []


async def test_what_was_taken_is_told_apart_from_what_was_reworded_and_put_aside(make: Makers, client: Client, load_engine: AsyncEngine) -> None:
    organisation = await make.organisation()
    talks = await talks_in(make, organisation, 10)
    offered = [await make.suggestion(talk, frame=FRAME) for talk in talks]
    await _taken(make, client, offered[0])
    await _taken(make, client, offered[1], question=offered[1].question)
    await _taken(make, client, offered[2], question="Wat hielp jou het meest, Sam?")
    await make.suggestion(talks[3], frame=FRAME, state="DISMISSED")
    await make.suggestion(talks[3], frame=FRAME, state="REPLACED")
    await make.suggestion(talks[4], frame="")

    assert await counted(load_engine, organisation) == [FrameCount(FRAME, pairs=10, offered=12, accepted=2, edited=1, dismissed=1)]
    assert [one.reworded for one in await make.all(Suggestion) if one.state == "ACCEPTED"] == [False, False, True]


async def test_a_point_that_is_reworded_later_was_taken_as_it_was(make: Makers, client: Client, load_engine: AsyncEngine) -> None:
    organisation = await make.organisation()
    offered = [await make.suggestion(talk, frame=FRAME) for talk in await talks_in(make, organisation, 10)]
    employee = await make.employee_of(offered[0])
    taken = (await client.ask(ACCEPT, viewer=employee, input={"suggestionId": offered[0]}))["acceptSuggestion"]
    point = {"talkingPointId": taken["talkingPoint"]["id"], "text": "Heel iets anders"}
    await client.ask("mutation E($i: EditTalkingPointInput!) { editTalkingPoint(input: $i) { __typename } }", viewer=employee, i=point)

    (count,) = await counted(load_engine, organisation)

    assert (count.accepted, count.edited) == (1, 0)


async def _taken(make: Makers, client: Client, suggestion: Suggestion, **more: Any) -> None:
    answer = await client.ask(ACCEPT, viewer=await make.employee_of(suggestion), input={"suggestionId": suggestion, **more})
    assert answer["acceptSuggestion"]["state"] == "ACCEPTED"
