"""What a file changed of what was stored before: told, and taken away as a workbook with where each value stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from scoring.places import place_text
from scoring.records import Type
from storage.restating import UNTOLD, Cell, Change, Difference, Restated
from storage.restating_criteria import PREFIX

if TYPE_CHECKING:
    from storage.home import Store
    from storage.scope import Scope

__all__ = ["CELL_HEADS", "CHANGE_HEADS", "ID_HEADS", "Restated", "Told", "cell_row", "change_row", "difference",
           "differences_workbook", "id_rows", "ids_total", "viewers_differences", "write_differences"]

MOST_CELLS = 500_000
"""So many changes one workbook holds; a sheet ends at a million rows."""
CELL_HEADS = ("column.row", "restated.id", "restated.column", "import.before", "import.after", "restated.stood")
ID_HEADS = ("column.vendor", "restated.id", "restated.what", "restated.where")
CHANGE_HEADS = ("restated.column", "restated.what", "restated.records", "restated.by")


@dataclass(frozen=True, slots=True)
class Told:
    """A batch and what it changed, with the first 1,000 cells. ``files`` names the files of the batches (by their ids)
    in which values stood before, as far as the scope may know them."""

    found: Difference
    files: Mapping[str, str]

    @property
    def restated(self) -> Restated:
        return self.found.told

    def as_json(self) -> dict[str, Any]:
        """The answer of ``openline differences --json``."""
        found = self.found
        return {"batch": found.batch, "kind": found.kind, "file": found.file_name, "sha256": found.sha256,
                "sheet": found.sheet, **found.told.as_json(), "files": dict(self.files),
                "missing": [list(one) for one in found.missing],
                "used_again": [list(one) for one in found.used_again]}


def difference(store: Store, scope: Scope, batch: str, language: str = "") -> Told:
    """What ``batch`` changed when it was stored, within the scope; UserError where the scope knows no such batch, told
    in ``language`` ('': as the command line says it)."""
    from storage import batches

    found = batches.restated_by(store, scope, batch)
    if found is None:
        raise UserError("unknown_batch", words_for(language).t("restated.unknown", batch=batch[:20]) if language else (
            f"There is no batch {batch}. `openline imports` lists them."))
    known = {one.id: one.file_name for one in batches.listing(store, scope)}
    stood = {cell.before_batch for cell in found.told.cells} & known.keys()
    return Told(found, {each: known[each] for each in sorted(stood)})


def viewers_differences(store: Store, viewer: Viewer, batch: str) -> tuple[str, bytes]:
    """File name and bytes of the workbook of what ``batch`` changed, for somebody who may see it.

    A vendor's people see what changed of what the vendor delivers, the client's of what they may bring in; UserError
    for others, in the words for a file that there is none: nobody learns from the answer that evaluations came in.
    """
    found = difference(store, scope_for(viewer), batch, viewer.language)
    theirs = CORRECTABLE if viewer.may(Permission.CORRECT) else viewer.importable_kinds
    if found.found.kind not in theirs:
        raise UserError("unknown_batch", words_for(viewer.language).t("restated.unknown", batch=batch[:20]))
    return differences_workbook(store, scope_for(viewer), batch, viewer.language)


def differences_workbook(store: Store, scope: Scope, batch: str, language: str) -> tuple[str, bytes]:
    """File name and bytes of an ``.xlsx`` of all that ``batch`` changed, each value with its batch and row; UserError
    when there is nothing in the scope."""
    from storage.staging import staging

    told, words = difference(store, scope, batch), words_for(language)
    if not told.restated.total("cells") and not next(id_rows(told, words), None):
        raise UserError("no_differences", words.t("restated.nothing", batch=told.found.batch))
    with staging(store) as folder:
        file = folder / "differences.xlsx"
        _write(store, scope, told, file, words)
        return f"openline-differences-{told.found.batch}.xlsx", file.read_bytes()


def write_differences(store: Store, scope: Scope, batch: str, out: Path, language: str = "en") -> Path:
    """Write the workbook to ``out`` for the command line; where it is. UserError as it is written there."""
    from app.services.exporting import put_workbook

    return put_workbook(out, lambda: differences_workbook(store, scope, batch, language)[1])


def id_rows(told: Told, words: Words) -> Iterator[list[str]]:
    """Ids that came or did not, in words: vendor, id, what of it, and its month or its row of the file.

    New ones, those missing from the file, those gone with the batch it replaces, and those used again.
    """
    found, restated = told.found, told.restated
    for vendor, id_, row in restated.new:
        yield [vendor, masked_text(id_, Type.ID), words.t("restated.ids.new"),
               words.t("restated.at_row", row=place_text(row, found.sheet))]
    for vendor, month, id_ in found.missing:
        yield [vendor, masked_text(id_, Type.ID), words.t("restated.ids.missing"), words.month(month)]
    for vendor, id_, _row in restated.gone:
        yield [vendor, masked_text(id_, Type.ID), words.t("restated.ids.gone"), ""]
    for vendor, id_, place in found.used_again:
        yield [vendor, masked_text(id_, Type.ID), words.t("restated.ids.used_again"),
               words.t("restated.at_row", row=place)]


def ids_total(told: Told) -> int:
    """How many ids :func:`id_rows` would tell if all were kept."""
    counted = sum(told.restated.total(count) for count in ("new", "missing", "gone"))
    return counted + told.found.used_again_total


def column_text(name: str, columns: Mapping[str, str], words: Words) -> str:
    """A column as the file calls it; a criterion by its own name."""
    if name.startswith(PREFIX):
        return words.t("restated.criterion", criterion=masked_text(name.removeprefix(PREFIX)))
    return header_of(name, columns, words)


def cell_row(cell: Cell, kind: str, columns: Mapping[str, str], words: Words) -> list[str]:
    """A cell in words: row, id, column, before, after, and where it stood before."""
    return [place_text(cell.row), masked_text(cell.id, Type.ID),
            column_text(cell.column, columns, words), _value(cell.before, kind, cell.column, words),
            _value(cell.after, kind, cell.column, words),
            words.t("behind.from", batch=cell.before_batch, row=place_text(cell.before_row))]


def change_row(change: Change, kind: str, columns: Mapping[str, str], words: Words) -> list[str]:
    """A change in words: column, what changed, of how many records, by how much together."""
    return [column_text(change.column, columns, words), change_text(change, kind, words), words.number(change.records),
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


def _write(store: Store, scope: Scope, told: Told, file: Path, words: Words) -> None:
    """Two sheets: what changed, counted, and where it all came from; and each cell, row after row to disk."""
    import xlsxwriter

    from storage import batches

    options = {"constant_memory": True, "tmpdir": str(file.parent), "strings_to_formulas": False,
               "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        first = book.add_worksheet(words.t("restated.sheet.sum"))
        first.set_column(0, 3, 28)
        titles: list[str | float] = [words.column("vendor"), *map(words.t, CHANGE_HEADS)]
        rows: list[list[str | float]] = [
            *_origin(told, words), [], titles,
            *(_change_cells(one, told.found.kind, words) for one in told.restated.changes)]
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                _put(first, number, place, value, bold if row is titles else None)
        second = book.add_worksheet(words.t("restated.sheet.cells"))
        second.freeze_panes(1, 0)
        second.set_column(0, 6, 22)
        heads = [words.column("vendor"), *map(words.t, CELL_HEADS)]
        for place, text in enumerate(heads):
            second.write_string(0, place, text, bold)
        number = 0
        for block in batches.differences(store, scope, told.found.batch):
            for cell in block[: MOST_CELLS - number]:
                number += 1
                for place, value in enumerate(_cells(cell, told.found.kind, words)):
                    _put(second, number, place, value)
        third = book.add_worksheet(words.t("restated.sheet.ids"))
        third.freeze_panes(1, 0)
        third.set_column(0, 3, 28)
        for number, texts in enumerate([[words.t(key) for key in ID_HEADS], *id_rows(told, words)]):
            for place, text in enumerate(texts):
                third.write_string(number, place, text, bold if number == 0 else None)


def _put(sheet: Any, row: int, place: int, value: str | float, style: Any = None) -> None:
    """A number as one, everything else as the text it is: never a formula."""
    write = sheet.write_string if isinstance(value, str) else sheet.write_number
    write(row, place, value, style)


def _change_cells(change: Change, kind: str, words: Words) -> list[str | float]:
    column, what, _records, together = change_row(change, kind, {}, words)
    return [change.vendor, column, what, change.records, together]


def _cells(cell: Cell, kind: str, words: Words) -> list[str | float]:
    """The vendor and :func:`cell_row`, with what can be reckoned with as numbers."""
    told, id_, name, before, after, stood = cell_row(cell, kind, {}, words)
    row = int(told) if told.isdigit() else told
    column = column_of(kind, cell.column)
    if column is not None and column.type in (Type.SECONDS, Type.COUNT, Type.NUMBER):
        return [cell.vendor, row, id_, name, *(_number(value) for value in (cell.before, cell.after)), stood]
    return [cell.vendor, row, id_, name, before, after, stood]


def _number(value: str | None) -> str | float:
    return "" if value is None else float(value)


def _origin(told: Told, words: Words) -> list[list[str | float]]:
    """The file that changed it, and those in which values stood before."""
    found, total = told.found, told.restated.total("cells")
    rows: list[list[str | float]] = [
        [words.t("restated.batch"), found.batch, found.file_name, found.sheet], ["SHA-256", found.sha256],
        [words.t("restated.changed"), total]]
    if (ids := ids_total(told)) > (listed := sum(1 for _row in id_rows(told, words))):
        rows.append([words.t("restated.ids", n=listed, total=ids)])
    if total > MOST_CELLS:
        rows.append([words.t("rows.shown", shown=MOST_CELLS, total=total)])
    return rows + [[words.t("restated.stood"), batch, name] for batch, name in told.files.items()]
