"""Criteria of evaluation sheets: wide (one column each) or long (one row each), as one list per evaluation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import duckdb

from imports.criterion import Criterion, criterion_of
from imports.headers import plain
from imports.issues import IssueLog
from imports.mapping import Mapping, cell
from imports.members import Members
from imports.points import Points, number, points
from imports.sql import literal
from imports.totals import is_total_header
from imports.typed import Ask
from scoring.records import CRITERION, CRITERION_COLUMNS, EVALUATIONS

"""Columns that become part of the list of criteria."""
NO_CRITERIA_BIT = 2048
"""Bit in ``flags`` of an evaluation none of whose criteria is filled in."""
MOST_POINTS = 1000
"""Numbers above this, where the header names no maximum, are ids, amounts or times."""
LOOKS_LIKE_SHARE = 0.2
"""A column whose cells are points to this share, and not mostly, is told when it is left out."""
PROSE_LETTERS = 30

_COUNTS = re.compile(r"\b(no|nr|id|ids|number|code|ext|extension|row|line|index|serial|phone|year|month|week|age|"
                     r"version|duration|length|aht|s|secs?|seconds?|ms|mins?|minutes?|h|hrs?|hours?)\b\.?\W*$"
                     r"|\b(duration|handle time)\b|^#|#$|序号|序號|编号|編號|单号|單號|号码|號碼|工号|工號|流水|秒|"
                     r"分钟|分鐘|小时|小時|时长|時長|耗时|年龄|月份")
"""Headers of numbers that are no points: ids, running numbers, durations."""
_FATAL = re.compile(r"\b(auto[- ]?fail\w*|fatal|zero[- ]tolerance|critical (fail\w*|error))\b|致命|一票否决|红线")
"""Headers of errors that fail a call whatever else it scores."""


@dataclass(frozen=True, slots=True)
class Wide:
    """The criteria of a wide sheet, and the headers left out though their cells look like points."""

    criteria: tuple[Criterion, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Profile:
    """How many cells of a column are filled, and what with."""

    filled: int
    numbers: int
    shares: int
    words: int
    nothing: int
    low: float | None
    high: float | None
    distinct: int
    first: float | None
    last: float | None
    longest: int

    @property
    def scored(self) -> int:
        return self.numbers + self.shares + self.words

    @property
    def is_running(self) -> bool:
        """Row numbers: 1 to n in the order of the rows (from any number on when there are many)."""
        if self.low is None or self.high is None or self.numbers != self.filled or self.filled < 3:
            return False
        steps = self.distinct == self.filled == self.high - self.low + 1
        return steps and self.first == self.low and self.last == self.high and (self.low <= 1 or self.filled > 5)


NOTHING_WIDE = Wide((), ())


def wide_criteria(mapping: Mapping, ask: Ask, relation: str) -> Wide:
    """The unread columns that hold points: mostly numbers, N/A or yes and no, or any with a maximum in its header.

    Sums of other columns, ids, running numbers and durations are none.
    """
    criteria, left_out = [], []
    for position in mapping.unused:
        header = mapping.headers[position]
        criterion = criterion_of(header, position)
        if is_total_header(header, criterion.name, criterion.max_score is not None):
            continue
        if criterion.max_score is None and _FATAL.search(plain(header)):  # a yes would be a point won
            left_out.append(header)
            continue
        found = _Profile(*ask(_profile(position, relation)))
        if _is_criterion(criterion, found):
            criteria.append(_with_maximum(criterion, found))
        elif _looks_like_one(criterion, found):
            left_out.append(header)
    return Wide(tuple(criteria), tuple(left_out))


def _profile(position: int, relation: str) -> str:
    text, read = cell(position), points("t")
    return (f"SELECT count(t), count(*) FILTER ({read.is_number}), count(*) FILTER ({read.is_share}), "
            f"count(*) FILTER ({read.is_word}), count(*) FILTER ({read.is_na}), min(x), max(x), count(DISTINCT x), "
            f"arg_min(x, _row), arg_max(x, _row), coalesce(max(length(t)), 0) FROM (SELECT _row, t, CASE WHEN "
            f"{read.is_number} THEN {number('t')} END AS x FROM (SELECT _row, {text} AS t FROM {relation}))")


def _is_criterion(criterion: Criterion, found: _Profile) -> bool:
    if not found.filled:
        return False
    if criterion.max_score is not None:
        return found.scored + found.nothing > 0 or found.longest <= PROSE_LETTERS
    if not found.scored or found.scored * 2 < found.filled - found.nothing:
        return False
    if found.numbers and found.high is not None and found.high > MOST_POINTS:
        return False
    return not (_is_counted(criterion, found) or found.is_running)


def _is_counted(criterion: Criterion, found: _Profile) -> bool:
    return found.numbers > 0 and not found.words and bool(_COUNTS.search(plain(criterion.name)))


def _looks_like_one(criterion: Criterion, found: _Profile) -> bool:
    """Whether somebody might miss this column among the criteria: always where its header names a maximum."""
    if criterion.max_score is not None:
        return True
    said = found.filled - found.nothing
    return 0 < said * LOOKS_LIKE_SHARE <= found.scored and not _is_counted(criterion, found)


def _with_maximum(criterion: Criterion, found: _Profile) -> Criterion:
    """A column of yes and no alone counts one point; one under a percent sign a hundred (or one, for 0.85)."""
    if criterion.max_score is not None:
        return criterion
    if not found.numbers and not found.shares:
        return replace(criterion, max_score=1.0)
    if criterion.name.rstrip().endswith(("%", "％")):
        most = 1.0 if found.high is not None and found.high <= 1 and found.numbers else 100.0
        return replace(criterion, max_score=most, name=criterion.name.rstrip(" %％") or criterion.name)
    return criterion


def _read(criterion: Criterion) -> Points:
    most = "NULL::DOUBLE" if criterion.max_score is None else f"{criterion.max_score}::DOUBLE"
    return points(cell(criterion.position), most)


def wide_sql(criteria: tuple[Criterion, ...]) -> str:
    """SQL over the sheet: the list of criteria of a row, blank cells left out, as ``criteria``."""
    return f"list_filter([{', '.join(map(_struct, criteria))}]::{CRITERION}[], lambda c: c IS NOT NULL) AS criteria"


def _struct(criterion: Criterion) -> str:
    read = _read(criterion)
    return (f"CASE WHEN {cell(criterion.position)} IS NULL THEN NULL ELSE {{'criterion': {literal(criterion.name)}, "
            f"'score': {read.score}, 'max_score': {read.max_score}, 'weight': {criterion.weight}, "
            f"'na': {read.is_na}}} END")


def long_sql(mapping: Mapping) -> str:
    """SQL over the sheet: the one criterion of a row of a long sheet, as ``criteria``; '' for other sheets."""
    sources = mapping.sources
    if "criterion" not in sources or "score" not in sources:
        return ""
    text, name = sources["score"].text, sources["criterion"].text
    weight, read = f"coalesce({_not_negative(mapping, 'weight')}, 1)", _read_long(mapping)
    return (f"CASE WHEN {name} IS NULL OR {text} IS NULL THEN []::{CRITERION}[] ELSE "
            f"[{{'criterion': {name}, 'score': {read.score}, 'max_score': {read.max_score}, 'weight': {weight}, "
            f"'na': {read.is_na}}}]::{CRITERION}[] END AS criteria")


def _read_long(mapping: Mapping) -> Points:
    return points(mapping.sources["score"].text, _not_negative(mapping, "max_score"))


def _not_negative(mapping: Mapping, name: str) -> str:
    """SQL: the number in this column; NULL where it is set aside, as ``too_low`` says."""
    if name not in mapping.sources:
        return "NULL::DOUBLE"
    value = number(mapping.sources[name].text)
    return f"CASE WHEN {value} >= 0 THEN {value} END"


def without_score(mapping: Mapping) -> Mapping:
    """The mapping of a long sheet whose scores :func:`log_unread` has judged: as a column they are not read again."""
    nothing = replace(mapping.sources["score"], text="NULL::VARCHAR", raw="NULL::VARCHAR")
    return replace(mapping, sources=mapping.sources | {"score": nothing})


def without_long(mapping: Mapping) -> Mapping:
    """The mapping of a wide sheet: the columns that only a long one has (``Score``) are read by nobody."""
    lone = [mapping.sources[name] for name in CRITERION_COLUMNS if name in mapping.sources]
    sources = {name: source for name, source in mapping.sources.items() if name not in CRITERION_COLUMNS}
    unused = {position for source in lone for position in source.positions} | set(mapping.unused)
    return replace(mapping, sources=sources, unused=tuple(sorted(unused)))


def log_unread(log: IssueLog, mapping: Mapping, wide: Wide, relation: str) -> None:
    """Cells that are no points hold their rows back; columns left out that somebody might miss are told once."""
    sources = mapping.sources
    for criterion in wide.criteria:
        log.add("criterion_unread", mapping.headers[criterion.position], _unread(
            cell(criterion.position), _read(criterion), literal(criterion.name), relation))
    for header in wide.left_out:
        log.add("criterion_left_out", header, "SELECT NULL::BIGINT AS _row, '' AS value")
    if "criterion" in sources and "score" in sources:
        text, name = sources["score"].text, f"coalesce({sources['criterion'].text}, 'score')"
        log.add("criterion_unread", "score", _unread(text, _read_long(mapping), name, relation))


def _unread(text: str, read: Points, name: str, relation: str) -> str:
    return (f"SELECT _row, {text} AS value, json_object('criterion', {name})::VARCHAR AS facts FROM {relation} "
            f"WHERE {text} IS NOT NULL AND NOT {read.is_readable}")


def log_incomplete(log: IssueLog, connection: duckdb.DuckDBPyConnection) -> None:
    """Say once which criteria lack a maximum; flag the evaluations without any criterion (once, when all are). A call
    that could not be heard has none, nor has a test caller's."""
    unbounded = ("SELECT string_agg(DISTINCT c.criterion, ', ' ORDER BY c.criterion) AS names FROM (SELECT "
                 "unnest(criteria) AS c FROM typed) WHERE c.max_score IS NULL AND c.score IS NOT NULL")
    log.add("no_maximum", "", "SELECT NULL::BIGINT AS _row, '' AS value, json_object('criteria', names)::VARCHAR AS "
                              f"facts FROM ({unbounded}) WHERE names IS NOT NULL")
    wanting = "coalesce(selection, '') <> 'planted' AND coalesce(status, '') <> 'unavailable'"
    (records, empty), = connection.execute("SELECT count(*), count(*) FILTER (len(criteria) = 0) FROM typed WHERE "
                                           f"{wanting}").fetchall()
    if not empty:
        return
    rows = "SELECT NULL::BIGINT AS _row" if empty == records else "SELECT _row"
    log.add("no_criteria", "", f"{rows}, '' AS value FROM typed WHERE len(criteria) = 0 AND {wanting}"
                               f"{' LIMIT 1' if empty == records else ''}")
    connection.execute(f"UPDATE typed SET flags = flags | {NO_CRITERIA_BIT} WHERE len(criteria) = 0")


def check_scores(log: IssueLog, connection: duckdb.DuckDBPyConnection) -> None:
    """Points above their maximum hold the row back, for one of the two is wrong; so do points below zero."""
    for code, test in (("score_above_max", "c.score > c.max_score"), ("score_negative", "c.score < 0")):
        query = ("SELECT _row, c.score::VARCHAR AS value, json_object('criterion', c.criterion, 'max_score', "
                 f"c.max_score)::VARCHAR AS facts FROM (SELECT _row, unnest(criteria) AS c FROM typed) WHERE {test}")
        (found,), = connection.execute(f"SELECT count(*) FROM ({query})").fetchall()
        if found:
            log.add(code, "score", query)


def drop_repeated(connection: duckdb.DuckDBPyConnection, log: IssueLog, members: Members, relation: str, width: int,
                  updated: str) -> None:
    """Of a long sheet that holds an evaluation twice take the rows out of ``typed`` that say the same as another to the
    letter, and where ``updated`` (SQL, ``_row, updated``; '' for none) tells when each was brought up to date, those
    of an older delivery of it. Called before :func:`gather`, which makes one list of all rows of an evaluation."""
    cells = ", ".join(f"c{position}" for position in range(width))
    key = f"vendor, coalesce(evaluation_id, {EVALUATIONS.made_id})"
    dated = updated or "SELECT NULL::BIGINT AS _row, NULL::TIMESTAMP AS updated"
    connection.execute(
        "CREATE TEMP TABLE _repeated AS SELECT _row, CASE WHEN is_old THEN newest ELSE first END AS newer, is_old FROM "
        f"(SELECT *, coalesce(updated < last, false) AS is_old, min(_row) FILTER (updated = last) OVER one AS newest, "
        f"min(_row) OVER (PARTITION BY content) AS first FROM (SELECT t._row, hash({key}) AS one, updated, "
        f"max(updated) OVER (PARTITION BY {key}) AS last, hash({cells}) AS content FROM typed t "
        f"JOIN {relation} USING (_row) LEFT JOIN ({dated}) USING (_row) WHERE t._row NOT IN ({log.held_rows()})) "
        "WINDOW one AS (PARTITION BY one)) "
        "WHERE is_old OR first < _row")
    for code, test in (("exact_duplicate", "NOT is_old"), ("older_version", "is_old")):
        log.add(code, "criterion", "SELECT _row, '' AS value, json_object('newer_row', newer)::VARCHAR AS facts "
                                   f"FROM _repeated WHERE {test}")
    members.follow("SELECT _row, newer AS head FROM _repeated")
    connection.execute("DELETE FROM typed WHERE _row IN (SELECT _row FROM _repeated)")


def gather(connection: duckdb.DuckDBPyConnection, log: IssueLog, members: Members, columns: tuple[str, ...]) -> None:
    """Long sheets: one row per evaluation in ``typed``, its criteria in the order of the rows, which become members of
    the first. An evaluation with a held-back row is held back whole, with the rows that repeat one of its own."""
    key = f"vendor, coalesce(evaluation_id, {EVALUATIONS.made_id})"
    connection.execute(f"CREATE TEMP TABLE _gathered AS SELECT _row, min(_row) OVER (PARTITION BY {key}) AS head "
                       f"FROM typed")
    broken = f"SELECT DISTINCT head FROM _gathered WHERE _row IN ({log.held_rows()})"
    connection.execute(f"CREATE TEMP TABLE _repeats_broken AS SELECT m._row FROM _members m JOIN _gathered g "
                       f"ON g._row = m.head WHERE g.head IN ({broken})")
    connection.execute(
        f"CREATE TEMP TABLE _incomplete AS SELECT _row FROM _gathered WHERE head IN ({broken}) "
        f"AND _row NOT IN ({log.held_rows()}) UNION ALL SELECT _row FROM _repeats_broken")
    log.withdraw("SELECT _row FROM _repeats_broken")
    log.add("evaluation_incomplete", "", "SELECT _row, '' AS value FROM _incomplete")
    connection.execute("DELETE FROM _members WHERE _row IN (SELECT _row FROM _repeats_broken)")
    members.follow(f"SELECT _row, head FROM _gathered WHERE _row NOT IN ({log.held_rows()})")
    kept = ", ".join(f"first({name} ORDER BY t._row) FILTER ({name} IS NOT NULL) AS {name}" for name in columns)
    connection.execute(
        f"CREATE TABLE _evaluations AS SELECT g.head AS _row, {kept}, bit_or(flags) AS flags, "
        f"flatten(list(criteria ORDER BY t._row)) AS criteria FROM typed t JOIN _gathered g USING (_row) "
        f"WHERE t._row NOT IN ({log.held_rows()}) GROUP BY g.head")
    connection.execute("DROP TABLE typed")
    connection.execute("ALTER TABLE _evaluations RENAME TO typed")
