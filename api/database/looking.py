"""Who looks, as bound values: what the first wall of an action is made of."""

from uuid import UUID

from sqlalchemy import Uuid, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.sessions import Driver, Viewer
from schema import tables


def viewer_of(session: AsyncSession) -> Viewer:
    """The person on whose behalf the session's transaction runs."""
    viewer: Viewer = session.info["viewer"]
    return viewer


def actor_of(session: AsyncSession) -> UUID | None:
    """Who does what the transaction does; nobody where the worker does it."""
    return None if session.info.get("by_worker") else viewer_of(session).id


async def driver_of(session: AsyncSession) -> Driver:
    """The driver's side of the session's connection, in its transaction."""
    driver: Driver | None = session.info.get("driver")
    if driver is None:
        connection = await session.connection()
        await connection.execute(select(1))  # the transaction of a plain session begins with its first statement
        driver = session.info["driver"] = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101  # it has just answered
    return driver


def looking(session: AsyncSession) -> tables.Viewer:
    """That person as SQL, for `seen_by`."""
    viewer = viewer_of(session)
    return tables.Viewer(literal(viewer.org, Uuid()), literal(viewer.id, Uuid()), literal(list(viewer.pairs), ARRAY(Uuid())))
