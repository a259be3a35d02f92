"""imported files kept as they came"""

import sqlalchemy as sa
import storage.tables
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('originals',
    sa.Column('batch', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('kept_at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['batch'], ['batches.number'], name=op.f('fk_originals_batch_batches')),
    sa.PrimaryKeyConstraint('batch', name=op.f('pk_originals')),
    sa.UniqueConstraint('file', name=op.f('uq_originals_file'))
    )
    with op.batch_alter_table('originals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_originals_expires_at'), ['expires_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('originals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_originals_expires_at'))

    op.drop_table('originals')
