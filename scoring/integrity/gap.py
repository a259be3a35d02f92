"""Did what was heard arrive as often as the rest? Two exact tables about one ratio, and their joint evidence.

**M** follows the remarks heard on sampled calls: given how many arrived in each queue, how many of those looked at did.
**X** never looks at a link: it holds what was heard on sampled calls against what was forwarded from all *other* calls.
Calls were sampled at random, so both have the same share of such remarks, and only the ratio of arrivals,
RR = P(arrives | looked at) / P(arrives | the rest), can move it. X leaves sampled calls out, therefore given what was
heard the two are independent.

Evidence of a month is a pair (a, x): arrived, and heard, of those looked at. Pairs are ordered by the likelihood ratio
of withholding (RR of :data:`ALTERNATIVES`, evenly) to honesty; p is the exact mid-p of that order under the honest
spread (both tables enumerated; Lancaster 1961), e the ratio itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.counts import IntArray
from scoring.integrity.panel import NOWHERE, BoolArray, Panel
from scoring.integrity.spread import NODES, FloatArray, Spread, hermite
from scoring.integrity.tables import Conditional, Stratum, conditional, mid_p

ALTERNATIVES = (.85, .7, .5, .3, .15)
"""Ratios of arrival that withholding is looked for at."""
CHANCES = np.array([.05, .25, .35, .25, .10])
"""The prior chance of each, given withholding: a sixth kept back is seen by no sample, and hardly anybody keeps back
nearly all."""
MOST_ARRIVES = .98
"""No honest vendor is expected to forward more than this share of anything."""
SPARED = .25
"""How much of the alternatives is for a vendor that spares the calls it knows to be sampled, so that M shows nothing.
"""
FEWEST_OF_A_QUEUE = 8
"""Queues with fewer remarks heard are pooled: by what was heard, never after looking at what arrived."""
HONEST_M, HONEST_X, TOGETHER = Spread(-.10, .20), Spread(-.06, .18), .5
"""Honest vendors: log odds ratio of M (where half arrives: :func:`widened`), log ratio of X, and how far both go
together (their correlation)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a line looks at: ``heard`` and ``items`` mark the remarks and the items it is about; ``heard_rest`` and
    ``items_rest`` those they are held against."""

    heard: BoolArray
    heard_rest: BoolArray
    items: BoolArray
    items_rest: BoolArray
    known: tuple[float, float] = (0.0, 0.0)
    """Remarks of either side that are known from elsewhere, as many as that knowledge is worth: they join what was
    heard in X (an empirical-Bayes prior), never in M."""


@dataclass(frozen=True)
class Gap:
    """Both tables of one look. ``arrived`` of ``heard`` looked at, ``rest_arrived`` of ``rest``; ``forwarded`` of those
    looked at and ``rest_forwarded`` from calls that were not sampled. ``shift`` and ``shift_se``: by how much labels
    alone move X (log ratio), and how sure that is."""

    m: Conditional
    x: Conditional
    heard: int
    arrived: int
    rest: int
    rest_arrived: int
    forwarded: int
    rest_forwarded: int
    shift: float = 0.0
    shift_se: float = 0.0

    @cached_property
    def nothing_to_see(self) -> bool:
        return len(self.m.central) == 1 and len(self.x.central) == 1


def gap(panel: Panel, looked: Looked, arrived: BoolArray, shift: tuple[float, float] = (0.0, 0.0)) -> Gap:
    """The two tables by queue; ``arrived`` is the link to go by (generous or strict)."""
    heard, items = panel.heard, panel.items
    places = _strata(heard.queue, looked.heard | looked.heard_rest)
    here = looked.heard | looked.heard_rest
    free = items.labelled & ~items.on_sampled
    own, rest = looked.items & free, looked.items_rest & free
    m, x = [], []
    total = max(1, _sum(here))
    for place in np.unique(places.of(heard.queue)[here]):
        in_heard, in_items = places.of(heard.queue) == place, places.of(items.queue) == place
        one, two = looked.heard & in_heard, looked.heard_rest & in_heard
        m.append(Stratum(_sum(one & arrived), _sum(one), _sum(two & arrived), _sum(two)))
        part = _sum(one | two) / total
        added, added_rest = (round(count * part) for count in looked.known)
        x.append(_sums(_sum(one) + added, _sum(two) + added_rest, _sum(own & in_items), _sum(rest & in_items)))
    return Gap(conditional(m), conditional(x), _sum(looked.heard), _sum(looked.heard & arrived),
               _sum(looked.heard_rest), _sum(looked.heard_rest & arrived), _sum(own), _sum(rest), *shift)


def _sums(heard: int, rest: int, forwarded: int, rest_forwarded: int) -> Stratum:
    """Of all remarks of the stratum (heard or forwarded), those heard: how many are looked at."""
    return Stratum(heard, heard + rest, forwarded, forwarded + rest_forwarded)


def _sum(mask: BoolArray) -> int:
    return int(np.count_nonzero(mask))


@dataclass(frozen=True, slots=True)
class _Strata:
    own: IntArray

    def of(self, queue: IntArray) -> IntArray:
        """The stratum of each queue code: its own, or that of all small ones (-1)."""
        if not len(self.own):
            return np.full(len(queue), NOWHERE)
        return np.where(np.isin(queue, self.own), queue, NOWHERE)


def _strata(queue: IntArray, here: BoolArray) -> _Strata:
    codes, times = np.unique(queue[here], return_counts=True)
    return _Strata(codes[(times >= FEWEST_OF_A_QUEUE) & (codes >= 0)])


@dataclass(frozen=True)
class Evidence:
    """How much a month speaks for withholding: ``p`` (exact mid-p), ``p_m`` (that of M alone), and the log likelihoods
    a course of months is made of: ``honest`` at each node of the honest spread, shape ``(81,)``, ``withheld`` at each
    alternative and node, ``(5, 81)``."""

    p: float
    p_m: float
    honest: FloatArray
    withheld: FloatArray

    @property
    def log_e(self) -> float:
        """log of the likelihood ratio of withholding to honesty in this month alone."""
        return log_mean(self.withheld, CHANCES) - log_mean(self.honest[None, :])


def _nodes() -> tuple[FloatArray, FloatArray, FloatArray]:
    places, weights = hermite(NODES)
    first, second = np.repeat(places, NODES), np.tile(places, NODES)
    return first, TOGETHER * first + np.sqrt(1 - TOGETHER**2) * second, np.outer(weights, weights).ravel()


NODE_M, NODE_X, NODE_WEIGHTS = _nodes()
"""Standard normal pairs with correlation :data:`TOGETHER`, and their weights, each of shape ``(81,)``."""


def evidence(found: Gap, honest_m: Spread = HONEST_M, honest_x: Spread = HONEST_X) -> Evidence:
    """What :class:`Evidence` a pair of tables carries."""
    tau_x = float(np.hypot(honest_x.tau, found.shift_se))
    log_m = honest_m.mean + honest_m.tau * NODE_M
    log_x = honest_x.mean + found.shift + tau_x * NODE_X
    laws = _laws(found, log_m, log_x)
    ratio, null = _ratios(*laws)
    null_m, null_x, alt_m, alt_x = laws
    seen = ratio[found.m.at, found.x.at]
    p = null[ratio > seen + 1e-9].sum() + null[np.abs(ratio - seen) <= 1e-9].sum() / 2
    at_m, at_x = found.m.at, found.x.at
    with np.errstate(divide="ignore"):
        return Evidence(float(min(1.0, p)), mid_p(NODE_WEIGHTS @ null_m, at_m, upper=False),
                        np.log(null_m[:, at_m]) + np.log(null_x[:, at_x]),
                        np.log(alt_m[:, :, at_m]) + np.log(alt_x[:, :, at_x]))


def likelihood_ratios(found: Gap) -> tuple[FloatArray, FloatArray]:
    """log of the likelihood ratio of withholding to honesty for every pair, and how likely the pair is among honest
    vendors; both of shape ``(cells of M, cells of X)``."""
    return _ratios(*_laws(found, HONEST_M.mean + HONEST_M.tau * NODE_M, HONEST_X.mean + HONEST_X.tau * NODE_X))


def _laws(found: Gap, log_m: FloatArray, log_x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The distributions of both cells at each node, honest and (by alternative) withholding."""
    wide, own = widened(found) * log_m, np.log(ALTERNATIVES)[:, None]
    return (found.m.probabilities(wide), found.x.probabilities(-log_x),
            found.m.probabilities(log_odds_ratio(found, own) + wide), found.x.probabilities(-(own + log_x)))


def _ratios(null_m: FloatArray, null_x: FloatArray, alt_m: FloatArray, alt_x: FloatArray,
            ) -> tuple[FloatArray, FloatArray]:
    null = joined(null_m, null_x)
    alternative = sum(chance * ((1 - SPARED) * joined(alt_m[j], alt_x[j]) + SPARED * joined(null_m, alt_x[j]))
                      for j, chance in enumerate(CHANCES.tolist()))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(null > 0, np.log(alternative) - np.log(null), -np.inf), null


def joined(of_m: FloatArray, of_x: FloatArray) -> FloatArray:
    """The joint distribution over all pairs, averaged over the nodes: shape ``(cells of M, cells of X)``."""
    return np.asarray((of_m * NODE_WEIGHTS[:, None]).T @ of_x)


def log_odds_ratio(found: Gap, log_ratio: FloatArray) -> FloatArray:
    """The log odds ratios of M that log ratios of arrivals mean, at the share that arrives given all margins."""
    both, ratio = found.arrived + found.rest_arrived, np.exp(log_ratio)
    share = np.clip(both / np.maximum(found.heard * ratio + found.rest, 1e-9), 1 - MOST_ARRIVES, MOST_ARRIVES)
    own = np.minimum(MOST_ARRIVES, share * ratio)
    return np.asarray(np.log(own / (1 - own)) - np.log(share / (1 - share)))


def widened(found: Gap) -> float:
    """By how much honest log odds ratios of M spread more than where half of the remarks arrive, at least 1.

    Habits are neither quite ratios of odds nor of shares, and where nearly all arrives both part: a vendor that
    forwards 19 of 20 others and 17 of 20 negatives has a ratio of .9 as careful vendors do, and an odds ratio of .3.
    The spread grows with the root of the odds of arriving, between 1 (odds) and 1 ÷ (1 - share) (shares).
    """
    remarks = found.heard + found.rest
    share = min(MOST_ARRIVES, (found.arrived + found.rest_arrived) / remarks) if remarks else .5
    return max(1.0, float(np.sqrt(share / (1 - share))))


def log_mean(logs: FloatArray, chances: FloatArray | None = None) -> float:
    """log of the mean over rows (by their ``chances``, summing to 1; unless given, evenly) of the weighted mean over
    nodes of ``exp(logs)``, shape ``(rows, 81)``."""
    top = logs.max()
    means = np.exp(logs - top) @ NODE_WEIGHTS
    return float(top + np.log(means.mean() if chances is None else means @ chances))
