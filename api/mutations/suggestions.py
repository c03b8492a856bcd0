"""Asking the coach for questions, taking one, putting one aside."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry

from api.actions import suggestions as actions
from api.actions.repeats import Once
from api.mutations.results import Info, made, once, row_of
from coach.material import Language as CoachLanguage
from schema.plan import ids
from schema.rules.refusals import Unfit, Unseen
from schema.types.enums import Language, Part, ShortfallReason
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, NothingToSay, ProtectedDetails, WrongMoment
from schema.types.suggestions import Suggestion


@strawberry.input(description="What to ask the coach for.")
class SuggestQuestionsInput:
    """What to ask the coach for."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk the questions are for.")
    parts: list[Part] | None = strawberry.field(default=None, description="Only for these parts; all three without it.")
    per_part: int = strawberry.field(default=2, description="How many for each part, from 1 to 5.")
    about_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="One occasion (a goal, evaluation, feedback, reflection, agreement or note): one question per part about it.",
    )
    language: Language | None = strawberry.field(default=None, description="The language of the questions; the employee's without it.")
    idempotency_key: UUID | None = strawberry.field(
        default=None, description="Make one for each new request: sent again with the same key, it is done once."
    )


@strawberry.input(description="Which question to take.")
class AcceptSuggestionInput:
    """Which question to take."""

    suggestion_id: strawberry.ID = strawberry.field(description="The suggestion.")
    question: str | None = strawberry.field(default=None, description="Your own wording; the coach's without it.")


@strawberry.input(description="Which question to put aside.")
class DismissSuggestionInput:
    """Which question to put aside."""

    suggestion_id: strawberry.ID = strawberry.field(description="The suggestion.")


@strawberry.type(description="Fewer questions than asked for a part, and why.")
class Shortfall:
    """Fewer questions than asked for a part."""

    part: Part = strawberry.field(description="Which part.")
    reason: ShortfallReason = strawberry.field(description="Why.")


async def _suggestions(root: strawberry.Parent[SuggestedQuestions], info: Info) -> list[Suggestion]:
    listed: list[Suggestion] = await info.context.reads.rows(info._raw_info, "Suggestion", root.offered.ids)
    return listed


async def start_with(root: strawberry.Parent[Any], info: Info) -> Suggestion | None:
    """The question to begin with, as it was selected."""
    first: Suggestion | None = None if root.offered.start_with is None else await made(info, Suggestion, root.offered.start_with)
    return first


def shortfalls(root: strawberry.Parent[Any]) -> list[Shortfall]:
    """Where there are fewer than asked."""
    return [Shortfall(part=Part(one["part"]), reason=ShortfallReason(one["reason"])) for one in root.offered.shortfalls]


@strawberry.type(description="The questions the coach offers; they took the place of what was still offered.")
class SuggestedQuestions:
    """The questions the coach offers."""

    offered: strawberry.Private[actions.Offered]
    suggestions: list[Suggestion] = strawberry.field(resolver=_suggestions, description="The questions, in the order of the parts.")
    start_with: Suggestion | None = strawberry.field(resolver=start_with, description="The one to begin with.")
    shortfalls: list[Shortfall] = strawberry.field(resolver=shortfalls, description="Where there are fewer than asked, and why.")


SuggestQuestionsResult = Annotated[
    SuggestedQuestions | NotFound | NotAllowed | InvalidInput | WrongMoment | NothingToSay,
    strawberry.union("SuggestQuestionsResult", description="The questions, or why there are none."),
]
SuggestionResult = Annotated[
    Suggestion | NotFound | NotAllowed | InvalidInput | WrongMoment | ProtectedDetails,
    strawberry.union("SuggestionResult", description="The suggestion as it is now, or why it was left as it was."),
]


async def suggest_questions(info: Info, input: SuggestQuestionsInput) -> SuggestQuestionsResult:
    """Gather, make, keep: the coach is never asked inside a transaction."""
    context = info.context
    wanted, again = wanted_in(input), once_of("suggestQuestions", info, input)
    async with context.begin() as session:
        if (before := await again.made_before(session)) is not None:
            return SuggestedQuestions(offered=await actions.offered(session, before))
        check(input)
        gathered = await actions.gather(session, wanted, context.now())
    suggested = await context.coach.suggest(gathered.material, gathered.ask, context.purse)
    async with context.begin() as session:
        actions.something_in(suggested)
        request_id = await actions.keep(session, wanted, gathered, suggested, again)
        return SuggestedQuestions(offered=await actions.offered(session, request_id))


async def accept_suggestion(info: Info, input: AcceptSuggestionInput) -> SuggestionResult:
    """Take a question into the talk."""
    async with info.context.begin() as session:
        row_id = await actions.accept(session, row_of(input.suggestion_id, "Suggestion"), input.question, info.context.now())
        return await made(info, Suggestion, row_id, session)


async def dismiss_suggestion(info: Info, input: DismissSuggestionInput) -> SuggestionResult:
    """Put a question aside."""
    async with info.context.begin() as session:
        row_id = await actions.dismiss(session, row_of(input.suggestion_id, "Suggestion"), info.context.now())
        return await made(info, Suggestion, row_id, session)


def check(input: SuggestQuestionsInput) -> None:
    """Raises `Unfit`, `Unseen` for what can be seen to be wrong at once."""
    if not 1 <= input.per_part <= 5:
        raise Unfit("perPart", "Vraag per onderdeel om 1 tot 5 vragen.", "Ask for 1 to 5 questions per part.")
    if input.parts is not None and not input.parts:
        raise Unfit("parts", "Noem ten minste één onderdeel, of laat het weg.", "Name at least one part, or leave it out.")
    if input.about_id is not None and ids.parsed(input.about_id) is None:
        raise Unseen


def wanted_in(input: SuggestQuestionsInput) -> actions.Wanted:
    """What is asked, as the action takes it."""
    return actions.Wanted(
        conversation_id=row_of(input.conversation_id, "Conversation"),
        parts=None if input.parts is None else tuple(dict.fromkeys(input.parts)),
        per_part=input.per_part,
        about=None if input.about_id is None else ids.parsed(input.about_id),
        language=None if input.language is None else CoachLanguage(input.language.value),
    )


def once_of(name: str, info: Info, input: SuggestQuestionsInput) -> Once:
    """The request as it may come again."""
    return once(info, name, input.idempotency_key, input.conversation_id, input.parts, input.per_part, input.about_id, input.language)
