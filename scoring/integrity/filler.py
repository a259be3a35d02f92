"""F: filler. Pleasant items about calls on which evaluators heard nothing; more of them than the sample allows."""

from __future__ import annotations

import math

from scoring.integrity.panel import Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tolerance import Z95, above, beta_binomial_above, share_error
from scoring.integrity.withheld import CASES

WEIGHT_HEARD, WEIGHT_MANY = .13, .02
MISSED = (2.0, 98.0)
"""On one call in fifty evaluators miss a remark that arrives: Beta(2, 98), before what this month's own negatives on
such calls show of it."""
LARGE = .05
FEWEST = 30
"""Fewest sampled calls without a remark."""


def invented(panel: Panel) -> Signal:
    """F, on sampled calls: how many on which nothing was heard have a positive item; the effect is the excess share."""
    silent = panel.judged - panel.heard.count
    if silent < FEWEST:
        return not_run("F", WEIGHT_HEARD, "too_few_silent", "heard", calls=silent, needed=FEWEST)
    items = panel.items
    mine = items.silent_call & items.positive
    hits = min(silent, len(set(items.call[mine & (items.call >= 0)].tolist())))
    a, b = _missed(panel, silent)
    p = beta_binomial_above(hits, silent, a, b)
    excess = hits / silent - a / (a + b)
    error = Z95 * share_error(hits, silent)
    return Signal("F", WEIGHT_HEARD, "heard", p=p, effect=excess, low=excess - error, high=excess + error, n=silent,
                  large=excess >= LARGE, cases=tuple(map(str, items.ids[mine][:CASES])),
                  facts={"calls": silent, "items": hits})


def _missed(panel: Panel, silent: int) -> tuple[float, float]:
    """What evaluators miss, as a beta distribution: negatives on calls on which they heard nothing are no filler, so
    they tell how much was missed; positives are missed as often as there are more of them."""
    items = panel.items
    free = ~items.on_sampled
    ratio = (int((items.positive & free).sum()) + 1) / (int((items.negative & free).sum()) + 1)
    missed = min(silent, len(set(items.call[items.silent_call & items.negative & (items.call >= 0)].tolist())))
    return MISSED[0] + missed * min(2.0, max(.5, ratio)), MISSED[1] + silent


MORE = Spread(0.0, .15)
"""Log ratio of positive items a call to positive remarks heard and arrived a sampled call, among honest vendors."""


def too_many(panel: Panel) -> Signal:
    """F, in sum: more positive items a call than evaluators heard remarks other than negative a call."""
    calls, heard, items = panel.calls, panel.heard, panel.items
    free = calls.answered & ~calls.sampled
    others = int((heard.positive & heard.arrived).sum())
    if others < 10 or free.sum() < 100:
        return not_run("F", WEIGHT_MANY, "too_few_heard", "many", needed=10)
    told = int((items.positive & ~items.on_sampled).sum())
    rate, heard_rate = (told + .5) / (int(free.sum()) + 1), (others + .5) / (panel.judged + 1)
    log = math.log(rate / heard_rate)
    error = math.sqrt(1 / (told + .5) + 1 / (others + .5))
    excess = math.exp(log) - 1
    return Signal("F", WEIGHT_MANY, "many", p=above(log, error, MORE), effect=excess,
                  low=math.exp(log - Z95 * error) - 1, high=math.exp(log + Z95 * error) - 1, n=told + others,
                  large=excess >= LARGE, cases=(), facts={"items": told, "calls": int(free.sum()), "heard": others,
                                                          "judged": panel.judged})
