"""One operation and its answers, one or many, as any door that stays open needs them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from graphql import ExecutionResult, GraphQLError

from api.auth import Caller
from api.database.sessions import Identity
from api.documents import Document, Operation
from api.http import Asked, Executor, GraphQLEndpoint, RequestInfo, Trace, log_mistake, masked, shown
from api.log import Log

Payload = dict[str, Any]
"""One answer: `data`, `errors` or both. Its data may hold JSON fragments."""


class Subscriber(Executor, Protocol):
    """Runs operations, subscriptions too."""

    async def subscribe(
        self,
        document: Document,
        operation_name: str | None,
        variables: dict[str, Any] | None,
        identity: Identity | None,
        request: RequestInfo,
    ) -> AsyncIterator[ExecutionResult] | ExecutionResult:
        """The results as they come, or the one that says why there are none."""
        ...


class NotRun(Exception):
    """The operation was not run: `errors` as a client gets them."""

    def __init__(self, errors: Collection[Any]) -> None:
        super().__init__("not run")
        self.errors = list(errors)


@dataclass(frozen=True)
class Operations:
    """Runs operations for whoever asks them over a connection that stays."""

    endpoint: GraphQLEndpoint
    executor: Subscriber
    log: Log
    _unfinished: set[asyncio.Task[ExecutionResult]] = field(default_factory=set)

    def read(self, asked: Asked, caller: Caller | None, trace: Trace) -> tuple[Document, Operation]:
        """The document and which operation of it is meant. Raises `NotRun`, and `http.Refused` for somebody without a token who needs one."""
        document = self.endpoint.document(asked.query, caller)
        trace.document = document.fingerprint
        if document.errors:
            raise NotRun(document.errors)
        try:
            operation = document.operation(asked.operation_name)
        except GraphQLError as error:
            raise NotRun([error.formatted]) from None
        self.endpoint.admit(operation, caller)
        return document, operation

    async def answers(
        self, document: Document, operation: Operation, variables: dict[str, Any] | None, caller: Caller | None, trace: Trace
    ) -> AsyncGenerator[Payload, None]:
        """What the operation answers, until it ends. A mistake of ours is the last answer, masked."""
        identity = caller.identity if caller else None
        given = document, operation.name, variables, identity, RequestInfo(trace.id, caller)
        try:
            if operation.kind != "subscription":
                yield self._payload(await self._once(operation, given), trace)
                return
            followed = await self.executor.subscribe(*given)
            if isinstance(followed, ExecutionResult):
                yield self._payload(followed, trace)
                return
            async with aclosing(cast(AsyncGenerator[ExecutionResult, None], followed)) as results:
                async for result in results:
                    yield self._payload(result, trace)
        except Exception as mistake:  # noqa: BLE001  # one operation's fault must not end the others of the connection
            log_mistake(self.log, mistake, trace)
            yield {"errors": [masked(trace)]}

    async def _once(self, operation: Operation, given: tuple[Any, ...]) -> ExecutionResult:
        """A mutation is always finished, also when nobody waits for its answer any more: its client may repeat it with its key."""
        if operation.kind == "query":
            return await self.executor.execute(*given)
        running = asyncio.ensure_future(self.executor.execute(*given))
        self._unfinished.add(running)
        running.add_done_callback(self._unfinished.discard)
        return await asyncio.shield(running)

    def _payload(self, result: ExecutionResult, trace: Trace) -> Payload:
        if not result.errors:
            return {"data": result.data}
        errors = [shown(error, trace, self.log) for error in result.errors]
        # Before anything was executed there is no data to speak of.
        if result.data is None and all(error.path is None for error in result.errors):
            return {"errors": errors}
        return {"data": result.data, "errors": errors}
