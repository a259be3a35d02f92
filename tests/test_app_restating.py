"""A month that comes again, as people and scripts are told of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from app.access import Role, Viewer
from app.cli import status_of
from app.errors import UserError
from app.services.import_order import ImportOrder
from app.services.importing import history, import_file
from app.services.restating import (
    CELL_HEADS,
    cell_row,
    change_row,
    difference,
    id_rows,
    ids_total,
    viewers_differences,
)
from app.words import words_for
from scoring.records import VendorCode
from storage.batches import Cell, Change
from storage.home import Store, open_store
from storage.scope import EVERYTHING, Scope

HEAD = "call_id,vendor,started_at,customer,agent,outcome,wait_s,talk_s\n"
FIRST = HEAD + """c1,acme,2026-05-04 09:00:00,+4420790001,Mia,answered,95,60
c2,acme,2026-05-04 10:00:00,+4420790002,Mia,abandoned,40,
=c3,acme,2026-05-04 11:00:00,+4420790003,Tom,answered,31,60
c4,beta,2026-05-04 12:00:00,+4420790004,Eve,answered,31,60
"""
AGAIN = HEAD + """c1,acme,2026-05-04 09:00:00,+4420790001,Mia,answered,15,60
c2,acme,2026-05-04 10:00:00,+4420790002,Mia,answered,40,12
=c3,acme,2026-05-04 11:00:00,+4420799999,Zoe,answered,19,60
c4,beta,2026-05-04 12:00:00,+4420790004,Eve,answered,30,60
c5,beta,2026-05-04 13:00:00,+4420790005,Eve,answered,30,60
"""


def _vendors(home: Path) -> None:
    for code in ("acme", "beta"):
        assert status_of(["vendors", "add", code, "--home", str(home)]) == 0


def _person(role: Role, vendor: str | None = None) -> Viewer:
    return Viewer(1, "pat", "Pat", role, VendorCode(vendor) if vendor else None, "en")


@pytest.fixture
def changed(store: Store, tmp_path: Path) -> Store:
    for name, text in (("may.csv", FIRST), ("may-again.csv", AGAIN)):
        (tmp_path / name).write_text(text)
        report = import_file(store, tmp_path / name, ImportOrder("calls"), actor="tester", score=False)
        assert report.status == "stored", report.issues
    return store


def test_the_command_tells_what_a_month_that_comes_again_changes(tmp_path: Path,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    home, first, again = tmp_path / "home", tmp_path / "may.csv", tmp_path / "may-again.csv"
    first.write_text(FIRST), again.write_text(AGAIN)
    _vendors(home)
    status_of(["import", "calls", str(first), "--home", str(home)])
    capsys.readouterr()
    assert status_of(["import", "calls", str(again), "--home", str(home)]) == 0
    told = capsys.readouterr().out
    assert "4 of its records were stored before: 4 say something else now; 1 records of these months are new" in told
    assert "acme, wait_s: 2 shortened, −92 s together" in told
    assert "beta, wait_s: 1 shortened, −1.0 s together" in told
    assert "acme, outcome: 1 abandoned → answered" in told
    assert status_of(["import", "calls", str(again), "--home", str(home), "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert report["status"] == "unchanged", "and a file already stored tells what it changed when it came"
    assert [one["changed"] for one in report["restated"]["vendors"]] == [3, 1]
    assert report["restated"]["cells"][0] == {
        "vendor": "acme", "id": "c1", "column": "wait_s", "before": "95.0", "after": "15.0", "row": 2,
        "before_batch": "b1", "before_row": 2}
    assert status_of(["differences", "b2", "--home", str(home), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["batch"], found["file"], found["files"]) == ("b2", "may-again.csv", {"b1": "may.csv"})
    assert len(found["sha256"]) == 64 and found["cells"] == report["restated"]["cells"]
    out = tmp_path / "changes.xlsx"
    assert status_of(["differences", "b2", "--home", str(home), "--out", str(out)]) == 0
    assert out.exists()
    capsys.readouterr()
    assert status_of(["differences", "b9", "--home", str(home)]) == 2
    assert "There is no batch b9" in capsys.readouterr().err


def test_neither_customers_nor_agents_are_told_by_a_difference(changed: Store) -> None:
    found = difference(changed, EVERYTHING, "b2")
    said = {cell.column: (cell.before, cell.after) for cell in found.restated.cells if cell.id == "=c3"}
    assert said["customer"] == said["agent"] == (None, None)
    cell = next(cell for cell in found.restated.cells if cell.column == "agent")
    assert "(not shown)" in cell_row(cell, "calls", {}, words_for("en"))


def test_the_workbook_holds_every_change_with_where_both_values_stand_and_no_formula(changed: Store) -> None:
    name, data = viewers_differences(changed, _person(Role.MANAGER), "b2")
    book = openpyxl.load_workbook(io.BytesIO(data))
    told, cells, ids = book.worksheets
    assert [row[1:3] for row in ids.iter_rows(min_row=2, values_only=True)] == [("c5", "new in this file")]
    rows = [list(row) for row in cells.iter_rows(values_only=True)]
    assert name == "openline-differences-b2.xlsx" and len(rows) == 1 + 7
    assert rows[1] == ["acme", 2, "c1", "wait_s", 95, 15, "b1 · row 2"]
    assert any(row[2] == "=c3" for row in rows) and {cell.data_type for row in cells for cell in row} <= {"s", "n"}
    assert any("SHA-256" in str(cell) for row in told.iter_rows(values_only=True) for cell in row)


def test_a_vendor_gets_its_own_changes_of_a_file_of_several_and_qa_none_of_calls(changed: Store) -> None:
    _name, data = viewers_differences(changed, _person(Role.VENDOR, "beta"), "b2")
    cells = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
    assert {row[0] for row in cells.iter_rows(min_row=2, values_only=True)} == {"beta"}
    for person in (_person(Role.QA), _person(Role.VENDOR, "gamma")):
        with pytest.raises(UserError):
            viewers_differences(changed, person, "b2")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_vendor_cannot_tell_the_clients_own_files_about_it_from_files_that_are_none(changed: Store, tmp_path: Path,
                                                                                      language: str) -> None:
    (tmp_path / "qa.csv").write_text("call_id,vendor,evaluator,evaluated_at,Greeting (5)\nc1,beta,eva,2026-06-02,4\n")
    report = import_file(changed, tmp_path / "qa.csv", ImportOrder("evaluations"), actor="qa", score=False)
    assert report.batch == "b3"
    told = []
    for batch in ("b3", "b9"):
        with pytest.raises(UserError) as refused:
            viewers_differences(changed, replace(_person(Role.VENDOR, "beta"), language=language), batch)
        told.append((refused.value.code, str(refused.value).replace(batch, "")))
    assert told[0] == told[1]


def test_the_history_counts_the_records_each_batch_changed_within_the_scope(changed: Store) -> None:
    counted = {one["batch"]: (one["changed"], one["came_or_missing"]) for one in history(changed, EVERYTHING)}
    assert counted == {"b1": (0, 0), "b2": (4, 1)}
    assert history(changed, Scope(frozenset({VendorCode("beta")}))) == [], "a file of several tells nothing to one"


@pytest.mark.parametrize(("language", "expected"), [
    ("en", [["wait_s", "shortened", "412", "−2 h 17 min"], ["resolved", "no → yes", "3", ""],
            ["outcome", "filled in (answered)", "2", ""]]),
    ("zh", [["等待时长", "缩短", "412", "−2 小时 17 分"], ["是否解决", "否 → 是", "3", ""],
            ["通话结果", "补填 (接通)", "2", ""]]),
])
def test_a_change_is_told_in_words(language: str, expected: list[list[str]]) -> None:
    changes = [Change("acme", "wait_s", "shortened", None, None, 412, -8240.0),
               Change("acme", "resolved", "became", "false", "true", 3, None),
               Change("acme", "outcome", "filled", None, "answered", 2, None)]
    told = [change_row(one, "calls", {}, words_for(language)) for one in changes]
    assert [row[:2] + row[2:] for row in told[:2]] == expected[:2]
    assert told[2][0] == expected[2][0] and told[2][1].split(" ")[0] in expected[2][1]


def test_a_row_of_the_table_names_the_files_own_headers() -> None:
    cell = Cell("acme", "c1", "wait_s", "95.0", "15.0", 7, "b1", 3)
    row = cell_row(cell, "calls", {"wait_s": "Speed of answer"}, words_for("en"))
    assert row == ["7", "c1", "Speed of answer", "95", "15", "b1 · row 3"] and len(row) == len(CELL_HEADS)


def test_a_home_whose_batches_know_no_differences_yet_still_lists_them(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home", None)
    assert history(store, EVERYTHING) == []
    store.close()


def test_a_record_that_comes_again_and_is_held_back_is_not_missing_from_the_file(store: Store, tmp_path: Path) -> None:
    again = AGAIN.replace("c2,acme,2026-05-04 10:00:00", "c2,acme,soon").replace(
        "=c3,acme,2026-05-04 11:00:00,+4420799999,Zoe,answered,19,60\n",
        "c6,acme,2026-05-04 12:00:00,+4420790006,Zoe,answered,19,60\n")
    for name, text in (("may.csv", FIRST), ("again.csv", again)):
        (tmp_path / name).write_text(text)
        report = import_file(store, tmp_path / name, ImportOrder("calls"), actor="tester", score=False)
    assert report.rows_held_back == 1 and report.missing_ids == ("=c3",), "c2 stands in the file"


SHORTER = HEAD + """c1,acme,2026-05-04 09:00:00,+4420790001,Mia,answered,95,60
+442079000999,acme,2026-05-04 10:30:00,+4420790003,Tom,answered,31,60
=c3,acme,2026-05-04 11:00:00,+4420790003,Tom,answered,31,60
c4,beta,2026-07-04 12:00:00,+4420790004,Eve,answered,31,60
"""


def test_ids_that_are_new_missing_or_used_again_are_listed_to_whom_they_concern(store: Store, tmp_path: Path) -> None:
    for name, text in (("may.csv", FIRST), ("shorter.csv", SHORTER)):
        (tmp_path / name).write_text(text)
        order = ImportOrder("calls", answers={"id_used_again": "hold_back"} if name != "may.csv" else {})
        assert import_file(store, tmp_path / name, order, actor="tester", score=False).status == "stored"
    told = difference(store, EVERYTHING, "b2")
    expected = [["acme", "•••", "new in this file", "row 3"],
                ["acme", "c2", "missing from this file; it stays", "May 2026"],
                ["beta", "c4", "used again for another record; held back", "row 5"]]
    assert list(id_rows(told, words_for("en"))) == expected and ids_total(told) == 3
    acme, beta = (difference(store, Scope(frozenset({VendorCode(code)})), "b2") for code in ("acme", "beta"))
    assert list(id_rows(acme, words_for("en"))) == expected[:2] and list(id_rows(beta, words_for("en"))) == expected[2:]
    _name, data = viewers_differences(store, _person(Role.MANAGER), "b2")
    rows = openpyxl.load_workbook(io.BytesIO(data))["ids"].iter_rows(min_row=2, values_only=True)
    assert [list(row) for row in rows] == expected


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whoever_asks_on_the_page_is_answered_in_their_language_and_without_commands(store: Store,
                                                                                    language: str) -> None:
    from app.services.draw_sheets import blank_sheet

    person = Viewer(1, "pat", "Pat", Role.MANAGER, None, language)
    with pytest.raises(UserError) as no_batch:
        viewers_differences(store, person, "b9")
    with pytest.raises(UserError) as no_draw:
        blank_sheet(store, EVERYTHING, "d9", "en", language)
    for refused, key, named in ((no_batch, "restated.unknown", {"batch": "b9"}),
                                (no_draw, "draws.unknown", {"draw": "d9"})):
        assert str(refused.value) == words_for(language).t(key, **named) and "openline" not in str(refused.value)
