"""Days as blocks: what chance deals out in a month, and that the interval holds the truth as often as it says."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.coverage import Months, coverage, shares_of_days
from scoring.day_blocks import DayBlocks, Days, expanded_end, quantile_interval
from scoring.draws import Stream, bounds
from scoring.intervals import standard_error, wilson
from scoring.ranking import surely_better
from scoring.records import VendorCode
from scoring.result import Estimate, Unit


def _blocks(days: int, name: str = "2026-05|acme") -> DayBlocks:
    return DayBlocks.of(days, Stream(name), {"scored", "other"})


@pytest.mark.parametrize("size", [1, 1 << 20, 1 << 36, 1 << 37])
def test_each_draw_is_the_ratio_of_whole_sums_however_large_they_are(size: int) -> None:
    """Python's integers know no rounding. The largest sums lie above what floating point holds exactly."""
    blocks = _blocks(31)
    rng = np.random.default_rng(size)
    below = rng.integers(1, 9, 31) * size
    above = np.minimum(below, rng.integers(0, 9, 31) * size + rng.integers(0, 2, 31))
    below[3] = above[3] = 0
    weights = [[int(weight) for weight in draw] for draw in blocks.weights]
    exact = [sum(w * int(a) for w, a in zip(draw, above, strict=True))
             / sum(w * int(b) for w, b in zip(draw, below, strict=True)) for draw in weights]
    raw = blocks._raw(above, below)
    assert raw.tolist() == (exact if size < 1 << 30 else pytest.approx(exact, rel=1e-15))


def _coverage(days: int, calls: int, share: float, spread: float, months: int = 500) -> float:
    """How often the interval holds the share when days differ: beta-binomial, correlation ``spread`` within a day."""
    rng = np.random.default_rng([days, calls, round(1000 * share)])
    held = 0
    for month in range(months):
        offered = rng.poisson(calls, days) + 1
        daily = _differing(rng, share, spread, days) if spread else share
        answered = rng.binomial(offered, daily)
        interval = DayBlocks.of(days, Stream(str(month)), ()).share(answered, offered, "x")
        held += interval.low <= share <= interval.high
    return held / months


def _differing(rng: np.random.Generator, share: float, spread: float, days: int) -> npt.NDArray[np.float64]:
    a, b = (part * (1 / spread - 1) for part in (share, 1 - share))
    return rng.beta(a, b, days)


@pytest.mark.parametrize(("days", "calls", "share", "spread"), [
    (31, 100, 0.80, 0.02), (31, 1000, 0.80, 0.02), (22, 60, 0.75, 0.05), (10, 50, 0.80, 0.03),
])
def test_the_interval_holds_the_truth_in_about_95_of_100_months(
        days: int, calls: int, share: float, spread: float) -> None:
    assert 0.92 <= _coverage(days, calls, share, spread) <= 0.985


@pytest.mark.parametrize(("days", "share", "correlation", "least"), [
    (3, 0.80, 0.20, 0.90), (6, 0.95, 0.20, 0.90), (8, 0.99, 0.20, 0.90), (8, 0.95, 0.05, 0.90),
    (10, 0.95, 0.20, 0.92), (20, 0.80, 0.20, 0.92), (20, 0.99, 0.20, 0.92), (31, 0.99, 0.05, 0.92),
])
def test_the_interval_holds_the_truth_where_days_are_few_or_unequal_and_shares_near_one(
        days: int, share: float, correlation: float, least: float) -> None:
    """A quick form of ``python -m benchmarks.coverage``, whose table the README prints."""
    assert coverage(Months(days, share, correlation), 250).held >= least


@pytest.mark.parametrize(("lasting", "least"), [(0.0, 0.93), (0.3, 0.92), (0.5, 0.89), (0.7, 0.84)])
def test_days_that_resemble_the_day_before_make_a_month_less_sure(lasting: float, least: float) -> None:
    """Taken for unrelated, the interval held the truth in 80 of 100 months at 0.5 and in 67 at 0.7."""
    kind = Months(31, 0.86, 0.05, sigma=0.3, lasting=lasting)
    assert coverage(kind, 300).held >= least


@pytest.mark.parametrize("lasting", [0.0, 0.5, 0.7])
def test_equal_vendors_with_lasting_bad_days_are_hardly_ever_told_apart(lasting: float) -> None:
    """Four vendors alike in truth; days taken for unrelated told some apart in 35 (0.5) and 62 (0.7) of 100 months."""
    rng, kind = np.random.default_rng(round(10 * lasting)), Months(31, 0.86, 0.05, lasting=lasting)
    months, apart = 80, 0
    for month in range(months):
        offered = rng.poisson(100, (4, 31)) + 1
        answered = rng.binomial(offered, np.array([shares_of_days(kind, rng) for _ in range(4)]))
        intervals = [_blocks(31, f"{month} {vendor}").share(answered[vendor], offered[vendor], "scored")
                     for vendor in range(4)]
        composites = {VendorCode(str(vendor)): Estimate(
            100 * answered[vendor].sum() / offered[vendor].sum(), 100 * each.low, 100 * each.high, 1, Unit.POINTS, 1, 1,
            100 * each.draws) for vendor, each in enumerate(intervals)}
        apart += bool(surely_better(composites).any())
    assert apart / months <= 0.125


def test_the_variance_of_lasting_days_is_that_of_an_autoregression() -> None:
    """Against the exact variance of the mean of an AR(1) of 31 days, from statsmodels' autocovariances."""
    from statsmodels.tsa.arima_process import arma_acovf

    rng = np.random.default_rng(4)
    for factor in (0.0, 0.4, 0.7):
        covariances = arma_acovf([1, -factor], [1], 31)
        exact = (covariances[0] + 2 * (1 - np.arange(1, 31) / 31) @ covariances[1:]) / covariances[0]
        found = [_days_of(_autoregression(rng, factor, 31)).lasting(is_share=False) for _ in range(400)]
        assert 0.72 * exact <= np.median(found) <= 1.25 * exact, factor


def _autoregression(rng: np.random.Generator, factor: float, days: int) -> npt.NDArray[np.float64]:
    values = rng.standard_normal(days)
    for day in range(1, days):
        values[day] = factor * values[day - 1] + np.sqrt(1 - factor**2) * values[day]
    return values


def _days_of(values: npt.NDArray[np.float64]) -> Days:
    return Days(500 + 50 * values, np.full(len(values), 1000.0), np.ones(len(values), dtype=bool))


def test_one_large_day_among_small_ones_leaves_the_freedom_of_little_more_than_one_day() -> None:
    below = np.array([1000, 10, 10, 10, 10, 10])
    days = Days.of(below // 2, below)
    assert days.effective == pytest.approx(1.1, abs=0.01)
    assert days.degrees == 1
    even = Days.of(np.full(20, 5), np.full(20, 10))
    assert (even.effective, even.degrees) == (pytest.approx(20), 19)


def test_a_share_never_seen_to_fail_is_less_sure_where_days_are_large_than_where_they_are_single_promises() -> None:
    large, single = np.full(20, 30), np.ones(20, dtype=np.int64)
    assert Days.of(large, large).contacts(1) < 0.4 * large.sum()
    assert Days.of(single, single).contacts(1) == pytest.approx(20)


def test_a_binomial_interval_would_be_absurdly_narrow_and_ours_is_not() -> None:
    rng = np.random.default_rng(8)
    offered = np.full(31, 10_000)
    answered = rng.binomial(offered, rng.beta(16, 4, 31))
    ours = _blocks(31).share(answered, offered, "x")
    naive = wilson(int(answered.sum()), int(offered.sum()), Stream("n"), "x")
    assert ours.high - ours.low > 10 * (naive.high - naive.low)


def test_without_differences_between_days_it_is_no_narrower_than_wilson() -> None:
    assert 0.945 <= _coverage(31, 100, 0.8, 0.0) <= 0.995
    kept = _blocks(31).share(np.full(31, 2), np.full(31, 2), "scored")
    alone = wilson(62, 62, Stream("n"), "x")
    assert alone.low - 0.02 < kept.low < alone.low
    assert kept.high == 1


def test_the_raw_draws_have_the_spread_scipy_gives_bayesian_weights() -> None:
    """Dirichlet weights: variance of Σ w x is the days' own variance ÷ (days + 1)."""
    from scipy.stats import dirichlet

    days = 20
    weights = _blocks(days).weights
    shares = weights / weights.sum(axis=1, keepdims=True)
    assert shares[:, 0].var() == pytest.approx(dirichlet(np.ones(days)).var()[0], rel=0.15)


def test_the_levels_are_hesterbergs_with_the_factor_of_bayesian_weights() -> None:
    from scipy.stats import norm, t

    for days in (7, 14, 31):
        factor = np.sqrt((days + 1) / (days - 1))
        alike = Days(np.arange(days) % 2 * 1.0, np.ones(days), np.ones(days, dtype=bool))
        assert (alike.degrees, alike.factor) == (days - 1, pytest.approx(factor))
        assert expanded_end(days - 1, factor) == pytest.approx(norm.cdf(factor * t.ppf(0.975, days - 1)), abs=1e-6)


def test_many_alike_days_give_students_interval() -> None:
    rng = np.random.default_rng(6)
    below = np.full(31, 5000)
    above = rng.binomial(below, rng.normal(0.7, 0.03, 31))
    interval = _blocks(31).share(above, below, "scored")
    half = 2.042 * standard_error(above.astype(float), below.astype(float))
    value = above.sum() / below.sum()
    assert (interval.low, interval.high) == pytest.approx((value - half, value + half), abs=0.0025)


@pytest.mark.parametrize("days", [1, 4, 12, 31])
def test_the_quantiles_of_the_draws_are_the_bounds(days: int) -> None:
    rng = np.random.default_rng(days)
    below = np.zeros(31, dtype=np.int64)
    below[:days] = rng.integers(20, 90, days)
    above = rng.binomial(below, 0.8)
    interval = _blocks(31).share(above, below, "scored")
    assert bounds(interval.draws) == pytest.approx((interval.low, interval.high), abs=0.026 if days == 1 else 2e-3)


def test_one_day_says_that_everything_is_possible() -> None:
    below = np.zeros(31, dtype=np.int64)
    below[4] = 500
    interval = _blocks(31).share(below // 2, below, "x")
    assert (interval.low, interval.high) == (0, 1)
    times = _blocks(31).ratio(below * 30, below, 0, 120, "x")
    assert (times.low, times.high) == (0, 120)


def test_measures_of_one_vendor_move_together_and_of_two_vendors_do_not() -> None:
    rng = np.random.default_rng(9)
    bad_day = rng.normal(0, 0.1, 31)
    below = np.full(31, 1000)
    above = rng.binomial(below, 0.7 + 0.1 * np.tanh(bad_day))
    promises = np.where(np.arange(31) % 7 < 5, 100, 0)
    kept = np.where(promises > 0, rng.binomial(promises, 0.7 + 0.1 * np.tanh(bad_day)), 0)
    blocks, other = _blocks(31), _blocks(31, "2026-05|beta")
    one, two = blocks.share(above, below, "scored"), blocks.share(kept, promises, "other")
    elsewhere = other.share(above, below, "scored")
    assert np.corrcoef(one.draws, two.draws)[0, 1] > 0.25
    assert abs(np.corrcoef(one.draws, elsewhere.draws)[0, 1]) < 0.08


def test_figures_without_any_spread_do_not_seem_related() -> None:
    full = np.full(31, 3)
    draws = [_blocks(31).share(full, full, measure).draws for measure in ("scored", "other")]
    assert abs(np.corrcoef(*draws)[0, 1]) < 0.08


def test_a_cluster_effect_widens_the_interval() -> None:
    below, above = np.full(31, 40), np.full(31, 30)
    widths = [each.high - each.low for each in (_blocks(31).share(above, below, "x", effect) for effect in (1, 2, 4))]
    assert widths[2] > 1.3 * widths[1] > 1.3 * widths[0]


def test_a_quantiles_interval_holds_the_truth_as_often_as_it_says() -> None:
    """The 90th percentile of exponential waits whose mean differs from day to day."""
    rng = np.random.default_rng(11)
    means = 40 * np.exp(rng.normal(0, 0.3, 200_000))
    truth = float(np.quantile(rng.exponential(means), 0.9))
    held, months = 0, 300
    for _ in range(months):
        waits = [np.sort(rng.exponential(40 * np.exp(rng.normal(0, 0.3)), 80)) for _ in range(30)]
        together = np.sort(np.concatenate(waits))
        value = together[int(np.ceil(0.9 * len(together))) - 1]
        below = np.array([int((day <= value).sum()) for day in waits])
        start, end = quantile_interval(below, np.full(30, 80), 0.9)
        low, high = (together[min(len(together), max(1, int(np.ceil(p * len(together))))) - 1] for p in (start, end))
        held += low <= truth <= high
    assert 0.91 <= held / months <= 0.99


