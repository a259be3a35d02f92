"""I: are callers whose matter was not solved invited to surveys less often?

Mantel and Haenszel 1959 for the common odds ratio over queues, Robins, Breslow and Greenland 1986 for its error.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.columns import is_one_of
from scoring.counts import rows
from scoring.integrity.panel import BoolArray, FloatArray, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tolerance import Z95, below
from scoring.integrity.withheld import CASES, LARGE
from scoring.linking import folded_ids

WEIGHT = .015
HONEST = Spread(-.05, .18)
FEWEST = 10


def invited(panel: Panel, honest: Spread = HONEST) -> Signal:
    """The line I; the effect is the share of invitations of unsolved callers that is missing. ``honest``: how much
    careful vendors differ."""
    calls, surveys = panel.calls, panel.inputs.surveys
    if not calls.count or not rows(surveys):
        return not_run("I", WEIGHT, "no_invitations")
    own = is_one_of(surveys["run_by"], "vendor")
    asked = set(folded_ids(surveys["call_id"])[own if own.any() else ~own])
    invited_ = np.array([call in asked for call in calls.ids], dtype=bool)
    known = calls.answered & (calls.resolved >= 0)
    tables = [_table(invited_, calls.resolved == 0, known & (calls.queue == queue)) for queue in np.unique(calls.queue)]
    a, b, c, d = (np.array(column, dtype=float) for column in zip(*tables, strict=True))
    if a.sum() + b.sum() < FEWEST or c.sum() + d.sum() < FEWEST or a.sum() + c.sum() < FEWEST:
        return not_run("I", WEIGHT, "no_invitations")
    log, error = mantel_haenszel(a, b, c, d)
    share, low, high = (min(1.0, max(-1.0, 1 - math.exp(log + z * error))) for z in (0, Z95, -Z95))
    missing = calls.ids[known & (calls.resolved == 0) & ~invited_]
    return Signal("I", WEIGHT, p=below(log, error, honest), effect=share, low=low, high=high, n=int(known.sum()),
                  large=share >= LARGE, cases=tuple(map(str, missing[:CASES])),
                  facts={"unsolved": int(a.sum() + b.sum()), "unsolved_invited": int(a.sum()),
                         "solved": int(c.sum() + d.sum()), "solved_invited": int(c.sum()), "odds": math.exp(log),
                         "odds_low": math.exp(log - Z95 * error), "odds_high": math.exp(log + Z95 * error)})


def _table(hit: BoolArray, one: BoolArray, among: BoolArray) -> tuple[int, int, int, int]:
    return (int((hit & one & among).sum()), int((~hit & one & among).sum()),
            int((hit & ~one & among).sum()), int((~hit & ~one & among).sum()))


def mantel_haenszel(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> tuple[float, float]:
    """log of the common odds ratio ad/bc over strata, and its standard error; half is added to every cell of a table
    that has a row or a cell sum of nought."""
    if not ((a * d).sum() and (b * c).sum()):
        a, b, c, d = a + .5, b + .5, c + .5, d + .5
    n = np.maximum(a + b + c + d, 1)
    p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    total_r, total_s = r.sum(), s.sum()
    variance = ((p * r).sum() / (2 * total_r**2) + (p * s + q * r).sum() / (2 * total_r * total_s)
                + (q * s).sum() / (2 * total_s**2))
    return float(np.log(total_r / total_s)), float(np.sqrt(variance))
