"""Agreement of two evaluators against scikit-learn and statsmodels, and where it cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from scoring.agreement import Ears, Kappa, agreement, kappa
from scoring.result import Estimate, NotScored

MOODS = ["negative", "neutral", "positive"]
pairs = st.lists(st.tuples(st.sampled_from(MOODS), st.sampled_from(MOODS)), min_size=2, max_size=80)


def ears(*heard: str | None) -> Ears:
    """``None``: no feedback; '': feedback whose mood is not told."""
    return Ears(np.array([each is not None for each in heard], dtype=bool),
                np.array([each or "" for each in heard], dtype=object))


@settings(deadline=None)
@given(pairs)
def test_kappa_and_its_interval_are_those_of_scikit_learn_and_statsmodels(said: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in said], [other for _, other in said]
    assume(len(set(first) | set(second)) > 1)
    table = np.zeros((3, 3))
    for one, other in said:
        table[MOODS.index(one), MOODS.index(other)] += 1
    theirs = cohens_kappa(table)
    ours = kappa(first, second)
    assert isinstance(ours, Kappa) and ours.n == len(said)
    assert ours.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    if ours.low is None or ours.high is None:
        assert not theirs.var_kappa > 1e-12, "no interval where theirs has none either"
        return
    assert (ours.low, ours.high) == pytest.approx((max(-1, theirs.kappa_low), min(1, theirs.kappa_upp)), abs=1e-9)


def test_every_share_counts_the_calls_that_say_something_and_carries_wilsons_interval() -> None:
    found = agreement(ears("negative", "negative", "negative", "positive", None, "neutral", "negative", "negative"),
                      ears("negative", "positive", None, "positive", None, None, "", "negative"))
    assert (found.calls, found.both) == (8, 5)
    for answer, hits, n in ((found.voiced, 6, 8), (found.mood, 3, 4), (found.truly_negative, 2, 4)):
        assert isinstance(answer, Estimate) and (answer.numerator, answer.denominator) == (hits, n)
        assert (answer.low, answer.high) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-9)
    assert isinstance(found.mood_kappa, Kappa) and found.mood_kappa.n == 4


def test_who_hears_one_and_the_same_on_every_call_has_no_kappa_and_no_call_has_nothing() -> None:
    alike = kappa(["negative"] * 9, ["negative"] * 9)
    assert isinstance(alike, NotScored) and alike.reason.code == "one_category"
    nothing = agreement(ears(), ears())
    assert nothing.calls == 0 and all(isinstance(each, NotScored) for each in (
        nothing.voiced, nothing.mood, nothing.truly_negative, nothing.voiced_kappa, nothing.mood_kappa))


def test_two_evaluators_of_different_calls_are_no_pair() -> None:
    with pytest.raises(ValueError, match="same calls"):
        agreement(ears("negative"), ears())
