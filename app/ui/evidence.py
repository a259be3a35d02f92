"""What a vendor was sent, read in one's own language: the counts, then each call that was confirmed as missing."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from app.services.evidence_told import COLUMNS, call_told, facts_told, lines_told
from app.services.finding_evidence import calls_in
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
    if not question.outcome:  # what is decided is a question no more
        legend(words.t("answer.what" if question.document["calls"] else "answer.what.lines"))
    facts = facts_told(question.document, words)
    if facts:
        bulleted(facts)


def listed(question: Question, words: Words) -> None:
    """What it rests on: the lines that stand out, and the calls."""
    _lines(question, words)
    _calls(question, words)


def as_workbook(question: Question, words: Words) -> None:
    """The way to the same as a workbook in the reader's language."""
    address = urlencode({"reference": question.ref, "language": words.language})
    st.link_button(words.t("answer.download"), f"/findings/evidence.xlsx?{address}", icon=":material/download:")


def _lines(question: Question, words: Words) -> None:
    lines = lines_told(question.document, words)
    if not lines:
        return
    section(words.t("answer.lines"))
    for line in lines:
        legend(line.says)
        if line.cases:
            legend(words.t("answer.cases", cases=words.names(line.cases[:MOST_CASES])))


def _calls(question: Question, words: Words) -> None:
    section(words.t("answer.calls"))
    calls = calls_in(question.document)
    if not calls:
        grey(words.t("answer.calls.none"))
        return
    legend(words.t("answer.calls.legend", n=len(calls), zone=str(question.document["timezone"])))
    as_workbook(question, words)
    rows: list[list[Cell]] = [[cell or "–" for cell in call_told(call, words, moment="%m-%d %H:%M", between="; ")]
                              for call in calls]
    with st.container(key=f"findings-{question.ref}"):
        table([words.t(f"integrity.calls.{name}") for name in COLUMNS], rows,
              caption=words.t("integrity.calls.more", shown=MOST_ROWS, n=len(calls)) if len(calls) > MOST_ROWS else "")
