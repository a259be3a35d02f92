"""One vendor's month as the measures see it: the counts, the sampled rows, the definition and the day weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scoring.counts import EMPTY, CallCounts, Columns, MonthInputs, call_counts, days_in, of_vendor
from scoring.day_blocks import DayBlocks
from scoring.definition import Definition
from scoring.draws import Stream
from scoring.records import Month, VendorCode


@dataclass(frozen=True, slots=True)
class VendorMonth:
    """Everything a measure may look at. ``newest_contact`` and ``left`` are of all: repeats go to any vendor."""

    month: Month
    vendor: VendorCode
    definition: Definition
    counts: CallCounts
    blocks: DayBlocks
    stream: Stream
    newest_contact: Mapping[VendorCode, datetime] = field(default_factory=dict)
    left: frozenset[VendorCode] = frozenset()
    evaluations: Columns = field(default_factory=dict)
    feedback: Columns = field(default_factory=dict)
    promises: Columns = field(default_factory=dict)
    surveys: Columns = field(default_factory=dict)
    newest_promise_event: datetime | None = None
    intervals: Columns = field(default_factory=dict)
    segments: Columns = field(default_factory=dict)
    """Answer to :func:`scoring.interval_rows.interval_queries`."""


def vendor_months(inputs: MonthInputs, definition: Definition) -> dict[VendorCode, VendorMonth]:
    """Each vendor of ``inputs`` with its own part of them, and draws seeded from month and vendor."""
    counts = call_counts(inputs)
    days = days_in(inputs.month)
    scored = [yardstick.measure for yardstick in definition.yardsticks]
    answer = {}
    for vendor in inputs.vendors:
        stream = Stream(f"{inputs.month}|{vendor}")
        answer[vendor] = VendorMonth(
            inputs.month, vendor, definition, counts[vendor], DayBlocks.of(days, stream, scored), stream,
            newest_contact=inputs.newest_contact, left=inputs.left,
            evaluations=inputs.evaluations.get(vendor, {}), feedback=inputs.feedback.get(vendor, {}),
            promises=inputs.promises.get(vendor, {}), surveys=inputs.surveys.get(vendor, {}),
            newest_promise_event=inputs.newest_promise_event.get(vendor),
            intervals=inputs.intervals.get(vendor, {}), segments=of_vendor(inputs.calls.get("segments", EMPTY), vendor),
        )
    return answer
