"""What a talking point or a request for questions is about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import still_there
from api.database.looking import looking
from schema import tables
from schema.rules.refusals import Unseen
from schema.tables.enums import SourceKind
from schema.tables.sources import POINTER

QUOTED = 280

ABOUT: dict[str, tuple[type[tables.Noun], SourceKind]] = {
    "Goal": (tables.Goal, SourceKind.GOAL),
    "GoalEvaluation": (tables.GoalEvaluation, SourceKind.GOAL_EVALUATION),
    "Feedback": (tables.Feedback, SourceKind.FEEDBACK),
    "Reflection": (tables.Reflection, SourceKind.REFLECTION),
    "Response": (tables.Response, SourceKind.RESPONSE),
    "Agreement": (tables.Agreement, SourceKind.AGREEMENT),
    "Note": (tables.Note, SourceKind.NOTE),
    "TalkingPoint": (tables.TalkingPoint, SourceKind.TALKING_POINT),
    "SummarySentence": (tables.SummarySentence, SourceKind.SUMMARY_SENTENCE),
    "Talent": (tables.Talent, SourceKind.TALENT),
    "Responsibility": (tables.Responsibility, SourceKind.RESPONSIBILITY),
    "Expectation": (tables.Expectation, SourceKind.EXPECTATION),
    "DevelopmentOption": (tables.DevelopmentOption, SourceKind.DEVELOPMENT_OPTION),
    "Role": (tables.Role, SourceKind.ROLE),
    "CareerStep": (tables.CareerStep, SourceKind.CAREER_STEP),
}
"""GraphQL type → table and kind of what a point can be about."""


async def pointer_to(session: AsyncSession, about: tuple[str, UUID], point: tables.TalkingPoint) -> tables.Source:
    """The source of a point that is about something of the pair (or of the library). Raises `Unseen`."""
    if about[0] not in ABOUT:
        raise Unseen
    table, kind = ABOUT[about[0]]
    here: Any = table
    rows = select(here).where(looking(session).sees(here), here.id == about[1])
    if hasattr(here, "pair_id"):
        rows = rows.where(here.pair_id == point.pair_id)
    row = (await session.execute(rows)).scalar_one_or_none()
    if row is None:
        raise Unseen
    if hasattr(row, "withdrawn_at"):
        still_there(row)
    words = str(getattr(row, "title", None) or getattr(row, "text", None) or getattr(row, "what_it_takes", ""))
    source = tables.Source(
        org_id=point.org_id,
        pair_id=point.pair_id,
        of_point_id=point.id,
        position=0,
        kind=kind.value,
        quote=words[:QUOTED],
        as_of=getattr(row, "created_at", None),
    )
    setattr(source, POINTER[kind], row.id)
    return source
