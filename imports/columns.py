"""Reading by whole columns: every canonical column becomes SQL over the sheet's text columns.

``direct`` gives what needs no look at the values; ``studied`` first profiles the column. Nothing here touches a cell in
Python: profiles are aggregates, words are mapped over the distinct values of a column.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from imports import decimals, durations, ratings, timestamps
from imports.formats.canonical import asks_otherwise
from imports.formats.format import Format
from imports.mapping import Mapping, Source
from imports.questions import CHOICES
from imports.request import Question
from imports.sql import literal
from imports.typed import NEVER_WORDS, Answers, Ask, Doubt, Questions, Typed, said, settled_under
from imports.words import NOT_SO, RESOLVED, YES_NO, choice_words, fatal_words, plain_word
from imports.zones import span
from scoring.records import DAY_US, MOMENTS, WHOLE_DAYS, Type

MIDNIGHTS = CHOICES["midnight"]
EASTERNMOST = timedelta(hours=14)
"""A day that has begun somewhere may be today's date, whatever zone the file is read in."""
WORDS_READ = 500
"""At most so many different words of a yes/no or choice column are looked at: a real one has a handful."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of columns depends on. ``zones`` gives the time zone of each vendor in the sheet, ``delimiter``
    what separates its cells ('' in a workbook), ``units`` the units that headers of durations name, ``settled`` how the
    file that this one corrects was read (None: it corrects nothing)."""

    ask: Ask
    relation: str
    format: Format
    zones: dict[str, str]
    answers: dict[str, str]
    now: datetime
    orders: dict[str, str] = field(default_factory=dict)
    delimiter: str = ""
    units: frozenset[str] = frozenset()
    settled: dict[str, str] | None = None

    def as_settled(self, code: str, source: Source) -> str:
        """How the file that this one corrects has the column; '' where it does not tell."""
        return (self.settled or {}).get(settled_under(code, source), "")


def direct(source: Source, context: Context) -> Typed | None:
    """The column read without a look at its values, or None when it must be studied."""
    type_ = source.column.type
    if type_ in (Type.ID, Type.TEXT, Type.CUSTOMER):
        return _text(source, context)
    if type_ in MOMENTS and context.format.events:
        return None  # those of a log are mostly numbers
    if type_ in MOMENTS and type_ is not Type.MONTH and not source.time_text:
        wall, test = timestamps.direct(source.raw)
        return _moment(source, context, wall, test)
    if context.as_settled("decimal_mark", source) == "comma":
        return None
    if type_ is Type.SECONDS:
        return durations.direct(source, context.as_settled("duration_unit", source))
    if type_ is Type.COUNT and context.delimiter == ";":
        return None  # 2.000 may be two thousand
    if type_ in (Type.NUMBER, Type.COUNT):
        plain = f"try_cast({source.raw} AS DOUBLE)"
        return _number(source, source.raw, direct_=True) if _scale(source, plain, context) == ratings.OURS else None
    return None


def _scale(source: Source, number: str, context: Context) -> ratings.Scale:
    """The scale of a rating; of any other number 1 to 5, which changes nothing. ``number`` is SQL of each cell's."""
    if source.column.name not in ratings.RATED:
        return ratings.OURS
    if context.settled is not None:
        return ratings.scale_written(context.as_settled("scale", source)) or ratings.OURS
    return ratings.scale_of(source.said, number, context.ask, context.relation)


def studied(sources: list[Source], context: Context) -> list[Typed]:
    """Columns read after a profile of their values; dates nothing decides take the order the others show."""
    moments = {source.column.name: timestamps.study(source.text, context.ask, context.relation,
                                                    context.as_settled("date_order", source))
               for source in sources if source.column.type in MOMENTS}
    decided = Counter(study.order.decided for study in moments.values() if study.order.decided)
    common = next(iter(decided)) if len(decided) == 1 else ""
    marks = {source.column.name: _marks(source, context)
             for source in sources if source.column.type in (Type.NUMBER, Type.COUNT, Type.SECONDS)}
    habit = (context.settled or {}).get("decimal_mark") or decimals.habit_of(list(marks.values()), context.delimiter)
    lengths = _durations(sources, context, marks, habit)
    return [_studied_moment(source, context, moments[source.column.name], common)
            if source.column.name in moments else lengths.get(source.column.name)
            or _studied(source, context, marks.get(source.column.name), habit) for source in sources]


def _marks(source: Source, context: Context) -> decimals.Marks:
    mark = context.as_settled("decimal_mark", source)
    return (decimals.settled_marks(mark, context.delimiter) if mark
            else decimals.marks(_bare(source), context.ask, context.relation))


def _durations(sources: list[Source], context: Context, marks: dict[str, decimals.Marks],
               habit: str) -> dict[str, Typed]:
    """The columns of durations; what the values of one do not decide, the header or the values of another may."""
    studies = [durations.studied(source, context.ask, context.relation, marks[source.column.name], habit)
               for source in sources if source.column.type is Type.SECONDS]
    beside = context.units | {study.units[0] for study in studies if study.is_sure}
    near_ms = durations.may_be_ms(studies, beside)
    return {study.source.column.name: durations.read(
        study, _answer(context, "duration_unit", study.source), beside, near_ms,
        context.as_settled("duration_unit", study.source)) for study in studies}


def _studied(source: Source, context: Context, marks: decimals.Marks | None, habit: str) -> Typed:
    type_ = source.column.type
    if marks is not None:
        high = source.column.high
        habit = "comma" if high is not None and high < 1000 else habit
        text = decimals.pointed(_bare(source), marks, habit)
        if type_ is Type.COUNT:
            text = decimals.whole(text, context.ask, context.relation, habit)
        scale = _scale(source, f"try_cast({text} AS DOUBLE)", context)
        return replace(_number(source, text, scale=scale), settled=(
            *decimals.settled_by(marks, habit), *((("scale", str(scale)),) if scale != ratings.OURS else ())))
    if type_ in (Type.YES_NO, Type.CHOICE):
        return _words(source, context)
    return _text(source, context)


def _answer(context: Context, code: str, source: Source) -> tuple[str, str] | None:
    """What was answered for this column, else for the whole file: the code it was answered under, and the answer."""
    return next(((asked, context.answers[asked]) for asked in (f"{code}.{source.said}", code)
                 if asked in context.answers), None)


def _asked(context: Context, code: str, source: Source, choices: tuple[str, ...],
           example: str) -> tuple[str, Questions, Answers]:
    """The choice answered ('' for none yet), the question where it must be asked, and the answer where it decided."""
    given = _answer(context, code, source)
    if given and given[1] in choices:
        return given[1], (), (given,)
    return "", (Question(code, source.said, list(choices), example),), ()


def _text(source: Source, context: Context) -> Typed:
    name = source.column.name
    text = "_customers.pseudonym" if source.column.type is Type.CUSTOMER else _tidy(source, context)
    doubts = (Doubt("id_mangled", f"(contains(t_{name}, 'E+') OR contains(t_{name}, 'e+')) "
                                  f"AND regexp_full_match(t_{name}, '-?\\d([.,]\\d+)?[eE]\\+\\d+')"),
              ) if source.column.type is Type.ID else ()
    return Typed(source, {f"t_{name}": text}, f"t_{name}", "", "", doubts=doubts)


def _tidy(source: Source, context: Context) -> str:
    """SQL of plain text: trimmed, NULL where it says nothing. Only the few texts that need it are touched: looking for
    them among the different texts is much cheaper than trimming a million cells."""
    nobody = {word.casefold() for word in context.format.nobody} if source.column.name == "agent" else set()
    never = (*NEVER_WORDS, *sorted(nobody))
    words, longest = literal("|".join(map(re.escape, never))), max(len(word.encode()) for word in never)
    is_odd = (f"suffix(t, ' ') OR t < '!' OR contains(t, '\u00a0') "
              f"OR (strlen(t) <= {longest} AND regexp_full_match(lower(t), {words}))")
    if source.column.type is Type.ID:
        odd = context.ask(f"SELECT list(t) FROM (SELECT t FROM (SELECT {source.raw} AS t FROM {context.relation}) "
                          f"WHERE {is_odd} "
                          f"LIMIT {WORDS_READ + 1})")[0] or []
    else:  # filtered as a list: a WHERE would be tried on every row before the distinct values are found
        odd = context.ask(f"SELECT list_filter(list(DISTINCT {source.raw}), lambda t: {is_odd})[:{WORDS_READ + 1}] "
                          f"FROM {context.relation}")[0] or []
    if len(odd) > WORDS_READ:
        return said(source.text)
    whens = " ".join(f"WHEN {literal(text)} THEN {_tidied(text, nobody)}" for text in sorted(set(odd)))
    return f"CASE {source.raw} {whens} ELSE {source.raw} END" if whens else source.raw


def _tidied(text: str, nobody: set[str]) -> str:
    plain = text.strip().casefold()
    return "NULL" if plain in NEVER_WORDS or plain in nobody else literal(text.strip())


def _number(source: Source, text: str, direct_: bool = False, scale: ratings.Scale = ratings.OURS) -> Typed:
    name = source.column.name
    told = said(source.text)
    if name in ratings.RATED:
        told = said(ratings.worded(told))
    whole = source.column.type is Type.COUNT
    value = f"try_cast(x_{name} AS INTEGER)" if whole else f"CASE WHEN isfinite(x_{name}) THEN x_{name} END"
    value = value if scale == ratings.OURS else scale.stretched(value)
    broken = f" OR x_{name} <> floor(x_{name})" if whole else ""
    return Typed(source, {f"t_{name}": source.raw if direct_ else told,
                          f"x_{name}": f"try_cast({text} AS DOUBLE)"},
                 value, f"t_{name} IS NOT NULL AND ({value} IS NULL{broken})",
                 "not_a_count" if whole else "not_a_number", direct_)


_MONEY = "|[¥￥$€£₹元圆]|^(USD|EUR|GBP|CNY|RMB|HKD|INR|PHP)|(USD|EUR|GBP|CNY|RMB|HKD|INR|PHP)$"
"""What stands before or behind an amount of money."""


def _bare(source: Source) -> str:
    """SQL: numbers without blanks, percent signs, currencies and units of points; yes and no as counts."""
    if source.column.type is Type.SECONDS:
        return durations.bare(source)
    text = said(source.text)
    text = ratings.worded(text) if source.column.name in ratings.RATED else text
    sign = "" if source.column.type is Type.COUNT else "|%$"
    sign += _MONEY if source.column.name == "amount" else ""
    bare = f"regexp_replace({text}, '[\\s\u00a0''_]{sign}|分$|points?$', '', 'g')"
    if source.column.type is Type.COUNT:
        yes, no = (f"WHEN '{word}' THEN '{number}' WHEN '{word[0]}' THEN '{number}'"
                   for word, number in (("yes", 1), ("no", 0)))
        bare = f"CASE lower({text}) {yes} {no} ELSE {bare} END"
    return bare


def _words(source: Source, context: Context) -> Typed:
    """Yes/no and choices: the distinct words of the column are mapped once, then looked up in SQL."""
    column, name = source.column, source.column.name
    found = context.ask(f"SELECT list(DISTINCT {source.raw}) FROM {context.relation}")[0] or []
    known = _yes_no(source) if column.type is Type.YES_NO else choice_words(name, column.choices)
    if name == "critical_error":
        known = fatal_words(source.said) | known
    known = known | {plain_word(word): code for word, code in context.format.words.get(name, {}).items()}
    spelled = {text: known[plain_word(text)] for text in found[:WORDS_READ] if text and plain_word(text) in known}
    never = {text for text in found[:WORDS_READ] if text and not spelled.get(text)
             and (text in spelled or plain_word(text) in NEVER_WORDS)}
    whens = " ".join(f"WHEN {literal(text)} THEN {literal(code)}" for text, code in sorted(spelled.items()) if code)
    nothing = " ".join(f"WHEN {literal(text)} THEN NULL" for text in sorted(never))
    text_sql = f"CASE {source.raw} {nothing} ELSE {source.raw} END" if nothing else source.raw
    word = f"CASE t_{name} {whens} END" if whens else "NULL::VARCHAR"
    value = f"(v_{name})::BOOLEAN" if column.type is Type.YES_NO else f"v_{name}"
    return Typed(source, {f"t_{name}": text_sql, f"v_{name}": word}, value,
                 f"t_{name} IS NOT NULL AND v_{name} IS NULL",
                 "not_yes_no" if column.type is Type.YES_NO else "not_a_choice")


def _yes_no(source: Source) -> dict[str, str]:
    """What the words of a yes/no column say; of one that asks the other way round, the opposite."""
    if source.column.name == "resolved":
        return RESOLVED
    return NOT_SO if source.column.name == "answered" and asks_otherwise(source.said) else YES_NO


def _studied_moment(source: Source, context: Context, study: timestamps.Study, common: str) -> Typed:
    if source.column.type is Type.MONTH:
        study = timestamps.without_short_days(study)
    choices, order = study.order.choices, study.order.decided or common
    questions: Questions = ()
    answered: Answers = ()
    if choices and (study.order.mixed or common not in choices):
        said_order, questions, answered = _asked(context, "date_order", source, choices, study.order.example)
        order = said_order or order
    wall = timestamps.wall(study, order)
    if source.column.type is Type.MONTH:
        wall = timestamps.of_month(wall)
    if source.time_text:
        wall = timestamps.with_time(wall, source.time_text, context.ask, context.relation)
    typed = _moment(source, context, wall, "")
    return replace(typed, questions=(*questions, *typed.questions), answered=(*answered, *typed.answered),
                   settled=(*((("date_order", order),) if order else ()), *typed.settled))


def _moment(source: Source, context: Context, wall: timestamps.Wall, direct_test: str) -> Typed:
    """A wall clock turned into UTC, with the hours that daylight saving makes doubtful and times yet to come noted."""
    name = source.column.name
    first = {f"t_{name}": wall.text, f"w_{name}": wall.wall}
    moment, began = f"w_{name}", name
    questions: Questions = ()
    answered: Answers = ()
    settled: Answers = ()
    if source.column.type in WHOLE_DAYS:
        first[f"d_{name}"], questions, answered, settled = _whole_day(source, wall, context)
        day = f"CASE WHEN d_{name} THEN INTERVAL {DAY_US} MICROSECOND ELSE INTERVAL 0 SECOND END"
        moment, began = f"(w_{name} + {day})", f"({name} - {day})"
    utc, ambiguous, skipped = _utc(source, context, wall, moment)
    if wall.offset:
        first[f"o_{name}"] = wall.offset
        utc = f"CASE WHEN o_{name} IS NULL THEN {utc} ELSE {moment} - to_minutes(o_{name}) END"
        ambiguous, skipped = (f"(o_{name} IS NULL AND {test})" if test else "" for test in (ambiguous, skipped))
    value = f"CASE WHEN w_{name} >= TIMESTAMP '{timestamps.NEVER_BEFORE}' THEN {utc} END"
    failed = (direct_test.format(t=f"t_{name}", w=f"w_{name}") if direct_test
              else f"t_{name} IS NOT NULL AND w_{name} IS NULL")
    doubts = [Doubt(code, test) for code, test in (("ambiguous_hour", ambiguous), ("skipped_hour", skipped)) if test]
    if source.column.type is not Type.DEADLINE:
        now, somewhere = (f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S.%f}'"
                          for moment in (context.now, context.now + EASTERNMOST))
        has_begun = f"w_{name} = date_trunc('day', w_{name}) AND w_{name} <= {somewhere}"
        doubts.append(Doubt("future", f"({began} > {now} AND NOT coalesce({has_begun}, false))"))
    return Typed(source, first, utc if direct_test else value, failed, "not_a_time", bool(direct_test), tuple(doubts),
                 questions, answered, settled)


def _whole_day(source: Source, wall: timestamps.Wall, context: Context) -> tuple[str, Questions, Answers, Answers]:
    """SQL: this moment is a date alone; what must be asked, or was answered, to tell; and what is settled by that.

    A column that only ever says midnight holds dates. Where midnight is written beside other times it may mean the day
    or its first instant, and a row must not mean another thing for the rows it came with: of a correction's few rows
    the file that it corrects decides, or a person.
    """
    text = f"concat_ws(' ', {wall.text}, {source.time_text})" if source.time_text else wall.text
    only_midnights, example = context.ask(
        f"SELECT coalesce(bool_and(w = date_trunc('day', w)), false), "
        f"min(t) FILTER (w = date_trunc('day', w) AND NOT d) "
        f"FROM (SELECT {wall.wall} AS w, {wall.date_only} AS d, {text} AS t FROM {context.relation}) "
        f"WHERE w >= TIMESTAMP '{timestamps.NEVER_BEFORE}'")
    if only_midnights and context.settled is None:
        return "true", (), (), (("midnight", "end_of_day"),)
    if example is None:
        return wall.date_only, (), (), ((("midnight", "end_of_day"),) if only_midnights else ())
    choice = context.as_settled("midnight", source)
    questions: Questions = ()
    answered: Answers = ()
    if not choice:
        choice, questions, answered = _asked(context, "midnight", source, MIDNIGHTS, example)
    dates = f"({wall.date_only} OR {wall.wall} = date_trunc('day', {wall.wall}))"
    return (dates if choice == "end_of_day" else wall.date_only, questions, answered,
            (("midnight", choice),) if choice else ())


def _utc(source: Source, context: Context, wall: timestamps.Wall, moment: str) -> tuple[str, str, str]:
    """SQL of ``moment`` in UTC by the column's own zone or each vendor's; and of the hours shown twice, or never.

    A row that names no vendor may be any's: it is read in the easternmost zone, where it is soonest past.
    """
    zones = dict.fromkeys(context.zones, source.zone) if source.zone else context.zones
    first, last = datetime(1990, 1, 1), context.now.replace(tzinfo=None) + timedelta(days=3660)  # noqa: DTZ001
    if any(span(zone, first, last).changes for zone in zones.values()):
        first, last = _range(wall, context, first, last)
    spans: dict[str, Any] = {zone: span(zone, first, last) for zone in set(zones.values())}
    if len(spans) == 1:
        only = next(iter(spans.values()))
        return only.to_utc(moment), only.doubtful(moment, True), only.doubtful(moment, False)
    cases = " ".join(f"WHEN {literal(vendor)} THEN {spans[zone].to_utc(moment)}" for vendor, zone in zones.items())
    doubtful = [" OR ".join(f"(vendor = {literal(vendor)} AND {test})" for vendor, zone in zones.items()
                            if (test := spans[zone].doubtful(moment, ambiguous))) for ambiguous in (True, False)]
    nobodys = max(spans.values(), key=lambda span: span.first_s).to_utc(moment)
    return f"CASE vendor {cases} ELSE {nobodys} END", *(f"({test})" if test else "" for test in doubtful)  # type: ignore[return-value]


def _range(wall: timestamps.Wall, context: Context, first: datetime, last: datetime) -> tuple[datetime, datetime]:
    low, high = context.ask(f"SELECT min(w), max(w) FROM (SELECT {wall.wall} AS w FROM {context.relation}) "
                            f"WHERE w BETWEEN TIMESTAMP '{first:%Y-%m-%d}' AND TIMESTAMP '{last:%Y-%m-%d}'")
    return (low or first), (high or low or first)


def duration_units(mapping: Mapping) -> frozenset[str]:
    """The units that the headers of a sheet's durations name."""
    return frozenset(source.unit for source in mapping.sources.values()
                     if source.column.type is Type.SECONDS and source.unit in durations.MS_PER)
