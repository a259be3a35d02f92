"""The evidence of a month is honest: its p-value is one, its ratio averages to one, its estimate is the textbook's."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from statsmodels.stats.contingency_tables import StratifiedTable

from scoring.integrity.gap import (
    HONEST_M,
    HONEST_X,
    MOST_ARRIVES,
    NODE_M,
    NODE_WEIGHTS,
    NODE_X,
    TOGETHER,
    Evidence,
    Gap,
    evidence,
    log_odds_ratio,
    widened,
)
from scoring.integrity.hearing import TRULY_NEGATIVE
from scoring.integrity.invitations import mantel_haenszel
from scoring.integrity.prior import worth_of_share
from scoring.integrity.running import ALARM, courses
from scoring.integrity.silent import UNTOLD, VARIES, _log_negative_binomial, _log_poisson, variation
from scoring.integrity.tables import Stratum, conditional
from scoring.integrity.withheld import withheld_share
from scoring.records import Month

HEARD, REST, ARRIVED, FORWARDED = 31, 39, 42, (300, 560)


def gap_with(arrived: int, heard: int, shift: float = 0.0) -> Gap:
    """A month in which ``arrived`` of 31 looked at arrived and ``heard`` were heard, all margins kept."""
    both = heard + FORWARDED[0]
    return Gap(conditional([Stratum(arrived, HEARD, ARRIVED - arrived, REST)]),
               conditional([Stratum(heard, HEARD + REST, both - heard, sum(FORWARDED))]),
               HEARD, arrived, REST, ARRIVED - arrived, both - heard, FORWARDED[1], shift)


def honest_months(number: int, seed: int) -> list[Evidence]:
    """Months drawn from the honest spread itself."""
    rng = np.random.default_rng(seed)
    like = gap_with(12, 31)
    answer = []
    for _ in range(number):
        first = rng.standard_normal()
        second = TOGETHER * first + math.sqrt(1 - TOGETHER**2) * rng.standard_normal()
        m = like.m.probabilities(np.array(widened(like) * (HONEST_M.mean + HONEST_M.tau * first)))
        x = like.x.probabilities(-np.array(HONEST_X.mean + HONEST_X.tau * second))
        answer.append(replace(like, m=replace(like.m, observed=int(rng.choice(like.m.support, p=m))),
                              x=replace(like.x, observed=int(rng.choice(like.x.support, p=x)))))
    return [evidence(each) for each in answer]


def test_pairs_of_nodes_have_the_correlation_they_claim() -> None:
    assert NODE_WEIGHTS.sum() == pytest.approx(1)
    for nodes in (NODE_M, NODE_X):
        assert NODE_WEIGHTS @ nodes == pytest.approx(0, abs=1e-12)
        assert NODE_WEIGHTS @ nodes**2 == pytest.approx(1)
    assert pytest.approx(TOGETHER) == NODE_WEIGHTS @ (NODE_M * NODE_X)


def test_honest_months_are_called_rare_as_often_as_the_p_value_says() -> None:
    p = np.array([each.p for each in honest_months(3000, 11)])
    for level in (.01, .05, .2, .5):
        assert np.mean(p <= level) == pytest.approx(level, abs=3.5 * math.sqrt(level * (1 - level) / 3000))


def test_the_likelihood_ratio_of_honest_months_averages_to_one() -> None:
    """Summed over every month that can be: exactly one."""
    like = gap_with(12, 31)
    total = 0.0
    for a in like.m.support.astype(int):
        for x in like.x.support.astype(int):
            seen = evidence(replace(like, m=replace(like.m, observed=int(a)), x=replace(like.x, observed=int(x))))
            total += float(np.exp(seen.withheld).mean(axis=0) @ NODE_WEIGHTS)
    assert total == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("arrived", "rest_arrived"), [(12, 30), (27, 36), (5, 6)])
@pytest.mark.parametrize("ratio", [.3, .67, .9, 1.0, 1.2])
def test_a_ratio_of_arrivals_is_the_odds_ratio_of_the_shares_it_means(arrived: int, rest_arrived: int,
                                                                      ratio: float) -> None:
    """Solved afresh: the shares whose ratio it is and that let as many arrive in all."""
    found = replace(gap_with(12, 31), arrived=arrived, rest_arrived=rest_arrived)
    share = min(MOST_ARRIVES, brentq(lambda each: HEARD * each * ratio + REST * each - arrived - rest_arrived, 0, 2))
    one, other = min(MOST_ARRIVES, share * ratio), share
    expected = math.log(one / (1 - one)) - math.log(other / (1 - other))
    assert float(log_odds_ratio(found, np.array(math.log(ratio)))) == pytest.approx(expected, abs=1e-9)


def test_a_vendor_that_forwards_nearly_all_is_no_rarer_for_it() -> None:
    """Nine in ten of the negatives and all but one in fifty of the others: a ratio of .92, as careful vendors have."""
    found = Gap(conditional([Stratum(110, 120, 137, 140)]), conditional([Stratum(120, 260, 1100, 2600)]),
                120, 110, 140, 137, 1100, 1500)
    assert evidence(found).p > .1


def test_fewer_arrived_or_more_heard_is_never_less_evidence() -> None:
    by_arrived = [evidence(gap_with(arrived, 31)).p for arrived in range(4, 19)]
    assert by_arrived == sorted(by_arrived)
    by_heard = [evidence(gap_with(14, heard)).p for heard in range(20, 45)]
    assert by_heard == sorted(by_heard, reverse=True)


def test_labels_that_soften_explain_part_of_a_gap() -> None:
    assert evidence(gap_with(16, 40, shift=-.4)).p > 2 * evidence(gap_with(16, 40)).p


def test_honest_vendors_hardly_ever_reach_the_alarm_in_a_year() -> None:
    """Lasting habits at twice the honest spread are no news every month: the course takes them in once."""
    rng = np.random.default_rng(5)
    like, reached = gap_with(12, 31), 0
    m = like.m.probabilities(np.array(widened(like) * (HONEST_M.mean - 2 * HONEST_M.tau)))
    x = like.x.probabilities(-np.array(HONEST_X.mean - 2 * HONEST_X.tau))
    for _ in range(60):
        year = [evidence(replace(like, m=replace(like.m, observed=int(rng.choice(like.m.support, p=m))),
                                 x=replace(like.x, observed=int(rng.choice(like.x.support, p=x))))) for _ in range(12)]
        course = courses([(Month(2026, month + 1), seen) for month, seen in enumerate(year)])
        reached += any(each.alarm for each in course)
    assert reached <= 6  # of a hundred vendors not two lie out so far


def test_a_vendor_that_begins_to_withhold_is_noticed_though_it_was_honest_before() -> None:
    honest = evidence(gap_with(18, 31))
    withheld = evidence(gap_with(10, 40))
    months = [(Month(2026, 1 + at), each) for at, each in enumerate([honest] * 4 + [withheld] * 4)]
    course = courses(months)
    assert not any(each.alarm for each in course[:4])
    assert course[-1].alarm and course[-1].e_value >= ALARM
    assert course[-1].since is not None and course[-1].since > Month(2026, 4)


def test_after_a_decided_month_the_evidence_starts_anew_and_the_decided_month_keeps_its_own() -> None:
    """The months after it stand as though there had been none before."""
    seen = evidence(gap_with(10, 40))
    months = [(Month(2026, number), seen) for number in range(1, 7)]
    whole, restarted = courses(months), courses(months, frozenset({Month(2026, 2), Month(2026, 5)}))
    assert restarted == [*courses(months[:2]), *courses(months[2:5]), *courses(months[5:])]
    assert restarted[:2] == whole[:2] and restarted[2].e_value == courses(months[2:3])[0].e_value < whole[2].e_value
    assert courses(months, frozenset()) == whole and courses([], frozenset({Month(2026, 1)})) == []


def test_a_month_in_which_nothing_could_be_seen_changes_nothing() -> None:
    seen = evidence(gap_with(12, 33))
    with_gap = courses([(Month(2026, 1), seen), (Month(2026, 2), None)])
    assert with_gap[1].e_value == pytest.approx(with_gap[0].e_value)


def test_the_withheld_share_pools_the_two_log_ratios_by_their_variances() -> None:
    found = gap_with(12, 31)
    a, b, n, m = 12.5, 30.5, 32.0, 40.0
    log_m, var_m = math.log(a / n / (b / m)), 1 / a - 1 / n + 1 / b - 1 / m
    cells = (300.5, 560.5, 31.5, 39.5)
    log_x, var_x = math.log(cells[0] * cells[3] / (cells[1] * cells[2])), sum(1 / each for each in cells)
    pooled = (log_m / var_m + log_x / var_x) / (1 / var_m + 1 / var_x)
    value, low, high = withheld_share(found)
    assert value == pytest.approx((1 - math.exp(pooled)) / TRULY_NEGATIVE)
    assert low < value < high
    assert withheld_share(found, x=False)[0] == pytest.approx((1 - math.exp(log_m)) / TRULY_NEGATIVE)


def test_common_odds_ratios_over_queues_are_statsmodels() -> None:
    tables = [np.array([[12, 30], [20, 25]]), np.array([[5, 40], [9, 31]]), np.array([[2, 11], [7, 12]])]
    theirs = StratifiedTable(tables)
    a, b, c, d = (np.array([table[row, column] for table in tables], dtype=float)
                  for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)))
    log, error = mantel_haenszel(a, b, c, d)
    assert log == pytest.approx(theirs.logodds_pooled)
    assert error == pytest.approx(theirs.logodds_pooled_se)


def test_what_agents_bring_follows_the_laws_named() -> None:
    from scipy import stats

    got, mu = np.arange(30), np.full(30, 9.0)
    for varies in (.3, .8):
        shape = 1 / varies**2
        assert np.exp(_log_negative_binomial(got, mu, varies)) == pytest.approx(
            stats.nbinom(shape, shape / (shape + 9)).pmf(got))
    assert np.exp(_log_poisson(got, mu)) == pytest.approx(stats.poisson(9).pmf(got))


@pytest.mark.parametrize("varies", [.5, .9])
def test_how_much_agents_vary_is_found_from_those_who_speak_and_never_taken_for_less_than_usual(varies: float) -> None:
    rng, mu = np.random.default_rng(3), np.full(4000, 40.0)
    got = rng.poisson(rng.gamma(1 / varies**2, mu * varies**2))
    assert variation(got, mu) == pytest.approx(varies, abs=.07)
    got[:800] = 0
    assert variation(got, mu) == pytest.approx(varies, abs=.07), "the silent are no part of it"
    assert variation(rng.poisson(mu), mu) == VARIES
    assert variation(got[-5:], mu[-5:]) == UNTOLD


def test_a_share_known_from_elsewhere_is_worth_as_much_as_its_doubt_leaves() -> None:
    negative, other = worth_of_share(480, 1000, .2)
    share, worth = negative / (negative + other), negative + other
    assert share == pytest.approx(.48, abs=.001)
    assert 1 / (worth * share * (1 - share)) == pytest.approx(.2**2 + 1 / (1000 * share * (1 - share)), rel=.01)
    assert worth_of_share(0, 0, .2) == (0, 0)
