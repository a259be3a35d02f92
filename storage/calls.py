"""Questions to the calls of a month: the SQL comes from scoring, the files it may see from the scope."""

from __future__ import annotations

from collections.abc import Mapping
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


def month_frames(store: Store, scope: Scope, month: Month, queries: Mapping[str, str],
                 as_of: datetime | None = None) -> dict[str, Columns]:
    """Each query's answer over two relations, and nothing else in reach.

    ``contacts``: the current calls of the scope's vendors with ``day`` in the month or the 8 days after, columns as
    stored plus ``vendor`` and ``batch``. ``coverage(vendor, newest)``: each vendor's newest contact anywhere, as
    naive UTC, at most the end of those 8 days. ``as_of`` (aware) answers as a reader would have seen it then.
    """

    def ask(connection: DuckDBPyConnection) -> dict[str, Columns]:
        with store.reading() as session:
            seen = visible(session, store, scope, as_of)
        return frames_of(connection, store, seen, month, queries)

    return answered(store, ask)


def frames_of(connection: DuckDBPyConnection, store: Store, seen: Visible, month: Month,
              queries: Mapping[str, str]) -> dict[str, Columns]:
    """:func:`month_frames` of a look already taken."""
    name_relations(connection, store, seen, month)
    return {name: fetched(connection, sql) for name, sql in queries.items()}


def newest_contact(store: Store, scope: Scope, month: Month,
                   as_of: datetime | None = None) -> dict[VendorCode, datetime]:
    """Each vendor's newest contact (naive UTC) in any month, at most the end of the 8 days after ``month``."""
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
    _name_coverage(connection, newest_of(connection, store, seen, "calls", month))
    calls = seen.relation("calls", (str(month), str(month.shifted(1))))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW contacts AS SELECT * EXCLUDE (month) FROM ({calls}) "
                       f"WHERE day <= DATE {quoting.text(horizon.last_day(month).isoformat())}")


def _name_coverage(connection: DuckDBPyConnection, newest: Mapping[VendorCode, datetime]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE coverage (vendor VARCHAR, newest TIMESTAMP)")
    for vendor, moment in newest.items():
        connection.execute("INSERT INTO coverage VALUES (?, ?)", [vendor, moment])


def newest_of(connection: DuckDBPyConnection | None, store: Store, seen: Visible, kind: str,
              month: Month) -> dict[VendorCode, datetime]:
    """:func:`newest_event` of a look already taken; a connection is needed for layers only."""
    if connection is None or seen.layers is None:
        told = [(one.vendor, one.month, one.newest_at) for one in seen.partitions if one.kind == kind]
    else:
        found = connection.execute(f"SELECT vendor, month, max({columns.event_time(kind)}) "
                                   f"FROM ({seen.relation(kind)}) GROUP BY vendor, month").fetchall()
        told = [(vendor, each, moment.replace(tzinfo=UTC)) for vendor, each, moment in found]
    newest = horizon.newest_events(store, kind, month, told)
    return {vendor: moment.astimezone(UTC).replace(tzinfo=None) for vendor, moment in newest.items()}
