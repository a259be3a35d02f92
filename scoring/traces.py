"""What each record gives to a figure: its part of the numerator and of the denominator, so that they sum to it exactly.

Calls are asked for as SQL over the relation ``contacts`` (as :data:`scoring.call_queries.ROWS_BEHIND` is); the small
kinds are sorted by the very functions that score them. Whoever adds a measure adds how it is traced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from scoring.call_queries import ANSWERED, FOR_PEOPLE, OFFERED, in_time, rows_behind, wait_ms
from scoring.counts import Columns
from scoring.definition import DEFAULT, Definition
from scoring.interval_rows import logged_by_row
from scoring.measures import abandonment, service_level
from scoring.measures.channels import Terms
from scoring.measures.csat import answers
from scoring.measures.feedback_capture import capture
from scoring.measures.frame_coverage import compared
from scoring.measures.interval_source import channel_counts, main_channel
from scoring.measures.promises import ledger
from scoring.measures.qa_score import counted_points
from scoring.result import FloatArray
from scoring.vendor_month import VendorMonth


@dataclass(frozen=True, slots=True)
class CallTrace:
    """The calls of a figure's denominator, each of which is one of it.

    ``rows``: SQL predicate. ``above``: SQL of the whole number that a call gives to the numerator, in units of which
    ``per`` are one of the figure's; it may use ``{value}``, the figure's own value in whole seconds. ``one_channel``:
    the figure speaks of the month's main channel alone.
    """

    rows: str
    above: str
    per: int = 1
    one_channel: bool = True

    def above_of(self, value: float | None) -> str:
        """The SQL of a call's part of the numerator, where the figure's value is ``value`` (None: it has none)."""
        if "{value}" in self.above and value is None:
            return "0"
        return self.above.replace("{value}", "0" if value is None else str(int(value)))


@dataclass(frozen=True, slots=True)
class RecordTrace:
    """The records of a figure's denominator: ``places`` are their rows in ``columns``, ``above`` and ``below`` what
    each gives to the numerator and the denominator (all of one length); ``per`` of the former are one of the figure's
    unit.

    ``matched``: for each the row of ``others``, the record of another kind by which it counts, or -1.
    """

    kind: str
    columns: Columns
    places: list[int]
    above: FloatArray
    below: FloatArray
    others_kind: str = ""
    others: Columns | None = None
    matched: list[int] | None = None
    per: int = 1


def call_traces(definition: Definition) -> dict[str, CallTrace]:
    """How every measure made of calls is traced, by its code."""
    behind, wait = rows_behind(definition), wait_ms(definition)
    wait_s = f"CAST(ceil(({wait}) / 1000.0) AS BIGINT)"
    observed = behind["wait_max"].all
    up_to = CallTrace(observed, f"CASE WHEN {wait_s} <= {{value}} THEN 1 ELSE 0 END")

    def share(code: str, which: str, *, one_channel: bool = True) -> CallTrace:
        return CallTrace(behind[code].all, f"CASE WHEN {which} THEN 1 ELSE 0 END", one_channel=one_channel)

    def not_missed(code: str, *, one_channel: bool) -> CallTrace:
        return share(code, f"NOT coalesce({behind[code].missed}, FALSE)", one_channel=one_channel)

    return {
        "service_level": share("service_level", f"outcome IS NOT DISTINCT FROM 'answered' AND {in_time(definition)}"),
        "asa": CallTrace(f"{ANSWERED} AND ({wait}) IS NOT NULL", wait, per=1000),
        "wait_p50": up_to, "wait_p90": up_to, "wait_p95": up_to,
        "wait_max": CallTrace(observed, "1"),
        "over_60": share("over_60", f"{wait_s} > 60"),
        "over_600": share("over_600", f"{wait_s} > 600"),
        "abandonment": share("abandonment", behind["abandonment"].missed),
        "blocked_rate": CallTrace(f"({OFFERED} OR {FOR_PEOPLE} AND outcome = 'blocked')",
                                  "CASE WHEN outcome = 'blocked' THEN 1 ELSE 0 END"),
        "transfer_rate": share("transfer_rate", "transfers >= 1"),
        "fcr_repeat": not_missed("fcr_repeat", one_channel=False),
        "fcr_agent": share("fcr_agent", "resolved", one_channel=False),
        "first_agent": not_missed("first_agent", one_channel=False),
    }


CALL_TRACES = call_traces(DEFAULT)
"""How the measures made of calls are traced under the default definition."""


def _promises(left_open_counts: bool, as_kept: bool) -> Callable[[VendorMonth], RecordTrace]:
    def trace(month: VendorMonth) -> RecordTrace:
        sorted_out = ledger(month)
        left_open = (sorted_out.unsettled | sorted_out.pending) & left_open_counts
        kept = sorted_out.kept | (left_open & as_kept)
        places = np.flatnonzero(sorted_out.decided | left_open)
        return RecordTrace("promises", month.promises, places.tolist(), kept[places].astype(float),
                           np.ones(len(places)))

    return trace


def _captured(month: VendorMonth) -> RecordTrace:
    found = capture(month)
    links = found.links.generous
    return RecordTrace("evaluations", found.heard, list(range(len(links))), (links >= 0).astype(float),
                       np.ones(len(links)), "feedback", month.feedback, links.tolist())


def _points(month: VendorMonth) -> RecordTrace:
    found = counted_points(month.evaluations)
    return RecordTrace("evaluations", found.evaluations, list(range(len(found.points))), found.points[:, 0],
                       found.points[:, 1])


def _answers(month: VendorMonth) -> RecordTrace:
    answered, satisfied = answers(month.surveys)
    places = np.flatnonzero(answered)
    return RecordTrace("surveys", month.surveys, places.tolist(), satisfied[places].astype(float),
                       np.ones(len(places)))


def _from_counts(terms: Terms, per: int = 1) -> Callable[[VendorMonth], RecordTrace]:
    """How a figure of interval counts is traced: by the rows of the channel it is about that give it anything."""
    def trace(month: VendorMonth) -> RecordTrace:
        channels = channel_counts(month)
        counts = channels[main_channel(channels)]
        above, below = terms(counts.rows)
        gives = np.flatnonzero((above != 0) | (below != 0))
        return RecordTrace("intervals", month.intervals, counts.place[gives].tolist(), above[gives].astype(float),
                           below[gives].astype(float), per=per)

    return trace


INTERVAL_TRACES: Mapping[str, Callable[[VendorMonth], RecordTrace]] = {
    "service_level": _from_counts(partial(service_level.terms, DEFAULT.service_level_variant)),
    "asa": _from_counts(lambda counts: (counts["answered_wait_ms"], counts["answered_wait_known"]), per=1000),
    "abandonment": _from_counts(abandonment.terms),
}
"""How the measures made of calls are traced in a month of interval counts alone (KeyError for a month without any)."""


def _counted(month: VendorMonth) -> RecordTrace:
    found = compared(month)
    return RecordTrace("intervals", month.intervals, found.place.tolist(),
                       logged_by_row(found, month.segments).astype(float), np.nan_to_num(found.counts["offered"]))


RECORD_TRACES: Mapping[str, Callable[[VendorMonth], RecordTrace]] = {
    "promise_kept": _promises(left_open_counts=False, as_kept=False),
    "promise_kept_low": _promises(left_open_counts=True, as_kept=False),
    "promise_kept_high": _promises(left_open_counts=True, as_kept=True),
    "feedback_capture": _captured,
    "qa_score": _points,
    "csat": _answers,
    "frame_coverage": _counted,
}
"""How the measures made of promises, evaluations, feedback, surveys and interval counts are traced."""
