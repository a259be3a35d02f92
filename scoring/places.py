"""Where a row of a file stands: the number a record keeps of it, and the sheet and row that number means.

A row of a file's only sheet keeps the number a spreadsheet shows. Where a workbook's sheets are read together, that of
the sheet is in front: :data:`APART` + how-manieth sheet × :data:`SHEET_ROWS` + row. No file of one sheet has so many
rows, so a number says by itself which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

APART = 1 << 30
SHEET_ROWS = 1 << 20
"""So many rows a sheet of a workbook has at most."""
MOST_SHEETS = APART // SHEET_ROWS
BETWEEN = " / "
"""Stands between the names of sheets read together, none of which may hold a slash."""


def offset_of(sheet: int) -> int:
    """What is added to the row numbers of the how-manieth sheet (from 0)."""
    return APART + sheet * SHEET_ROWS


def place_of(number: int, sheets: str = "") -> tuple[str, int]:
    """Sheet and row of a number: the sheet is '' in a file of which one sheet was read, else its name, or its place
    (from 1) where ``sheets``, the names as a batch has them, do not tell it."""
    if number <= APART:
        return "", number
    sheet, row = divmod(number - APART - 1, SHEET_ROWS)
    names = sheets.split(BETWEEN)
    return names[sheet] if 0 <= sheet < len(names) and len(names) > 1 else str(sheet + 1), row + 1


def place_text(number: int, sheets: str = "") -> str:
    """Sheet and row as spreadsheets write them, ``February!15``; the row alone where there is one sheet."""
    sheet, row = place_of(number, sheets)
    return said(sheet, row)


def said(sheet: str, row: int) -> str:
    """A sheet and a row as one text."""
    return f"{sheet}!{row}" if sheet else str(row)


def by_sheet(numbers: Iterable[int], sheets: str = "") -> dict[str, list[int]]:
    """The rows by sheet, in the order of the numbers."""
    found: dict[str, list[int]] = {}
    for number in numbers:
        sheet, row = place_of(number, sheets)
        found.setdefault(sheet, []).append(row)
    return found


def place_sql(column: str, sheets: Sequence[str]) -> str:
    """SQL of :func:`place_text` of a column of numbers, all of the file of these sheets; without any, the column."""
    if not sheets:
        return column
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in sheets)
    return (f"([{names}][(({column} - {APART + 1}) // {SHEET_ROWS} + 1)::INTEGER] || '!' || "
            f"(({column} - {APART + 1}) % {SHEET_ROWS} + 1)::BIGINT)")
