"""Integrity: what evaluators heard held against what arrived, by vendor and month; one finding opened to its calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from app.access import Permission
from app.services import views_integrity as views
from app.services.direct_exhibit import messages_in
from app.services.finding_detail import Detail
from app.services.finding_words import basis, headline, reason_said
from app.services.views import name_in
from app.ui import integrity_finding as opened
from app.ui import loaders
from app.ui.components import badges, basis_line, empty_state, finding, grey, legend, section
from app.ui.direct_table import direct_exhibit
from app.ui.finding_life import where_it_stands
from app.ui.frame import PageContext, open_page
from app.ui.integrity_beside import beside
from app.ui.integrity_grid import verdict_badge, verdict_grid
from app.ui.pictures import theme


def main(ctx: PageContext) -> None:
    with st.spinner(ctx.words.t("integrity.looking")):
        found = loaders.findings(ctx.scope, ctx.data_version)
    first = views.matters_most(found)
    if first is None:
        empty_state(ctx.words.t("integrity.none.title"), ctx.words.t("integrity.none.text"))
        return
    names = loaders.vendor_names(ctx.scope, ctx.data_version)
    head, choice = st.columns([5, 2], gap="large")
    vendor, month = _chosen(ctx, choice, views.grid(found, names), first)
    chosen = views.of(found, vendor, month)
    if chosen is None:
        with head:
            finding(ctx.words.t("integrity.no_data", vendor=name_in(names, vendor), month=month))
        _grid(ctx, found, names, (vendor, month))
        return
    with st.spinner(ctx.words.t("integrity.opening")):
        detail = loaders.finding_detail(ctx.scope, vendor, month, ctx.data_version)
    assert detail is not None
    with head:
        finding(headline(chosen, name_in(names, vendor), ctx.words))
        basis_line(basis(detail, ctx.words))
        badges(verdict_badge(views.shown_as(chosen), ctx.words))
        grey(reason_said(chosen, ctx.words))
    _grid(ctx, found, names, (vendor, month))
    _opened(ctx, found, chosen, detail, name_in(names, vendor))


def _chosen(ctx: PageContext, place: st.delta_generator.DeltaGenerator, view: views.Grid,
            first: views.Finding) -> tuple[str, str]:
    """Vendor and month that are asked for; at first those of the finding that matters most. Their keys are this
    page's own: a month left chosen on another page must not hide that finding."""
    names, months = dict(view.vendors), sorted({month for _, month in view.verdicts}, reverse=True)
    vendor = place.selectbox(ctx.words.t("column.vendor"), list(names), list(names).index(str(first["vendor"])),
                             names.__getitem__, key="finding_vendor", bind="query-params")
    month = place.selectbox(ctx.words.t("page.month"), months, months.index(str(first["month"])), key="finding_month",
                            bind="query-params")
    return vendor, month


def _grid(ctx: PageContext, found: Sequence[views.Finding], names: Mapping[str, str], here: tuple[str, str]) -> None:
    section(ctx.words.t("integrity.grid"))
    verdict_grid(views.grid(found, names), here, ctx.words)
    legend(ctx.words.t("integrity.grid.legend"))


def _opened(ctx: PageContext, found: Sequence[views.Finding], chosen: views.Finding, detail: Detail,
            vendor: str) -> None:
    """The finding below the grid; the calls only for those who check them."""
    words, code, month = ctx.words, detail.vendor, detail.month
    charts = loaders.finding_charts(ctx.scope, code, month, words.language, theme(), ctx.data_version)
    checked = chosen["verdict"] in views.CHECKED
    if checked or "life" in chosen:
        where_it_stands(ctx, code, month, checked=checked)
    opened.heard_and_arrived(chosen, vendor, charts, words)
    _calls(ctx, chosen, detail)
    _direct(ctx, code, month)
    if checked:
        opened.explanations(detail, words)
    if views.is_checked(chosen):
        opened.next_steps(detail, words, heard_again=chosen.get("life", {}).get("state", "drawn") != "drawn")
    opened.course(views.course_of(found, code, month), charts, words)
    opened.lines(chosen, words)
    opened.otherwise(chosen, words)
    beside(chosen, words)


def _calls(ctx: PageContext, chosen: views.Finding, detail: Detail) -> None:
    """What is missing, call by call, for those who check it: what anybody can picture comes before what is counted."""
    words = ctx.words
    if chosen["verdict"] == views.INSUFFICIENT:
        grey(words.t("integrity.calls.not_yet"))
    elif ctx.viewer.may(Permission.INTEGRITY):
        asked = urlencode({"vendor": detail.vendor, "month": detail.month, "language": words.language})
        opened.calls(ctx, detail, f"/integrity/calls.xlsx?{asked}")
    elif chosen["verdict"] in views.CHECKED:
        section(words.t("integrity.calls"))
        grey(words.t("integrity.calls.hidden"))


def _direct(ctx: PageContext, vendor: str, month: str) -> None:
    """What agents wrote directly, beside the finding; executives see how much of it. Read anew when another came."""
    came = messages_in(ctx.store, ctx.scope)
    if came:
        told = loaders.exhibit(ctx.scope, vendor, month, came, ctx.data_version)
        direct_exhibit(told, ctx.words, listed=ctx.viewer.may(Permission.INTEGRITY))


main(open_page(Permission.INTEGRITY, Permission.INTEGRITY_SUMMARY))
