"""The executive workbook, drawn from the very views the screens draw: numbers as numbers, text as text.

Nothing that comes from data can become a formula or a link: every text goes through ``write_string`` and the workbook
is opened with both conversions off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from math import ceil
from typing import Any

from app.services.phrases import basis_parts, closed, interval_text, say_all, told
from app.services.reasons import reason_text
from app.services.views import Figure
from app.services.views_overview import Overview
from app.services.views_vendor import VendorMonth
from app.words import words_for

INK, QUIET, ACCENT, SOFT, ALARM, PAPER = "#1E2A32", "#6A747A", "#0F5C78", "#9FBEC9", "#B23A24", "#F3F0E8"
WARM, MIDDLE, GREEN = "#E3A08F", "#F5EFE3", "#BCD8C9"
FONTS = {"en": ("Georgia", "Calibri"), "zh": ("Microsoft YaHei", "Microsoft YaHei")}
"""Heading and text font of each language; both ship with the office programs that open the file."""

NUMBER_FORMATS = {
    "share": "0.0%",
    "seconds": "[<10]0.0;#,##0",
    "days": "#,##0.0",
    "points": "0.0",
    "count": "#,##0",
    "money": "#,##0.00",
}
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_SHEET_NAME = 31
ROW_HEIGHT = 18
"""Points of a row that holds one line."""


class Book:
    """A workbook being written: its language, its formats by name, its sheets."""

    def __init__(self, language: str) -> None:
        import xlsxwriter

        self.language = language
        self.bytes = BytesIO()
        self.file: Any = xlsxwriter.Workbook(
            self.bytes, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = {"history"}

    def words(self, code: str, **facts: Any) -> str:
        return told(code, self.language, facts)

    def style(self, **how: Any) -> Any:
        """The format with these properties, made once."""
        heading, text = FONTS[self.language]
        font = heading if how.pop("heading", False) else text
        wanted = {"font_name": font, "font_size": 11, "font_color": INK, "valign": "vcenter"} | how
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(wanted)
        return self._formats[key]

    def number(self, unit: str, **how: Any) -> Any:
        """The format of a number in its unit; ``missed``: a mark before it, as its interval lies below its target."""
        mark = '"▾ "' if how.pop("missed", False) else ""
        return self.style(num_format=mark + NUMBER_FORMATS.get(unit, "General"), align="right", **how)

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet, set up for paper: landscape A4, one page wide, its name and page at the foot."""
        own = self.file.add_worksheet(self._free_name(name))
        own.hide_gridlines(2)
        own.set_default_row(ROW_HEIGHT)
        own.set_landscape()
        own.set_paper(9)
        own.fit_to_pages(1, 0)
        own.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        own.set_footer(f"&L&A&R{self.words('book.footer')}")
        for column, width in enumerate(widths):
            own.set_column(column, column, width, self.style())
        return Sheet(self, own, widths)

    def _free_name(self, name: str) -> str:
        """A name Excel accepts and no sheet has yet: no forbidden character, at most 31 long."""
        clean = _FORBIDDEN_IN_SHEET_NAMES.sub(" ", name).strip().strip("'")[:LONGEST_SHEET_NAME].strip() or "-"
        free, number = clean, 2
        while free.casefold() in self._names:
            free = f"{clean[: LONGEST_SHEET_NAME - 4]} ({number})"
            number += 1
        self._names.add(free.casefold())
        return free

    def close(self) -> bytes:
        self.file.close()
        return self.bytes.getvalue()


class Sheet:
    """One sheet, written from the top row by row; a row becomes as high as the text wrapped in it needs."""

    def __init__(self, book: Book, own: Any, widths: Sequence[float]) -> None:
        self.book, self.own, self.widths, self.row = book, own, widths, 0
        self._height = ROW_HEIGHT

    def next(self) -> None:
        """On to the row below."""
        if self._height > ROW_HEIGHT:
            self.own.set_row(self.row, self._height)
        self.row, self._height = self.row + 1, ROW_HEIGHT

    def text(self, column: int, text: str, **how: Any) -> None:
        """Text in one cell; in the whole of it, where ``text_wrap`` is asked for."""
        if how.get("text_wrap"):
            self._grow(text, column, column, how)
        self.own.write_string(self.row, column, text, self.book.style(**how))

    def span(self, first: int, last: int, text: str, **how: Any) -> None:
        """Text over several columns, wrapped; ``**bold**`` parts are bold."""
        style = self.book.style(text_wrap=True, **how)
        if last > first:
            self.own.merge_range(self.row, first, self.row, last, "", style)
        parts = [part for part in re.split(r"(\*\*.+?\*\*)", text) if part]
        if len(parts) > 1:
            self.own.write_rich_string(self.row, first, *self._rich(parts), style)
        else:
            self.own.write_string(self.row, first, text.replace("**", ""), style)
        self._grow(text.replace("**", ""), first, last, how)

    def _rich(self, parts: Sequence[str]) -> list[Any]:
        rich: list[Any] = []
        for part in parts:
            bold = part.startswith("**") and part.endswith("**")
            rich += [self.book.style(bold=True) if bold else self.book.style(), part.strip("*") if bold else part]
        return rich

    def number(self, column: int, value: float | None, unit: str, **how: Any) -> None:
        """A number in its unit's format; an empty cell where there is none, never a zero."""
        style = self.book.number(unit, **how)
        if value is None:
            self.own.write_blank(self.row, column, None, style)
        else:
            self.own.write_number(self.row, column, value, style)

    def span_number(self, first: int, last: int, value: float | None, unit: str, **how: Any) -> None:
        """A number over several columns."""
        self.own.merge_range(self.row, first, self.row, last, "", self.book.number(unit, **how))
        self.number(first, value, unit, **how)

    def paragraph(self, text: str, last_column: int, **how: Any) -> None:
        """Text over the whole width, in rows of its own."""
        self.span(0, last_column, text, **({"valign": "top"} | how))
        self.next()

    def heading(self, code: str, **facts: Any) -> None:
        self.next()
        self.text(0, self.book.words(code, **facts), heading=True, bold=True, font_size=13)
        self._height = 22
        self.next()

    def head(self, *cells: tuple[str, int, int]) -> None:
        """A table's head row: (code, first column, last column); the first cell and words left, figures right."""
        for code, first, last in cells:
            side: dict[str, Any] = {"indent": min(first, 1)} if not first or code in LEFT else {"align": "right"}
            self.span(first, last, self.book.words(code), font_color=QUIET, bottom=1, bottom_color=QUIET, **side)
        self.next()

    def _grow(self, text: str, first: int, last: int, how: Mapping[str, Any]) -> None:
        """Make room for ``text`` wrapped over these columns."""
        size = float(how.get("font_size", 11))
        wide = size / 11 * (1.15 if how.get("bold") else 1.0)
        room = max(4.0, sum(self.widths[first : last + 1]) - 1 - how.get("indent", 0))
        lines = sum(max(1, ceil(letters(line) * wide / room)) for line in text.split("\n"))
        self._height = max(self._height, round(3 + lines * size * 1.36))


def letters(text: str) -> float:
    """How many digits' room (a column's width is told in it) a text takes: rather too much than too little."""
    return sum(2.1 if ord(letter) > 0x2E80 else 1.05 for letter in text)


def singly(*codes: str) -> list[tuple[str, int, int]]:
    """Heads of one column each, from the first column on."""
    return [(code, place, place) for place, code in enumerate(codes)]


LEFT = frozenset({"book.grade", "book.rank", "book.about", "book.clear", "book.unit", "book.code"})


def summary_book(view: Overview, vendors: Sequence[VendorMonth], language: str) -> bytes:
    """The workbook of one month as bytes of an ``.xlsx``: summary, a sheet a vendor, trend, definitions."""
    from app.services.workbook_sheets import definitions, summary, vendor_sheet
    from app.services.workbook_trend import trend

    book = Book(language)
    book.file.set_properties({"title": book.words("book.title", month=view.month), "author": "Openline"})
    summary(book, view)
    for vendor in vendors:
        vendor_sheet(book, vendor)
    trend(book, vendors)
    definitions(book, view, _codes(vendors))
    return book.close()


def _codes(vendors: Sequence[VendorMonth]) -> list[str]:
    return list(dict.fromkeys(figure.code for vendor in vendors for figure in vendor.figures))


def headline(view: Overview | VendorMonth, language: str) -> str:
    """The finding as a sheet's first sentence, with its full stop."""
    return closed(say_all(view.finding, language), language)


def basis_text(view: Overview | VendorMonth, language: str) -> str:
    """What the figures rest on, in one line."""
    return " · ".join(basis_parts(view, words_for(language)))


def rank_text(rank: tuple[int, int, int] | None) -> str:
    """A rank interval as 1–2 / 4; nothing where there is none."""
    if rank is None:
        return ""
    low, high, of = rank
    return f"{low}–{high} / {of}" if low != high else f"{low} / {of}"


def reason(figure: Figure, language: str) -> str:
    """Why a figure is missing, as a sentence; a dash where nobody said."""
    return closed(reason_text(figure.why, language), language) or "–"


def sureness(figure: Figure, language: str) -> str:
    """Interval and n of a figure as they stand under it: 82.9–83.9% · n 401,022."""
    n = words_for(language).t("estimate.n", n=figure.n)
    return " · ".join(part for part in (interval_text(figure, language), n) if part)
