"""What a file claims of itself: its totals rows, held against what its rows add up to.

A claim is read as the cells of its column are. Which rows it speaks of is often not said, so it holds where it is the
sum (or the mean) of all rows, or of those since the total before it (or until the next one, where totals come first);
it is told to differ where it is none of these, beside the figure it most likely means. A total may be written otherwise
than the cells above it (``1,234`` above which no number reaches a thousand, ``0:20:34`` below seconds): where its
spelling allows several readings, it holds if one of them does.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from imports import durations
from imports.control_counts import ADDED_UP, PART, log_counts
from imports.issues import IssueLog
from imports.mapping import Mapping
from imports.sql import literal
from imports.typed import AMOUNT, SAME, Typed
from scoring.records import Type

MOST_TOTALS = 1000
"""A file with more rows that look like totals is no list with totals."""
_MEAN = r"average|avg|mean|平均"
SLACK_MS = 1000
"""Totals of durations are rounded: by a second, or by a ten-thousandth of a long one."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One figure a totals row gives (``values``: as it may be read, the likeliest first), and what the rows make: all
    of them, those of its part (None: no rows), and all with the rows that are no records."""

    row: int
    what: str
    values: list[float]
    sums: tuple[float | None, float | None, float | None]
    means: tuple[float | None, float | None, float | None]
    is_part: bool
    is_mean: bool

    def holds(self, slack: float) -> bool:
        return any(each is not None and abs(each - value) <= max(slack, abs(each) / 10_000 if slack >= 1 else 0)
                   for each in (*self.sums, *self.means) for value in self.values)

    @property
    def made(self) -> float:
        """What the rows make of it, most likely."""
        whole, part, _lines = self.means if self.is_mean else self.sums
        figure = part if self.is_part else whole
        return figure if figure is not None else 0.0


def log_differing(connection: duckdb.DuckDBPyConnection, sheet: str, relation: str, mapping: Mapping,
                  columns: tuple[Typed, ...], log: IssueLog, preamble: tuple[tuple[int, str], ...] = ()) -> None:
    """Tell each total of the file that its rows do not make. ``sheet`` is the relation with its totals rows, which
    ``_aside`` names; ``relation`` the rows that are data; ``preamble`` what stands above the header, by row."""
    (totals, notes), = connection.execute("SELECT count(*) FILTER (kind = 'total'), count(*) FILTER (kind = 'note') "
                                          "FROM _aside").fetchall()
    if totals > MOST_TOTALS or not (totals or notes or preamble):
        return
    _part_of_each(connection, relation)
    for typed in columns:
        is_sum = typed.source.column.type in ADDED_UP and typed.name not in mapping.amounts
        if is_sum and not typed.name.startswith((SAME, AMOUNT)):
            _tell(log, typed, [claim for claim in _claims(connection, sheet, relation, typed)
                               if not claim.holds(_slack(typed))])
    log_counts(connection, sheet, relation, mapping, log, preamble)


def _slack(typed: Typed) -> float:
    return SLACK_MS if typed.source.column.type is Type.SECONDS else 0.005


def _part_of_each(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    """``_totals (_row, what, low, high, records, part)``: the rows a total may speak of, and how many there are."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE _totals AS SELECT t.*, "
        f"(SELECT count(*) FROM {relation}) AS records, "
        f"(SELECT count(*) FROM {relation} AS r WHERE r._row > t.low AND r._row < t.high) AS part "
        "FROM (SELECT _row, what, CASE WHEN first THEN _row ELSE before END AS low, "
        "CASE WHEN first THEN after ELSE _row END AS high FROM (SELECT _row, what, "
        "coalesce(lag(_row) OVER w, -1) AS before, coalesce(lead(_row) OVER w, 9223372036854775807) AS after, "
        f"min(_row) OVER () < (SELECT min(_row) FROM {relation}) AS first "
        "FROM _aside WHERE kind = 'total' WINDOW w AS (ORDER BY _row))) AS t")


def _claims(connection: duckdb.DuckDBPyConnection, sheet: str, relation: str, typed: Typed) -> list[_Claim]:
    """What the totals rows say in one column, and what the data rows make of it."""
    parts = ", ".join(f"{sql} AS {name}" for name, sql in typed.first.items())

    def read(rows: str, value: str) -> str:
        return (f"SELECT _row, {value} AS value FROM "
                f"(SELECT _row, NULL::VARCHAR AS vendor, {typed.source.text} AS said_text, {parts} FROM {rows})")

    one = f"({typed.value})::DOUBLE"
    several = f"list_filter([{one}, {', '.join(_otherwise(typed))}], lambda v: v IS NOT NULL)"
    said = read(f"(SELECT * FROM {sheet} WHERE _row IN (SELECT _row FROM _totals))", several)
    beside = read(f"(SELECT * FROM {sheet} WHERE _row IN (SELECT _row FROM _aside WHERE kind = 'no_record'))", one)
    within = "FROM data AS d WHERE d._row > t.low AND d._row < t.high"
    found = connection.execute(
        f"WITH said AS ({said}), data AS ({read(relation, one)}), every AS (SELECT sum(value) AS total, "
        "avg(value) AS mean FROM data), lines AS (SELECT sum(value) AS total, avg(value) AS mean FROM "
        f"(SELECT value FROM data UNION ALL SELECT value FROM ({beside}))) "
        f"SELECT t._row, t.what, s.value, [every.total, (SELECT sum(d.value) {within}), lines.total], "
        f"[every.mean, (SELECT avg(d.value) {within}), lines.mean], "
        f"regexp_matches(lower(t.what), {literal(PART)}), regexp_matches(lower(t.what), {literal(_MEAN)}) "
        "FROM _totals AS t JOIN said AS s USING (_row), every, lines WHERE len(s.value) > 0 ORDER BY 1").fetchall()
    return [_Claim(row, what, values, tuple(sums), tuple(means), is_part, is_mean)
            for row, what, values, sums, means, is_part, is_mean in found]


def _otherwise(typed: Typed) -> list[str]:
    """SQL of how the text of a total may be read where it is written otherwise than the cells of its column: without
    marks of thousands (a comma or a point may be one), with a decimal comma, as a clock."""
    bare = "regexp_replace(said_text, '[\\s\u00a0\u202f\u2009''’_]|(?i:seconds?|secs?|s|秒)$', '', 'g')"
    bare = f"translate({bare}, '０１２３４５６７８９，．：', '0123456789,.:')"
    readings = [bare, f"CASE WHEN regexp_full_match({bare}, '-?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?') "
                f"THEN replace({bare}, ',', '') END",
                f"CASE WHEN regexp_full_match({bare}, '-?\\d{{1,3}}(\\.\\d{{3}})+(,\\d+)?') "
                f"THEN replace(replace({bare}, '.', ''), ',', '.') END",
                f"CASE WHEN regexp_full_match({bare}, '-?\\d+,\\d+') THEN replace({bare}, ',', '.') END"]
    numbers = [f"try_cast({reading} AS DOUBLE)" for reading in readings]
    if typed.source.column.type is not Type.SECONDS:
        return numbers
    factor = durations.MS_PER.get(typed.unit, 1000)
    return [*(f"{number} * {factor}" for number in numbers), f"({durations.clock(bare, '')})::DOUBLE",
            f"({durations.in_words('said_text')})::DOUBLE"]


def _tell(log: IssueLog, typed: Typed, claims: list[_Claim]) -> None:
    timed = typed.source.column.type is Type.SECONDS
    for claim in claims:
        claimed, made = (_clock(each) if timed else _plain(each) for each in (claim.values[0], claim.made))
        facts = f"json_object('claimed', {literal(claimed)}, 'made', {literal(made)})::VARCHAR"
        log.add("total_differs", typed.canonical, f"SELECT {claim.row}::BIGINT AS _row, {literal(claimed)} AS value, "
                                                  f"{facts} AS facts")


def _clock(milliseconds: float) -> str:
    """h:mm:ss."""
    seconds = round(milliseconds / 1000)
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
