"""What comes in once the vendor knows which calls were listened to has not arrived; what was there before has."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from app.access import GRANTS, Role, Viewer
from app.services import drawing, findings_life, uploads
from app.services.draw_opening import open_draw, why_not
from app.services.finding_detail import finding_detail
from app.services.findings_life import Actor
from app.services.import_order import ImportOrder
from app.services.integrity import findings
from app.services.month_inputs import inputs_of
from app.services.scorecards import scorecards
from app.services.tracing import trace
from scoring.integrity.panel import panel
from scoring.records import Month, VendorCode
from scoring.sampling import EVALUATE
from storage import batches, draws, vendors
from storage.draws import DrawView
from storage.home import Store
from storage.scope import EVERYTHING
from tests.delivered import Delivered
from tests.storage_world import call, evaluation, feedback, store_rows

MAY = Month(2026, 5)
ACME = VendorCode("acme")
CALLS = 120
MANAGER, QA = (Actor(role.value, role.value.title(), GRANTS[role], EVERYTHING) for role in (Role.MANAGER, Role.QA))
SETUP = Viewer(0, "setup", "Setup", Role.MANAGER, None, "en")


def item(i: int, name: str = "F", **more: Any) -> dict[str, Any]:
    return feedback(f"{name}{i}", f"2026-05-{1 + i % 28:02d}T10:00:00", f"A{i}", category="delivery", **{
        "forwarded_at": f"2026-05-{1 + i % 28:02d}T18:00:00", "polarity": "negative" if i % 2 else "positive"} | more)


@pytest.fixture
def drawn(store: Store) -> tuple[Store, str]:
    """All calls of May are judged for a draw; feedback was heard on each, every fourth was passed on."""
    store_rows(store, "calls", {"acme": [call(f"A{i}", f"2026-05-{1 + i % 28:02d}T09:00:00", queue="billing",
                                              customer=i, agent="7") for i in range(CALLS)]})
    view = drawing.draw(store, EVALUATE, "acme", "2026-05", CALLS, actor="qa")
    store_rows(store, "evaluations", {"acme": [
        evaluation(f"E{i}", f"A{i}", "2026-06-02T09:00:00", draw_id=view.id, selection="random", feedback_voiced=True,
                   feedback_polarity="negative" if i % 2 else "positive", feedback_category="delivery")
        for i in range(CALLS)]})
    store_rows(store, "feedback", {"acme": [item(i) for i in range(0, CALLS, 4)]})
    return store, view.id


def view_of(store: Store, vendor: str, month: str) -> DrawView:
    return drawing.draw(store, EVALUATE, vendor, month, 1, actor="qa")


def arrived(store: Store) -> int:
    return int(panel(inputs_of(store, ACME, MAY, None)).heard.arrived.sum())


def captured(store: Store) -> dict[str, Any]:
    (card,) = scorecards(store, EVERYTHING, month="2026-05", vendor="acme")
    return next(dict(each["estimate"]) for each in card["measures"] if each["code"] == "feedback_capture")


def made_up(store: Store, **more: Any) -> None:
    """The vendor hands over what is missing on the calls it now knows."""
    store_rows(store, "feedback", {"acme": [item(i, "L", **more) for i in range(CALLS) if i % 4]})


def test_before_a_draw_is_opened_what_comes_late_has_arrived(drawn: tuple[Store, str]) -> None:
    store, _ = drawn
    assert arrived(store) == captured(store)["numerator"] == CALLS / 4
    made_up(store)
    assert arrived(store) == captured(store)["numerator"] == CALLS


def test_once_the_draw_is_open_what_comes_in_has_not_arrived_and_that_is_said(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    before = captured(store)["numerator"], arrived(store)
    open_draw(store, EVERYTHING, draw, actor="manager")
    assert (captured(store)["numerator"], arrived(store)) == before, "to open a draw changes no figure"
    made_up(store)
    found = captured(store)
    assert (found["numerator"], arrived(store)) == before
    late = next(note for note in found["notes"] if note["code"] == "after_told")
    assert late["facts"]["items"] == CALLS * 3 / 4
    traced = trace(store, EVERYTHING, "acme", "2026-05", "feedback_capture")
    assert sum(len(block) for block in traced) == CALLS and traced.adds_up


def test_what_was_on_record_before_or_had_reached_the_client_before_has_arrived(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    open_draw(store, EVERYTHING, draw, actor="manager")
    store_rows(store, "feedback", {"acme": [item(i, text="sent once more") for i in range(0, CALLS, 4)]})
    assert arrived(store) == CALLS / 4, "what is delivered again was there before"
    made_up(store, received_at="2026-05-29T12:00:00")
    assert arrived(store) == captured(store)["numerator"] == CALLS


def test_an_item_that_is_turned_to_another_call_came_in_anew(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    store_rows(store, "feedback", {"acme": [feedback("bare", "2026-05-02T23:00:00", None, polarity="negative")]})
    open_draw(store, EVERYTHING, draw, actor="manager")
    turned = [{**item(i), "call_id": f"A{i + 1}"} for i in range(0, CALLS, 4)]
    store_rows(store, "feedback", {"acme": turned})
    assert arrived(store) == captured(store)["numerator"] == 0
    store_rows(store, "feedback", {"acme": [feedback("bare", "2026-05-02T23:00:00", "A1", polarity="negative")]})
    assert arrived(store) == captured(store)["numerator"] == 1


def test_a_month_of_which_nothing_was_imported_when_it_was_told_counts_whole(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call(f"A{i}", "2026-05-04T09:00:00", customer=i) for i in range(9)]})
    view = drawing.draw(store, EVALUATE, "acme", "2026-05", 5, actor="qa")
    open_draw(store, EVERYTHING, view.id, actor="manager")
    store_rows(store, "feedback", {"acme": [item(i) for i in range(9)]})
    columns = inputs_of(store, ACME, MAY, None).feedback
    assert "after_told" not in columns and len(columns["feedback_id"]) == 9


def test_what_comes_in_of_the_next_month_is_no_news_of_this_one(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    open_draw(store, EVERYTHING, draw, actor="manager")
    store_rows(store, "feedback", {"acme": [feedback(f"june{i}", "2026-06-09T10:00:00", f"J{i}") for i in range(5)]})
    assert not [note for note in captured(store)["notes"] if note["code"] == "after_told"]
    store_rows(store, "feedback", {"acme": [feedback("dated ahead", "2026-06-09T10:00:00", "A1")]})
    (note,) = [note for note in captured(store)["notes"] if note["code"] == "after_told"]
    assert note["facts"]["items"] == 1 and arrived(store) == CALLS / 4, "to date it ahead does not help"


def test_months_before_it_do_not_stand_for_a_month_of_which_nothing_was_imported(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call(f"A{i}", "2026-05-04T09:00:00", customer=i) for i in range(9)]})
    store_rows(store, "feedback", {"acme": [feedback("april", "2026-04-20T10:00:00", "Z1")]})
    view = drawing.draw(store, EVALUATE, "acme", "2026-05", 5, actor="qa")
    open_draw(store, EVERYTHING, view.id, actor="manager")
    store_rows(store, "feedback", {"acme": [item(i) for i in range(9)]})
    assert "after_told" not in inputs_of(store, ACME, MAY, None).feedback


def test_what_was_held_back_before_and_comes_back_corrected_has_arrived(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    first = batches.listing(store, EVERYTHING)[0]
    open_draw(store, EVERYTHING, draw, actor="manager")
    store_rows(store, "feedback", {"acme": [item(1, "held")]}, corrects=first.id)
    assert arrived(store) == captured(store)["numerator"] == CALLS / 4 + 1


def test_as_of_a_day_before_the_opening_nothing_is_late(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    made_up(store)
    between = datetime.now(UTC)
    open_draw(store, EVERYTHING, draw, actor="manager")
    store_rows(store, "feedback", {"acme": [item(900, "N")]})
    assert int(panel(inputs_of(store, ACME, MAY, between)).heard.arrived.sum()) == CALLS
    assert arrived(store) == CALLS
    late = inputs_of(store, ACME, MAY, None).feedback
    assert list(np.asarray(late["feedback_id"])[late["after_told"]]) == ["N900"]


def test_a_finding_that_was_sent_tells_its_vendor_as_well(store: Store) -> None:
    vendors.add(store, "summit", name="Summit", actor="test")
    files = Delivered("summit")
    for kind, data in files.files():
        assert uploads.bring_in(store, uploads.Upload(f"{kind}.csv", data), ImportOrder(kind),
                                viewer=SETUP).status == "stored"
    view = findings_life.open_finding(store, MANAGER, "summit", "2026-03")
    again = json.loads(view.data)["missing"]
    store_rows(store, "evaluations", {"summit": [
        evaluation(f"R{place}", call_id, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", draw_id="d1", selection="double",
                   evaluator="Wang", feedback_voiced=True, feedback_polarity="negative")
        for place, call_id in enumerate(draws.named(store, EVERYTHING, "d1"))]})
    findings_life.close_relistening(store, QA, view.id)
    assert why_not(store, EVERYTHING, view_of(store, "summit", "2026-03")) == "heard"
    findings_life.send(store, MANAGER, view.id)
    assert why_not(store, EVERYTHING, view_of(store, "summit", "2026-03")) == ""
    (before,) = findings(store, EVERYTHING, month="2026-03", vendor="summit")
    store_rows(store, "feedback", {"summit": [
        feedback(f"late{place}", "2026-03-20T10:00:00", call_id, polarity="negative") for place, call_id in
        enumerate(again)]})
    (after,) = findings(store, EVERYTHING, month="2026-03", vendor="summit")
    told = ("verdict", "p_value", "withheld", "signals")
    assert {name: after[name] for name in told} == {name: before[name] for name in told}
    looked = finding_detail(store, EVERYTHING, "summit", "2026-03")
    assert looked is not None
    late = next(check for check in looked.checks if check.code == "late")
    assert late.explains and dict(late.facts)["late"] == len(again), "who decides is told that they came since"


def test_what_is_kept_of_a_month_says_what_judging_anew_would(drawn: tuple[Store, str]) -> None:
    from storage import judged

    store, draw = drawn
    open_draw(store, EVERYTHING, draw, actor="manager")
    made_up(store)
    kept = json.dumps(findings(store, EVERYTHING), sort_keys=True)
    with store.writing() as session:
        judged.clear(session)
    assert json.dumps(findings(store, EVERYTHING), sort_keys=True) == kept
