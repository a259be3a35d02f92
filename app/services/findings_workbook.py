"""The calls of one finding as a workbook: all of them, with what was looked for. Text enters cells as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.finding_detail import Detail, finding_detail
from app.services.finding_words import basis, tried
from app.services.workbook import Book
from app.words import words_for

if TYPE_CHECKING:
    from storage.home import Store

COLUMNS = ("call", "began", "agent", "queue", "category", "summary", "tried")
WIDTHS = (18, 18, 12, 16, 18, 60, 70)


def calls_workbook(store: Store, viewer: Viewer, vendor: str, month: str, language: str) -> tuple[str, bytes]:
    """File name and bytes of the calls heard that never arrived in a vendor's ``month``; UserError where the person
    may not see them or there is none."""
    from storage import vendors

    words = words_for(language)
    known = {each.code for each in vendors.listing(store, scope_for(viewer))}
    detail = finding_detail(store, scope_for(viewer), vendor, month) if vendor in known else None
    if not viewer.may(Permission.INTEGRITY) or detail is None or not detail.missing:
        raise UserError("not_found", words.t("error.not_found"))
    return f"openline-integrity-{vendor}-{month}.xlsx", written(detail, store.timezone, language)


def written(detail: Detail, timezone: str, language: str) -> bytes:
    """The workbook of ``detail`` in ``language``."""
    words, book = words_for(language), Book(language)
    sheet = book.sheet(words.t("integrity.book.calls"), WIDTHS)
    for column, name in enumerate(COLUMNS):
        sheet.text(column, words.t(f"integrity.calls.{name}"), bold=True, bottom=1)
    sheet.next()
    sheet.own.freeze_panes(1, 0)
    for call in detail.missing:
        began = f"{call.started_at:%Y-%m-%d %H:%M}" if call.started_at else ""
        cells = (call.call_id, began, call.agent, call.queue, call.category, call.summary,
                 "\n".join(tried(call, words)))
        for column, text in enumerate(cells):
            sheet.text(column, text, text_wrap=True, valign="top")
        sheet.next()
    about = book.sheet(words.t("integrity.book.about"), (110,))
    told = [" · ".join(basis(detail, words)), words.t("integrity.calls.legend", n=len(detail.missing), zone=timezone),
            words.t("integrity.grid.legend")]
    for text in told:
        about.paragraph(text, 0)
    return book.close()
