"""What only a person can tell about a file: asked as a sentence, each answer written out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.services.issue_words import header_of
from app.services.reports import FileReport
from app.words import Words
from imports.questions import CHOICES, COLUMN, SHEETS, TOGETHER
from imports.request import Question

DATE = re.compile(r"\s*(\d{1,2})\D(\d{1,2})\D(\d{4}|\d{2})(?!\d)")
SIX_DIGITS = re.compile(r"\s*(\d\d)(\d\d)(\d\d)\s*$")
COUNTERS = CHOICES["counted_by"]
"""Who may have counted contacts by interval; the vendor, unless somebody says otherwise."""
OLDEST_SHORT_YEAR = 69
"""Years of two digits are read as the reading reads them: 69 and later are of the last century."""


def asked_once(reports: Sequence[FileReport]) -> tuple[tuple[Question, tuple[int, ...]], ...]:
    """Each question with the places of the reports it is of: one question for files with the same headers."""
    found: dict[tuple[object, ...], tuple[Question, list[int]]] = {}
    for place, report in enumerate(reports):
        asked: dict[str, Question] = {}
        for question in report.questions:
            asked.setdefault(question.code, question)
        for question in asked.values():
            shape = (question.code, tuple(question.choices), report.format, tuple(sorted(report.columns.items())))
            found.setdefault(shape, (question, []))[1].append(place)
    return tuple((question, tuple(places)) for question, places in found.values())


def of_values(report: FileReport) -> tuple[Question, ...]:
    """The questions about what values mean, without those about where columns come from."""
    return tuple(question for question in report.questions if not question.code.startswith(f"{COLUMN}."))


def question_text(question: Question, report: FileReport, words: Words) -> str:
    """The question, by the header of the file and an example from it."""
    column, answers = header_of(question.column, report.columns, words), _readings(question, words)
    if question.code == "date_order" and len(answers) == len(question.choices):
        said = _date_in(question.example)
        return words.t("question.date_order", column=column, example=said[0].strip() if said else "",
                       answers=words.either(list(answers.values())))
    if question.code in ("duration_unit", "midnight"):
        choices = [_named(question.code, choice, words) for choice in question.choices]
        return words.t(f"question.{question.code}", column=column, example=question.example,
                       answers=words.either(choices))
    if question.code in ("id_used_again", "ids_begin_again", "run_by"):
        return words.t(f"question.{question.code}", column=column)
    if question.code == SHEETS:
        key = "question.sheets" if TOGETHER in question.choices else "question.sheets.one"
        return words.t(key, example=question.example)
    return words.t("question.other", column=column, example=question.example)


def answer_text(question: Question, choice: str, words: Words) -> str:
    """One answer written out: ``dmy`` is "day/month/year: 3 April 2026"."""
    named, reading = _named(question.code, choice, words), _readings(question, words).get(choice)
    return words.t("question.reading", order=named, day=reading) if reading else named


def answered_text(report: FileReport, words: Words) -> str:
    """The answers that decided how the file was read; '' where none did."""
    told = []
    for code, choice in report.answered.items():
        if code.startswith(f"{COLUMN}."):
            continue
        plain, key = code.split(".")[0], f"answered.{code.split('.')[0]}"
        said = _named(plain, choice, words)
        told.append(words.t(key, choice=said) if words.has(key) else f"{code} = {said}")
    return words.t("answered", answers=words.names(list(dict.fromkeys(told)))) if told else ""


def _named(code: str, choice: str, words: Words) -> str:
    """A choice in words; itself where there are none."""
    if code == SHEETS and choice != TOGETHER:
        return words.t("answer.sheets.one", sheet=choice)
    key = f"unit_word.{choice}" if code == "duration_unit" else f"answer.{code}.{choice}"
    return words.t(key) if words.has(key) else choice
def _date_in(example: str) -> re.Match[str] | None:
    return DATE.match(example) or SIX_DIGITS.match(example)


def _readings(question: Question, words: Words) -> dict[str, str]:
    """The example's day in each order it can be read in; nothing for an example that is no such date."""
    match = _date_in(question.example) if question.code == "date_order" else None
    if match is None:
        return {}
    first, second, third = (int(part) for part in match.groups())
    orders = {"dmy": (third, second, first), "mdy": (third, first, second), "ymd": (first, second, third)}
    try:
        return {order: words.day(_day(*orders[order])) for order in question.choices if order in orders}
    except ValueError:
        return {}


def _day(year: int, month: int, day: int) -> date:
    if year < 100:
        year += 1900 if year >= OLDEST_SHORT_YEAR else 2000
    return date(year, month, day)
