"""People, the pairs they talk in, and their preferences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, case, exists, func, literal_column, or_, true
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.arguments import page
from schema.plan.declare import Argument, Given, Rows, column, found, many, one, planned
from schema.plan.order import BY_NAME, LATEST_FIRST, NEWEST_FIRST, OLDEST_FIRST, Order
from schema.plan.reader import Scope
from schema.plan.text import quoted
from schema.types.enums import AgreementStatus, ConversationStatus, Duty, GoalStatus, Language, Weekday
from schema.types.later import LaterAgreement, LaterConversation, LaterFeedback, LaterGoal, LaterReflection, LaterRole, LaterTalent
from schema.types.node import Connection, Node


def with_status(kind: Any) -> Argument:
    """The argument that keeps only what has a status."""
    return Argument("status", kind | None, "Only those with this status; all of them without it.", Text(), None, lambda value: value.value)


def has_status(given: Given) -> Callable[[Any], ColumnElement[bool]]:
    """True for rows with the status that was asked for."""
    return lambda it: true() if given["status"] is None else it.status == given["status"]


def of_this_person(scope: Scope) -> Callable[[Any], ColumnElement[bool]]:
    """True for rows about the person of the scope."""
    return lambda it: it.employee_id == scope.row.id


def _reports(scope: Scope, given: Given) -> Rows:
    return found(tables.Person, scope, BY_NAME, lambda it: it.manager_id == scope.row.id, lambda it: it.left_at.is_(None))


def _goals(scope: Scope, given: Given) -> Rows:
    return found(tables.Goal, scope, NEWEST_FIRST, of_this_person(scope), has_status(given))


def _conversations(scope: Scope, given: Given) -> Rows:
    return found(tables.Conversation, scope, LATEST_FIRST, of_this_person(scope), has_status(given))


def _next(scope: Scope, given: Given) -> Rows:
    rows = found(
        tables.Conversation,
        scope,
        (),
        of_this_person(scope),
        lambda it: or_(it.status == ConversationStatus.OPEN, it.status == ConversationStatus.PLANNED),
    )
    return rows.ordered(rows.row.status, rows.row.scheduled_at, rows.row.id)


def _last(scope: Scope, given: Given) -> Rows:
    rows = found(tables.Conversation, scope, (), of_this_person(scope), lambda it: it.status == ConversationStatus.CLOSED)
    return rows.ordered(rows.row.closed_at.desc(), rows.row.id.desc())


def _open_agreements(scope: Scope, given: Given) -> Rows:
    still_open = AgreementStatus.OPEN
    return found(tables.Agreement, scope, OLDEST_FIRST, lambda it: it.owner_id == scope.row.id, lambda it: it.status == still_open)


def _pairs(scope: Scope, given: Given) -> Rows:
    latest_first = Order("started_at", down=True)
    return found(tables.Pair, scope, latest_first, lambda it: or_(it.employee_id == scope.row.id, it.manager_id == scope.row.id))


def _duties(scope: Scope) -> ColumnElement[Any]:
    person, report = scope.row, aliased(tables.Person)
    reports = exists().where(report.org_id == person.org_id, report.manager_id == person.id, report.left_at.is_(None))
    held: Any = array(
        [
            case((person.manager_id.is_not(None), quoted(Duty.EMPLOYEE))),
            case((reports.correlate_except(report), quoted(Duty.MANAGER))),
            case((person.is_hr, quoted(Duty.HR))),
        ]
    )
    nothing = literal_column("'{}'::text[]", ARRAY(Text()))
    return case((person.id == scope.reader.id, func.array_remove(held, None)), else_=nothing)


@planned(tables.Person)
@strawberry.type(description="Someone who works in the organisation, or did.")
class Person(Node):
    """Someone who works in the organisation, or did."""

    name: str = column(tables.Person.name, "The whole name.")
    given_name: str = column(tables.Person.given_name, "What colleagues call them.")
    email: str | None = column(tables.Person.email, "The e-mail address at work; empty for someone who has left.")
    language: Language = column(tables.Person.language, "The language they want goodtalk to speak; questions and summaries of their talks are in it.")
    manager: Person | None = one(tables.Person.manager_id, "Their manager now.", tables.Person)
    reports: Connection[Person] = many(_reports, "The people whose manager they are now, by name.", arguments=page(50))
    role: LaterRole | None = one(tables.Person.role_id, "The role they fill.", tables.Role)
    goals: Connection[LaterGoal] = many(_goals, "Their goals, latest first.", arguments=(with_status(GoalStatus), *page()))
    feedback: Connection[LaterFeedback] = many(tables.Feedback.employee_id, "Feedback to them, latest first.", NEWEST_FIRST, page())
    reflections: Connection[LaterReflection] = many(tables.Reflection.employee_id, "Their reflections, latest first.", NEWEST_FIRST, page())
    talents: list[LaterTalent] = many(tables.Talent.employee_id, "Their talents, confirmed or not, in the order they were named.", OLDEST_FIRST)
    conversations: Connection[LaterConversation] = many(
        _conversations, "Talks in which they are the employee, latest first.", arguments=(with_status(ConversationStatus), *page())
    )
    next_conversation: LaterConversation | None = one(_next, "The talk that is open, or else the next one planned, in which they are the employee.")
    last_conversation: LaterConversation | None = one(_last, "The last closed talk in which they are the employee.")
    open_agreements: list[LaterAgreement] = many(_open_agreements, "Open agreements that they own, oldest first.")
    pairs: list[Pair] = many(_pairs, "Pairs of this person that the viewer is in, latest first.")
    duties: list[Duty] = column(_duties, "What they do in the organisation; empty for anyone but the viewer.")


@planned(tables.Pair)
@strawberry.type(description="A manager and an employee, from a moment to a moment.")
class Pair(Node):
    """A manager and an employee, from a moment to a moment."""

    manager: Person = one(tables.Pair.manager_id, "The manager.", tables.Person)
    employee: Person = one(tables.Pair.employee_id, "The employee.", tables.Person)
    started_at: datetime = column(tables.Pair.started_at, "When it began.")
    ended_at: datetime | None = column(tables.Pair.ended_at, "When it ended; empty while it lasts.")
    rhythm_weeks: int = column(tables.Pair.rhythm_weeks, "How many weeks the two want between talks.")
    paused_until: date | None = column(tables.Pair.paused_until, "Nobody is reminded until then; the reason is not asked.")
    model_allowed: bool = column(
        tables.Pair.model_allowed, "Whether a foreign language model may be used for this pair; either of the two can switch it off."
    )


def _clock(value: Any) -> ColumnElement[str]:
    return func.to_char(value, quoted("HH24:MI"))


@planned(tables.Person)
@strawberry.type(description="How the viewer wants to be spoken to, and when.")
class Preferences:
    """How the viewer wants to be spoken to, and when."""

    language: Language = column(tables.Person.language, "The language of texts for the viewer.")
    time_zone: str = column(tables.Person.time_zone, "The viewer's time zone, by its IANA name: Europe/Amsterdam.")
    quiet_from: str = column(lambda scope: _clock(scope.row.quiet_from), "From when the viewer is left in peace, in their time zone: 18:00.")
    quiet_until: str = column(lambda scope: _clock(scope.row.quiet_until), "Until when the viewer is left in peace: 08:00.")
    working_days: list[Weekday] = column(tables.Person.working_days, "The days the viewer works.")
