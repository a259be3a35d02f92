"""Export: the executive workbook of a month, with what stands in it shown first."""

from __future__ import annotations

import streamlit as st

from app.access import Permission
from app.services.phrases import basis_parts, say, say_all
from app.ui import loaders
from app.ui.components import basis_line, finding, grey, legend, section
from app.ui.empty import no_data
from app.ui.frame import PageContext, open_page
from app.ui.pictures import picture, standings_alt, theme
from app.ui.prose import bulleted
from app.words import LANGUAGES, words_for


def main(ctx: PageContext) -> None:
    months = loaders.months(ctx.scope, None, ctx.data_version)
    if not months:
        no_data(ctx)
        return
    finding(ctx.words.t("export.title"))
    legend(ctx.words.t("export.what"))
    when, how, act = st.columns([1, 1, 1], gap="large", vertical_alignment="bottom")
    first = loaders.opening_month(ctx.scope, None, ctx.data_version)
    month = when.selectbox(ctx.words.t("page.month"), months, first, key="month", bind="query-params")
    language = how.segmented_control(
        ctx.words.t("language"), list(LANGUAGES), default=ctx.viewer.language, required=True,
        format_func=LANGUAGES.__getitem__,
    ) or ctx.viewer.language  # fmt: skip
    address = f"/export/summary.xlsx?month={month}&language={language}"
    act.link_button(ctx.words.t("export.download"), address, type="primary", icon=":material/download:")
    _preview(ctx, month, language)


def _preview(ctx: PageContext, month: str, language: str) -> None:
    """The workbook's first sheet, from the view it is written from, in its language."""
    view = loaders.overview(ctx.scope, month, ctx.data_version)
    assert view is not None
    words = words_for(language)
    with st.container(border=True):
        section(say_all(view.finding, language))
        basis_line(basis_parts(view, words))
        left, right = st.columns([8, 5], gap="large")
        with left:
            if not view.measured:
                grey(words.t("overview.standings.none"))
            charts = loaders.overview_charts(ctx.scope, month, language, theme(), ctx.data_version)
            if view.measured:
                picture(charts["standings"], standings_alt(view, language))
        with right:
            bulleted([say(decision, language) for decision in view.decisions])
    legend(ctx.words.t("export.sheets", vendors=len(view.standings)))


main(open_page(Permission.EXPORT))
