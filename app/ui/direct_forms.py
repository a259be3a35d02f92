"""Making and ending links. The sheet of new links comes from an address of its own: no link is kept in a session."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.errors import UserError
from app.services.direct_line import Agent, agents_of, months_of, revoke_as
from app.services.direct_views import Line
from app.ui import loaders
from app.ui.components import grey, legend, section
from app.ui.figures import SAFE
from app.ui.frame import PageContext
from app.words import Words
from storage.errors import StorageRefusal

ALL = ""


def make_form(ctx: PageContext) -> None:
    """Whose agents, of which month, which of them; the button sends these three, and the route asks once more."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    section(words.t("direct.make"))
    choices = months_of(ctx.store, ctx.scope)
    if not choices:
        grey(words.t("direct.make.none"))
        return
    legend(words.t("direct.make.told"))
    left, middle, right = st.columns(3, gap="medium")
    vendors = [code for code in names if any(each == code for each, _ in choices)]
    vendor = left.selectbox(words.t("direct.make.vendor"), vendors, format_func=names.__getitem__, key="direct.vendor")
    month = middle.selectbox(words.t("direct.make.month"), [each for code, each in choices if code == vendor],
                             format_func=words.month, key=f"direct.month.{vendor}.{words.language}")
    agents = agents_of(ctx.store, ctx.scope, vendor, month)
    known = {agent.shown: agent for agent in agents}
    free = sum(not agent.has_line for agent in agents)
    agent = right.selectbox(words.t("direct.make.agent"), [ALL, *known],
                            key=f"direct.agent.{vendor}.{month}.{words.language}",
                            format_func=lambda each: _told(known.get(each), free, words))
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">'
                     for name, value in (("vendor", vendor), ("month", month), ("agent", agent)))
    st.html(f'<form class="ol-form" method="post" action="/direct-line/sheet">{fields}'
            f'<button type="submit">{escape(words.t("direct.make.button"))}</button></form>')


def _told(agent: Agent | None, free: int, words: Words) -> str:
    if agent is None:
        return words.t("direct.make.all", n=free)
    return words.t("direct.make.has", agent=agent.shown) if agent.has_line else agent.shown


def revoke_form(ctx: PageContext, live: Sequence[Line]) -> None:
    """End one of the live links at once."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    if not live:
        return
    with st.expander(words.t("direct.revoke")), st.form("revoke", border=False):
        told = {line.id: f"{line.id.upper()} · {names.get(line.vendor, line.vendor)} · {line.agent}" for line in live}
        chosen = st.selectbox(words.t("direct.revoke.which"), list(told), format_func=told.__getitem__)
        if st.form_submit_button(words.t("direct.revoke.button")):
            try:
                revoke_as(ctx.store, ctx.viewer, chosen)
            except (UserError, StorageRefusal) as refusal:
                grey(str(refusal))
                return
            st.toast(words.t("direct.revoke.done", line=chosen).translate(SAFE))
            st.rerun()
