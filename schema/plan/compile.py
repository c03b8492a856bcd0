"""From a selection to one SQL statement that makes its JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)
from graphql.execution.values import get_argument_values
from sqlalchemy import ColumnElement, Integer, Select, Text, Uuid, any_, bindparam, case, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from schema.plan import ids
from schema.plan.arguments import Parameters
from schema.plan.declare import (
    ARGUMENTS,
    PLAN,
    Anything,
    Argument,
    Column,
    Declaration,
    Given,
    Identity,
    Many,
    ManyPointed,
    One,
    Pointed,
    Rows,
    Same,
    found,
)
from schema.plan.order import Order
from schema.plan.reader import Reader, Scope
from schema.plan.selection import Asked
from schema.plan.text import Piece, joined, listed, or_null, quoted, scalar
from schema.tables import Noun

Selections = Sequence[SelectionSetNode]

_UUIDS = ARRAY(Uuid())
_NO_TEXTS = literal_column("'{}'::text[]", ARRAY(Text()))


def declaration_of(definition: GraphQLField) -> tuple[Declaration | None, dict[str, Argument]]:
    """What a field of the schema declares, if it is planned."""
    origin = definition.extensions.get("strawberry-definition")
    metadata = origin.metadata if origin is not None else {}
    return metadata.get(PLAN), metadata.get(ARGUMENTS, {})


@dataclass
class Compiler:
    """Compiles the fields of one operation for one reader. `tables` says which table each GraphQL type stands for."""

    asked: Asked
    reader: Reader
    tables: dict[str, type[Noun]]
    parameters: Parameters

    def root(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> ColumnElement[str]:
        """The JSON of one planned root field."""
        return joined(self.field(kind, nodes, Scope(None, self.reader)))

    def rows_by_id(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], ids_parameter: str) -> ColumnElement[str]:
        """The JSON list of the rows whose ids (uuid[]) are given, in that order."""
        wanted = bindparam(ids_parameter, type_=_UUIDS)
        scope = Scope(None, self.reader)
        rows = found(self.tables[kind.name], scope, (), lambda row: row.id == any_(wanted))
        rows = Rows(rows.source, rows.row, rows.where, [func.array_position(wanted, rows.row.id)])
        return joined(self.items(kind, _selections(nodes), scope, rows, None))

    def derived_rows(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], rows: Rows) -> ColumnElement[str]:
        """The JSON list of rows that somebody else found."""
        return joined(self.items(kind, _selections(nodes), Scope(None, self.reader), rows, None))

    def object(self, kind: GraphQLObjectType, selections: Selections, scope: Scope) -> list[Piece]:
        """The JSON object of a row."""
        pieces: list[Piece] = ["{"]
        for position, (key, nodes) in enumerate(self.asked.fields(kind, selections).items()):
            pieces.append(f'{"," if position else ""}"{key}":')
            pieces.extend(self.field(kind, nodes, scope))
        return [*pieces, "}"]

    def field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], scope: Scope) -> list[Piece]:
        """The JSON of one field of a row."""
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{kind.name}"']
        definition = kind.fields[name]
        declaration, arguments = declaration_of(definition)
        match declaration:
            case Identity():
                return [f'"{kind.name}_', cast(scope.row.id, Text), '"']
            case Column(value):
                return self._value(definition.type, value(scope))
            case Same():
                return self.object(_object(definition.type), _selections(nodes), scope)
            case One(rows):
                return self.first(_object(definition.type), _selections(nodes), scope, rows(scope, self._given(nodes[0], definition, arguments)))
            case Pointed(columns):
                return self.pointed(_selections(nodes), scope, columns)
            case ManyPointed(found_rows, columns):
                return self.many_pointed(_selections(nodes), scope, found_rows(scope, {}), columns)
            case Anything():
                return self.anything(nodes, definition, arguments, scope)
            case Many():
                return self.many(nodes, definition, declaration, arguments, scope)
        raise TypeError(f"{kind.name}.{name} is selected in a plan, but declares nothing.")

    def first(self, kind: GraphQLObjectType, selections: Selections, scope: Scope, rows: Rows) -> list[Piece]:
        """The object of the first row found, or null."""
        inner = scope.within(rows.row, rows.source)
        one = self._select([joined(self.object(kind, selections, inner))], rows, scope).limit(1)
        return [or_null(one.scalar_subquery())]

    def items(self, kind: GraphQLObjectType, selections: Selections, scope: Scope, rows: Rows, limit: Any) -> list[Piece]:
        """The list of the objects of all rows found."""
        inner = scope.within(rows.row, rows.source)
        selection = self._select([joined(self.object(kind, selections, inner))], rows, scope)
        if limit is not None:
            selection = selection.limit(limit)
        return [listed(func.array(selection.scalar_subquery()))]

    def many(
        self, nodes: Sequence[FieldNode], definition: GraphQLField, declaration: Many, arguments: dict[str, Argument], scope: Scope
    ) -> list[Piece]:
        """A list or a connection."""
        given = self._given(nodes[0], definition, arguments)
        rows = declaration.rows(scope, given)
        kind = _object(definition.type)
        if kind.name.endswith("Connection"):
            return self.connection(kind, nodes, definition, arguments, given, scope, rows)
        limit = given.get("first", declaration.most)
        return self.items(kind, _selections(nodes), scope, rows, limit)

    def connection(
        self,
        kind: GraphQLObjectType,
        nodes: Sequence[FieldNode],
        definition: GraphQLField,
        arguments: dict[str, Argument],
        given: Given,
        scope: Scope,
        rows: Rows,
    ) -> list[Piece]:
        """A page: one row more than asked tells whether another page follows."""
        assert isinstance(rows.order, Order)  # noqa: S101
        size, where = given["first"], list(rows.where)
        if given.get("after") is not None:
            where.append(rows.order.after(rows.row, *self.parameters.place(nodes[0], definition, arguments["after"], rows.order)))
        wanted = self.asked.fields(kind, _selections(nodes))
        edges = {key: inner for key, inner in wanted.items() if inner[0].name.value == "edges"}
        inside = scope.within(rows.row, rows.source)
        page_rows = Rows(rows.source, rows.row, where, rows.order)
        columns: list[ColumnElement[Any]] = [rows.order.cursor(rows.row).label("cursor")]
        # Numbered, because PostgreSQL cuts names after 63 characters, and two keys can be the same until there.
        places = {key: f"edge_{place}" for place, key in enumerate(edges)}
        for key, inner in edges.items():
            columns.append(joined(self._edge(_object(kind.fields["edges"].type), inner, inside, rows)).label(places[key]))
        page = self._select(columns, page_rows, scope).limit(size + literal(1, Integer())).subquery()
        gathered = select(
            *(func.coalesce(func.array_agg(column, type_=ARRAY(Text())), _NO_TEXTS, type_=ARRAY(Text())).label(column.key) for column in page.c)
        ).subquery()
        pieces: list[Piece] = ["{"]
        for position, (key, inner) in enumerate(wanted.items()):
            pieces.append(f'{"," if position else ""}"{key}":')
            match inner[0].name.value:
                case "edges":
                    pieces.append(listed(_slice(gathered.c[places[key]], size)))
                case "pageInfo":
                    pieces.extend(self._page_info(_object(kind.fields["pageInfo"].type), inner, gathered.c.cursor, size, given))
                case _:
                    pieces.append(f'"{kind.name}"')
        return [or_null(select(joined([*pieces, "}"])).select_from(gathered).scalar_subquery())]

    def _edge(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], inside: Scope, rows: Rows) -> list[Piece]:
        assert isinstance(rows.order, Order)  # noqa: S101
        pieces: list[Piece] = ["{"]
        for position, (key, inner) in enumerate(self.asked.fields(kind, _selections(nodes)).items()):
            pieces.append(f'{"," if position else ""}"{key}":')
            match inner[0].name.value:
                case "node":
                    pieces.extend(self.object(_object(kind.fields["node"].type), _selections(inner), inside))
                case "cursor":
                    pieces.extend(['"', rows.order.cursor(rows.row), '"'])
                case _:
                    pieces.append(f'"{kind.name}"')
        return [*pieces, "}"]

    def _page_info(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], cursors: Any, size: Any, given: Given) -> list[Piece]:
        last = func.least(size, func.cardinality(cursors))
        values: dict[str, list[Piece]] = {
            "hasNextPage": [cast(func.cardinality(cursors) > size, Text)],
            "hasPreviousPage": ["false" if given.get("after") is None else "true"],
            "startCursor": [or_null(quoted('"').concat(_at(cursors, literal(1, Integer()))).concat(quoted('"')))],
            "endCursor": [or_null(quoted('"').concat(_at(cursors, last)).concat(quoted('"')))],
            "__typename": [f'"{kind.name}"'],
        }
        pieces: list[Piece] = ["{"]
        for position, (key, inner) in enumerate(self.asked.fields(kind, _selections(nodes)).items()):
            pieces.append(f'{"," if position else ""}"{key}":')
            pieces.extend(values[inner[0].name.value])
        return [*pieces, "}"]

    def pointed(self, selections: Selections, scope: Scope, columns: Any) -> list[Piece]:
        """Whichever row the pointer columns name, as its own type."""
        branches = []
        for type_name, column in columns.items():
            pointer = getattr(scope.row, column)
            rows = found(self.tables[type_name], scope, (), _is(pointer))
            kind = self.asked.schema.type_map[type_name]
            assert isinstance(kind, GraphQLObjectType)  # noqa: S101
            branches.append((pointer.is_not(None), joined(self.first(kind, selections, scope, rows))))
        return [case(*branches, else_=quoted("null"))]

    def many_pointed(self, selections: Selections, scope: Scope, rows: Rows, columns: Any) -> list[Piece]:
        """The list of what the rows point at, without what the reader may not read."""
        inner = scope.within(rows.row, rows.source)
        selection = self._select([joined(self.pointed(selections, inner, columns))], rows, scope)
        return [listed(func.array_remove(func.array(selection.scalar_subquery()), quoted("null")))]

    def anything(self, nodes: Sequence[FieldNode], definition: GraphQLField, arguments: dict[str, Argument], scope: Scope) -> list[Piece]:
        """The node with the client's id; its type is part of what the plan was compiled for."""
        client_id = get_argument_values(definition, nodes[0], self.parameters.variables)["id"]
        parsed = ids.parsed(client_id)
        if parsed is None or parsed[0] not in self.tables:
            return ["null"]
        kind = self.asked.schema.type_map[parsed[0]]
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101
        if get_named_type(definition.type) not in kind.interfaces:
            return ["null"]
        wanted = self.parameters.bind(nodes[0], definition, arguments["id"], lambda value: (ids.parsed(value) or (None, None))[1], Uuid())
        return self.first(kind, _selections(nodes), scope, found(self.tables[kind.name], scope, (), lambda row: row.id == wanted))

    def _given(self, node: FieldNode, definition: GraphQLField, arguments: dict[str, Argument]) -> Given:
        return self.parameters.given(node, definition, arguments)

    def _value(self, kind: GraphQLOutputType, value: ColumnElement[Any]) -> list[Piece]:
        assert is_leaf_type(get_named_type(kind))  # noqa: S101
        return scalar(kind, value)

    def _select(self, columns: Iterable[ColumnElement[Any]], rows: Rows, scope: Scope) -> Select[Any]:
        order = rows.order.by(rows.row) if isinstance(rows.order, Order) else rows.order
        return scope.correlated(select(*columns).select_from(rows.source).where(*rows.where).order_by(*order))


def _selections(nodes: Sequence[FieldNode]) -> Selections:
    return [node.selection_set for node in nodes if node.selection_set]


def _object(kind: GraphQLOutputType) -> GraphQLObjectType:
    named: Any = get_named_type(kind)
    assert isinstance(named, GraphQLObjectType), named  # noqa: S101
    return named


def _is(wanted: Any) -> Callable[[Any], ColumnElement[bool]]:
    def matches(row: Any) -> ColumnElement[bool]:
        same: ColumnElement[bool] = row.id == wanted
        return same

    return matches


def _slice(texts: Any, size: Any) -> Any:
    return texts[slice(literal(1, Integer()), size)]


def _at(texts: Any, place: ColumnElement[int]) -> Any:
    return texts[place]
