"""Pairs and preferences; handing over to a new manager."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import strawberry

from api.actions import handing_over, pairs
from api.mutations.results import Info, given, made, or_none, row_of
from schema.plan import ids
from schema.types.enums import Language, Weekday
from schema.types.node import Node
from schema.types.people import Pair, Preferences
from schema.types.refusals import InvalidInput, NotAllowed, NotFound


@strawberry.input(description="What changes of a pair; what is left out stays, a `pausedUntil` of null ends the pause.")
class EditPairInput:
    """What changes of a pair."""

    pair_id: strawberry.ID = strawberry.field(description="The pair.")
    rhythm_weeks: int | None = strawberry.field(default=strawberry.UNSET, description="How many weeks between talks, from 1 to 52.")
    paused_until: date | None = strawberry.field(default=strawberry.UNSET, description="Nobody is reminded until then; the reason is not asked.")
    model_allowed: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether a foreign language model may be used.")


@strawberry.input(description="What changes of your preferences; what is left out stays.")
class EditPreferencesInput:
    """What changes of your preferences."""

    language: Language | None = strawberry.field(default=None, description="The language of texts for you.")
    time_zone: str | None = strawberry.field(default=None, description="Your time zone, by its IANA name: Europe/Amsterdam.")
    quiet_from: str | None = strawberry.field(default=None, description="From when you are left in peace: 18:00.")
    quiet_until: str | None = strawberry.field(default=None, description="Until when you are left in peace: 08:00.")
    working_days: list[Weekday] | None = strawberry.field(default=None, description="The days you work.")


@strawberry.input(description="What a new manager gets of your memory: exactly these.")
class HandOverInput:
    """What a new manager gets."""

    pair_id: strawberry.ID = strawberry.field(description="Your pair with the new manager.")
    node_ids: list[strawberry.ID] = strawberry.field(description="Goals, talents, agreements and confirmed summaries of earlier pairs, 1 to 100.")


async def _nodes(root: strawberry.Parent[HandedOver], info: Info) -> list[Node]:
    listed: list[Node] = await info.context.reads.nodes(info._raw_info, root.given)
    return listed


@strawberry.type(description="What the new manager reads from now on.")
class HandedOver:
    """What the new manager reads from now on."""

    given: strawberry.Private[list[tuple[str, UUID]]]
    nodes: list[Node] = strawberry.field(resolver=_nodes, description="What was handed over, in the order it was named.")


PairResult = Annotated[
    Pair | NotFound | NotAllowed | InvalidInput,
    strawberry.union("PairResult", description="The pair as it is now, or why it was left as it was."),
]
PreferencesResult = Annotated[
    Preferences | InvalidInput,
    strawberry.union("PreferencesResult", description="Your preferences as they are now, or why they were left as they were."),
]
HandOverResult = Annotated[
    HandedOver | NotFound | NotAllowed | InvalidInput,
    strawberry.union("HandOverResult", description="What was handed over, or why nothing was."),
]


async def edit_pair(info: Info, input: EditPairInput) -> PairResult:
    """Set the rhythm, pause it, or allow a language model."""
    changes = given(rhythm_weeks=input.rhythm_weeks, paused_until=input.paused_until, model_allowed=input.model_allowed)
    async with info.context.begin() as session:
        row_id = await pairs.edit_pair(session, row_of(input.pair_id, "Pair"), changes)
        return await made(info, Pair, row_id, session)


async def edit_preferences(info: Info, input: EditPreferencesInput) -> PreferencesResult:
    """Say how and when you want to be spoken to."""
    language = None if input.language is None else input.language.value
    quiet = (input.quiet_from, input.quiet_until)
    async with info.context.begin() as session:
        row_id = await pairs.edit_preferences(session, language, or_none(input.time_zone), quiet, input.working_days)
    return await made(info, Preferences, row_id)


async def hand_over(info: Info, input: HandOverInput) -> HandOverResult:
    """Let a new manager read what you choose."""
    nodes: list[Any] = [ids.parsed(one) for one in input.node_ids]
    async with info.context.begin() as session:
        handed = await handing_over.hand_over(session, row_of(input.pair_id, "Pair"), nodes)
    return HandedOver(given=handed)
