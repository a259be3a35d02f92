"""Who comes back after a broken promise: calls, complaints and answers to the client's own survey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.proving.contacts import Bools, Contacts, Times
from benchmarks.proving.persona import Ints
from benchmarks.proving.promising import DAY, Made, Promiser, days

COMPLAINS_ANYWAY = 0.005
"""Customers of a promise that was kept who complain within a month after it, about whatever else."""
MISREMEMBERED = 0.05


@dataclass(frozen=True)
class Returned:
    """``customer`` and ``later_customer`` are the keys of this month's and the next month's contacts; of each promise
    whether its customer is ``back`` (or complained) because it was broken, when it ``complained`` (NaT: not), and what
    the client's survey was told (1 kept, 0 not, -1 nothing)."""

    customer: Ints
    later_customer: Ints
    back: Bools
    complained: Times
    says: Ints


def returned(rng: np.random.Generator, habits: Promiser, said: Contacts, later: Contacts, made: Made) -> Returned:
    """What came of the promises ``made`` on ``said``, in that month and in the ``later`` one.

    No contact is added: somebody else's first one becomes the customer's return, so that the frame the sample was drawn
    from stays as it was.
    """
    size = len(made.call)
    back = made.broken & (rng.random(size) < habits.back)
    started = np.concatenate([said.started, later.started])
    key = np.concatenate([said.customer, later.customer])
    caller, contact = _callers(rng, key, said, later)
    week = made.due + days(rng.uniform(0.02, 7, size))
    for promise in np.flatnonzero(back).tolist():
        place = int(contact.searchsorted(np.searchsorted(started, week[promise])))
        while place < len(contact) and caller[contact[place]] != contact[place]:
            place += 1
        if place < len(contact):
            caller[contact[place]] = made.call[promise]
    for _ in range(40):
        caller = caller[caller]
    complains = rng.random(size) < np.where(made.broken, habits.complains, COMPLAINS_ANYWAY)
    complained = np.where(complains, made.due + days(rng.uniform(0.1, 30, size)), np.datetime64("NaT"))
    right = rng.random(size) >= MISREMEMBERED
    says = np.where(rng.random(size) < habits.surveyed, (~made.broken == right).astype(np.int64), -1)
    now = len(said.day)
    return Returned(key[caller[:now]], key[caller[now:]], back | (made.broken & complains), complained, says)


def _callers(rng: np.random.Generator, key: Ints, said: Contacts, later: Contacts) -> tuple[Ints, Ints]:
    """The first contact of each contact's customer, and the contacts of customers who have no other; of next month's
    first week some are customers of this month's last."""
    _, first, inverse, times = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    caller, now = first[inverse], len(said.day)
    soon = later.started < later.started[0] + 7 * DAY if len(later.day) else np.zeros(0, dtype=bool)
    known = now + np.flatnonzero(later.repeat & soon & (caller[now:] == np.arange(now, len(key))))
    last_week = np.flatnonzero(said.started >= said.started[-1] - 7 * DAY)
    caller[known] = rng.choice(last_week, len(known))
    alone = np.flatnonzero((times[inverse] == 1) & (caller == np.arange(len(key))))
    return caller, alone
