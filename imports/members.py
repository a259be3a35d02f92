"""Which rows of a sheet became which record: one table for legs, deliveries that came again and rows of long sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from imports.issues import IssueLog

if TYPE_CHECKING:
    import duckdb


class Members:
    """The table ``_members (_row, head)``: every row whose content went into the record of another row, its ``head``.

    A row that is neither there nor held back nor no data is the head of a record itself: ``typed`` holds it, and a
    stored record names it as its ``source_row``.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute("CREATE OR REPLACE TEMP TABLE _members (_row BIGINT, head BIGINT)")

    def follow(self, query: str) -> None:
        """Let the rows of ``query`` (``_row, head``; a head may stand for itself) go into their heads, and with them
        all that went into them before."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE _moved AS SELECT _row, head FROM ({query}) "
                                 "WHERE _row <> head")
        self._connection.execute("UPDATE _members SET head = m.head FROM _moved m WHERE _members.head = m._row")
        self._connection.execute("INSERT INTO _members SELECT _row, head FROM _moved")

    def hold_back(self, log: IssueLog, code: str, id_column: str, heads: Sequence[int],
                  **facts: str | int | float) -> None:
        """Hold back the records of ``heads`` with every row that went into them; what was said of these rows told how
        they are stored, and is said no more. Heads of no record are passed over."""
        self._connection.register("_heads", pa.table({"head": pa.array(heads, pa.int64())}))
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE _left_out AS WITH gone AS (SELECT _row, {id_column} AS id FROM typed "
            "SEMI JOIN _heads ON head = _row) SELECT _row, id FROM gone "
            "UNION ALL SELECT m._row, gone.id FROM _members m JOIN gone ON gone._row = m.head")
        log.withdraw("SELECT _row FROM _left_out")
        log.add(code, id_column, "SELECT _row, id AS value FROM _left_out", **facts)
        for table in ("typed", "_members"):
            self._connection.execute(f"DELETE FROM {table} WHERE _row IN (SELECT _row FROM _left_out)")
