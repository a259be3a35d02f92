"""What each contact was like: who answered, how long, what was said, promised and passed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from sample_data.clock import DAY_S, MONTH_OF_DAY, Floats, Ints
from sample_data.contacts import ANSWERED, EMAIL, OUTCOMES, SWITCHBOARD, VOICE, Contacts
from sample_data.truth import PROMISED, VENDORS, VOICED, Truth

Flags = npt.NDArray[np.bool_]
_FIRST_DAY = datetime(2026, 5, 1)  # noqa: DTZ001 - a wall clock, the vendor's own
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Log:
    """One vendor's contacts in order of time, each column of length n. Seconds count on the vendor's own
    clock.

    ``polarity``: 0 negative, 1 neutral, 2 positive, -1 nothing voiced. ``noise`` (n × 8, 0-1) is luck to
    spend on spelling and wording.
    """

    vendor: Truth
    contacts: Contacts
    start: Ints
    end: Ints
    month: Ints
    answered: Flags
    agent: Ints
    talk_s: Ints
    hold_s: Ints
    wrap_s: Ints
    transfers: Ints
    resolved: Flags
    coded: Flags
    category: Ints
    polarity: Ints
    forwarded: Flags
    promised: Flags
    noise: Floats

    def call_id(self, i: int) -> str:
        return f"{self.vendor.prefix}{100_000 + i}"

    def agent_name(self, i: int) -> str | None:
        return None if self.agent[i] == NOBODY else f"{self.vendor.prefix}-{201 + self.agent[i]}"

    def outcome(self, i: int) -> str:
        return OUTCOMES[self.contacts.outcome[i]]


def moment(seconds: float) -> datetime:
    """The wall-clock time a number of seconds after 2026-05-01 00:00."""
    return _FIRST_DAY + timedelta(seconds=int(seconds))


def log_of(v: int, everybody: Contacts, rng: np.random.Generator) -> Log:
    """The log of vendor number ``v``."""
    contacts, vendor = everybody.pick(everybody.vendor == v), VENDORS[v]
    contacts = contacts.pick(np.lexsort((contacts.customer, contacts.day * DAY_S + contacts.second)))
    n, month = len(contacts.day), MONTH_OF_DAY[contacts.day]
    answered = contacts.outcome == ANSWERED
    voice = answered & (contacts.channel != EMAIL)
    start = contacts.day * DAY_S + contacts.second
    talk_s = np.where(voice, 25 + np.floor(np.exp(5.3 + .55 * rng.standard_normal(n))), 0).astype(np.int64)
    hold_s = np.where(voice & (rng.random(n) < .18), 10 + np.floor(rng.exponential(45, n)),
                      0).astype(np.int64)
    waited_s = np.where(contacts.channel == EMAIL, 0, contacts.wait_s)
    resolved = np.where(contacts.back > 0, rng.random(n) < .12, rng.random(n) < .94) & answered
    voiced = answered & (rng.random(n) < VOICED) & (contacts.customer < SWITCHBOARD)
    polarity = np.where(voiced, _polarity(vendor, resolved, rng), -1)
    chance = np.where(polarity == 0, np.array(vendor.negative_arrives)[month],
                      np.array(vendor.other_arrives)[month])
    return Log(
        vendor, contacts, start, start + waited_s + talk_s + hold_s, month, answered,
        agent=np.where(answered, _agents(vendor, n, rng), NOBODY), talk_s=talk_s, hold_s=hold_s,
        wrap_s=np.where(voice, 8 + np.floor(rng.exponential(22, n)), 0).astype(np.int64),
        transfers=np.where(voice & (rng.random(n) < vendor.transfers), 1 + (rng.random(n) < .12),
                           0).astype(np.int64),
        resolved=resolved, coded=answered & (rng.random(n) < np.where(resolved, .97, vendor.coded_resolved)),
        category=rng.choice(6, size=n, p=[.24, .18, .16, .14, .16, .12]), polarity=polarity.astype(np.int64),
        forwarded=voiced & (rng.random(n) < chance),
        promised=answered & (contacts.channel == VOICE) & (rng.random(n) < PROMISED), noise=rng.random((n, 8)),
    )


def _polarity(vendor: Truth, resolved: Flags, rng: np.random.Generator) -> Ints:
    """Negative more often when the matter stays open; the vendor's mean share is ``vendor.negative``."""
    n, mean_resolved = len(resolved), .73
    negative = vendor.negative + .10 * (mean_resolved - resolved)
    luck = rng.random(n)
    neutral = negative + .36 * (1 - negative)
    return np.asarray(np.where(luck < negative, 0, np.where(luck < neutral, 1, 2)), dtype=np.int64)


def _agents(vendor: Truth, n: int, rng: np.random.Generator) -> Ints:
    """Who answered: full-time people take about twice the calls of part-time ones."""
    share = np.where(np.arange(vendor.agents) % 4 == 3, .5, 1.0)
    return np.asarray(rng.choice(vendor.agents, size=n, p=share / share.sum()), dtype=np.int64)
