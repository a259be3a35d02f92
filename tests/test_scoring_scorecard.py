"""From measures to points, composite, grade and rank: what is claimed must hold, and missing must not pay."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.counts import MonthInputs
from scoring.day_blocks import DayBlocks
from scoring.definition import DEFAULT, Band
from scoring.draws import Stream, bounds, even_normals
from scoring.grading import grade_of, grading
from scoring.intervals import wilson
from scoring.measures.measure import Reading
from scoring.measures.qa_score import QA_SCORE
from scoring.ranking import compared, ranked
from scoring.records import VendorCode
from scoring.result import DRAWS, Estimate, NotScored, Unit
from scoring.scorecard import Checked, _result, canonical_bytes, points, score_month
from scoring.vendor_month import VendorMonth
from tests.scoring_month import at, contact, evaluation, evaluations, feedback, inputs, promises, vendor_month

FCR = DEFAULT.yardsticks[1]
PROMISE = DEFAULT.yardsticks[2]
ACME, BETA = VendorCode("acme"), VendorCode("beta")


@pytest.mark.parametrize(("value", "worth"), [(0.2, 0), (0.5, 0), (0.625, 40), (0.75, 80), (0.825, 90), (0.9, 100),
                                              (1, 100)])
def test_a_measure_is_worth_nothing_at_the_floor_80_at_the_target_and_100_at_the_ideal(
        value: float, worth: float) -> None:
    assert points(FCR, np.array([value]))[0] == pytest.approx(worth)


def test_where_target_and_ideal_are_one_reaching_it_is_worth_100() -> None:
    assert points(PROMISE, np.array([0.7, 0.85, 1.0])).tolist() == pytest.approx([0, 50, 100])


@given(st.floats(0, 100))
def test_every_score_has_exactly_one_grade_and_bands_are_half_open(score: float) -> None:
    expected = "excellent" if score >= 90 else "good" if score >= 75 else "fair" if score >= 60 else "poor"
    assert grade_of(score, DEFAULT.bands) == expected


def test_no_grade_is_given_where_the_interval_spans_two_bands() -> None:
    draws = 75 + 2 * even_normals()
    across = grading(draws, 71.0, 79.0, DEFAULT.bands)
    assert across.grade is None
    assert dict(across.probabilities) == pytest.approx(
        {"excellent": 0, "good": 0.5, "fair": 0.5, "poor": 0}, abs=0.002)
    assert grading(draws, 75.0, 89.99, DEFAULT.bands).grade == "good"
    assert grading(draws, 74.99, 80.0, DEFAULT.bands).grade is None


@given(st.lists(st.floats(0, 100), min_size=20, max_size=20))
def test_grade_probabilities_sum_to_one(scores: list[float]) -> None:
    shares = grading(np.array(scores), 0, 100, DEFAULT.bands).probabilities
    assert sum(share for _grade, share in shares) == pytest.approx(1)
    assert all(1 / (DRAWS + 1) <= share < 1 for _grade, share in shares)


@pytest.mark.parametrize("change", [
    {"bands": (Band("good", 50),)}, {"bands": (Band("poor", 0), Band("good", 50))},
    {"service_level_variant": "mine"}, {"yardsticks": DEFAULT.yardsticks[:3]},
    {"yardsticks": (replace(FCR, weight=1, target=0.4),)}])
def test_a_definition_that_could_mean_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|unknown|needs"):
        replace(DEFAULT, **change)


def test_the_default_definition_is_what_was_agreed() -> None:
    agreed = {y.measure: (y.floor, y.target, y.ideal, y.weight) for y in DEFAULT.yardsticks}
    assert agreed == {
        "service_level": (0.5, 0.8, 0.95, 0.25), "fcr_repeat": (0.5, 0.75, 0.9, 0.25),
        "promise_kept": (0.7, 1.0, 1.0, 0.25), "feedback_capture": (0.4, 0.8, 0.95, 0.25)}
    assert json.loads(canonical_bytes(DEFAULT.as_json()))["answer_within_s"]["email"] == 86_400
    assert DEFAULT.code == "default-1", "another definition needs another code"


def _contacts(vendor: str, rng: np.random.Generator, late: float, repeated: float, count: int = 800) -> list[Any]:
    rows = []
    for each in range(count):
        moment = at("2026-05-01") + timedelta(minutes=50 * each)
        key = 1000 + 10 * each + ["acme", "beta"].index(vendor)
        call = contact(moment, vendor=vendor, customer=key, reason="bill", call_id=f"c{each}", resolved=True,
                       wait_ms=90_000 if rng.random() < late else 20_000)
        rows.append(call)
        if rng.random() < repeated:
            rows.append(contact(moment + timedelta(days=2), vendor=vendor, customer=key, reason="bill"))
    return [*rows, contact("2026-06-08", vendor=vendor, customer=1)]


def _month(vendors: dict[str, tuple[float, float, float, float]], seed: int = 1) -> MonthInputs:
    """Vendors by their shares of late answers, repeats, broken promises, and heard feedback that never came."""
    rng = np.random.default_rng(seed)
    contacts = [row for name, truth in vendors.items() for row in _contacts(name, rng, truth[0], truth[1])]
    kinds: dict[str, dict[str, Any]] = {"promises": {}, "evaluations": {}, "feedback": {}}
    for name, truth in vendors.items():
        made = [at("2026-05-01") + timedelta(hours=7 * each) for each in range(100)]
        kinds["promises"][name] = promises([
            {"due_at": due, "kept_at": due + timedelta(hours=5 if rng.random() < truth[2] else 0)} for due in made])
        kinds["evaluations"][name] = evaluations([evaluation(each, feedback_voiced=each < 70) for each in range(140)])
        kinds["feedback"][name] = feedback([{"feedback_id": f"f{each}", "call_id": f"c{each}", "captured_at": made[0]}
                                            for each in range(70) if rng.random() >= truth[3]])
    return inputs(contacts, vendors=sorted(vendors),
                  newest_promise_event=dict.fromkeys(vendors, at("2026-06-05")), **kinds)


CLEAN, POOR = (0.02, 0.05, 0.0, 0.05), (0.5, 0.4, 0.3, 0.6)


def test_a_good_vendor_is_graded_above_a_poor_one_and_told_apart() -> None:
    cards = score_month(_month({"acme": CLEAN, "beta": POOR}), DEFAULT)
    good, poor = (cards[vendor].as_json("2026-06-20T00:00:00Z", ["b1"]) for vendor in (ACME, BETA))
    assert (good["grade"], poor["grade"]) == ("excellent", "poor")
    assert (good["rank"], poor["rank"]) == ({"low": 1, "high": 1, "of": 2}, {"low": 2, "high": 2, "of": 2})
    assert good["comparisons"] == [{"vendor": "beta", "p_better": DRAWS / (DRAWS + 1), "apart": True}]


def test_an_upheld_finding_bars_the_best_grade_of_all_and_of_forwarding_and_changes_no_figure() -> None:
    month = _month({"acme": (0.02, 0.05, 0.0, 0.0), "beta": POOR})
    plain, upheld = (score_month(month, DEFAULT, checked)[ACME].as_json("", []) for checked in (
        {}, {ACME: Checked(upheld=True)}))
    assert plain["grade"] == "excellent" and upheld["grade"] == "good"
    grades = {pillar["code"]: pillar["grade"] for pillar in plain["pillars"]}
    assert grades["feedback_forwarding"] == "excellent"
    assert {pillar["code"]: pillar["grade"] for pillar in upheld["pillars"]} == grades | {"feedback_forwarding": "good"}
    assert [note["code"] for note in upheld["grade_notes"]] == ["finding_upheld"]
    assert upheld["provisional"] == plain["provisional"] and "provisional_notes" not in upheld
    for name in ("composite", "rank", "comparisons"):
        assert upheld[name] == plain[name]
    assert [each["estimate"] for each in upheld["measures"]] == [each["estimate"] for each in plain["measures"]]


def test_an_open_finding_makes_the_month_provisional_and_touches_no_grade() -> None:
    month = _month({"acme": CLEAN, "beta": POOR})
    plain, awaited = score_month(month, DEFAULT), score_month(month, DEFAULT, {ACME: Checked(open=True)})
    assert awaited[ACME].provisional and [note.code for note in awaited[ACME].provisional_notes] == ["finding_open"]
    assert awaited[ACME].grading == plain[ACME].grading and awaited[ACME].grade_notes == ()
    assert awaited[BETA].as_json("", []) == plain[BETA].as_json("", [])


def test_the_composite_is_the_weighted_mean_of_the_pillars() -> None:
    card = score_month(_month({"acme": (0.3, 0.2, 0.1, 0.3)}), DEFAULT)[ACME].as_json("", [])
    scores = [pillar["score"] for pillar in card["pillars"]]
    composite = card["composite"]
    assert composite["value"] == pytest.approx(np.mean(scores))
    assert composite["low"] < composite["value"] < composite["high"]
    apart = np.mean([pillar["high"] - pillar["low"] for pillar in card["pillars"]])
    assert composite["high"] - composite["low"] < 0.8 * apart, "ends are never averaged: errors partly cancel"


def test_a_pillars_bounds_are_its_measures_bounds_in_points() -> None:
    card = score_month(_month({"acme": (0.3, 0.2, 0.1, 0.3)}), DEFAULT)[ACME]
    for yardstick, pillar in zip(DEFAULT.yardsticks, card.as_json("", [])["pillars"], strict=True):
        answer = card.measure(yardstick.measure).reading.answer
        assert isinstance(answer, Estimate)
        ends = points(yardstick, np.array([answer.low, answer.high]))
        assert (pillar["low"], pillar["high"]) == pytest.approx(tuple(ends))
        drawn = np.quantile(points(yardstick, answer.draws), [0.025, 0.975], method="hazen")
        assert drawn == pytest.approx(ends, abs=0.6)


def test_without_all_four_pillars_there_is_no_composite_and_it_says_which_is_missing() -> None:
    month = _month({"acme": CLEAN, "beta": CLEAN})
    without = replace(month, promises={})
    card = score_month(without, DEFAULT)[ACME]
    shown = card.as_json("", [])
    assert isinstance(card.composite, NotScored)
    assert shown["composite"] == {
        "value": None, "why": "3 of 4 pillars measured; missing: promise_keeping",
        "reason": {"code": "pillars_missing", "facts": {"measured": 3, "of": 4, "pillars": "promise_keeping"}}}
    assert (shown["grade"], shown["rank"], shown["comparisons"]) == (None, None, [])
    assert shown["pillars"][2] == {"code": "promise_keeping", "score": None, "low": None, "high": None, "grade": None,
                                   "why": "no promises fell due this month",
                                   "reason": {"code": "no_promises", "facts": {}}}


def test_vendors_without_a_composite_are_not_ranked() -> None:
    month = _month({"acme": CLEAN, "beta": CLEAN})
    cards = score_month(replace(month, promises={BETA: month.promises[BETA]}), DEFAULT)
    assert cards[ACME].rank is None
    rank = cards[BETA].rank
    assert rank is not None
    assert rank.as_json() == {"low": 1, "high": 1, "of": 1}


def test_the_same_inputs_give_the_same_bytes() -> None:
    month = _month({"acme": CLEAN, "beta": POOR})
    one, two = (canonical_bytes(score_month(month, DEFAULT)[BETA].as_json("2026-06-20", ["b1", "b2"]))
                for _ in range(2))
    assert one == two
    assert b" :" not in one and list(json.loads(one)) == sorted(json.loads(one))


@pytest.mark.parametrize("processor", [
    {"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"},
    {"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR AVX2 FMA3",
     "OPENBLAS_CORETYPE": "Nehalem"},
    {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1"},
])
def test_a_processor_that_adds_in_another_order_gives_the_same_bytes(processor: dict[str, str]) -> None:
    """An auditor makes an issued card again on a machine of another make, and its SHA-256 must be the same."""
    ours = hashlib.sha256(_bytes_of_a_month()).hexdigest()
    program = ("import hashlib, tests.test_scoring_scorecard as there; "
               "print(hashlib.sha256(there._bytes_of_a_month()).hexdigest())")
    there = subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=Path(__file__).resolve().parents[1],
                           env={**os.environ, **processor}, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == ours


def _bytes_of_a_month() -> bytes:
    cards = score_month(_month({"acme": (0.3, 0.2, 0.1, 0.3), "beta": POOR}), DEFAULT)
    return b"".join(canonical_bytes(cards[vendor].as_json("2026-06-20", ["b1"])) for vendor in (ACME, BETA))


def test_a_card_has_every_field_of_the_contract() -> None:
    shown = score_month(_month({"acme": CLEAN}), DEFAULT)[ACME].as_json("2026-06-20T00:00:00Z", ["b1"])
    assert set(shown) >= {"vendor", "month", "composite", "grade", "provisional", "rank", "pillars", "measures",
                          "as_of", "definition", "batches"}
    for measure in shown["measures"]:
        assert set(measure) >= {"code", "estimate", "target", "score", "grade"}
        told = set(measure["estimate"])
        assert told >= {"value", "low", "high", "n", "unit", "numerator", "denominator"} or (
            told == {"value", "why", "reason"})
    assert [pillar["code"] for pillar in shown["pillars"]] == [
        "answer_speed", "first_contact_resolution", "promise_keeping", "feedback_forwarding"]


def test_an_empty_month_scores_nothing_and_never_nought() -> None:
    empty = MonthInputs(_month({"acme": CLEAN}).month, (ACME,), {}, {})
    shown = score_month(empty, DEFAULT)[ACME].as_json("", [])
    assert {measure["estimate"]["value"] for measure in shown["measures"]} == {None}
    assert shown["composite"]["value"] is None


@pytest.mark.parametrize("cell", [float("-inf"), float("inf"), float("nan"), -1e308, 1e308])
def test_one_cell_beyond_all_numbers_does_not_cost_everybody_the_month(cell: float) -> None:
    month = _month({"acme": CLEAN, "beta": CLEAN})
    criterion = {"criterion": "greeting", "score": 8.0, "max_score": 10.0, "weight": None, "na": False}
    rows = [evaluation(each) | {"criteria": [criterion | ({"score": cell, "weight": 9.0} if each == 3 else {})]}
            for each in range(60)]
    cards = score_month(replace(month, evaluations={ACME: evaluations(rows)}), DEFAULT)
    assert all(canonical_bytes(card.as_json("", [])) for card in cards.values())


def test_a_figure_that_is_not_a_number_is_not_told() -> None:
    endless = Estimate(0.5, float("-inf"), 1, 4, Unit.SHARE, 2, 4)
    broken = replace(QA_SCORE, read=lambda _month: Reading(endless, {"chat": endless}))
    result = _result(broken, vendor_month())
    for answer in (result.reading.answer, result.reading.by_channel["chat"]):
        assert isinstance(answer, NotScored)
        assert answer.reason.code == "not_finite"


def test_a_measure_that_divides_by_nothing_has_no_value() -> None:
    def divided(_month: VendorMonth) -> Reading:
        return Reading(Estimate(1 / int("0"), 0, 1, 1, Unit.SHARE, 1, 1))

    answer = _result(replace(QA_SCORE, read=divided), vendor_month()).reading.answer
    assert isinstance(answer, NotScored)


def _composites(truth: list[float], spread: float, rng: np.random.Generator) -> dict[VendorCode, Estimate]:
    answer = {}
    for index, mean in enumerate(truth):
        value = mean + spread * rng.standard_normal()
        draws = value + spread * even_normals()[Stream(f"{index}").order("x")]
        answer[VendorCode(f"v{index}")] = Estimate(value, 0, 100, 4, Unit.POINTS, value, 1, draws)
    return answer


def test_equal_vendors_are_told_apart_in_at_most_5_of_100_months() -> None:
    rng = np.random.default_rng(12)
    months = 1000
    wrong = sum(any(rank.low > 1 or rank.high < 6 for rank in ranked(_composites([70.0] * 6, 3, rng)).values())
                for _ in range(months))
    assert wrong / months <= 0.065


def test_rank_intervals_hold_all_true_ranks_together_in_95_of_100_months() -> None:
    rng = np.random.default_rng(13)
    truth, months, held = [80.0, 78.0, 70.0, 69.0, 55.0], 500, 0
    for _ in range(months):
        ranks = ranked(_composites(truth, 2, rng))
        held += all(ranks[VendorCode(f"v{index}")].low <= index + 1 <= ranks[VendorCode(f"v{index}")].high
                    for index in range(5))
    assert held / months >= 0.945


def test_honest_equal_vendors_are_not_ranked_apart_end_to_end() -> None:
    """Whole months of calls, promises and evaluations of two vendors alike in truth."""
    wrong = 0
    for seed in range(12):
        cards = score_month(_month({"acme": (0.2, 0.1, 0.05, 0.3), "beta": (0.2, 0.1, 0.05, 0.3)}, seed), DEFAULT)
        wrong += any(comparison.apart for comparison in cards[ACME].comparisons)
    assert wrong <= 2, "12 months at 5 %: three or more would come about once in fifty such runs"


def test_the_probability_of_being_better_is_the_same_seen_from_both_sides() -> None:
    composites = _composites([70.0, 72.0], 2, np.random.default_rng(3))
    pairs = compared(composites)
    assert pairs[VendorCode("v0")][0].p_better + pairs[VendorCode("v1")][0].p_better == pytest.approx(1)


def test_scores_without_any_doubt_are_ranked_and_equal_ones_share_the_rank() -> None:
    sure = {VendorCode(name): Estimate(value, value, value, 4, Unit.POINTS, value, 1, np.full(DRAWS, value))
            for name, value in (("a", 100.0), ("b", 100.0), ("c", 40.0))}
    places = {name: (rank.low, rank.high) for name, rank in ranked(sure).items()}
    assert places == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}


def _drawn_composite(rng: np.random.Generator, month: int, truth: tuple[float, ...]) -> tuple[float, float, float]:
    """Bounds of a composite from unequal days, promises and a sample, and its true value; no calls needed."""
    stream = Stream(f"month {month}")
    blocks = DayBlocks.of(31, stream, [yardstick.measure for yardstick in DEFAULT.yardsticks])
    offered, due = np.full(31, 60), np.full(31, 4)
    daily = [rng.beta(share * 40, (1 - share) * 40, 31) for share in truth[:2]]
    answers = [blocks.share(rng.binomial(offered, daily[0]), offered, "service_level"),
               blocks.share(rng.binomial(offered, daily[1]), offered, "fcr_repeat"),
               blocks.share(rng.binomial(due, truth[2]), due, "promise_kept"),
               wilson(int(rng.binomial(80, truth[3])), 80, stream, "feedback_capture", 2000)]
    worth = np.mean([points(y, each.draws) for y, each in zip(DEFAULT.yardsticks, answers, strict=True)], axis=0)
    true = np.mean([points(y, np.array([share]))[0] for y, share in zip(DEFAULT.yardsticks, truth, strict=True)])
    return (*bounds(worth), float(true))


@pytest.mark.parametrize("truth", [(0.80, 0.75, 0.93, 0.80), (0.65, 0.70, 0.85, 0.60), (0.90, 0.86, 0.97, 0.90)])
def test_the_composites_interval_holds_its_true_value_in_about_95_of_100_months(truth: tuple[float, ...]) -> None:
    """At the bend of the points (80), below it, and near the ideal where points are clipped."""
    rng = np.random.default_rng(21)
    found = [_drawn_composite(rng, month, truth) for month in range(400)]
    assert 0.925 <= np.mean([low <= true <= high for low, high, true in found]) <= 0.985
