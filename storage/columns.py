"""What lies in a Parquet file of each kind: the canonical columns as stored, and four of our own."""

from __future__ import annotations

from functools import cache

from scoring.records import DAY_MARK_US, DAY_US, KINDS
from storage import quoting

CRITERIA = "STRUCT(criterion VARCHAR, score DOUBLE, max_score DOUBLE, weight DOUBLE, na BOOLEAN)[]"
CRITERION_COLUMNS = ("criterion", "score", "max_score", "weight")
OWN = {"site": "VARCHAR", "day": "DATE", "flags": "INTEGER", "source_row": "INTEGER"}


@cache
def stored_columns(kind: str) -> dict[str, str]:
    """Column -> DuckDB type of a stored record of ``kind``. The vendor is told by the listing, not the file."""
    canonical = {column.stored: column.sql_type for column in KINDS[kind].columns if column.name != "vendor"}
    if kind == "evaluations":
        canonical = {name: type_ for name, type_ in canonical.items() if name not in CRITERION_COLUMNS}
        canonical["criteria"] = CRITERIA
    return canonical | OWN


def own_time(kind: str) -> str:
    """SQL of a record's own time, which places it in its month."""
    return f"coalesce({', '.join(KINDS[kind].month_columns)})"


def event_time(kind: str) -> str:
    """SQL of the newest event a record tells of: a promise is due in future, but made and kept in the past.

    Kept on a date alone it was kept some time on that day, and surely not before the day began.
    """
    if kind != "promises":
        return own_time(kind)
    known = (f"kept_at - CASE WHEN kept_at = date_trunc('minute', kept_at) + INTERVAL {DAY_MARK_US} MICROSECOND "
             f"THEN INTERVAL {DAY_US} MICROSECOND ELSE INTERVAL 0 SECOND END")
    return f"greatest(made_at, {known})"


def content(kind: str) -> str:
    """The columns whose values are the record, as a list for SQL: where it came from is left out."""
    return ", ".join(quoting.name(column) for column in stored_columns(kind) if column != "source_row")


def order(kind: str) -> str:
    """How current files are sorted: repeats are found along a customer's contacts."""
    by = "customer, started_at" if kind == "calls" else own_time(kind)
    return f"{by}, {KINDS[kind].id_column}"


def empty(kind: str) -> str:
    """A SELECT of no rows with every column in its type: put first, it fixes the shape of a union."""
    columns = stored_columns(kind) | {"batch": "INTEGER"}
    listed = ", ".join(f"NULL::{type_} AS {quoting.name(name)}" for name, type_ in columns.items())
    return f"SELECT {listed} WHERE false"
