"""Which rows belong to the brief of a talk: those of its pair, as of its moment, and what is new since the last one."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select

from schema.plan.reader import Scope
from schema.types.conversations import closed_before

Clause = Callable[[Any], ColumnElement[bool]]


def as_of(scope: Scope) -> ColumnElement[Any]:
    """The moment of the brief: now, or when the talk was closed."""
    return func.coalesce(scope.row.closed_at, func.now())


def since(scope: Scope) -> ColumnElement[Any]:
    """From when things are new: the closing of the last talk, or else 90 days before the brief."""
    rows = closed_before(scope)
    last = select(rows.row.closed_at).select_from(rows.source).where(*rows.where).order_by(*rows.order).limit(1)  # type: ignore[misc]
    return func.coalesce(scope.value(last), as_of(scope) - literal_column("interval '90 days'"))


def of_this_pair(scope: Scope) -> Clause:
    """True for rows about the employee that were made in this pair."""
    return lambda it: (it.employee_id == scope.row.employee_id) & (it.pair_id == scope.row.pair_id)


def on_the_table(scope: Scope) -> Clause:
    """True for rows that were there at the moment of the brief."""
    return lambda it: it.created_at <= as_of(scope)


def fresh(scope: Scope) -> Clause:
    """True for rows written since, or readable for both only since."""
    start = since(scope)
    return lambda it: func.greatest(it.created_at, it.manager_sees_from) > start


def still(scope: Scope, status: Any, moment: Any, standing: str) -> ColumnElement[bool]:
    """True for what had this status at the moment of the brief: it has it now, or lost it later."""
    was: ColumnElement[bool] = (status == standing) | (moment > as_of(scope))
    return was
