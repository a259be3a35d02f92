"""The declared SQL against the same questions answered call by call in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.call_queries import ROWS_BEHIND, in_month, month_queries
from scoring.counts import call_counts
from scoring.definition import DEFAULT
from scoring.measures import MEASURES
from scoring.measures.asa import ASA
from scoring.measures.repeats import FCR_REPEAT
from scoring.measures.service_level import SERVICE_LEVEL
from scoring.result import Estimate, NotScored
from scoring.vendor_month import vendor_months
from tests.scoring_month import MAY, at, connection, contact, inputs

WINDOW = timedelta(days=7)

contacts = st.builds(
    contact,
    started_at=st.one_of(st.integers(0, 39 * 24 * 4 - 1), st.integers(0, 38).map(lambda day: day * 24 * 4)).map(
        lambda quarter: at("2026-05-01") + timedelta(minutes=15 * quarter)),
    vendor=st.sampled_from(["acme", "beta"]),
    channel=st.sampled_from(["voice", "voice", "chat", "email", "bot"]),
    direction=st.sampled_from(["inbound", "inbound", "inbound", "outbound"]),
    reason=st.sampled_from([None, "", "bill", "Bill ", "move"]),
    customer=st.sampled_from([None, 1, 1, 2, 2, 3, -7]),
    outcome=st.sampled_from([None, "answered", "answered", "answered", "abandoned", "blocked", "after_hours",
                             "self_served", "voicemail", "overflow", "callback_requested"]),
    wait_ms=st.sampled_from([None, 0, 1, 5000, 5001, 60_000, 60_001, 700_000]),
    transfers=st.sampled_from([None, 0, 1, 2]),
    resolved=st.sampled_from([None, True, False]),
    callback_of=st.sampled_from([None, None, None, "c1"]),
)


def _logs(fewest: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Up to 60 contacts, each with an id of its own, in no order."""
    return st.tuples(st.lists(contacts, min_size=fewest, max_size=60), st.permutations(range(60))).map(
        lambda drawn: [row | {"call_id": f"c{number:02d}"} for row, number in zip(*drawn, strict=False)])


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["started_at"], row["vendor"], row["call_id"]


def _inbound(row: dict[str, Any]) -> bool:
    return row["direction"] == "inbound" and row["callback_of"] is None


def _reason(row: dict[str, Any]) -> str:
    return (row["reason"] or "").strip().lower()


def _repeats(rows: list[dict[str, Any]], vendor: str, same: bool) -> tuple[int, int]:
    """Index contacts and those repeated, by comparing every contact with every other."""
    newest = max((row["started_at"] for row in rows if row["vendor"] == vendor and _inbound(row)),
                 default=at("1970-01-01"))
    index = repeated = 0
    for row in rows:
        often = [r for r in rows if _inbound(r) and r["customer"] == row["customer"] and r["day"] < date(2026, 6, 1)]
        if (row["vendor"] != vendor or not _inbound(row) or row["outcome"] != "answered" or row["channel"] == "bot"
                or row["customer"] is None or row["day"] >= date(2026, 6, 1) or len(often) > 30
                or row["started_at"] + WINDOW > newest):
            continue
        index += 1
        repeated += any(
            _inbound(later) and later["customer"] == row["customer"]
            and _place(row) < _place(later) and later["started_at"] <= row["started_at"] + WINDOW
            and (not same or not _reason(row) or not _reason(later) or _reason(row) == _reason(later))
            for later in rows
        )
    return index, repeated


@settings(max_examples=40, deadline=None)
@given(_logs(1))
def test_repeats_are_those_a_double_loop_finds(rows: list[dict[str, Any]]) -> None:
    counts = call_counts(inputs(rows, vendors=["acme", "beta"]))
    for vendor in ("acme", "beta"):
        repeats = counts[vendor].repeats
        for same, name in ((True, "repeated_same"), (False, "repeated_any")):
            assert (repeats["index_contacts"].sum(), repeats[name].sum()) == _repeats(rows, vendor, same)
        assert counts[vendor].customers.sum_n == repeats["index_contacts"].sum()
        assert counts[vendor].customers.sum_r == repeats["repeated_same"].sum()


def _count(rows: list[dict[str, Any]], which: Any) -> int:
    return sum(1 for row in rows if row["vendor"] == "acme" and row["day"] < date(2026, 6, 1)
               and _inbound(row) and row["channel"] == "voice" and which(row))


@settings(max_examples=30, deadline=None)
@given(_logs(1))
def test_counts_of_voice_are_those_of_a_plain_loop(rows: list[dict[str, Any]]) -> None:
    counts = call_counts(inputs(rows, vendors=["acme"]))["acme"]
    expected = {
        "offered": lambda r: r["outcome"] not in (None, "blocked", "after_hours", "self_served"),
        "unknown_outcome": lambda r: r["outcome"] is None,
        "answered": lambda r: r["outcome"] == "answered",
        "abandoned": lambda r: r["outcome"] == "abandoned",
        "blocked": lambda r: r["outcome"] == "blocked",
        "answered_in_time": lambda r: r["outcome"] == "answered" and (r["wait_ms"] or 0) <= 60_000
        and r["wait_ms"] is not None,
        "short_abandoned": lambda r: r["outcome"] == "abandoned" and r["wait_ms"] is not None and r["wait_ms"] <= 5000,
        "transferred": lambda r: r["outcome"] == "answered" and (r["transfers"] or 0) >= 1,
        "coded_resolved": lambda r: r["outcome"] == "answered" and r["resolved"] is True,
    }
    for name, which in expected.items():
        assert counts.total("voice", name) == _count(rows, which), name


@settings(max_examples=25, deadline=None)
@given(_logs(5))
def test_the_rows_behind_a_measure_are_as_many_as_it_counts(rows: list[dict[str, Any]]) -> None:
    database = connection(rows)
    month = vendor_months(inputs(rows, vendors=["acme"]), DEFAULT)["acme"]

    def behind(predicate: str, channel: str = "TRUE") -> int:
        found = database.execute(f"SELECT count(*) FROM contacts WHERE vendor = 'acme' AND {in_month(MAY)} "
                                 f"AND {channel} AND ({predicate})").fetchone()
        assert found is not None
        return int(found[0])

    voice = f"channel = '{month.counts.main_channel}'"
    counted = month.counts
    total = {name: counted.total(counted.main_channel, name) for name in
             ("offered", "unknown_outcome", "short_abandoned", "answered_in_time", "abandoned", "blocked",
              "transferred", "coded")}
    of_waits = ROWS_BEHIND["service_level"]
    wanted = total["offered"] + total["unknown_outcome"] - total["short_abandoned"]
    assert behind(of_waits.all, voice) == wanted
    assert behind(of_waits.missed, voice) == wanted - total["answered_in_time"]
    assert behind(ROWS_BEHIND["abandonment"].all, voice) == total["offered"] - total["short_abandoned"]
    assert behind(ROWS_BEHIND["abandonment"].missed, voice) == total["abandoned"] - total["short_abandoned"]
    assert behind(ROWS_BEHIND["blocked_rate"].missed, voice) == total["blocked"]
    assert behind(ROWS_BEHIND["transfer_rate"].missed, voice) == total["transferred"]
    repeats = counted.repeats
    assert behind(ROWS_BEHIND["fcr_repeat"].all) == repeats["index_contacts"].sum()
    assert behind(ROWS_BEHIND["fcr_repeat"].missed) == repeats["repeated_same"].sum()
    assert behind(ROWS_BEHIND["first_agent"].missed) == (repeats["index_contacts"] - repeats["first_agent"]).sum()


def test_a_repeat_at_the_end_of_the_window_counts_and_one_microsecond_later_does_not() -> None:
    first = at("2026-05-10T12:00")
    for late, repeated in ((timedelta(0), 1), (timedelta(microseconds=1), 0)):
        rows = [contact(first, customer=1), contact(first + WINDOW + late, customer=1),
                contact("2026-06-08T00:00", customer=9)]
        assert call_counts(inputs(rows))["acme"].repeats["repeated_same"].sum() == repeated


def test_of_two_contacts_at_one_instant_the_second_by_vendor_and_id_is_the_repeat() -> None:
    rows = [contact("2026-05-10T12:00", customer=1, vendor=vendor, call_id=call_id)
            for vendor, call_id in (("beta", "a"), ("acme", "z"), ("acme", "b"))]
    rows += [contact("2026-06-08", customer=each, vendor=vendor) for each, vendor in ((2, "acme"), (3, "beta"))]
    counts = call_counts(inputs(rows))
    assert counts["acme"].repeats["repeated_any"].sum() == 2, "b before z before the other vendor's"
    assert counts["beta"].repeats["repeated_any"].sum() == 0
    missed = ROWS_BEHIND["fcr_repeat"].missed
    found = connection(rows).execute(f"SELECT call_id FROM contacts WHERE {missed} ORDER BY call_id")
    assert found.fetchall() == [("b",), ("z",)]


@settings(max_examples=20, deadline=None)
@given(_logs(20), st.sampled_from([{"minute": 0}, {"minute": 0, "hour": 0}]))
def test_cutting_the_times_hides_nobody_who_came_back(rows: list[dict[str, Any]], to: dict[str, int]) -> None:
    """Where ids rise with time, as systems number calls: of two at one cut moment nothing else tells the later one."""
    in_time = sorted(rows, key=lambda row: row["started_at"])
    rows = [row | {"call_id": f"c{number:03d}"} for number, row in enumerate(in_time)]
    late = contact("2026-06-09T00:00", call_id="late")
    cut = [row | {"started_at": row["started_at"].replace(**to)} for row in rows]
    before, after = (call_counts(inputs([*log, late]))["acme"].repeats for log in (rows, cut))
    for name in ("index_contacts", "repeated_any", "repeated_same"):
        assert after[name].sum() >= before[name].sum(), name


def test_a_repeat_goes_to_any_vendor_and_need_not_be_answered() -> None:
    rows = [contact("2026-05-10T12:00", customer=1), contact("2026-06-08", customer=2),
            contact("2026-05-12T12:00", vendor="beta", customer=1, outcome="abandoned", channel="chat")]
    counts = call_counts(inputs(rows))
    assert counts["acme"].repeats["repeated_same"].sum() == 1
    assert counts["beta"].repeats["answered"].sum() == 0


def test_switchboards_immature_and_keyless_contacts_are_counted_apart() -> None:
    rows = [contact(at("2026-05-01") + timedelta(hours=each), customer=5) for each in range(31)]
    rows += [contact("2026-05-03", customer=None), contact("2026-05-28", customer=6), contact("2026-05-30", customer=7),
             contact("2026-05-04", customer=8)]
    repeats = call_counts(inputs(rows))["acme"].repeats
    assert {name: int(repeats[name].sum()) for name in ("switchboard", "keyless", "immature", "index_contacts")} == {
        "switchboard": 31, "keyless": 1, "immature": 2, "index_contacts": 1}


def test_email_is_timed_to_its_first_response_against_a_day() -> None:
    start = at("2026-05-04T09:00")
    rows = [contact(start, channel="email", first_response_at=start + timedelta(seconds=seconds), wait_ms=None)
            for seconds in (86_400, 86_401)]
    counts = call_counts(inputs(rows))["acme"]
    assert counts.main_channel == "email"
    assert (counts.total("email", "answered_in_time"), counts.total("email", "answered_wait_known")) == (1, 2)


def test_the_average_speed_of_answer_is_the_mean_wait_of_the_answered() -> None:
    waits = [1234, 60_001, 5, 77_777]
    rows = [contact(f"2026-05-{day:02d}", wait_ms=wait) for day, wait in enumerate(waits, 1)]
    answer = ASA.read(vendor_months(inputs(rows), DEFAULT)["acme"]).answer
    assert isinstance(answer, Estimate)
    assert answer.value == pytest.approx(np.mean(waits) / 1000)
    assert (answer.numerator, answer.denominator) == (sum(waits) / 1000, 4)


def test_answers_are_whole_numbers_whatever_the_engine_sums() -> None:
    rows = [contact("2026-05-10T12:00", customer=1), contact("2026-06-08", customer=2)]
    for frame in inputs(rows).calls.values():
        for name, values in frame.items():
            if name not in ("vendor", "channel", "day"):
                assert np.issubdtype(values.dtype, np.integer), name


def test_a_month_without_the_other_vendors_later_data_is_provisional_unless_they_have_left() -> None:
    rows = [contact("2026-05-10T12:00", customer=1), contact("2026-06-08", customer=2)]
    for reached, left, provisional in ((at("2026-05-16"), [], True), (at("2026-05-18"), [], False),
                                       (at("2026-05-16"), ["beta"], False), (at("2026-02-01"), ["beta"], False)):
        month = inputs(rows, {"beta": reached}, left=frozenset(left))
        answer = FCR_REPEAT.read(vendor_months(month, DEFAULT)["acme"]).answer
        assert isinstance(answer, Estimate)
        assert answer.provisional is provisional, reached
        assert ("provisional" in answer.as_json()) is provisional


def test_only_customers_contacts_make_the_ones_before_old_enough() -> None:
    own = [contact("2026-05-10T12:00", customer=1), contact("2026-05-12", customer=2)]
    for late in ({"direction": "outbound"}, {"callback_of": "c1"}):
        repeats = call_counts(inputs([*own, contact("2026-06-08", customer=3, **late)]))["acme"].repeats
        assert (repeats["index_contacts"].sum(), repeats["immature"].sum()) == (0, 2)


def test_the_queries_name_only_the_two_relations_they_declare() -> None:
    for sql in month_queries(DEFAULT, MAY).values():
        assert "read_parquet" not in sql
        assert "FROM contacts" in sql


def _with_callbacks(marked: int) -> list[dict[str, Any]]:
    """100 inbound contacts, so many of them marked as call-backs; one outbound, which is none of them."""
    start = at("2026-05-01")
    return [*(contact(start + timedelta(hours=7 * each), customer=each, resolved=True,
                      callback_of="c1" if each < marked else None) for each in range(99)),
            contact("2026-06-08", customer=999), contact("2026-05-02", direction="outbound", callback_of="c1")]


def test_a_few_customers_marked_as_call_backs_are_left_out_and_it_is_said() -> None:
    month = vendor_months(inputs(_with_callbacks(4)), DEFAULT)["acme"]
    for measure in (FCR_REPEAT, SERVICE_LEVEL):
        answer = measure.read(month).answer
        assert isinstance(answer, Estimate)
        assert "left out: 4 inbound contacts marked as call-backs" in [note.text for note in answer.notes]


@pytest.mark.parametrize("code", ["service_level", "asa", "wait_p90", "over_600", "abandonment", "blocked_rate",
                                  "transfer_rate", "fcr_repeat", "first_agent", "fcr_agent"])
def test_with_more_call_backs_than_can_be_no_figure_of_the_contacts_has_a_value(code: str) -> None:
    measure = next(each for each in MEASURES if each.code == code)
    answers = [measure.read(vendor_months(inputs(_with_callbacks(marked)), DEFAULT)["acme"]).answer
               for marked in (4, 6)]
    assert isinstance(answers[0], Estimate)
    assert isinstance(answers[1], NotScored)
    assert answers[1].why == ("6 of 99 inbound contacts (6.1%) are marked as call-backs, which count nowhere; at most "
                              "5% may be: log call-backs the vendor makes as outbound")
