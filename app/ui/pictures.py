"""Putting a cached specification on the page, with the text a screen reader says in its place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.services.phrases import change_text, closed, figure_text, interval_text, measure_name, short_name, told
from app.services.reasons import reason_text
from app.services.views import Figure
from app.services.views_overview import Movement, Overview, Standing
from app.services.views_vendor import Trend, VendorMonth
from app.ui.charts import Spec
from app.words import words_for


def theme() -> str | None:
    """The theme the person sees: ``"light"`` or ``"dark"``; None before the browser has told."""
    kind = st.context.theme.type
    return str(kind) if kind else None


def picture(spec: Spec, alt: str) -> None:
    """The chart in its own colours, over the whole width, with its text for those who cannot see it."""
    st.vega_lite_chart(spec, theme=None, alt=alt)


def standings_alt(view: Overview, language: str) -> str:
    """Where the vendors stand, in words."""
    return " ".join(_standing_said(standing, language) for standing in view.standings)


def _standing_said(standing: Standing, language: str) -> str:
    figure = standing.composite
    if not figure.measured:
        return told("alt.unscored", language, {"vendor": standing.name})
    sure = interval_text(figure, language)
    return told("alt.standing", language, {"vendor": standing.name, "value": figure.value, "sure": sure})


def map_alt(view: Overview, language: str) -> str:
    """The map of promises, in words."""
    return " ".join(
        f"{standing.name}: " + ", ".join(_cell_said(cell, language) for cell in standing.cells) + "."
        for standing in view.standings
    )


def _cell_said(cell: Figure, language: str) -> str:
    return f"{short_name(cell.code, language)} {figure_text(cell.value, cell.unit, language)}"


def gaps_said(view: Overview, language: str) -> list[str]:
    """Why cells of the map are empty: every reason once, with the vendors and promises it is of."""
    joint = "、" if language == "zh" else ", "
    of: dict[str, dict[str, list[str]]] = {}
    for standing in view.standings:
        for cell in (cell for cell in standing.cells if cell.why):
            vendors = of.setdefault(reason_text(cell.why, language), {})
            vendors.setdefault(standing.name, []).append(short_name(cell.code, language))
    return [closed(told("book.gap", language, {"why": why, "where": words_for(language).names(
        [told("book.gap_where", language, {"vendor": name, "months": joint.join(promises)})
         for name, promises in vendors.items()])}), language) for why, vendors in of.items()]  # fmt: skip


def movements_alt(movements: Sequence[Movement], language: str) -> str:
    """The movements, in words."""
    return "; ".join(
        f"{m.name}, {short_name(m.code, language)}: {change_text(m.change.value, 'share', language)}" for m in movements
    )


def trend_alt(trend: Trend, language: str) -> str:
    """A promise over the months, in words."""
    said = ", ".join(f"{month} {figure_text(figure.value, figure.unit, language)}" for month, figure in trend.points)
    return told("alt.trend", language, {"measure": trend.code, "list": said})


def waits_alt(view: VendorMonth, language: str) -> str:
    """How long callers waited, in words."""
    said = ", ".join(
        f"{measure_name(figure.code, language)} {figure_text(figure.value, figure.unit, language)}"
        for figure in view.waits
    )
    return told("alt.waits", language, {"list": said})
