"""What must not change a verdict does not, and what must not lower the estimate does not: on invented months."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.proving.persona import Persona, draw_vendor
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate
from benchmarks.proving.stressors import stressed
from scoring.counts import Columns, rows
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.verdict import INSUFFICIENT, LIKELY_FILTERED, NO_SIGN, WATCHED, Finding, judge

MODES = {"honest": ("", 0.0), "drops": ("drops negatives", 0.7), "silences": ("silences agents", 0.25),
         "re-rates": ("re-rates negatives", 0.5), "delays": ("delays negatives", 4.0)}
SETS = ("evaluations", "feedback", "calls", "surveys")
ROUGHLY = ("T", "R.text", "G")
"""Lines that learn from texts or draw their null: their p may move a little, the verdict must not."""


def persona(kind: str, number: int = 3) -> Persona:
    mode, strength = MODES[kind]
    plain = replace(draw_vendor(Seeds.TESTS.generator(20, number)), language="en", calls=4000.0)
    return replace(plain, mode=mode, strength=strength)


@cache
def month(kind: str, number: int = 3, language: str = "en") -> IntegrityInputs:
    return simulate(Seeds.TESTS.generator(21, number), replace(persona(kind, number), language=language), 3)


@cache
def found(kind: str, number: int = 3) -> Finding:
    return judge(month(kind, number))


def changed(inputs: IntegrityInputs, change: Callable[[str, Columns], Columns]) -> IntegrityInputs:
    """The same month with ``change`` done to each of its sets."""
    return replace(inputs, **{name: change(name, getattr(inputs, name)) for name in SETS})


def mapped(values: np.ndarray, write: Callable[[str], str]) -> np.ndarray:
    """``values`` rewritten, NULL left NULL."""
    plain = np.array([write(str(value)) for value in np.ma.getdata(values)], dtype=object)
    return np.ma.masked_array(plain, mask=np.ma.getmaskarray(values))


def renamed(_: str, columns: Columns) -> Columns:
    """Every call, item, agent, queue, evaluator and invitation by another name, in another order of the alphabet."""
    named = ("call_id", "agent", "queue", "feedback_id", "survey_id", "evaluation_id", "evaluator", "call_agent",
             "call_queue")
    return {name: mapped(values, lambda old: f"n{crc32(old.encode()):010d}{old[::-1]}") if name in named else values
            for name, values in columns.items()}


def shuffled(name: str, columns: Columns) -> Columns:
    order = Seeds.TESTS.generator(22, crc32(name.encode())).permutation(rows(columns))
    return {each: values[order] for each, values in columns.items()}


def delivered_twice(name: str, columns: Columns) -> Columns:
    """The vendor's items, the client's evaluations and the invitations once more, by the same ids."""
    if name == "calls":
        return columns
    return {each: np.ma.concatenate([values, values]) if np.ma.isMaskedArray(values)
            else np.concatenate([values, values]) for each, values in columns.items()}


def p_values(finding: Finding) -> dict[str, float]:
    return {signal.name: signal.p for signal in finding.signals if signal.p is not None and signal.name not in ROUGHLY}


def test_the_months_looked_at_have_more_than_one_verdict() -> None:
    verdicts = {kind: found(kind).verdict for kind in MODES}
    assert verdicts["honest"] == NO_SIGN
    assert {verdicts[kind] for kind in MODES if kind != "honest"} <= {WATCHED, LIKELY_FILTERED}
    assert LIKELY_FILTERED in verdicts.values()


@pytest.mark.parametrize("kind", MODES)
@pytest.mark.parametrize("change", [renamed, shuffled, delivered_twice])
def test_other_names_another_order_and_a_second_delivery_change_no_verdict(
        kind: str, change: Callable[[str, Columns], Columns]) -> None:
    before, after = found(kind), judge(changed(month(kind), change))
    assert after.verdict == before.verdict
    assert after.reason == before.reason
    assert p_values(after) == pytest.approx(p_values(before), rel=1e-6)
    assert after.withheld == before.withheld
    assert after.completeness == before.completeness


@pytest.mark.parametrize("kind", MODES)
def test_the_same_month_in_chinese_has_the_same_verdict(kind: str) -> None:
    chinese = month(kind, language="zh")
    assert chinese.calls["call_id"].tolist() == month(kind).calls["call_id"].tolist()
    assert not any("a" <= letter <= "z" for text in np.ma.getdata(chinese.feedback["text"]) for letter in str(text))
    assert judge(chinese).verdict == found(kind).verdict


@pytest.mark.parametrize("kind", ["honest", "drops"])
def test_what_the_months_around_it_and_other_routes_bring_is_not_this_months(kind: str) -> None:
    inputs = month(kind)
    captured = inputs.feedback["captured_at"]
    around = (captured < inputs.starts_at) | (captured >= inputs.ends_at)
    assert around.any()
    assert p_values(judge(without(inputs, around))) == pytest.approx(p_values(found(kind)), rel=1e-6)
    missing = np.setdiff1d(inputs.calls["call_id"].astype(str),
                           np.ma.filled(inputs.feedback["call_id"], "").astype(str))[:200]
    direct = {name: values[:len(missing)] for name, values in without(inputs, around).feedback.items()}
    direct |= {"feedback_id": np.array([f"direct-{each}" for each in missing], dtype=object),
               "call_id": missing.astype(object), "route": np.full(len(missing), "direct", dtype=object),
               "polarity": np.full(len(missing), "negative", dtype=object)}
    both = {name: np.ma.concatenate([values, direct[name]]) for name, values in inputs.feedback.items()}
    assert p_values(judge(replace(inputs, feedback=both))) == pytest.approx(p_values(found(kind)), rel=1e-6)


def without(inputs: IntegrityInputs, drop: np.ndarray) -> IntegrityInputs:
    """The month without the items ``drop``."""
    return replace(inputs, feedback={name: values[~drop] for name, values in inputs.feedback.items()})


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_dropping_negatives_from_an_honest_month_never_lowers_the_estimate(number: int) -> None:
    inputs = month("honest", number)
    luck = Seeds.TESTS.generator(23, number).random(rows(inputs.feedback))
    negative = inputs.feedback["polarity"] == "negative"
    values = []
    for share in (0.0, 0.2, 0.4, 0.6, 0.8):
        withheld = judge(without(inputs, negative & (luck < share))).withheld
        assert withheld is not None
        values.append(withheld.value)
    assert values == sorted(values)
    assert values[-1] > 0.6


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_evenly_careless_vendor_is_incomplete_and_not_called_filtering(number: int) -> None:
    inputs = month("honest", number)
    careless = judge(without(inputs, Seeds.TESTS.generator(24, number).random(rows(inputs.feedback)) < 0.5))
    arrived, heard = careless.completeness
    assert arrived / heard < 0.6 * found("honest", number).completeness[0] / heard + 0.1
    assert careless.verdict in (NO_SIGN, INSUFFICIENT)


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("number", [1, 2])
def test_ratings_that_are_missing_evenly_raise_nothing(number: int, share: float) -> None:
    inputs = month("honest", number)
    rating = inputs.feedback["rating"]
    gone = Seeds.TESTS.generator(25, number).random(rows(inputs.feedback)) < share
    hidden = np.ma.masked_array(np.ma.getdata(rating), mask=np.ma.getmaskarray(rating) | gone)
    finding = judge(replace(inputs, feedback={**inputs.feedback, "rating": hidden}))
    assert finding.verdict == found("honest", number).verdict == NO_SIGN


def test_set_phrases_for_everything_raise_nothing() -> None:
    vendor = stressed(persona("honest", 5), Seeds.TESTS.generator(26), "templated wording by policy")
    assert judge(simulate(Seeds.TESTS.generator(27), vendor, 3)).verdict == NO_SIGN
