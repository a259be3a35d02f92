"""The proving ground plants what it says: rates come out as planted, and tuning never sees a month that is reported."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.proving.filtering import FILTERS, STRENGTHS, silenced_agents, targeted_queue
from benchmarks.proving.forwarding import Items
from benchmarks.proving.persona import AGENT_BEHAVIOUR, NEGATIVE, POSITIVE, Persona, draw_vendor
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import Truth, simulate, simulate_with_truth
from benchmarks.proving.stressors import STRESSORS, mixed, stressed
from scoring.counts import rows
from scoring.integrity.inputs import CALL_COLUMNS, IntegrityInputs
from scoring.judged_calls import JUDGED_CALL
from scoring.records import KINDS


def vendor(**habits: object) -> Persona:
    """A big plain vendor without honest differences, so that planted rates show."""
    plain = draw_vendor(Seeds.TESTS.generator(1), spread=0.0)
    return replace(plain, **{"calls": 20_000.0, "bias": 0.0, "slower": 1.0, "drift": 0 * plain.drift, **habits})


@cache
def month(mode: str = "", strength: float = 0.0, stressor: str = "") -> tuple[Persona, IntegrityInputs, Truth]:
    rng = Seeds.TESTS.generator(2)
    made = replace(vendor(), mode=mode, strength=strength)
    made = stressed(made, rng, stressor) if stressor else made
    return made, *simulate_with_truth(rng, made, 3)


def arrived(truth: Truth, which: np.ndarray) -> float:
    """The share of what was said on the contacts ``which`` that arrived."""
    said = truth.said.voiced & which
    return float(np.isin(np.flatnonzero(said), truth.items.call).mean())


def negatives(truth: Truth) -> np.ndarray:
    return np.asarray(truth.said.polarity == NEGATIVE)


def share(values: np.ndarray) -> float:
    return float(np.mean(values))


def test_the_engine_is_handed_stored_columns_and_no_other() -> None:
    inputs = simulate(Seeds.TESTS.generator(3), vendor(calls=2000.0), 0)
    stored = {kind: set(KINDS[kind].stored_columns) for kind in ("evaluations", "feedback", "surveys", "calls")}
    assert set(inputs.calls) == set(CALL_COLUMNS) <= stored["calls"]
    assert set(JUDGED_CALL) <= set(inputs.evaluations) <= stored["evaluations"] | set(JUDGED_CALL)
    assert set(inputs.feedback) <= stored["feedback"]
    assert set(inputs.surveys) <= stored["surveys"]
    for table in (inputs.calls, inputs.evaluations, inputs.feedback, inputs.surveys):
        assert {len(column) for column in table.values()} == {rows(table)}
        assert {column.dtype.kind for column in table.values()} <= {"O", "M", "b", "f", "i"}


def test_the_same_place_gives_the_same_month_and_tuning_shares_nothing_with_reporting() -> None:
    def ids(seeds: Seeds) -> list[int]:
        return simulate(seeds.generator(7), vendor(calls=1500.0), 0).calls["customer"].tolist()

    assert ids(Seeds.TUNING) == ids(Seeds.TUNING)
    assert not set(ids(Seeds.TUNING)) - {None} & set(ids(Seeds.REPORTING))
    assert len({seeds.value for seeds in Seeds}) == len(Seeds)


def test_honest_vendors_lie_where_the_readme_puts_them() -> None:
    rng = Seeds.TESTS.generator(4)
    truths = [simulate_with_truth(rng, mixed(draw_vendor(rng), rng), 2)[1] for _ in range(60)]
    voiced = [share(truth.said.voiced[truth.said.answered]) for truth in truths]
    negative = [share(negatives(truth)[truth.said.voiced]) for truth in truths]
    assert 0.22 < np.quantile(voiced, 0.1) < np.quantile(voiced, 0.9) < 0.45
    assert 0.30 < np.quantile(negative, 0.1) < np.quantile(negative, 0.9) < 0.60
    assert not any(truth.filters or truth.withheld or truth.withheld_share for truth in truths)


def test_honest_vendors_differ_in_odds_as_assumed() -> None:
    biases = [draw_vendor(Seeds.TESTS.generator(5, each)) for each in range(2000)]
    total = np.array([each.bias + each.drift[6] for each in biases])
    assert total.mean() == pytest.approx(-0.10, abs=0.02)
    assert total.std() == pytest.approx(0.20, abs=0.01)


def test_evaluators_sample_at_random_and_hear_nine_of_ten_negatives_right() -> None:
    made, inputs, truth = month()
    calls = np.array([int(each[-6:]) for each in inputs.evaluations["call_id"]])
    assert truth.said.answered[calls].all()
    rng, right = Seeds.TESTS.generator(6), []
    for _ in range(30):
        inputs, truth = simulate_with_truth(rng, replace(made, judged=400, calls=3000.0), 0)
        calls = np.array([int(each[-6:]) for each in inputs.evaluations["call_id"]])
        heard = np.ma.filled(inputs.evaluations["feedback_polarity"], "") == "negative"
        right += (negatives(truth) & truth.said.voiced)[calls][heard].tolist()
    assert share(np.array(right)) == pytest.approx(0.915, abs=0.025)


@pytest.mark.parametrize("strength", [0.3, 0.5, 0.7])
def test_so_many_negatives_are_dropped_and_nothing_else(strength: float) -> None:
    _, _, truth = month("drops negatives", strength)
    assert truth.withheld_share == pytest.approx(strength, abs=0.03)
    ratio = arrived(truth, negatives(truth)) / arrived(truth, ~negatives(truth))
    assert ratio == pytest.approx(1 - strength, abs=0.05)


def test_sampled_calls_are_spared_by_who_knows_them() -> None:
    _, inputs, truth = month("drops negatives, spares sampled calls", 0.6)
    assert not truth.withheld & set(inputs.evaluations["call_id"])
    assert truth.withheld_share == pytest.approx(0.6, abs=0.03)


@pytest.mark.parametrize(("mode", "strength"), [
    ("drops negatives of one queue", 0.9), ("drops negatives of repeat callers", 0.9),
    ("drops complaints about own agents", 0.9), ("starts within the month", 0.7), ("pauses within the month", 0.7),
    ("drops negatives on three weekdays", 0.7), ("silences agents", 0.25)])
def test_a_target_is_hit_and_the_rest_spared(mode: str, strength: float) -> None:
    made, _, truth = month(mode, strength)
    said = truth.said
    weekday = (said.started.astype("datetime64[D]").astype(np.int64) + 3) % 7
    targets = {
        "drops negatives of one queue": negatives(truth) & (said.queue == targeted_queue(made)),
        "drops negatives of repeat callers": negatives(truth) & said.repeat,
        "drops complaints about own agents": negatives(truth) & (said.category == AGENT_BEHAVIOUR),
        "starts within the month": negatives(truth) & (said.day >= 15),
        "pauses within the month": negatives(truth) & (said.day < 15),
        "drops negatives on three weekdays": negatives(truth) & (weekday < 3),
        "silences agents": silenced_agents(made)[said.agent],
    }
    target, lost = targets[mode], 1.0 if mode == "silences agents" else strength
    assert arrived(truth, target) / arrived(truth, ~target) == pytest.approx(1 - lost, abs=0.06)


def on_negatives(items: Items) -> np.ndarray:
    return np.asarray(items.said == NEGATIVE)


def test_templates_and_new_ratings_fall_on_a_third_of_the_negatives_alone() -> None:
    _, _, truth = month("templates negatives", 0.3)
    bad = on_negatives(truth.items)
    assert share(truth.items.templated[bad]) == pytest.approx(0.3, abs=0.03)
    assert not truth.items.templated[~bad].any()
    _, _, truth = month("re-rates negatives", 0.3)
    bad = on_negatives(truth.items)
    assert share(truth.items.label[bad] == POSITIVE) == pytest.approx(0.3 + 0.7 * 0.02, abs=0.03)
    assert share(truth.items.rating[bad] >= 4) == pytest.approx(0.3 + 0.7 * 0.85 * 0.03, abs=0.03)


def test_negatives_are_delayed_fourfold_or_let_go_at_the_end() -> None:
    _, _, truth = month("delays negatives", 4.0)
    bad = on_negatives(truth.items)
    assert np.median(truth.items.lag[bad]) / np.median(truth.items.lag[~bad]) == pytest.approx(4, rel=0.15)
    _, inputs, truth = month("releases negatives at month end", 0.3)
    bad, old = on_negatives(truth.items), truth.items.captured < inputs.ends_at - np.timedelta64(7, "D")
    held = ~np.isnat(truth.items.released)
    assert share(held[bad & old]) == pytest.approx(0.3, abs=0.04)
    assert not held[~bad].any()
    assert (truth.items.released[held] >= inputs.ends_at - np.timedelta64(3, "D")).all()


def test_filler_lies_on_calls_where_nothing_was_said() -> None:
    _, _, truth = month("filler", 0.6)
    made = ~truth.said.voiced[truth.items.call]
    assert made.sum() / np.sum(~made & (truth.items.said == POSITIVE)) == pytest.approx(0.6, abs=0.01)
    assert (truth.items.label[made] == POSITIVE).all()


def test_the_unhappy_are_invited_less_often() -> None:
    def odds(inputs: IntegrityInputs) -> float:
        calls = inputs.calls["call_id"][inputs.calls["answered"]]
        resolved = np.ma.filled(inputs.calls["resolved"], False)[inputs.calls["answered"]].astype(bool)
        asked = np.isin(calls.astype(str), inputs.surveys["call_id"].astype(str))
        return share(asked[~resolved]) / share(asked[resolved])

    assert odds(month()[1]) == pytest.approx(1, abs=0.1)
    assert odds(month("invites fewer of the unhappy", 0.4)[1]) == pytest.approx(0.44, abs=0.06)


def test_stressors_strike_evenly_or_as_they_say() -> None:
    def of(stressor: str) -> tuple[Persona, IntegrityInputs, Truth]:
        return month(stressor=stressor)

    _, _, truth = of("negatives lack call ids three times as often")
    bad = on_negatives(truth.items)
    assert share(~truth.items.has_id[bad]) == pytest.approx(0.15, abs=0.03)
    assert share(~truth.items.has_id[~bad]) == pytest.approx(0.05, abs=0.02)
    _, _, truth = of("softer labels on 20 % of negatives")
    assert share(truth.items.label[on_negatives(truth.items)] == NEGATIVE) == pytest.approx(0.8 * 0.93, abs=0.03)
    _, _, truth = of("careless: 45 % arrive, evenly")
    assert arrived(truth, negatives(truth)) == pytest.approx(arrived(truth, ~negatives(truth)), abs=0.04)
    assert arrived(truth, truth.said.answered) == pytest.approx(0.45, abs=0.04)
    _, _, truth = of("outage: a week not forwarded")
    assert 7 <= 30 - len(np.unique(truth.said.day[truth.items.call])) <= 8
    _, inputs, _ = of("early snapshot")
    assert inputs.as_of < inputs.ends_at + np.timedelta64(15, "D")
    _, inputs, _ = of("evaluations of unknown selection")
    assert not set(inputs.evaluations["selection"].compressed()) - {"double"}


@pytest.mark.parametrize("name", [*STRESSORS, *FILTERS])
def test_every_kind_of_vendor_has_a_month_at_any_size(name: str) -> None:
    rng = Seeds.TESTS.generator(8)
    made = draw_vendor(rng)
    made = stressed(made, rng, name) if name in STRESSORS else replace(made, mode=name, strength=STRENGTHS[name][0])
    for calls in (20.0, 3000.0):
        inputs = simulate(rng, replace(made, calls=calls), 11)
        assert rows(inputs.calls) and (rows(inputs.evaluations) or name == "early snapshot")


def test_every_filter_has_its_strengths() -> None:
    assert set(STRENGTHS) == set(FILTERS)
