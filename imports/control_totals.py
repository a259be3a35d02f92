"""What a file claims of itself: its totals rows, held against what its rows add up to.

A claim is read as the cells of its column are. Which rows it speaks of is often not said, so it holds where it is the
sum (or the mean) of all rows, or of those since the total before it (or until the next one, where totals come first);
it is told to differ where it is none of these, beside the figure it most likely means.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from imports.issues import IssueLog
from imports.mapping import Mapping, cell
from imports.sql import literal
from imports.typed import AMOUNT, SAME, Typed
from scoring.records import KINDS, Type

ADDED_UP = (Type.SECONDS, Type.COUNT, Type.NUMBER)
MOST_TOTALS = 1000
"""A file with more rows that look like totals is no list with totals."""
_MEAN = r"average|avg|mean|平均"
_PART = r"^\W*(sub|小计|小計)"
_RECORDS = (r"^\W*(?:grand |overall |sub[ -]?)?(?:totals?|合计|合計|总计|總計|共计|共計|总数|小计|小計)"
            r"\W*(?:records?|calls?|rows?|contacts?|记录|通话)?\W*([0-9][0-9,]*)\W*"
            r"(?:records?|calls?|rows?|contacts?|条|條|通|个|次|行|笔)?\W*$")
SLACK_MS = 1000
"""Totals of durations are rounded: by a second, or by a ten-thousandth of a long one."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One figure a totals row gives, and what the rows make: all of them, and those of its part (None: no rows)."""

    row: int
    what: str
    value: float
    sums: tuple[float | None, float | None]
    means: tuple[float | None, float | None]
    is_part: bool
    is_mean: bool

    def holds(self, slack: float) -> bool:
        said = (*self.sums, *self.means)
        return any(each is not None and abs(each - self.value) <= max(slack, abs(each) / 10_000 if slack >= 1 else 0)
                   for each in said)

    @property
    def made(self) -> float:
        """What the rows make of it, most likely."""
        whole, part = self.means if self.is_mean else self.sums
        figure = part if self.is_part else whole
        return figure if figure is not None else 0.0


def log_differing(connection: duckdb.DuckDBPyConnection, sheet: str, relation: str, mapping: Mapping,
                  columns: tuple[Typed, ...], log: IssueLog) -> None:
    """Tell each total of the file that its rows do not make. ``sheet`` is the relation with its totals rows, which
    ``_aside`` names; ``relation`` the rows that are data."""
    (totals,), = connection.execute("SELECT count(*) FROM _aside WHERE kind = 'total'").fetchall()
    if not 0 < totals <= MOST_TOTALS:
        return
    _part_of_each(connection, relation)
    for typed in columns:
        is_sum = typed.source.column.type in ADDED_UP and typed.name not in mapping.amounts
        if is_sum and not typed.name.startswith((SAME, AMOUNT)):
            _tell(log, typed, [claim for claim in _claims(connection, sheet, relation, typed)
                               if not claim.holds(_slack(typed))])
    _tell_counts(connection, sheet, mapping, log)


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

    def read(rows: str) -> str:
        return (f"SELECT _row, ({typed.value})::DOUBLE AS value FROM "
                f"(SELECT _row, NULL::VARCHAR AS vendor, {parts} FROM {rows})")

    said = read(f"(SELECT * FROM {sheet} WHERE _row IN (SELECT _row FROM _totals))")
    found = connection.execute(
        f"WITH said AS ({said}), data AS ({read(relation)}), every AS (SELECT sum(value) AS total, "
        "avg(value) AS mean FROM data) "
        "SELECT t._row, t.what, s.value, every.total, "
        "(SELECT sum(d.value) FROM data AS d WHERE d._row > t.low AND d._row < t.high), every.mean, "
        "(SELECT avg(d.value) FROM data AS d WHERE d._row > t.low AND d._row < t.high), "
        f"regexp_matches(lower(t.what), {literal(_PART)}), regexp_matches(lower(t.what), {literal(_MEAN)}) "
        "FROM _totals AS t JOIN said AS s USING (_row), every WHERE s.value IS NOT NULL ORDER BY 1").fetchall()
    return [_Claim(row, what, value, (total, part), (mean, part_mean), is_part, is_mean)
            for row, what, value, total, part, mean, part_mean, is_part, is_mean in found]


def _tell(log: IssueLog, typed: Typed, claims: list[_Claim]) -> None:
    timed = typed.source.column.type is Type.SECONDS
    for claim in claims:
        claimed, made = (_clock(each) if timed else _plain(each) for each in (claim.value, claim.made))
        facts = f"json_object('claimed', {literal(claimed)}, 'made', {literal(made)})::VARCHAR"
        log.add("total_differs", typed.canonical, f"SELECT {claim.row}::BIGINT AS _row, {literal(claimed)} AS value, "
                                                  f"{facts} AS facts")


def _tell_counts(connection: duckdb.DuckDBPyConnection, sheet: str, mapping: Mapping, log: IssueLog) -> None:
    """A total that says how many records there are: in its own words, or under the id."""
    source = mapping.sources.get(KINDS[mapping.format.kind].id_column)
    under = cell(source.positions[0]) if source is not None and source.positions else "NULL::VARCHAR"
    claimed = (f"coalesce(nullif(regexp_extract(lower(what), {literal(_RECORDS)}, 1), ''), "
               f"CASE WHEN regexp_full_match({under}, '[0-9]{{1,9}}') THEN {under} END)")
    log.add("count_differs", "", (
        "SELECT _row, claimed AS value, json_object('claimed', claimed, 'made', "
        f"(CASE WHEN regexp_matches(lower(what), {literal(_PART)}) THEN part ELSE records END)::VARCHAR)::VARCHAR "
        "AS facts FROM (SELECT t.*, replace(" + claimed + f", ',', '') AS claimed FROM _totals AS t JOIN {sheet} "
        "USING (_row)) WHERE try_cast(claimed AS BIGINT) NOT IN (records, part)"))


def _clock(milliseconds: float) -> str:
    """h:mm:ss."""
    seconds = round(milliseconds / 1000)
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
