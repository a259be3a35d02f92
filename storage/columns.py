"""What lies in a Parquet file of each kind, as SQL: :mod:`scoring.stored` says what, here is in which order."""

from __future__ import annotations

from scoring.records import CALLS, KINDS
from scoring.stored import event_time, own_time, stored_columns
from storage import quoting

__all__ = ["COMPLETES", "empty", "event_time", "order", "own_time", "stored_columns"]

COMPLETES = {"completes": "STRUCT(batch INTEGER, source_row INTEGER, also_rows INTEGER[])[]"}
"""Of a call that was told in several files, where the files before told of it, the newest first: in current files only.
"""


def order(kind: str) -> str:
    """How current files are sorted that are written anew: in time, as exports mostly are."""
    return f"{own_time(kind)}, {KINDS[kind].id_column}"


def empty(kind: str) -> str:
    """A SELECT of no rows with every column in its type: put first, it fixes the shape of a union."""
    columns = stored_columns(kind) | {"batch": "INTEGER"} | (COMPLETES if kind == CALLS.name else {})
    listed = ", ".join(f"NULL::{type_} AS {quoting.name(name)}" for name, type_ in columns.items())
    return f"SELECT {listed} WHERE false"
