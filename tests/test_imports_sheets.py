"""A sheet a month, a vendor or a team is one list; which sheets are meant is asked where they repeat each other."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from app.cli import status_of
from app.services.import_order import ImportOrder
from app.services.importing import import_file
from app.services.questions import answer_text, question_text
from app.services.reports import report_of
from app.services.trace_sheets import json_pieces
from app.services.tracing import trace
from app.services.where_from import rows_text
from app.words import LANGUAGES, words_for
from imports.errors import Refused
from imports.questions import TOGETHER
from scoring.places import SHEET_ROWS, offset_of, place_text
from storage.home import Store
from storage.scope import EVERYTHING
from tests.readings import Read, read_file

HEAD = ["Call ID", "Start time", "Wait time (s)", "Talk time (s)", "Outcome", "Phone"]
Rows = list[list[object]]


def month(number: int, calls: int) -> Rows:
    """A month of calls: the day tells the row, the wait the month and the row."""
    return [[f"c{number}-{i}", f"2026-{number:02d}-{i + 1:02d} 10:00:00", number * 100 + i, 60, "answered",
             f"+4420790{number:02d}{i:02d}"] for i in range(calls)]


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def quarter(tmp_path: Path) -> Path:
    """Three months, each laid out in its own way: a title, a total, another order of columns, a row that is wrong."""
    january = [["Calls of January"], [], HEAD, *month(1, 5), ["Total", None, 510]]
    february = [[*reversed(row)] for row in [HEAD, *month(2, 7)]]
    february[4][4] = "29 February"
    return workbook(tmp_path / "quarter.xlsx", {"January": january, "February": february, "Read me": [["Ask Ann"]],
                                                "March": [HEAD, *month(3, 4)], "April": [HEAD]})


def stands(read: Read) -> dict[str, str]:
    return {record["call_id"]: place_text(record["source_row"], read.reading.sheet) for record in read.records()}


def test_a_sheet_a_month_is_read_as_one_file_and_each_row_keeps_its_sheet(quarter: Path, tmp_path: Path) -> None:
    read = read_file(quarter, tmp_path)
    assert (read.reading.status, read.reading.sheet) == ("read", "January / February / March")
    assert read.adds_up() and read.reading.sheets == {"January": [6, 5, 0, 1], "February": [7, 6, 1, 0],
                                                      "March": [4, 4, 0, 0]}
    assert {part.month for part in read.reading.parts} == {"2026-01", "2026-02", "2026-03"}
    waits = {record["call_id"]: record["wait_ms"] for record in read.records()}
    assert waits == {row[0]: row[2] * 1000 for number, calls in ((1, 5), (2, 7), (3, 4))  # type: ignore[operator]
                     for row in month(number, calls) if row[0] != "c2-3"}
    assert stands(read) == {f"c{number}-{i}": f"{name}!{first + i}" for number, name, first, calls in (
        (1, "January", 4, 5), (2, "February", 2, 7), (3, "March", 2, 4)) for i in range(calls) if (number, i) != (2, 3)}


def test_what_is_wrong_is_told_by_sheet_and_row(quarter: Path, tmp_path: Path) -> None:
    read = read_file(quarter, tmp_path)
    assert {(issue.code, issue.sheet, issue.row, issue.place) for issue in read.reading.issues} == {
        ("not_a_time", "February", 5, "February!5"), ("total_row", "January", 9, "January!9")}
    assert [row["row"] for row in read.held()] == ["February!5"]
    assert read.reading.preview[0]["row"] == "January!4"


def test_a_total_below_each_sheet_is_held_against_its_own_rows(tmp_path: Path) -> None:
    sheets = {name: [HEAD, *month(number, 6), ["Total", None, sum(row[2] for row in month(number, 6)) + slip]]  # type: ignore[misc]
              for number, (name, slip) in enumerate({"May": 0, "June": 0, "July": 7}.items(), start=5)}
    read = read_file(workbook(tmp_path / "totals.xlsx", sheets), tmp_path)
    assert read.reading.sheets == {name: [7, 6, 0, 1] for name in sheets}
    assert [issue.place for issue in read.reading.issues if issue.code == "total_differs"] == ["July!8"]


def test_a_sheet_a_vendor_names_its_vendor(tmp_path: Path) -> None:
    file = workbook(tmp_path / "vendors.xlsx", {"Harbour": [HEAD, *month(1, 3)], "summit bpo": [HEAD, *month(1, 4)]})
    known = {"harbour": "harbour", "summit bpo": "summit"}
    read = read_file(file, tmp_path, vendor=None, vendors=known)
    assert {part.vendor: part.records for part in read.reading.parts} == {"harbour": 3, "summit": 4}, (
        "a vendor's own numbers say nothing of another's")
    with pytest.raises(Refused) as refused:
        read_file(file, tmp_path, vendor=None, vendors={"harbour": "harbour"})
    assert refused.value.code == "vendor_needed"


@pytest.fixture
def repeating(tmp_path: Path) -> Path:
    """Two months, and all of it once more; one call was rated since."""
    everything = [*month(1, 5), *month(2, 6)]
    return workbook(tmp_path / "repeating.xlsx", {"All": [HEAD, *everything], "January": [HEAD, *month(1, 5)],
                                                  "February": [HEAD, *month(2, 6)]})


def test_which_sheets_are_meant_is_asked_where_they_repeat_each_other(repeating: Path, tmp_path: Path) -> None:
    asked = read_file(repeating, tmp_path).reading
    question, = asked.questions
    assert (asked.status, asked.rows_read, asked.rows_held_back) == ("needs_answer", 22, 22)
    assert (question.code, question.choices) == ("sheets", [TOGETHER, "All", "January", "February"])
    read = {answer: read_file(repeating, tmp_path, answers={"sheets": answer}) for answer in question.choices}
    assert {answer: (each.reading.rows_read, each.reading.rows_stored, each.reading.records)
            for answer, each in read.items()} == {TOGETHER: (22, 22, 11), "All": (11, 11, 11), "January": (5, 5, 5),
                                                  "February": (6, 6, 6)}
    assert all(each.reading.answered == {"sheets": answer} for answer, each in read.items())
    with pytest.raises(Refused) as refused:
        read_file(repeating, tmp_path, answers={"sheets": "March"})
    assert refused.value.code == "sheet_not_there" and "'March'" in refused.value.message


def test_calls_over_midnight_at_a_months_end_make_no_question(tmp_path: Path) -> None:
    last = month(2, 25)[:1]
    file = workbook(tmp_path / "night.xlsx", {"January": [HEAD, *month(1, 25), *last],
                                              "February": [HEAD, *month(2, 25)]})
    read = read_file(file, tmp_path)
    assert (read.reading.status, read.reading.records) == ("read", 50)
    assert read.reading.issue_counts == {"exact_duplicate": 1}


def test_of_sheets_with_other_columns_that_may_each_be_meant_one_is_chosen(tmp_path: Path) -> None:
    file = workbook(tmp_path / "two.xlsx", {"Raw": [HEAD, *month(1, 3)],
                                            "Tidy": [HEAD[:4], *[row[:4] for row in month(1, 2)]]})
    asked = read_file(file, tmp_path).reading
    assert (asked.status, [question.choices for question in asked.questions]) == ("needs_answer", [["Raw", "Tidy"]])
    assert read_file(file, tmp_path, answers={"sheets": "Tidy"}).reading.records == 2
    for language in LANGUAGES:
        words, report = words_for(language), report_of("two.xlsx", asked)
        assert "{" not in question_text(asked.questions[0], report, words)
        assert "Tidy" in answer_text(asked.questions[0], "Tidy", words) != "Tidy"


def test_the_hidden_copy_of_a_list_is_no_part_of_it(tmp_path: Path) -> None:
    file = workbook(tmp_path / "hidden.xlsx", {"January": [HEAD, *month(1, 3)], "old": [HEAD, *month(1, 3)]})
    book = openpyxl.load_workbook(file)
    book["old"].sheet_state = "hidden"
    book.save(file)
    read = read_file(file, tmp_path)
    assert (read.reading.sheet, read.reading.rows_read, stands(read)["c1-0"]) == ("January", 3, "2")


def test_a_figure_is_traced_to_the_sheet_and_its_row(store: Store, quarter: Path) -> None:
    report = import_file(store, quarter, ImportOrder("calls", vendor="acme"), actor="test")
    assert report.as_json()["sheets"]["February"] == {"rows_read": 7, "rows_stored": 6, "rows_held_back": 1,
                                                      "rows_not_data": 0}
    found = trace(store, EVERYTHING, "acme", "2026-02", "service_level")
    told = json.loads("".join(json_pieces(store, EVERYTHING, found)))
    book = openpyxl.load_workbook(quarter)
    sources = [source for row in told["rows"] for source in row["sources"]]
    assert {source["sheet"] for source in sources} == {"February"} and len(sources) == 6
    for source in sources:
        line, = source["rows"]
        assert book[source["sheet"]].cell(line, len(HEAD)).value == source["id"]


def test_the_command_line_asks_takes_the_answer_and_keeps_it_for_this_file_alone(
        tmp_path: Path, repeating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(tmp_path / "home")
    status_of(["vendors", "add", "acme", "--home", home])
    call = ["import", "calls", str(repeating), "--vendor", "acme", "--home", home]
    assert status_of(call) != 0 and "--answer sheets=together or --answer sheets=All" in capsys.readouterr().out
    assert status_of([*call, "--answer", "sheets=together"]) == 0
    assert "January: 5 = 5 + 0 + 0" in capsys.readouterr().out
    assert status_of(["answers", "--home", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == []


def test_places_are_those_of_spreadsheets() -> None:
    names = "May / June's"
    assert place_text(17) == "17" and place_text(3_000_000, "calls.csv") == "3000000"
    for sheet, name in enumerate(names.split(" / ")):
        for row in (1, 2, SHEET_ROWS):
            assert place_text(offset_of(sheet) + row, names) == f"{name}!{row}"
    rows = [offset_of(sheet) + row for sheet in (0, 1) for row in (2, 3, 9)]
    assert rows_text(rows, sheets=names) == "May!2–3, May!9, June's!2–3, June's!9"
    assert rows_text(rows, most=1) == "1!2–3, …" and rows_text([4, 5, 7]) == "4–5, 7"
