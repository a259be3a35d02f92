"""Moments: every way exports write them, read as whole columns into UTC.

A column is first cast directly (ISO without an offset: nearly all of them). Where that fails, the *shapes* of its texts
(every digit a 9) are listed by one query, each shape gives the pattern that reads it, and day before month is decided
from all values at once. A cast reads ``10:00 PM`` and ``10:00 EST`` as ten o'clock, so that only texts which are a date
and a clock and nothing else are ever cast.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from imports.date_marks import plainly
from imports.sql import literal
from imports.typed import Ask, said

SHAPES_LISTED = 400
NEVER_BEFORE = "1971-01-01"
"""An earlier moment is a clock at nought, which programs write for never."""
_ZONE = r" ?(?:Z|UTC|GMT|[+-]99(?::?99)?)"
_CLOCK = re.compile(rf"^(?P<sep>[ T,]+)(?P<clock>9{{1,2}}:9{{1,2}})(?P<s>:9{{1,2}})?(?P<f>[.]9{{1,9}})?(?P<ap> ?[AP]M)?"
                    rf"(?P<zone>{_ZONE})?$")
_YEAR_FIRST = re.compile(r"^9999([-/.])9{1,2}\1?9{1,2}")
_ORDERED = re.compile(r"^9{1,2}([-/. ])9{1,2}\1(9999|99)(?!9)")
_NAMED = re.compile(r"^(?:(?P<wd>[A-Z]{3,9})(?P<ws>,? ))?(?:(?P<mn>[A-Z]{3,9})(?P<m1>\.? )9{1,2}(?P<m2>,? )9999"
                    r"|9{1,2}(?P<d1>[-/ ])(?P<dn>[A-Z]{3,9})(?P<d2>[-/, ]{1,2})(?P<y>9999|99))(?!9)")
_ORDERED_SQL = r"^\d{1,2}[-/. ]\d{1,2}[-/. ](\d{4}|\d{2})(\D|$)"
_CLOCK_SQL = r"\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,9})?)?"
_DAY_SQL = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_ZONE_SQL = r"(?i)(:\d{1,2}(?:\.\d+)?(?: ?[ap]m)?) ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$"
NUMBERS_SQL = r"[2-7]\d{4}(\.\d+)?|\d{10}(\.\d+)?|\d{6}|\d{8}|\d{12,14}"
"""Texts of digits alone that may be a moment: Excel's days, seconds and milliseconds since 1970, written-out dates."""
_TWELVE_HOURS = ("%I:%M:%S.%f %p", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p")
_MONTHS = ("%Y-%m", "%Y/%m", "%Y.%m", "%Y%m", "%Y-%m-", "%m/%Y", "%m-%Y", "%m.%Y", "%b-%y", "%b %y", "%b-%Y", "%b %Y",
           "%B %Y")
DATE_ORDERS = ("dmy", "mdy")
SHORT_ORDERS = {"ymd": "%y%m%d", "dmy": "%d%m%y", "mdy": "%m%d%y"}
LONG_ORDERS = {"ymd": "%Y%m%d", "dmy": "%d%m%Y", "mdy": "%m%d%Y"}
ONE_FILE_DAYS = 400
"""The dates of one file lie no further apart: of six digits, an order that spreads them over decades is not theirs."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which of day, month and year comes first. ``decided`` is ``dmy``, ``mdy``, ``ymd``, or '' where it makes no
    difference or the values leave open ``choices``, of which ``example`` shows why. ``mixed``: the column holds dates
    that only one order reads beside dates that only another does."""

    decided: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """What the shapes of a column tell: the patterns that read them, the kinds of plain numbers, and the order."""

    text: str
    formats: tuple[str, ...]
    cast: bool
    zoned: bool
    numbers: tuple[str, ...]
    order: Order


@dataclass(frozen=True, slots=True)
class Wall:
    """SQL for what the clock on the wall showed, for minutes east of UTC where the text says so (NULL: it does not),
    and for "only a date"; ``text`` is what was read."""

    text: str
    wall: str
    offset: str
    date_only: str


def direct(text: str) -> tuple[Wall, str]:
    """A plain cast, and the SQL test over ``{t}`` (the text) and ``{w}`` (the cast) that it was not enough."""
    plain = ("CASE strlen({t}) WHEN 19 THEN substr({t}, 17, 1) = ':' WHEN 16 THEN substr({t}, 14, 1) = ':' "
             "ELSE strlen({t}) <= 10 END")
    test = f"{{t}} IS NOT NULL AND ({{w}} IS NULL OR {{w}} < TIMESTAMP '{NEVER_BEFORE}' OR NOT ({plain}))"
    return Wall(text, f"try_cast({text} AS TIMESTAMP)", "", f"strlen({text}) <= 10"), test


def study(text: str, ask: Ask, relation: str, settled: str = "") -> Study:
    """List the shapes of ``text`` over ``relation`` and find the patterns that read them. An order that is ``settled``
    is not looked for: what it does not read is no date here."""
    text = plainly(said(text), ask, relation)
    shapes = ask(f"SELECT list((shape, least, most)) FROM (SELECT translate({text}, '0123456789', '9999999999') AS "
                 f"shape, "
                 f"min({text}) AS least, max({text}) AS most, count(*) AS n FROM {relation} WHERE {text} IS NOT NULL "
                 f"GROUP BY 1 ORDER BY n DESC LIMIT {SHAPES_LISTED})")[0] or []
    formats: dict[str, None] = {}
    numbers: dict[str, None] = {}
    cast = zoned = ordered = False
    for shape, least, most in shapes:
        found = _pattern(shape.upper())
        zoned = zoned or bool(found and found[1])
        if found is None:
            numbers.update(dict.fromkeys(_number_kind(shape, least, most)))
        elif found[0] == "cast":
            cast = True
        else:
            formats[found[0]] = None
            ordered = ordered or "<order>" in found[0]
    order = Order()
    if settled in (DATE_ORDERS if ordered else SHORT_ORDERS):
        order = Order(settled)
    elif ordered:
        order = _order(text, ask, relation)
    elif "short_day" in numbers:
        order = _digits_order(text, ask, relation, 6, SHORT_ORDERS)
    elif "day" in numbers:
        long = _digits_order(text, ask, relation, 8, LONG_ORDERS)
        if long.decided in DATE_ORDERS or long.choices:
            order, numbers = long, {("long_day" if kind == "day" else kind): None for kind in numbers}
    return Study(text, tuple(formats), cast, zoned, tuple(numbers), order)


def wall(study: Study, order: str) -> Wall:
    """The SQL that reads a studied column, its undecided dates in ``order`` (``dmy``, ``mdy``; six digits ``ymd``)."""
    text = study.text
    bare = f"regexp_replace({text}, {literal(_ZONE_SQL)}, '\\1')" if study.zoned else text
    plain = f"regexp_full_match({bare}, {literal(f'{_DAY_SQL}([ T]+{_CLOCK_SQL})?')})"
    readings = [f"CASE WHEN {plain} THEN try_cast({bare} AS TIMESTAMP) END"] if study.cast else []
    formats = sorted((_in_order(pattern, order) for pattern in study.formats), key=lambda pattern: "%Y" in pattern)
    if formats:
        readings.append(f"try_strptime({bare}, [{', '.join(literal(pattern) for pattern in formats)}])")
    short = SHORT_ORDERS.get(order, SHORT_ORDERS["ymd"])
    long = LONG_ORDERS.get(order, LONG_ORDERS["ymd"])
    readings += [_NUMBERS[kind].format(t=text, short=short, long=long) for kind in study.numbers]
    moment = f"coalesce({', '.join(readings)})" if readings else "NULL::TIMESTAMP"
    dateless = f"(contains({text}, ':') OR regexp_full_match({text}, '\\d{{9,}}(\\.\\d+)?|\\d{{5}}\\.\\d+'))"
    return Wall(text, moment, _offset(study), f"NOT {dateless}")


def without_short_days(study: Study) -> Study:
    """The study of a column of months: six digits are a year and a month in it, and leave no order open."""
    if "short_day" not in study.numbers:
        return study
    numbers = tuple(kind for kind in study.numbers if kind != "short_day")
    return replace(study, numbers=numbers,
                   order=study.order if any("<order>" in each for each in study.formats) else Order())


def of_month(wall: Wall) -> Wall:
    """The first day of the month that a text names, or in which the moment lies that it names."""
    month = f"try_strptime({wall.text}, [{', '.join(map(literal, _MONTHS))}])"
    return replace(wall, wall=f"date_trunc('month', coalesce({month}, {wall.wall}))", date_only="true")


def _pattern(shape: str) -> tuple[str, bool] | None:
    """The strptime pattern of a shape (or ``cast``), and whether it carries an offset; None for other texts."""
    for head in (_YEAR_FIRST, _ORDERED, _NAMED):
        match = head.match(shape)
        if not match:
            continue
        tail = shape[match.end():]
        clock = _CLOCK.match(tail) if tail else None
        if tail and not clock:
            continue
        zoned = bool(clock and clock["zone"])
        twelve = bool(clock and clock["ap"])
        if head is _YEAR_FIRST and match[1] in "-/" and not twelve:
            return "cast", zoned
        return _date_pattern(head, match) + (_clock_pattern(clock) if clock else ""), zoned
    return None


def _date_pattern(head: re.Pattern[str], match: re.Match[str]) -> str:
    if head is _YEAR_FIRST:
        return match[1].join(("%Y", "%m", "%d"))
    if head is _ORDERED:
        return f"<order>{match[1]}{'%Y' if match[2] == '9999' else '%y'}"
    weekday = f"{'%a' if len(match['wd']) == 3 else '%A'}{match['ws']}" if match["wd"] else ""
    if match["mn"]:
        return f"{weekday}{'%b' if len(match['mn']) == 3 else '%B'}{match['m1']}%d{match['m2']}%Y"
    year = "%Y" if match["y"] == "9999" else "%y"
    return f"{weekday}%d{match['d1']}{'%b' if len(match['dn']) == 3 else '%B'}{match['d2']}{year}"


def _clock_pattern(clock: re.Match[str]) -> str:
    hour = "%I" if clock["ap"] else "%H"
    half = (" %p" if clock["ap"].startswith(" ") else "%p") if clock["ap"] else ""
    return f"{clock['sep']}{hour}:%M{':%S' if clock['s'] else ''}{'.%f' if clock['f'] else ''}{half}"


def _in_order(pattern: str, order: str) -> str:
    match = re.match(r"<order>(.)", pattern)
    if not match:
        return pattern
    first, second = ("%m", "%d") if order == "mdy" else ("%d", "%m")
    return pattern.replace("<order>", f"{first}{match[1]}{second}", 1)


_NUMBERS = {
    "serial": "CASE WHEN regexp_full_match({t}, '\\d{{5}}(\\.\\d+)?') THEN TIMESTAMP '1899-12-30' "
              "+ to_milliseconds(round(try_cast({t} AS DOUBLE) * 86400000)::BIGINT) END",
    "epoch_s": "CASE WHEN regexp_full_match({t}, '\\d{{10}}(\\.\\d+)?') "
               "THEN make_timestamp(round(try_cast({t} AS DOUBLE) * 1000000)::BIGINT) END",
    "epoch_ms": "CASE WHEN regexp_full_match({t}, '\\d{{13}}') "
                "THEN make_timestamp(try_cast({t} AS BIGINT) * 1000) END",
    "day": "CASE WHEN regexp_full_match({t}, '\\d{{8}}') THEN try_strptime({t}, '%Y%m%d') END",
    "long_day": "CASE WHEN regexp_full_match({t}, '\\d{{8}}') THEN try_strptime({t}, '{long}') END",
    "minute": "CASE WHEN regexp_full_match({t}, '\\d{{12}}') THEN try_strptime({t}, '%Y%m%d%H%M') END",
    "second": "CASE WHEN regexp_full_match({t}, '\\d{{14}}') THEN try_strptime({t}, '%Y%m%d%H%M%S') END",
    "short_day": "CASE WHEN regexp_full_match({t}, '\\d{{6}}') THEN try_strptime({t}, '{short}') END",
}


def _number_kind(shape: str, least: str, most: str) -> tuple[str, ...]:
    """What a moment written as digits alone must be, by its length and the range of the column's values."""
    whole = shape.split(".")[0]
    if not re.fullmatch(r"9+(\.9+)?", shape):
        return ()
    if len(whole) == 5:
        return ("serial",) if least >= "20000" and most < "80000" else ()
    if len(whole) == 10:
        return ("epoch_s",)
    if "." in shape:
        return ()
    kinds = {6: "short_day", 8: "day", 12: "minute", 13: "epoch_ms", 14: "second"}
    return (kinds[len(whole)],) if len(whole) in kinds else ()


def _order(text: str, ask: Ask, relation: str) -> Order:
    """Day first or month first, from every value of the column."""
    day_firsts, month_firsts, either, example = ask(
        f"SELECT count(*) FILTER (a BETWEEN 13 AND 31 AND b <= 12), count(*) FILTER (b BETWEEN 13 AND 31 AND a <= 12), "
        f"min(t) FILTER (a <> b AND a <= 12 AND b <= 12), min(t) FILTER (a <> b) "
        f"FROM (SELECT {text} AS t, try_cast(regexp_extract({text}, '^(\\d+)', 1) AS INTEGER) AS a, "
        f"try_cast(regexp_extract({text}, '^\\d+\\D(\\d+)', 1) AS INTEGER) AS b FROM {relation} "
        f"WHERE regexp_matches({text}, {literal(_ORDERED_SQL)}))")
    if day_firsts and month_firsts:
        return Order("", DATE_ORDERS, either or example, mixed=True)
    if day_firsts or month_firsts:
        return Order("dmy" if day_firsts else "mdy")
    return Order("", DATE_ORDERS, either) if either else Order()


def _digits_order(text: str, ask: Ask, relation: str, digits: int, orders: dict[str, str]) -> Order:
    """The order of dates of so many digits: one that reads most values as dates not far apart, where it is the only
    one. Of eight digits none is a date before 1971, so that only few can be read in more than one order."""
    rows = f"FROM (SELECT {text} AS t FROM {relation}) WHERE regexp_full_match(t, '\\d{{{digits}}}')"
    days = {order: f"CASE WHEN try_strptime(t, '{pattern}') >= TIMESTAMP '{NEVER_BEFORE}' THEN "
                   f"try_strptime(t, '{pattern}') END" for order, pattern in orders.items()}
    found = ask(f"SELECT {', '.join(f'count({day}), max({day})::DATE - min({day})::DATE' for day in days.values())} "
                f"{rows}")
    read, apart = dict(zip(days, found[::2], strict=True)), dict(zip(days, found[1::2], strict=True))
    possible = [order for order in days if read[order] and read[order] == max(read.values())]
    near = [order for order in possible if apart[order] <= ONE_FILE_DAYS]
    choices = tuple(near or possible)
    if len(choices) < 2:
        return Order(choices[0] if choices else "")
    example = ask(f"SELECT min(t) FILTER (len(list_distinct([{', '.join(days[o] for o in choices)}])) > 1) {rows}")[0]
    return Order("", choices, example) if example else Order(choices[0])


def _offset(study: Study) -> str:
    """SQL: minutes east of UTC where the text says so."""
    parts = [f"WHEN regexp_full_match({study.text}, '\\d{{10}}(\\.\\d+)?|\\d{{13}}') THEN 0"
             ] if {"epoch_s", "epoch_ms"} & set(study.numbers) else []
    if study.zoned:
        parts += _zone_cases(study.text)
    return f"CASE {' '.join(parts)} END" if parts else ""


def _zone_cases(text: str) -> list[str]:
    zone = f"regexp_extract({text}, {literal(_ZONE_SQL)}, 2)"
    minutes = (f"(try_cast(substr({zone}, 2, 2) AS INTEGER) * 60 "
               f"+ coalesce(try_cast(right(replace({zone}, ':', ''), -3) AS INTEGER), 0))")
    return [f"WHEN {zone} = '' THEN NULL", f"WHEN {zone}[1] = '+' THEN {minutes}",
            f"WHEN {zone}[1] = '-' THEN -{minutes}", "ELSE 0"]


def with_time(day: Wall, text: str, ask: Ask, relation: str) -> Wall:
    """The day of one column with the time of day of a second one, ``text``: ``9:05``, ``09:05:07.5``, ``9:05 PM``,
    ``下午9:05``, ``0.38400463`` or a full moment, of which the clock counts. Without a time it is the day alone."""
    clock = f"regexp_replace({plainly(text, ask, relation)}, {literal(f'^{_DAY_SQL}[ T]+')}, '')"
    zoned = ask(f"SELECT coalesce(bool_or(regexp_matches({clock}, {literal(_ZONE_SQL)})), false) FROM {relation}")[0]
    bare = f"regexp_replace({clock}, {literal(_ZONE_SQL)}, '\\1')" if zoned else clock
    time = (f"CASE WHEN regexp_full_match({bare}, {literal(_CLOCK_SQL)}) THEN try_cast({bare} AS TIME) ELSE "
            f"try_strptime(upper({bare}), [{', '.join(map(literal, _TWELVE_HOURS))}])::TIME END")
    since = (f"CASE WHEN regexp_full_match({bare}, '(0?|\\d{{5}})\\.\\d+|0') THEN "
             f"to_milliseconds(round(try_cast({bare} AS DOUBLE) % 1 * 86400000)::BIGINT) "
             f"ELSE DATE '2000-01-01' + {time} - TIMESTAMP '2000-01-01' END")
    return Wall(day.text, f"CASE WHEN {text} IS NULL THEN {day.wall} ELSE date_trunc('day', {day.wall}) + {since} END",
                f"CASE {' '.join(_zone_cases(clock))} END" if zoned else day.offset, f"{text} IS NULL")
