"""Dividing records among their vendors' files: each month is read once, whatever vendors its rows alternate between.

Asking the table for one vendor's rows after another looks at every row again for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from imports.sql import identifier

ROWS_AT_ONCE = 122_880
"""Rows held in memory at once, and so at most in one row group."""
_LOOKED_AT = 1_000
_OF_WHOM = "_of_whom"


@dataclass(frozen=True, slots=True)
class StoredColumns:
    """What is stored of each row: the SQL of every column by name, which of them are NULL in every row, and those whose
    least and greatest value in each part of a file are noted, so that who seeks a value passes over the others."""

    selected: Mapping[str, str]
    empty: frozenset[str]
    sought: tuple[str, ...]

    @property
    def sql(self) -> str:
        """All columns, for a SELECT."""
        return ", ".join(f"{sql} AS {identifier(name)}" for name, sql in self.selected.items())

    @property
    def held_sql(self) -> str:
        """Those that hold something."""
        return ", ".join(f"{sql} AS {identifier(name)}" for name, sql in self.selected.items()
                         if name not in self.empty)


def write_divided(connection: duckdb.DuckDBPyConnection, rows: str, columns: StoredColumns,
                  files: Mapping[str, Path]) -> None:
    """Write each vendor's share of ``rows`` (SQL from FROM on, with a column ``vendor``) to its file of ``files``, in
    the order they come. KeyError for a vendor without a file."""
    empty = connection.sql(f"SELECT {columns.sql} {rows} LIMIT 0").to_arrow_table().schema
    batches = connection.sql(f"SELECT vendor AS {_OF_WHOM}, {columns.held_sql} {rows}").to_arrow_reader(ROWS_AT_ONCE)
    numbers = [field.name for field in empty if _is_number(field.type)]
    repeating: frozenset[str] | None = None
    with ExitStack() as open_files:
        writers: dict[str, Any] = {}
        for batch in batches:
            repeating = _repeating(batch) if repeating is None else repeating
            for vendor, share in _divided(batch, repeating, empty):
                if vendor not in writers:
                    writers[vendor] = open_files.enter_context(pq.ParquetWriter(
                        files[vendor], share.schema, compression="lz4", use_dictionary=sorted(repeating),
                        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
                        write_statistics=list(columns.sought), store_schema=False))
                writers[vendor].write_table(share)


def _repeating(batch: Any) -> frozenset[str]:
    """The text columns that say the same over and over: quicker to move and write as numbers of their different texts.
    """
    def repeats(column: Any) -> bool:
        first = column.slice(0, _LOOKED_AT)
        return pa.types.is_string(column.type) and 2 * len(pc.unique(first)) <= len(first)

    return frozenset(name for name, column in zip(batch.schema.names, batch.columns, strict=True)
                     if name != _OF_WHOM and repeats(column))


def _is_number(type_: Any) -> bool:
    """Whole numbers and times: as differences from row to row they need few bits, and hardly a compression then."""
    return any(test(type_) for test in (pa.types.is_integer, pa.types.is_timestamp, pa.types.is_date))


def _divided(batch: Any, repeating: frozenset[str], schema: Any) -> list[tuple[str, Any]]:
    """Each vendor's rows of the batch, in their order, with all columns of ``schema``."""
    columns = {name: column.dictionary_encode() if name in repeating else column
               for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    whose = columns.pop(_OF_WHOM).dictionary_encode()
    vendors, codes = whose.dictionary.to_pylist(), whose.indices.to_numpy()
    held = pa.record_batch(columns)
    if len(vendors) > 1:
        held = held.take(pa.array(np.argsort(codes, kind="stable")))
    whole = pa.Table.from_arrays([held[field.name] if field.name in columns else pa.nulls(len(held), field.type)
                                  for field in schema], names=schema.names)
    ends = np.cumsum(np.bincount(codes, minlength=len(vendors))).tolist()
    return [(vendor, whole.slice(start, end - start))
            for vendor, start, end in zip(vendors, [0, *ends[:-1]], ends, strict=True)]
