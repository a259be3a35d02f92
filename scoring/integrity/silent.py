"""G: silent agents. Agents whose customers' feedback never reaches the client although it should have by their calls.

How many items an agent's calls should have brought follows from the calls answered and the vendor's own rate in each
queue. Honest agents vary (negative binomial, coefficient of variation :data:`VARIES`), and one in two hundred is silent
for reasons of its own (new, on leave, another site's habit). The statistic is the likelihood ratio of more silence than
that; its distribution among honest vendors is drawn, with a seed of its own, from the very same expectations.
"""

from __future__ import annotations

import numpy as np

from scoring.counts import IntArray
from scoring.integrity.panel import FloatArray, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.withheld import CASES

WEIGHT = .08
VARIES = .3
SILENT_HONESTLY = .005
SILENCED = (.05, .10, .25)
"""Shares of silent agents that are looked for."""
LEAST_EXPECTED = 4.0
"""Agents of whom fewer items are expected say too little to be looked at."""
STILL_TELLS = .05
"""A silent agent brings at most this share of what is expected."""
LARGE = .05
"""Share of the calls taken by silent agents from which on the line may say likely filtered."""
DRAWS, FIRST = 20_000, 1_000
"""Honest vendors drawn; the first thousand are enough where what was seen is nothing rare."""
CERTAIN = 1e-4
"""An agent is named as silent where chance alone would leave it so quiet less often than this."""


def silent_agents(panel: Panel) -> Signal:
    """The line G; the effect is the share of calls that silent agents took."""
    got, expected, calls = _by_agent(panel)
    looked = expected >= LEAST_EXPECTED
    if looked.sum() < 5:
        return not_run("G", WEIGHT, "too_few_agents", agents=int(looked.sum()), needed=5)
    p = _p(got[looked], expected[looked])
    quiet = looked & (got <= STILL_TELLS * expected) & (_tail(got, expected) < CERTAIN)
    share = float(calls[quiet].sum() / calls.sum())
    names = [panel.agents[code] for code in np.flatnonzero(quiet)]
    facts = {"agents": int(looked.sum()), "silent": int(quiet.sum()), "calls": int(calls[quiet].sum()),
             "expected": float(expected[quiet].sum()), "got": int(got[quiet].sum())}
    low, high = _wilson(int(quiet.sum()), int(looked.sum()))
    return Signal("G", WEIGHT, p=min(1.0, p) if quiet.any() else max(p, .5), effect=share, low=low, high=high,
                  n=int(looked.sum()), large=share >= LARGE, cases=tuple(names[:CASES]), facts=facts)


def _by_agent(panel: Panel) -> tuple[IntArray, FloatArray, FloatArray]:
    """Items that came, items expected, and calls taken, by agent code."""
    calls, items, agents = panel.calls, panel.items, len(panel.agents)
    taken = calls.answered & (calls.agent >= 0)
    queues = len(panel.queues) + 1
    of = items.agent >= 0
    got = np.bincount(items.agent[of], minlength=agents)[:agents]
    flat = np.bincount(calls.agent[taken] * queues + calls.queue[taken] + 1, minlength=agents * queues)
    work = flat.reshape(agents, queues)
    by_queue = np.bincount(items.queue[of] + 1, minlength=queues)[:queues]
    rate = by_queue / np.maximum(work.sum(axis=0), 1)
    return got, np.asarray(work @ rate), work.sum(axis=1).astype(float)


def _p(got: IntArray, mu: FloatArray) -> float:
    """How often honest vendors are as silent, mid-p over drawn ones; at least 1 / (2 (draws + 1))."""
    seen, rng = _statistic(got[None, :], mu)[0], np.random.default_rng(20260501)
    for draws in (FIRST, DRAWS):
        null = _statistic(_honest(rng, mu, draws), mu)
        p = float((null > seen + 1e-9).sum() + (np.abs(null - seen) <= 1e-9).sum() / 2 + .5) / (draws + 1)
        if p > .05:
            break
    return p


def _honest(rng: np.random.Generator, mu: FloatArray, draws: int) -> IntArray:
    shape = 1 / VARIES**2
    drawn = rng.poisson(rng.gamma(shape, mu / shape, size=(draws, len(mu))))
    quiet = rng.random(drawn.shape) < SILENT_HONESTLY
    return np.where(quiet, rng.poisson(STILL_TELLS * mu / 2, size=drawn.shape), drawn)


def _statistic(got: IntArray, mu: FloatArray) -> FloatArray:
    """log of the mean likelihood ratio over :data:`SILENCED`; shape ``(rows of got,)``."""
    usual, quiet = np.exp(_log_negative_binomial(got, mu)), np.exp(_log_poisson(got, STILL_TELLS * mu / 2))
    honest = np.log((1 - SILENT_HONESTLY) * usual + SILENT_HONESTLY * quiet)
    sums = np.stack([(np.log((1 - share) * usual + share * quiet) - honest).sum(axis=1) for share in SILENCED])
    top = sums.max(axis=0)
    return np.asarray(top + np.log(np.exp(sums - top).mean(axis=0)))


def _log_negative_binomial(got: IntArray, mu: FloatArray) -> FloatArray:
    shape = 1 / VARIES**2
    table = _log_gammas(int(got.max()) + 1 if got.size else 1)
    return np.asarray(table[got] + shape * np.log(shape / (shape + mu)) + got * np.log(mu / (shape + mu)))


def _log_gammas(size: int) -> FloatArray:
    """log of Γ(k + r) / (Γ(r) k!) for k below ``size``."""
    shape, k = 1 / VARIES**2, np.arange(1, size + 1)
    return np.concatenate([np.zeros(1), np.cumsum(np.log((shape + k - 1) / k))])


def _log_poisson(got: IntArray, mu: FloatArray) -> FloatArray:
    factorials = np.concatenate([np.zeros(1), np.cumsum(np.log(np.arange(1, int(got.max(initial=0)) + 2)))])
    return np.asarray(got * np.log(mu) - mu - factorials[got])


def _tail(got: IntArray, mu: FloatArray) -> FloatArray:
    """P(at most ``got``) by agent; 1 where nothing is expected."""
    safe = np.maximum(mu, 1e-9)
    answer = np.ones(len(mu))
    for agent in np.flatnonzero((mu >= LEAST_EXPECTED) & (got <= STILL_TELLS * mu)):
        upto = np.arange(int(got[agent]) + 1)
        answer[agent] = float(np.exp(_log_negative_binomial(upto, np.full(len(upto), safe[agent]))).sum())
    return answer


def _wilson(hits: int, of: int) -> tuple[float, float]:
    z = 1.959964
    share, scale = hits / of, 1 + z * z / of
    centre = (share + z * z / (2 * of)) / scale
    half = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of**2)) / scale
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))
