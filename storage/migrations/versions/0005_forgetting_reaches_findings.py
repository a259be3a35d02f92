"""forgetting reaches findings, and no row can be renamed"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# What stays of a row whatever happens. Told by its values: on SQLite a trigger of UPDATE OF number is not asked where
# the statement says rowid, and UPDATE OR REPLACE then deletes whoever has that number.
FIXED = {
    "findings": ("number", "vendor", "month", "verdict", "sha256", "opened_by", "opened_at"),
    "finding_events": ("id", "finding", "kind", "at", "by", "sha256"),
    "direct_messages": ("id", "line", "received_at", "category", "polarity", "called_at", "call_back", "language"),
}
TOLD = {"findings": "findings are kept as they were opened", "finding_events": "the life of a finding is append only",
        "direct_messages": "direct messages are append only"}
BYTES = "(OLD.data {is_not} NEW.data AND (NEW.masked_sha256 IS NULL OR NOT {masked})) OR " \
        "(NOT (OLD.data {is_not} NEW.data) AND OLD.masked_sha256 {is_not} NEW.masked_sha256)"
WORDS = "(OLD.{name} {is_not} NEW.{name} AND (OLD.{name} IS NULL OR coalesce(NEW.{name}, '') <> '•••'))"
DETAILS = "(CAST(OLD.details AS TEXT) {is_not} CAST(NEW.details AS TEXT) AND NOT {told})"
FORGOTTEN = {
    "findings": (BYTES,), "finding_events": (BYTES, WORDS.replace("{name}", "text"), DETAILS),
    "direct_messages": (WORDS.replace("{name}", "text"), WORDS.replace("{name}", "call_id")),
}
"""A customer who is forgotten may be taken out: nothing else of these columns changes."""
NEVER = {"findings": ("data",), "finding_events": ("text", "data"), "direct_messages": ()}
"""What could not be changed at all before."""
ESCAPED = r"\u2022\u2022\u2022"
SQLITE = {"is_not": "IS NOT", "masked": "instr(NEW.data, x'e280a2e280a2e280a2') > 0",
          "told": f"instr(CAST(NEW.details AS TEXT), '{ESCAPED}') > 0"}
POSTGRES = {"is_not": "IS DISTINCT FROM", "masked": "position(decode('e280a2e280a2e280a2', 'hex') IN NEW.data) > 0",
            "told": f"strpos(CAST(NEW.details AS TEXT), '{ESCAPED}') > 0"}


def upgrade() -> None:
    for table in ("findings", "finding_events"):
        op.add_column(table, sa.Column("masked_sha256", sa.String(length=64), nullable=True))
    _drop()
    for table in FIXED:
        _refuse(table, FIXED[table], FORGOTTEN[table])


def downgrade() -> None:
    _drop()
    for table in FIXED:
        details = (DETAILS.split(" AND NOT ")[0] + ")",) if table == "finding_events" else ()
        words = FORGOTTEN[table] if table == "direct_messages" else details
        _refuse(table, (*FIXED[table], *NEVER[table]), words)
    for table in ("findings", "finding_events"):
        op.drop_column(table, "masked_sha256")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _drop() -> None:
    """Take away the triggers of UPDATE, those of before and those of this revision alike."""
    for table in FIXED:
        for name in ("no_update", "masks_only", "append_only"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_{name}" + ("" if _sqlite() else f" ON {table}"))


def _refuse(table: str, fixed: tuple[str, ...], others: tuple[str, ...]) -> None:
    words = SQLITE if _sqlite() else POSTGRES
    when = " OR ".join((*(f"OLD.{name} {words['is_not']} NEW.{name}" for name in fixed),
                        *(other.format(**words) for other in others)))
    if _sqlite():
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, "
                   f"'{TOLD[table]}'); END")
        return
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION "
               f"refuse_change('{TOLD[table]}')")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION "
               f"refuse_change('{TOLD[table]}')")
