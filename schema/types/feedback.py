"""Feedback, reflections, and the responses to them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema import tables
from schema.plan.declare import column, many, one, planned, pointed
from schema.plan.order import OLDEST_FIRST
from schema.types.enums import Visibility
from schema.types.later import LaterPerson
from schema.types.node import Node

ANSWERED = {"GoalEvaluation": "evaluation_id", "Feedback": "feedback_id", "Reflection": "reflection_id", "Summary": "summary_id"}


@planned(tables.Feedback)
@strawberry.type(
    description="What somebody gives back to a colleague. The receiver reads it at once. Their manager reads it too: "
    "at once where the manager gave it, a working day after the receiver saw it (three after it arrived, at the latest) where a colleague gave it, "
    "and never where the giver reports to the receiver."
)
class Feedback(Node):
    """What somebody gives back to a colleague."""

    to: LaterPerson = one(tables.Feedback.employee_id, "Who received it.", tables.Person)
    author: LaterPerson = one(tables.Feedback.author_id, "Who gave it.", tables.Person)
    text: str = column(tables.Feedback.text, "In their own words.")
    created_at: datetime = column(tables.Feedback.created_at, "When it was given.")
    responses: list[Response] = many(
        tables.Response.feedback_id, "What was answered, oldest first; the giver sees only what was addressed to them.", OLDEST_FIRST
    )


@planned(tables.Reflection)
@strawberry.type(description="What someone thinks about their own work: private, or shared with their manager, who reads it an hour later.")
class Reflection(Node):
    """What someone thinks about their own work."""

    author: LaterPerson = one(tables.Reflection.employee_id, "Who wrote it.", tables.Person)
    text: str = column(tables.Reflection.text, "In their own words.")
    visibility: Visibility = column(tables.Reflection.visibility, "Who reads it.")
    created_at: datetime = column(tables.Reflection.created_at, "When it was written.")
    edited_at: datetime | None = column(tables.Reflection.edited_at, "When it was last changed; empty if it never was.")
    responses: list[Response] = many(tables.Response.reflection_id, "What was answered, oldest first.", OLDEST_FIRST)


@planned(tables.Response)
@strawberry.type(description="An answer in writing: part of the continuous dialogue.")
class Response(Node):
    """An answer in writing."""

    to: Node = pointed(ANSWERED, "What it answers: an evaluation, feedback, a reflection or a summary.")
    author: LaterPerson = one(tables.Response.author_id, "Who answers.", tables.Person)
    text: str = column(tables.Response.text, "In their own words.")
    created_at: datetime = column(tables.Response.created_at, "When it was written.")
