"""Held-back rows, back to the vendor: seen, taken away as a workbook, sent again corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.access import LARGEST_UPLOAD, Permission, Viewer, scope_for
from app.errors import UserError
from app.services.importing import history
from app.services.issue_words import issue_text
from app.services.left_out import held_back_ids, id_header
from app.services.reports import FileReport
from app.services.uploads import Upload, correct
from app.words import Words, words_for
from imports.request import Issue
from scoring.records import KINDS

if TYPE_CHECKING:
    from storage.home import Store
    from storage.scope import Scope

WHY_COLUMNS = ("row", "issue")
"""Columns of ours beside the file's own: the row's number in the file, and what is wrong with it."""
OURS = "vendor_code"
MOST_ROWS, CELL_CHARACTERS, MOST_CHARACTERS = 10_000, 1_000, 20_000_000
"""So much of the held-back rows is shown or written, whatever was sent: rows, of a cell, of all cells together."""
LARGEST_BYTES = LARGEST_UPLOAD[Permission.CORRECT]
"""A vendor's corrections are a few rows; a whole month comes through the client."""
CORRECTABLE = tuple(kind.name for kind in KINDS.values() if kind.from_vendor)
"""What vendors deliver. Evaluations and client-run surveys are the client's own and never the vendor's to touch."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Rows of one batch that were held back, as they stood in the file (customers masked).

    ``shortened``: cells or rows were left out for their length. ``without_id`` counts the rows shown that no correction
    can be told apart by.
    """

    batch: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shortened: bool = False
    without_id: int = 0


def open_batches(store: Store, scope: Scope) -> tuple[dict[str, Any], ...]:
    """The batches in scope with rows held back, newest first."""
    listed = history(store, scope)
    return tuple(batch for batch in listed
                 if batch["rows_held_back"] and batch["state"] == "stored" and batch["kind"] in CORRECTABLE)


def held_back(store: Store, scope: Scope, batch: str, language: str, limit: int | None = None) -> HeldBack:
    """The held-back rows of ``batch``, why told in ``language``; none when it is not wholly inside the scope.

    The answer names the batch by its own id, however it was asked for.
    """
    from storage import batches

    view = batches.find(store, scope, batch)
    if view is None or view.kind not in CORRECTABLE:
        return HeldBack("", (), ())
    columns, rows, shortened = _taken(store, scope, batch, MOST_ROWS if limit is None else limit)
    if columns[: len(WHY_COLUMNS)] == WHY_COLUMNS:
        told = _reasons(store, scope, batch, language)
        rows = [(row, " ".join(told.get((row, code), code) for code in codes.split(", ")), *cells)
                for row, codes, *cells in rows]
    place = _place(columns, id_header(store, scope, batch))
    without = sum(not row[place].strip() for row in rows) if place is not None else len(rows)
    return HeldBack(view.id, columns, tuple(rows), shortened, without)


def _taken(store: Store, scope: Scope, batch: str,
           limit: int) -> tuple[tuple[str, ...], list[tuple[str, ...]], bool]:
    """Columns and first rows, cells cut, no more of all than there is room for; and whether anything was cut."""
    from storage import batches

    columns: tuple[str, ...] = ()
    rows, shortened, characters = list[tuple[str, ...]](), False, 0
    for block in batches.held_back_blocks(store, scope, batch, characters=CELL_CHARACTERS + 1):
        columns = (*(n for n in WHY_COLUMNS if n in block), *(n for n in block if n not in (*WHY_COLUMNS, OURS)))
        for row in zip(*(block[name] for name in columns), strict=True):
            if len(rows) >= limit or characters > MOST_CHARACTERS:
                return columns, rows, shortened or limit >= MOST_ROWS or characters > MOST_CHARACTERS
            characters += sum(map(len, row))
            shortened = shortened or max(map(len, row)) > CELL_CHARACTERS
            rows.append(tuple(text[:CELL_CHARACTERS] for text in row))
    return columns, rows, shortened


def _place(columns: Sequence[str], header: str) -> int | None:
    return columns.index(header) if header in columns else None


def _reasons(store: Store, scope: Scope, batch: str, language: str) -> dict[tuple[str, str], str]:
    """The reasons by row and code as sentences; a row the report kept no issue for has its code."""
    from storage import batches

    reading, words = batches.reading_of(store, scope, batch) or {}, words_for(language)
    told: dict[tuple[str, str], list[str]] = {}
    for issue in (Issue(**listed) for listed in reading.get("issues", [])):
        sentence = issue_text(issue, words, reading.get("kind", ""), reading.get("columns", {}))
        told.setdefault((str(issue.row), issue.code), []).append(sentence)
    return {found: ("" if language == "zh" else " ").join(dict.fromkeys(said)) for found, said in told.items()}


def held_back_workbook(store: Store, viewer: Viewer, batch: str) -> tuple[str, bytes]:
    """File name and bytes of an ``.xlsx`` of the held-back rows; UserError when there are none to be seen."""
    from storage.staging import staging

    held = held_back(store, scope_for(viewer), batch, viewer.language)
    if not held.rows:
        raise UserError("no_held_back", f"There are no held-back rows of {batch} for you.")
    with staging(store) as folder:
        file = folder / "held-back.xlsx"
        _write(held, file, words_for(viewer.language))
        return f"openline-held-back-{held.batch}.xlsx", file.read_bytes()


def _write(held: HeldBack, file: Path, words: Words) -> None:
    """One sheet, row after row to disk; above the header a line where something was left out."""
    import xlsxwriter

    said = [words.t("corrections.shortened", characters=CELL_CHARACTERS, rows=MOST_ROWS)] if held.shortened else []
    options = {"constant_memory": True, "tmpdir": str(file.parent), "strings_to_formulas": False,
               "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet("held back"), book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(len(said) + 1, len(WHY_COLUMNS))
        sheet.set_column(0, len(held.columns) - 1, 18)
        sheet.set_column(1, 1, 48)
        for number, row in enumerate(([said] if said else []) + [held.columns, *held.rows]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, bold if number == len(said) else None)


def send_corrected(store: Store, viewer: Viewer, batch: str, upload: Upload) -> FileReport:
    """Store the corrected rows of ``batch`` as the viewer's own vendor's, whatever the file's vendor column says.

    Only records held back in that batch are added, and only while they are not stored; any other row is held back.
    UserError when the batch is none of the viewer's to correct, or the file is too large.
    """
    _refuse_unless_correctable(store, viewer, batch)
    if len(upload.data) > LARGEST_BYTES:
        raise UserError("too_large_upload", (
            f"The file has {len(upload.data) / 1e6:,.0f} MB; corrections may have {LARGEST_BYTES // 10**6}. Send only "
            "the rows that were held back."
        ))
    if not held_back_ids(store, scope_for(viewer), batch):
        raise UserError("no_ids_held_back", (
            f"None of your held-back rows of {batch} has an id, so a correction cannot be matched with them. Ask the "
            "client to import the corrected file."
        ))
    return correct(store, upload, batch, viewer=viewer)


def _refuse_unless_correctable(store: Store, viewer: Viewer, batch: str) -> None:
    """A page offers what may be corrected; a forged message may name any batch."""
    from storage import batches

    if viewer.vendor is None or not viewer.may(Permission.CORRECT):
        raise UserError("no_vendor", "Only a vendor's own people send corrections.")
    view = batches.find(store, scope_for(viewer), batch)
    if view is None or not view.visible or not view.rows_held_back or view.kind not in CORRECTABLE:
        raise UserError("not_correctable", f"There is no file {batch} with held-back rows of yours to correct.")
