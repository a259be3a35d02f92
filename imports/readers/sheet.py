"""One table of a file as every reader answers it: text in columns, each row with the number a spreadsheet shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table found in a file, its records in the relation ``relation`` of the DuckDB connection given to the reader.

    The relation's columns: ``_row BIGINT`` (the row number a spreadsheet shows; for JSON the number of the record),
    ``c0 … cN VARCHAR`` (one for each name in ``header``: the text as it stands in the file, NULL where empty) and
    ``_surplus VARCHAR`` (what stood beyond the last column of a row split wrongly; NULL for a sound row). A blank line
    inside the data is a row of NULLs.

    ``header`` holds cleaned, distinct names; None when no header was found (then ``width`` columns of data).
    ``header_row`` is the number of the last header row, 0 without one. ``preamble`` holds what stands above the header,
    as (row number, text). ``rows`` counts the records below the header. ``encoding`` and ``delimiter`` are empty for
    workbooks. ``replaced`` counts the places whose bytes fit no encoding and were read as U+FFFD. ``hidden`` tells of a
    sheet that the workbook does not show; ``empty`` are the positions of columns without any cell. ``parts`` are the
    names of the sheets of a workbook that were read together as this one (:mod:`imports.sheets`).
    """

    name: str
    relation: str
    header: tuple[str, ...] | None
    header_row: int
    preamble: tuple[tuple[int, str], ...]
    rows: int
    width: int
    encoding: str = ""
    delimiter: str = ""
    replaced: int = 0
    hidden: bool = False
    empty: frozenset[int] = frozenset()
    parts: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The relation's data columns, in the order of ``header``."""
        return tuple(f"c{index}" for index in range(self.width))
