"""Keeping what is searched in step with what was written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.events import Happening
from api.jobs.tasks import Ids, Task
from api.outbox import Verb
from retrieval.index import Index
from schema import tables
from schema.tables.enums import SourceKind

KINDS = {
    "Note": SourceKind.NOTE,
    "TalkingPoint": SourceKind.TALKING_POINT,
    "Agreement": SourceKind.AGREEMENT,
    "Goal": SourceKind.GOAL,
    "GoalEvaluation": SourceKind.GOAL_EVALUATION,
    "Feedback": SourceKind.FEEDBACK,
    "Reflection": SourceKind.REFLECTION,
    "Response": SourceKind.RESPONSE,
    "Talent": SourceKind.TALENT,
    "Summary": SourceKind.SUMMARY_SENTENCE,
}
"""What the outbox tells of, and the kind of text that changes with it."""


def indexing(engine: AsyncEngine, index: Index) -> Iterator[Task]:
    """The tasks; `engine` is one of `gt_work`. What nothing told of (an import, a crash, another embedder) is caught up with."""
    yield Task("index", _renew(engine, index), follows=_touched)
    yield Task("index-missing", _catch_up(index), every="*/10 * * * *", at_start=True)


def _touched(happening: Happening) -> Ids | None:
    if happening.verb == Verb.GONE or happening.node_type not in KINDS:
        return None  # what is gone took its passages along
    return {"org": str(happening.org_id), "type": happening.node_type, "id": str(happening.node_id)}


def _renew(engine: AsyncEngine, index: Index) -> Callable[[Ids], Awaitable[None]]:
    async def renew(ids: Ids) -> None:
        org_id, node_type, node_id = UUID(ids["org"]), ids["type"], UUID(ids["id"])
        rows = [node_id] if node_type != "Summary" else await _sentences(engine, org_id, node_id)
        await index.renew(KINDS[node_type], org_id, rows)
        if node_type == "Reflection":  # a shared one shares what was answered
            await index.renew(SourceKind.RESPONSE, org_id, await _responses(engine, org_id, node_id))

    return renew


def _catch_up(index: Index) -> Callable[[Ids], Awaitable[None]]:
    async def catch_up(_: Ids) -> None:
        await index.catch_up()

    return catch_up


async def _sentences(engine: AsyncEngine, org_id: UUID, summary_id: UUID) -> list[UUID]:
    here = tables.SummarySentence
    async with engine.connect() as connection:
        return list(await connection.scalars(select(here.id).where(here.org_id == org_id, here.summary_id == summary_id)))


async def _responses(engine: AsyncEngine, org_id: UUID, reflection_id: UUID) -> list[UUID]:
    here = tables.Response
    async with engine.connect() as connection:
        return list(await connection.scalars(select(here.id).where(here.org_id == org_id, here.reflection_id == reflection_id)))
