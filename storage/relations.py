"""From a scope to the SQL of what it may read: the scope chooses the files, so that others are never opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage import columns, quoting
from storage.asof import month_as_of, months_as_of
from storage.home import Store
from storage.listing import LayerRef, PartitionRef, layers, partitions, union, visible_batches
from storage.scope import Scope

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Visible:
    """What a scope may read at a date: current files, or (``layers`` not None) the layers visible then."""

    home: Path
    partitions: tuple[PartitionRef, ...]
    layers: tuple[LayerRef, ...] | None

    def pieces(self, kind: str, months: Iterable[str] | None = None) -> list[tuple[str, str, str]]:
        """(vendor, month, SELECT) of every month's records of ``kind``, in ``months`` (None: in all)."""
        wanted = None if months is None else set(months)
        if self.layers is None:
            return [(one.vendor, one.month, one.sql(self.home)) for one in self.partitions
                    if one.kind == kind and (wanted is None or one.month in wanted)]
        vendors = sorted({layer.vendor for layer in self.layers if layer.kind == kind})
        return [(vendor, month, month_as_of(self.home, self.layers, kind, vendor, month))
                for vendor in vendors for month in months_as_of(self.layers, kind, vendor)
                if wanted is None or month in wanted]

    def relation(self, kind: str, months: Iterable[str] | None = None) -> str:
        """A SELECT of the records of ``kind`` in ``months``, with ``vendor`` and ``month`` from the listing."""
        parts = [f"SELECT *, {quoting.text(vendor)} AS vendor, {quoting.text(month)} AS month FROM ({sql})"
                 for vendor, month, sql in self.pieces(kind, months)]
        return union([f"SELECT *, NULL::VARCHAR AS vendor, NULL::VARCHAR AS month FROM ({columns.empty(kind)})",
                      *parts])

    def at_once(self, kind: str, months: Iterable[str], names: Sequence[str], where: str) -> str:
        """The columns ``names`` of all vendors' records of ``kind`` in ``months`` where ``where`` holds, in one scan.

        Quicker than :meth:`relation` for all vendors; for one of them slower, which reads its own files only.
        """
        wanted = set(months)
        listed = [one for one in self.partitions if one.kind == kind and one.month in wanted]
        if not listed:
            return f"SELECT {', '.join(names)} FROM ({self.relation(kind, wanted)}) WHERE {where}"
        paths = ", ".join(quoting.existing_file(self.home / one.file) for one in listed)
        vendors = ", ".join(f"({place}, {quoting.text(one.vendor)})" for place, one in enumerate(listed))
        return (f"SELECT {', '.join(names)} FROM (SELECT file_index, * FROM read_parquet([{paths}], "
                f"union_by_name = true)) JOIN (VALUES {vendors}) AS listed(file_index, vendor) USING (file_index) "
                f"WHERE {where}")


def visible(session: Session, store: Store, scope: Scope, as_of: datetime | None = None) -> Visible:
    """What ``scope`` may read at ``as_of`` (aware; None: now)."""
    now = visible_batches(session)
    then = now if as_of is None else visible_batches(session, as_of)
    if then == now:
        return Visible(store.home, tuple(partitions(session, scope.vendors)), None)
    return Visible(store.home, (), tuple(layers(session, scope.vendors, then)))
