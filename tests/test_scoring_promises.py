"""Promises: every state a ledger can hold, and a city's real ones."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.definition import DEFAULT
from scoring.draws import bounds
from scoring.intervals import wilson
from scoring.measures.promises import PROMISE_KEPT, PROMISE_KEPT_HIGH, PROMISE_KEPT_LOW, ledger
from scoring.result import Answer, Estimate, NotScored
from scoring.scorecard import points
from tests.scoring_month import at, evaluation, evaluations, promises, vendor_month

NEWEST = at("2026-05-20")
STATES = ("kept", "broken", "pending", "unknown", "released", "unproven", "undated")


def _state(**row: Any) -> str:
    """What becomes of one promise under the measure's rules."""
    sorted_out = ledger(vendor_month(promises=promises([row]), newest_promise_event=NEWEST))
    found = [name for name in STATES if sorted_out.count(name)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("row", "state"), [
    ({"due_at": "2026-05-10", "kept_at": "2026-05-10"}, "kept"),
    ({"due_at": "2026-05-10", "kept_at": "2026-05-10T00:00:01"}, "broken"),
    ({"due_at": "2026-05-10", "kept_at": "2026-05-11", "status": "kept"}, "broken"),
    ({"due_at": "2026-05-10", "kept_at": "2026-05-09", "status": "broken"}, "kept"),
    ({"due_at": "2026-05-10", "kept_at": "2026-05-12", "revised_due_at": "2026-05-15"}, "broken"),
    ({"due_at": "2026-05-10", "status": "kept"}, "kept"),
    ({"due_at": "2026-05-10", "status": "kept", "revised_due_at": "2026-05-15"}, "unknown"),
    ({"due_at": "2026-05-10", "status": "kept", "revised_due_at": "2026-05-09"}, "kept"),
    ({"due_at": "2026-05-10", "status": "broken", "revised_due_at": "2026-05-15"}, "broken"),
    ({"due_at": "2026-05-10", "made_at": "2026-05-02", "kept_at": "2026-05-01"}, "unknown"),
    ({"due_at": "2026-05-10", "made_at": "2026-05-02", "kept_at": "2026-05-01", "status": "kept"}, "unknown"),
    ({"due_at": "2026-05-10", "made_at": "2026-05-02", "kept_at": "2026-05-01", "status": "broken"}, "broken"),
    ({"due_at": "2026-05-10", "made_at": "2026-05-02", "kept_at": "2026-05-02"}, "kept"),
    ({"due_at": "2026-05-10", "status": "broken"}, "broken"),
    ({"due_at": "2026-05-28", "status": "broken"}, "broken"),
    ({"due_at": "2026-05-10", "status": "open"}, "broken"),
    ({"due_at": "2026-05-10"}, "broken"),
    ({"due_at": "2026-05-20"}, "broken"),
    ({"due_at": "2026-05-21", "status": "open"}, "pending"),
    ({"due_at": "2026-05-21"}, "pending"),
    ({"due_at": "2026-05-10", "status": "unknown"}, "unknown"),
    ({"due_at": "2026-05-10", "status": "released"}, "released"),
    ({"made_at": "2026-05-10", "status": "kept"}, "undated"),
    ({"made_at": "2026-05-10", "kept_at": "2026-05-11"}, "undated"),
])
def test_what_becomes_of_a_promise(row: dict[str, str], state: str) -> None:
    timed = {name: at(value) if name.endswith("_at") else value for name, value in row.items()}
    assert _state(**timed) == state


@pytest.mark.parametrize(("due_at", "kept_on", "more", "state"), [
    ("2026-05-03 23:59:59.999999", "2026-05-03", {}, "kept"),
    ("2026-05-03 23:59:59.999999", "2026-05-04", {}, "broken"),
    ("2026-05-04 17:00", "2026-05-03", {}, "kept"),
    ("2026-05-04 17:00", "2026-05-04", {}, "unknown"),
    ("2026-05-04 17:00", "2026-05-04", {"status": "kept"}, "unknown"),
    ("2026-05-04 17:00", "2026-05-04", {"status": "released"}, "unknown"),
    ("2026-05-04 17:00", "2026-05-04", {"status": "broken"}, "broken"),
    ("2026-05-04 17:00", "2026-05-05", {"status": "kept"}, "broken"),
    ("2026-05-04 00:00", "2026-05-04", {}, "unknown"),
    ("2026-05-04 17:00", "2026-05-02", {}, "unknown"),
    ("2026-05-04 17:00", "2026-05-02", {"status": "broken"}, "broken"),
])
def test_kept_on_a_date_alone_means_some_time_on_that_day(due_at: str, kept_on: str, more: dict[str, str],
                                                          state: str) -> None:
    """Made on 3 May at 10: kept that day is possible, and the day before is not."""
    assert _state(made_at=at("2026-05-03 10:00"), due_at=at(due_at), kept_at=at(f"{kept_on} 23:59:59.999999"),
                  **more) == state


def test_a_day_late_is_late_on_the_day_the_clocks_change_too() -> None:
    """29 March 2026 has 23 hours in Berlin: its end is 21:59:59.999999 UTC, the day before's 22:59:59.999999."""
    assert _state(due_at=at("2026-03-28 22:59:59.999999"), kept_at=at("2026-03-29 21:59:59.999999")) == "broken"


def _all_sorts() -> list[dict[str, Any]]:
    due = at("2026-05-10")
    return [{"due_at": due, "kept_at": due}] * 90 + [{"due_at": due, "status": "broken"}] * 30 + [
        {"due_at": due, "status": "unknown"}, {"due_at": due, "status": "released"},
        {"due_at": at("2026-05-25")}, {"made_at": due, "status": "kept"}]


def test_kept_is_of_those_decided_and_the_rest_is_said() -> None:
    answer = PROMISE_KEPT.read(vendor_month(promises=promises(_all_sorts()), newest_promise_event=NEWEST)).answer
    assert isinstance(answer, Estimate)
    assert (answer.value, answer.numerator, answer.denominator, answer.provisional) == (0.75, 90, 120, True)
    assert [note.text for note in answer.notes][:5] == [
        "not known yet: 1 promise due after the ledger's newest entry", "outcome unknown: 1 promise",
        "released by the customer: 1 promise", "not measurable: 1 promise without a due date",
        "left open, and in the interval as kept and as broken: 2 promises"]


def test_what_is_left_open_lies_between_all_broken_and_all_kept() -> None:
    month = vendor_month(promises=promises(_all_sorts()), newest_promise_event=NEWEST)
    low, high = PROMISE_KEPT_LOW.read(month).answer, PROMISE_KEPT_HIGH.read(month).answer
    assert isinstance(low, Estimate) and isinstance(high, Estimate)
    assert (low.value, high.value) == (90 / 123, 93 / 123)


def test_promises_without_a_due_date_cannot_be_measured_and_it_says_so() -> None:
    answer = PROMISE_KEPT.read(vendor_month(promises=promises([{"made_at": at("2026-05-02"), "status": "kept"}] * 3)))
    assert isinstance(answer.answer, NotScored)
    assert answer.answer.why == "3 promises without a due date; without one nothing can be measured"


def test_a_ledger_nobody_has_decided_yet_has_no_value_rather_than_nought() -> None:
    month = vendor_month(promises=promises([{"due_at": at("2026-05-25")}] * 2), newest_promise_event=NEWEST)
    answer = PROMISE_KEPT.read(month).answer
    assert isinstance(answer, NotScored)
    assert "2 pending" in answer.why


def test_kept_on_the_vendors_word_alone_is_said() -> None:
    made = [{"due_at": at("2026-05-10"), "status": "kept"}] * 3 + [{"due_at": at("2026-05-10"), "status": "broken"}]
    answer = PROMISE_KEPT.read(vendor_month(promises=promises(made), newest_promise_event=NEWEST)).answer
    assert isinstance(answer, Estimate)
    assert answer.value == 0.75
    assert [note.text for note in answer.notes][:1] == [
        "kept on the vendor's word alone, without a date: 3 promises"]


def test_neither_end_of_what_is_possible_is_told_where_nothing_is_decided() -> None:
    made = [{"due_at": at("2026-05-10"), "status": "unknown"}] * 5
    month = vendor_month(promises=promises(made), newest_promise_event=NEWEST)
    for measure in (PROMISE_KEPT_LOW, PROMISE_KEPT_HIGH):
        answer = measure.read(month).answer
        assert isinstance(answer, NotScored)
        assert "5 unknown" in answer.why


def _due(number: int, **row: Any) -> list[dict[str, Any]]:
    """So many promises, evenly due from 1 to 20 May."""
    return [{"due_at": at(f"2026-05-{1 + place % 20:02d}")} | row for place in range(number)]


def _dated(number: int) -> list[dict[str, Any]]:
    return [row | {"kept_at": row["due_at"]} for row in _due(number)]


def _promise_kept(made: list[dict[str, Any]]) -> Answer:
    return PROMISE_KEPT.read(vendor_month(promises=promises(made), newest_promise_event=NEWEST)).answer


LEFT_OPEN = ({"status": "unknown"}, {"status": "released"}, {"status": "kept"})
SAID = ("outcome unknown: 10 promises", "released by the customer: 10 promises",
        "said to be kept without a date, though the ledger dates others: 10 promises")


@pytest.mark.parametrize("left_open", LEFT_OPEN)
def test_leaving_a_quarter_open_leaves_no_value(left_open: dict[str, str]) -> None:
    """75 of 100 kept; told as 75 of 75 by leaving the broken open it would be perfect."""
    honest = _promise_kept(_dated(75) + _due(25, status="broken"))
    assert isinstance(honest, Estimate) and honest.value == 0.75
    answer = _promise_kept(_dated(75) + _due(25, **left_open))
    assert isinstance(answer, NotScored)
    assert answer.why.startswith("25 of 100 promises due are left open (") and "at most 5% may be" in answer.why


@pytest.mark.parametrize(("left_open", "said"), list(zip(LEFT_OPEN, SAID, strict=True)))
def test_what_is_left_open_widens_the_interval_to_both_extremes(left_open: dict[str, str], said: str) -> None:
    """190 kept of 190, 10 left open: the low end lies below Wilson's for 190 of 200, the high one above 200 of 200."""
    answer = _promise_kept(_dated(190) + _due(10, **left_open))
    assert isinstance(answer, Estimate)
    assert (answer.value, answer.numerator, answer.denominator, answer.n) == (1.0, 190, 190, 190)
    stream = vendor_month().stream
    assert answer.low <= wilson(190, 200, stream, "x").low < 0.93
    assert answer.high == 1.0
    texts = [note.text for note in answer.notes]
    assert texts == [said, "left open, and in the interval as kept and as broken: 10 promises"]
    assert bounds(answer.draws) == pytest.approx((answer.low, answer.high), abs=1e-5)


def test_the_hull_reaches_into_points_and_holds_both_extremes() -> None:
    kept, broken = _dated(150), _due(42, status="broken")
    answer = _promise_kept(kept + broken + _due(8, status="unknown"))
    worst, best = _promise_kept(kept + broken + _due(8, status="broken")), _promise_kept(_dated(158) + broken)
    assert isinstance(answer, Estimate) and isinstance(worst, Estimate) and isinstance(best, Estimate)
    assert answer.low <= worst.low < worst.value < answer.value < best.value < best.high <= answer.high
    yardstick = next(each for each in DEFAULT.yardsticks if each.measure == "promise_kept")
    low, high = bounds(points(yardstick, answer.draws))
    assert low <= bounds(points(yardstick, worst.draws))[0]
    assert high >= bounds(points(yardstick, best.draws))[1]


def test_a_ledger_of_states_alone_is_taken_at_its_word_and_one_that_dates_any_is_not() -> None:
    states = _promise_kept(_due(90, status="kept") + _due(10, status="broken"))
    assert isinstance(states, Estimate) and states.value == 0.9
    assert [note.code for note in states.notes] == ["on_word"]
    dated = _promise_kept(_dated(1) + _due(89, status="kept") + _due(10, status="broken"))
    assert isinstance(dated, NotScored)
    assert "89 kept without a date" in dated.why


def test_without_a_ledger_it_is_not_said_that_nothing_fell_due() -> None:
    heard = [evaluation(1, promise_made=True, promise_due_at=at("2026-05-20")),
             evaluation(2, promise_made=True, promise_due_at=at("2026-05-31 23:59:59.999999"), selection="targeted"),
             evaluation(3, promise_made=True, promise_due_at=at("2026-06-01")),
             evaluation(4, promise_made=False, promise_due_at=at("2026-05-20")),
             evaluation(5, promise_made=True), evaluation(5, promise_made=True, promise_due_at=at("2026-05-20"),
                                                          status="retracted")]
    although = ", although evaluators heard 2 promises that fell due in it"
    for known, why in ((heard, although), (heard[2:], ""), ([], "")):
        for reached in (None, NEWEST, at("2026-06-01 10:00")):
            month = vendor_month(evaluations=evaluations(known), newest_promise_event=reached)
            for measure in (PROMISE_KEPT, PROMISE_KEPT_LOW, PROMISE_KEPT_HIGH):
                answer = measure.read(month).answer
                assert isinstance(answer, NotScored)
                assert answer.why == f"no promises were delivered for this month{why}"


def test_a_ledger_that_reaches_past_the_month_can_say_that_nothing_fell_due() -> None:
    answer = PROMISE_KEPT.read(vendor_month(newest_promise_event=at("2026-06-02"))).answer
    assert isinstance(answer, NotScored)
    assert answer.why == "no promises fell due this month"


day = st.integers(1, 28).map(lambda number: at(f"2026-05-{number:02d}"))
rows = st.fixed_dictionaries({
    "due_at": st.one_of(st.none(), day), "kept_at": st.one_of(st.none(), day), "made_at": st.just(at("2026-05-01")),
    "status": st.sampled_from([None, "kept", "broken", "open", "released", "unknown"])})


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, min_size=1, max_size=40))
def test_every_promise_is_in_exactly_one_state(made: list[dict[str, Any]]) -> None:
    month = vendor_month(promises=promises(made), newest_promise_event=NEWEST)
    sorted_out = ledger(month)
    assert sum(sorted_out.count(name) for name in STATES) == len(made)
    answers = [each.read(month).answer for each in (PROMISE_KEPT_LOW, PROMISE_KEPT, PROMISE_KEPT_HIGH)]
    values = [each.value for each in answers if isinstance(each, Estimate)]
    assert values == sorted(values)


def test_a_citys_promises_still_open_after_their_date_are_broken(shared_data: Path) -> None:
    """Boston 311: 17 overdue, 12 of them still open; counting closed cases alone would hide those."""
    with (shared_data / "boston311-promises" / "boston311-100.csv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file))

    def moment(text: str) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    made = [{"due_at": moment(case["target_dt"]), "kept_at": moment(case["closed_dt"]),
             "made_at": moment(case["open_dt"])} for case in cases]
    events = [time for row in made for time in (row["made_at"], row["kept_at"]) if time]
    states: Counter[str] = Counter()
    for case, row in zip(cases, made, strict=True):
        due = row["due_at"] or row["made_at"]
        assert due is not None
        month = vendor_month(promises=promises([row]), newest_promise_event=max(events))
        sorted_out = ledger(month)
        state = next(name for name in STATES if sorted_out.count(name))
        states[f"{case['ontime']} {case['case_status']} {state}"] += 1
    assert states == {"ONTIME Closed kept": 72, "ONTIME Closed undated": 8, "ONTIME Open undated": 3,
                      "OVERDUE Closed broken": 5, "OVERDUE Open broken": 11, "OVERDUE Open pending": 1}, (
        "one open case is due after the newest event of the file: the file alone cannot know it is overdue")
