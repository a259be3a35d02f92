"""Rows held back and still open: whose they are, why, and how their file was read, for whoever mends them.

A vendor is told of a file of several vendors what is surely its own, and nothing else of it. Rows are read block by
block: a fat file must not lie in the server's memory whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scoring.records import KINDS
from storage import quoting
from storage.batch_listing import number_of, owners
from storage.duck import answered
from storage.home import Store
from storage.listing import PartitionRef, partitions, union
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlmodel import Session

    from storage.tables import Batch

BLOCK_ROWS = 200
ROW, OWNER, RECORD, CONTACT = "row", "vendor_code", "_record", "_contact"
"""Columns of a held-back file: a row's number in its own file, whose it is, its id, the contact it is a leg of."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A stored file of which rows are held back. ``rows`` counts those of the scope that no later file has stored."""

    id: str
    kind: str
    file_name: str
    committed_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class HowRead:
    """How a file with rows held back was read, as far as it concerns the scope.

    ``timezones`` are those its rows were read in; ``settled`` and ``columns`` as the Reading has them; ``months`` those
    of its records' own dates, stored or not (of the whole file where none of the scope's own can be read);
    ``issues`` (as dicts) are those of its own rows.
    """

    format: str
    timezones: tuple[str, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    months: frozenset[str] = frozenset()
    issues: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """A held-back file and whose rows in it are looked at (None: everybody's). SQL: ``own`` are these (``row, vendor,
    ids``), ``back`` the numbers of those that later files have stored."""

    file: str
    codes: frozenset[str] | None
    own: str
    back: str


def held_files(store: Store, scope: Scope) -> list[HeldFile]:
    """The visible files with open rows of the scope, newest first; a correction is none, for its rows stand in the file
    that it corrects."""
    from sqlalchemy.orm import defer
    from sqlmodel import col, select

    from storage.tables import Batch

    wanted = select(Batch).options(defer(Batch.reading)).order_by(col(Batch.number).desc())  # type: ignore[arg-type]
    with store.reading() as session:
        found = [(_view(row), _look(store, session, scope, row)) for row in session.exec(wanted) if _holds(row, scope)]
    return _with_open_rows(store, found)


def held_file(store: Store, scope: Scope, batch_id: str) -> HeldFile | None:
    """The file of this public id; None where it has no open rows of the scope."""
    with store.reading() as session:
        row = _find(session, scope, batch_id)
        found = [(_view(row), _look(store, session, scope, row))] if row is not None else []
    return next(iter(_with_open_rows(store, found)), None)


def how_read(store: Store, scope: Scope, batch_id: str) -> HowRead | None:
    """How the file of this public id was read; None where it holds no rows back that may be the scope's."""
    with store.reading() as session:
        row = _find(session, scope, batch_id)
        if row is None:
            return None
        codes, reading = owners(session, scope), row.reading
    zones = {zone for code, zone in reading.get("zones", {}).items() if codes is None or code in codes}
    issues = (issue for issue in reading.get("issues", ()) if codes is None or issue.get("vendor") in codes)
    return HowRead(row.format, tuple(sorted(zones)), reading.get("settled", {}), reading.get("columns", {}),
                   _months(reading, codes) or _months(reading, None), tuple(issues))


def held_ids(store: Store, scope: Scope, batch_id: str) -> frozenset[str]:
    """The ids of the rows held back that are surely the scope's, stored since or not."""
    look = _looked_up(store, scope, batch_id)
    if look is None:
        return frozenset()
    query = f"SELECT DISTINCT ids[1] FROM ({look.own}) WHERE ids[1] IS NOT NULL"
    return frozenset(id_ for id_, in answered(store, lambda connection: connection.execute(query).fetchall()))


def held_back_blocks(store: Store, scope: Scope, batch_id: str, *, characters: int) -> Iterator[dict[str, list[str]]]:
    """The open rows, in the order of the file and some hundred at a time: texts by column, '' where empty.

    Cells are cut to ``characters``. Nothing outside the scope; and for a vendor those rows alone that are surely its
    own.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    look = _looked_up(store, scope, batch_id)
    if look is None:
        return
    _own, back = answered(store, lambda connection: _told(connection, look))
    with pq.ParquetFile(store.home / look.file) as source:
        for block in source.iter_batches(BLOCK_ROWS):
            pairs = zip(block.column(OWNER).to_pylist(), block.column(ROW).to_pylist(), strict=True)
            kept = [(look.codes is None or owner in look.codes) and row not in back for owner, row in pairs]
            texts = {name: pc.utf8_slice_codeunits(block.column(name).cast("string"), 0, characters).to_pylist()
                     for name in block.schema.names}
            yield {name: [text or "" for text, is_kept in zip(column, kept, strict=True) if is_kept]
                   for name, column in texts.items()}


def _looked_up(store: Store, scope: Scope, batch_id: str) -> _Look | None:
    with store.reading() as session:
        row = _find(session, scope, batch_id)
        return _look(store, session, scope, row) if row is not None else None


def _find(session: Session, scope: Scope, batch_id: str) -> Batch | None:
    from storage.tables import Batch

    row = session.get(Batch, number_of(batch_id))
    return row if row and _holds(row, scope) else None


def _holds(row: Batch, scope: Scope) -> bool:
    """May rows of the scope be among those held back? The file names all vendors it met."""
    return (row.visible and row.corrects is None and bool(row.held_back_file)
            and (scope.vendors is None or any(map(scope.allows, row.vendors))))


def _view(row: Batch) -> HeldFile:
    return HeldFile(f"b{row.number}", row.kind, row.file_name, row.committed_at, row.rows_held_back)


def _with_open_rows(store: Store, found: list[tuple[HeldFile, _Look]]) -> list[HeldFile]:
    told = answered(store, lambda connection: [_told(connection, look) for _, look in found]) if found else []
    counted = [replace(view, rows=own - len(back)) for (view, _), (own, back) in zip(found, told, strict=True)]
    return [view for view in counted if view.rows]


def _told(connection: DuckDBPyConnection, look: _Look) -> tuple[int, frozenset[int]]:
    """How many rows, and the numbers of those stored since."""
    (own,), = connection.execute(f"SELECT count(*) FROM ({look.own})").fetchall()
    return own, frozenset(row for row, in connection.execute(look.back).fetchall()) if look.back else frozenset()


def _look(store: Store, session: Session, scope: Scope, row: Batch) -> _Look:
    """Stored since is a row whose id, or that of the contact it is a leg of, a later file brought for its vendor."""
    codes = owners(session, scope)
    is_own = "true" if codes is None else f"{OWNER} IN ({', '.join(map(quoting.text, sorted(codes)))})"
    own = (f'SELECT "{ROW}", {_counting_as(session)} AS vendor, [{RECORD}, {CONTACT}] AS ids '
           f"FROM read_parquet({quoting.existing_file(store.home / row.held_back_file)}) WHERE {is_own}")
    later = union(_ids_of(store, one, row.number) for one in partitions(session, frozenset(row.vendors), row.kind)
                  if max(one.batches, default=0) > row.number)
    back = (f'SELECT DISTINCT "{ROW}" FROM (SELECT "{ROW}", vendor, unnest(ids) AS id FROM ({own})) '
            f"SEMI JOIN ({later}) USING (vendor, id)")
    return _Look(row.held_back_file, codes, own, back if later else "")


def _ids_of(store: Store, one: PartitionRef, batch: int) -> str:
    """SQL: the records of a current file that batches after ``batch`` brought, by vendor and id."""
    return (f"SELECT {quoting.text(one.vendor)} AS vendor, {KINDS[one.kind].id_column} AS id "
            f"FROM ({one.sql(store.home)}) WHERE batch > {batch}")


def _counting_as(session: Session) -> str:
    """SQL: the vendor that a row's vendor counts as, after merges."""
    from sqlmodel import col, select

    from storage.tables import Vendor

    merged = session.exec(select(Vendor.code, Vendor.merged_into).where(col(Vendor.merged_into).is_not(None)))
    whens = " ".join(f"WHEN {quoting.text(code)} THEN {quoting.text(target)}" for code, target in merged if target)
    return f"CASE {OWNER} {whens} ELSE {OWNER} END" if whens else OWNER


def _months(reading: Mapping[str, Any], codes: frozenset[str] | None) -> frozenset[str]:
    """The months of the own dates of the vendors' records, stored or held back (None: of all)."""
    stored = [(part["vendor"], part["month"]) for part in reading.get("parts", ())]
    held = [(code, month) for code, months in reading.get("held_months", {}).items() for month in months]
    return frozenset(month for code, month in (*stored, *held) if codes is None or code in codes)
