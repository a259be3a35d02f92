"""Questions to the calls of a month: the SQL comes from scoring, the files it may see from the scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scoring.counts import Columns
from scoring.records import Month, VendorCode
from storage import columns, horizon, quoting
from storage.duck import answered, fetched
from storage.home import Store
from storage.relations import Visible, visible
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Reach:
    """How far each vendor's calls reach for a month: its newest contact (naive UTC, at most the end of the 8 days
    after the month), and who has left before that end."""

    newest: Mapping[VendorCode, datetime]
    left: frozenset[VendorCode]


@dataclass(frozen=True, slots=True)
class Beside:
    """``queries`` that also read the relation ``intervals``, and the further columns of calls they need. They are asked
    where the month has interval counts, and cost nothing where it has none."""

    queries: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()


def frames_of(connection: DuckDBPyConnection, store: Store, seen: Visible, month: Month,
              queries: Mapping[str, str], names: Sequence[str], beside: Beside) -> dict[str, Columns]:
    """Each query's answer over two relations, and nothing else in reach, of a look already taken.

    ``contacts``: the columns ``names`` of the calls ``seen`` with ``day`` in the month or the 8 days after; they are
    read from the files once, not for each query. ``coverage(vendor, newest)``: each vendor's newest inbound contact
    anywhere, as naive UTC, at most the end of those 8 days, and that end for a vendor that has left. ``intervals``, for
    the queries ``beside``: the month's interval counts, columns as stored plus ``vendor``.
    """
    if beside.queries and seen.pieces("intervals", [str(month)]):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE intervals AS {seen.relation('intervals', [str(month)])}")
        queries, names = {**queries, **beside.queries}, (*names, *beside.columns)
    _name_coverage(connection, store, seen, month)
    calls = seen.at_once("calls", _two_months(month), names, _in_reach(month))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE contacts AS {calls}")
    return {name: fetched(connection, sql) for name, sql in queries.items()}


def newest_contact(store: Store, scope: Scope, month: Month,
                   as_of: datetime | None = None) -> dict[VendorCode, datetime]:
    """Each vendor's newest inbound contact (naive UTC) in any month, at most the end of the 8 days after ``month``."""
    return newest_event(store, scope, "calls", month, as_of)


def newest_event(store: Store, scope: Scope, kind: str, month: Month,
                 as_of: datetime | None = None) -> dict[VendorCode, datetime]:
    """Each vendor's newest event of a kind (naive UTC), capped likewise; vendors without records are absent, and those
    whose promises are all due after ``month``."""
    with store.reading() as session:
        seen = visible(session, store, scope, as_of)
    if seen.layers is None:
        return newest_of(None, store, seen, kind, month)
    return answered(store, lambda connection: newest_of(connection, store, seen, kind, month))


def name_relations(connection: DuckDBPyConnection, store: Store, seen: Visible, month: Month) -> None:
    """The view ``contacts`` of the calls ``seen``, from the month's first day to the eighth of the next; and
    ``coverage``, how far each vendor's calls reach."""
    _name_coverage(connection, store, seen, month)
    calls = seen.relation("calls", _two_months(month))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW contacts AS SELECT * EXCLUDE (month) FROM ({calls}) "
                       f"WHERE {_in_reach(month)}")


def _two_months(month: Month) -> tuple[str, str]:
    return str(month), str(month.shifted(1))


def _in_reach(month: Month) -> str:
    return f"day <= DATE {quoting.text(horizon.last_day(month).isoformat())}"


def _name_coverage(connection: DuckDBPyConnection, store: Store, seen: Visible, month: Month) -> None:
    reach, end = reach_of(connection, store, seen, month), _end(store, month)
    newest = dict(reach.newest) | dict.fromkeys(reach.left, end)
    connection.execute("CREATE OR REPLACE TEMP TABLE coverage (vendor VARCHAR, newest TIMESTAMP)")
    if newest:
        rows = ", ".join(["(?, ?)"] * len(newest))
        connection.execute(f"INSERT INTO coverage VALUES {rows}", [value for pair in newest.items() for value in pair])


def reach_of(connection: DuckDBPyConnection | None, store: Store, seen: Visible, month: Month) -> Reach:
    """How far the calls of a look already taken reach; a connection is needed for layers only."""
    newest, end = _newest(connection, seen, "calls", month), _end(store, month)
    return Reach({vendor: min(end, moment) for vendor, moment in newest.items()}, horizon.left(newest, end))


def newest_of(connection: DuckDBPyConnection | None, store: Store, seen: Visible, kind: str,
              month: Month) -> dict[VendorCode, datetime]:
    """:func:`newest_event` of a look already taken; a connection is needed for layers only."""
    end = _end(store, month)
    return {vendor: min(end, moment) for vendor, moment in _newest(connection, seen, kind, month).items()}


def _newest(connection: DuckDBPyConnection | None, seen: Visible, kind: str,
            month: Month) -> dict[VendorCode, datetime]:
    """Each vendor's newest event of a kind as ``month`` may know of it, naive UTC, whenever it was."""
    if connection is None or seen.layers is None:
        told = [(one.vendor, one.month, one.newest_at.astimezone(UTC).replace(tzinfo=None))
                for one in seen.partitions if one.kind == kind and one.newest_at is not None]
    else:
        told = connection.execute(f"SELECT vendor, month, max({columns.event_time(kind)}) "
                                  f"FROM ({seen.relation(kind)}) GROUP BY vendor, month").fetchall()
    return horizon.newest_events(kind, month, told)


def _end(store: Store, month: Month) -> datetime:
    return horizon.end(store, month).replace(tzinfo=None)
