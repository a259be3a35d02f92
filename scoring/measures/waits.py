"""The tail that averages and service levels hide: percentiles of the waits, and how many waited too long."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil

import numpy as np

from scoring.counts import WaitHistogram
from scoring.day_blocks import quantile_interval
from scoring.measures.channels import CALLBACKS, by_channel, seconds_apart, share_by_day, unknown_outcomes
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def nearest_rank(histogram: WaitHistogram, share: float) -> int:
    """The observed wait in whole seconds with rank ⌈share × n⌉ (at least 1); ``share`` in 0-1, n > 0."""
    cumulated = histogram.contacts.sum(axis=0).cumsum()
    rank = max(1, ceil(round(share * int(cumulated[-1]), 9)))
    return int(histogram.seconds[int(np.searchsorted(cumulated, rank))])


def _observed(month: VendorMonth, channel: str) -> tuple[WaitHistogram, tuple[Note, ...]] | Answer:
    """The waits of answered and abandoned contacts, and what must be said of those without one.

    Whoever gave up after ten minutes and carries no wait would otherwise shorten the tail: both count for the limit.
    """
    histogram = month.counts.waits.get(channel)
    if histogram is None:
        return not_scored("no_observed_waits")
    notes = unknown_outcomes(month, channel)
    if not isinstance(notes, tuple):
        return notes
    lacking = {name: month.counts.total(channel, name) - month.counts.total(channel, f"{name}_wait_known")
               for name in ("answered", "abandoned")}
    missing, both = sum(lacking.values()), int(histogram.contacts.sum()) + sum(lacking.values())
    limit = month.definition.unknown_share_max
    if missing > limit * both:
        return not_scored("waits_lacking", missing=missing, abandoned=lacking["abandoned"], of=both, limit=limit)
    return histogram, (*notes, Note("waits_left_out", (("contacts", missing),))) if missing else notes


def _percentile(share: float, month: VendorMonth, channel: str) -> Answer:
    observed = _observed(month, channel)
    if not isinstance(observed, tuple):
        return observed
    histogram, notes = observed
    value = nearest_rank(histogram, share)
    below, totals = histogram.contacts[:, histogram.seconds <= value].sum(axis=1), histogram.contacts.sum(axis=1)
    start, end = quantile_interval(below, totals, share)
    low, high = 0 if start <= 0 else nearest_rank(histogram, start), nearest_rank(histogram, end)
    n = int(totals.sum())
    low_s, high_s, said = seconds_apart(float(value), min(low, value), max(high, value), int((totals > 0).sum()))
    return Estimate(float(value), low_s, high_s, n, Unit.SECONDS, int(below.sum()), n, notes=(*notes, *said))


def _longest(month: VendorMonth, channel: str) -> Answer:
    observed = _observed(month, channel)
    if not isinstance(observed, tuple):
        return observed
    histogram, notes = observed
    value, n = float(histogram.seconds.max()), int(histogram.contacts.sum())
    return Estimate(value, value, value, n, Unit.SECONDS, n, n, notes=(*notes, Note("exact")))


def _over(seconds: int, month: VendorMonth, channel: str) -> Answer:
    observed = _observed(month, channel)
    if not isinstance(observed, tuple):
        return observed
    histogram, notes = observed
    longer = histogram.contacts[:, histogram.seconds > seconds].sum(axis=1)
    return share_by_day(month, longer, histogram.contacts.sum(axis=1), f"over_{seconds}", notes)


def _measure(code: str, unit: Unit, question: str, formula: str, interval: str,
             answer: Callable[[VendorMonth, str], Answer]) -> Measure:
    return Measure(code, unit, "low", Method(
        question=question, formula=formula,
        source="nearest rank: Hyndman & Fan 1996, definition 1; TARP's limit of 60 s of waiting",
        undefined="no waiting time recorded; more than 5 % of answered and abandoned contacts together without one, or "
                  f"of contacts without an outcome; {CALLBACKS}",
        interval=interval,
        gamed="record the wait from a later moment (after the menu, after a greeting); hang up on long waiters; "
              "leave the waiting times of the late and of those who gave up blank",
        caught_by=("abandonment", "blocked_rate", "service_level"),
    ), read=_reading(answer))


def _reading(answer: Callable[[VendorMonth, str], Answer]) -> Callable[[VendorMonth], Reading]:
    return by_channel(answer)


_WOODRUFF = "Woodruff's, with days as clusters"
_OF_WAITS = "observed waits of A and B (B until it gave up), in whole seconds rounded up"

WAIT_P50 = _measure("wait_p50", Unit.SECONDS, "How long did half of the callers wait at most?",
                    f"the wait with rank ⌈0.50 n⌉ of the {_OF_WAITS}", _WOODRUFF, partial(_percentile, 0.50))
WAIT_P90 = _measure("wait_p90", Unit.SECONDS, "How long did nine in ten wait at most?",
                    f"the wait with rank ⌈0.90 n⌉ of the {_OF_WAITS}", _WOODRUFF, partial(_percentile, 0.90))
WAIT_P95 = _measure("wait_p95", Unit.SECONDS, "How long did nineteen in twenty wait at most?",
                    f"the wait with rank ⌈0.95 n⌉ of the {_OF_WAITS}", _WOODRUFF, partial(_percentile, 0.95))
WAIT_MAX = _measure("wait_max", Unit.SECONDS, "How long was the longest wait?",
                    f"the longest of the {_OF_WAITS}", "none: it is what was recorded", _longest)
OVER_60 = _measure("over_60", Unit.SHARE, "How many waited longer than a minute?",
                   f"waits over 60 s ÷ the {_OF_WAITS}", "days as blocks", partial(_over, 60))
OVER_600 = _measure("over_600", Unit.SHARE, "How many waited longer than ten minutes?",
                    f"waits over 600 s ÷ the {_OF_WAITS}", "days as blocks", partial(_over, 600))
