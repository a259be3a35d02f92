"""The careful path for text: record by record, for ragged rows, texts over several lines and quotes gone wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from imports.progress import report
from imports.readers.dialect import records
from imports.readers.relation import Relation
from imports.readers.scan import SCANNED

if TYPE_CHECKING:
    from imports.readers.text import TextTable

BATCH_ROWS = 50_000

Row = tuple[int, list[str]]


def read_into(relation: Relation, table: TextTable) -> None:
    """Fill ``relation`` with every record below the header.

    Rows too short are filled up with NULL; of rows too long the rest goes to ``_surplus``, joined by the delimiter
    (a rest of empty cells is no surplus). Blank lines between records become rows of NULLs, others are left out.
    """
    batch: list[Row] = []
    for row in _data_rows(table):
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            _add(relation, batch, table)
            batch = []
            report("read", min(1.0, SCANNED + (1 - SCANNED) * relation.rows / max(table.lines, 1)))
    if batch or not relation.rows:
        _add(relation, batch, table)


def _data_rows(table: TextTable) -> Iterator[Row]:
    """The records below the header with their numbers, blank lines only where a record follows and one went before."""
    blank: list[Row] = []
    begun = False
    with table.path.open(encoding="utf-8", errors="replace", newline="") as file:
        file.seek(table.start)
        for index, (record, _lines) in enumerate(records(file, table.dialect)):
            if index < table.layout.header_rows:
                continue
            if not record:
                blank += [(index + 1, record)] if begun else []
                continue
            begun = True
            yield from blank
            blank.clear()
            yield index + 1, record


def _add(relation: Relation, batch: list[Row], table: TextTable) -> None:
    width = table.layout.width
    surplus = None
    if any(len(record) != width for _number, record in batch):
        rests = [table.dialect.delimiter.join(record[width:]) if any(record[width:]) else None
                 for _number, record in batch]
        surplus = pa.array(rests, pa.string())
    fitted = [record if len(record) == width else (record + [""] * (width - len(record)))[:width]
              for _number, record in batch]
    columns = zip(*fitted, strict=True) if fitted else [()] * width
    relation.add(pa.array([number for number, _record in batch], pa.int64()),
                 [pa.array([cell or None for cell in column], pa.string()) for column in columns], surplus)
