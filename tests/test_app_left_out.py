"""What was read and may not be stored: every row of it is held back, told of, and handed back to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import Role, Viewer, scope_for
from app.services import corrections, importing
from app.services.import_order import ImportOrder
from app.services.opening import open_home
from app.services.reports import FileReport
from app.services.uploads import Upload
from app.settings import Settings
from scoring.records import Month, VendorCode
from storage import records, vendors
from storage.home import Store
from storage.scope import EVERYTHING

VERA = Viewer(1, "vera", "Vera", Role.VENDOR, VendorCode("summit"), "en")
HEAD = "Call ID,started_at,outcome,wait_s\n"
LEGS = "Call ID,started_at,outcome,wait_s,parent_id\n"
MARCH, AUGUST = "2026-03-02 10:00:00", "2026-08-02 10:00:00"


def call(id_: str, at: str, wait: int = 5) -> str:
    return f"{id_},{at},answered,{wait}\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_home(Settings(home=tmp_path / "home"))
    vendors.add(opened, "summit", name="Summit", actor="test")
    yield opened
    opened.close()


def bring(store: Store, tmp_path: Path, text: str, *, hold_back: bool = False) -> FileReport:
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding="utf-8")
    answers = {"id_used_again": "hold_back"} if hold_back else {}
    return importing.import_file(store, path, ImportOrder("calls", "summit", answers=answers), actor="test",
                                 score=False)


def ids_of(store: Store, month: str) -> list[str]:
    found = records.rows(store, EVERYTHING, "calls", "summit", Month.parse(month), "true", limit=100)
    return sorted(found["call_id"].tolist()) if found else []


def test_every_row_of_an_id_used_again_is_held_back_told_of_and_offered(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, HEAD + call("a1", MARCH))
    again = HEAD + call("a1", AUGUST) * 3 + call("b", AUGUST)
    assert bring(store, tmp_path, again).status == "needs_answer"
    report = bring(store, tmp_path, again, hold_back=True)
    assert (report.rows_read, report.rows_stored, report.rows_held_back, report.records) == (4, 1, 3, 1)
    assert report.issue_counts == {"id_used_again": 3} and report.issues_total == 3
    assert [(issue.row, issue.vendor, issue.value) for issue in report.issues] == [
        (2, "summit", "a1"), (3, "summit", "a1"), (4, "summit", "a1")]
    held = corrections.held_back(store, scope_for(VERA), report.batch, "en")
    assert [row[0] for row in held.rows] == ["2", "3", "4"]
    assert "stored already" in held.rows[0][1] and "withdraw the batch" in held.rows[0][1]
    assert ids_of(store, "2026-03") == ["a1"] and ids_of(store, "2026-08") == ["b"]


def test_rows_left_out_come_back_as_a_correction_once_the_old_ones_are_withdrawn(store: Store, tmp_path: Path) -> None:
    first = bring(store, tmp_path, HEAD + call("a1", MARCH))
    report = bring(store, tmp_path, HEAD + call("a1", AUGUST) * 2 + call("b", AUGUST), hold_back=True)
    corrected = Upload("corrected.csv", (HEAD + call("a1", AUGUST) * 2).encode())
    refused = corrections.send_corrected(store, VERA, report.batch, corrected)
    assert (refused.status, refused.issue_counts) == ("refused", {"already_stored": 2})
    importing.withdraw_batch(store, first.batch, actor="test")
    taken = corrections.send_corrected(store, VERA, report.batch, corrected)
    assert (taken.status, taken.rows_stored, taken.records) == ("stored", 2, 1)
    assert ids_of(store, "2026-08") == ["a1", "b"]


def test_a_contact_is_left_out_with_its_legs_and_their_older_deliveries(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, HEAD + call("p", MARCH))
    rows = [f"p,{AUGUST},overflow,5,", f"p-2,{AUGUST},answered,9,p", f"p-2,{AUGUST},answered,7,p",
            f"b,{AUGUST},answered,7,", f"p-3,{AUGUST},answered,soon,p"]
    report = bring(store, tmp_path, LEGS + "\n".join(rows) + "\n", hold_back=True)
    assert (report.rows_read, report.rows_stored, report.rows_held_back, report.records) == (5, 1, 4, 1)
    assert {issue.row: issue.code for issue in report.issues} == {
        2: "id_used_again", 3: "id_used_again", 4: "id_used_again", 6: "not_a_duration"}
    assert sorted(row[0] for row in corrections.held_back(store, EVERYTHING, report.batch, "en").rows) == [
        "2", "3", "4", "6"]


def test_of_a_correction_every_row_that_was_not_held_back_is(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, HEAD + call("good", AUGUST) + call("held", "not a time"))
    text = HEAD + call("held", AUGUST) + call("good", AUGUST) * 2 + call("new", AUGUST) + call("new", AUGUST, 6)
    taken = corrections.send_corrected(store, VERA, report.batch, Upload("corrected.csv", text.encode()))
    assert (taken.rows_read, taken.rows_stored, taken.rows_held_back, taken.records) == (5, 1, 4, 1)
    assert taken.issue_counts == {"not_held_back": 4}
    assert [issue.row for issue in taken.issues] == [3, 4, 5, 6]
    assert corrections.open_files(store, EVERYTHING) == (), "what a correction may not bring is no file to correct"


def numbered(month: int, moved: int = 0) -> str:
    """A sheet that numbers its calls from 1 on."""
    return HEAD + "".join(call(str(n), f"2026-{month:02d}-{n + moved:02d} 10:00:00", wait=n) for n in range(1, 9))


def test_numbers_that_begin_again_each_month_never_overwrite_the_month_before_unasked(
        store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, numbered(4))
    report = bring(store, tmp_path, numbered(5))
    assert (report.status, [question.code for question in report.questions]) == ("needs_answer", ["ids_begin_again"])
    assert "8 of 8 ids" in report.questions[0].example and "2026-04-01" in report.questions[0].example
    assert ids_of(store, "2026-04") == [str(n) for n in range(1, 9)] and not ids_of(store, "2026-05")


def test_a_number_joined_with_its_date_is_an_id_and_both_months_stand(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, numbered(4))
    path = tmp_path / "may.csv"
    path.write_text(numbered(5), encoding="utf-8")
    order = ImportOrder("calls", "summit", answers={"column.call_id": "started_at + call_id"})
    assert importing.import_file(store, path, order, actor="test", score=False).records == 8
    assert ids_of(store, "2026-05")[0] == "2026-05-01 10:00:00/1"
    assert ids_of(store, "2026-04") == [str(n) for n in range(1, 9)]


def test_dates_that_are_corrected_are_restated_once_somebody_says_so(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, numbered(4))
    path = tmp_path / "again.csv"
    path.write_text(numbered(4, moved=10), encoding="utf-8")
    assert importing.import_file(store, path, ImportOrder("calls", "summit"), actor="test", score=False).status == (
        "needs_answer")
    order = ImportOrder("calls", "summit", answers={"ids_begin_again": "restate"})
    assert len(importing.import_file(store, path, order, actor="test", score=False).restated.cells) == 8


def test_a_month_that_comes_again_with_a_few_dates_moved_is_not_asked_about(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, numbered(4))
    report = bring(store, tmp_path, numbered(4).replace("2026-04-01 10", "2026-04-21 10"))
    assert (report.status, len(report.restated.cells)) == ("stored", 1)
