"""The workbook's sheet of months: a native line chart a promise, under them the tables they are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.phrases import closed, interval_text, told
from app.services.reasons import reason_text
from app.services.views import PROMISES
from app.services.views_vendor import Trend, VendorMonth
from app.services.workbook import ACCENT, QUIET, Book, Sheet
from app.words import words_for

MONTHS = 12
LINES = (ACCENT, "#B5763A", "#5E8C61", "#7A5C8E", "#6A747A", "#B23A24")
"""A colour a vendor. Where there are more vendors, all are grey but the first and the last of the newest month."""
GREY = "#CFCBC0"
CHART_PX, CHART_ROWS = (545, 264), 12
"""Width and height of one chart in pixels, and the rows it covers; two stand side by side."""
SECOND_COLUMN = 6


@dataclass(frozen=True, slots=True)
class Table:
    """Where a promise's table stands: its head's row, a value's row for each vendor, its months."""

    code: str
    head: int
    rows: tuple[int, ...]
    months: tuple[str, ...]
    newest: tuple[float | None, ...]
    """Each vendor's value of the last month."""
    lowest: float


def trend(book: Book, vendors: Sequence[VendorMonth]) -> None:
    """Each promise month by month and vendor by vendor: value, interval and n; why there is none in print below."""
    sheet = book.sheet(book.words("sheet.trend"), (26, *([11.5] * MONTHS)))
    if len(vendors) > len(LINES):
        sheet.paragraph(book.words("book.trend_grey", n=len(vendors)), MONTHS, font_color=QUIET)
    charts = sheet.row
    lines = [[(vendor.name, vendor.trends[place]) for vendor in vendors] for place in range(len(PROMISES))]
    told_of = [each for each in lines if any(line.points for _, line in each)]
    sheet.row += CHART_ROWS * -(-len(told_of) // 2)
    for place, each in enumerate(told_of):
        _picture(book, sheet, _table(book, sheet, each), charts + place // 2 * CHART_ROWS, place % 2 * SECOND_COLUMN)


def _table(book: Book, sheet: Sheet, lines: Sequence[tuple[str, Trend]]) -> Table:
    code = lines[0][1].code
    months = tuple(sorted({month for _, line in lines for month, _ in line.points})[-MONTHS:])
    sheet.heading("book.trend_of", measure=code)
    head, quiet = sheet.row, {"font_color": QUIET, "bottom": 1, "bottom_color": QUIET}
    for column, text in enumerate((book.words("book.vendor"), *months)):
        sheet.text(column, text, **quiet, **({"align": "right"} if column else {}))
    sheet.next()
    rows = tuple(_vendor(book, sheet, name, line, months) for name, line in lines)
    if why := _gaps(book, lines, months):
        sheet.paragraph(why, MONTHS, font_size=9, font_color=QUIET)
    values = [dict(line.points).get(months[-1]) for _, line in lines]
    newest = tuple(None if figure is None else figure.value for figure in values)
    lowest = min(figure.value or 0.0 for _, line in lines for month, figure in line.points if month in months)
    return Table(code, head, rows, months, newest, lowest)


def _vendor(book: Book, sheet: Sheet, name: str, line: Trend, months: Sequence[str]) -> int:
    """A row of values, which the chart draws, and under it their intervals and n; the row of the values."""
    row, figures = sheet.row, dict(line.points)
    sheet.text(0, name, text_wrap=True)
    for column, month in enumerate(months, 1):
        if month in figures:
            sheet.number(column, figures[month].value, figures[month].unit)
    sheet.next()
    for column, month in enumerate(months, 1):
        if month in figures:
            n = words_for(book.language).t("estimate.n", n=figures[month].n)
            said = f"{interval_text(figures[month], book.language)}\n{n}".strip()
            sheet.text(column, said, text_wrap=True, align="right", valign="top", font_size=8, font_color=QUIET)
    sheet.next()
    return row


def _gaps(book: Book, lines: Sequence[tuple[str, Trend]], months: Sequence[str]) -> str:
    """Why cells of the table are empty: every reason once, with the vendors and months it is of."""
    of: dict[str, dict[str, list[str]]] = {}
    for name, line in lines:
        for month, why in line.gaps:
            if month in months:
                of.setdefault(reason_text(why, book.language), {}).setdefault(name, []).append(month)
    words = words_for(book.language)
    said = [
        told("book.gap", book.language, {"why": why, "where": words.names([
            told("book.gap_where", book.language, {"vendor": name, "months": words.names(found)})
            for name, found in places.items()])})
        for why, places in of.items()
    ]  # fmt: skip
    return (" " if book.language == "en" else "").join(closed(each, book.language) for each in said)


def _picture(book: Book, sheet: Sheet, table: Table, row: int, column: int) -> None:
    name, last = sheet.own.get_name(), len(table.months)
    chart = book.file.add_chart({"type": "line"})
    colours = _colours(table)
    for at, colour in zip(table.rows, colours, strict=True):
        chart.add_series({
            "name": [name, at, 0], "categories": [name, table.head, 1, table.head, last],
            "values": [name, at, 1, at, last], "line": {"color": colour, "width": 1 if colour == GREY else 2},
            "marker": {"type": "none"} if colour == GREY and last > 1 else {
                "type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
        })  # fmt: skip
    grey = [place for place, colour in enumerate(colours) if colour == GREY]
    chart.set_legend({"position": "bottom", "delete_series": grey})
    chart.set_title({"name": book.words("book.trend_of", measure=table.code), "overlay": False,
                     "name_font": {"size": 11, "bold": True}})  # fmt: skip
    floor = max(0.0, (table.lowest * 10 // 1 - 1) / 10)
    chart.set_y_axis({"num_format": "0%", "min": floor, "max": 1, "line": {"none": True}, "major_gridlines": {
        "visible": True, "line": {"color": "#E3E0D8"}}})  # fmt: skip
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": CHART_PX[0], "height": CHART_PX[1]})
    sheet.own.insert_chart(row, column, chart, {"description": book.words("book.trend_of", measure=table.code)})


def _colours(table: Table) -> list[str]:
    """A colour a vendor; where there are too many, the best and the lowest of the newest month among grey ones."""
    if len(table.rows) <= len(LINES):
        return list(LINES[: len(table.rows)])
    placed = sorted((value, place) for place, value in enumerate(table.newest) if value is not None)
    colours = [GREY] * len(table.rows)
    if placed:
        colours[placed[0][1]], colours[placed[-1][1]] = LINES[1], LINES[0]
    return colours
