"""What makes an honest vendor look worse than it is: each named, each hitting negatives and others (nearly) alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.proving.persona import CATEGORIES, Persona

Stressor = Callable[[Persona, np.random.Generator], Persona]


def _two_sites(vendor: Persona, rng: np.random.Generator) -> Persona:
    """Agents of the one site forward twice as diligently (in odds) as those of the other, and serve other queues."""
    site = (vendor.agent_queue >= vendor.queues / 2).astype(np.int64)
    habit = rng.choice([-1.0, 1.0]) * 0.5 * np.where(site == 1, 1, -1)
    return replace(vendor, agent_site=site, agent_arrival=vendor.agent_arrival + habit)


def _coached(vendor: Persona, rng: np.random.Generator) -> Persona:
    """QA has talked with the agents about one category, which they now forward more diligently."""
    category = vendor.category_arrival.copy()
    category[rng.integers(0, len(CATEGORIES))] += 0.6
    return replace(vendor, category_arrival=category)


STRESSORS: dict[str, Stressor] = {
    "negatives lack call ids three times as often": lambda v, _: replace(v, missing_id_negative=3 * v.missing_id),
    "softer labels on 20 % of negatives": lambda v, _: replace(v, softened=0.20),
    "negatives slower, honestly ×1.3": lambda v, _: replace(v, slower=1.3),
    "a new agent does not forward yet": lambda v, _: replace(v, lost_agents=0.005),
    "careless: 45 % arrive, evenly": lambda v, _: replace(v, arrival=0.45),
    "outage: a week not forwarded": lambda v, _: replace(v, outage_days=7),
    "ratings missing, evenly": lambda v, rng: replace(v, missing_rating=float(rng.choice([0.6, 1.0]))),
    "templated wording by policy": lambda v, _: replace(v, templated=0.6),
    "forwarded in weekly batches": lambda v, _: replace(v, batch_days=7),
    "targeted evaluations mixed in": lambda v, _: replace(v, targeted=0.5),
    "evaluations of unknown selection": lambda v, _: replace(v, targeted=0.5, selection_known=False),
    "early snapshot": lambda v, rng: replace(v, days_after=float(rng.uniform(0.5, 14))),
    "new vendor with few calls": lambda v, _: replace(v, calls=300.0, judged=60, history=False),
    "invitation rates differ by queue": lambda v, _: replace(v, invite_by_queue=0.8),
    "agents differ widely": lambda v, _: replace(v, agent_arrival=2 * v.agent_arrival),
    "coached on one category": _coached,
    "two sites with different habits": _two_sites,
    "month-end catch-up, evenly": lambda v, _: replace(v, caught_up=0.25),
}
"""Name -> what it does to a plain vendor."""
UNJUDGEABLE = ("evaluations of unknown selection", "early snapshot")
"""Under these no month can be judged at all: anything but insufficient data is a fault."""


def stressed(vendor: Persona, rng: np.random.Generator, *names: str) -> Persona:
    """The vendor under the named stressors."""
    for name in names:
        vendor = STRESSORS[name](vendor, rng)
    return replace(vendor, stressors=(*vendor.stressors, *names))


def mixed(vendor: Persona, rng: np.random.Generator, without: tuple[str, ...] = ()) -> Persona:
    """The vendor under 0, 1 or 2 stressors drawn at random (chances .25, .45, .30): the honest mixture."""
    number = int(rng.choice(3, p=[0.25, 0.45, 0.30]))
    names = [name for name in STRESSORS if name not in without]
    return stressed(vendor, rng, *rng.choice(names, size=number, replace=False).tolist())
