"""The moment of a brief: the talk it is for, the closed talks before it, and since when things are new."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Uuid, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.declare import Rows, derived, found
from schema.plan.reader import Scope
from schema.tables.enums import ConversationStatus

Clause = Callable[[Any], ColumnElement[bool]]


def closed_before(scope: Scope) -> Rows:
    """The closed talks of the same pair before this one, latest first."""
    talk = scope.row
    forever: ColumnElement[Any] = literal_column("'infinity'::timestamptz")
    rows = found(
        tables.Conversation,
        scope,
        (),
        lambda it: it.pair_id == talk.pair_id,
        lambda it: it.status == ConversationStatus.CLOSED,
        lambda it: it.closed_at < func.coalesce(talk.closed_at, forever),
        lambda it: it.id != talk.id,
    )
    return rows.ordered(rows.row.closed_at.desc(), rows.row.id.desc())


def moment_of(scope: Scope) -> Rows:
    """One row, found once for a whole brief.

    The talk's `id`, `pair_id`, `employee_id`; `as_of`, the moment of the brief: now, or when the talk was closed; `closed`, the ids of
    the closed talks before it, latest first; `since`, from when things are new: the closing of the last one, or 90 days before the brief;
    `picked`, whether what the worker picked is shown: a closed talk keeps the plain order of then, and so does a pair without picks yet.
    """
    talk, before, pair = scope.row, closed_before(scope), aliased(tables.Pair)
    as_of = func.coalesce(talk.closed_at, func.now())
    by: Any = before.order
    closed = select(before.row.id).select_from(before.source).where(*before.where).order_by(*by)
    last = select(func.max(before.row.closed_at)).select_from(before.source).where(*before.where)
    picked = select(pair.picked_at.is_not(None)).where(scope.reader.sees(pair), pair.id == talk.pair_id)
    found_once = select(
        talk.id.label("id"),
        talk.pair_id.label("pair_id"),
        talk.employee_id.label("employee_id"),
        talk.outcomes_shown_from.label("outcomes_shown_from"),
        as_of.label("as_of"),
        func.array(scope.value(closed), type_=ARRAY(Uuid())).label("closed"),
        func.coalesce(scope.value(last), as_of - literal_column("interval '90 days'")).label("since"),
        (talk.closed_at.is_(None) & scope.value(picked)).label("picked"),
    )
    # OFFSET keeps PostgreSQL from writing the look-ups into every place that uses them.
    return derived(scope.correlated(found_once).offset(0))


def of_this_pair(scope: Scope) -> Clause:
    """True for rows about the employee that were made in this pair."""
    return lambda it: (it.employee_id == scope.row.employee_id) & (it.pair_id == scope.row.pair_id)


def theirs_or_handed_over(scope: Scope) -> Clause:
    """True for rows of this pair, and for those that the employee handed over to it."""
    return lambda it: (it.pair_id == scope.row.pair_id) | (it.handed_to_pair_id == scope.row.pair_id)


def of_this_employee(scope: Scope) -> Clause:
    """True for rows of the employee. Of what is handed over to a pair it says nothing new, but one index finds all of it."""
    return lambda it: it.employee_id == scope.row.employee_id


def on_the_table(scope: Scope) -> Clause:
    """True for rows that were there at the moment of the brief."""
    return lambda it: it.created_at <= scope.row.as_of


def fresh(scope: Scope) -> Clause:
    """True for rows written since, or readable for both only since."""
    return lambda it: func.greatest(it.created_at, it.manager_sees_from) > scope.row.since


def still(scope: Scope, status: Any, ended: Any, standing: str) -> ColumnElement[bool]:
    """True for what had this status at the moment of the brief: it has it now, or lost it later."""
    was: ColumnElement[bool] = (status == standing) | (ended > scope.row.as_of)
    return was
