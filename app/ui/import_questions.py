"""What only a person can tell of a file, asked on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from app.services.questions import answer_text, asked_once, of_values, question_text
from app.services.reports import FileReport
from app.ui.figures import SAFE
from app.words import Words


def answers_asked(reports: Sequence[FileReport], words: Words) -> tuple[list[dict[str, str]], bool]:
    """Each file's answers, and whether a question is open: none is answered by default. Where columns come from is
    asked elsewhere (:mod:`app.ui.import_columns`)."""
    answers: list[dict[str, str]] = [{} for _ in reports]
    unanswered = False
    for question, places in asked_once([replace(report, questions=of_values(report)) for report in reports]):
        text = question_text(question, reports[places[0]], words)
        if len(places) < len(reports):
            files = words.names([reports[place].file for place in places])
            text = words.t("question.of_file", file=files, question=text)
        chosen = st.selectbox(
            text.translate(SAFE), question.choices, index=None, placeholder=words.t("import.choose"),
            format_func=partial(answer_text, question, words=words),
            key=f"answer.{question.code}.{reports[places[0]].file}.{words.language}",
        )
        if chosen is None:
            unanswered = True
            continue
        for place in places:
            answers[place][question.code] = chosen
    return answers, unanswered
