"""Which sheet, and which format: exactly one recognises it, or the refusal names the nearest and what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from imports.accepted import with_examples
from imports.asking import answered, completed, understood
from imports.errors import Refused
from imports.formats import FORMATS, DateAndTime, Format, Reckoned
from imports.headers import folded, loosely_folded
from imports.interval_columns import SUPPLIED, averages, of_agents
from imports.issues import refused
from imports.mapping import Mapping, map_columns
from imports.masking import masked_start
from imports.readers.template import Template
from imports.sheets import asked, joined, which
from imports.totals import aggregated_headers
from scoring.records import CALLS, INTERVALS

if TYPE_CHECKING:
    import duckdb

    from imports.readers import Sheet
    from imports.request import ReadRequest

FOUND_SHOWN = 30
HEADER_CHARACTERS = 60
FEWEST_OF_A_REPORT, MANY = 3, 6
"""So many headers of totals and averages make a report of what else would pass for a list of contacts."""
"""A longer header is no header but a text, of which a refusal quotes the beginning."""


def formats_of(kind: str) -> tuple[Format, ...]:
    """The declared formats of a kind, the fallback by meaning last."""
    return tuple(sorted((format_ for format_ in FORMATS if format_.kind == kind),
                        key=lambda format_: format_.by_meaning))


@lru_cache(maxsize=16)
def header_words(kind: str) -> frozenset[str]:
    """Every header some format of ``kind`` expects, folded."""
    words: set[str] = set()
    for format_ in formats_of(kind):
        words.update(map(folded, (*format_.signature, *format_.columns)))
        words.update(folded(word) for alternatives in format_.means.values() for word in alternatives)
        for origin in format_.columns.values():
            for alternative in origin if isinstance(origin, tuple) else (origin,):
                if isinstance(alternative, str):
                    words.add(folded(alternative))
                elif isinstance(alternative, DateAndTime):
                    words.update(map(folded, (*alternative.date, *alternative.time)))
                elif isinstance(alternative, Reckoned):
                    words.update(map(folded, (alternative.header, alternative.amount)))
    return frozenset(words)


def knows(kind: str) -> Callable[[str], bool]:
    """Tells of a cell whether it is a header somebody expects: helps a reader to find the header row."""
    words = header_words(kind)
    return lambda text: folded(text) in words or loosely_folded(text) in words


def templates(kind: str, name: str | None = None) -> tuple[Template, ...]:
    """The tables without a header that some format of ``kind`` (the one called ``name``) recognises."""
    return tuple(Template(format_.positions, format_.shapes) for format_ in formats_of(kind)
                 if format_.positions and name in (None, "", format_.name))


def spread_lists(kind: str, name: str | None = None) -> tuple[str, ...]:
    """The lists within JSON records whose items are what some format of ``kind`` (the one called ``name``) reads."""
    return tuple(format_.rows_of for format_ in formats_of(kind)
                 if format_.rows_of and name in (None, "", format_.name))


def recognise(sheets: list[Sheet], request: ReadRequest, connection: duckdb.DuckDBPyConnection,
              ) -> tuple[Sheet, Mapping]:
    """The sheet to read and how; Refused with what to do when none fits.

    A mapping with ``questions`` cannot be read before these are answered. ``connection`` holds the sheets' relations.
    """
    sheets = joined(sheets, request, connection)
    candidates = [sheet for sheet in sheets if sheet.header]
    if not candidates:
        raise refused("no_header", sum(sheet.rows for sheet in sheets))
    formats = _wanted(request, sum(sheet.rows for sheet in sheets))
    tried = _tried(candidates, formats, request)
    fitting = _specific([(sheet, mapping) for sheet, mapping in tried if not mapping.missing])
    if not fitting:
        sheet, mapping = understood(connection, tried, _nearest(tried, request), request)
        return sheet, asked(connection, sheet, mapping, request)
    if len({sheet.name for sheet, _ in fitting}) > 1:
        return which(fitting)
    if len(fitting) > 1:
        raise refused("several_formats", fitting[0][0].rows, formats=", ".join(mapping.format.name for _,
                                                                               mapping in fitting))
    _refuse_reports(*fitting[0], request)
    sheet, mapping = completed(connection, *fitting[0], request)
    return sheet, asked(connection, sheet, mapping, request)


def _tried(sheets: list[Sheet], formats: tuple[Format, ...], request: ReadRequest) -> list[tuple[Sheet, Mapping]]:
    """How each format reads each sheet; a sheet without a header that was answered is not the one that was meant,
    unless none has it."""
    tried, lacking = [], []
    for sheet in sheets:
        try:
            tried += [(sheet, answered(format_, sheet, request)) for format_ in formats]
        except Refused as refusal:
            lacking.append((sheet.rows, refusal))
    if not tried:
        raise max(lacking, key=lambda pair: pair[0])[1]
    return tried


def _refuse_reports(sheet: Sheet, mapping: Mapping, request: ReadRequest) -> None:
    """Refused: a report offered as calls; offered as intervals what is no report, counts of agents, averages and
    percentages alone."""
    kind, headers = mapping.format.kind, sheet.header or ()
    found = aggregated_headers(headers)
    if kind == CALLS.name and mapping.format.by_meaning and len(found) >= FEWEST_OF_A_REPORT:
        raise refused("aggregated_report", sheet.rows, found=", ".join(found))
    if kind != INTERVALS.name:
        return
    if other_kind := _other_kind(sheet, mapping, request):
        raise refused("looks_like_kind", sheet.rows, kind=kind, looks_like=other_kind)
    if agents := of_agents(headers):
        raise refused("counts_of_agents", sheet.rows, found=", ".join(agents))
    if not set(SUPPLIED) & set(mapping.sources):
        raise refused("averages_only", sheet.rows, found=", ".join(_shown(averages(headers) or list(headers))))


def _wanted(request: ReadRequest, rows: int) -> tuple[Format, ...]:
    formats = formats_of(request.kind)
    if not request.format:
        return formats
    named = tuple(format_ for format_ in formats if format_.name == request.format)
    if not named:
        raise refused("unknown_format_name", rows, name=request.format, kind=request.kind,
                      known=", ".join(format_.name for format_ in formats))
    return named


def _specific(fitting: list[tuple[Sheet, Mapping]]) -> list[tuple[Sheet, Mapping]]:
    """Declared platforms before the fallback by meaning; visible sheets with rows before hidden or empty ones."""
    for test in (lambda sheet, mapping: not mapping.format.by_meaning, lambda sheet, mapping: not sheet.hidden,
                 lambda sheet, mapping: sheet.rows > 0):
        better = [(sheet, mapping) for sheet, mapping in fitting if test(sheet, mapping)]
        fitting = better or fitting
    return fitting


def _nearest(tried: list[tuple[Sheet, Mapping]], request: ReadRequest) -> Refused:
    """The refusal: a report of totals, another kind, a forced format that does not fit, or the nearest and what it
    lacks. A platform's format is only near when half of its own headers are there."""
    sheet, mapping = min(tried, key=lambda pair: (_is_far(pair[1]), _share_missing(pair[1]),
                                                  not pair[1].format.by_meaning, -pair[0].rows))
    for other, _ in tried:
        found = aggregated_headers(other.header or ())
        if (found or (found := _counts_of(other))) and request.kind == CALLS.name:
            return refused("aggregated_report", other.rows, found=", ".join(found))
    if mapping.missing == ("vendor",):
        return refused("vendor_needed", sheet.rows)
    headers = _shown(list(sheet.header or ()))
    if other_kind := _other_kind(sheet, mapping, request):
        return refused("looks_like_kind", sheet.rows, kind=request.kind, looks_like=other_kind)
    if request.kind == INTERVALS.name and (agents := of_agents(sheet.header or ())):
        return refused("counts_of_agents", sheet.rows, found=", ".join(agents))
    if request.kind == INTERVALS.name and averages(sheet.header or ()) and not _counts_of(sheet, 1):
        return refused("averages_only", sheet.rows, found=", ".join(_shown(averages(sheet.header or ()))))
    missing = ", ".join(with_examples(request.kind, name) for name in mapping.missing)
    facts = {"missing": missing, "found": ", ".join(headers)}
    if request.format:
        return refused("format_missing", sheet.rows, name=request.format, **facts)
    return refused("unknown_format", sheet.rows, nearest=mapping.format.title, **facts)


def _shown(headers: list[str]) -> list[str]:
    return [masked_start(header, HEADER_CHARACTERS) for header in headers[:FOUND_SHOWN]]


def _counts_of(sheet: Sheet, fewest: int = 2) -> list[str]:
    """The headers under which a report counts contacts, where at least ``fewest`` do."""
    sources = max((map_columns(format_, sheet.header or (), vendor_given=True).sources
                   for format_ in formats_of(INTERVALS.name)), key=len)
    found = [sources[name].said for name in SUPPLIED if name in sources and sources[name].headers]
    return found if len(found) >= fewest else []


def _share_missing(mapping: Mapping) -> float:
    return len(mapping.missing) / (len(mapping.sources) + len(mapping.missing))


def _is_far(mapping: Mapping) -> bool:
    """Most of the headers a platform is known by are not there."""
    signature = mapping.format.signature
    return sum(header in mapping.missing for header in signature) * 2 > len(signature)


def _other_kind(sheet: Sheet, mapping: Mapping, request: ReadRequest) -> str:
    """The kind this sheet clearly holds instead: all it needs is there, and more of the headers are understood, half of
    them or many."""
    fitting = [(len(other.sources), format_.kind) for format_ in FORMATS if format_.kind != request.kind
               and not (other := map_columns(format_, sheet.header or (), request.vendor is not None)).missing]
    understood, kind = max(fitting, default=(0, ""))
    headers = sum(bool(header.strip()) for header in sheet.header or ())
    return kind if understood > len(mapping.sources) and (2 * understood >= headers or understood >= MANY) else ""
