"""How much of what somebody else counted stands in the vendor's log, and months of which only counts came."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.definition import DEFAULT
from scoring.interval_rows import interval_rows, standing
from scoring.measures import MEASURES
from scoring.measures.frame_coverage import FRAME_COVERAGE, bars_excellent
from scoring.measures.measure import Reading
from scoring.measures.service_level import definition_check
from scoring.records import VendorCode
from scoring.result import Estimate, NotScored
from scoring.scorecard import score_month
from tests.scoring_month import MAY, at, contact, inputs, intervals, vendor_month
from tests.test_scoring_scorecard import CLEAN, _month

BY_CODE = {measure.code: measure for measure in MEASURES}
SCORED_OF_COUNTS = ("service_level", "asa", "abandonment")


def _coverage(contacts: list[Any], rows: list[dict[str, Any]]) -> Reading:
    return FRAME_COVERAGE.read(vendor_month(contacts, intervals=intervals(rows)))


def _estimate(reading: Reading) -> Estimate:
    assert isinstance(reading.answer, Estimate), reading.answer
    return reading.answer


def _calls(*moments: str, **values: Any) -> list[dict[str, Any]]:
    return [contact(moment, call_id=f"c{number}", **values) for number, moment in enumerate(moments)]


def _counted(start: str, offered: int | None, **values: Any) -> dict[str, Any]:
    return {"start_at": at(start), "offered": offered, **values}


def _notes(answer: Estimate) -> dict[str, dict[str, Any]]:
    return {note.code: dict(note.facts) for note in answer.notes}


def test_coverage_is_exact_and_says_how_many_are_missing() -> None:
    answer = _estimate(_coverage(_calls("2026-05-03 10:00", "2026-05-03 10:29:59", "2026-05-03 10:30"),
                                 [_counted("2026-05-03 10:00", 4)]))
    assert (answer.value, answer.low, answer.high, answer.numerator, answer.denominator) == (0.5, 0.5, 0.5, 2, 4)
    assert _notes(answer)["not_logged"] == {"contacts": 2}
    assert _notes(answer)["counted_by_carrier"] == {"contacts": 4, "days": 1}


def test_more_in_the_log_than_was_counted_is_told_and_no_error() -> None:
    answer = _estimate(_coverage(_calls("2026-05-03 10:00", "2026-05-03 10:10"), [_counted("2026-05-03 10:00", 1)]))
    assert answer.value == 2 and _notes(answer)["logged_beyond"] == {"contacts": 1}


@pytest.mark.parametrize("values, logged", [
    ({"outcome": "abandoned"}, 1), ({"outcome": "after_hours"}, 1), ({"outcome": "self_served"}, 1),
    ({"outcome": "overflow"}, 1), ({"outcome": None}, 1), ({"outcome": "blocked"}, 0), ({"direction": "outbound"}, 0),
    ({"callback_of": "c9"}, 0), ({"channel": "chat"}, 0),
])
def test_whatever_became_of_a_contact_it_was_delivered_unless_it_was_turned_away_or_made_by_the_vendor(
    values: dict[str, Any], logged: int
) -> None:
    calls = [*_calls("2026-05-03 10:00", **values), contact("2026-05-04 10:00", call_id="other")]
    assert _estimate(_coverage(calls, [_counted("2026-05-03 10:00", 1)])).numerator == logged


def test_only_hours_channels_and_queues_that_are_counted_are_compared() -> None:
    calls = [contact(moment, call_id=call_id, queue=queue, channel=channel) for call_id, moment, queue, channel in (
        ("a", "2026-05-03 10:05", "Sales ", "voice"), ("b", "2026-05-03 10:05", "Care", "voice"),
        ("c", "2026-05-03 11:05", "sales", "voice"), ("d", "2026-05-03 10:05", None, "voice"),
        ("e", "2026-05-03 10:05", "sales", "chat"))]
    answer = _estimate(_coverage(calls, [_counted("2026-05-03 10:00", 1, queue="SALES")]))
    assert (answer.numerator, answer.denominator) == (1, 1)


def test_without_an_independent_count_nothing_is_measured_and_the_vendors_own_is_told() -> None:
    calls = _calls("2026-05-03 10:00")
    alone = _coverage(calls, []).answer
    own = _coverage(calls, [_counted("2026-05-03 10:00", 2, counted_by="vendor")]).answer
    assert isinstance(alone, NotScored) and alone.reason.code == "no_independent_count"
    assert isinstance(own, NotScored) and own.reason.code == "only_own_count"
    assert dict(own.reason.facts) == {"contacts": 2, "logged": 1, "value": 0.5}


def test_the_vendors_own_count_stands_beside_the_independent_one_and_never_in_it() -> None:
    rows = [_counted("2026-05-03 10:00", 2), _counted("2026-05-03 10:00", 4, counted_by="vendor")]
    answer = _estimate(_coverage(_calls("2026-05-03 10:00", "2026-05-03 10:01"), rows))
    assert answer.value == 1 and _notes(answer)["own_counts"] == {"contacts": 4, "logged": 2, "value": 0.5}


def test_queues_under_other_names_cannot_be_compared_and_a_queue_left_out_counts_as_missing() -> None:
    calls = _calls("2026-05-03 10:00", queue="sales")
    none = _coverage(calls, [_counted("2026-05-03 10:00", 3, queue="q17")]).answer
    assert isinstance(none, NotScored) and none.reason.code == "queues_differ"
    some = _estimate(_coverage(calls, [_counted("2026-05-03 10:00", 1, queue="sales"),
                                       _counted("2026-05-03 10:00", 3, queue="q17")]))
    assert some.value == 0.25 and _notes(some)["queues_not_logged"] == {"queues": "q17", "contacts": 3}


def test_carrier_and_client_are_never_added_up() -> None:
    rows = [_counted("2026-05-03 10:00", 2), _counted("2026-05-03 10:00", 2, counted_by="client"),
            _counted("2026-05-03 10:30", 2, counted_by="client")]
    answer = _estimate(_coverage(_calls("2026-05-03 10:00", "2026-05-03 10:01", "2026-05-03 10:31"), rows))
    assert (answer.numerator, answer.denominator) == (3, 4)
    assert _notes(answer)["carrier_counts"] == {"contacts": 2, "value": 1.0}


def test_an_interval_counts_once_however_often_it_came() -> None:
    """All queues before one of them, the newest delivery before older ones, the shorter before the longer."""
    rows = [_counted("2026-05-03", 9, minutes=1440.0, batch=1), _counted("2026-05-03 10:00", 5, batch=2),
            _counted("2026-05-03 10:15", 4, minutes=15.0, batch=3), _counted("2026-05-03 10:15", 7, queue="a", batch=4),
            _counted("2026-05-03 10:30", 2, queue="a", batch=1)]
    found = standing(interval_rows(intervals(rows), MAY))
    assert sorted(found.counts["offered"].tolist()) == [2, 4]
    same_batch = [_counted("2026-05-03", 9, minutes=1440.0), _counted("2026-05-03 10:00", 5)]
    assert standing(interval_rows(intervals(same_batch), MAY)).counts["offered"].tolist() == [5]


def test_an_interval_over_the_end_of_the_month_is_compared_whole_in_the_month_it_begins() -> None:
    calls = [contact("2026-05-31 23:50", call_id="a"), contact("2026-06-01 00:10", call_id="b"),
             contact("2026-06-01 00:20", call_id="c")]
    answer = _estimate(_coverage(calls, [_counted("2026-05-31 23:45", 2)]))
    assert (answer.numerator, answer.denominator) == (2, 2)


def test_channels_are_told_apart_beside_the_whole() -> None:
    calls = [*_calls("2026-05-03 10:00", "2026-05-03 10:01"), contact("2026-05-03 10:00", channel="chat", call_id="x")]
    reading = _coverage(calls, [_counted("2026-05-03 10:00", 2), _counted("2026-05-03 10:00", 2, channel="chat")])
    assert _estimate(reading).value == 0.75
    assert {name: each.value for name, each in reading.by_channel.items() if isinstance(each, Estimate)} == {
        "chat": 0.5, "voice": 1.0}
    note, = bars_excellent(reading, 0.99)
    assert dict(note.facts) == {"value": 0.5, "least": 0.99}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_coverage_agrees_with_plain_sql_over_any_calls_and_counts(seed: int) -> None:
    draw = random.Random(seed)
    start = at("2026-05-01")
    queues = ["sales", "care", None]
    calls = [contact(start + timedelta(minutes=draw.randrange(0, 5 * 1440)), call_id=f"c{each}",
                     queue=draw.choice(queues), outcome=draw.choice(["answered", "abandoned", "blocked", None]),
                     direction=draw.choice(["inbound", "inbound", "outbound"])) for each in range(120)]
    slots = draw.sample(range(5 * 48), 60)
    rows = [{"start_at": start + timedelta(minutes=30 * slot), "queue": draw.choice(["sales", "care"]),
             "offered": draw.randrange(0, 6)} for slot in slots]
    database = duckdb.connect()
    database.register("calls", pd.DataFrame(calls)[["started_at", "queue", "outcome", "direction"]])
    database.register("counts", pd.DataFrame(rows))
    logged, counted = database.execute(
        "SELECT (SELECT count(*) FROM calls c JOIN counts i ON c.queue = i.queue AND c.started_at >= i.start_at AND "
        "c.started_at < i.start_at + INTERVAL 30 MINUTE WHERE c.direction = 'inbound' AND "
        "(c.outcome IS NULL OR c.outcome <> 'blocked')), (SELECT sum(offered) FROM counts)").fetchall()[0]
    named = {call["queue"] for call in calls if call["direction"] == "inbound" and call["outcome"] != "blocked"}
    if not counted or not {"sales", "care"} <= named:
        return
    for each in (rows, draw.sample(rows, len(rows))):
        answer = _estimate(_coverage(calls, each))
        assert (answer.numerator, answer.denominator) == (logged, counted)


def _graded(offered: int) -> dict[str, Any]:
    """A clean month whose log holds 1,000 contacts of those ``offered``."""
    made = _month({"acme": CLEAN})
    segments = {name: np.array([value], dtype=kind) for name, value, kind in (
        ("vendor", "acme", object), ("channel", "voice", object), ("programme", None, object), ("queue", None, object),
        ("edge", at("2026-05-01"), "datetime64[us]"), ("contacts", 1000, "int64"), ("wanted", 1000, "int64"))}
    counted = {VendorCode("acme"): intervals([_counted("2026-05-01", offered, minutes=45 * 1440.0)])}
    cards = score_month(replace(made, intervals=counted, calls={**made.calls, "segments": segments}), DEFAULT)
    return cards[VendorCode("acme")].as_json("2026-06-20T00:00:00Z", [])


@pytest.mark.parametrize("offered, grade", [(1000, "excellent"), (1010, "excellent"), (1011, "good")])
def test_coverage_below_99_percent_bars_the_best_grade(offered: int, grade: str) -> None:
    card = _graded(offered)
    assert card["grade"] == grade
    assert sum(card["grade_probabilities"].values()) == pytest.approx(1)
    assert ("grade_notes" in card) is (grade == "good")
    if grade == "good":
        assert card["grade_notes"][0]["code"] == "coverage_too_low" and "excellent" not in card["grade_probabilities"]


def _report(days: int = 3, **values: Any) -> list[dict[str, Any]]:
    """Half hours of the vendor's own report, with all that a speed measure needs."""
    rows = []
    for number in range(days * 6):
        offered = 20 + number % 7
        rows.append({"start_at": at("2026-05-03 09:00") + timedelta(days=number // 6, minutes=30 * (number % 6)),
                     "counted_by": "vendor", "offered": offered, "answered": offered - 3, "answered_in_t": offered - 6,
                     "threshold_ms": 60_000, "abandoned": 2, "wait_sum_ms": (offered - 3) * 21_500} | values)
    return rows


def _of_counts(rows: list[dict[str, Any]], code: str) -> Any:
    return BY_CODE[code].read(vendor_month([], intervals=intervals(rows))).answer


def test_a_month_of_counts_alone_is_scored_for_what_they_support_and_says_so() -> None:
    rows = pd.DataFrame(_report())
    expected = {"service_level": rows.answered_in_t.sum() / rows.offered.sum(), "asa": 21.5,
                "abandonment": rows.abandoned.sum() / rows.offered.sum()}
    for code, value in expected.items():
        answer = _of_counts(_report(), code)
        assert isinstance(answer, Estimate) and answer.value == pytest.approx(value), code
        assert answer.low <= answer.value <= answer.high
        assert answer.notes[0].code == "interval_source" and dict(answer.notes[0].facts) == {"days": 3, "of": 31}


def test_counts_give_no_measure_of_single_calls_and_the_reason_says_so() -> None:
    month = vendor_month([], intervals=intervals(_report()))
    of_calls = {"wait_p50", "wait_p90", "wait_p95", "wait_max", "over_60", "over_600", "blocked_rate", "transfer_rate",
                "fcr_repeat", "fcr_agent", "first_agent"}
    for code in of_calls:
        answer = BY_CODE[code].read(month).answer
        assert isinstance(answer, NotScored) and answer.reason.code == "interval_counts_only", code


def test_calls_go_before_counts() -> None:
    month = vendor_month(_calls("2026-05-03 10:00", "2026-05-04 10:00"), intervals=intervals(_report()))
    answer = BY_CODE["asa"].read(month).answer
    assert isinstance(answer, Estimate) and answer.value == 10 and "interval_source" not in _notes(answer)


@pytest.mark.parametrize("values, reason", [
    ({"threshold_ms": 20_000}, "threshold_differs"), ({"threshold_ms": None}, "threshold_unstated"),
    ({"answered_in_t": None, "threshold_ms": None}, "interval_counts_lack"),
    ({"offered": None}, "interval_counts_lack"), ({"offered": 0, "answered": 0}, "no_offered"),
    ({"answered_in_t": 90, "answered": 90}, "interval_counts_contradict"),
])
def test_the_service_level_of_counts_needs_the_agreed_threshold_and_sound_counts(values: dict[str, Any],
                                                                                reason: str) -> None:
    answer = _of_counts(_report(**values), "service_level")
    assert isinstance(answer, NotScored) and answer.reason.code == reason


def test_the_reason_names_the_threshold_that_was_counted() -> None:
    answer = _of_counts(_report(threshold_ms=20_000), "service_level")
    assert answer.why == "the counts by interval are of answers within 20 s, and 60 s are agreed"


@pytest.mark.parametrize("blank, measured", [(1, True), (2, False)])
def test_intervals_without_the_count_are_late_and_at_most_one_in_twenty_answered(blank: int, measured: bool) -> None:
    rows = _report(4)
    for row in rows[:blank]:
        row["answered_in_t"] = None
    answer = _of_counts(rows, "service_level")
    assert isinstance(answer, Estimate) is measured
    if measured:
        told = pd.DataFrame(rows)
        assert answer.value == pytest.approx(told.answered_in_t.sum() / told.offered.sum())
        assert "waits_missing" in _notes(answer)


def test_who_gave_up_within_seconds_is_not_taken_off_for_nobody_says_within_how_many() -> None:
    rows = _report(short_abandoned=1)
    told = pd.DataFrame(rows)
    service, gave_up = _of_counts(rows, "service_level"), _of_counts(rows, "abandonment")
    without = told.offered.sum() - told.short_abandoned.sum()
    assert service.value == pytest.approx(told.answered_in_t.sum() / told.offered.sum())
    assert _notes(service)["short_not_taken_off"]["value"] == pytest.approx(told.answered_in_t.sum() / without)
    assert _notes(gave_up)["short_not_taken_off"]["value"] == pytest.approx(
        (told.abandoned.sum() - told.short_abandoned.sum()) / without)


def test_one_day_of_counts_claims_no_interval() -> None:
    share, seconds = _of_counts(_report(1), "service_level"), _of_counts(_report(1), "asa")
    assert (share.low, share.high) == (0, 1) and "one_day" in _notes(share)
    assert seconds.low == seconds.value == seconds.high and "one_day_mean" in _notes(seconds)


def test_channels_of_counts_are_not_pooled() -> None:
    rows = _report() + [row | {"channel": "chat", "answered_in_t": 1} for row in _report(1)]
    reading = BY_CODE["service_level"].read(vendor_month([], intervals=intervals(rows)))
    assert _notes(_estimate(reading))["about_channel"]["channel"] == "voice"
    assert set(reading.by_channel) == {"chat"} and reading.variant == DEFAULT.service_level_variant


def test_the_definition_check_of_a_month_without_calls_does_not_fail() -> None:
    check = definition_check(vendor_month([], intervals=intervals(_report())))
    assert not check.met


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_rows_in_any_order_and_over_two_batches_give_the_same_figures(seed: int) -> None:
    rows = _report(5)
    shuffled = [row | {"batch": random.Random(seed + number).choice([1, 2])}
                for number, row in enumerate(random.Random(seed).sample(rows, len(rows)))]
    for code in SCORED_OF_COUNTS:
        assert _of_counts(shuffled, code).as_json() == _of_counts(rows, code).as_json()


def test_a_scorecard_of_counts_alone_has_every_measure() -> None:
    card = score_month(inputs([], intervals={"acme": intervals(_report())}), DEFAULT)
    told = next(iter(card.values())).as_json("2026-06-20T00:00:00Z", ["b1"])
    assert [each["code"] for each in told["measures"]] == [measure.code for measure in MEASURES]
    assert told["composite"]["value"] is None and told["grade"] is None
