"""Ids against what is stored: those used again, which are never overwritten, and those of calls nobody delivered.

An id that comes back more than 35 days from its stored start is another contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scoring.records import KINDS
from storage import columns, quoting
from storage.batch_listing import number_of
from storage.current import USED_AGAIN_DAYS
from storage.duck import duck
from storage.errors import StorageRefusal
from storage.home import Store
from storage.listing import PartitionRef, partitions, union

SHOWN = 1000


@dataclass(frozen=True, slots=True)
class UsedAgain:
    """How many ids come back too far from their stored time; the first 1,000 as (vendor, id, stored, new)."""

    total: int = 0
    first: tuple[tuple[str, str, datetime, datetime], ...] = ()


class IdsUsedAgain(StorageRefusal):
    """Refused: ids stored long ago come back as something else. ``used_again`` tells which."""

    def __init__(self, kind: str, used_again: UsedAgain) -> None:
        vendor, id_, stored, new = used_again.first[0]
        super().__init__("id_used_again", (
            f"{used_again.total} {KINDS[kind].id_column} in this file are stored already, more than "
            f"{USED_AGAIN_DAYS} days apart: {id_!r} of {vendor} is from {stored:%Y-%m-%d} in the store and from "
            f"{new:%Y-%m-%d} here. Stored records are not overwritten by others of the same id: leave these rows "
            "out, or withdraw the batch they come from."
        ))
        self.used_again = used_again


def check_ids(store: Store, kind: str, parts: Iterable[Mapping[str, Any]], folder: Path,
              replaces: str | None = None, apart_days: int = USED_AGAIN_DAYS) -> UsedAgain:
    """Which ids staged in ``folder`` (inside the home) are used again, over all stored months of each vendor.

    Used again: stored with a time more than ``apart_days`` away (0: stored at all). Records of the batch ``replaces``
    are about to go and may come back anywhere.
    """
    total, first = 0, []
    for vendor, files in _by_vendor(parts, folder).items():
        stored = _stored(store, kind, vendor)
        if not stored:
            continue
        with duck(store) as connection:
            pairs = _pairs(store, kind, stored, files, replaces, apart_days)
            found = connection.execute(
                f"SELECT new_id, stored_at, new_at, count(*) OVER () FROM ({pairs}) ORDER BY 1 LIMIT {SHOWN}"
            ).fetchall()
        total += found[0][3] if found else 0
        first += [(vendor, *row[:3]) for row in found]
    return UsedAgain(total, tuple(first[:SHOWN]))


def rows_used_again(store: Store, kind: str, parts: Iterable[Mapping[str, Any]], folder: Path,
                    replaces: str | None = None, apart_days: int = USED_AGAIN_DAYS) -> list[int]:
    """The ``source_row`` of every staged record whose id is used again, as :func:`check_ids` finds them."""
    rows: list[int] = []
    for vendor, files in _by_vendor(parts, folder).items():
        stored = _stored(store, kind, vendor)
        if stored:
            with duck(store) as connection:
                pairs = _pairs(store, kind, stored, files, replaces, apart_days)
                rows += [row for (row,) in connection.execute(
                    f"SELECT DISTINCT source_row FROM ({pairs}) ORDER BY 1").fetchall()]
    return rows


@dataclass(frozen=True, slots=True)
class BegunAgain:
    """Ids that are stored already for another day: ``elsewhere`` of ``met`` in all; one of them, as (vendor, id,
    stored, new)."""

    met: int = 0
    elsewhere: int = 0
    example: tuple[str, str, datetime, datetime] | None = None


def ids_begun_again(store: Store, kind: str, parts: Iterable[Mapping[str, Any]], folder: Path,
                    replaces: str | None = None) -> BegunAgain:
    """Whether a file numbers its records from the start again: how many of its ids that are stored stand for a moment
    more than a day away (when they began, not when they are due)."""
    at = KINDS[kind].month_columns[-1]
    found = BegunAgain()
    for vendor, files in _by_vendor(parts, folder).items():
        stored = _stored(store, kind, vendor)
        if not stored:
            continue
        with duck(store) as connection:
            pairs = _pairs(store, kind, stored, files, replaces, 0, at)
            met, elsewhere, example = connection.execute(
                f"SELECT count(*), count(*) FILTER (apart), any_value((new_id, stored_at, new_at)) FILTER (apart) FROM "
                f"(SELECT *, abs(epoch(stored_at) - epoch(new_at)) > 86400 AS apart FROM ({pairs}))").fetchall()[0]
        found = BegunAgain(found.met + met, found.elsewhere + elsewhere,
                           found.example or ((vendor, *example) if example else None))
    return found


@dataclass(frozen=True, slots=True)
class CallsNotStored:
    """How many staged records name a call that is not stored; the first 1,000 as (source row, call id, vendor)."""

    total: int = 0
    first: tuple[tuple[int, str, str], ...] = ()


def calls_not_stored(store: Store, kind: str, parts: Iterable[Mapping[str, Any]], folder: Path) -> CallsNotStored:
    """Which staged records of a kind that names calls name one that is not among their vendor's stored calls.

    Nothing is told of a vendor without any stored call: its calls are still to come.
    """
    total, first = 0, []
    if kind == "calls" or all(column.name != "call_id" for column in KINDS[kind].columns):
        return CallsNotStored()
    for vendor, files in _by_vendor(parts, folder).items():
        stored = _stored(store, "calls", vendor)
        if not stored:
            continue
        known = union(f"SELECT call_id FROM ({one.sql(store.home)})" for one in stored)
        named = union(f"SELECT source_row, call_id FROM read_parquet({quoting.existing_file(file)})" for file in files)
        with duck(store) as connection:
            found = connection.execute(
                f"SELECT source_row, call_id, count(*) OVER () FROM ({named}) WHERE call_id IS NOT NULL "
                f"AND call_id NOT IN ({known}) ORDER BY 1 LIMIT {SHOWN}").fetchall()
        total += found[0][2] if found else 0
        first += [(row, call, vendor) for row, call, _ in found]
    return CallsNotStored(total, tuple(first[:SHOWN]))


def _pairs(store: Store, kind: str, stored: Sequence[PartitionRef], files: Sequence[Path],
           replaces: str | None, apart_days: int, at: str = "") -> str:
    """A SELECT of new_id, source_row, stored_at, new_at for every staged id that stands too far from its stored
    time."""
    id_column, at = KINDS[kind].id_column, at or columns.own_time(kind)
    old = union(f"SELECT {id_column} AS old_id, {at} AS stored_at FROM ({one.sql(store.home)}) "
                f"WHERE batch <> {number_of(replaces or '')}" for one in stored)
    new = union(f"SELECT {id_column} AS new_id, source_row, {at} AS new_at FROM "
                f"read_parquet({quoting.existing_file(file)})" for file in files)
    return (f"SELECT new_id, source_row, stored_at, new_at FROM ({old}) JOIN ({new}) ON old_id = new_id "
            f"WHERE {apart_days} = 0 OR abs(epoch(stored_at) - epoch(new_at)) > {apart_days * 86400}")


def _stored(store: Store, kind: str, vendor: str) -> list[PartitionRef]:
    with store.reading() as session:
        return partitions(session, frozenset({vendor}), kind)


def _by_vendor(parts: Iterable[Mapping[str, Any]], folder: Path) -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = {}
    for part in parts:
        files.setdefault(part["vendor"], []).append(folder / part["file"])
    return files
