"""Whom the vendor invites to a survey: three in ten of the answered calls, the unhappy less often where it filters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.proving.contacts import Bools, Contacts, in_evening, logit, sigmoid
from benchmarks.proving.persona import NEGATIVE, Ints, Persona

INVITING = "invites fewer of the unhappy"
FORGOTTEN = 3.0
"""How much less often (log odds) an agent who forgets invites anybody."""


@dataclass(frozen=True)
class Invited:
    """The invitations, one a row: to which contact's customer, and what was answered (0: nothing). ``left_out`` are the
    contacts whose customers filtering has kept from being asked."""

    call: Ints
    csat: Ints
    resolved: Bools
    left_out: Ints


def invited(rng: np.random.Generator, vendor: Persona, said: Contacts, filters: bool) -> Invited:
    """The month's invitations; ``filters``: the vendor filters in this month."""
    by_queue = np.linspace(-1, 1, vendor.queues) * vendor.invite_by_queue
    forgets = np.arange(vendor.agents) >= vendor.agents * (1 - vendor.forgetful_agents)
    habit = by_queue[said.queue] + vendor.invite_in_evening * in_evening(said.started) - FORGOTTEN * forgets[said.agent]
    chance = sigmoid(logit(vendor.invited) + habit + vendor.invite_bias * ~said.resolved)
    unhappy = ~said.resolved | (said.voiced & (said.polarity == NEGATIVE))
    drawn = np.where(said.answered, rng.random(len(chance)), 1.0)
    kept = np.where(unhappy & (filters and vendor.mode == INVITING), vendor.strength, 1.0)
    call = np.flatnonzero(drawn < kept * chance)
    answers = rng.random(len(call)) < 0.25
    satisfied = np.clip(np.rint(4.2 - 1.4 * unhappy[call] + rng.normal(0, 0.9, len(call))), 1, 5).astype(np.int64)
    return Invited(call, np.where(answers, satisfied, 0), said.resolved[call] ^ (rng.random(len(call)) < 0.1),
                   np.flatnonzero((drawn >= kept * chance) & (drawn < chance)))
