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
from schema.types.enums import Confirmation, Language
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


@strawberry.input(description="A sentence in your own words.")
class EditSummarySentenceInput:
    """A sentence in your own words."""

    sentence_id: strawberry.ID = strawberry.field(description="The sentence.")
    text: str = strawberry.field(description="Your words, 1 to 10,000 characters.")
    was: str | None = strawberry.field(default=None, description="The words you read; others in between are answered with CHANGED_MEANWHILE.")


@strawberry.input(description="Which sentence to take out.")
class RemoveSummarySentenceInput:
    """Which sentence to take out."""

    sentence_id: strawberry.ID = strawberry.field(description="The sentence.")


@strawberry.input(description="How you see a summary.")
class ConfirmSummaryInput:
    """How you see a summary."""

    summary_id: strawberry.ID = strawberry.field(description="The summary.")
    as_: Confirmation = strawberry.field(default=Confirmation.RECOGNISED, name="as", description="How you see it.")


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
        return await made(info, Summary, before)  # type: ignore[arg-type]
    draft = await context.coach.draft(said.material, context.purse)
    async with context.begin() as session:
        if isinstance(draft, Draft):
            row_id = await actions.keep(session, talk_id, said, draft, once)
        else:
            await actions.nothing_to_say(session, talk_id)
    if not isinstance(draft, Draft):
        async with context.begin():
            raise TooLittle(*NOTHING)
    return await made(info, Summary, row_id)


async def edit_summary_sentence(info: Info, input: EditSummarySentenceInput) -> SummaryResult:
    """Put a sentence in one's own words."""
    async with info.context.begin() as session:
        row_id = await actions.edit_sentence(session, row_of(input.sentence_id, "SummarySentence"), input.text, input.was)
        return await made(info, Summary, row_id, session)


async def remove_summary_sentence(info: Info, input: RemoveSummarySentenceInput) -> SummaryResult:
    """Take a sentence out."""
    async with info.context.begin() as session:
        row_id = await actions.remove_sentence(session, row_of(input.sentence_id, "SummarySentence"))
        return await made(info, Summary, row_id, session)


async def confirm_summary(info: Info, input: ConfirmSummaryInput) -> SummaryResult:
    """Say how one sees it."""
    async with info.context.begin() as session:
        row_id = await actions.confirm(session, row_of(input.summary_id, "Summary"), input.as_, info.context.now())
        return await made(info, Summary, row_id, session)
