"""What is kept of a record beside its canonical columns, and what is measured of many.

One SQL for whoever writes a file of records and whoever looks into one.

The *content* of records is their number and an exclusive or over a 64-bit hash of each, so the order of rows and the
batch they came by do not matter: the same content always has the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from scoring.call_queries import INBOUND
from scoring.records import DAY_MARK_US, DAY_US, KINDS

OWN = {"site": "VARCHAR", "day": "DATE", "flags": "INTEGER", "source_row": "INTEGER", "also_rows": "INTEGER[]"}
"""Columns of ours: where in the vendor, the day in the client's zone, bits of rules, the row of the file, and where the
record was made of several rows (legs, events, criteria, deliveries that came again) the others."""
ORIGIN = ("source_row", "also_rows")
"""Those of them that say where a record came from, and nothing of what it says."""

HEAD_DAYS = 8
"""How far the scoring of a month looks into the next: the repeat window of 7 days, and the day it ends on."""

NO_RECORDS = f"0:{0:016x}"
"""The content of nothing."""


@cache
def stored_columns(kind: str) -> dict[str, str]:
    """Column -> DuckDB type of a stored record of ``kind``. The vendor is told by the listing, not the file."""
    return KINDS[kind].stored_columns | OWN


def own_time(kind: str) -> str:
    """SQL of a record's own time, which places it in its month."""
    first, *others = KINDS[kind].month_columns
    return f"coalesce({', '.join((first, *others))})" if others else first


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


@dataclass(frozen=True, slots=True)
class Measures:
    """What :func:`measures` tells of records; times as naive UTC."""

    records: int
    content: str
    head_content: str
    first_at: datetime
    last_at: datetime
    newest_at: datetime | None


def measured_columns(kind: str) -> str:
    """SQL of what :func:`measures` looks at of each record as stored: its content is all but where it came from."""
    listed = ", ".join(f'"{column}"' for column in stored_columns(kind) if column not in ORIGIN)
    return f"hash({listed}) AS of_content, {own_time(kind)} AS of_own_time, {event_time(kind)} AS of_event_time"


def measures(head: str) -> str:
    """SQL aggregates: the fields of :class:`Measures`, in their order.

    ``head`` is the predicate of the records that the scoring of the month before looks at.
    """
    return (f"count(*) AS records, {_written('TRUE')} AS content, {_written(head)} AS head_content, "
            "min(of_own_time) AS first_at, max(of_own_time) AS last_at, max(of_event_time) AS newest_at")


def _written(which: str) -> str:
    """SQL: how many records and what content, as text; :data:`NO_RECORDS` of none."""
    return (f"format('{{}}:{{:016x}}', count(*) FILTER ({which}), "
            f"coalesce(bit_xor(of_content) FILTER ({which}), 0::UBIGINT))")
