"""The ordered texts under a role: those that stay keep their row, because questions and summaries point at it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.tables import Expectation, Responsibility

TextTable = type[Responsibility | Expectation]


@dataclass
class Steps:
    """What has to be done to a table, as rows of parameters."""

    removed: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    added: list[dict[str, Any]] = field(default_factory=list)


async def write_texts(connection: AsyncConnection, table: TextTable, org_id: UUID, wanted: Mapping[UUID, Sequence[str]]) -> set[UUID]:
    """Let each role have exactly these texts, in this order; the ids of the roles for which something changed."""
    if not wanted:
        return set()
    rows = await connection.execute(select(table.role_id, table.id, table.text).where(table.org_id == org_id).order_by(table.position))
    there: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for role_id, text_id, text in rows:
        there[role_id].append((text_id, text))
    steps, rewritten = Steps(), set()
    for role_id, texts in wanted.items():
        if [text for _, text in there[role_id]] != list(texts):
            rewritten.add(role_id)
            _compare(steps, org_id, role_id, there[role_id], texts)
    await _take(connection, table, org_id, steps)
    return rewritten


def _compare(steps: Steps, org_id: UUID, role_id: UUID, there: Sequence[tuple[UUID, str]], texts: Sequence[str]) -> None:
    ids: dict[str, list[UUID]] = defaultdict(list)
    for text_id, text in there:
        ids[text].append(text_id)
    for position, text in enumerate(texts, 1):
        if ids[text]:
            steps.moved.append({"the_id": ids[text].pop(0), "place": position})
        else:
            steps.added.append({"org_id": org_id, "role_id": role_id, "position": position, "text": text})
    steps.removed.extend({"the_id": text_id} for left in ids.values() for text_id in left)


async def _take(connection: AsyncConnection, table: TextTable, org_id: UUID, steps: Steps) -> None:
    this = (table.org_id == org_id) & (table.id == bindparam("the_id"))
    # No two texts of a role have one place at any moment, so everything that stays steps aside first.
    aside = update(table).where(this).values(position=-table.position)
    back = update(table).where(this).values(position=bindparam("place"))
    if steps.removed:
        await connection.execute(delete(table).where(this), steps.removed)
    if steps.moved:
        await connection.execute(aside.execution_options(synchronize_session=False), [{"the_id": row["the_id"]} for row in steps.moved])
        await connection.execute(back.execution_options(synchronize_session=False), steps.moved)
    if steps.added:
        await connection.execute(insert(table), steps.added)
