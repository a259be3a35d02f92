"""Current files: the newest version of every record over the visible layers, one file per kind, vendor and month.

Only what a change can have touched is derived again. Its ids are looked up in the current files (the months they
leave) and in the visible layers (their newest version and the months they enter); those months are rewritten. Where
the whole of a month is one layer, the layer itself serves, and a first import writes nothing twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.partial import IS_PART
from scoring.records import CALLS, KINDS
from scoring.stored import Measures
from storage import columns, quoting
from storage.completing import completed, newest_first, over
from storage.durable import PRIVATE_FILE, make_folders, sync
from storage.fingerprints import Served, measured
from storage.listing import LayerRef, PartitionRef, union
from storage.restating import Restated, arriving, compare

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

USED_AGAIN_DAYS = 35
"""An id coming back further than this from its stored time is another contact, not a restatement."""

MISSING_SHOWN = 1000
_NO_LAYER = -1


@dataclass(slots=True)
class Derivation:
    """One derivation of current files, under way.

    ``visible`` are all visible layers of the vendors concerned, as they will be; ``partitions`` the current files,
    replaced as the derivation goes; ``token`` names the owner of the files written. ``arriving`` asks for ids used
    again and records missing; ``replaced`` is the batch this change takes back, whose ids may move freely;
    ``held_back`` the file of rows that come and are not stored ('' for none); ``known`` what is known already of some
    files.
    """

    duck: DuckDBPyConnection
    home: Path
    visible: Sequence[LayerRef]
    partitions: dict[tuple[str, str, str], PartitionRef]
    token: str
    arriving: bool = False
    replaced: int | None = None
    held_back: str = ""
    known: Mapping[str, Measures] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    changed: set[tuple[str, str, str]] = field(default_factory=set)
    used_again: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)
    used_again_total: int = 0
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    missing_total: int = 0
    restated: list[Restated] = field(default_factory=list)

    def current(self, kind: str, vendor: str) -> list[PartitionRef]:
        return [one for key, one in self.partitions.items() if key[:2] == (kind, vendor)]


def derive(work: Derivation, touched: Iterable[LayerRef]) -> None:
    """Derive again what the coming or going of the layers ``touched`` changes; results are left in ``work``."""
    touched = list(touched)
    before = dict(work.partitions)
    for vendor in sorted({layer.vendor for layer in touched}):
        of_vendor = [layer for layer in touched if layer.vendor == vendor]
        calls = any(layer.kind == "calls" for layer in of_vendor)
        for kind in KINDS:  # calls come first: the linked kinds are placed by them
            _derive_kind(work, kind, vendor, [layer for layer in of_vendor if layer.kind == kind], calls)
    _measure(work, before)


def _measure(work: Derivation, before: dict[tuple[str, str, str], PartitionRef]) -> None:
    """Look into all files that came in place of others, in one pass; what they hold tells which months changed."""
    new = [Served(*key, one.file, one.layer_batch) for key, one in work.partitions.items() if before.get(key) != one]
    unknown = [one for one in new if one.file not in work.known]
    for ref in (*_known(work, new), *measured(work.duck, work.home, unknown)):
        work.partitions[ref.key] = ref
        if ref.key not in before or before[ref.key].fingerprint != ref.fingerprint:
            work.changed.add(ref.key)
    work.changed |= before.keys() - work.partitions.keys()


def _known(work: Derivation, new: list[Served]) -> list[PartitionRef]:
    return [one.with_measures(work.known[one.file], [] if one.layer_batch is None else [one.layer_batch])
            for one in new if one.file in work.known]


def _derive_kind(work: Derivation, kind: str, vendor: str, touched: list[LayerRef], calls: bool) -> None:
    follows = KINDS[kind].follows_call and calls and bool(work.current(kind, vendor))
    if not (touched or follows) or _serve_as_they_are(work, kind, vendor, touched):
        return
    unique = _name_changed_ids(work, kind, touched)
    if kind == "calls" and touched:
        work.duck.execute("CREATE OR REPLACE TEMP TABLE changed_calls AS SELECT id FROM changed")
    leaving = _leaving(work, kind, vendor) if touched else {}
    if work.arriving and leaving:
        _look_for_used_again(work, kind, vendor)
        missing = _list_missing(work, kind, vendor, leaving)
        _compare(work, kind, vendor, touched, missing)
    if follows:
        leaving = _add_those_whose_call_moved(work, kind, vendor) or leaving
    if not (touched or leaving):
        return
    whole = unique and not leaving and not KINDS[kind].follows_call and set(touched) <= set(work.visible)
    sources = touched if whole else [one for one in work.visible if (one.kind, one.vendor) == (kind, vendor)]
    _name_fresh(work, kind, vendor, sources, whole)
    entering = _entering(work)
    for month in sorted(leaving.keys() | entering.keys()):
        _replace(work, (kind, vendor, month), leaving.get(month, 0), entering.get(month, {}), sources)


def _serve_as_they_are(work: Derivation, kind: str, vendor: str, touched: list[LayerRef]) -> bool:
    """Where nothing of the vendor was there, and one batch brings one layer a month, no id can meet another."""
    if KINDS[kind].follows_call or not all(layer.file in work.known for layer in touched):
        return False
    followers = [other.name for other in KINDS.values() if other.follows_call] if kind == "calls" else []
    visible = [one for one in work.visible if (one.kind, one.vendor) == (kind, vendor)]
    one_each = len({layer.batch for layer in touched}) == 1 and len({layer.month for layer in touched}) == len(touched)
    if visible != touched or not one_each or any(work.current(each, vendor) for each in (kind, *followers)):
        return False
    for layer in touched:
        served = Served(kind, vendor, layer.month, layer.file, layer.batch)
        work.partitions[kind, vendor, layer.month] = served.unmeasured(layer.records)
    return True


def _name_changed_ids(work: Derivation, kind: str, touched: list[LayerRef]) -> bool:
    """The table ``changed(id, moment)`` of the ids in ``touched``; whether each stands there once."""
    id_column, own_time = KINDS[kind].id_column, columns.own_time(kind)
    shape = "SELECT NULL::VARCHAR AS id, NULL::TIMESTAMP AS moment WHERE false"
    files = [f"SELECT {id_column} AS id, {own_time} AS moment FROM ({layer.sql(work.home)})" for layer in touched]
    work.duck.execute("CREATE OR REPLACE TEMP TABLE changed AS SELECT id, max(moment) AS moment "
                      f"FROM ({union([shape, *files])}) GROUP BY id")
    return _count(work, "SELECT count(*) FROM changed") == sum(layer.records for layer in touched)


def _current_sql(work: Derivation, kind: str, vendor: str) -> str:
    """All current records of a vendor with ``placed``, the month they stand in."""
    parts = [f"SELECT *, {quoting.text(one.month)} AS placed FROM ({one.sql(work.home)})"
             for one in work.current(kind, vendor)]
    return union([f"SELECT *, NULL::VARCHAR AS placed FROM ({columns.empty(kind)})", *parts])


def _leaving(work: Derivation, kind: str, vendor: str) -> dict[str, int]:
    """How many changed ids stand in each month's current file."""
    if not work.current(kind, vendor):
        return {}
    return dict(work.duck.execute(
        f"SELECT placed, count(*) FROM ({_current_sql(work, kind, vendor)}) AS c "
        f"SEMI JOIN changed ON c.{KINDS[kind].id_column} = changed.id GROUP BY placed"
    ).fetchall())


def _look_for_used_again(work: Derivation, kind: str, vendor: str) -> None:
    found = work.duck.execute(
        f"SELECT changed.id, {columns.own_time(kind)} AS stored_at, changed.moment, count(*) OVER () AS total "
        f"FROM ({_current_sql(work, kind, vendor)}) AS c JOIN changed ON c.{KINDS[kind].id_column} = changed.id "
        f"WHERE abs(epoch(stored_at) - epoch(changed.moment)) > ? AND batch IS DISTINCT FROM ? ORDER BY 1 LIMIT ?",
        [USED_AGAIN_DAYS * 86400, work.replaced, MISSING_SHOWN],
    ).fetchall()
    if found:
        work.used_again_total += found[0][3]
        work.used_again += [(vendor, id_, stored.replace(tzinfo=UTC), new.replace(tzinfo=UTC))
                            for id_, stored, new, _ in found]


def _compare(work: Derivation, kind: str, vendor: str, touched: list[LayerRef], missing: int) -> None:
    """What the layers that come change of the records that stand."""
    come = [layer for layer in touched if layer in work.visible]
    if not come:
        return
    before, after = f"SELECT * EXCLUDE (placed) FROM ({_current_sql(work, kind, vendor)})", arriving(
        work.home, come, kind)
    if kind == CALLS.name:
        after = over(after, before, work.replaced)
    found = compare(work.duck, kind, vendor, before, after, work.replaced)
    if found:
        work.restated.append(replace(found, vendors=tuple(replace(one, missing=missing) for one in found.vendors)))


def _list_missing(work: Derivation, kind: str, vendor: str, leaving: dict[str, int]) -> int:
    """How many records of a re-sent month, inside the time the new file spans, it does not mention; they are listed.

    A file that replaces a batch leaves none out: what it does not bring goes with the batch. What it brings and is held
    back is mentioned.
    """
    if work.replaced is not None:
        return 0
    found = work.duck.execute(
        f"SELECT placed, {KINDS[kind].id_column}, count(*) OVER () AS total "
        f"FROM ({_current_sql(work, kind, vendor)}) AS c ANTI JOIN changed "
        f"ON c.{KINDS[kind].id_column} = changed.id WHERE list_contains(?, placed) AND {columns.own_time(kind)} "
        "BETWEEN (SELECT min(moment) FROM changed) AND (SELECT max(moment) FROM changed)"
        f"{_not_held_back(work, vendor, KINDS[kind].id_column)} ORDER BY 1, 2 LIMIT ?",
        [sorted(leaving), MISSING_SHOWN],
    ).fetchall()
    if found:
        work.missing_total += found[0][2]
        work.missing += [(vendor, month, id_) for month, id_, _ in found]
    return int(found[0][2]) if found else 0


def _not_held_back(work: Derivation, vendor: str, id_column: str) -> str:
    if not work.held_back:
        return ""
    held = f"read_parquet({quoting.existing_file(work.home / work.held_back)})"
    return (f" AND {id_column} NOT IN (SELECT _record FROM {held} WHERE _record IS NOT NULL "
            f"AND vendor_code = {quoting.text(vendor)})")


def _add_those_whose_call_moved(work: Derivation, kind: str, vendor: str) -> dict[str, int]:
    """Records whose call came, went or moved, and now belong elsewhere, join ``changed``."""
    _name_call_months(work, vendor, "SELECT id FROM changed_calls")
    work.duck.execute(
        f"INSERT INTO changed SELECT c.{KINDS[kind].id_column}, NULL FROM ({_current_sql(work, kind, vendor)}) AS c "
        "SEMI JOIN changed_calls ON c.call_id = changed_calls.id "
        "LEFT JOIN call_months ON c.call_id = call_months.call_id "
        f"ANTI JOIN changed AS known ON c.{KINDS[kind].id_column} = known.id "
        "WHERE coalesce(call_months.month, strftime(c.day, '%Y-%m')) <> c.placed"
    )
    return _leaving(work, kind, vendor)


def _name_call_months(work: Derivation, vendor: str, ids: str) -> None:
    """The table ``call_months(call_id, month)``: where the calls among ``ids`` stand now."""
    shape = "SELECT NULL::VARCHAR AS call_id, NULL::VARCHAR AS month WHERE false"
    files = [f"SELECT call_id, {quoting.text(one.month)} AS month FROM ({one.sql(work.home)})"
             for one in work.current("calls", vendor)]
    work.duck.execute(f"CREATE OR REPLACE TEMP TABLE call_months AS SELECT call_id, month "
                      f"FROM ({union([shape, *files])}) WHERE call_id IN ({ids})")


def _name_fresh(work: Derivation, kind: str, vendor: str, sources: list[LayerRef], whole: bool) -> None:
    """``fresh``: the newest version of the changed ids, with ``placed`` and the ``layer`` it comes from."""
    files = [f"SELECT *, {number} AS layer, {quoting.text(one.month)} AS own_month FROM ({one.sql(work.home)})"
             for number, one in enumerate(sources)]
    shape = f"SELECT *, NULL::INTEGER AS layer, NULL::VARCHAR AS own_month FROM ({columns.empty(kind)})"
    rows = union([shape, *files])
    if whole:
        work.duck.execute(f"CREATE OR REPLACE TEMP VIEW fresh AS SELECT *, own_month AS placed FROM ({rows})")
        return
    id_column = KINDS[kind].id_column
    work.duck.execute("DROP VIEW IF EXISTS fresh")
    work.duck.execute(
        f"CREATE OR REPLACE TEMP TABLE newest AS SELECT r.* FROM ({rows}) AS r SEMI JOIN changed "
        f"ON r.{id_column} = changed.id QUALIFY {newest_first(kind)} = 1"
    )
    if kind == CALLS.name:
        _put_together(work, rows)
    placed = "own_month"
    if KINDS[kind].follows_call:
        _name_call_months(work, vendor, "SELECT call_id FROM newest")
        placed = "coalesce((SELECT month FROM call_months m WHERE m.call_id = newest.call_id), own_month)"
    work.duck.execute(f"CREATE TEMP VIEW fresh AS SELECT *, {placed} AS placed FROM newest")


def _put_together(work: Derivation, rows: str) -> None:
    """Complete the calls in ``newest`` that are parts by their versions before; they come from no layer alone."""
    if not _count(work, f"SELECT count(*) FROM newest WHERE {IS_PART}"):
        return
    work.duck.execute(
        f"CREATE OR REPLACE TEMP TABLE versions AS SELECT * EXCLUDE (layer, own_month) FROM ({rows}) WHERE call_id IN "
        f"(SELECT call_id FROM newest WHERE {IS_PART}) QUALIFY count(*) OVER (PARTITION BY call_id) > 1")
    work.duck.execute("DELETE FROM newest WHERE call_id IN (SELECT call_id FROM versions)")
    work.duck.execute(f"INSERT INTO newest BY NAME SELECT *, {_NO_LAYER} AS layer, strftime(day, '%Y-%m') AS own_month "
                      f"FROM ({completed('SELECT * FROM versions')})")


def _entering(work: Derivation) -> dict[str, dict[int, int]]:
    """How many fresh records enter each month, by the layer they come from."""
    counts: dict[str, dict[int, int]] = {}
    for month, layer, records in work.duck.execute(
        "SELECT placed, layer, count(*) FROM fresh GROUP BY placed, layer"
    ).fetchall():
        counts.setdefault(month, {})[layer] = records
    return counts


def _replace(work: Derivation, key: tuple[str, str, str], leaving: int, entering: dict[int, int],
             sources: list[LayerRef]) -> None:
    """Give the partition its new file, or a layer to stand for it, or take it away when nothing is left."""
    old = work.partitions.get(key)
    staying = old.records - leaving if old else 0
    if not staying and not entering:
        work.partitions.pop(key)
        return
    served = [sources[number] for number, records in entering.items()
              if number != _NO_LAYER and records == sources[number].records]
    if not staying and len(entering) == 1 and served:
        new = Served(*key, served[0].file, served[0].batch)
    else:
        new = Served(*key, _write(work, key, old if staying else None), None)
    work.partitions[key] = new.unmeasured(staying + sum(entering.values()))


def _write(work: Derivation, key: tuple[str, str, str], old: PartitionRef | None) -> str:
    kind, vendor, month = key
    file = f"current/{kind}/{vendor}/{month}/{secrets.token_hex(4)}-{work.token}.parquet"
    path = work.home / file
    make_folders(path.parent, work.home)
    parts = [columns.empty(kind)]
    if old is not None:
        parts.append(f"SELECT c.* FROM ({old.sql(work.home)}) AS c "
                     f"ANTI JOIN changed ON c.{KINDS[kind].id_column} = changed.id")
    parts.append("SELECT * EXCLUDE (placed, layer, own_month) FROM fresh "
                 f"WHERE placed = {quoting.text(month)}")
    work.duck.execute(f"COPY (SELECT * FROM ({union(parts)}) ORDER BY {columns.order(kind)}) "
                      f"TO {quoting.text(path)} (FORMAT parquet, COMPRESSION zstd)")
    path.chmod(PRIVATE_FILE)
    sync(path)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent, work.home / "current"):
        sync(folder)
    work.written.append(file)
    return file


def _count(work: Derivation, sql: str) -> int:
    row = work.duck.execute(sql).fetchone()
    return int(row[0]) if row else 0
