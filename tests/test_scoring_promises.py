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

from scoring.measures.promises import PROMISE_KEPT, PROMISE_KEPT_HIGH, PROMISE_KEPT_LOW, ledger
from scoring.result import Estimate, NotScored
from tests.scoring_month import at, promises, vendor_month

NEWEST = at("2026-05-20")
STATES = ("kept", "broken", "pending", "unknown", "released", "undated")


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


def _one_of_each() -> list[dict[str, Any]]:
    due = at("2026-05-10")
    return [{"due_at": due, "kept_at": due}] * 6 + [{"due_at": due, "status": "broken"}] * 2 + [
        {"due_at": due, "status": "unknown"}, {"due_at": due, "status": "released"},
        {"due_at": at("2026-05-25")}, {"made_at": due, "status": "kept"}]


def test_kept_is_of_those_decided_and_the_rest_is_said() -> None:
    answer = PROMISE_KEPT.read(vendor_month(promises=promises(_one_of_each()), newest_promise_event=NEWEST)).answer
    assert isinstance(answer, Estimate)
    assert (answer.value, answer.numerator, answer.denominator, answer.provisional) == (0.75, 6, 8, True)
    assert [note.text for note in answer.notes][:4] == [
        "not known yet: 1 promise due after the ledger's newest entry", "outcome unknown: 1 promise",
        "left out: 1 promise released by the customer", "not measurable: 1 promise without a due date"]


def test_what_is_not_known_lies_between_all_broken_and_all_kept() -> None:
    month = vendor_month(promises=promises(_one_of_each()), newest_promise_event=NEWEST)
    low, high = PROMISE_KEPT_LOW.read(month).answer, PROMISE_KEPT_HIGH.read(month).answer
    assert isinstance(low, Estimate) and isinstance(high, Estimate)
    assert (low.value, high.value) == (6 / 10, 8 / 10)


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
