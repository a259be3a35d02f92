"""The rows held back, as they stood in the file, so that they can be mended; no customer can be recognised in them.

Their ids stand in them whole: by its id a row is known again when it comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from imports.headers import folded
from imports.issues import IssueLog
from imports.mapping import Mapping
from imports.masking import MASK, masked_sql, masked_start
from imports.sql import identifier, literal
from imports.stored_texts import WHO
from imports.typed import said
from imports.vendors import Vendors
from scoring.places import place_sql
from scoring.records import KINDS, Kind, Type

CELL_CHARACTERS = 1_000
ID_CHARACTERS = 201
"""One more than any id has: a longer one is seen to be longer."""
LOST_IDS = ("id_mangled", "id_too_long")
"""Said of ids that no row can come back by: mended, they are others."""
HEADER_CHARACTERS = 200
OURS = ("row", "issue", "vendor_code", "_record", "_contact")
"""The columns of a held-back file that are not the file's own."""
_SPILLS = (None, Type.TEXT, Type.CUSTOMER)
"""What a cell may hold that a bare separator splits: of a column right of it nobody knows what its cell shows."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The held-back rows of one reading: SQL of them, and of whom each belongs to.

    ``relation`` holds the rows that are data; ``whole`` all rows of the sheet. ``unread`` are the positions of columns
    nothing reads: they may hold anything, and nobody needs them to mend a row.
    ``sheets`` are the names of those read together.
    """

    relation: str
    whole: str
    mapping: Mapping
    vendors: Vendors
    unread: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()

    def owners(self) -> str:
        """SQL: ``_row`` and ``vendor`` (NULL where it is not known) of every row that is somebody's."""
        if not self.vendors.positions:
            return f"SELECT _row, {self.vendors.code} AS vendor FROM {self.whole}"
        return f"SELECT _row, {self._owner()} AS vendor FROM ({self._rows()})"

    def write(self, connection: duckdb.DuckDBPyConnection, log: IssueLog, out: Path) -> str:
        """Write them to a Parquet file below ``out``; answers its name, '' when nothing was held back.

        It holds the columns read and, of ours, ``row``, ``issue`` (codes), ``vendor_code``, ``_record`` (its id) and
        ``_contact`` (the id of the contact it is a leg of): NULL where they are not known.
        """
        if not log.held:
            return ""
        file = out / "held_back.parquet"
        kept = self._kept()
        names = _names([self.mapping.headers[position] for position in kept], kept)
        cells = [f"{self._cell(position)} AS {identifier(name)}" for position, name in zip(kept, names, strict=True)]
        id_column = KINDS[self.mapping.format.kind].id_column
        codes = ("SELECT _row, string_agg(DISTINCT code, ', ' ORDER BY code) AS issue, "
                 f"bool_or(\"column\" = {literal(id_column)} AND code IN {LOST_IDS}) AS _lost FROM _issues GROUP BY 1")
        listed = ", ".join([*cells, f'{place_sql("_row", self.sheets)} AS "row"', "issue",
                            f"{self._owner()} AS vendor_code",
                            f"CASE WHEN NOT _lost THEN {self._id(id_column)} END AS _record",
                            f"{self._id('parent_id')} AS _contact"])
        connection.execute(
            f"COPY (SELECT {listed} FROM ({self._rows()}) JOIN ({codes}) USING (_row) "
            f"WHERE _row IN ({log.held_rows()}) ORDER BY _row) "
            f"TO {literal(str(file))} (FORMAT parquet, COMPRESSION zstd)")
        return str(file)

    def _rows(self) -> str:
        return f"SELECT * FROM {self.relation} UNION ALL BY NAME SELECT * FROM _split"

    def _owner(self) -> str:
        code = self.vendors.code
        sure = all(self._stands_firm(position) for position in self.vendors.positions)
        return code if sure else f"CASE WHEN _surplus IS NULL THEN {code} END"

    def _kept(self) -> list[int]:
        """The columns read, and those a format is recognised by: without them a mended file would not be."""
        signature = {folded(header) for header in self.mapping.format.signature}
        return [position for position, header in enumerate(self.mapping.headers) if header.strip()
                and (position not in self.unread or folded(header) in signature)]

    def _cell(self, position: int) -> str:
        """SQL of a cell as it may be shown, the record's id whole. Of a row split by a bare separator nothing is, but
        an id that stands before anything that could have been split, and that only if it looks like no customer."""
        cell, hidden = f"c{position}", f"CASE WHEN c{position} IS NOT NULL THEN {literal(MASK)} END"
        is_private = position in self.mapping.private
        shown = hidden if is_private else masked_sql(cell, self._type(position))
        is_id, split = self._is_id(position), hidden
        if is_id and self._stands_firm(position):
            split = shown
        whole = cell if is_id and not is_private else shown
        return f"left(CASE WHEN _surplus IS NULL THEN {whole} ELSE {split} END, {CELL_CHARACTERS})"

    def _is_id(self, position: int) -> bool:
        source = self.mapping.sources.get(KINDS[self.mapping.format.kind].id_column)
        return source is not None and source.positions == (position,)

    def _id(self, column: str) -> str:
        """SQL of an id as it is stored; NULL where there is none, and in a row of which its cell does not show it."""
        source = self.mapping.sources.get(column)
        if source is None or set(source.positions) & set(self.mapping.private):
            return "NULL::VARCHAR"
        text = f"left({said(source.text)}, {ID_CHARACTERS})"
        split = masked_sql(text, Type.ID) if all(map(self._is_id, source.positions)) and self._stands_firm(
            max(source.positions)) else "NULL"
        known = f"CASE WHEN _surplus IS NULL THEN {text} ELSE {split} END"
        return f"CASE WHEN NOT contains({known}, {literal(MASK)}) THEN {known} END"

    def _stands_firm(self, position: int) -> bool:
        """Is this cell's content its own even in a row that was split? Nothing left of it may hold a separator."""
        return all(self._type(left) not in _SPILLS and left not in self.mapping.private for left in range(position))

    def _type(self, position: int) -> Type | None:
        """What the column holds; None when nothing reads it, or several read it differently. A moment that is also part
        of an id is a moment."""
        types = {source.column.type for source in self.mapping.all_sources if position in source.positions}
        types = types - {Type.ID} if len(types) == 2 and types & {Type.TIMESTAMP} else types
        return types.pop() if len(types) == 1 else None


def log_still_masked(log: IssueLog, kind: Kind, mapping: Mapping, relation: str) -> None:
    """Hold back the rows of a correction in which somebody or something is still masked. Stored, a customer would be
    unknown and an agent another than he is, and a correction of it is taken only once."""
    for column in kind.columns:
        source = mapping.sources.get(column.name)
        if source is not None and (column.type in (Type.ID, Type.CUSTOMER) or column.name in WHO):
            log.add("still_masked", column.name, f"SELECT _row, {literal(MASK)} AS value FROM {relation} "
                                                 f"WHERE contains({source.text}, {literal(MASK)})")


def shown_header(header: str) -> str:
    """A header as it may be shown: a sheet without one makes headers of its first record."""
    return masked_start(header.strip(), HEADER_CHARACTERS)


def _names(headers: list[str], positions: list[int]) -> list[str]:
    """The headers as column names: none empty, none twice (no engine tells ``Row`` from ``row``)."""
    taken = set(OURS)
    names = []
    for position, header in zip(positions, headers, strict=True):
        name = shown_header(header) or f"column {position + 1}"
        while name.casefold() in taken:
            name += " (2)"
        taken.add(name.casefold())
        names.append(name)
    return names
