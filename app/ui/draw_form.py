"""The form that draws a sample for the record."""

from __future__ import annotations

import streamlit as st

from app.errors import UserError
from app.services import drawing
from app.ui import loaders
from app.ui.components import grey
from app.ui.figures import SAFE
from app.ui.frame import PageContext
from scoring.sampling import PURPOSES
from storage.errors import StorageRefusal

USUAL = 200
"""So many calls a month are judged where feedback is watched; whoever wants others says so."""


def draw_form(ctx: PageContext) -> None:
    """Purpose, whose month, how many. Whoever sees the page may draw; the service asks once more."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    choices = loaders.drawable(ctx.scope, ctx.data_version)
    with st.expander(words.t("draws.new")):
        if not choices:
            grey(words.t("draws.new.none"))
            return
        with st.form("draw", border=False):
            left, middle, right = st.columns(3, gap="medium")
            purpose = left.selectbox(words.t("draws.purpose"), PURPOSES,
                                     format_func=lambda each: words.t(f"draws.{each}"))
            vendor, month = middle.selectbox(
                words.t("draws.from"), choices,
                format_func=lambda pair: f"{names.get(pair[0], pair[0])} · {words.month(pair[1])}")
            n = right.number_input(words.t("draws.n"), 1, drawing.MOST_DRAWN, USUAL)
            sent = st.form_submit_button(words.t("draws.submit"))
        if sent:
            _draw(ctx, purpose, vendor, month, int(n))


def _draw(ctx: PageContext, purpose: str, vendor: str, month: str, n: int) -> None:
    try:
        view = drawing.draw_as(ctx.store, ctx.viewer, purpose, vendor, month, n)
    except (UserError, StorageRefusal) as mistake:
        told = f"draws.refused.{mistake.code}"
        grey(ctx.words.t(told) if ctx.words.has(told) else str(mistake))
        return
    st.toast(ctx.words.t("draws.done", draw=view.id).translate(SAFE))
    st.rerun()
