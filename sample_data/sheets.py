"""Tables to files, the same bytes each time: CSV, gzipped CSV, and workbooks with real Excel dates."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sample_data.words import in_chinese

Cell = str | int | float | bool | datetime | None
_FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """A header of canonical names and its rows; ``chinese`` writes header and coded values in Chinese."""

    header: Sequence[str]
    rows: list[list[Cell]]
    chinese: bool = False

    def written(self) -> list[list[Cell]]:
        """Header and rows with yes and no spelled out, in the table's language."""
        rows = [[("yes" if cell else "no") if isinstance(cell, bool) else cell for cell in row] for row
                in self.rows]
        return in_chinese(list(self.header), rows) if self.chinese else [list(self.header), *rows]


def csv_bytes(table: Table, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The table as CSV; times as ``2026-05-03 09:14:22``, nothing as an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    for row in table.written():
        writer.writerow([str(cell) if isinstance(cell, datetime) else cell for cell in row])
    return text.getvalue().encode(encoding)


def gz_bytes(data: bytes) -> bytes:
    """``data`` gzipped without a date or a name inside."""
    target = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=target, mtime=0) as file:
        file.write(data)
    return target.getvalue()


def xlsx_bytes(table: Table, *, sheet: str = "Sheet1") -> bytes:
    """The table as a workbook of one sheet."""
    return workbook_bytes({sheet: table.written()})


def workbook_bytes(sheets: dict[str, list[list[Cell]]], *, bold_row: int = 0) -> bytes:
    """Sheets of cells as a workbook; no clock and no machine leaves a trace in it."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 11, 2)})  # noqa: DTZ001 - Excel knows no zones
    stamp, bold = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}), book.add_format({"bold": True})
    for name, cells in sheets.items():
        page = book.add_worksheet(name)
        page.freeze_panes(bold_row + 1, 0)
        for r, row in enumerate(cells):
            _write_row(page, r, row, stamp, bold if r == bold_row else None)
    book.close()
    return _repacked(target.getvalue())


def _write_row(page: Any, r: int, row: list[Cell], stamp: Any, style: Any) -> None:
    for c, cell in enumerate(row):
        if isinstance(cell, datetime):
            page.write_datetime(r, c, cell, stamp)
        elif cell is not None and cell != "":
            page.write(r, c, cell, style)


def _repacked(data: bytes) -> bytes:
    """The same workbook packed tighter, every member with one fixed date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _FIXED)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            new.writestr(member, old.read(name), compresslevel=9)
    return target.getvalue()
