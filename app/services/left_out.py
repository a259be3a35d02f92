"""What was read and may not be stored: ids used again; and of a correction all that was not held back before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from imports.issues import CATALOGUE
from imports.request import Issue, Part, Question, Reading
from scoring.records import KINDS, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.batches import UsedAgain
    from storage.home import Store

ID_USED_AGAIN, ALREADY_STORED, NOT_HELD_BACK = "id_used_again", "already_stored", "not_held_back"
LISTED = 1000
ID_CHARACTERS = 200
"""Ids are compared as far as this; a longer one is no id of a contact and comes back through the client."""
_USED_AGAIN = ("{id} is stored already for a contact of {stored}; this row ({new}) was held back. Give it an id of "
               "its own, or withdraw the batch that holds the old one.")


def settle_used_ids(store: Store, reading: Reading, replaces: str | None, folder: Path, *,
                    hold_back: bool) -> tuple[Reading, Question | None]:
    """An id that comes back long after its first contact is asked about, never overwritten.

    ``hold_back``: asked already, and the answer was to leave these rows out.
    """
    from storage import batches

    parts = [asdict(part) for part in reading.parts]
    used = batches.check_ids(store, reading.kind, parts, folder, replaces)
    if not used.total:
        return reading, None
    if not hold_back:
        return reading, _question_of(reading.kind, used)
    left, left_out = batches.leave_out(store, reading.kind, parts, folder, replaces)
    issues = [_issue(reading.kind, record, ID_USED_AGAIN, _USED_AGAIN.format(
        id=record, stored=f"{stored_at:%Y-%m-%d}", new=f"{new_at:%Y-%m-%d}"))
        for _vendor, record, stored_at, new_at in used.first]
    return _without(reading, ID_USED_AGAIN, issues, left_out, [Part(**part) for part in left]), None


def only_corrections(store: Store, reading: Reading, batch: str, vendor: str | None, folder: Path) -> Reading:
    """The reading with nothing but records held back in ``batch`` as ``vendor``'s and not stored since."""
    allowed = held_back_ids(store, Scope(frozenset({VendorCode(vendor)} if vendor else ())), batch)
    return _without_stored(store, _only(reading, allowed, folder), folder)


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


def _only(reading: Reading, allowed: frozenset[str], folder: Path) -> Reading:
    """The reading without the records whose ids are not ``allowed``."""
    parts, left_out = [], list[str]()
    for part in reading.parts:
        kept, gone = _filtered(folder / part.file, KINDS[reading.kind].id_column, allowed)
        left_out += gone
        if kept:
            parts.append(replace(part, records=kept))
    if not left_out:
        return reading
    sentence = CATALOGUE[NOT_HELD_BACK].sentence
    issues = [_issue(reading.kind, record, NOT_HELD_BACK, sentence) for record in sorted(left_out)[:LISTED]]
    return _without(reading, NOT_HELD_BACK, issues, len(left_out), parts)


def _filtered(path: Path, id_column: str, allowed: frozenset[str]) -> tuple[int, list[str]]:
    """Rewrite one staged file block by block; how many records it keeps, and the ids it lost."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kept, gone, aside = 0, list[str](), path.with_suffix(".kept.parquet")
    with pq.ParquetFile(path) as source, pq.ParquetWriter(aside, source.schema_arrow, compression="zstd") as target:
        for block in source.iter_batches():
            ids = [str(record or "") for record in block.column(id_column).to_pylist()]
            held = [record.strip() in allowed for record in ids]
            gone += [record[:ID_CHARACTERS] for record, is_held in zip(ids, held, strict=True) if not is_held]
            target.write_batch(block.filter(pa.array(held, pa.bool_())))
            kept += sum(held)
    aside.replace(path)
    return kept, gone


def _without_stored(store: Store, reading: Reading, folder: Path) -> Reading:
    """The reading without the records whose ids are stored already, whenever they were from."""
    from storage import batches

    parts = [asdict(part) for part in reading.parts]
    known = batches.check_ids(store, reading.kind, parts, folder, apart_days=0)
    if not known.total:
        return reading
    left, left_out = batches.leave_out(store, reading.kind, parts, folder, apart_days=0)
    sentence = CATALOGUE[ALREADY_STORED].sentence
    issues = [_issue(reading.kind, record, ALREADY_STORED, sentence) for _vendor, record, _old, _new in known.first]
    return _without(reading, ALREADY_STORED, issues, left_out, [Part(**part) for part in left])


def _question_of(kind: str, used: UsedAgain) -> Question:
    vendor, record, stored_at, new_at = used.first[0]
    return Question(
        ID_USED_AGAIN, KINDS[kind].id_column, ["hold_back"],
        f"{used.total:,} ids are stored already for contacts more than 35 days away, e.g. {record} of {vendor}: "
        f"stored for {stored_at:%Y-%m-%d}, in this file {new_at:%Y-%m-%d}. Hold these rows back, or withdraw the "
        "batch that holds the old ones first (openline imports).",
    )


def _issue(kind: str, record: str, code: str, message: str) -> Issue:
    return Issue(None, KINDS[kind].id_column, record, code, message, {"id": record, "days": 35}, True)


def _without(reading: Reading, code: str, issues: Iterable[Issue], left_out: int, parts: list[Part]) -> Reading:
    """The reading without the held-back ids: a record is counted as one row, so the sum still adds up."""
    return replace(
        reading, parts=parts, rows_stored=reading.rows_stored - left_out,
        rows_held_back=reading.rows_held_back + left_out, records=reading.records - left_out,
        issues=[*issues, *reading.issues][:LISTED], issues_total=reading.issues_total + left_out,
        issue_counts=dict(reading.issue_counts) | {code: left_out},
    )
