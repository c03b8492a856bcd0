"""Drafting a summary."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from api.actions import summaries as actions
from api.actions.repeats import Once
from api.mutations.results import Info, made, row_of
from coach.material import Language as CoachLanguage
from coach.summaries import Draft
from schema.rules.refusals import TooLittle
from schema.types.enums import Language
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, NothingToSay, ProtectedDetails, WrongMoment
from schema.types.summaries import Summary

NOTHING = (
    "De notities van dit gesprek zijn te kort voor een samenvatting.",
    "The notes of this talk are too short for a summary.",
)


@strawberry.input(description="Of which talk to draft the summary.")
class DraftSummaryInput:
    """Of which talk to draft the summary."""

    conversation_id: strawberry.ID = strawberry.field(description="The closed talk.")
    language: Language | None = strawberry.field(default=None, description="The language of the summary; the employee's without it.")
    idempotency_key: UUID | None = strawberry.field(
        default=None, description="Make one for each new request: sent again with the same key, it is done once."
    )


SummaryResult = Annotated[
    Summary | NotFound | NotAllowed | InvalidInput | WrongMoment | NothingToSay | ProtectedDetails,
    strawberry.union("SummaryResult", description="The summary as it is now, or why it was left as it was."),
]


async def draft_summary(info: Info, input: DraftSummaryInput) -> SummaryResult:
    """Gather, make, keep."""
    context, talk_id = info.context, row_of(input.conversation_id, "Conversation")
    language = None if input.language is None else CoachLanguage(input.language.value)
    once = Once("draftSummary", input.idempotency_key, context.hashing.of(input.conversation_id, input.language))
    async with context.begin() as session:
        before = await once.made_before(session)
        said = None if before is not None else await actions.gather(session, talk_id, language, context.now())
    if said is None:
        return await made(info, "Summary", before)  # type: ignore[no-any-return, arg-type]
    draft = await context.coach.draft(said.material)
    async with context.begin() as session:
        if isinstance(draft, Draft):
            row_id = await actions.keep(session, talk_id, said, draft, once)
        else:
            await actions.nothing_to_say(session, talk_id)
    if not isinstance(draft, Draft):
        async with context.begin():
            raise TooLittle(*NOTHING)
    return await made(info, "Summary", row_id)  # type: ignore[no-any-return]
