"""From a figure to the records behind it that are no calls: promises, remarks heard, evaluations with their points.

Sorted and linked by the very functions that score them, over the viewer's own reach. Never a customer; where times are
shown they are in the client's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.services.calls_behind import ROWS_PER_PAGE
from app.services.finding_states import Lives
from app.services.scorecards import closed
from app.services.told import Told
from app.services.where_from import FileOf, Source, files_of, source_of
from imports.masking import masked_text, type_of
from scoring.records import Month, Type, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.counts import Columns
    from scoring.vendor_month import VendorMonth
    from storage.home import Store

CRITERIA_NAMED = 3
Cell = str | float | datetime | Source | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RecordsBehind:
    """The records a figure rests on: ``total`` in its denominator, ``missed`` among them, one page of rows.

    Every row has a cell for each of ``columns`` (times in the client's zone, points as numbers, ``state`` a code) and
    ``source``, where it came from; ``files`` are the batches' files.
    """

    code: str
    total: int
    missed: int
    pages: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    files: Mapping[str, FileOf]


@dataclass(frozen=True, slots=True)
class _Found:
    """All rows, those that count against the vendor first, and how many of them those are."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[bool, Row]]
    """(counts against the vendor, row)"""
    total: int
    missed: int


CLIENTS_OWN = frozenset({"feedback_capture", "qa_score", "csat"})
"""What the client's evaluators heard and wrote and its customers answered: which remarks are missing reaches a vendor
when the client sends it."""


def records_behind(
    store: Store, scope: Scope, vendor: str, month: str, code: str, *, missed_only: bool = True, page: int = 1
) -> RecordsBehind:
    """One page of the records behind measure ``code`` (KeyError for one not in :data:`SOURCES`).

    Nothing outside the scope, and for a vendor's own people nothing of an open month and none of :data:`CLIENTS_OWN`.
    """
    found = _Found((), (), 0, 0)
    theirs = scope.vendors is None or (closed(month, store.timezone) and code not in CLIENTS_OWN)
    if scope.allows(vendor) and theirs:
        found = SOURCES[code](records_of_month(store, scope, vendor, Month.parse(month)), ZoneInfo(store.timezone))
    shown = [row for against, row in found.rows if against or not missed_only]
    rows = tuple(shown[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE])
    pages = max(1, -(-len(shown) // ROWS_PER_PAGE))
    stood = {source.batch for row in rows for source in row.values() if isinstance(source, Source)}
    return RecordsBehind(code, found.total, found.missed, pages, found.columns, rows, files_of(store, scope, stood))


def records_of_month(store: Store, scope: Scope, vendor: str, month: Month) -> VendorMonth:
    """The vendor's small records within the scope as scoring sees them; calls are not needed to list these."""
    from scoring.counts import MonthInputs
    from scoring.definition import DEFAULT
    from scoring.records import EVALUATIONS, FEEDBACK, PROMISES, SURVEYS
    from scoring.vendor_month import vendor_months
    from storage import records

    code = VendorCode(vendor)
    read = {kind.name: {code: records.month_records(store, scope, kind.name, vendor, kind.read_for(month))}
            for kind in (EVALUATIONS, FEEDBACK, PROMISES, SURVEYS)}
    told = Told(store, Lives(store, Scope(frozenset({code}))))
    read[FEEDBACK.name][code] = told.marked(code, month, read[FEEDBACK.name][code])
    newest = records.newest_promise_event(store, scope, month)
    inputs = MonthInputs(month, (code,), {}, {}, frozenset(), newest_promise_event=newest, **read)
    return vendor_months(inputs, DEFAULT)[code]


def _promises(*, open_counts: bool = False, as_kept: bool = False) -> Callable[[VendorMonth, ZoneInfo], _Found]:
    """Promises due: broken ones first, then those left open, then the rest by the day they were due. Of those left open
    and not due yet the figure may count all (``open_counts``), as kept or as broken."""
    left_open = ("unknown", "unproven", "released", *(("pending",) if open_counts else ()))
    states = ("broken", *left_open, *(() if open_counts else ("pending",)), "kept", "undated")

    def found(month: VendorMonth, zone: ZoneInfo) -> _Found:
        from scoring.measures.promises import ledger

        sorted_out = ledger(month)
        shown = []
        for place, state in enumerate(states):
            for i in np.flatnonzero(getattr(sorted_out, state)).tolist():
                told = _told(month.promises, i, zone, promise="promise_id", about="promise_kind", made="made_at",
                             due="due_at", kept="kept_at")
                shown.append((place, str(told["due"]), {**told, "state": state}))
        shown.sort(key=lambda each: (each[0], each[1], str(each[2]["promise"])))
        rows = [(place <= (0 if as_kept else len(left_open)), row) for place, _, row in shown]
        broken, kept = sorted_out.count("broken"), sorted_out.count("kept")
        opened = sum(sorted_out.count(state) for state in left_open) if open_counts else 0
        columns = ("promise", "about", "made", "due", "kept", "state")
        return _Found(columns, rows, kept + broken + opened, broken + (0 if as_kept else opened))

    return found


def _remarks(month: VendorMonth, zone: ZoneInfo) -> _Found:
    """Remarks our evaluators heard on calls drawn at random: those that did not arrive first."""
    from scoring.measures.feedback_capture import capture

    found = capture(month)
    rows = []
    for i, item in enumerate(found.links.generous.tolist()):
        told = _told(found.heard, i, zone, evaluation="evaluation_id", call="call_id", heard="call_started_at",
                     category="feedback_category", polarity="feedback_polarity", words="feedback_text")
        exact = "arrived" if found.links.strict[i] >= 0 else "arrived_near"
        arrived = None if item < 0 else _told(month.feedback, item, zone)["source"]
        rows.append((item < 0, {**told, "state": "not_arrived" if item < 0 else exact, "arrived_in": arrived}))
    rows.sort(key=lambda each: (not each[0], str(each[1]["heard"]), str(each[1]["evaluation"])))
    columns = ("evaluation", "call", "heard", "category", "polarity", "words", "state")
    return _Found(columns, rows, len(rows), sum(against for against, _ in rows))


def _evaluations(month: VendorMonth, zone: ZoneInfo) -> _Found:
    """Evaluations with the points they gave, the lowest share first."""
    from scoring.measures.qa_score import counted_points

    found = counted_points(month.evaluations)
    rows = []
    for i, (given, possible) in enumerate(found.points.tolist()):
        told = _told(found.evaluations, i, zone, evaluation="evaluation_id", call="call_id", heard="call_started_at")
        rows.append((given < possible, {**told, "points": given, "possible": possible, "share": given / possible,
                                        "lost": _lost(found.criteria[i])}))
    rows.sort(key=lambda each: (each[1]["share"], str(each[1]["evaluation"])))
    columns = ("evaluation", "call", "heard", "points", "possible", "share", "lost")
    return _Found(columns, rows, len(rows), sum(against for against, _ in rows))


def _answers(month: VendorMonth, zone: ZoneInfo) -> _Found:
    """Answered surveys of the client's, the least satisfied first."""
    from scoring.measures.csat import answers

    answered, satisfied = answers(month.surveys)
    rows = []
    for i in np.flatnonzero(answered).tolist():
        told = _told(month.surveys, i, zone, survey="survey_id", call="call_id", invited="invited_at",
                     responded="responded_at", csat="csat")
        rows.append((not satisfied[i], told))
    rows.sort(key=lambda each: (each[1]["csat"], str(each[1]["survey"])))
    columns = ("survey", "call", "invited", "responded", "csat")
    return _Found(columns, rows, len(rows), sum(against for against, _ in rows))


SOURCES: Mapping[str, Callable[[VendorMonth, ZoneInfo], _Found]] = {
    "promise_kept": _promises(), "promise_kept_low": _promises(open_counts=True),
    "promise_kept_high": _promises(open_counts=True, as_kept=True), "feedback_capture": _remarks,
    "qa_score": _evaluations, "csat": _answers,
}
"""The measures whose records can be shown, each with how they are found."""


def _lost(criteria: Sequence[Mapping[str, Any]]) -> str:
    """The criteria that cost most, with the points given of those possible."""
    costly = sorted((c for c in criteria if c["score"] < c["max_score"]), key=lambda c: c["score"] - c["max_score"])
    return ", ".join(f"{c['criterion']} {c['score']:g}/{c['max_score']:g}" for c in costly[:CRITERIA_NAMED])


def _told(columns: Columns, i: int, zone: ZoneInfo, **names: str) -> dict[str, Cell]:
    """Row ``i`` under our names, and where it came from; no id that is a customer's number or address."""
    told = {ours: _shown(theirs, _plain(columns[theirs], i, zone)) for ours, theirs in names.items()}
    where = (_plain(columns[name], i, zone) for name in ("batch", "source_row", "also_rows"))
    return {**told, "source": source_of("", "", *where)}


def _shown(column: str, value: Cell) -> Cell:
    return masked_text(value, Type.ID) if isinstance(value, str) and type_of(column) is Type.ID else value


def _plain(values: Any, i: int, zone: ZoneInfo) -> Cell:
    if np.ma.getmaskarray(values)[i]:
        return None
    value = np.ma.getdata(values)[i]
    if isinstance(value, np.datetime64):
        value = None if np.isnat(value) else value.astype("datetime64[us]").item()
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, microsecond=0)
    plain: Cell = value.item() if isinstance(value, np.generic) else value
    return plain
