"""The typed table: one SELECT that turns the sheet's texts into stored values, with a bit for all that went wrong.

Layer one names what is read from the texts, layer two the values and the bits of cells that failed, layer three applies
the rules. A first attempt reads whole columns directly; only columns with failures are profiled and read again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import duckdb

from imports import spans
from imports.checks import DOUBT_BITS, HALF_CUT, HANDLE_DIFFERS, MOST_CHARACTERS, Rule, range_tests, rules_for
from imports.columns import Context, direct, studied
from imports.formats import Reckoned
from imports.issues import CATALOGUE, Effect, IssueLog
from imports.mapping import HANDLE, Mapping, Source
from imports.request import Question
from imports.sql import literal
from imports.typed import AMOUNT, SAME, Doubt, Typed, said, settled_under
from imports.vendors import Vendors
from scoring.records import KINDS, WRITTEN_DAYS, Column, Kind, Type

_FILLED = {
    "channel": "coalesce({channel}, 'voice')",
    "direction": "coalesce({direction}, 'inbound')",
    "outcome": "coalesce({outcome}, CASE WHEN answered THEN 'answered' WHEN NOT answered THEN 'abandoned' END)",
    "judged_by": "coalesce({judged_by}, 'client')",
    "counted_by": "coalesce({counted_by}, 'vendor')",
    "route": "coalesce({route}, 'via_vendor')",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """The columns of one attempt, and the bit of each cell failure and each doubt."""

    columns: tuple[Typed, ...]
    doubts: tuple[tuple[Typed, Doubt], ...]
    rules: tuple[Rule, ...]

    @property
    def questions(self) -> list[Question]:
        """What must be asked, column by column."""
        return [question for typed in self.columns for question in typed.questions]

    @property
    def answered(self) -> dict[str, str]:
        """The answers that decided how a column was read."""
        return dict(answer for typed in self.columns for answer in typed.answered)

    @property
    def settled(self) -> dict[str, str]:
        """How each column was read, as ``Reading.settled`` has it."""
        return {settled_under(code, typed.source): value for typed in self.columns for code, value in typed.settled}


def type_columns(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping, vendors: Vendors,
                 context: Context, extra: str, know_customers: Callable[[], None]) -> Attempt:
    """Make the table ``typed`` and answer how its columns were read.

    ``know_customers`` is called before: then ``_customers`` is there, if the sheet has any.

    It is no temporary table: those belong to one connection, and the parts are written from several.

    ``extra`` is SQL of further columns over the sheet (the criteria of an evaluation sheet), or ''.
    """
    wanted = [source for name, source in mapping.sources.items() if name != "vendor"]
    wanted += [replace(source, column=replace(source.column, name=prefix + name))
               for prefix, beside in ((SAME, mapping.agreeing), (AMOUNT, mapping.amounts))
               for name, source in beside.items()]
    first = {source.column.name: direct(source, context) for source in wanted}
    columns = _completed(wanted, first, context)
    attempt = _attempt(columns, mapping)
    know_customers()
    failed = _create(connection, relation, attempt, mapping, vendors, extra)
    again = {typed.name for bit, typed in enumerate(columns) if typed.direct and failed >> bit & 1}
    if again:
        columns = _completed(wanted, {typed.name: typed for typed in columns if typed.name not in again}, context)
        attempt = _attempt(columns, mapping)
        _create(connection, relation, attempt, mapping, vendors, extra)
    return attempt


def _completed(wanted: list[Source], known: dict[str, Typed | None] | dict[str, Typed],
               context: Context) -> list[Typed]:
    """Every wanted column: as known, or studied now."""
    missing = [source for source in wanted if known.get(source.column.name) is None]
    found = {typed.name: typed for typed in studied(missing, context)} if missing else {}
    return [known.get(source.column.name) or found[source.column.name] for source in wanted]


def _attempt(columns: list[Typed], mapping: Mapping) -> Attempt:
    doubts: list[tuple[Typed, Doubt]] = []
    columns = [_only_held_against(typed) if typed.name == SAME + HANDLE.name else _accountable(typed)
               for typed in columns]
    for typed in columns:
        doubts += [(typed, doubt) for doubt in typed.doubts]
        if typed.name != SAME + HANDLE.name:
            doubts += [(typed, Doubt(code, test))
                       for code, test in range_tests(typed.source.column, mapping.format.kind)]
    doubts += [(typed, Doubt("two_spellings_differ", f"abs({SAME}{typed.name.removesuffix('_s')}_ms - "
                                                     f"{typed.source.column.stored}) > 1000"))
               for typed in columns if typed.name in mapping.agreeing]
    doubts += [(typed, Doubt("handle_time_differs", HANDLE_DIFFERS)) for typed in columns
               if typed.name == SAME + HANDLE.name and {"talk_s", "wrap_s"} <= mapping.sources.keys()]
    return Attempt(tuple(columns), tuple(doubts), tuple(rules_for(mapping)))


def _only_held_against(typed: Typed) -> Typed:
    """The column without what would hold a row back or ask: it is not stored. (A first failure has it studied.)"""
    return replace(typed, failed=typed.failed if typed.direct else "", doubts=(), questions=())


def _accountable(typed: Typed) -> Typed:
    """The column with those rows failing whose cells say something that its computation makes nothing of."""
    source, lost = typed.source, f"l_{typed.name}"
    if not source.result:
        return typed
    test = f"({source.result} IS NULL AND concat_ws('', {', '.join(map(said, source.cells))}) <> '')"
    return replace(typed, first=typed.first | {lost: test}, failed=f"({typed.failed or 'false'} OR {lost})",
                   code=typed.code or "cells_unread")


def _create(connection: duckdb.DuckDBPyConnection, relation: str, attempt: Attempt, mapping: Mapping, vendors: Vendors,
            extra: str) -> int:
    """Create ``typed``; answers the bits of the columns that had failing cells."""
    kind = KINDS[mapping.format.kind]
    by_name = {typed.name: typed for typed in attempt.columns}
    connection.execute(
        f"CREATE OR REPLACE TABLE typed AS SELECT {', '.join(_third(kind.columns, attempt))}, _failed, "
        f"_doubt, _written_day{', criteria' if extra else ''} "
        f"FROM (SELECT {', '.join(_second(kind.columns, by_name, attempt, mapping))}, {_written_day(kind, by_name)}"
        f"{', criteria' if extra else ''} FROM "
        f"(SELECT {', '.join(_first(attempt, vendors))}"
        f"{', ' + extra if extra else ''} FROM {relation}{_customers(by_name)}))")
    (failed,), = connection.execute("SELECT coalesce(bit_or(_failed), 0) FROM typed").fetchall()
    return int(failed)


def _written_day(kind: Kind, by_name: dict[str, Typed]) -> str:
    """SQL: the day a deadline that is only a date was written as, whatever day its end falls on elsewhere."""
    name = kind.month_columns[0]
    dated = kind.column(name).type in WRITTEN_DAYS and name in by_name
    return f"{f'CASE WHEN d_{name} THEN w_{name}::DATE END' if dated else 'NULL::DATE'} AS _written_day"


def _customers(by_name: dict[str, Typed]) -> str:
    typed = by_name.get("customer")
    return f" LEFT JOIN _customers ON _customers.said = {typed.source.raw}" if typed else ""


def _first(attempt: Attempt, vendors: Vendors) -> list[str]:
    parts = ["_row", f"{vendors.code} AS vendor", f"{vendors.site} AS site"]
    return parts + [f"{sql} AS {name}" for typed in attempt.columns for name, sql in typed.first.items()]


def _second(columns: tuple[Column, ...], by_name: dict[str, Typed], attempt: Attempt,
            mapping: Mapping) -> list[str]:
    parts = ["_row", "vendor", "site"]
    parts += [f"{typed.value} AS {typed.source.column.stored}" for typed in attempt.columns
              if typed.name != typed.canonical]
    for column in sorted(columns, key=lambda column: column.name == "outcome"):
        if column.name == "vendor":
            continue
        value = f"({_reckoned(column, by_name, mapping)})::{column.sql_type}"
        parts.append(f"{_filled(column.name, value, columns)} AS {column.stored}")
    parts += [f"({rule.test}) AS _rule_{place}" for place, rule in enumerate(attempt.rules)]
    failed = [f"CASE WHEN {typed.failed} THEN {1 << bit} ELSE 0 END" for bit,
              typed in enumerate(attempt.columns) if typed.failed]
    doubt = [f"CASE WHEN {doubt.test} THEN {1 << bit} ELSE 0 END" for bit, (_, doubt) in enumerate(attempt.doubts)]
    return [*parts, f"({' | '.join(failed) or '0'})::BIGINT AS _failed",
            f"({' | '.join(doubt) or '0'})::{'BIGINT' if len(doubt) < 63 else 'HUGEINT'} AS _doubt"]


def _reckoned(column: Column, by_name: dict[str, Typed], mapping: Mapping) -> str:
    """SQL of a column's value, with the duration that its format adds to it or takes from it."""
    value = by_name[column.name].value if column.name in by_name else "NULL"
    origin, amount = mapping.format.columns.get(column.name), by_name.get(AMOUNT + column.name)
    if column.name in mapping.averaged and amount is not None:
        count = amount.source.column.stored
        return f"CASE WHEN {count} = 0 THEN 0 ELSE round({value} * {count}) END"
    if column.name == "minutes" and AMOUNT + "end_at" in by_name:
        return f"coalesce({value}, {spans.minutes_between(by_name['start_at'], by_name[AMOUNT + 'end_at'])})"
    if not isinstance(origin, Reckoned) or amount is None:
        return value
    milliseconds = amount.source.column.stored
    if column.type is Type.SECONDS:
        return f"{value} {origin.sign} coalesce({milliseconds}, 0)"
    return f"{value} {origin.sign} to_milliseconds({milliseconds})"


def _filled(name: str, value: str, columns: tuple[Column, ...]) -> str:
    if name == "status":
        drafts = any(column.name == "status" and "draft" in column.choices for column in columns)
        return f"coalesce({value}, 'final')" if drafts else value
    if name == "outcome" and not any(column.name == "answered" for column in columns):
        return value
    return _FILLED[name].replace("{" + name + "}", value) if name in _FILLED else value


def _third(columns: tuple[Column, ...], attempt: Attempt) -> list[str]:
    aside: dict[str, list[str]] = {}
    for place, rule in enumerate(attempt.rules):
        for name in rule.sets_aside:
            aside.setdefault(name, []).append(f"_rule_{place}")
    for typed, doubt in attempt.doubts:
        if CATALOGUE[doubt.code].effect is Effect.SETS_ASIDE:
            aside.setdefault(typed.name, []).append(doubt.test)
    parts, read = ["_row", "vendor", "site"], {typed.name for typed in attempt.columns}
    for column in columns:
        if column.name == "vendor":
            continue
        tests = " OR ".join(test for test in aside.get(column.name, ()))
        name, whole = column.stored, column.stored
        if column.type is Type.TEXT and column.name in read:
            most = MOST_CHARACTERS[Type.TEXT]
            whole = (f"CASE WHEN strlen({name}) > {most} AND length({name}) > {most} "
                     f"THEN regexp_replace(left({name}, {most}), {literal(HALF_CUT)}, '') ELSE {name} END")
        parts.append(f"CASE WHEN {tests} THEN NULL ELSE {whole} END AS {name}" if tests else f"{whole} AS {name}")
    return [*parts, f"({_flags(attempt)})::INTEGER AS flags"]


def _flags(attempt: Attempt) -> str:
    """SQL: the bits of every rule and doubt that stores a row."""
    bits = [f"CASE WHEN _rule_{place} THEN {rule.bit} ELSE 0 END" for place, rule in enumerate(attempt.rules)]
    of_bit: dict[int, int] = {}
    for place, (_, doubt) in enumerate(attempt.doubts):
        if doubt.code in DOUBT_BITS:
            of_bit[DOUBT_BITS[doubt.code]] = of_bit.get(DOUBT_BITS[doubt.code], 0) | 1 << place
    bits += [f"CASE WHEN _doubt & {places} <> 0 THEN {bit} ELSE 0 END" for bit, places in of_bit.items()]
    return " | ".join(bits) or "0"


def log_issues(connection: duckdb.DuckDBPyConnection, relation: str, attempt: Attempt, log: IssueLog,
               required: tuple[str, ...], zones: dict[str, str]) -> None:
    """Turn the bits of ``typed`` into issues, and required cells that are empty. ``zones``: each vendor's."""
    (failed, doubted, flagged), = connection.execute(
        "SELECT coalesce(bit_or(_failed), 0), coalesce(bit_or(_doubt), 0), coalesce(bit_or(flags), 0) "
        "FROM typed").fetchall()
    for bit, typed in enumerate(attempt.columns):
        if failed >> bit & 1:
            log.add(typed.code, _shown(typed), _cells(relation, typed, f"_failed & {1 << bit} <> 0"),
                    **_facts(typed, typed.code))
    for bit, (typed, doubt) in enumerate(attempt.doubts):
        if doubted >> bit & 1:
            cells = _cells(relation, typed, f"_doubt & {1 << bit}::HUGEINT <> 0")
            if "{timezone}" in CATALOGUE[doubt.code].sentence:
                cells = _with_zone(cells, typed.source, zones)
            log.add(doubt.code, _shown(typed), cells, **_facts(typed, doubt.code) | _other(typed, doubt, attempt))
    for rule in attempt.rules:
        if flagged & rule.bit:
            log.add(rule.code, rule.column, f"SELECT _row, '' AS value FROM typed WHERE flags & {rule.bit} <> 0 AND "
                                            f"_failed = 0")
    _log_missing(connection, attempt, log, required)


def _shown(typed: Typed) -> str:
    """What an issue calls the column: one that only has to agree with another goes by its own header."""
    return typed.source.said if typed.name.startswith(SAME) else typed.canonical


def _log_missing(connection: duckdb.DuckDBPyConnection, attempt: Attempt, log: IssueLog, required: tuple[str,
                                                                                                         ...]) -> None:
    present = {typed.name: (bit, typed) for bit, typed in enumerate(attempt.columns)}
    empty = ", ".join(f"count(*) - count({name})" for name in required)
    counts = connection.execute(f"SELECT {empty} FROM typed").fetchall()[0]
    for name, missing in zip(required, counts, strict=True):
        bit = f" AND _failed & {1 << present[name][0]} = 0" if name in present else ""
        if missing:
            log.add("missing_cell", name, f"SELECT _row, '' AS value FROM typed WHERE {name} IS NULL{bit}")


def _cells(relation: str, typed: Typed, test: str) -> str:
    """SQL: the rows ``test`` finds in ``typed``, with the text their cells hold in the file."""
    source = typed.source
    shown = source.cells or ((source.text, source.time_text) if source.time_text else ())
    text = f"concat_ws(' ', {', '.join(shown)})" if shown else source.text
    return (f"SELECT _row, {text} AS value FROM {relation} WHERE _row IN (SELECT _row FROM typed WHERE {test})")


def _with_zone(cells: str, source: Source, zones: dict[str, str]) -> str:
    """SQL: the cells, each with the time zone its own vendor's rows are read in: a vendor is told of no other's."""
    only = next(iter(zones.values())) if len(set(zones.values())) == 1 else "?"
    whens = " ".join(f"WHEN {literal(vendor)} THEN {literal(zone)}" for vendor, zone in zones.items())
    zone = literal(source.zone) if source.zone else f"coalesce(CASE vendor {whens} END, {literal(only)})"
    return (f"SELECT _row, value, json_object('timezone', {zone})::VARCHAR AS facts FROM ({cells}) "
            "JOIN (SELECT _row, vendor FROM typed) USING (_row)")


def _facts(typed: Typed, code: str) -> dict[str, str | int | float]:
    column, sentence = typed.source.column, CATALOGUE[code].sentence
    facts: dict[str, str | int | float] = {}
    if "{choices}" in sentence:
        facts["choices"] = ", ".join(column.choices)
    if "{low}" in sentence and column.low is not None:
        facts["low"] = column.low
        if column.high is not None:
            facts["high"] = column.high
    if "{most}" in sentence:
        facts["most"] = MOST_CHARACTERS[column.type]
    if "{unit}" in sentence:
        facts["unit"] = typed.unit
    return facts


def _other(typed: Typed, doubt: Doubt, attempt: Attempt) -> dict[str, str | int | float]:
    if doubt.code != "two_spellings_differ":
        return {}
    same = next(other for other in attempt.columns if other.name == SAME + typed.name)
    return {"other": same.source.headers[0]}


def customer_texts(mapping: Mapping, relation: str) -> str:
    """SQL: the distinct texts of the customer column (none without one)."""
    source = mapping.sources.get("customer")
    return f"SELECT DISTINCT {source.raw} AS said FROM {relation} WHERE said IS NOT NULL" if source else ""
