"""What a search finds."""

from __future__ import annotations

import strawberry

from schema import tables
from schema.plan.declare import Given, Rows, column, found, one, same
from schema.plan.reader import Scope
from schema.types.conversations import Conversation
from schema.types.enums import Part
from schema.types.people import Person
from schema.types.sources import Source


def _person(scope: Scope, given: Given) -> Rows:
    return found(tables.Person, scope, (), lambda it: it.id == scope.row.about_id)


def _conversation(scope: Scope, given: Given) -> Rows:
    return found(tables.Conversation, scope, (), lambda it: it.id == scope.row.conversation_id)


@strawberry.type(description="A text that a search found. Hits stand in order, the best first; there is no score.")
class SearchHit:
    """A text that a search found."""

    source: Source = same("Where it stands; its quote is the sentence that answers best.")
    part: Part | None = column(
        lambda scope: scope.row.part,
        "The part of the talk that it was said in, or that its kind feeds; empty for agreements and responses, which belong to no part.",
    )
    text: str = column(lambda scope: scope.row.text, "The whole text; of a goal, role or option its title and description, on lines of their own.")
    about: Person | None = one(_person, "The employee it is about; empty in the role library.")
    conversation: Conversation | None = one(_conversation, "The talk it belongs to; empty for what stands outside a talk.")
