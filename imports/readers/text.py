"""CSV, TSV and their kin: a fast path for sound files, a careful one for the rest, both with the same answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imports.errors import Refused
from imports.progress import report
from imports.readers import careful, fast
from imports.readers.dialect import Dialect, dialect_of, records, sep_line
from imports.readers.encoding import Encoding, as_utf8, encoding_of
from imports.readers.layout import Layout, finished, layout_of
from imports.readers.relation import Relation
from imports.readers.scan import SCANNED, Scan, scan
from imports.readers.sheet import Sheet
from imports.readers.template import Template
from imports.readers.wrapped import unwrapped

if TYPE_CHECKING:
    import duckdb

    from imports.source import SourceFile

_HEAD_BYTES = 1 << 20
_HEAD_RECORDS = 200


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text in UTF-8 and how its rows divide. ``start`` is the byte where its first row begins (after BOM, ``SEP=``).

    ``header_lines`` counts the lines of ``layout.header_rows``: more of them where quoted names hold line ends.
    """

    path: Path
    start: int
    dialect: Dialect
    layout: Layout
    header_lines: int
    lines: int
    line_end: bytes
    quotes: bool


def read(source: SourceFile, connection: duckdb.DuckDBPyConnection, known: Callable[[str], bool],
         templates: Sequence[Template] = ()) -> list[Sheet]:
    """The one sheet of a text file. Row numbers count every row as a spreadsheet shows it (``SEP=`` is not shown)."""
    found = scan(source.path)
    encoding = encoding_of(source.path, found)
    path, start = source.path, encoding.bom_bytes
    if encoding.name != "utf-8" or found.nuls or encoding.replaced:
        path, start = as_utf8(source.path, encoding, source.folder / "text.utf8"), 0
        found = scan(path)
    table = table_of(path, start, found, known, templates)
    relation = rows_of(table, connection)
    return [unwrapped(connection, _sheet(relation, table, encoding, source.name))]


def table_of(path: Path, start: int, found: Scan, known: Callable[[str], bool],
             templates: Sequence[Template] = ()) -> TextTable:
    """Sniff the delimiter and find the header in the beginning of a UTF-8 text."""
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(_HEAD_BYTES)
    text = _whole_lines(head, len(head) == _HEAD_BYTES)
    if not text.strip():
        raise Refused("empty_file")
    delimiter, skipped = sep_line(text)
    text, start = text[skipped:], start + skipped
    dialect = dialect_of(text, delimiter)
    rows, line_counts = _head_rows(text, dialect)
    layout = layout_of(rows, known, templates=templates)
    header_lines = sum(line_counts[:layout.header_rows])
    lines = found.lines - (1 if skipped else 0)
    return TextTable(path, start, dialect, layout, header_lines, lines, found.line_end, found.quotes)


def _whole_lines(head: bytes, cut: bool) -> str:
    """The head as text, without the last line when that may be cut."""
    text = head.decode("utf-8", "replace")
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text[:end + 1] if cut and end > 0 else text


def _head_rows(text: str, dialect: Dialect) -> tuple[list[list[str]], list[int]]:
    rows, line_counts = [], []
    for row, count in records(_lines_of(text), dialect):
        rows.append(row)
        line_counts.append(count)
        if len(rows) == _HEAD_RECORDS:
            break
    return rows, line_counts


def _lines_of(text: str) -> list[str]:
    """Lines ended by LF, CR or CRLF only, as a file is read: ``splitlines`` would cut at other signs too."""
    import io

    return list(io.StringIO(text, newline=""))


def rows_of(table: TextTable, connection: duckdb.DuckDBPyConnection, *, carefully: bool = False) -> Relation:
    """The records of the table in a relation: by the fast path when that is proved exact, else by the careful one."""
    if not carefully:
        relation = Relation(connection, "sheet_0")
        if fast.read_into(relation, table):
            return relation
        relation.discard()
    report("read", SCANNED)
    relation = Relation(connection, "sheet_0")
    careful.read_into(relation, table)
    return relation


def _sheet(relation: Relation, table: TextTable, encoding: Encoding, name: str) -> Sheet:
    return finished(relation, table.layout, name, encoding=encoding.name, delimiter=table.dialect.delimiter,
                    replaced=encoding.replaced)
