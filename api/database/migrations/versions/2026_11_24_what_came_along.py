"""What came along."""

import sqlalchemy as sa
from alembic import op

revision = '49c6febd0732'
down_revision = 'c4d81f0b92e7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everyone behind us wait too: give up and try again at a quieter moment.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(op.f('ix_talking_points_org_id_carried_from_id'), 'talking_points', ['org_id', 'carried_from_id'], unique=False, postgresql_where=sa.text('carried_from_id IS NOT NULL'))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index(op.f('ix_talking_points_org_id_carried_from_id'), table_name='talking_points', postgresql_where=sa.text('carried_from_id IS NOT NULL'))
