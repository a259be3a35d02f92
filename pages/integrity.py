"""Integrity: what evaluators heard held against what arrived, by vendor and month; one finding opened to its calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from app.access import Permission
from app.services import views_integrity as views
from app.services.finding_detail import Detail
from app.services.finding_words import basis, headline, said
from app.services.views import name_in
from app.ui import integrity_finding as opened
from app.ui import loaders
from app.ui.components import badges, basis_line, empty_state, finding, grey, legend, section
from app.ui.frame import PageContext, open_page
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
    chosen = _chosen(ctx, choice, found, first, names)
    vendor, month = str(chosen["vendor"]), str(chosen["month"])
    with st.spinner(ctx.words.t("integrity.opening")):
        detail = loaders.finding_detail(ctx.scope, vendor, month, ctx.data_version)
    assert detail is not None
    with head:
        finding(headline(chosen, name_in(names, vendor), ctx.words))
        basis_line(basis(detail, ctx.words))
        badges(verdict_badge(str(chosen["verdict"]), ctx.words))
        grey(said(views.reason_of(chosen), ctx.words))
    section(ctx.words.t("integrity.grid"))
    verdict_grid(views.grid(found, names), (vendor, month), ctx.words)
    legend(ctx.words.t("integrity.grid.legend"))
    _opened(ctx, found, chosen, detail, name_in(names, vendor))


def _chosen(ctx: PageContext, place: st.delta_generator.DeltaGenerator, found: Sequence[views.Finding],
            first: views.Finding, names: Mapping[str, str]) -> views.Finding:
    """The finding whose vendor and month are asked for; at first the one that matters most."""
    vendors = [code for code, _ in views.grid(found, names).vendors]
    vendor = place.selectbox(ctx.words.t("column.vendor"), vendors, vendors.index(str(first["vendor"])),
                             lambda code: name_in(names, code), key="vendor", bind="query-params")
    own = [each for each in found if each["vendor"] == vendor]
    months = sorted((str(each["month"]) for each in own), reverse=True)
    best = views.matters_most(own)
    assert best is not None
    month = place.selectbox(ctx.words.t("page.month"), months, months.index(str(best["month"])), key="month",
                            bind="query-params")
    return views.of(found, vendor, month) or best


def _opened(ctx: PageContext, found: Sequence[views.Finding], chosen: views.Finding, detail: Detail,
            vendor: str) -> None:
    """The finding below the grid; the calls only for those who check them."""
    words, code, month = ctx.words, detail.vendor, detail.month
    charts = loaders.finding_charts(ctx.scope, code, month, words.language, theme(), ctx.data_version)
    opened.heard_and_arrived(chosen, vendor, charts, words)
    checked = chosen["verdict"] in views.CHECKED
    if checked:
        opened.explanations(detail, words)
        opened.next_steps(detail, words)
    opened.course(views.course_of(found, code, month), charts, words)
    opened.lines(chosen, words)
    opened.otherwise(chosen, words)
    if ctx.viewer.may(Permission.INTEGRITY):
        asked = urlencode({"vendor": code, "month": month, "language": words.language})
        opened.calls(ctx, detail, f"/integrity/calls.xlsx?{asked}")
    elif checked:
        section(words.t("integrity.calls"))
        grey(words.t("integrity.calls.hidden"))


main(open_page(Permission.INTEGRITY, Permission.INTEGRITY_SUMMARY))
