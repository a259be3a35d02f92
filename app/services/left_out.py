"""What was read and may not be stored: ids used again; and of a correction all that was not held back before.

Found out here, by the records staged; the file is then read once more, and holds every row of these records back.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from imports.request import Question, Reading
from scoring.records import KINDS, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.batches import UsedAgain
    from storage.home import Store

ID_USED_AGAIN, ALREADY_STORED, NOT_HELD_BACK = "id_used_again", "already_stored", "not_held_back"
ID_CHARACTERS = 200
"""Ids are compared as far as this; a longer one is no id of a contact and comes back through the client."""
LeftOut = dict[str, list[int]]
"""For each code of an issue the source rows of the records it is said of; of two codes of a record the first counts."""


def used_ids(store: Store, reading: Reading, replaces: str | None, folder: Path, *,
             hold_back: bool) -> tuple[LeftOut, Question | None]:
    """Ids that come back long after their first contact: asked about, never overwritten.

    ``hold_back``: asked already, and the answer was to leave these rows out.
    """
    from storage import batches

    parts = [asdict(part) for part in reading.parts]
    used = batches.check_ids(store, reading.kind, parts, folder, replaces)
    if not used.total:
        return {}, None
    if not hold_back:
        return {}, _question_of(reading.kind, used)
    return {ID_USED_AGAIN: batches.rows_used_again(store, reading.kind, parts, folder, replaces)}, None


def no_corrections(store: Store, reading: Reading, batch: str, vendor: str | None, folder: Path) -> LeftOut:
    """All records but those held back in ``batch`` as ``vendor``'s and not stored since."""
    from storage import batches

    allowed = held_back_ids(store, Scope(frozenset({VendorCode(vendor)} if vendor else ())), batch)
    parts = [asdict(part) for part in reading.parts]
    found = {NOT_HELD_BACK: _rows_without(reading, allowed, folder),
             ALREADY_STORED: batches.rows_used_again(store, reading.kind, parts, folder, apart_days=0)}
    return {code: rows for code, rows in found.items() if rows}


def held_back_ids(store: Store, scope: Scope, batch: str) -> frozenset[str]:
    """The ids in the held-back rows of ``batch`` that are surely the scope's, as the file spelled them, trimmed."""
    from storage import batches

    name = id_header(store, scope, batch)
    blocks = batches.held_back_blocks(store, scope, batch, characters=ID_CHARACTERS + 1, only=name) if name else ()
    found = (text.strip() for block in blocks for text in block.get(name, ()))
    return frozenset(text for text in found if 0 < len(text) <= ID_CHARACTERS)


def id_header(store: Store, scope: Scope, batch: str) -> str:
    """The column of the held-back rows that holds their ids; '' where the file has none, or outside the scope."""
    from storage import batches

    view, reading = batches.find(store, scope, batch), batches.reading_of(store, scope, batch) or {}
    return str((reading.get("columns") or {}).get(KINDS[view.kind].id_column) or "").strip() if view else ""


def _rows_without(reading: Reading, allowed: frozenset[str], folder: Path) -> list[int]:
    """The source rows of the staged records whose ids are not ``allowed``, block by block."""
    import pyarrow.parquet as pq

    rows: list[int] = []
    id_column = KINDS[reading.kind].id_column
    for part in reading.parts:
        with pq.ParquetFile(folder / part.file) as source:
            for block in source.iter_batches(columns=[id_column, "source_row"]):
                pairs = zip(block.column(id_column).to_pylist(), block.column("source_row").to_pylist(), strict=True)
                rows += [row for record, row in pairs if str(record or "").strip() not in allowed]
    return rows


def _question_of(kind: str, used: UsedAgain) -> Question:
    vendor, record, stored_at, new_at = used.first[0]
    return Question(
        ID_USED_AGAIN, KINDS[kind].id_column, ["hold_back"],
        f"{used.total:,} ids are stored already for contacts more than 35 days away, e.g. {record} of {vendor}: "
        f"stored for {stored_at:%Y-%m-%d}, in this file {new_at:%Y-%m-%d}. Hold these rows back, or withdraw the "
        "batch that holds the old ones first (openline imports).",
    )
