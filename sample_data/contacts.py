"""Who called whom, when, and what became of it: all vendors at once, because customers go from one to another.

Repeats are grown generation by generation: each contact may bring the customer back within seven days, with the same
vendor or with another, with the same reason code or with another. Times are seconds since 2026-05-01 00:00 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sample_data.clock import (
    DAY_S,
    DAYS,
    MONTH_OF_DAY,
    WEEKDAY,
    WEEKDAY_LOAD,
    Floats,
    Ints,
    offsets_s,
    opening_hours,
    times_of_day,
)
from sample_data.truth import VENDORS, Truth

ANSWERED, ABANDONED, VOICEMAIL, CALLBACK, OVERFLOW, AFTER_HOURS = range(6)
OUTCOMES = ("answered", "abandoned", "voicemail", "callback_requested", "overflow", "after_hours")
VOICE, CHAT, EMAIL = range(3)
CHANNELS = ("voice", "chat", "email")
REASON_SHARES = np.array([.22, .16, .13, .12, .11, .10, .09, .07])
POOL = 12_000
"""Customers of each country; switchboards and withheld numbers come on top."""
SWITCHBOARD, WITHHELD = 900_000, -1
SWITCHBOARD_CONTACTS_A_MONTH = 44
_GENERATIONS = 9


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts as columns of one length; ``customer`` is a number of ours, -1 withheld, from 900,000 a switchboard."""

    vendor: Ints
    day: Ints
    second: Ints
    customer: Ints
    reason: Ints
    channel: Ints
    outcome: Ints
    wait_s: Ints
    back: Ints

    def pick(self, which: object) -> Contacts:
        """The contacts of a mask or an order."""
        return Contacts(*(getattr(self, f.name)[which] for f in fields(self)))

    @classmethod
    def join(cls, parts: list[Contacts]) -> Contacts:
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))


@dataclass(frozen=True, slots=True)
class Calendar:
    """One vendor's days: how busy (shape: days) and the chance to be answered in time (shape: days × 24)."""

    busy: Floats
    in_time: Floats
    ahead_s: Ints


def calendar(vendor: Truth, rng: np.random.Generator) -> Calendar:
    """Busy days and hours answer worse, and days have luck of their own; each month's mean is the planted level."""
    shock = rng.standard_normal(len(DAYS))
    busy = WEEKDAY_LOAD[WEEKDAY] * np.exp(.10 * shock + .05 * rng.standard_normal(len(DAYS)))
    hours = opening_hours(vendor)
    strain = vendor.day_spread * (.6 * shock + .8 * rng.standard_normal(len(DAYS)))[:, None]
    strain = strain + 6 * (hours - 1 / np.count_nonzero(hours))[None, :]
    in_time = np.empty((len(DAYS), 24))
    for month in range(6):
        days = month == MONTH_OF_DAY
        in_time[days] = _level(strain[days], busy[days, None] * hours[None, :], vendor.service_level)
    return Calendar(busy, in_time, offsets_s(vendor))


def _level(strain: Floats, weight: Floats, share: float) -> Floats:
    """Chances falling with ``strain`` whose weighted mean is ``share`` (bisection on the logit)."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        chance = 1 / (1 + np.exp(strain - middle))
        low, high = (middle, high) if (chance * weight).sum() / weight.sum() < share else (low, middle)
    return np.asarray(1 / (1 + np.exp(strain - low)))


def _first_contacts(v: int, cal: Calendar, rng: np.random.Generator) -> tuple[Ints, ...]:
    """The contacts nobody's earlier contact caused: vendor, day, second, customer, reason."""
    vendor = VENDORS[v]
    share_of_repeats = float(np.mean(vendor.repeat)) / (1 - float(np.mean(vendor.recoded))) * .9 + .04
    a_day = vendor.contacts_a_month * 6 / len(DAYS) * (1 - share_of_repeats)
    day = np.repeat(np.arange(len(DAYS)), rng.poisson(a_day * cal.busy / cal.busy.mean()))
    second = times_of_day(vendor, len(day), rng)
    countries = [("44", "86", "1").index(c) for c in vendor.customers.split()]
    customer = rng.choice(countries, size=len(day)) * 100_000 + rng.integers(0, POOL, len(day))
    customer = np.where(rng.random(len(day)) < .03, WITHHELD, customer)
    board = rng.random(len(day)) < SWITCHBOARD_CONTACTS_A_MONTH / (a_day * len(DAYS) / 6)
    customer = np.where(board, SWITCHBOARD + v, customer)
    return np.full(len(day), v), day, second, customer, rng.choice(8, size=len(day), p=REASON_SHARES)


def _handled(raw: tuple[Ints, ...], calendars: list[Calendar], rng: np.random.Generator) -> Contacts:
    """What becomes of contacts of any vendor: answered in time or late, given up, or sent elsewhere."""
    vendor, day, second, customer, reason = raw
    n = len(vendor)
    in_time_chance = np.array([c.in_time for c in calendars])[vendor, day, second // 3600]
    late_mean = np.array([v.late_answer_s for v in VENDORS])[vendor]
    channel = np.where(vendor == 0, rng.choice(3, size=n, p=[.84, .10, .06]), VOICE)
    closed = (channel == VOICE) & (rng.random(n) < .02)
    short = rng.random(n) < .012
    in_time = rng.random(n) < in_time_chance
    late = rng.choice(5, size=n, p=[.54, .38, .04, .03, .01])
    outcome = np.select([closed, channel == EMAIL, short, in_time], [AFTER_HOURS, ANSWERED, ABANDONED, ANSWERED], late)
    fast_s = np.floor(61 * rng.random(n) ** 2.6)
    late_s = 61 + np.floor(rng.exponential(late_mean))
    left_s = 6 + np.floor(rng.exponential(.8 * late_mean))
    wait_s = np.select([short & (outcome == ABANDONED), in_time, outcome == ABANDONED],
                       [1 + np.floor(5 * rng.random(n)), fast_s, left_s], late_s)
    closes = np.array([v.closes for v in VENDORS])[vendor]
    evening = np.asarray((closes + .05 + .9 * rng.random(n)) * 3600, dtype=np.int64)
    return Contacts(vendor, day, np.where(closed, evening, second), customer, reason, channel, outcome,
                    wait_s.astype(np.int64), np.zeros(n, dtype=np.int64))


def _comes_back(contacts: Contacts, rng: np.random.Generator) -> Ints:
    """0 no, 1 yes with the same reason code, 2 yes with another code. The unanswered mostly try again."""
    month = MONTH_OF_DAY[contacts.day]
    repeat = np.array([v.repeat for v in VENDORS])[contacts.vendor, month]
    recoded = np.array([v.recoded for v in VENDORS])[contacts.vendor, month]
    answered = contacts.outcome == ANSWERED
    chance = np.where(answered, (repeat - .010) / (1 - recoded), .45)
    back = (rng.random(len(month)) < chance) & (contacts.customer != WITHHELD) & (contacts.customer < SWITCHBOARD)
    other_code = (rng.random(len(month)) < recoded) & answered
    return np.asarray(np.where(back, np.where(other_code, 2, 1), 0), dtype=np.int64)


def _next_contacts(contacts: Contacts, calendars: list[Calendar], rng: np.random.Generator) -> tuple[Ints, ...]:
    """The contacts that follow within 7 × 24 hours; those after the last day are nobody's yet."""
    came = contacts.pick(contacts.back > 0)
    n = len(came.vendor)
    elsewhere = rng.random(n) < np.array([v.elsewhere for v in VENDORS])[came.vendor]
    vendor = np.where(elsewhere, (came.vendor + rng.integers(1, 4, n)) % 4, came.vendor)
    second = np.choose(vendor, [times_of_day(v, n, rng) for v in VENDORS])
    ahead = np.array([c.ahead_s for c in calendars])
    days_later = np.minimum(np.floor(rng.exponential(1.7, n)), 6).astype(np.int64)
    day = np.minimum(came.day + days_later, len(DAYS))
    gap = (day - came.day) * DAY_S + second - came.second - ahead[vendor, 0] + ahead[came.vendor, 0]
    day = np.where(gap < 1800, day + 1, day)
    day = np.where(gap > 7 * DAY_S - 3600, day - 1, day)
    reason = np.where(came.back == 2, (came.reason + rng.integers(1, 8, n)) % 8, came.reason)
    known = day < len(DAYS)
    return vendor[known], day[known], second[known], came.customer[known], reason[known]


def simulate(rng: np.random.Generator) -> Contacts:
    """All contacts of all vendors, ordered by vendor and time."""
    calendars = [calendar(vendor, rng) for vendor in VENDORS]
    firsts = [_first_contacts(v, calendars[v], rng) for v in range(len(VENDORS))]
    raw = tuple(np.concatenate(columns) for columns in zip(*firsts, strict=True))
    generations: list[Contacts] = []
    for _ in range(_GENERATIONS):
        batch = _handled(raw, calendars, rng)
        batch.back[:] = _comes_back(batch, rng)
        generations.append(batch)
        raw = _next_contacts(batch, calendars, rng)
    everything = Contacts.join(generations)
    order = np.lexsort((everything.customer, everything.second, everything.day, everything.vendor))
    return everything.pick(order)
