"""A: audit-aware. Do sampled calls have a forwarded negative more often than the calls nobody listened to?

Which calls are sampled is chance, so honest vendors cannot differ here, whatever their habits: valid by randomisation.
Filtering that spares the calls it knows to be sampled leaves exactly this trace. Its concrete cases are planted calls
(:mod:`scoring.integrity.planted`): without any it goes no further than *watch*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.integrity.panel import BoolArray, Calls, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tables import Stratum, conditional, mid_p
from scoring.integrity.withheld import LARGE
from scoring.intervals import Z95

WEIGHT = .05
HONEST = Spread(0.0, .05)
FEWEST = 5
"""Fewest calls with a negative item among the sampled for the line to run."""


@dataclass(frozen=True, slots=True)
class Randomised:
    """Sampled calls against the others: one-sided mid-p that sampled ones are told of more often, and the share that is
    missing of the others by what sampled ones show, with its 95 % interval (0-1)."""

    p: float
    effect: float
    low: float
    high: float
    n: int
    facts: dict[str, int]


def audit_aware(panel: Panel) -> Signal:
    """The line A; the effect is the share of negatives missing on unsampled calls, by what sampled ones show."""
    calls, items = panel.calls, panel.items
    about = items.call[items.negative & (items.call >= 0)]
    told = np.zeros(calls.count, dtype=bool)
    told[about] = True
    seen = sampled_against_others(calls, told)
    if seen is None:
        return not_run("A", WEIGHT, "too_few_linked", needed=FEWEST)
    return Signal("A", WEIGHT, p=seen.p, effect=seen.effect, low=seen.low, high=seen.high, n=seen.n,
                  large=seen.effect >= LARGE, cases=panel.planted.cases, facts=dict(seen.facts))


def sampled_against_others(calls: Calls, told: BoolArray) -> Randomised | None:
    """Are sampled calls ``told`` of (shape: calls) more often than other answered ones, by queue, beyond an honest
    spread of :data:`HONEST`? None below :data:`FEWEST` told of.

    The exact conditional table of :mod:`scoring.integrity.tables`; ratio by the delta method, half a call added.
    """
    taken = calls.answered
    if not calls.count or (told & calls.sampled).sum() + (told & taken & ~calls.sampled).sum() < FEWEST:
        return None
    strata = []
    for queue in np.unique(calls.queue[taken]):
        one, two = taken & calls.sampled & (calls.queue == queue), taken & ~calls.sampled & (calls.queue == queue)
        strata.append(Stratum(int((told & one).sum()), int(one.sum()), int((told & two).sum()), int(two.sum())))
    table = conditional(strata)
    logs, weights = HONEST.nodes()
    return _randomised(strata, mid_p(weights @ table.probabilities(logs), table.at, upper=True))


def _randomised(strata: list[Stratum], p: float) -> Randomised:
    a, n = sum(s.hit for s in strata), sum(s.of for s in strata)
    b, m = sum(s.other_hit for s in strata), sum(s.other_of for s in strata)
    log_ratio = float(np.log((b + .5) / (m + 1)) - np.log((a + .5) / (n + 1)))
    error = float(np.sqrt(1 / (b + .5) - 1 / (m + 1) + 1 / (a + .5) - 1 / (n + 1)))
    effect, low, high = (min(1.0, max(0.0, 1 - float(np.exp(log_ratio + z * error)))) for z in (0, Z95, -Z95))
    return Randomised(p, effect, low, high, n + m,
                      {"sampled": n, "sampled_told": a, "unsampled": m, "unsampled_told": b})
