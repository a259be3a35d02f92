"""What is no record: blank rows, totals, notes and footers around the data; and reports that hold nothing else."""

from __future__ import annotations

import re

import duckdb

from imports.control_counts import counts_records
from imports.headers import folded, plain
from imports.issues import IssueLog
from imports.mapping import Mapping, cell
from imports.points import points
from imports.sql import literal
from imports.timestamps import NUMBERS_SQL
from imports.words import choice_words
from scoring.records import KINDS, SELECTIONS, Type

_TOTAL = (r"^\W*((grand|sub|overall|report)[ -]?)?(totals?|sum|summary|average|avg|mean)\b\W*"
          r"|^\W*(合计|合計|总计|總計|汇总|匯總|小计|小計|平均|总和|总数|总体)")
_TOTAL_OF = r"\b(sub)?totals?\W*$|(合计|合計|总计|總計|汇总|匯總|小计|小計)\W*$"
"""What Excel writes under each group, "Billing Total", of a row that has no moment."""
_TOTAL_ALONE = r"\W*((grand|sub|overall)[ -]?)?totals?\W*|(合计|合計|总计|總計|汇总|匯總|小计|小計)\W*"
_NOTE = (r"^\W*(©|\(c\)|note|notes|source|generated|exported|printed|report|page|end "
         r"of|disclaimer|confidential|copyright|"
         r"created by|powered by|run at|eof\b|备注|備註|注|说明|說明|来源|制表|导出|第)")
_AGGREGATES = ("offer", "calls ans", "calls handled", "% aban calls", "% ans calls", "asa (s)",
               "service level (%)", "人工接听量", "平均等待时间", "平均处理时长", "20秒接通率", "calls offered",
               "acd calls", "aban calls", "abandoned calls", "calls answered", "answered calls",
               "avg speed ans", "average speed of answer", "avg speed of answer", "avg aban time", "avg talk time",
               "avg acd time",
               "avg acw time", "avg handle time", "aht", "asa", "% within service level", "within service level",
               "service level",
               "service level %", "max delay", "abandon rate", "abandonment rate", "offered", "answer rate",
               "calls abandoned",
               "总呼入量", "呼入量", "接通量", "接起量", "接通率", "接起率", "平均等待时长", "平均通话时长",
               "平均应答时长", "服务水平",
               "放弃量", "放弃率", "呼損率", "進線量", "接聽率")
_AGGREGATE_FOLDS = frozenset(folded(header) for header in _AGGREGATES)


def aggregated_headers(headers: tuple[str, ...]) -> list[str]:
    """The headers of a report of totals and averages; fewer than two say nothing."""
    found = [header for header in headers if folded(header) in _AGGREGATE_FOLDS]
    return found if len(found) >= 2 else []


def set_aside(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping, log: IssueLog,
              surplus_code: str) -> tuple[str, int]:
    """The relation without blank, total, note and mis-split rows and those that the format calls no records, and how
    many were no records.

    Mis-split rows are kept in ``_split`` and held back as ``surplus_code``; of the others only their issues remain.
    """
    (odd, surplus), = connection.execute(f"SELECT (SELECT count(*) FROM {relation} WHERE {_is_odd(mapping)}), "
                                         f"(SELECT count(_surplus) FROM {relation})").fetchall()
    if not (odd or surplus or mapping.no_record[0]):
        connection.execute("CREATE TEMP TABLE _aside (_row BIGINT, what VARCHAR, kind VARCHAR)")
        connection.execute(f"CREATE TEMP VIEW _split AS SELECT * FROM {relation} WHERE false")
        return relation, 0
    connection.execute("CREATE TEMP TABLE _aside AS "
                       f"{_candidates(relation, mapping, len(mapping.headers), _is_odd(mapping) if odd else 'false')}")
    _set_no_records_aside(connection, relation, mapping, log)
    is_split = "_surplus IS NOT NULL AND _row NOT IN (SELECT _row FROM _aside)" if surplus else "false"
    connection.execute(f"CREATE TEMP TABLE _split AS SELECT * FROM {relation} WHERE {is_split}")
    log.add("total_row", "", "SELECT _row, what AS value FROM _aside WHERE kind = 'total'")
    log.add("note_row", "", "SELECT _row, what AS value FROM _aside WHERE kind = 'note'")
    log.add("header_again", "", "SELECT _row, what AS value FROM _aside WHERE kind = 'header'")
    log.add("not_filled_in", "", "SELECT NULL::BIGINT AS _row, '' AS value, json_object('count', count(*))::VARCHAR AS "
                                 "facts FROM _aside WHERE kind = 'unfilled' HAVING count(*) > 0")
    log.add(surplus_code, "", "SELECT _row, '' AS value FROM _split")
    (aside,
     split), = connection.execute("SELECT (SELECT count(*) FROM _aside), (SELECT count(*) FROM _split)").fetchall()
    if not aside and not split:
        return relation, 0
    connection.execute(f"CREATE TEMP VIEW _data AS SELECT * FROM {relation} WHERE _surplus IS NULL "
                       "AND _row NOT IN (SELECT _row FROM _aside)")
    return "_data", int(aside)


def _set_no_records_aside(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping,
                          log: IssueLog) -> None:
    """Add the rows that the format knows as no records to ``_aside``, and tell how many there are of each sort."""
    test, what = mapping.no_record
    if test:
        connection.execute(f"INSERT INTO _aside SELECT _row, {what}, 'no_record' FROM {relation} "
                           f"WHERE {test} AND _surplus IS NULL AND _row NOT IN (SELECT _row FROM _aside)")
        log.add("no_record", "", "SELECT NULL::BIGINT AS _row, what AS value, json_object('count', count(*))::VARCHAR "
                                 "AS facts FROM _aside WHERE kind = 'no_record' GROUP BY what")


def was_handed_out(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether some row was set aside as handed out and not filled in."""
    return bool(connection.execute("SELECT count(*) FROM _aside WHERE kind = 'unfilled'").fetchall()[0][0])


def _is_odd(mapping: Mapping) -> str:
    """SQL: a row worth a look. It reads two columns only, and in most files finds no such row."""
    raw = _moment(mapping, raw=True)
    return (f"{raw} IS NULL OR strlen({raw}) < 5 OR {_is_header(mapping, raw)} "
            f"OR (({_FIRST_LETTERS}) AND ({_is_word('c0')}))")


def _is_header(mapping: Mapping, raw: str) -> str:
    """SQL: the moment's cell says what its header says: some exports repeat their header on each page or section."""
    named = {header for position, header in enumerate(mapping.headers) if f"c{position}" == raw}
    return f"{raw} = {literal(named.pop())}" if named else "false"


def _repeats_header(mapping: Mapping) -> str:
    """SQL: all that the row's cells say is what their headers say, and not one cell alone."""
    same = " AND ".join(f"(c{position} IS NULL OR trim(c{position}) = {literal(header)})"
                        for position, header in enumerate(mapping.headers))
    return f"(cells > 1 AND {same})"


def _candidates(relation: str, mapping: Mapping, width: int, is_odd: str) -> str:
    """SQL: rows that are no records, with the kind of them. Rows with a moment and another first word pass."""
    first = f"coalesce({', '.join(f'c{i}' for i in range(width))})" if width > 1 else "c0"
    filled = " + ".join(f"(c{i} IS NOT NULL)::INTEGER" for i in range(width))
    listed = ", ".join(f"c{i}" for i in range(width))
    moment = _moment(mapping)
    blank = "_surplus IS NULL AND (trim(what) = '' OR what IS NULL)"
    sparse = min(2, max(1, width - 1))
    named = f"(regexp_matches(id, '\\d') OR NOT regexp_matches(lower(id), {literal(_TOTAL)}))"
    record = f"coalesce({named} AND {_may_be_read('moment')}, false)"
    kind = (f"CASE WHEN {blank} THEN 'blank' WHEN unfilled THEN 'unfilled' "
            f"WHEN {_repeats_header(mapping)} THEN 'header' "
            f"WHEN moment IS NULL AND regexp_matches(lower(what), {literal(_TOTAL_OF)}) THEN 'total' "
            f"WHEN regexp_matches(lower(what), {literal(_TOTAL)}) AND NOT {record} "
            f"AND (moment IS NULL OR try_cast(moment AS DOUBLE) IS NOT NULL OR regexp_matches(lower(moment), "
            f"{literal(_TOTAL)}) "
            f"OR regexp_full_match(lower(what), {literal(_TOTAL_ALONE)})) THEN 'total' "
            f"WHEN cells <= {sparse} AND moment IS NULL AND {counts_records('whole')} THEN 'total' "
            f"WHEN cells <= {sparse} AND moment IS NULL AND (regexp_matches(lower(what), {literal(_NOTE)}) "
            f"OR regexp_matches(trim(what), '\\s.*\\s|[。；：]')) THEN 'note' "
            f"WHEN cells = 1 AND moment = what AND regexp_matches(lower(what), {literal(_NOTE)}) THEN 'note' END")
    return (f"SELECT _row, what, kind FROM (SELECT *, {kind} AS kind FROM (SELECT _row, {first} AS what, {moment} AS "
            f"moment, "
            f"{_id(mapping)} AS id, {listed}, concat_ws(' ', {listed}) AS whole, "
            f"{_is_unfilled(mapping)} AS unfilled, _surplus, {filled} AS cells "
            f"FROM {relation} WHERE {is_odd})) "
            "WHERE kind IS NOT NULL")


_HANDED_OUT = {
    "evaluations": ("call_id", "vendor", "draw_id", "selection", "form"),
    "surveys": ("survey_id", "vendor", "run_by", "call_id", "customer"),
}
"""Columns that are filled in already where a sheet is handed out to be filled in."""
_PLANTED = ("selection", "vendor", "feedback_voiced")
"""The same of a sheet for test callers: which call it was is theirs to fill in."""


def _is_unfilled(mapping: Mapping) -> str:
    """SQL: a row of a sheet that was handed out (of an evaluation sheet: for a draw, or to test callers), still as it
    was handed out: no other column of its kind holds anything, and no further one points."""
    own: tuple[str, ...] = _HANDED_OUT.get(mapping.format.kind, ())
    if not own:
        return "false"
    there = [f"{mapping.sources[own[2]].text} IS NOT NULL"] if own[2] in mapping.sources else []
    if mapping.format.kind == "evaluations" and not there:
        if "selection" not in mapping.sources:
            return "false"
        own, words = _PLANTED, choice_words("selection", SELECTIONS)
        planted = ", ".join(literal(word) for word, code in words.items() if code == "planted")
        there = [f"lower(trim({mapping.sources['selection'].text})) IN ({planted})"]
    blank = [f"{source.text} IS NULL" for name, source in mapping.sources.items() if name not in own]
    pointless = [f"NOT coalesce({points(cell(position)).is_readable}, false)" for position in mapping.unused]
    return " AND ".join([*there, *blank, *pointless])


_FIRST_LETTERS = ("c0 < '0' OR c0 >= '©' OR lower(substr(c0, 1, 2)) IN ('to', 'gr', 'su', 'ov', 're', 'av', 'me', "
                  "'no', 'so', "
                  "'ge', 'ex', 'pr', 'pa', 'en', 'di', 'co', 'cr', 'po', 'ru')")
"""A cheap test that lets a million ids pass without a pattern."""


def _is_word(text: str) -> str:
    return f"regexp_matches(lower({text}), {literal(_TOTAL)}) OR regexp_matches(lower({text}), {literal(_NOTE)})"


def _id(mapping: Mapping) -> str:
    """SQL: what the row is called by: its own id, else the call's."""
    named = [mapping.sources[name].text for name in (KINDS[mapping.format.kind].id_column, "call_id")
             if name in mapping.sources]
    return f"coalesce({', '.join(named)}, NULL)" if named else "NULL::VARCHAR"


def _may_be_read(moment: str) -> str:
    """SQL: a text that may be a moment: words and marks beside its digits, or as many digits as a moment has."""
    return (f"(regexp_full_match({moment}, {literal(NUMBERS_SQL)}) OR (try_cast({moment} AS DOUBLE) IS NULL "
            f"AND regexp_matches({moment}, '\\d') AND NOT regexp_matches(lower({moment}), {literal(_TOTAL)})))")


def _moment(mapping: Mapping, raw: bool = False) -> str:
    """SQL: the text of the first required moment of the kind."""
    kind = KINDS[mapping.format.kind]
    for column in kind.columns:
        if column.required and column.type is Type.TIMESTAMP and column.name in mapping.sources:
            source = mapping.sources[column.name]
            if not source.positions:
                continue
            return source.raw if raw else source.text
    return "NULL::VARCHAR"


_SUM_WORDS = frozenset(("total", "totals", "subtotal", "overall", "sum", "final", "score", "scores", "result",
                        "percent", "percentage", "pct", "average", "avg", "mean", "%"))
_BESIDE_SUMS = frozenset(("grand", "sub", "quality", "qa", "qc", "evaluation", "weighted", "points", "pts", "marks",
                          "of", "rating", "grade", "achieved", "earned", "possible", "max", "maximum", "call", "in",
                          "all"))
_SUMS_UP = re.compile(r"\b(sub)?totals?$|\b(sub)?total (score|points|marks|percent)\b|总分|總分|合计|合計|总得分|"
                      r"總得分|总计|總計|小计|小計|百分比|得分率|平均分|^得分$|^分数$|^分數$")
_MAY_SUM_UP = re.compile(r"\b((sub)?totals?|overall|sum|percent|percentage|final (score|result))\b")


def is_total_header(header: str, name: str, has_maximum: bool) -> bool:
    """Whether a column of an evaluation sheet sums others up, and so is no criterion.

    ``name`` is the header without its maximum and weight. "Overall impression (5)" is a criterion, "Overall score" and
    "Overall impression" (which may be either, and names no maximum) are not.
    """
    text = plain(name)
    words = set(re.findall(r"\w+|%", text))
    if _SUMS_UP.search(text) or (words & _SUM_WORDS and words <= _SUM_WORDS | _BESIDE_SUMS):
        return True
    return not has_maximum and bool(_MAY_SUM_UP.search(text))
