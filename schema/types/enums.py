"""The enums of the schema, each value described for whoever builds on them."""

from enum import StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from schema.rules.refusals import RefusalReason
from schema.tables.enums import (
    AgreementStatus,
    Confirmation,
    ConversationChangeKind,
    ConversationStatus,
    DevelopmentKind,
    Duty,
    Generator,
    GoalProgress,
    GoalStatus,
    Language,
    OutcomeKind,
    Part,
    Seat,
    SourceKind,
    SuggestionState,
    SummaryProgress,
    SummaryState,
    TriggerInvitation,
    TriggerKind,
    TriggerState,
    Visibility,
    Weekday,
)

__all__ = [
    "AgreementStatus",
    "Confirmation",
    "ConversationChangeKind",
    "ConversationStatus",
    "DevelopmentKind",
    "Duty",
    "Generator",
    "GoalProgress",
    "GoalStatus",
    "Language",
    "OutcomeKind",
    "Part",
    "RefusalReason",
    "Seat",
    "ShortfallReason",
    "SourceKind",
    "SuggestionState",
    "SummaryProgress",
    "SummaryState",
    "TriggerInvitation",
    "TriggerKind",
    "TriggerState",
    "Visibility",
    "Weekday",
    "described",
]

E = TypeVar("E", bound=type[StrEnum])


class ShortfallReason(StrEnum):
    """Why a part got fewer questions than asked."""

    TOO_LITTLE_HISTORY = "TOO_LITTLE_HISTORY"
    ALL_ASKED_LATELY = "ALL_ASKED_LATELY"
    NONE_PASSED = "NONE_PASSED"
    SWITCHED_OFF = "SWITCHED_OFF"


def described(words: E, meanings: dict[str, str]) -> E:
    """The words as a GraphQL enum, each with its meaning."""
    made = strawberry.enum(words, description=(words.__doc__ or "").strip())
    definition: StrawberryEnumDefinition = made.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = meanings[value.name]
    return made


described(
    Part,
    {
        "PERSONAL": "How someone is doing; what gives and costs energy. Dutch: Persoonlijk.",
        "CURRENT_ROLE": "The role, its goals, and feedback. Dutch: Huidige rol.",
        "GROWTH": "Talents, learning, ambition. Dutch: Groei & ontwikkeling.",
    },
)

described(
    Language,
    {
        "NL": "Dutch.",
        "EN": "English.",
    },
)

described(
    Visibility,
    {
        "SHARED": "Both of the pair read it.",
        "PRIVATE": "Its author alone reads it.",
    },
)

described(
    Seat,
    {
        "EMPLOYEE": "As the employee.",
        "MANAGER": "As the manager.",
    },
)

described(
    Duty,
    {
        "EMPLOYEE": "Has a manager.",
        "MANAGER": "Has reports.",
        "HR": "Keeps the role library; reads no text of any talk.",
    },
)

described(
    Weekday,
    {
        "MONDAY": "Monday.",
        "TUESDAY": "Tuesday.",
        "WEDNESDAY": "Wednesday.",
        "THURSDAY": "Thursday.",
        "FRIDAY": "Friday.",
        "SATURDAY": "Saturday.",
        "SUNDAY": "Sunday.",
    },
)

described(
    ConversationStatus,
    {
        "PLANNED": "It has a date. Dutch: gepland.",
        "OPEN": "It is being held. Dutch: bezig.",
        "CLOSED": "It has been held. Dutch: afgerond.",
        "CANCELLED": "It will not be held. Dutch: vervallen.",
    },
)

described(
    GoalStatus,
    {
        "ACTIVE": "Being worked on. Dutch: lopend.",
        "ACHIEVED": "Reached. Dutch: gehaald.",
        "NOT_ACHIEVED": "Not reached. Dutch: niet gehaald.",
        "DROPPED": "No longer pursued. Dutch: vervallen.",
    },
)

described(
    GoalProgress,
    {
        "NOT_STARTED": "Nothing done yet.",
        "ON_TRACK": "Goes as planned.",
        "NEEDS_ATTENTION": "Wants a conversation.",
        "DONE": "Finished.",
    },
)

described(
    AgreementStatus,
    {
        "OPEN": "Still to be done; carries over to the next talk.",
        "DONE": "Done.",
        "DROPPED": "No longer needed.",
    },
)

described(
    DevelopmentKind,
    {
        "COURSE": "A course or training.",
        "COACHING": "Coaching.",
        "MENTORING": "A mentor.",
        "PROJECT": "A project or assignment.",
        "READING": "Something to read or watch.",
        "OTHER": "Something else.",
    },
)

described(
    SuggestionState,
    {
        "OFFERED": "On the table of both; nobody has decided.",
        "ACCEPTED": "A person took it; it became their talking point. Dutch: overgenomen.",
        "DISMISSED": "A person put it aside; only they still see it. Dutch: niet nu.",
        "REPLACED": "A newer request took its place.",
    },
)

described(
    SummaryState,
    {
        "DRAFT": "Nobody has confirmed it.",
        "CONFIRMED": "Both have confirmed it.",
    },
)

described(
    SummaryProgress,
    {
        "NOT_YET": "The talk has no summary and none is being made.",
        "BEING_DRAFTED": "The draft is being made.",
        "NOTHING_TO_SAY": "The notes hold too little for a summary.",
        "READY": "There is a summary.",
    },
)

described(
    Confirmation,
    {
        "RECOGNISED": "Ik herken me hierin.",
        "SEEN_NOT_AGREED": "Gezien, ik zie het anders.",
    },
)

described(
    OutcomeKind,
    {
        "FOCUS": "More focus on the goals.",
        "TALENTS": "Better use of talents.",
        "MOTIVATION": "Higher motivation.",
    },
)

described(
    TriggerKind,
    {
        "GOAL_EVALUATED": "A goal was evaluated.",
        "FEEDBACK_RECEIVED": "Feedback came in.",
        "REFLECTION_WRITTEN": "The person wrote a reflection.",
        "REFLECTION_SHARED": "A reflection was shared.",
        "RESPONSE_RECEIVED": "Somebody responded.",
        "GOAL_DUE": "The target date of a goal is near.",
        "AGREEMENT_DUE": "An agreement is due.",
        "TALK_OVERDUE": "The rhythm of the pair asks for a talk.",
        "TALK_PLANNED": "A talk was planned.",
        "TALK_AHEAD": "A talk is coming up.",
        "TALK_UNFINISHED": "A talk was begun and not rounded off.",
        "SUMMARY_READY": "A summary is ready to read.",
        "PAIR_STARTED": "A new pair began.",
        "PAIR_ENDED": "A pair ended.",
        "SEVERAL": "Several things at once.",
    },
)

described(
    TriggerInvitation,
    {
        "PLAN_A_TALK": "Plan a talk.",
        "ADD_A_POINT": "Put a point on the agenda.",
        "READ_AND_RESPOND": "Read it and respond.",
        "PREPARE": "Prepare the talk.",
        "ROUND_OFF": "Round off the talk.",
        "READ_SUMMARY": "Read the summary.",
        "EVALUATE_GOAL": "Say how the goal goes.",
        "HAND_OVER": "Choose what the new manager gets.",
    },
)

described(
    TriggerState,
    {
        "NEW": "Not seen yet.",
        "SEEN": "Seen.",
        "ACTED": "Taken up.",
        "DISMISSED": "Put aside.",
    },
)

described(
    Generator,
    {
        "OFFLINE": "The question bank and extraction, on this machine.",
        "MODEL": "A language model.",
    },
)

described(
    SourceKind,
    {
        "NOTE": "A note.",
        "TALKING_POINT": "A talking point.",
        "AGREEMENT": "An agreement.",
        "GOAL": "A goal.",
        "GOAL_EVALUATION": "An evaluation of a goal.",
        "FEEDBACK": "Feedback.",
        "REFLECTION": "A reflection.",
        "RESPONSE": "A response.",
        "SUMMARY_SENTENCE": "A sentence of an earlier summary.",
        "OUTCOME": "What a talk brought.",
        "ROLE": "A role.",
        "RESPONSIBILITY": "A responsibility of the role.",
        "EXPECTATION": "An expectation of the role.",
        "TALENT": "A talent.",
        "DEVELOPMENT_OPTION": "A development option.",
        "CAREER_STEP": "A step on a career path.",
        "QUESTION_BANK": "A standing question of goodtalk itself.",
    },
)

described(
    ConversationChangeKind,
    {
        "STATUS": "The talk itself: when it is, whether it is open.",
        "TALKING_POINT": "A talking point.",
        "NOTE": "A shared note.",
        "AGREEMENT": "An agreement.",
        "SUGGESTION": "A suggested question.",
        "SUMMARY": "The summary: a sentence, a confirmation, a response.",
        "OUTCOME": "What the talk brought.",
        "REFETCH": "You may have missed something: fetch the talk anew.",
    },
)

described(
    ShortfallReason,
    {
        "TOO_LITTLE_HISTORY": "There is too little to rest a question on.",
        "ALL_ASKED_LATELY": "What could be asked was asked in the last talks.",
        "NONE_PASSED": "Nothing passed the checks.",
        "SWITCHED_OFF": "The part was left out: an earlier question was put aside.",
    },
)

described(
    RefusalReason,
    {
        "UNKNOWN": "There is no such thing, or you may not see it.",
        "NOT_YOURS": "You see it, and may not do this with it.",
        "INVALID": "The input does not fit.",
        "KEY_REUSED": "The idempotency key was used for another input.",
        "TALK_NOT_OPEN": "The talk is not open yet.",
        "TALK_OPEN": "The talk has begun, or another talk of the pair is open.",
        "TALK_NOT_CLOSED": "The talk is not closed yet.",
        "TALK_CLOSED": "The talk is closed.",
        "TALK_CANCELLED": "The talk was cancelled.",
        "ALREADY_DECIDED": "Somebody has decided already.",
        "CHANGED_MEANWHILE": "It changed since you read it.",
        "PAIR_ENDED": "The pair has ended.",
        "PROTECTED": "It holds details that may not be kept.",
        "TOO_LITTLE": "There is too little to go on.",
    },
)
