"""The vendor page's pictures: each promise over the months, and how long callers waited."""

from __future__ import annotations

from typing import Any

from app.services.phrases import figure_text, interval_text, measure_name, phrase
from app.services.views_vendor import Trend, VendorMonth
from app.ui.charts import Spec, drawn, finished, ink
from app.words import words_for

DEADLINES_S = (60, 600)
"""Waits drawn as lines: a minute (what callers bear) and ten."""


def trend(view: Trend, language: str, theme: str | None) -> Spec:
    """One promise over the months: line and dots, the 95 % interval as a soft band, the target as a broken line."""
    import altair as alt

    colours = ink(theme)
    rows = [
        {
            "month": f"{month}-01T00:00:00",
            "value": (figure.value or 0.0) * 100,
            "low": (figure.low if figure.low is not None else figure.value or 0.0) * 100,
            "high": (figure.high if figure.high is not None else figure.value or 0.0) * 100,
            "when": words_for(language).month(month),
            "says": f"{figure_text(figure.value, figure.unit, language)} ({interval_text(figure, language)})",
            "n": figure.n,
        }
        for month, figure in view.points
    ]
    base = drawn(rows).encode(
        x=alt.X(
            "month:T",
            title=None,
            axis=alt.Axis(
                format="%Y-%m", grid=False, tickCount=3, labelOverlap=True, labelSeparation=12, labelFontSize=11
            ),
        ),
        tooltip=[alt.Tooltip("when:N"), alt.Tooltip("says:N"), alt.Tooltip("n:Q", format=",")],
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(tickCount=4, labelFontSize=11),
    )
    layers = [
        base.mark_area(color=colours.soft, opacity=0.4).encode(y=alt.Y("low:Q", title=None), y2="high:Q"),
        base.mark_line(color=colours.accent, strokeWidth=2).encode(y=y),
        base.mark_circle(color=colours.accent, size=50, opacity=1).encode(y=y),
    ]
    if len(rows) == 1:
        layers.insert(
            0, base.mark_rule(color=colours.soft, strokeWidth=8).encode(y=alt.Y("low:Q", title=None), y2="high:Q")
        )
    if view.target is not None:
        target = drawn([{"target": view.target * 100}])
        layers.append(target.mark_rule(color=colours.quiet, strokeDash=[4, 4]).encode(y="target:Q"))
    return finished(alt.layer(*layers).properties(height=170, width="container"), colours)


def waits(view: VendorMonth, language: str, theme: str | None) -> Spec:
    """How long callers waited, from the middle to the longest, on one logarithmic ruler in seconds."""
    import altair as alt

    colours = ink(theme)
    rows: list[dict[str, Any]] = [
        {
            "value": max(1.0, figure.value or 0.0),
            "text": figure_text(figure.value, "seconds", language),
            "name": phrase(f"ruler.{figure.code}", language),
            "says": measure_name(figure.code, language),
            "row": 0.5,
            "side": {"wait_p90": "right", "wait_p95": "left"}.get(figure.code, "center"),
        }
        for figure in view.waits
    ]
    top = max([row["value"] for row in rows] + [float(DEADLINES_S[-1])])
    least = min([row["value"] for row in rows] + [float(DEADLINES_S[0])])
    scale: Any = alt.Scale(type="log", domain=[max(1.0, least * 0.6), top * 1.3])
    marks = [{"value": wait, "text": figure_text(wait, "seconds", language)} for wait in DEADLINES_S]
    x = alt.X(
        "value:Q",
        scale=scale,
        title=None,
        axis=alt.Axis(grid=False, values=list(DEADLINES_S), labelExpr=_labels(marks), labelColor=colours.quiet),
    )
    y = alt.Y("row:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    base = drawn(rows).encode(x=x, y=y, tooltip=[alt.Tooltip("says:N"), alt.Tooltip("text:N")])
    apart = alt.expr("width < 420 ? datum.side : 'center'")
    chart = alt.layer(
        drawn(marks).mark_rule(color=colours.quiet, strokeDash=[3, 3]).encode(x=x),
        base.mark_line(color=colours.soft, strokeWidth=8, strokeCap="round"),
        base.mark_circle(color=colours.accent, size=140, opacity=1),
        base.mark_text(fontSize=13, color=colours.text, dy=-20, align=apart).encode(text="text:N"),
        base.mark_text(fontSize=11, color=colours.quiet, dy=20, align=apart).encode(text="name:N"),
    ).properties(height=92, width="container")
    return finished(chart, colours)


def _labels(marks: list[dict[str, Any]]) -> str:
    """The words for the ruler's lines, as the expression a chart asks for."""
    return " : ".join([*(f"datum.value == {mark['value']} ? {mark['text']!r}" for mark in marks), "''"])
