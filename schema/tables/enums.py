"""The closed lists of words that columns hold, as clients know them."""

from enum import StrEnum


class Part(StrEnum):
    """One of the three parts of every talk."""

    PERSONAL = "PERSONAL"
    CURRENT_ROLE = "CURRENT_ROLE"
    GROWTH = "GROWTH"


class Language(StrEnum):
    """A language goodtalk speaks."""

    NL = "NL"
    EN = "EN"


class Visibility(StrEnum):
    """Who reads a text: both of the pair, or its author alone."""

    SHARED = "SHARED"
    PRIVATE = "PRIVATE"


class Seat(StrEnum):
    """On which side of the table someone sits."""

    EMPLOYEE = "EMPLOYEE"
    MANAGER = "MANAGER"


class Duty(StrEnum):
    """What someone does in the organisation."""

    EMPLOYEE = "EMPLOYEE"
    MANAGER = "MANAGER"
    HR = "HR"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class ConversationStatus(StrEnum):
    """Where a talk stands in its life."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class GoalStatus(StrEnum):
    """Where a goal stands."""

    ACTIVE = "ACTIVE"
    ACHIEVED = "ACHIEVED"
    NOT_ACHIEVED = "NOT_ACHIEVED"
    DROPPED = "DROPPED"


class GoalProgress(StrEnum):
    """How a goal goes, as its owner or their manager sees it; said of the goal, never of the person."""

    NOT_STARTED = "NOT_STARTED"
    ON_TRACK = "ON_TRACK"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"
    DONE = "DONE"


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


class DevelopmentKind(StrEnum):
    """What kind of thing a development option is."""

    COURSE = "COURSE"
    COACHING = "COACHING"
    MENTORING = "MENTORING"
    PROJECT = "PROJECT"
    READING = "READING"
    OTHER = "OTHER"


class SuggestionState(StrEnum):
    """What happened to a suggestion."""

    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DISMISSED = "DISMISSED"
    REPLACED = "REPLACED"


class SummaryState(StrEnum):
    """Whether people have confirmed a summary."""

    DRAFT = "DRAFT"
    CONFIRMED = "CONFIRMED"


class ConversationChangeKind(StrEnum):
    """What of a talk changed."""

    STATUS = "STATUS"
    TALKING_POINT = "TALKING_POINT"
    NOTE = "NOTE"
    AGREEMENT = "AGREEMENT"
    SUGGESTION = "SUGGESTION"
    SUMMARY = "SUMMARY"
    OUTCOME = "OUTCOME"
    REFETCH = "REFETCH"


class SummaryProgress(StrEnum):
    """How far the summary of a talk is."""

    NOT_YET = "NOT_YET"
    BEING_DRAFTED = "BEING_DRAFTED"
    NOTHING_TO_SAY = "NOTHING_TO_SAY"
    READY = "READY"


class Confirmation(StrEnum):
    """How someone confirms a summary. RECOGNISED: Ik herken me hierin. SEEN_NOT_AGREED: Gezien, ik zie het anders."""

    RECOGNISED = "RECOGNISED"
    SEEN_NOT_AGREED = "SEEN_NOT_AGREED"


class OutcomeKind(StrEnum):
    """What a talk can bring."""

    FOCUS = "FOCUS"
    TALENTS = "TALENTS"
    MOTIVATION = "MOTIVATION"


class TriggerKind(StrEnum):
    """What gave rise to a trigger."""

    GOAL_EVALUATED = "GOAL_EVALUATED"
    FEEDBACK_RECEIVED = "FEEDBACK_RECEIVED"
    REFLECTION_WRITTEN = "REFLECTION_WRITTEN"
    REFLECTION_SHARED = "REFLECTION_SHARED"
    RESPONSE_RECEIVED = "RESPONSE_RECEIVED"
    GOAL_DUE = "GOAL_DUE"
    AGREEMENT_DUE = "AGREEMENT_DUE"
    TALK_OVERDUE = "TALK_OVERDUE"
    TALK_PLANNED = "TALK_PLANNED"
    TALK_AHEAD = "TALK_AHEAD"
    TALK_UNFINISHED = "TALK_UNFINISHED"
    SUMMARY_READY = "SUMMARY_READY"
    PAIR_STARTED = "PAIR_STARTED"
    PAIR_ENDED = "PAIR_ENDED"
    SEVERAL = "SEVERAL"


class TriggerInvitation(StrEnum):
    """What a trigger invites to."""

    PLAN_A_TALK = "PLAN_A_TALK"
    ADD_A_POINT = "ADD_A_POINT"
    READ_AND_RESPOND = "READ_AND_RESPOND"
    PREPARE = "PREPARE"
    ROUND_OFF = "ROUND_OFF"
    READ_SUMMARY = "READ_SUMMARY"
    EVALUATE_GOAL = "EVALUATE_GOAL"
    HAND_OVER = "HAND_OVER"


class TriggerState(StrEnum):
    """What happened to a trigger."""

    NEW = "NEW"
    SEEN = "SEEN"
    ACTED = "ACTED"
    DISMISSED = "DISMISSED"


class Generator(StrEnum):
    """Who worded it: the question bank, or a language model."""

    OFFLINE = "OFFLINE"
    MODEL = "MODEL"


class SourceKind(StrEnum):
    """What kind of thing a sentence rests on."""

    NOTE = "NOTE"
    TALKING_POINT = "TALKING_POINT"
    AGREEMENT = "AGREEMENT"
    GOAL = "GOAL"
    GOAL_EVALUATION = "GOAL_EVALUATION"
    FEEDBACK = "FEEDBACK"
    REFLECTION = "REFLECTION"
    RESPONSE = "RESPONSE"
    SUMMARY_SENTENCE = "SUMMARY_SENTENCE"
    OUTCOME = "OUTCOME"
    ROLE = "ROLE"
    RESPONSIBILITY = "RESPONSIBILITY"
    EXPECTATION = "EXPECTATION"
    TALENT = "TALENT"
    DEVELOPMENT_OPTION = "DEVELOPMENT_OPTION"
    CAREER_STEP = "CAREER_STEP"
    QUESTION_BANK = "QUESTION_BANK"


class PickReason(StrEnum):
    """Why an earlier note is worth asking about again."""

    OPEN_END = "OPEN_END"
    INTENTION = "INTENTION"
    ENERGY_COST = "ENERGY_COST"
    ENERGY_GIVEN = "ENERGY_GIVEN"
