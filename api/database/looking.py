"""Who looks, as bound values: what the first wall of an action is made of."""

from sqlalchemy import Uuid, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from api.database.sessions import Viewer
from schema import tables


def viewer_of(session: AsyncSession) -> Viewer:
    """The person on whose behalf the session's transaction runs."""
    viewer: Viewer = session.info["viewer"]
    return viewer


def looking(session: AsyncSession) -> tables.Viewer:
    """That person as SQL, for `seen_by`."""
    viewer = viewer_of(session)
    return tables.Viewer(literal(viewer.org, Uuid()), literal(viewer.id, Uuid()), literal(list(viewer.pairs), ARRAY(Uuid())))
