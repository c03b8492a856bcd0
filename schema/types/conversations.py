"""Talks, their three parts, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Integer, Text, any_, true, values
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY

from schema import tables
from schema.plan.arguments import first
from schema.plan.declare import Argument, Given, Rows, column, found, many, one, planned
from schema.plan.order import OLDEST_FIRST, Order
from schema.plan.reader import Scope
from schema.types.enums import AgreementStatus, ConversationStatus, OutcomeKind, Part, SuggestionState, SummaryProgress, Visibility
from schema.types.later import LaterBrief, LaterPerson, LaterSource, LaterSuggestion, LaterSummary
from schema.types.moment import closed_before, moment_of
from schema.types.node import Node
from schema.types.people import Pair

BY_POSITION = Order("position", moments=False)

STATES = Argument(
    "states",
    list[SuggestionState] | None,
    "Only suggestions in these states; all of them for null.",
    ARRAY(Text()),
    [SuggestionState.OFFERED, SuggestionState.ACCEPTED],
    lambda states: [state.value for state in states],
)


def three_parts() -> Rows:
    """The three parts, always all three, always in this order."""
    listed = values(sql_column("part", Text()), sql_column("place", Integer()), name="three_parts", literal_binds=True)
    source = listed.data([(part.value, place) for place, part in enumerate(Part)]).alias()
    return Rows(source, source.c, [], [source.c.place])


def in_part(scope: Scope) -> tuple[Callable[[Any], ColumnElement[bool]], Callable[[Any], ColumnElement[bool]]]:
    """True for rows of this part of this talk."""
    assert scope.around is not None  # noqa: S101
    talk = scope.around.row
    return (lambda it: it.conversation_id == talk.id), (lambda it: it.part == scope.row.part)


def _points(scope: Scope, given: Given) -> Rows:
    return found(tables.TalkingPoint, scope, OLDEST_FIRST, *in_part(scope))


def _notes(scope: Scope, given: Given) -> Rows:
    return found(tables.Note, scope, OLDEST_FIRST, *in_part(scope))


def _suggestions(scope: Scope, given: Given) -> Rows:
    wanted = given["states"]
    return found(tables.Suggestion, scope, BY_POSITION, *in_part(scope), lambda it: true() if wanted is None else it.state == any_(wanted))


def _summary(scope: Scope, given: Given) -> Rows:
    return found(tables.Summary, scope, (), lambda it: it.conversation_id == scope.row.id)


def _about(scope: Scope, given: Given) -> Rows:
    return found(tables.Source, scope, (), lambda it: it.of_point_id == scope.row.id)


@planned(tables.Conversation)
@strawberry.type(description="One talk of one pair.")
class Conversation(Node):
    """One talk of one pair."""

    status: ConversationStatus = column(tables.Conversation.status, "Where it stands in its life.")
    pair: Pair = one(tables.Conversation.pair_id, "The pair.", tables.Pair)
    manager: LaterPerson = one(tables.Conversation.manager_id, "The manager of the pair.", tables.Person)
    employee: LaterPerson = one(tables.Conversation.employee_id, "The employee of the pair.", tables.Person)
    scheduled_at: datetime = column(tables.Conversation.scheduled_at, "When it is planned.")
    duration_minutes: int = column(tables.Conversation.duration_minutes, "How long it is planned to take, in minutes.")
    opened_at: datetime | None = column(tables.Conversation.opened_at, "When it began; empty until then.")
    closed_at: datetime | None = column(tables.Conversation.closed_at, "When it was rounded off; empty until then.")
    parts: list[ConversationPart] = many(lambda scope, given: three_parts(), "The three parts, always all three, always in this order.")
    agreements: list[Agreement] = many(tables.Agreement.conversation_id, "What the two agreed in it, oldest first.", OLDEST_FIRST)
    summary: LaterSummary | None = one(_summary, "What was said, as a draft or as confirmed.")
    summary_progress: SummaryProgress = column(tables.Conversation.summary_progress, "How far the summary is.")
    outcomes: list[Outcome] = many(
        tables.Outcome.conversation_id,
        "What it brought, as each of the two says: shown when both have answered, or three working days after closing; one's own always.",
        OLDEST_FIRST,
    )
    previous: Conversation | None = one(lambda scope, given: closed_before(scope), "The last closed talk of this pair before this one.")
    brief: LaterBrief = one(lambda scope, given: moment_of(scope), "All that belongs on the table for this talk; of a closed talk, as it was then.")


@strawberry.type(description="A part of a talk.")
class ConversationPart:
    """A part of a talk."""

    part: Part = column(lambda scope: scope.row.part, "Which part.")
    talking_points: list[TalkingPoint] = many(_points, "The agenda of this part, oldest first.", arguments=(first(100),))
    notes: list[Note] = many(
        _notes,
        "What was said in this part, oldest first: the shared notes and your own private ones. "
        "A private note may fall under the other's right of access.",
        arguments=(first(100),),
    )
    suggestions: list[LaterSuggestion] = many(
        _suggestions, "Questions the coach offers for this part, in their order.", arguments=(first(100), STATES)
    )


@planned(tables.TalkingPoint)
@strawberry.type(description="An item for the agenda, put there by a person.")
class TalkingPoint(Node):
    """An item for the agenda."""

    conversation: Conversation | None = one(
        tables.TalkingPoint.conversation_id, "The talk; empty while it is parked for the next one.", tables.Conversation
    )
    part: Part = column(tables.TalkingPoint.part, "The part it belongs to.")
    text: str = column(tables.TalkingPoint.text, "In its author's words.")
    author: LaterPerson = one(tables.TalkingPoint.author_id, "Who put it there.", tables.Person)
    about: LaterSource | None = one(_about, "What it is about, if it is about something.")
    discussed: bool = column(tables.TalkingPoint.discussed, "Whether it was talked about.")
    carried_over: bool = column(lambda scope: scope.row.carried_from_id.is_not(None), "Whether it was left over from an earlier talk.")
    created_at: datetime = column(tables.TalkingPoint.created_at, "When it was put there.")


@planned(tables.Note)
@strawberry.type(
    description="What was said, in a part: shared, or private to its author. A private note is a working note: "
    "it goes to no search and no coach, ends with the pair, and may fall under the other person's right of access."
)
class Note(Node):
    """What was said, in a part."""

    conversation: Conversation = one(tables.Note.conversation_id, "The talk it was written in.", tables.Conversation)
    part: Part = column(tables.Note.part, "The part it belongs to.")
    text: str = column(tables.Note.text, "In its author's words.")
    author: LaterPerson = one(tables.Note.author_id, "Who wrote it.", tables.Person)
    visibility: Visibility = column(tables.Note.visibility, "Who reads it.")
    created_at: datetime = column(tables.Note.created_at, "When it was written.")
    edited_at: datetime | None = column(tables.Note.edited_at, "When it was last changed; empty if it never was.")


@planned(tables.Agreement)
@strawberry.type(description="Who does what by when. An open one carries over to the next talk by itself.")
class Agreement(Node):
    """Who does what by when."""

    conversation: Conversation | None = one(
        tables.Agreement.conversation_id,
        "The talk it was made in; empty for a new manager to whom it was handed over.",
        tables.Conversation,
    )
    text: str = column(tables.Agreement.text, "What was agreed.")
    owner: LaterPerson = one(tables.Agreement.owner_id, "Who does it.", tables.Person)
    due: date | None = column(tables.Agreement.due_on, "The day it should be done; empty if none was set.")
    status: AgreementStatus = column(tables.Agreement.status, "Where it stands.")
    created_at: datetime = column(tables.Agreement.created_at, "When it was agreed.")


@strawberry.type(description="What a talk brought, as one of the two says.")
class Outcome:
    """What a talk brought, as one of the two says."""

    by: LaterPerson = one(tables.Outcome.by_id, "Who says so.", tables.Person)
    brought: list[OutcomeKind] = column(tables.Outcome.brought, "What it brought; may be empty.")
