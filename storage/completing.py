"""Calls told in parts by several files (:mod:`scoring.partial`), put together from their versions.

The rule: the newest version of a call counts; while it is a part, what it does not tell is taken from the version
before it, and so on back to the first that is whole. Layers never change: withdraw one, and the others are put together
without it.
"""

from __future__ import annotations

from scoring.partial import FLAGS, IS_PART, LACKS_ENTRY, WAITED
from scoring.records import CALLS, KINDS
from scoring.stored import own_time, stored_columns
from storage import quoting

_PLACED = ("call_id", "started_at", "day", "wait_ms", "flags", "source_row", "also_rows")
"""Columns with a rule of their own; of all others the newest version that tells them counts."""
_LAST = 1_000_000
"""More versions than any call has."""


def newest_first(kind: str) -> str:
    """SQL that numbers the versions of each record from the newest batch down."""
    return (f"row_number() OVER (PARTITION BY {KINDS[kind].id_column} "
            f"ORDER BY batch DESC, {own_time(kind)} DESC, source_row DESC)")


def newest(kind: str, rows: str) -> str:
    """A SELECT of the newest version of every record among ``rows`` (a SELECT with ``batch``), calls put together."""
    first = f"SELECT * FROM ({rows}) QUALIFY {newest_first(kind)} = 1"
    if kind != CALLS.name:
        return first
    return (f"WITH told AS ({rows}), latest AS (SELECT * FROM told QUALIFY {newest_first(kind)} = 1) "
            f"SELECT * FROM latest WHERE NOT ({IS_PART}) UNION ALL BY NAME "
            f"{completed('SELECT * FROM told WHERE call_id IN (SELECT call_id FROM latest WHERE ' + IS_PART + ')')}")


def over(after: str, before: str, replaced: int | None = None) -> str:
    """A SELECT of the calls ``after`` (with ``batch`` and ``own_month``, each once, newer than all of ``before``),
    parts of them completed by ``before`` (with ``batch``) but for the batch ``replaced``, which goes."""
    left = "" if replaced is None else f" AND batch <> {replaced}"
    parts = f"SELECT * FROM arrived WHERE {IS_PART}"
    earlier = f"SELECT * FROM ({before}) WHERE call_id IN (SELECT call_id FROM ({parts})){left}"
    return (f"WITH arrived AS ({after}) SELECT * FROM arrived WHERE NOT ({IS_PART}) UNION ALL BY NAME "
            f"SELECT *, strftime(day, '%Y-%m') AS own_month FROM "
            f"({completed(f'SELECT * EXCLUDE (own_month) FROM ({parts}) UNION ALL BY NAME {earlier}')})")


def completed(versions: str) -> str:
    """A SELECT of one record for each call among ``versions`` (a SELECT with ``batch``); ``completes`` says where the
    versions before the newest stand."""
    others = [quoting.name(name) for name in stored_columns(CALLS.name) if name not in _PLACED]
    told = ", ".join(f"first({name} ORDER BY age) FILTER ({name} IS NOT NULL) AS {name}" for name in others)
    begun = f"CASE WHEN {LACKS_ENTRY} THEN {_LAST} ELSE 0 END + age"
    numbered = f"SELECT *, {newest_first(CALLS.name)} AS age FROM ({versions})"
    used = (f"SELECT *, arg_min(started_at, {begun}) OVER (PARTITION BY call_id) AS began FROM (SELECT * FROM "
            f"({numbered}) QUALIFY NOT coalesce(bool_or(NOT ({IS_PART})) OVER (PARTITION BY call_id ORDER BY age "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false))")
    whole = (f"SELECT call_id, any_value(began) AS started_at, arg_min(day, {begun}) AS day, {told}, "
             f"first({WAITED} ORDER BY age) FILTER (wait_ms IS NOT NULL) AS wait_ms, bit_or(flags) AS any_flags, "
             "count(*) AS parts, "
             f"bool_and({LACKS_ENTRY}) AS entry_missing, max(batch)::INTEGER AS batch, "
             "first(source_row ORDER BY age) AS source_row, first(also_rows ORDER BY age) AS also_rows, "
             "list(struct_pack(batch := batch, source_row := source_row, also_rows := also_rows) ORDER BY age) "
             f"FILTER (age > 1) AS completes FROM ({used}) GROUP BY call_id")
    return (f"SELECT * EXCLUDE (any_flags, entry_missing, parts), CASE WHEN parts = 1 THEN any_flags "
            f"ELSE ({FLAGS})::INTEGER END AS flags FROM ({whole})")


def batches_of(kind: str) -> str:
    """SQL aggregate: the numbers of the batches that records stand in, those of a call's parts included."""
    if kind != CALLS.name:
        return "list(DISTINCT batch)"
    parts = "flatten(list(list_transform(completes, lambda part: part.batch)) FILTER (completes IS NOT NULL))"
    return f"list_distinct(list_concat(list(DISTINCT batch), coalesce({parts}, [])))"
