"""Following a request for questions: each of them as soon as it has passed every check."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from graphql import GraphQLError

from api.actions import offering
from api.actions.offering import Working
from api.actions.suggestions import Offered, Wanted
from api.actions.suggestions import offered as answered
from api.mutations.results import Info, as_data
from api.mutations.suggestions import Shortfall, SuggestQuestionsInput, check, once_of, shortfalls, start_with, wanted_in
from schema.rules.refusals import Refused
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, NothingToSay, WrongMoment
from schema.types.suggestions import Suggestion


@strawberry.type(description="Every question has been offered; nothing more comes.")
class SuggestionsComplete:
    """Every question has been offered."""

    offered: strawberry.Private[Offered]
    shortfalls: list[Shortfall] = strawberry.field(resolver=shortfalls, description="Where there are fewer than asked, and why.")
    start_with: Suggestion | None = strawberry.field(resolver=start_with, description="The one to begin with.")


SuggestionEvent = Annotated[
    Suggestion | SuggestionsComplete | NotFound | NotAllowed | InvalidInput | WrongMoment | NothingToSay,
    strawberry.union("SuggestionEvent", description="A question, the end of them, or why there are none."),
]


async def questions_suggested(info: Info, input: SuggestQuestionsInput) -> AsyncGenerator[SuggestionEvent, None]:
    """Gather, and offer what the coach makes as it comes. A refusal is the event."""
    context, wanted, once = info.context, wanted_in(input), once_of("questionsSuggested", info, input)
    # A selection that can't be read is an error here, before anything was asked.
    await context.reads.rows(info._raw_info, "Suggestion", [])
    try:
        async with context.begin() as session:
            begun: Working | UUID | None = await once.made_before(session)
            if begun is None:
                check(input)
                begun = await offering.begin(session, wanted, once, context.now())
    except Refused as refusal:
        return _only(as_data(refusal))
    return cast(AsyncGenerator[SuggestionEvent, None], _events(info, begun, wanted))


async def _events(info: Info, begun: Working | UUID, wanted: Wanted) -> AsyncGenerator[Any, None]:
    context, request_id = info.context, begun.id if isinstance(begun, Working) else begun
    try:
        async with aclosing(context.askings.offered(begun, wanted, context.means)) as kept:
            async for row_id in kept:
                read = await context.reads.one(info._raw_info, "Suggestion", row_id)
                if read is not None:  # somebody may have taken back what it rests on, or put it aside, since
                    yield read
        async with context.begin() as session:
            whole = await answered(session, request_id)
        yield SuggestionsComplete(offered=whole)
    except Refused as refusal:
        yield as_data(refusal)
    except GraphQLError:
        return  # they left meanwhile: there is nobody to tell


async def _only(event: Any) -> AsyncGenerator[Any, None]:
    yield event
