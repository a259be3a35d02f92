"""What a file claims of itself against what its rows say, and parts against wholes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.readings import Read, read_text

HEAD = "call_id,started_at,outcome,wait_s,talk_s,agent\n"
ROWS = ("c1,2026-05-04 09:00:00,answered,30,100,Mia\n", "c2,2026-05-04 09:10:00,answered,20,200,Tom\n",
        "c3,2026-05-04 09:20:00,answered,10,60,Mia\n")
DIFFERS = ("total_differs", "count_differs")


def _told(read: Read) -> list[tuple[int | None, str, str, str]]:
    assert read.adds_up()
    return [(one.row, one.code, str(one.facts["claimed"]), str(one.facts["made"]))
            for one in read.reading.issues if one.code in DIFFERS]


@pytest.mark.parametrize(("total", "expected"), [
    ("Total,,,60,360,\n", []),
    ("Total,,,61,360,\n", []),  # a second is rounding
    ("Total,,,60,460,\n", [(5, "total_differs", "0:07:40", "0:06:00")]),
    ("Average,,,20,120,\n", []),
    ("Average,,,20,150,\n", [(5, "total_differs", "0:02:30", "0:02:00")]),
    ("合计：3,,,60,360,\n", []),
    ("合计：412,,,60,360,\n", [(5, "count_differs", "412", "3")]),
    ("Total: 4 calls,,,60,360,\n", [(5, "count_differs", "4", "3")]),
    ("Total,,,60,n/a,\n", []),
])
def test_a_totals_row_is_held_against_what_the_rows_make(tmp_path: Path, total: str,
                                                         expected: list[tuple[int, str, str, str]]) -> None:
    assert _told(read_text(HEAD + "".join(ROWS) + total, tmp_path)) == expected


LONG = HEAD + "".join(f"c{n},2026-05-04 09:00:00,answered,30,{100 + n},Mia\n" for n in range(30))
"""30 calls: 900 seconds of waiting, 3,435 of talking."""


@pytest.mark.parametrize(("total", "expected"), [
    ('Total,,,900,"3,435",\n', []),
    ('Total,,,900,"3,436.00",\n', []),
    ('Total,,,900,"3.435",\n', []),
    ('Total,,,900,"3 435",\n', []),
    ("Total,,,900,３４３５,\n", []),
    ("Total,,,900,0:57:15,\n", []),
    ("Total,,,15 min,57m 15s,\n", []),
    ("Total,,,900 s,3435 sec,\n", []),
    ('Total,,,900,"4,435",\n', [(32, "total_differs", "1:13:55", "0:57:15")]),
    ("Total,,,900,1:57:15,\n", [(32, "total_differs", "1:57:15", "0:57:15")]),
    ("Total,,,900,\"3 439\",\n", [(32, "total_differs", "0:57:19", "0:57:15")]),
])
def test_a_total_spelled_otherwise_than_its_column_is_held_against_it(
        tmp_path: Path, total: str, expected: list[tuple[int, str, str, str]]) -> None:
    assert _told(read_text(LONG + total, tmp_path)) == expected


@pytest.mark.parametrize(("said", "differs"), [
    ("Records: 30", False), ("Records: 31", True), ("Total calls: 1,234", True), ("Total calls: 1.234", True),
    ("Number of calls: 30", False), ("30 records exported", False), ("412 calls", True), ("共 30 条记录", False),
    ("共４１２条", True), ("通话总数：30", False), ("Calls 2026", False), ("Report of 412 pages for May", False),
    ("Period: 2026-05", False), ("Support", False),
])
@pytest.mark.parametrize("above", [True, False])
def test_a_number_of_records_above_the_header_or_below_the_rows_is_held_against_them(
        tmp_path: Path, said: str, differs: bool, above: bool) -> None:
    text = f'"{said}"\n{LONG}' if above else f'{LONG}"{said}"\n'
    found = _told(read_text(text, tmp_path))
    assert [(row, code, made) for row, code, _claimed, made in found] == (
        [(1 if above else 32, "count_differs", "30")] if differs else [])


def test_a_log_may_count_its_lines_or_its_calls(tmp_path: Path) -> None:
    """Rows that are no records stand in the total of whoever counted lines."""
    lines = (Path(__file__).parent / "data" / "threecx_invented.csv").read_text(encoding="utf-8")
    for said in ("Records: 7", "Calls: 4", "Calls: 6"):
        assert _told(read_text(f'"{said}"\n{lines}', tmp_path)) == []
    assert [code for _row, code, *_ in _told(read_text(f'"Calls: 5"\n{lines}', tmp_path))] == ["count_differs"]


def test_totals_first_and_totals_of_parts_are_held_against_their_own_rows(tmp_path: Path) -> None:
    first = HEAD + "Total,,,60,361,\n" + "".join(ROWS)
    assert _told(read_text(first, tmp_path)) == []
    parts = HEAD + "".join(ROWS[:2]) + "Subtotal,,,50,300,\n" + ROWS[2] + "Subtotal,,,99,60,\nTotal,,,60,360,\n"
    assert _told(read_text(parts, tmp_path)) == [(6, "total_differs", "0:01:39", "0:00:10")]


def test_the_totals_a_spreadsheet_writes_under_each_group_are_totals_and_no_calls(tmp_path: Path) -> None:
    read = read_text(HEAD + "".join(ROWS[:2]) + "Support Total,,,50,300,\n" + ROWS[2] +
                     "账单合计,,,10,60,\nGrand Total,,,60,360,\n", tmp_path)
    assert _told(read) == [] and (read.reading.rows_stored, read.reading.rows_not_data) == (3, 3)


def test_a_row_missing_from_a_file_with_a_total_is_seen_over_random_files(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(8):
        talks = [chance.randint(30, 900) for _ in range(chance.randint(3, 40))]
        rows = [f"c{n},2026-05-04 09:00:00,answered,5,{talk},Mia\n" for n, talk in enumerate(talks)]
        total = f"Total,,,{5 * len(talks)},{sum(talks)},\n"
        assert _told(read_text(HEAD + "".join(rows) + total, tmp_path)) == []
        dropped = chance.randrange(len(rows))
        told = _told(read_text(HEAD + "".join(rows[:dropped] + rows[dropped + 1:]) + total, tmp_path))
        assert [(row, code) for row, code, *_ in told] == [(len(rows) + 1, "total_differs")] * 2


def test_counts_of_intervals_are_held_against_their_total(tmp_path: Path) -> None:
    text = ("vendor,start_at,minutes,counted_by,offered,answered\n"
            "acme,2026-05-04 09:00:00,30,carrier,10,9\nacme,2026-05-04 09:30:00,30,carrier,12,11\nTotal,,,,23,20\n")
    read = read_text(text, tmp_path, "intervals")
    assert _told(read) == [(4, "total_differs", "23", "22")]
    assert read.reading.rows_not_data == 1


PARTS = "call_id,started_at,ended_at,outcome,wait_s,talk_s,hold_s,wrap_s,agent,handle time\n"


@pytest.mark.parametrize(("row", "code"), [
    ("c1,2026-05-04 09:00:01,2026-05-04 09:03:01,answered,60,100,10,10,Mia,120", None),
    ("c1,2026-05-04 09:00:01,2026-05-04 09:03:01,answered,60,100,10,10,Mia,0:01:50", None),  # hold within talk
    ("c1,2026-05-04 09:00:01,2026-05-04 09:03:01,answered,60,300,0,10,Mia,310", "parts_above_whole"),
    ("c1,2026-05-04 09:00:01,2026-05-04 09:30:01,answered,60,100,10,10,Mia,120", "parts_below_whole"),
    ("c1,2026-05-04 09:00:01,2026-05-04 09:03:01,answered,60,100,10,10,Mia,90", "handle_time_differs"),
    ("c1,2026-05-04 09:00:01,2026-05-04 09:03:01,answered,60,100,10,10,Mia,unknown thing", None),
])
def test_parts_that_do_not_make_their_whole_flag_the_row_and_store_it(tmp_path: Path, row: str,
                                                                      code: str | None) -> None:
    plain = "c0,2026-05-04 08:00:01,2026-05-04 08:03:01,answered,60,100,10,10,Tom,120\n"
    read = read_text(PARTS + plain + row + "\n", tmp_path)
    assert read.codes() == ({3: [code]} if code else {}), read.reading.issues
    bit = {"parts_above_whole": 32768, "parts_below_whole": 65536, "handle_time_differs": 131072, None: 0}[code]
    assert [one["flags"] for one in read.records()] == [0, bit]


@pytest.mark.parametrize(("row", "code"), [
    ("c1,2026-05-04 09:00:00,abandoned,30,100,,", "impossible_unanswered_talk"),
    ("c1,2026-05-04 09:00:00,answered,-5,100,Mia,", "negative_duration"),
    ("c1,2026-05-04 09:00:00,answered,5,100,,", "answered_without_agent"),
    ("c1,2026-05-04 09:00:00,abandoned,30,,,4", "impossible_unanswered_talk"),
])
def test_every_impossible_row_that_is_promised_is_seen(tmp_path: Path, row: str, code: str) -> None:
    head = "call_id,started_at,outcome,wait_s,talk_s,agent,rating\n"
    plain = "c0,2026-05-04 08:00:00,answered,30,100,Tom,5\n"
    assert read_text(head + plain + row + "\n", tmp_path).codes() == {3: [code]}
