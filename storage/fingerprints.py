"""What current files hold, in one pass over them: counts, times, and a fingerprint of its content.

The fingerprint is an exclusive or over a 64-bit hash of each record, so the order of rows and the batch they came by
do not matter: the same content always has the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.records import Month
from storage import columns
from storage.listing import PartitionRef, union

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD_DAYS = 8
"""How far the scoring of a month looks into the next: the repeat window of 7 days, and the day it ends on."""


NO_RECORDS = f"0:{0:016x}"
"""The fingerprint of nothing."""


@dataclass(frozen=True, slots=True)
class Served:
    """The file that serves as the current one of a partition; ``layer_batch`` if it is a layer."""

    kind: str
    vendor: str
    month: str
    file: str
    layer_batch: int | None

    def unmeasured(self, records: int) -> PartitionRef:
        """The partition as far as it is known before a look into its file."""
        return PartitionRef(self.kind, self.vendor, self.month, self.file, self.layer_batch, records, "", "", None,
                            None, None, ())


def measured(duck: DuckDBPyConnection, home: Path, served: Iterable[Served]) -> list[PartitionRef]:
    """The partitions as they are with these files, all those of a kind in one pass."""
    by_kind: dict[str, list[Served]] = {}
    for one in served:
        by_kind.setdefault(one.kind, []).append(one)
    return [ref for kind, files in by_kind.items() for ref in _measured(duck, home, kind, files)]


def _measured(duck: DuckDBPyConnection, home: Path, kind: str, files: list[Served]) -> list[PartitionRef]:
    found = duck.execute(
        "SELECT place, count(*), bit_xor(h), bit_xor(h) FILTER (head), count(*) FILTER (head), min(own), max(own), "
        f"max(event), list(DISTINCT batch) FROM (SELECT place, hash({columns.content(kind)}) AS h, day < head_end AS "
        f"head, {columns.own_time(kind)} AS own, {columns.event_time(kind)} AS event, batch "
        f"FROM ({union(_with_places(kind, files, home))})) GROUP BY place ORDER BY place").fetchall()
    return [_as_measured(files[place], *counted) for place, *counted in found]


def _with_places(kind: str, files: list[Served], home: Path) -> list[str]:
    """SELECTs of every file's records with the place of the file among ``files``, the first giving the shape."""
    shape = f"SELECT *, NULL::INTEGER AS place, NULL::DATE AS head_end FROM ({columns.empty(kind)})"
    return [shape, *(f"SELECT *, {place}::INTEGER AS place, DATE '{_end_of_head(one.month)}' AS head_end "
                     f"FROM ({one.unmeasured(0).sql(home)})" for place, one in enumerate(files))]


def _as_measured(file: Served, records: int, content: int | None, head: int | None, head_records: int, first: datetime,
                 last: datetime, newest: datetime | None, batches: list[int]) -> PartitionRef:
    return replace(file.unmeasured(records), fingerprint=_written(records, content),
                   head_fingerprint=_written(head_records, head), first_at=_aware(first), last_at=_aware(last),
                   newest_at=_aware(newest), batches=tuple(sorted(batches)))


def _end_of_head(month: str) -> str:
    return f"{Month.parse(month)}-{HEAD_DAYS + 1:02d}"


def _written(records: int, content: int | None) -> str:
    return f"{records}:{content or 0:016x}"


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
