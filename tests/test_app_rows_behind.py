"""The promises, remarks and evaluations behind a figure: they add up to it, and stay within the viewer's reach."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.access import Role, Viewer
from app.services import uploads
from app.services.import_order import ImportOrder
from app.services.opening import open_portal
from app.services.rows_behind_records import SOURCES, records_behind
from app.services.viewing import vendor_of
from app.services.where_from import Source
from app.ui import loaders
from app.words import words_for
from storage.scope import EVERYTHING, Scope

MONTH = "2026-03"
MANAGER = Viewer(0, "mia", "Mia", Role.MANAGER, None, "en")
FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)


def sheet(head: str, rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return text.getvalue().encode()


def promises() -> bytes:
    """Sixty due in March: fifty kept, four late, three open and overdue, two unknown, one released."""
    rows = []
    for i in range(60):
        due = FIRST + timedelta(days=i // 3)
        kept = due - timedelta(hours=1) if i < 50 else due + timedelta(days=1) if i < 54 else ""
        status = "kept" if i < 54 else "open" if i < 57 else "unknown" if i < 59 else "released"
        rows.append([f"P{i}", "summit", due - timedelta(days=3), due, kept, status, "+8613900000001"])
    rows.append(["P99", "summit", FIRST + timedelta(days=49), FIRST + timedelta(days=54), "", "open", "+8613900000002"])
    return sheet("promise_id,vendor,made_at,due_at,kept_at,status,customer", rows)


def evaluations() -> bytes:
    """Sixty calls drawn at random, a remark heard on each third, between 0 and 9 points of 10."""
    rows = [[f"E{i}", f"C{i}", "summit", "eva", FIRST + timedelta(hours=9 * i), "random", "Care", i % 10, 10,
             "yes" if i % 3 == 0 else "no", "billing" if i % 3 == 0 else ""] for i in range(60)]
    return sheet("evaluation_id,call_id,vendor,evaluator,evaluated_at,selection,criterion,score,max_score,"
                 "feedback_voiced,feedback_category", rows)


def feedback() -> bytes:
    rows = [[f"F{i}", "summit", FIRST, FIRST + timedelta(hours=1), f"C{i}"] for i in range(0, 60, 6)]
    return sheet("feedback_id,vendor,captured_at,forwarded_at,call_id", rows)


def surveys() -> bytes:
    """Forty answered, to one in four of whom it was not good enough."""
    rows = [[f"S{i}", "summit", "client", FIRST + timedelta(hours=i), 2 if i % 4 == 0 else 5] for i in range(40)]
    return sheet("survey_id,vendor,run_by,invited_at,csat", rows)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from storage import vendors

    patch = pytest.MonkeyPatch()
    patch.setenv("OPENLINE_HOME", str(tmp_path_factory.mktemp("rows") / "home"))
    opened = open_portal()
    vendors.add(opened, "summit", name="Summit", actor="test")
    for kind, data in (("promises", promises()), ("evaluations", evaluations()), ("feedback", feedback()),
                       ("surveys", surveys())):
        report = uploads.bring_in(opened, uploads.Upload(f"{kind}.csv", data), ImportOrder(kind), viewer=MANAGER)
        assert (report.status, report.rows_held_back) == ("stored", 0), report
    yield opened
    patch.undo()


@pytest.mark.parametrize("code", sorted(SOURCES))
def test_the_records_behind_a_figure_add_up_to_it(store: Any, code: str) -> None:
    view = vendor_of(store, EVERYTHING, "summit", MONTH)
    assert view is not None
    figure = next(figure for figure in view.figures if figure.code == code)
    found = records_behind(store, EVERYTHING, "summit", MONTH, code, missed_only=False)
    assert found.total == figure.n and figure.measured
    if code == "qa_score":
        assert sum(float(row["points"] or 0) for row in found.rows) == figure.numerator
        assert sum(float(row["possible"] or 0) for row in found.rows) == figure.denominator
    else:
        assert found.total - found.missed == figure.numerator


def test_broken_promises_come_first_and_then_those_left_open(store: Any) -> None:
    missed = records_behind(store, EVERYTHING, "summit", MONTH, "promise_kept")
    assert [row["state"] for row in missed.rows] == ["broken"] * 7 + ["unknown"] * 2 + ["released"]
    assert (missed.missed, missed.total) == (7, 57)
    every = records_behind(store, EVERYTHING, "summit", MONTH, "promise_kept", missed_only=False)
    assert every.rows[: len(missed.rows)] == missed.rows and len(every.rows) == 60
    assert every.files["b1"].file == "promises.csv" and every.rows[0]["source"] == Source("", "", "b1", (52,))


def test_remarks_that_did_not_arrive_come_first(store: Any) -> None:
    found = records_behind(store, EVERYTHING, "summit", MONTH, "feedback_capture", missed_only=False)
    assert [row["state"] for row in found.rows] == ["not_arrived"] * 10 + ["arrived"] * 10
    assert {row["call"] for row in found.rows[10:]} == {f"C{i}" for i in range(0, 60, 6)}
    arrived = [row["arrived_in"] for row in found.rows]
    assert arrived[:10] == [None] * 10 and {each.batch for each in arrived[10:]} == {"b3"}


def test_a_month_without_records_has_none_behind_its_figures(store: Any) -> None:
    for code in SOURCES:
        found = records_behind(store, EVERYTHING, "summit", "2025-11", code, missed_only=False)
        assert (found.total, found.missed, found.rows) == (0, 0, ())


def test_no_row_names_a_customer_or_an_evaluator(store: Any) -> None:
    for code in SOURCES:
        found = records_behind(store, EVERYTHING, "summit", MONTH, code, missed_only=False)
        assert not {"customer", "agent", "evaluator"} & {name for row in found.rows for name in row}


def test_nobody_sees_rows_outside_their_scope_or_of_an_open_month(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = Scope(frozenset({"summit"})), Scope(frozenset({"harbour"}))
    assert records_behind(store, own, "summit", MONTH, "promise_kept").total == 57
    for code in ("feedback_capture", "qa_score", "csat"):
        assert records_behind(store, own, "summit", MONTH, code, missed_only=False).rows == (), "the client's own notes"
    monkeypatch.setattr("app.services.rows_behind_records.closed", lambda month, timezone: False)
    for code in SOURCES:
        assert records_behind(store, other, "summit", MONTH, code).rows == ()
        assert records_behind(store, own, "summit", MONTH, code).rows == ()


def test_every_pillar_can_be_argued_with() -> None:
    from app.services.views import PROMISES

    assert {code for _, code in PROMISES} <= loaders.TRACEABLE | loaders.RECORDED


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_that_can_be_traced_says_in_words_which_rows_count_against_it(language: str) -> None:
    codes = loaders.TRACEABLE | loaders.RECORDED
    assert all(words_for(language).t(f"behind.missed.{code}") for code in codes)
