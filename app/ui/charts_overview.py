"""The overview's three pictures: where the vendors stand, promises by vendor, what moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.phrases import (
    change_text,
    figure_text,
    interval_text,
    measure_name,
    phrase,
    short_name,
)
from app.services.reasons import reason_text
from app.services.views import GRADES, Figure
from app.services.views_overview import Movement, Overview, Standing
from app.ui.charts import Ink, Spec, drawn, finished, ink, rows_height
from app.words import words_for

BRACKETS_AT_MOST = 4
ROOMY_ROWS = 6
LABELLED_FROM = 8
"""Points a band must span for its name to stand inside it."""
_NAME_PX = 190
_NARROW = "width < 420"
"""On a phone the heads of a map stand one word a line."""
HEAD_PX = 34
"""Room for the heads above a map: a picture's height is that of all it shows."""


def standings(view: Overview, language: str, theme: str | None) -> Spec:
    """Composite of every vendor, its interval and last month's tick, over the grade bands; level runs bracketed."""
    import altair as alt

    colours, rows = ink(theme), [_standing_row(s, language) for s in view.standings]
    placed = [row for row in rows if row["value"] is not None]
    floor = _floor(placed)
    brackets = _brackets(view)
    right = 101 + 2.2 * len({b["column"] for b in brackets})
    scale = alt.Scale(domain=[floor, right], nice=False)
    names = [row["name"] for row in rows]
    y = alt.Y(
        "name:N",
        scale=_rows_scale(names),
        title=None,
        axis=alt.Axis(labelLimit=_NAME_PX, labelFontSize=14, grid=False),
    )
    ticks = [tick for tick in range(0, 101, 5 if floor >= 70 else 10) if tick >= floor]
    x = alt.X("value:Q", scale=scale, title=None, axis=alt.Axis(values=ticks, grid=False, labelColor=colours.quiet))
    tip = [
        alt.Tooltip("name:N", title=phrase("book.vendor", language)),
        alt.Tooltip("figure:N", title=phrase("book.score", language)),
        alt.Tooltip("interval:N", title="95%"),
        alt.Tooltip("grade:N", title=phrase("book.grade", language)),
    ]
    base = drawn(placed).encode(y=y)
    dot = alt.condition("datum.alarm", alt.value(colours.alarm), alt.value(colours.accent))
    layers = [
        *_bands(floor, scale, language, colours),
        base.mark_bar(height=9, cornerRadius=4, color=colours.soft).encode(
            x=alt.X("low:Q", scale=scale), x2="high:Q", tooltip=tip
        ),
        drawn([row for row in placed if row["last"] is not None])
        .mark_tick(thickness=1.6, height=20, color=colours.quiet)
        .encode(y=y, x=alt.X("last:Q", scale=scale)),
        base.mark_circle(size=130, opacity=1).encode(x=x, color=dot, tooltip=tip),
        _score_text(base, x, scale, colours, dense=len(rows) > ROOMY_ROWS),
        drawn([row for row in rows if row["value"] is None])
        .mark_text(align="left", dx=6, color=colours.quiet, limit=330)
        .encode(y=y, x=alt.value(0), text="why:N"),
        *_bracket_layers(brackets, y, names, scale, colours),
    ]
    chart = alt.layer(*layers).properties(height=rows_height(len(rows)) * len(rows) + 26, width="container")
    return finished(chart, colours)


def _rows_scale(names: list[str]) -> Any:
    """One row a vendor, with room above the first for its score."""
    import altair as alt

    return alt.Scale(domain=names, paddingInner=0.1, paddingOuter=0.35)


def _score_text(base: Any, x: Any, scale: Any, colours: Ink, *, dense: bool) -> Any:
    """The score in figures: over its dot, or beside its bar where rows stand close."""
    import altair as alt

    if dense:
        beside = base.mark_text(dx=7, align="left", fontSize=12, color=colours.text)
        return beside.encode(x=alt.X("high:Q", scale=scale), text="figure:N")
    return base.mark_text(dy=-15, fontSize=13, color=colours.text).encode(x=x, text="figure:N")


def _standing_row(standing: Standing, language: str) -> dict[str, Any]:
    figure = standing.composite
    grade = phrase(f"grade.{standing.grade or 'none'}", language)
    if standing.provisional:
        grade = f"{grade}, {phrase('badge.provisional', language)}"
    return {
        "name": standing.name,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "last": standing.last,
        "figure": figure_text(figure.value, "points", language),
        "interval": interval_text(figure, language),
        "grade": grade,
        "why": _unscored(standing, language),
        "alarm": standing.needs_attention,
    }


def _unscored(standing: Standing, language: str) -> str:
    lacking = [short_name(cell.code, language) for cell in standing.cells if not cell.measured]
    joint = ", " if language == "en" else "、"
    none = phrase("grade.none", language)
    return f"{none}: {joint.join(lacking)}" if lacking else none


def _floor(placed: Sequence[dict[str, Any]]) -> float:
    """Where the score axis begins: the ten below the lowest end, so that differences can be seen."""
    ends = [end for row in placed for end in (row["low"], row["value"], row["last"]) if end is not None]
    return max(0.0, min(70.0, (min(ends, default=60.0) - 2) // 10 * 10))


def _bands(floor: float, scale: Any, language: str, colours: Ink) -> list[Any]:
    import altair as alt

    shown = [(step, *band) for step, band in enumerate(GRADES) if band[2] > floor]
    rows = [
        {
            "from": max(low, floor),
            "to": high,
            "mid": (max(low, floor) + high) / 2,
            "shade": 0.035 * step,
            "name": phrase(f"grade.{grade}", language),
        }
        for step, grade, low, high in shown
    ]
    roomy = [row for row, (_, _, low, high) in zip(rows, shown, strict=True) if high - max(low, floor) >= LABELLED_FROM]
    base = drawn(rows)
    return [
        base.mark_rect(color=colours.band).encode(
            x=alt.X("from:Q", scale=scale), x2="to:Q", opacity=alt.Opacity("shade:Q", scale=None)
        ),
        drawn(roomy)
        .mark_text(color=colours.quiet, baseline="bottom", dy=-8)
        .encode(x=alt.X("mid:Q", scale=scale), y=alt.value(0), text="name:N"),
    ]


def _brackets(view: Overview) -> list[dict[str, Any]]:
    """Level runs as lines at the right margin; only the leaders' where all would not be readable."""
    names = {standing.vendor: standing.name for standing in view.standings}
    level = view.level if len(view.level) <= BRACKETS_AT_MOST else view.level[:1]
    return [
        {"column": column, "x": 101.6 + 2.2 * column, "first": names[run[0]], "last": names[run[-1]]}
        for column, run in enumerate(level)
    ]


def _bracket_layers(brackets: list[dict[str, Any]], y: Any, names: list[str], scale: Any, colours: Ink) -> list[Any]:
    import altair as alt

    ends = [{"x": b["x"], "name": b[end]} for b in brackets for end in ("first", "last")]
    x = alt.X("x:Q", scale=scale)
    return (
        [
            drawn(brackets)
            .mark_rule(color=colours.quiet, strokeWidth=1.5)
            .encode(x=x, y=alt.Y("first:N", scale=_rows_scale(names)), y2="last:N"),
            drawn(ends).mark_point(shape="stroke", size=60, color=colours.quiet, strokeWidth=1.5).encode(x=x, y=y),
        ]
        if brackets
        else []
    )


def promise_map(view: Overview, language: str, theme: str | None) -> Spec:
    """Vendors by promises: each cell its figure, coloured by its distance from the target.

    A reason that is wider than its cell ends in dots; ``pictures.gaps_said`` tells it whole below.
    """
    import altair as alt

    colours, rows = ink(theme), len(view.standings)
    cells = [_cell(s, cell, language) for s in view.standings for cell in s.cells]
    heads = [_head(promise.figure, language) for promise in view.promises]
    y = alt.Y(
        "name:N",
        sort=[s.name for s in view.standings],
        title=None,
        axis=alt.Axis(labelLimit=_NAME_PX, labelFontSize=14, grid=False),
        scale=alt.Scale(paddingInner=0.08, paddingOuter=0),
    )
    x = alt.X(
        "promise:N",
        sort=heads,
        title=None,
        scale=alt.Scale(paddingInner=0.04, paddingOuter=0),
        axis=alt.Axis(
            orient="top", labelAngle=0, grid=False, labelLimit=220, labelOverlap=False,
            labelExpr=f"{_NARROW} ? split(datum.label, regexp(' (?=[a-z]{{2}})')) : datum.label",
            labelFontSize=alt.expr(f"{_NARROW} ? 11 : 13"), labelPadding=alt.expr(f"{_NARROW} ? 34 : 10"),
        ),
    )
    tip = [
        alt.Tooltip("name:N", title=phrase("book.vendor", language)),
        alt.Tooltip("measure:N", title=phrase("book.measure", language)),
        alt.Tooltip("says:N", title=phrase("book.value", language)),
    ]
    shade = alt.Color(
        "score:Q",
        legend=None,
        scale=alt.Scale(
            domain=[0, 80, 100],
            range=[colours.warm, colours.middle, colours.green],
            clamp=True,
            interpolate="rgb",
        ),
    )
    measured = drawn([c for c in cells if c["score"] is not None]).encode(x=x, y=y, tooltip=tip)
    without = drawn([c for c in cells if c["score"] is None]).encode(x=x, y=y, tooltip=tip)
    chart = alt.layer(
        measured.mark_rect(cornerRadius=3).encode(color=shade),
        without.mark_rect(cornerRadius=3, color=colours.grey),
        measured.mark_text(fontSize=14, color=colours.text).encode(text="text:N"),
        without.mark_text(fontSize=11, color=colours.quiet, limit=alt.expr("bandwidth('x') - 8")).encode(text="text:N"),
    ).properties(height=HEAD_PX + rows * max(30, rows_height(rows) - 6), width="container")
    return finished(chart, colours)


def _head(figure: Figure, language: str) -> str:
    return short_name(figure.code, language)


def _cell(standing: Standing, cell: Figure, language: str) -> dict[str, Any]:
    shown = figure_text(cell.value, cell.unit, language)
    why = reason_text(cell.why, language) or "–"
    says = f"{shown} ({interval_text(cell, language)}), n {cell.n:,}" if cell.measured else why
    score = (cell.score if cell.score is not None else 80.0) if cell.measured else None
    return {
        "name": standing.name,
        "promise": short_name(cell.code, language),
        "score": score,
        "says": says,
        "measure": measure_name(cell.code, language),
        "text": (f"{shown} ▾" if cell.misses_target else shown) if cell.measured else why,
    }


def movements(view: Overview, language: str, theme: str | None) -> Spec:
    """The largest changes since last month in percentage points, each with its interval, around a line at zero."""
    import altair as alt

    colours = ink(theme)
    rows = [_movement_row(m, language) for m in view.movements]
    y = alt.Y(
        "name:N",
        sort=[row["name"] for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=260, labelFontSize=13, grid=False),
    )
    axis = alt.Axis(grid=False, labelColor=colours.quiet, tickCount=5, format="+d", tickMinStep=1)
    x = alt.X("value:Q", title=None, axis=axis)
    base = drawn(rows).encode(y=y)
    tip = [alt.Tooltip("name:N"), alt.Tooltip("says:N")]
    colour = alt.Color(
        "kind:N",
        legend=None,
        scale=alt.Scale(domain=["worse", "better", "noise"], range=[colours.alarm, colours.accent, colours.quiet]),
    )
    chart = alt.layer(
        drawn([{"zero": 0}]).mark_rule(color=colours.quiet, strokeDash=[2, 3]).encode(x="zero:Q"),
        base.mark_bar(height=8, cornerRadius=4, color=colours.soft).encode(
            x=alt.X("low:Q", title=None), x2="high:Q", tooltip=tip
        ),
        base.mark_circle(size=110, opacity=1).encode(x=x, color=colour, tooltip=tip),
        base.mark_text(dy=-14, fontSize=12).encode(x=x, text="text:N"),
    ).properties(height=40 * len(rows) + 16, width="container")
    return finished(chart, colours)


def _movement_row(movement: Movement, language: str) -> dict[str, Any]:
    kind = "noise" if not movement.clear else "worse" if movement.change.value < 0 else "better"
    return {
        "name": f"{movement.name} · {short_name(movement.code, language)}",
        "value": movement.change.value * 100,
        "low": movement.change.low * 100,
        "high": movement.change.high * 100,
        "kind": kind,
        "text": words_for(language).points(movement.change.value * 100),
        "says": f"{figure_text(movement.before, 'share', language)} → {figure_text(movement.now, 'share', language)} "
        f"({change_text(movement.change.value, 'share', language)})",
    }
