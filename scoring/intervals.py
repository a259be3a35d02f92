"""Intervals for shares and ratios that come from samples, each as *draws whose quantiles are its bounds*.

A measure hands on draws, not only two ends, because pillars, composite and ranks combine several measures. For an
interval known at every confidence level (Wilson's, Student's) the whole family of bounds is a confidence distribution
(Xie & Singh 2013, *International Statistical Review* 81:3-39); evaluated at evenly spaced levels it gives draws, and
their 2.5 % and 97.5 % quantiles are the published interval itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

from scoring.draws import Stream, even_normals, even_shares
from scoring.result import FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """A central 95 % interval, and draws of shape ``(DRAWS,)`` in the same unit whose quantiles are its bounds."""

    low: float
    high: float
    draws: FloatArray


def wilson(successes: float, n: float, stream: Stream, purpose: str, population: float | None = None) -> Interval:
    """The score interval of a share, ``successes`` of ``n`` drawn at random, 0 <= successes <= n, n > 0.

    Wilson 1927, *JASA* 22:209-212. Drawn without replacement from ``population`` units, the score equation's variance
    carries :func:`finite_population`. Not known (None): infinite.
    """
    correction = finite_population(n, population)
    low, high = wilson_at(successes / n, n, np.array([-Z95, Z95]), correction)
    draws = wilson_at(successes / n, n, even_normals(), correction)[stream.order(purpose)]
    return Interval(min(float(low), successes / n), max(float(high), successes / n), draws)


def wilson_at(share: float, n: float, z: FloatArray, correction: float = 1.0) -> FloatArray:
    """The population share p for which the sample's share lies ``z`` standard errors of p below it; increasing in z.

    Solves share = p - z sqrt(correction p (1 - p) ÷ n): Wilson's upper bound for z > 0, his lower one for z < 0.
    """
    squared = z**2 * correction / n
    spread = z * np.sqrt(correction * share * (1 - share) / n + squared * correction / (4 * n))
    solved = (share + squared / 2 + spread) / (1 + squared)
    return np.where(solved < _ROUNDING, 0.0, np.where(solved > 1 - _ROUNDING, 1.0, solved))


def finite_population(n: float, population: float | None) -> float:
    """The factor on a variance when ``n`` units are drawn from ``population`` without replacement, at least a half.

    (population - n) ÷ (population - 1), Cochran 1977, *Sampling Techniques*, section 3.2: strictly, a sample of
    everybody has no error. But how many calls there were is the word of the vendor that is judged; one that hands over
    the sampled calls alone would make its figure certain. So until the calls are counted independently no sample is
    taken for more than half of them, and :data:`LEAST_LEFT` of the variance stays.
    """
    if population is None:
        return 1.0
    return max(LEAST_LEFT, (population - n) / (population - 1)) if population > 1 else LEAST_LEFT


LEAST_LEFT = 0.5
"""The share of a variance that a finite population leaves at least, because its size is the vendor's word."""


def sampled_ratio(numerators: FloatArray, denominators: FloatArray, stream: Stream, purpose: str,
                  population: float | None = None) -> Interval:
    """Σ numerators ÷ Σ denominators over sampled units (evaluations), each unit a cluster; shares, clipped to 0-1.

    Linearised variance of a ratio (Cochran 1977, section 6.3) with :func:`finite_population` and Student's t with
    one degree of freedom fewer than units. Where every unit has the same ratio there is no spread to measure: Wilson's
    interval over the units then, which is wider than needed for points between nothing and all (their variance is at
    most p (1 - p)).
    """
    n = len(numerators)
    value = min(1.0, max(0.0, float(numerators.sum() / denominators.sum())))
    error = standard_error(numerators, denominators) * sqrt(finite_population(n, population))
    if n < 2 or error < 1e-12:
        return wilson(value * n, n, stream, purpose, population)
    low, high = (max(0.0, value - t95(n - 1) * error), min(1.0, value + t95(n - 1) * error))
    draws = np.clip(value + error * student_quantiles(n - 1), 0.0, 1.0)[stream.order(purpose)]
    return Interval(low, high, draws)


def standard_error(numerators: FloatArray, denominators: FloatArray) -> float:
    """The linearised standard error of Σ numerators ÷ Σ denominators over clusters (days, units), at least two."""
    clusters = len(numerators)
    total = float(denominators.sum())
    residuals = numerators - numerators.sum() / total * denominators
    return sqrt(clusters / (clusters - 1) * float((residuals**2).sum())) / total


def jackknife_error(numerators: FloatArray, denominators: FloatArray) -> float:
    """The standard error of Σ numerators ÷ Σ denominators from leaving out one cluster at a time; at least two, none 0.

    As :func:`standard_error` with each residual over 1 - its cluster's share of the denominator (Bell & McCaffrey
    2002, *Survey Methodology* 28:169-181, whose CR3 it is): a large cluster draws the ratio to itself, and its residual
    tells too little. Equal to :func:`standard_error` where clusters are alike.
    """
    clusters = len(numerators)
    total = float(denominators.sum())
    residuals = numerators - numerators.sum() / total * denominators
    spread = residuals / (1 - denominators / total)
    return sqrt((clusters - 1) / clusters * float((spread**2).sum())) / total


def design_effect(share: float, clusters: int, sum_n: int, sum_nn: int, sum_nr: int, sum_rr: int) -> float:
    """How many times the variance of a share over clusters exceeds that of independent contacts; at least 1.

    From sums over clusters (customers) of n contacts and r successes: the linearised ratio variance (Cochran 1977,
    section 6.3; as in Stata's and R's survey packages) over share (1 - share) ÷ Σn (Kish 1965). Where all or none
    succeed nothing can be measured: contacts of one customer are then taken to behave as one.
    """
    if not 0 < share < 1 or clusters < 2:
        return max(1.0, sum_nn / sum_n)
    squares = sum_rr - 2 * share * sum_nr + share**2 * sum_nn
    variance = clusters / (clusters - 1) * squares / sum_n**2
    return max(1.0, variance / (share * (1 - share) / sum_n))


_ROUNDING = 1e-14
"""Closer to 0 or 1 than this is 0 or 1, which floating-point subtraction misses."""
Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@lru_cache(maxsize=512)
def t95(degrees: float) -> float:
    """The 97.5 % quantile of Student's t."""
    return float(np.interp(0.975, *_student_table(degrees)))


@lru_cache(maxsize=512)
def student_quantiles(degrees: float) -> FloatArray:
    """Student's t quantiles at :func:`scoring.draws.even_shares`, ascending, shape ``(DRAWS,)``."""
    shares, quantiles = _student_table(degrees)
    return np.interp(even_shares(), shares, quantiles)


@lru_cache(maxsize=8)
def _student_table(degrees: float) -> tuple[FloatArray, FloatArray]:
    """Shares and the t quantiles that belong to them, by integrating the density over angles: t = sqrt(df) tan(angle).

    In the angle the density is proportional to cos(angle)^(df - 1), smooth and bounded; so no SciPy, whose import
    alone would cost more than scoring a month. Accurate to 1e-6 between 0.0001 and 0.9999.
    """
    angles = np.linspace(-np.pi / 2, np.pi / 2, 20_001)
    density = np.cos(angles).clip(0) ** (degrees - 1)
    shares = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    inner = slice(1, -1)
    return shares[inner] / shares[-1], sqrt(degrees) * np.tan(angles[inner])
