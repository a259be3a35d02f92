"""Calls judged twice: the form that draws them, and how far two evaluators agree."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.errors import UserError
from app.services import drawing
from app.services.draw_progress import DrawLine
from app.ui import loaders
from app.ui.components import finding_line, grey, legend, section
from app.ui.figures import SAFE, Cell, table
from app.ui.frame import PageContext
from app.words import Words
from scoring.agreement import Agreement, Kappa
from scoring.result import Answer, Estimate, NotScored
from scoring.sampling import EVALUATE
from storage.errors import StorageRefusal

USUAL = 50
"""So many calls heard twice tell kappa to about a fifth either way."""


def double_scoring(ctx: PageContext, lines: Sequence[DrawLine]) -> None:
    """The agreement so far, then the form for another draw."""
    words = ctx.words
    section(words.t("double.title"))
    legend(words.t("double.what"))
    _agreement(loaders.agreement(ctx.scope, ctx.data_version), words)
    _form(ctx, [line for line in lines if line.view.purpose == EVALUATE and line.judged])


def _agreement(found: Agreement, words: Words) -> None:
    if not found.calls:
        grey(words.t("double.nothing"))
        return
    finding_line(words.t("double.finding", calls=found.calls, both=found.both))
    rows: list[list[Cell]] = [
        [words.t("double.voiced"), _share(found.voiced, words), _kappa(found.voiced_kappa, words)],
        [words.t("double.mood"), _share(found.mood, words), _kappa(found.mood_kappa, words)],
        [words.t("double.negative"), _share(found.truly_negative, words), "–"],
    ]
    table([words.t(f"double.column.{name}") for name in ("question", "share", "kappa")], rows)
    legend(words.t("double.legend"))


def _share(answer: Answer, words: Words) -> str:
    if not isinstance(answer, Estimate):
        return _why(answer, words)
    return words.t("double.share", hits=int(answer.numerator), n=answer.n, share=answer.value, low=answer.low,
                   high=answer.high)


def _kappa(answer: Kappa | NotScored, words: Words) -> str:
    if not isinstance(answer, Kappa):
        return _why(answer, words)
    told = {name: f"{value:.2f}".replace("-", "−") for name, value in (
        ("value", answer.value), ("low", answer.low), ("high", answer.high)) if value is not None}
    return words.t("double.kappa" if "low" in told else "double.kappa.bare", **told)


def _why(answer: NotScored, words: Words) -> str:
    return words.reason(answer.reason.code, dict(answer.reason.facts), answer.why)


def _form(ctx: PageContext, judged: Sequence[DrawLine]) -> None:
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    with st.expander(words.t("double.new")):
        if not judged:
            grey(words.t("double.none"))
            return
        told = {line.view.id: f"{line.view.id} · {names.get(line.view.vendor, line.view.vendor)} · "
                              f"{words.month(line.view.month)} · {words.number(line.judged or 0)}" for line in judged}
        with st.form("double", border=False):
            left, right = st.columns([2, 1], gap="medium")
            first = left.selectbox(words.t("double.of"), list(told), format_func=told.__getitem__)
            n = right.number_input(words.t("draws.n"), 1, drawing.MOST_DRAWN, USUAL)
            sent = st.form_submit_button(words.t("draws.submit"))
        if sent:
            _draw(ctx, first, int(n))


def _draw(ctx: PageContext, first: str, n: int) -> None:
    try:
        view = drawing.double_as(ctx.store, ctx.viewer, first, n)
    except (UserError, StorageRefusal) as mistake:
        code = "too_few_judged" if mistake.code == "too_few_calls" else mistake.code
        told = f"draws.refused.{code}"
        grey(ctx.words.t(told) if ctx.words.has(told) else str(mistake))
        return
    st.toast(ctx.words.t("draws.done", draw=view.id).translate(SAFE))
    st.rerun()
