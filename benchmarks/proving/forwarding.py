"""What an honest vendor forwards of what it heard: less of one agent or day than of another, some late or bare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.proving.contacts import Bools, Contacts, Times, chosen, logit, sigmoid
from benchmarks.proving.persona import (
    AGENT_BEHAVIOUR,
    CATEGORIES,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    Floats,
    Ints,
    Persona,
)

LABELS = np.array([[0.93, 0.05, 0.02], [0.08, 0.86, 0.06], [0.02, 0.05, 0.93]])
"""How a vendor's agent labels what was said: a row for each true polarity."""
RATED = np.array([[0.55, 0.37, 0.05, 0.02, 0.01], [0.05, 0.20, 0.55, 0.15, 0.05], [0.01, 0.02, 0.07, 0.40, 0.50]])
"""Chances of ratings 1 to 5, a row for each true polarity."""


@dataclass
class Items:
    """The items on their way to the client, one a row; ``call`` is the row of the contact it was said on. ``lag``:
    hours until it is forwarded; ``said`` is the true polarity, ``label`` and ``rating`` (0: none) the vendor's."""

    call: Ints
    said: Ints
    label: Ints
    category: Ints
    told: Ints
    rating: Ints
    captured: Times
    lag: Floats
    has_id: Bools
    templated: Bools
    released: Times
    """When an item held back until a day is let go (NaT: not held back)."""
    touched: Bools
    """Filtering has changed, delayed or invented the item."""

    def kept(self, keep: Bools) -> Items:
        return Items(**{name: values[keep] for name, values in vars(self).items()})


def forwarded(rng: np.random.Generator, vendor: Persona, said: Contacts, month: int, end: np.datetime64) -> Items:
    """The items an honest vendor forwards; nothing is filtered yet."""
    call = np.flatnonzero(said.voiced & (rng.random(len(said.day)) < _chances(rng, vendor, said, month)))
    polarity, size = said.polarity[call], len(call)
    negative = polarity == NEGATIVE
    softened = negative & (rng.random(size) < vendor.softened)
    seen_as = np.where(softened, NEUTRAL, polarity)
    label = np.where(softened, NEUTRAL, chosen(rng, LABELS[polarity]))
    rated = rng.random(size) >= vendor.missing_rating
    without_id = np.where(negative, vendor.missing_id_negative, vendor.missing_id)
    miscategorised = rng.random(size) < 0.08
    items = Items(
        call, polarity, label,
        np.where(miscategorised, rng.integers(0, len(CATEGORIES), size), said.category[call]), said.told[call],
        np.where(rated, 1 + chosen(rng, RATED[seen_as]), 0), said.ended[call] + _noted(rng, size),
        rng.lognormal(np.log(vendor.lag_h), vendor.lag_spread, size) * np.where(negative, vendor.slower, 1.0),
        rng.random(size) >= without_id, rng.random(size) < vendor.templated,
        np.full(size, np.datetime64("NaT"), dtype=said.ended.dtype), np.zeros(size, dtype=bool))
    caught_up = rng.random(size) < vendor.caught_up
    items.released[caught_up] = month_end_release(rng, items.captured[caught_up], end)
    return items


def month_end_release(rng: np.random.Generator, captured: Times, end: np.datetime64) -> Times:
    """A moment in the last three days before ``end``, for items captured a week before or earlier (others: NaT)."""
    moment = end - (rng.random(len(captured)) * 3 * 86400e6).astype("timedelta64[us]")
    return np.where(captured < end - np.timedelta64(7, "D"), moment, np.datetime64("NaT"))


def _chances(rng: np.random.Generator, vendor: Persona, said: Contacts, month: int) -> Floats:
    """The chance of each contact's feedback to be forwarded."""
    days = int(said.day.max()) + 1
    effect = (logit(vendor.arrival) + vendor.agent_arrival[said.agent] + rng.normal(0, 0.25, days)[said.day]
              + vendor.category_arrival[said.category] + vendor.queue_arrival[said.queue]
              + vendor.repeat_bias * said.repeat)
    bias = (vendor.bias + vendor.drift[month] + vendor.queue_negative[said.queue]
            + vendor.about_agent_bias * (said.category == AGENT_BEHAVIOUR))
    chance = sigmoid(effect + bias * (said.polarity == NEGATIVE))
    return np.where(_out(rng, vendor, days)[said.day] | _lost(rng, vendor)[said.agent], 0.0, chance)


def _out(rng: np.random.Generator, vendor: Persona, days: int) -> Bools:
    """The days on which nothing was forwarded at all."""
    first = int(rng.integers(0, max(days - vendor.outage_days, 0) + 1))
    return (np.arange(days) >= first) & (np.arange(days) < first + vendor.outage_days)


def _lost(rng: np.random.Generator, vendor: Persona) -> Bools:
    """The agents who do not forward yet: at least one where the vendor has any."""
    lost = np.zeros(vendor.agents, dtype=bool)
    if vendor.lost_agents:
        number = max(int(rng.binomial(vendor.agents, vendor.lost_agents)), 1)
        lost[rng.choice(vendor.agents, number, replace=False)] = True
    return lost


def _noted(rng: np.random.Generator, size: int) -> npt.NDArray[np.timedelta64]:
    """How long after the call's end it was written down: minutes, in one of 25 cases hours."""
    minutes = np.where(rng.random(size) < 0.04, rng.uniform(30, 360, size), rng.exponential(5, size))
    return (minutes * 60e6).astype("timedelta64[us]")


__all__ = ["LABELS", "POSITIVE", "RATED", "Items", "forwarded", "month_end_release"]
