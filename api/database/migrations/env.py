"""What Alembic runs for every command: our tables, on the connection that `api.database.migrate` hands over."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from pgvector.sqlalchemy import HALFVEC, VECTOR  # noqa: F401  # makes their columns known to reflection

from api.database.migrate import OPTIONS
from schema.tables import Base
from schema.tables.outbox import Xid8


def written(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """How a column type of our own is written in a migration; every other one as Alembic does."""
    if kind == "type" and isinstance(item, Xid8):
        autogen.imports.add("from schema.tables.outbox import Xid8")
        return "Xid8()"
    return False


context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_item=written, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
