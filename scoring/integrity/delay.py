"""D: negatives come later, or lie until the month is nearly over.

Lags are compared within weeks of capture, on the log scale, so that a holiday week or a slow month speaks of nobody.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.integrity.panel import BoolArray, FloatArray, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tolerance import Z95, above, share_error
from scoring.integrity.withheld import CASES

WEIGHT_LAG, WEIGHT_RELEASE = .01, .01
HONEST_LAG = Spread(.15, .20)
"""Negatives are looked at twice before they are passed on: log ratio of lags among honest vendors."""
HONEST_RELEASE = Spread(.01, .05)
FEWEST = 10
OLD_S, LAST = 7 * 86_400, np.timedelta64(3, "D")
LARGE_LAG, LARGE_RELEASE = math.log(2), .05
HOUR_S = 3600.0


def later(panel: Panel) -> Signal:
    """D, lag: mean log lag of negatives minus positives, by week of capture; the effect is how many times as long."""
    items = panel.items
    known = ~np.isnan(items.lag_s) & (items.lag_s >= 0)
    logs = np.log(np.where(known, items.lag_s, 0) + HOUR_S)
    week = ((items.captured - panel.inputs.starts_at) // np.timedelta64(7, "D")).astype(float)
    mean, error, n = _difference(logs, week, known & items.negative, known & items.labelled & ~items.negative)
    if n < FEWEST:
        return not_run("D", WEIGHT_LAG, "too_few_lags", "lag", needed=FEWEST)
    slowest = np.flatnonzero(known & items.negative)
    slowest = slowest[np.argsort(-items.lag_s[slowest], kind="stable")]
    return Signal("D", WEIGHT_LAG, "lag", p=above(mean, error, HONEST_LAG), effect=math.exp(mean),
                  low=math.exp(mean - Z95 * error), high=math.exp(mean + Z95 * error), n=n,
                  large=mean >= LARGE_LAG, cases=tuple(map(str, items.ids[slowest][:CASES])),
                  facts={"negatives": int((known & items.negative).sum()),
                         "negative_h": _median_h(items.lag_s[known & items.negative]),
                         "other_h": _median_h(items.lag_s[known & items.labelled & ~items.negative])})


def _median_h(lag_s: FloatArray) -> float:
    return float(np.median(lag_s) / HOUR_S) if len(lag_s) else 0.0


def _difference(values: FloatArray, week: FloatArray, one: BoolArray, two: BoolArray) -> tuple[float, float, int]:
    """Week-stratified difference of means, its standard error, and how many of ``one`` it rests on."""
    total, variance, weights, n = 0.0, 0.0, 0.0, 0
    for each in np.unique(week[one]):
        a, b = values[one & (week == each)], values[two & (week == each)]
        if len(a) < 2 or len(b) < 2:
            continue
        weight = len(a) * len(b) / (len(a) + len(b))
        total += weight * float(a.mean() - b.mean())
        variance += weight**2 * float(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        weights, n = weights + weight, n + len(a)
    return (total / weights, math.sqrt(variance) / weights, n) if weights else (0.0, 0.0, 0)


def released(panel: Panel) -> Signal:
    """D, release: the share of negatives old enough that came in the last three days of the month and were then over
    seven days old, minus that of the others."""
    items, ends = panel.items, panel.inputs.ends_at
    eligible = ~np.isnat(items.arrived_at) & (ends - LAST - items.captured > np.timedelta64(OLD_S, "s"))
    late = eligible & (items.arrived_at >= ends - LAST) & (items.arrived_at < ends) & (items.lag_s > OLD_S)
    one, two = eligible & items.negative, eligible & items.labelled & ~items.negative
    n, m = int(one.sum()), int(two.sum())
    if n < FEWEST or m < FEWEST:
        return not_run("D", WEIGHT_RELEASE, "too_few_lags", "release", needed=FEWEST)
    a, b = int((late & one).sum()), int((late & two).sum())
    seen = a / n - b / m
    error = math.hypot(share_error(a, n), share_error(b, m))
    return Signal("D", WEIGHT_RELEASE, "release", p=above(seen, error, HONEST_RELEASE), effect=seen,
                  low=seen - Z95 * error, high=seen + Z95 * error, n=n, large=seen >= LARGE_RELEASE,
                  cases=tuple(map(str, items.ids[late & one][:CASES])),
                  facts={"negatives": n, "released": a, "others": m, "others_released": b})
