"""The scorecard as a table one can argue with: figure, interval, n, target, points; why not, in grey."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.services.phrases import figure_text, interval_text, measure_name, target_text
from app.services.reasons import reason_text, told_note
from app.services.views import GOOD_FROM, Figure
from app.services.views_vendor import Group, VendorMonth
from app.ui.charts import Ink, ink
from app.ui.components import Badge, Tone
from app.ui.figures import Cell, table
from app.words import Words
from scoring.definition import SERVICE_LEVEL_VARIANTS
from scoring.measures.service_level import DefinitionCheck
from scoring.result import Estimate

_KEPT, _BOUNDS = "promise_kept", ("promise_kept_low", "promise_kept_high")
_COLUMNS = ("column.estimate", "column.interval", "column.n", "column.target", "column.score")


def scorecard(view: VendorMonth, words: Words, theme: str | None) -> None:
    """The whole table, one body for each pillar with its points on a ruler of 0 to 100."""
    colours = ink(theme)
    head = f'<th scope="col">{escape(words.t("column.measure"))}</th>' + "".join(
        f'<th scope="col" class="num">{escape(words.t(code))}</th>' for code in _COLUMNS
    )
    bodies = "".join(_body(group, words, colours) for group in view.groups)
    st.html(f'<div class="ol-table"><table><thead><tr>{head}</tr></thead>{bodies}</table></div>')


def _body(group: Group, words: Words, colours: Ink) -> str:
    title = f'<span style="font:600 1rem/1.4 var(--ol-serif)">{escape(words.t(f"pillar.{group.pillar}"))}</span>'
    ruler, points = "", ""
    if group.points is not None and group.points.measured:
        ruler = _ruler(group.points, group.target_points, colours)
        points = f"<b>{escape(figure_text(group.points.value, 'points', words.language))}</b>"
    head = (
        f'<tr><td style="padding-top:1.15rem">{title}</td><td colspan="4" style="padding-top:1.15rem">{ruler}</td>'
        f'<td class="num" style="padding-top:1.15rem">{points}</td></tr>'
    )
    rows = "".join(_row(figure, words, colours, settled=settled(group)) for figure in told_once(group))
    return f"<tbody>{head}{rows}</tbody>"


def settled(group: Group) -> bool:
    """True when no promise has an unknown outcome, so that the worst and the best case are the figure itself."""
    values = [figure.value for figure in group.figures if figure.code in (_KEPT, *_BOUNDS)]
    return len(values) == 1 + len(_BOUNDS) and None not in values and len(set(values)) == 1


def told_once(group: Group) -> tuple[Figure, ...]:
    """The group's figures without the worst and the best case where they say nothing of their own."""
    return tuple(figure for figure in group.figures if not (settled(group) and figure.code in _BOUNDS))


def _ruler(points: Figure, target: float, colours: Ink) -> str:
    """Points on 0 to 100: the interval as a soft bar, the estimate as a dot, the target as a diamond."""
    low = points.low if points.low is not None else points.value or 0.0
    high = points.high if points.high is not None else points.value or 0.0
    value = points.value or 0.0
    at = "position:absolute;top:50%;transform:translate(-50%,-50%)"
    return (
        f'<div aria-hidden="true" style="position:relative;height:1.1rem;margin:0 .6rem">'
        f'<div style="position:absolute;left:0;right:0;top:50%;height:1px;background:{colours.line}"></div>'
        f'<div style="position:absolute;top:50%;height:8px;margin-top:-4px;border-radius:4px;left:{low:.2f}%;'
        f'width:{max(0.6, high - low):.2f}%;background:{colours.soft}"></div>'
        f'<div style="{at};left:{value:.2f}%;width:11px;height:11px;border-radius:50%;'
        f'background:{colours.alarm if high < GOOD_FROM else colours.accent}"></div>'
        f'<div style="position:absolute;top:50%;left:{target:.2f}%;width:7px;height:7px;'
        f'transform:translate(-50%,-50%) rotate(45deg);border:1.5px solid {colours.text}"></div></div>'
    )


def _row(figure: Figure, words: Words, colours: Ink, *, settled: bool) -> str:
    language = words.language
    also = [words.t("vendor.settled")] if settled and figure.code == _KEPT else []
    name = escape(measure_name(figure.code, language)) + _small(" · ".join([*_beside(figure, words), *also]))
    name += _folded([reason_text(note, language) for note in figure.notes], words)
    if not figure.measured:
        why = escape(reason_text(figure.why, language) or "–")
        return f'<tr><td>{name}</td><td colspan="5" class="faint" style="text-align:left"><i>{why}</i></td></tr>'
    below = f' <span style="color:{colours.alarm}" title="{escape(words.t("vendor.check.missed"))}">▾</span>'
    cells = (
        f"<b>{escape(figure_text(figure.value, figure.unit, language))}</b>" + (below if figure.misses_target else ""),
        escape(interval_text(figure, language)),
        escape(words.number(figure.n)),
        escape(target_text(figure.target, figure.unit, language)),
        escape(figure_text(figure.score, "points", language)) if figure.score is not None else "",
    )
    return f"<tr><td>{name}</td>{''.join(f'<td class=num>{cell}</td>' for cell in cells)}</tr>"


def _beside(figure: Figure, words: Words) -> list[str]:
    """What is said under a measure's name: its two counts, the formula's variant."""
    said = []
    if figure.measured and figure.unit == "share" and figure.numerator is not None and figure.denominator:
        said.append(f"{words.number(figure.numerator)} ÷ {words.number(figure.denominator)}")
    if figure.from_intervals:
        said.append(words.t("vendor.interval_source"))
    if figure.variant:
        said.append(words.t("vendor.variant", formula=SERVICE_LEVEL_VARIANTS.get(figure.variant, figure.variant)))
    return said


def _folded(notes: Sequence[str], words: Words) -> str:
    """Notes under one word that opens them."""
    if not notes:
        return ""
    items = "".join(f"<div>{escape(note)}</div>" for note in notes)
    return (f'<details class="ol-notes faint"><summary>{escape(words.t("vendor.notes", n=len(notes)))}</summary>'
            f"{items}</details>")


def _small(text: str) -> str:
    return f'<div class="faint" style="font-size:.84rem;max-width:34em">{escape(text)}</div>' if text else ""


def definition_check(check: DefinitionCheck, words: Words) -> None:
    """The same contacts under all six published formulas, each interval against the target."""
    stands = standing_under(check)
    differ = len(set(stands.values())) > 1
    rows: list[list[Cell]] = []
    for code, answer in check.variants.items():
        colon = "：" if words.language == "zh" else ": "
        formula = words.t(f"formula.{code}") + colon + SERVICE_LEVEL_VARIANTS[code]
        if isinstance(answer, Estimate):
            badge = Badge(words.t(f"vendor.check.{stands[code]}"), _tone(stands[code], differ=differ))
            sure = words.interval(answer.low, answer.high, answer.unit)
            rows.append([formula, words.percent(answer.value), sure, badge])
        else:
            rows.append([formula, "", reason_text(told_note(answer.reason), words.language), ""])
    heads = ("vendor.check.formula", "column.estimate", "column.interval", "column.target")
    table([words.t(head) for head in heads], rows, numbers=[1, 2], caption=words.t("vendor.check.letters"))


def standing_under(check: DefinitionCheck) -> dict[str, str]:
    """How each formula's whole interval stands to the target: above, level (it holds the target) or missed."""
    told = {code: answer for code, answer in check.variants.items() if isinstance(answer, Estimate)}
    return {
        code: "above" if answer.low >= check.target else "missed" if answer.high < check.target else "level"
        for code, answer in told.items()
    }


def _tone(standing: str, *, differ: bool) -> Tone:
    if standing == "missed":
        return Tone.DECIDE if differ else Tone.PLAIN
    return Tone.GOOD if standing == "above" else Tone.PLAIN
