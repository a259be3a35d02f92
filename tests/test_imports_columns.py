"""Whole columns: every spelling of a moment, a duration, a number and a word, against values written out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.headers import loosely_folded, unit_of
from tests.readings import Read, at, read_file, read_text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def column(tmp_path: Path, header: str, texts: list[str], more: str = "", **options: Any) -> Read:
    """A calls file with one column under test beside ids (and, unless that is under test, a start)."""
    start = header != "started_at" and not more
    lines = ["call_id," + ("started_at," if start else "") + _quoted(header) + more]
    for number, text in enumerate(texts):
        cells = text if more else _quoted(text)
        lines.append(f"K{number:03d}," + ("2026-05-03 10:00:00," if start else "") + cells)
    return read_text("\n".join(lines) + "\n", tmp_path, **options)


MOMENT = at(2026, 5, 3, 14, 5)


@pytest.mark.parametrize("text, expected", [
    ("2026-05-03 14:05:00", MOMENT), ("2026-05-03T14:05", MOMENT), ("2026-05-03T14:05:00Z", MOMENT),
    ("2026-05-03T14:05:00.250Z", MOMENT + timedelta(milliseconds=250)),
    ("2026-05-03T16:05:00+02:00", MOMENT), ("2026-05-03 09:35:00 -0430", MOMENT), ("2026-05-03T22:05:00+08", MOMENT),
    ("2026/5/3 14:05", MOMENT), ("2026.05.03 14:05:00", MOMENT), ("20260503140500", MOMENT), ("202605031405", MOMENT),
    ("31-05-2026 14:05", at(2026, 5, 31, 14, 5)), ("05/31/2026 02:05:00 PM", at(2026, 5, 31, 14, 5)),
    ("5/31/26 14:05", at(2026, 5, 31, 14, 5)), ("31.05.2026 14:05:00", at(2026, 5, 31, 14, 5)),
    ("August 28, 2025 13:47", at(2025, 8, 28, 13, 47)), ("28-Aug-2025 1:47 PM", at(2025, 8, 28, 13, 47)),
    ("Thu, 28 Aug 2025 13:47:09", at(2025, 8, 28, 13, 47, 9)),
    ("1777817100", MOMENT), ("1777817100000", MOMENT), ("1777817100.5", MOMENT + timedelta(seconds=.5)),
    ("46145.586805556", MOMENT), ("2026年5月3日 14时05分", MOMENT), ("2026年5月3日 14点05分30秒",
                                                                MOMENT + timedelta(seconds=30)),
    ("2026年5月3日 下午2:05", MOMENT), ("2026/5/3 下午 2:05:00", MOMENT), ("2026-05-03 2:05:00 p.m.", MOMENT),
    ("20260503", at(2026, 5, 3)), ("2026-05-03", at(2026, 5, 3)),
    ("14:05:00 UTC 2026-05-03", MOMENT), ("16:05 +02:00 2026-05-03", MOMENT), ("2:05 PM 31/05/2026",
                                                                             at(2026, 5, 31, 14, 5)),
    ("Sun May  3 14:05:00 UTC 2026", MOMENT), ("Sun May 3 16:05:00 +0200 2026", MOMENT),
    ("Sun May 03 14:05:00 2026", MOMENT), ("Sun, 03 May 2026 14:05:00 +0000", MOMENT),
    ("Sun, 03 May 2026 14:05:00 GMT", MOMENT), ("Sun May 03 2026 22:05:00 GMT+0800 (China Standard Time)", MOMENT),
    ("14:05 3-May-2026", MOMENT),
    ("14:05:00 UTC 2026-05-03", MOMENT), ("02:05 PM 2026-05-03", MOMENT), ("22:05:00 +08:00 2026/5/3", MOMENT),
    ("Sun, 03 May 2026 14:05:00 +0000", MOMENT), ("Sun, 3 May 2026 16:05:00 +0200", MOMENT),
    ("Sun, 03 May 2026 14:05:00 GMT", MOMENT), ("Sun May  3 14:05:00 UTC 2026", MOMENT),
    ("Sun May  3 14:05:00 2026", MOMENT), ("Sun May 03 2026 22:05:00 GMT+0800 (China Standard Time)", MOMENT),
    ("2026-05-03 14:05:00 +0000 UTC", MOMENT), ("2026-05-03T22:05:00+08:00[Asia/Shanghai]", MOMENT),
    ("2026-05-03 22:05 GMT+8", MOMENT), ("2026-05-03 03:05 UTC-11:00", MOMENT),
])
def test_a_moment_is_read_in_every_spelling(tmp_path: Path, text: str, expected: datetime) -> None:
    read = column(tmp_path, "started_at", [text])
    assert [record["started_at"] for record in read.records()] == [expected], read.reading.issues


@pytest.mark.parametrize("texts, expected", [
    (["01/02/2026", "13/02/2026"], [(2026, 2, 1), (2026, 2, 13)]),
    (["01/02/2026", "02/13/2026"], [(2026, 1, 2), (2026, 2, 13)]),
    (["03/03/2026", "04/04/2026"], [(2026, 3, 3), (2026, 4, 4)]),
])
def test_the_order_of_day_and_month_is_decided_from_the_whole_column(
        tmp_path: Path, texts: list[str], expected: list[tuple[int, int, int]]) -> None:
    read = column(tmp_path, "started_at", texts)
    assert [record["started_at"] for record in read.records()] == [at(*day) for day in expected]
    assert not read.reading.questions


def test_a_date_that_reads_two_ways_is_asked_and_the_answer_used(tmp_path: Path) -> None:
    read = column(tmp_path, "started_at", ["01/02/2026 10:00", "05/05/2026 10:00"])
    assert read.reading.status == "needs_answer"
    question, = read.reading.questions
    assert (question.code, question.choices, question.example) == ("date_order", ["dmy", "mdy"], "01/02/2026 10:00")
    assert (read.reading.rows_stored, read.reading.rows_held_back, read.reading.parts) == (0, 2, [])
    for answer, month in (("dmy", 2), ("mdy", 1)):
        answered = column(tmp_path, "started_at", ["01/02/2026 10:00", "05/05/2026 10:00"],
                          answers={"date_order": answer})
        assert answered.records()[0]["started_at"].month == month


def test_an_undecided_column_follows_the_other_dates_of_the_file(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,ended_at\nA,01/02/2026 10:00,13/02/2026 11:00\n", tmp_path)
    assert read.records()[0]["started_at"] == at(2026, 2, 1, 10)


@pytest.mark.parametrize("date, time, expected", [
    ("2026-05-03", "14:05:00", MOMENT), ("31-05-2026", "2:05 PM", at(2026, 5, 31, 14, 5)),
    ("2026-05-03", "0.586805556", MOMENT), ("2026-05-03 09:00:00", "14:05", MOMENT),
    ("2026-05-03", "1899-12-30 14:05:00", MOMENT), ("2026年5月3日", "14:05", MOMENT),
])
def test_a_moment_in_two_columns_is_put_together(tmp_path: Path, date: str, time: str, expected: datetime) -> None:
    read = read_text(f"call_id,Date,Time\nA,{date},{time}\n", tmp_path)
    assert read.records()[0]["started_at"] == expected


AFTERNOON = at(2026, 5, 3, 21, 12, 58)
NOT_A_TIME = "not_a_time"


@pytest.mark.parametrize("text, expected", [
    ("2026-05-03 9:12:58 PM", AFTERNOON), ("2026-05-03 9:12 PM", at(2026, 5, 3, 21, 12)),
    ("2026-05-03 09:12:58 pm", AFTERNOON), ("2026-05-03 12:05:00 AM", at(2026, 5, 3, 0, 5)),
    ("2026/5/3 下午9:12:58", AFTERNOON), ("2026/5/3 上午9:12", at(2026, 5, 3, 9, 12)),
    ("2026/5/3 中午11:30", at(2026, 5, 3, 11, 30)), ("2026/5/3 中午12:30", at(2026, 5, 3, 12, 30)),
    ("2026/5/3 晚上9:12:58", AFTERNOON), ("2026/5/3 晚上12:05", NOT_A_TIME),
    ("2026-05-03 21:12:58 UTC", AFTERNOON), ("2026-05-03 21:12:58 utc", AFTERNOON),
    ("2026-05-03T23:12:58+02:00", AFTERNOON), ("2026-05-03 23:12:58 +02", AFTERNOON),
    ("2026-05-03 21:12:58 EST", NOT_A_TIME), ("2026-05-03 21:12 xyz", NOT_A_TIME),
    ("Sun May 3 21:12:58 CST 2026", NOT_A_TIME), ("21:12:58 EST 2026-05-03", NOT_A_TIME),
    ("2026-05-03 21:12:xx", NOT_A_TIME), ("2026-05-03 21:12 PM", NOT_A_TIME),
])
def test_a_moment_is_read_whole_or_not_at_all_whatever_stands_beside_it(
        tmp_path: Path, text: str, expected: datetime | str) -> None:
    for beside in ("2026-05-01", "2026-05-01 10:00:00", "2026-05-01 10:00"):
        read = column(tmp_path, "started_at", [beside, text])
        found = [record["started_at"] for record in read.records()][1:] or read.codes()[3]
        assert found == [expected], beside


@pytest.mark.parametrize("time, expected", [
    ("9:12:58 PM", AFTERNOON), ("9:12:58PM", AFTERNOON), ("9:12:58 p.m.", AFTERNOON), ("下午9:12:58", AFTERNOON),
    ("21:12:58", AFTERNOON), ("9:12 am", at(2026, 5, 3, 9, 12)), ("12:05 AM", at(2026, 5, 3, 0, 5)),
    ("23:12:58+02:00", AFTERNOON), ("9:12:58.5 PM", AFTERNOON + timedelta(seconds=.5)), ("", at(2026, 5, 3)),
    ("21:12:58 EST", NOT_A_TIME), ("21:12 PM", NOT_A_TIME), ("2112", NOT_A_TIME),
])
def test_the_time_of_day_in_a_second_column_is_read_whole_or_not_at_all(
        tmp_path: Path, time: str, expected: datetime | str) -> None:
    read = read_text(f"call_id,Date,Time\nA,2026-05-03,9:12:58 AM\nB,2026-05-03,{time}\nC,2026-05-03,10:00\n", tmp_path)
    found = [record["started_at"] for record in read.records() if record["call_id"] == "B"] or read.codes()[3]
    assert found == [expected]


def test_dates_that_only_one_order_reads_beside_those_only_the_other_does_are_asked(tmp_path: Path) -> None:
    texts = ["13/05/2026 10:00", "14/05/2026 10:00", "05/13/2026 10:00", "03/04/2026 10:00"]
    question, = column(tmp_path, "started_at", texts).reading.questions
    assert (question.code, question.choices, question.example) == ("date_order", ["dmy", "mdy"], "03/04/2026 10:00")
    for answer, stored, held in (("dmy", 3, {4: [NOT_A_TIME]}), ("mdy", 2, {2: [NOT_A_TIME], 3: [NOT_A_TIME]})):
        read = column(tmp_path, "started_at", texts, answers={"date_order": answer})
        assert (read.reading.rows_stored, read.codes()) == (stored, held)


def test_what_is_no_date_in_any_order_asks_nothing(tmp_path: Path) -> None:
    read = column(tmp_path, "started_at", ["05/13/2026", "45/05/2026"])
    assert read.codes() == {3: [NOT_A_TIME]} and read.records()[0]["started_at"] == at(2026, 5, 13)


@pytest.mark.parametrize("written", ["%y%m%d", "%d%m%y", "%m%d%y"])
def test_a_month_of_dates_of_six_digits_says_its_own_order(tmp_path: Path, written: str) -> None:
    days = [at(2026, 5, day) for day in range(1, 29)]
    read = column(tmp_path, "started_at", [day.strftime(written) for day in days])
    assert [record["started_at"] for record in read.records()] == days


def test_a_few_dates_of_six_digits_are_asked(tmp_path: Path) -> None:
    question, = column(tmp_path, "started_at", ["120526"]).reading.questions
    assert (question.code, question.choices, question.example) == ("date_order", ["ymd", "dmy", "mdy"], "120526")
    for answer, day in (("ymd", at(2012, 5, 26)), ("dmy", at(2026, 5, 12)), ("mdy", None)):
        read = column(tmp_path, "started_at", ["120526"], answers={"date_order": answer})
        assert [record["started_at"] for record in read.records()] == ([day] if day else []), answer
    near, = column(tmp_path, "started_at", ["010526", "120526", "030526"]).reading.questions
    assert near.choices == ["dmy", "mdy"], "as ymd they would lie eleven years apart"
    assert column(tmp_path, "started_at", ["050505"]).records()[0]["started_at"] == at(2005, 5, 5)


def test_an_offset_in_the_text_wins_then_the_request_then_the_vendor_then_the_client(tmp_path: Path) -> None:
    text = "call_id,started_at\nA,{}\n"
    zones: dict[str, Any] = {"client": "Asia/Tokyo", "vendor_timezones": {"acme": "Asia/Kolkata"},
                             "timezone": "Asia/Shanghai"}
    cases = [("2026-05-03 12:00:00+02:00", zones, 10), ("2026-05-03 12:00:00", zones, 4),
             ("2026-05-03 12:00:00", {k: v for k, v in zones.items() if k != "timezone"}, 6.5),
             ("2026-05-03 12:00:00", {"client": "Asia/Tokyo"}, 3)]
    for moment, options, hour in cases:
        record = read_text(text.format(moment), tmp_path, **options).records()[0]
        assert record["started_at"] == at(2026, 5, 3) + timedelta(hours=hour)


def test_each_vendor_of_a_file_is_read_in_its_own_zone(tmp_path: Path) -> None:
    read = read_text("call_id,vendor,started_at\nA,Ost,2026-07-01 12:00:00\nB,West,2026-07-01 12:00:00\n", tmp_path,
                     vendor=None,
                     vendors={"ost": "ost", "west": "west"},
                     vendor_timezones={"ost": "Asia/Shanghai", "west": "America/New_York"})
    assert [record["started_at"].hour for record in read.records()] == [4, 16]


def test_a_row_without_vendor_is_told_once_where_vendors_live_in_several_zones(tmp_path: Path) -> None:
    read = read_text("call_id,vendor,started_at\nA,ost,2026-07-01 12:00:00\nB,west,2026-07-01 12:00:00\n"
                     "C,,2026-11-20 11:00:00\nD,,\n", tmp_path, vendor=None, vendors={"ost": "ost", "west": "west"},
                     vendor_timezones={"ost": "Asia/Shanghai", "west": "America/New_York"})
    assert [(issue.row, issue.column) for issue in read.reading.issues if issue.code == "missing_cell"] == [
        (4, "vendor"), (5, "started_at"), (5, "vendor")]
    assert len(read.reading.issues) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments=st.lists(st.datetimes(at(2015, 1, 1), at(2026, 10, 1)), min_size=1, max_size=20),
       zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
                             "America/Sao_Paulo"]))
def test_local_times_agree_with_zoneinfo(tmp_path_factory: pytest.TempPathFactory, moments: list[datetime],
                                         zone: str) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    read = column(tmp_path_factory.mktemp("zones"), "started_at", [str(moment) for moment in whole], timezone=zone)
    expected = [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for moment in whole]
    assert [record["started_at"] for record in read.records()] == expected


def test_the_hour_shown_twice_is_the_first_and_said_and_the_skipped_hour_is_said(tmp_path: Path) -> None:
    read = column(tmp_path, "started_at", ["2025-10-26 02:30:00", "2025-03-30 02:30:00", "2025-07-01 02:30:00"],
                  timezone="Europe/Berlin")
    assert [record["started_at"].hour for record in read.records()] == [0, 1, 0]
    assert [record["flags"] for record in read.records()] == [32, 64, 0]
    assert read.codes() == {2: ["ambiguous_hour"], 3: ["skipped_hour"]}


def test_what_has_not_happened_yet_is_held_back(tmp_path: Path) -> None:
    read = column(tmp_path, "started_at", ["2026-11-20 11:59:59", "2026-11-20 12:00:01"])
    assert read.codes() == {3: ["future"]}
    assert (read.reading.rows_stored, read.reading.rows_held_back) == (1, 1)


@pytest.mark.parametrize("never", ["N/A", "", "1970-01-01T00:00:00.001Z", "-", "NULL", "无", "  "])
def test_never_is_no_moment_and_no_issue(tmp_path: Path, never: str) -> None:
    read = read_text(f'call_id,started_at,ended_at\nA,2026-05-03 10:00:00,"{never}"\nB,2026-05-03 '
                     f'10:00:00,2026-05-03 10:01:00\n',
                     tmp_path)
    assert [record["ended_at"] is None for record in read.records()] == [True, False]
    assert read.reading.issues == []


def test_a_deadline_that_is_only_a_date_means_the_end_of_that_day_where_it_was_written(tmp_path: Path) -> None:
    read = read_text("promise_id,made_at,due_at\nA,2026-05-01 10:00:00,2026-05-03\nB,2026-05-01 10:00:00,2026-05-03 "
                     "12:00:00\n",
                     tmp_path, "promises", timezone="Asia/Shanghai")
    assert [record["due_at"] for record in read.records()] == [at(2026, 5, 3, 15, 59, 59, 999999), at(2026, 5, 3, 4)]
    midnights = read_text("promise_id,made_at,due_at\nA,2026-05-01 10:00:00,2026-05-03 00:00:00\n", tmp_path,
                          "promises")
    assert midnights.records()[0]["due_at"] == at(2026, 5, 3, 23, 59, 59, 999999)


def ledger(tmp_path: Path, rows: list[tuple[str, str, str]], **more: Any) -> Read:
    """A ledger of (made_at, due_at, kept_at)."""
    lines = "".join(f"P{place},{','.join(row)}\n" for place, row in enumerate(rows))
    return read_text(f"promise_id,made_at,due_at,kept_at\n{lines}", tmp_path, "promises", **more)


def test_a_date_alone_on_which_a_promise_was_kept_means_some_time_on_that_day(tmp_path: Path) -> None:
    made = "2026-05-03 10:00:00"
    read = ledger(tmp_path, [(made, "2026-05-03", "2026-05-03"), (made, "2026-05-03 17:00:00", "2026-05-03 16:00:00"),
                             (made, "2026-05-04", "2026-05-02")], timezone="Asia/Shanghai")
    assert [record["kept_at"] for record in read.records()] == [
        at(2026, 5, 3, 15, 59, 59, 999999), at(2026, 5, 3, 8), at(2026, 5, 2, 15, 59, 59, 999999)]
    assert [issue.row for issue in read.reading.issues if issue.code == "ended_before_start"] == [4], (
        "kept before it was made only where the whole day lies before")


def test_a_promise_kept_today_is_known_and_one_kept_tomorrow_is_held_back(tmp_path: Path) -> None:
    """The reading's now is noon of 1 July 2026 in Shanghai."""
    made = "2026-06-01 10:00:00"
    read = ledger(tmp_path, [(made, "2026-07-09", "2026-07-01"), (made, "2026-07-09", "2026-07-02"),
                             (made, "2026-07-09", "2026-07-01 12:00:01")],
                  timezone="Asia/Shanghai", now="2026-07-01T04:00:00+00:00")
    assert [record["kept_at"] for record in read.records()] == [at(2026, 7, 1, 15, 59, 59, 999999)]
    assert [(issue.row, issue.code) for issue in read.reading.issues] == [(3, "future"), (4, "future")]


MIDNIGHT, EVENING = "2026-05-04 00:00:00", "2026-05-05 17:00:00"


@pytest.mark.parametrize("column", ["due_at", "kept_at"])
def test_midnight_beside_other_times_is_asked_for_it_may_be_a_date(tmp_path: Path, column: str) -> None:
    def read(*texts: str, **more: Any) -> Read:
        blank = {"due_at": "2026-05-09", "kept_at": ""}
        rows = [("2026-05-01 10:00:00", *(blank | {column: text}).values()) for text in texts]
        return ledger(tmp_path, rows, **more)

    question, = read(MIDNIGHT, EVENING).reading.questions
    assert (question.code, question.column, question.choices, question.example) == (
        "midnight", column, ["end_of_day", "midnight"], MIDNIGHT)
    end, start = at(2026, 5, 4, 23, 59, 59, 999999), at(2026, 5, 4)
    for answer, moment in (("end_of_day", end), ("midnight", start)):
        answered = read(MIDNIGHT, EVENING, answers={"midnight": answer})
        assert answered.records()[0][column] == moment and answered.reading.answered == {"midnight": answer}
        assert answered.records()[1][column] == at(2026, 5, 5, 17)
    for texts in ([MIDNIGHT], [MIDNIGHT, "2026-05-05"], ["2026-05-04", EVENING],
                  ["2026-05-04", EVENING, "1970-01-01 00:00:00"]):
        plain = read(*texts, answers={"midnight": "midnight"})
        assert plain.reading.answered == {} and plain.records()[0][column] == end, "nothing to be asked"


def test_the_order_of_a_date_and_its_midnight_are_asked_at_once(tmp_path: Path) -> None:
    rows = [("2026-05-01 10:00:00", "03/04/2026 00:00", ""), ("2026-05-01 10:00:00", "05/06/2026 17:00", "")]
    assert [question.code for question in ledger(tmp_path, rows).reading.questions] == ["date_order", "midnight"]
    read = ledger(tmp_path, rows, answers={"date_order": "dmy", "midnight": "end_of_day"})
    assert read.records()[0]["due_at"] == at(2026, 4, 3, 23, 59, 59, 999999)
    assert read.reading.answered == {"date_order": "dmy", "midnight": "end_of_day"}


@pytest.mark.parametrize("header, texts, expected_ms", [
    ("wait_s", ["83", "83.0", "0", "0.5"], [83000, 83000, 0, 500]),
    ("wait", ["83", "90"], [83000, 90000]),
    ("talk time", ["00:02:23", "7:02:47", "0:02:58.667"], [143000, 25367000, 178667]),
    ("Wait Time", ["00:17", "12:05"], [17000, 725000]),
    ("通话时长(毫秒)", ["83000", "500"], [83000, 500]), ("talk (ms)", ["1500"], [1500]), ("talk [min]", ["1.5"],
                                                                                    [90000]),
    ("等待时长（秒）", ["12"], [12000]), ("Speed of answer in seconds", ["109"], [109000]),
    ("talk time", ["0.001655093", "0.000428241"], [143000, 37000]),
    ("wait", ["1h 2m 3s", "2 min 5 s", "45s", "2分5秒", "1小时2分3秒"], [3723000, 125000, 45000, 125000, 3723000]),
    ("wait (hh:mm)", ["01:30"], [5400000]), ("talk time", ["12:02:23 AM"], [143000]),
    ("talk (min)", ["0.5", "0.25"], [30000, 15000]), ("talk (min)", ["0,5", "1 min 30"], [30000, None]),
    ("talk time (s)", ["1,5", "00:00:02"], [1500, 2000]), ("talk (s)", ["1,234", "12.5"], [1234000, 12500]),
    ("talk (s)", ["1.234,5", "2.000", "3"], [1234500, 2000000, 3000]), ("talk", ["1,5 min", "2 min"], [90000, 120000]),
])
def test_a_duration_is_read_in_every_spelling(tmp_path: Path, header: str, texts: list[str],
                                              expected_ms: list[int | None]) -> None:
    read = column(tmp_path, header, texts)
    stored = [record["talk_ms"] if record["talk_ms"] is not None else record["wait_ms"] for record in read.records()]
    assert stored == [value for value in expected_ms if value is not None], read.reading.issues


def test_a_duration_in_an_unknown_unit_is_asked(tmp_path: Path) -> None:
    texts = ["83000", "45000", "120000"]
    question, = column(tmp_path, "talk time", texts).reading.questions
    assert (question.code, question.choices) == ("duration_unit", ["ms", "s"])
    answered = column(tmp_path, "talk time", texts, answers={"duration_unit": "ms"})
    assert [record["talk_ms"] for record in answered.records()] == [83000, 45000, 120000]


SHORT, LONG = ["4201", "14513", "6179"], ["358426", "93086", "121823"]


def _two(tmp_path: Path, headers: str, shorts: list[str] = SHORT, longs: list[str] = LONG, **options: Any) -> Read:
    rows = "".join(f"C{n},2026-05-03,{a},{b}\n" for n, (a, b) in enumerate(zip(shorts, longs, strict=True)))
    return read_text(f"call_id,started_at,{headers}\n{rows}", tmp_path, **options)


@pytest.mark.parametrize("headers", ["wait,talk", "wait,talk (ms)"])
def test_numbers_beside_milliseconds_are_asked_and_one_answer_holds_for_the_file(tmp_path: Path, headers: str) -> None:
    question, = _two(tmp_path, headers).reading.questions
    assert (question.code, question.choices) == ("duration_unit", ["ms", "s"])
    milliseconds = _two(tmp_path, headers, answers={"duration_unit": "ms"})
    assert [(r["wait_ms"], r["talk_ms"]) for r in milliseconds.records()] == [
        (4201, 358426), (14513, 93086), (6179, 121823)]
    seconds = _two(tmp_path, headers, answers={"duration_unit": "s"}).records()[0]
    lasting = 358426 if "(ms)" in headers else None  # nobody speaks for 99 hours: set aside
    assert (seconds["wait_ms"], seconds["talk_ms"]) == (4201000, lasting)


def test_an_answer_for_one_column_leaves_the_other_to_be_asked(tmp_path: Path) -> None:
    asked = _two(tmp_path, "wait,talk", answers={"duration_unit.talk": "ms"})
    assert [(question.code, question.column) for question in asked.reading.questions] == [("duration_unit", "wait")]
    told = _two(tmp_path, "wait,talk", answers={"duration_unit.talk": "ms", "duration_unit.wait": "s"})
    assert (told.records()[0]["wait_ms"], told.records()[0]["talk_ms"]) == (4201000, 358426)


def test_numbers_no_call_lasts_in_seconds_are_milliseconds_where_another_header_says_so(tmp_path: Path) -> None:
    read = _two(tmp_path, "talk,wait (ms)", LONG, SHORT)
    assert [(r["wait_ms"], r["talk_ms"]) for r in read.records()] == [(4201, 358426), (14513, 93086), (6179, 121823)]


@pytest.mark.parametrize("headers, shorts, longs", [
    ("wait,talk", ["20", "0", "7"], ["60", "70", "80"]), ("wait,talk (s)", SHORT, ["60", "70", "80"]),
    ("wait,talk (ms)", ["0", "0", "0"], LONG), ("wait,talk (ms)", ["0:05", "0:06", "0:07"], LONG),
    ("wait (s),talk (ms)", SHORT, LONG)])
def test_seconds_zeros_and_clocks_are_not_asked_about(tmp_path: Path, headers: str, shorts: list[str],
                                                      longs: list[str]) -> None:
    read = _two(tmp_path, headers, shorts, longs)
    assert (read.reading.status, len(read.records())) == ("read", 3)
    numbers = [int(text.split(":")[-1]) * 1000 for text in shorts]
    assert [record["wait_ms"] for record in read.records()] == numbers


@pytest.mark.parametrize("header", ["wait (s)", "wait (min)"])
def test_fractions_of_a_day_under_a_header_that_says_seconds_are_a_day_s(tmp_path: Path, header: str) -> None:
    seconds = [17, 18, 300, 0]
    for digits in (9, 16):
        read = column(tmp_path, header, [f"{s / 86400:.{digits}f}" if s else "0" for s in seconds])
        assert [record["wait_ms"] for record in read.records()] == [s * 1000 for s in seconds]


def test_fractions_that_are_whole_seconds_in_no_unit_are_asked(tmp_path: Path) -> None:
    texts = ["0.123456", "0.654321"]
    question, = column(tmp_path, "wait (s)", texts).reading.questions
    assert (question.code, question.choices, question.example) == ("duration_unit", ["s", "day"], "0.123456")
    answered = column(tmp_path, "wait (s)", texts, answers={"duration_unit": "s"})
    assert [record["wait_ms"] for record in answered.records()] == [123, 654]


@pytest.mark.parametrize("header, texts, expected", [
    ("wait (s)", ["0.123456", "1.5"], [123, 1500]), ("wait (s)", ["0.25", "0.5"], [250, 500]),
    ("wait (min)", ["0.283333", "0.516667"], [17000, 31000])])
def test_fractions_that_fit_their_header_are_read_by_it(tmp_path: Path, header: str, texts: list[str],
                                                        expected: list[int]) -> None:
    assert [record["wait_ms"] for record in column(tmp_path, header, texts).records()] == expected


SMALL = ["0.11", "0.17", "0.29"]


def test_small_numbers_without_a_unit_are_asked_and_not_taken_for_days(tmp_path: Path) -> None:
    question, = column(tmp_path, "talk", SMALL).reading.questions
    assert (question.code, question.choices, question.example) == ("duration_unit", ["min", "h", "day"], "0.11")
    for answer, first_ms in (("min", 6600), ("h", 396000), ("day", 9504000)):
        answered = column(tmp_path, "talk", SMALL, answers={"duration_unit": answer})
        assert answered.records()[0]["talk_ms"] == first_ms


def test_small_numbers_follow_the_unit_another_header_names(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,talk,wait (min)\n" + "".join(
        f"C{n},2026-05-03,{text},1.5\n" for n, text in enumerate(SMALL)), tmp_path)
    assert [record["talk_ms"] for record in read.records()] == [6600, 10200, 17400]


def test_exact_fractions_of_a_day_a_minute_or_an_hour_are_told_apart(tmp_path: Path) -> None:
    for unit_s in (60, 3600, 86400):
        seconds = [7, 11, 13, 17, 19, 23, 29, 31] if unit_s == 60 else [125, 245, 371, 499, 731, 888]
        read = column(tmp_path, "talk", [f"{second / unit_s:.9f}" for second in seconds])
        assert [record["talk_ms"] for record in read.records()] == [second * 1000 for second in seconds], unit_s


@pytest.mark.parametrize("delimiter, other, expected", [(";", "", 1.234), (";", "1,234.5", 1234), (",", "2,5", 1.234),
                                                        (",", "", 1234), ("\t", "7.25", 1234)])
def test_an_undecided_comma_follows_the_other_columns_and_the_separator(
        tmp_path: Path, delimiter: str, other: str, expected: float) -> None:
    lines = [["call_id", "started_at", "talk (s)", "wait (s)"], ["A", "2026-05-03", "1,234", other],
             ["B", "2026-05-03", "2,345", other]]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in line] for line in lines]
    read = read_text("".join(delimiter.join(line) + "\n" for line in quoted), tmp_path)
    assert read.records()[0]["talk_ms"] == expected * 1000, read.reading.issues


def test_a_german_file_is_read_with_its_commas(tmp_path: Path) -> None:
    read = read_text("Call ID;Start time;Wait (min);Talk time (min);Rating\nA;01.10.2026 14:01:00;0,5;3,25;4,5\n"
                     "B;13.10.2026 14:01:00;0,5;10;5\n", tmp_path)
    assert [(r["wait_ms"], r["talk_ms"], r["rating"]) for r in read.records()] == [(30000, 195000, 4.5),
                                                                                  (30000, 600000, 5)]


def test_the_sentence_about_a_duration_names_the_unit_expected(tmp_path: Path) -> None:
    assert "(in min)" in column(tmp_path, "wait (min)", ["2", "soon"]).reading.issues[0].message
    assert "(in s)" in column(tmp_path, "wait", ["20", "soon"]).reading.issues[0].message


def test_a_negative_duration_and_an_unreadable_one_hold_their_rows_back(tmp_path: Path) -> None:
    read = column(tmp_path, "wait_s", ["10", "-5", "soon"])
    assert read.codes() == {3: ["negative_duration"], 4: ["not_a_duration"]}
    assert [issue.value for issue in read.reading.issues] == ["-5", "soon"]


YES_WORDS = ["Y", "yes", "TRUE", "1", "是", "接通", "Answered", "Success", "√"]
NO_WORDS = ["N", "no", "false", "0", "否", "未接通", "Abandoned", "NO ANSWER", "BUSY"]


def test_yes_and_no_in_every_spelling(tmp_path: Path) -> None:
    read = column(tmp_path, "answered", YES_WORDS + NO_WORDS)
    outcomes = [record["outcome"] for record in read.records()]
    assert outcomes == ["answered"] * len(YES_WORDS) + ["abandoned"] * len(NO_WORDS)
    assert read.reading.issues == []


def test_choices_are_understood_in_english_and_chinese(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,渠道,呼叫方向,outcome\nA,2026-05-03,电话,呼入,接通\n"
                     "B,2026-05-03,在线,外呼,After Hours\n"
                     "C,2026-05-03,,,voice mail\nD,2026-05-03,fax,,answered\n", tmp_path)
    assert [(r["channel"], r["direction"], r["outcome"]) for r in read.records()] == [
        ("voice", "inbound", "answered"), ("chat", "outbound", "after_hours"), ("voice", "inbound", "voicemail")]
    assert read.codes() == {5: ["not_a_choice"]}
    assert "voice, chat, email, social, bot" in read.reading.issues[0].message


@pytest.mark.parametrize("texts, expected", [
    (["4", "4.0", "3,5"], [4, 4, 3.5]), (["5 分", "4"], [5, 4]), (["N/A", "2"], [None, 2]),
])
def test_numbers_with_commas_and_words_around_them(tmp_path: Path, texts: list[str],
                                                   expected: list[float | None]) -> None:
    read = column(tmp_path, "rating", texts)
    assert [record["rating"] for record in read.records()] == expected, read.reading.issues


def test_a_rating_off_its_scale_is_set_aside_and_said(tmp_path: Path) -> None:
    read = column(tmp_path, "rating", ["5", "9"])
    assert [(record["rating"], record["flags"]) for record in read.records()] == [(5, 0), (None, 256)]
    assert read.codes() == {3: ["out_of_range"]}
    assert read.reading.rows_held_back == 0


def test_ids_stay_text(tmp_path: Path) -> None:
    read = read_text('call_id,started_at\n007,2026-05-03\n123456789012345678,2026-05-03\n" X 1 ",2026-05-03\n'
                     "E+1,2026-05-03\n", tmp_path)
    assert [record["call_id"] for record in read.records()] == ["007", "123456789012345678", "X 1", "E+1"]
    assert read.reading.issues == []


@pytest.mark.parametrize("rounded", ["1.0E+17", "1.23457E+17", "1,23457E+17", "1.23456789012346e+17", "1E+17"])
def test_an_id_that_a_spreadsheet_rounded_holds_its_row_back_and_is_never_merged(tmp_path: Path, rounded: str) -> None:
    rows = "".join(f'"{rounded}",2026-05-03 10:0{n}\n' for n in range(5))
    read = read_text(f"call_id,started_at\nA,2026-05-03 10:00\n{rows}", tmp_path)
    assert read.codes() == {row: ["id_mangled"] for row in range(3, 8)}
    assert (read.reading.rows_stored, read.reading.rows_held_back, read.reading.records) == (1, 5, 1)


def test_numeric_ids_of_a_workbook_are_whole_up_to_two_to_the_53_and_held_back_above(tmp_path: Path) -> None:
    def ids(name: str, first: int) -> Read:
        book = xlsxwriter.Workbook(tmp_path / name)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["call_id", "started_at"])
        for n in range(5):
            sheet.write_row(n + 1, 0, [first + n, f"2026-05-03 10:0{n}:00"])
        book.close()
        return read_file(tmp_path / name, tmp_path)

    sixteen, seventeen = ids("16.xlsx", 2026050112345670), ids("17.xlsx", 20260501123456700)
    assert [record["call_id"] for record in sixteen.records()] == [str(2026050112345670 + n) for n in range(5)]
    assert (seventeen.reading.records, seventeen.reading.issue_counts) == (0, {"id_mangled": 5})
    assert "as text" in seventeen.reading.issues[0].message


def test_a_count_must_be_whole(tmp_path: Path) -> None:
    read = column(tmp_path, "transfers", ["0", "2.0", "1.5", "-1", "yes"])
    assert [record["transfers"] for record in read.records()] == [0, 2, 1]
    assert read.codes() == {4: ["not_a_count"], 5: ["negative_count"]}


@pytest.mark.parametrize("header, unit, folded", [
    ("Speed of answer in seconds", "s", "speedofanswer"), ("通话时长(秒)", "s", "通话时长"), ("Wait Time (ms)", "ms",
                                                                                     "waittime"),
    ("talk [min]", "min", "talk"), ("wait_s", "s", "wait"), ("Ｗait　Time", "", "waittime"), ("Answered (Y/N)", "",
                                                                                            "answered"),
    ("duration_hours", "h", "duration"), ("等待时长（毫秒）", "ms", "等待时长"),
])
def test_headers_lose_their_units_and_keep_their_words(header: str, unit: str, folded: str) -> None:
    assert (unit_of(header), loosely_folded(header)) == (unit, folded)


def test_a_due_date_counts_in_the_month_it_was_written_in_wherever_it_ends(tmp_path: Path) -> None:
    rows = ("promise_id,vendor,made_at,due_at\nA,east,2026-05-20 10:00:00,2026-05-31\n"
            "B,east,2026-05-20 10:00:00,2026-05-31 22:00:00\nC,east,2026-05-20 10:00:00,2026-06-01\n"
            "D,east,2026-05-31 23:30:00,\n")
    read = read_text(rows, tmp_path, "promises", vendor=None, vendors={"east": "east"},
                     vendor_timezones={"east": "America/New_York"})
    assert [(r["promise_id"], r["due_at"], str(r["day"])) for r in read.records()] == [
        ("A", at(2026, 6, 1, 3, 59, 59, 999999), "2026-05-31"), ("B", at(2026, 6, 1, 2), "2026-06-01"),
        ("C", at(2026, 6, 2, 3, 59, 59, 999999), "2026-06-01"), ("D", None, "2026-06-01")]
    assert [(part.month, part.records) for part in read.reading.parts] == [("2026-05", 1), ("2026-06", 3)]


@pytest.mark.parametrize("cell", ["inf", "-inf", "Infinity", "1e400"])
@pytest.mark.parametrize("column, code", [("rating", "not_a_number"), ("transfers", "not_a_count"),
                                          ("wait_s", "not_a_duration"), ("hold", "not_a_duration")])
def test_what_is_not_finite_is_no_value_of_any_column(tmp_path: Path, column: str, code: str, cell: str) -> None:
    read = read_text(f"call_id,started_at,{column}\nA,2026-05-03,{cell}\nB,2026-05-03,nan\nC,2026-05-03,3\n"
                     "D,2026-05-03,null\n", tmp_path)
    assert read.codes() == {2: [code]}
    stored = {"rating": "rating", "transfers": "transfers", "wait_s": "wait_ms", "hold": "hold_ms"}[column]
    assert [record[stored] for record in read.records()] == [None, 3000 if stored.endswith("_ms") else 3, None]


@pytest.mark.parametrize(("day", "future"), [("2026-11-20", False), ("2026-11-21", False), ("2026-11-22", True)])
def test_a_date_alone_is_not_in_the_future_where_that_day_has_begun_somewhere(tmp_path: Path, day: str,
                                                                              future: bool) -> None:
    """It is noon of the 20th in UTC: in Kiribati the 21st has begun. Who judged there writes that date."""
    text = f"call_id,evaluator,evaluated_at,Greeting [5]\nA,jane,2026-11-18,5\nB,jane,{day},5\n"
    for client in ("UTC", "America/Los_Angeles"):
        read = read_text(text, tmp_path, "evaluations", client=client)
        assert read.codes() == ({3: ["future"]} if future else {}), client
    timed = text.replace(f"{day},5", f"{day} 13:00:00,5")
    assert read_text(timed, tmp_path, "evaluations").codes() == {3: ["future"]}
