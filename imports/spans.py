"""How long the intervals of a report last: an interval in one cell (``09:00-09:30``), an end in another column, days,
or the step between rows. And the hour shown twice when summer time ends: reports do not say which is which."""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import TYPE_CHECKING

from imports.above import Above
from imports.interval_columns import CLOCK, END, WHOLE_DAY
from imports.issues import IssueLog, refused
from imports.mapping import Mapping, Source
from imports.sql import literal
from imports.typed import Ask, Typed
from imports.zones import span
from scoring.records import INTERVALS

if TYPE_CHECKING:
    import duckdb

DAY_MINUTES = 1440
_DASH = "(?:-|–|—|~|～|至|到|/|to)"
_SPAN = (r"^\s*(.*?\d{1,2}[:：点點时時]\d{0,2}(?::\d{2})?(?:\.\d+)?\s*(?:[aApP]\.?[mM]\.?)?(?:Z|\+\d{2}:?\d{2})?)"
         rf"\s*{_DASH}\s*(\D{{0,3}}\d.*?)\s*$")
_BARE = rf"^\s*(\d{{2}})(\d{{2}})\s*{_DASH}\s*(\d{{2}})(\d{{2}})\s*$"
_HOUR = r"^\s*(\d{1,2})\s*[点點时時]?\s*$"
_DIGITS = r"^\s*([01]\d|2[0-4])([0-5]\d)\s*$"
_HOURS = rf"^\s*(\d{{1,2}})\s*[点點时時]?\s*{_DASH}\s*(\d{{1,2}})\s*[点點时時]?\s*$"
_DATED = r"\d{4}|\d[/.-]\d{1,2}[/.-]\d|\d[月年]|[A-Za-z]{3,9}\.? \d|\d{5}"
_CLOCKED = r":|\d{5}\.\d|\d{9,}|\d[点點时時]"
_MIDNIGHT = r"[ T]0{1,2}:00(:00(\.0+)?)?$"


def counted_by(mapping: Mapping, counter: str) -> Mapping:
    """``mapping`` with the counter that a person names, where the sheet does not say who counted."""
    if not counter or "counted_by" in mapping.sources:
        return mapping
    text = literal(counter)
    source = Source(INTERVALS.column("counted_by"), text, (), (), text)
    return replace(mapping, sources=mapping.sources | {"counted_by": source})


def located(mapping: Mapping, ask: Ask, relation: str, lines: Above) -> Mapping:
    """``mapping`` with the start of each interval as one moment, and its end where cells tell it.

    Refused where rows have a time of day, and the report is of several days.
    """
    start, end = mapping.sources["start_at"], mapping.amounts.get(END.name)
    if not start.positions:  # one row for all of the time that the lines above name
        last = Source(END, literal(lines.last), (), (), literal(lines.last), unit=WHOLE_DAY)
        return _with(mapping, start, last)
    one_cell = start.time_text or start.text
    normal = _normal(one_cell, has_day_elsewhere=bool(start.time_text or lines.first))
    spanned, = ask(f"SELECT coalesce(bool_or(regexp_matches({normal}, {literal(_SPAN)})), false) FROM {relation}")
    first, second = _halves(normal) if spanned else (normal, "")
    start, second_end = _placed(mapping, start, first, second, ask, relation, lines)
    end = second_end or (_kind_of_end(end, start, ask, relation) if end else None)
    if end is None and "minutes" not in mapping.sources and _only_days(start, ask, relation):
        end = replace(start, column=END, unit=WHOLE_DAY)
    return _with(mapping, start, end)


def _with(mapping: Mapping, start: Source, end: Source | None) -> Mapping:
    return replace(mapping, sources=mapping.sources | {"start_at": start},
                   amounts=mapping.amounts | ({END.name: end} if end else {}))


def _normal(text: str, *, has_day_elsewhere: bool) -> str:
    """SQL: ``0900-0930``, ``9-10``, ``0900`` and ``9`` as clocks, where no date can be meant."""
    if not has_day_elsewhere:
        return text
    for pattern, clock in ((_BARE, r"\1:\2-\3:\4"), (_HOURS, r"\1:00-\2:00"), (_DIGITS, r"\1:\2"), (_HOUR, r"\1:00")):
        text = f"regexp_replace({text}, {literal(pattern)}, '{clock}')"
    return text


def _halves(normal: str) -> tuple[str, str]:
    """SQL: the beginning and the end of an interval in one cell; what is none stands as it is, without an end."""
    first = (f"CASE WHEN regexp_matches({normal}, {literal(_SPAN)}) THEN "
             f"nullif(trim(regexp_extract({normal}, {literal(_SPAN)}, 1)), '') ELSE {normal} END")
    end = f"regexp_replace(regexp_extract({normal}, {literal(_SPAN)}, 2), '^24:00(:00)?$', '0:00')"
    return first, f"nullif(trim({end}), '')"


def _placed(mapping: Mapping, start: Source, first: str, second: str, ask: Ask, relation: str,
            lines: Above) -> tuple[Source, Source | None]:
    """The start and (with a ``second`` half) the end, each with its day: of its cell, its column or the lines above."""
    if start.time_text:
        day = start.text
    elif _any(first, _DATED, ask, relation):
        placed = replace(start, text=first, raw=first)
        if second and _any(second, _DATED, ask, relation):
            return placed, replace(placed, column=END, text=second, raw=second)
        return placed, replace(placed, column=END, time_text=second, unit=CLOCK) if second else None
    elif lines.first:
        if lines.last != lines.first:
            raise refused("times_without_day", _rows(ask, relation), first=lines.first, last=lines.last)
        day = literal(lines.first)
    else:
        return start, None
    placed = replace(start, text=day, raw=first, time_text=first)
    return placed, replace(placed, column=END, time_text=second, unit=CLOCK) if second else None


def _kind_of_end(end: Source, start: Source, ask: Ask, relation: str) -> Source:
    """An end in a column of its own: a full moment, a clock on the day of the start, or a whole day."""
    if end.time_text or _any(end.text, _DATED, ask, relation):
        return replace(end, unit=WHOLE_DAY) if _only_days(end, ask, relation) else end
    midnight = f"regexp_replace({_normal(end.text, has_day_elsewhere=True)}, '^24:00(:00)?$', '0:00')"
    return replace(start, column=END, headers=end.headers, positions=end.positions, time_text=midnight, unit=CLOCK)


def _any(text: str, pattern: str, ask: Ask, relation: str) -> bool:
    found, = ask(f"SELECT coalesce(bool_or(regexp_matches({text}, {literal(pattern)})), false) FROM {relation}")
    return bool(found)


def _only_days(source: Source, ask: Ask, relation: str) -> bool:
    """Whether a column of moments holds dates alone."""
    bare = f"regexp_replace({source.text}, {literal(_MIDNIGHT)}, '')"
    return not source.time_text and not _any(bare, _CLOCKED, ask, relation)


def _rows(ask: Ask, relation: str) -> int:
    rows, = ask(f"SELECT count(*) FROM {relation}")
    return int(rows)


def minutes_between(start: Typed, end: Typed) -> str:
    """SQL over the first layer: minutes from one moment to the other by the clock on the wall (no hour that daylight
    saving repeats is in between), NULL where that is no interval. An end at ``09:29`` or ``:59`` seconds is the last
    one inside; a whole day ends with it."""
    wall = f"date_diff('second', {_wall(start)}, {_wall(end)})"
    if end.source.unit == WHOLE_DAY:
        minutes = f"((date_diff('day', {_wall(start)}, {_wall(end)}) + 1) * {DAY_MINUTES})"
    else:
        whole = f"(({wall} + CASE WHEN abs({wall}) % 60 = 59 THEN 1 ELSE 0 END) / 60.0)"
        if end.source.unit == CLOCK:
            whole = f"(CASE WHEN {whole} <= 0 THEN {whole} + {DAY_MINUTES} ELSE {whole} END)"
        minutes = (f"(CASE WHEN {DAY_MINUTES} % {whole} <> 0 AND {DAY_MINUTES} % ({whole} + 1) = 0 THEN {whole} + 1 "
                   f"ELSE {whole} END)")
    return f"CASE WHEN {minutes} BETWEEN 1 AND 45000 THEN {minutes} END"


def _wall(typed: Typed) -> str:
    wall, offset = f"w_{typed.name}", f"o_{typed.name}"
    return f"({wall} - to_minutes(coalesce({offset}, 0)))" if offset in typed.first else wall


def fill_lengths(connection: duckdb.DuckDBPyConnection, log: IssueLog) -> None:
    """Where nothing else tells how long the intervals in ``typed`` last, the step between rows does: the greatest time
    that fits all steps of a vendor's rows and a day. It is told."""
    steps = connection.execute(
        "SELECT vendor, list(DISTINCT step) FROM (SELECT vendor, date_diff('minute', lag(start_at) OVER (PARTITION BY "
        "vendor ORDER BY start_at), start_at) AS step FROM (SELECT DISTINCT vendor, start_at FROM typed WHERE minutes "
        "IS NULL AND _failed = 0)) WHERE step IS NOT NULL GROUP BY vendor").fetchall()
    for vendor, apart in steps:
        minutes = gcd(DAY_MINUTES, *apart)
        log.add("minutes_from_step", "minutes", f"SELECT NULL::BIGINT AS _row, '' AS value, json_object('minutes', "
                                                f"{minutes})::VARCHAR AS facts")
        connection.execute("UPDATE typed SET minutes = ? WHERE vendor = ? AND minutes IS NULL AND _failed = 0",
                           [minutes, vendor])


def part_repeated_hour(connection: duckdb.DuckDBPyConnection, log: IssueLog, ambiguous: str, zones: dict[str, str],
                       columns: tuple[str, ...]) -> None:
    """Of two rows of ``typed`` for one interval in the hour shown twice, take the second for the second hour; told.

    ``ambiguous`` is the test that a row's start lies in it; ``columns`` tell apart what is counted. Reports write the
    hour twice without a mark. Where other intervals stand in the file twice as well, rows are delivered twice and no
    hours; so are three rows for one interval. Those stay as they are.
    """
    key = ", ".join(columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE _twice AS SELECT _row, vendor, start_at, {ambiguous} AS odd, row_number() OVER "
        f"(PARTITION BY {key} ORDER BY _row) AS place, count(*) OVER (PARTITION BY {key}) AS n FROM typed "
        "WHERE start_at IS NOT NULL")
    second = connection.execute("SELECT _row, vendor, start_at FROM _twice WHERE odd AND n = 2 AND place = 2 AND NOT "
                                "EXISTS (FROM _twice WHERE n > 1 AND NOT odd)").fetchall()
    for row, vendor, start in second:
        changes = span(zones.get(vendor, next(iter(zones.values()))), start, start).changes
        shift = max((change.before_s - change.after_s for change in changes), default=0)
        connection.execute("UPDATE typed SET start_at = start_at + to_seconds(?) WHERE _row = ?", [shift, row])
    if second:
        rows = ", ".join(str(row) for row, _, _ in second)
        log.add("second_hour", "start_at", f"SELECT _row, '' AS value FROM typed WHERE _row IN ({rows})")
