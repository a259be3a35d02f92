"""What stands beside the verdict: who was invited, how truly remarks arrive, calls judged twice, and planted calls."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import proportion_confint

from scoring.integrity.fidelity import MOODS, agreement, fidelity
from scoring.integrity.gap import Gap
from scoring.integrity.hearing import PRIOR_WORTH, TRULY_NEGATIVE, Ear, ear, judged_again
from scoring.integrity.invitation_lines import HONEST, invitations
from scoring.integrity.panel import panel
from scoring.integrity.planted import HONEST as PLANTED_HONEST
from scoring.integrity.tables import Stratum, conditional
from scoring.integrity.verdict import INSUFFICIENT, LIKELY_FILTERED, NO_SIGN, judge
from scoring.integrity.weighing import Beside
from scoring.integrity.withheld import CERTAIN, withheld_share
from tests.invented_month import Written

CODES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60)


# Invitations


def surveyed(invites_unhappy: float, *, run_by: str = "vendor", queues: int = 2, coded: bool = True) -> Written:
    """1,000 calls, one in five unsolved; one in five of all judged at random; two in five of the others invited.

    ``coded``: the vendor codes unsolved calls as unsolved; evaluators always hear it."""
    written, draw = Written(), np.random.default_rng(7)
    for number in range(1_000):
        unhappy = number % 5 == 0
        call = written.call(number, resolved=not unhappy or not coded, queue=f"queue {number // 5 % queues}")
        if number // 5 % 5 == 0:
            written.judged(call, resolved=not unhappy)
        if draw.random() < (invites_unhappy if unhappy else .4):
            written.surveys.append({"survey_id": f"s{number}", "run_by": run_by, "call_id": call["call_id"],
                                    "invited_at": call["ended_at"]})
    return written


def about_invitations(written: Written) -> Beside:
    found = judge(written.inputs()).invitations
    assert found is not None
    return found


def test_the_odds_of_an_invitation_are_statsmodels_over_queues() -> None:
    written = surveyed(.1)
    found, asked = about_invitations(written), {each["call_id"] for each in written.surveys}
    tables = []
    for queue in ("queue 0", "queue 1"):
        cells = np.zeros((2, 2))
        for call in written.calls:
            if call["queue"] == queue:
                cells[int(call["resolved"]), int(call["call_id"] not in asked)] += 1
        tables.append(cells)
    theirs = StratifiedTable(tables)
    assert found.odds_ratio is not None
    assert found.odds_ratio == pytest.approx((theirs.oddsratio_pooled, *theirs.oddsratio_pooled_confint()))


def test_unhappy_callers_left_out_are_likely_filtered_and_those_invited_alike_no_sign() -> None:
    found = about_invitations(surveyed(.05))
    assert found.verdict == LIKELY_FILTERED and found.p_value is not None and found.p_value < .0015
    assert all(len(signal.cases) >= 3 for signal in found.signals)
    assert about_invitations(surveyed(.4)).verdict == NO_SIGN


def test_a_vendor_that_codes_everything_as_solved_is_seen_by_what_evaluators_heard() -> None:
    found = about_invitations(surveyed(0.0, coded=False))
    census, heard = found.signals
    assert not census.ran
    assert heard.facts["unhappy_invited"] == 0 and found.verdict == LIKELY_FILTERED


def test_the_p_value_by_what_was_heard_is_fishers_noncentral_law() -> None:
    heard = about_invitations(surveyed(.15, queues=1)).signals[1]
    a, unhappy, c, others = (heard.facts[name] for name in ("unhappy_invited", "unhappy", "others_invited", "others"))
    nodes, weights = HONEST.nodes(41)
    laws = [stats.nchypergeom_fisher(unhappy + others, unhappy, a + c, float(np.exp(log))) for log in nodes]
    expected = sum(weight * (law.cdf(a - 1) + law.pmf(a) / 2) for law, weight in zip(laws, weights, strict=True))
    assert heard.p == pytest.approx(expected, rel=.01)


def test_a_survey_the_client_runs_is_never_judged_and_an_open_month_not_yet() -> None:
    assert judge(surveyed(0.0, run_by="client").inputs()).invitations is None
    early = invitations(panel(surveyed(0.0).inputs()), "2026-04-16")
    assert early is not None and (early.verdict, early.p_value) == (INSUFFICIENT, None)


# Fidelity


@given(CODES)
def test_agreement_is_scikit_learns_kappa_and_table(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    found = agreement(first, second, MOODS)
    assert found is not None
    assert np.array_equal(found.table, confusion_matrix(first, second, labels=[0, 1, 2]))
    low, high = proportion_confint(int((first == second).sum()), len(pairs), method="wilson")
    assert (found.share.low, found.share.high) == pytest.approx((low, high), abs=1e-9)
    if found.kappa is None:
        assert len({*first.tolist(), *second.tolist()}) == 1
    else:
        assert found.kappa == pytest.approx(cohen_kappa_score(first, second, labels=[0, 1, 2]))


def test_fidelity_counts_remarks_that_arrived_by_call_id_with_the_same_mood_and_category() -> None:
    written = Written()
    said = [("negative", "billing", "negative", "billing"), ("negative", "billing", "positive", "billing"),
            ("neutral", "billing", "neutral", "delivery"), ("positive", None, "positive", "delivery"),
            ("positive", "billing", "positive", "billing"), ("negative", "billing", None, "billing")]
    for number, (mood, category, item_mood, item_category) in enumerate(said):
        call = written.call(number)
        written.judged(call, feedback_voiced=True, feedback_polarity=mood, feedback_category=category)
        written.item(call, item_mood, category=item_category)
    by_time = written.call(9)
    written.judged(by_time, feedback_voiced=True, feedback_polarity="negative", feedback_category="billing")
    written.item(by_time, "negative", category="billing", call_id=None)
    seen = panel(written.inputs())
    assert seen.heard.arrived.all()
    found = fidelity(seen)
    assert found is not None and found.category is not None
    assert (found.same, found.share.n) == (3, 5)
    assert (found.mood.share.value, found.category.share.n, found.category.share.value) == (.8, 4, .75)


def test_fidelity_is_none_where_nothing_arrived() -> None:
    written = Written()
    written.judged(written.call(1), feedback_voiced=True, feedback_polarity="negative")
    assert judge(written.inputs()).fidelity is None


# Calls judged twice


def test_without_a_call_judged_twice_the_ear_is_what_was_known_before() -> None:
    assert ear().share == pytest.approx(TRULY_NEGATIVE)
    assert ear().error == pytest.approx(.04, abs=.005)


@pytest.mark.parametrize("truly", [.75, .85, .92, .97])
def test_many_calls_judged_twice_find_how_often_two_equal_evaluators_are_right(truly: float) -> None:
    """Drawn: a remark heard as negative is so with chance ``truly``; the second evaluator is as often right as the
    first, of either kind."""
    rng = np.random.default_rng(3)
    negative = rng.random(40_000) < truly
    again = np.where(negative, rng.random(40_000) < truly, rng.random(40_000) < 1 - truly)
    assert ear(40_000, int(again.sum())).share == pytest.approx(truly, abs=.01)


def test_the_prior_is_worth_as_many_calls_as_it_says_and_gives_way() -> None:
    usual = TRULY_NEGATIVE**2 + (1 - TRULY_NEGATIVE)**2
    posterior = stats.beta(PRIOR_WORTH * usual + 12, PRIOR_WORTH * (1 - usual) + 8)
    found = ear(20, 12)
    assert 2 * found.share * (found.share - 1) + 1 == pytest.approx(posterior.mean())
    assert found.error == pytest.approx(posterior.std() / (2 * math.sqrt(2 * posterior.mean() - 1)))


@given(st.integers(0, 200), st.data())
def test_an_ear_is_never_worse_than_a_coin_and_sharper_the_more_was_judged_twice(
        twice: int, data: st.DataObject) -> None:
    confirmed = data.draw(st.integers(0, twice))
    found = ear(twice, confirmed)
    assert .6 <= found.share <= 1 and 0 < found.error < .35
    assert ear(4 * twice, 4 * twice).error <= ear(twice, twice).error + 1e-12


def test_only_a_second_evaluator_who_heard_a_remark_where_a_random_negative_was_heard_counts() -> None:
    written = Written()
    for number, (mood, who, again, selection) in enumerate([
            ("negative", "Qian", "negative", "double"), ("negative", "Qian", "positive", "double"),
            ("negative", "Zhao", "negative", "double"), ("positive", "Qian", "negative", "double"),
            ("negative", "Qian", "negative", "calibration"), ("negative", "Qian", None, "double")]):
        call = written.call(number)
        written.judged(call, feedback_voiced=True, feedback_polarity=mood)
        written.judged(call, feedback_voiced=again is not None, feedback_polarity=again, evaluator=who,
                       selection=selection)
    assert judged_again(written.inputs().evaluations) == (2, 1)


def test_doubt_about_ears_widens_the_interval_of_the_share_withheld_and_errors_enlarge_the_share() -> None:
    found = Gap(conditional([Stratum(12, 31, 30, 39)]), conditional([Stratum(31, 70, 300, 860)]), 31, 12, 39, 30, 300,
                560)
    sure, unsure = withheld_share(found, heard=Ear(.92, 0.0, 0)), withheld_share(found, heard=Ear(.92, .1, 0))
    assert sure[0] == unsure[0] == pytest.approx(withheld_share(found, heard=CERTAIN)[0] / .92)
    assert unsure[1] < sure[1] < sure[0] < sure[2] < unsure[2]
    assert unsure[2] - unsure[0] == pytest.approx(math.hypot(sure[2] - sure[0], 1.959964 * sure[0] * .1 / .92))


# Planted calls


def with_planted(negatives: int, arrived: int, others: int, others_arrived: int) -> Written:
    """A plain month, and calls the client made itself to say something."""
    written = Written()
    for number in range(60):
        call = written.call(number)
        written.judged(call, feedback_voiced=True, feedback_polarity="negative" if number % 2 else "positive")
        written.item(call, "negative" if number % 2 else "positive")
    for number in range(negatives + others):
        call, negative = written.call(500 + number), number < negatives
        written.judged(call, selection="planted", feedback_voiced=True,
                       feedback_polarity="negative" if negative else "positive")
        if number < arrived or 0 <= number - negatives < others_arrived:
            written.item(call, "negative" if negative else "positive")
    return written


def test_planted_calls_are_counted_apart_and_change_nothing_else() -> None:
    plain, planted = judge(with_planted(0, 0, 0, 0).inputs()), judge(with_planted(8, 2, 8, 8).inputs())
    told = planted.planted
    assert (told.negatives, told.negatives_arrived, told.others, told.others_arrived) == (8, 2, 8, 8)
    assert (planted.verdict, planted.p_value, planted.withheld) == (plain.verdict, plain.p_value, plain.withheld)
    assert [signal.facts for signal in planted.signals] == [signal.facts for signal in plain.signals]


def test_a_planted_call_that_was_drawn_at_random_is_no_part_of_the_sample() -> None:
    written = with_planted(8, 2, 8, 8)
    for call in written.calls[-16:]:
        written.judged(call, feedback_voiced=True, feedback_polarity="negative")
    seen = panel(written.inputs())
    assert seen.judged == 60 and not set(seen.heard.call_ids) & {call["call_id"] for call in written.calls[-16:]}
    assert not set(seen.calls.ids) & set(seen.planted.call_ids)


def test_the_planted_comparison_is_fishers_noncentral_law() -> None:
    nodes, weights = PLANTED_HONEST.nodes(41)
    laws = [stats.nchypergeom_fisher(16, 8, 10, float(np.exp(log))) for log in nodes]
    expected = sum(weight * (law.cdf(1) + law.pmf(2) / 2) for law, weight in zip(laws, weights, strict=True))
    assert panel(with_planted(8, 2, 8, 8).inputs()).planted.p == pytest.approx(expected, rel=.01)


def test_planted_negatives_are_cases_only_where_fewer_arrived_than_of_the_others() -> None:
    assert len(panel(with_planted(8, 2, 8, 8).inputs()).planted.cases) == 6
    assert panel(with_planted(8, 2, 8, 2).inputs()).planted.cases == ()
    assert panel(with_planted(8, 2, 0, 0).inputs()).planted.cases == ()


def test_a_vendor_that_spares_sampled_calls_is_called_likely_filtered_by_planted_ones() -> None:
    """Every negative of a sampled call arrives, of the others one in ten: chance alone chose which are sampled."""
    written = Written()
    for number in range(3_000):
        call = written.call(number)
        mood = ("negative", "positive", None)[number % 3]
        if number % 10 == 0:
            written.judged(call, feedback_voiced=mood is not None, feedback_polarity=mood)
        if mood == "positive" or (mood == "negative" and number % 30 in (0, 3)):
            written.item(call, mood)
    line = next(signal for signal in judge(written.inputs()).signals if signal.code == "A")
    assert line.large and line.cases == () and line.p is not None and line.p < 1e-6
    for number in range(10):
        call = written.call(5_000 + number)
        written.judged(call, selection="planted", feedback_voiced=True,
                       feedback_polarity="negative" if number % 2 else "positive")
        if number % 2 == 0:
            written.item(call, "positive")
    found = judge(written.inputs())
    assert len(next(signal for signal in found.signals if signal.code == "A").cases) == 5
    assert found.verdict == LIKELY_FILTERED
    assert judge(replace(written.inputs(), as_of=np.datetime64("2026-04-02", "us"))).verdict == INSUFFICIENT
