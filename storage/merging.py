"""Two vendors that are one: from the merge on, all layers of the one count as the other's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import col, select

from scoring.records import KINDS
from storage.audit import note
from storage.changes import (
    Seen,
    check_written,
    derived,
    discarded_when_lost,
    list_partitions,
    retire,
    retried,
    seen,
    step_or_lose,
)
from storage.duck import duck
from storage.errors import StorageRefusal
from storage.home import Store
from storage.listing import union
from storage.tables import Batch, Layer, Person, Vendor, VendorAlias

if TYPE_CHECKING:
    from sqlmodel import Session

Key = tuple[str, str, str]


def merge(store: Store, source: str, target: str, *, actor: str) -> tuple[Key, ...]:
    """Let ``source`` count as ``target`` from now on; answers the (kind, vendor, month) that changed.

    Refused, with their number, when ids of the two collide: which record is which could not be told any more.
    """
    return retried(lambda: _attempt(store, source, target, actor))


def _attempt(store: Store, source: str, target: str, actor: str) -> tuple[Key, ...]:
    from storage.vendors import existing

    with store.reading() as session:
        source, target = existing(session, source).code, existing(session, target).code
        if source == target:
            raise StorageRefusal("same_vendor", f"{source} cannot be merged into itself.")
        before = seen(session, {source, target})
    _refuse_clashes(store, before, source, target)
    coming = [replace(layer, vendor=target) for layer in before.visible if layer.vendor == source]
    staying = replace(before, visible=tuple(layer for layer in before.visible if layer.vendor == target),
                      partitions={key: one for key, one in before.partitions.items() if one.vendor == target})
    work = derived(store, staying, f"merge{before.version}", come=coming)
    with discarded_when_lost(store, work), store.writing() as session:
        step_or_lose(session, before)
        check_written(store, work.written)
        _relabel(session, source, target)
        list_partitions(session, before, work)
        note(session, actor, "vendors_merged", source, into=target)
    retire(store, before, work)
    gone = {key for key in before.partitions if key[1] == source}
    return tuple(sorted(work.changed | gone))


def _refuse_clashes(store: Store, before: Seen, source: str, target: str) -> None:
    clashes = {kind: count for kind in KINDS if (count := _clashes(store, before, kind, source, target))}
    if clashes:
        listed = ", ".join(f"{count} of {kind}" for kind, count in clashes.items())
        raise StorageRefusal("ids_collide", (
            f"{source} and {target} both use the same ids ({listed}), so their records cannot be told apart. "
            "Withdraw the batches of one of them first, or keep the two vendors."
        ))


def _clashes(store: Store, before: Seen, kind: str, source: str, target: str) -> int:
    sides = [[one for one in before.partitions.values() if (one.kind, one.vendor) == (kind, vendor)]
             for vendor in (source, target)]
    if not all(sides):
        return 0
    id_column = KINDS[kind].id_column
    ours, theirs = (union(f"SELECT {id_column} AS id FROM ({one.sql(store.home)})" for one in side) for side in sides)
    with duck(store) as connection:
        found = connection.execute(
            f"SELECT count(*) FROM ({ours}) AS a SEMI JOIN ({theirs}) AS b ON a.id = b.id").fetchone()
    return int(found[0]) if found else 0


def _relabel(session: Session, source: str, target: str) -> None:
    """Everything that named the source names the target; the source's row stays and says where it went."""
    session.exec(sa.update(Layer).where(col(Layer.vendor) == source).values(vendor=target))
    session.exec(sa.update(VendorAlias).where(col(VendorAlias.vendor) == source).values(vendor=target))
    session.exec(sa.update(Person).where(col(Person.vendor) == source).values(vendor=target))
    session.exec(sa.update(Vendor).where(sa.or_(
        col(Vendor.code) == source, col(Vendor.merged_into) == source)).values(merged_into=target))
    for row in session.exec(select(Batch)):
        if source in row.vendors:
            row.vendors = sorted({target if vendor == source else vendor for vendor in row.vendors})
