"""Brings the SQL schema to its newest revision. The check costs one SELECT; Alembic is imported only to change it.

A new migration: change ``tables.py``, run ``python -m storage.schema "what changes"``, read what it wrote, and put its
number into ``SCHEMA_REVISION``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from storage.errors import StorageRefusal
from storage.tables import SCHEMA_REVISION

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def revision(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with engine.connect().execution_options(openline_read_only=True) as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        stands_at: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return stands_at


def bring_up(engine: Engine) -> None:
    """Upgrade when behind; refused when the database is newer than this program."""
    stands_at = revision(engine)
    if stands_at == SCHEMA_REVISION:
        return
    if stands_at is not None and stands_at > SCHEMA_REVISION:
        raise StorageRefusal("schema_newer", (
            f"The database is at schema {stands_at}, newer than this program knows ({SCHEMA_REVISION}). "
            "Start the newer version of Openline."
        ))
    with engine.begin() as connection:
        _upgrade(connection)


def differences(engine: Engine) -> list[object]:
    """What the tables declare and the database lacks, or the other way round: empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage import tables_direct, tables_findings  # noqa: F401 - their tables are declared by being imported
    from storage.tables import Table

    with engine.connect().execution_options(openline_read_only=True) as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(found, Table.metadata))


def config(connection: Connection) -> Config:
    """Alembic's configuration in memory, on this connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), SCHEMA_REVISION)


def _write_migration(message: str) -> None:
    from alembic import command

    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        made = config(connection)
        command.upgrade(made, "head")
        command.revision(made, message, autogenerate=True, rev_id=f"{int(SCHEMA_REVISION) + 1:04d}")


if __name__ == "__main__":
    import sys

    _write_migration(sys.argv[1])
