"""The fast path for text: Arrow reads all columns at once, and the answer counts only when it is proved exact."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from imports.progress import report
from imports.readers.relation import IN_MEMORY_BYTES, Relation
from imports.readers.scan import SCANNED

if TYPE_CHECKING:
    from imports.readers.text import TextTable

_BLOCK_BYTES = 1 << 22
_STREAMED_BLOCK_BYTES = 1 << 24


def read_into(relation: Relation, table: TextTable) -> bool:
    """Fill ``relation`` and answer True; answer False when the text is not regular enough to be read in this way.

    Exact means: Arrow split every line into the same number of columns, and answered as many records as there are
    lines below the header. Then no quoted text ran over a line end and no line was skipped, so that the number of a
    row follows from its place. Only blank lines at the end, which are no lines, can lie in a quoted text that is never
    closed: it is looked for in the last record.
    """
    expected = table.lines - table.header_lines
    if not table.line_end or table.dialect.space_before_quote or table.layout.width < 2 or expected < 1:
        return False
    data = _data(table)
    if data is None:
        return False
    number, last = table.layout.header_rows + 1, None
    try:
        for batch in _batches(data, table):
            relation.add(pa.array(np.arange(number, number + batch.num_rows, dtype=np.int64)), batch.columns)
            number += int(batch.num_rows)
            report("read", SCANNED + (1 - SCANNED) * relation.rows / expected)
            last = batch.slice(batch.num_rows - 1) if batch.num_rows else last
    except pa.ArrowInvalid:
        return False
    return relation.rows == expected and not (table.quotes and last is not None and _runs_on(last))


def _runs_on(record: Any) -> bool:
    """Whether a cell of the record holds a line end."""
    return any("\n" in cell or "\r" in cell for column in record.columns for cell in column.to_pylist() if cell)


def _data(table: TextTable) -> Any:
    """The bytes below the header, mapped and not copied; None when they cannot be told apart from it."""
    with pa.memory_map(os.fsencode(table.path)) as file:
        buffer = file.read_buffer()
    data = buffer.slice(table.start)
    for _line in range(table.header_lines):
        head = data.slice(0, min(1 << 20, len(data))).to_pybytes()
        end = head.find(table.line_end)
        if end < 0:
            return None
        data = data.slice(end + len(table.line_end))
    return data


def _batches(data: Any, table: TextTable) -> Iterator[Any]:
    """Tables of text columns: one for a file of ordinary size, a stream of them for a huge one."""
    streamed = len(data) > IN_MEMORY_BYTES
    names = [f"c{index}" for index in range(table.layout.width)]
    options = {
        "read_options": arrow_csv.ReadOptions(
            column_names=names, block_size=_STREAMED_BLOCK_BYTES if streamed else _BLOCK_BYTES),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=table.dialect.delimiter, newlines_in_values=table.quotes),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True,
            quoted_strings_can_be_null=True),
    }
    if not streamed:
        yield arrow_csv.read_csv(pa.BufferReader(data), **options)
        return
    for batch in arrow_csv.open_csv(pa.BufferReader(data), **options):
        yield pa.table(batch)
