"""Warm: tails are fitted as the textbook says, shrink to the shipped null, and never learn from suspicion."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.integrity.running import NOTHING_YET, Course

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.proving.naive import Naive
from benchmarks.proving.persona import draw_vendor
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate
from benchmarks.proving.trial import MIXTURE, Outcome, Trial
from benchmarks.proving.warm import table
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.verdict import LIKELY_FILTERED, NO_SIGN, WATCHED, Looked, decided, judge, past_month, rejudged
from scoring.integrity.warm import (
    CEILING,
    FLOOR,
    MONTHS_NEEDED,
    NULL_SCALE,
    WATCH,
    WEIGHTS,
    WORTH,
    PastMonth,
    Tail,
    calibration,
    cut_off_scale,
    fitted,
)


def up_to(cut: float, number: int) -> np.ndarray:
    return np.full(number, cut)


FAR = 50.0


def even(number: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random(number)


def past(p: np.ndarray, name: str = "W", judged: int = 200, weight: float = .3) -> list[PastMonth]:
    return [PastMonth(judged, {name: float(each)}, {name: weight}) for each in p]


@given(st.floats(1e-12, 1))
def test_before_anything_was_learned_a_p_value_is_read_as_it_stands(p: float) -> None:
    assert Tail().p(p) == pytest.approx(p)


@given(st.floats(.3, 2), st.floats(.2, 1.3), st.floats(1e-9, 1), st.floats(1e-9, 1))
def test_a_smaller_p_value_is_never_read_as_a_larger_one(start: float, scale: float, one: float, other: float) -> None:
    tail = Tail(start, scale)
    assert 0 <= tail.p(min(one, other)) <= tail.p(max(one, other)) <= 1


def test_months_that_keep_to_the_shipped_null_teach_that_it_fits() -> None:
    tail = fitted(-np.log10(even(20_000)), up_to(FAR, 20_000), Tail())
    assert (tail.start, tail.scale) == (pytest.approx(1, abs=.02), pytest.approx(NULL_SCALE, rel=.05))


@pytest.mark.parametrize("scale", [.2, .4, .8])
@pytest.mark.parametrize("length", [.5, 1.2, 4.0])
def test_the_scale_of_a_tail_that_was_cut_off_is_scipys_truncated_exponential(scale: float, length: float) -> None:
    mean = stats.truncexpon(length / scale, scale=scale).mean()
    assert cut_off_scale(float(mean), np.array([length])) == pytest.approx(scale, rel=1e-4)


def test_a_tail_as_even_as_its_length_allows_is_taken_for_the_longest() -> None:
    assert cut_off_scale(.6, np.array([1.0])) == pytest.approx(CEILING * NULL_SCALE)


def test_leaving_suspicious_months_out_does_not_make_the_tail_light() -> None:
    cut = -math.log10(.02 * .3)
    y = -np.log10(even(40_000, 2))
    kept = y[y < cut]
    allowed = fitted(kept, up_to(cut, len(kept)), Tail())
    assert allowed.scale == pytest.approx(NULL_SCALE, rel=.1)
    assert fitted(kept, up_to(FAR, len(kept)), Tail()).scale < .9 * allowed.scale


def test_months_cut_off_at_different_places_are_fitted_together() -> None:
    cuts = np.tile([1.6, 2.4, 3.2], 20_000)
    y = -np.log10(even(60_000, 8))
    assert fitted(y[y < cuts], cuts[y < cuts], Tail()).scale == pytest.approx(NULL_SCALE, rel=.1)


def test_few_months_shrink_towards_what_is_known_by_as_many_exceedances_as_said() -> None:
    y = -np.log10(even(300, 3))
    known = Tail(1.0, .6)
    start = (300 * float(np.quantile(y, .9)) + WORTH * 10) / (300 + WORTH * 10)
    excess = y[y > start] - start
    expected = (excess.sum() + WORTH * .6) / (len(excess) + WORTH)
    found = fitted(y, up_to(FAR, 300), known)
    assert (found.start, found.scale) == (pytest.approx(start), pytest.approx(expected))
    assert fitted(np.empty(0), np.empty(0), known) == known


def test_no_tail_is_taken_for_lighter_than_the_floor() -> None:
    assert fitted(np.full(5_000, .9), up_to(FAR, 5_000), Tail()).scale >= FLOOR * NULL_SCALE


def test_below_the_months_needed_nothing_is_learned() -> None:
    assert calibration(past(even(MONTHS_NEEDED - 1))) is None
    learned = calibration(past(even(MONTHS_NEEDED)))
    assert learned is not None and learned.months == MONTHS_NEEDED


def test_samples_of_another_size_have_a_tail_of_their_own() -> None:
    learned = calibration([*past(even(3_000) ** 2, judged=100), *past(even(3_000), judged=400)])
    assert learned is not None
    assert learned.tails["W", 0].scale > 1.2 * learned.tails["W", 2].scale


@pytest.mark.parametrize("power", [.6, 1.0, 1.5])
def test_honest_months_are_read_as_rare_as_they_are_whatever_the_shipped_null_got_wrong(power: float) -> None:
    """p = u ** power: too cautious below 1, too bold above; learned on some months, checked on others."""
    seen = even(4_000) ** power
    learned = calibration(past(seen[seen > .02 * .02], "K", weight=.02))
    assert learned is not None
    read = np.array([learned.tails["K", 1].p(p) for p in even(40_000, 9) ** power])
    for level in (.05, .01, .002):
        assert np.mean(read <= level) == pytest.approx(level, rel=.35)


def lines(w: float, k: float) -> Looked:
    signals = (Signal("W", .3, p=w, effect=.5, large=True, cases=("a", "b", "c")), Signal("K", .02, p=k),
               not_run("T", .05, "too_few_texts", needed=40))
    return Looked(200, signals, signals, ((.7, signals), (1.5, signals)), 0.0, 0.0, None)


def test_weights_sum_to_one_and_every_line_of_a_month_has_its_own() -> None:
    found = judge(simulate(Seeds.TESTS.generator(31), replace(draw_vendor(Seeds.TESTS.generator(30)), judged=300), 3))
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    ran = {signal.name for signal in found.signals if signal.ran}
    assert len(ran) > 10 and ran <= set(WEIGHTS)


def test_a_line_that_could_not_run_still_has_not() -> None:
    learned = calibration(past(even(400)))
    assert learned is not None
    read = learned.applied(lines(.5, .5).signals, 200)
    assert [signal.weight for signal in read] == [WEIGHTS["W"], WEIGHTS["K"], WEIGHTS["T"]]
    assert not read[2].ran


def test_a_month_is_judged_again_by_past_months_and_by_nothing_where_they_do_not_suffice() -> None:
    cold = decided(lines(.5, .5), NOTHING_YET)
    assert rejudged(cold, None) is cold
    learned = calibration([*past(even(2_000) ** .7), *past(even(2_000), "K", weight=.02)])
    assert learned is not None
    seen = decided(lines(.022, .9), NOTHING_YET)
    again = rejudged(seen, learned)
    assert (seen.verdict, seen.past_months) == (NO_SIGN, 0)
    assert (again.verdict, again.past_months) == (WATCHED, 4_000)
    assert again.p_value is not None and again.p_value <= WATCH
    assert again.looked is seen.looked, "what a month teaches stays as the shipped nulls say"


def test_a_suspicious_month_teaches_nothing_however_it_was_read() -> None:
    calm, odd = decided(lines(.5, .5), NOTHING_YET), decided(lines(.001, .5), NOTHING_YET)
    taught = past_month(calm)
    assert taught is not None and taught.p == {"W": .5, "K": .5} and taught.weights == {"W": .3 / .32, "K": .02 / .32}
    assert past_month(odd) is None
    assert past_month(replace(calm, course=Course(80.0, alarm=True, since=None))) is None
    learned = calibration(past(even(400)))
    assert past_month(rejudged(calm, learned)) == taught


def outcome(trial: Trial, w: float, k: float) -> Outcome:
    """What came of a trial in which two lines ran."""
    return Outcome(trial, (NO_SIGN,), {"W": w / .3, "K": k / .02}, {"W": w, "K": k}, None, 0.0, 0, 0, Naive({}, ()))


def test_the_proving_ground_tells_what_past_months_are_worth() -> None:
    """A line whose p is never small among honest vendors is worth something once that is known."""
    p, q = even(3_000, 5), even(3_000, 6) ** .3
    honest = [outcome(Trial(at, honest=MIXTURE), float(p[at]), float(q[at])) for at in range(3_000)]
    filters = [outcome(Trial(at, mode="hides it well", strength=.5), .5, .01) for at in range(20)]
    told = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table([*honest, *filters], 1_500)[4:]]
    assert [row[:2] for row in told] == [["honest", "3000"], ["hides it well 0.5", "20"]]
    assert float(told[0][3]) <= .012
    assert (float(told[1][2]), float(told[1][3])) == (0, 1)
    assert "fewer than 300" in table(honest, 200)[0]


def test_past_months_alone_never_make_a_month_likely_filtered() -> None:
    """W runs from .3 up among honest months here; .022 is then rarer than anything seen, but no news by itself."""
    learned = calibration([*past(.3 + .7 * even(3_000)), *past(even(3_000), "K", weight=.02)])
    assert learned is not None
    found = rejudged(decided(lines(.022, .9), NOTHING_YET), learned)
    assert learned.tails["W", 1].p(.022) < .0005 and found.verdict == WATCHED
    clear = rejudged(decided(lines(.0005, .9), NOTHING_YET), learned)
    assert clear.verdict == LIKELY_FILTERED
