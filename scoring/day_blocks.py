"""Intervals of what a month's calls came to, from resampling whole days.

A month of calls is a census, and yet next month's would differ: staffing, weather, a failure. Calls of one day share
queues and agents, so days, not calls, are what chance deals out. Draw i gives every calendar day a random weight
(exponential, mean 1: the Bayesian bootstrap, Rubin 1981, *Annals of Statistics* 9:130-134) rather than a number of
copies, so that draw i of *every* measure reweighs the same days, whichever days have calls or promises due: the
measures of one vendor move together as they do in life. The quantiles are taken further out, as small samples need
(the expanded percentile interval, Hesterberg 2015, *The American Statistician* 69:371-386): with Student's t for the
normal, and the factor by which the Bayesian bootstrap falls short of the jackknife's standard deviation (for D equal
days sqrt((D + 1) ÷ (D - 1)); for multinomial copies it is his sqrt(D ÷ (D - 1))).

Unequal days tell less than their number: the degrees of freedom are those of the *effective* number of days,
(Σn)² ÷ Σn² (Kish 1965). Few days: 2-6 take Student's t on the linearised ratio, 1 day says everything is possible.

A share's interval is never narrower than Wilson's for the effective number of contacts: their number over the design
effect of days (the jackknife's variance over that of independent contacts) or of customers, whichever is larger and at
least 1 (Dean & Pagano 2015, *Journal of Survey Statistics and Methodology* 3:484-503), with Student's t for the normal
(Korn & Graubard 1998, *Survey Methodology* 24:193-201), and never fewer than the effective number of days. Where what
is rare falls on few days, or did not happen at all, the days seen cannot show how much days differ, and a share near 0
or 1 would look surer than it is: there the design effect is held at what a correlation of :data:`UNSEEN_CORRELATION`
within a day would give.

Days are no strangers to one another either: an outage or a thin roster lasts. What a day differs by is taken to fade
from day to day by a constant factor (an AR(1) process), estimated from neighbouring days and freed of its small-sample
bias (Kendall 1954, *Biometrika* 41:403-404); the variance of the month is larger by the usual sum of correlations
(Bayley & Hammersley 1946, *Supplement to the JRSS* 8:184-197; Newey & West 1987, *Econometrica* 55:703-708). Chance
within a day does not last, so that part of the variance is left out of it. ``python -m benchmarks.coverage`` measures
what comes of it all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import erfc, floor, sqrt

import numpy as np
import numpy.typing as npt

from scoring.counts import IntArray
from scoring.draws import Stream, even_normals, quantiles
from scoring.intervals import Z95, Interval, jackknife_error, student_quantiles, t95, wilson_at
from scoring.result import DRAWS, FloatArray

FEWEST_DAYS = 7
"""From this many days on, days are resampled; below, the linearised ratio is used."""

UNSEEN_CORRELATION = 0.1
"""The correlation within a day that is allowed for where the days seen are too few to show it."""
MOST_LASTING = 0.85
"""A month cannot show that days are more alike than this from one to the next."""
WHOLE = 1 << 16
"""Weights are whole multiples of 1 ÷ WHOLE: exact sums are the same on every processor, rounded ones are not."""
EXACT_BELOW = 1 << 53
"""Below this every whole number is a floating-point number."""
_SPREAD_ENOUGH = 1.2
"""Where what is rare is spread over this part (1 ÷) of the effective days, they show how much they differ."""


@dataclass(frozen=True)
class Days:
    """The days that had any contacts: ``above`` of ``below`` on each, both of shape ``(active days,)``.

    What is computed of them is computed once: every interval asks for it several times.
    """

    above: FloatArray
    below: FloatArray
    active: npt.NDArray[np.bool_]
    """Which days of the month they are."""

    @classmethod
    def of(cls, numerators: IntArray, denominators: IntArray) -> Days:
        active = denominators > 0
        return cls(numerators[active].astype(float), denominators[active].astype(float), active)

    def __len__(self) -> int:
        return len(self.below)

    @cached_property
    def total(self) -> float:
        return float(self.below.sum())

    @cached_property
    def value(self) -> float:
        return float(self.above.sum()) / self.total

    @cached_property
    def effective(self) -> float:
        """The number of equal days that would tell as much, 1 to their number."""
        return effective_number(self.below)

    @cached_property
    def degrees(self) -> float:
        """Degrees of freedom, to the half below, at least 1."""
        return max(1.0, floor(2 * (self.effective - 1)) / 2)

    @cached_property
    def error(self) -> float:
        """The standard error of the value; two days at least."""
        return jackknife_error(self.above, self.below)

    @cached_property
    def factor(self) -> float:
        """By how much the error exceeds the standard deviation that exponential weights give the value."""
        residuals, days = self.above - self.value * self.below, len(self)
        drawn = sqrt(days / (days + 1) * float((residuals**2).sum())) / self.total
        return self.error / drawn if drawn > 0 else 1.0

    def lasting(self, *, is_share: bool) -> float:
        """By how much the variance of the month exceeds that of unrelated days, at least 1.

        Of a share the chance within a day is left out: it is over with the day (``is_share``).
        """
        days = len(self)
        residuals = self.above - self.value * self.below
        spread = float((residuals**2).sum())
        if days < FEWEST_DAYS or spread <= 0:
            return 1.0
        between = max(0.0, 1 - 1 / max(self._seen, 1.0)) if is_share else 1.0
        if between == 0:
            return 1.0
        neighbours = float((residuals[1:] * residuals[:-1]).sum()) / spread
        unbiased = (days * neighbours + 1) / (days - 4)
        factor = min(max(unbiased / between, 0.0), MOST_LASTING)
        lags = np.arange(1, days)
        inflated = 1 + 2 * between * float(((1 - lags / days) * factor**lags).sum())
        return inflated / (1 - inflated / days) * (1 - 1 / days)

    @cached_property
    def lasting_of_share(self) -> float:
        return self.lasting(is_share=True)

    def contacts(self, by_customer: float) -> float:
        """How many independent contacts tell as much of a share; ``by_customer``: their design effect by customer."""
        n, effect, lasting = self.total, self._effect(), self.lasting_of_share
        degrees = max(1.0, floor(2 * (self.effective / lasting - 1)) / 2)
        as_sure = n / max(by_customer, effect * lasting) * (Z95 / t95(degrees)) ** 2
        return max(as_sure, min(self.effective / lasting, n / by_customer))

    @cached_property
    def _seen(self) -> float:
        """The variance over that of independent contacts, as the days show it."""
        n, share = self.total, self.value
        return self.error**2 / (share * (1 - share) / n) if 0 < share < 1 else 1.0

    def _effect(self) -> float:
        """The design effect of days on a share."""
        n, seen = self.total, self._seen
        rare = min(self.above, self.below - self.above, key=lambda counts: float(counts.sum()))
        unseen = max(0.0, 1 - _SPREAD_ENOUGH * effective_number(rare) / self.effective)
        return max(1.0, seen, 1 + UNSEEN_CORRELATION * unseen * (n / self.effective - 1))


def effective_number(counts: FloatArray) -> float:
    """(Σ counts)² ÷ Σ counts²: how many equal counts are as even as these; 0 where all are 0."""
    return float(counts.sum() ** 2 / (counts**2).sum()) if counts.any() else 0.0


@dataclass(frozen=True, slots=True)
class DayBlocks:
    """The joint random weights of a month's days, whole numbers of 1 ÷ WHOLE in shape ``(DRAWS, days)``, and where ties
    are broken.

    Only the measures named in ``scored`` get draws (the others' intervals need none).
    """

    weights: FloatArray
    heaviest: int
    stream: Stream
    scored: frozenset[str]

    @classmethod
    def of(cls, days: int, stream: Stream, scored: Iterable[str]) -> DayBlocks:
        """Weights for a month of ``days`` days, the same for the same stream."""
        drawn = stream.generator("days").standard_exponential((DRAWS, days))
        weights = np.maximum(1.0, np.round(drawn * WHOLE))
        return cls(weights, int(weights.max()), stream, frozenset(scored))

    def share(self, numerators: IntArray, denominators: IntArray, measure: str,
              design_effect: float = 1.0) -> Interval:
        """The interval of Σ numerators ÷ Σ denominators, a share of contacts, from counts by day (some > 0).

        ``design_effect`` (>= 1): how much less than independent contacts they tell, clustered by customer.
        ``measure``: its code, which seeds what days do not decide.
        """
        return self._share(numerators, denominators, measure, design_effect)[1]

    def share_left_open(self, numerators: IntArray, denominators: IntArray, unsettled: IntArray,
                        measure: str) -> Interval:
        """The same where ``unsettled`` by day, which are none of ``denominators``, may all have failed or succeeded.

        The hull of what the settled say and of both extremes (Manski 2003, *Partial Identification of Probability
        Distributions*: what is missing bounds a share and does not vanish). Draws below the middle level come from the
        low end, those above from the high one, so that whatever is computed from them reaches both.
        """
        levels, settled = self._share(numerators, denominators, measure, 1.0)
        if not unsettled.any():
            return settled
        failed, kept = (self._share(above, denominators + unsettled, measure, 1.0)[1]
                        for above in (numerators, numerators + unsettled))
        low, high = (np.sort(extreme.draws)[levels] for extreme in (failed, kept))
        draws = np.where(levels < DRAWS // 2, np.minimum(settled.draws, low), np.maximum(settled.draws, high))
        return Interval(min(settled.low, failed.low), max(settled.high, kept.high), draws)

    def _share(self, numerators: IntArray, denominators: IntArray, measure: str,
               design_effect: float) -> tuple[IntArray, Interval]:
        """For each draw its level, and the interval."""
        days = Days.of(numerators, denominators)
        levels, blocks = self._ratio(days, self._raw(numerators, denominators), 0.0, 1.0, measure,
                                     days.lasting_of_share)
        if len(days) == 1:
            return levels, blocks
        contacts = days.contacts(design_effect)
        low, high = wilson_at(days.value, contacts, np.array([-Z95, Z95]))
        draws = blocks.draws
        if len(draws):
            least = wilson_at(days.value, contacts, even_normals())[levels]
            draws = np.where(levels < DRAWS // 2, np.minimum(draws, least), np.maximum(draws, least))
        return levels, Interval(min(blocks.low, float(low)), max(blocks.high, float(high)), draws)

    def ratio(self, numerators: IntArray, denominators: IntArray, lowest: float, highest: float,
              measure: str) -> Interval:
        """The interval of any Σ numerators ÷ Σ denominators by day that cannot leave ``lowest`` to ``highest``."""
        days = Days.of(numerators, denominators)
        raw = self._raw(numerators, denominators)
        return self._ratio(days, raw, lowest, highest, measure, days.lasting(is_share=False))[1]

    def _raw(self, numerators: IntArray, denominators: IntArray) -> FloatArray:
        """Σ numerators ÷ Σ denominators under each draw's weights; days without contacts count for nothing.

        Floating point adds whole numbers exactly, in whatever order, as long as no sum reaches 2^53; integers do so
        beyond, a few times slower.
        """
        counts = np.stack([np.where(denominators > 0, numerators, 0), denominators], axis=1)
        weights = self.weights
        if int(counts.sum(axis=0).max()) >= EXACT_BELOW // self.heaviest:
            weights, counts = weights.astype(np.int64), counts.astype(np.int64)
        sums = weights @ counts.astype(weights.dtype)
        return np.asarray(sums[:, 0] / sums[:, 1])

    def _ratio(self, days: Days, raw: FloatArray, lowest: float, highest: float, measure: str,
               lasting: float) -> tuple[IntArray, Interval]:
        """For each draw its level (0 lowest … DRAWS-1 highest), and the interval; no draws for what is not scored.

        ``raw``: the ratio under each draw's weights.
        """
        def stretched(values: FloatArray) -> FloatArray:
            return np.clip(days.value + sqrt(lasting) * (values - days.value), lowest, highest)

        low, high = stretched(np.array(_ends(raw, days, lowest, highest)))
        if measure not in self.scored:
            return np.empty(0, dtype=np.int64), Interval(float(low), float(high), np.empty(0))
        levels = self._levels(raw, measure)
        draws = stretched(_even_draws(raw, days, lowest, highest))
        return levels, Interval(float(low), float(high), draws[levels])

    def _levels(self, raw: FloatArray, measure: str) -> IntArray:
        """The rank of each draw; draws that tie (days all alike) are ordered at random, or they would seem related."""
        ties = self.stream.order(f"ties of {measure}")
        rounded = np.round(raw, 12)
        levels = np.empty(DRAWS, dtype=np.int64)
        levels[np.lexsort((ties, rounded))] = np.arange(DRAWS)
        return levels


def _ends(raw: FloatArray, days: Days, lowest: float, highest: float) -> tuple[float, float]:
    """The 95 % bounds of a ratio over days, from its ``raw`` draws or, where days are few, without."""
    if len(days) == 1:
        return lowest, highest
    if len(days) < FEWEST_DAYS:
        reach = t95(days.degrees) * days.error
        return max(lowest, days.value - reach), min(highest, days.value + reach)
    level = expanded_end(days.degrees, days.factor)
    low, high = quantiles(raw, np.array([1 - level, level]))
    return float(low), float(high)


def _even_draws(raw: FloatArray, days: Days, lowest: float, highest: float) -> FloatArray:
    """Draws at even levels, ascending, whose outer quantiles are the bounds of :func:`_ends`."""
    if len(days) == 1:
        return np.linspace(lowest, highest, DRAWS)
    if len(days) < FEWEST_DAYS:
        return np.clip(days.value + days.error * student_quantiles(days.degrees), lowest, highest)
    return quantiles(raw, expanded(days.degrees, days.factor))


def expanded(degrees: float, factor: float) -> FloatArray:
    """The levels at which the raw draws are read so that even levels of the answer have Student's spread."""
    return 0.5 * np.array(list(map(erfc, (student_quantiles(degrees) * (-factor / sqrt(2))).tolist())))


def expanded_end(degrees: float, factor: float) -> float:
    """The level of the raw draws that is the upper 97.5 % bound."""
    return 0.5 * erfc(-factor / sqrt(2) * t95(degrees))


def quantile_interval(below: IntArray, totals: IntArray, share: float) -> tuple[float, float]:
    """Between which shares of the observed distribution the quantile of order ``share`` lies, days as clusters.

    Woodruff 1952, *JASA* 47:635-646: the standard error of the share of contacts at or below the observed quantile
    (``below`` of ``totals`` by day), laid around ``share``. (0, 1) where there is one day only.
    """
    days = Days.of(below, totals)
    if len(days) < 2:
        return 0.0, 1.0
    error = days.error * sqrt(days.lasting_of_share)
    reach = t95(days.degrees) * max(error, sqrt(share * (1 - share) / float(totals.sum())))
    return max(0.0, share - reach), min(1.0, share + reach)
