"""G: silent agents. Agents whose customers' feedback never reaches the client although it should have by their calls.

How many items an agent's calls should have brought follows from the calls answered and the vendor's own rate in each
queue. Honest agents vary (negative binomial, with the coefficient of variation of the vendor's own speaking agents, at
least :data:`VARIES`), and one in two hundred is silent for reasons of its own (new, on leave, another site's habit).
The statistic is the likelihood ratio of more silence than that; its distribution among honest vendors is drawn, with a
seed of its own, from the very same expectations.
"""

from __future__ import annotations

import numpy as np

from scoring.counts import IntArray
from scoring.integrity.panel import BoolArray, FloatArray, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.withheld import CASES
from scoring.intervals import Z95, wilson_at

WEIGHT = .03
VARIES = .3
"""Honest agents vary at least so much around what their calls should have brought, whatever the speaking ones show."""
FEWEST_SPEAKING, UNTOLD = 8, .6
"""Fewer speaking agents do not tell how much they vary: then so much is taken."""
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
CERTAIN = .9
"""An agent counts as silent from this probability on, were one agent in ten silenced."""


def silent_agents(panel: Panel) -> Signal:
    """The line G; the effect is the share of calls that silent agents took."""
    got, expected, calls = _by_agent(panel)
    looked = expected >= LEAST_EXPECTED
    if looked.sum() < 5:
        return not_run("G", WEIGHT, "too_few_agents", agents=int(looked.sum()), needed=5)
    varies = variation(got[looked], expected[looked])
    p = _p(got[looked], expected[looked], varies)
    quiet = np.zeros(len(got), dtype=bool)
    quiet[looked] = _silent(got[looked], expected[looked], varies) >= CERTAIN
    share = float(calls[quiet].sum() / calls.sum())
    facts = {"agents": int(looked.sum()), "silent": int(quiet.sum()), "calls": int(calls[quiet].sum()),
             "expected": float(expected[quiet].sum()), "got": int(got[quiet].sum())}
    low, high = wilson_at(float(quiet.sum() / looked.sum()), int(looked.sum()), np.array([-Z95, Z95])).tolist()
    return Signal("G", WEIGHT, p=min(1.0, p), effect=share, low=low, high=high, n=int(looked.sum()),
                  large=share >= LARGE, cases=_calls_of(panel, quiet), facts=facts)


def _calls_of(panel: Panel, quiet: BoolArray) -> tuple[str, ...]:
    """Calls that silent agents took: first those on which a remark was heard that never arrived, then others."""
    heard, calls = panel.heard, panel.calls
    mine = (heard.agent >= 0) & quiet[np.maximum(heard.agent, 0)] & ~heard.arrived
    taken = calls.answered & (calls.agent >= 0) & quiet[np.maximum(calls.agent, 0)]
    return tuple(dict.fromkeys([*map(str, heard.call_ids[mine]), *map(str, calls.ids[taken][:CASES])]))[:CASES]


def variation(got: IntArray, mu: FloatArray) -> float:
    """How much the agents who speak vary beyond chance: the coefficient of variation of their rates, by moments
    (Var = mu + (cv mu)², summed over agents), at least :data:`VARIES`. Silence itself is no part of it."""
    speaks = got > STILL_TELLS * mu
    if speaks.sum() < FEWEST_SPEAKING:
        return UNTOLD
    brought, due = got[speaks], mu[speaks] * got[speaks].sum() / mu[speaks].sum()
    beyond = float(((brought - due) ** 2 - due).sum() / (due**2).sum())
    return float(np.sqrt(max(VARIES**2, beyond)))


def _silent(got: IntArray, mu: FloatArray, varies: float) -> FloatArray:
    """P(an agent is silent | its items), were a tenth of the agents silenced."""
    usual, quiet = np.exp(_log_negative_binomial(got, mu, varies)), np.exp(_log_poisson(got, STILL_TELLS * mu / 2))
    return np.asarray(.1 * quiet / (.1 * quiet + .9 * usual))


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


def _p(got: IntArray, mu: FloatArray, varies: float) -> float:
    """How often honest vendors are as silent, mid-p over drawn ones; at least 1 / (draws + 1)."""
    order = np.lexsort((got, mu))  # the same agents in another order are the same vendor
    got, mu = got[order], mu[order]
    seen, rng = _statistic(got[None, :], mu, varies)[0], np.random.default_rng(20260501)
    for draws in (FIRST, DRAWS):
        null = _statistic(_honest(rng, mu, draws, varies), mu, varies)
        p = float((null > seen + 1e-9).sum() + (np.abs(null - seen) <= 1e-9).sum() / 2 + 1) / (draws + 1)
        if p > .05:
            break
    return p


def _honest(rng: np.random.Generator, mu: FloatArray, draws: int, varies: float) -> IntArray:
    shape = 1 / varies**2
    drawn = rng.poisson(rng.gamma(shape, mu / shape, size=(draws, len(mu))))
    quiet = rng.random(drawn.shape) < SILENT_HONESTLY
    return np.where(quiet, rng.poisson(STILL_TELLS * mu / 2, size=drawn.shape), drawn)


def _statistic(got: IntArray, mu: FloatArray, varies: float) -> FloatArray:
    """log of the mean likelihood ratio over :data:`SILENCED`; shape ``(rows of got,)``."""
    usual = np.exp(_log_negative_binomial(got, mu, varies))
    quiet = np.exp(_log_poisson(got, STILL_TELLS * mu / 2))
    honest = np.log((1 - SILENT_HONESTLY) * usual + SILENT_HONESTLY * quiet)
    sums = np.stack([(np.log((1 - share) * usual + share * quiet) - honest).sum(axis=1) for share in SILENCED])
    top = sums.max(axis=0)
    return np.asarray(top + np.log(np.exp(sums - top).mean(axis=0)))


def _log_negative_binomial(got: IntArray, mu: FloatArray, varies: float) -> FloatArray:
    shape = 1 / varies**2
    table = _log_gammas(int(got.max()) + 1 if got.size else 1, shape)
    return np.asarray(table[got] + shape * np.log(shape / (shape + mu)) + got * np.log(mu / (shape + mu)))


def _log_gammas(size: int, shape: float) -> FloatArray:
    """log of Γ(k + shape) / (Γ(shape) k!) for k below ``size``."""
    k = np.arange(1, size + 1)
    return np.concatenate([np.zeros(1), np.cumsum(np.log((shape + k - 1) / k))])


def _log_poisson(got: IntArray, mu: FloatArray) -> FloatArray:
    factorials = np.concatenate([np.zeros(1), np.cumsum(np.log(np.arange(1, int(got.max(initial=0)) + 2)))])
    return np.asarray(got * np.log(mu) - mu - factorials[got])
