"""Handing over: the employee gives a new manager exactly what they choose of their own memory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import ongoing, seen
from api.database.looking import viewer_of
from api.outbox import Verb, tell
from schema import tables
from schema.rules.refusals import NotYours, Unfit, Unseen
from schema.tables.enums import SummaryState

OWN = {"Goal": tables.Goal, "Talent": tables.Talent, "Agreement": tables.Agreement, "Summary": tables.Summary}
"""What can be handed over, by GraphQL type."""


async def hand_over(session: AsyncSession, pair_id: UUID | None, nodes: list[tuple[str, UUID] | None]) -> list[tuple[str, UUID]]:
    """Let the manager of a current pair of the viewer read these goals, talents, agreements and confirmed summaries of earlier pairs."""
    pair = await seen(session, tables.Pair, pair_id)
    ongoing(pair)
    if pair.employee_id != viewer_of(session).id:
        raise NotYours("Alleen de medewerker draagt eigen gegevens over.", "Only the employee hands over what is theirs.")
    if not nodes or len(nodes) > 100:
        raise Unfit("nodeIds", "Kies 1 tot 100 dingen om over te dragen.", "Choose 1 to 100 things to hand over.")
    given: list[tuple[str, UUID]] = []
    for node in dict.fromkeys(nodes):
        if node is None:
            raise Unseen
        await _give(session, pair, node)
        given.append(node)
    return given


async def _give(session: AsyncSession, pair: tables.Pair, node: tuple[str, UUID]) -> None:
    kind: Any = OWN.get(node[0])
    if kind is None:
        raise Unseen
    row = await seen(session, kind, node[1], locked=True)
    if pair.id in (row.pair_id, row.handed_to_pair_id):
        return
    before = await seen(session, tables.Pair, row.pair_id) if row.pair_id is not None else None
    if before is not None and before.employee_id != pair.employee_id:
        raise NotYours("Dit is niet van jou om over te dragen.", "This is not yours to hand over.")
    if isinstance(row, tables.Summary):
        await _give_summary(session, pair, row)
    if isinstance(row, tables.Talent) and row.confirmed_at is None:
        raise Unfit("nodeIds", "Bevestig dit talent eerst.", "Confirm this talent first.")
    row.handed_to_pair_id = pair.id
    await tell(session, node[0], node[1], Verb.CHANGED, pair_id=pair.id)


async def _give_summary(session: AsyncSession, pair: tables.Pair, summary: tables.Summary) -> None:
    if summary.state != SummaryState.CONFIRMED:
        nl = "Een samenvatting draag je over als jullie die allebei hebben bevestigd."
        raise Unfit("nodeIds", nl, "A summary can be handed over once both have confirmed it.")
    here = tables.SummarySentence
    mine = update(here).where(here.org_id == summary.org_id, here.summary_id == summary.id)
    await session.execute(mine.values(handed_to_pair_id=pair.id))
