"""The big call export the benchmarks read: generated once, kept in a temporary folder outside the checkout."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

VENDORS = tuple(f"vendor{n:02d}" for n in range(10))
"""Their codes, as the export writes them and as the benchmark's home knows them."""
CUSTOMERS = 300_000
_FOLDER = Path(tempfile.gettempdir()) / "openline-benchmarks"

# Everything follows from the row number by hashing: no seed, no clock, the same file each time. A row's customer
# is that of one of the 40,000 rows before it in one case of five, so that people do call again within a week, with
# any vendor. Waits fall off as waits do.
_ROWS = """
WITH numbered AS (
    SELECT i, (hash(i * 3 + 1) % 1000000) / 1e6 AS luck, (hash(i * 7 + 2) % 1000000) / 1e6 AS late,
           CASE WHEN hash(i * 11 + 3) % 5 = 0 THEN i - 1 - hash(i * 13) % 40000 ELSE i END AS caller
    FROM range({rows}) AS t(i)
)
SELECT 'C' || lpad(i::VARCHAR, 10, '0') AS call_id,
       'vendor' || lpad((hash(i * 17) % 10)::VARCHAR, 2, '0') AS vendor,
       strftime(TIMESTAMP '{start}' + to_seconds((i * {step})::BIGINT), '%Y-%m-%d %H:%M:%S') AS started_at,
       'retail service' AS programme, 'voice' AS channel, 'inbound' AS direction,
       'queue ' || (hash(i * 19) % 7) AS queue,
       'reason ' || (hash(caller * 23) % 9) AS reason,
       '+44 1632 ' || lpad((hash(caller * 29) % {customers})::VARCHAR, 6, '0') AS customer,
       CASE WHEN hash(i * 31) % 2 = 0 THEN 'standard' ELSE 'business' END AS segment,
       'agent ' || (hash(i * 37) % 300) AS agent,
       CASE WHEN luck < .92 THEN 'answered' ELSE 'abandoned' END AS outcome,
       floor(-38 * ln(1 - late))::INTEGER AS wait_s,
       CASE WHEN luck < .92 THEN 20 + hash(i * 41) % 600 END AS talk_s,
       CASE WHEN luck < .92 THEN hash(i * 43) % 60 END AS hold_s,
       CASE WHEN luck < .92 THEN hash(i * 47) % 40 END AS wrap_s,
       CASE WHEN luck < .92 THEN (hash(i * 53) % 11 = 0)::INTEGER END AS transfers,
       CASE WHEN luck < .92 THEN CASE WHEN hash(i * 59) % 5 = 0 THEN 'no' ELSE 'yes' END END AS resolved
FROM numbered
"""


def export_file(rows: int, *, months: int = 12, first: str = "2025-11") -> Path:
    """A CSV of ``rows`` calls, 18 columns, ten vendors, evenly over ``months`` from ``first``; kept once made."""
    step = _seconds(first, months) / rows
    query = _ROWS.format(rows=rows, start=f"{first}-01", step=step, customers=CUSTOMERS)
    return _made(f"calls-{rows}-{months}-from-{first}.csv", query)


def late_delivery(rows: int, *, month: str, vendor: str = VENDORS[3]) -> Path:
    """A CSV of ``rows`` further calls of one vendor in one month, that no :func:`export_file` holds."""
    query = _ROWS.format(rows=rows, start=f"{month}-01", step=_seconds(month, 1) / rows, customers=CUSTOMERS)
    late = f"SELECT * REPLACE ('L' || call_id AS call_id, '{vendor}' AS vendor) FROM ({query})"
    return _made(f"late-{rows}-{vendor}-{month}.csv", late)


def without_customers(rows: int) -> Path:
    """:func:`export_file` without its customers."""
    rest = f"SELECT * EXCLUDE (customer) FROM read_csv('{export_file(rows)}', all_varchar = true)"
    return _made(f"no-customers-{rows}.csv", rest)


def in_chinese(rows: int, encoding: str) -> Path:
    """:func:`export_file` with Chinese queues, reasons and programmes, in ``encoding`` (utf-8, gb18030)."""
    source = export_file(rows)
    flat = _made(f"chinese-{rows}.csv", (
        "SELECT * REPLACE ('零售服务' AS programme, '热线队列' || right(queue, 1) AS queue, "
        f"'咨询原因' || right(reason, 1) AS reason) FROM read_csv('{source}', all_varchar = true)"))
    if encoding == "utf-8":
        return flat
    return _kept(f"chinese-{rows}.{encoding}.csv", lambda path: _in_other_encoding(flat, path, encoding))


def workbook(flat: Path) -> Path:
    """A CSV of :func:`export_file` as XLSX: texts and whole numbers, as a spreadsheet saves them."""
    return _kept(f"{flat.stem}.xlsx", lambda path: _as_workbook(flat, path))


def _made(name: str, query: str) -> Path:
    return _kept(name, lambda path: duckdb.execute(f"COPY ({query}) TO '{path}' (HEADER, DELIMITER ',')"))


def _kept(name: str, write: Callable[[Path], object]) -> Path:
    """The file of that name, written once and only whole."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    path = _FOLDER / name
    if not path.exists():
        half_done = path.with_suffix(f".{os.getpid()}")
        write(half_done)
        half_done.rename(path)
    return path


def _in_other_encoding(flat: Path, path: Path, encoding: str) -> None:
    with flat.open(encoding="utf-8", newline="") as lines, path.open("w", encoding=encoding, newline="") as out:
        shutil.copyfileobj(lines, out, 1 << 20)


def _as_workbook(flat: Path, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("calls")
    with flat.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(path)


def _seconds(first: str, months: int) -> int:
    """The length of ``months`` calendar months from ``first``, in seconds."""
    answer = duckdb.execute(
        f"SELECT epoch(DATE '{first}-01' + to_months({months}) - TIMESTAMP '{first}-01')").fetchone()
    assert answer is not None
    return int(answer[0])
