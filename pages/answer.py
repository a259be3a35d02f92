"""Findings to answer: what a vendor's client asks about feedback that did not arrive, its reply, and the decision."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.access import Permission
from app.services import findings_life as acts
from app.services.finding_states import passed
from app.services.views_life import Question
from app.ui import loaders
from app.ui.components import badges, basis_line, empty_state, finding, grey, legend, section
from app.ui.evidence import asked, listed
from app.ui.figures import SAFE
from app.ui.frame import PageContext, open_page
from app.ui.integrity_grid import decision_badge


def main(ctx: PageContext) -> None:
    vendor = ", ".join(loaders.vendor_names(ctx.scope, ctx.data_version).values())
    sent = {each.ref: each for each in loaders.questions(ctx.scope, ctx.data_version)}
    if not sent:
        empty_state(ctx.words.t("answer.none", vendor=vendor), ctx.words.t("answer.none.text"))
        return
    top, choice = st.columns([5, 2], gap="large")
    chosen = sent[_chosen(ctx, choice, sent)]
    with top:
        finding(_title(ctx, chosen, vendor))
        basis_line([ctx.words.month(chosen.month), ctx.words.t("answer.sent", day=chosen.sent),
                    ctx.words.t("answer.reference", reference=chosen.ref)])
    if chosen.decision is not None:
        badges(decision_badge(chosen.outcome, ctx.words))
        section(ctx.words.t("answer.decision"))
        head = ctx.words.t("life.decided", state=ctx.words.t(f"life.state.{chosen.outcome}"), day=chosen.decision.at,
                           who=chosen.decision.who)
        _quoted(head, chosen.decision.text)
    asked(chosen, ctx.words)
    _reply(ctx, chosen)
    listed(chosen, ctx.words)


def _chosen(ctx: PageContext, place: st.delta_generator.DeltaGenerator, sent: dict[str, Question]) -> str:
    """The question that is looked at, by its reference; the newest at first."""
    if len(sent) < 2:
        return next(iter(sent))
    return place.selectbox(
        ctx.words.t("answer.which"), list(sent), key=f"question.{ctx.words.language}",
        format_func=lambda ref: f"{ctx.words.month(sent[ref].month)} · {ref}",
    )  # fmt: skip


def _title(ctx: PageContext, chosen: Question, vendor: str) -> str:
    month = ctx.words.month(chosen.month)
    if chosen.outcome:
        return ctx.words.t("answer.title.decided", vendor=vendor, month=month,
                           state=ctx.words.t(f"life.state.{chosen.outcome}"))
    over = passed(chosen.due, ctx.store.timezone)
    return ctx.words.t("answer.title.over" if over else "answer.title", vendor=vendor, month=month, day=chosen.due)


def _reply(ctx: PageContext, chosen: Question) -> None:
    """What was replied, and the form while there is time."""
    words = ctx.words
    for each in chosen.extended:
        legend(words.t("answer.extended", day=each.until or chosen.due, text=each.text))
    for each in chosen.replies:
        _quoted(words.t("answer.replied", day=each.at), each.text)
    if chosen.outcome:
        return
    if passed(chosen.due, ctx.store.timezone):
        grey(words.t("answer.reply.closed"))
        return
    with st.form("answer", border=False, clear_on_submit=False):
        text = st.text_area(words.t("answer.reply"), max_chars=acts.LONGEST_TEXT, help=None, key=f"reply.{chosen.ref}")
        legend(words.t("answer.reply.hint"))
        sent = st.form_submit_button(words.t("answer.reply.submit"), type="primary")
    if sent:
        _send(ctx, chosen, text)


def _send(ctx: PageContext, chosen: Question, text: str) -> None:
    try:
        acts.reply(ctx.store, acts.actor(ctx.viewer), chosen.ref, text)
    except acts.Forbidden as refused:
        grey(refused.said(ctx.words.language))
        return
    st.toast(ctx.words.t("life.done").translate(SAFE))
    st.rerun()


def _quoted(head: str, text: str) -> None:
    st.html(f'<div class="ol-quote"><p>{escape(head)}</p><blockquote>{escape(text)}</blockquote></div>')


main(open_page(Permission.ANSWER))
