"""Records as rows: those behind a number, and whole months of the small kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.counts import Columns
from scoring.judged_calls import JUDGED_CALL
from scoring.records import EVALUATIONS, KINDS, SCORED_KINDS, Month, VendorCode
from storage import quoting
from storage.calls import name_relations, newest_event
from storage.columns import own_time, stored_columns
from storage.duck import answered, fetched
from storage.home import Store
from storage.inputs import month_fingerprint, month_fingerprints
from storage.relations import Visible, visible
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["agents", "calls_named", "count_rows", "month_columns", "month_fingerprint", "month_fingerprints",
           "month_records", "month_sets", "months_with_data", "newest_promise_event", "nothing", "row_blocks", "rows"]

BLOCK_ROWS = 5000


def rows(store: Store, scope: Scope, kind: str, vendor: str, month: Month, where: str = "TRUE", *, order: str = "",
         descending: bool = False, limit: int = 200, offset: int = 0, as_of: datetime | None = None) -> Columns:
    """The records of a vendor-month that satisfy ``where``, all stored columns plus ``vendor`` and ``batch``.

    ``where`` is SQL of ours (``scoring.counts.ROWS_BEHIND``), never a person's text. It may look into the relations
    of :func:`storage.calls.name_relations`, of every vendor's calls (a customer calls again elsewhere), but only rows
    of ``vendor`` come out; the outer row goes by ``contacts`` for calls.
    ``order`` is a column (KeyError otherwise); ties go by id. No rows outside the scope.
    """
    direction = "DESC" if descending else "ASC"
    first = f"{quoting.name(_known_column(kind, order))} {direction} NULLS LAST, " if order else ""

    def ask(connection: DuckDBPyConnection) -> Columns:
        source = _source(connection, store, scope, kind, vendor, month, as_of)
        return fetched(connection, f"SELECT * FROM {source} WHERE vendor = ? AND ({where}) "
                       f"ORDER BY {first}{KINDS[kind].id_column} LIMIT ? OFFSET ?", [vendor, limit, offset])

    return answered(store, ask)


def count_rows(store: Store, scope: Scope, kind: str, vendor: str, month: Month, where: str = "TRUE", *,
               as_of: datetime | None = None) -> int:
    """How many records :func:`rows` would answer without a limit; 0 outside the scope."""

    def ask(connection: DuckDBPyConnection) -> int:
        source = _source(connection, store, scope, kind, vendor, month, as_of)
        found = connection.execute(f"SELECT count(*) FROM {source} WHERE vendor = ? AND ({where})",
                                   [vendor]).fetchone()
        return int(found[0]) if found else 0

    return answered(store, ask)


def row_blocks(store: Store, scope: Scope, kind: str, vendor: str, month: Month, where: str,
               selected: Mapping[str, str]) -> Iterator[list[tuple[Any, ...]]]:
    """Of every record that :func:`rows` would answer without a limit the columns ``selected`` (SQL of ours by name), as
    tuples in blocks, by time and id. Not begun again when a file goes meanwhile: whoever reads takes one look.
    """
    from storage.duck import duck

    listed = ", ".join(f"{sql} AS {quoting.name(name)}" for name, sql in selected.items())
    with duck(store) as connection:
        source = _source(connection, store, scope, kind, vendor, month, None)
        found = connection.execute(f"SELECT {listed} FROM {source} WHERE vendor = ? AND ({where}) "
                                   f"ORDER BY {own_time(kind)}, {KINDS[kind].id_column}", [vendor])
        while block := found.fetchmany(BLOCK_ROWS):
            yield block


def month_records(store: Store, scope: Scope, kind: str, vendor: str, months: Iterable[Month],
                  as_of: datetime | None = None) -> Columns:
    """All records of a vendor in ``months``, every stored column plus ``vendor`` and ``batch``, by id.

    Evaluations also carry what :data:`scoring.judged_calls.JUDGED_CALL` wants of the judged call (NULL where it is
    not stored). No rows outside the scope.
    """
    return month_sets(store, _narrowed(scope, vendor), {kind: months}, as_of)[kind].get(
        VendorCode(vendor), nothing(kind))


def month_columns(store: Store, scope: Scope, kind: str, vendor: str, month: Month, names: Iterable[str],
                  as_of: datetime | None = None) -> Columns:
    """The columns ``names`` of all records of a vendor-month, by id (KeyError for a column the kind has not); no rows
    outside the scope."""
    listed = ", ".join(quoting.name(_known_column(kind, name)) for name in names)

    def ask(connection: DuckDBPyConnection) -> Columns:
        source = _seen(store, _narrowed(scope, vendor), as_of).relation(kind, [str(month)])
        return fetched(connection, f"SELECT {listed} FROM ({source}) ORDER BY {KINDS[kind].id_column}")

    return answered(store, ask)


def agents(store: Store, scope: Scope, vendor: str, month: Month) -> tuple[str, ...]:
    """The agents whom a vendor's calls of a month name, as its export writes them, in order; () outside the scope."""

    def ask(connection: DuckDBPyConnection) -> tuple[str, ...]:
        source = _seen(store, _narrowed(scope, vendor), None).relation("calls", [str(month)])
        return tuple(agent for (agent,) in connection.execute(
            f"SELECT DISTINCT trim(agent) AS agent FROM ({source}) WHERE trim(agent) <> '' ORDER BY 1").fetchall())

    return answered(store, ask)


def calls_named(store: Store, scope: Scope, vendor: str, months: Iterable[Month], ids: Iterable[str]) -> Columns:
    """Of a vendor's calls of ``months`` those with one of ``ids``: ``call_id``, ``month`` (2026-05) and what
    :data:`scoring.judged_calls.JUDGED_CALL` wants of a call, by id. No rows outside the scope."""
    wanted = ", ".join(f"{sql} AS {quoting.name(name)}" for name, sql in JUDGED_CALL.items())

    def ask(connection: DuckDBPyConnection) -> Columns:
        source = _seen(store, _narrowed(scope, vendor), None).relation("calls", [str(month) for month in months])
        return fetched(connection, f"SELECT call_id, month, {wanted} FROM ({source}) WHERE call_id IN "
                                   "(SELECT unnest(?::VARCHAR[])) ORDER BY call_id", [list(ids)])

    return answered(store, ask)


def month_sets(store: Store, scope: Scope, wanted: Mapping[str, Iterable[Month]],
               as_of: datetime | None = None) -> dict[str, dict[VendorCode, Columns]]:
    """What :func:`month_records` answers, for several kinds and all vendors of the scope in one go.

    ``wanted`` maps each kind to its months. Vendors without records of a kind are absent from it.
    """

    def ask(connection: DuckDBPyConnection) -> dict[str, dict[VendorCode, Columns]]:
        return sets_of(connection, _seen(store, scope, as_of), wanted)

    return answered(store, ask)


def sets_of(connection: DuckDBPyConnection, seen: Visible,
            wanted: Mapping[str, Iterable[Month]]) -> dict[str, dict[VendorCode, Columns]]:
    """:func:`month_sets` of a look already taken."""
    asked = {kind: [str(month) for month in months] for kind, months in wanted.items()}
    return {kind: _by_vendor(fetched(connection, _whole(seen, kind, months))) if seen.pieces(kind, months) else {}
            for kind, months in asked.items()}


def nothing(kind: str) -> Columns:
    """A month without records of ``kind``: every column, no row."""
    names = [*stored_columns(kind), "batch", "vendor", *(JUDGED_CALL if kind == EVALUATIONS.name else ())]
    return {name: np.ma.MaskedArray(np.empty(0, dtype=object)) for name in names}


def _whole(seen: Visible, kind: str, months: list[str]) -> str:
    found = f"SELECT * EXCLUDE (month) FROM ({seen.relation(kind, months)})"
    if kind == EVALUATIONS.name:
        found = _with_calls(found, seen.relation("calls", months))
    return f"SELECT * FROM ({found}) ORDER BY vendor, {KINDS[kind].id_column}"


def _by_vendor(rows: Columns) -> dict[VendorCode, Columns]:
    """Cut rows sorted by vendor into one table a vendor."""
    vendors = np.asarray(rows["vendor"], dtype=object)
    cuts = [0, *(np.flatnonzero(vendors[1:] != vendors[:-1]) + 1), len(vendors)] if len(vendors) else []
    return {VendorCode(vendors[start]): {name: column[start:end] for name, column in rows.items()}
            for start, end in pairwise(cuts)}


def newest_promise_event(store: Store, scope: Scope, month: Month,
                         as_of: datetime | None = None) -> dict[VendorCode, datetime]:
    """When each vendor's ledger last told of a promise made or kept (naive UTC, capped 8 days after the month); absent
    where it tells of none due by the end of the month."""
    return newest_event(store, scope, "promises", month, as_of)


def months_with_data(store: Store, scope: Scope, kind: str | None = None,
                     as_of: datetime | None = None) -> list[tuple[VendorCode, Month]]:
    """The vendor-months that hold records (of ``kind``; None: of any that scoring reads), in order."""
    seen = _seen(store, scope, as_of)
    kinds = [kind] if kind else SCORED_KINDS
    if seen.layers is None:
        found = months_held(None, seen, kinds)
    else:
        found = answered(store, lambda connection: months_held(connection, seen, kinds))
    return sorted((VendorCode(vendor), Month.parse(month)) for vendor, month in found)


def months_held(connection: DuckDBPyConnection | None, seen: Visible, kinds: Iterable[str],
                months: Iterable[str] | None = None) -> set[tuple[str, str]]:
    """(vendor, month) of a look already taken that hold records; a connection is needed for layers only."""
    wanted = None if months is None else set(months)
    if connection is None or seen.layers is None:
        return {(one.vendor, one.month) for one in seen.partitions
                if one.kind in set(kinds) and (wanted is None or one.month in wanted)}
    return {(vendor, month) for kind in kinds for vendor, month, sql in seen.pieces(kind, wanted)
            if connection.execute(f"SELECT 1 FROM ({sql}) LIMIT 1").fetchone()}


def _source(connection: DuckDBPyConnection, store: Store, scope: Scope, kind: str, vendor: str, month: Month,
            as_of: datetime | None) -> str:
    """The relation rows come from; outside the scope it is empty."""
    name_relations(connection, store, _seen(store, EVERYTHING, as_of), month)
    if kind == "calls":
        inside = f"day < DATE {quoting.text(month.shifted(1).first_day)}" if scope.allows(vendor) else "false"
        return f"(SELECT * FROM contacts WHERE {inside}) AS contacts"
    own = _seen(store, _narrowed(scope, vendor), as_of).relation(kind, [str(month)])
    return f"(SELECT * EXCLUDE (month) FROM ({own})) AS {kind}"


def _seen(store: Store, scope: Scope, as_of: datetime | None) -> Visible:
    with store.reading() as session:
        return visible(session, store, scope, as_of)


def _narrowed(scope: Scope, vendor: str) -> Scope:
    """The scope of one vendor; of nobody, when ``scope`` does not reach it."""
    return Scope(frozenset({VendorCode(vendor)} if scope.allows(vendor) else ()))


def _with_calls(evaluations: str, calls: str) -> str:
    judged = ", ".join(f"{sql} AS {name}" for name, sql in JUDGED_CALL.items())
    return (f"SELECT e.*, c.* EXCLUDE (judged_call, call_vendor) FROM ({evaluations}) AS e "
            f"LEFT JOIN (SELECT vendor AS call_vendor, call_id AS judged_call, {judged} FROM ({calls})) AS c "
            "ON e.call_id = c.judged_call AND e.vendor = c.call_vendor")


def _known_column(kind: str, column: str) -> str:
    if column not in stored_columns(kind):
        raise KeyError(column)
    return column
