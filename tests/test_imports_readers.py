"""From bytes to sheets of text: header, row numbers, encodings, and a fast path that answers as the careful one."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.errors import Refused
from imports.headers import loosely_folded
from imports.readers import Sheet, read_sheets
from imports.readers.cells import texts
from imports.readers.dialect import Dialect, dialect_of, records
from imports.readers.footprint import _xlsb_reach
from imports.readers.header import clean, column_letters, distinct, find_header
from imports.readers.relation import Relation
from imports.readers.scan import scan
from imports.readers.text import rows_of, table_of
from imports.source import SourceFile

KNOWN = {"call id", "agent", "wait", "talk", "started", "outcome"}


def _known(name: str) -> bool:
    return name.casefold() in KNOWN


def _read(path: Path, folder: Path) -> list[tuple[Sheet, list[tuple[Any, ...]]]]:
    connection = duckdb.connect()
    sheets = read_sheets(SourceFile.open(path, path.name, folder), connection, _known)
    return [(sheet, connection.execute(f"SELECT * FROM {sheet.relation} ORDER BY _row").fetchall()) for sheet in sheets]


def _read_bytes(content: bytes, folder: Path, name: str = "data.csv") -> tuple[Sheet, list[tuple[Any, ...]]]:
    path = folder / name
    path.write_bytes(content)
    return _read(path, folder)[0]


# --- real files -------------------------------------------------------------------------------------------------

REAL = {
    "aircall-export/aircall_calls_sample_masked.csv": (5, 41, 1, "line"),
    "boston311-promises/NYC311-5.csv": (5, 41, 1, "Unique Key"),
    "boston311-promises/NYC311-5.ssv": (5, 41, 1, "Unique Key"),
    "boston311-promises/NYC311-5.tsv": (5, 41, 1, "Unique Key"),
    "boston311-promises/boston311-100.csv": (100, 29, 1, "case_enquiry_id"),
    "boston311-promises/boston311-100-20dupes-random.csv": (100, 29, 1, "case_enquiry_id"),
    "boston311-promises/boston311-100-bad.tsv": (100, 29, 1, "case_enquiry_id"),
    "boston311-promises/boston311-100-deduped.csv": (80, 29, 1, "case_enquiry_id"),
    "boston311-promises/boston311-100-diff.csv": (100, 29, 1, "case_enquiry_id"),
    "boston311-promises/inputskiptest.csv": (7, 2, 6, "column1"),
    "cfpb-small-with-company/consumer_complaints.csv": (145, 18, 1, "date_received"),
    "opticonnect-call-center/Call_Center.csv": (1772, 10, 1, "Call Id"),
    "opticonnect-call-center/Call_Center.xlsx": (1772, 11, 1, "Call Id"),
    "opticonnect-call-center/Call_Center_RawFile .xlsx": (1772, 11, 1, "Call Id"),
    "pwc-call-center/01 Call-Center-Dataset.xlsx": (5000, 10, 1, "Call Id"),
    "pwc-imputed-variant/call_center_first_45_rows.csv": (45, 10, 1, "Call Id"),
    "pwc-sql-variant/call_center.csv": (5000, 10, 1, "call_id"),
    "waimai-10k/waimai_10k.csv": (11987, 2, 1, "label"),
    "asterisk-queue-log/queue_log_masked.txt": (22, 8, 0, None),
}


def test_every_real_file_is_in_the_list(shared_data: Path) -> None:
    found = {str(path.relative_to(shared_data)) for path in shared_data.rglob("*.*") if path.suffix != ".md"}
    assert found == set(REAL)


@pytest.mark.parametrize("name", REAL)
def test_every_real_file_reads_with_its_header_and_all_its_rows(shared_data: Path, tmp_path: Path, name: str) -> None:
    rows, width, header_row, first = REAL[name]
    sheet, data = _read(shared_data / name, tmp_path)[0]
    assert (sheet.rows, len(data), sheet.width, sheet.header_row) == (rows, rows, width, header_row)
    assert (sheet.header[0] if sheet.header else None) == first
    assert [row[0] for row in data] == list(range(header_row + 1, header_row + 1 + rows))


def test_pandas_reads_the_same_cells_from_real_text_files(shared_data: Path, tmp_path: Path) -> None:
    import pandas as pd

    for name in ("pwc-sql-variant/call_center.csv", "cfpb-small-with-company/consumer_complaints.csv",
                 "waimai-10k/waimai_10k.csv", "boston311-promises/boston311-100.csv"):
        _sheet, data = _read(shared_data / name, tmp_path)[0]
        frame = pd.read_csv(shared_data / name, dtype=str, keep_default_na=False, na_values=[""])
        assert [list(row[1:-1]) for row in data] == frame.astype(object).where(frame.notna(), None).values.tolist()


# --- fast and careful -------------------------------------------------------------------------------------------

_CELLS = st.text(st.sampled_from("ab1 ,;\t|\"'\n\r#é张\\"), max_size=6)
_PLAIN = st.text(st.sampled_from("ab1 .é张'#\\"), max_size=6)


def _tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12))


def _text_of(rows: list[list[str]], delimiter: str, line_end: str, quoting: Any) -> str:
    if any("\r" in cell or "\n" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # older Pythons leave a line end bare that is not the one lines end with
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return target.getvalue()


def _both_ways(path: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], bool]:
    found = scan(path)
    table = table_of(path, 0, found, lambda name: name.startswith("name "))
    answers = []
    from imports.readers import fast

    quick = duckdb.connect()
    relation = Relation(quick, "probe")
    was_fast = fast.read_into(relation, table)
    for carefully in (False, True):
        connection = duckdb.connect()
        relation = rows_of(table, connection, carefully=carefully)
        relation.finish(range(table.layout.width))
        answers.append(connection.execute("SELECT * FROM sheet_0 ORDER BY _row").fetchall())
    return answers[0], answers[1], was_fast


@settings(max_examples=150, deadline=None)
@given(st.one_of(_tables(_CELLS), _tables(_PLAIN)), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]),
       st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@example([["a", '"x" y'], ["", ""], ["b", "c"]], ",", "\n", csv.QUOTE_MINIMAL)
@example([[", ", " "]], ",", "\n", csv.QUOTE_MINIMAL)
def test_the_fast_path_answers_as_the_careful_one_and_both_as_was_written(
        tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, line_end: str,
        quoting: Any) -> None:
    header = [f"name {index}" for index in range(len(rows[0]))]
    path = tmp_path_factory.mktemp("both") / "t.csv"
    path.write_text(_text_of([header, *rows], delimiter, line_end, quoting), encoding="utf-8", newline="")
    quick, careful, _was_fast = _both_ways(path)
    assert quick == careful
    written = [tuple(cell or None for cell in row) for row in rows]
    assert [row[1:-1] for row in careful] == written
    assert [row[0] for row in careful] == list(range(2, 2 + len(rows)))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.sampled_from('ab1 ,"\''), max_size=12), min_size=1, max_size=8),
       st.sampled_from(["\n", "\r\n", "\n\n"]))
@example([",,,,a", ",,1"], "\n")  # a second header row that is wider than the first
@example([',,"', "", ""], "\n")  # a quote that never closes before blank lines
def test_even_on_careless_text_the_fast_path_never_answers_otherwise(
        tmp_path_factory: pytest.TempPathFactory, lines: list[str], line_end: str) -> None:
    path = tmp_path_factory.mktemp("wild") / "t.csv"
    path.write_text(line_end.join(["name 1,name 2,name 3", *lines]), encoding="utf-8", newline="")
    quick, careful, _was_fast = _both_ways(path)
    assert quick == careful


def test_a_regular_file_takes_the_fast_path_and_an_irregular_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for text, expected in (("name 1,name 2\n1,2\n3,\"4, 5\"\n", True), ("name 1,name 2\n1,2\n3,4,5\n", False),
                           ("name 1,name 2\n1,\"2\n3\"\n", False), ("name 1,name 2\n1,2\n\n3,4\n", False)):
        path.write_text(text, encoding="utf-8", newline="")
        assert _both_ways(path)[2] is expected, text


def test_a_huge_file_is_poured_into_a_table_with_the_same_answer(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"Call Id,Agent,\n" + b"".join(b"C%d,a%d,\n" % (i, i % 7) for i in range(60_000))
    small = _read_bytes(content, tmp_path)
    monkeypatch.setattr("imports.readers.relation.IN_MEMORY_BYTES", 100_000)
    monkeypatch.setattr("imports.readers.fast.IN_MEMORY_BYTES", 100_000)
    monkeypatch.setattr("imports.readers.fast._STREAMED_BLOCK_BYTES", 65_536)
    large = _read_bytes(content, tmp_path)
    assert large == small
    assert large[0].header == ("Call Id", "Agent")


# --- text, its rows and numbers ---------------------------------------------------------------------------------

def test_ragged_rows_are_filled_up_or_keep_their_surplus_and_inner_blank_lines_count(tmp_path: Path) -> None:
    sheet, rows = _read_bytes(b"Call Id,Agent\n\n1,a\n\n2,b,x,y\n3\n4,d,,\n,\n\n\n", tmp_path)
    assert rows == [(3, "1", "a", None), (4, None, None, None), (5, "2", "b", "x,y"), (6, "3", None, None),
                    (7, "4", "d", None), (8, None, None, None)]
    assert sheet.rows == 6


def test_a_text_over_several_lines_is_one_row_as_in_a_spreadsheet(tmp_path: Path) -> None:
    _sheet, rows = _read_bytes(b'Call Id,Agent\r\n1,"a\r\nb"\r\n2,c\r\n', tmp_path)
    assert rows == [(2, "1", "a\r\nb", None), (3, "2", "c", None)]


def test_a_quote_never_closed_costs_one_row_and_not_the_file(tmp_path: Path) -> None:
    _sheet, rows = _read_bytes(b'Call Id,Agent\n1,"a\n2,b\n3,"c, d"\n', tmp_path)
    assert [row[1] for row in rows] == ["1", "2", "3"]
    assert rows[0][2] == '"a' and rows[2][2] == "c, d"


def test_a_runaway_quote_in_a_long_file_is_given_up_soon() -> None:
    lines = ['x,"open\n', *(f"{i},{'y' * 90}\n" for i in range(5_000))]
    found = [record for record, _count in records(lines, Dialect())]
    assert len(found) == 5_001
    assert found[0] == ["x", '"open'] and found[-1][0] == "4999"


def test_the_sep_line_names_the_delimiter_and_is_not_counted(tmp_path: Path) -> None:
    sheet, rows = _read_bytes(b"\xef\xbb\xbfSEP=;\r\nwait, s;Agent\r\n1;x\r\n", tmp_path)
    assert (sheet.header, sheet.delimiter, rows) == (("wait, s", "Agent"), ";", [(2, "1", "x", None)])


def test_decimal_commas_do_not_make_a_delimiter() -> None:
    assert dialect_of("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n").delimiter == ";"
    assert dialect_of("a\tb\nx, y\tz\nu, v\tw, q\n").delimiter == "\t"
    assert dialect_of('a, "b"\n1, "x, y"\n') == Dialect(",", True)


def test_titles_comments_and_blank_lines_above_are_the_preamble_and_empty_tails_go(tmp_path: Path) -> None:
    content = b"Monthly report,,,,\n\n# made by hand,,,,\nCall Id,Agent,Wait,,\n1,a,5,,\n2,b,6,,\n"
    sheet, rows = _read_bytes(content, tmp_path)
    assert sheet.header == ("Call Id", "Agent", "Wait") and sheet.header_row == 4
    assert sheet.preamble == ((1, "Monthly report"), (3, "# made by hand"))
    assert rows == [(5, "1", "a", "5", None), (6, "2", "b", "6", None)]


_CHINESE = "话单id,主叫,坐席,通话时长(秒),满意度\n" + "".join(f"{i},138,张三{i},8{i},非常满意\n" for i in range(30))
_TRADITIONAL = "話單id,主叫,坐席,通話時長(秒),滿意度\n" + "".join(f"{i},138,張三{i},8{i},非常滿意\n" for i in range(30))
_WESTERN = "Id;Agént;Später;café\n" + "".join(f"{i};José Müller;naïve – “so”;ça\n" for i in range(30))


@pytest.mark.parametrize(("text", "encoding", "told"), [
    (_CHINESE, "utf-8", "utf-8"), (_CHINESE, "utf-8-sig", "utf-8"), (_CHINESE, "utf-16", "utf-16-le"),
    (_CHINESE, "utf-16-le", "utf-16-le"), (_CHINESE, "utf-16-be", "utf-16-be"), (_CHINESE, "gbk", "gb18030"),
    (_CHINESE, "gb18030", "gb18030"), (_TRADITIONAL, "big5", "big5hkscs"), (_TRADITIONAL, "gb18030", "gb18030"),
    (_WESTERN, "cp1252", "cp1252"), (_WESTERN, "utf-8", "utf-8"),
])
def test_the_encoding_is_told_from_the_bytes(tmp_path: Path, text: str, encoding: str, told: str) -> None:
    sheet, rows = _read_bytes(text.encode(encoding), tmp_path)
    lines = [line.replace(";", ",").split(",") for line in text.splitlines()]
    assert (sheet.encoding, sheet.header, sheet.replaced) == (told, tuple(lines[0]), 0)
    assert [list(row[1:-1]) for row in rows] == lines[1:]


def test_a_few_bad_bytes_are_replaced_and_counted_and_nul_bytes_dropped(tmp_path: Path) -> None:
    content = bytearray(_CHINESE.encode())
    content[200:200] = b"\xff"
    sheet, rows = _read_bytes(bytes(content), tmp_path)
    assert sheet.replaced == 1 and sheet.rows == len(rows) == 30
    _sheet, rows = _read_bytes(b"Call Id,Agent\n1,a\0b\n" + b"2,c\n" * 100, tmp_path)
    assert rows[0] == (2, "1", "ab", None) and len(rows) == 101


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\0" * 5_000, b"a,b\n" + b"\x01\x02\x03" * 900])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        _read_bytes(content, tmp_path)
    assert caught.value.code in ("unreadable_text", "empty_file")


def test_blank_text_and_too_many_columns_are_refused(tmp_path: Path) -> None:
    wide = b",".join(b"c%d" % index for index in range(3000)) + b"\n"
    for content, code in ((b"\n\n  \n", "empty_file"), (wide, "too_many_columns")):
        with pytest.raises(Refused) as caught:
            _read_bytes(content, tmp_path)
        assert caught.value.code == code


# --- header -----------------------------------------------------------------------------------------------------

def _names(*rows: list[str]) -> tuple[int, int, tuple[str, ...]] | None:
    header = find_header(list(rows), _known)
    return (header.first, header.last, header.names) if header else None


def test_a_header_merged_over_two_rows_is_joined() -> None:
    found = _names(["Call Id", "Agent", "Time", "", "Money", ""], ["", "", "wait", "talk", "fee", "tax"],
                   ["1", "a", "3", "4", "5", "6"], ["2", "b", "3", "4", "5", "6"])
    assert found == (0, 1, ("Call Id", "Agent", "wait", "talk", "Money fee", "Money tax"))


@pytest.mark.parametrize(("group", "below", "names"), [
    ("Durations", ("wait (s)", "talk (s)"), ("wait (s)", "talk (s)")),
    ("Times (ms)", ("wait", "talk"), ("wait (ms)", "talk (ms)")),
    ("Times in minutes", ("wait", "talk [s]"), ("wait (min)", "talk [s]")),
    ("时长(秒)", ("wait", "talk"), ("wait (s)", "talk (s)")),
    ("Survey", ("wait", "outcome"), ("Survey wait", "Survey outcome")),
])
def test_a_name_below_a_group_that_adds_nothing_goes_by_itself_with_the_group_s_unit(
        group: str, below: tuple[str, str], names: tuple[str, str]) -> None:
    def known(name: str) -> bool:
        return _known(name) or _known(loosely_folded(name))

    header = find_header([["Call Id", "Agent", group, ""], ["", "", *below], ["1", "a", "3", "4"]], known)
    assert header is not None and header.names == ("Call Id", "Agent", *names)


def test_a_name_that_stands_below_two_groups_keeps_both() -> None:
    found = _names(["Call Id", "Agent", "Started", "Outcome", "Time", "", "Calls", ""],
                   ["", "", "", "", "wait", "talk", "wait", "talk"], ["1", "a", "3", "4", "5", "6", "7", "8"])
    assert found == (0, 1, ("Call Id", "Agent", "Started", "Outcome", "Time wait", "Time talk", "Calls wait",
                            "Calls talk"))


def test_a_text_row_below_a_whole_header_is_data() -> None:
    assert _names(["Call Id", "Agent", "Team"], ["x", "Ann", "blue"], ["y", "Bob", "red"]) == \
        (0, 0, ("Call Id", "Agent", "Team"))


def test_known_names_win_over_an_earlier_row_of_words() -> None:
    assert _names(["Report", "of", "calls"], ["Call Id", "Agent", "Wait"], ["1", "a", "2"]) == \
        (1, 1, ("Call Id", "Agent", "Wait"))


def test_a_table_that_begins_with_values_has_no_header() -> None:
    assert _names(["2026-01-02 10:00", "1234567", "ok"], ["2026-01-02 10:05", "1234568", "ok"]) is None
    assert find_header([], _known) is None


def test_names_are_cleaned_and_made_distinct() -> None:
    assert clean(" Speed\u00a0of\n answer\ufeff\u200b ") == "Speed of answer"
    assert distinct(["a", "", "a", "a (2)", ""]) == ("a", "column B", "a #2", "a (2)", "column E")
    assert [column_letters(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


# --- workbooks --------------------------------------------------------------------------------------------------

def _workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    day, stamp, clock, long = (book.add_format({"num_format": text}) for text in
                               ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "[h]:mm:ss"))
    sheet = book.add_worksheet("Data")
    sheet.write(2, 1, "Report of May")
    sheet.write_row(4, 1, ["Call Id", "Agent", "Started", "Wait", "Talk", "Day", "Outcome", "Ok"])
    for row in (5, 7):
        sheet.write(row, 1, f"00{row}")
        sheet.write(row, 2, 123456789012345.0)
        sheet.write_datetime(row, 3, datetime(2026, 5, 1, 9, 12, 58, 250000), stamp)  # noqa: DTZ001
        sheet.write_datetime(row, 4, time(0, 2, 3), clock)
        sheet.write_number(row, 5, 1.5, long)
        sheet.write_datetime(row, 6, datetime(2026, 5, 1), day)  # noqa: DTZ001
        sheet.write(row, 7, "  ")
        sheet.write_boolean(row, 8, True)
    sheet.write_blank(1_048_575, 16_383, None, day)
    book.add_worksheet("Empty")
    hidden = book.add_worksheet("Hidden")
    hidden.write_row(0, 0, ["Call Id", "Wait"])
    hidden.write_row(1, 0, ["x", 0.1])
    hidden.hide()
    book.close()
    return path


def test_a_workbook_keeps_its_row_numbers_and_cells_become_text_by_type(tmp_path: Path) -> None:
    (sheet, rows), (hidden, hidden_rows) = _read(_workbook(tmp_path / "w.xlsx"), tmp_path)
    assert (sheet.name, sheet.header_row, sheet.preamble, sheet.rows) == ("Data", 5, ((3, "Report of May"),), 3)
    cells = ("123456789012345", "2026-05-01 09:12:58.250000", "00:02:03", "36:00:00", "2026-05-01", None, "TRUE", None)
    assert rows == [(6, "005", *cells), (7, *[None] * 9), (8, "007", *cells)]
    assert (hidden.name, hidden.hidden, hidden_rows) == ("Hidden", True, [(2, "x", "0.1", None)])


def test_an_error_in_a_cell_is_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("A & B")
    sheet.write_row(0, 0, ["Call Id", "Wait", "Talk"])
    sheet.write_row(1, 0, ["x", 5, 6])
    sheet.write(2, 0, "y")
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 2, "=Z9", None, "#REF!")
    book.close()
    assert _read(path, tmp_path)[0][1] == [(2, "x", "5", "6", None), (3, "y", "#DIV/0!", "#REF!", None)]


def test_openpyxl_reads_the_same_values_from_a_real_workbook(shared_data: Path, tmp_path: Path) -> None:
    import openpyxl

    path = shared_data / "pwc-call-center" / "01 Call-Center-Dataset.xlsx"
    expected = [tuple(None if cell is None else str(cell) for cell in row)
                for row in openpyxl.load_workbook(path, read_only=True).active.iter_rows(min_row=2, values_only=True)]
    assert [row[1:-1] for row in _read(path, tmp_path)[0][1]] == expected


@pytest.mark.parametrize(("cells", "expected"), [
    ([1.0, 2.5, 1e-7, 0.1 + 0.2, -3.0], ["1", "2.5", "0.0000001", "0.3", "-3"]),
    ([1e17, 3, 2026050100000000.0, 2.0**53 - 1, 2.0**53, 123456789012345680.0, 9.1e15], [
        "1E+17", "3", "2026050100000000", "9007199254740991", "9.007199254740992E+15", "1.2345678901234568E+17",
        "9.1E+15"]),
    (["", " ", "\u00a0", "x ", "0"], [None, None, None, "x ", "0"]),
    ([True, "a", 1.0, date(2021, 1, 1), datetime(2021, 1, 1, 9, 0, 0, 5)],  # noqa: DTZ001
     ["TRUE", "a", "1", "2021-01-01", "2021-01-01 09:00:00.000005"]),
    ([time(9, 12, 58), time(0, 2, 58, 667000)], ["09:12:58", "00:02:58.667"]),
    ([timedelta(hours=30, seconds=5), timedelta(milliseconds=1500), timedelta(seconds=-5)],
     ["30:00:05", "0:00:01.500", "-0:00:05"]),
])
def test_a_column_becomes_text_as_promised(cells: list[Any], expected: list[str | None]) -> None:
    assert texts(cells).to_pylist() == expected


def _repacked(path: Path, part: str, change: Any) -> Path:
    """A copy of a workbook with one part of it changed."""
    target = path.with_name("changed-" + path.name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == part else content)
    return target


def test_one_cell_at_the_far_corner_is_refused_and_named(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Call Id")
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    assert (tmp_path / "far.xlsx").stat().st_size < 10_000
    with pytest.raises(Refused) as caught:
        _read(tmp_path / "far.xlsx", tmp_path)
    assert caught.value.code == "too_many_cells" and "XFD1048576" in caught.value.message


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    declared = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>')
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        path = _repacked(_workbook(tmp_path / "w.xlsx"), part, lambda content: declared + content.split(b"?>", 1)[1])
        with pytest.raises(Refused) as caught:
            _read(path, tmp_path)
        assert caught.value.code == "unsafe_xml"


def test_a_truncated_or_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "w.xlsx")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(path.read_bytes()[:3_000])
    broken = _repacked(path, "xl/worksheets/sheet1.xml", lambda content: content[:600])
    for bad in (cut, broken):
        with pytest.raises(Refused) as caught:
            _read(bad, tmp_path)
        assert caught.value.code == "corrupt_workbook"


def test_a_spreadsheet_of_a_billion_repeated_cells_is_refused(tmp_path: Path) -> None:
    row = ('<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
           'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>')
    path = tmp_path / "bomb.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<x><table:table table:name="S">{row}</table:table></x>')
    with pytest.raises(Refused) as caught:
        _read(path, tmp_path)
    assert caught.value.code == "too_many_cells"


def _ods(path: Path, rows: str) -> Path:
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
                      for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest='
                         '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        archive.writestr("content.xml", f'<?xml version="1.0"?><office:document-content {spaces}><office:body>'
                         f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
                         '</office:body></office:document-content>')
    return path


def _ods_row(*cells: str, times: int = 1) -> str:
    filled = "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                     if cell else "<table:table-cell/>" for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{times}">{filled}</table:table-row>'


def test_an_opendocument_sheet_keeps_its_row_numbers_and_endless_empty_rows_do_no_harm(tmp_path: Path) -> None:
    rows = (_ods_row("", times=3) + _ods_row("Call Id", "Agent") + _ods_row("1", "a", times=2) + _ods_row("", "")
            + _ods_row("2", "b") + '<table:table-row table:number-rows-repeated="1048569"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>')
    sheet, found = _read(_ods(tmp_path / "s.ods", rows), tmp_path)[0]
    assert (sheet.name, sheet.header, sheet.header_row) == ("S", ("Call Id", "Agent"), 4)
    assert found == [(5, "1", "a", None), (6, "1", "a", None), (7, None, None, None), (8, "2", "b", None)]


def _xlsb_record(kind: int, body: bytes) -> bytes:
    return bytes([kind, len(body)]) + body


def test_the_reach_of_a_binary_sheet_counts_cells_with_content_only() -> None:
    cells = [(0, 0, 2), (5, 3, 5), (9, 7, 7), (1_048_575, 16_383, 1)]
    stream = b"".join(_xlsb_record(0, struct.pack("<I", row) + bytes(8))
                      + _xlsb_record(kind, struct.pack("<I", column) + bytes(8)) for row, column, kind in cells)
    assert _xlsb_reach(io.BytesIO(stream)) == ((1, 10), (1, 8))
    assert _xlsb_reach(io.BytesIO(b"")) == ((0, 0), (0, 0))


# --- JSON -------------------------------------------------------------------------------------------------------

def test_json_keeps_numbers_as_written_and_flattens_objects(tmp_path: Path) -> None:
    content = '[{"id":123456789012345678901,"Queue":{"Name":"x","W":1.50},"t":["u","v"],"ok":true},{"id":null,"z":"é"}]'
    sheet, rows = _read_bytes(content.encode(), tmp_path, "x.json")
    assert sheet.header == ("id", "Queue.Name", "Queue.W", "t", "ok", "z")
    assert rows == [(1, "123456789012345678901", "x", "1.50", "u; v", "TRUE", None, None),
                    (2, None, None, None, None, None, "é", None)]


def test_the_longest_list_in_an_object_is_the_table(tmp_path: Path) -> None:
    content = b'{"meta": [{"m": 1}], "items": [{"a": 1}, {"b": "x"}]}'
    sheet, rows = _read_bytes(content, tmp_path, "x.json")
    assert (sheet.header, len(rows)) == (("a", "b"), 2)


def test_a_broken_json_line_is_one_surplus_and_later_keys_become_columns(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imports.readers.json_records._BATCH_ROWS", 2)
    content = b'{"a":1}\n\n{"a":\n{"b":{"c":3}}\n{"d":4}\n{"a":5}\n'
    expected = [(1, "1", None, None, None), (2, None, None, None, '{"a":'), (3, None, "3", None, None),
                (4, None, None, "4", None), (5, "5", None, None, None)]
    assert _read_bytes(content, tmp_path, "x.jsonl")[1] == expected
    monkeypatch.setattr("imports.readers.relation.IN_MEMORY_BYTES", 10)
    assert _read_bytes(content, tmp_path, "x.jsonl")[1] == expected


@pytest.mark.parametrize(("content", "code"), [
    (b'[{"a": 1}, {"a": 2}', "broken_json"), (b'[{"a": 1} {"a": 2}]', "broken_json"), (b'[{"a" 1}]', "broken_json"),
    (b'[{"a": ' * 100_000, "broken_json"), (b'{\n"a": 1}', "json_without_records"), (b"[]", "json_without_records"),
    (b'{"a": ' * 100_000, "json_without_records"),
])
def test_json_without_records_or_broken_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        _read_bytes(content, tmp_path, "x.json")
    assert caught.value.code in (code, "broken_json")


@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_half_a_character_in_json_is_replaced_and_counted(tmp_path: Path, name: str) -> None:
    record = '{"call id": "a\\ud800b\\udc00", "agent": "\\ud83d\\ude00", "\\ud800": null}'
    content = f"[{record}]" if name == "x.json" else record + "\n" + record.replace("ud800b", "ud83d\\ude00b")
    sheet, rows = _read_bytes(content.encode(), tmp_path, name)
    assert rows[0] == (1, "a\ufffdb\ufffd", "\U0001f600", None, None)
    assert (sheet.header, sheet.replaced) == (("call id", "agent", "\ufffd"), 3 if name == "x.json" else 4)
