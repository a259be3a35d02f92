"""Sheets of a workbook that are one list: a sheet a month, a vendor or a team, all with the same columns.

They are read as one sheet, each row with the number that names its sheet too (:mod:`scoring.places`). Where records
stand in several of them, one may be a copy or the sum of the others: that only a person can tell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from imports.headers import folded
from imports.issues import refused
from imports.mapping import Mapping
from imports.questions import SHEETS, TOGETHER
from imports.request import Question
from imports.sql import literal
from scoring.places import APART, BETWEEN, MOST_SHEETS, SHEET_ROWS, offset_of
from scoring.records import INTERVALS, KINDS

if TYPE_CHECKING:
    import duckdb

    from imports.readers import Sheet
    from imports.request import ReadRequest

SHARED_MOST = 0.05
"""Calls that last over midnight stand in two months; of a copy or a sum, most records stand elsewhere too."""
NAMES_SHOWN = 3
VENDOR = "vendor"


def joined(sheets: list[Sheet], request: ReadRequest, connection: duckdb.DuckDBPyConnection) -> list[Sheet]:
    """The sheets, those that are parts of one list as one. Of a sheet that was answered for, only that one."""
    answer = request.answers.get(SHEETS, "")
    if answer and answer != TOGETHER:
        named = [sheet for sheet in sheets if sheet.name == answer]
        if not named:
            raise refused("sheet_not_there", sum(sheet.rows for sheet in sheets), sheet=answer,
                          sheets=", ".join(sheet.name for sheet in sheets))
        return named
    groups: dict[object, list[Sheet]] = {}
    for number, sheet in enumerate(sheets):
        groups.setdefault(_likeness(sheet, request.kind) or number, []).append(sheet)
    return [_as_one(group, request, connection, f"joined_{number}") if 1 < len(group) <= MOST_SHEETS else group[0]
            for number, group in enumerate(groups.values())]


def _likeness(sheet: Sheet, kind: str) -> tuple[object, ...]:
    """Equal for sheets that are parts of one list; () for one that is none. A report's days may stand above its
    header, so that reports of other days are others."""
    if not sheet.header or not sheet.rows or sheet.delimiter or "/" in sheet.name:
        return ()
    names = Counter(map(folded, sheet.header))
    in_order = sheet.header if max(names.values()) > 1 else ()
    above = tuple(text for _, text in sheet.preamble) if kind == INTERVALS.name else ()
    return (frozenset(names), in_order, sheet.hidden, above)


def _as_one(group: list[Sheet], request: ReadRequest, connection: duckdb.DuckDBPyConnection, name: str) -> Sheet:
    first, header = group[0], group[0].header or ()
    by_name = not request.vendor and VENDOR not in map(folded, header) and all(
        sheet.name.strip().casefold() in request.vendors for sheet in group)
    selected, empty = [], set(range(len(header)))
    for number, sheet in enumerate(group):
        places = {folded(text): place for place, text in enumerate(sheet.header or ())}
        own = sheet.header == first.header
        theirs = [place if own else places[folded(text)] for place, text in enumerate(header)]
        empty &= {place for place, their in enumerate(theirs) if their in sheet.empty}
        columns = [f"c{their} AS c{place}" for place, their in enumerate(theirs)]
        columns += [f"{literal(sheet.name.strip())} AS c{len(header)}"] if by_name else []
        selected.append(f"SELECT _row + {offset_of(number)} AS _row, {', '.join(columns)}, _surplus "
                        f"FROM {sheet.relation}")
    connection.execute(f"CREATE TEMP VIEW {name} AS {' UNION ALL '.join(selected)}")
    header = (*header, VENDOR) if by_name else header
    above = first.preamble if request.kind == INTERVALS.name else ()
    return replace(first, name=BETWEEN.join(sheet.name for sheet in group), relation=name, header=header,
                   preamble=above, rows=sum(sheet.rows for sheet in group), width=len(header),
                   replaced=sum(sheet.replaced for sheet in group), parts=tuple(sheet.name for sheet in group),
                   empty=frozenset(empty))


def which(fitting: list[tuple[Sheet, Mapping]]) -> tuple[Sheet, Mapping]:
    """The first of several sheets that could each be read and are no parts of one list, with the question which one is
    meant."""
    sheet, mapping = fitting[0]
    names = list(dict.fromkeys(each.name for each, _ in fitting))
    return sheet, replace(mapping, questions=(Question(SHEETS, "", names, ""),))


def asked(connection: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping, request: ReadRequest) -> Mapping:
    """The mapping, with the question which sheets are meant where records stand in several of them."""
    answer = request.answers.get(SHEETS, "")
    if answer and (sheet.parts or sheet.name == answer):
        return replace(mapping, answered=mapping.answered | {SHEETS: answer})
    shared = _shared(connection, sheet, mapping) if sheet.parts else []
    if not shared:
        return mapping
    question = Question(SHEETS, "", [TOGETHER, *sheet.parts], ", ".join(shared[:NAMES_SHOWN]))
    return replace(mapping, questions=(question, *mapping.questions))


def _shared(connection: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping) -> list[str]:
    """The pairs of sheets that too many records stand in: those of the same id, or else rows that say the same."""
    kind = KINDS[mapping.format.kind]
    id_, moment, vendor = (mapping.sources.get(name) for name in (kind.id_column, kind.month_columns[-1], VENDOR))
    told = [source.text for source in (id_, vendor) if source] if id_ else list(sheet.columns)
    # a total has neither an id of its own nor a moment
    is_record = " AND ".join(f"{source.text} IS NOT NULL" for source in (id_, moment) if source) or "true"
    key = f"CASE WHEN {is_record} THEN hash({', '.join(told)}) END"
    found = connection.execute(
        f"WITH keyed AS (SELECT DISTINCT (_row - {APART + 1}) // {SHEET_ROWS} AS sheet, {key} AS key "
        f"FROM {sheet.relation}), known AS (SELECT * FROM keyed WHERE key IS NOT NULL), "
        "sums AS (SELECT sheet, count(*) AS n FROM known GROUP BY 1) "
        "SELECT a.sheet, b.sheet FROM known AS a JOIN known AS b USING (key) "
        "JOIN sums AS s ON s.sheet = a.sheet JOIN sums AS t ON t.sheet = b.sheet WHERE a.sheet < b.sheet "
        f"GROUP BY a.sheet, b.sheet HAVING count(*) > {SHARED_MOST} * least(any_value(s.n), any_value(t.n)) "
        "ORDER BY count(*) DESC, 1, 2").fetchall()
    return [f"{sheet.parts[one]} + {sheet.parts[other]}" for one, other in found]


def rows_by_sheet(connection: duckdb.DuckDBPyConnection, sheet: Sheet, data: str, held: str) -> dict[str, list[int]]:
    """By sheet its rows read, stored, held back and not data; empty where one sheet was read. ``data`` is the relation
    of rows that are data, ``held`` SQL of the rows held back."""
    if not sheet.parts:
        return {}
    place = f"((_row - {APART + 1}) // {SHEET_ROWS})"
    found = connection.execute(
        f"SELECT {place}, count(*), count(*) FILTER (_row IN ({held})), count(*) FILTER (_row NOT IN "
        f"(SELECT _row FROM {data} UNION ALL SELECT _row FROM _split)) FROM {sheet.relation} "
        "GROUP BY 1 ORDER BY 1").fetchall()
    return {sheet.parts[number]: [rows, rows - back - no_data, back, no_data] for number, rows, back, no_data in found}
