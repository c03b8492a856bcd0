"""Questions that are offered one by one, and what a model cost."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'c4d81f0b92e7'
down_revision = '16aa09e64323'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everyone behind us wait too: give up and try again at a quieter moment.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table('model_spending',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('tokens', sa.BigInteger(), nullable=False),
    sa.Column('reserved_until', postgresql.TIMESTAMP(timezone=True, precision=3), nullable=True),
    sa.CheckConstraint('tokens >= 0', name=op.f('ck_model_spending_tokens_are_counted')),
    sa.ForeignKeyConstraint(['org_id'], ['organisations.org_id'], name=op.f('fk_model_spending_org_id')),
    sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'], name=op.f('fk_model_spending_org_id_person_id')),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_model_spending'))
    )
    op.create_index('ix_model_spending_day', 'model_spending', ['org_id', 'day'], unique=False, postgresql_include=['person_id', 'tokens', 'reserved_until'])
    op.add_column('suggestion_requests', sa.Column('worded_until', postgresql.TIMESTAMP(timezone=True, precision=3), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column('suggestion_requests', 'worded_until')
    op.drop_index('ix_model_spending_day', table_name='model_spending', postgresql_include=['person_id', 'tokens', 'reserved_until'])
    op.drop_table('model_spending')
