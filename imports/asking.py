"""From a sheet that no format recognises fully to a mapping, or to what must be asked before it can be read."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from imports.above import above
from imports.chosen import (
    JOINED,
    NOT_THERE,
    RUN_BY,
    answers_for,
    as_answered,
    chosen_sources,
    code_of,
    refuse_lacking,
    with_runner,
)
from imports.errors import Refused
from imports.formats import Format
from imports.formats.canonical import asks_otherwise
from imports.headers import folded
from imports.issues import refused
from imports.mapping import Mapping, Source, map_columns
from imports.matching import Candidate, Match, by_values_alone, deciding, matched
from imports.meaning import meaning_of
from imports.naming import score
from imports.parties import with_customer_of_both
from imports.questions import CHOICES
from imports.readers import Sheet
from imports.request import Question, ReadRequest
from imports.sheets import which
from imports.totals import aggregated_headers
from scoring.records import INTERVALS, KINDS, MOMENTS, Type

MANY_SUMS = 2
PAIRS_OFFERED = 4
"""So many averages and shares in a sheet without an id of its rows make it a report, not a list."""
_MAY_BE_MATCHED = ("aggregated_report", "unknown_format", "vendor_needed", "format_missing")


def answered(format_: Format, sheet: Sheet, request: ReadRequest) -> Mapping:
    """How the format reads the sheet, with the headers somebody named for columns of it."""
    headers = sheet.header or ()
    lines = above(text for _, text in sheet.preamble)
    plain = map_columns(format_, headers, request.vendor is not None, lines, empty=sheet.empty)
    answers = answers_for(plain.layout, request)
    if not answers:
        return with_runner(plain, request)
    chosen, lacking = chosen_sources(format_, headers, answers)
    now = {name for name in lacking if code_of(name) in request.answers}
    refuse_lacking(sorted(now), answers, headers, sheet.rows)
    mapping = map_columns(format_, headers, request.vendor is not None, lines, chosen, sheet.empty)
    return with_runner(replace(mapping, answered=as_answered(mapping, chosen) if request.settled is None else {}),
                       request)


def completed(connection: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping,
              request: ReadRequest) -> tuple[Sheet, Mapping]:
    """The sheet with the columns that its further headers mean. Platforms are read as declared, corrections as their
    file was, and a sheet whose headers are all known is not looked at, unless one may mean two things."""
    if not mapping.format.by_meaning or _counts(mapping) or request.settled is not None:
        return sheet, mapping
    mapping = with_customer_of_both(connection, sheet, mapping)
    if _is_plain(mapping):
        return sheet, mapping
    match = _matched(connection, sheet, mapping, request)
    return sheet, _with_questions(_with_parties(connection, sheet, match), request)


def _matched(connection: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping, request: ReadRequest) -> Match:
    match = matched(connection, sheet, mapping, request, _chosen(mapping))
    return replace(match, mapping=with_runner(match.mapping, request))


def _with_parties(connection: duckdb.DuckDBPyConnection, sheet: Sheet, match: Match) -> Match:
    """The match with the customer of caller and called, where only what headers mean told the direction."""
    mapping = with_customer_of_both(connection, sheet, match.mapping)
    if mapping is match.mapping:
        return match
    return replace(match, mapping=mapping, unsure=tuple(each for each in match.unsure if each.name != "customer"))


def _is_plain(mapping: Mapping) -> bool:
    answered = mapping.sources.get("answered")
    return not mapping.unused and (answered is None or not asks_otherwise(answered.said))


def _counts(mapping: Mapping) -> bool:
    """A report by interval has rules of its own for averages, percentages and thresholds (``interval_columns``)."""
    return mapping.format.kind == INTERVALS.name


def _chosen(mapping: Mapping) -> dict[str, Source | None]:
    """The sources of the columns that were answered for."""
    names = [code.partition(".")[2] for code in mapping.answered]
    return {name: mapping.sources.get(name) for name in names if name}


def understood(connection: duckdb.DuckDBPyConnection, tried: list[tuple[Sheet, Mapping]], refusal: Refused,
               request: ReadRequest) -> tuple[Sheet, Mapping]:
    """The one sheet that can be read, or asked about, by what its headers mean and its cells hold; else ``refusal``
    is raised."""
    pairs = [(sheet, mapping) for sheet, mapping in tried
             if mapping.format.by_meaning and not _counts(mapping) and sheet.rows]
    if refusal.code not in _MAY_BE_MATCHED or request.settled is not None:
        raise refusal
    sums = {sheet.name: _sums_of(mapping) for sheet, mapping in pairs}
    lists = [(sheet, mapping) for sheet, mapping in pairs if not sums[sheet.name]]
    if pairs and not lists:
        raise refused("aggregated_report", pairs[0][0].rows, found=", ".join(sums[pairs[0][0].name]))
    found = [(sheet, _matched(connection, sheet, mapping, request)) for sheet, mapping in lists]
    whole = [(sheet, match) for sheet, match in found if not match.mapping.missing]
    if len(whole) > 1:
        return which([(sheet, match.mapping) for sheet, match in whole])
    if refusal.code == "aggregated_report" and not whole:
        raise refusal
    likely = whole or [(sheet, match) for sheet, match in found if _can_be_asked(match, request)]
    if not likely:
        lacking = [sheet for sheet, match in found if _lacks_its_vendor(match, request)]
        raise refused("vendor_needed", lacking[0].rows) if lacking else refusal
    sheet, match = max(likely, key=lambda pair: (len(pair[1].mapping.sources), pair[0].rows))
    return sheet, _with_questions(_with_parties(connection, sheet, match), request)


def _sums_of(mapping: Mapping) -> list[str]:
    """The averages and shares of a sheet that is a report: nothing in it tells one contact from another."""
    sums = [header for header in mapping.headers if meaning_of(header).may_be_of_many]
    kind = KINDS[mapping.format.kind]
    has_id = kind.id_column in mapping.sources or any(
        score(meaning_of(header), kind.column(kind.id_column), kind.name) > 0.8 for header in mapping.headers)
    counts = aggregated_headers(mapping.headers)
    is_report = kind.name == "calls" and (bool(counts) or len(sums) >= MANY_SUMS) and not has_id
    return list(dict.fromkeys([*sums, *counts])) if is_report else []


def _can_be_asked(match: Match, request: ReadRequest) -> bool:
    """Every missing column has a header that may be meant."""
    return all(name == RUN_BY or _may_be_none(match, name) or _places(match, name, request)
               or _joined_id(match, name) or _waits(match, name) for name in match.mapping.missing)


def _may_be_none(match: Match, name: str) -> bool:
    """A deadline that nobody gave, in a list of somebody else's making: who writes our own names knows that it is
    wanted."""
    mapping = match.mapping
    return KINDS[mapping.format.kind].column(name).type is Type.DEADLINE and any(
        folded(source.said) != folded(column) for column, source in mapping.sources.items())


def _waits(match: Match, name: str) -> bool:
    """An id that may be joined once it is known when its records began."""
    mapping, kind = match.mapping, KINDS[match.mapping.format.kind]
    return name == kind.id_column and kind.month_columns[-1] in mapping.missing


def _lacks_its_vendor(match: Match, request: ReadRequest) -> bool:
    """All but the vendor is there or may be asked for: no header need be rewritten."""
    missing = match.mapping.missing
    return "vendor" in missing and all(_places(match, name, request) for name in missing
                                       if name not in ("vendor", RUN_BY))


def _places(match: Match, name: str, request: ReadRequest) -> list[int]:
    """The places a column may come from, the likeliest first."""
    named = [place for each in match.unsure if each.name == name for place in each.places[:1]]
    return list(dict.fromkeys([*named, *by_values_alone(match, name, request)]))


def _with_questions(match: Match, request: ReadRequest) -> Mapping:
    mapping, kind = match.mapping, KINDS[match.mapping.format.kind]
    answered_already = {code.partition(".")[2] for code in mapping.answered}
    unsure = {each.name: each for each in match.unsure if each.name in deciding(kind)}
    asked = [name for name in (column.name for column in kind.columns) if (name in unsure or name in mapping.missing)
             and _is_open(name, mapping, unsure.get(name)) and name not in answered_already]
    asked = [name for name in asked if _places(match, name, request) or not _waits(match, name)]
    return replace(mapping, questions=tuple(_question(match, name, unsure.get(name), request) for name in asked))


def _is_open(name: str, mapping: Mapping, candidate: Candidate | None) -> bool:
    """No header is taken for it yet, or one that is doubted, or only a date, beside which its time of day may stand."""
    return name not in mapping.sources or (candidate is not None and (candidate.doubted or len(candidate.places) == 2))


def _question(match: Match, name: str, candidate: Candidate | None, request: ReadRequest) -> Question:
    mapping = match.mapping
    first = _places(match, name, request)
    if name == RUN_BY and not first:
        return Question("run_by", name, list(CHOICES[RUN_BY]), "")
    column = KINDS[mapping.format.kind].column(name)
    none_promised = column.required and column.type is Type.DEADLINE  # a blank deadline is one that nobody promised
    if none_promised and candidate is None:
        first = []  # any moment could be one, and when it was done would be kept always
    used = {place for source in mapping.sources.values() if source.column.name != name for place in source.positions}
    others = [place for place in range(len(mapping.headers)) if place not in first and place not in used]
    headers = [mapping.headers[place] for place in [*first, *others] if mapping.headers[place].strip()]
    joined = _joined_id(match, name)
    headers[len(first):len(first)] = [joined] if joined else []
    choices = [*_pairs(match, name, candidate, used), *headers,
               *([] if column.required and not none_promised else [NOT_THERE])]
    if none_promised and candidate is None:
        choices = [NOT_THERE, *headers]
    return Question(code_of(name), name, choices, _example(match, first[0], name) if first else "")


def _joined_id(match: Match, name: str) -> str:
    """What may stand for a record's id where no column is one: when it began, and what tells most of those that began
    together apart; '' for any other column, and where nothing does. A customer is no part of an id."""
    mapping, kind = match.mapping, KINDS[match.mapping.format.kind]
    moment = mapping.sources.get(kind.month_columns[-1])
    if name != kind.id_column or moment is None or not moment.headers:
        return ""
    customer = mapping.sources.get("customer")
    free = [place for place, look in (match.looks or {}).items() if look.filled and not look.prose
            and look.share(look.phones + look.addresses) < 0.5 and place not in moment.positions
            and (customer is None or place not in customer.positions)]
    read = [source.positions[0] for column, source in mapping.sources.items()
            if column in ("agent", "queue") and source.positions]
    varied = sorted(free, key=lambda place: (-(match.looks or {})[place].distinct, place))
    beside = [mapping.headers[place] for place in (*read[:1], *varied[:1])]
    return JOINED.join((*moment.headers, *beside)) if beside else ""


def _pairs(match: Match, name: str, candidate: Candidate | None, used: set[int]) -> list[str]:
    """Dates and times of day that may be one moment, the likeliest first: two headers joined."""
    mapping, looks = match.mapping, match.looks or {}
    likely = [candidate.places] if candidate is not None and len(candidate.places) == 2 else []
    if KINDS[mapping.format.kind].column(name).type in MOMENTS and (likely or name not in mapping.sources):
        days = [place for place, look in looks.items() if look.is_days and place not in used]
        times = [place for place, look in looks.items() if look.is_clocks and place not in used]
        likely += [(day, time) for day in days for time in times]
    return [JOINED.join(mapping.headers[place] for place in pair) for pair in dict.fromkeys(likely)][:PAIRS_OFFERED]


def _example(match: Match, place: int, name: str) -> str:
    look = (match.looks or {}).get(place)
    shown = look.examples if look and name != "customer" else ()
    return f"{match.mapping.headers[place]}: {', '.join(shown)}" if shown else match.mapping.headers[place]
