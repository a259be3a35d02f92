"""The batches as read: every file that was stored, with its counts, its report, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scoring.records import CALLS, KINDS, Month, VendorCode
from storage.completing import batches_of
from storage.errors import StorageRefusal
from storage.home import Store
from storage.relations import Visible, visible
from storage.scope import Scope
from storage.vendors import with_merged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlmodel import Session

    from storage.tables import Batch


@dataclass(frozen=True, slots=True)
class BatchView:
    """One stored file. ``id`` is its public name (b7); the counts are those its import reported."""

    id: str
    number: int
    kind: str
    vendor_option: str | None
    vendors: tuple[str, ...]
    file_name: str
    sha256: str
    size: int
    format: str
    sheet: str
    timezone: str
    rows_read: int
    rows_stored: int
    rows_held_back: int
    rows_not_data: int
    records: int
    issues_total: int
    imported_by: str
    committed_at: datetime
    visible: bool
    replaces: str | None
    corrects: str | None
    months: tuple[str, ...]
    """Months in which its records stand; of a batch that is withdrawn or restated whole, those they last stood in."""


@dataclass(frozen=True, slots=True)
class EventView:
    """``kind`` is stored, withdrawn or reinstated."""

    kind: str
    at: datetime
    by: str


def listing(store: Store, scope: Scope) -> list[BatchView]:
    """The batches wholly inside the scope, newest first: one of several vendors tells nothing to each of them."""
    from sqlalchemy.orm import defer
    from sqlmodel import col, select

    from storage.tables import Batch

    wanted = select(Batch).options(defer(Batch.reading)).order_by(col(Batch.number).desc())  # type: ignore[arg-type]
    with store.reading() as session:
        months = standing(session)
        return [batch_view(row, months) for row in session.exec(wanted) if _inside(row, scope)]


def find(store: Store, scope: Scope, batch_id: str) -> BatchView | None:
    """The batch of this public id; None when there is none or it is not wholly inside the scope."""
    with store.reading() as session:
        row = _scoped(session, scope, batch_id)
        return batch_view(row, standing(session)) if row else None


def reading_of(store: Store, scope: Scope, batch_id: str) -> dict[str, Any] | None:
    """The report of the import (the first 1,000 issues); None outside the scope.

    ``missing_total`` and ``missing`` (vendor, month, id) are what storing found: see ``changes.Committed``.

    Of a file that was not given as one vendor's, a narrowed scope gets the issues of its own rows alone: a row that
    names no vendor may be anybody's.
    """
    with store.reading() as session:
        row = _scoped(session, scope, batch_id)
        if row is None or row.vendor_option:
            return row.reading if row else None
        own = owners(session, scope)
        return row.reading if own is None else {**row.reading, "issues": [
            issue for issue in row.reading.get("issues", ()) if issue.get("vendor") in own]}


def owners(session: Session, scope: Scope) -> frozenset[str] | None:
    """The vendor codes by which rows of files are known to be the scope's; None for everybody's."""
    return None if scope.vendors is None else with_merged(session, scope.vendors)


def events(store: Store, scope: Scope, batch_id: str) -> list[EventView]:
    """What became of the batch, oldest first; empty outside the scope."""
    from sqlmodel import col, select

    from storage.tables import BatchEvent

    with store.reading() as session:
        row = _scoped(session, scope, batch_id)
        if row is None:
            return []
        wanted = select(BatchEvent).where(BatchEvent.batch == row.number).order_by(col(BatchEvent.id))
        return [EventView(event.kind, event.at, event.by) for event in session.exec(wanted)]


def behind(store: Store, scope: Scope, vendor: str, month: Month, as_of: datetime | None = None) -> list[str]:
    """The vendor's own batches that the scorecard of a month rests on, oldest first; empty outside the scope.

    Those of the records that are read, so the same at every date at which the same records were current.
    """
    from storage.duck import answered

    if not scope.allows(vendor):
        return []
    with store.reading() as session:
        seen = visible(session, store, Scope(frozenset({VendorCode(vendor)})), as_of)
    if seen.layers is None:
        return behind_of(None, seen, month).get(VendorCode(vendor), [])
    return answered(store, lambda connection: behind_of(connection, seen, month)).get(VendorCode(vendor), [])


def behind_of(connection: DuckDBPyConnection | None, seen: Visible, month: Month) -> dict[VendorCode, list[str]]:
    """:func:`behind` of a look already taken, for each of its vendors; a connection is needed for layers only."""
    numbers: dict[str, set[int]] = {}
    for kind in KINDS.values():
        months = [*kind.read_for(month), *([month.shifted(1)] if kind is CALLS else [])]  # its first days, for repeats
        for vendor, batches in _batches_of(connection, seen, kind.name, list(map(str, months))):
            numbers.setdefault(vendor, set()).update(batches)
    return {VendorCode(vendor): [f"b{number}" for number in sorted(found)] for vendor, found in numbers.items()}


def _batches_of(connection: DuckDBPyConnection | None, seen: Visible, kind: str,
                months: list[str]) -> list[tuple[str, Iterable[int]]]:
    if connection is None or seen.layers is None:
        return [(one.vendor, one.batches) for one in seen.partitions if one.kind == kind and one.month in months]
    return connection.execute(f"SELECT vendor, {batches_of(kind)} FROM ({seen.relation(kind, months)}) "
                              "GROUP BY vendor").fetchall()


def standing(session: Session) -> dict[int, list[str]]:
    """The months in which the records of each batch stand now, by its number; nothing of a batch that counts nowhere.

    Evaluations, feedback and surveys stand in the months of their calls, whatever their own dates.
    """
    from sqlmodel import select

    from storage.tables import Partition

    found: dict[int, set[str]] = {}
    for month, numbers in session.exec(select(Partition.month, Partition.batches)):
        for number in numbers:
            found.setdefault(number, set()).add(month)
    return {number: sorted(months) for number, months in found.items()}


def keep_months(session: Session, row: Batch) -> None:
    """Write down where the batch's records stand while they do."""
    row.months = standing(session).get(row.number, row.months)


def batch_view(row: Batch, months: Mapping[int, list[str]]) -> BatchView:
    """The frozen view of a row, without its report; ``months`` as :func:`standing` tells them."""
    return BatchView(
        f"b{row.number}", row.number, row.kind, row.vendor_option, tuple(row.vendors), row.file_name, row.sha256,
        row.size, row.format, row.sheet, row.timezone, row.rows_read, row.rows_stored, row.rows_held_back,
        row.rows_not_data, row.records, row.issues_total, row.imported_by, row.committed_at, row.visible,
        f"b{row.replaces}" if row.replaces else None, f"b{row.corrects}" if row.corrects else None,
        tuple(months.get(row.number, row.months)),
    )


def same_bytes(session: Session, sha256: str, kind: str, vendor: str | None, corrects: str | None) -> Batch | None:
    """The row of the visible batch with these bytes, inside a session; one that corrects another is a batch of that one
    alone, for it brought nothing else of its file."""
    from sqlmodel import col, select

    from storage.tables import Batch

    wanted = select(Batch).where(Batch.sha256 == sha256, Batch.kind == kind, col(Batch.visible))
    number = number_of(corrects) if corrects else None
    found = [row for row in session.exec(wanted.order_by(col(Batch.number)))
             if (row.vendor_option, row.corrects) == (vendor, number)]
    return found[-1] if found else None


def known_batch(session: Session, batch_id: str) -> Batch:
    """The row of a batch; refused when there is none."""
    from storage.tables import Batch

    row = session.get(Batch, number_of(batch_id))
    if row is None:
        raise StorageRefusal("unknown_batch", (
            f"There is no batch {batch_id}. `openline imports` lists them; their names look like b7."
        ))
    return row


def number_of(batch_id: str) -> int:
    """The number in a public id (b7 -> 7); -1 for anything else."""
    match = re.fullmatch(r"b(\d{1,9})", batch_id.strip().lower(), re.ASCII)
    return int(match[1]) if match else -1


def _scoped(session: Session, scope: Scope, batch_id: str) -> Batch | None:
    from storage.tables import Batch

    row = session.get(Batch, number_of(batch_id))
    return row if row and _inside(row, scope) else None


def _inside(row: Batch, scope: Scope) -> bool:
    if scope.vendors is None:
        return True
    return bool(row.vendors) and all(scope.allows(vendor) for vendor in row.vendors)
