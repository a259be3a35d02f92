"""Small months for the tests of scoring: calls as rows, asked through the declared queries, scored as in life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from scoring.call_queries import INBOUND, month_queries
from scoring.counts import Columns, MonthInputs
from scoring.definition import DEFAULT, Definition
from scoring.interval_rows import interval_queries
from scoring.judged_calls import JUDGED_CALL
from scoring.records import EVALUATIONS, FEEDBACK, INTERVALS, PROMISES, SURVEYS, Kind, Month, VendorCode
from scoring.vendor_month import VendorMonth, vendor_months

MAY = Month(2026, 5)
_CONTACT = {
    "vendor": "VARCHAR", "call_id": "VARCHAR", "started_at": "TIMESTAMP", "day": "DATE", "channel": "VARCHAR",
    "direction": "VARCHAR", "reason": "VARCHAR", "customer": "BIGINT", "outcome": "VARCHAR", "wait_ms": "BIGINT",
    "transfers": "INTEGER", "resolved": "BOOLEAN", "callback_of": "VARCHAR", "first_response_at": "TIMESTAMP",
    "programme": "VARCHAR", "queue": "VARCHAR",
}
_USUAL = {"vendor": "acme", "channel": "voice", "direction": "inbound", "outcome": "answered", "wait_ms": 10_000,
          "transfers": 0}


def at(text: str) -> datetime:
    """A naive UTC time, as stored."""
    return datetime.fromisoformat(text)


def contact(started_at: str | datetime, **values: Any) -> dict[str, Any]:
    """An answered voice call of ``acme``, unless told otherwise."""
    moment = datetime.fromisoformat(started_at) if isinstance(started_at, str) else started_at
    return _USUAL | {"started_at": moment, "day": moment.date()} | values


def connection(contacts: Sequence[Mapping[str, Any]], newest: Mapping[str, datetime] | None = None,
               ) -> duckdb.DuckDBPyConnection:
    """The two relations of the call queries: ``contacts`` as given, ``coverage`` from them unless given."""
    database = duckdb.connect()
    columns = ", ".join(f"{name} {kind}" for name, kind in _CONTACT.items())
    database.execute(f"CREATE TABLE contacts ({columns})")
    if contacts:
        given = pa.table({name: [row.get(name) for row in contacts] for name in _CONTACT})
        database.register("given", given)
        database.execute("INSERT INTO contacts SELECT * FROM given")
    database.execute("CREATE TABLE coverage AS SELECT vendor, max(started_at) AS newest FROM contacts "
                     f"WHERE {INBOUND} GROUP BY vendor")
    for vendor, moment in (newest or {}).items():
        database.execute("DELETE FROM coverage WHERE vendor = ?", [vendor])
        database.execute("INSERT INTO coverage VALUES (?, ?)", [vendor, moment])
    return database


def inputs(contacts: Sequence[Mapping[str, Any]], newest: Mapping[str, datetime] | None = None,
           definition: Definition = DEFAULT, vendors: Sequence[str] = (), **kinds: Any) -> MonthInputs:
    """One month's inputs, asked of DuckDB as storage does (without contacts there is nothing to ask)."""
    if not contacts:
        return MonthInputs(MAY, tuple(map(VendorCode, vendors or ["acme"])), {}, {}, **kinds)
    database = connection(contacts, newest)
    frames = {name: database.execute(sql).fetchnumpy() for name, sql in month_queries(definition, MAY).items()}
    frames |= _segments(database, kinds.get("intervals", {}))
    reached = dict(database.execute("SELECT vendor, newest FROM coverage").fetchall())
    named = vendors or sorted({row["vendor"] for row in contacts} | {"acme"})
    return MonthInputs(MAY, tuple(VendorCode(each) for each in named), frames, reached, **kinds)


def _segments(database: duckdb.DuckDBPyConnection, counted: Mapping[str, Columns]) -> dict[str, Columns]:
    """Calls beside intervals, where there are any."""
    if not counted:
        return {}
    vendor, columns = next(iter(counted.items()))
    database.register("given_intervals", pa.table({
        "vendor": [vendor] * len(columns["start_at"]), "start_at": columns["start_at"].tolist(),
        "minutes": columns["minutes"].tolist()}))
    database.execute("CREATE TABLE intervals AS SELECT vendor, start_at::TIMESTAMP AS start_at, minutes FROM "
                     "given_intervals")
    return {name: database.execute(sql).fetchnumpy() for name, sql in interval_queries().items()}


def vendor_month(contacts: Sequence[Mapping[str, Any]] = (), newest: Mapping[str, datetime] | None = None,
                 definition: Definition = DEFAULT, **kinds: Any) -> VendorMonth:
    """The month of ``acme``; ``evaluations``, ``feedback``, ``promises`` and ``surveys`` are its own columns."""
    event = kinds.pop("newest_promise_event", None)
    own = {name: {"acme": values} for name, values in kinds.items()}
    if event is not None:
        own["newest_promise_event"] = {"acme": event}
    return vendor_months(inputs(contacts, newest, definition, **own), definition)[VendorCode("acme")]


def evaluation(number: int, **values: Any) -> dict[str, Any]:
    """A final random evaluation of call ``c<number>`` by the client."""
    return {"evaluation_id": f"e{number}", "call_id": f"c{number}", "evaluated_at": at("2026-06-02"),
            "judged_by": "client", "status": "final", "selection": "random", "feedback_voiced": False} | values


_EXTRA = {
    "evaluations": {"criteria": "object"} | {name: "datetime64[us]" if name.endswith("_at") else "object"
                                             for name in JUDGED_CALL},
    "promises": {"day": "datetime64[us]"},
    "intervals": {"day": "datetime64[us]"},
}
_DTYPES = {"TIMESTAMP": "datetime64[us]", "DOUBLE": "float64", "BOOLEAN": "bool", "BIGINT": "int64",
           "INTEGER": "int64"}


def table(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Rows of a kind as DuckDB hands them over: masked columns, NULL where a row says nothing."""
    names = {column.stored: _DTYPES.get(column.sql_type, "object") for column in kind.columns}
    return {name: _column([row.get(name) for row in rows], dtype)
            for name, dtype in (names | _EXTRA.get(kind.name, {})).items()}


def _column(values: list[Any], dtype: str) -> Any:
    missing = [value is None for value in values]
    filler: Any = {"object": None, "datetime64[us]": np.datetime64("NaT", "us")}.get(dtype, 0)
    data = np.empty(len(values), dtype=dtype)
    for at, value in enumerate(values):
        data[at] = filler if value is None else value
    return np.ma.masked_array(data, missing)


def evaluations(rows: Sequence[Mapping[str, Any]]) -> Columns:
    return table(EVALUATIONS, rows)


def feedback(rows: Sequence[Mapping[str, Any]]) -> Columns:
    return table(FEEDBACK, rows)


def promises(rows: Sequence[Mapping[str, Any]]) -> Columns:
    return table(PROMISES, [{"day": row.get("due_at") or row.get("made_at")} | dict(row) for row in rows])


def intervals(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Half hours of voice calls counted by the carrier, unless told otherwise; all of batch 1."""
    usual = {"minutes": 30.0, "counted_by": "carrier", "channel": "voice", "batch": 1}
    found = [usual | {"day": row["start_at"]} | dict(row) for row in rows]
    return table(INTERVALS, found) | {"batch": _column([row["batch"] for row in found], "int64")}


def surveys(rows: Sequence[Mapping[str, Any]]) -> Columns:
    return table(SURVEYS, rows)
