"""Warm: with hundreds of past months the client's own vendors say how rare a p-value really is.

The shipped nulls are cautious: they must hold for vendors nobody has met. A client with :data:`MONTHS_NEEDED` past
vendor-months can do better. For each line the -log10 p of these months is looked at beyond its 90 % quantile, where an
exponential is fitted (peaks over threshold: Pickands 1975, Davison & Smith 1990, with shape nought). A month's p is
then read off that tail: .1 at the quantile, falling with the fitted scale. So a line that honest vendors never reach
counts for more, and one whose null does not fit this client's vendors for less.

* Months that were themselves looked at are left out, which cuts the tail off at the line's own threshold; the fit is
  that of an exponential cut off there (maximum likelihood), else every tail would come out too light.
* Few months shrink towards the shipped null, as if :data:`WORTH` of its own exceedances had been seen as well; months
  with a sample of about the same size (:data:`BANDS`) have a fit of their own, shrunk towards that of all.
* No scale is taken for less than :data:`FLOOR` of the shipped null's: from some tens of exceedances nobody learns what
  happens once in ten thousand months.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.integrity.signal import Signal
from scoring.integrity.spread import FloatArray
from scoring.integrity.weighing import WATCH as COLD_WATCH

MONTHS_NEEDED = 300
BEYOND = .10
"""The part of the past months that the tail is fitted to."""
NULL_START, NULL_SCALE = 1.0, 1 / math.log(10)
"""90 % quantile and mean excess of -log10 p where p is even between 0 and 1."""
WORTH = 20.0
FLOOR = .5
CEILING = 3.0
BANDS = (150, 300)
"""Samples below 150 judged calls, below 300, and larger ones."""
WEIGHTS: dict[str, float] = {
    "W": .34, "A": .02, "C.own": .08, "C.any": .01, "P": .02, "Q": .13, "G": .035, "R.heard": .03, "R.text": .02,
    "D.lag": .01, "D.release": .01, "T": .055, "F.heard": .20, "F.many": .02, "I": .01, "K": .01,
}
"""Each line's part of the false alarms once its null is known, summing to 1: more for those whose shipped null had to
be widest (queues, complaints about own agents, filler), less for those that tell so clearly that they need little."""
WATCH, LIKELY = .007, .0005


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month that is over and was not under suspicion: its ``judged`` calls, and of each line that ran, by its name,
    the p-value by the shipped nulls and its part of the weight of all that ran (summing to 1)."""

    judged: int
    p: Mapping[str, float]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Tail:
    """-log10 p beyond which a tenth of honest months lie, and the mean excess beyond it."""

    start: float = NULL_START
    scale: float = NULL_SCALE

    def p(self, seen: float) -> float:
        """How often honest months show a p as small as ``seen`` (0-1); .1 at the start, increasing in ``seen``."""
        y = -math.log10(max(seen, 1e-300))
        if y >= self.start:
            return BEYOND * math.exp(-(y - self.start) / self.scale)
        return float(BEYOND ** (y / self.start))


@dataclass(frozen=True)
class Calibration:
    """The tails by line and band of sample size; ``months`` they rest on."""

    months: int
    tails: Mapping[tuple[str, int], Tail]

    def applied(self, signals: Iterable[Signal], judged: int) -> tuple[Signal, ...]:
        """The lines with p as this client's past months read it, and with the weights that go with it."""
        return tuple(self._read(signal, judged) for signal in signals)

    def _read(self, signal: Signal, judged: int) -> Signal:
        weight = WEIGHTS.get(signal.name, signal.weight)
        if signal.p is None:
            return replace(signal, weight=weight)
        tail = self.tails.get((signal.name, band(judged)), Tail())
        return replace(signal, p=tail.p(signal.p), weight=weight)


def band(judged: int) -> int:
    """Which of the :data:`BANDS` a sample of ``judged`` calls belongs to (0, 1 or 2)."""
    return sum(judged >= each for each in BANDS)


def calibration(history: Sequence[PastMonth]) -> Calibration | None:
    """What ``history`` teaches; None below :data:`MONTHS_NEEDED` months."""
    if len(history) < MONTHS_NEEDED:
        return None
    tails = {}
    for name in sorted({name for month in history for name in month.p}):
        whole = fitted(*_seen(history, name), Tail())
        for each in range(len(BANDS) + 1):
            own = [month for month in history if band(month.judged) == each]
            tails[name, each] = fitted(*_seen(own, name), whole)
    return Calibration(len(history), tails)


def _seen(history: Sequence[PastMonth], name: str) -> tuple[FloatArray, FloatArray]:
    """-log10 p of the months in which the line ran, and up to where each could be seen without suspicion."""
    ran = [month for month in history if name in month.p]
    p, weight = (np.array([getattr(month, what)[name] for month in ran]) for what in ("p", "weights"))
    return np.asarray(-np.log10(np.maximum(p, 1e-300))), np.asarray(-np.log10(COLD_WATCH * weight))


def fitted(seen: FloatArray, cut: FloatArray, known: Tail) -> Tail:
    """The tail of ``seen`` (-log10 p, shape ``(n,)``), of which nothing beyond ``cut`` (same shape) could be seen,
    shrunk towards the tail that is ``known``."""
    if not len(seen):
        return known
    n, own = len(seen), WORTH / BEYOND
    start = (n * float(np.quantile(seen, 1 - BEYOND)) + own * known.start) / (n + own)
    start = max(start, NULL_START / 4)
    beyond = (seen > start) & (cut > start)
    excess = seen[beyond] - start
    if not len(excess):
        return Tail(start, max(FLOOR * NULL_SCALE, known.scale))
    own_scale, seen_often = cut_off_scale(float(excess.mean()), cut[beyond] - start), len(excess)
    scale = (seen_often * own_scale + WORTH * known.scale) / (seen_often + WORTH)
    return Tail(start, max(FLOOR * NULL_SCALE, scale))


def cut_off_scale(mean: float, length: FloatArray) -> float:
    """The scale of an exponential cut off at ``length`` (above 0; one for each that was seen, shape ``(n,)``) whose
    mean is ``mean`` (maximum likelihood), at most :data:`CEILING` times the shipped null's: where
    scale - length ÷ (exp(length ÷ scale) - 1) is on average as large."""
    low, high = 1e-6, CEILING * NULL_SCALE
    if _cut_off_mean(high, length) <= mean:
        return high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _cut_off_mean(middle, length) < mean else (low, middle)
    return (low + high) / 2


def _cut_off_mean(scale: float, length: FloatArray) -> float:
    return float((scale - length / np.expm1(np.minimum(700.0, length / scale))).mean())
