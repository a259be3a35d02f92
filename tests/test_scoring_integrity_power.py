"""How many calls are enough: what the engine says it would notice is what it notices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scoring.integrity.gap import HONEST_M, HONEST_X, TOGETHER, Gap, evidence, widened
from scoring.integrity.hearing import TRULY_NEGATIVE
from scoring.integrity.power import Rates, calls_needed, chance_to_notice
from scoring.integrity.tables import Stratum, conditional
from scoring.integrity.weighing import WATCH
from scoring.integrity.withheld import WEIGHT

RATES = Rates(.33, .45, .75, 3_000)
NOTHING = Gap(conditional([Stratum(0, 1, 0, 1)]), conditional([Stratum(0, 1, 0, 1)]), 0, 0, 0, 0, 0, 0)


def noticed(judged: int, withheld: float, months: int, seed: int) -> float:
    """The share of months noticed in which everything is drawn: what is heard, what arrives, what is forwarded."""
    rng, hits = np.random.default_rng(seed), 0
    for _ in range(months):
        first = rng.standard_normal()
        second = TOGETHER * first + np.sqrt(1 - TOGETHER**2) * rng.standard_normal()
        ratio = 1 - withheld * TRULY_NEGATIVE
        usual = round(100 * RATES.arrives * (RATES.negative * ratio + 1 - RATES.negative))
        widely = widened(replace(NOTHING, heard=0, rest=100, rest_arrived=usual))
        odds = RATES.arrives * ratio / (1 - RATES.arrives * ratio) * np.exp(widely * (HONEST_M.mean
                                                                                      + HONEST_M.tau * first))
        heard = rng.binomial(judged, RATES.voiced)
        negative = rng.binomial(heard, RATES.negative)
        a, b = rng.binomial(negative, odds / (1 + odds)), rng.binomial(heard - negative, RATES.arrives)
        spoken = rng.binomial(RATES.answered - judged, RATES.voiced)
        bad = rng.binomial(spoken, RATES.negative)
        f = rng.binomial(bad, min(1.0, RATES.arrives * ratio * np.exp(HONEST_X.mean + HONEST_X.tau * second)))
        g = rng.binomial(spoken - bad, RATES.arrives)
        seen = evidence(Gap(conditional([Stratum(a, negative, b, heard - negative)]),
                            conditional([Stratum(negative, heard, f, f + g)]), negative, a, heard - negative, b, f, g))
        hits += seen.p <= WATCH * WEIGHT
    return hits / months


@pytest.mark.parametrize(("judged", "withheld"), [(150, .5), (300, .5), (100, .7)])
def test_the_chance_told_is_the_share_of_drawn_months_that_are_noticed(judged: int, withheld: float) -> None:
    assert chance_to_notice(judged, withheld, RATES) == pytest.approx(noticed(judged, withheld, 250, 9), abs=.12)


def test_more_calls_or_more_kept_back_is_noticed_more_often() -> None:
    by_calls = [chance_to_notice(judged, .5, RATES) for judged in (50, 100, 200, 400)]
    assert by_calls == sorted(by_calls)
    by_share = [chance_to_notice(200, share, RATES) for share in (.2, .4, .6, .8)]
    assert by_share == sorted(by_share)


def test_honest_vendors_are_noticed_no_more_often_than_the_line_allows() -> None:
    assert chance_to_notice(200, 0.0, RATES) <= WATCH * WEIGHT * 1.3


def test_the_number_of_calls_needed_is_the_first_that_is_enough() -> None:
    needed = calls_needed(.8, .5, RATES)
    assert needed is not None
    assert chance_to_notice(needed, .5, RATES) >= .8 > chance_to_notice(needed - 25, .5, RATES)


def test_where_no_number_of_calls_is_enough_none_is_named() -> None:
    assert calls_needed(.8, .05, Rates(.33, .45, .75, 300)) is None
    assert chance_to_notice(2, .5, RATES) == 0.0
