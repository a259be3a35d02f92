"""The records of one sheet on their way into DuckDB: as Arrow while they are few, in a table when they are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

IN_MEMORY_BYTES = 400_000_000
"""Above this the records go to a temporary table of DuckDB, which can spill to disk; below, Arrow is twice as fast."""

COLUMN_LIMIT = 2_000


class Relation:
    """Collects batches of ``_row``, text columns and ``_surplus``, and ends as one relation of a connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self.connection = connection
        self.name = name
        self.rows = 0
        self._batches: list[Any] = []
        self._poured = False

    def add(self, row_numbers: Any, columns: Sequence[Any], surplus: Any | None = None) -> None:
        """Add a batch: ``row_numbers`` int64, ``columns`` of Arrow strings, ``surplus`` strings or None for none."""
        if surplus is None:
            surplus = pa.nulls(len(row_numbers), pa.string())
        names = ["_row", *(f"c{index}" for index in range(len(columns))), "_surplus"]
        self.add_table(pa.table([row_numbers, *columns, surplus], names=names))

    def add_table(self, table: Any) -> None:
        """Add a batch that already has the relation's columns and names."""
        self.rows += table.num_rows
        self._batches.append(table)
        if self._poured or sum(batch.nbytes for batch in self._batches) > IN_MEMORY_BYTES:
            self._pour()

    def finish(self, kept: Sequence[int]) -> None:
        """Make the relation, holding only the columns numbered ``kept``, renamed ``c0 …`` in that order."""
        if self._poured:
            listed = ", ".join(["_row", *(f"c{old} AS c{new}" for new, old in enumerate(kept)), "_surplus"])
            self.connection.execute(f"CREATE TEMP VIEW {self.name} AS SELECT {listed} FROM {self.name}_all")
            return
        table = pa.concat_tables(self._batches).select(["_row", *(f"c{old}" for old in kept), "_surplus"])
        self.connection.register(
            self.name, table.rename_columns(["_row", *(f"c{new}" for new in range(len(kept))), "_surplus"]))
        self._batches = []

    def widen(self, width: int) -> None:
        """Give what was collected so far ``width`` columns, the new ones empty."""
        for index, table in enumerate(self._batches):
            for new in range(table.num_columns - 2, width):
                table = table.add_column(new + 1, f"c{new}", pa.nulls(table.num_rows, pa.string()))
            self._batches[index] = table
        if self._poured:
            for new in range(width):
                self.connection.execute(
                    f"ALTER TABLE {self.name}_all ADD COLUMN IF NOT EXISTS c{new} VARCHAR")

    def discard(self) -> None:
        """Forget everything collected."""
        self._batches, self.rows = [], 0
        self.connection.execute(f"DROP TABLE IF EXISTS {self.name}_all")

    def empty_columns(self, among: Sequence[int]) -> set[int]:
        """Which of the columns numbered ``among`` hold nothing at all."""
        if not self._poured:
            return {index for index in among
                    if all(batch[f"c{index}"].null_count == batch.num_rows for batch in self._batches)}
        if not among:
            return set()
        counts = ", ".join(f"count(c{index})" for index in among)
        found = self.connection.execute(f"SELECT {counts} FROM {self.name}_all").fetchone()
        return {index for index, count in zip(among, found or (), strict=True) if count == 0}

    def _pour(self) -> None:
        """Move what was collected into the temporary table."""
        batch = pa.concat_tables(self._batches)
        self.connection.register(f"{self.name}_batch", batch)
        act = f"INSERT INTO {self.name}_all BY NAME" if self._poured else f"CREATE TEMP TABLE {self.name}_all AS"
        self.connection.execute(f"{act} SELECT * FROM {self.name}_batch")
        self.connection.unregister(f"{self.name}_batch")
        self._batches, self._poured = [], True
