"""Held-back rows, back to the vendor: seen, taken away as a workbook, sent again corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.access import LARGEST_UPLOAD, Permission, Viewer, scope_for
from app.errors import UserError
from app.services.issue_words import issue_text
from app.services.progress import Cancelled, Listener, never, untold
from app.services.reports import FileReport
from app.services.uploads import Upload, correct
from app.words import Words, words_for
from imports.request import Issue
from scoring.records import KINDS

if TYPE_CHECKING:
    from storage.batches import HowRead
    from storage.home import Store
    from storage.scope import Scope

WHY_COLUMNS = ("row", "issue")
"""Columns of ours beside the file's own: the row's number in the file, and what is wrong with it."""
RECORD = "_record"
UNSHOWN = ("vendor_code", RECORD, "_contact")
"""Columns of ours by which rows are known, and which nobody needs to see."""
MOST_ROWS, CELL_CHARACTERS, MOST_CHARACTERS = 10_000, 1_000, 20_000_000
"""So much of the held-back rows is shown or written, whatever was sent: rows, of a cell, of all cells together."""
LARGEST_BYTES = LARGEST_UPLOAD[Permission.CORRECT]
"""A vendor's corrections are a few rows; a whole month comes through the client."""
CORRECTABLE = tuple(kind.name for kind in KINDS.values() if kind.from_vendor)
"""What vendors deliver. Evaluations and client-run surveys are the client's own and never the vendor's to touch."""
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A stored file of which ``rows`` of the scope's own are held back and not stored since."""

    batch: str
    kind: str
    file: str
    imported_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Rows of one batch that were held back and are not stored since, as they stood in the file (customers masked).

    ``timezone`` is the one its times are read in ('' where that differs by row). ``shortened``: cells or rows were left
    out for their length. ``without_id`` counts the rows shown that no correction can be told apart by.
    """

    batch: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    timezone: str = ""
    shortened: bool = False
    without_id: int = 0


NOTHING = HeldBack("", (), ())


def open_files(store: Store, scope: Scope) -> tuple[OpenFile, ...]:
    """The files with rows of the scope still held back, newest first."""
    from storage import batches

    return tuple(OpenFile(file.id, file.kind, file.file_name, file.committed_at, file.rows)
                 for file in batches.held_files(store, scope) if file.kind in CORRECTABLE)


def held_back(store: Store, scope: Scope, batch: str, language: str, limit: int | None = None) -> HeldBack:
    """The rows of the scope still held back in ``batch``, why told in ``language``.

    The answer names the batch by its own id, however it was asked for.
    """
    from storage import batches

    file, how = batches.held_file(store, scope, batch), batches.how_read(store, scope, batch)
    if file is None or how is None or file.kind not in CORRECTABLE:
        return NOTHING
    taken = _taken(store, scope, batch, MOST_ROWS if limit is None else limit)
    told, between = _reasons(how, file.kind, language), "" if language == "zh" else " "
    rows = tuple((row, between.join(told.get((row, code), code) for code in codes.split(", ")), *cells)
                 for row, codes, *cells in taken.rows)
    timezone = how.timezones[0] if len(how.timezones) == 1 else ""
    return HeldBack(file.id, taken.columns, rows, timezone, taken.shortened, taken.without_id)


def _taken(store: Store, scope: Scope, batch: str, limit: int) -> HeldBack:
    """Columns and first rows, cells cut, no more of all than there is room for; reasons by their codes."""
    from storage import batches

    columns: tuple[str, ...] = ()
    rows, shortened, characters, without_id = list[tuple[str, ...]](), False, 0, 0
    for block in batches.held_back_blocks(store, scope, batch, characters=CELL_CHARACTERS + 1):
        columns = (*WHY_COLUMNS, *(name for name in block if name not in (*WHY_COLUMNS, *UNSHOWN)))
        for record, *row in zip(block[RECORD], *(block[name] for name in columns), strict=True):
            if len(rows) >= limit or characters > MOST_CHARACTERS:
                is_cut = limit >= MOST_ROWS or characters > MOST_CHARACTERS
                return HeldBack(batch, columns, tuple(rows), "", shortened or is_cut, without_id)
            characters += sum(map(len, row))
            without_id += not record
            shortened = shortened or max(map(len, row)) > CELL_CHARACTERS
            rows.append(tuple(text[:CELL_CHARACTERS] for text in row))
    return HeldBack(batch, columns, tuple(rows), "", shortened, without_id)


def _reasons(how: HowRead, kind: str, language: str) -> dict[tuple[str, str], str]:
    """The reasons by row and code as sentences; a row the report kept no issue for has its code."""
    words = words_for(language)
    told: dict[tuple[str, str], list[str]] = {}
    for issue in (Issue(**listed) for listed in how.issues):
        told.setdefault((issue.place or "None", issue.code), []).append(issue_text(issue, words, kind, how.columns))
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


def send_corrected(store: Store, viewer: Viewer, batch: str, upload: Upload,
                   answers: Mapping[str, str] = NO_ANSWERS, *, on_progress: Listener = untold,
                   cancelled: Cancelled = never) -> FileReport:
    """Store the corrected rows of ``batch`` as the viewer's own vendor's, whatever the file's vendor column says.

    Only records held back in that batch are added, and only while they are not stored; any other row is held back. The
    rows are read as those of the batch were; what they leave open is asked, and answered with ``answers``.
    UserError when the batch is none of the viewer's to correct, or the file is too large.
    """
    from storage import batches

    kind = _kind_to_correct(store, viewer, batch)
    if len(upload.data) > LARGEST_BYTES:
        raise UserError("too_large_upload", (
            f"The file has {len(upload.data) / 1e6:,.0f} MB; corrections may have {LARGEST_BYTES // 10**6}. Send only "
            "the rows that were held back."
        ))
    if not batches.held_ids(store, scope_for(viewer), batch):
        raise UserError("no_ids_held_back", (
            f"None of your held-back rows of {batch} has an id, so a correction cannot be matched with them. Ask the "
            "client to import the corrected file."
        ))
    return correct(store, upload, batch, kind, answers, viewer=viewer, on_progress=on_progress, cancelled=cancelled)


def _kind_to_correct(store: Store, viewer: Viewer, batch: str) -> str:
    """The batch's kind. A page offers what may be corrected; a forged message may name any batch."""
    from storage import batches

    if viewer.vendor is None or not viewer.may(Permission.CORRECT):
        raise UserError("no_vendor", "Only a vendor's own people send corrections.")
    file = batches.held_file(store, scope_for(viewer), batch)
    if file is None or file.kind not in CORRECTABLE:
        raise UserError("not_correctable", f"There is no file {batch} with held-back rows of yours to correct.")
    return file.kind
