"""From a figure to every record it rests on, and from each record to batch, file, sheet and rows: they add up to it.

What is traced are the records in force: of a month that came again the newest batch's, of a withdrawn batch none. No
customer is told, and no id that is a customer's number or address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.errors import UserError
from app.services.rows_behind_records import CLIENTS_OWN, records_of_month
from app.services.scorecards import may_be_seen, month_inputs, scorecards
from app.services.where_from import Source, call_sources, source_of
from app.words import words_for
from imports.masking import masked_text
from scoring.records import CALLS, CHANNELS, KINDS, Month, Type, VendorCode

if TYPE_CHECKING:
    from scoring.counts import Columns
    from scoring.traces import CallTrace, RecordTrace
    from scoring.vendor_month import VendorMonth
    from storage.home import Store
    from storage.scope import Scope

BESIDE_CALLS = frozenset({"frame_coverage"})
"""Figures that set records beside counts of calls."""

BLOCK_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Given:
    """What one record gives to numerator and denominator, in the figure's own unit; ``at`` in the client's zone.

    ``sources`` begin with the record's own; others follow where a call was completed by a later file, or where a remark
    counts by what arrived for it.
    """

    id: str
    at: datetime | None
    above: float
    below: float
    sources: tuple[Source, ...]


@dataclass(slots=True)
class Trace:
    """A figure and, block by block, the records behind it; ``above`` and ``below`` are their sums once all are read."""

    vendor: str
    month: str
    code: str
    kind: str
    timezone: str
    estimate: Mapping[str, Any]
    blocks: Iterator[list[Given]]
    above: float = 0.0
    below: float = 0.0
    records: int = 0
    batches: set[str] = field(default_factory=set)

    @property
    def adds_up(self) -> bool | None:
        """Whether the records read make the figure, exactly; None where it has no value."""
        if self.estimate.get("value") is None:
            return None
        return (self.above, self.below) == (self.estimate["numerator"], self.estimate["denominator"])

    def __iter__(self) -> Iterator[list[Given]]:
        for block in self.blocks:
            self.records += len(block)
            self.batches.update(source.batch for given in block for source in given.sources)
            yield block


def traceable() -> frozenset[str]:
    """The measures that can be traced."""
    from scoring.traces import CALL_TRACES, RECORD_TRACES

    return frozenset(CALL_TRACES) | frozenset(RECORD_TRACES)


def trace(store: Store, scope: Scope, vendor: str, month: str, code: str, language: str = "en") -> Trace:
    """The figure ``code`` of a vendor's month with what it rests on.

    UserError for a vendor, month or measure that is none or holds nothing in the scope; a vendor's own people see no
    open month, and nothing of what the client's evaluators and surveys found.
    """
    from scoring.traces import CALL_TRACES

    words = words_for(language)
    if code not in traceable():
        raise UserError("unknown_measure", words.t("trace.unknown_measure", measure=code[:40],
                                                   measures=", ".join(sorted(traceable()))))
    if scope.vendors is not None and code in CLIENTS_OWN:
        raise UserError("clients_own", words.t("behind.clients_own"))
    card = _card(store, scope, vendor, month, language)
    measure = next((each for each in card["measures"] if each["code"] == code), None)
    if measure is None:
        raise UserError("no_data", words.t("trace.no_data", vendor=vendor[:40], month=Month.parse(month)))
    found = Trace(card["vendor"], card["month"], code, "", store.timezone, measure["estimate"], iter(()))
    if code in CALL_TRACES and not of_intervals(measure["estimate"]):
        found.kind = CALLS.name
        found.blocks = _calls(store, scope, found, CALL_TRACES[code], tuple(measure.get("by_channel", ())))
    else:
        _follow_records(store, scope, found)
    return found


def of_intervals(estimate: Mapping[str, Any]) -> bool:
    """Whether a figure was made of interval counts, for want of calls."""
    from scoring.measures.interval_source import NOTED_AS

    return any(note["code"] in NOTED_AS.values() for note in estimate.get("notes", ()))


def _card(store: Store, scope: Scope, vendor: str, month: str, language: str) -> Mapping[str, Any]:
    cards = scorecards(store, scope, month=month, vendor=vendor)
    if not cards or not may_be_seen(scope, month, store.timezone):
        raise UserError("no_data", words_for(language).t("trace.no_data", vendor=vendor[:40],
                                                         month=Month.parse(month)))
    return cards[0]


def _calls(store: Store, scope: Scope, found: Trace, how: CallTrace, others: Sequence[str]) -> Iterator[list[Given]]:
    from storage import records

    value = found.estimate.get("value")
    away = [channel for channel in others if channel in CHANNELS] if how.one_channel else []
    where = f"({how.rows})" + (f" AND channel NOT IN ({', '.join(map(repr, away))})" if away else "")
    selected = {"id": "call_id", "at": "started_at", "above": how.above_of(value), "batch": "batch",
                "row": "source_row", "also": "also_rows", "completes": "completes"}
    whole, count, zone = 0, 0, ZoneInfo(store.timezone)
    for block in records.row_blocks(store, scope, CALLS.name, found.vendor, Month.parse(found.month), where, selected):
        whole += sum(row[2] for row in block)
        count += len(block)
        found.above, found.below = whole / how.per, float(count)
        yield [_call(row, how.per, zone) for row in block]


def _call(row: tuple[Any, ...], per: int, zone: ZoneInfo) -> Given:
    id_, at, above, batch, first, also, completes = row
    shown = masked_text(id_ or "", Type.ID)
    return Given(shown, _local(at, zone), above / per, 1.0, call_sources(shown, batch, first, also, completes))


def _follow_records(store: Store, scope: Scope, found: Trace) -> None:
    """The records of a small kind, sorted as they were scored, and what they sum to."""
    from scoring.traces import INTERVAL_TRACES, RECORD_TRACES

    how = INTERVAL_TRACES if of_intervals(found.estimate) else RECORD_TRACES
    traced = how[found.code](_month_of(store, scope, found))
    found.kind, found.above = traced.kind, float(traced.above.sum()) / traced.per
    found.below = float(traced.below.sum())
    given = [_record(traced, i, ZoneInfo(store.timezone)) for i in range(len(traced.places))]
    given.sort(key=lambda each: (each.at or datetime.min, each.id))  # noqa: DTZ901 - both are local
    found.blocks = iter([given[start:start + BLOCK_ROWS] for start in range(0, len(given), BLOCK_ROWS)])


def _month_of(store: Store, scope: Scope, found: Trace) -> VendorMonth:
    """The vendor's month as scoring sees it; with its calls only where a figure sets records beside them. The card that
    is traced was found within the scope."""
    month = Month.parse(found.month)
    if found.code not in BESIDE_CALLS and not of_intervals(found.estimate):
        return records_of_month(store, scope, found.vendor, month)
    from scoring.definition import DEFAULT
    from scoring.vendor_month import vendor_months

    return vendor_months(month_inputs(store, month), DEFAULT)[VendorCode(found.vendor)]


def _record(traced: RecordTrace, i: int, zone: ZoneInfo) -> Given:
    own = _stands(traced.kind, traced.columns, traced.places[i])
    sources = [own]
    if traced.others is not None and traced.matched is not None and traced.matched[i] >= 0:
        sources.append(_stands(traced.others_kind, traced.others, traced.matched[i]))
    times = (_cell(traced.columns, name, traced.places[i]) for name in KINDS[traced.kind].month_columns)
    at = next((_local(time, zone) for time in times if time is not None), None)
    return Given(own.id, at, float(traced.above[i]) / traced.per, float(traced.below[i]), tuple(sources))


def _stands(kind: str, columns: Columns, place: int) -> Source:
    id_, batch, row, also = (_cell(columns, name, place) for name in
                             (KINDS[kind].id_column, "batch", "source_row", "also_rows"))
    return source_of(kind, masked_text(str(id_ or ""), Type.ID), batch, row, also)


def _cell(columns: Columns, name: str, place: int) -> Any:
    values = columns[name]
    if np.ma.getmaskarray(values)[place]:
        return None
    value = np.ma.getdata(values)[place]
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[us]").item()
    return value


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, microsecond=0)
