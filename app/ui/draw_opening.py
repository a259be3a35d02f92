"""A draw opened to its vendor, by whoever may: what that means is said before, and that it was done after."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from app.access import Permission
from app.errors import UserError
from app.services import draw_opening as opening
from app.services.draw_progress import DrawLine
from app.ui import loaders
from app.ui.components import grey, legend
from app.ui.figures import SAFE
from app.ui.frame import PageContext
from storage.errors import StorageRefusal


def draw_opening(ctx: PageContext, line: DrawLine) -> None:
    """Since when the vendor can check the draw; else, for who may open it, the way to it or why it stays shut."""
    words, view = ctx.words, line.view
    vendor = loaders.vendor_names(ctx.scope, ctx.data_version).get(view.vendor, view.vendor)
    opened = next((each.opening for each in loaders.sealed_draws(ctx.scope, ctx.data_version) if each.id == view.id),
                  None)
    if opened is not None:
        by = f"history.by.{opened.by}"
        legend(words.t("proof.opened", vendor=vendor, day=opened.at.astimezone(ZoneInfo(ctx.store.timezone)),
                       who=words.t(by) if words.has(by) else opened.by))
        if ctx.viewer.may(Permission.OPEN_DRAWS):
            st.link_button(words.t("proof.files"), f"/samples/proof.zip?draw={view.id}&language={words.language}",
                           icon=":material/download:")
        return
    if not ctx.viewer.may(Permission.OPEN_DRAWS):
        return
    with st.expander(words.t("proof.open.title")):
        why = opening.why_not(ctx.store, ctx.scope, view)
        if why:
            grey(words.t(f"proof.not.{why}"))
            return
        with st.form(f"open.{view.id}", border=False):
            legend(words.t("proof.open.what"))
            if line.out:
                legend(words.t("proof.open.out", out=line.out))
            sent = st.form_submit_button(words.t("proof.open.submit", draw=view.id, vendor=vendor))
    if sent:
        _open(ctx, view.id)


def _open(ctx: PageContext, draw: str) -> None:
    try:
        opening.open_as(ctx.store, ctx.viewer, draw)
    except (UserError, StorageRefusal) as refused:
        grey(str(refused))
        return
    st.toast(ctx.words.t("proof.open.done", draw=draw).translate(SAFE))
    st.rerun()
