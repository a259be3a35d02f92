"""Where vendors stand in words: a table that leads to each, and badges of one."""

from __future__ import annotations

from app.services.phrases import figure_text, interval_text
from app.services.reasons import reason_text
from app.services.views_overview import Overview, Standing
from app.services.views_vendor import VendorMonth
from app.ui.components import Badge, Tone, grade_badge, legend
from app.ui.figures import Cell, Link, table
from app.ui.links import vendor_page
from app.words import Words


def standing_badges(view: VendorMonth, words: Words) -> list[Badge]:
    """Rank interval where it may be shown, and whether the figures may still move."""
    shown = []
    if view.rank is not None and view.rank[2] > 1:
        low, high, of = view.rank
        places = f"{low}–{high}" if low != high else str(low)
        shown.append(Badge(words.t("vendor.rank", places=places, of=str(of)), Tone.FACT))
    if view.provisional:
        shown.append(Badge(words.t("badge.provisional"), Tone.CARE))
    return shown


def standings_table(view: Overview, words: Words, *, linked: bool) -> None:
    """Every vendor with score, interval and grade; its name leads to its own page where the person may open it."""
    heads = ("column.vendor", "book.score", "column.interval", "book.grade", "measure.frame_coverage")
    table([words.t(head) for head in heads], [_standing(each, view.month, words, linked) for each in view.standings],
          numbers=[1, 2, 4])
    for standing in view.standings:
        for note in standing.grade_notes:
            legend(words.t("overview.grade_note", vendor=standing.name, why=reason_text(note, words.language)))


def _standing(standing: Standing, month: str, words: Words, linked: bool) -> list[Cell]:
    figure = standing.composite
    name: Cell = Link(standing.name, vendor_page(standing.name, month)) if linked else standing.name
    return [name, figure_text(figure.value, "points", words.language), interval_text(figure, words.language),
            grade_badge(words, standing.grade), _coverage(standing, words)]


def _coverage(standing: Standing, words: Words) -> str:
    """How much of what others counted the log holds; that it was not measured where nobody else counted."""
    if not standing.coverage.measured:
        return words.t("overview.not_counted")
    return figure_text(standing.coverage.value, standing.coverage.unit, words.language)
