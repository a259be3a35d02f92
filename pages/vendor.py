"""Vendor: one vendor's month as a table one can argue with, down to the rows behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from app.access import Permission
from app.services.finding_states import passed
from app.services.phrases import basis_parts, measure_name, say_all, short_name
from app.services.reasons import reason_text
from app.services.rows_behind_records import CLIENTS_OWN
from app.services.views_vendor import VendorMonth
from app.ui import loaders
from app.ui.calls_table import calls_table
from app.ui.components import badges, basis_line, finding, grade_badge, grey, legend, section
from app.ui.empty import no_data
from app.ui.frame import PageContext, open_page
from app.ui.links import ANSWER_PAGE
from app.ui.pictures import picture, theme, trend_alt, waits_alt
from app.ui.prose import bulleted
from app.ui.records_table import records_table
from app.ui.scorecard import definition_check, scorecard, standing_under
from app.ui.standing import standing_badges


def main(ctx: PageContext) -> None:
    head, choice = st.columns([5, 2], gap="large")
    vendor = _vendor(ctx, choice)
    months = loaders.months(ctx.scope, vendor, ctx.data_version) if vendor else ()
    if not vendor or not months:
        no_data(ctx)
        return
    first = loaders.opening_month(ctx.scope, vendor, ctx.data_version)
    month = choice.selectbox(ctx.words.t("page.month"), months, first, key="month", bind="query-params")
    view = loaders.vendor_month(ctx.scope, vendor, month, ctx.data_version)
    assert view is not None
    with head:
        finding(say_all(view.finding, ctx.words.language))
        basis_line(basis_parts(view, ctx.words))
        badges(grade_badge(ctx.words, view.grade), *standing_badges(view, ctx.words))
        for note in view.grade_notes:
            grey(reason_text(note, ctx.words.language))
        if view.composite.why:
            grey(ctx.words.t("vendor.why_none", why=reason_text(view.composite.why, ctx.words.language)))
        _asked(ctx)
    section(ctx.words.t("vendor.scorecard"))
    scorecard(view, ctx.words, theme())
    legend(ctx.words.t("vendor.scorecard.legend", definition=view.definition, batches=len(view.batches)))
    _check(ctx, view)
    _trends(ctx, view)
    _behind(ctx, view)


def _asked(ctx: PageContext) -> None:
    """What the vendor's own people still have to answer, with the way there: their time runs."""
    if ctx.viewer.may(Permission.ANSWER):
        waiting = [each for each in loaders.questions(ctx.scope, ctx.data_version)
                   if not (each.outcome or each.replies or passed(each.due, ctx.store.timezone))]
        if waiting:
            bulleted([ctx.words.t("vendor.asked", month=ctx.words.month(each.month), day=each.due) for each in waiting],
                     [ANSWER_PAGE] * len(waiting))


def _vendor(ctx: PageContext, place: st.delta_generator.DeltaGenerator) -> str | None:
    """Whose month: a choice for the client's people, their own for a vendor's."""
    names = loaders.vendor_names(ctx.scope, ctx.data_version)
    if len(names) < 2:
        return next(iter(names), None)
    label, first = ctx.words.t("column.vendor"), loaders.opening_vendor(ctx.scope, ctx.data_version)
    return place.selectbox(label, list(names), first, names.__getitem__, key="vendor", bind="query-params")


def _check(ctx: PageContext, view: VendorMonth) -> None:
    """Would another published formula tell another story?"""
    check = loaders.definition_check(ctx.scope, view.vendor, view.month, ctx.data_version)
    if check is not None and check.met:
        depends = len(set(standing_under(check).values())) > 1
        with st.expander(ctx.words.t("vendor.check.depends" if depends else "vendor.check.same"), expanded=depends):
            definition_check(check, ctx.words)


def _trends(ctx: PageContext, view: VendorMonth) -> None:
    language = ctx.words.language
    charts = loaders.vendor_charts(ctx.scope, view.vendor, view.month, language, theme(), ctx.data_version)
    section(ctx.words.t("vendor.trend"))
    legend(ctx.words.t("vendor.trend.legend"))
    for column, trend in zip(st.columns(4, gap="medium"), view.trends, strict=True):
        with column:
            st.caption(short_name(trend.code, language))
            if trend.pillar in charts:
                picture(charts[trend.pillar], trend_alt(trend, language))
            else:
                grey(ctx.words.t("vendor.trend.none"))
    if "waits" in charts:
        section(ctx.words.t("vendor.waits"))
        legend(ctx.words.t("vendor.waits.legend"))
        picture(charts["waits"], waits_alt(view, language))


def _behind(ctx: PageContext, view: VendorMonth) -> None:
    """Choose a figure, see the rows it rests on, those that count against the vendor first."""
    shown = loaders.TRACEABLE | loaders.RECORDED
    section(ctx.words.t("vendor.behind"))
    codes = [figure.code for figure in view.figures if figure.measured and figure.code in shown
             and not figure.from_intervals]
    if not codes:
        grey(ctx.words.t("vendor.behind.none"))
        return
    what, which = st.columns([2, 3], gap="large", vertical_alignment="bottom")
    code = what.selectbox(
        ctx.words.t("column.measure"), codes, _first(view, codes), lambda each: measure_name(each, ctx.words.language),
        key=f"measure.{view.vendor}.{view.month}.{ctx.words.language}",
    )  # fmt: skip
    missed = which.segmented_control(
        ctx.words.t("behind.which"), [True, False], default=True, required=True,
        format_func=lambda each: ctx.words.t(f"behind.missed.{code}" if each else "behind.all"),
    )  # fmt: skip
    rows = records_table if code in loaders.RECORDED else calls_table
    rows(ctx, view, code, missed_only=bool(missed))
    if ctx.scope.vendors is None or code not in CLIENTS_OWN:
        address = f"/vendor/trace.xlsx?vendor={quote(view.vendor)}&month={view.month}&measure={code}"
        st.link_button(ctx.words.t("trace.download"), address, icon=":material/download:")


def _first(view: VendorMonth, codes: Sequence[str]) -> int:
    """The measure the address asks for, else the one the headline names, else the first."""
    named = [dict(said.facts).get("measure") for said in view.finding]
    wanted = (st.query_params.get("measure"), *named)
    return next((codes.index(code) for code in wanted if code in codes), 0)


main(open_page(Permission.SCORECARDS))
