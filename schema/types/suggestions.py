"""What the coach offers, and what made it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema import tables
from schema.plan.declare import column, many, one, planned, same
from schema.plan.order import Order
from schema.types.enums import Generator, Language, Part, SuggestionState
from schema.types.later import LaterConversation, LaterPerson, LaterSource, LaterTalkingPoint
from schema.types.node import Node

BY_POSITION = Order("position", moments=False)


@strawberry.type(description="What made a text, and when.")
class Provenance:
    """What made a text, and when."""

    generator: Generator = column(lambda scope: scope.row.generator, "Whether the question bank or a language model worded it.")
    model: str | None = column(lambda scope: scope.row.model, "The language model's name; empty where none was used.")
    prompt_fingerprint: str | None = column(lambda scope: scope.row.prompt_fingerprint, "Which wording of the prompt or question bank was used.")
    created_at: datetime = column(lambda scope: scope.row.created_at, "When it was made.")


@planned(tables.Suggestion)
@strawberry.type(description="A question the coach offers, on the table of both; it stays an offer until a person decides.")
class Suggestion(Node):
    """A question the coach offers."""

    conversation: LaterConversation = one(tables.Suggestion.conversation_id, "The talk it is for.", tables.Conversation)
    part: Part = column(tables.Suggestion.part, "The part of the talk it belongs to.")
    language: Language = column(tables.Suggestion.language, "Its language: the employee's.")
    question: str = column(tables.Suggestion.question, "The question, to be read aloud as it is.")
    follow_up: str | None = column(tables.Suggestion.follow_up, "One neutral sentence to ask on with, after the answer.")
    why: str = column(tables.Suggestion.why, "Where it comes from, in one plain sentence.")
    sources: list[LaterSource] = many(tables.Source.of_suggestion_id, "The lines it rests on.", BY_POSITION)
    state: SuggestionState = column(tables.Suggestion.state, "What happened to it.")
    asked_by: LaterPerson = one(tables.Suggestion.asked_by_id, "Who asked the coach.", tables.Person)
    decided_by: LaterPerson | None = one(tables.Suggestion.decided_by_id, "Who took it or put it aside.", tables.Person)
    talking_point: LaterTalkingPoint | None = one(tables.Suggestion.talking_point_id, "What it became when a person took it.", tables.TalkingPoint)
    provenance: Provenance = same("What made it.")
