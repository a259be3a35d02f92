"""The way of one file: from the bytes as they came to staged Parquet and a report that adds up.

Sheets are read as text, one format recognises one of them, its columns are typed at once, rules follow, and what
is left is written by vendor and month. Nothing stops at the first error.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import pyarrow as pa

from imports import criteria, events, legs, progress, spans
from imports.above import above
from imports.chosen import settled_columns
from imports.columns import Context, duration_units
from imports.control_totals import log_differing
from imports.decimals import settled_habit
from imports.drawn import match_draws, match_survey_draws
from imports.held_back import HeldBack, log_still_masked, shown_header
from imports.issues import IssueLog, refused
from imports.mapping import Mapping, trimmed
from imports.masking import masked_start
from imports.members import Members
from imports.privacy import pseudonyms
from imports.readers import Sheet, read_sheets
from imports.recognise import knows, recognise, spread_lists, templates
from imports.request import Part, Question, Reading, ReadRequest
from imports.samples import left_out, samples
from imports.sheets import rows_by_sheet
from imports.source import SourceFile
from imports.sql import literal
from imports.stage import months_of, preview, write_parts
from imports.stored_texts import mask_texts
from imports.table import Attempt, customer_texts, log_issues, type_columns
from imports.totals import set_aside, was_handed_out
from imports.typed import Ask
from imports.vendors import Vendors, vendors_of
from imports.versions import USED_AGAIN_DAYS, drop_superseded
from scoring.records import INTERVALS, KINDS, MOMENTS, Kind, Type

THREADS = min(4, os.cpu_count() or 1)
EXAMPLE_CHARACTERS = 80
FEWEST_ALIKE = 4
"""Of so many rows, most of which count one interval, something tells them apart that is not understood."""
_ASKED_OF = {"duration_unit": Type.SECONDS}
"""What the column of a question holds, where its values may look like a number to be dialled."""


@dataclass(slots=True)
class Work:
    """One reading under way: its connection, its request, and what is known so far."""

    connection: duckdb.DuckDBPyConnection
    request: ReadRequest
    sheet: Sheet
    mapping: Mapping
    log: IssueLog
    members: Members
    relation: str = ""
    vendors: Vendors = field(default_factory=lambda: Vendors("", "", {}))
    not_data: int = 0
    long: bool = False
    unread: tuple[int, ...] = ()
    questions: list[Question] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    held_months: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    masked: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return KINDS[self.mapping.format.kind]


class Phases:
    """Seconds spent in each phase, told to whoever listens."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def done(self, phase: str, fraction: float = 1.0, told: str = "") -> None:
        now = time.perf_counter()
        self.seconds[phase] = round(now - self._since, 3)
        self._since = now
        progress.report(told or phase, fraction)


def run(request: ReadRequest, source: SourceFile) -> Reading:
    """Read ``source`` as ``request`` says. Raises Refused for a file that cannot be used at all."""
    request = _checked(request)
    phases = Phases()
    connection = duckdb.connect(config=_settings(request))
    try:
        sheets = read_sheets(source, connection, knows(request.kind), templates(request.kind, request.format),
                             spread_lists(request.kind, request.format))
        phases.done("read")
        sheet, mapping = recognise(sheets, request, connection)
        work = Work(connection, request, sheet, mapping, IssueLog(connection), Members(connection))
        if mapping.questions:
            return _asking_first(work, source, phases.seconds)
        _understand(work)
        phases.done("type", 0.9, told="check")
        if not work.questions:
            _check(work)
            phases.done("check")
            work.parts = write_parts(connection, work.kind, Path(request.out), request.client_timezone)
            phases.done("write")
        return _reading(work, source, phases.seconds)
    finally:
        connection.close()


def _checked(request: ReadRequest) -> ReadRequest:
    """The request with a blank vendor as none; refused is a kind or time zone nobody knows, before anything is read."""
    if request.kind not in KINDS:
        raise refused("unknown_kind", kind=request.kind, known=", ".join(KINDS))
    for zone in filter(None, (request.timezone, request.client_timezone, *request.vendor_timezones.values())):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise refused("unknown_timezone", timezone=zone) from None
    return replace(request, vendor=(request.vendor or "").strip() or None)


def _settings(request: ReadRequest) -> dict[str, Any]:
    return {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": THREADS,
            "temp_directory": request.out}


def _understand(work: Work) -> None:
    """From text to the typed table: no rows but data, vendors known, customers pseudonymised, columns read."""
    connection, request, mapping = work.connection, work.request, work.mapping
    know_customers = _pseudonymising(work)
    surplus_code = "split_row" if work.sheet.delimiter else "broken_record"
    work.relation, work.not_data = set_aside(connection, work.sheet.relation, mapping, work.log, surplus_code)
    if work.not_data == work.sheet.rows:
        raise refused("nothing_filled_in" if was_handed_out(connection) else "no_records", work.sheet.rows)
    if mapping.format.events:
        connection.execute(f"CREATE TEMP TABLE _trimmed AS {trimmed(work.relation, len(mapping.headers))}")
        work.relation, work.mapping = "_trimmed", mapping.over_trimmed()
        mapping = work.mapping
    progress.report("check", 0.1)
    ask = _asking(connection)
    if work.kind is INTERVALS:
        lines = above(text for _, text in work.sheet.preamble)
        mapping = spans.counted_by(mapping, request.answers.get("counted_by", ""))
        work.mapping = mapping = spans.located(mapping, ask, work.relation, lines)
    work.vendors = vendors_of(mapping, request, ask, work.relation, work.sheet.rows)
    context = Context(ask, work.relation, mapping.format, work.vendors.zones,
                      request.kept.get(work.mapping.layout, {}) | request.answers,
                      datetime.fromisoformat(request.now).astimezone(UTC).replace(tzinfo=None),
                      delimiter=work.sheet.delimiter, units=duration_units(mapping), settled=request.settled)
    extra = _criteria(work, ask)
    progress.report("check", 0.2)
    attempt = type_columns(connection, work.relation, work.mapping, work.vendors, context, extra, know_customers)
    progress.report("check", 0.7)
    work.questions, work.answered = _distinct(attempt.questions), mapping.answered | attempt.answered
    work.settled = attempt.settled | settled_habit(attempt.settled, work.sheet.delimiter) | settled_columns(mapping)
    if not work.questions:
        if work.kind is INTERVALS:
            _complete_intervals(work, attempt)
        _tell_scales(work, attempt)
        log_issues(connection, work.relation, attempt, work.log, work.kind.needs, work.vendors.zones)
        log_differing(connection, work.sheet.relation, work.relation, work.mapping, attempt.columns, work.log,
                      work.sheet.preamble)


def _tell_scales(work: Work, attempt: Attempt) -> None:
    """Tell of each rating that ran on another scale than 1 to 5."""
    for typed in attempt.columns:
        scale = dict(typed.settled).get("scale")
        if scale:
            facts = json.dumps({"scale": scale.replace("-", "–")})
            work.log.add("scale_stretched", typed.canonical,
                         f"SELECT NULL::BIGINT AS _row, '' AS value, {literal(facts)} AS facts")


def _complete_intervals(work: Work, attempt: Attempt) -> None:
    """How long intervals last where only their step tells, which showing of an hour shown twice they are of, and what
    was made of averages."""
    spans.fill_lengths(work.connection, work.log)
    for bit, (typed, doubt) in enumerate(attempt.doubts):
        if (typed.name, doubt.code) == ("start_at", "ambiguous_hour"):
            spans.part_repeated_hour(work.connection, work.log, f"(_doubt & {1 << bit}::HUGEINT <> 0)",
                                     work.vendors.zones, ("vendor", *work.kind.id_of))
    if work.request.settled is not None:
        work.log.add("not_the_vendors", "counted_by", "SELECT _row, counted_by AS value FROM typed "
                                                      "WHERE counted_by <> 'vendor'")
    for name in sorted(work.mapping.averaged):
        facts = json.dumps({"average": work.mapping.sources[name].said, "count": work.mapping.amounts[name].said})
        work.log.add("sum_of_average", name, f"SELECT NULL::BIGINT AS _row, '' AS value, {literal(facts)} AS facts")


def _asking(connection: duckdb.DuckDBPyConnection) -> Ask:
    def ask(query: str) -> tuple[Any, ...]:
        rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return rows[0]
    return ask


def _pseudonymising(work: Work) -> Callable[[], None]:
    """Begin to make pseudonyms, and answer what waits for them and makes ``_customers``: each distinct text of the
    customer column beside its pseudonym. Python makes them while DuckDB looks at the other columns."""
    query = customer_texts(work.mapping, work.sheet.relation)
    if not query:
        return lambda: None
    said: Any = work.connection.execute(query).fetchnumpy()["said"].tolist()
    key = Path(work.request.secret_file).read_bytes()
    worker = ThreadPoolExecutor(1)
    made = worker.submit(pseudonyms, said, key, work.request.country_code)
    worker.shutdown(wait=False)

    def know_customers() -> None:
        work.connection.register("_customers", pa.table({
            "said": pa.array(said, pa.string()), "pseudonym": pa.array(made.result(), pa.int64())}))

    return know_customers


def _criteria(work: Work, ask: Ask) -> str:
    """SQL of the criteria of an evaluation sheet; headers that are neither read nor criteria are ignored."""
    mapping = work.mapping
    unused, extra = mapping.unused, ""
    if work.kind.has_criteria and (extra := criteria.long_sql(mapping)):
        work.long = True
        criteria.log_unread(work.log, mapping, criteria.NOTHING_WIDE, work.relation)
        work.mapping = criteria.without_score(mapping)
    elif work.kind.has_criteria:
        found = criteria.wide_criteria(mapping, ask, work.relation)
        criteria.log_unread(work.log, mapping, found, work.relation)
        extra = criteria.wide_sql(found.criteria)
        work.mapping = criteria.without_long(mapping)
        unused = tuple(sorted(set(work.mapping.unused) - {criterion.position for criterion in found.criteria}))
    work.unread = unused
    return extra


def _distinct(questions: list[Question]) -> list[Question]:
    """One question a code; a second column with other choices is asked under ``code.column``."""
    asked: dict[str, Question] = {}
    for question in questions:
        first = asked.setdefault(question.code, question)
        if first.choices != question.choices:
            code = f"{question.code}.{question.column}"
            asked[code] = replace(question, code=code)
    return [replace(question, example=masked_start(question.example, EXAMPLE_CHARACTERS,
                                                   _ASKED_OF.get(question.code.split(".")[0])))
            for question in asked.values()]


def _check(work: Work) -> None:
    """Whole-table checks; afterwards ``typed`` holds one row for each record to be stored."""
    connection, kind, log = work.connection, work.kind, work.log
    columns = ("vendor", "site", *(name for name in kind.stored_columns if name != "criteria"))
    for name, header, example in left_out(connection, work.sheet.relation, work.mapping):
        log.add("column_not_read", header, f"SELECT NULL::BIGINT AS _row, {literal(example)} AS value", meant=name)
    work.masked = mask_texts(connection, kind, work.mapping.sources, Path(work.request.secret_file).read_bytes())
    if kind.has_criteria:
        criteria.check_scores(log, connection)
        match_draws(connection, log, work.request.draws)
    elif kind.name == "surveys":
        match_survey_draws(connection, log, work.request.draws)
    if work.long:
        criteria.drop_repeated(connection, log, work.members, work.relation, len(work.mapping.headers), _updated(work))
        criteria.gather(connection, log, work.members, columns)
    if kind.has_criteria:
        criteria.log_incomplete(log, connection)
    if work.request.settled is not None:
        log_still_masked(log, kind, work.mapping, work.relation)
    if work.mapping.format.events:
        events.fold(connection, log, work.members, work.mapping, work.relation, columns)
    in_legs = kind.name == "calls" and "parent_id" in work.mapping.sources and legs.has_legs(connection)
    if in_legs:
        legs.hold_back(connection, log)
    _drop(work)
    if in_legs:
        legs.fold(connection, log, work.members, columns, transfers_told="transfers" in work.mapping.sources)
    for code, heads in work.request.leave_out.items():
        work.members.hold_back(log, code, kind.id_column, heads, days=USED_AGAIN_DAYS)


def _drop(work: Work) -> None:
    """Leave in ``typed`` what is neither held back nor replaced by an equal or later row."""
    kind, moment = work.kind, work.kind.month_columns[-1]
    if kind.id_of:
        work.connection.execute(f"UPDATE typed SET {kind.id_column} = {kind.made_id} WHERE {kind.id_column} IS NULL")
    rows = work.sheet.rows - work.not_data
    drop_superseded(work.connection, work.log, work.members, kind.id_column, moment, tuple(kind.stored_columns),
                    _updated(work))
    if kind is INTERVALS and rows >= FEWEST_ALIKE and work.log.counts().get("older_version", 0) * 2 > rows:
        raise refused("rows_alike", work.sheet.rows, rows=rows)
    if work.log.held:
        held_rows = work.log.held_rows()
        work.held_months = months_of(work.connection, kind, held_rows, work.request.client_timezone)
        work.connection.execute(f"DELETE FROM typed WHERE _row IN ({held_rows})")


def _zones(work: Work) -> list[str]:
    """The zones that times were read in: those the format states for its columns, the vendors' for the others."""
    stated = {source.zone for source in work.mapping.all_sources if source.column.type in MOMENTS}
    vendors = set() if stated and "" not in stated else set(work.vendors.zones.values())
    return sorted(stated - {""} | vendors)


def _updated(work: Work) -> str:
    """SQL of when each row was last brought up to date (``_row, updated``); '' where the format does not say."""
    position = work.mapping.updated
    if position is None:
        return ""
    return f"SELECT _row, try_cast(c{position} AS TIMESTAMP) AS updated FROM {work.relation}"


def _asking_first(work: Work, source: SourceFile, seconds: dict[str, float]) -> Reading:
    """The report of a sheet of which it must first be told where columns come from: nothing of it was read."""
    work.questions, work.answered = _distinct(list(work.mapping.questions)), work.mapping.answered
    work.unread = work.mapping.unused
    work.vendors, work.relation = Vendors("''", "NULL::VARCHAR", {}), work.sheet.relation
    return _reading(work, source, seconds)


def _reading(work: Work, source: SourceFile, seconds: dict[str, float]) -> Reading:
    """The report. What was read is stored, held back or no data; nothing else can become of a row."""
    request, log = work.request, work.log
    rows, held = work.sheet.rows, log.held
    asked = bool(work.questions)
    held_back = HeldBack(work.relation, work.sheet.relation, work.mapping, work.vendors, work.unread,
                         work.sheet.parts)
    return Reading(
        status="needs_answer" if asked else "read", kind=request.kind, format=work.mapping.format.name,
        sha256=source.sha256, size=source.size, sheet=work.sheet.name,
        timezone=", ".join(_zones(work)), rows_read=rows,
        rows_stored=0 if asked else rows - work.not_data - held, rows_held_back=rows if asked else held,
        rows_not_data=0 if asked else work.not_data, records=sum(part.records for part in work.parts),
        columns=work.mapping.headers_read,
        columns_ignored=[shown_header(work.mapping.headers[position]) for position in work.unread],
        questions=work.questions, issues=log.listed(held_back.owners(), work.sheet.name),
        issues_total=sum(log.counts().values()), issue_counts=log.counts(), parts=work.parts,
        preview=[] if asked else preview(work.connection, work.kind, work.sheet.parts),
        sheets={} if asked else rows_by_sheet(work.connection, work.sheet, work.relation, log.held_rows()),
        held_back_file="" if asked else held_back.write(work.connection, log, Path(request.out)),
        held_months=work.held_months, vendors=sorted(code for code in work.vendors.zones if code),
        zones=work.vendors.zones, layout=work.mapping.layout, answered=work.answered, settled=work.settled,
        masked=work.masked, confidence=work.mapping.confidences, headers=list(work.mapping.headers),
        samples=samples(work.connection, work.sheet.relation, work.mapping), seconds=seconds)
