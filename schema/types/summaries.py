"""Summaries of talks, and what people say of them."""

from __future__ import annotations

from datetime import datetime

import strawberry
from sqlalchemy import select
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.declare import Given, Rows, column, found, many, one, planned, same
from schema.plan.order import BY_NAME, OLDEST_FIRST, Order
from schema.plan.reader import Scope
from schema.types.enums import Confirmation, Language, Part, SummaryState
from schema.types.later import LaterConversation, LaterPerson, LaterResponse, LaterSource
from schema.types.node import Node
from schema.types.suggestions import BY_POSITION, Provenance

IN_TIME = Order("at")


def _confirmed_by(scope: Scope, given: Given) -> Rows:
    said = aliased(tables.SummaryConfirmation)
    those = select(said.by_id).where(scope.reader.sees(said), said.summary_id == scope.row.id)
    return found(tables.Person, scope, BY_NAME, lambda it: it.id.in_(those.correlate_except(said)))


@planned(tables.Summary)
@strawberry.type(
    description='The draft of what a talk said, until people confirm it. Show under it: "Dit is een gespreksverslag, geen beoordeling." '
    "A part without sentences was not discussed."
)
class Summary(Node):
    """The draft of what a talk said."""

    conversation: LaterConversation | None = one(
        tables.Summary.conversation_id, "The talk; empty for a new manager to whom the summary was handed over.", tables.Conversation
    )
    state: SummaryState = column(tables.Summary.state, "Whether both have confirmed it.")
    language: Language = column(tables.Summary.language, "Its language: the employee's.")
    sentences: list[SummarySentence] = many(tables.SummarySentence.summary_id, "At most three sentences for each part.", BY_POSITION)
    confirmed_by: list[LaterPerson] = many(_confirmed_by, "Who has confirmed it, by name.")
    confirmations: list[SummaryConfirmation] = many(tables.SummaryConfirmation.summary_id, "Who confirmed it how, in time.", IN_TIME)
    remarks: list[LaterResponse] = many(tables.Response.summary_id, "What people add to it, oldest first.", OLDEST_FIRST)
    provenance: Provenance = same("What made the draft.")


@strawberry.type(description="Somebody of the pair has read the summary.")
class SummaryConfirmation:
    """Somebody of the pair has read the summary."""

    by: LaterPerson = one(tables.SummaryConfirmation.by_id, "Who.", tables.Person)
    as_: Confirmation = column(tables.SummaryConfirmation.said, "How they see it.", name="as")
    at: datetime = column(tables.SummaryConfirmation.at, "When.")


@planned(tables.SummarySentence)
@strawberry.type(description="One sentence of a summary.")
class SummarySentence(Node):
    """One sentence of a summary."""

    part: Part = column(tables.SummarySentence.part, "The part of the talk it is about.")
    text: str = column(tables.SummarySentence.text, "The sentence.")
    sources: list[LaterSource] = many(tables.Source.of_sentence_id, "The lines of that talk it rests on.", BY_POSITION)
    edited_by: LaterPerson | None = one(tables.SummarySentence.edited_by_id, "Whose words it is now; empty while it is the draft's.", tables.Person)
    provenance: Provenance = same("What made it.")
