"""Legs of one contact folded into it: one row decides what became of it, durations summed, transfers counted."""

from __future__ import annotations

import duckdb

from imports.checks import LACKS_LEG_BIT
from imports.issues import IssueLog
from imports.members import Members

DEPTH = 20
"""Legs of legs are followed so far; a circle of parents ends there, and its least id stands for the contact."""

_DECIDED = ("outcome", "answered")
_SUMMED = ("talk_ms", "hold_ms", "wrap_ms")
_LAST = ("agent", "ended_by", "resolved", "rating", "queue")
_LATEST = ("ended_at", "closed_at")
_EARLIEST = ("started_at", "first_response_at")

_HAS_ROW = "bool_or(call_id = root)"
_OF_SEVERAL_ROWS = "count(DISTINCT coalesce(call_id, _row::VARCHAR)) > 1"


def has_legs(connection: duckdb.DuckDBPyConnection) -> bool:
    """Does any row name another contact as its parent?"""
    (found,), = connection.execute("SELECT count(*) FROM typed WHERE parent_id <> call_id").fetchall()
    return bool(found)


def hold_back(connection: duckdb.DuckDBPyConnection, log: IssueLog) -> None:
    """Make ``_families`` (the rows of contacts with legs: ``_row, vendor, call_id, root``) and hold back the legs that
    would be stored in their contact's stead: the only row of a contact that is not in the file, and every leg of a
    contact whose own row is held back.

    Where a vendor's rows never name one another and several share a parent, parents are ids of groups: then a group
    of one row is a contact too.
    """
    _find_families(connection)
    held = log.held_rows()
    log.add("leg_without_contact", "parent_id",
            f"SELECT _row, root AS value FROM _families JOIN (SELECT vendor, root, {_HAS_ROW} AS has_row, "
            f"{_OF_SEVERAL_ROWS} AS shared, bool_or(call_id = root AND _row NOT IN ({held})) AS is_kept "
            "FROM _families GROUP BY vendor, root) USING (vendor, root) "
            "WHERE call_id <> root AND CASE WHEN has_row THEN NOT is_kept "
            f"ELSE NOT shared AND vendor NOT IN ({_grouping_vendors()}) END")


def _find_families(connection: duckdb.DuckDBPyConnection) -> None:
    """A later row of an id says whose leg it is, as it says all else."""
    connection.execute(
        "CREATE TEMP TABLE _families AS WITH RECURSIVE parents AS (SELECT * FROM (SELECT vendor, call_id, "
        "last(nullif(parent_id, call_id) ORDER BY _row) AS parent FROM typed "
        "WHERE call_id IS NOT NULL GROUP BY vendor, call_id) WHERE parent IS NOT NULL), "
        "up(vendor, call_id, root, depth) AS (SELECT vendor, call_id, parent, 0 FROM parents UNION ALL "
        "SELECT up.vendor, up.call_id, p.parent, depth + 1 FROM up JOIN parents p ON p.call_id = up.root "
        f"AND p.vendor = up.vendor WHERE depth < {DEPTH}), "
        f"roots AS (SELECT vendor, call_id, CASE WHEN max(depth) = {DEPTH} THEN min(root) FILTER (depth >= {DEPTH} / 2)"
        " ELSE arg_max(root, depth) END AS root FROM up GROUP BY vendor, call_id), "
        "placed AS (SELECT t._row, t.vendor, t.call_id, coalesce(r.root, t.call_id, t.parent_id) AS root "
        "FROM typed t LEFT JOIN roots r ON r.vendor = t.vendor AND r.call_id = t.call_id) "
        "SELECT * FROM placed SEMI JOIN roots USING (vendor, root)")


def _grouping_vendors() -> str:
    """SQL: the vendors whose parents are ids of groups, none of them the id of a row."""
    shared = f"SELECT vendor FROM _families GROUP BY vendor, root HAVING {_OF_SEVERAL_ROWS}"
    return (f"SELECT vendor FROM typed LEFT JOIN _families f USING (_row, vendor, call_id) WHERE vendor IN ({shared}) "
            "GROUP BY vendor HAVING bool_and(coalesce(f.root <> call_id, false))")


def fold(connection: duckdb.DuckDBPyConnection, log: IssueLog, members: Members, columns: tuple[str, ...], *,
         transfers_told: bool) -> None:
    """Make ``typed`` one row per contact, of ``columns`` by their stored names; :func:`hold_back` comes before.

    A contact is the row its legs point to; where they share a parent that is no row, they are one under its id.
    The first answered row decides its outcome and wait, else the last row with an outcome; the customer waited since
    the contact began. Each leg after the answer is one transfer, unless the rows themselves count more; where they do
    not count any (``transfers_told``), an answered contact without legs had none.
    """
    _note_lacking(connection, log)
    members.follow("SELECT _row, min(_row) OVER (PARTITION BY f.vendor, root) AS head FROM typed "
                   "JOIN _families f USING (_row)")
    parts = ", ".join(_folded(name) for name in columns)
    alone = {"parent_id": "NULL::VARCHAR AS parent_id"}
    if not transfers_told:
        alone["transfers"] = "CASE WHEN outcome = 'answered' THEN 0 END::INTEGER AS transfers"
    single = ", ".join(alone.get(name, name) for name in columns)
    connection.execute(
        f"CREATE TABLE _contacts AS SELECT _row, {single}, flags FROM typed ANTI JOIN _families USING (_row) "
        f"UNION ALL BY NAME SELECT min(_row) AS _row, {parts}, "
        f"bit_or(flags) | CASE WHEN bool_or(is_lacking) THEN {LACKS_LEG_BIT} ELSE 0 END AS flags "
        f"FROM ({_ordered()}) GROUP BY vendor, root")
    connection.execute("DROP TABLE typed")
    connection.execute("ALTER TABLE _contacts RENAME TO typed")


def _note_lacking(connection: duckdb.DuckDBPyConnection, log: IssueLog) -> None:
    """Make ``_lacking`` (the contacts stored without a leg that was held back) and say so of each."""
    connection.execute(
        f"CREATE TEMP TABLE _lacking AS SELECT DISTINCT vendor, root FROM _families WHERE _row IN ({log.held_rows()}) "
        "AND (vendor, coalesce(call_id, '')) NOT IN (SELECT (vendor, call_id) FROM typed)")
    log.add("contact_lacks_leg", "call_id",
            "SELECT min(_row) AS _row, root AS value FROM _families SEMI JOIN typed USING (_row) "
            "SEMI JOIN _lacking USING (vendor, root) GROUP BY vendor, root")


def _ordered() -> str:
    """SQL: the rows of every family, their ``place`` (the contact's own first), their ``turn`` in time, the turns of
    the first answer and of the row that decides, and when the contact began."""
    turns = ("SELECT t.*, f.root, l.root IS NOT NULL AS is_lacking, "
             "row_number() OVER (PARTITION BY t.vendor, f.root ORDER BY t.call_id <> f.root, t.started_at, t._row) "
             "AS place, row_number() OVER (PARTITION BY t.vendor, f.root ORDER BY t.started_at, t.call_id <> f.root, "
             "t._row) AS turn, min(t.started_at) OVER (PARTITION BY t.vendor, f.root) AS began FROM typed t "
             "JOIN _families f USING (_row) LEFT JOIN _lacking l ON l.vendor = t.vendor AND l.root = f.root")
    return (f"SELECT *, min(turn) FILTER (outcome = 'answered') OVER family AS answer, coalesce(answer, "
            f"max(turn) FILTER (outcome IS NOT NULL) OVER family, 1) AS decider FROM ({turns}) "
            "WINDOW family AS (PARTITION BY vendor, root)")


def _folded(name: str) -> str:
    if name in _OWN:
        return f"{_OWN[name]} AS {name}"
    if name in _DECIDED:
        return f"any_value({name}) FILTER (turn = decider) AS {name}"
    if name in _SUMMED:
        return f"sum({name})::BIGINT AS {name}"
    if name in _LAST:
        return f"last({name} ORDER BY turn) FILTER ({name} IS NOT NULL) AS {name}"
    if name in _LATEST:
        return f"max({name}) AS {name}"
    if name in _EARLIEST:
        return f"min({name}) AS {name}"
    return f"first({name} ORDER BY place) FILTER ({name} IS NOT NULL) AS {name}"


_OWN = {
    "vendor": "vendor",
    "call_id": "root",
    "parent_id": "NULL::VARCHAR",
    "wait_ms": "any_value(wait_ms + (epoch_us(started_at) - epoch_us(began)) // 1000) FILTER (turn = decider)",
    "transfers": "(CASE WHEN count(*) = 1 OR count(outcome) = 0 THEN sum(transfers) "
                 "ELSE greatest(coalesce(sum(transfers), 0), count(*) FILTER (turn > answer)) END)::INTEGER",
}
"""Columns folded in a way of their own. Whether one row alone, or rows without outcome, were transferred is known only
from a count."""
