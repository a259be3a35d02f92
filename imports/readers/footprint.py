"""How far a sheet reaches, found out cheaply before a workbook is opened: one cell at XFD1048576 kills its
reader."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from defusedxml import ElementTree  # type: ignore[import-untyped]

from imports import archives
from imports.errors import Refused
from imports.readers.header import column_letters

MAX_CELLS = 25_000_000
"""The largest used range of one sheet, empty cells counted: about 1.4 million rows of 18 columns."""

MAX_ERRORS = 500_000

ErrorCells = dict[tuple[int, int], str]
"""The text of each cell that holds an error such as ``#REF!``, by row and column from 1."""

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1 << 20
_OVERLAP = 4_096
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^<>]*?(?<!/)>")
_ERROR = re.compile(rb"<c\s(?=[^<>]*\bt=\"e\")[^<>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^<>]*>"
                    rb"(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>(#[^<]{1,20})</v>")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
_NOT_SHEETS = ("xl/sharedstrings.xml", "xl/styles.xml", "xl/theme/", "xl/media/", "docprops/", "_rels/")
_ODS_TOKEN = re.compile(rb"<table:table(?=[\s>])[^>]*>|<table:table-row[^>]*>|</table:table-row>"
                        rb"|<table:(?:covered-)?table-cell[^>]*>")
_ODS_REPEAT = re.compile(rb"number-(rows|columns)-repeated=\"(\d+)\"")
_ODS_NAME = re.compile(rb"table:name=\"([^\"]*)\"")


def error_cells(path: Path, container: str) -> dict[str, ErrorCells]:
    """Refuse a workbook with a sheet whose used range is beyond :data:`MAX_CELLS`, or with XML declarations.

    Looks at cells with content only: formats reaching to the last row are ordinary. Old XLS cannot reach
    far. Of XLSX it answers, for each part of the archive that is a sheet, the cells that hold an error: the
    reader of workbooks shows them empty, which would make an unknown time look like none.
    """
    if container == "xls":
        return {}
    with archives.opened(path) as archive:
        return {entry.filename: _examined(archive, entry, container) for entry in archive.infolist()}


def sheet_parts(path: Path) -> dict[str, str]:
    """The part of the archive that holds each sheet of an XLSX, by the sheet's name."""
    with archives.opened(path) as archive:
        try:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError):
            return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {sheet.get("name", ""): _absolute_part(targets.get(sheet.get(_LINK), "")) for sheet in book.iter(_SHEET)}


def _absolute_part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _examined(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, container: str) -> ErrorCells:
    errors: ErrorCells = {}
    name = entry.filename.lower()
    if name.endswith((".xml", ".rels", ".vml")):
        with archive.open(entry) as file:
            if _DECLARATION.search(file.read(8_192)):
                raise Refused("unsafe_xml", part=archives.safe_name(entry.filename))
    if entry.is_dir() or any(part in name for part in _NOT_SHEETS):
        return errors
    with archive.open(entry) as file:
        if container == "ods" and name == "content.xml":
            _refuse_ods(file)
        elif container == "xlsb" and "worksheets/" in name and name.endswith(".bin"):
            _refuse_reach(entry.filename, *_xlsb_reach(file))
        elif name.startswith("xl/") and name.endswith(".xml"):
            _refuse_reach(entry.filename, *_xlsx_reach(file, errors))
    return errors


def _refuse_reach(sheet: str, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    """Refuse by the first and last row and column (from 1) with content; (0, 0) when there is none."""
    cells = (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1)
    if cells > MAX_CELLS:
        raise Refused("too_many_cells", sheet=archives.safe_name(sheet), cells=cells, limit=MAX_CELLS,
                      reference=f"{column_letters(columns[1] - 1)}{rows[1]}")


def _xlsx_reach(file: IO[bytes], errors: ErrorCells) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last row and column of the cells with content in a sheet's XML, read as a stream; notes
    errors."""
    letters: set[bytes] = set()
    first, last = 0, 0
    for block in _overlapping(file):
        found = _CELL.findall(block)
        if b't="e"' in block and len(errors) < MAX_ERRORS:
            errors.update({(int(row), _column_number(letters)): text.decode("utf-8", "replace")
                           for letters, row, text in _ERROR.findall(block)})
        if found:
            letters.update(dict(found))
            least, greatest = _row_ends(found)
            first, last = min(first or least, least), max(last, greatest)
    numbers = [_column_number(letter) for letter in letters]
    return (first, last), (min(numbers, default=0), max(numbers, default=0))


def _row_ends(found: list[tuple[bytes, bytes]]) -> tuple[int, int]:
    """The least and greatest row number: rows should stand in order, but who knows."""
    numbers = [int(row) for row in {row for _letters, row in found}]
    return min(numbers), max(numbers)


def _overlapping(file: IO[bytes]) -> Iterator[bytes]:
    """The stream in blocks, each beginning with the end of the one before, so that no tag is cut."""
    tail = b""
    while chunk := file.read(_CHUNK):
        block = tail + chunk
        yield block
        tail = block[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _xlsb_reach(file: IO[bytes]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The same of a binary sheet: records BrtRowHdr (0) and cells with content (2 to 11), [MS-XLSB] 2.4."""
    data = file.read()
    rows: list[int] = []
    columns: set[int] = set()
    place, row = 0, 0
    while place + 2 <= len(data):
        kind, place = _varint(data, place, 2)
        size, place = _varint(data, place, 4)
        if kind == 0:
            row = int.from_bytes(data[place:place + 4], "little") + 1
        elif 2 <= kind <= 11:
            rows = [min(rows[0], row), max(rows[1], row)] if rows else [row, row]
            columns.add(int.from_bytes(data[place:place + 4], "little") + 1)
        place += size
    return (rows[0], rows[1]) if rows else (0, 0), (min(columns, default=0), max(columns, default=0))


def _varint(data: bytes, place: int, longest: int) -> tuple[int, int]:
    """A number in 7-bit groups, the lowest first, and the place after it."""
    number = 0
    for index in range(longest):
        if place >= len(data):
            break
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            break
    return number, place


def _refuse_ods(file: IO[bytes]) -> None:
    """Follow the repeat counts of an OpenDocument sheet: a few bytes may stand for a billion cells."""
    sheet, row, repeats, column, widest, last = "", 0, 1, 0, 0, 0
    for token in _ods_tokens(file):
        repeated = {kind: int(count) for kind, count in _ODS_REPEAT.findall(token)}
        if token.startswith(b"</"):
            row += repeats
        elif token.startswith(b"<table:table-row"):
            repeats, column = repeated.get(b"rows", 1), 0
            row += repeats if token.endswith(b"/>") else 0
        elif b"table-cell" in token:
            column += repeated.get(b"columns", 1)
            if b"value-type" in token:
                widest, last = max(widest, column), row + repeats
                _refuse_reach(sheet, (1, last), (1, widest))
        else:
            match = _ODS_NAME.search(token)
            sheet = match[1].decode("utf-8", "replace") if match else ""
            row, widest, last = 0, 0, 0


def _ods_tokens(file: IO[bytes]) -> Iterator[bytes]:
    """The row and cell tags of ``content.xml``, one by one, read as a stream."""
    rest = b""
    while chunk := file.read(_CHUNK):
        block = rest + chunk
        if _DECLARATION.search(block[:8_192]):
            raise Refused("unsafe_xml", part="content.xml")
        end = block.rfind(b"<")
        yield from _ODS_TOKEN.findall(block[:end])
        rest = block[end:]
    yield from _ODS_TOKEN.findall(rest)
