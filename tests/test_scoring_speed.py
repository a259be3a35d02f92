"""Answer speed: the published example, and percentiles against NumPy's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.counts import WaitHistogram
from scoring.definition import SERVICE_LEVEL_VARIANTS
from scoring.measures import MEASURES
from scoring.measures.service_level import SERVICE_LEVEL, definition_check, terms
from scoring.measures.waits import nearest_rank
from scoring.result import Answer, Estimate, NotScored
from tests.scoring_month import at, contact, vendor_month

PUBLISHED = {
    "all_in_time": 0.830, "of_answered": 0.860, "of_all": 0.811, "less_abandoned_in_time": 0.827,
    "short_as_answered": 0.821, "less_short_abandoned": 0.819,
}
"""The worked example: A 1000, B 60, A<=T 860, B<=T 20, B<=s 10."""


def _example() -> list[dict[str, Any]]:
    waits = [(860, "answered", 20), (140, "answered", 90), (10, "abandoned", 3), (10, "abandoned", 30),
             (40, "abandoned", 200)]
    rows = [contact(at("2026-05-04"), outcome=outcome, wait_ms=seconds * 1000)
            for count, outcome, seconds in waits for _ in range(count)]
    return [row | {"started_at": row["started_at"] + timedelta(hours=each % 480),
                   "day": (row["started_at"] + timedelta(hours=each % 480)).date()} for each, row in enumerate(rows)]


def _value(answer: Answer) -> float:
    assert isinstance(answer, Estimate), answer
    return answer.value


def _read(code: str, rows: list[dict[str, Any]]) -> Answer:
    return next(each for each in MEASURES if each.code == code).read(vendor_month(rows)).answer


@pytest.mark.parametrize("variant", SERVICE_LEVEL_VARIANTS)
def test_the_six_service_levels_are_those_published(variant: str) -> None:
    above, below = terms(variant, vendor_month(_example()).counts.channels["voice"])
    assert round(above.sum() / below.sum(), 3) == PUBLISHED[variant]


def test_the_default_variant_is_named_beside_the_figure() -> None:
    reading = SERVICE_LEVEL.read(vendor_month(_example()))
    assert reading.variant == "less_short_abandoned"
    assert _value(reading.answer) == 860 / 1050


def test_the_definition_check_says_whether_the_choice_decides() -> None:
    check = definition_check(vendor_month(_example()))
    assert {code: round(_value(answer), 3) for code, answer in check.variants.items()} == PUBLISHED
    assert not check.depends, "every variant meets 80 %"
    late = [row | {"wait_ms": 90_000} if row["wait_ms"] == 20_000 and each < 20 else row
            for each, row in enumerate(_example())]
    assert definition_check(vendor_month(late)).depends


def test_channels_are_never_pooled_and_the_busiest_is_told() -> None:
    rows = [contact(f"2026-05-{day:02d}", channel="chat", wait_ms=90_000) for day in range(1, 30)]
    rows += [contact(f"2026-05-{day:02d}", channel="voice") for day in range(1, 4)]
    reading = SERVICE_LEVEL.read(vendor_month(rows))
    assert _value(reading.answer) == 0
    assert isinstance(reading.answer, Estimate)
    assert reading.answer.notes[0].text == "about chat: 29 of 32 contacts"
    assert {channel: _value(each) for channel, each in reading.by_channel.items()} == {"voice": 1}


def test_voice_is_told_of_two_channels_that_are_as_busy_and_one_alone_needs_no_word() -> None:
    alone = [contact(f"2026-05-{day:02d}") for day in range(1, 4)]
    both = alone + [contact(f"2026-05-{day:02d}", channel="chat") for day in range(1, 4)]
    assert vendor_month(both).counts.main_channel == "voice"
    answer = _read("service_level", alone)
    assert isinstance(answer, Estimate)
    assert all(note.code != "about_channel" for note in answer.notes)


def test_leaving_out_what_became_of_the_chats_does_not_make_a_few_calls_the_figure() -> None:
    rows = [contact(f"2026-05-{day:02d}", channel="chat", outcome=None) for day in range(1, 30)]
    answer = _read("service_level", [*rows, contact("2026-05-04"), contact("2026-05-05")])
    assert isinstance(answer, NotScored)
    assert answer.reason.code == "outcomes_unknown"


def test_a_few_answered_without_a_wait_count_as_late_and_many_leave_it_unscored() -> None:
    rows = [contact(f"2026-05-{1 + each % 28:02d}") for each in range(99)]
    few = _read("service_level", [*rows, contact("2026-05-05", wait_ms=None)])
    assert _value(few) == 0.99
    many = _read("service_level", rows + [contact("2026-05-05", wait_ms=None)] * 6)
    assert isinstance(many, NotScored)
    assert many.why == "5.7% of 105 answered contacts have no waiting time; at most 5% may be missing"


def test_those_who_gave_up_without_a_recorded_wait_are_taken_to_have_waited_and_what_else_they_could_mean_is_said(
        ) -> None:
    rows = _example()
    silent = [row | {"wait_ms": None} if row["outcome"] == "abandoned" else row for row in rows]
    check = definition_check(vendor_month(silent))
    at_best = {"all_in_time": 920 / 1060, "less_abandoned_in_time": 860 / 1000, "short_as_answered": 920 / 1060,
               "less_short_abandoned": 860 / 1000}
    for code, answer in check.variants.items():
        assert isinstance(answer, Estimate)
        assert _value(answer) == (860 / 1000 if code == "of_answered" else 860 / 1060)
        said = {note.code: dict(note.facts) for note in answer.notes}.get("abandoned_waits_missing")
        assert said == ({"contacts": 60, "value": at_best[code]} if code in at_best else None), code
    given_up = _read("abandonment", silent)
    assert isinstance(given_up, Estimate)
    assert given_up.value == 60 / 1060
    assert given_up.notes[0].text == ("taken for people who waited: 60 abandoned contacts without a waiting time; "
                                      "if all had given up at once: 0.0%")
    known = _read("service_level", rows)
    assert isinstance(known, Estimate)
    assert {note.code for note in known.notes} == {"days_missing"}


def test_contacts_without_an_outcome_count_as_not_in_time_and_as_neither_abandoned_nor_answered() -> None:
    rows = [contact(f"2026-05-{1 + each % 28:02d}") for each in range(99)]
    speed, given_up = (_read(code, [*rows, contact("2026-05-05", outcome=None)])
                       for code in ("service_level", "abandonment"))
    assert isinstance(speed, Estimate) and isinstance(given_up, Estimate)
    assert (speed.numerator, speed.denominator, speed.notes[0].text) == (
        99, 100, "counted as offered and not in time: 1 contact without an outcome")
    assert (given_up.numerator, given_up.denominator, given_up.notes[0].text) == (
        0, 99, "left out: 1 contact without an outcome")


def test_blanking_the_outcomes_of_the_late_pays_under_no_definition() -> None:
    rows = _example()
    late = [each for each, row in enumerate(rows) if (row["outcome"], row["wait_ms"]) == ("answered", 90_000)][:40]
    blank = [row | {"outcome": None} if each in late else row for each, row in enumerate(rows)]
    check = definition_check(vendor_month(blank))
    assert {code: _value(answer) for code, answer in check.variants.items()} == {
        "all_in_time": 880 / 1060, "of_answered": 860 / 1000, "of_all": 860 / 1060,
        "less_abandoned_in_time": 860 / 1040, "short_as_answered": 870 / 1060, "less_short_abandoned": 860 / 1050}


def test_contacts_after_hours_and_self_served_ones_are_said_beside_the_figures_they_leave() -> None:
    rows = [contact(f"2026-05-{day:02d}") for day in range(1, 32)]
    away = [contact("2026-05-04", outcome="after_hours")] * 2 + [contact("2026-05-04", outcome="self_served")] * 3
    said = "not counted as offered: 2 contacts after hours, 3 self-served"
    for code in ("service_level", "abandonment"):
        with_them, without = _read(code, rows + away), _read(code, rows)
        assert isinstance(with_them, Estimate) and isinstance(without, Estimate)
        assert with_them.n == without.n == 31
        assert [note.text for note in with_them.notes] == [said]
        assert without.notes == ()


def test_voicemail_is_offered_and_neither_answered_nor_abandoned() -> None:
    rows = [contact("2026-05-05"), contact("2026-05-05", outcome="voicemail")]
    assert _value(_read("service_level", rows)) == 0.5
    assert _value(_read("abandonment", rows)) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=80), st.sampled_from([0.5, 0.9, 0.95, 0.07]))
def test_percentiles_are_numpys_inverted_cdf(waits: list[int], share: float) -> None:
    seconds, counts = np.unique(waits, return_counts=True)
    histogram = WaitHistogram(seconds.astype(np.int64), counts[None, :].astype(np.int64))
    assert nearest_rank(histogram, share) == np.quantile(waits, share, method="inverted_cdf")


def test_the_tail_counts_those_who_gave_up_and_rounds_waits_up() -> None:
    rows = [contact("2026-05-04", wait_ms=60_000), contact("2026-05-05", wait_ms=60_001),
            contact("2026-05-06", wait_ms=700_000, outcome="abandoned"), contact("2026-05-07", wait_ms=1)]
    assert [_value(_read(code, rows)) for code in ("over_60", "over_600", "wait_max", "wait_p50")] == [
        0.5, 0.25, 700, 60]


def test_the_percentile_lies_in_its_interval_and_the_interval_in_the_waits() -> None:
    rng = np.random.default_rng(2)
    rows = [contact(f"2026-05-{1 + each % 28:02d}", wait_ms=int(rng.exponential(40_000))) for each in range(900)]
    answer = _read("wait_p90", rows)
    assert isinstance(answer, Estimate)
    assert 0 <= answer.low < answer.value < answer.high <= max(row["wait_ms"] for row in rows) / 1000 + 1


def test_transfers_that_are_not_told_are_left_out_or_leave_it_unscored() -> None:
    rows = [contact(f"2026-05-{1 + each % 28:02d}", transfers=each % 4) for each in range(96)]
    assert _value(_read("transfer_rate", [*rows, contact("2026-05-05", transfers=None)])) == 0.75
    assert isinstance(_read("transfer_rate", rows + [contact("2026-05-05", transfers=None)] * 10), NotScored)


def test_a_log_without_blocked_attempts_says_that_it_cannot_show_any() -> None:
    answer = _read("blocked_rate", [contact("2026-05-05"), contact("2026-05-06")])
    assert isinstance(answer, Estimate)
    assert "cannot show any" in answer.notes[0].text
    assert _value(_read("blocked_rate", [contact("2026-05-05"), contact("2026-05-06", outcome="blocked")])) == 0.5


def test_agents_codes_are_counted_where_there_are_any() -> None:
    rows = [contact("2026-05-04", resolved=True), contact("2026-05-05", resolved=False), contact("2026-05-06")]
    answer = _read("fcr_agent", rows)
    assert isinstance(answer, Estimate)
    assert (answer.value, answer.n, answer.notes[0].text) == (
        0.5, 2, "33.3% of answered contacts carry no resolution code")


def test_where_all_gave_up_at_once_it_says_so_rather_than_that_nobody_came() -> None:
    rows = [contact(f"2026-05-{1 + each % 28:02d}", outcome="abandoned", wait_ms=3000) for each in range(300)]
    for code in ("service_level", "abandonment"):
        answer = _read(code, rows)
        assert isinstance(answer, NotScored)
        assert answer.why.startswith("all 300 gave up within 5 s"), code


def test_waits_left_blank_for_those_who_gave_up_leave_the_tail_untold() -> None:
    rows = [contact(f"2026-05-{1 + each % 28:02d}") for each in range(80)]
    gone = [contact(f"2026-05-{1 + each % 28:02d}", outcome="abandoned", wait_ms=None) for each in range(20)]
    for code in ("wait_p50", "wait_p90", "wait_p95", "wait_max", "over_60", "over_600"):
        answer = _read(code, rows + gone)
        assert isinstance(answer, NotScored), code
        assert answer.why == ("20 of 100 answered or abandoned contacts have no waiting time (20 of them abandoned); "
                              "at most 5% may be missing")
        assert isinstance(_read(code, rows + gone[:4]), Estimate), code


def test_contacts_without_an_outcome_leave_the_tail_untold() -> None:
    rows = [contact(f"2026-05-{1 + each % 28:02d}", outcome=None if each < 10 else "answered") for each in range(100)]
    answer = _read("wait_p95", rows)
    assert isinstance(answer, NotScored)
    assert answer.reason.code == "outcomes_unknown"


def test_seconds_of_one_day_claim_no_interval_and_whole_seconds_are_half_a_second_wide_at_least() -> None:
    one_day = [contact("2026-05-04", wait_ms=1000 * each) for each in range(1, 60)]
    alike = [contact(f"2026-05-{1 + each % 28:02d}", wait_ms=20_000) for each in range(300)]
    for code in ("asa", "wait_p90"):
        short, steady = _read(code, one_day), _read(code, alike)
        assert isinstance(short, Estimate) and isinstance(steady, Estimate)
        assert (short.low, short.high) == (0, 59)
        assert short.notes[-1].text.startswith("no interval can be given from one day")
        assert (steady.low, steady.value, steady.high) == (19.5, 20, 20.5)
        assert steady.notes[-1].code == "whole_seconds"
