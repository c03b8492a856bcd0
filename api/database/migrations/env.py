"""What Alembic runs for every command: our tables, on the connection that `api.database.migrate` hands over."""

from alembic import context
from pgvector.sqlalchemy import HALFVEC, VECTOR  # noqa: F401  # makes their columns known to reflection

from api.database.migrate import OPTIONS
from schema.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
