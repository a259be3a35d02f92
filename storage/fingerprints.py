"""What current files hold, in one pass over them: counts, times, and the fingerprint of their content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.records import CALLS, Month
from scoring.stored import HEAD_DAYS, Measures, measured_columns, measures
from storage import columns
from storage.completing import batches_of
from storage.listing import PartitionRef, union

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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

    def with_measures(self, known: Measures, batches: Iterable[int]) -> PartitionRef:
        """The partition as it is."""
        return replace(self.unmeasured(known.records), fingerprint=known.content, head_fingerprint=known.head_content,
                       first_at=_aware(known.first_at), last_at=_aware(known.last_at),
                       newest_at=_aware(known.newest_at), batches=tuple(sorted(batches)))


def measured(duck: DuckDBPyConnection, home: Path, served: Iterable[Served]) -> list[PartitionRef]:
    """The partitions as they are with these files, all those of a kind in one pass."""
    by_kind: dict[str, list[Served]] = {}
    for one in served:
        by_kind.setdefault(one.kind, []).append(one)
    return [ref for kind, files in by_kind.items() for ref in _measured(duck, home, kind, files)]


def _measured(duck: DuckDBPyConnection, home: Path, kind: str, files: list[Served]) -> list[PartitionRef]:
    found = duck.execute(
        f"SELECT place, {measures('day < head_end')}, {batches_of(kind)} FROM (SELECT place, day, head_end, batch, "
        f"{'completes, ' if kind == CALLS.name else ''}{measured_columns(kind)} FROM "
        f"({union(_with_places(kind, files, home))})) GROUP BY place ORDER BY place"
    ).fetchall()
    return [files[place].with_measures(Measures(*counted), batches) for place, *counted, batches in found]


def _with_places(kind: str, files: list[Served], home: Path) -> list[str]:
    """SELECTs of every file's records with the place of the file among ``files``, the first giving the shape."""
    shape = f"SELECT *, NULL::INTEGER AS place, NULL::DATE AS head_end FROM ({columns.empty(kind)})"
    return [shape, *(f"SELECT *, {place}::INTEGER AS place, DATE '{_end_of_head(one.month)}' AS head_end "
                     f"FROM ({one.unmeasured(0).sql(home)})" for place, one in enumerate(files))]


def _end_of_head(month: str) -> str:
    return f"{Month.parse(month)}-{HEAD_DAYS + 1:02d}"


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
