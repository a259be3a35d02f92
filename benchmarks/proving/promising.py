"""What a vendor's agents promise, which promises are noted, and which are kept: the truth behind a ledger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.proving.contacts import Bools, Contacts, Times, logit, sigmoid
from benchmarks.proving.persona import Floats, Ints, Persona

DAY = np.timedelta64(1, "D")
LAST_OF_DAY = DAY - np.timedelta64(1, "us")
KEPT_LATE = 0.4
"""Of the broken promises so many are kept after all, some days late."""


@dataclass(frozen=True)
class Promiser:
    """A vendor's habits with promises, and its client's: shares 0 to 1, effects log odds (by queue or agent)."""

    made: float
    """Answered calls with a promise."""
    noted: float
    """Promises that somebody enters into the ledger."""
    broken: float
    """Noted promises that are not kept by their day."""
    forgotten: float
    """So many times as often are those broken that nobody noted."""
    made_in_queue: Floats
    noted_in_queue: Floats
    broken_in_queue: Floats
    noted_by_agent: Floats
    broken_by_agent: Floats
    back: float
    """Customers of a broken promise who come back within a week after its day."""
    complains: float
    surveyed: float
    """Promises whose customer answers the client's own survey of the call."""
    undated: float = 0.15
    """Promises without a day ("we will see to it")."""
    unheard: float = 0.07
    """Promises an evaluator does not hear."""
    without_id: float = 0.05
    without_customer: float = 0.0
    other_day: float = 0.05
    """Days that ledger and evaluator each note as another than was said."""
    clock_h: float = 0.0
    """So many hours the ledger's clock is ahead."""
    next_day: float = 0.05
    """Entries written up the day after."""
    stops_before_h: float = 0.0
    """The ledger was taken so many hours before the month ended (0: when everything else was)."""
    archived: float = 0.0
    """Entries kept in time that had been put away when the ledger was taken."""
    mode: str = ""
    strength: float = 0.0


@dataclass(frozen=True)
class Made:
    """The promises of a month, one a row; ``call`` is the row of the contact. ``due`` is the end of the day promised
    (the agent's own where the customer was told none: not ``dated``), ``kept`` NaT where it never was."""

    call: Ints
    dated: Bools
    due: Times
    noted: Bools
    broken: Bools
    kept: Times


def days(number: Floats) -> npt.NDArray[np.timedelta64]:
    """So many days, whole or not."""
    return (number * 86400e6).astype("timedelta64[us]")


def draw_promiser(rng: np.random.Generator, vendor: Persona) -> Promiser:
    """A plain honest vendor's habits: agents who note little break more, and what nobody noted is broken up to 1.6
    times as often."""
    careless = rng.normal(0, 0.5, vendor.agents)
    return Promiser(
        made=float(rng.uniform(0.15, 0.40)), noted=float(rng.uniform(0.70, 0.96)),
        broken=float(rng.uniform(0.05, 0.25)), forgotten=float(rng.uniform(1.0, 1.6)),
        made_in_queue=rng.normal(0, 0.3, vendor.queues), noted_in_queue=rng.normal(0, 0.3, vendor.queues),
        broken_in_queue=rng.normal(0, 0.3, vendor.queues), noted_by_agent=-careless,
        broken_by_agent=0.4 * careless + rng.normal(0, 0.3, vendor.agents), back=float(rng.uniform(0.30, 0.60)),
        complains=float(rng.uniform(0.03, 0.15)), surveyed=0.10 if rng.random() < 0.3 else 0.0)


def promises_made(rng: np.random.Generator, habits: Promiser, said: Contacts) -> Made:
    """The promises made on the contacts ``said``: more where a matter was not resolved."""
    chance = sigmoid(logit(habits.made) + habits.made_in_queue[said.queue] + 0.8 * ~said.resolved - 0.2)
    call = np.flatnonzero(said.answered & (rng.random(len(chance)) < chance))
    queue, agent, size = said.queue[call], said.agent[call], len(call)
    ahead = np.clip(np.rint(rng.lognormal(np.log(3), 0.6, size)), 1, 14).astype("timedelta64[D]")
    due = (said.ended[call].astype("datetime64[D]") + ahead).astype("datetime64[us]") + LAST_OF_DAY
    care = habits.noted_in_queue[queue] + habits.noted_by_agent[agent]
    noted = rng.random(size) < sigmoid(logit(habits.noted) + care)
    odds = sigmoid(logit(habits.broken) + habits.broken_in_queue[queue] + habits.broken_by_agent[agent])
    broken = rng.random(size) < np.minimum(0.95, odds * np.where(noted, 1.0, habits.forgotten))
    late = broken & (rng.random(size) < KEPT_LATE)
    in_time = said.ended[call] + days(rng.random(size) * ((due - said.ended[call]) / DAY))
    afterwards = due + days(rng.uniform(0.3, 10, size))
    kept = np.where(late, afterwards, np.where(broken, np.datetime64("NaT"), in_time))
    return Made(call, rng.random(size) >= habits.undated, due, noted, broken, kept)
