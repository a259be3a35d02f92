"""What a vendor was sent, read in one's own language: the counts, then each call that was confirmed as missing."""

from __future__ import annotations

import streamlit as st

from app.services.finding_evidence import calls_in
from app.services.finding_words import said, tried
from app.services.reasons import told
from app.services.views_life import Question
from app.ui.components import grey, legend, section
from app.ui.figures import MOST_ROWS, Cell, table
from app.ui.prose import bulleted
from app.words import Words

MOST_CASES = 50


def evidence(question: Question, words: Words) -> None:
    """The evidence of ``question``, nothing more and nothing less than its bytes say."""
    asked(question, words)
    listed(question, words)


def asked(question: Question, words: Words) -> None:
    """What it is about: the counts, in sentences."""
    sent = question.document
    if not question.outcome:  # what is decided is a question no more
        legend(words.t("answer.what" if sent["calls"] else "answer.what.lines"))
    facts = []
    if sent["counts"]:
        facts.append(words.t("answer.counts", **sent["counts"]))
    if sent["withheld"]:
        facts.append(words.t("answer.share", **{name: words.percent(sent["withheld"][name], 0)
                                                for name in ("value", "low", "high")}))
    if sent["heard_again"]:
        facts.append(words.t("answer.heard_again", **sent["heard_again"]))
    if facts:
        bulleted(facts)


def listed(question: Question, words: Words) -> None:
    """What it rests on: the lines that stand out, and the calls."""
    _lines(question, words)
    _calls(question, words)


def _lines(question: Question, words: Words) -> None:
    """Lines of evidence beside the counts, which are told already."""
    lines = [line for line in question.document["lines"] if line["code"] != "W"]
    if not lines:
        return
    section(words.t("answer.lines"))
    for line in lines:
        name = f"{line['code']}.{line['part']}" if line["part"] else line["code"]
        legend(said(told(line["statement"], {"code": f"signal_{name}", "facts": line["facts"]}), words))
        if line["cases"]:
            cases = [str(case) for case in line["cases"][:MOST_CASES]]
            legend(words.t("answer.cases", cases=words.names(cases)))


def _calls(question: Question, words: Words) -> None:
    section(words.t("answer.calls"))
    calls = calls_in(question.document)
    if not calls:
        grey(words.t("answer.calls.none"))
        return
    legend(words.t("answer.calls.legend", n=len(calls), zone=str(question.document["timezone"])))
    heads = [words.t(f"integrity.calls.{name}")
             for name in ("call", "began", "agent", "queue", "category", "summary", "tried")]
    rows: list[list[Cell]] = [
        [call.call_id, f"{call.started_at:%m-%d %H:%M}" if call.started_at else "–", call.agent or "–",
         call.queue or "–", call.category or "–", call.summary or "–", "; ".join(tried(call, words))]
        for call in calls]
    with st.container(key=f"findings-{question.ref}"):
        table(heads, rows, caption=words.t("integrity.calls.more", shown=MOST_ROWS, n=len(calls))
              if len(calls) > MOST_ROWS else "")
