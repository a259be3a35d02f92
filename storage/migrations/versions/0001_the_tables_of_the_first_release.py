"""The tables of the first release"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


# These tables only grow: the database itself refuses to change or delete a row of them. (On SQLite a REPLACE deletes
# without asking the trigger of DELETE, so a key that is there may not come again.)
APPEND_ONLY = {
    "audit": ("id", "the audit trail is append only"),
    "evaluation_forms": ("code", "evaluation forms are append only"),
    "draws": ("number", "sealed draws are append only"),
    "drawn_calls": ("draw", "sealed draws are append only"),
}
SQLITE_APPEND_ONLY = [
    statement
    for table, (key, told) in APPEND_ONLY.items()
    for statement in (
        *(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{told}'); END"
          for act in ("UPDATE", "DELETE")),
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) BEGIN SELECT RAISE(ABORT, '{told}'); END",
    )
]
POSTGRES_APPEND_ONLY = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
    *(f"CREATE TRIGGER {table}_{name} BEFORE {acts} ON {table} {each} EXECUTE FUNCTION refuse_change('{told}')"
      for table, (_key, told) in APPEND_ONLY.items()
      for name, acts, each in (("append_only", "UPDATE OR DELETE", "FOR EACH ROW"),
                               ("no_truncate", "TRUNCATE", "FOR EACH STATEMENT"))),
]


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=200), nullable=False),
    sa.Column('action', sa.String(length=50), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)

    op.create_table('batches',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('vendor_option', sa.String(length=40), nullable=True),
    sa.Column('vendors', sa.JSON(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('format', sa.String(length=100), nullable=False),
    sa.Column('sheet', sa.Text(), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.Column('rows_read', sa.BigInteger(), nullable=False),
    sa.Column('rows_stored', sa.BigInteger(), nullable=False),
    sa.Column('rows_held_back', sa.BigInteger(), nullable=False),
    sa.Column('rows_not_data', sa.BigInteger(), nullable=False),
    sa.Column('records', sa.BigInteger(), nullable=False),
    sa.Column('months', sa.JSON(), nullable=False),
    sa.Column('issues_total', sa.BigInteger(), nullable=False),
    sa.Column('reading', sa.JSON(), nullable=False),
    sa.Column('held_back_file', sa.Text(), nullable=False),
    sa.Column('imported_by', sa.String(length=200), nullable=False),
    sa.Column('committed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('visible', sa.Boolean(), nullable=False),
    sa.Column('replaces', sa.Integer(), nullable=True),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['corrects'], ['batches.number'], name=op.f('fk_batches_corrects_batches')),
    sa.ForeignKeyConstraint(['replaces'], ['batches.number'], name=op.f('fk_batches_replaces_batches')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_batches'))
    )
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batches_sha256'), ['sha256'], unique=False)

    op.create_table('definitions',
    sa.Column('code', sa.String(length=100), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_definitions'))
    )
    op.create_table('evaluation_forms',
    sa.Column('code', sa.String(length=140), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_evaluation_forms'))
    )
    op.create_table('home',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('client_timezone', sa.String(length=64), nullable=False),
    sa.Column('country_code', sa.String(length=8), nullable=True),
    sa.Column('key_fingerprint', sa.String(length=64), nullable=False),
    sa.Column('data_version', sa.BigInteger(), nullable=False),
    sa.Column('next_batch', sa.Integer(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_home_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home'))
    )
    op.create_table('kept_answers',
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('layout', sa.String(length=100), nullable=False),
    sa.Column('code', sa.String(length=200), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.String(length=200), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('vendor', 'layout', 'code', name=op.f('pk_kept_answers'))
    )
    op.create_table('vendors',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=True),
    sa.Column('merged_into', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['merged_into'], ['vendors.code'], name=op.f('fk_vendors_merged_into_vendors')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_vendors'))
    )
    op.execute("INSERT INTO vendors (code, name, created_at) VALUES ('_unassigned', '', CURRENT_TIMESTAMP)")
    op.create_table('batch_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.CheckConstraint("kind IN ('stored', 'withdrawn', 'reinstated')", name=op.f('ck_batch_events_kind')),
    sa.ForeignKeyConstraint(['batch'], ['batches.number'], name=op.f('fk_batch_events_batch_batches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_events'))
    )
    with op.batch_alter_table('batch_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_events_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_batch_events_batch'), ['batch'], unique=False)

    op.create_table('draws',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=40), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('frame_calls', sa.BigInteger(), nullable=False),
    sa.Column('frame_fingerprint', sa.String(length=64), nullable=False),
    sa.Column('strata', sa.JSON(), nullable=False),
    sa.Column('form', sa.String(length=140), nullable=True),
    sa.Column('drawn_by', sa.String(length=200), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("purpose IN ('evaluate', 'survey')", name=op.f('ck_draws_purpose')),
    sa.ForeignKeyConstraint(['form'], ['evaluation_forms.code'], name=op.f('fk_draws_form_evaluation_forms')),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_draws_vendor_vendors')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_draws'))
    )
    with op.batch_alter_table('draws', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draws_vendor'), ['vendor'], unique=False)

    op.create_table('drawn_calls',
    sa.Column('draw', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('calls', sa.JSON(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draw'], ['draws.number'], name=op.f('fk_drawn_calls_draw_draws')),
    sa.PrimaryKeyConstraint('draw', name=op.f('pk_drawn_calls'))
    )
    op.create_table('layers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('filed_under', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('records', sa.BigInteger(), nullable=False),
    sa.Column('first_at', sa.String(length=40), nullable=False),
    sa.Column('last_at', sa.String(length=40), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['batch'], ['batches.number'], name=op.f('fk_layers_batch_batches')),
    sa.ForeignKeyConstraint(['filed_under'], ['vendors.code'], name=op.f('fk_layers_filed_under_vendors')),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_layers_vendor_vendors')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_layers')),
    sa.UniqueConstraint('file', name=op.f('uq_layers_file'))
    )
    with op.batch_alter_table('layers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_layers_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_layers_kind_vendor_month'), ['kind', 'vendor', 'month'], unique=False)

    op.create_table('partitions',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('file', sa.String(length=300), nullable=False),
    sa.Column('layer_batch', sa.Integer(), nullable=True),
    sa.Column('records', sa.BigInteger(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('head_fingerprint', sa.String(length=64), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('newest_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('batches', sa.JSON(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_partitions_vendor_vendors')),
    sa.PrimaryKeyConstraint('kind', 'vendor', 'month', name=op.f('pk_partitions'))
    )
    op.create_table('people',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=200), nullable=False),
    sa.Column('login_folded', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('oidc_issuer', sa.String(length=300), nullable=True),
    sa.Column('oidc_subject', sa.String(length=300), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_people_vendor_vendors')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('login_folded', name=op.f('uq_people_login_folded')),
    sa.UniqueConstraint('oidc_issuer', 'oidc_subject', name=op.f('uq_people_oidc_issuer_oidc_subject'))
    )
    op.create_table('scorecards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('definition', sa.String(length=100), nullable=False),
    sa.Column('inputs', sa.String(length=64), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_scorecards_vendor_vendors')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scorecards'))
    )
    with op.batch_alter_table('scorecards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scorecards_vendor_month_definition'), ['vendor', 'month', 'definition'], unique=False)
        batch_op.create_index('uq_scorecards_current', ['vendor', 'month', 'definition', 'inputs'], unique=True)

    op.create_table('vendor_aliases',
    sa.Column('folded', sa.String(length=200), nullable=False),
    sa.Column('alias', sa.String(length=200), nullable=False),
    sa.Column('vendor', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['vendor'], ['vendors.code'], name=op.f('fk_vendor_aliases_vendor_vendors')),
    sa.PrimaryKeyConstraint('folded', name=op.f('pk_vendor_aliases'))
    )
    with op.batch_alter_table('vendor_aliases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vendor_aliases_vendor'), ['vendor'], unique=False)

    op.create_table('web_sessions',
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_web_sessions_person_id_people')),
    sa.PrimaryKeyConstraint('token_sha256', name=op.f('pk_web_sessions'))
    )
    with op.batch_alter_table('web_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_sessions_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_web_sessions_person_id'), ['person_id'], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_APPEND_ONLY:
            op.execute(statement)
    else:
        for statement in POSTGRES_APPEND_ONLY:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    with op.batch_alter_table('web_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_web_sessions_person_id'))
        batch_op.drop_index(batch_op.f('ix_web_sessions_expires_at'))

    op.drop_table('web_sessions')
    with op.batch_alter_table('vendor_aliases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vendor_aliases_vendor'))

    op.drop_table('vendor_aliases')
    with op.batch_alter_table('scorecards', schema=None) as batch_op:
        batch_op.drop_index('uq_scorecards_current')
        batch_op.drop_index(batch_op.f('ix_scorecards_vendor_month_definition'))

    op.drop_table('scorecards')
    op.drop_table('people')
    op.drop_table('partitions')
    op.drop_table('drawn_calls')
    with op.batch_alter_table('draws', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draws_vendor'))

    op.drop_table('draws')
    with op.batch_alter_table('layers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_layers_kind_vendor_month'))
        batch_op.drop_index(batch_op.f('ix_layers_batch'))

    op.drop_table('layers')
    with op.batch_alter_table('batch_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_events_batch'))
        batch_op.drop_index(batch_op.f('ix_batch_events_at'))

    op.drop_table('batch_events')
    op.drop_table('vendors')
    op.drop_table('kept_answers')
    op.drop_table('home')
    op.drop_table('evaluation_forms')
    op.drop_table('definitions')
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batches_sha256'))

    op.drop_table('batches')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_at'))

    op.drop_table('audit')
