"""What is listed: the layers and current files readers may open, as plain frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage import quoting

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables import BatchEvent, Partition


@dataclass(frozen=True, slots=True)
class LayerRef:
    """An immutable file of one batch, vendor and own-date month. ``file`` is relative to the home."""

    batch: int
    kind: str
    vendor: str
    month: str
    file: str
    records: int

    def sql(self, home: Path) -> str:
        """A SELECT of its records with their batch."""
        return f"SELECT *, {self.batch}::INTEGER AS batch FROM read_parquet({quoting.existing_file(home / self.file)})"


@dataclass(frozen=True, slots=True)
class PartitionRef:
    """A current file: ``layer_batch`` is set where an untouched layer serves as one."""

    kind: str
    vendor: str
    month: str
    file: str
    layer_batch: int | None
    records: int
    fingerprint: str
    head_fingerprint: str
    first_at: datetime | None
    last_at: datetime | None
    newest_at: datetime | None
    batches: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind, self.vendor, self.month)

    def sql(self, home: Path) -> str:
        """A SELECT of its records with their batch."""
        batch = "" if self.layer_batch is None else f", {self.layer_batch}::INTEGER AS batch"
        return f"SELECT *{batch} FROM read_parquet({quoting.existing_file(home / self.file)})"


def union(parts: Iterable[str]) -> str:
    """Several SELECTs as one, columns matched by name."""
    return " UNION ALL BY NAME ".join(parts)


def partitions(session: Session, vendors: frozenset[str] | None, kind: str | None = None,
               months: Iterable[str] | None = None) -> list[PartitionRef]:
    """The current files of ``vendors`` (None: of all), by kind, vendor and month."""
    from sqlmodel import col, select

    from storage.tables import Partition

    wanted = select(Partition).order_by(col(Partition.kind), col(Partition.vendor), col(Partition.month))
    if vendors is not None:
        wanted = wanted.where(col(Partition.vendor).in_(sorted(vendors)))
    if kind is not None:
        wanted = wanted.where(Partition.kind == kind)
    if months is not None:
        wanted = wanted.where(col(Partition.month).in_(sorted(months)))
    return [_partition(row) for row in session.exec(wanted)]


def layers(session: Session, vendors: frozenset[str] | None = None,
           batches: Iterable[int] | None = None, kind: str | None = None) -> list[LayerRef]:
    """The layers of ``vendors`` and ``batches`` (None: of all), oldest batch first."""
    from sqlmodel import col, select

    from storage.tables import Layer

    wanted = select(Layer).order_by(col(Layer.batch), col(Layer.id))
    if vendors is not None:
        wanted = wanted.where(col(Layer.vendor).in_(sorted(vendors)))
    if batches is not None:
        wanted = wanted.where(col(Layer.batch).in_(sorted(batches)))
    if kind is not None:
        wanted = wanted.where(Layer.kind == kind)
    return [LayerRef(row.batch, row.kind, row.vendor, row.month, row.file, row.records)
            for row in session.exec(wanted)]


def visible_batches(session: Session, as_of: datetime | None = None) -> frozenset[int]:
    """The batches a reader sees: now, or as it was at ``as_of`` (aware)."""
    from sqlmodel import col, select

    from storage.tables import Batch, BatchEvent

    if as_of is None:
        return frozenset(session.exec(select(Batch.number).where(col(Batch.visible))))
    return _standing_after(session.exec(select(BatchEvent).where(BatchEvent.at <= as_of).order_by(col(BatchEvent.id))))


def visible_before(session: Session, batch: int) -> frozenset[int]:
    """The batches that readers saw when the batch of this number was stored; one that it replaced among them."""
    from sqlmodel import col, select

    from storage.tables import Batch, BatchEvent

    stored = select(BatchEvent.id).where(BatchEvent.batch == batch, BatchEvent.kind == "stored")
    first, replaced = session.exec(stored).one() or 0, session.exec(
        select(Batch.replaces).where(Batch.number == batch)).one()
    before = session.exec(select(BatchEvent).where(col(BatchEvent.id) < first).order_by(col(BatchEvent.id)))
    return _standing_after(before) | ({replaced} if replaced else set())


def _standing_after(events: Iterable[BatchEvent]) -> frozenset[int]:
    last = {event.batch: event.kind for event in events}
    return frozenset(batch for batch, kind in last.items() if kind != "withdrawn")


def _partition(row: Partition) -> PartitionRef:
    return PartitionRef(row.kind, row.vendor, row.month, row.file, row.layer_batch, row.records, row.fingerprint,
                        row.head_fingerprint, row.first_at, row.last_at, row.newest_at, tuple(row.batches))
