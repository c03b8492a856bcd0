"""Drafting the summary of a talk when it closes, and drafting it anew while what was said still changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.actions import summaries
from api.database.sessions import Viewer
from api.events import Happening
from api.jobs.tasks import Ids, Task
from api.purse import Begin
from coach.purse import Purse
from coach.questions import Generator
from schema import tables
from schema.rules.refusals import Unseen

SAID_IN_A_TALK = frozenset({"Conversation", "Note", "TalkingPoint", "Agreement"})


@dataclass(frozen=True)
class SummingUp:
    """Drafts summaries as gather, make, keep: the coach is never asked inside a transaction."""

    coach: Generator
    now: Callable[[], datetime]
    purse: Callable[[Begin], Purse | None] = lambda begin: None
    """What pays for a model, by what begins a transaction."""

    def tasks(self, engine: AsyncEngine) -> Iterator[Task]:
        """The task; `engine` is one of `gt_work`. It follows from all that happens in a talk, and does nothing where no draft is due."""
        yield Task("draft-summary", partial(self.draft, engine), follows=_in_a_talk)

    async def draft(self, engine: AsyncEngine, ids: Ids) -> None:
        """Draft the summary of a talk, if one is due. Once more changes nothing."""
        talk_id = UUID(ids["talk"])
        begin = partial(at_the_table, engine, UUID(ids["org"]), talk_id)
        try:
            async with begin() as session:
                said = await summaries.gather_by_job(session, talk_id, self.now())
            if said is None:
                return
            draft = await self.coach.draft(said.material, self.purse(begin))
            async with begin() as session:
                await summaries.keep_by_job(session, talk_id, said, draft)
        except Unseen:  # the talk was reopened or is gone: nothing is due
            return


@asynccontextmanager
async def at_the_table(engine: AsyncEngine, org_id: UUID, talk_id: UUID) -> AsyncIterator[AsyncSession]:
    """A transaction of the worker that looks as the talk's employee would, of whom the database shows it the shared rows alone. Raises `Unseen`."""
    talk, employee = tables.Conversation, tables.Person
    columns = (talk.pair_id, talk.employee_id, employee.language, employee.time_zone)
    found = select(*columns).join(employee, (employee.org_id == talk.org_id) & (employee.id == talk.employee_id))
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        # It enters as nobody: functions of the database that look through an organisation are told which.
        await session.execute(select(func.set_config("gt.org", str(org_id), true())))
        row = (await session.execute(found.where(talk.org_id == org_id, talk.id == talk_id))).one_or_none()
        if row is None:
            raise Unseen
        session.info["viewer"] = Viewer(org_id, row.employee_id, row.language, row.time_zone, (row.pair_id,))
        session.info["by_worker"] = True
        yield session


def _in_a_talk(happening: Happening) -> Ids | None:
    if happening.node_type not in SAID_IN_A_TALK or happening.conversation_id is None:
        return None
    return {"org": str(happening.org_id), "talk": str(happening.conversation_id)}
