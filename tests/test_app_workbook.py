"""The workbook: the same figures as the view, as numbers; nothing in it can run."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from app.errors import UserError
from app.services.exporting import write_summary
from app.services.views_overview import overview
from app.services.views_vendor import vendor_month
from app.services.workbook import Book, summary_book
from app.words import words_for
from scoring.definition import SERVICE_LEVEL_VARIANTS
from scoring.result import Note

MAY = "2026-05"


def book_of(cards: list[dict[str, Any]], names: dict[str, str], language: str = "en") -> bytes:
    view = overview(cards, MAY, names, contacts=412_906, evaluations=800)
    vendors = [vendor_month(cards, standing.vendor, MAY, names, contacts=1_000, evaluations=200)
               for standing in view.standings]
    return summary_book(view, [vendor for vendor in vendors if vendor], language)


def cells(data: bytes) -> list[tuple[str, Any]]:
    book = openpyxl.load_workbook(BytesIO(data), rich_text=False)
    return [(sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row
            if cell.value is not None]


def test_the_summary_holds_the_views_figures_as_numbers(invented: ModuleType) -> None:
    cards = invented.four_vendors()
    view = overview(cards, MAY, invented.NAMES)
    sheet = openpyxl.load_workbook(BytesIO(book_of(cards, invented.NAMES)))["Summary"]
    rows = {row[0].value: [cell.value for cell in row[1:5]] for row in sheet.iter_rows() if row[0].value}
    for promise in view.promises:
        figure, name = promise.figure, words_for("en").t(f"measure.{promise.figure.code}")
        assert rows[name] == [figure.value, figure.low, figure.high, figure.n]
    formats = {cell.number_format for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)}
    assert "0.0%" in formats and "General" not in formats - {"General"}


def test_every_vendor_has_a_sheet_with_interval_n_and_definition_beside_each_measure(invented: ModuleType) -> None:
    book = openpyxl.load_workbook(BytesIO(book_of(invented.four_vendors(), invented.NAMES)))
    assert book.sheetnames == ["Summary", "Harbour", "蓝海 BlueSea", "Northwind", "Summit", "Trend", "Definitions"]
    row = next(row for row in book["Summit"].iter_rows() if row[0].value == "Feedback that reached us")
    values = [cell.value for cell in row]
    assert values[1] == pytest.approx(23 / 60) and values[4] == 60 and values[5] == 0.8
    assert "23 ÷ 60" in values[8]


def test_the_overall_score_is_no_sample_and_short_times_keep_the_decimal_the_page_shows(invented: ModuleType) -> None:
    rows = {row[0].value: row for row in rows_of(book_of(invented.four_vendors(1), invented.NAMES), "Summit")}
    assert rows["Overall score"][1].value is not None and rows["Overall score"][4].value is None
    assert rows["Average speed of answer"][1].number_format == "[<10]0.0;#,##0"


def test_heads_and_titles_begin_with_a_capital_and_a_change_says_its_unit(invented: ModuleType) -> None:
    data = book_of(invented.four_vendors(), invented.NAMES)
    bold = [cell.value for _, cell in cells(data) if cell.font.b and isinstance(cell.value, str) and cell.font.sz >= 13]
    assert "Answered within 60 s by month" in bold
    assert [text for text in bold if text[:1].islower()] == []
    summary = [cell.value for title, cell in cells(data) if title == "Summary"]
    assert summary.count("Change\n(points)") == 2 and "Change" not in summary


def test_what_misses_its_target_is_marked_and_the_mark_explained(invented: ModuleType) -> None:
    """Never by colour alone: print may be grey."""
    cards = invented.four_vendors()
    view, data = overview(cards, MAY, invented.NAMES), book_of(cards, invented.NAMES)
    marked = {round(cell.value, 12) for title, cell in cells(data) if title == "Summary" and "▾" in cell.number_format}
    told = [(round(cell.value or 0.0, 12), cell.misses_target) for each in view.standings for cell in each.cells]
    assert {value for value, missed in told if missed} <= marked
    assert not marked & {value for value, missed in told if not missed}
    for sheet in ("Summary", "Summit"):
        assert any("▾ marks" in str(cell.value) for title, cell in cells(data) if title == sheet)


def test_each_vendor_takes_one_printed_page(invented: ModuleType) -> None:
    book = openpyxl.load_workbook(BytesIO(book_of(invented.four_vendors(), invented.NAMES)))
    assert [(sheet.page_setup.orientation, sheet.page_setup.fitToHeight) for sheet in book if sheet.title in
            invented.NAMES.values()] == [("portrait", None)] * 4


def test_names_that_look_like_formulas_and_links_stay_text(invented: ModuleType) -> None:
    evil = {"harbour": "=HYPERLINK(\"http://x\",\"y\")", "bluesea": "@SUM(1)", "northwind": "http://evil.example",
            "summit": "[a]:*?/\\" * 9}
    data = book_of(invented.four_vendors(2), evil)
    assert all(cell.data_type != "f" and cell.hyperlink is None for _, cell in cells(data))
    with ZipFile(BytesIO(data)) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")}
    assert not any("<f>" in text or "<hyperlink" in text for text in texts.values())


def test_sheet_names_are_short_unique_and_allowed() -> None:
    book = Book("en")
    names = [book.sheet("x" * 40, ()).own.get_name(), book.sheet("X" * 40, ()).own.get_name(),
             book.sheet("History", ()).own.get_name(), book.sheet("''", ()).own.get_name()]
    book.close()
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 and name.casefold() != "history" for name in names)


def test_chinese_is_set_in_a_chinese_font_and_says_the_finding(invented: ModuleType) -> None:
    data = book_of(invented.four_vendors(), invented.NAMES, "zh")
    said = [cell.value for title, cell in cells(data) if title == "总览" and isinstance(cell.value, str)]
    assert any("领先且难分高下" in text for text in said)
    with ZipFile(BytesIO(data)) as parts:
        assert "Microsoft YaHei" in parts.read("xl/styles.xml").decode()


def test_there_are_native_charts_and_the_pages_are_set_up_for_print(invented: ModuleType) -> None:
    data = book_of(invented.four_vendors(), invented.NAMES)
    with ZipFile(BytesIO(data)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        error_bars = parts.read("xl/charts/chart1.xml").decode()
    assert len(charts) == 5
    assert "<c:errBars>" in error_bars
    book = openpyxl.load_workbook(BytesIO(data))
    assert all(sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in book)


def test_a_month_where_little_is_measured_still_makes_a_workbook(invented: ModuleType) -> None:
    cards = [invented.card("harbour", MAY, (0.8, None, None, None))]
    data = book_of(cards, invented.NAMES)
    said = [cell.value for title, cell in cells(data) if title == "Harbour"]
    assert "31 evaluations; at least 50 are needed." in said
    assert 0 not in said


def rows_of(data: bytes, sheet: str) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(BytesIO(data))[sheet].iter_rows()]


def test_every_figure_of_map_changes_and_trend_has_its_interval_and_n_below_it(invented: ModuleType) -> None:
    cards = invented.four_vendors()
    data = book_of(cards, invented.NAMES)
    by_vendor = {(card["vendor"], card["month"]): card for card in cards}

    def sure(vendor: str, month: str, code: str, joint: str) -> tuple[float, str]:
        told = next(m["estimate"] for m in by_vendor[vendor, month]["measures"] if m["code"] == code)
        return round(told["value"], 12), f"{told['low'] * 100:.1f}–{told['high'] * 100:.1f}%{joint}n {told['n']:,}"

    below = {
        sheet: [(round(upper.value, 12), lower.value) for above, under in pairwise(rows_of(data, sheet))
                for upper, lower in zip(above, under, strict=True) if isinstance(upper.value, float)]
        for sheet in ("Summary", "Trend")
    }
    for (vendor, month) in by_vendor:
        for code in invented.ANCHORS:
            assert sure(vendor, month, code, "\n") in below["Trend"]
            assert month != MAY or sure(vendor, month, code, " · ") in below["Summary"]
    assert sure("summit", "2026-04", "promise_kept", " · ") in below["Summary"]


def test_why_a_cell_is_empty_stands_in_print_and_in_no_comment(invented: ModuleType) -> None:
    cards, names = invented.twenty_vendors()
    data = book_of(cards, names)
    assert not any(cell.comment for _, cell in cells(data))
    summary = [cell.value for title, cell in cells(data) if title == "Summary"]
    assert summary.count("31 evaluations; at least 50 are needed.") == 1
    row = next(row for row in rows_of(data, "Summary") if row[0].value == "Vendor number 03")
    assert row[1].value == "Feedback forwarding is not measured."
    trend = " ".join(str(cell.value) for title, cell in cells(data) if title == "Trend")
    assert "Not measured, Vendor number 03 (2026-04 and 2026-05): 31 evaluations; at least 50 are needed." in trend


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_wrapped_text_is_cut_by_its_row(invented: ModuleType, language: str) -> None:
    """Broken into lines word by word, every text fits into the height of its row."""
    cards, names = invented.twenty_vendors()
    names["v07"] = "Wide World Wide Customer Management GmbH"
    book = openpyxl.load_workbook(BytesIO(book_of(cards, names, language)))
    for sheet in book:
        widths = {column: sheet.column_dimensions[letter].width for letter in sheet.column_dimensions
                  for column in range(sheet.column_dimensions[letter].min, sheet.column_dimensions[letter].max + 1)}
        spans = {merged.coord.split(":")[0]: merged for merged in sheet.merged_cells.ranges}
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.alignment.wrap_text and cell.value):
            merged = spans.get(cell.coordinate)
            columns = range(merged.min_col, merged.max_col + 1) if merged else (cell.column,)
            height = sheet.row_dimensions[cell.row].height or sheet.sheet_format.defaultRowHeight
            room = sum(widths[column] for column in columns) * DIGIT_POINTS
            lines = sum(lines_set(part, cell.font.sz, room) for part in str(cell.value).split("\n"))
            assert lines * cell.font.sz * 1.15 <= height + 1, (sheet.title, cell.coordinate, cell.value)


DIGIT_POINTS = 7 * 72 / 96
"""A column's width counts digits of the workbook's standard font, 7 pixels wide."""


def lines_set(text: str, size: float, room: float) -> int:
    """Lines a text takes, broken at spaces and between Chinese letters; a Latin letter is half its size, on average."""
    lines, used = 1, 0.0
    for word in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*", text):
        wide = size * (1.0 if word[0] > "\u2e80" else 0.5 * len(word.rstrip()))
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        used += size * (1.0 if word[0] > "\u2e80" else 0.5 * len(word))
    return lines


def test_with_many_vendors_no_line_is_dropped_and_the_sheet_says_which_are_coloured(invented: ModuleType) -> None:
    cards, names = invented.twenty_vendors()
    data = book_of(cards, names)
    with ZipFile(BytesIO(data)) as parts:
        charts = [parts.read(f"xl/charts/chart{i}.xml").decode() for i in range(2, 6)]
    for chart in charts:
        assert chart.count("<c:ser>") == 20 and chart.count("<c:delete val=\"1\"/></c:legendEntry>") >= 18
        coloured = set(re.findall(r'<c:spPr><a:ln w="25400"><a:solidFill><a:srgbClr val="(\w+)"', chart))
        assert len(coloured) == 2
    said = [cell.value for title, cell in cells(data) if title == "Trend" and isinstance(cell.value, str)]
    assert said[0].startswith("Each of the 20 vendors is a line.")


def test_notes_are_sentences_and_name_the_formula(invented: ModuleType) -> None:
    cards = [invented.card("harbour", MAY, (0.8, 0.7, 0.9, 0.7))]
    level = cards[0]["measures"][0]
    level["variant"] = "less_short_abandoned"
    level["estimate"]["notes"] = [Note("unknown_outcomes", (("contacts", 12),)).as_json(),
                                  Note("waits_missing", (("contacts", 1),)).as_json()]
    formula = SERVICE_LEVEL_VARIANTS["less_short_abandoned"]
    told = {language: " ".join(str(cell.value) for _, cell in cells(book_of(cards, invented.NAMES, language)))
            for language in ("en", "zh")}
    for sentence in (f"Answered within 60 s by the formula {formula}. 32,000 ÷ 40,000. ",
                     ". Left out: 12 contacts without an outcome. Counted as not in time: 1 answered contact without "):
        assert sentence in told["en"]
    for sentence in (f"按公式 {formula} 计算。32,000 ÷ 40,000。", "。12 次联络缺处理结果，未计入。1 次已接联络缺"):
        assert sentence in told["zh"]


def test_a_vendors_sheet_rests_on_what_its_page_rests_on_and_says_why_there_is_no_score(invented: ModuleType) -> None:
    cards = [invented.card("harbour", MAY, (0.8, 0.7, None, None))]
    why = Note("pillars_missing", (("measured", 2), ("of", 4), ("pillars", "promise_keeping, feedback_forwarding")))
    cards[0]["composite"] = {"value": None, "why": why.text, "reason": why.as_json()}
    said = [cell.value for title, cell in cells(book_of(cards, invented.NAMES)) if title == "Harbour"]
    assert any("1,000 contacts · 200 evaluated calls" in str(text) for text in said)
    assert "2 of 4 pillars measured; missing: promise-keeping and feedback forwarding." in said
    chinese = [cell.value for _, cell in cells(book_of(cards, invented.NAMES, "zh"))]
    assert chinese.count("4 项要求中只测得 2 项，尚缺：承诺兑现和反馈转达。") == 2


def test_what_the_report_says_of_itself_claims_no_more_than_holds() -> None:
    for language, sure, poor in (("en", "not certain", "poor"), ("zh", "不是定论", "较差")):
        words = words_for(language)
        assert sure in words.t("method.interval") and words.t("grade.poor") == poor in words.t("method.grades")


def test_twenty_vendors_make_twenty_sheets(invented: ModuleType) -> None:
    cards, names = invented.twenty_vendors()
    book = openpyxl.load_workbook(BytesIO(book_of(cards, names)))
    assert len(book.sheetnames) == 23


def test_what_cannot_be_exported_is_refused_in_a_sentence(tmp_path: Path) -> None:
    from storage.home import open_store

    store = open_store(tmp_path / "home")
    out = tmp_path / "out.xlsx"
    for month, language, code in (("May", "en", "bad_month"), (MAY, "fr", "unknown_language"), (MAY, "zh", "no_data")):
        with pytest.raises(UserError) as refused:
            write_summary(store, month, out, language)
        assert refused.value.code == code and len(str(refused.value)) > 10
    assert not out.exists()
    store.close()
