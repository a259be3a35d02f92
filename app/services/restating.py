"""What a file changed of what was stored before: told, and taken away as a workbook with where each value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.corrections import CORRECTABLE
from app.services.issue_words import column_of, header_of, value_text, word_of
from app.services.restated_words import change_text, together_text
from app.words import Words, words_for
from imports.masking import masked_text, type_of
from scoring.records import Type
from storage.restating import UNTOLD, Cell, Change, Restated
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from storage.home import Store

MOST_CELLS = 500_000
"""So many changes one workbook holds; a sheet ends at a million rows."""
CELL_HEADS = ("column.row", "restated.id", "restated.column", "import.before", "import.after", "restated.stood")
CHANGE_HEADS = ("restated.column", "restated.what", "restated.records", "restated.by")


@dataclass(frozen=True, slots=True)
class Difference:
    """A batch and what it changed: ``told`` with the first 1,000 cells. ``files`` names the files of the batches (by
    their ids) in which values stood before, as far as the scope may know them."""

    batch: str
    kind: str
    file: str
    sha256: str
    sheet: str
    told: Restated
    files: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"batch": self.batch, "kind": self.kind, "file": self.file, "sha256": self.sha256, "sheet": self.sheet,
                **self.told.as_json(), "files": dict(self.files)}


def difference(store: Store, scope: Scope, batch: str) -> Difference:
    """What ``batch`` changed when it was stored, within the scope; UserError where the scope knows no such batch."""
    from storage import batches

    view = batches.find(store, EVERYTHING, batch)
    if view is None or not (scope.vendors is None or scope.vendors & set(view.vendors)):
        raise UserError("unknown_batch", f"There is no batch {batch}. `openline imports` lists them.")
    told = batches.restated_by(store, scope, view.id)
    known = {one.id: one.file_name for one in batches.listing(store, scope)}
    stood = {cell.before_batch for cell in told.cells} & known.keys()
    return Difference(view.id, view.kind, view.file_name, view.sha256, view.sheet, told,
                      {batch: known[batch] for batch in sorted(stood)})


def differences_workbook(store: Store, viewer: Viewer | None, batch: str, language: str) -> tuple[str, bytes]:
    """File name and bytes of an ``.xlsx`` of all that ``batch`` changed, each value with its batch and row.

    ``viewer`` None is the administrator of the command line. UserError when there is nothing for them to see.
    """
    from storage.staging import staging

    scope = EVERYTHING if viewer is None else scope_for(viewer)
    found = difference(store, scope, batch)
    words = words_for(language)
    if (viewer is not None and not _may_see(viewer, found.kind)) or not found.told.total("cells"):
        raise UserError("no_differences", words.t("restated.nothing", batch=found.batch))
    with staging(store) as folder:
        file = folder / "differences.xlsx"
        _write(store, scope, found, file, words)
        return f"openline-differences-{found.batch}.xlsx", file.read_bytes()


def write_differences(store: Store, batch: str, out: Path, language: str = "en") -> Path:
    """Write the workbook to ``out`` for the command line; where it is. UserError as it is written there."""
    from app.services.exporting import put_workbook

    return put_workbook(out, lambda: differences_workbook(store, None, batch, language)[1])


def counts(store: Store, scope: Scope) -> dict[str, int]:
    """How many stored records each batch of the scope changed, where it changed any."""
    from storage import batches

    return batches.restated_counts(store, scope)


def cell_row(cell: Cell, kind: str, columns: Mapping[str, str], words: Words) -> list[str]:
    """A cell in words: row, id, column, before, after, and where it stood before."""
    return [str(cell.row), masked_text(cell.id, Type.ID),
            header_of(cell.column, columns, words), _value(cell.before, kind, cell.column, words),
            _value(cell.after, kind, cell.column, words),
            words.t("behind.from", batch=cell.before_batch, row=str(cell.before_row))]


def change_row(change: Change, kind: str, columns: Mapping[str, str], words: Words) -> list[str]:
    """A change in words: column, what changed, of how many records, by how much together."""
    return [header_of(change.column, columns, words), change_text(change, kind, words), words.number(change.records),
            together_text(change, kind, words)]


def _value(value: str | None, kind: str, name: str, words: Words) -> str:
    if value is None:
        return words.t("restated.unshown") if name in UNTOLD or name == "customer" else ""
    if value in ("true", "false"):
        return words.t("value.yes" if value == "true" else "value.no")
    column = column_of(kind, name)
    if column is not None and column.choices:
        return word_of(value, column, words.language)
    return masked_text(value_text(value), type_of(name))


def _may_see(viewer: Viewer, kind: str) -> bool:
    """A vendor's people see what changed of what the vendor delivers; the client's, of what they may bring in."""
    if viewer.may(Permission.CORRECT):
        return kind in CORRECTABLE
    return kind in viewer.importable_kinds


def _write(store: Store, scope: Scope, found: Difference, file: Path, words: Words) -> None:
    """Two sheets: what changed, counted, and where it all came from; and each cell, row after row to disk."""
    import xlsxwriter

    from storage import batches

    options = {"constant_memory": True, "tmpdir": str(file.parent), "strings_to_formulas": False,
               "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        first = book.add_worksheet(words.t("restated.sheet.sum"))
        first.set_column(0, 3, 28)
        heads = [words.column("vendor"), *map(words.t, CHANGE_HEADS)]
        rows = [*_origin(found, words), [], heads,
                *([one.vendor, *change_row(one, found.kind, {}, words)] for one in found.told.changes)]
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                first.write_string(number, place, text, bold if row is heads else None)
        second = book.add_worksheet(words.t("restated.sheet.cells"))
        second.freeze_panes(1, 0)
        second.set_column(0, 6, 22)
        heads = [words.column("vendor"), *map(words.t, CELL_HEADS)]
        for place, text in enumerate(heads):
            second.write_string(0, place, text, bold)
        number = 0
        for block in batches.differences(store, scope, found.batch):
            for cell in block[: MOST_CELLS - number]:
                number += 1
                for place, text in enumerate([cell.vendor, *cell_row(cell, found.kind, {}, words)]):
                    second.write_string(number, place, text)


def _origin(found: Difference, words: Words) -> list[list[str]]:
    """The file that changed it, and those in which values stood before."""
    rows = [[words.t("restated.batch"), found.batch, found.file, found.sheet], ["SHA-256", found.sha256],
            [words.t("restated.changed"), words.number(found.told.total("cells"))]]
    if found.told.total("cells") > MOST_CELLS:
        rows.append([words.t("rows.shown", shown=MOST_CELLS, total=found.told.total("cells"))])
    return rows + [[words.t("restated.stood"), batch, name] for batch, name in sorted(found.files.items())]
