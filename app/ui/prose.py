"""Sentences made from data, put on a page: ``**bold**`` is ours, everything else is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st


def bulleted(sentences: Sequence[str], addresses: Sequence[str] = ()) -> None:
    """Sentences one under the other with a hairline between, their bold beginnings kept.

    ``addresses`` are where the beginnings lead, one a sentence; an empty one leads nowhere.
    """
    ways = addresses or [""] * len(sentences)
    items = "".join(f"<li>{_linked(bold(said), way)}</li>" for said, way in zip(sentences, ways, strict=True))
    st.html(f'<ul class="ol-list" style="padding-left:0">{items}</ul>')


def _linked(markup: str, address: str) -> str:
    """The bold beginning as a link."""
    if not address:
        return markup
    return re.sub(r"<b>(.+?)</b>", rf'<a href="{escape(address)}" target="_self"><b>\1</b></a>', markup, count=1)


def bold(sentence: str) -> str:
    """Escaped markup with ``**…**`` as bold."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(sentence))
