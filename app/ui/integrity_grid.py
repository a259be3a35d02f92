"""The grid of verdicts: a word with its sign and tone for every vendor and month, each leading to its finding."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.services.finding_states import UPHELD
from app.services.views_integrity import INSUFFICIENT, LIKELY, NO_SIGN, WATCH, Grid
from app.ui.components import Badge, Tone, badge_html
from app.ui.links import integrity_page
from app.words import Words

TONES = {LIKELY: Tone.DECIDE, WATCH: Tone.CARE, NO_SIGN: Tone.GOOD, INSUFFICIENT: Tone.PLAIN, UPHELD: Tone.FACT}


def verdict_badge(verdict: str, words: Words) -> Badge:
    """A verdict, or what was decided, as a badge: "being checked" where it is one to check, never a conclusion."""
    return Badge(words.t(f"integrity.verdict.{verdict}"), TONES.get(verdict, Tone.PLAIN))


def decision_badge(outcome: str, words: Words) -> Badge:
    """What was decided, as a badge."""
    return Badge(words.t(f"life.state.{outcome}"), TONES.get(outcome, Tone.PLAIN))


def verdict_grid(view: Grid, opened: tuple[str, str], words: Words) -> None:
    """The whole grid, the newest month at the right; ``opened`` (vendor, month) is marked."""
    heads = "".join(f'<th scope="col">{escape(month)}</th>' for month in view.months)
    rows = "".join(_row(code, name, view, opened, words) for code, name in view.vendors)
    st.html(f'<div class="ol-table ol-grid"><table><thead><tr><th scope="col">{escape(words.t("column.vendor"))}</th>'
            f"{heads}</tr></thead><tbody>{rows}</tbody></table></div>")


def _row(code: str, name: str, view: Grid, opened: tuple[str, str], words: Words) -> str:
    cells = "".join(_cell(code, name, month, view, opened, words) for month in view.months)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _cell(code: str, name: str, month: str, view: Grid, opened: tuple[str, str], words: Words) -> str:
    verdict = view.verdicts.get((code, month))
    if verdict is None:
        return f'<td class="faint">{escape(words.t("integrity.cell.nothing"))}</td>'
    here = (code, month) == opened
    mark = f' aria-current="true" title="{escape(words.t("integrity.grid.opened"))}"' if here else ""
    badge = badge_html(Badge(words.t(f"integrity.cell.{verdict}"), TONES.get(verdict, Tone.PLAIN)))
    return f'<td><a href="{escape(integrity_page(name, month))}" target="_self"{mark}>{badge}</a></td>'
