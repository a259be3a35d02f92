"""A: audit-aware. Do sampled calls have a forwarded negative more often than the calls nobody listened to?

Which calls are sampled is chance, so honest vendors cannot differ here, whatever their habits: valid by randomisation.
Filtering that spares the calls it knows to be sampled leaves exactly this trace.
"""

from __future__ import annotations

import numpy as np

from scoring.integrity.panel import Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tables import Stratum, conditional, mid_p
from scoring.integrity.withheld import LARGE
from scoring.intervals import Z95

WEIGHT = .12
HONEST = Spread(0.0, .05)
FEWEST = 5
"""Fewest calls with a negative item among the sampled for the line to run."""


def audit_aware(panel: Panel) -> Signal:
    """The line A; the effect is the share of negatives missing on unsampled calls, by what sampled ones show."""
    calls, items = panel.calls, panel.items
    about = items.call[items.negative & (items.call >= 0)]
    told = np.zeros(calls.count, dtype=bool)
    told[about] = True
    taken = calls.answered
    if not calls.count or (told & calls.sampled).sum() + (told & taken & ~calls.sampled).sum() < FEWEST:
        return not_run("A", WEIGHT, "too_few_linked", needed=FEWEST)
    strata = []
    for queue in np.unique(calls.queue[taken]):
        one, two = taken & calls.sampled & (calls.queue == queue), taken & ~calls.sampled & (calls.queue == queue)
        strata.append(Stratum(int((told & one).sum()), int(one.sum()), int((told & two).sum()), int(two.sum())))
    table = conditional(strata)
    logs, weights = HONEST.nodes()
    p = mid_p(weights @ table.probabilities(logs), table.at, upper=True)
    return _signal(strata, p)


def _signal(strata: list[Stratum], p: float) -> Signal:
    a, n = sum(s.hit for s in strata), sum(s.of for s in strata)
    b, m = sum(s.other_hit for s in strata), sum(s.other_of for s in strata)
    log_ratio = float(np.log((b + .5) / (m + 1)) - np.log((a + .5) / (n + 1)))
    error = float(np.sqrt(1 / (b + .5) - 1 / (m + 1) + 1 / (a + .5) - 1 / (n + 1)))
    effect, low, high = (min(1.0, max(0.0, 1 - float(np.exp(log_ratio + z * error)))) for z in (0, Z95, -Z95))
    facts = {"sampled": n, "sampled_told": a, "unsampled": m, "unsampled_told": b}
    return Signal("A", WEIGHT, p=p, effect=effect, low=low, high=high, n=n + m, large=effect >= LARGE,
                  cases=(), facts=facts)
