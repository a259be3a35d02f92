"""The shared visual language: a finding as a sentence, what it rests on, how sure it is, and what is missing.

Everything that comes from data is escaped here. Colour never stands alone: a badge has a sign and a word, a figure
its interval and its n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

import streamlit as st

from app.words import Words


class Tone(StrEnum):
    """What a badge says, each with its own sign. The colours are the theme's, AA on light, dark and print."""

    PLAIN = "gray"
    GOOD = "green"
    FACT = "blue"
    CARE = "orange"
    DECIDE = "red"


SIGNS = {Tone.PLAIN: "○", Tone.GOOD: "✓", Tone.FACT: "●", Tone.CARE: "△", Tone.DECIDE: "⚑"}
GRADE_TONES = {"excellent": Tone.GOOD, "good": Tone.GOOD, "fair": Tone.CARE, "poor": Tone.DECIDE}


def finding(sentence: str) -> None:
    """The page's first line: what the data say, as one sentence."""
    st.html(f'<h1 class="ol-finding">{escape(sentence)}</h1>')


def finding_line(sentence: str) -> None:
    """What a section of a page finds, as one sentence."""
    st.html(f'<p class="ol-said">{escape(sentence)}</p>')


def section(title: str) -> None:
    """A heading inside the page."""
    st.html(f'<h2 class="ol-section">{escape(title)}</h2>')


def basis_line(parts: Sequence[str]) -> None:
    """What the finding rests on, in one line, from parts already in words."""
    st.html('<p class="ol-basis">' + "".join(f"<span>{escape(part)}</span>" for part in parts) + "</p>")


def grey(sentence: str) -> None:
    """Why there is nothing to show: a quiet sentence in place of an empty chart or a zero."""
    st.html(f'<p class="ol-grey">{escape(sentence)}</p>')


def legend(sentence: str) -> None:
    """How to read the picture above."""
    st.html(f'<p class="ol-legend">{escape(sentence)}</p>')


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with its sign and tone."""

    text: str
    tone: Tone = Tone.PLAIN


def badges(*shown: Badge) -> None:
    """Badges in a row."""
    if shown:
        st.html(f'<div class="ol-badges">{"".join(badge_html(badge) for badge in shown)}</div>')


def badge_html(badge: Badge) -> str:
    """One badge as markup, for a table's cell."""
    sign = f'<span aria-hidden="true">{SIGNS[badge.tone]}</span>'
    return f'<span class="ol-badge ol-{badge.tone.name.lower()}">{sign}{escape(badge.text)}</span>'


def grade_badge(words: Words, grade: str | None) -> Badge:
    """A grade as a badge; ``None`` says that there is none."""
    return Badge(words.t(f"grade.{grade or 'none'}"), GRADE_TONES.get(grade or "", Tone.PLAIN))


def empty_state(title: str, sentence: str, link: tuple[str, str] | None = None) -> None:
    """Nothing to show: what that means and where to go. ``link`` is an address of this portal and its text."""
    way = f'<p><a href="{escape(link[0])}" target="_self">{escape(link[1])}</a></p>' if link else ""
    st.html(f'<div class="ol-empty"><h2>{escape(title)}</h2><p>{escape(sentence)}</p>{way}</div>')
