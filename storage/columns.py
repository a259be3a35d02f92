"""What lies in a Parquet file of each kind: the canonical columns as stored, and four of our own."""

from __future__ import annotations

from functools import cache

from scoring.call_queries import INBOUND
from scoring.records import DAY_MARK_US, DAY_US, KINDS
from storage import quoting

OWN = {"site": "VARCHAR", "day": "DATE", "flags": "INTEGER", "source_row": "INTEGER"}


@cache
def stored_columns(kind: str) -> dict[str, str]:
    """Column -> DuckDB type of a stored record of ``kind``. The vendor is told by the listing, not the file."""
    return KINDS[kind].stored_columns | OWN


def own_time(kind: str) -> str:
    """SQL of a record's own time, which places it in its month."""
    return f"coalesce({', '.join(KINDS[kind].month_columns)})"


def event_time(kind: str) -> str:
    """SQL of the newest event a record tells of, NULL where of none.

    A promise is due in future, but made and kept in the past; kept on a date alone it was kept some time on that day,
    and surely not before the day began. Of calls only customers' contacts tell how far a log reaches: one call the
    vendor makes itself would make all before it seem old enough to be judged.
    """
    kept = (f"kept_at - CASE WHEN kept_at = date_trunc('minute', kept_at) + INTERVAL {DAY_MARK_US} MICROSECOND "
            f"THEN INTERVAL {DAY_US} MICROSECOND ELSE INTERVAL 0 SECOND END")
    told = {"promises": f"greatest(made_at, {kept})", "calls": f"CASE WHEN {INBOUND} THEN {own_time(kind)} END"}
    return told.get(kind, own_time(kind))


def content(kind: str) -> str:
    """The columns whose values are the record, as a list for SQL: where it came from is left out."""
    return ", ".join(quoting.name(column) for column in stored_columns(kind) if column != "source_row")


def order(kind: str) -> str:
    """How current files are sorted that are written anew: in time, as exports mostly are."""
    return f"{own_time(kind)}, {KINDS[kind].id_column}"


def empty(kind: str) -> str:
    """A SELECT of no rows with every column in its type: put first, it fixes the shape of a union."""
    columns = stored_columns(kind) | {"batch": "INTEGER"}
    listed = ", ".join(f"NULL::{type_} AS {quoting.name(name)}" for name, type_ in columns.items())
    return f"SELECT {listed} WHERE false"
