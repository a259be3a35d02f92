"""Measures from samples: forwarded feedback, points of evaluations, satisfaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from scoring.measures.csat import CSAT
from scoring.measures.feedback_capture import FEEDBACK_CAPTURE
from scoring.measures.qa_score import QA_SCORE
from scoring.result import Estimate, NotScored
from tests.scoring_month import at, contact, evaluation, evaluations, feedback, surveys, vendor_month


def _estimate(measure: Any, **kinds: Any) -> Estimate:
    answer = measure.read(vendor_month(**kinds)).answer
    assert isinstance(answer, Estimate), answer
    return answer


def _why(measure: Any, **kinds: Any) -> str:
    answer = measure.read(vendor_month(**kinds)).answer
    assert isinstance(answer, NotScored), answer
    return answer.why


def _judged(count: int, heard: int, **values: Any) -> list[dict[str, Any]]:
    return [evaluation(each, feedback_voiced=each < heard, **values) for each in range(count)]


def _arrived(count: int, **values: Any) -> list[dict[str, Any]]:
    return [{"feedback_id": f"f{each}", "call_id": f"c{each}", "captured_at": at("2026-05-10")} | values
            for each in range(count)]


def test_capture_is_what_arrived_of_what_was_heard() -> None:
    from statsmodels.stats.proportion import proportion_confint

    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(100, 40)), feedback=feedback(_arrived(30)))
    assert (answer.value, answer.numerator, answer.n) == (0.75, 30, 40)
    assert (answer.low, answer.high) == pytest.approx(proportion_confint(30, 40, method="wilson"), abs=1e-9)


def test_nothing_forwarded_is_nought_and_not_missing() -> None:
    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(60, 20)))
    assert (answer.value, answer.low) == (0, 0)
    assert answer.high < 0.2


def test_a_sample_of_half_the_calls_is_surer_than_one_of_many() -> None:
    sampled = {"evaluations": evaluations(_judged(60, 30)), "feedback": feedback(_arrived(15))}
    many = [contact(at("2026-05-04") + timedelta(minutes=9 * each)) for each in range(120)]
    half = _estimate(FEEDBACK_CAPTURE, contacts=many, **sampled)
    unknown = _estimate(FEEDBACK_CAPTURE, **sampled)
    ratio = (half.high - half.low) / (unknown.high - unknown.low)
    assert ratio == pytest.approx(np.sqrt(0.5), abs=0.03)
    assert half.notes[0].text == "from 60 randomly drawn calls out of 120 answered"


@pytest.mark.parametrize("values", [
    {"selection": None}, {"selection": "targeted"}, {"judged_by": "vendor"}, {"status": "draft"},
    {"selection": "double"}])
def test_only_final_random_evaluations_by_the_client_count(values: dict[str, Any]) -> None:
    why = _why(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(80, 30, **values)))
    assert why.startswith("none of 80 evaluations is final")


def test_fewer_than_fifty_evaluations_are_too_few() -> None:
    assert _why(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(31, 9))) == "31 evaluations; at least 50 are needed"
    assert _why(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(55, 0))) == (
        "no customer feedback was heard on 55 evaluated calls")


def test_a_call_evaluated_twice_was_drawn_once() -> None:
    twice = _judged(60, 20) + _judged(10, 10, evaluated_at=at("2026-06-03"), evaluation_id="again")
    assert _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(twice), feedback=feedback(_arrived(10))).n == 20


def test_a_newer_evaluation_that_does_not_say_whether_feedback_was_voiced_erases_none_that_heard_it() -> None:
    later = [evaluation(each, evaluation_id=f"s{each}", evaluated_at=at("2026-06-03")) for each in (*range(20), 99)]
    silent = [each | {"feedback_voiced": None} for each in later]
    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(60, 20) + silent))
    assert answer.n == 20
    assert answer.notes[0].text == "from 60 randomly drawn calls; how many were answered is not known"
    assert "superseded" not in {note.code for note in answer.notes}


def test_a_newer_evaluation_that_says_otherwise_counts_and_how_many_it_superseded_is_said() -> None:
    again = _judged(5, 0, evaluated_at=at("2026-06-03"), evaluation_id="again")
    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(60, 20) + again))
    assert answer.n == 15
    assert "5 evaluations superseded by a newer one of the same call" in [note.text for note in answer.notes]


def _said(answer: Estimate) -> list[str]:
    """What is said of what arrived, beside how much did."""
    return [note.text for note in answer.notes if note.code.startswith("arrived_")]


def test_an_empty_item_for_every_call_arrives_and_what_it_lacks_is_said() -> None:
    """What filtering by replacement looks like: bad news heard, something pleasant and empty sent for each call."""
    heard = _judged(240, 240, feedback_polarity="negative")
    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(heard),
                       feedback=feedback(_arrived(240, polarity="positive", text=" - ")))
    assert answer.value == 1
    assert _said(answer) == ["positive where negative feedback was heard: 240 of 240 items that arrived",
                             "without a word of text: 240 of 240 items that arrived"]


@pytest.mark.parametrize(("heard", "arrived", "said"), [
    ("negative", {"polarity": "positive", "rating": 1}, "positive where negative"),
    ("negative", {"rating": 4}, "positive where negative"),
    ("negative", {"rating": 3.5}, ""), ("negative", {"rating": 2}, ""), ("negative", {"polarity": "neutral"}, ""),
    ("negative", {}, ""), ("neutral", {"polarity": "positive"}, ""), (None, {"polarity": "positive"}, ""),
    ("positive", {"rating": 2}, "negative where positive"), ("positive", {"rating": 3}, ""),
    ("positive", {"polarity": "negative"}, "negative where positive")])
def test_the_opposite_of_what_was_heard_goes_by_polarity_and_else_by_rating(
        heard: str | None, arrived: dict[str, Any], said: str) -> None:
    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(_judged(60, 20, feedback_polarity=heard)),
                       feedback=feedback(_arrived(8, text="慢", **arrived)))
    assert _said(answer) == ([f"{said} feedback was heard: 8 of 8 items that arrived"] if said else [])


def test_the_strict_link_and_missing_ids_are_said() -> None:
    near = {"call_id": None, "agent": "ann", "captured_at": at("2026-05-10")}
    heard = _judged(60, 20, call_agent="ann", call_ended_at=at("2026-05-10"))
    answer = _estimate(FEEDBACK_CAPTURE, evaluations=evaluations(heard),
                       feedback=feedback(_arrived(5, text="slow") + [near | {"feedback_id": f"g{i}", "text": "slow"}
                                                                     for i in range(5)]))
    assert answer.value == 0.5
    assert [note.text for note in answer.notes][1:] == ["by exact call id alone: 25.0%",
                                                        "50.0% of 10 feedback items carry no call id"]


def _criterion(score: float | None, most: float | None = 10, weight: float | None = None, na: bool = False) -> Any:
    return {"criterion": "greeting", "score": score, "max_score": most, "weight": weight, "na": na}


def _points(*criteria: Any, count: int = 60, **values: Any) -> Any:
    rows = [evaluation(each, **values) | {"criteria": list(criteria)} for each in range(count)]
    return evaluations(rows)


def test_points_are_weighted_and_not_applicable_is_out_of_both() -> None:
    answer = _estimate(QA_SCORE, evaluations=_points(_criterion(8), _criterion(1, 2, 5), _criterion(None, 10, 9, True)))
    assert answer.value == pytest.approx((8 + 1 * 5) / (10 + 2 * 5))
    assert answer.n == 60


def test_points_sum_before_they_are_divided() -> None:
    rows = [evaluation(each) | {"criteria": [_criterion(10, 10)] if each % 2 else [_criterion(0, 90)]}
            for each in range(60)]
    answer = _estimate(QA_SCORE, evaluations=evaluations(rows))
    assert answer.value == pytest.approx(10 / 100)


def test_a_criterion_without_its_maximum_is_named() -> None:
    assert "“greeting” lacks its maximum" in _why(QA_SCORE, evaluations=_points(_criterion(8, None)))
    fine = _points(_criterion(8), _criterion(None, None, None, True))
    assert _estimate(QA_SCORE, evaluations=fine).value == 0.8


def test_evaluations_chosen_in_a_way_not_stated_count_for_points_and_it_is_said() -> None:
    answer = _estimate(QA_SCORE, evaluations=_points(_criterion(8), selection=None))
    assert answer.notes[0].text == "60 evaluations without a word on how the call was chosen"
    assert "none of 60" in _why(QA_SCORE, evaluations=_points(_criterion(8), selection="targeted"))


@pytest.mark.parametrize("score", [-4.0, 11.0, float("nan"), float("-inf")])
def test_an_evaluation_with_impossible_points_is_left_out_and_said(score: float) -> None:
    rows = [evaluation(each) | {"criteria": [_criterion(score if each < 3 else 8)]} for each in range(63)]
    answer = _estimate(QA_SCORE, evaluations=evaluations(rows))
    assert (answer.value, answer.n) == (pytest.approx(0.8), 60)
    assert answer.notes[0].text.startswith("left out: 3 evaluations with points below 0")


def test_only_the_newest_evaluation_of_a_call_counts_for_points_and_how_many_others_is_said() -> None:
    first = [evaluation(each) | {"criteria": [_criterion(2)]} for each in range(60)]
    again = [evaluation(each, evaluation_id=f"a{each}", evaluated_at=at("2026-06-03")) | {"criteria": [_criterion(10)]}
             for each in range(7)]
    answer = _estimate(QA_SCORE, evaluations=evaluations(first + again))
    assert (answer.n, answer.numerator) == (60, 7 * 10 + 53 * 2)
    assert answer.notes[0].text == "7 evaluations superseded by a newer one of the same call"


def test_a_newer_evaluation_without_points_erases_none_that_gave_them() -> None:
    first = [evaluation(each) | {"criteria": [_criterion(8)]} for each in range(60)]
    later = {"evaluated_at": at("2026-06-03"), "selection": None}
    silent = [evaluation(each, evaluation_id=f"s{each}", **later) | {"criteria": criteria}
              for each, criteria in enumerate([None, [], [_criterion(None, 10, None, True)]])]
    answer = _estimate(QA_SCORE, evaluations=evaluations(first + silent))
    assert (answer.n, answer.value, answer.notes) == (60, pytest.approx(0.8), ())
    assert _why(QA_SCORE, evaluations=evaluations(silent)) == "the evaluations carry no points"


def test_how_few_calls_there_were_narrows_nothing_where_one_was_chosen_in_a_way_not_stated() -> None:
    calls = [contact(at("2026-05-04") + timedelta(minutes=9 * each)) for each in range(70)]
    rows = [evaluation(each) | {"criteria": [_criterion(each % 11)]} for each in range(60)]
    stated, one_not = rows, [rows[0] | {"selection": None}, *rows[1:]]
    widths = [each.high - each.low for each in (_estimate(QA_SCORE, contacts=calls, evaluations=evaluations(chosen))
                                                for chosen in (stated, one_not))]
    assert widths[0] == pytest.approx(widths[1] * np.sqrt(0.5))


@pytest.mark.parametrize("measure", [FEEDBACK_CAPTURE, QA_SCORE])
def test_handing_over_only_the_calls_that_were_drawn_makes_no_figure_certain(measure: Any) -> None:
    """How many calls there were is the vendor's own word: so few that the sample is all of them halve the variance."""
    rows = [evaluation(each, feedback_voiced=True) | {"criteria": [_criterion(each % 11)]} for each in range(60)]
    drawn = [contact(at("2026-05-04") + timedelta(minutes=9 * each)) for each in range(60)]
    sampled = {"evaluations": evaluations(rows), "feedback": feedback(_arrived(30))}
    all_of_them, unknown = (_estimate(measure, contacts=calls, **sampled) for calls in (drawn, []))
    assert all_of_them.high - all_of_them.low == pytest.approx((unknown.high - unknown.low) * np.sqrt(0.5), rel=0.03)


def _answers(marks: list[int | None], run_by: str = "client") -> Any:
    return surveys([{"survey_id": f"s{each}", "run_by": run_by, "csat": mark} for each, mark in enumerate(marks)])


def test_satisfied_are_fours_and_fives_of_the_clients_own_surveys() -> None:
    answer = _estimate(CSAT, surveys=_answers([5, 4, 3, 1] * 10 + [None] * 60))
    assert (answer.value, answer.n) == (0.5, 40)
    assert answer.notes[0].text == "40 answers to 100 invitations"
    assert _why(CSAT, surveys=_answers([5] * 29)) == "29 answered surveys; at least 30 are needed"
    assert _why(CSAT, surveys=_answers([5] * 40, "vendor")) == "none of 40 survey invitations was sent by the client"
