"""Rows that come back are read as their file was: what few rows show of themselves decides nothing it settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from imports import decimals
from imports.headers import folded
from imports.masking import MASK
from tests.readings import Read, at, read_text

CALLS = "call_id,started_at,talk_time\n"
PROMISES = "promise_id,made_at,due_at\n"


def back(original: Read, text: str, folder: Path, **more: Any) -> Read:
    """``text`` read as a correction of ``original``."""
    return read_text(text, folder, settled=original.reading.settled, **more)


def under(code: str, header: str) -> str:
    return f"{code}.{folded(header)}"


def values(read: Read, column: str) -> list[Any]:
    assert read.reading.status == "read", read.reading.questions
    return [record[column] for record in read.records()]


@pytest.mark.parametrize(("decisive", "order", "march"), [("25/03/2026", "dmy", (2026, 3, 4)),
                                                           ("03/25/2026", "mdy", (2026, 4, 3))])
def test_day_and_month_stand_as_in_the_file(
    tmp_path: Path, decisive: str, order: str, march: tuple[int, int, int]
) -> None:
    original = read_text(f"{CALLS}a,{decisive} 10:00,5\n", tmp_path)
    assert original.reading.settled[under("date_order", "started_at")] == order
    assert values(back(original, f"{CALLS}b,04/03/2026 10:00,5\n", tmp_path), "started_at") == [at(*march, 10)]


def test_a_date_that_contradicts_the_file_is_held_back_and_not_read_the_other_way(tmp_path: Path) -> None:
    original = read_text(f"{CALLS}a,03/25/2026 10:00,5\n", tmp_path)
    read = back(original, f"{CALLS}b,26/03/2026 10:00,5\n", tmp_path)
    assert read.codes() == {2: ["not_a_time"]}


def test_an_answer_to_the_file_settles_it_and_what_it_did_not_settle_is_asked(tmp_path: Path) -> None:
    answered = read_text(f"{CALLS}a,03/04/2026 10:00,5\n", tmp_path, answers={"date_order": "mdy"})
    assert values(back(answered, f"{CALLS}b,05/04/2026 10:00,5\n", tmp_path), "started_at") == [at(2026, 5, 4, 10)]
    iso = read_text(f"{CALLS}a,2026-03-25 10:00,5\n", tmp_path)
    asked = back(iso, f"{CALLS}b,03/04/2026 10:00,5\n", tmp_path)
    assert [question.code for question in asked.reading.questions] == ["date_order"]
    given = back(iso, f"{CALLS}b,03/04/2026 10:00,5\n", tmp_path, answers={"date_order": "dmy"})
    assert values(given, "started_at") == [at(2026, 4, 3, 10)]


def test_a_kept_answer_does_not_overrule_the_file(tmp_path: Path) -> None:
    original = read_text(f"{CALLS}a,25/03/2026 10:00,5\n", tmp_path)
    kept = {original.reading.layout: {"date_order": "mdy"}}
    assert values(back(original, f"{CALLS}b,04/03/2026 10:00,5\n", tmp_path, kept=kept), "started_at") == [
        at(2026, 3, 4, 10)]


def test_six_digits_settle_nothing_of_dates_with_signs(tmp_path: Path) -> None:
    original = read_text(f"{CALLS}a,260325,5\nb,260326,5\nc,260331,5\n", tmp_path)
    assert original.reading.settled[under("date_order", "started_at")] == "ymd"
    assert values(back(original, f"{CALLS}d,260304,5\n", tmp_path), "started_at") == [at(2026, 3, 4)]
    assert [question.code for question in back(original, f"{CALLS}d,03/04/26,5\n", tmp_path).reading.questions] == [
        "date_order"]


def test_durations_keep_the_unit_of_the_file(tmp_path: Path) -> None:
    days = read_text(CALLS + "".join(f"a{n},2026-03-02,{n / 86400:.9f}\n" for n in range(61, 300)), tmp_path)
    assert days.reading.settled[under("duration_unit", "talk_time")] == "day"
    assert values(back(days, f"{CALLS}b,2026-03-02,0.25\n", tmp_path), "talk_ms") == [6 * 3_600_000]
    seconds = read_text(f"{CALLS}a,2026-03-02,143\nb,2026-03-02,90\n", tmp_path)
    assert values(back(seconds, f"{CALLS}c,2026-03-02,0.5\n", tmp_path), "talk_ms") == [500]
    answered = read_text(f"{CALLS}a,2026-03-02,61000\n", tmp_path, answers={"duration_unit": "ms"})
    assert values(back(answered, f"{CALLS}c,2026-03-02,143\n", tmp_path), "talk_ms") == [143]


def test_a_spreadsheets_fraction_of_a_day_is_no_second_however_settled_nor_a_second_a_day(tmp_path: Path) -> None:
    days = read_text(CALLS + "".join(f"a{n},2026-03-02,{n / 86400:.9f}\n" for n in range(61, 300)), tmp_path)
    read = back(days, f"{CALLS}c,2026-03-02,143\n", tmp_path)
    assert read.reading.records == 0 and "not_a_duration" in read.codes()[2]
    seconds = read_text(f"{CALLS}a,2026-03-02,143\nb,2026-03-02,90\n", tmp_path)
    assert back(seconds, f"{CALLS}c,2026-03-02,0.001655093\n", tmp_path).codes() == {2: ["not_a_duration"]}


def test_a_header_that_names_its_unit_is_another_column(tmp_path: Path) -> None:
    seconds = read_text(f"{CALLS}a,2026-03-02,143\n", tmp_path)
    minutes = CALLS.replace("talk_time", "talk time (min)")
    assert values(back(seconds, f"{minutes}c,2026-03-02,2\n", tmp_path), "talk_ms") == [120_000]


def test_midnight_means_what_it_meant_in_the_file(tmp_path: Path) -> None:
    days = read_text(f"{PROMISES}a,2026-03-01 09:00,2026-03-05 00:00\n", tmp_path, kind="promises")
    hours = read_text(f"{PROMISES}a,2026-03-01 09:00,2026-03-05 17:00\nb,2026-03-01 09:00,2026-03-06 00:00\n", tmp_path,
                      kind="promises", answers={"midnight": "midnight"})
    text = f"{PROMISES}c,2026-03-01 09:00,2026-03-07 00:00\n"
    assert values(back(days, text, tmp_path, kind="promises"), "due_at") == [at(2026, 3, 7, 23, 59, 59, 999_999)]
    assert values(back(hours, text, tmp_path, kind="promises"), "due_at") == [at(2026, 3, 7)]
    never = read_text(f"{PROMISES}a,2026-03-01 09:00,2026-03-05 17:00\n", tmp_path, kind="promises")
    asked = back(never, text, tmp_path, kind="promises")
    assert [question.code for question in asked.reading.questions] == ["midnight"]


def test_a_decimal_comma_of_the_file_is_one_in_what_comes_back(tmp_path: Path) -> None:
    head = CALLS.replace(",", ";").replace("talk_time", "talk time (s)")
    original = read_text(f"{head}a;2026-03-02;12,5\nb;2026-03-02;1.143,5\n", tmp_path)
    assert original.reading.settled[under("decimal_mark", "talk time (s)")] == "comma"
    comma = CALLS.replace("talk_time", "talk time (s)")
    assert values(back(original, f'{comma}c,2026-03-02,"1,125"\nd,2026-03-02,1.125\n', tmp_path), "talk_ms") == [
        1_125, 1_125_000]
    point = read_text(f'{comma}a,2026-03-02,"1,143.5"\n', tmp_path)
    assert back(point, f'{comma}c,2026-03-02,"12,5"\n', tmp_path).codes() == {2: ["not_a_duration"]}


@pytest.mark.parametrize(("mark", "delimiter", "read"),
                         [("comma", ";", 1125.0), ("comma", "", None), ("point", "", 1.125)])
def test_three_digits_behind_a_point_are_taken_for_neither_where_a_workbook_may_have_written_it(
    mark: str, delimiter: str, read: float | None
) -> None:
    sql = decimals.pointed("t", decimals.settled_marks(mark, delimiter), "point")
    assert duckdb.execute(f"SELECT try_cast({sql} AS DOUBLE) FROM (SELECT '1.125' AS t)").fetchall() == [(read,)]


@pytest.mark.parametrize("column", ["call_id", "customer", "agent", "callback_of"])
def test_whoever_is_still_masked_in_what_comes_back_holds_the_row_back(tmp_path: Path, column: str) -> None:
    names = ["call_id", "started_at", "customer", "agent", "callback_of", "reason"]
    cells = {"call_id": "b", "started_at": "2026-03-02 10:00", "customer": "+49 171 2345678", "agent": "Ann",
             "callback_of": "", "reason": f"asked for {MASK}"}
    text = "\n".join((",".join(names), ",".join((cells | {column: f"Line {MASK}"})[name] for name in names))) + "\n"
    assert read_text(text, tmp_path).reading.records == 1, "an export may say what it likes"
    read = read_text(text, tmp_path, settled={})
    assert [(issue.code, issue.column) for issue in read.reading.issues if issue.holds_back][:1] == [
        ("still_masked", column)]
    assert read.reading.records == 0


def test_the_months_of_rows_held_back_are_told_by_vendor(tmp_path: Path) -> None:
    rows = "call_id,vendor,started_at,wait_s\nA,x,2026-05-03,5\nB,y,2026-06-03,soon\nC,x,2026-04-30,soon\nD,x,never,5\n"
    read = read_text(rows, tmp_path, vendor=None, vendors={"x": "x", "y": "y"})
    assert read.reading.held_months == {"x": ["2026-04"], "y": ["2026-06"]}
