"""The workbook's sheets, each written from one view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.phrases import about, measure_name, say, short_name
from app.services.views import PROMISES, Figure
from app.services.views_overview import Overview
from app.services.views_vendor import VendorMonth
from app.services.workbook import (
    ACCENT,
    GREEN,
    MIDDLE,
    PAPER,
    QUIET,
    SOFT,
    WARM,
    Book,
    Sheet,
    basis_text,
    finding_text,
    rank_text,
    reason,
)

LAST = 8
"""The last column of a printed page."""
VENDORS_ON_A_PAGE = 8
ABOVE, BELOW = LAST + 2, LAST + 3
"""Hidden columns of the summary: how far an interval reaches above and below, for the chart's error bars."""


def summary(book: Book, view: Overview) -> None:
    """The month on one page: finding, standings with their picture, four promises, map, movements, decisions."""
    sheet = book.sheet(book.words("sheet.summary"), (30, 13, 13, 13, 13, 20, 13, 14, 14))
    sheet.own.set_portrait()
    sheet.text(0, book.words("book.title", month=view.month), font_color=QUIET)
    sheet.row += 1
    sheet.paragraph(finding_text(view, book.language), LAST, 48, heading=True, bold=True, font_size=18)
    sheet.text(0, basis_text(view, book.language), font_color=QUIET)
    sheet.row += 1
    _decide(book, sheet, view)
    _promises(book, sheet, view)
    _standings(book, sheet, view)
    _map(book, sheet, view)
    _moved(book, sheet, view)
    sheet.own.print_area(0, 0, sheet.row, LAST)
    sheet.own.activate()


def _decide(book: Book, sheet: Sheet, view: Overview) -> None:
    if view.decisions:
        sheet.heading("book.decide")
        for decision in view.decisions:
            sheet.paragraph(say(decision, book.language), LAST, 20, valign="vcenter")


def _promises(book: Book, sheet: Sheet, view: Overview) -> None:
    sheet.heading("book.promises")
    sheet.head("book.measure", "book.value", "book.low", "book.high", "book.n", "book.target", "book.change",
               "book.low", "book.high")  # fmt: skip
    for promise in view.promises:
        _figure_row(book, sheet, promise.figure, measure_name(promise.figure.code, book.language))
        if promise.change is not None:
            for column, value in enumerate((promise.change.value, promise.change.low, promise.change.high), 6):
                _points(sheet, column, value)
        sheet.row += 1


def _points(sheet: Sheet, column: int, share: float) -> None:
    """A change of a share, shown in percentage points with its sign."""
    style = sheet.book.style(num_format="+0.0;-0.0;0.0", align="right")
    sheet.own.write_number(sheet.row, column, share * 100, style)


def _figure_row(book: Book, sheet: Sheet, figure: Figure, name: str) -> None:
    sheet.text(0, name, indent=0)
    if not figure.measured:
        sheet.text(1, reason(figure, book.language) or "–", font_color=QUIET, italic=True)
        return
    claimed = (figure.low, figure.high) if figure.low != figure.high else (None, None)
    for column, value in enumerate((figure.value, *claimed), 1):
        sheet.number(column, value, figure.unit, bold=column == 1)
    sheet.number(4, figure.n, "count")
    sheet.number(5, figure.target, figure.unit)


def _standings(book: Book, sheet: Sheet, view: Overview) -> None:
    sheet.heading("book.standings")
    sheet.head("book.vendor", "book.score", "book.low", "book.high", "book.last", "book.grade", "book.rank")
    first = sheet.row
    for standing in view.standings:
        figure = standing.composite
        sheet.text(0, standing.name)
        for column, value in enumerate((figure.value, figure.low, figure.high, standing.last), 1):
            sheet.number(column, value, "points", bold=column == 1)
        grade = book.words(f"grade.{standing.grade or 'none'}")
        sheet.text(5, f"{grade} ({book.words('badge.provisional')})" if standing.provisional else grade, indent=1)
        sheet.text(6, rank_text(standing.rank) if figure.measured else reason(figure, book.language), indent=1)
        sheet.row += 1
    if view.measured:
        _standings_picture(book, sheet, view, first)


def _standings_picture(book: Book, sheet: Sheet, view: Overview, first: int) -> None:
    """A native bar chart, each bar with its 95 % interval as an error bar."""
    count = len(view.measured)
    name, last = sheet.own.get_name(), first + count - 1
    for row, standing in enumerate(view.measured, first):
        sheet.own.write_number(row, ABOVE, _above(standing.composite))
        sheet.own.write_number(row, BELOW, _below(standing.composite))
    sheet.own.set_column(ABOVE, BELOW, None, None, {"hidden": True})
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series({
        "name": book.words("book.score"), "categories": [name, first, 0, last, 0], "values": [name, first, 1, last, 1],
        "fill": {"color": SOFT}, "gap": 60,
        "y_error_bars": {
            "type": "custom", "line": {"color": ACCENT, "width": 1.5},
            "plus_values": _range(name, first, last, ABOVE), "minus_values": _range(name, first, last, BELOW),
        },
        "data_labels": {"value": True, "position": "inside_base", "num_format": "0.0"},
    })  # fmt: skip
    chart.show_hidden_data()
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"min": 0, "max": 100, "major_gridlines": {"visible": True, "line": {"color": PAPER}}})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_size({"width": 880, "height": 70 + 34 * count})
    sheet.own.insert_chart(sheet.row + 1, 0, chart, {"description": book.words("book.standings")})
    sheet.row += 3 + round((70 + 34 * count) / 24)


def _range(sheet_name: str, first: int, last: int, column: int) -> str:
    """A column's cells as the formula a chart asks for."""
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    return f"={quote_sheetname(sheet_name)}!{xl_range_abs(first, column, last, column)}"


def _above(figure: Figure) -> float:
    return (figure.high or 0.0) - (figure.value or 0.0) if figure.high is not None else 0.0


def _below(figure: Figure) -> float:
    return (figure.value or 0.0) - (figure.low or 0.0) if figure.low is not None else 0.0


def _map(book: Book, sheet: Sheet, view: Overview) -> None:
    """Vendors by promises; the ground colour says the distance from the target."""
    sheet.heading("book.map")
    sheet.text(0, book.words("book.vendor"), font_color=QUIET, bottom=1, bottom_color=QUIET)
    for column, (_, code) in enumerate(PROMISES, 1):
        sheet.text(column, short_name(code, book.language), font_color=QUIET, bottom=1, bottom_color=QUIET,
                   align="right", text_wrap=True)  # fmt: skip
    sheet.own.set_row(sheet.row, 32)
    sheet.row += 1
    for standing in view.standings:
        sheet.text(0, standing.name)
        for column, cell in enumerate(standing.cells, 1):
            if cell.measured:
                sheet.number(column, cell.value, cell.unit, bg_color=_shade(cell))
            else:
                sheet.text(column, "–", font_color=QUIET, align="right")
                sheet.own.write_comment(sheet.row, column, reason(cell, book.language) or "–")
        sheet.row += 1


def _shade(cell: Figure) -> str:
    """The ground of a map cell, from warm (floor) over paper (target) to green (ideal)."""
    score = 80.0 if cell.score is None else max(0.0, min(100.0, cell.score))
    ends, part = ((WARM, MIDDLE), score / 80) if score <= 80 else ((MIDDLE, GREEN), (score - 80) / 20)
    channels = ((int(ends[0][i : i + 2], 16), int(ends[1][i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in channels)


def _moved(book: Book, sheet: Sheet, view: Overview) -> None:
    if not view.movements:
        return
    sheet.heading("book.moved")
    sheet.head("book.moved_where", "", "", "book.before", "book.now", "book.change", "book.low", "book.high",
               "book.clear")  # fmt: skip
    for move in view.movements:
        sheet.text(0, f"{move.name} · {short_name(move.code, book.language)}")
        sheet.number(3, move.before, "share")
        sheet.number(4, move.now, "share")
        for column, value in enumerate((move.change.value, move.change.low, move.change.high), 5):
            _points(sheet, column, value)
        sheet.text(8, book.words("book.yes" if move.clear else "book.noise"), font_color=QUIET, indent=1)
        sheet.row += 1


def vendor_sheet(book: Book, view: VendorMonth) -> None:
    """One vendor: every measure with interval, n, target, points and what it is, or why there is none."""
    sheet = book.sheet(view.name, (34, 10, 10, 10, 10, 10, 9, 9, 70))
    sheet.paragraph(_vendor_finding(book, view), LAST, 44, heading=True, bold=True, font_size=16)
    sheet.text(0, basis_text(view, book.language), font_color=QUIET)
    sheet.row += 1
    for group in view.groups:
        sheet.heading(f"pillar.{group.pillar}")
        sheet.head("book.measure", "book.value", "book.low", "book.high", "book.n", "book.target", "book.points",
                   "book.unit", "book.about")  # fmt: skip
        for figure in group.figures:
            _figure_row(book, sheet, figure, measure_name(figure.code, book.language))
            if figure.measured:
                sheet.number(6, figure.score, "points")
                sheet.text(7, book.words(f"unit.{figure.unit}"), font_color=QUIET, indent=1)
            beside = _beside(book, figure)
            sheet.text(8, beside, font_color=QUIET, text_wrap=True, font_size=10, indent=1)
            sheet.own.set_row(sheet.row, 10 + 14 * _lines(beside))
            sheet.row += 1
    sheet.row += 1
    sheet.text(0, f"{book.words('book.batches')}: {', '.join(view.batches)}", font_color=QUIET, font_size=9)


def _lines(text: str, letters_a_line: int = 72) -> int:
    """How many lines a wrapped cell needs; a Chinese character takes the room of two letters."""
    width = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
    return max(1, -(-width // letters_a_line))


def _beside(book: Book, figure: Figure) -> str:
    said = [about(figure.code, book.language)]
    if figure.measured and figure.unit == "share" and figure.numerator is not None and figure.denominator:
        said.append(f"{figure.numerator:,.0f} ÷ {figure.denominator:,.0f}.")
    if figure.measured and figure.notes:
        said.append(reason(figure, book.language))
    return " ".join(said)


def _vendor_finding(book: Book, view: VendorMonth) -> str:
    from app.services.phrases import say_all

    return say_all(view.finding, book.language) + ("." if book.language == "en" else "。")


def trend(book: Book, view: Overview, vendors: Sequence[VendorMonth]) -> None:
    """Each promise month by month and vendor by vendor, with a native line chart beside its table."""
    sheet = book.sheet(book.words("sheet.trend"), (24, *([11] * 12)))
    sheet.own.set_portrait()
    sheet.own.fit_to_pages(1, 1 if len(vendors) <= VENDORS_ON_A_PAGE else 0)
    for place, (_, code) in enumerate(PROMISES):
        _trend_table(book, sheet, code, [(v.name, v.trends[place].points) for v in vendors])


def _trend_table(book: Book, sheet: Sheet, code: str, lines: Sequence[tuple[str, Any]]) -> None:
    months = sorted({month for _, points in lines for month, _ in points})[-12:]
    if not months:
        return
    sheet.heading("book.trend_of", measure=code)
    sheet.text(0, book.words("book.vendor"), font_color=QUIET, bottom=1, bottom_color=QUIET)
    head = sheet.row
    for column, month in enumerate(months, 1):
        sheet.text(column, month, font_color=QUIET, bottom=1, bottom_color=QUIET, align="right")
    sheet.row += 1
    first = sheet.row
    for name, points in lines:
        sheet.text(0, name)
        values = dict(points)
        for column, month in enumerate(months, 1):
            if month in values:
                sheet.number(column, values[month].value, values[month].unit)
        sheet.row += 1
    lowest = min(figure.value for _, points in lines for _, figure in points)
    floor = max(0.0, (lowest * 10 // 1 - 1) / 10)
    _trend_picture(book, sheet, head, first, len(lines), len(months), floor)


LINES = ("#0F5C78", "#B5763A", "#5E8C61", "#7A5C8E", "#6A747A", "#B23A24")


def _trend_picture(book: Book, sheet: Sheet, head: int, first: int, vendors: int, months: int, floor: float) -> None:
    name = sheet.own.get_name()
    chart = book.file.add_chart({"type": "line"})
    for i in range(min(vendors, len(LINES))):
        row = first + i
        chart.add_series({
            "name": [name, row, 0], "categories": [name, head, 1, head, months], "values": [name, row, 1, row, months],
            "line": {"color": LINES[i], "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": {"color": LINES[i]}, "border": {"color": LINES[i]}},
        })  # fmt: skip
    chart.set_legend({"position": "right"})
    chart.set_y_axis({"num_format": "0%", "min": floor, "max": 1, "line": {"none": True}, "major_gridlines": {
        "visible": True, "line": {"color": "#E3E0D8"}}})  # fmt: skip
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 880, "height": 240})
    sheet.own.insert_chart(sheet.row + 1, 0, chart)
    sheet.row += 12


def definitions(book: Book, view: Overview, codes: Sequence[str]) -> None:
    """What every figure is, and how to read the report."""
    sheet = book.sheet(book.words("sheet.definitions"), (40, 24, 90))
    sheet.text(0, book.words("method.title"), heading=True, bold=True, font_size=16)
    sheet.row += 1
    for code in ("interval", "level", "missing", "rollup", "grades"):
        sheet.paragraph(book.words(f"method.{code}"), 2, 32, valign="vcenter")
    sheet.row += 1
    sheet.head("book.measure", "book.code", "book.about")
    for code in ("composite", *codes):
        sheet.text(0, measure_name(code, book.language), valign="top")
        sheet.text(1, code, font_color=QUIET, valign="top")
        sheet.text(2, about(code, book.language), text_wrap=True, valign="top")
        sheet.own.set_row(sheet.row, 32)
        sheet.row += 1
    sheet.row += 1
    sheet.text(0, f"{book.words('book.definition')}: {view.definition}", font_color=QUIET)
    sheet.row += 1
    sheet.text(0, f"{book.words('book.batches')}: {', '.join(view.batches)}", font_color=QUIET)
