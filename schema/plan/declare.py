"""How a GraphQL field says, once and beside its type, which SQL expression it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, aliased
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from schema.plan.order import Order
from schema.plan.reader import Scope
from schema.tables import Noun

Given = Mapping[str, Any]
"""The arguments of a field by their Python names: bound parameters, or None where the client gave null or nothing."""

UNSET = strawberry.UNSET
PLAN, ARGUMENTS = "plan", "arguments"


@dataclass(frozen=True)
class Argument:
    """An argument of a planned field. `read` turns what the client gave into what is bound; it may raise `ValueError`."""

    name: str
    annotation: Any
    description: str
    sql_type: Any
    default: Any = UNSET
    read: Callable[[Any], Any] = lambda value: value
    graphql_name: str | None = None
    """The client's name, where it is a keyword of Python."""

    @property
    def in_document(self) -> str:
        """The name that stands in documents."""
        return self.graphql_name or self.name


@dataclass(frozen=True)
class Rows:
    """Rows found from a scope: where they stand, a row of them, what must hold, and their order."""

    source: Any
    row: Any
    where: Sequence[ColumnElement[bool]]
    order: Order | Sequence[ColumnElement[Any]] = ()

    def ordered(self, *by: ColumnElement[Any]) -> Rows:
        """The same rows in another order."""
        return replace(self, order=by)


@dataclass(frozen=True)
class Column:
    """A value: SQL made from the row."""

    value: Callable[[Scope], ColumnElement[Any]]


@dataclass(frozen=True)
class Identity:
    """The client's id of the row."""


@dataclass(frozen=True)
class Same:
    """An object that stands in the same row."""


@dataclass(frozen=True)
class One:
    """The one row found, or null."""

    rows: Callable[[Scope, Given], Rows]


@dataclass(frozen=True)
class Pointed:
    """The one row that the row's pointer columns point at: GraphQL type name → column."""

    columns: Mapping[str, str]


@dataclass(frozen=True)
class Anything:
    """Any node by its client id."""


@dataclass(frozen=True)
class Many:
    """A list or connection of the rows found; `most` caps a list without `first`."""

    rows: Callable[[Scope, Given], Rows]
    most: int | None = None


@dataclass(frozen=True)
class ManyPointed:
    """A list of whatever the pointer columns of the rows found point at."""

    rows: Callable[[Scope, Given], Rows]
    columns: Mapping[str, str]


Declaration = ManyPointed | Column | Identity | Same | One | Pointed | Anything | Many


class PlannedField(StrawberryField):
    """A field whose value the plan makes. At the root it hands over to the plan; below it is never resolved in Python."""

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        """The text the plan made for this field of the operation."""
        return info.context.reads.root(info._raw_info)

    @property
    def is_basic_field(self) -> bool:
        """False, so that arguments are accepted and `get_result` is asked."""
        return False


def declared(declaration: Declaration, description: str, arguments: Sequence[Argument] = (), name: str | None = None) -> Any:
    """A GraphQL field with its declaration; `name` where the client's word is a keyword of Python."""
    made = PlannedField(
        python_name=None,
        graphql_name=name,
        description=description,
        metadata={PLAN: declaration, "arguments": {a.name: a for a in arguments}},
    )
    made.init = False
    made.arguments = [
        StrawberryArgument(
            python_name=argument.name,
            graphql_name=argument.graphql_name,
            type_annotation=StrawberryAnnotation(argument.annotation),
            description=argument.description,
            default=argument.default,
        )
        for argument in arguments
    ]
    return made


def column(value: InstrumentedAttribute[Any] | Callable[[Scope], ColumnElement[Any]], description: str, name: str | None = None) -> Any:
    """A value of the row: a column, or SQL made from the scope."""
    if isinstance(value, InstrumentedAttribute):
        key = value.key
        return declared(Column(lambda scope: getattr(scope.row, key)), description, name=name)
    return declared(Column(value), description, name=name)


def identity() -> Any:
    """The id of a node."""
    return declared(Identity(), "An opaque id, stable for as long as the thing exists; `node(id)` finds it again.")


def same(description: str) -> Any:
    """An object made of the same row."""
    return declared(Same(), description)


def one(
    source: InstrumentedAttribute[Any] | Callable[[Scope, Given], Rows],
    description: str,
    target: type[Noun] | None = None,
    arguments: Sequence[Argument] = (),
) -> Any:
    """The row a foreign key of this row points to (its table is `target`), or the first of the rows found."""
    if isinstance(source, InstrumentedAttribute):
        assert target is not None  # noqa: S101
        return declared(One(_pointed_to(source.key, target)), description)
    return declared(One(source), description, arguments)


def pointed(columns: Mapping[str, str], description: str) -> Any:
    """Whatever the pointer columns of this row point at."""
    return declared(Pointed(columns), description)


def many_pointed(columns: Mapping[str, str], source: Callable[[Scope, Given], Rows], description: str) -> Any:
    """Whatever the rows found point at."""
    return declared(ManyPointed(source, columns), description)


def many(
    source: InstrumentedAttribute[Any] | Callable[[Scope, Given], Rows],
    description: str,
    order: Order | None = None,
    arguments: Sequence[Argument] = (),
    most: int | None = None,
) -> Any:
    """The rows whose foreign key points to this row, in `order`, or the rows found."""
    if isinstance(source, InstrumentedAttribute):
        assert order is not None  # noqa: S101
        return declared(Many(_pointing_here(source, order), most), description, arguments)
    return declared(Many(source, most), description, arguments)


def found(table: type[Noun], scope: Scope, order: Order | Sequence[ColumnElement[Any]], *where: Callable[[Any], ColumnElement[bool]]) -> Rows:
    """Rows of `table` that the reader may read and for which each of `where` holds."""
    row = aliased(table)
    return Rows(row, row, [scope.reader.sees(row), *(clause(row) for clause in where)], order)


def derived(selection: Any, *order: str) -> Rows:
    """Rows of a selection made for the scope's row (already correlated), ordered by some of its columns."""
    source = selection.subquery()
    return Rows(source, source.c, [], [source.c[name] for name in order])


def _pointed_to(key: str, target: type[Noun]) -> Callable[[Scope, Given], Rows]:
    def rows(scope: Scope, given: Given) -> Rows:
        return found(target, scope, (), lambda row: row.id == getattr(scope.row, key))

    return rows


def _pointing_here(source: InstrumentedAttribute[Any], order: Order) -> Callable[[Scope, Given], Rows]:
    table: type[Noun] = source.class_  # type: ignore[assignment]
    key = source.key

    def rows(scope: Scope, given: Given) -> Rows:
        return found(table, scope, order, lambda row: getattr(row, key) == scope.row.id)

    return rows


TABLE = "__planned_table__"


def planned(table: type[Noun]) -> Callable[[type], type]:
    """Says which table a GraphQL type stands for, so that `node` and the coach's sources find it."""

    def mark(kind: type) -> type:
        setattr(kind, TABLE, table)
        return kind

    return mark
