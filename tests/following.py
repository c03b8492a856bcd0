"""Following a request for questions in this process, without a door: what it tells, event by event."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import orjson
from graphql import ExecutionResult

from api.http import RequestInfo
from api.reads import Reads
from schema.tables import Person
from tests.clients import DOCUMENTS, Client, _given
from tests.listening import until
from tests.makers import identity_of
from tests.stories.asking import REFUSED, SUGGESTION, Answer

SUGGESTED = f"""
subscription Suggested($input: SuggestQuestionsInput!) {{
  questionsSuggested(input: $input) {{
    __typename {REFUSED}
    ...Offered
    ... on SuggestionsComplete {{ startWith {{ id part question }} shortfalls {{ part reason }} }}
  }}
}}
{SUGGESTION.replace("provenance { generator model createdAt }", "provenance { generator model promptFingerprint createdAt }")}
"""


async def events(client: Client, viewer: Person | None, **given: Any) -> AsyncGenerator[Answer, None]:
    """The events that person is told. An answer that is only an error is raised as `NotFollowed`. Whoever leaves waits for what is rounded off."""
    read = DOCUMENTS.get(SUGGESTED)
    assert not read.errors, read.errors
    identity = identity_of(viewer) if viewer else None
    followed = await client._execution().subscribe(read, "Suggested", _given({"input": given}), identity, RequestInfo("test", None))
    if isinstance(followed, ExecutionResult):
        raise NotFollowed([str(error.extensions.get("code") if error.extensions else error) for error in followed.errors or ()])
    askings = client.context(None, cast(Reads, None)).askings
    try:
        async with aclosing(cast(AsyncGenerator[ExecutionResult, None], followed)) as results:
            async for result in results:
                assert not result.errors, result.errors
                event: Answer = orjson.loads(orjson.dumps(result.data))["questionsSuggested"]
                yield event
    finally:
        await until(lambda: not askings.running)


async def heard(client: Client, viewer: Person | None, **given: Any) -> list[Answer]:
    """All of them."""
    async with aclosing(events(client, viewer, **given)) as told:
        return [event async for event in told]


def offers(told: list[Answer]) -> list[Answer]:
    """The questions among the events."""
    return [event for event in told if event["__typename"] == "Suggestion"]


class NotFollowed(Exception):
    """Nothing could be followed: the codes of the errors."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(codes)
        self.codes = codes
