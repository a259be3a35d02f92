"""Durations: plain numbers in any unit, clocks, words and Excel's fractions of a day, read into whole milliseconds.

The unit of a number comes from the header (but for Excel's fractions of a day where it says seconds); without one it is
decided from all values of the column, else as the columns beside it have it, and asked when several units are possible
(question ``duration_unit``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from imports import decimals
from imports.mapping import Source
from imports.questions import CHOICES
from imports.request import Question
from imports.typed import Answers, Ask, Questions, Typed, said

MS_PER = dict(zip(CHOICES["duration_unit"], (1, 1_000, 60_000, 3_600_000, 86_400_000), strict=True))
LONG_MEDIAN_S = 20_000
"""No contact lasts five and a half hours in the middle of a column: such numbers are milliseconds, or must be asked."""
SHORT_MOST_S = 60
"""Fractions that never pass this may be minutes."""
EXACT_DIGITS = 6
"""So many digits after the point tell whole seconds from others in any unit."""
MANY_VALUES = 5
SHOWN_AS_CLOCKS = ("s", "min")
"""Units whose headers stand above cells that a spreadsheet keeps as fractions of a day and shows as clocks."""
MS_OR_S = ("ms", "s")


@dataclass(frozen=True, slots=True)
class Study:
    """The plain numbers of one column: ``number`` is SQL over its text ``text``; ``units`` are those possible.

    One unit is decided; of several, one is to be chosen. ``is_sure`` units may decide for a column beside it;
    ``is_long``: the numbers are too large for seconds; ``is_shown``: header or numbers say anything of the unit at all.
    ``marked`` is the decimal mark they are read by.
    """

    source: Source
    text: str
    number: str
    units: tuple[str, ...]
    is_sure: bool
    example: str
    is_long: bool = False
    is_shown: bool = True
    marked: Answers = ()


def direct(source: Source, settled: str) -> Typed | None:
    """Numbers whose header names their unit, cast as they stand; None without a unit, or where another is
    ``settled``."""
    if source.unit not in MS_PER or settled not in ("", source.unit):
        return None
    return _typed(source, source.raw, f"try_cast(t{{name}} AS DOUBLE) * {MS_PER[source.unit]}", source.unit,
                  direct_=True, is_exact=True)


def bare(source: Source) -> str:
    """SQL: the text without blanks and the marks that group digits, for looking at its commas."""
    return f"regexp_replace({said(source.text)}, '[\\s\u00a0''_]', '', 'g')"


def studied(source: Source, ask: Ask, relation: str, marks: decimals.Marks, habit: str) -> Study:
    """Which units the plain numbers of a column can be in."""
    text = said(source.text)
    number = f"try_cast({decimals.pointed(bare(source), marks, habit)} AS DOUBLE)"
    whole = ", ".join(f"bool_and(abs(x * {MS_PER[unit]} / 1000 - round(x * {MS_PER[unit]} / 1000)) < 0.05)"
                      for unit in ("min", "h", "day"))
    digits = "length(regexp_extract(t, '[.,](\\d+)$', 1))"
    count, nonzero, most, median, fractions, most_digits, least_digits, middle, different, example, *exact = ask(
        f"SELECT count(x), count(*) FILTER (x <> 0), max(x), median(x), count(*) FILTER (x <> round(x)), "
        f"max({digits}), min({digits}) FILTER (x <> 0), median(x) FILTER (x <> 0), count(DISTINCT x), "
        f"min(t) FILTER (x <> 0), {whole} FROM (SELECT {text} AS t, {number} AS x FROM {relation}) WHERE isfinite(x)")
    marked = decimals.settled_by(marks, habit)
    if source.unit in SHOWN_AS_CLOCKS and count and most < 1 and (least_digits or 0) >= EXACT_DIGITS:
        units = _day_or(source.unit, middle, is_whole=dict(zip(("min", "h", "day"), exact, strict=True)))
        return Study(source, text, number, units, len(units) == 1, example, marked=marked)
    if source.unit in MS_PER or not count:
        is_named = source.unit in MS_PER
        return Study(source, text, number, (source.unit if is_named else "s",), is_named, "", is_shown=is_named,
                     marked=marked)
    if most < 1 and fractions:
        wholes = [unit for unit, is_whole in zip(("min", "h", "day"), exact, strict=True) if is_whole]
        units = _small(median, wholes if most_digits >= EXACT_DIGITS else [], different)
        return Study(source, text, number, units, len(units) == 1, example, marked=marked)
    return Study(source, text, number, _choices(median, most, fractions, nonzero), False, example or "",
                 median >= LONG_MEDIAN_S, marked=marked)


def may_be_ms(studies: list[Study], beside: frozenset[str]) -> bool:
    """Does any column of the sheet hold milliseconds, or numbers too large to be anything else?"""
    return "ms" in beside or any(study.is_long for study in studies)


def read(study: Study, answer: tuple[str, str] | None, beside: frozenset[str], near_ms: bool, settled: str) -> Typed:
    """The column: each cell read as clock, number or words. ``beside`` are the sure units of the other columns,
    ``near_ms`` what :func:`may_be_ms` says of them, ``answer`` the code and value of what was answered. A unit that is
    ``settled`` goes before all of these."""
    source, units = study.source, study.units
    answered: Answers = (answer,) if answer and not settled and answer[1] in units and len(units) > 1 else ()
    unit = settled or (answered[0][1] if answered else _decided(study, beside, near_ms))
    questions: Questions = () if unit else (Question("duration_unit", source.said, list(units), study.example),)
    unit = unit or units[0]
    number = study.number.replace(source.text, "t{name}")
    milliseconds = (f"CASE WHEN t{{name}} IS NULL THEN NULL WHEN contains(t{{name}}, ':') THEN "
                    f"{clock('t{name}', source.unit)} WHEN {number} IS NOT NULL THEN {number} * {MS_PER[unit]} "
                    f"ELSE {in_words('t{name}')} END")
    typed = _typed(source, study.text, milliseconds, unit, is_exact=bool(settled))
    failed = typed.failed
    if settled == "day" != source.unit:  # a spreadsheet's fractions: a number from 1 on is in some other unit
        failed = f"({failed} OR {typed.value} >= {MS_PER['day']})"
    return replace(typed, failed=failed, questions=questions, answered=answered,
                   settled=(*(typed.settled if study.is_shown else ()), *study.marked))


def _typed(source: Source, text: str, milliseconds: str, unit: str, direct_: bool = False,
           is_exact: bool = False) -> Typed:
    """``is_exact``: the unit was named before the values were looked at, and a spreadsheet's fraction of a day, which
    they may hold all the same, fails."""
    name = source.column.name
    value = f"x_{name}"  # named once: DuckDB would read the text again wherever a CASE asks for it
    stored = f"try_cast(round({value}) AS BIGINT)"
    failed = f"t_{name} IS NOT NULL AND {stored} IS NULL"
    if is_exact and unit in SHOWN_AS_CLOCKS:
        failed = f"({failed}) OR (strlen(t_{name}) > {EXACT_DIGITS} AND {value} > 0 AND {value} < {MS_PER[unit]})"
    return Typed(source, {f"t_{name}": text, value: milliseconds.replace("{name}", "_" + name)}, stored, failed,
                 "not_a_duration", direct_, unit=unit, settled=(("duration_unit", unit),))


def _decided(study: Study, beside: frozenset[str], near_ms: bool) -> str:
    """The unit that the values and the columns beside them decide; '' where it must be asked."""
    units = study.units
    if len(units) == 1:
        return units[0]
    if units == MS_OR_S and study.is_long:
        return "ms" if "ms" in beside else ""
    if units == MS_OR_S:
        return "" if near_ms else "s"
    fitting = [unit for unit in units if unit in beside]
    return fitting[0] if len(fitting) == 1 and len(beside) == 1 and not study.source.unit else ""


def _day_or(unit: str, middle: float, is_whole: dict[str, bool]) -> tuple[str, ...]:
    """Units of exact fractions under a header that names ``unit``: the one in which they are whole seconds, at least
    one in the middle; both where neither is."""
    if is_whole.get(unit) and middle * MS_PER[unit] >= 1000:
        return (unit,)
    return ("day",) if is_whole["day"] and middle * MS_PER["day"] >= 1000 else (unit, "day")


def _small(median: float, wholes: list[str], different: int) -> tuple[str, ...]:
    """Units of numbers that never reach 1: those that make a call's length of the middle one (at least a second).

    Exact fractions (``0.001655093``) are whole seconds in their own unit; in minutes only by much chance otherwise.
    """
    likely = [unit for unit in ("min", "h", "day") if 1000 <= median * MS_PER[unit] <= LONG_MEDIAN_S * 1000]
    exact = [unit for unit in wholes if unit in likely]
    if exact and (len(exact) == 1 or different >= MANY_VALUES):
        return (exact[0],)
    return tuple(exact or likely or ("day",))


def _choices(median: float, most: float, fractions: int, nonzero: int) -> tuple[str, ...]:
    """Whole numbers may always be milliseconds; but for zeros, which are the same in any unit: of a column that holds
    mostly zeros (``hold``) the others tell."""
    if median >= LONG_MEDIAN_S or (most > 0 and not fractions):
        return MS_OR_S
    if most <= SHORT_MOST_S and fractions * 2 > nonzero:
        return ("s", "min")
    return ("s",)


def clock(text: str, unit: str) -> str:
    """SQL: milliseconds of ``h:mm:ss``, ``mm:ss``, ``:ss`` (``h:mm`` when the header says so), fractions and AM/PM."""
    body = f"regexp_replace(replace({text}, ',', '.'), '^[-+]|\\s*[aApP][mM]$', '', 'g')"
    body = f"regexp_replace({body}, '^:', '0:')"
    part = [f"try_cast(split_part({body}, ':', {n}) AS DOUBLE)" for n in (1, 2, 3)]
    hours = f"CASE WHEN {text} ILIKE '%am' OR {text} ILIKE '%pm' THEN {part[0]} % 12 ELSE {part[0]} END"
    noon = f"CASE WHEN {text} ILIKE '%pm' THEN 12 ELSE 0 END"
    two = f"{part[0]} * 3600 + {part[1]} * 60" if unit == "hm" else f"{part[0]} * 60 + {part[1]}"
    return (f"CASE WHEN {text}[1] = '-' THEN -1000 ELSE 1000 END * CASE length({text}) - length(replace({text}, ':', "
            f"'')) "
            f"WHEN 2 THEN (({hours}) + {noon}) * 3600 + {part[1]} * 60 + {part[2]} WHEN 1 THEN {two} END")


def in_words(text: str) -> str:
    """SQL: milliseconds of ``1h 2m 3s``, ``2 min 5 s``, ``1小时2分3秒``; NULL for other text."""
    units = ((3_600_000, "h|hrs?|hours?|小时|小時|时"), (60_000, "m|mins?|minutes?|分|分钟|分鐘"), (1_000,
                                                                                          "s|secs?|seconds?|秒"),
             (1, "ms|毫秒"))
    every = "|".join(words for _, words in units)
    plain = f"regexp_replace({text}, '(\\d),(\\d)', '\\1.\\2', 'g')"
    amounts = " + ".join(
        f"coalesce(try_cast(regexp_extract(lower({plain}), '([\\d.]+)\\s*(?:{words})(?:[^a-z钟鐘]|$)', 1) AS DOUBLE), "
        f"0) * {ms}"
        for ms, words in units)
    return f"CASE WHEN regexp_full_match(lower({plain}), '(?:[\\d.]+\\s*(?:{every})[\\s,]*)+') THEN {amounts} END"
