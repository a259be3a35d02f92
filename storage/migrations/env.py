"""How Alembic meets our database: always on a connection it is handed, in one transaction, without network or ini."""

from __future__ import annotations

from alembic import context

from storage import tables_direct, tables_findings  # noqa: F401 - their tables are declared by being imported
from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
    user_module_prefix="storage.tables.",
)
with context.begin_transaction():
    context.run_migrations()
