"""A plain walk of the declarations: what the plan must answer, found field by field and row by row, in Python."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
)
from sqlalchemy import ColumnElement, Select, Text, cast, func, inspect, literal, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.types import UserDefinedType
from strawberry.schema.config import StrawberryConfig

from api.database.sessions import Viewer
from schema.plan import ids
from schema.plan.compile import declaration_of
from schema.plan.declare import Anything, Argument, Column, Given, Identity, Many, ManyPointed, One, Pointed, Rows, Same, found
from schema.plan.order import EPOCH, Order
from schema.plan.reader import READER, Scope
from schema.tables import Noun
from schema.types.node import DATE_TIME


class Named(UserDefinedType[Any]):
    """A type of PostgreSQL by its name."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **others: Any) -> str:
        return self.name


@dataclass(frozen=True)
class Cell:
    """A column of a row that was read: its value, as it is and as PostgreSQL writes it, and its types there and in SQLAlchemy."""

    value: Any
    text: str | None
    pg_type: str
    sql_type: Any

    def constant(self) -> ColumnElement[Any]:
        """SQL that is this value, whatever else stands in the statement."""
        # In parentheses, so that it can be subscripted.
        return Grouping(type_coerce(cast(literal(self.text, Text()), Named(self.pg_type)), self.sql_type))


@dataclass(frozen=True, eq=False)
class Place:
    """A row that the walk came to, as what type, and the place from which it was found."""

    kind: str
    cells: Mapping[str, Cell]
    around: Place | None
    key: Hashable

    def scope(self) -> tuple[Scope, SimpleNamespace]:
        """The scope made of constants, so that nothing can depend on how selections stand inside each other."""
        outer = self.around.scope()[0] if self.around else Scope(None, READER)
        row = SimpleNamespace(**{name: cell.constant() for name, cell in self.cells.items()})
        return outer.within(row, None), row


@dataclass
class Statistics:
    """What was selected, and what of it had a value at least once."""

    selected: set[tuple[str, str]] = field(default_factory=set)
    filled: set[tuple[str, str]] = field(default_factory=set)

    def note(self, type_name: str, name: str, value: Any) -> None:
        """Remember a field that was resolved; an empty page is no value, `false`, 0 and an empty text are."""
        self.selected.add((type_name, name))
        empty = value is None or value == [] or (isinstance(value, dict) and not value["edges"])
        if not empty:
            self.filled.add((type_name, name))


@dataclass(eq=False)
class Walk:
    """Walks documents as one person in one transaction. What was found once is remembered: nothing changes meanwhile."""

    schema: GraphQLSchema
    tables: Mapping[str, type[Noun]]
    connection: AsyncConnection
    viewer: Viewer
    statistics: Statistics = field(default_factory=Statistics)
    _known: dict[Hashable, Any] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def answer(self, document: DocumentNode, variables: dict[str, Any], operation_name: str | None = None) -> ExecutionResult:
        """The answer of graphql-core, each field resolved by itself."""
        running = execute(self.schema, document, context_value=self, variable_values=variables, operation_name=operation_name)
        return running if isinstance(running, ExecutionResult) else await running

    async def resolve(self, place: Any, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
        """One field of one row."""
        if isinstance(place, dict):
            return place[info.field_name]
        key = (place.key if place else None, info.parent_type.name, info.field_name, repr(sorted(given.items())))
        if key not in self._known:
            self._known[key] = await self._resolve(place, info, given)
        self.statistics.note(info.parent_type.name, info.field_name, self._known[key])
        return self._known[key]

    async def _resolve(self, place: Place | None, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
        declaration, arguments = declaration_of(info.parent_type.fields[info.field_name])
        target = get_named_type(info.return_type).name
        match declaration:
            case Identity():
                assert place is not None
                return ids.to_client(info.parent_type.name, place.cells["id"].value)
            case Column(value):
                assert place is not None
                return _as_member(info.return_type, await self._value(place, value))
            case Same():
                assert place is not None
                return replace(place, kind=target)
            case One(rows):
                return _first(await self._rows(target, place, rows, _bound(arguments, given)))
            case Many():
                return await self._many(info, place, declaration, _bound(arguments, given), given)
            case Pointed(columns):
                return await self._pointed(place, columns)
            case ManyPointed(rows, columns):
                pointing = await self._rows(target, place, rows, {})
                return [it for it in [await self._pointed(each, columns) for each in pointing] if it is not None]
            case Anything():
                return await self._anything(info, place, given["id"])
        raise TypeError(f"{info.parent_type.name}.{info.field_name} declares nothing.")

    async def _value(self, place: Place, value: Callable[[Scope], ColumnElement[Any]]) -> Any:
        scope, row = place.scope()
        wanted = value(scope)
        for name, constant in vars(row).items():
            if constant is wanted:
                return place.cells[name].value
        return (await self._run(select(wanted)))[0][0]

    async def _rows(self, kind: str, place: Place | None, rows: Callable[[Scope, Given], Rows], given: Given) -> list[Place]:
        return await self._places(kind, place, rows(place.scope()[0] if place else Scope(None, READER), given))

    async def _places(self, kind: str, place: Place | None, rows: Rows) -> list[Place]:
        """All rows found, each with all its columns."""
        columns = _columns(rows)
        three = [(it, cast(it, Text), cast(func.pg_typeof(it), Text)) for it in columns.values()]
        order = rows.order.by(rows.row) if isinstance(rows.order, Order) else rows.order
        wanted = select(*(it.label(f"c{place}") for place, it in enumerate(sum(three, ())))).select_from(rows.source)
        places = []
        for record in await self._run(wanted.where(*rows.where).order_by(*order)):
            thirds = zip(record[::3], record[1::3], record[2::3], columns.items(), strict=True)
            cells = {name: Cell(value, text, pg_type, column.type) for value, text, pg_type, (name, column) in thirds}
            places.append(Place(kind, cells, place, _key(rows, cells, place)))
        return places

    async def _many(
        self, info: GraphQLResolveInfo[Any], place: Place | None, declaration: Many, bound: Given, given: dict[str, Any]
    ) -> list[Place] | dict[str, Any]:
        target = get_named_type(info.return_type)
        if target.name.endswith("Connection"):
            kind = target.name.removesuffix("Connection")
            scope = place.scope()[0] if place else Scope(None, READER)
            rows = declaration.rows(scope, bound)
            assert isinstance(rows.order, Order)
            return await self._page(await self._places(kind, place, rows), rows.order, given["first"], given.get("after"))
        everything = await self._rows(target.name, place, declaration.rows, bound)
        return everything[: given.get("first", declaration.most)]

    async def _page(self, places: list[Place], order: Order, size: int, after: str | None) -> dict[str, Any]:
        following = places if after is None else [it for it in places if await self._follows(it, order, after, places)]
        page = following[:size]
        cursors = [_cursor(it, order) for it in page]
        return {
            "edges": [{"node": it, "cursor": cursor} for it, cursor in zip(page, cursors, strict=True)],
            "pageInfo": {
                "hasNextPage": len(following) > size,
                "hasPreviousPage": after is not None,
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
            },
        }

    async def _follows(self, place: Place, order: Order, after: str, places: list[Place]) -> bool:
        cursors = [_cursor(it, order) for it in places]
        if after in cursors:
            return places.index(place) > cursors.index(after)
        key, row_id = order.read(after)
        if order.moments:
            here = (place.cells[order.column].value, place.cells["id"].value)
            return bool(here < (key, row_id) if order.down else here > (key, row_id))
        # Only the database knows the order of its own letters.
        row = place.scope()[1]
        condition = order.after(row, literal(key, order.key_type), literal(row_id, row.id.type))
        return bool((await self._run(select(condition)))[0][0])

    async def _pointed(self, place: Place | None, columns: Mapping[str, str]) -> Place | None:
        assert place is not None
        for type_name, column in columns.items():
            pointer = place.cells[column].value
            if pointer is not None:
                rows = found(self.tables[type_name], place.scope()[0], (), _has_id(pointer))
                return _first(await self._places(type_name, place, rows))
        return None

    async def _anything(self, info: GraphQLResolveInfo[Any], place: Place | None, client_id: str) -> Place | None:
        parsed = ids.parsed(client_id)
        node: Any = get_named_type(info.return_type)
        if parsed is None or parsed[0] not in {kind.name for kind in self.schema.get_possible_types(node)}:
            return None
        rows = found(self.tables[parsed[0]], Scope(None, READER), (), _has_id(parsed[1]))
        return _first(await self._places(parsed[0], place, rows))

    async def _run(self, statement: Select[Any]) -> Sequence[Sequence[Any]]:
        async with self._one_at_a_time:
            found = await self.connection.execute(statement, {f"reader_{name}": it for name, it in vars(self.viewer).items()})
            return list(found)


def plain_schema(query: type) -> GraphQLSchema:
    """The schema once more, its fields resolved by whatever `Walk` is the context."""
    schema: GraphQLSchema = strawberry.Schema(query=query, config=StrawberryConfig(scalar_map={datetime: DATE_TIME}))._schema
    for kind in schema.type_map.values():
        if is_abstract_type(kind):
            kind.resolve_type = lambda place, info, _kind: place.kind
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            kind.is_type_of = None
            for definition in kind.fields.values():
                definition.resolve = lambda place, info, **given: info.context.resolve(place, info, given)
    return schema


def _columns(rows: Rows) -> dict[str, ColumnElement[Any]]:
    if rows.row is rows.source:
        return {it.key: getattr(rows.row, it.key) for it in inspect(rows.row).mapper.column_attrs}
    return dict(rows.row.items())


def _key(rows: Rows, cells: Mapping[str, Cell], around: Place | None) -> Hashable:
    if rows.row is rows.source:
        return inspect(rows.row).mapper.local_table.name, cells["id"].text
    return tuple(cell.text for cell in cells.values()), around.key if around else None


def _bound(arguments: Mapping[str, Argument], given: Mapping[str, Any]) -> dict[str, Any]:
    bound: dict[str, Any] = {}
    for name, argument in arguments.items():
        value = given.get(argument.in_document)
        bound[name] = None if value is None else literal(argument.read(value), argument.sql_type)
    return bound


def cursor(order: Order, key: Any, row_id: UUID) -> str:
    """The cursor of a place in an order, made in Python."""
    plain = (key - EPOCH) // timedelta(milliseconds=1) if order.moments else key
    return base64.urlsafe_b64encode(f"{plain}|{row_id}".encode()).decode().rstrip("=")


def _cursor(place: Place, order: Order) -> str:
    return cursor(order, place.cells[order.column].value, place.cells["id"].value)


def _as_member(kind: Any, value: Any) -> Any:
    inner = get_nullable_type(kind)
    if value is not None and is_list_type(inner):
        return [_as_member(inner.of_type, it) for it in value]
    if value is not None and isinstance(inner, GraphQLEnumType):
        return inner.values[value].value
    return value


def _first(places: list[Place]) -> Place | None:
    return places[0] if places else None


def _has_id(wanted: Any) -> Callable[[Any], ColumnElement[bool]]:
    def has(row: Any) -> ColumnElement[bool]:
        same: ColumnElement[bool] = row.id == wanted
        return same

    return has
