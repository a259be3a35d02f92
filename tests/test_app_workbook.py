"""The workbook: the same figures as the view, as numbers; nothing in it can run."""

from __future__ import annotations

from io import BytesIO
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

MAY = "2026-05"


def book_of(cards: list[dict[str, Any]], names: dict[str, str], language: str = "en") -> bytes:
    view = overview(cards, MAY, names, contacts=412_906, evaluations=800)
    vendors = [vendor_month(cards, standing.vendor, MAY, names) for standing in view.standings]
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
    assert "31 evaluations; at least 50 are needed" in said
    assert 0 not in said


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
