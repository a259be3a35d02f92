"""the direct line, and draws of what was drawn before"""

import sqlalchemy as sa
import storage.tables
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# Of a message nothing can be changed but that a customer who is forgotten is taken out of what was written. On SQLite a
# REPLACE deletes without asking the trigger of DELETE, so a key that is there may not come again.
KEPT = "id, line, received_at, category, polarity, called_at, call_back, language"
TOLD = "direct messages are append only"
SHOWN = "NEW.text <> OLD.text AND NEW.text <> '•••' OR coalesce(NEW.call_id, '') <> coalesce(OLD.call_id, '') " \
        "AND coalesce(NEW.call_id, '') <> '•••'"
SQLITE_APPEND_ONLY = [
    *(f"CREATE TRIGGER direct_messages_{name} BEFORE {act} ON direct_messages {when} "
      f"BEGIN SELECT RAISE(ABORT, '{TOLD}'); END"
      for name, act, when in (
          ("no_update", f"UPDATE OF {KEPT}", ""), ("masks_only", "UPDATE OF text, call_id", f"WHEN {SHOWN}"),
          ("no_delete", "DELETE", ""),
          ("no_replace", "INSERT", "WHEN EXISTS (SELECT 1 FROM direct_messages WHERE id = NEW.id)"))),
]
POSTGRES_APPEND_ONLY = [
    f"CREATE TRIGGER direct_messages_{name} BEFORE {act} ON direct_messages {each} "
    f"EXECUTE FUNCTION refuse_change('{TOLD}')"
    for name, act, each in (
        ("no_update", f"UPDATE OF {KEPT}", "FOR EACH ROW"),
        ("masks_only", "UPDATE OF text, call_id", f"FOR EACH ROW WHEN ({SHOWN})"),
        ("no_delete", "DELETE", "FOR EACH ROW"), ("no_truncate", "TRUNCATE", "FOR EACH STATEMENT"))
]


def upgrade() -> None:
    op.create_table('direct_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('agent', sa.Text(), nullable=False),
    sa.Column('made_by', sa.String(length=200), nullable=False),
    sa.Column('made_at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', storage.tables.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', storage.tables.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_direct_lines_vendor_vendors')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_direct_lines')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_direct_lines_token_sha256'))
    )
    with op.batch_alter_table('direct_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_direct_lines_vendor_agent'), ['vendor', 'agent'], unique=False)

    op.create_table('direct_messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('received_at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('polarity', sa.String(length=20), nullable=False),
    sa.Column('call_id', sa.String(length=200), nullable=True),
    sa.Column('called_at', storage.tables.UtcDateTime(timezone=True), nullable=True),
    sa.Column('call_back', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['line'], ['direct_lines.id'], name=op.f('fk_direct_messages_line_direct_lines')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_direct_messages'))
    )
    with op.batch_alter_table('direct_messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_direct_messages_line'), ['line'], unique=False)
        batch_op.create_index(batch_op.f('ix_direct_messages_received_at'), ['received_at'], unique=False)

    for statement in SQLITE_APPEND_ONLY if op.get_bind().dialect.name == "sqlite" else POSTGRES_APPEND_ONLY:
        op.execute(statement)

    op.add_column('draws', sa.Column('drawn_of', sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column('draws', 'drawn_of')
    op.drop_table('direct_messages')
    op.drop_table('direct_lines')
