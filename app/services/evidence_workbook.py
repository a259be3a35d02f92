"""What a vendor was sent as a workbook, for its own people and for the client's: the very evidence, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.evidence_told import COLUMNS, call_told, facts_told, lines_told
from app.services.finding_evidence import calls_in
from app.services.findings_workbook import WIDTHS
from app.services.views_life import Question, questions
from app.services.workbook import Book
from app.words import Words, words_for
from scoring.records import Month

if TYPE_CHECKING:
    from storage.home import Store

ABOUT = 110
"""Width of the sheet of sentences, in digits."""


def evidence_workbook(store: Store, viewer: Viewer, reference: str, language: str) -> tuple[str, bytes]:
    """File name and bytes of what was sent under ``reference`` (eight hex digits); UserError where the person may not
    read it or nothing was sent under it: of another vendor's the same."""
    from app.services.viewing import vendor_names

    words, scope = words_for(language), scope_for(viewer)
    known = questions(store, scope) if viewer.may_any(Permission.ANSWER, Permission.FINDINGS) else ()
    question = next((each for each in known if each.ref == reference), None)
    if question is None:
        raise UserError("not_found", words_for(viewer.language).t("error.not_found"))
    name = vendor_names(store, scope).get(question.vendor, question.vendor)
    return f"openline-question-{question.vendor}-{question.month}-{reference}.xlsx", written(question, name, words)


def written(question: Question, vendor: str, words: Words) -> bytes:
    """The workbook of ``question`` to the vendor called ``vendor``: what is asked and answered, then the calls."""
    book = Book(words.language)
    about = book.sheet(words.t("integrity.book.about"), (ABOUT,))
    about.paragraph(words.t("answer.book.title", vendor=vendor, month=Month.parse(question.month)), 0, heading=True,
                    bold=True, font_size=15)
    for text in _told(question, words):
        about.paragraph(text, 0)
    calls = calls_in(question.document)
    if calls:
        sheet = book.sheet(words.t("integrity.book.calls"), WIDTHS)
        for column, head in enumerate(COLUMNS):
            sheet.text(column, words.t(f"integrity.calls.{head}"), bold=True, bottom=1)
        sheet.next()
        sheet.own.freeze_panes(1, 0)
        for call in calls:
            for column, text in enumerate(call_told(call, words, moment="%Y-%m-%d %H:%M", between="\n")):
                sheet.text(column, text, text_wrap=True, valign="top")
            sheet.next()
    return book.close()


def _told(question: Question, words: Words) -> list[str]:
    """What was sent and when, what it says, and what came of it."""
    sent = question.document
    text = [" · ".join([words.t("answer.sent", day=question.sent), words.t("answer.reference", reference=question.ref),
                        words.t("answer.book.due", day=question.due)])]
    if not question.outcome:
        text.append(words.t("answer.what" if sent["calls"] else "answer.what.lines"))
    text += facts_told(sent, words)
    for line in lines_told(sent, words):
        text += [line.says, *([words.t("answer.cases", cases=words.names(line.cases))] if line.cases else [])]
    if sent["calls"]:
        text.append(words.t("answer.calls.legend", n=len(sent["calls"]), zone=str(sent["timezone"])))
    text += [words.t("answer.book.reply", day=each.at, text=each.text) for each in question.replies]
    if question.decision is not None:
        text.append(words.t("answer.book.decided", state=words.t(f"life.state.{question.outcome}"),
                            day=question.decision.at, who=question.decision.who, text=question.decision.text))
    return text
