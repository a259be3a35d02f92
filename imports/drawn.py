"""Evaluations of calls that a recorded draw has drawn: told from others, and filled in what the draw knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imports.sql import literal

if TYPE_CHECKING:
    import duckdb

    from imports.issues import IssueLog


def match_draws(connection: duckdb.DuckDBPyConnection, log: IssueLog, drawn: str) -> None:
    """Set ``typed`` beside the draws on record: ``drawn`` is a Parquet file of ``vendor, draw_id, call_id, drawn_at``
    (naive UTC), ``selection`` (``random``; ``double`` of calls to be judged again) and ``heard_by`` (who judged the
    call first, a list in small letters; NULL where that does not matter), '' where nothing was ever drawn.

    A draw on record may be named in any writing (D1). An evaluation that names a recorded draw without being of one of
    its calls is held back: what is called random would
    not be. One of a drawn call that says nothing of its selection is of the draw, and chosen as the draw says, if it
    was made since; of several draws of a call the last counts (of one selection, where the row says one; of who judged
    it first, not the one to judge it again). Held back are also those of a draw that say of themselves that they were
    chosen otherwise (a second judgement may be ``double``; one of a call heard again can be nothing else), or that they
    were judged before it. What is judged for somebody else than the client is left as it is. Of a draw to judge a
    second time a judgement by who judged the call first is held
    back: it would agree with itself.
    """
    none = ("(SELECT NULL AS vendor, NULL AS draw_id, NULL AS call_id, NULL::TIMESTAMP AS drawn_at, "
            "NULL AS selection, NULL::VARCHAR[] AS heard_by)")
    source = f"read_parquet({literal(drawn)})" if drawn else none
    connection.execute(f"CREATE OR REPLACE TEMP TABLE _drawn AS SELECT vendor::VARCHAR AS vendor, draw_id::VARCHAR AS "
                       f"draw_id, call_id::VARCHAR AS call_id, drawn_at, selection::VARCHAR AS selection, heard_by "
                       f"FROM {source} WHERE draw_id IS NOT NULL")
    connection.execute("UPDATE typed SET draw_id = d.draw_id FROM (SELECT DISTINCT draw_id FROM _drawn) AS d "
                       f"WHERE typed.draw_id <> d.draw_id AND {_FOLDED_DRAW} = d.draw_id")
    log.add("draw_not_known", "draw_id", "SELECT min(_row) AS _row, draw_id AS value FROM typed WHERE draw_id IS NOT "
                                         "NULL AND draw_id NOT IN (SELECT draw_id FROM _drawn) GROUP BY draw_id")
    log.add("not_drawn", "call_id", "SELECT _row, call_id AS value, json_object('draw', draw_id)::VARCHAR AS facts "
                                    "FROM typed WHERE draw_id IN (SELECT draw_id FROM _drawn) AND NOT EXISTS "
                                    f"(SELECT 1 FROM _drawn AS d WHERE d.draw_id = typed.draw_id AND {_SAME_CALL})")
    told = "json_object('draw', draw_id)::VARCHAR AS facts FROM typed"
    log.add("draw_bent", "selection", (
        f"SELECT _row, selection AS value, {told} WHERE EXISTS (SELECT 1 FROM _drawn AS d WHERE "
        f"d.draw_id = typed.draw_id AND {_SAME_CALL} AND typed.selection NOT IN (d.selection, 'double'))"))
    log.add("judged_before_draw", "evaluated_at", (
        f"SELECT _row, evaluated_at::DATE::VARCHAR AS value, {told} WHERE EXISTS (SELECT 1 FROM _drawn AS d WHERE "
        f"d.draw_id = typed.draw_id AND {_SAME_CALL} AND typed.evaluated_at < d.drawn_at - {_GRACE})"))
    fits = (f"FROM typed JOIN _drawn AS d ON {_SAME_CALL} WHERE typed.draw_id IS NULL AND {_CLIENTS} "
            f"AND typed.evaluated_at >= d.drawn_at - {_GRACE} AND (typed.selection = d.selection "
            f"OR (typed.selection IS NULL AND NOT {_SAME_EAR}))")
    connection.execute("UPDATE typed SET draw_id = last.draw_id FROM (SELECT typed._row, max_by(d.draw_id, d.drawn_at) "
                       f"AS draw_id {fits} GROUP BY typed._row) AS last WHERE last._row = typed._row")
    connection.execute("UPDATE typed SET selection = d.selection FROM _drawn AS d WHERE typed.selection IS NULL AND "
                       f"{_CLIENTS} AND d.draw_id = typed.draw_id AND {_SAME_CALL}")
    log.add("heard_before", "evaluator", (
        f"SELECT _row, evaluator AS value, {told} WHERE EXISTS (SELECT 1 FROM _drawn AS d WHERE d.draw_id = "
        f"typed.draw_id AND {_SAME_CALL} AND {_SAME_EAR})"))


def match_survey_draws(connection: duckdb.DuckDBPyConnection, log: IssueLog, drawn: str) -> None:
    """Hold back the answers under an id that a draw of callers has handed out (``handed_id`` of ``drawn``) that name
    another call than it was handed out for, or somebody else as who asks."""
    if not drawn:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE _handed AS SELECT vendor, draw_id, call_id, handed_id FROM "
                       f"read_parquet({literal(drawn)}) WHERE handed_id IS NOT NULL")
    log.add("survey_bent", "survey_id", (
        "SELECT _row, survey_id AS value, json_object('draw', split_part(survey_id, '-', 1))::VARCHAR AS facts "
        "FROM typed WHERE split_part(survey_id, '-', 1) IN "
        "(SELECT draw_id FROM _handed AS d WHERE d.vendor = typed.vendor) AND regexp_full_match(survey_id, "
        "'d[0-9]+-[0-9]{4,}') AND NOT EXISTS (SELECT 1 FROM _handed AS d WHERE "
        "d.handed_id = typed.survey_id AND d.call_id = typed.call_id AND d.vendor = typed.vendor "
        "AND coalesce(typed.run_by, 'client') = 'client')"))


_FOLDED_DRAW = ("regexp_replace(lower(translate(typed.draw_id, 'ｄＤ０１２３４５６７８９', 'dD0123456789')), "
                "'^[ \\t]*d[ \\t]*0*([1-9][0-9]*)[ \\t]*$', 'd\\1')")
"""A draw named otherwise than it was handed out (D1, ｄ1, d01) is still that draw, and its calls are those it drew."""
_SAME_CALL = "d.vendor = typed.vendor AND d.call_id = typed.call_id"
_SAME_EAR = "coalesce(list_contains(d.heard_by, lower(trim(typed.evaluator))), FALSE)"
"""Who judges has judged the call for the draw that this one was drawn of."""
_CLIENTS = "coalesce(typed.judged_by, 'client') = 'client'"
_GRACE = "INTERVAL 1 DAY"
"""A judgement of the day of the draw may be dated by its day alone, which begins before the draw."""
