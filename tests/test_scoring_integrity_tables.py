"""The exact tables, the honest spread and the tolerances agree with SciPy and with counting by hand."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.integrity.spread import Spread
from scoring.integrity.tables import Stratum, conditional, mid_p
from scoring.integrity.tolerance import above, below, beta_binomial_above

strata = st.builds(lambda hit, miss, other_hit, other_miss: Stratum(hit, hit + miss, other_hit, other_hit + other_miss),
                   *([st.integers(0, 12)] * 4))


@given(strata, st.floats(-3, 3))
def test_one_stratum_is_fishers_noncentral_hypergeometric(stratum: Stratum, log_odds: float) -> None:
    table = conditional([stratum])
    hits = stratum.hit + stratum.other_hit
    expected = stats.nchypergeom_fisher(stratum.of + stratum.other_of, stratum.of, hits, np.exp(log_odds))
    assert table.probabilities(np.array(log_odds)) == pytest.approx(expected.pmf(table.support), abs=1e-9)


@given(st.lists(strata, min_size=1, max_size=3), st.floats(-2, 2))
def test_several_strata_are_what_counting_every_table_gives(several: list[Stratum], log_odds: float) -> None:
    table = conditional(several)
    by_sum = dict.fromkeys(table.support.astype(int).tolist(), 0.0)
    cells = [range(max(0, s.hit + s.other_hit - s.other_of), min(s.of, s.hit + s.other_hit) + 1) for s in several]
    for chosen in product(*cells):
        ways = np.prod([float(comb(s.of, k) * comb(s.other_of, s.hit + s.other_hit - k))
                        for s, k in zip(several, chosen, strict=True)])
        by_sum[sum(chosen)] += ways * np.exp(log_odds * sum(chosen))
    expected = np.array(list(by_sum.values())) / sum(by_sum.values())
    assert table.probabilities(np.array(log_odds)) == pytest.approx(expected, abs=1e-9)
    assert table.observed == sum(s.hit for s in several)
    assert table.support[table.at] == table.observed


def test_the_mid_p_counts_half_of_what_was_seen() -> None:
    probabilities = np.array([.1, .2, .3, .4])
    assert mid_p(probabilities, 2, upper=True) == pytest.approx(.4 + .15)
    assert mid_p(probabilities, 2, upper=False) == pytest.approx(.3 + .15)


def test_nodes_of_a_spread_have_its_moments() -> None:
    nodes, weights = Spread(-.1, .2).nodes()
    assert weights.sum() == pytest.approx(1)
    assert weights @ nodes == pytest.approx(-.1)
    assert weights @ (nodes + .1) ** 2 == pytest.approx(.04)
    assert weights @ np.exp(nodes) == pytest.approx(np.exp(-.1 + .02))


@given(st.integers(1, 60), st.floats(.5, 20), st.floats(.5, 80), st.data())
def test_beta_binomial_tails_are_scipys(of: int, a: float, b: float, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    law = stats.betabinom(of, a, b)
    expected = law.sf(hits) + law.pmf(hits) / 2
    assert beta_binomial_above(hits, of, a, b) == pytest.approx(expected, abs=1e-8)


@given(st.floats(-3, 3), st.floats(0, 2))
def test_a_figure_is_held_against_the_spread_and_its_own_error(seen: float, error: float) -> None:
    honest = Spread(.1, .3)
    law = stats.norm(.1, np.hypot(.3, error))
    assert above(seen, error, honest) == pytest.approx(law.sf(seen))
    assert below(seen, error, honest) == pytest.approx(law.cdf(seen))
