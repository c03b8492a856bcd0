"""One file per noun: its columns, what must hold, and who sees a row."""

from schema.tables.conversations import Agreement, Conversation, Note, Outcome, TalkingPoint
from schema.tables.feedback import Feedback, Reflection, Response
from schema.tables.frames import Frame
from schema.tables.goals import Goal, GoalEvaluation, Talent
from schema.tables.keys import IdempotencyKey
from schema.tables.outbox import Change
from schema.tables.passages import Passage
from schema.tables.people import Organisation, Pair, Person
from schema.tables.picks import Pick
from schema.tables.roles import CareerPath, CareerStep, DevelopmentOption, Expectation, Responsibility, Role
from schema.tables.row import Base, Noun, Row, Viewer
from schema.tables.sources import Source
from schema.tables.spending import Spending
from schema.tables.suggestions import Suggestion, SuggestionRequest
from schema.tables.summaries import Summary, SummaryConfirmation, SummarySentence
from schema.tables.triggers import Trigger, TriggerSubject

__all__ = [
    "Agreement",
    "Base",
    "CareerPath",
    "CareerStep",
    "Change",
    "Conversation",
    "DevelopmentOption",
    "Expectation",
    "Feedback",
    "Frame",
    "Goal",
    "GoalEvaluation",
    "IdempotencyKey",
    "Note",
    "Noun",
    "Organisation",
    "Outcome",
    "Pair",
    "Passage",
    "Person",
    "Pick",
    "Reflection",
    "Response",
    "Responsibility",
    "Role",
    "Row",
    "Source",
    "Spending",
    "Suggestion",
    "SuggestionRequest",
    "Summary",
    "SummaryConfirmation",
    "SummarySentence",
    "Talent",
    "TalkingPoint",
    "Trigger",
    "TriggerSubject",
    "Viewer",
]
