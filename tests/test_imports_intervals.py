"""Reports by queue and interval: their counts are read, nothing is made of percentages, and what is no such report is
refused with what to do."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.above import Above, above
from imports.errors import Refused
from tests.readings import Read, at, read_text

CHINESE = """话务报表
统计日期：2026-03-02
技能组：售后
时段,呼入量,人工接听量,放弃量,20秒内接听量,平均等待时长,接通率
09:00-09:30,10,8,2,6,12,80%
09:30-10:00,5,5,0,5,3,100%
合计,15,13,2,11,9,86.7%
"""


def _read(text: str, tmp_path: Path, **more: Any) -> Read:
    read = read_text(text, tmp_path, "intervals", **more)
    assert read.adds_up()
    return read


def _lengths(read: Read) -> list[tuple[Any, float]]:
    return [(record["start_at"], record["minutes"]) for record in read.records()]


def _refusal(text: str, tmp_path: Path, kind: str = "intervals") -> str:
    with pytest.raises(Refused) as refusal:
        read_text(text, tmp_path, kind)
    return refusal.value.code


def test_a_chinese_report_says_above_its_header_of_which_day_and_queue_it_is(tmp_path: Path) -> None:
    first, second = (read := _read(CHINESE, tmp_path)).records()
    assert {name: first[name] for name in ("start_at", "minutes", "queue", "offered", "answered", "answered_in_t",
                                           "threshold_ms", "abandoned", "wait_sum_ms", "counted_by")} == {
        "start_at": at(2026, 3, 2, 9), "minutes": 30, "queue": "售后", "offered": 10, "answered": 8, "answered_in_t": 6,
        "threshold_ms": 20_000, "abandoned": 2, "wait_sum_ms": 96_000, "counted_by": "vendor"}
    assert (second["start_at"], second["wait_sum_ms"]) == (at(2026, 3, 2, 9, 30), 15_000)
    assert read.reading.issue_counts == {"sum_of_average": 1, "total_row": 1}


def test_a_totals_row_is_added_up_again_and_told_where_it_differs(tmp_path: Path) -> None:
    read = _read(CHINESE.replace("合计,15,13", "合计,17,13"), tmp_path)
    issue, = (each for each in read.reading.issues if each.code == "total_differs")
    assert (issue.column, issue.facts["claimed"], issue.facts["made"]) == ("offered", "17", "15")
    assert [record["offered"] for record in read.records()] == [10, 5]


@pytest.mark.parametrize("written, minutes", [
    ("09:00-09:30", 30), ("9:00AM- 9:30AM", 30), ("09:00 ~ 09:15", 15), ("0900-1000", 60), ("9点-10点", 60),
    ("9-10", 60),
    ("09:00—09:29", 30), ("上午9:00-上午9:30", 30), ("09:00:00-09:29:59", 30), ("09:00 to 10:00", 60),
])
def test_an_interval_in_one_cell_is_read_beside_its_date(tmp_path: Path, written: str, minutes: int) -> None:
    read = _read(f"日期,时间段,呼入量\n2026-03-02,{written},5\n", tmp_path)
    assert _lengths(read) == [(at(2026, 3, 2, 9), minutes)]


@pytest.mark.parametrize("written, start, minutes", [
    ("23:30-24:00", at(2026, 3, 2, 23, 30), 30), ("23:30-00:00", at(2026, 3, 2, 23, 30), 30),
    ("23:45-00:15", at(2026, 3, 2, 23, 45), 30), ("00:00-24:00", at(2026, 3, 2), 1440),
])
def test_an_interval_may_reach_midnight_and_beyond(tmp_path: Path, written: str, start: Any, minutes: int) -> None:
    assert _lengths(_read(f"Date,Interval,Offered\n2026-03-02,{written},5\n", tmp_path)) == [(start, minutes)]


@pytest.mark.parametrize("text, minutes", [
    ("Interval\n2026-03-02 09:00 - 2026-03-02 09:30", 30), ("Interval\n2026-03-02 09:00-09:30", 30),
    ("Interval\n2026-03-02T09:00:00.000Z/2026-03-02T09:15:00.000Z", 15),
    ("Interval\n2026-03-02 09:00/2026-03-05 09:00", 3 * 1440),
    ("start,end\n2026-03-02 09:00,2026-03-02 09:30", 30), ("start,end\n2026-03-02 09:00,2026-03-02 09:29:59", 30),
    ("Date,From,To\n2026-03-02,09:00,09:30", 30), ("Date,Start Time,End Time\n2026-03-02,09:00,24:00", 900),
])
def test_what_ends_an_interval_tells_how_long_it_lasts(tmp_path: Path, text: str, minutes: int) -> None:
    header, row = text.split("\n")
    assert _lengths(_read(f"{header},Offered\n{row},5\n", tmp_path)) == [(at(2026, 3, 2, 9), minutes)]


def test_stated_minutes_go_before_an_end_and_an_end_before_nothing(tmp_path: Path) -> None:
    text = "start,end,minutes,offered\n2026-03-02 09:00,2026-03-02 09:30,15,5\n2026-03-02 10:00,2026-03-02 10:30,,5\n"
    assert [minutes for _, minutes in _lengths(_read(text, tmp_path))] == [15, 30]


def test_rows_of_days_last_a_day_and_one_row_for_a_range_lasts_as_long_as_the_range(tmp_path: Path) -> None:
    assert _lengths(_read("date,queue,calls offered\n2026-03-02,A,5\n", tmp_path)) == [(at(2026, 3, 2), 1440)]
    assert _lengths(_read("start date,end date,offered\n2026-03-01,2026-03-31,5\n", tmp_path)) == [
        (at(2026, 3, 1), 31 * 1440)]
    ranged = _read("Report\nDates: 3/16/2026 - 3/22/2026\nSkill,Calls Offered\nA,5\nB,6\nTotal,11\n", tmp_path)
    assert _lengths(ranged) == [(at(2026, 3, 16), 7 * 1440)] * 2


def test_without_an_end_the_step_between_rows_tells_and_is_told(tmp_path: Path) -> None:
    read = _read("start,offered\n2026-03-02 09:00,5\n2026-03-02 09:45,6\n2026-03-02 10:15,6\n", tmp_path)
    assert [minutes for _, minutes in _lengths(read)] == [15, 15, 15]
    assert read.reading.issue_counts == {"minutes_from_step": 1}
    stated = _read("start,minutes,offered\n2026-03-02 09:00,30,5\n2026-03-02 09:45,30,6\n", tmp_path)
    assert [minutes for _, minutes in _lengths(stated)] == [30, 30] and not stated.reading.issue_counts


def test_one_row_that_does_not_tell_how_long_it_is_of_is_held_back(tmp_path: Path) -> None:
    read = _read("start,offered\n2026-03-02 09:10,5\n", tmp_path)
    assert read.records() == [] and read.reading.issue_counts == {"missing_cell": 1}


@pytest.mark.parametrize("header", ["% Within Service Level", "接通率", "Answer %", "服务水平占比", "Abandon rate",
                                    "Avg calls offered"])
def test_a_percentage_is_never_a_count_whatever_its_cells_hold(tmp_path: Path, header: str) -> None:
    read = _read(f"start,minutes,offered,{header}\n2026-03-02 09:00,30,50,85\n", tmp_path)
    record, = read.records()
    assert [record[name] for name in ("answered", "answered_in_t", "abandoned")] == [None, None, None]
    assert read.reading.columns_ignored == [header]


@pytest.mark.parametrize("cell", ["85%", "0.85", "85.2"])
def test_a_share_under_the_header_of_a_count_holds_its_row_back(tmp_path: Path, cell: str) -> None:
    read = _read(f"start,minutes,offered,answered within 20 s\n2026-03-02 09:00,30,50,{cell}\n", tmp_path)
    assert read.codes() == {2: ["not_a_count"]} and read.records() == []


def test_an_average_becomes_a_sum_only_beside_its_count(tmp_path: Path) -> None:
    beside = _read("start,minutes,ACD calls,ASA (s),AHT (s)\n2026-03-02 09:00,30,40,12.5,180\n", tmp_path)
    record, = beside.records()
    assert (record["wait_sum_ms"], record["handle_sum_ms"]) == (500_000, 7_200_000)
    assert beside.reading.issue_counts == {"sum_of_average": 2}
    alone, = _read("start,minutes,calls offered,ASA (s)\n2026-03-02 09:00,30,40,12.5\n", tmp_path).records()
    assert alone["wait_sum_ms"] is None
    summed = _read("start,minutes,ACD calls,ASA (s),total wait (s)\n2026-03-02 09:00,30,40,12.5,490\n", tmp_path)
    assert summed.records()[0]["wait_sum_ms"] == 490_000 and not summed.reading.issue_counts


def test_sums_of_an_hour_may_be_longer_than_a_day(tmp_path: Path) -> None:
    record, = _read("start_at,minutes,answered,wait_sum_s\n2026-03-02 09:00,60,4000,200000\n", tmp_path).records()
    assert (record["wait_sum_ms"], record["flags"]) == (200_000_000, 0)


def test_the_agreed_threshold_is_taken_where_a_report_counts_several(tmp_path: Path) -> None:
    record, = _read("start,minutes,呼入量,接通量,20秒内接听量,60秒内接听量\n2026-03-02 09:00,30,9,8,3,7\n",
                    tmp_path).records()
    assert (record["answered_in_t"], record["threshold_ms"]) == (7, 60_000)


def test_a_part_above_its_count_is_set_aside(tmp_path: Path) -> None:
    record, = (read := _read("start,minutes,offered,answered,answered in threshold\n2026-03-02 09:00,30,9,8,9\n",
                             tmp_path)).records()
    assert (record["answered_in_t"], record["flags"]) == (None, 524288)
    assert read.codes() == {2: ["part_above_count"]}


REPORT = "Date,Interval,Calls Offered,ACD Calls,% Within Service Level\n2026-03-02,09:00-09:30,5,4,80\n"


@pytest.mark.parametrize("text, kind, code", [
    (REPORT, "calls", "aggregated_report"),
    ("Queue,Interval Start,Offered,Answered\nA,2026-03-02 09:00,5,4\n", "calls", "aggregated_report"),
    ("id,date,calls offered,acd calls,aban calls\n1,2026-03-02,5,4,1\n", "calls", "aggregated_report"),
    ("Split,Date,Avg Speed Ans,% Within Service Level\nA,2026-03-02,12,80\n", "intervals", "averages_only"),
    ("Split,Avg Speed Ans,% Within Service Level\nA,12,80\n", "intervals", "averages_only"),
    ("Agent Name,ACD Calls,Avg ACD Time\nSol, Mira,10,2:00\nDoe, Ann,10,2:00\n", "intervals", "counts_of_agents"),
    ("Date,Interval,Agent,ACD Calls\n2026-03-02,09:00-09:30,Mira,5\n", "intervals", "counts_of_agents"),
    ("Date: 3/16/2026 - 3/22/2026\nTime,Calls Offered,ACD Calls\n9:00,5,4\n", "intervals", "times_without_day"),
    ("call id,start time,agent,answered,end time,queue,talk time\nc1,2026-03-02 09:00,Mira,Y,2026-03-02 09:05,A,60\n",
     "intervals", "looks_like_kind"),
    ("Date,wing,offered\n" + "".join(f"2026-03-0{day},w{wing},{wing}\n" for day in (2, 3) for wing in range(4)),
     "intervals", "rows_alike"),
])
def test_what_is_no_report_by_queue_and_interval_is_refused_with_its_reason(tmp_path: Path, text: str, kind: str,
                                                                           code: str) -> None:
    assert _refusal(text, tmp_path, kind) == code


def test_a_report_refused_as_calls_is_told_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="openline import intervals"):
        read_text(REPORT, tmp_path)
    assert len(_read(REPORT, tmp_path).records()) == 1


def test_a_name_with_a_comma_splits_its_row_which_is_held_back(tmp_path: Path) -> None:
    read = _read("Date,Split,Calls Offered,ACD Calls\n2026-03-02,Sales,5,4\n2026-03-02,Sales, East,5,4\n", tmp_path)
    assert len(read.records()) == 1 and read.codes() == {3: ["split_row"]}


@pytest.mark.parametrize("last", ["EOF", "Report generated 03/05/2026 08:00", "Totals,,11,9", "Page 1 of 1"])
def test_a_last_line_is_no_interval(tmp_path: Path, last: str) -> None:
    read = _read(f"Date,Split,Calls Offered,ACD Calls\n2026-03-02,A,5,4\n2026-03-02,B,6,5\n{last}\n", tmp_path)
    assert (len(read.records()), read.reading.rows_not_data, read.reading.rows_held_back) == (2, 1, 0)


AUTUMN = "start,queue,minutes,offered\n" + "".join(
    f"2026-10-25 0{hour}:{half},A,30,{number}\n" for number, (hour, half) in enumerate(
        [(0, "30"), (1, "00"), (1, "30"), (1, "00"), (1, "30"), (2, "00")], 5))


def test_the_hour_shown_twice_counts_twice_and_both_are_flagged(tmp_path: Path) -> None:
    read = _read(AUTUMN, tmp_path, timezone="Europe/London")
    assert [(record["start_at"], record["offered"], record["flags"]) for record in read.records("start_at")] == [
        (at(2026, 10, 24, 23, 30), 5, 0), (at(2026, 10, 25, 0), 6, 32), (at(2026, 10, 25, 0, 30), 7, 32),
        (at(2026, 10, 25, 1), 8, 32), (at(2026, 10, 25, 1, 30), 9, 32), (at(2026, 10, 25, 2), 10, 0)]
    assert read.reading.issue_counts == {"ambiguous_hour": 4, "second_hour": 2}


def test_a_file_that_comes_twice_in_one_file_is_no_second_hour(tmp_path: Path) -> None:
    header, *rows = AUTUMN.splitlines(keepends=True)
    once = "".join(rows[:3] + rows[5:])
    read = _read(header + once + once, tmp_path, timezone="Europe/London")
    assert sum(record["offered"] for record in read.records()) == 5 + 6 + 7 + 10
    assert "second_hour" not in read.reading.issue_counts


def test_eight_digits_are_read_month_first_where_only_that_gives_dates(tmp_path: Path) -> None:
    read = _read("Date|Interval|Skill|Offered\n03302026|0900|A|4\n03312026|0930|A|5\n", tmp_path)
    assert _lengths(read)[0][0] == at(2026, 3, 30, 9)
    asked = read_text("Date|Interval|Skill|Offered\n03022026|0900|A|4\n03022026|0930|A|5\n", tmp_path, "intervals")
    assert [question.code for question in asked.reading.questions] == ["date_order"]


@pytest.mark.parametrize("lines, told", [
    (["Split/Skill: 23 Sales", "Date: 3/2/2026 - 3/8/2026"], Above("3/2/2026", "3/8/2026", "23 Sales")),
    (["统计时间：2026-03-02 00:00 至 2026-03-08 23:59", "技能组：全部"], Above("2026-03-02", "2026-03-08")),
    (["Queue: Care Date: March 2, 2026", "Acceptable Service Level: 20"], Above("March 2, 2026", "March 2, 2026",
                                                                                   "Care", "20")),
    (["Run date: 3/9/2026", "Service level: 80 %"], Above()),
    (["2026-03-02"], Above("2026-03-02", "2026-03-02")),
])
def test_the_lines_above_a_header_are_understood_and_the_day_of_the_run_is_none_of_the_reports(
    lines: list[str], told: Above
) -> None:
    assert above(lines) == told


ROWS = [f"2026-03-{2 + number // 48:02d},{number // 2 % 24:02d}:{'03'[number % 2]}0-"
        f"{(number + 1) // 2 % 24:02d}:{'03'[(number + 1) % 2]}0,{queue},{number % 7 + 3},{number % 5},{number % 11}\n"
        for number in range(0, 120, 3) for queue in ("Sales", "Care")]
HEADER = "Date,Interval,Skill,Calls Offered,ACD Calls,ASA (s)\n"


def _figures(*reads: Read) -> Counter[Any]:
    return Counter((record["interval_id"], record["offered"], record["answered"], record["wait_sum_ms"],
                    record["minutes"]) for read in reads for record in read.records())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.integers(1, len(ROWS) - 1))
def test_a_report_shuffled_or_in_two_files_gives_the_same_counts(tmp_path: Path, seed: int, cut: int) -> None:
    rows = random.Random(seed).sample(ROWS, len(ROWS))
    whole = _figures(_read(HEADER + "".join(ROWS), tmp_path))
    assert _figures(_read(HEADER + "".join(rows), tmp_path)) == whole
    assert _figures(*(_read(HEADER + "".join(part), tmp_path) for part in (rows[:cut], rows[cut:]))) == whole
    assert sum(offered for _, offered, *_ in whole) == sum(int(row.split(",")[3]) for row in ROWS)


def test_who_counted_may_be_said_of_a_file_that_does_not_say_it_and_is_never_kept(tmp_path: Path) -> None:
    text = "start,minutes,queue,offered\n2026-03-02 09:00,30,A,5\n"
    read = _read(text, tmp_path, answers={"counted_by": "carrier"})
    assert [record["counted_by"] for record in read.records()] == ["carrier"] and read.reading.answered == {}
    kept = _read(text, tmp_path, kept={read.reading.layout: {"counted_by": "carrier"}})
    assert [record["counted_by"] for record in kept.records()] == ["vendor"]
    named = _read(text.replace("offered", "offered,source").replace(",5", ",5,client"), tmp_path,
                  answers={"counted_by": "carrier"})
    assert [record["counted_by"] for record in named.records()] == ["client"]


def test_a_vendor_corrects_no_count_of_the_carriers(tmp_path: Path) -> None:
    text = "start,minutes,source,offered\n2026-03-02 09:00,30,carrier,5\n2026-03-02 09:00,30,vendor,5\n"
    read = _read(text, tmp_path, settled={})
    assert read.codes() == {2: ["not_the_vendors"]} and [r["counted_by"] for r in read.records()] == ["vendor"]


def test_dates_of_eight_digits_stay_year_first_beside_dates_that_are_not(tmp_path: Path) -> None:
    text = ("promise_id,made_at,due_at\nA,20260302,25.03.2026\nB,20260303,26.03.2026\n")
    assert [str(row["made_at"]) for row in read_text(text, tmp_path, "promises").records()] == [
        "2026-03-02 00:00:00", "2026-03-03 00:00:00"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_preamble_in_cells_of_its_own_is_read_too(tmp_path: Path, delimiter: str) -> None:
    rows = [["Split/Skill Summary Interval"], ["Date:", "03/16/2026"], ["Split/Skill:", "Sales"], [],
            ["Time", "Calls Offered", "ACD Calls", "Avg Speed Ans", "Aban Calls", "% Within Service Level"],
            ["9:00 AM-9:30 AM", "50", "45", "0:12", "5", "88.9"], ["Totals", "50", "45", "0:12", "5", "88.9"]]
    record, = _read("\n".join(delimiter.join(row) for row in rows), tmp_path).records()
    assert (record["start_at"], record["queue"], record["minutes"], record["offered"], record["wait_sum_ms"]) == (
        at(2026, 3, 16, 9), "Sales", 30, 50, 540_000)
