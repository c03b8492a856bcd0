"""Goals, their evaluations, and talents."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from schema import tables
from schema.plan.arguments import page
from schema.plan.declare import column, many, one, planned
from schema.plan.order import NEWEST_FIRST, OLDEST_FIRST
from schema.types.enums import GoalProgress, GoalStatus
from schema.types.later import LaterPerson, LaterResponse
from schema.types.node import Connection, Node


@planned(tables.Goal)
@strawberry.type(description="Something the employee works towards, agreed with the manager. Both read it.")
class Goal(Node):
    """Something the employee works towards."""

    owner: LaterPerson = one(tables.Goal.employee_id, "Whose goal it is.", tables.Person)
    title: str = column(tables.Goal.title, "A short name, as the two agreed it.")
    description: str = column(tables.Goal.description, "What it is about; may be empty.")
    status: GoalStatus = column(tables.Goal.status, "Where it stands.")
    target_date: date | None = column(tables.Goal.target_on, "The day it should be reached; empty if open-ended.")
    created_at: datetime = column(tables.Goal.created_at, "When it was set.")
    evaluations: Connection[GoalEvaluation] = many(tables.GoalEvaluation.goal_id, "How it went, latest first.", NEWEST_FIRST, page(5))


@planned(tables.GoalEvaluation)
@strawberry.type(description="How a goal goes. The employee's own evaluation is read by their manager an hour later, so that it can be taken back.")
class GoalEvaluation(Node):
    """How a goal goes."""

    goal: Goal = one(tables.GoalEvaluation.goal_id, "The goal.", tables.Goal)
    author: LaterPerson = one(tables.GoalEvaluation.author_id, "Who says so.", tables.Person)
    progress: GoalProgress = column(tables.GoalEvaluation.progress, "How the goal goes; it says nothing about the person.")
    text: str = column(tables.GoalEvaluation.text, "In their own words.")
    created_at: datetime = column(tables.GoalEvaluation.created_at, "When it was written.")
    responses: list[LaterResponse] = many(tables.Response.evaluation_id, "What was answered, oldest first.", OLDEST_FIRST)


@planned(tables.Talent)
@strawberry.type(description="A strength the person names or has confirmed. An unconfirmed talent goes to neither brief nor coach.")
class Talent(Node):
    """A strength the person names or has confirmed."""

    person: LaterPerson = one(tables.Talent.employee_id, "Whose talent it is.", tables.Person)
    text: str = column(tables.Talent.text, "The talent, in their own words.")
    named_by: LaterPerson = one(tables.Talent.named_by_id, "Who named it.", tables.Person)
    created_at: datetime = column(tables.Talent.created_at, "When it was named.")
    confirmed_at: datetime | None = column(tables.Talent.confirmed_at, "When the person confirmed it; empty until then.")
