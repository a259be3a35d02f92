"""The workbook's sheets, each written from one view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.phrases import (
    about,
    closed_all,
    figure_text,
    interval_text,
    measure_name,
    say,
    short_name,
)
from app.services.reasons import reason_text
from app.services.views import PROMISES, Figure
from app.services.views_overview import Overview, Standing
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
    headline,
    rank_text,
    reason,
    singly,
    sureness,
)
from scoring.definition import SERVICE_LEVEL_VARIANTS

LAST = 9
"""The last column of the summary's printed page."""
ABOVE, BELOW = LAST + 2, LAST + 3
"""Hidden columns of the summary: how far an interval reaches above and below, for the chart's error bars."""
PAIRS = ((1, 2), (3, 4), (5, 6), (7, 8))
"""The columns of the summary that a figure with its interval under it takes together."""
SMALL: dict[str, Any] = {"font_size": 9, "font_color": QUIET}


def summary(book: Book, view: Overview) -> None:
    """The month on one page: finding, standings with their picture, four promises, map, movements, decisions."""
    sheet = book.sheet(book.words("sheet.summary"), (32, *([11.5] * LAST)))
    sheet.own.set_portrait()
    sheet.paragraph(book.words("book.title", month=view.month), LAST, font_color=QUIET)
    sheet.paragraph(headline(view, book.language), LAST, heading=True, bold=True, font_size=18)
    sheet.paragraph(basis_text(view, book.language), LAST, font_color=QUIET)
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
            sheet.paragraph(say(decision, book.language), LAST, valign="vcenter")


def _promises(book: Book, sheet: Sheet, view: Overview) -> None:
    sheet.heading("book.promises")
    sheet.head(*singly("book.measure", "book.value", "book.low", "book.high", "book.n", "book.target",
                       "book.change_points", "book.low", "book.high", "book.clear"))  # fmt: skip
    for promise in view.promises:
        _figure_row(book, sheet, promise.figure, LAST)
        if promise.change is not None:
            for column, value in enumerate((promise.change.value, promise.change.low, promise.change.high), 6):
                _points(sheet, column, value)
            sheet.text(9, book.words("book.yes" if promise.clear else "book.noise"), font_color=QUIET, indent=1)
        sheet.next()
    for formula in filter(None, (variant_of(book, promise.figure) for promise in view.promises)):
        sheet.paragraph(formula, LAST, **SMALL)


def variant_of(book: Book, figure: Figure) -> str:
    """Which of the published formulas a figure goes by, as a sentence; nothing where there is only one."""
    if not figure.variant:
        return ""
    formula = SERVICE_LEVEL_VARIANTS.get(figure.variant, figure.variant)
    return book.words("book.variant", measure=figure.code, formula=formula)


def _points(sheet: Sheet, column: int, share: float) -> None:
    """A change of a share, shown in percentage points with its sign."""
    style = sheet.book.style(num_format='+0.0;"−"0.0;"±"0.0', align="right")
    sheet.own.write_number(sheet.row, column, share * 100, style)


def _figure_row(book: Book, sheet: Sheet, figure: Figure, last: int) -> None:
    """Name, value, interval, n and target; or, as far as column ``last``, why there is none.

    The overall score is no sample: it has no n.
    """
    sheet.text(0, measure_name(figure.code, book.language), text_wrap=True)
    if not figure.measured:
        sheet.span(1, last, reason(figure, book.language), font_color=QUIET, italic=True)
        return
    claimed = (figure.low, figure.high) if figure.low != figure.high else (None, None)
    for column, value in enumerate((figure.value, *claimed), 1):
        sheet.number(column, value, figure.unit, bold=column == 1, missed=column == 1 and figure.misses_target)
    sheet.number(4, None if figure.unit == "points" else figure.n, "count")
    sheet.number(5, figure.target, figure.unit)


def _standings(book: Book, sheet: Sheet, view: Overview) -> None:
    sheet.heading("book.standings")
    heads = singly("book.vendor", "book.score", "book.low", "book.high", "book.of_promises", "book.last")
    sheet.head(*heads, ("book.grade", 6, 7), ("book.rank", 8, 8))
    first = sheet.row
    for standing in view.standings:
        sheet.text(0, standing.name, text_wrap=True)
        _standing(book, sheet, standing)
        sheet.next()
    for standing in view.standings:
        for note in standing.grade_notes:
            told = reason_text(note, book.language)
            sheet.paragraph(book.words("overview.grade_note", vendor=standing.name, why=told), LAST, **SMALL)
    if any(standing.rank and standing.rank[0] < standing.rank[1] for standing in view.standings):
        sheet.paragraph(book.words("book.rank_legend"), LAST, **SMALL)
    if view.measured:
        sheet.paragraph(book.words("book.bars_legend"), LAST, **SMALL)
        _standings_picture(book, sheet, view, first)


def _standing(book: Book, sheet: Sheet, standing: Standing) -> None:
    figure = standing.composite
    if not figure.measured:
        sheet.span(1, LAST, reason(figure, book.language), font_color=QUIET, italic=True, indent=1)
        return
    for column, value in enumerate((figure.value, figure.low, figure.high), 1):
        sheet.number(column, value, "points", bold=column == 1)
    sheet.number(4, figure.n, "count")
    sheet.number(5, standing.last, "points")
    grade = book.words(f"grade.{standing.grade or 'none'}")
    sheet.span(6, 7, book.words("book.provisional", grade=grade) if standing.provisional else grade, indent=1)
    sheet.text(8, rank_text(standing.rank), indent=1)


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
    chart.set_x_axis({"min": 0, "max": 100, "label_position": "high", "line": {"none": True}, "major_gridlines": {
        "visible": True, "line": {"color": PAPER}}, "major_tick_mark": "none"})  # fmt: skip
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
    """Vendors by promises, each figure with interval and n under it; the ground says the distance from the target."""
    sheet.heading("book.map")
    sheet.paragraph(book.words("overview.map.legend"), LAST, **SMALL)
    sheet.span(0, 0, book.words("book.vendor"), font_color=QUIET, bottom=1, bottom_color=QUIET)
    for (first, last), (_, code) in zip(PAIRS, PROMISES, strict=True):
        sheet.span(first, last, measure_name(code, book.language), font_color=QUIET, bottom=1, bottom_color=QUIET,
                   align="right")  # fmt: skip
    sheet.next()
    for standing in view.standings:
        sheet.text(0, standing.name, text_wrap=True)
        for pair, cell in zip(PAIRS, standing.cells, strict=True):
            shade: dict[str, Any] = {"bg_color": _shade(cell), "missed": cell.misses_target} if cell.measured else {}
            sheet.span_number(*pair, cell.value, cell.unit, **shade)
        sheet.next()
        _intervals(book, sheet, standing.cells)


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
    sheet.head(("book.moved_where", 0, 0), ("book.before", 1, 2), ("book.now", 3, 4), ("book.change_points", 5, 5),
               ("book.low", 6, 6), ("book.high", 7, 7), ("book.clear", 8, 9))  # fmt: skip
    for move in view.movements:
        figures = (move.earlier, move.later)
        sheet.text(0, f"{move.name} · {short_name(move.code, book.language)}", text_wrap=True)
        for pair, figure in zip(PAIRS, figures, strict=False):
            sheet.span_number(*pair, figure.value, figure.unit)
        for column, value in enumerate((move.change.value, move.change.low, move.change.high), 5):
            _points(sheet, column, value)
        sheet.span(8, 9, book.words("book.yes" if move.clear else "book.noise"), font_color=QUIET, indent=1)
        sheet.next()
        _intervals(book, sheet, figures)


def _intervals(book: Book, sheet: Sheet, figures: Sequence[Figure]) -> None:
    """The row under figures: interval and n of each, or why there is none."""
    for (first, last), figure in zip(PAIRS, figures, strict=False):
        said = sureness(figure, book.language) if figure.measured else reason(figure, book.language)
        sheet.span(first, last, said, align="right", valign="top", **SMALL)
    sheet.next()


VENDOR_LAST = 8


def vendor_sheet(book: Book, view: VendorMonth) -> None:
    """One vendor on one page: every measure with interval, n, target, points and what it is, or why there is none."""
    sheet = book.sheet(view.name, (32, 9, 10, 10, 9, 9, 8.5, 9, 60))
    sheet.own.set_portrait()
    sheet.own.fit_to_pages(1, 1)
    sheet.paragraph(headline(view, book.language), VENDOR_LAST, heading=True, bold=True, font_size=16)
    sheet.paragraph(basis_text(view, book.language), VENDOR_LAST, font_color=QUIET)
    sheet.next()
    _heads(sheet)
    _measure(book, sheet, view.composite)
    for note in view.grade_notes:
        sheet.paragraph(reason_text(note, book.language), VENDOR_LAST, **SMALL)
    for group in view.groups:
        sheet.heading(f"pillar.{group.pillar}")
        if group.points is not None and group.points.measured:
            _points_of(book, sheet, group.points)
        _heads(sheet)
        for figure in group.figures:
            _measure(book, sheet, figure)
    sheet.next()
    if any(figure.misses_target for figure in view.figures):
        sheet.paragraph(book.words("book.missed_legend"), VENDOR_LAST, **SMALL)
    sheet.paragraph(book.words("book.batches", batches=view.batches), VENDOR_LAST, **SMALL)


def _heads(sheet: Sheet) -> None:
    sheet.head(*singly("book.measure", "book.value", "book.low", "book.high", "book.n", "book.target", "book.points",
                       "book.unit", "book.about"))  # fmt: skip


def _points_of(book: Book, sheet: Sheet, points: Figure) -> None:
    """A pillar's points, and how sure they are."""
    value, sure = figure_text(points.value, "points", book.language), interval_text(points, book.language)
    sheet.paragraph(book.words("book.pillar_points", value=value, sure=sure), VENDOR_LAST, **SMALL)


def _measure(book: Book, sheet: Sheet, figure: Figure) -> None:
    _figure_row(book, sheet, figure, VENDOR_LAST - 1)
    if figure.measured:
        sheet.number(6, figure.score, "points")
        sheet.text(7, book.words(f"unit.{figure.unit}"), font_color=QUIET, indent=1)
    sheet.text(VENDOR_LAST, _beside(book, figure), font_color=QUIET, text_wrap=True, font_size=10, indent=1)
    sheet.next()


def _beside(book: Book, figure: Figure) -> str:
    """What a figure is, by which formula, from which counts, and what is to be said of it, each a sentence."""
    said = [about(figure.code, book.language), variant_of(book, figure)]
    if figure.measured and figure.unit == "share" and figure.numerator is not None and figure.denominator:
        said.append(f"{figure.numerator:,.0f} ÷ {figure.denominator:,.0f}")
    said += [reason_text(note, book.language) for note in figure.notes if figure.measured]
    return closed_all(said, book.language)


def definitions(book: Book, view: Overview, codes: Sequence[str]) -> None:
    """What every figure is, and how to read the report."""
    sheet = book.sheet(book.words("sheet.definitions"), (40, 24, 90))
    sheet.paragraph(book.words("method.title"), 2, heading=True, bold=True, font_size=16)
    for code in ("interval", "level", "missing", "rollup", "grades"):
        sheet.paragraph(book.words(f"method.{code}"), 2, valign="vcenter")
    sheet.next()
    sheet.head(*singly("book.measure", "book.code", "book.about"))
    for code in ("composite", *codes):
        sheet.text(0, measure_name(code, book.language), valign="top", text_wrap=True)
        sheet.text(1, code, font_color=QUIET, valign="top", indent=1)
        sheet.text(2, about(code, book.language), text_wrap=True, valign="top", indent=1)
        sheet.next()
    sheet.next()
    sheet.paragraph(book.words("book.definition", definition=view.definition), 2, font_color=QUIET)
    sheet.paragraph(book.words("book.batches", batches=view.batches), 2, font_color=QUIET)
