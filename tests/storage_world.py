"""A small world for the tests of storage: staged files as an import would leave them, without an import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from scoring.records import KINDS
from storage import batches, quoting
from storage.changes import Committed
from storage.columns import own_time, stored_columns
from storage.home import Store
from storage.staging import staging

Row = Mapping[str, Any]


def call(id_: str, started: str, customer: int = 1, **more: Any) -> Row:
    return {"call_id": id_, "started_at": started, "customer": customer, "channel": "voice", "direction": "inbound",
            "outcome": "answered", "wait_ms": 10_000, **more}


def evaluation(id_: str, call_id: str, at: str, **more: Any) -> Row:
    return {"evaluation_id": id_, "call_id": call_id, "evaluator": "eva", "evaluated_at": at, "judged_by": "client",
            "status": "final",
            "criteria": [{"criterion": "greeting", "score": 3.0, "max_score": 5.0, "weight": 1.0, "na": False}], **more}


def feedback(id_: str, at: str, call_id: str | None = None, **more: Any) -> Row:
    return {"feedback_id": id_, "captured_at": at, "forwarded_at": at, "call_id": call_id, "route": "via_vendor",
            **more}


def promise(id_: str, made: str, due: str | None, kept: str | None = None, **more: Any) -> Row:
    return {"promise_id": id_, "made_at": made, "due_at": due, "kept_at": kept, **more}


def stage(folder: Path, kind: str, rows: Mapping[str, Iterable[Row]], timezone: str = "UTC",
          **reading: Any) -> dict[str, Any]:
    """Write ``rows`` (vendor -> records) as parts into ``folder`` and answer the reading an import would hand over."""
    parts: list[dict[str, Any]] = []
    read = 0
    for vendor, records in rows.items():
        listed = list(records)
        read += len(listed)
        parts += _vendor_parts(folder, kind, vendor, listed, timezone)
    digest = hashlib.sha256(repr(sorted((v, [sorted(r.items(), key=str) for r in rs]) for v, rs in rows.items())
                                 ).encode()).hexdigest()
    return {"status": "read", "kind": kind, "format": "canonical", "sha256": digest, "size": 100, "sheet": "",
            "timezone": timezone, "rows_read": read, "rows_stored": read, "rows_held_back": 0, "rows_not_data": 0,
            "records": read, "issues": [], "issues_total": 0, "parts": parts, "held_back_file": "", **reading}


def _vendor_parts(folder: Path, kind: str, vendor: str, rows: list[Row], timezone: str) -> list[dict[str, Any]]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"CREATE TABLE t ({', '.join(f'{name} {type_}' for name, type_ in stored_columns(kind).items())})")
        for number, row in enumerate(rows, start=2):
            full = {"flags": 0, "source_row": number, "day": _day(row, kind, timezone), **row}
            con.execute(f"INSERT INTO t ({', '.join(full)}) VALUES ({', '.join('?' * len(full))})", list(full.values()))
        months = [m for (m,) in con.execute("SELECT DISTINCT strftime(day, '%Y-%m') FROM t ORDER BY 1").fetchall()]
        parts = []
        for month in months:
            file = f"{vendor}-{month}-{kind}.parquet"
            con.execute(f"COPY (SELECT * FROM t WHERE strftime(day, '%Y-%m') = '{month}' ORDER BY "
                        f"{'customer, started_at' if kind == 'calls' else own_time(kind)}) "
                        f"TO {quoting.text(folder / file)} (FORMAT parquet, COMPRESSION zstd)")
            count, first, last = con.execute(
                f"SELECT count(*), min({own_time(kind)}), max({own_time(kind)}) FROM t "
                f"WHERE strftime(day, '%Y-%m') = '{month}'").fetchone() or (0, None, None)
            parts.append({"vendor": vendor, "month": month, "file": file, "records": count,
                          "first_at": str(first), "last_at": str(last)})
        return parts


def _day(row: Row, kind: str, timezone: str) -> str:
    moment = next(row[column] for column in KINDS[kind].month_columns if row.get(column))
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date().isoformat()


def store_rows(store: Store, kind: str, rows: Mapping[str, Iterable[Row]], **options: Any) -> Committed:
    """Stage and commit in one go."""
    with staging(store) as folder:
        reading = stage(folder, kind, {vendor: list(records) for vendor, records in rows.items()}, store.timezone)
        if options.get("original"):
            reading["sha256"] = hashlib.sha256(options["original"].read_bytes()).hexdigest()
        return batches.commit(store, folder, reading, **{"actor": "tester", "file_name": f"{kind}.csv", **options})


def content(store: Store) -> dict[tuple[str, str, str], str]:
    """(kind, vendor, month) -> fingerprint of everything current."""
    from storage.listing import partitions

    with store.reading() as session:
        return {one.key: one.fingerprint for one in partitions(session, None)}


def current_rows(store: Store, kind: str, vendor: str, month: str) -> list[tuple[Any, ...]]:
    """The rows of a current file as plain tuples, straight from Parquet and not through the readers under test."""
    from storage.listing import partitions

    with store.reading() as session:
        found = [one for one in partitions(session, None) if one.key == (kind, vendor, month)]
    if not found:
        return []
    names = ", ".join(stored_columns(kind))
    with duckdb.connect() as con:
        return con.execute(f"SELECT {names} FROM '{store.home / found[0].file}'").fetchall()


def ids(store: Store, kind: str, vendor: str, month: str) -> set[str]:
    place = list(stored_columns(kind)).index(KINDS[kind].id_column)
    return {row[place] for row in current_rows(store, kind, vendor, month)}
