"""A vendor is added where its first file is brought in; or a name its files use is given to one that is known."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.errors import UserError
from app.services.vendors import introduce, suggested_code, zones
from app.ui import loaders
from app.ui.components import grey, legend
from app.ui.figures import SAFE
from app.ui.frame import PageContext
from storage.errors import StorageRefusal


def vendor_form(ctx: PageContext, unknown: Sequence[str]) -> bool:
    """The form, open where files name ``unknown`` vendors or none is known yet; True once one was added."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    with st.expander(words.t("vendors.add"), expanded=bool(unknown) or not names):
        legend(words.t("vendors.add.what"))
        if len(unknown) > 1:
            legend(words.t("vendors.unknown", names=words.names(unknown)))
        first = unknown[0] if unknown else ""
        with st.form("vendor", border=False, clear_on_submit=True):
            left, middle, right, last = st.columns(4, gap="medium")
            name = left.text_input(words.t("vendors.name"), first, max_chars=200)
            known = middle.selectbox(words.t("vendors.known"), [None, *names],
                                     format_func=lambda code: names.get(code, words.t("vendors.new")))
            code = right.text_input(words.t("vendors.code"), suggested_code(first), max_chars=40)
            zone = last.selectbox(words.t("vendors.zone"), zones(), index=None, placeholder=ctx.store.timezone)
            sent = st.form_submit_button(words.t("vendors.submit"))
        if not sent:
            return False
        try:
            added = introduce(ctx.store, ctx.viewer, name, code=code.strip(), timezone=zone, known=known)
        except (UserError, StorageRefusal) as mistake:
            told = f"vendors.refused.{mistake.code}"
            grey(words.t(told) if words.has(told) else str(mistake))
            return False
    st.toast(words.t("vendors.added", name=added["name"]).translate(SAFE))
    return True
