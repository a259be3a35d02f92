"""What was read and may not be stored: ids used again; and of a correction all that was not held back before.

Found out here, by the records staged; the file is then read once more, and holds every row of these records back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from imports.request import Question, Reading
from scoring.records import EVALUATIONS, KINDS, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.batches import BegunAgain, UsedAgain
    from storage.home import Store

ID_USED_AGAIN, ALREADY_STORED, NOT_HELD_BACK = "id_used_again", "already_stored", "not_held_back"
OTHER_MONTH = "other_month"
BEGIN_AGAIN = "ids_begin_again"
FEWEST_MET, MOST_MOVED = 5, 0.5
"""Of so many ids that are stored already, more than this share for another day: they are numbers that begin again."""
LeftOut = dict[str, list[int]]
"""For each code of an issue the source rows of the records it is said of; of two codes of a record the first counts."""


def used_ids(store: Store, reading: Reading, replaces: str | None, folder: Path, *,
             answers: Mapping[str, str]) -> tuple[LeftOut, Question | None]:
    """Ids that come back long after their first contact, or most of them on another day, as the numbers of a sheet do
    that begin at 1 each month: asked about, never overwritten unasked.

    ``answers``: what was answered for this file; of these it is never kept, for the next file may be another case.
    """
    from storage import batches

    parts = [asdict(part) for part in reading.parts]
    used = batches.check_ids(store, reading.kind, parts, folder, replaces)
    if answers.get(BEGIN_AGAIN) != "restate" and reading.kind != EVALUATIONS.name:  # a call judged again is later
        begun = batches.ids_begun_again(store, reading.kind, parts, folder, replaces)
        if begun.met >= FEWEST_MET and begun.elsewhere - used.total > MOST_MOVED * begun.met:
            return {}, _begun_again(reading.kind, begun)
    if not used.total:
        return {}, None
    if answers.get(ID_USED_AGAIN) != "hold_back":
        return {}, _question_of(reading.kind, used)
    return {ID_USED_AGAIN: batches.rows_used_again(store, reading.kind, parts, folder, replaces)}, None


def no_corrections(store: Store, reading: Reading, batch: str, vendor: str | None, folder: Path) -> LeftOut:
    """All records but those held back in ``batch`` as ``vendor``'s, not stored, and of a month that its file brought
    (a file none of whose dates could be read brought no month that could be held against them)."""
    from storage import batches

    scope = Scope(frozenset({VendorCode(vendor)} if vendor else ()))
    allowed, how = batches.held_ids(store, scope, batch), batches.how_read(store, scope, batch)
    parts = [asdict(part) for part in reading.parts]
    found = {NOT_HELD_BACK: _rows_of(reading, folder, lambda record, _month: record not in allowed),
             ALREADY_STORED: batches.rows_used_again(store, reading.kind, parts, folder, apart_days=0)}
    if how is not None and how.months:
        found[OTHER_MONTH] = _rows_of(reading, folder, lambda _record, month: month not in how.months)
    return {code: rows for code, rows in found.items() if rows}


def _rows_of(reading: Reading, folder: Path, test: Callable[[str, str], bool]) -> list[int]:
    """The source rows of the staged records whose id and month of their own date pass ``test``, block by block."""
    import pyarrow.parquet as pq

    rows: list[int] = []
    id_column = KINDS[reading.kind].id_column
    for part in reading.parts:
        with pq.ParquetFile(folder / part.file) as source:
            for block in source.iter_batches(columns=[id_column, "source_row"]):
                pairs = zip(block.column(id_column).to_pylist(), block.column("source_row").to_pylist(), strict=True)
                rows += [row for record, row in pairs if test(str(record or "").strip(), part.month)]
    return rows


def _begun_again(kind: str, begun: BegunAgain) -> Question:
    assert begun.example is not None
    vendor, record, stored_at, new_at = begun.example
    id_column = KINDS[kind].id_column
    return Question(
        BEGIN_AGAIN, id_column, ["restate"],
        f"{begun.elsewhere:,} of {begun.met:,} ids that are stored already stand for another day here, e.g. {record} "
        f"of {vendor}: stored for {stored_at:%Y-%m-%d}, in this file {new_at:%Y-%m-%d}. If the numbers begin again in "
        f"each file, join the number with its date: --answer column.{id_column}=\"DATE HEADER + NUMBER HEADER\". If "
        "this file corrects the dates of the stored records, restate them.",
    )


def _question_of(kind: str, used: UsedAgain) -> Question:
    vendor, record, stored_at, new_at = used.first[0]
    return Question(
        ID_USED_AGAIN, KINDS[kind].id_column, ["hold_back"],
        f"{used.total:,} ids are stored already for contacts more than 35 days away, e.g. {record} of {vendor}: "
        f"stored for {stored_at:%Y-%m-%d}, in this file {new_at:%Y-%m-%d}. Hold these rows back, or withdraw the "
        "batch that holds the old ones first (openline imports).",
    )
