"""Triggers: invitations with a reason."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema import tables
from schema.plan.declare import Given, Rows, column, found, many_pointed, one, planned
from schema.plan.order import Order
from schema.plan.reader import Scope
from schema.types.enums import Part, TriggerInvitation, TriggerKind, TriggerState
from schema.types.later import LaterConversation, LaterPerson
from schema.types.node import Node

SUBJECTS = {
    "GoalEvaluation": "evaluation_id",
    "Feedback": "feedback_id",
    "Reflection": "reflection_id",
    "Response": "response_id",
    "Goal": "goal_id",
    "Agreement": "agreement_id",
    "Conversation": "conversation_id",
    "Summary": "summary_id",
    "Pair": "pair_id",
}


def _subjects(scope: Scope, given: Given) -> Rows:
    return found(tables.TriggerSubject, scope, Order("position", moments=False), lambda it: it.trigger_id == scope.row.id)


@planned(tables.Trigger)
@strawberry.type(description="An invitation with a reason, to the viewer alone.")
class Trigger(Node):
    """An invitation with a reason."""

    kind: TriggerKind = column(tables.Trigger.kind, "What gave rise to it.")
    invitation: TriggerInvitation = column(tables.Trigger.invitation, "What it invites to.")
    why: str = column(tables.Trigger.why, "Why now, in one sentence.")
    part: Part | None = column(tables.Trigger.part, "The part of the talk it belongs to; empty where it belongs to no part in particular.")
    about: LaterPerson = one(tables.Trigger.about_id, "The employee it is about.", tables.Person)
    subjects: list[Node] = many_pointed(SUBJECTS, _subjects, "What it is about; none for TALK_OVERDUE, several when merged.")
    conversation: LaterConversation | None = one(tables.Trigger.conversation_id, "The talk it is about, if there is one.", tables.Conversation)
    state: TriggerState = column(tables.Trigger.state, "What you did with it.")
    created_at: datetime = column(tables.Trigger.created_at, "When it was raised.")
