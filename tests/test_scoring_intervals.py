"""Intervals against statsmodels and SciPy, and against what they promise: to hold the truth in 95 of 100 samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.draws import Stream, bounds
from scoring.intervals import (
    LEAST_LEFT,
    design_effect,
    finite_population,
    jackknife_error,
    sampled_ratio,
    standard_error,
    student_quantiles,
    t95,
    wilson,
)
from scoring.result import DRAWS

STREAM = Stream("2026-05|acme")


@pytest.mark.parametrize(("successes", "n"), [(0, 12), (1, 31), (42, 69), (200, 200), (861, 1050)])
def test_wilson_is_that_of_statsmodels(successes: int, n: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    interval = wilson(successes, n, STREAM, "x")
    assert (interval.low, interval.high) == pytest.approx(proportion_confint(successes, n, method="wilson"), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 400), st.floats(0, 1), st.one_of(st.none(), st.integers(0, 5000)))
def test_the_quantiles_of_the_draws_are_the_bounds(n: int, share: float, more: int | None) -> None:
    interval = wilson(round(share * n), n, STREAM, "x", None if more is None else n + more)
    assert bounds(interval.draws) == pytest.approx((interval.low, interval.high), abs=1e-5)
    assert interval.draws.shape == (DRAWS,)
    assert 0 <= interval.low <= round(share * n) / n <= interval.high <= 1


def test_a_larger_population_leaves_more_error_and_a_small_one_never_less_than_half_the_variance() -> None:
    sizes = (1, 60, 70, 119, 130, 200, 10_000, None)
    corrections = [finite_population(60, size) for size in sizes]
    assert corrections == sorted(corrections)
    assert corrections[:4] == [LEAST_LEFT] * 4 and corrections[4] > LEAST_LEFT and corrections[-1] == 1
    assert finite_population(60, 200) == pytest.approx(140 / 199)


def test_a_sample_said_to_be_everybody_still_has_an_interval_for_shares_and_points() -> None:
    everybody, unknown = (wilson(30, 60, STREAM, "x", size) for size in (60, None))
    assert everybody.high - everybody.low == pytest.approx((unknown.high - unknown.low) * np.sqrt(0.5), rel=0.02)
    points = np.arange(60.0)
    few, many = (sampled_ratio(points, np.full(60, 60.0), STREAM, "x", size) for size in (60, None))
    assert few.high - few.low == pytest.approx((many.high - many.low) * np.sqrt(0.5))


def test_wilson_with_finite_population_holds_the_truth_as_often_as_it_says() -> None:
    from scipy.stats import hypergeom

    population, n = 400, 80
    seen = np.arange(n + 1)
    intervals = [wilson(k, n, STREAM, "x", population) for k in seen]
    covered = []
    for truth in range(20, 381, 6):
        holds = np.array([each.low <= truth / population <= each.high for each in intervals])
        covered.append(float(hypergeom.pmf(seen, population, truth, n) @ holds))
    assert 0.94 <= np.mean(covered) <= 0.965
    assert min(covered) > 0.90


@pytest.mark.parametrize("degrees", [1, 2, 6, 21, 30, 199])
def test_student_quantiles_are_those_of_scipy(degrees: int) -> None:
    from scipy.stats import t

    assert t95(degrees) == pytest.approx(t.ppf(0.975, degrees), rel=1e-4)
    levels = (np.arange(DRAWS) + 0.5) / DRAWS
    inner = slice(2, -2)
    assert student_quantiles(degrees)[inner] == pytest.approx(t.ppf(levels, degrees)[inner], rel=2e-3, abs=1e-6)


def test_the_error_of_a_ratio_is_that_of_a_regression_clustered_by_unit() -> None:
    """Σy ÷ Σx is the weighted mean of y/x with weights x; its cluster-robust error (HC0 × c/(c-1)) is the same."""
    import statsmodels.api as sm

    rng = np.random.default_rng(3)
    below = rng.integers(1, 40, 25).astype(float)
    above = rng.binomial(below.astype(int), 0.7).astype(float)
    fit = sm.WLS(above / below, np.ones(25), weights=below).fit(cov_type="HC0")
    assert standard_error(above, below) == pytest.approx(fit.bse[0] * np.sqrt(25 / 24))


def test_the_error_of_leaving_out_a_cluster_is_that_of_a_regression_with_hc3() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(3)
    below = rng.integers(1, 90, 12).astype(float)
    above = rng.binomial(below.astype(int), 0.7).astype(float)
    fit = sm.WLS(above / below, np.ones(12), weights=below).fit(cov_type="HC3")
    assert jackknife_error(above, below) == pytest.approx(fit.bse[0] * np.sqrt(11 / 12))
    alike = np.full(12, 30.0)
    assert jackknife_error(above, alike) == pytest.approx(standard_error(above, alike))


def test_the_design_effect_is_that_of_the_clusters_themselves() -> None:
    rng = np.random.default_rng(4)
    n = rng.integers(1, 9, 300).astype(float)
    r = np.where(rng.random(300) < 0.4, n, 0.0)
    share = r.sum() / n.sum()
    expected = standard_error(r, n) ** 2 / (share * (1 - share) / n.sum())
    sums = [int(each) for each in (n.sum(), (n * n).sum(), (n * r).sum(), (r * r).sum())]
    assert design_effect(share, 300, *sums) == pytest.approx(expected)
    assert expected > 3, "whole customers repeat or not: contacts of one tell little"


def test_where_nobody_repeats_contacts_of_one_customer_count_as_one() -> None:
    assert design_effect(0.0, 10, sum_n=40, sum_nn=160, sum_nr=0, sum_rr=0) == 4
    assert design_effect(0.5, 400, sum_n=400, sum_nn=400, sum_nr=200, sum_rr=200) == pytest.approx(1, abs=0.01)


def test_points_of_evaluations_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    possible = rng.choice([40.0, 80.0, 100.0], 900)
    given_points = possible * rng.beta(6, 2, 900)
    truth = given_points.sum() / possible.sum()
    held = 0
    for _ in range(600):
        drawn = rng.choice(900, 120, replace=False)
        interval = sampled_ratio(given_points[drawn], possible[drawn], STREAM, "qa", 900)
        held += interval.low <= truth <= interval.high
    assert 0.925 <= held / 600 <= 0.975


def test_evaluations_that_are_all_perfect_are_not_certainty() -> None:
    interval = sampled_ratio(np.full(50, 10.0), np.full(50, 10.0), STREAM, "qa")
    assert interval.high == 1
    assert 0.9 < interval.low < 0.95


def test_draws_are_the_same_in_every_run_and_differ_between_purposes() -> None:
    one, again, other = (wilson(30, 60, STREAM, purpose).draws for purpose in ("a", "a", "b"))
    assert np.array_equal(one, again)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.08
    assert wilson(30, 60, Stream("2026-05|beta"), "a").draws[:3].tolist() != one[:3].tolist()
