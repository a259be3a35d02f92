"""The verdict keeps its rules: closed months only, random samples only, rare under honesty, large, with cases."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.proving.persona import Persona, draw_vendor
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.panel import panel
from scoring.integrity.running import Course
from scoring.integrity.verdict import (
    CASES_NEEDED,
    INSUFFICIENT,
    LIKELY,
    LIKELY_FILTERED,
    NO_SIGN,
    WATCH,
    WATCHED,
    closes_at,
    judge,
    seen_in,
)
from scoring.records import Month


@cache
def month(mode: str = "", strength: float = 0.0, **habits: float) -> IntegrityInputs:
    """An invented month of a large plain vendor."""
    plain: Persona = replace(draw_vendor(Seeds.TESTS.generator(30)), calls=4000.0, judged=300, mode=mode,
                             strength=strength, **habits)
    return simulate(Seeds.TESTS.generator(31), plain, 3)


def masked(columns: dict[str, np.ndarray], name: str, share: float = 1.0) -> dict[str, np.ndarray]:
    """The set with the first ``share`` of a column emptied."""
    values = np.ma.MaskedArray(np.ma.getdata(columns[name]).copy(), mask=np.ma.getmaskarray(columns[name]).copy())
    values[:int(share * len(values))] = np.ma.masked
    return {**columns, name: values}


def test_a_month_that_drops_most_negatives_is_likely_filtered_and_names_the_calls() -> None:
    found = judge(month("drops negatives", .7))
    assert found.verdict == LIKELY_FILTERED
    signal = next(each for each in found.signals if each.code == "W")
    assert len(signal.cases) >= CASES_NEEDED
    evaluated = set(np.ma.getdata(month("drops negatives", .7).evaluations["call_id"]))
    assert set(signal.cases) <= evaluated
    assert found.withheld is not None and found.withheld.low < .7 < found.withheld.high


def test_a_month_is_not_judged_before_it_closes() -> None:
    inputs = month("drops negatives", .7)
    early = replace(inputs, as_of=closes_at(inputs) - np.timedelta64(1, "s"))
    assert judge(early).verdict == INSUFFICIENT and judge(early).reason == "closes"
    assert judge(replace(inputs, as_of=closes_at(inputs))).verdict == LIKELY_FILTERED
    assert seen_in(early) is None
    slow = replace(inputs, agreed_lag_days=60)
    assert judge(slow).reason == "closes"


def test_only_calls_drawn_at_random_count_unless_the_client_says_all_were() -> None:
    inputs = month("drops negatives", .7)
    unknown = replace(inputs, evaluations=masked(inputs.evaluations, "selection"))
    assert judge(unknown).verdict == INSUFFICIENT and judge(unknown).reason == "selection_unknown"
    assert judge(replace(unknown, declared_random=True)).verdict == LIKELY_FILTERED
    vendors_own = np.ma.array(["vendor"] * len(inputs.evaluations["call_id"]), dtype=object)
    theirs = dict(inputs.evaluations, judged_by=vendors_own)
    assert judge(replace(inputs, evaluations=theirs)).reason == "no_random_sample"


def test_too_little_heard_is_said_rather_than_no_sign() -> None:
    inputs = month()
    few = {name: values[:20] for name, values in inputs.evaluations.items()}
    found = judge(replace(inputs, evaluations=few))
    assert found.verdict == INSUFFICIENT and found.reason == "too_few_heard"


def test_nothing_at_all_is_insufficient() -> None:
    inputs = month()
    found = judge(replace(inputs, evaluations={}, feedback={}, calls={}, surveys={}))
    assert found.verdict == INSUFFICIENT and found.p_value is None and found.withheld is None


def test_the_verdict_is_the_smallest_p_by_weight() -> None:
    for inputs in (month(), month("delays negatives", 4.0), month("drops negatives", .5)):
        found = judge(inputs)
        ran = [each for each in found.signals if each.p is not None]
        total = sum(each.weight for each in ran)
        assert found.p_value == pytest.approx(min(1.0, min((each.p or 0) * total / each.weight for each in ran)))
        if found.verdict == NO_SIGN:
            assert found.p_value > WATCH
        if found.verdict == LIKELY_FILTERED:
            assert found.p_value <= LIKELY


def test_weights_of_all_lines_sum_to_one() -> None:
    """A line may be split by what it looks at (categories), never weigh more in all."""
    assert sum(each.weight for each in judge(month()).signals) == pytest.approx(1.0)


def test_missing_ids_alone_accuse_nobody_and_stop_no_verdict() -> None:
    honest, filtering = month(), month("drops negatives", .7)
    for share in (.1, .3):
        lost = replace(honest, feedback=masked(honest.feedback, "call_id", share))
        assert judge(lost).verdict in (NO_SIGN, INSUFFICIENT)
    lost = replace(filtering, feedback=masked(filtering.feedback, "call_id", .1))
    assert judge(lost).verdict in (WATCHED, LIKELY_FILTERED)


def test_running_evidence_alone_is_watched_and_with_a_large_gap_likely() -> None:
    alarm = Course(80.0, True, Month(2026, 1))
    assert judge(month(), alarm).verdict in (WATCHED, LIKELY_FILTERED)
    assert judge(month("drops negatives", .5), alarm).verdict == LIKELY_FILTERED


def test_nothing_found_is_no_sign_only_where_the_log_holds_the_calls_that_others_counted() -> None:
    inputs = month()
    assert judge(inputs).verdict == judge(replace(inputs, coverage=.99)).verdict == NO_SIGN
    found = judge(replace(inputs, coverage=.985))
    assert (found.verdict, found.reason) == (INSUFFICIENT, "frame_incomplete")
    assert judge(replace(month("drops negatives", .7), coverage=.5)).verdict == LIKELY_FILTERED


def test_feedback_noted_in_a_neighbouring_month_about_a_call_heard_in_this_one_has_arrived() -> None:
    """Evaluations may stand in a month other than their calls' feedback; that is no gap."""
    inputs = month()
    length = inputs.ends_at - inputs.starts_at
    whole = panel(inputs)
    later = replace(inputs, starts_at=inputs.starts_at + length, ends_at=inputs.ends_at + length,
                    as_of=inputs.as_of + length)
    seen = panel(later)
    assert int(seen.heard.arrived.sum()) == int(whole.heard.arrived.sum()) > 50
    line = next(each for each in judge(later).signals if each.code == "W")
    assert line.p is not None and line.p > .02
    linked = seen.heard.item[seen.heard.item >= 0]
    assert seen.items.on_sampled[linked].all(), "they are linked, and count for no call nobody listened to"


def test_labels_that_all_say_neutral_are_no_withholding() -> None:
    """They move the forwarded share and no remark that was followed: never more than *watch*."""
    inputs = month()
    feedback = dict(inputs.feedback)
    size = len(feedback["feedback_id"])
    feedback["polarity"] = np.ma.MaskedArray(np.full(size, "neutral", dtype=object), mask=np.zeros(size, dtype=bool))
    feedback["rating"] = np.ma.MaskedArray(np.full(size, 3.0), mask=np.zeros(size, dtype=bool))
    assert judge(replace(inputs, feedback=feedback)).verdict != LIKELY_FILTERED


def test_where_no_negative_was_heard_no_queue_and_no_caller_is_looked_at() -> None:
    inputs = month()
    evaluations = dict(inputs.evaluations)
    heard = ~np.ma.getmaskarray(evaluations["feedback_polarity"])
    evaluations["feedback_polarity"] = np.ma.MaskedArray(np.full(len(heard), "neutral", dtype=object), mask=~heard)
    found = judge(replace(inputs, evaluations=evaluations))
    assert {each.code for each in found.signals if each.ran} & {"W", "C", "P", "Q"} == set()
    assert found.verdict in (NO_SIGN, INSUFFICIENT)


def test_a_month_whose_items_name_neither_call_nor_agent_cannot_be_judged() -> None:
    inputs = month("drops negatives", .9)
    lost = replace(inputs, feedback=masked(masked(inputs.feedback, "call_id", .3), "agent", .3))
    assert (judge(lost).verdict, judge(lost).reason) == (INSUFFICIENT, "ids_missing")


@pytest.mark.parametrize("mode", ["", "templates negatives", "re-rates negatives"])
def test_the_order_of_the_rows_changes_nothing(mode: str) -> None:
    inputs = month(mode, .3) if mode else month()
    order = np.random.default_rng(2).permutation(len(inputs.feedback["feedback_id"]))
    shuffled = replace(inputs, feedback={name: values[order] for name, values in inputs.feedback.items()})
    one, other = judge(inputs), judge(shuffled)
    assert one.verdict == other.verdict
    assert [(each.name, each.p) for each in one.signals] == [
        (each.name, pytest.approx(each.p, rel=1e-6) if each.ran else each.p) for each in other.signals]
