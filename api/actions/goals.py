"""Goals: setting, revising and evaluating them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import AT_ONCE, seen
from api.actions.repeats import Once
from api.database.looking import looking, viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules import reading
from schema.rules.refusals import NotYours, Unfit
from schema.rules.texts import LONGEST, kept
from schema.tables.enums import GoalProgress, GoalStatus


async def set_goal(session: AsyncSession, owner_id: UUID | None, title: str, description: str, target: date | None, once: Once) -> UUID:
    """Set a goal for oneself, or, as their manager, for one of one's reports."""
    if (before := await once.claim(session)) is not None:
        return before
    owner = await seen(session, tables.Person, owner_id)
    viewer = viewer_of(session)
    goal = tables.Goal(
        org_id=viewer.org,
        employee_id=owner.id,
        pair_id=await pair_about(session, owner.id),
        title=kept(title, "title"),
        description=_described(description),
        target_on=target,
    )
    await added(session, goal)
    await tell(session, "Goal", goal.id, Verb.MADE, pair_id=goal.pair_id)
    await once.made(session, goal.id)
    return goal.id


async def edit_goal(session: AsyncSession, goal_id: UUID | None, changes: dict[str, object], status: GoalStatus | None, now: datetime) -> UUID:
    """Revise a goal, or say that it was reached, missed or dropped. `changes`: title, description, target_on as given."""
    goal = await seen(session, tables.Goal, goal_id, locked=True)
    if "title" in changes:
        goal.title = kept(str(changes["title"]), "title")
    if "description" in changes:
        goal.description = _described(str(changes["description"]))
    if "target_on" in changes:
        goal.target_on = changes["target_on"]  # type: ignore[assignment]
    if status is not None and status != goal.status:
        goal.status, goal.ended_at = status.value, None if status is GoalStatus.ACTIVE else now
    if session.is_modified(goal):
        await tell(session, "Goal", goal.id, Verb.CHANGED, pair_id=goal.pair_id)
    return goal.id


async def evaluate(session: AsyncSession, goal_id: UUID | None, progress: GoalProgress, text: str, once: Once, now: datetime) -> UUID:
    """Say how a goal goes. The manager reads the employee's own evaluation an hour later."""
    if (before := await once.claim(session)) is not None:
        return before
    goal = await seen(session, tables.Goal, goal_id)
    viewer = viewer_of(session)
    evaluation = tables.GoalEvaluation(
        org_id=viewer.org,
        goal_id=goal.id,
        employee_id=goal.employee_id,
        pair_id=await pair_about(session, goal.employee_id),
        author_id=viewer.id,
        progress=progress.value,
        text=kept(text, "text"),
        created_at=now,
        manager_sees_from=reading.own_words(now) if viewer.id == goal.employee_id else AT_ONCE,
    )
    await added(session, evaluation)
    await tell(session, "GoalEvaluation", evaluation.id, Verb.MADE, pair_id=evaluation.pair_id)
    await once.made(session, evaluation.id)
    return evaluation.id


async def pair_about(session: AsyncSession, employee_id: UUID) -> UUID | None:
    """The current pair in which the viewer speaks about an employee: their own, or as their manager. Raises `NotYours`."""
    here = tables.Pair
    rows = select(here.id).where(looking(session).sees(here), here.employee_id == employee_id, here.ended_at.is_(None))
    pair_id = (await session.execute(rows)).scalar_one_or_none()
    if pair_id is None and employee_id != viewer_of(session).id:
        nl = "Dit kan alleen voor jezelf of voor een van je eigen medewerkers."
        raise NotYours(nl, "You can do this for yourself or for one of your own reports only.")
    return pair_id


def _described(text: str) -> str:
    if not text.strip():
        return ""
    if len(text.strip()) > LONGEST:
        raise Unfit("description", "Maak de omschrijving hooguit 10.000 tekens lang.", "Make the description 10,000 characters at most.")
    return kept(text, "description")
