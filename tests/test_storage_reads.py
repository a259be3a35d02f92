"""Reads on SQLite and PostgreSQL: what scoring sees, rows behind a number, and never anything outside the scope."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from scoring.call_queries import COLUMNS_READ, month_queries, rows_behind
from scoring.counts import Columns
from scoring.counts import rows as count
from scoring.definition import DEFAULT
from scoring.judged_calls import JUDGED_CALL
from scoring.records import Month, VendorCode
from storage import batches, calls, records
from storage.duck import AT_ONCE
from storage.home import Store
from storage.months import MonthAsked, read_months
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, content, evaluation, feedback, ids, promise, store_rows

MAY = Month(2026, 5)
ACME, BETA, NOBODY = Scope(frozenset({VendorCode("acme")})), Scope(frozenset({VendorCode("beta")})), Scope(frozenset())
LISTED = {"all": "SELECT vendor, call_id FROM contacts ORDER BY ALL", "cover": "SELECT * FROM coverage ORDER BY ALL"}
naive = datetime.fromisoformat


@pytest.fixture
def filled(store: Store) -> Store:
    store_rows(store, "calls", {
        "acme": [call("a1", "2026-05-04 09:00:00", 7, reason="bill"), call("a2", "2026-05-31 23:00:00", 8),
                 call("a3", "2026-06-08 23:59:59", 9), call("a4", "2026-06-09 00:00:00", 9)],
        "beta": [call("b1", "2026-05-06 09:00:00", 7, reason="Bill "), call("b2", "2026-04-30 23:59:59", 5)],
    })
    return store


def _frames(store: Store, as_of: datetime | None = None) -> Mapping[str, Columns]:
    """What scoring reads of May: the calls, and how far each vendor's reach."""
    return next(read_months(store, [MonthAsked(MAY, LISTED, ("vendor", "call_id"), {})], as_of)).frames


def test_a_month_sees_its_own_days_and_eight_more_of_every_vendor(filled: Store) -> None:
    frames = _frames(filled)
    assert list(zip(frames["all"]["vendor"], frames["all"]["call_id"], strict=True)) == [
        ("acme", "a1"), ("acme", "a2"), ("acme", "a3"), ("beta", "b1")]
    assert list(frames["cover"]["vendor"]) == ["acme", "beta"]
    assert calls.newest_contact(filled, EVERYTHING, MAY) == {
        "acme": naive("2026-06-09T00"), "beta": naive("2026-05-06T09")}


def test_the_days_are_those_of_the_clients_zone(tmp_path_factory: pytest.TempPathFactory) -> None:
    from storage import vendors
    from storage.home import open_store

    store = open_store(tmp_path_factory.mktemp("zone") / "home", timezone="Asia/Shanghai")
    vendors.add(store, "acme", actor="tester")
    store_rows(store, "calls", {"acme": [call("late", "2026-04-30 17:00:00"), call("next", "2026-05-31 17:00:00")]})
    assert ids(store, "calls", "acme", "2026-05") == {"late"}
    assert calls.newest_contact(store, EVERYTHING, Month(2026, 4)) == {"acme": naive("2026-05-08T16")}
    store.close()


def test_outsiders_see_no_call_of_others(filled: Store) -> None:
    for scope, seen in ((ACME, {"acme"}), (BETA, {"beta"}), (NOBODY, set())):
        assert set(calls.newest_contact(filled, scope, MAY)) == seen
        assert {vendor for vendor, _month in records.months_with_data(filled, scope)} == seen
    for scope in (BETA, NOBODY):
        assert count(records.rows(filled, scope, "calls", "acme", MAY)) == 0
        assert records.count_rows(filled, scope, "calls", "acme", MAY) == 0
        assert count(records.month_records(filled, scope, "calls", "acme", [MAY])) == 0


def test_scorings_own_queries_run_and_a_repeat_at_another_vendor_is_a_row_behind_the_number(filled: Store) -> None:
    asked = MonthAsked(MAY, month_queries(DEFAULT, MAY), COLUMNS_READ, {})
    assert set(next(read_months(filled, [asked])).frames) == set(month_queries(DEFAULT, MAY))
    behind = rows_behind(DEFAULT)["fcr_repeat"]
    found = records.rows(filled, ACME, "calls", "acme", MAY, behind.missed, order="started_at")
    assert list(found["call_id"]) == ["a1"]
    assert records.count_rows(filled, ACME, "calls", "acme", MAY, behind.missed) == 1
    assert records.count_rows(filled, BETA, "calls", "acme", MAY, behind.missed) == 0


def test_rows_come_in_pages_in_the_order_asked_for_and_of_the_month_alone(filled: Store) -> None:
    newest = records.rows(filled, ACME, "calls", "acme", MAY, order="started_at", descending=True, limit=1)
    assert list(newest["call_id"]) == ["a2"]
    second = records.rows(filled, ACME, "calls", "acme", MAY, order="started_at", descending=True, limit=1, offset=1)
    assert list(second["call_id"]) == ["a1"]
    assert records.count_rows(filled, ACME, "calls", "acme", MAY) == 2
    with pytest.raises(KeyError):
        records.rows(filled, ACME, "calls", "acme", MAY, order="1; DROP TABLE contacts")


def test_evaluations_carry_the_call_they_judged_and_stand_in_its_month(store: Store) -> None:
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "a1", "2026-06-20 10:00:00"),
                                               evaluation("e2", "zz", "2026-06-21 10:00:00")]})
    assert ids(store, "evaluations", "acme", "2026-06") == {"e1", "e2"}
    before = content(store)
    store_rows(store, "calls", {"acme": [
        call("a1", "2026-05-04 09:00:00", agent="Ann", queue="q", customer=77, wait_ms=60_000, talk_ms=240_000)]})
    assert ids(store, "evaluations", "acme", "2026-05") == {"e1"}
    assert ids(store, "evaluations", "acme", "2026-06") == {"e2"}
    found = records.month_records(store, ACME, "evaluations", "acme", [MAY])
    assert (found["call_agent"][0], found["call_queue"][0], found["call_customer"][0]) == ("Ann", "q", 77)
    assert found["call_started_at"][0] == np.datetime64("2026-05-04T09:00")
    assert found["call_ended_at"][0] == np.datetime64("2026-05-04T09:05")
    assert found["criteria"][0][0]["criterion"] == "greeting"
    unjudged = records.month_records(store, ACME, "evaluations", "acme", [MAY.shifted(1)])
    assert all(bool(unjudged[name].mask[0]) for name in JUDGED_CALL)
    batches.withdraw(store, "b2", actor="tester")
    assert content(store) == before


def test_outsiders_see_no_small_record_of_others(store: Store) -> None:
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "a1", "2026-05-20 10:00:00")]})
    store_rows(store, "feedback", {"acme": [feedback("f1", "2026-05-20 10:00:00")]})
    store_rows(store, "promises", {"acme": [promise("p1", "2026-05-01 10:00:00", "2026-05-20 10:00:00")]})
    for kind in ("evaluations", "feedback", "promises"):
        assert count(records.month_records(store, ACME, kind, "acme", [MAY])) == 1
        for scope in (BETA, NOBODY):
            assert count(records.month_records(store, scope, kind, "acme", [MAY])) == 0
            assert count(records.rows(store, scope, kind, "acme", MAY)) == 0
            assert records.months_with_data(store, scope, kind) == []
    assert records.newest_promise_event(store, BETA, MAY) == {}


def test_the_ledgers_newest_event_is_what_was_made_or_kept_not_what_is_due(store: Store) -> None:
    store_rows(store, "promises", {"acme": [
        promise("p1", "2026-05-01 10:00:00", "2026-05-20 10:00:00", "2026-05-07 10:00:00"),
        promise("p2", "2026-05-03 10:00:00", "2027-01-01 10:00:00"), promise("p3", "2026-05-02 10:00:00", None)]})
    assert records.newest_promise_event(store, EVERYTHING, MAY) == {"acme": naive("2026-05-07T10")}
    assert ids(store, "promises", "acme", "2026-05") == {"p1", "p3"}


def test_kept_on_a_date_alone_the_ledger_surely_reached_the_beginning_of_that_day(store: Store) -> None:
    store_rows(store, "promises", {"acme": [
        promise("p1", "2026-05-01 10:00:00", "2026-05-20 10:00:00", "2026-05-07 23:59:59.999999")]})
    assert records.newest_promise_event(store, EVERYTHING, MAY) == {"acme": naive("2026-05-07")}


def test_a_ledger_that_begins_later_says_nothing_of_a_month_now_or_then(store: Store) -> None:
    store_rows(store, "promises", {"acme": [promise("p1", "2026-06-20 10:00:00", "2026-06-25 10:00:00")]})
    assert records.newest_promise_event(store, EVERYTHING, MAY) == {}
    assert records.newest_promise_event(store, EVERYTHING, MAY.shifted(1)) == {"acme": naive("2026-06-20T10")}
    before, then = records.month_fingerprint(store, MAY), datetime.now(UTC)
    store_rows(store, "promises", {"acme": [promise("p0", "2026-04-01 10:00:00", "2026-04-25 10:00:00")]})
    assert records.newest_promise_event(store, EVERYTHING, MAY) == {"acme": naive("2026-06-09")}
    assert records.newest_promise_event(store, EVERYTHING, MAY, then) == {}
    assert records.month_fingerprint(store, MAY) != before


def test_a_months_fingerprint_moves_with_what_its_scorecards_read_and_with_nothing_else(filled: Store) -> None:
    def moved(kind: str, rows: list[object]) -> bool:
        before = records.month_fingerprint(filled, MAY)
        store_rows(filled, kind, {"acme": rows})  # type: ignore[dict-item]
        return records.month_fingerprint(filled, MAY) != before

    assert not moved("calls", [call("later", "2026-06-15 09:00:00")])  # after the window, and coverage was full
    assert not moved("calls", [call("old", "2026-03-15 09:00:00")])
    assert moved("calls", [call("edge", "2026-06-08 09:00:00")])
    assert moved("calls", [call("own", "2026-05-08 09:00:00")])
    assert moved("feedback", [feedback("f1", "2026-06-20 09:00:00")])
    assert not moved("feedback", [feedback("f2", "2026-07-20 09:00:00")])
    assert not moved("evaluations", [evaluation("e1", "?", "2026-06-20 09:00:00")])
    assert moved("evaluations", [evaluation("e2", "own", "2026-06-20 09:00:00")])
    batches.withdraw(filled, "b9", actor="tester")
    before = records.month_fingerprint(filled, MAY)
    batches.reinstate(filled, "b9", actor="tester")
    batches.withdraw(filled, "b9", actor="tester")
    assert records.month_fingerprint(filled, MAY) == before


def test_how_far_a_vendors_log_reaches_is_told_by_customers_contacts_alone(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call("in", "2026-05-04 09:00:00"),
                                         call("out", "2026-05-20 09:00:00", direction="outbound"),
                                         call("back", "2026-05-21 09:00:00", callback_of="in")],
                                "beta": [call("out", "2026-05-20 09:00:00", direction="outbound")]})
    now = calls.newest_contact(store, EVERYTHING, MAY)
    assert now == {"acme": naive("2026-05-04T09")}
    batches.withdraw(store, "b1", actor="tester")
    then = batches.events(store, EVERYTHING, "b1")[0].at
    assert calls.newest_contact(store, EVERYTHING, MAY, as_of=then) == now


def test_a_vendor_without_contacts_for_62_days_while_others_have_some_has_left(store: Store) -> None:
    read = [_left_and_covered(store)]
    for rows in ({"acme": [call("a1", "2026-05-20 09:00:00")], "beta": [call("b1", "2026-07-21 09:00:00")]},
                 {"beta": [call("b2", "2026-07-21 09:00:01")]},
                 {"acme": [call("a2", "2026-05-20 09:00:01")]}):
        store_rows(store, "calls", rows)
        read.append(_left_and_covered(store))
    stays, gone = (set(), naive("2026-05-20T09")), ({"acme"}, naive("2026-06-09T00"))
    assert read == [(set(), None), stays, gone, (set(), naive("2026-05-20T09:00:01"))]
    moments = [event.at for number in (1, 2, 3) for event in batches.events(store, EVERYTHING, f"b{number}")]
    batches.withdraw(store, "b3", actor="tester")
    assert [_left_and_covered(store, moment) for moment in moments] == read[1:], "as it was known then"


def test_a_month_read_in_one_scan_holds_what_its_files_hold(store: Store) -> None:
    """Layers that serve as they are, a month written anew, and the head of the next month, now and as of before."""
    store_rows(store, "calls", {
        "acme": [call("a1", "2026-05-03 09:00:00"), call("a2", "2026-06-04 09:00:00"), call("a3", "2026-06-20 09:00")],
        "beta": [call("b1", "2026-05-03 09:00:00", customer=7)]})
    store_rows(store, "calls", {"acme": [call("a1", "2026-05-03 10:00:00"), call("a4", "2026-05-09 09:00:00")]})
    first = batches.events(store, EVERYTHING, "b1")[0].at
    listed = {"rows": f"SELECT {', '.join(COLUMNS_READ)} FROM contacts ORDER BY vendor, call_id"}
    for as_of, held in ((None, ["a1", "a2", "a4", "b1"]), (first, ["a1", "a2", "b1"])):
        by_scan = next(read_months(store, [MonthAsked(MAY, listed, COLUMNS_READ, {})], as_of)).frames["rows"]
        by_page = records.rows(store, EVERYTHING, "calls", "acme", MAY, as_of=as_of)
        assert by_scan["call_id"].tolist() == held
        in_may = [place for place, id_ in enumerate(held) if id_ in ("a1", "a4")]
        for name in COLUMNS_READ:
            assert [by_scan[name].tolist()[place] for place in in_may] == by_page[name].tolist()


def test_whoever_scores_many_months_lets_others_ask_in_between(filled: Store) -> None:
    """As many scorers as there are turns stand between two months: a page still has its answer."""
    asked = [MonthAsked(month, LISTED, ("vendor", "call_id"), {}) for month in (MAY, MAY.shifted(1))]
    scorers = [read_months(filled, asked) for _ in range(AT_ONCE)]
    first = [next(scorer) for scorer in scorers]
    with ThreadPoolExecutor(1) as page:
        assert page.submit(records.count_rows, filled, ACME, "calls", "acme", MAY).result(timeout=30) == 2
    assert [len(list(scorer)) for scorer in scorers] == [1] * AT_ONCE and first[0].frames


def _left_and_covered(store: Store, as_of: datetime | None = None) -> tuple[set[str], datetime | None]:
    """Who has left before the end of what May's scoring reads, and how far acme's calls cover."""
    read = next(read_months(store, [MonthAsked(MAY, LISTED, ("vendor", "call_id"), {})], as_of))
    covered = dict(zip(read.frames["cover"]["vendor"], read.frames["cover"]["newest"].tolist(), strict=True))
    return set(read.left), covered.get("acme")


def test_only_months_a_vendor_left_in_or_before_are_scored_again_when_it_is_seen_to_have_left(store: Store) -> None:
    april, june = MAY.shifted(-1), MAY.shifted(1)
    store_rows(store, "calls", {
        "acme": [call("a1", "2026-04-20 09:00:00"), call("a2", "2026-05-20 09:00:00")],
        "beta": [call("b1", "2026-04-20 09:00:00"), call("b2", "2026-05-20 09:00:00"),
                 call("b3", "2026-06-20 09:00:00"), call("b4", "2026-07-20 09:00:00")]})

    def moved(rows: list[object]) -> set[Month]:
        months = [april, MAY, june]
        before = records.month_fingerprints(store, months)
        store_rows(store, "calls", {"beta": rows})  # type: ignore[dict-item]
        after = records.month_fingerprints(store, months)
        return {month for month in months if after[month] != before[month]}

    assert moved([call("b5", "2026-07-21 08:00:00")]) == set(), "not yet 62 days"
    assert moved([call("b6", "2026-07-22 09:00:00")]) == {MAY, june}
    assert moved([call("b7", "2026-09-22 09:00:00")]) == set(), "it had left before"


def test_all_vendors_small_kinds_come_at_once_as_each_would_alone(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call("x", "2026-05-04 09:00:00", agent="Ann")],
                                "beta": [call("x", "2026-05-05 09:00:00", agent="Bob")]})
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "x", "2026-05-20 10:00:00")],
                                      "beta": [evaluation("e1", "x", "2026-05-21 10:00:00"),
                                               evaluation("e2", "y", "2026-05-21 10:00:00")]})
    store_rows(store, "feedback", {"beta": [feedback("f1", "2026-06-20 10:00:00")]})
    wanted = {"evaluations": [MAY], "feedback": [MAY, MAY.shifted(1)], "surveys": [MAY]}
    found = records.month_sets(store, EVERYTHING, wanted)
    assert {kind: set(vendors) for kind, vendors in found.items()} == {
        "evaluations": {"acme", "beta"}, "feedback": {"beta"}, "surveys": set()}
    assert list(found["evaluations"][VendorCode("acme")]["call_agent"]) == ["Ann"]
    assert found["evaluations"][VendorCode("beta")]["call_agent"].tolist() == ["Bob", None]
    alone = records.month_records(store, BETA, "evaluations", "beta", [MAY])
    assert {name: column.tolist() for name, column in alone.items()} == {
        name: column.tolist() for name, column in found["evaluations"][VendorCode("beta")].items()}
    assert set(records.nothing("evaluations")) == set(alone)
    assert records.month_sets(store, NOBODY, wanted) == {"evaluations": {}, "feedback": {}, "surveys": {}}
    assert set(records.month_sets(store, ACME, wanted)["evaluations"]) == {"acme"}
