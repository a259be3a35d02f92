"""The pictures of a finding: remarks as squares, the missing part on a ruler, evidence as one line over the months."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from app.services.views_integrity import Counts
from app.ui.charts import Ink, Spec, drawn, finished, ink
from app.words import Words, words_for

SQUARES_A_ROW = 20
MOST_SQUARES = 160
"""Of one kind of remark; of more, one square stands for several."""
SIDE = .82
"""What a square takes of its place."""
ROW_PX, PAIR_PX = 24, 56
SMALL = .25
"""Shares below it would be slivers on a rail from nothing to all."""
LEAST_EVIDENCE, MOST_EVIDENCE = .1, 1e6
"""Evidence outside these is drawn at the edge."""


def squares(counts: Counts, language: str, theme: str | None) -> Spec:
    """Remarks heard, one square each: filled where it reached us, empty with a cross where not; negatives above."""
    import altair as alt

    colours, words = ink(theme), words_for(language)
    unit = unit_of(counts)
    groups = (("negatives", counts.negatives, counts.negatives_arrived), ("others", counts.others,
                                                                         counts.others_arrived))
    rows, heads, top = list[dict[str, Any]](), list[dict[str, Any]](), 0.0
    for kind, heard, arrived in groups:
        said = words.t(f"integrity.squares.{kind}", heard=heard, arrived=arrived, missing=heard - arrived)
        heads.append({"y": top + .5, "says": said})
        shown = _placed(heard, arrived, unit, top + 1, said, words.t("integrity.arrived"), words.t("integrity.missing"))
        rows += shown
        top += 1.35 + ceil(len(shown) / SQUARES_A_ROW)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, SQUARES_A_ROW], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[top, 0], nice=False))
    tip = [alt.Tooltip("state:N", title=None)]
    came, missing = [row for row in rows if row["came"]], [row for row in rows if not row["came"]]
    boxes = {"x2": "x2:Q", "y2": "y2:Q", "tooltip": tip}
    chart = alt.layer(
        drawn(came).mark_rect(color=colours.accent, cornerRadius=2).encode(x=x, y=y, **boxes),
        drawn(missing).mark_rect(filled=False, stroke=colours.alarm, strokeWidth=1.4, cornerRadius=2)
        .encode(x=x, y=y, **boxes),
        drawn(missing).mark_point(shape="cross", angle=45, size=60, filled=True, color=colours.alarm)
        .encode(x=alt.X("cx:Q", axis=None), y=alt.Y("cy:Q", axis=None), tooltip=tip),
        drawn(heads).mark_text(align="left", baseline="middle", fontSize=13, color=colours.text)
        .encode(x=alt.value(0), y=y, text="says:N"),
    ).properties(height=round(top * ROW_PX), width="container")  # fmt: skip
    return finished(chart, colours)


def unit_of(counts: Counts) -> int:
    """How many remarks one square stands for."""
    return max(1, ceil(max(counts.negatives, counts.others) / MOST_SQUARES))


def _placed(heard: int, arrived: int, unit: int, top: float, said: str, came: str,
            missing: str) -> list[dict[str, Any]]:
    """The squares of one kind, those that arrived first."""
    shown, full = ceil(heard / unit), round(arrived / unit)
    rows = []
    for place in range(shown):
        x, y = place % SQUARES_A_ROW, top + place // SQUARES_A_ROW
        rows.append({"x": x, "x2": x + SIDE, "y": y, "y2": y + SIDE, "cx": x + SIDE / 2, "cy": y + SIDE / 2,
                     "came": place < full, "state": f"{came if place < full else missing} · {said}"})
    return rows


def pairs(rows: Sequence[tuple[str, int, int]], theme: str | None) -> Spec:
    """A bar for each of ``rows`` (what is said of it, how many, of how many), its sentence above it: on a rail that
    ends at the whole, or at the larger share where both are small."""
    import altair as alt

    colours, shares = ink(theme), [hits / of if of else 0.0 for _, hits, of in rows]
    end = 1.0 if max(shares) >= SMALL or not any(shares) else max(shares)
    bars = [{"says": says, "share": share / end, "head": place + .25, "top": place + .55, "end": place + .82}
            for place, ((says, _, _), share) in enumerate(zip(rows, shares, strict=True))]
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[len(bars), 0], nice=False))
    base, tip = drawn([{**bar, "from": 0, "to": 1} for bar in bars]), [alt.Tooltip("says:N", title=None)]
    chart = alt.layer(
        base.mark_rect(color=colours.grey, cornerRadius=3).encode(x=x, x2="to:Q", y=y, y2="end:Q", tooltip=tip),
        base.mark_rect(color=colours.accent, cornerRadius=3).encode(x=x, x2="share:Q", y=y, y2="end:Q", tooltip=tip),
        base.mark_text(align="left", baseline="middle", fontSize=13, color=colours.text)
        .encode(x=alt.value(0), y=alt.Y("head:Q", axis=None), text="says:N"),
    ).properties(height=len(bars) * PAIR_PX, width="container")  # fmt: skip
    return finished(chart, colours)


def share(value: float, low: float, high: float, language: str, theme: str | None) -> Spec:
    """The part of the negatives that is missing, on a ruler from 0 to 100 %: dot, and bar for the 95 % interval."""
    import altair as alt

    colours, words = ink(theme), words_for(language)
    row = {"value": value * 100, "low": low * 100, "high": high * 100, "row": .5, "text": words.percent(value, 0),
           "says": f"{words.percent(value, 0)} ({words.percent(low, 0)} – {words.percent(high, 0)})"}
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'", labelColor=colours.quiet, grid=False)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    base = drawn([row]).encode(y=y, tooltip=[alt.Tooltip("says:N", title=None)])
    x = alt.X("value:Q", scale=scale, title=None, axis=axis)
    chart = alt.layer(
        drawn([{"from": 0, "to": 100, "row": .5}]).mark_rule(color=colours.line)
        .encode(x=alt.X("from:Q", scale=scale), x2="to:Q", y=y),
        base.mark_rule(color=colours.soft, strokeWidth=10, strokeCap="round")
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        base.mark_circle(size=150, opacity=1, color=colours.accent).encode(x=x),
        base.mark_text(dy=-18, fontSize=14, fontWeight=600, color=colours.text).encode(x=x, text="text:N"),
    ).properties(height=84, width="container")  # fmt: skip
    return finished(chart, colours)


def course(points: Sequence[tuple[str, float]], alarm: float, language: str, theme: str | None) -> Spec:
    """Running evidence by month on a scale of powers of ten, its alarm as a broken line."""
    import altair as alt

    colours, words = ink(theme), words_for(language)
    rows: list[dict[str, Any]] = [
        {"month": month, "value": min(max(e, LEAST_EVIDENCE), MOST_EVIDENCE), "when": words.month(month),
         "says": words.t("integrity.course.to_one", value=evidence_text(e, language)), "over": e >= alarm}
        for month, e in points]
    ceiling = max([alarm * 4, *(row["value"] * 2 for row in rows)])
    scale = alt.Scale(type="log", domain=[min([.5, *(row["value"] for row in rows)]), ceiling], nice=False)
    y = alt.Y("value:Q", scale=scale, title=None, axis=alt.Axis(
        values=[1, 100, 10_000, 1_000_000], grid=False, labelColor=colours.quiet, labelExpr=_course_label(words)))
    x = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, labelFontSize=11))
    base = drawn(rows).encode(x=x, y=y, tooltip=[alt.Tooltip("when:N", title=None), alt.Tooltip("says:N", title=None)])
    colour = alt.condition("datum.over", alt.value(colours.alarm), alt.value(colours.accent))
    shape = alt.condition("datum.over", alt.value("diamond"), alt.value("circle"))
    chart = alt.layer(
        *_level(alarm, words.t("integrity.course.alarm"), scale, colours, dash=[5, 4], ink=colours.alarm),
        *_level(1, "", scale, colours, dash=[1, 3], ink=colours.quiet),
        base.mark_line(color=colours.accent, strokeWidth=2.2),
        base.mark_point(filled=True, size=90, opacity=1).encode(color=colour, shape=shape),
    ).properties(height=210, width="container")
    return finished(chart, colours)


def _course_label(words: Words) -> str:
    """Powers of ten as "100 to 1", and what 1 means, as the expression a chart asks for."""
    to_one = words.t("integrity.course.to_one", value="{}").replace("{}", "' + format(datum.value, ',') + '")
    first, last = words.t("integrity.course.start"), words.t("integrity.course.most")
    return f"datum.value == 1 ? '{first}' : datum.value >= {MOST_EVIDENCE:.0f} ? '{last}' : '{to_one}'"


def _level(at: float, text: str, scale: Any, colours: Ink, *, dash: Sequence[int], ink: str) -> list[Any]:
    """A level line with its name at the left."""
    import altair as alt

    line = drawn([{"at": at, "text": text}]).encode(y=alt.Y("at:Q", scale=scale, title=None))
    return [line.mark_rule(color=ink, strokeDash=list(dash)),
            line.mark_text(align="left", dx=4, dy=-8, fontSize=12, color=colours.quiet).encode(x=alt.value(0),
                                                                                             text="text:N")]


def evidence_text(e: float, language: str) -> str:
    """How much the months together say, as people write it: 0.3, 1, 48, 1,200."""
    words = words_for(language)
    return words.number(e, 1) if e < 10 else words.number(float(f"{e:.2g}"))
