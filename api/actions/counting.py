"""Counts without content: how often people took what was offered, never who, and only where enough pairs stand behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.tables import Suggestion
from schema.tables.enums import SuggestionState

FEWEST_PAIRS = 10
"""Behind every number stand so many pairs, or it is not told: of the organisation as a whole, and of each frame."""


@dataclass(frozen=True)
class FrameCount:
    """What became of the questions of one frame. `frame` is empty for those that a model worded; what is left is still offered, or was replaced."""

    frame: str
    pairs: int
    offered: int
    accepted: int
    edited: int
    dismissed: int


async def count_frames(connection: AsyncConnection, org_id: UUID) -> Sequence[FrameCount]:
    """How often each frame was offered, taken as it was, taken in other words, and put aside; the most offered first.

    Nothing where fewer than ten pairs of the organisation were offered questions; frames that fewer than ten pairs were offered are left
    out. It reads no text, and is for the operator's transaction: nobody else sees who put a question aside.
    """
    here = Suggestion
    mine, pairs = here.org_id == org_id, func.count(distinct(here.pair_id))
    if (await connection.execute(select(pairs).where(mine))).scalar_one() < FEWEST_PAIRS:
        return []

    def of(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    taken, aside = here.state == SuggestionState.ACCEPTED, here.state == SuggestionState.DISMISSED
    counts = (pairs, func.count(), of(taken & ~here.reworded), of(taken & here.reworded), of(aside))
    rows = select(here.frame, *counts).where(mine).group_by(here.frame).having(pairs >= FEWEST_PAIRS)
    return [FrameCount(*row) for row in (await connection.execute(rows.order_by(func.count().desc(), here.frame))).all()]
