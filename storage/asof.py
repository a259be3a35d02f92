"""Current records derived on the fly from layers: what a reader would have seen at another date.

The same rules as ``current``, written once more over everything instead of over what changed; that the two agree is
tested. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.partial import IS_PART
from scoring.records import CALLS, KINDS
from storage import columns, quoting
from storage.completing import newest
from storage.listing import LayerRef, union


def month_as_of(home: Path, layers: Sequence[LayerRef], kind: str, vendor: str, month: str) -> str:
    """A SELECT of the records of one month over ``layers``, the visible layers of that time."""
    own = [layer for layer in layers if (layer.kind, layer.vendor) == (kind, vendor)]
    if KINDS[kind].follows_call:
        calls = [layer for layer in layers if (layer.kind, layer.vendor) == ("calls", vendor)]
        return _linked(home, own, calls, kind, month)
    here = [layer for layer in own if layer.month == month]
    elsewhere = [layer for layer in own if layer.month != month]
    if kind == CALLS.name:
        return _told_in_parts_too(home, own, _not_moved_away(home, here, elsewhere, kind), month)
    return _not_moved_away(home, here, elsewhere, kind)


def _told_in_parts_too(home: Path, own: Sequence[LayerRef], found: str, month: str) -> str:
    """The calls ``found`` of a month, but those of which any version is a part put together from all of them, wherever
    they stand."""
    rows = union([columns.empty(CALLS.name), *(layer.sql(home) for layer in own)])
    parts = f"SELECT call_id FROM ({rows}) WHERE {IS_PART}"
    together = newest(CALLS.name, f"SELECT * FROM ({rows}) WHERE call_id IN ({parts})")
    return (f"SELECT * FROM ({found}) WHERE call_id NOT IN ({parts}) UNION ALL BY NAME "
            f"SELECT * FROM ({together}) WHERE strftime(day, '%Y-%m') = {quoting.text(month)}")


def months_as_of(layers: Sequence[LayerRef], kind: str, vendor: str) -> list[str]:
    """The months in which records may stand: their own, and for linked kinds those of the vendor's calls."""
    kinds = {kind, "calls"} if KINDS[kind].follows_call else {kind}
    return sorted({layer.month for layer in layers if layer.kind in kinds and layer.vendor == vendor})


def newest_of(home: Path, layers: Sequence[LayerRef], kind: str, ids: str) -> str:
    """A SELECT of the newest version over ``layers`` of the records whose ids the SQL ``ids`` selects."""
    rows = union([columns.empty(kind), *(layer.sql(home) for layer in layers)])
    return newest(kind, f"SELECT * FROM ({rows}) WHERE {KINDS[kind].id_column} IN ({ids})")


def _newest(home: Path, layers: Sequence[LayerRef], kind: str) -> str:
    return newest(kind, union([columns.empty(kind), *(layer.sql(home) for layer in layers)]))


def _not_moved_away(home: Path, here: Sequence[LayerRef], elsewhere: Sequence[LayerRef], kind: str) -> str:
    id_column, at = KINDS[kind].id_column, columns.own_time(kind)
    others = union([columns.empty(kind), *(layer.sql(home) for layer in elsewhere)])
    return (
        f"SELECT n.* FROM ({_newest(home, here, kind)}) AS n LEFT JOIN (SELECT {id_column} AS other_id, "
        f"max(struct_pack(batch := batch, moment := {at}, source_row := source_row)) AS version "
        f"FROM ({others}) GROUP BY {id_column}) AS o ON n.{id_column} = o.other_id "
        f"WHERE o.version IS NULL OR o.version < struct_pack(batch := batch, moment := {at}, source_row := source_row)"
    )


def _linked(home: Path, own: Sequence[LayerRef], calls: Sequence[LayerRef], kind: str, month: str) -> str:
    called = (f"SELECT call_id AS known_call, strftime(day, '%Y-%m') AS call_month "
              f"FROM ({_newest(home, calls, 'calls')})")
    return (
        f"SELECT n.* FROM ({_newest(home, own, kind)}) AS n LEFT JOIN ({called}) AS c ON n.call_id = c.known_call "
        f"WHERE coalesce(c.call_month, strftime(n.day, '%Y-%m')) = {quoting.text(month)}"
    )
