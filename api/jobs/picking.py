"""Keeping what a brief shows first in step with what was said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from api.events import Happening
from api.jobs.tasks import Ids, Task
from coach.cues import CUES
from coach.material import Language as CoachLanguage
from coach.occasions import as_own
from retrieval.picks import Picks
from schema.tables.enums import Language, Part, PickReason

FOLLOWED = frozenset({"Conversation", "Note", "TalkingPoint", "Agreement", "Goal", "Talent"})
"""What picks are made of, and what says of a talk that it is over."""

PASSAGES_FIRST = timedelta(seconds=3)
"""Picks are made from passages: those of a new text are given the time to be made."""

MOST_TELLING_FIRST = (PickReason.INTENTION, PickReason.OPEN_END, PickReason.ENERGY_COST, PickReason.ENERGY_GIVEN)


def picking(engine: AsyncEngine) -> Iterator[Task]:
    """The tasks; `engine` is one of `gt_work`. What nothing told of (an import, passages that came later) is caught up with."""
    picks = Picks(engine, worth_asking)
    yield Task("pick", _renew(picks), follows=_touched, wait=PASSAGES_FIRST)
    yield Task("pick-missing", _catch_up(picks), every="* * * * *", at_start=True)


def worth_asking(text: str, part: Part | None, language: Language, employee: str) -> PickReason | None:
    """Why a note is worth asking about again: the first of the coach's cues in it; None where it only tells."""
    spoken = CoachLanguage(language)
    # What somebody else wrote of the employee's wishes counts as the employee's own would.
    said = as_own(text, employee, spoken)
    reasons = (reason for reason in MOST_TELLING_FIRST if CUES[reason.lower()][spoken].search(said))
    # A heavy load or a busy road says something of the work; in the personal part it does of the person's week.
    return next((reason for reason in reasons if reason is not PickReason.ENERGY_COST or part is Part.PERSONAL), None)


def _touched(happening: Happening) -> Ids | None:
    if happening.pair_id is None or happening.node_type not in FOLLOWED:
        return None
    return {"org": str(happening.org_id), "pair": str(happening.pair_id)}


def _renew(picks: Picks) -> Callable[[Ids], Awaitable[None]]:
    async def renew(ids: Ids) -> None:
        await picks.renew(UUID(ids["org"]), UUID(ids["pair"]))

    return renew


def _catch_up(picks: Picks) -> Callable[[Ids], Awaitable[None]]:
    async def catch_up(_: Ids) -> None:
        await picks.catch_up()

    return catch_up
