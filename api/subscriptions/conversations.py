"""Following a talk: what of it changes, for as long as one may see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from enum import Enum
from typing import Annotated, Literal, cast

import strawberry
from graphql import GraphQLError
from strawberry import Info

from api.context import Context
from api.database.faults import DatabaseUnavailable
from api.events import Feed, Happening, Hub, Missed
from api.outbox import Verb
from api.reads import NOBODY, unauthenticated
from api.subscriptions.sight import Sight
from schema import tables
from schema.plan.ids import row_id, to_client
from schema.types.enums import ConversationChangeKind as Kind
from schema.types.live import ConversationChange

LOOK_AGAIN = 30.0
"""Seconds of silence after which it is asked again who may see the talk. The end of a pair, or of somebody's work here, is told at once."""
PATIENCE = 1.0
"""Seconds until a database that does not answer is asked again."""

KINDS: dict[str, tuple[Kind, type[tables.Noun]]] = {
    "Conversation": (Kind.STATUS, tables.Conversation),
    "TalkingPoint": (Kind.TALKING_POINT, tables.TalkingPoint),
    "Note": (Kind.NOTE, tables.Note),
    "Agreement": (Kind.AGREEMENT, tables.Agreement),
    "Suggestion": (Kind.SUGGESTION, tables.Suggestion),
    "SuggestionRequest": (Kind.SUGGESTION, tables.SuggestionRequest),
    "Summary": (Kind.SUMMARY, tables.Summary),
    "SummarySentence": (Kind.SUMMARY, tables.SummarySentence),
    "SummaryConfirmation": (Kind.SUMMARY, tables.SummaryConfirmation),
    "Response": (Kind.SUMMARY, tables.Response),
    "Outcome": (Kind.OUTCOME, tables.Outcome),
}
"""What of a talk a change to a row is, and who sees that row."""
WITHOUT_ID = frozenset({"Outcome", "SuggestionRequest", "SummaryConfirmation"})
"""Things that clients know no id of."""

ConversationId = Annotated[strawberry.ID, strawberry.argument(description="The talk to follow.")]


async def conversation_changed(info: Info[Context, None], conversation_id: ConversationId) -> AsyncGenerator[ConversationChange, None]:
    """What changes in a talk from now on. Refused (NOT_FOUND) for a talk that is unknown or not the viewer's to see."""
    context, talk_id = info.context, row_id(conversation_id, "Conversation")
    if context.identity is None:
        raise unauthenticated(NOBODY)
    if talk_id is None:
        raise _not_found()
    changes = _changes(context.hub, Sight(context.reads.reading, context.identity, talk_id))
    try:
        await anext(changes)
    except StopAsyncIteration:
        raise _not_found() from None
    return cast(AsyncGenerator[ConversationChange, None], changes)


async def _changes(hub: Hub, sight: Sight) -> AsyncGenerator[ConversationChange | None, None]:
    """First None, which says that the talk can be seen; then its changes, until it can't."""
    with hub.feed(sight.conversation_id) as feed:
        seen = await sight.now()
        if seen is None:
            return
        feed.person_id, feed.pair_id = seen.person_id, seen.pair_id
        yield None
        while not feed.ended:
            try:
                happening = await _next(feed)
                change = await _seen(sight, happening)
            except DatabaseUnavailable:
                feed.miss()
                await asyncio.sleep(PATIENCE)
                continue
            if change is OUT_OF_SIGHT:
                return
            if isinstance(change, ConversationChange):
                yield change


class _Out(Enum):
    OF_SIGHT = "OF_SIGHT"


OUT_OF_SIGHT = _Out.OF_SIGHT


async def _next(feed: Feed) -> Happening | Missed | None:
    try:
        async with asyncio.timeout(LOOK_AGAIN):
            return await feed.next()
    except TimeoutError:
        return None


async def _seen(sight: Sight, happening: Happening | Missed | None) -> ConversationChange | Literal[_Out.OF_SIGHT] | None:
    """What to say of it to that person: nothing if it is none of theirs."""
    talk = strawberry.ID(to_client("Conversation", sight.conversation_id))
    if not isinstance(happening, Happening) or happening.node_type not in KINDS:
        if await sight.now() is None:
            return OUT_OF_SIGHT
        return ConversationChange(conversation_id=talk, kind=Kind.REFETCH, node_id=None) if happening is Missed.SOMETHING else None
    kind, table = KINDS[happening.node_type]
    gone = happening.verb == Verb.GONE
    seen = await sight.now() if gone else await sight.now(table, happening)
    if seen is None:
        return OUT_OF_SIGHT
    # A question that the other put aside leaves the table of both: that shows at the next look anyway. Of all else unseen, not a word.
    if not seen.thing and table is not tables.Suggestion:
        return None
    named = seen.thing and happening.node_type not in WITHOUT_ID
    return ConversationChange(
        conversation_id=talk, kind=kind, node_id=strawberry.ID(to_client(happening.node_type, happening.node_id)) if named else None
    )


def _not_found() -> GraphQLError:
    return GraphQLError("There is no such talk, or you may not see it.", extensions={"code": "NOT_FOUND"})
