"""Samples: draw at random for the record, hand out the blank sheet, see how far its judging has come."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from app.access import Permission
from app.services.draw_progress import DrawLine
from app.ui import loaders
from app.ui.components import finding, legend, section
from app.ui.double_scoring import double_scoring
from app.ui.draw_form import draw_form
from app.ui.draw_opening import draw_opening
from app.ui.figures import Cell, table, whole_words
from app.ui.frame import PageContext, open_page
from app.ui.planted import planted
from app.ui.sample_sizes import sample_sizes
from app.words import LANGUAGES

EVALUATE, RELISTEN = "evaluate", "relisten"
KINDS = {"evaluate": "evaluations", "double": "evaluations", "survey": "surveys", RELISTEN: "evaluations"}
HEADS = ("draw", "purpose", "vendor", "month", "n", "of", "judged", "out", "unavailable", "closes", "day", "by")


def main(ctx: PageContext) -> None:
    lines = loaders.draws(ctx.scope, ctx.data_version)
    finding(_finding(ctx, lines))
    legend(ctx.words.t("draws.what"))
    draw_form(ctx)
    sample_sizes(ctx)
    if lines:
        section(ctx.words.t("draws.all"))
        with whole_words("draws"):
            table([_head(ctx, name) for name in HEADS], [_row(ctx, line) for line in lines], numbers=[4, 5, 6, 7, 8])
        legend(ctx.words.t("draws.columns.what"))
        section(ctx.words.t("draws.sheet"))
        _one(ctx, {line.view.id: line for line in lines})
        double_scoring(ctx, lines)
    planted(ctx)


def _finding(ctx: PageContext, lines: tuple[DrawLine, ...]) -> str:
    if not lines:
        return ctx.words.t("draws.title.none")
    last = lines[0]
    if last.judged is None:
        return ctx.words.t("draws.title.survey", n=last.view.n)
    again = ".relisten" if last.view.purpose == RELISTEN else ".double" if last.view.drawn_of else ""
    return ctx.words.t(f"draws.title{again}", n=last.view.n, judged=last.judged)


def _head(ctx: PageContext, name: str) -> str:
    return ctx.words.t({"vendor": "column.vendor", "purpose": "draws.purpose"}.get(name, f"draws.column.{name}"))


def _row(ctx: PageContext, line: DrawLine) -> list[Cell]:
    view, words = line.view, ctx.words
    names = loaders.vendor_names(ctx.scope, ctx.data_version)
    day = f"{view.drawn_at.astimezone(ZoneInfo(ctx.store.timezone)):%Y-%m-%d}"  # twelve columns leave no room for words
    by = f"history.by.{view.drawn_by}"
    month = view.month + (f" · {words.t('draws.again', round=view.round)}" if view.round > 1 else "")
    purpose = words.t("draws.double.of", draw=view.drawn_of) if view.drawn_of else words.t(f"draws.{view.purpose}")
    return [view.id, purpose, names.get(view.vendor, view.vendor), month,
            words.number(view.n), "–" if view.purpose == RELISTEN else words.number(view.frame_calls),
            *("–" if count is None else words.number(count) for count in (line.judged, line.out, line.unavailable)),
            line.closes.isoformat(), day,
            words.t(by) if words.has(by) else view.drawn_by]


def _one(ctx: PageContext, lines: dict[str, DrawLine]) -> None:
    """A draw's sheet, its form, how it was spread over the queues, and what anybody needs to repeat it."""
    words = ctx.words
    which, how = st.columns([2, 1], gap="large", vertical_alignment="bottom")
    chosen = which.selectbox(words.t("draws.column.draw"), list(lines),
                             format_func=lambda each: _named(ctx, lines[each]))
    language = how.segmented_control(
        words.t("language"), list(LANGUAGES), default=ctx.viewer.language, required=True, key="draws.language",
        format_func=LANGUAGES.__getitem__,
    ) or ctx.viewer.language  # fmt: skip
    view = lines[chosen].view
    st.link_button(words.t("draws.download"), f"/draws/sheet.xlsx?draw={view.id}&language={language}", type="primary",
                   icon=":material/download:")
    legend(words.t("draws.back", kind=words.t(f"kind.{KINDS[view.purpose]}")))
    if view.form is not None:
        criteria = words.names([each.criterion for each in view.form.criteria])
        name, _, version = view.form.code.rpartition("~")
        legend(words.t("draws.form", form=name, version=version, criteria=criteria))
    if view.purpose == RELISTEN:  # with the seed one could tell which of the calls were taken at random
        legend(words.t("draws.seal.later"))
        return
    table([words.t(f"draws.column.{name}") for name in ("queue", "calls", "n")],
          [[each.queue or words.t("draws.no_queue"), words.number(each.calls), words.number(each.drawn)]
           for each in view.strata], numbers=[1, 2])
    legend(words.t("draws.seal", seed=view.seed, method=view.method, calls=view.frame_calls,
                   fingerprint=view.frame_fingerprint))
    if view.purpose == EVALUATE:
        legend(words.t("proof.seal", seal=view.seal))
        draw_opening(ctx, lines[chosen])


def _named(ctx: PageContext, line: DrawLine) -> str:
    names = loaders.vendor_names(ctx.scope, ctx.data_version)
    return f"{line.view.id} · {names.get(line.view.vendor, line.view.vendor)} · {ctx.words.month(line.view.month)}"


main(open_page(Permission.SAMPLE))
