"""months judged are kept"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('judged_months',
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('rests_on', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_judged_months_vendor_vendors')),
    sa.PrimaryKeyConstraint('vendor', 'month', name=op.f('pk_judged_months'))
    )


def downgrade() -> None:
    op.drop_table('judged_months')
