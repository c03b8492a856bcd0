"""Where a sentence rests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, case, cast, func

from schema.plan.declare import column, pointed
from schema.plan.reader import Scope
from schema.plan.text import quoted
from schema.types.enums import SourceKind
from schema.types.node import Node

POINTED = {
    "Note": "note_id",
    "TalkingPoint": "talking_point_id",
    "Agreement": "agreement_id",
    "Goal": "goal_id",
    "GoalEvaluation": "evaluation_id",
    "Feedback": "feedback_id",
    "Reflection": "reflection_id",
    "Response": "response_id",
    "SummarySentence": "sentence_id",
    "Role": "role_id",
    "Responsibility": "responsibility_id",
    "Expectation": "expectation_id",
    "Talent": "talent_id",
    "DevelopmentOption": "option_id",
    "CareerStep": "step_id",
}
"""GraphQL type → pointer column. An outcome is no node: it has no id for clients."""


def _node_id(scope: Scope) -> ColumnElement[Any]:
    ids = [
        (getattr(scope.row, column).is_not(None), func.concat(quoted(f"{name}_"), cast(getattr(scope.row, column), Text)))
        for name, column in POINTED.items()
    ]
    return case(*ids)


@strawberry.type(
    description="Where a sentence rests: the quoted words, the object they stand in, and when they were written. Seen only by who sees that object."
)
class Source:
    """Where a sentence rests."""

    kind: SourceKind = column(lambda scope: scope.row.kind, "What kind of thing it is.")
    node_id: strawberry.ID | None = column(_node_id, "The id of the object; empty for the question bank and for an outcome.")
    node: Node | None = pointed(POINTED, "The object the words stand in.")
    quote: str = column(lambda scope: scope.row.quote, "The words, as they stand there.")
    as_of: datetime | None = column(lambda scope: scope.row.as_of, "When they were written; empty for the question bank.")
