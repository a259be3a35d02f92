"""What a file that comes again changes: record by record and column by column, before against after.

One comparison serves both ways of asking: while a file is stored, against the current records it is about to replace,
and ever after, over the layers alone (:func:`differences`). Whole columns are compared in DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scoring.places import said
from scoring.records import CALLS, KINDS, MOMENTS, Column, Type
from storage import columns, quoting, restating_criteria
from storage.completing import over
from storage.listing import LayerRef, union

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.home import Store
    from storage.scope import Scope

LISTED = 1000
"""So many cells and records are kept with the batch; the rest can be computed again."""
TEXT_CHARACTERS = 80
UNTOLD = frozenset({"agent", "evaluator", "action", "comment", "evidence", "feedback_text", "text"})
"""Who somebody is and what somebody wrote in words of their own: told is that it changed. It stands in the layers."""
BLOCK_CELLS = 5000


@dataclass(frozen=True, slots=True)
class Change:
    """How often one column of a vendor's stored records is another now, and which way.

    ``change`` is ``filled`` or ``emptied``; else, by the column's type, ``shortened`` or ``lengthened`` (durations),
    ``lowered`` or ``raised`` (numbers), ``earlier`` or ``later`` (moments), ``became`` (yes/no and closed lists, from
    ``before`` to ``after``) or ``changed`` (texts). ``by`` is after less before over all these records, in seconds for
    durations and moments, in the column's own unit for numbers; None where nothing can be subtracted. A criterion of
    evaluations is a column of its own, ``criteria.`` and its name.
    """

    vendor: str
    column: str
    change: str
    before: str | None
    after: str | None
    records: int
    by: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell changed after the fact, with where both its values stand: batch and row of the file.

    Durations are in seconds, moments in UTC; None is an empty cell. Of a customer and of :data:`UNTOLD` neither value
    is told, of other texts the first 80 characters.
    """

    vendor: str
    id: str
    column: str
    before: str | None
    after: str | None
    row: int
    before_batch: str
    before_row: int


@dataclass(frozen=True, slots=True)
class Again:
    """A file that comes again, for one vendor: of its records ``known`` were stored before, ``changed`` of these say
    something else now, and ``new`` were not stored, in the months (by their own dates) of which it repeats any.
    ``missing``: stored, in those months and within the time the file spans, and not in it (they stay); ``gone``: only
    the batch that it replaces had them. ``cells`` counts what changed of ``changed``."""

    vendor: str
    known: int
    changed: int
    new: int
    missing: int = 0
    gone: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True)
class Restated:
    """All that a file changes of what was stored before. Counts are in full; ``cells``, ``new`` and ``gone`` (vendor,
    id, row of the file or 0) are the first 1,000. Empty where the file repeats nothing."""

    vendors: tuple[Again, ...] = ()
    changes: tuple[Change, ...] = ()
    cells: tuple[Cell, ...] = ()
    new: tuple[tuple[str, str, int], ...] = ()
    gone: tuple[tuple[str, str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.vendors)

    def total(self, count: str) -> int:
        """One of the counts of :class:`Again`, over all vendors."""
        return sum(getattr(one, count) for one in self.vendors)

    def within(self, allowed: Iterable[str]) -> Restated:
        """What concerns these vendors alone."""
        wanted = frozenset(allowed)

        def own(listed: Iterable[Any]) -> tuple[Any, ...]:
            return tuple(one for one in listed if (one[0] if isinstance(one, tuple) else one.vendor) in wanted)

        return Restated(own(self.vendors), own(self.changes), own(self.cells), own(self.new), own(self.gone))

    def as_json(self) -> dict[str, Any]:
        """As it is kept and answered; :meth:`of` reads it back."""
        return {"vendors": [asdict(one) for one in self.vendors], "changes": [asdict(one) for one in self.changes],
                "cells": [asdict(one) for one in self.cells], "new": [list(one) for one in self.new],
                "gone": [list(one) for one in self.gone]}

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Restated:
        """Read back what :meth:`as_json` wrote; nothing of nothing."""
        if not kept:
            return cls()
        return cls(tuple(Again(**one) for one in kept["vendors"]), tuple(Change(**one) for one in kept["changes"]),
                   tuple(Cell(**one) for one in kept["cells"]), tuple((v, i, r) for v, i, r in kept["new"]),
                   tuple((v, i, r) for v, i, r in kept["gone"]))


NOTHING = Restated()


def joined(parts: Sequence[Restated]) -> Restated:
    """What several vendors' comparisons found, as one; lists are cut to the first 1,000."""
    return Restated(
        tuple(one for part in parts for one in part.vendors), tuple(one for part in parts for one in part.changes),
        tuple(one for part in parts for one in part.cells)[:LISTED],
        tuple(one for part in parts for one in part.new)[:LISTED],
        tuple(one for part in parts for one in part.gone)[:LISTED],
    )


def compare(duck: DuckDBPyConnection, kind: str, vendor: str, before: str, after: str,
            replaced: int | None = None) -> Restated:
    """How the records ``after`` (a SELECT with ``own_month``, each id once) change those of ``before`` (a SELECT with
    ``batch``, each id once). Of ``replaced``, the batch that goes, what ``after`` does not mention is ``gone``.

    Leaves the table ``differing (id, row, before_batch, before_row, o_…, n_…)`` of the records that changed.
    """
    id_column = KINDS[kind].id_column
    known = _set_side_by_side(duck, kind, before, after)
    (changed,), = duck.execute("SELECT count(*) FROM differing").fetchall()
    if not known and replaced is None:
        return NOTHING
    changes = [Change(vendor, *row) for row in duck.execute(_changes_sql(kind)).fetchall()] if changed else []
    cells = [_cell(vendor, row) for row in duck.execute(f"{_cells_sql(kind)} LIMIT {LISTED}").fetchall()] \
        if changed else []
    new_total, new = _counted(duck, vendor, (
        f"SELECT a.{id_column} AS id, a.source_row AS row FROM ({after}) AS a ANTI JOIN known "
        f"ON a.{id_column} = known.id WHERE a.own_month IN (SELECT own_month FROM known)"))
    gone_total, gone = (0, ()) if replaced is None else _counted(duck, vendor, (
        f"SELECT b.{id_column} AS id, 0 AS row FROM ({before}) AS b ANTI JOIN known "
        f"ON b.{id_column} = known.id WHERE b.batch = {replaced}"))
    again = Again(vendor, known, changed, new_total, 0, gone_total, sum(one.records for one in changes))
    return Restated((again,), tuple(changes), tuple(cells), new, gone)


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored file, by batch, name, hash and sheet ('' where it holds rows of others too), and what it changed as far
    as a scope may know."""

    batch: str
    kind: str
    file_name: str
    sha256: str
    sheet: str
    told: Restated
    missing: tuple[tuple[str, str, str], ...] = ()
    """The first 1,000 (vendor, month, id) of the months it repeats that it does not mention; they stay."""
    used_again: tuple[tuple[str, str, str], ...] = ()
    """(vendor, id, sheet and row) held back because the id stands for another record far away; of the first 1,000
    issues."""
    used_again_total: int = 0


def restated_by(store: Store, scope: Scope, batch_id: str) -> Difference | None:
    """What the batch changed when it was stored, as kept with it; of vendors outside the scope nothing, whoever else
    stands in the file. None where there is no such batch with anything of the scope."""
    from storage.batch_listing import number_of, owners
    from storage.tables import Batch

    with store.reading() as session:
        row, own = session.get(Batch, number_of(batch_id)), owners(session, scope)
        if row is None or (own is not None and not own & set(row.vendors)):
            return None
        kept = Restated.of(row.reading.get("restated"))
        theirs = own is None or own >= set(row.vendors)  # a file shared with others is not named, as batches are not
        name, sha256, sheet = (row.file_name, row.sha256, row.sheet) if theirs else ("", "", "")
        missing = tuple((vendor, month, id_) for vendor, month, id_ in row.reading.get("missing", ())
                        if own is None or vendor in own)
        again = tuple((issue["vendor"], issue["value"], said(issue.get("sheet", ""), issue["row"]))
                      for issue in row.reading.get("issues", ())
                      if issue["code"] == "id_used_again" and (own is None or issue["vendor"] in own))
        total = row.reading.get("issue_counts", {}).get("id_used_again", 0) if own is None else len(again)
        return Difference(f"b{row.number}", row.kind, name, sha256, sheet, kept if own is None else kept.within(own),
                          missing, again, total)


def restated_counts(store: Store, scope: Scope, counts: Sequence[str] = ("changed",)) -> dict[str, int]:
    """How many records each batch changed when it came (or another of the ``counts`` of :class:`Again`), where there
    are any of the scope's."""
    from sqlmodel import col, select

    from storage.batch_listing import owners
    from storage.tables import Batch

    kept = select(Batch.number, col(Batch.reading)["restated"]["vendors"])
    with store.reading() as session:
        own = owners(session, scope)
        found = {number: sum(one[count] for one in vendors or () for count in counts
                             if own is None or one["vendor"] in own)
                 for number, vendors in session.exec(kept)}
    return {f"b{number}": changed for number, changed in found.items() if changed}


def differences(store: Store, scope: Scope, batch_id: str) -> Iterator[list[Cell]]:
    """Every cell that the batch changed when it was stored, in blocks, computed again from the layers, as the cells
    kept with it are. Of vendors outside the scope none; refused when there is no such batch."""
    from storage.duck import duck

    for kind, vendor, before, after in _sides(store, scope, batch_id):
        with duck(store) as connection:
            if _set_side_by_side(connection, kind, before, after):
                found = connection.execute(_cells_sql(kind))
                while rows := found.fetchmany(BLOCK_CELLS):
                    yield [_cell(vendor, row) for row in rows]


def _sides(store: Store, scope: Scope, batch_id: str) -> list[tuple[str, str, str, str]]:
    """(kind, vendor, before, after) of a batch: its own layers, and what was visible when it came."""
    from storage.asof import newest_of
    from storage.batch_listing import known_batch
    from storage.listing import layers, visible_before

    with store.reading() as session:
        batch = known_batch(session, batch_id)
        number, replaced = batch.number, batch.replaces
        own = layers(session, scope.vendors, [number])
        vendors = frozenset(layer.vendor for layer in own)
        earlier = layers(session, vendors, visible_before(session, number))
    sides = []
    for vendor in sorted(vendors):
        after = [layer for layer in own if layer.vendor == vendor]
        kind = after[0].kind
        stood = [layer for layer in earlier if (layer.kind, layer.vendor) == (kind, vendor)]
        ids = union(f"SELECT {KINDS[kind].id_column} FROM ({layer.sql(store.home)})" for layer in after)
        before, came = newest_of(store.home, stood, kind, ids), arriving(store.home, after, kind)
        sides.append((kind, vendor, before, over(came, before, replaced) if kind == CALLS.name else came))
    return sides


def arriving(home: Any, layers: Iterable[LayerRef], kind: str) -> str:
    """A SELECT of the records of a batch's layers with ``own_month``, the month of their own date."""
    parts = [f"SELECT *, {quoting.text(one.month)} AS own_month FROM ({one.sql(home)})" for one in layers]
    return union([f"SELECT *, NULL::VARCHAR AS own_month FROM ({columns.empty(kind)})", *parts])


def compared(kind: str) -> dict[str, Column]:
    """The columns that are compared, as stored: all that a file states of a record but its id."""
    return {column.stored: column for column in KINDS[kind].columns
            if column.name != KINDS[kind].id_column and column.stored in KINDS[kind].stored_columns}


def _names(kind: str) -> list[str]:
    return [*compared(kind), *(["criteria"] if KINDS[kind].has_criteria else []), "site"]


def _set_side_by_side(duck: DuckDBPyConnection, kind: str, before: str, after: str) -> int:
    """The tables ``known (id, own_month)`` of the records on both sides and ``differing``; how many are known."""
    id_column, names = KINDS[kind].id_column, _names(kind)
    pairs = ", ".join(f'b."{name}" AS "o_{name}", a."{name}" AS "n_{name}"' for name in names)
    differ = " OR ".join(f'b."{name}" IS DISTINCT FROM a."{name}"' for name in names)
    duck.execute(f"CREATE OR REPLACE TEMP TABLE known AS SELECT a.{id_column} AS id, a.own_month FROM ({after}) AS a "
                 f"SEMI JOIN ({before}) AS b ON a.{id_column} = b.{id_column}")
    duck.execute(f"CREATE OR REPLACE TEMP TABLE differing AS SELECT a.{id_column} AS id, a.source_row AS row, "
                 f"b.batch AS before_batch, b.source_row AS before_row, {pairs} FROM ({after}) AS a "
                 f"JOIN ({before}) AS b ON a.{id_column} = b.{id_column} WHERE {differ}")
    if KINDS[kind].has_criteria:
        duck.execute(restating_criteria.criteria_sql())
    (known,), = duck.execute("SELECT count(*) FROM known").fetchall()
    return int(known)


def _changes_sql(kind: str) -> str:
    """SQL: column, change, before, after, records, moved; in the order of the columns, the most frequent first."""
    parts = []
    for place, name in enumerate(_names(kind)):
        if name == "criteria":
            parts.append(restating_criteria.changes_sql(place))
            continue
        column = compared(kind).get(name)
        change, by = _direction(column, f'"o_{name}"', f'"n_{name}"')
        listed = column is not None and column.type in (Type.YES_NO, Type.CHOICE)
        sides = (f'"o_{name}"::VARCHAR', f'"n_{name}"::VARCHAR') if listed else ("NULL::VARCHAR", "NULL::VARCHAR")
        parts.append(f"SELECT {place} AS place, {quoting.text(column.name if column else name)} AS \"column\", "
                     f"{change} AS change, {sides[0]} AS before, {sides[1]} AS after, count(*) AS records, "
                     f'{by} AS moved FROM differing WHERE "o_{name}" IS DISTINCT FROM "n_{name}" GROUP BY ALL')
    return (f'SELECT "column", change, before, after, records, moved FROM ({union(parts)}) '
            "ORDER BY place, records DESC, change, before, after, \"column\"")


def _direction(column: Column | None, old: str, new: str) -> tuple[str, str]:
    """SQL of what the change is called, and of the sum of it."""
    type_ = column.type if column else Type.TEXT
    words, by = ("changed", "changed"), "NULL::DOUBLE"
    if type_ is Type.SECONDS:
        words, by = ("shortened", "lengthened"), f"sum({new} - {old})::DOUBLE / 1000"
    elif type_ in (Type.COUNT, Type.NUMBER):
        words, by = ("lowered", "raised"), f"sum({new} - {old})::DOUBLE"
    elif type_ in MOMENTS:
        words, by = ("earlier", "later"), f"sum(epoch_us({new}) - epoch_us({old}))::DOUBLE / 1000000"
    elif type_ in (Type.YES_NO, Type.CHOICE):
        words = ("became", "became")
    told = (f"'{words[0]}'" if words[0] == words[1]
            else f"CASE WHEN {new} < {old} THEN '{words[0]}' ELSE '{words[1]}' END")
    return f"CASE WHEN {old} IS NULL THEN 'filled' WHEN {new} IS NULL THEN 'emptied' ELSE {told} END", by


def _cells_sql(kind: str) -> str:
    """SQL: id, column, before, after, row, before_batch, before_row of every cell that changed, in the file's order."""
    parts = []
    for place, name in enumerate(_names(kind)):
        if name == "criteria":
            parts.append(restating_criteria.cells_sql(place))
            continue
        column, old, new = compared(kind).get(name), f'"o_{name}"', f'"n_{name}"'
        parts.append(f"SELECT id, {quoting.text(column.name if column else name)} AS \"column\", "
                     f"{_shown(column, old)} AS before, {_shown(column, new)} AS after, row, "
                     f"before_batch, before_row, {place} AS place FROM differing "
                     f"WHERE {old} IS DISTINCT FROM {new}")
    return (f'SELECT id, "column", before, after, row, before_batch, before_row FROM ({union(parts)}) '
            "ORDER BY row, id, place, \"column\"")


def _shown(column: Column | None, value: str) -> str:
    """SQL of a value as text."""
    type_ = column.type if column else Type.TEXT
    if type_ is Type.CUSTOMER or (column and column.name in UNTOLD):
        return "NULL::VARCHAR"
    if type_ is Type.SECONDS:
        return f"({value} / 1000.0)::VARCHAR"
    if type_ in MOMENTS:
        return f"strftime({value}, '%Y-%m-%dT%H:%M:%SZ')"
    return f"left({value}::VARCHAR, {TEXT_CHARACTERS})"


def _cell(vendor: str, row: tuple[Any, ...]) -> Cell:
    id_, column, before, after, at, batch, before_row = row
    return Cell(vendor, id_, column, before, after, at, f"b{batch}", before_row)


def _counted(duck: DuckDBPyConnection, vendor: str, sql: str) -> tuple[int, tuple[tuple[str, str, int], ...]]:
    found = duck.execute(f"SELECT id, row, count(*) OVER () FROM ({sql}) ORDER BY row, id LIMIT {LISTED}").fetchall()
    return (found[0][2] if found else 0), tuple((vendor, id_, row) for id_, row, _ in found)
