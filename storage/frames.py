"""The calls that a sample may be drawn from, as they stand or stood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from scoring import sampling
from scoring.records import Month, VendorCode
from storage.calls import name_relations
from storage.duck import answered
from storage.home import Store
from storage.relations import visible
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")


def of_month(store: Store, purpose: str, vendor: str, month: Month, as_of: datetime | None, drawn_of: str | None,
             question: Callable[[DuckDBPyConnection], T]) -> T:
    """Ask ``question`` with the table ``frame`` in reach: of one vendor's month, or of its calls judged for
    ``drawn_of``."""

    def ask(connection: DuckDBPyConnection) -> T:
        with store.reading() as session:
            seen = visible(session, store, Scope(frozenset({VendorCode(vendor)})), as_of)
        name_relations(connection, store, seen, month)
        if drawn_of is not None:
            judged = f"SELECT DISTINCT call_id FROM ({seen.relation('evaluations', [str(month)])})"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE among AS {judged} WHERE draw_id = ? AND "
                               f"{sampling.FIRST_JUDGEMENTS}", [drawn_of])
        framed = sampling.frame(purpose, month, some=drawn_of is not None)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE frame AS {framed}")
        return question(connection)

    return answered(store, ask)


def counted(connection: DuckDBPyConnection) -> tuple[dict[str, int], str]:
    """The calls of each stratum, and the fingerprint of all."""
    return dict(connection.execute(sampling.FRAME_COUNTS).fetchall()), fingerprint(connection)


def fingerprint(connection: DuckDBPyConnection) -> str:
    return str(connection.execute(sampling.FRAME_FINGERPRINT).fetchall()[0][0])


def calls(connection: DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Call id, start (UTC, as it enters the fingerprint) and queue of each, by id."""
    return connection.execute("SELECT call_id, started, stratum FROM frame ORDER BY call_id").fetchall()
