"""Who sees what, worked out from the tables' own sentences: `seen_by` is followed for each kind of person as far as it can be known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Case, ColumnClause, Exists, False_, Null, True_, Uuid, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import AsBoolean, BinaryExpression, BooleanClauseList, CollectionAggregate, Grouping
from sqlalchemy.sql.functions import Function, now

from schema.tables import Row, Viewer

VIEWER = Viewer(bindparam("org", type_=Uuid()), bindparam("viewer", type_=Uuid()), bindparam("pairs", type_=ARRAY(Uuid())))
ROLES = {
    "author_id": "its author",
    "by_id": "who gave it",
    "decided_by_id": "who decided it",
    "for_id": "whom it is for",
    "person_id": "whose it is",
    "shown_to_id": "whom it is addressed to",
}
"""What somebody is to a row, by the column that names them."""


@dataclass(frozen=True)
class Sees:
    """Whether they see the thing that the row points at."""

    what: str


Condition = bool | str | Sees | tuple[str, tuple[Any, ...]]
"""Known, or in words, or `("and" | "or", conditions)`."""


@dataclass(frozen=True)
class Kind:
    """A kind of person. `inside`: of the organisation; `in_pair`: one of the pair, now; `is_it`: whether a column of the row names them, if known."""

    name: str
    meaning: str
    inside: bool
    in_pair: bool
    is_it: Callable[[str], bool | None]


KINDS = (
    Kind("employee", "of the pair", inside=True, in_pair=True, is_it=lambda column: True if column == "employee_id" else None),
    Kind("manager", "of the pair, while it lasts", inside=True, in_pair=True, is_it=lambda column: False if column == "employee_id" else None),
    Kind("author", "whoever else wrote it, or is named in it", inside=True, in_pair=False, is_it=lambda column: column in ROLES),
    Kind("others", "in the organisation: HR, a former manager, a manager's manager", inside=True, in_pair=False, is_it=lambda column: False),
    Kind("outside", "another organisation", inside=False, in_pair=False, is_it=lambda column: False),
)


def matrix(tables: Iterable[tuple[str, type[Row]]]) -> list[tuple[list[str], list[str]]]:
    """Tables that are seen alike, with what each kind of person sees of them."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for name, table in tables:
        cells = tuple(said(_known(table.seen_by(VIEWER), kind)) for kind in KINDS)
        rows.setdefault(cells, []).append(name)
    return [(names, list(cells)) for cells, names in rows.items()]


def said(condition: Condition) -> str:
    """A condition in words; a mark where it is known."""
    if isinstance(condition, bool):
        return "✓" if condition else "✗"
    if isinstance(condition, Sees):
        return f"they see the {condition.what} it points at"
    if isinstance(condition, str):
        return condition
    how, parts = condition
    pointed = [part.what for part in parts if isinstance(part, Sees)] if how == "and" else []
    others = [f"({said(part)})" if isinstance(part, tuple) else said(part) for part in parts if not (pointed and isinstance(part, Sees))]
    return f" {how} ".join([*others, *([said(Sees(", ".join(pointed)))] if pointed else [])])


def _known(expression: Any, kind: Kind) -> Condition:
    if isinstance(expression, AsBoolean) and isinstance(expression.element, Case):
        return _known(expression.element.else_, kind)  # one sentence, asked in the quickest way for each kind of row
    if isinstance(expression, Grouping):
        return _known(expression.element, kind)
    if isinstance(expression, BooleanClauseList):
        return _joined(expression, kind)
    if isinstance(expression, True_ | False_):
        return isinstance(expression, True_)
    if isinstance(expression, Exists):
        return _there(expression)
    if _asks_for_sight(expression):
        return Sees(expression.name.removeprefix("sees_").removesuffix("s").replace("_", " "))
    if isinstance(expression, AsBoolean):
        return f"{'not ' if expression.operator is operators.is_false else ''}{expression.element.name}"
    if isinstance(expression, BinaryExpression) and isinstance(expression.left, ColumnClause):
        return _compared(expression, kind)
    raise NotImplementedError(f"no words for {type(expression).__name__}")


def _joined(expression: BooleanClauseList, kind: Kind) -> Condition:
    both = expression.operator is operators.and_
    parts = [_known(clause, kind) for clause in expression.clauses]
    if not both and (pointed := _pointed(expression)):
        return Sees(pointed)
    if (not both) in parts:
        return not both
    open_parts = tuple(part for part in parts if not isinstance(part, bool))
    if len(open_parts) < 2:
        return open_parts[0] if open_parts else both
    return ("and" if both else "or", open_parts)


def _asks_for_sight(expression: Any) -> bool:
    """`sees_x(…)`: the function of the walls that says whether somebody sees a row of another table."""
    return isinstance(expression, Function) and expression.name.startswith("sees_")


def _pointed(expression: BooleanClauseList) -> str | None:
    """`x_id IS NULL OR EXISTS (…)`: nothing is pointed at, or they see it."""
    clauses = [clause.element if isinstance(clause, Grouping) else clause for clause in expression.clauses]
    nothing = [clause.left.name for clause in clauses if isinstance(clause, BinaryExpression) and isinstance(clause.right, Null)]
    seen = any(isinstance(clause, Exists) or _asks_for_sight(clause) for clause in clauses)
    return str(nothing[0]).removeprefix("of_").removesuffix("_id").replace("_", " ") if nothing and seen else None


def _compared(expression: BinaryExpression[bool], kind: Kind) -> Condition:
    column, right = expression.left.name, expression.right
    if isinstance(right, CollectionAggregate):
        return kind.in_pair
    if isinstance(right, BindParameter) and right.key == "org":
        return kind.inside
    if isinstance(right, BindParameter) and right.key == "viewer":
        named = kind.is_it(column)
        return f"they are {ROLES[column]}" if named is None else named
    if isinstance(right, now):
        return f"{column} has passed"
    if isinstance(right, Null):
        return f"{column} is {'not ' if expression.operator is operators.is_not else ''}empty"
    values = ", ".join(right.value) if isinstance(right.value, list | tuple) else right.value
    return f"{column} is {'not ' if expression.operator is operators.ne else ''}{values}"


def _there(expression: Exists) -> Condition:
    """`EXISTS (…)`: they see the other row, and a moment of it has passed."""
    other = expression.element.element
    table = other.get_final_froms()[0]
    name = str(getattr(table, "element", table).name).removesuffix("s").replace("_", " ")
    passed = [
        f"{clause.left.name} of its {name} has passed" for clause in other.whereclause.clauses if isinstance(getattr(clause, "right", None), now)
    ]
    return " and ".join(passed) or Sees(name)
