"""Figures as cards and tables: the estimate large, how sure beside it, and a text twin of every picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.services.issue_words import effect_of, header_of, issue_text, value_text
from app.ui.components import Badge, Tone, badge_html, grey
from app.words import Words
from imports.request import Issue

MOST_ROWS = 200
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
SAFE = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()#+-.!|<>$~:"})


@dataclass(frozen=True, slots=True)
class Card:
    """One figure, already in words: ``sure`` is its interval and n; ``why`` replaces it when there is none.

    ``change`` since last month in words with its sign, ``better`` whether that is good; ``trend`` is for the line.
    """

    label: str
    value: str = ""
    sure: str = ""
    why: str = ""
    change: str = ""
    better: bool | None = None
    trend: tuple[float, ...] = ()
    help: str = ""


def figure_cards(cards: Sequence[Card]) -> None:
    """Cards side by side, each with its interval and n under it."""
    for column, card in zip(st.columns(len(cards), gap="small"), cards, strict=True):
        with column:
            figure_card(card)


def figure_card(card: Card) -> None:
    """One card. Green and red only say whether a change is for the better; the arrow and the sign say it too."""
    if card.why:
        with st.container(border=True, height="stretch"):
            st.markdown(f":small[{card.label.translate(SAFE)}]", help=card.help or None)
            grey(card.why)
        return
    st.metric(
        card.label.translate(SAFE), card.value.translate(SAFE), card.change.translate(SAFE) or None,
        delta_color="off" if card.better is None else "green" if card.better else "red",
        delta_arrow=_arrow(card.change), help=card.help or None, border=True,
        chart_data=list(card.trend) if len(card.trend) > 1 else None,
    )
    st.html(f'<p class="ol-sure">{escape(card.sure)}</p>')


def _arrow(change: str) -> Any:
    return "up" if change.startswith("+") else "down" if change.startswith(("−", "-")) else "off"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address of this portal."""

    text: str
    address: str


Cell = str | Badge | Link


def size_text(size: int) -> str:
    """Bytes as the size of a file: 1 GB, 50 MB."""
    return f"{size // 10**9} GB" if size >= 10**9 else f"{size // 10**6} MB"


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: Sequence[int] = (),
          caption: str = "") -> None:
    """A table as text, at most 200 rows: readable by machine, by screen reader and on paper.

    ``numbers`` are the columns set flush right.
    """
    head = "".join(f'<th scope="col"{_flush(i, numbers)}>{escape(name)}</th>' for i, name in enumerate(columns))
    body = "".join(
        "<tr>" + "".join(f"<td{_flush(i, numbers)}>{_cell(cell)}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in rows[:MOST_ROWS]
    )
    below = f"<caption>{escape(caption)}</caption>" if caption else ""
    st.html(f'<div class="ol-table"><table>{below}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>')


def whole_words(name: str) -> DeltaGenerator:
    """A place of this page in which tables of many narrow columns break between words alone."""
    return st.container(border=False, key=f"whole_words_{name}")


def _flush(index: int, numbers: Sequence[int]) -> str:
    return ' class="num"' if index in numbers else ""


def _cell(cell: Cell) -> str:
    if isinstance(cell, Link):
        return f'<a href="{escape(cell.address)}" target="_self">{escape(cell.text)}</a>'
    return badge_html(cell) if isinstance(cell, Badge) else escape(cell)


def issue_table(words: Words, issues: Sequence[Issue], total: int | None = None, *, kind: str = "",
                columns: Mapping[str, str] = NO_HEADERS) -> None:
    """What is wrong in a file: the row a spreadsheet shows, the column, the value, and the sentence.

    ``columns`` gives the file's own header of each canonical column of ``kind``.
    """
    shown = issues[:MOST_ROWS]
    rows: list[list[Cell]] = [
        [issue.place or words.t("issue.whole_file"),
         header_of(issue.column, columns, words) if issue.column else "", value_text(issue.value),
         issue_text(issue, words, kind, columns), effect_badge(issue, words)]
        for issue in shown
    ]
    known = total if total is not None else len(issues)
    caption = words.t("rows.shown", shown=len(shown), total=known) if known > len(shown) else ""
    heads = [words.t(f"column.{name}") for name in ("row", "column", "value", "issue")]
    table([*heads, words.t("import.effect")], rows, numbers=[0], caption=caption)


def effect_badge(issue: Issue, words: Words, count: int = 1) -> Badge:
    """What became of the row, or of the rows of ``count`` such issues: held back, stored once, replaced by row 17."""
    effect = effect_of(issue)
    tone = Tone.DECIDE if effect in ("held_back", "refused") else Tone.PLAIN
    if effect == "replaced" and count == 1 and "newer_row" in issue.facts:
        return Badge(words.t("issue.replaced_by", row=str(issue.facts["newer_row"])), tone)
    return Badge(words.t(f"issue.{effect}"), tone)
