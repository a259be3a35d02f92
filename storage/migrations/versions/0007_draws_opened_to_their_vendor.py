"""draws opened to their vendor"""

import sqlalchemy as sa
import storage.tables
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

# What a vendor was shown it was shown: the database refuses to change or delete a row. On SQLite a REPLACE deletes
# without asking the trigger of DELETE, so a key that is there may not come again.
TOLD = "opened draws are append only"
SQLITE_APPEND_ONLY = [
    *(f"CREATE TRIGGER opened_draws_no_{act.lower()} BEFORE {act} ON opened_draws "
      f"BEGIN SELECT RAISE(ABORT, '{TOLD}'); END" for act in ("UPDATE", "DELETE")),
    "CREATE TRIGGER opened_draws_no_replace BEFORE INSERT ON opened_draws "
    f"WHEN EXISTS (SELECT 1 FROM opened_draws WHERE draw = NEW.draw) BEGIN SELECT RAISE(ABORT, '{TOLD}'); END",
]
POSTGRES_APPEND_ONLY = [
    f"CREATE TRIGGER opened_draws_{name} BEFORE {acts} ON opened_draws {each} EXECUTE FUNCTION refuse_change('{TOLD}')"
    for name, acts, each in (("append_only", "UPDATE OR DELETE", "FOR EACH ROW"),
                             ("no_truncate", "TRUNCATE", "FOR EACH STATEMENT"))
]


def upgrade() -> None:
    op.create_table('opened_draws',
    sa.Column('draw', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('opened_by', sa.String(length=200), nullable=False),
    sa.Column('opened_at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draw'], ['draws.number'], name=op.f('fk_opened_draws_draw_draws')),
    sa.PrimaryKeyConstraint('draw', name=op.f('pk_opened_draws'))
    )
    for statement in SQLITE_APPEND_ONLY if op.get_bind().dialect.name == "sqlite" else POSTGRES_APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('opened_draws')
