"""What makes an honest ledger of promises look worse than it is: each named, none of them hiding anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.proving.promising import Promiser

Stressor = Callable[[Promiser, np.random.Generator], Promiser]


def _busy_queue(habits: Promiser, rng: np.random.Generator) -> Promiser:
    """One queue promises much more than the others, notes less of it and breaks more."""
    here = np.zeros(len(habits.made_in_queue))
    here[rng.integers(0, len(here))] = 1.0
    return replace(habits, made_in_queue=habits.made_in_queue + 1.5 * here,
                   noted_in_queue=habits.noted_in_queue - 0.7 * here,
                   broken_in_queue=habits.broken_in_queue + 0.7 * here)


CARELESS: dict[str, Stressor] = {
    "ledger kept carelessly: half never noted": lambda h, rng: replace(h, noted=float(rng.uniform(0.40, 0.60))),
    "forgotten promises broken twice as often": lambda h, _: replace(h, forgotten=2.0),
    "forgotten promises broken three times as often": lambda h, _: replace(h, forgotten=3.0),
    "half of the entries without call id": lambda h, _: replace(h, without_id=0.5),
    "ledger taken a week before the month ends": lambda h, _: replace(h, stops_before_h=7 * 24.0),
    "ledger taken late: most kept entries put away": lambda h, _: replace(h, archived=0.6),
    "ledger and evaluator note other days": lambda h, _: replace(h, other_day=0.4),
    "clock eight hours ahead, written up next day": lambda h, _: replace(h, clock_h=8.0, next_day=0.4),
    "customer key missing on half of the calls": lambda h, _: replace(h, without_customer=0.5),
    "a queue with more promises": _busy_queue,
    "agents differ widely": lambda h, _: replace(h, noted_by_agent=2 * h.noted_by_agent,
                                                 broken_by_agent=2 * h.broken_by_agent),
}
"""Name -> what it does to plain habits."""
