"""From a sheet's headers and a format to the place each canonical column comes from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace

from imports import interval_columns
from imports.above import Above
from imports.formats.format import DateAndTime, Format, From, Reckoned, Sql
from imports.headers import folded, loosely_folded, plain, unit_of
from imports.request import Question
from imports.sql import literal
from scoring.records import CALLS, INTERVALS, KINDS, Column, Type

HANDLE = Column("handle_s", Type.SECONDS, "handling time: talk, hold and after-call work", low=0)
"""Read where a sheet has it, only to be held against its parts: it is not stored."""
HANDLE_HEADERS = ("handle_s", "handle time", "handling time", "total handle time", "handle duration", "处理时长",
                  "處理時長", "总处理时长", "總處理時長")
_PLACEHOLDER = re.compile(r"\{(?!\d+(?:,\d*)?\})([^{}]+)\}")
"""``{header}``; ``{2,5}`` counts in a pattern."""
_BLANKS = "' \t\r\n\u00a0\u3000'"


@dataclass(frozen=True, slots=True)
class Source:
    """Where one canonical column comes from in one sheet.

    ``text`` is SQL over the sheet's columns giving the cell's text, trimmed, NULL when blank; ``raw`` the same as it
    stands (trimming a million cells costs more than reading them); ``time_text`` is a time of day in a second column.
    ``headers`` are the headers as the file writes them (empty for a constant); ``unit`` is the unit its header or
    format names; ``zone`` the time zone the column states itself. ``result`` is a computation as declared, over
    ``cells``: NULL where it could not read them, '' where they say nothing of this column.
    """

    column: Column
    text: str
    headers: tuple[str, ...]
    positions: tuple[int, ...]
    raw: str
    time_text: str = ""
    unit: str = ""
    zone: str = ""
    result: str = ""
    cells: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What people call the column: its first header, the canonical name of a constant."""
        return self.headers[0] if self.headers else self.column.name


@dataclass(frozen=True, slots=True)
class Mapping:
    """One sheet understood: its format, a source per canonical column, and what is left over.

    ``unused`` are the positions of columns nothing reads (of an evaluation sheet, the possible criteria). ``agreeing``
    are the columns that state a column's fact a second time (or, as :data:`HANDLE`, the sum of several), ``amounts``
    what it is reckoned with: durations added to or taken from it, of a column ``averaged`` the count that its average
    is of, of an interval's length its end. ``updated`` is the position of the column that says when a row was last
    brought up to date, where one does. ``confidence`` (0-1) says how sure it is of each column found otherwise than by
    a header that is known (:mod:`imports.matching`); the others are certain. ``left_out`` are columns that
    a known header names and no cell of it can be. ``questions`` must be answered before the sheet can be read;
    ``answered`` are the answers that chose a header.
    """

    format: Format
    headers: tuple[str, ...]
    sources: dict[str, Source]
    unused: tuple[int, ...]
    missing: tuple[str, ...] = ()
    agreeing: dict[str, Source] = field(default_factory=dict)
    amounts: dict[str, Source] = field(default_factory=dict)
    updated: int | None = None
    averaged: frozenset[str] = frozenset()
    confidence: dict[str, float] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    answered: dict[str, str] = field(default_factory=dict)
    lines: Above = field(default_factory=Above)
    """What stands above the header."""
    empty: frozenset[int] = frozenset()
    """The positions of columns without any cell."""

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """Every place a value is read from."""
        return (*self.sources.values(), *self.agreeing.values(), *self.amounts.values())

    @property
    def headers_read(self) -> dict[str, str]:
        """For each column that stands in the sheet the headers it comes from, as one text."""
        amounts = {name: source.headers for name, source in self.amounts.items()}
        return {name: " + ".join((*source.headers, *amounts.get(name, ())))
                for name, source in self.sources.items() if source.headers}

    @property
    def confidences(self) -> dict[str, float]:
        """How sure it is of each column that comes from a header, 0 to 1."""
        return {name: self.confidence.get(name, 1.0) for name in self.headers_read}

    @property
    def layout(self) -> str:
        """Kind, format and the folded headers as a hash: the same for next month's file, whatever its rows say and
        whatever order its columns come in."""
        headers = hashlib.sha256("\n".join(sorted(map(folded, self.headers))).encode()).hexdigest()[:16]
        return f"{self.format.kind}/{self.format.name}/{headers}"

    @property
    def private(self) -> tuple[int, ...]:
        """Positions of the columns that show a customer."""
        private = set(map(folded, self.format.private))
        named = {position for position, text in enumerate(self.headers) if folded(text) in private}
        customer = self.sources.get("customer")
        shown = set(customer.positions) if customer else set()
        return tuple(sorted(named if customer and customer.result and shown & named else named | shown))

    def over_trimmed(self) -> Mapping:
        """The same over a relation whose cells are trimmed and NULL where blank (:func:`trimmed`): where many columns
        are computed from few cells, each is looked at many times, and trimming it each time costs most of all."""
        def bare(sql: str) -> str:
            for position in range(len(self.headers)):
                sql = sql.replace(cell(position), f"c{position}")
            return sql

        sources = {name: replace(source, text=bare(source.text), raw=bare(source.raw), result=bare(source.result),
                                 time_text=bare(source.time_text), cells=tuple(map(bare, source.cells)))
                   for name, source in self.sources.items()}
        return replace(self, sources=sources)

    @property
    def no_record(self) -> tuple[str, str]:
        """SQL: the row is no record, and what is said of it: the first of the cells that tell, or what the format says;
        ('', '') where the format knows no such rows."""
        if not self.format.no_record:
            return "", ""
        test, found = filled_in(self.format.no_record, Headers(self.headers))
        if self.format.no_record_said:
            return f"coalesce({test}, false)", literal(self.format.no_record_said)
        return f"coalesce({test}, false)", f"coalesce({', '.join(map(cell, found))}, '')"


def cell(position: int) -> str:
    """SQL for the text of one column: trimmed, NULL when only blanks are left."""
    return f"nullif(trim(c{position}, {_BLANKS}), '')"


def trimmed(relation: str, width: int) -> str:
    """SQL: the rows of a relation, its cells trimmed and NULL where blank."""
    return f"SELECT _row, {', '.join(f'{cell(each)} AS c{each}' for each in range(width))}, _surplus FROM {relation}"


class Headers:
    """The headers of one sheet, found by what they say. A share (``% Answered``) is no such column, and never found."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self._exact: dict[str, int] = {}
        self._loose: dict[str, int] = {}
        for position, text in enumerate(texts):
            if text.strip() and "%" not in plain(text):
                self._exact.setdefault(folded(text), position)
                self._loose.setdefault(loosely_folded(text), position)

    def position(self, header: str, loose: bool = True) -> int | None:
        """Where ``header`` stands: letter for letter first, then without brackets and unit; None when it does not."""
        exact = self._exact.get(folded(header))
        return exact if exact is not None or not loose else self._loose.get(loosely_folded(header))

    def first(self, alternatives: tuple[str, ...], taken: set[int], loose: bool = True) -> int | None:
        """The first alternative that stands in the sheet and is not taken."""
        for header in alternatives:
            position = self.position(header, loose)
            if position is not None and position not in taken:
                return position
        return None


def map_columns(format_: Format, header: tuple[str, ...], vendor_given: bool, lines: Above | None = None,
                chosen: dict[str, Source | None] | None = None, empty: frozenset[int] = frozenset()) -> Mapping:
    """How ``format_`` reads a sheet with this header; ``missing`` names what it would need and does not find.

    ``lines`` are what stands above the header: they may say what the sheet has no column for. ``chosen`` are sources
    that go before those the headers tell (None: the column is not in this sheet). Of two headers that mean the same,
    one with cells goes before one of the ``empty``.
    """
    headers, chosen = Headers(header), chosen or {}
    kind = KINDS[format_.kind]
    sources = (_by_meaning(format_, headers, chosen, empty) if format_.by_meaning
               else _as_declared(format_, headers, empty))
    for name, text in format_.constants.items():
        sources[name] = Source(kind.column(name), literal(text), (), (), literal(text))
    amounts = _amounts(format_, headers, sources)
    averaged = _averaged(format_, headers, sources, amounts)
    if kind is INTERVALS:
        _complete_intervals(format_, headers, sources, amounts, lines or Above())
    amounts = {name: source for name, source in amounts.items() if name not in chosen}
    averaged -= chosen.keys()
    sources = {name: source for name, source in sources.items() if name not in chosen}
    sources |= {name: source for name, source in chosen.items() if source is not None}
    _without_customer(sources, kind.id_column)
    missing = [text for text in format_.signature if headers.position(text, loose=False) is None]
    unpromised = {name for name in chosen if kind.column(name).type is Type.DEADLINE}
    missing += [name for name in kind.required if name not in sources and name not in unpromised
                and not (name == "vendor" and vendor_given) and not _declared(format_, name, missing)]
    used = {position for source in (*sources.values(), *amounts.values()) for position in source.positions}
    updated = headers.position(format_.newest, loose=False) if format_.newest else None
    agreeing = {name: source for name, text in format_.same.items()
                if name in sources and (source := _plain_source(kind.column(name), text, format_, headers))}
    used |= {position for source in agreeing.values() for position in source.positions}
    handled = headers.first(HANDLE_HEADERS, used) if kind is CALLS else None
    if handled is not None and (source := _plain_source(HANDLE, headers.texts[handled], format_, headers)):
        agreeing[HANDLE.name] = source
        used |= set(source.positions)
    unused = tuple(i for i, text in enumerate(header) if i not in used and i != updated and text.strip())
    return Mapping(format_, header, sources, unused, tuple(missing), agreeing, amounts, updated, averaged,
                   lines=lines or Above(), empty=empty)


def _averaged(format_: Format, headers: Headers, sources: dict[str, Source],
              amounts: dict[str, Source]) -> frozenset[str]:
    """The columns of sums for which the sheet has only an average, beside the count that it is of: both are added to
    ``sources`` and ``amounts``."""
    count, found = sources.get("answered"), set()
    for name, alternatives in format_.means.items() if count else ():
        position = headers.first(alternatives, set())
        if name in sources or position is None or count is None:
            continue
        text = headers.texts[position]
        sources[name] = Source(KINDS[format_.kind].column(name), cell(position), (text,), (position,), f"c{position}",
                               unit=unit_of(text) or format_.units.get(name, ""))
        amounts[name] = count
        found.add(name)
    return frozenset(found)


def _complete_intervals(format_: Format, headers: Headers, sources: dict[str, Source], amounts: dict[str, Source],
                        lines: Above) -> None:
    """Add what only interval counts have: who was answered within a threshold that the header names, when the interval
    ended, and what the lines above the header say."""
    column = INTERVALS.column
    within = interval_columns.in_threshold(headers.texts)
    if within and "answered_in_t" not in sources:
        position, seconds = within
        sources["answered_in_t"] = Source(column("answered_in_t"), cell(position), (headers.texts[position],),
                                          (position,), f"c{position}")
        sources["threshold_s"] = Source(column("threshold_s"), literal(seconds), (), (), literal(seconds), unit="s")
    taken = {position for source in sources.values() for position in source.positions}
    for alternative in interval_columns.END_HEADERS:
        end = (_two_columns(interval_columns.END, alternative, format_, headers, taken, False)
               if isinstance(alternative, DateAndTime)
               else _plain_source(interval_columns.END, alternative, format_, headers, taken, False))
        if end:
            amounts[interval_columns.END.name] = replace(end, unit="")
            break
    for name, text in interval_columns.constants(format_, lines, sources.__contains__).items():
        sources[name] = Source(column(name), text, (), (), text, unit="s" if name == "threshold_s" else "")


def _declared(format_: Format, name: str, missing: list[str]) -> bool:
    """Is the absence of ``name`` already told by a missing signature header?"""
    source = format_.columns.get(name)
    return isinstance(source, str) and source in missing


def _as_declared(format_: Format, headers: Headers, empty: frozenset[int]) -> dict[str, Source]:
    """Each column from the first of its headers with cells, else from the first that is there."""
    sources = {}
    for name, origin in format_.columns.items():
        source = (_source(name, origin, format_, headers, set(empty), loose=True)
                  or _source(name, origin, format_, headers, set(), loose=True))
        if source:
            sources[name] = source
    return sources


def _by_meaning(format_: Format, headers: Headers, chosen: dict[str, Source | None],
                empty: frozenset[int]) -> dict[str, Source]:
    """Columns with cells before empty ones; of these canonical names first, then synonyms letter for letter, then
    without units. No header serves twice."""
    sources: dict[str, Source] = {}
    taken = {position for source in chosen.values() if source is not None and not _is_joined_id(source)
             for position in source.positions}
    for passed_over in (empty, frozenset[int]()) if empty else (empty,):
        for canonical_only, loose in ((True, False), (True, True), (False, False), (False, True)):
            for name, origin in format_.columns.items():
                if name in sources or name in chosen:
                    continue
                source = _source(name, (name,) if canonical_only else origin, format_, headers, taken | passed_over,
                                 loose)
                if source:
                    sources[name] = source
                    taken.update(source.positions)
    return sources


def joined_id(column: Column, headers: tuple[str, ...], places: tuple[int, ...]) -> Source:
    """An id made of the cells at ``places``, which stand under ``headers``, joined by ``/``."""
    text = f"nullif(concat_ws('/', {', '.join(map(cell, places))}), '')"
    return Source(column, text, headers, places, text)


def _is_joined_id(source: Source) -> bool:
    """The parts of an id that was joined mean something of their own as well."""
    return source.column.type is Type.ID and len(source.positions) > 1 and not source.result


def _without_customer(sources: dict[str, Source], id_column: str) -> None:
    """Take the customer out of an id that was joined: ids are stored as they are."""
    own, customer = sources.get(id_column), sources.get("customer")
    if own is None or customer is None or not _is_joined_id(own):
        return
    kept = [(place, text) for place, text in zip(own.positions, own.headers, strict=True)
            if place not in customer.positions]
    if kept and len(kept) < len(own.positions):
        places, headers = zip(*kept, strict=True)
        sources[id_column] = joined_id(own.column, headers, places)


def _source(name: str, origin: From, format_: Format, headers: Headers, taken: set[int], loose: bool) -> Source | None:
    column = KINDS[format_.kind].column(name)
    if isinstance(origin, Sql):
        return _computed(column, origin, format_, headers)
    if isinstance(origin, Reckoned):
        return _plain_source(column, origin.header, format_, headers)
    for alternative in (origin if isinstance(origin, tuple) else (origin,)):
        if isinstance(alternative, DateAndTime):
            source = _two_columns(column, alternative, format_, headers, taken, loose)
        else:
            source = _plain_source(column, alternative, format_, headers, taken, loose)
        if source:
            return source
    return None


def _plain_source(column: Column, header: str, format_: Format, headers: Headers, taken: set[int] | None = None,
                  loose: bool = True) -> Source | None:
    position = headers.first((header,), taken or set(), loose)
    if position is None:
        return None
    text = headers.texts[position]
    if format_.kind == INTERVALS.name and (interval_columns.is_no_sum(text, column)
                                           or (column.type is Type.COUNT and interval_columns.is_rate(text))):
        return None
    unit = unit_of(text) or format_.units.get(column.name, "")
    return Source(column, cell(position), (text,), (position,), f"c{position}", unit=unit,
                  zone=format_.zones.get(column.name, ""))


def _amounts(format_: Format, headers: Headers, sources: dict[str, Source]) -> dict[str, Source]:
    """The durations that declared columns are reckoned with. A moment whose duration has no column is not read."""
    amounts = {}
    for name, origin in format_.columns.items():
        if not isinstance(origin, Reckoned) or name not in sources:
            continue
        column = sources[name].column
        source = _plain_source(column, origin.amount, format_, headers)
        if source:
            amounts[name] = replace(source, column=replace(column, type=Type.SECONDS))
        elif column.type is not Type.SECONDS:
            del sources[name]
    return amounts


def _two_columns(column: Column, moment: DateAndTime, format_: Format, headers: Headers, taken: set[int],
                 loose: bool) -> Source | None:
    date = headers.first(moment.date, taken, loose)
    time = headers.first(moment.time, taken, loose)
    if date is None or time is None:
        return None
    return Source(column, cell(date), (headers.texts[date], headers.texts[time]), (date, time), f"c{date}", cell(time),
                  zone=format_.zones.get(column.name, ""))


def _computed(column: Column, origin: Sql, format_: Format, headers: Headers) -> Source | None:
    result, found = filled_in(origin.template, headers)
    if not found:
        return None
    text = f"nullif({result}, '')"
    return Source(column, text, tuple(headers.texts[position] for position in found), found, text,
                  unit=format_.units.get(column.name, ""), zone=format_.zones.get(column.name, ""), result=result,
                  cells=tuple(map(cell, found)))


def filled_in(template: str, headers: Headers) -> tuple[str, tuple[int, ...]]:
    """SQL of a template with the cell in place of each header (NULL where the sheet lacks it), and their positions."""
    positions = [headers.position(header) for header in _PLACEHOLDER.findall(template)]

    def text_of(match: re.Match[str]) -> str:
        position = headers.position(match[1])
        return "NULL::VARCHAR" if position is None else cell(position)

    return (f"({_PLACEHOLDER.sub(text_of, template)})",
            tuple(position for position in dict.fromkeys(positions) if position is not None))
