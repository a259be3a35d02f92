"""Samples drawn: a vendor checks that its calls were drawn at random, as they were sealed before they were named."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from app.access import Permission
from app.services.draw_proof import Proof, Sealed
from app.services.scorecards import closed
from app.ui import loaders
from app.ui.components import empty_state, finding, legend, section
from app.ui.figures import table, whole_words
from app.ui.frame import PageContext, open_page

MOST_SHOWN = 200
HEADS = ("draws.column.draw", "draws.column.month", "proof.column.drawn", "proof.column.opened", "proof.column.seal")


def main(ctx: PageContext) -> None:
    vendor = ", ".join(loaders.vendor_names(ctx.scope, ctx.data_version).values())
    draws = loaders.sealed_draws(ctx.scope, ctx.data_version)
    if not draws:
        empty_state(ctx.words.t("proof.title.none", vendor=vendor), ctx.words.t("proof.what"))
        return
    opened = {each.id: each for each in draws if each.view is not None}
    finding(ctx.words.t("proof.title" if opened else "proof.title.shut", vendor=vendor, draws=len(draws),
                        opened=len(opened)))
    legend(ctx.words.t("proof.what"))
    with whole_words("proof"):
        table([ctx.words.t(name) for name in HEADS], [_row(ctx, each) for each in draws])
    if opened:
        chosen = _chosen(ctx, opened)
        _one(ctx, loaders.proof(ctx.scope, chosen, ctx.words.language, ctx.data_version))


def _row(ctx: PageContext, each: Sealed) -> list[str]:
    words, zone = ctx.words, ZoneInfo(ctx.store.timezone)
    month = each.month + (f" · {words.t('draws.again', round=each.round)}" if each.round > 1 else "")
    if each.opening is not None:
        since = f"{each.opening.at.astimezone(zone):%Y-%m-%d}"
    else:
        over = closed(each.month, ctx.store.timezone, datetime.now(UTC))
        since = words.t("proof.sealed.over") if over else words.t("proof.sealed", day=each.closes)
    return [each.id, month, f"{each.drawn_at.astimezone(zone):%Y-%m-%d}", since, each.seal]


def _chosen(ctx: PageContext, opened: dict[str, Sealed]) -> str:
    """The draw that is looked at; the newest at first."""
    if len(opened) < 2:
        return next(iter(opened))
    return st.selectbox(ctx.words.t("proof.which"), list(opened), key=f"proof.{ctx.words.language}",
                        format_func=lambda each: ctx.words.t("proof.one", draw=each, month=opened[each].month))


def _one(ctx: PageContext, found: Proof) -> None:
    """A draw drawn again: does the same come out, by what, and which calls."""
    words, view = ctx.words, found.view
    section(words.t("proof.one", draw=view.id, month=view.month))
    told = {True: "proof.same", False: "proof.other", None: "proof.lost"}[found.same]
    st.markdown(words.t(told, n=view.n, of=view.frame_calls))
    st.link_button(words.t("proof.download"), f"/samples/proof.zip?draw={view.id}&language={words.language}",
                   type="primary", icon=":material/download:")
    legend(words.t("proof.seed", seed=view.seed, method=view.method, of=view.frame_calls,
                   fingerprint=view.frame_fingerprint))
    legend(words.t("proof.late", day=found.opening.at.astimezone(ZoneInfo(ctx.store.timezone))))
    table([words.t(f"draws.column.{name}") for name in ("queue", "calls", "n")],
          [[each.queue or words.t("draws.no_queue"), words.number(each.calls), words.number(each.drawn)]
           for each in view.strata], numbers=[1, 2])
    with st.expander(words.t("proof.calls")):
        _calls(ctx, found)


def _calls(ctx: PageContext, found: Proof) -> None:
    words, zone = ctx.words, ZoneInfo(ctx.store.timezone)
    table([words.t("behind.call"), words.t("behind.started"), words.t("draws.column.queue")],
          [[each.call, f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}" if each.at else "–", each.queue or "–"]
           for each in found.drawn(MOST_SHOWN)])
    if len(found.calls) > MOST_SHOWN:
        legend(words.t("proof.calls.shown", shown=MOST_SHOWN, n=len(found.calls)))


main(open_page(Permission.CHECK_DRAWS))
