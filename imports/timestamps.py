"""Moments: every way exports write them, read as whole columns into UTC.

A column is first cast directly (ISO without an offset: nearly all of them). Where that fails, the *shapes* of its texts
(every digit a 9) are listed by one query, each shape gives the pattern that reads it, and day before month is decided
from all values at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Study:
    """What the shapes of a column tell. ``order`` is ``dmy``, ``mdy``, ``same`` (either reads the same values),
    ``unknown`` (it must be asked; ``example`` shows why) or '' (no such dates)."""

    text: str
    formats: tuple[str, ...]
    cast: bool
    zoned: bool
    numbers: tuple[str, ...]
    order: str
    example: str = ""


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


def study(text: str, ask: Ask, relation: str) -> Study:
    """List the shapes of ``text`` over ``relation`` and find the patterns that read them."""
    text = said(text)
    marked = ask(f"SELECT coalesce(bool_or(regexp_matches({text}, '[^\\x00-\\x7F]|[aApP]\\.[mM]|  ')), false) "
                 f"FROM {relation}")[0]
    text = _without_marks(text) if marked else text
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
    order, example = _order(text, ask, relation) if ordered else ("", "")
    return Study(text, tuple(formats), cast, zoned, tuple(numbers), order, example)


def wall(study: Study, order: str) -> Wall:
    """The SQL that reads a studied column, its undecided dates in ``order`` (``dmy`` or ``mdy``)."""
    text = study.text
    bare = f"regexp_replace({text}, ' ?(Z|z|UTC|GMT|[+-]\\d\\d:?\\d\\d)$', '')" if study.zoned else text
    readings = [f"try_cast({text} AS TIMESTAMP)"] if study.cast else []
    formats = sorted((_in_order(pattern, order) for pattern in study.formats), key=lambda pattern: "%Y" in pattern)
    if formats:
        readings.append(f"try_strptime({bare}, [{', '.join(literal(pattern) for pattern in formats)}])")
    readings += [_NUMBERS[kind].format(t=text) for kind in study.numbers]
    moment = f"coalesce({', '.join(readings)})" if readings else "NULL::TIMESTAMP"
    dateless = f"(contains({text}, ':') OR regexp_full_match({text}, '\\d{{9,}}(\\.\\d+)?|\\d{{5}}\\.\\d+'))"
    return Wall(text, moment, _offset(study), f"NOT {dateless}")


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
    "minute": "CASE WHEN regexp_full_match({t}, '\\d{{12}}') THEN try_strptime({t}, '%Y%m%d%H%M') END",
    "second": "CASE WHEN regexp_full_match({t}, '\\d{{14}}') THEN try_strptime({t}, '%Y%m%d%H%M%S') END",
    "short_day": "CASE WHEN regexp_full_match({t}, '\\d{{6}}') THEN try_strptime({t}, '%y%m%d') END",
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


def _order(text: str, ask: Ask, relation: str) -> tuple[str, str]:
    """Day first or month first, from every value of the column; ``unknown`` with an example when nothing decides."""
    day_firsts, month_firsts, different, example = ask(
        f"SELECT count(*) FILTER (a > 12), count(*) FILTER (b > 12), count(*) FILTER (a <> b), min(t) FILTER (a <> b) "
        f"FROM (SELECT {text} AS t, try_cast(regexp_extract({text}, '^(\\d+)', 1) AS INTEGER) AS a, "
        f"try_cast(regexp_extract({text}, '^\\d+\\D(\\d+)', 1) AS INTEGER) AS b FROM {relation} "
        f"WHERE regexp_matches({text}, {literal(_ORDERED_SQL)}))")
    if day_firsts or month_firsts:
        return ("dmy" if day_firsts >= month_firsts else "mdy"), ""
    return ("unknown", example) if different else ("same", "")


def _offset(study: Study) -> str:
    """SQL: minutes east of UTC where the text says so."""
    parts = [f"WHEN regexp_full_match({study.text}, '\\d{{10}}(\\.\\d+)?|\\d{{13}}') THEN 0"
             ] if {"epoch_s", "epoch_ms"} & set(study.numbers) else []
    if study.zoned:
        zone = (f"regexp_extract({study.text}, "
                "':\\d\\d(?:\\.\\d+)?(?: ?[aApP][mM])? ?(Z|z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)$', 1)")
        minutes = (f"(try_cast(substr({zone}, 2, 2) AS INTEGER) * 60 "
                   f"+ coalesce(try_cast(right(replace({zone}, ':', ''), -3) AS INTEGER), 0))")
        parts += [f"WHEN {zone} = '' THEN NULL", f"WHEN {zone}[1] = '+' THEN {minutes}",
                  f"WHEN {zone}[1] = '-' THEN -{minutes}", "ELSE 0"]
    return f"CASE {' '.join(parts)} END" if parts else ""


def _without_marks(text: str) -> str:
    """SQL: Chinese date marks, full-width digits and dotted a.m. written the plain way."""
    steps = (("(\\d)\\s*[年月]\\s*", "\\1-"), ("(\\d)\\s*[日号號]\\s*", "\\1 "), ("(\\d)\\s*[时時点點]\\s*", "\\1:"),
             ("(\\d)\\s*分\\s*", "\\1:"), ("(\\d)\\s*秒", "\\1"), (":\\s*$", ""),
             ("(上午|凌晨|早上)\\s*([\\d:]+)", " \\2 AM"), ("(下午|晚上|中午)\\s*([\\d:]+)", " \\2 PM"),
             ("([aApP])\\.\\s?([mM])\\.?", "\\1\\2"), ("(:)(\\s|$)", ":00\\2"), ("\\s+", " "))
    result = f"translate({text}, '０１２３４５６７８９：／－\u3000\u00a0\u202f', '0123456789:/-   ')"
    for pattern, replacement in steps:
        result = f"regexp_replace({result}, {literal(pattern)}, {literal(replacement)}, 'g')"
    return f"trim({result})"
