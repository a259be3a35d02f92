"""XLSX, XLSB, XLS and ODS: every sheet, with the row numbers the spreadsheet shows. Macros are never looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from imports.errors import Refused
from imports.progress import report
from imports.readers.cells import texts
from imports.readers.footprint import ErrorCells, error_cells, sheet_parts
from imports.readers.layout import Layout, finished, layout_of
from imports.readers.relation import Relation
from imports.readers.sheet import Sheet
from imports.readers.template import Template

if TYPE_CHECKING:
    import duckdb

    from imports.source import SourceFile

_TOLD_EVERY = 5_000
"""So many rows pass between two words of progress."""
_BATCH_ROWS = 20_000
_HEAD_ROWS = 200

Row = list[Any]


def read(source: SourceFile, connection: duckdb.DuckDBPyConnection, known: Callable[[str], bool],
         templates: Sequence[Template] = ()) -> list[Sheet]:
    """One Sheet for each worksheet that holds anything; Refused for a workbook damaged, protected or absurdly large."""
    errors = error_cells(source.path, source.container)
    parts = sheet_parts(source.path) if any(errors.values()) else {}
    sheets: list[Sheet] = []
    with _opened(source.path) as workbook:
        listed = [meta for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
        for index, meta in enumerate(listed):
            rows = _rows(workbook, meta.name, errors.get(parts.get(meta.name, ""), {}), (index, len(listed)))
            sheet = _sheet(rows, connection, f"sheet_{index}", meta, known, templates)
            sheets += [sheet] if sheet else []
            report("read", (index + 1) / len(listed))
    return sheets


def _opened(path: Path) -> calamine.CalamineWorkbook:
    workbook: calamine.CalamineWorkbook = _guarded(lambda: calamine.CalamineWorkbook.from_path(path))
    return workbook


def _guarded(act: Callable[[], Any]) -> Any:
    """What ``act`` answers; a reader's error or panic (no Exception, so that only this catches it) refuses the file."""
    try:
        return act()
    except calamine.PasswordError as error:
        raise Refused("password_protected") from error
    except (Refused, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise Refused("corrupt_workbook") from error


def _rows(workbook: calamine.CalamineWorkbook, name: str, errors: ErrorCells, place: tuple[int, int]) -> Iterator[Row]:
    """The rows from row 1 on, empty ones above the table too, errors as text where the reader leaves gaps.

    ``place``: the how-manieth sheet of how many it is, for the progress told of them.
    """
    sheet = _guarded(lambda: workbook.get_sheet_by_name(name))
    if sheet.start is None:
        return
    shifted: dict[int, list[tuple[int, str]]] = {}
    for (number, column), text in errors.items():
        shifted.setdefault(number, []).append((column - 1 - sheet.start[1], text))
    rows = enumerate(sheet.iter_rows(), start=1)
    while (numbered := _guarded(lambda: next(rows, None))) is not None:
        for column, text in shifted.get(numbered[0], ()):
            if 0 <= column < len(numbered[1]) and numbered[1][column] == "":
                numbered[1][column] = text
        if numbered[0] % _TOLD_EVERY == 0:
            report("read", (place[0] + numbered[0] / max(sheet.total_height, numbered[0])) / place[1])
        yield numbered[1]


def _sheet(rows: Iterator[Row], connection: duckdb.DuckDBPyConnection, relation_name: str,
           meta: calamine.SheetMetadata, known: Callable[[str], bool], templates: Sequence[Template]) -> Sheet | None:
    """Read one worksheet into a relation; None when it holds nothing."""
    skipped, head = _head(rows)
    if not head:
        return None
    layout = layout_of([_as_texts(row) for row in head], known, skipped + 1, templates)
    relation = Relation(connection, relation_name)
    _fill(relation, chain(head[layout.header_rows:], rows), skipped + layout.header_rows + 1, layout)
    return finished(relation, layout, meta.name, skipped + 1,
                    hidden=meta.visible != calamine.SheetVisibleEnum.Visible)


def _head(rows: Iterator[Row]) -> tuple[int, list[Row]]:
    """How many empty rows stand above everything, and the first rows from there on."""
    skipped = 0
    for row in rows:
        if any(cell != "" for cell in row):
            return skipped, [row, *islice(rows, _HEAD_ROWS - 1)]
        skipped += 1
    return skipped, []


def _as_texts(row: Row) -> list[str]:
    return [text or "" for text in texts(row).to_pylist()]


def _fill(relation: Relation, rows: Iterator[Row], number: int, layout: Layout) -> None:
    """Add the data rows in batches: rows of NULL are kept between rows with content, not before or after them."""
    pending: Any = None
    begun = False
    while batch := list(islice(rows, _BATCH_ROWS)):
        columns = [texts(column) for column in zip(*batch, strict=True)][:layout.width]
        numbers = pa.array(range(number, number + len(batch)), pa.int64())
        number += len(batch)
        table = _named(numbers, columns)
        first, last = _content(columns, len(batch))
        if last < 0:
            pending = table if pending is None or not begun else pa.concat_tables([pending, table])
            continue
        if begun and pending is not None:
            relation.add_table(pending)
        start = 0 if begun else first
        relation.add_table(table.slice(start, last + 1 - start))
        pending, begun = table.slice(last + 1), True
    if not begun:
        relation.add_table(_named(pa.array([], pa.int64()), [pa.array([], pa.string())] * layout.width))


def _named(numbers: Any, columns: list[Any]) -> Any:
    names = ["_row", *(f"c{index}" for index in range(len(columns))), "_surplus"]
    return pa.table([numbers, *columns, pa.nulls(len(numbers), pa.string())], names=names)


def _content(columns: list[Any], rows: int) -> tuple[int, int]:
    """The first and last row (from 0) of a batch with any content; (0, -1) when there is none."""
    valid = np.zeros(rows, dtype=bool)
    for column in columns:
        valid |= np.asarray(column.is_valid())
    filled = np.flatnonzero(valid)
    return (int(filled[0]), int(filled[-1])) if len(filled) else (0, -1)
