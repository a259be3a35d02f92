"""What a current file holds, in one pass over it: counts, times, and a fingerprint of its content.

The fingerprint is an exclusive or over a 64-bit hash of each record, so the order of rows and the batch they came by
do not matter: the same content always has the same one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.records import Month
from storage import columns, quoting
from storage.listing import PartitionRef

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD_DAYS = 8
"""How far the scoring of a month looks into the next: the repeat window of 7 days, and the day it ends on."""


NO_RECORDS = f"0:{0:016x}"
"""The fingerprint of nothing."""


def measured(duck: DuckDBPyConnection, home: Path, key: tuple[str, str, str], file: str,
             layer_batch: int | None) -> PartitionRef:
    """The partition ``key`` (kind, vendor, month) as it is with this file; ``layer_batch`` if it is a layer."""
    kind, vendor, month = key
    batch = "" if layer_batch is None else f", {layer_batch}::INTEGER AS batch"
    rows = f"SELECT *{batch} FROM read_parquet({quoting.existing_file(home / file)})"
    found = duck.execute(
        f"SELECT count(*), bit_xor(h), bit_xor(h) FILTER (head), count(*) FILTER (head), min(own), max(own), "
        f"max(event), list(DISTINCT batch) FROM (SELECT hash({columns.content(kind)}) AS h, day < ? AS head, "
        f"{columns.own_time(kind)} AS own, {columns.event_time(kind)} AS event, batch "
        f"FROM ({columns.empty(kind)} UNION ALL BY NAME {rows}))",
        [_end_of_head(month)],
    ).fetchone()
    assert found is not None  # an aggregate always answers one row
    records, content, head, head_records, first, last, newest, batches = found
    return PartitionRef(
        kind, vendor, month, file, layer_batch, records, _written(records, content),
        _written(head_records, head), _aware(first), _aware(last), _aware(newest), tuple(sorted(batches)),
    )


def _end_of_head(month: str) -> str:
    return f"{Month.parse(month)}-{HEAD_DAYS + 1:02d}"


def _written(records: int, content: int | None) -> str:
    return f"{records}:{content or 0:016x}"


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
