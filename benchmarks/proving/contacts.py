"""A month of contacts, and what was said on them: the truth that neither evaluators nor the vendor can change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.proving.persona import NEGATIVE, NEUTRAL, POSITIVE, TOLD, Floats, Ints, Persona

Bools = npt.NDArray[np.bool_]
Times = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Contacts:
    """Columns of one length, in order of time. ``polarity``, ``category`` and ``told`` mean something where ``voiced``;
    ``repeat``: the customer had called within about a week before."""

    started: Times
    ended: Times
    day: Ints
    queue: Ints
    agent: Ints
    customer: Ints
    repeat: Bools
    answered: Bools
    resolved: Bools
    voiced: Bools
    polarity: Ints
    category: Ints
    told: Ints


def sigmoid(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-value)))


def logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def chosen(rng: np.random.Generator, weights: Floats) -> Ints:
    """One column number for each row of ``weights`` (rows add up to one)."""
    above = (rng.random(len(weights))[:, None] > weights.cumsum(axis=1)).sum(axis=1)
    return np.asarray(np.minimum(above, weights.shape[1] - 1), dtype=np.int64)


def contacts(rng: np.random.Generator, vendor: Persona, start: np.datetime64, end: np.datetime64) -> Contacts:
    """The vendor's contacts from ``start`` to ``end``; 6 % were not answered."""
    size = int(rng.poisson(vendor.calls / 0.94 * np.exp(rng.normal(0, 0.08))))
    started, day = _moments(rng, start, end, size)
    queue = rng.choice(vendor.queues, size=size, p=vendor.queue_weights)
    customer, repeat = _customers(rng, size)
    solved = 1.5 - 0.7 * repeat + 0.3 * vendor.queue_mood[queue] - vendor.evening_trouble * in_evening(started)
    resolved = rng.random(size) < sigmoid(solved)
    trouble = 0.6 * (~resolved) + 0.35 * repeat - 0.2 - vendor.queue_mood[queue]
    answered = rng.random(size) < 0.94
    voiced = answered & (rng.random(size) < sigmoid(logit(vendor.voiced) + 0.5 * trouble))
    polarity = _polarities(rng, sigmoid(logit(vendor.negative) + 1.2 * trouble - 0.1))
    return Contacts(started, started + _seconds(rng.lognormal(5.6, 0.5, size)), day, queue, _agents(rng, vendor, queue),
                    customer, repeat, answered, resolved, voiced, polarity,
                    chosen(rng, vendor.category_weights[polarity]), rng.integers(0, TOLD, size))


def in_evening(started: Times) -> Bools:
    """Which contacts began at five in the afternoon or later."""
    return np.asarray(started - started.astype("datetime64[D]") >= np.timedelta64(17, "h"))


def _seconds(values: Floats) -> npt.NDArray[np.timedelta64]:
    return (values * 1e6).astype("timedelta64[us]")


def _moments(rng: np.random.Generator, start: np.datetime64, end: np.datetime64, size: int) -> tuple[Times, Ints]:
    """When contacts began, in order, and on which day of the month; weekends are half as busy."""
    days = int((end - start) / np.timedelta64(1, "D"))
    weekday = (start.astype("datetime64[D]").astype(np.int64) + np.arange(days) + 3) % 7
    weights = np.where(weekday >= 5, 0.5, 1.0)
    day = np.sort(rng.choice(days, size=size, p=weights / weights.sum()))
    second = 7 * 3600 + rng.beta(1.6, 1.9, size) * 13 * 3600
    order = np.lexsort((second, day))
    return start + day[order].astype("timedelta64[D]") + _seconds(second[order]), day


def _customers(rng: np.random.Generator, size: int) -> tuple[Ints, Bools]:
    """Keys of customers, and who called again: one in six, within about a week (some of last month's callers too)."""
    again = rng.random(size) < 0.17
    week = max(size * 7 // 30, 1)
    parent = np.where(again, np.arange(size) - rng.integers(1, week + 1, size), np.arange(size))
    parent = np.where(parent < 0, np.arange(size), parent)
    for _ in range(12):
        parent = parent[parent]
    return rng.integers(1, 2**62, size)[parent], again


def _polarities(rng: np.random.Generator, negative: Floats) -> Ints:
    neutral = rng.random(len(negative)) < 0.28
    return np.where(rng.random(len(negative)) < negative, NEGATIVE, np.where(neutral, NEUTRAL, POSITIVE))


def _agents(rng: np.random.Generator, vendor: Persona, queue: Ints) -> Ints:
    """Who answered: an agent of the queue's own in four of five contacts, else anybody."""
    load = vendor.agent_load / vendor.agent_load.sum()
    agent = rng.choice(vendor.agents, size=len(queue), p=load)
    own = rng.random(len(queue)) < 0.8
    for each in range(vendor.queues):
        members = np.flatnonzero(vendor.agent_queue == each)
        rows = np.flatnonzero(own & (queue == each))
        agent[rows] = rng.choice(members, size=len(rows), p=load[members] / load[members].sum())
    return agent
