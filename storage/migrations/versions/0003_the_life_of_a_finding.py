"""the life of a finding"""

import sqlalchemy as sa
import storage.tables
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

PURPOSES, OLD_PURPOSES = "'evaluate', 'survey', 'double', 'relisten'", "'evaluate', 'survey'"
FIXED = "number, vendor, month, verdict, data, sha256, opened_by, opened_at"
"""What of a finding stays as it was opened."""
TOLD = {"findings": "findings are kept as they were opened", "finding_events": "the life of a finding is append only",
        "draws": "sealed draws are append only", "drawn_calls": "sealed draws are append only"}
KEYS = {"findings": "number", "finding_events": "id", "draws": "number", "drawn_calls": "draw"}


def upgrade() -> None:
    op.create_table('findings',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('opened_by', sa.String(length=200), nullable=False),
    sa.Column('opened_at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_at', storage.tables.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_findings_vendor_vendors')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_findings'))
    )
    undecided = sa.text("decided_at IS NULL")
    op.create_index('uq_findings_undecided', 'findings', ['vendor', 'month'], unique=True, sqlite_where=undecided,
                    postgresql_where=undecided)
    op.create_table('finding_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', storage.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.CheckConstraint("kind IN ('drawn', 'relistened', 'sent', 'replied', 'extended', 'decided')",
                       name=op.f('ck_finding_events_kind')),
    sa.ForeignKeyConstraint(['finding'], ['findings.number'], name=op.f('fk_finding_events_finding_findings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_events'))
    )
    op.create_index(op.f('ix_finding_events_finding'), 'finding_events', ['finding'], unique=False)
    _guard()
    _allow(PURPOSES)


def downgrade() -> None:
    _allow(OLD_PURPOSES)
    op.drop_table('finding_events')
    op.drop_table('findings')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION keep_decision()")


def _guard() -> None:
    """The database itself refuses to change or delete a step, or anything of a finding but that it is decided now."""
    if op.get_bind().dialect.name == "sqlite":
        for table in ("findings", "finding_events"):
            _refuse(table, "DELETE", "delete")
            _refuse_replacing(table)
        _refuse("finding_events", "UPDATE", "update")
        _refuse("findings", f"UPDATE OF {FIXED}", "update")
        _refuse("findings", "UPDATE OF decided_at", "undo", "WHEN OLD.decided_at IS NOT NULL")
        return
    op.execute("CREATE FUNCTION keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.decided_at IS NOT "
               f"NULL THEN RAISE EXCEPTION '{TOLD['findings']}'; END IF; RETURN NEW; END $$")
    op.execute("CREATE TRIGGER findings_no_undo BEFORE UPDATE OF decided_at ON findings FOR EACH ROW EXECUTE FUNCTION "
               "keep_decision()")
    for table, acts in (("findings", f"UPDATE OF {FIXED} OR DELETE"), ("finding_events", "UPDATE OR DELETE")):
        op.execute(f"CREATE TRIGGER {table}_append_only BEFORE {acts} ON {table} FOR EACH ROW EXECUTE FUNCTION "
                   f"refuse_change('{TOLD[table]}')")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION "
                   f"refuse_change('{TOLD[table]}')")


def _refuse(table: str, act: str, name: str, when: str = "") -> None:
    op.execute(f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} {when} BEGIN SELECT RAISE(ABORT, "
               f"'{TOLD[table]}'); END")


def _refuse_replacing(table: str) -> None:
    """A REPLACE deletes the row it collides with, by key or by the one undecided finding of a month, unasked."""
    same = f"{KEYS[table]} = NEW.{KEYS[table]}"
    if table == "findings":
        same += " OR (vendor = NEW.vendor AND month = NEW.month AND decided_at IS NULL AND NEW.decided_at IS NULL)"
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE "
               f"{same}) BEGIN SELECT RAISE(ABORT, '{TOLD[table]}'); END")


def _allow(purposes: str) -> None:
    """Let draws have these purposes. SQLite makes the table anew for it, and takes its triggers away with the old one;
    the calls drawn, which point to it, stand aside meanwhile."""
    condition = f"purpose IN ({purposes})"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_draws_purpose"), "draws", type_="check")
        op.create_check_constraint(op.f("ck_draws_purpose"), "draws", condition)
        return
    op.execute("CREATE TABLE drawn_aside AS SELECT draw, calls, named_at FROM drawn_calls")
    op.drop_table("drawn_calls")
    with op.batch_alter_table("draws", schema=None, recreate="always") as batch_op:
        batch_op.create_check_constraint(op.f("ck_draws_purpose"), condition)
    op.create_table('drawn_calls',
    sa.Column('draw', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('calls', sa.JSON(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draw'], ['draws.number'], name=op.f('fk_drawn_calls_draw_draws')),
    sa.PrimaryKeyConstraint('draw', name=op.f('pk_drawn_calls'))
    )
    op.execute("INSERT INTO drawn_calls (draw, calls, named_at) SELECT draw, calls, named_at FROM drawn_aside")
    op.drop_table("drawn_aside")
    for table in ("draws", "drawn_calls"):
        _refuse(table, "UPDATE", "update")
        _refuse(table, "DELETE", "delete")
        _refuse_replacing(table)
