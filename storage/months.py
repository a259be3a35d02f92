"""Everything a month is scored from, in one look: no import can come in between two of its parts."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from scoring.counts import Columns
from scoring.records import SCORED_KINDS, Month, VendorCode
from storage.batch_listing import behind_of
from storage.calls import Beside, frames_of, newest_of, reach_of
from storage.duck import answered_in_turn, connected
from storage.home import Store
from storage.inputs import fingerprint_of
from storage.records import months_held, sets_of
from storage.relations import visible
from storage.scope import EVERYTHING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class MonthRead:
    """One month of all vendors as it stood at one moment, and the fingerprint of exactly that.

    ``frames``, ``sets``, ``newest_contact`` and ``newest_promise_event`` are what the functions of those names in
    ``storage.calls`` and ``storage.records`` answer; ``left`` names the vendors that have left before the end of what
    is read, ``behind`` each vendor's batches.
    """

    vendors: tuple[VendorCode, ...]
    fingerprint: str
    frames: Mapping[str, Columns]
    sets: Mapping[str, Mapping[VendorCode, Columns]]
    newest_contact: Mapping[VendorCode, datetime]
    left: frozenset[VendorCode]
    newest_promise_event: Mapping[VendorCode, datetime]
    behind: Mapping[VendorCode, list[str]]


@dataclass(frozen=True, slots=True)
class MonthAsked:
    """What scoring wants of a month: ``queries`` over its calls that read the columns ``call_columns``, and of each
    small kind the months in ``sets``. ``beside`` are queries that set calls beside the month's interval counts."""

    month: Month
    queries: Mapping[str, str]
    call_columns: Sequence[str]
    sets: Mapping[str, Iterable[Month]]
    beside: Beside = field(default_factory=Beside)


def read_months(store: Store, asked: Iterable[MonthAsked], as_of: datetime | None = None) -> Generator[MonthRead]:
    """Read months for scoring, which crosses vendors: there is no narrower scope, and no page calls this.

    Each month is read in one look when it is asked for; all on one connection and one thread, for a month is too little
    to divide: whoever has many months asks for some of them elsewhere meanwhile.
    """
    with connected(store, threads=1) as connection:
        for each in asked:
            yield answered_in_turn(connection, store, _reading(store, each, as_of))


def _reading(store: Store, asked: MonthAsked, as_of: datetime | None) -> Callable[[DuckDBPyConnection], MonthRead]:
    month = asked.month

    def ask(connection: DuckDBPyConnection) -> MonthRead:
        with store.reading() as session:
            seen = visible(session, store, EVERYTHING, as_of)
        reach = reach_of(connection, store, seen, month)
        held = months_held(connection, seen, SCORED_KINDS, [str(month)])
        return MonthRead(
            vendors=tuple(sorted(VendorCode(vendor) for vendor, _ in held)),
            fingerprint=fingerprint_of(store, seen, month),
            frames=frames_of(connection, store, seen, month, asked.queries, asked.call_columns, asked.beside),
            sets=sets_of(connection, seen, asked.sets),
            newest_contact=reach.newest,
            left=reach.left,
            newest_promise_event=newest_of(connection, store, seen, "promises", month),
            behind=behind_of(connection, seen, month),
        )

    return ask
