"""Where a finding stands: its steps as a line with dates and names, and the next one as a form for who may take it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import escape

import streamlit as st

from app.access import Permission
from app.errors import UserError
from app.services import findings_life as acts
from app.services.finding_states import DRAWN, OUTCOMES, RELISTENED, REPLIED, SENT, UPHELD, WITHDRAWN, passed
from app.services.views_life import LINE, Life, Question, Said
from app.ui import loaders
from app.ui.components import grey, legend, section
from app.ui.evidence import as_workbook, evidence
from app.ui.figures import SAFE
from app.ui.frame import PageContext, version_of
from app.words import LANGUAGES
from storage.errors import StorageRefusal


def where_it_stands(ctx: PageContext, vendor: str, month: str, *, checked: bool) -> None:
    """The section of one vendor's month; whoever may not take steps sees the line alone, an executive without names."""
    section(ctx.words.t("life.title"))
    life = loaders.finding_life(ctx.scope, vendor, month, ctx.data_version)
    if life is not None:
        _line(ctx, life)
    if life is None or not life.is_open:
        if life is not None:
            _decision(ctx, life)
        if checked and ctx.viewer.may(Permission.FINDINGS) and (life is None or life.state != UPHELD):
            _open(ctx, vendor, month, again=life is not None)
        elif life is None:
            grey(ctx.words.t("life.none.short"))
        return
    if ctx.viewer.may_any(Permission.FINDINGS, Permission.RELISTEN):
        _heard(ctx, life)
    if ctx.viewer.may(Permission.FINDINGS):
        _next(ctx, life, len(_missing(ctx, vendor, month)))


def _missing(ctx: PageContext, vendor: str, month: str) -> tuple[object, ...]:
    detail = loaders.finding_detail(ctx.scope, vendor, month, ctx.data_version)
    return detail.missing if detail is not None else ()


def _line(ctx: PageContext, life: Life) -> None:
    """Each step with its day and who took it; what is to come is said to be."""
    items = "".join(f'<li class="{"ol-done" if kind in life.line else "ol-to-come"}"><b>'
                    f'{escape(ctx.words.t(f"life.step.{kind}"))}</b><span>{escape(_when(ctx, life, kind))}</span></li>'
                    for kind in LINE)
    st.html(f'<ol class="ol-life" style="padding-left:0;margin-left:0">{items}</ol>')
    legend(ctx.words.t("life.summary", finding=life.id, state=ctx.words.t(f"life.state.{life.state}")))


def _when(ctx: PageContext, life: Life, kind: str) -> str:
    said = life.line.get(kind)
    if said is not None:
        named = ctx.viewer.may_any(Permission.FINDINGS, Permission.RELISTEN)
        return ctx.words.t("life.step.by", day=said.at, who=_who(ctx, said)) if named else ctx.words.day(said.at)
    if kind == RELISTENED and life.draw is None:
        return ctx.words.t("life.step.skipped")
    if kind == REPLIED and life.question is not None and life.is_open:
        return ctx.words.t("life.step.until", day=life.question.due)
    return ctx.words.t("life.step.to_come") if life.is_open else "–"


def _who(ctx: PageContext, said: Said) -> str:
    key = f"life.by.{said.who}"
    return ctx.words.t(key) if ctx.words.has(key) else said.who


def _open(ctx: PageContext, vendor: str, month: str, *, again: bool) -> None:
    if not again:
        legend(ctx.words.t("life.none"))
    words = ctx.words.t("life.open.again" if again else "life.open")
    if st.button(words, type="secondary" if again else "primary", key="life.open.now"):
        _take(ctx, lambda who: acts.open_finding(ctx.store, who, vendor, month, language=ctx.viewer.language))


def _heard(ctx: PageContext, life: Life) -> None:
    """What is to be heard again: the sheet for QA, how far it is for the manager, and afterwards what came of it."""
    words, heard = ctx.words, life.heard
    if heard is None:
        return
    if life.state != DRAWN:
        legend(words.t("life.heard", missing=heard.missing, missing_confirmed=heard.missing_confirmed,
                       again=heard.again, again_judged=heard.again_judged, again_confirmed=heard.again_confirmed))
        return
    may = ctx.viewer.may(Permission.RELISTEN)
    legend(words.t("life.hear.what" if may else "life.hear.manager", draw=str(life.draw), n=heard.drawn,
                   judged=heard.judged))
    if heard.same_person:
        legend(words.t("life.hear.same", n=heard.same_person))
    if not may:
        return
    language = st.segmented_control(words.t("language"), list(LANGUAGES), default=ctx.viewer.language, required=True,
                                    key="life.language", format_func=LANGUAGES.__getitem__) or ctx.viewer.language
    st.link_button(words.t("draws.download"), f"/draws/sheet.xlsx?draw={life.draw}&language={language}",
                   icon=":material/download:")
    if heard.judged:
        legend(words.t("life.hear.final"))
        if st.button(words.t("life.hear.done"), type="primary", key="life.relisten"):
            _take(ctx, lambda who: acts.close_relistening(ctx.store, who, life.id))


def _next(ctx: PageContext, life: Life, missing: int) -> None:
    """What the manager does next: send, wait or extend, decide."""
    words = ctx.words
    if life.question is not None:
        _with_vendor(ctx, life, life.question)
    elif life.state == RELISTENED or life.draw is None:
        legend(words.t("life.send.what", n=missing))
        if st.button(words.t("life.send"), type="primary", key="life.send"):
            _take(ctx, lambda who: acts.send(ctx.store, who, life.id))
    over = life.question is not None and passed(life.question.due, ctx.store.timezone)
    if life.question is None or life.state == REPLIED or over:
        _decide(ctx, life)


def _with_vendor(ctx: PageContext, life: Life, question: Question) -> None:
    words, over = ctx.words, passed(question.due, ctx.store.timezone)
    for each in question.extended:
        legend(words.t("life.extended", day=each.until or question.due, who=_who(ctx, each), text=each.text))
    legend(words.t("life.sent.over" if over else "life.sent.waiting", day=question.due))
    as_workbook(question, words)
    if question.replies:
        section(words.t("life.replies"))
        for each in question.replies:
            _quoted(words.t("life.step.by", day=each.at, who=_who(ctx, each)), each.text)
    with st.expander(words.t("life.extend")), st.form("life.extend", border=False, clear_on_submit=True):
        first = question.due + timedelta(days=1)
        until = st.date_input(words.t("life.extend.day"), first, min_value=first)
        why = st.text_input(words.t("life.extend.why"), max_chars=acts.LONGEST_TEXT)
        if st.form_submit_button(words.t("life.extend.submit")):
            _take(ctx, lambda who: acts.extend(ctx.store, who, life.id, str(until), why))


def _decide(ctx: PageContext, life: Life) -> None:
    words = ctx.words
    choices = list(OUTCOMES) if SENT in life.line else [WITHDRAWN]
    with st.expander(words.t("life.decide"), expanded=SENT in life.line), st.form("life.decide", border=False):
        legend(words.t("life.decide.what" if SENT in life.line else "life.decide.early"))
        outcome = st.radio(words.t("life.decide.outcome"), choices, None if len(choices) > 1 else 0,
                           format_func=lambda each: words.t(f"life.state.{each}"), horizontal=True)
        reasons = st.text_area(words.t("life.decide.reasons"), max_chars=acts.LONGEST_TEXT)
        if st.form_submit_button(words.t("life.decide.submit"), type="primary"):
            _take(ctx, lambda who: acts.decide(ctx.store, who, life.id, outcome or "", reasons))


def _decision(ctx: PageContext, life: Life) -> None:
    """What was decided and why; of what was sent also what the vendor said. An executive reads the state alone."""
    if life.decision is None or not ctx.viewer.may_any(Permission.FINDINGS, Permission.RELISTEN):
        return
    words, said = ctx.words, life.decision
    _quoted(words.t("life.decided", state=words.t(f"life.state.{life.state}"), day=said.at, who=_who(ctx, said)),
            said.text)
    if life.question is not None and ctx.viewer.may(Permission.FINDINGS):
        with st.expander(words.t("life.sent.what")):
            evidence(life.question, words)
            for each in life.question.replies:
                _quoted(words.t("life.step.by", day=each.at, who=_who(ctx, each)), each.text)


def _quoted(head: str, text: str) -> None:
    st.html(f'<div class="ol-quote"><p>{escape(head)}</p><blockquote>{escape(text)}</blockquote></div>')


def _take(ctx: PageContext, step: Callable[[acts.Actor], object]) -> None:
    """Take a step as the person who is there; what is refused is said in the person's language. The findings are looked
    for before the page is drawn again, so that the sign of work stays beside the button until all is done."""
    try:
        with st.spinner(ctx.words.t("life.working")):
            step(acts.actor(ctx.viewer))
            loaders.findings(ctx.scope, version_of(ctx.store))
    except acts.Forbidden as refused:
        grey(refused.said(ctx.words.language))
        return
    except (UserError, StorageRefusal) as refused:
        told = f"life.refused.{refused.code}"
        grey(ctx.words.t(told) if ctx.words.has(told) else str(refused))
        return
    st.toast(ctx.words.t("life.done").translate(SAFE))
    st.rerun()
