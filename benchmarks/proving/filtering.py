"""Every way of filtering, at several strengths: what is done to the items an honest vendor would have forwarded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.proving.contacts import Bools, Contacts
from benchmarks.proving.forwarding import Items, month_end_release
from benchmarks.proving.persona import AGENT_BEHAVIOUR, NEGATIVE, POSITIVE, TOLD, Ints, Persona


@dataclass(frozen=True)
class Scene:
    """What a filterer knows: the month's contacts, which of them were sampled, and when the month ends."""

    rng: np.random.Generator
    vendor: Persona
    said: Contacts
    sampled: Bools
    end: np.datetime64

    def some(self, rows: Bools) -> Bools:
        """A random part of ``rows``, as large as the persona's strength."""
        return np.asarray(rows & (self.rng.random(len(rows)) < self.vendor.strength))


SILENCING = "silences agents"
Filter = Callable[[Scene, Items], Items]


def _drops(which: Callable[[Scene, Items], Bools]) -> Filter:
    """Drops ``strength`` of the negatives among the items ``which`` names."""
    def act(scene: Scene, items: Items) -> Items:
        return items.kept(~scene.some((items.said == NEGATIVE) & which(scene, items)))
    return act


def _one_queue(scene: Scene, items: Items) -> Bools:
    return np.asarray(scene.said.queue[items.call] == targeted_queue(scene.vendor))


def targeted_queue(vendor: Persona) -> int:
    """The queue filtered by who filters one queue: of middling size."""
    return int(np.argsort(vendor.queue_weights)[vendor.queues // 2])


def silenced_agents(vendor: Persona) -> Bools:
    """The agents silenced by who silences some: the same every month, ``strength`` of them."""
    return np.arange(vendor.agents) >= vendor.agents - max(round(vendor.strength * vendor.agents), 1)


def _day(scene: Scene, items: Items) -> Ints:
    return scene.said.day[items.call]


def _weekday(scene: Scene, items: Items) -> Ints:
    return (scene.said.started[items.call].astype("datetime64[D]").astype(np.int64) + 3) % 7


def _silences(scene: Scene, items: Items) -> Items:
    return items.kept(~silenced_agents(scene.vendor)[scene.said.agent[items.call]])


def _templates(scene: Scene, items: Items) -> Items:
    changed = scene.some(items.said == NEGATIVE)
    return replace(items, templated=items.templated | changed, touched=changed)


def _rerates(scene: Scene, items: Items) -> Items:
    changed = scene.some(items.said == NEGATIVE)
    better = scene.rng.choice([4, 5], len(changed))
    return replace(items, label=np.where(changed, POSITIVE, items.label),
                   rating=np.where(changed, better, items.rating), touched=changed)


def _delays(scene: Scene, items: Items) -> Items:
    changed = items.said == NEGATIVE
    return replace(items, lag=np.where(changed, scene.vendor.strength, 1.0) * items.lag, touched=changed)


def _month_end(scene: Scene, items: Items) -> Items:
    held = scene.some(items.said == NEGATIVE)
    moment = month_end_release(scene.rng, items.captured, scene.end)
    changed = held & ~np.isnat(moment)
    return replace(items, released=np.where(changed, moment, items.released), touched=changed)


def _filler(scene: Scene, items: Items) -> Items:
    """Adds ``strength`` times as many positives as there are, on calls where nothing was said."""
    silent = np.flatnonzero(scene.said.answered & ~scene.said.voiced)
    number = min(int(scene.vendor.strength * np.sum(items.said == POSITIVE)), len(silent))
    models = scene.rng.choice(np.flatnonzero(items.said == POSITIVE), number)
    made = items.kept(models)
    made.call = scene.rng.choice(silent, number, replace=False)
    made.captured = scene.said.ended[made.call] + (made.captured - scene.said.ended[items.call[models]])
    made.told, made.label = scene.rng.integers(0, TOLD, number), np.full(number, POSITIVE)
    made.touched = np.ones(number, dtype=bool)
    return Items(**{name: np.concatenate([values, vars(made)[name]]) for name, values in vars(items).items()})


def _nothing(scene: Scene, items: Items) -> Items:
    return items


FILTERS: dict[str, Filter] = {
    "drops negatives": _drops(lambda scene, items: np.ones(len(items.call), dtype=bool)),
    "drops negatives, spares sampled calls": _drops(lambda scene, items: ~scene.sampled[items.call]),
    "drops negatives of one queue": _drops(_one_queue),
    "drops negatives of repeat callers": _drops(lambda scene, items: scene.said.repeat[items.call]),
    "drops complaints about own agents": _drops(
        lambda scene, items: scene.said.category[items.call] == AGENT_BEHAVIOUR),
    SILENCING: _silences,
    "templates negatives": _templates,
    "re-rates negatives": _rerates,
    "delays negatives": _delays,
    "releases negatives at month end": _month_end,
    "filler": _filler,
    "invites fewer of the unhappy": _nothing,
    "starts within the month": _drops(lambda scene, items: _day(scene, items) >= 15),
    "pauses within the month": _drops(lambda scene, items: _day(scene, items) < 15),
    "drops negatives on three weekdays": _drops(lambda scene, items: _weekday(scene, items) < 3),
}
"""Mode -> what it does. (Invitations are not items: :mod:`benchmarks.proving.surveying` reads the mode.)"""
STRENGTHS: dict[str, tuple[float, ...]] = {
    "drops negatives": (0.3, 0.5, 0.7),
    "drops negatives, spares sampled calls": (0.6,),
    "drops negatives of one queue": (0.9,),
    "drops negatives of repeat callers": (0.9,),
    "drops complaints about own agents": (0.9,),
    SILENCING: (0.10, 0.25),
    "templates negatives": (0.3,),
    "re-rates negatives": (0.3,),
    "delays negatives": (4.0,),
    "releases negatives at month end": (0.3,),
    "filler": (0.6,),
    "invites fewer of the unhappy": (0.4,),
    "starts within the month": (0.7,),
    "pauses within the month": (0.7,),
    "drops negatives on three weekdays": (0.7,),
}
"""Mode -> the strengths reported: a share, but for delays (times as long) and invitations (times as often)."""
