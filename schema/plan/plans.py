"""Compiled statements, kept by document: what a planned read runs."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues
from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import asyncpg

from schema.plan import ids
from schema.plan.arguments import Binder, Parameters
from schema.plan.compile import Compiler, declaration_of
from schema.plan.declare import TABLE, Rows
from schema.plan.reader import READER, Reader
from schema.plan.selection import Asked, deciding_variables
from schema.tables import Noun

KEPT = 200
PLACEHOLDER = re.compile(r"\$(\d+)(?!\d)")


class Person(Protocol):
    """Whoever reads, as values."""

    @property
    def org(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
    @property
    def pairs(self) -> Sequence[UUID]: ...
    @property
    def language(self) -> str: ...
    @property
    def time_zone(self) -> str: ...


@dataclass(frozen=True)
class Statement:
    """SQL text with `$1…`, and how to find the value of each parameter. Its one row has one JSON text for each of `keys`."""

    sql: str
    names: tuple[str, ...]
    binders: Mapping[str, Binder]
    keys: tuple[str, ...]

    def given(self, variables: VariableValues) -> dict[str, Any]:
        """The values of the parameters that depend on the request. Raises `GraphQLError` on an argument that can't be used."""
        return {name: bind(variables) for name, bind in self.binders.items()}

    def values(self, person: Person, given: Mapping[str, Any]) -> list[Any]:
        """All parameters, in the order of the statement."""
        reader = {
            "reader_org": person.org,
            "reader_id": person.id,
            "reader_pairs": person.pairs,
            "reader_language": person.language,
            "reader_time_zone": person.time_zone,
        }
        return [reader[name] if name in reader else given[name] for name in self.names]


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a document, with all that decides how its reads are compiled."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    switches: tuple[str, ...]
    others: tuple[str, ...]
    wholly_planned: bool
    """Whether every root field is planned, so that one statement is the whole answer."""

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> Operation:
        """Looks once through the document for the variables that decide."""
        fragments = {it.name.value: it for it in document.definitions if isinstance(it, FragmentDefinitionNode)}
        switches, others = deciding_variables([node, *fragments.values()])
        return cls(schema, node, fragments, tuple(sorted(switches)), tuple(sorted(others)), _wholly_planned(schema, node))

    def shape(self, variables: VariableValues) -> tuple[Any, ...]:
        """Equal for two requests that one compiled statement can serve."""
        values = variables.coerced
        switched = tuple(values.get(name) for name in self.switches)
        present = tuple((name in values) + (values.get(name) is not None) for name in self.others)
        return switched, present, tuple(self._type_in(values.get(name)) for name in self.others)

    def asked(self, variables: VariableValues) -> Asked:
        """The operation with the values of its variables."""
        return Asked(self.schema, self.fragments, variables)

    def _type_in(self, value: Any) -> str | None:
        parsed = ids.parsed(value) if isinstance(value, str) else None
        return parsed[0] if parsed and parsed[0] in self.schema.type_map else None


@dataclass
class Plans:
    """Compiles and keeps statements, the most recently used `KEPT` of them.

    `reader` is `UNWALLED` only in tests, to show that the walls of the database stand by themselves.
    """

    schema: GraphQLSchema
    reader: Reader = READER
    kept: OrderedDict[tuple[Any, ...], Statement] = field(default_factory=OrderedDict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __post_init__(self) -> None:
        """Finds which table each type stands for."""
        self.tables: dict[str, type[Noun]] = {}
        for name, kind in self.schema.type_map.items():
            origin = getattr(kind.extensions.get("strawberry-definition"), "origin", None)
            if origin is not None and TABLE in vars(origin):
                self.tables[name] = vars(origin)[TABLE]

    async def query(self, operation: Operation, variables: VariableValues) -> Statement:
        """The statement of all planned root fields of an operation."""
        root = self.schema.query_type
        assert root is not None  # noqa: S101

        def compiled() -> Statement:
            asked = operation.asked(variables)
            compiler = self._compiler(asked, variables)
            wanted = asked.fields(root, [operation.node.selection_set])
            planned = {key: nodes for key, nodes in wanted.items() if _is_planned(root, nodes)}
            return _statement({key: compiler.root(root, nodes) for key, nodes in planned.items()}, compiler.parameters)

        return await self._kept(("query", operation, *operation.shape(variables)), compiled)

    async def rows(
        self, operation: Operation, variables: VariableValues, path: str, kind: GraphQLObjectType, nodes: Sequence[FieldNode]
    ) -> Statement:
        """The statement that reads rows of a type by ids (`wanted`, uuid[]): a JSON list in their order, under the key `rows`."""

        def compiled() -> Statement:
            compiler = self._compiler(operation.asked(variables), variables)
            return _statement({"rows": compiler.rows_by_id(kind, nodes, "wanted")}, compiler.parameters)

        return await self._kept(("rows", path, kind.name, operation, *operation.shape(variables)), compiled)

    async def derived(
        self,
        operation: Operation,
        variables: VariableValues,
        path: str,
        kind: GraphQLObjectType,
        nodes: Sequence[FieldNode],
        rows: Callable[[], Rows],
    ) -> Statement:
        """The statement that reads a selection made elsewhere: a JSON list under the key `rows`."""

        def compiled() -> Statement:
            compiler = self._compiler(operation.asked(variables), variables)
            return _statement({"rows": compiler.derived_rows(kind, nodes, rows())}, compiler.parameters)

        return await self._kept(("derived", path, kind.name, operation, *operation.shape(variables)), compiled)

    def _compiler(self, asked: Asked, variables: VariableValues) -> Compiler:
        return Compiler(asked, self.reader, self.tables, Parameters(variables))

    async def _kept(self, key: tuple[Any, ...], compiled: Callable[[], Statement]) -> Statement:
        if key not in self.kept:
            async with self._turn:
                if key not in self.kept:
                    # In a thread, for a large document takes a third of a second in which everybody else would wait.
                    self.kept[key] = await asyncio.to_thread(compiled)
                    if len(self.kept) > KEPT:
                        self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


def _wholly_planned(schema: GraphQLSchema, operation: OperationDefinitionNode) -> bool:
    """True for a query of planned fields that stand there as they are: not in a fragment, and under no directive."""
    root, fields = schema.query_type, operation.selection_set.selections
    if root is None or operation.operation is not OperationType.QUERY or operation.directives:
        return False
    return all(isinstance(it, FieldNode) and not it.directives and _is_planned(root, [it]) for it in fields)


def _is_planned(root: GraphQLObjectType, nodes: Sequence[FieldNode]) -> bool:
    definition = root.fields.get(nodes[0].name.value)
    return definition is not None and declaration_of(definition)[0] is not None


def _statement(columns: Mapping[str, ColumnElement[str]], parameters: Parameters) -> Statement:
    labelled = [column.label(f"c{position}") for position, column in enumerate(columns.values())]
    compiled: Any = select(*labelled).compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call]
    names: list[str] = []

    def written(match: re.Match[str]) -> str:
        name = compiled.positiontup[int(match[1]) - 1]
        value = compiled.binds[name].value
        if name not in parameters.binders and value is not None:
            return _literal(value)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    sql = PLACEHOLDER.sub(written, str(compiled))
    return Statement(sql, tuple(names), dict(parameters.binders), tuple(columns))


def _literal(value: Any) -> str:
    """A constant of a declaration, written into the statement: a parameter costs more than the word itself, and hides it from the planner."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"A declaration holds a {type(value).__name__}; bind it by an argument instead.")
