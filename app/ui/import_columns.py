"""Where each column of a staged file comes from: chosen by whoever knows, read again at once, taken back at will.

Folded while everything is certain, open while something must be chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape

import streamlit as st

from app.services.columns_read import (
    ABSENT,
    ColumnRead,
    asks_for_columns,
    columns_absent,
    columns_read,
    header_told,
    layout_of,
)
from app.services.issue_words import issue_text
from app.services.preview import preview_of
from app.services.reports import FileReport
from app.ui import session
from app.ui.components import Badge, Tone, badge_html, grey, legend
from app.ui.figures import SAFE, table
from app.words import Words

CHOSEN = "import.columns"
"""By layout what was chosen, step by step: each step holds all answers so far."""
ALL_BUT_CERTAIN = 0.9
"""A header taken with less is shown without being asked for."""
WIDTHS = (3, 5, 2, 4)
TONES = {"known": Tone.PLAIN, "answered": Tone.FACT, "meant": Tone.GOOD, "asked": Tone.CARE, "absent": Tone.PLAIN}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it was last read: with these answers about its columns. ``seen`` is the last report that tells its
    headers: a refusal does not."""

    report: FileReport
    seen: FileReport
    answers: Mapping[str, str]

    @classmethod
    def first(cls, report: FileReport) -> Checked:
        return cls(report, report, {})


def forget_columns() -> None:
    """What was chosen for files checked before."""
    session.forget(CHOSEN)


def read_again(files: Sequence[Checked], read: Callable[[int, Mapping[str, str]], FileReport]) -> list[Checked]:
    """The files, those read anew for whose columns something else was chosen since; ``read`` is told their place and
    all that was chosen."""
    return [file if (chosen := _steps(layout_of(file.seen))[-1]) == file.answers
            else _anew(file, read(place, chosen), chosen) for place, file in enumerate(files)]


def _anew(file: Checked, report: FileReport, chosen: Mapping[str, str]) -> Checked:
    seen = report if report.headers else file.seen
    return replace(file, report=report, seen=seen, answers=chosen)


def columns_panel(file: Checked, words: Words, names: Mapping[str, str]) -> None:
    """One row for each column that is read or must be chosen, and a way to name another."""
    report, layout = file.seen, layout_of(file.seen)
    rows = columns_read(report, words)
    if not report.headers or not rows or report.status == "unchanged":
        return
    unsure = any(row.how == "meant" and row.sure < ALL_BUT_CERTAIN for row in rows)
    is_open = unsure or asks_for_columns(report) or len(_steps(layout)) > 1 or file.report is not file.seen
    with st.expander(_title(rows, words), expanded=is_open), st.container(key=f"columns-{layout}"):
        legend(words.t("columns.what"))
        if file.report is not file.seen:
            told = [issue_text(issue, words, file.report.kind, report.columns) for issue in file.report.issues[:1]]
            grey(words.t("columns.refused", why=" ".join(told)))
        for column, key in zip(st.columns(WIDTHS, gap="small"), ("name", "header", "sure", "examples"), strict=True):
            column.html(f'<p class="ol-sure" style="margin:0">{escape(words.t(f"columns.{key}"))}</p>')
        for row in rows:
            _row(row, report, layout, words)
        _more(report, layout, words)
        if report.columns_ignored:
            legend(words.t("import.ignored", columns=words.names(list(report.columns_ignored))))
        if len(_steps(layout)) > 1:
            st.button(words.t("columns.undo"), key=f"columns.undo.{layout}", on_click=_undo, args=(layout,))
        if report.preview and is_open:
            legend(words.t("columns.preview"))
            heads, shown = preview_of(report, words, names)
            table(heads, shown[:5], numbers=[0])


def _title(rows: Sequence[ColumnRead], words: Words) -> str:
    asked = sum(row.how == "asked" for row in rows)
    meant = sum(row.how == "meant" for row in rows)
    read = sum(bool(row.header) for row in rows)
    if asked:
        return words.t("columns.title.asked", asked=asked)
    return words.t("columns.title.meant", n=read, meant=meant) if meant else words.t("columns.title.certain", n=read)


def _row(row: ColumnRead, report: FileReport, layout: str, words: Words) -> None:
    name, header, sure, examples = st.columns(WIDTHS, gap="small", vertical_alignment="center")
    name.html(f'<p style="margin:0">{escape(row.told)}</p>')
    standing = row.header or (ABSENT if row.how in ("absent", "answered") else None)
    key = f"columns.{layout}.{row.name}.{len(_steps(layout))}.{words.language}"
    header.selectbox(
        row.told.translate(SAFE), row.choices, key=key, label_visibility="collapsed",
        index=row.choices.index(standing) if standing in row.choices else None,
        placeholder=words.t("columns.choose"), on_change=_choose, args=(layout, row.code, key),
        format_func=partial(_told, report, words),
    )
    sure.html(badge_html(Badge(_how(row, words), TONES[row.how])))
    shown = words.t("columns.unshown") if row.name == "customer" and row.header else " · ".join(row.examples)
    examples.html(f'<p class="ol-sure" style="margin:0;overflow-wrap:anywhere">{escape(shown)}</p>')


def _told(report: FileReport, words: Words, header: str) -> str:
    return header_told(report, header, words)


def _how(row: ColumnRead, words: Words) -> str:
    if row.how == "meant":
        return words.t("columns.meant", percent=words.percent(row.sure, 0))
    return words.t(f"columns.{row.how}")


def _more(report: FileReport, layout: str, words: Words) -> None:
    """A column that is not read yet, and where it stands."""
    absent, steps = columns_absent(report, words), len(_steps(layout))
    told = {row.name: row.told for row in absent}
    if not absent:
        return
    which, header, _rest = st.columns((WIDTHS[0], WIDTHS[1], WIDTHS[2] + WIDTHS[3]), gap="small")
    name = which.selectbox(words.t("columns.more"), list(told), index=None, format_func=lambda each: told[each],
                           placeholder=words.t("columns.more.none"),
                           key=f"columns.more.{layout}.{steps}.{words.language}")
    row = next((row for row in absent if row.name == name), absent[0])
    key = f"columns.{layout}.more.{name}.{steps}.{words.language}"
    header.selectbox(words.t("columns.header"), [each for each in row.choices if each != ABSENT], index=None,
                     disabled=name is None, placeholder=words.t("columns.choose"), key=key, on_change=_choose,
                     args=(layout, row.code, key), format_func=partial(_told, report, words))


def _steps(layout: str) -> tuple[Mapping[str, str], ...]:
    steps: tuple[Mapping[str, str], ...] = session.recall(CHOSEN, {}).get(layout, ({},))
    return steps


def _choose(layout: str, code: str, key: str) -> None:
    header, steps = session.recall(key), _steps(layout)
    if header is not None:
        session.remember(CHOSEN, {**session.recall(CHOSEN, {}), layout: (*steps, {**steps[-1], code: header})})


def _undo(layout: str) -> None:
    steps = _steps(layout)
    session.remember(CHOSEN, {**session.recall(CHOSEN, {}), layout: steps[:-1] or ({},)})
