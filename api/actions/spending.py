"""What a language model may cost an organisation and each person, and what it cost them."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.looking import actor_of, viewer_of
from coach.limits import Limits
from schema.tables import Spending

# One at a time for an organisation: two who look at once would both find the last tokens free.
ALONE = text("select pg_advisory_xact_lock(hashtextextended('model_spending ' || :org, 0))")
SPENT = text("select organisation, person from spent_on(:day)")


async def reserve(session: AsyncSession, tokens: int, day: date, limits: Limits) -> UUID | None:
    """Sets tokens aside for one call; nothing where the organisation, or whoever asks, has not so many left that day.

    They count until the call can't be running any more: one that is never settled is not paid for ever.
    """
    org, person = viewer_of(session).org, actor_of(session)
    await session.execute(ALONE, {"org": str(org)})
    by_all, by_person = (await session.execute(SPENT, {"day": day})).one()
    if by_all + tokens > limits.tokens_per_day or (person is not None and by_person + tokens > limits.tokens_per_day_person):
        return None
    until = func.now() + timedelta(seconds=limits.total + limits.first_token)
    reserved = Spending(org_id=org, person_id=person, day=day, tokens=tokens, reserved_until=until)
    session.add(reserved)
    await session.flush()
    return reserved.id


async def settle(session: AsyncSession, reserved: UUID, tokens: int) -> None:
    """The call is over and took so many."""
    here = Spending
    mine = (here.org_id == viewer_of(session).org) & (here.id == reserved)
    await session.execute(update(here).where(mine).values(tokens=tokens, reserved_until=None))
