"""The planned reads of one operation: all its planned root fields in one statement, and what a mutation made, read back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.values import VariableValues
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.prepared import read_within
from api.database.reading import Reading
from api.database.sessions import Identity, NotAPerson, Viewer
from schema.plan.declare import Rows
from schema.plan.plans import Operation, Plans, Statement

NOBODY = "Say who you are: send your token as `Authorization: Bearer …`."
STRANGER = "No person here belongs to this token, or they have left."

Fragment = orjson.Fragment


def unauthenticated(message: str) -> GraphQLError:
    """The error of somebody we don't know."""
    return GraphQLError(message, extensions={"code": "UNAUTHENTICATED"})


@dataclass
class Reads:
    """Reads for whoever asks. A field gets JSON as a fragment, to be spliced into the answer."""

    reading: Reading
    plans: Plans
    operation: Operation
    identity: Identity | None
    _roots: asyncio.Future[dict[str, Fragment]] | None = field(default=None, init=False)

    async def root(self, info: GraphQLResolveInfo[Any]) -> Fragment:
        """The JSON of one planned root field."""
        return (await self.roots(info.variable_values))[str(info.path.key)]

    async def roots(self, variables: VariableValues) -> dict[str, Fragment]:
        """The JSON of all planned root fields, in one statement: the first to ask has them read, the others get the same, or the same failure."""
        if self._roots is None:
            self._roots = asyncio.get_running_loop().create_future()
            try:
                read = await self._read(await self.plans.query(self.operation, variables), variables, {})
                self._roots.set_result({key: Fragment(text) for key, text in read.items()})
            except BaseException as problem:
                if isinstance(problem, Exception):
                    self._roots.set_exception(problem)
                else:  # cancelled
                    self._roots.cancel()
                    raise
        return await self._roots

    async def rows(self, info: GraphQLResolveInfo[Any], type_name: str, ids: Sequence[UUID]) -> Fragment:
        """The selected JSON of these rows, a list in their order; a row that can't be seen is left out."""
        return Fragment(await self._rows(info, type_name, ids))

    async def one(self, info: GraphQLResolveInfo[Any], type_name: str, row_id: UUID, session: AsyncSession | None = None) -> Fragment | None:
        """The selected JSON of one row, read in the transaction of the session if one is given; nothing if it can't be seen."""
        listed = await self._rows(info, type_name, [row_id], session)
        return None if listed == "[]" else Fragment(listed[1:-1])

    async def nodes(self, info: GraphQLResolveInfo[Any], named: Sequence[tuple[str, UUID]]) -> Fragment:
        """The selected JSON of things of several types, a list in their order."""
        each = [(await self._rows(info, type_name, [row_id]))[1:-1] for type_name, row_id in named]
        return Fragment(f"[{','.join(one for one in each if one)}]")

    async def derived(self, info: GraphQLResolveInfo[Any], type_name: str, rows: Callable[[], Rows], given: Mapping[str, Any]) -> Fragment:
        """The selected JSON of a selection made elsewhere, a list; `given` has its own parameters."""
        kind = self._kind(type_name)
        statement = await self.plans.derived(self.operation, info.variable_values, _place(info), kind, info.field_nodes, rows)
        return Fragment((await self._read(statement, info.variable_values, given))["rows"])

    async def _rows(self, info: GraphQLResolveInfo[Any], type_name: str, ids: Sequence[UUID], session: AsyncSession | None = None) -> str:
        statement = await self.plans.rows(self.operation, info.variable_values, _place(info), self._kind(type_name), info.field_nodes)
        return (await self._read(statement, info.variable_values, {"wanted": list(ids)}, session))["rows"]

    async def _read(
        self, statement: Statement, variables: VariableValues, others: Mapping[str, Any], session: AsyncSession | None = None
    ) -> dict[str, str]:
        if self.identity is None:
            raise unauthenticated(NOBODY)
        given = {**others, **statement.given(variables)}

        def with_viewer(viewer: Viewer) -> tuple[str, list[Any]]:
            return statement.sql, statement.values(viewer, given)

        try:
            row = await (self.reading.read(self.identity, with_viewer) if session is None else read_within(session, with_viewer))
        except NotAPerson as problem:
            raise unauthenticated(STRANGER) from problem
        return dict(zip(statement.keys, row.values(), strict=True))

    def _kind(self, type_name: str) -> GraphQLObjectType:
        kind = self.plans.schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101
        return kind


def _place(info: GraphQLResolveInfo[Any]) -> str:
    return ".".join(str(key) for key in info.path.as_list())
