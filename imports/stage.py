"""Writing what was read: one Parquet file per vendor and month, and a preview of the first rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from imports.divide import StoredColumns, write_divided
from imports.masking import masked_start, type_of
from imports.request import Part
from imports.sql import identifier, literal
from imports.zones import span
from scoring.places import place_sql
from scoring.records import WRITTEN_DAYS, Kind, Type
from scoring.stored import HEAD_DAYS, Measures, measured_columns, measures, own_time

PREVIEW_ROWS = 20
PREVIEW_CHARACTERS = 200
NEVER_AFTER = "2100-01-01"
"""Of a row held back a later date is a slip, and tells no month."""
WRITERS = 2
"""Months written at the same time: each is too small to keep more than one core busy."""
_HEAD = f"day < date_trunc('month', day) + INTERVAL {HEAD_DAYS} DAY"


@dataclass(frozen=True, slots=True)
class Group:
    """A vendor's month in ``typed``, and what :func:`scoring.stored.measures` tells of it."""

    vendor: str
    month: date
    told: Measures


def write_parts(connection: duckdb.DuckDBPyConnection, kind: Kind, out: Path, client_timezone: str) -> list[Part]:
    """Write ``typed`` (one row per record) below ``out``; months are those of the client's zone, but a deadline that is
    only a date belongs to the month it was written in."""
    at, day = own_time(kind.name), _own_day(connection, kind, client_timezone)
    columns = _as_stored(connection, kind, day)
    groups = [Group(vendor, month, Measures(*told)) for vendor, month, *told in connection.execute(
        f"SELECT vendor, date_trunc('month', day)::DATE AS month, {measures(_HEAD)} FROM "
        f"(SELECT vendor, day, {measured_columns(kind.name)} FROM "
        f"(SELECT vendor, {columns.sql} FROM typed)) GROUP BY 1, 2 ORDER BY 1, 2").fetchall()]
    files = [out / f"{kind.name}-{number:04d}.parquet" for number in range(len(groups))]
    months: dict[date, dict[str, Path]] = {}
    for group, file in zip(groups, files, strict=True):
        months.setdefault(group.month, {})[group.vendor] = file

    def write(month: date) -> None:
        told = [group.told for group in groups if group.month == month]
        within = (f"{at} BETWEEN {_moment(min(each.first_at for each in told))} AND "
                  f"{_moment(max(each.last_at for each in told))}")
        if "_written_day" in day:
            within += f" AND date_trunc('month', {day}) = DATE '{month}'"
        # a million calls stay as their export has them
        in_order = "" if kind.name == "calls" else f" ORDER BY {at}"
        with connection.cursor() as cursor:
            write_divided(cursor, f"FROM typed WHERE {within}{in_order}", columns, months[month])

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, months))
    return [_part(group, file) for group, file in zip(groups, files, strict=True)]


def _part(group: Group, file: Path) -> Part:
    told = group.told
    return Part(group.vendor, f"{group.month:%Y-%m}", str(file), told.records, told.content, told.head_content,
                told.first_at.isoformat(), told.last_at.isoformat(),
                told.newest_at.isoformat() if told.newest_at else None)


def months_of(connection: duckdb.DuckDBPyConnection, kind: Kind, rows: str,
              client_timezone: str) -> dict[str, list[str]]:
    """The months of those rows of ``typed`` that the SQL ``rows`` selects, by vendor, where their dates can be read."""
    wanted = (f"(SELECT * FROM typed WHERE _row IN ({rows}) AND vendor IS NOT NULL "
              f"AND {own_time(kind.name)} < TIMESTAMP '{NEVER_AFTER}')")
    day = _own_day(connection, kind, client_timezone, wanted)
    found = connection.execute(
        f"SELECT vendor, list(DISTINCT strftime({day}, '%Y-%m')) FROM {wanted} GROUP BY 1").fetchall()
    return {vendor: sorted(months) for vendor, months in found}


def _own_day(connection: duckdb.DuckDBPyConnection, kind: Kind, client_timezone: str, rows: str = "typed") -> str:
    """SQL over ``rows``: the day a record belongs to, in the client's zone; but the day a deadline was written as."""
    at = own_time(kind.name)
    first, last = connection.execute(f"SELECT min({at}), max({at}) FROM {rows}").fetchall()[0]
    if first is None:
        return "NULL::DATE"
    day = f"({span(client_timezone, first, last).to_local(at)})::DATE"
    is_deadline = kind.column(kind.month_columns[0]).type in WRITTEN_DAYS
    return f"coalesce(_written_day, {day})" if is_deadline else day


def _as_stored(connection: duckdb.DuckDBPyConnection, kind: Kind, day: str) -> StoredColumns:
    """The columns of a record as they are stored, of ``typed``."""
    names = [identifier(name) for name in kind.stored_columns]
    known = connection.execute(f"SELECT {', '.join(f'count({name}) > 0' for name in names)} FROM typed").fetchall()[0]
    selected = {name: f"{identifier(name) if holds else 'NULL'}::{type_}"
                for (name, type_), holds in zip(kind.stored_columns.items(), known, strict=True)}
    also = _also_rows(connection)
    selected |= {"site": "site", "day": day, "flags": "flags", "source_row": "_row::INTEGER", "also_rows": also}
    empty = {name for name, holds in zip(kind.stored_columns, known, strict=True) if not holds}
    empty |= set() if "_also" in also else {"also_rows"}
    return StoredColumns(selected, frozenset(empty), (kind.id_column, *kind.month_columns, "day"))


def _also_rows(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL over ``typed``: the other rows that went into a record, NULL where there are none."""
    (found,), = connection.execute("SELECT count(*) FROM _members").fetchall()
    if not found:
        return "NULL::INTEGER[]"
    connection.execute("CREATE OR REPLACE TABLE _also AS SELECT head, list(_row::INTEGER ORDER BY _row) AS rows "
                       "FROM _members GROUP BY head")
    return "(SELECT rows FROM _also WHERE head = typed._row)"


def _moment(moment: datetime) -> str:
    return f"TIMESTAMP {literal(moment.isoformat(sep=' '))}"


def preview(connection: duckdb.DuckDBPyConnection, kind: Kind, sheets: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The first rows as understood, customers left out, times in ISO (UTC), empty columns left out. ``sheets`` are
    those read together."""
    stored = {"vendor", *kind.stored_columns}
    shown = [column.stored for column in kind.columns if column.stored in stored and column.type is not Type.CUSTOMER]
    cursor = connection.execute(f"SELECT {place_sql('_row', sheets)} AS row, {', '.join(map(identifier, shown))} "
                                f"FROM typed ORDER BY _row LIMIT {PREVIEW_ROWS}")
    rows = [dict(zip(["row", *shown], values, strict=True)) for values in cursor.fetchall()]
    used = {name for row in rows for name, value in row.items() if value is not None}
    return [{name: _plain(name, value) for name, value in row.items() if name in used} for row in rows]


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return masked_start(value, PREVIEW_CHARACTERS, type_of(name))
    return value.isoformat() if isinstance(value, datetime) else value
