"""Overview: the month as one story over all vendors, for those who compare them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.access import Permission
from app.services.finding_words import overview_line
from app.services.phrases import (
    about,
    basis_parts,
    change_text,
    figure_text,
    interval_text,
    measure_name,
    say,
    say_all,
    target_text,
)
from app.services.views import Figure, name_in
from app.services.views_integrity import matters_most
from app.services.views_overview import Overview, Promise
from app.ui import loaders
from app.ui.charts import Spec
from app.ui.components import basis_line, finding, grey, legend, section
from app.ui.empty import no_data
from app.ui.figures import Card, figure_cards
from app.ui.frame import PageContext, open_page
from app.ui.links import integrity_page, page_of
from app.ui.pictures import gaps_said, map_alt, movements_alt, picture, standings_alt, theme
from app.ui.prose import bulleted
from app.ui.standing import standings_table
from app.words import Words


def main(ctx: PageContext) -> None:
    months = loaders.months(ctx.scope, None, ctx.data_version)
    if not months:
        no_data(ctx)
        return
    head, choice = st.columns([5, 1], gap="large")
    first = loaders.opening_month(ctx.scope, None, ctx.data_version)
    month = choice.selectbox(ctx.words.t("page.month"), months, first, key="month", bind="query-params")
    view = loaders.overview(ctx.scope, month, ctx.data_version)
    assert view is not None
    with head:
        finding(say_all(view.finding, ctx.words.language))
        basis_line(basis_parts(view, ctx.words))
    checked = st.empty()
    figure_cards([_card(promise, view, ctx) for promise in view.promises])
    charts = loaders.overview_charts(ctx.scope, month, ctx.words.language, theme(), ctx.data_version)
    _standings_and_decisions(ctx, view, charts)
    section(ctx.words.t("overview.map"))
    legend(ctx.words.t("overview.map.legend"))
    picture(charts["map"], map_alt(view, ctx.words.language))
    for why in gaps_said(view, ctx.words.language):
        legend(why)
    _movements(ctx, view, charts)
    with checked:
        _being_checked(ctx, month)


def _being_checked(ctx: PageContext, month: str) -> None:
    """The finding of the month that matters most, as a line that leads to it; drawn last, so that nothing waits."""
    if not ctx.viewer.may_any(Permission.INTEGRITY, Permission.INTEGRITY_SUMMARY):
        return
    with st.spinner(ctx.words.t("integrity.looking")):
        found = matters_most(loaders.findings(ctx.scope, ctx.data_version), month)
    if found is not None:
        name = name_in(loaders.vendor_names(ctx.scope, ctx.data_version), str(found["vendor"]))
        bulleted([overview_line(found, name, ctx.words)], [integrity_page(name, month)])


def _card(promise: Promise, view: Overview, ctx: PageContext) -> Card:
    words, figure = ctx.words, promise.figure
    label, help_text = measure_name(figure.code, words.language), about(figure.code, words.language)
    if figure.value is None:
        return Card(label, why=ctx.words.t("overview.nowhere"), help=help_text)
    change, better = "", None
    if promise.change is not None:
        change = change_text(promise.change.value, "share", words.language)
        better = promise.change.value > 0 if promise.clear else None
    return Card(
        label, figure_text(figure.value, figure.unit, words.language), change=change, better=better,
        sure=_sure(figure, words),
        trend=tuple(value for _, value in promise.history if value is not None), help=help_text,
    )  # fmt: skip


def _sure(figure: Figure, words: Words) -> str:
    """A card's interval in one line; n and target, as far as there is one, in the next."""
    interval = interval_text(figure, words.language)
    target = target_text(figure.target, figure.unit, words.language)
    first = words.t("overview.sure", interval=interval) if interval else ""
    rest = [words.t("estimate.n", n=figure.n), words.t("overview.target", value=target) if target else ""]
    return "\n".join(filter(None, (first, " · ".join(filter(None, rest)))))


def _standings_and_decisions(ctx: PageContext, view: Overview, charts: Mapping[str, Spec]) -> None:
    left, right = st.columns([8, 5], gap="large")
    with left:
        section(ctx.words.t("overview.standings"))
        if view.measured:
            picture(charts["standings"], standings_alt(view, ctx.words.language))
            legend(ctx.words.t("overview.standings.legend"))
        else:
            grey(ctx.words.t("overview.standings.none"))
        standings_table(view, ctx.words, linked=_may_open(ctx))
    with right:
        section(ctx.words.t("overview.decide"))
        told = [say(decision, ctx.words.language) for decision in view.decisions]
        bulleted(told, [page_of(each, view.month) if _may_open(ctx) else "" for each in view.decisions])


def _may_open(ctx: PageContext) -> bool:
    """May they open a vendor's own page?"""
    return ctx.viewer.may_any(Permission.SCORECARDS)


def _movements(ctx: PageContext, view: Overview, charts: Mapping[str, Spec]) -> None:
    section(ctx.words.t("overview.moved"))
    if not view.movements:
        grey(ctx.words.t("overview.moved.none"))
        return
    if any(movement.clear for movement in view.movements) or any(promise.clear for promise in view.promises):
        _movements_drawn(ctx, view, charts)
        return
    grey(ctx.words.t("overview.moved.noise", compared=view.compared))
    with st.expander(ctx.words.t("overview.moved.show")):
        _movements_drawn(ctx, view, charts)


def _movements_drawn(ctx: PageContext, view: Overview, charts: Mapping[str, Spec]) -> None:
    legend(ctx.words.t("overview.moved.legend", compared=view.compared))
    picture(charts["movements"], movements_alt(view.movements, ctx.words.language))


main(open_page(Permission.OVERVIEW))
