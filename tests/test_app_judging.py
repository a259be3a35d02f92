"""Months that nothing has touched are not judged twice, and what is kept never says other than judging anew would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.access import Role, Viewer
from app.services import findings_life, forgetting, importing, judging, uploads
from app.services.import_order import ImportOrder
from app.services.integrity import findings
from app.services.judging import Past
from scoring.integrity import kept as bytes_of
from scoring.records import Month, VendorCode
from storage import judged, vendors
from storage.home import Store
from storage.judged import Judged
from storage.scope import EVERYTHING, Scope
from tests.delivered import Delivered

SETUP = Viewer(0, "setup", "Setup", Role.MANAGER, None, "en")
MARCH = Month(2026, 3)
ONE_ENGINE = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
"""Of what is kept the two databases are asked apart; what is judged is the same on both."""
HARBOUR, SUMMIT = VendorCode("harbour"), VendorCode("summit")


@pytest.fixture
def home(store: Store) -> Store:
    for code in (HARBOUR, SUMMIT):
        vendors.add(store, code, name=code.title(), actor="test")
        for kind, data in Delivered(code).files():
            brought_in(store, kind, f"{code}-{kind}.csv", data)
    return store


def brought_in(store: Store, kind: str, name: str, data: bytes) -> str:
    report = uploads.bring_in(store, uploads.Upload(name, data), ImportOrder(kind), viewer=SETUP)
    assert report.status == "stored"
    return str(report.batch)


@contextmanager
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """The vendor-months that are read and judged meanwhile."""
    seen: list[tuple[str, str]] = []
    real: Callable[..., Any] = judging.inputs_of

    def watched(store: Store, vendor: VendorCode, month: Month, *rest: Any) -> Any:
        seen.append((vendor, str(month)))
        return real(store, vendor, month, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(judging, "inputs_of", watched)
        yield seen


def told(store: Store) -> str:
    return json.dumps(findings(store, EVERYTHING), sort_keys=True)


def told_anew(store: Store) -> str:
    """What is found where nothing was kept."""
    with store.writing() as session:
        judged.clear(session)
    return told(store)


def one_more_remark(vendor: str, day: str = "2026-03-20") -> bytes:
    return (f"feedback_id,vendor,captured_at,forwarded_at,call_id,agent,category,polarity\n{vendor}-late,{vendor},"
            f"{day} 10:00:00,{day} 12:00:00,,,delivery,negative\n").encode()


def test_a_month_that_nothing_has_touched_is_not_judged_twice(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with looked_at(monkeypatch) as seen:
        first = told(home)
    judged_first = set(seen)
    assert {(HARBOUR, "2026-03"), (SUMMIT, "2026-03")} <= judged_first
    with looked_at(monkeypatch) as seen:
        assert told(home) == first
    assert seen == []
    assert told_anew(home) == first


@ONE_ENGINE
def test_what_came_since_is_judged_and_only_where_it_may_count(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(home)
    brought_in(home, "feedback", "late.csv", one_more_remark(SUMMIT))
    with looked_at(monkeypatch) as seen:
        after = told(home)
    assert {vendor for vendor, _ in seen} == {SUMMIT} and (SUMMIT, "2026-03") in seen
    assert after != before and told_anew(home) == after


@ONE_ENGINE
def test_a_batch_withdrawn_and_brought_back_gives_the_same_findings(home: Store) -> None:
    before = told(home)
    batch = brought_in(home, "feedback", "late.csv", one_more_remark(HARBOUR))
    after = told(home)
    importing.withdraw_batch(home, batch, actor="test")
    assert told(home) == before
    importing.reinstate_batch(home, batch, actor="test")
    assert told(home) == after == told_anew(home)


@ONE_ENGINE
def test_what_a_peers_evaluators_heard_counts_for_both(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told(home)
    brought_in(home, "evaluations", "more.csv", (
        "evaluation_id,call_id,vendor,evaluator,evaluated_at,selection,feedback_voiced,feedback_category,feedback_polarity\n"
        f"e-more,{HARBOUR}-1,{HARBOUR},Zhao,2026-03-20,random,yes,delivery,negative\n").encode())
    with looked_at(monkeypatch) as seen:
        after = told(home)
    assert {(HARBOUR, "2026-03"), (SUMMIT, "2026-03")} <= set(seen)
    assert told_anew(home) == after


@ONE_ENGINE
def test_a_finding_on_record_changes_what_it_should_and_no_month_is_judged_for_it(
        home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told(home)
    manager = findings_life.actor(Viewer(0, "manager", "Manager", Role.MANAGER, None, "en"))
    findings_life.open_finding(home, manager, SUMMIT, str(MARCH))
    with looked_at(monkeypatch) as seen:
        opened = findings(home, EVERYTHING, month=str(MARCH), vendor=SUMMIT)[0]
    assert opened["life"]["state"] == "drawn" and (HARBOUR, "2026-03") not in seen
    findings_life.decide(home, manager, "f1", "withdrawn", "opened by mistake")
    with looked_at(monkeypatch) as seen:
        after = told(home)
    assert (SUMMIT, "2026-03") not in seen and told_anew(home) == after


def test_forgetting_a_customer_leaves_nothing_kept_that_may_show_him(home: Store) -> None:
    told(home)
    assert judged.kept(home, EVERYTHING)
    forgetting.forget_customer(home, "+8613900000007", actor="test")
    assert judged.kept(home, EVERYTHING) == {}
    assert told(home) == told_anew(home)


@ONE_ENGINE
def test_another_engine_judges_anew(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(home)
    with monkeypatch.context() as patched, looked_at(monkeypatch) as seen:
        patched.setattr(bytes_of, "revision", lambda: "another")
        assert told(home) == first
    assert (SUMMIT, "2026-03") in seen


@ONE_ENGINE
def test_what_changed_while_a_month_was_judged_is_not_kept_under_what_it_was(home: Store) -> None:
    past = Past(home)
    past.found(SUMMIT)
    brought_in(home, "feedback", "late.csv", one_more_remark(SUMMIT))
    past.keep()
    assert judged.kept(home, EVERYTHING) == {}


@ONE_ENGINE
def test_an_earlier_day_is_judged_for_itself_and_never_kept(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told(home)
    before = judged.kept(home, EVERYTHING)
    with looked_at(monkeypatch) as seen:
        then = findings(home, EVERYTHING, as_of="2026-04-10")
    assert then == [], "nothing had come by then"
    with looked_at(monkeypatch) as seen:
        Past(home, home_moment()).found(SUMMIT)
    assert (SUMMIT, "2026-03") in seen and judged.kept(home, EVERYTHING) == before


@ONE_ENGINE
def test_of_other_vendors_nothing_is_handed_out(home: Store) -> None:
    told(home)
    own = judged.kept(home, Scope(frozenset({HARBOUR})))
    assert own and {vendor for vendor, _ in own} == {HARBOUR}
    assert judged.kept(home, Scope(frozenset())) == {}
    assert {vendor for _, vendor, _ in judged.contents(home, Scope(frozenset({HARBOUR}))).fingerprints} == {HARBOUR}


def test_two_who_keep_the_same_month_at_once_both_come_through(store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    version = judged.contents(store, EVERYTHING).version
    many = {(VendorCode("acme"), MARCH.shifted(step)): Judged("0" * 64, b"x" * 5000) for step in range(12)}
    with ThreadPoolExecutor(4) as workers:
        assert all(workers.map(lambda _: judged.keep(store, many, version), range(8)))
    assert judged.kept(store, EVERYTHING) == many


def home_moment() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)
