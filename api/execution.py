"""Runs an operation with graphql-core, letting through the JSON that the plan has made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, cast

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    subscribe,
)
from graphql.execution.executor import Executor
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import Path

from api.context import Context
from api.database.sessions import Identity
from api.documents import Document
from api.first_sight import FirstSight
from api.http import RequestInfo
from schema.plan.plans import Operation

OVERTAKEN = frozenset({"40P01", "23503", "42501"})
"""What PostgreSQL says where another transaction came in between: the two waited for each other, or what a row was to point at is gone by now."""
MORE_ATTEMPTS = 2


class Splicing(Executor[Any]):
    """Completes a value that is JSON already by leaving it as it is."""

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: GraphQLResolveInfo[Any], path: Path, result: Any, position_context: Any
    ) -> Any:
        if isinstance(result, orjson.Fragment):
            return result
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)


@dataclass(frozen=True)
class Execution:
    """Executes documents against the schema. `context` makes the context of one operation."""

    schema: GraphQLSchema
    context: Callable[[Operation, Identity | None], Context]
    first_sight: FirstSight

    async def execute(
        self, document: Document, operation_name: str | None, variables: dict[str, Any] | None, identity: Identity | None, request: RequestInfo
    ) -> ExecutionResult:
        """The result of one operation of a valid document."""
        assert document.node is not None  # noqa: S101
        if request.caller is not None:
            await self.first_sight.meet(request.caller)
        operation = self._operation(document, operation_name)
        context = self.context(operation, identity)
        if operation.wholly_planned and (data := await self._read(operation, context, variables or {})) is not None:
            return ExecutionResult(data, None)
        result = await self._run(document.node, context, variables, operation_name)
        if _does_one_thing(operation.node):
            for _ in range(MORE_ATTEMPTS):
                if not _overtaken(result):
                    break
                result = await self._run(document.node, context, variables, operation_name)
        return result

    async def _run(self, document: DocumentNode, context: Context, variables: dict[str, Any] | None, operation_name: str | None) -> ExecutionResult:
        running: ExecutionResult | Awaitable[ExecutionResult] = execute(
            self.schema,
            document,
            context_value=context,
            variable_values=variables,
            operation_name=operation_name,
            executor_class=Splicing,
        )
        return await running if isawaitable(running) else running

    async def _read(self, operation: Operation, context: Context, given: dict[str, Any]) -> dict[str, Any] | None:
        """The data of an operation of planned fields only, without a resolver being called: a fifth of a request's time.

        Nothing, where something is wrong: graphql-core then says what, and where it belongs. It reads nothing twice.
        """
        variables = get_variable_values(self.schema, operation.node.variable_definitions or (), given)
        if not isinstance(variables, VariableValues):
            return None
        with suppress(Exception):
            return {**await context.reads.roots(variables)}
        return None

    async def subscribe(
        self, document: Document, operation_name: str | None, variables: dict[str, Any] | None, identity: Identity | None, request: RequestInfo
    ) -> AsyncIterator[ExecutionResult] | ExecutionResult:
        """The results of a subscription as they come, or the one that says why there are none."""
        assert document.node is not None  # noqa: S101
        if request.caller is not None:
            await self.first_sight.meet(request.caller)
        started = subscribe(
            self.schema,
            document.node,
            context_value=self.context(self._operation(document, operation_name), identity),
            variable_values=variables,
            operation_name=operation_name,
            executor_class=Splicing,
        )
        return await started if isawaitable(started) else cast(AsyncIterator[ExecutionResult], started)

    def _operation(self, document: Document, name: str | None) -> Operation:
        assert document.node is not None  # noqa: S101
        operation = document.plans.get(name)
        if operation is None:
            operation = document.plans[name] = Operation.of(self.schema, document.node, document.operation(name).node)
        return operation


def _does_one_thing(operation: OperationDefinitionNode) -> bool:
    """A mutation of one field: of several, those before the one that failed stay done."""
    fields = operation.selection_set.selections
    return operation.operation is OperationType.MUTATION and len(fields) == 1 and isinstance(fields[0], FieldNode)


def _overtaken(result: ExecutionResult) -> bool:
    """The database let this transaction go: nothing of it was done. Done again, it sees what is there now, and may be refused."""
    return any(_sqlstate(error.original_error) in OVERTAKEN for error in result.errors or ())


def _sqlstate(error: BaseException | None) -> str | None:
    while error is not None:
        if (found := getattr(error, "sqlstate", None)) is not None:
            return str(found)
        error = error.__cause__
    return None
