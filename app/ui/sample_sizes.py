"""How many calls are enough: a table worked out when somebody asks, at each vendor's own rates."""

from __future__ import annotations

import streamlit as st

from app.services.sample_size import POWER, WITHHELD, SizeLine
from app.ui import loaders
from app.ui.components import grey, legend
from app.ui.figures import Cell, table
from app.ui.frame import PageContext


def sample_sizes(ctx: PageContext) -> None:
    """Closed until asked for: the engine is asked what it would notice."""
    words = ctx.words
    with st.expander(words.t("size.title")):
        legend(words.t("size.what", power=words.percent(POWER, 0)))
        if not st.button(words.t("size.ask")):
            return
        with st.spinner(words.t("size.working")):
            lines = loaders.sample_sizes(ctx.scope, ctx.data_version)
        if not lines:
            grey(words.t("size.none"))
            return
        heads = [words.t("column.vendor"), words.t("size.heard"),
                 *(words.t("size.withheld", share=words.percent(share, 0)) for share in WITHHELD)]
        table(heads, [_row(ctx, line) for line in lines], numbers=list(range(1, len(heads))))
        if not all(line.own for line in lines):
            legend(words.t("size.typical"))


def _row(ctx: PageContext, line: SizeLine) -> list[Cell]:
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    needed = [words.t("size.never") if each is None else words.number(each) for each in line.needed]
    name = names.get(line.vendor, line.vendor)
    return [name if line.own else f"{name} *", words.number(round(line.heard)), *needed]
