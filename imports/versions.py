"""Ids that come more than once in a file: the same row again, a later delivery, or an id used for something else."""

from __future__ import annotations

import duckdb

from imports.issues import IssueLog
from imports.members import Members
from imports.sql import identifier

USED_AGAIN_DAYS = 35
"""An id coming back later than this is another record under the same id: never taken for a newer version."""


def drop_superseded(connection: duckdb.DuckDBPyConnection, log: IssueLog, members: Members, key: str, moment: str,
                    columns: tuple[str, ...], updated: str = "") -> None:
    """Take the rows that an equal or later row replaces out of ``typed``: they are members of that row's record.

    ``key`` is the column of a record's id within its vendor, ``moment`` the one that places it in time, ``columns``
    what is compared. The later row counts: exports are delivered at least once, and what comes later is newer. Where
    the rows say themselves when they were brought up to date, ``updated`` is SQL of that (``_row, updated``), and the
    newest counts.
    """
    (repeated,), = connection.execute(f"SELECT count({key}) - count(DISTINCT {key}) FROM typed").fetchall()
    if not repeated:
        return
    content = ", ".join(identifier(name) for name in columns)
    connection.execute(
        f"CREATE TEMP TABLE _versions AS SELECT _row, vendor, id, moment, content, updated, first_value(moment) OVER w "
        f"AS opened FROM ("
        f"SELECT _row, vendor, {key} AS id, {moment} AS moment, hash({content}) AS content, count(*) OVER (PARTITION "
        f"BY vendor, {key}) AS n "
        f"FROM typed WHERE _row NOT IN ({log.held_rows()}) AND {key} IS NOT NULL) "
        f"LEFT JOIN ({updated or 'SELECT NULL::BIGINT AS _row, NULL::TIMESTAMP AS updated WHERE false'}) USING (_row) "
        "WHERE n > 1 WINDOW w AS (PARTITION BY vendor, id ORDER BY updated NULLS FIRST, _row)")
    again = f"abs(date_diff('day', opened, moment)) > {USED_AGAIN_DAYS}"
    log.add("id_used_again", key, f"SELECT _row, id AS value FROM _versions WHERE {again}", days=USED_AGAIN_DAYS)
    connection.execute(
        f"CREATE TEMP TABLE _superseded AS SELECT * FROM (SELECT _row, id, last_value(_row) OVER w AS newer, "
        f"content = last_value(content) OVER w AS same FROM _versions WHERE NOT {again} "
        "WINDOW w AS (PARTITION BY vendor, id ORDER BY updated NULLS FIRST, _row "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) WHERE _row <> newer")
    for code, test in (("exact_duplicate", "same"), ("older_version", "NOT same")):
        log.add(code, key, f"SELECT _row, id AS value, json_object('newer_row', newer)::VARCHAR AS facts FROM "
                           f"_superseded WHERE {test}")
    members.follow("SELECT _row, newer AS head FROM _superseded")
    connection.execute("DELETE FROM typed WHERE _row IN (SELECT _row FROM _superseded)")
