"""How many records a file says it holds: in the words of a total, a note or a line above the header, or under the id.

Numbers are written as people write them: ``1,234``, ``1.234``, ``1 234``, full-width digits. A claim holds where there
are so many rows, so many in its part, so many with those that are no records, or so many different ids.
"""

from __future__ import annotations

import duckdb

from imports.issues import IssueLog
from imports.mapping import Mapping, cell
from imports.sql import literal
from scoring.records import KINDS, MOMENTS, Type

ADDED_UP = (Type.SECONDS, Type.COUNT, Type.NUMBER)
PART = r"^\W*(sub|小计|小計)"
_WIDE, _NARROW = "０１２３４５６７８９，．：　\u00a0\u202f\u2009", "0123456789,.:    "
_N = r"([0-9]{1,3}(?:[,.' ’][0-9]{3})+|[0-9]{1,9})"
_WHAT = (r"(?:records?|calls?|rows?|contacts?|interactions?|entries|evaluations?|tickets?|cases|cdrs?|conversations?|"
         r"记录|紀錄|通话|通話|话单|話單|数据|數據|行数|條數|条数)")
_UNIT = r"(?:条|條|通|个|個|次|行|笔|筆)"
_TOTAL = (r"(?:grand |overall |sub[ -]?)?(?:totals?|合计|合計|总计|總計|共计|共計|总数|總數|小计|小計)")
_FORMS = (
    rf"\W*{_TOTAL}\W*(?:(?:number )?of )?{_WHAT}?\W*{_N}\W*(?:{_WHAT}|{_UNIT})?(?:{_WHAT})?\W*",
    rf"\W*(?:(?:total )?(?:number|no\.?|count|#) of )?{_WHAT}(?:总数|總數|数|數|量)?\s*"
    rf"(?:in total|exported|found|count|total)?\s*[:=]\s*{_N}\W*",
    rf"\W*(?:total )?(?:number|count|#) of {_WHAT}\s*{_N}\W*",
    rf"\W*(?:共|共计|共計|合计|合計|总计|總計|导出|導出)?\s*{_N}\s*{_UNIT}\s*{_WHAT}?\W*",
    rf"\W*(?:exported |found )?{_N} {_WHAT}(?: in total| exported| found| total)?\W*",
)
_ANY = "|".join(f"(?:{form})" for form in _FORMS)


def counts_records(text: str) -> str:
    """SQL: does the SQL ``text`` say nothing but how many records there are?"""
    return f"coalesce(regexp_full_match({_plain(text)}, {literal(_ANY)}), false)"


def _plain(text: str) -> str:
    return f"lower(translate({text}, {literal(_WIDE)}, {literal(_NARROW)}))"


def _claimed(text: str) -> str:
    """SQL: the number that the SQL ``text`` names; NULL where it says something else."""
    found = ", ".join(f"nullif(regexp_extract({_plain(text)}, {literal('^' + form + '$')}, 1), '')" for form in _FORMS)
    return f"coalesce({found})"


def log_counts(connection: duckdb.DuckDBPyConnection, sheet: str, relation: str, mapping: Mapping, log: IssueLog,
               preamble: tuple[tuple[int, str], ...]) -> None:
    """Tell each number of records that the file names and does not hold. ``_totals`` are its totals rows and the rows
    of their parts, ``_aside`` all rows that are no records."""
    source = mapping.sources.get(KINDS[mapping.format.kind].id_column)
    under = cell(source.positions[0]) if source is not None and source.positions else "NULL::VARCHAR"
    figures = {position for each in mapping.all_sources if each.column.type in (*ADDED_UP, *MOMENTS, Type.YES_NO)
               for position in each.positions}  # under a moment it may be the mean of the dates, under yes/no the yeses
    cells = [f"c{position}" for position in range(len(mapping.headers))]
    worded = [f"c{position}" for position in range(len(mapping.headers)) if position not in figures]
    single = ", ".join(_claimed(each) for each in cells)
    whole, words = (f"concat_ws(' ', {', '.join(each) or 'NULL'})" for each in (cells, worded))
    plain = _plain(under)
    digits = f"CASE WHEN regexp_full_match({plain}, {literal(_N)}) THEN {plain} END"
    above = " UNION ALL ".join(
        f"SELECT {row}::BIGINT AS _row, {_claimed(literal(text))} AS claimed, -1::BIGINT AS part, false AS is_part"
        for row, text in preamble)
    claims = (f"SELECT _row, coalesce({_claimed(words)}, {single}, {digits}) AS claimed, part, "
              f"regexp_matches(lower(what), {literal(PART)}) AS is_part FROM _totals JOIN {sheet} USING (_row) "
              f"UNION ALL SELECT _row, {_claimed(whole)}, -1, false FROM _aside JOIN {sheet} USING (_row) "
              f"WHERE kind = 'note'{' UNION ALL ' + above if above else ''}")
    held = (f"SELECT count(*) AS records, count(DISTINCT {under}) AS ids, "
            f"count(*) + (SELECT count(*) FROM _aside WHERE kind = 'no_record') AS lines FROM {relation}")
    log.add("count_differs", "", (
        "SELECT _row, claimed AS value, json_object('claimed', claimed, 'made', "
        "(CASE WHEN is_part THEN part ELSE records END)::VARCHAR)::VARCHAR AS facts FROM (SELECT _row, "
        f"regexp_replace(claimed, '[^0-9]', '', 'g') AS claimed, part, is_part FROM ({claims})), ({held}) "
        "WHERE claimed <> '' AND try_cast(claimed AS BIGINT) NOT IN (records, part, lines, ids)"))
