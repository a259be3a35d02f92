"""A traced figure taken away: as a workbook, and as one JSON document written as it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.phrases import measure_name
from app.services.reasons import reason_text, told
from app.services.tracing import Given, Trace, trace
from app.services.where_from import FileOf, Source, files_of, rows_text
from app.words import LANGUAGES, Words, words_for
from scoring.places import by_sheet

if TYPE_CHECKING:
    from storage.home import Store
    from storage.scope import Scope

MOST_LINES = 500_000
"""So many lines one workbook holds; a sheet ends at a million rows."""
MOST_RUNS = 2_000
"""A record of more stretches of rows than this has them cut: a cell ends at 32,767 characters."""
HEADS = ("trace.record", "trace.at", "trace.above", "trace.below", "trace.kind", "trace.stands_as", "trace.batch",
         "column.file", "trace.sheet", "trace.rows", "trace.sha256")
_FILE_HEADS = ("trace.batch", "column.file", "trace.sheet", "trace.sha256")


def trace_workbook(store: Store, scope: Scope, vendor: str, month: str, code: str,
                   language: str) -> tuple[str, bytes]:
    """File name and bytes of an ``.xlsx`` of the figure and every record behind it; UserError as :func:`trace`."""
    from storage.staging import staging

    found = trace(store, scope, vendor, month, code, language)
    with staging(store) as folder:
        file = folder / "trace.xlsx"
        _write(store, scope, found, file, words_for(language))
        return f"openline-trace-{found.vendor}-{found.month}-{code}.xlsx", file.read_bytes()


def viewers_trace(store: Store, viewer: Viewer, vendor: str, month: str, code: str) -> tuple[str, bytes]:
    """The workbook for somebody of the portal: a vendor's people get their own vendor's closed months, and of a file
    shared with others neither name nor hash."""
    if not viewer.may(Permission.SCORECARDS):
        raise UserError("not_found", words_for(viewer.language).t("error.not_found"))
    return trace_workbook(store, scope_for(viewer), vendor, month, code, viewer.language)


def write_trace(store: Store, scope: Scope, vendor: str, month: str, code: str, out: Path, language: str) -> Path:
    """Write the workbook to ``out`` for the command line; where it is. UserError as it is written there."""
    from app.services.exporting import put_workbook

    if language not in LANGUAGES:
        raise UserError("unknown_language", f"There is no language {language!r}. Use en or zh.")
    return put_workbook(out, lambda: trace_workbook(store, scope, vendor, month, code, language)[1])


def json_pieces(store: Store, scope: Scope, found: Trace) -> Iterator[str]:
    """The answer of ``openline trace --json`` piece by piece: a month's calls may be a million."""
    head = {"vendor": found.vendor, "month": found.month, "measure": found.code, "kind": found.kind,
            "timezone": found.timezone, "estimate": found.estimate}
    yield json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1] + ', "rows": ['
    before, known = "", dict[str, FileOf]()
    for block in found:
        known |= files_of(store, scope, found.batches - known.keys())
        for given in block:
            yield before + json.dumps(_as_json(given, known), ensure_ascii=False, allow_nan=False)
            before = ",\n"
    files = {name: asdict(file) for name, file in files_of(store, scope, found.batches).items()}
    tail = {"rows_total": found.records, "numerator": found.above, "denominator": found.below,
            "adds_up": found.adds_up, "files": files}
    yield "], " + json.dumps(tail, ensure_ascii=False, allow_nan=False)[1:]


def _as_json(given: Given, files: Mapping[str, FileOf]) -> dict[str, Any]:
    return {"id": given.id, "at": given.at.isoformat() if given.at else None, "numerator": given.above,
            "denominator": given.below, "sources": [
                {"kind": each.kind, "id": each.id, "batch": each.batch, **({"sheet": sheet} if sheet else {}),
                 "rows": rows}
                for each in given.sources for sheet, rows in _rows(each, files)]}


def _rows(source: Source, files: Mapping[str, FileOf]) -> list[tuple[str, list[int]]]:
    """The source's rows by sheet, '' where its file has one."""
    file = files.get(source.batch)
    return list(by_sheet(source.rows, file.sheet if file else "").items()) or [("", [])]


def _write(store: Store, scope: Scope, found: Trace, file: Path, words: Words) -> None:
    """Two sheets: the figure with its sums and files, and every record with where it stands, row after row to disk."""
    import xlsxwriter

    options = {"constant_memory": True, "tmpdir": str(file.parent), "strings_to_formulas": False,
               "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        first, second = book.add_worksheet(words.t("trace.figure")), book.add_worksheet(words.t("trace.records"))
        second.freeze_panes(1, 1)
        second.set_column(0, len(HEADS) - 2, 18)
        second.set_column(len(HEADS) - 1, len(HEADS) - 1, 68)
        for place, key in enumerate(HEADS):
            second.write_string(0, place, words.t(key), bold)
        known, line = dict[str, FileOf](), 0
        for block in found:
            known |= files_of(store, scope, found.batches - known.keys())
            for given in block:
                for place, source in enumerate(given.sources):
                    if line < MOST_LINES:
                        line += 1
                        _write_line(second, line, given if place == 0 else None, source, known, words, when)
        first.set_column(0, 3, 34)
        for number, row in enumerate(_figure(found, known, words, shown=line)):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    first.write_string(number, place, value, bold if place == 0 else None)
                else:
                    first.write_number(number, place, value)


def _write_line(sheet: Any, line: int, given: Given | None, source: Source, files: Mapping[str, FileOf], words: Words,
                when: Any) -> None:
    """One place a record stands in; what it gives is told once, so that the columns sum to the figure."""
    file = files.get(source.batch, FileOf(source.batch, "", "", ""))
    if given is not None:
        sheet.write_string(line, 0, given.id)
        if given.at is not None:
            sheet.write_datetime(line, 1, given.at, when)
        sheet.write_number(line, 2, given.above)
        sheet.write_number(line, 3, given.below)
    told = (words.t(f"kind.{source.kind}"), source.id, source.batch, file.file or words.t("trace.shared"), file.sheet,
            rows_text(source.rows, MOST_RUNS, file.sheet), file.sha256)
    for place, text in enumerate(told, start=4):
        sheet.write_string(line, place, text)


def _figure(found: Trace, files: Mapping[str, FileOf], words: Words, *, shown: int) -> Iterator[list[str | float]]:
    """The figure, what its records sum to, and the files they stand in."""
    estimate = found.estimate
    yield [words.t("column.vendor"), found.vendor]
    yield [words.t("page.month"), found.month]
    yield [words.t("column.measure"), measure_name(found.code, words.language), found.code]
    if estimate.get("value") is None:
        why = told(str(estimate["why"]), estimate.get("reason"))
        yield [words.t("trace.value"), reason_text(why, words.language)]
    else:
        yield [words.t("trace.value"), estimate["value"]]
        yield [words.t("trace.figures_own"), estimate["numerator"], estimate["denominator"]]
    yield [words.t("trace.summed"), found.above, found.below]
    if found.adds_up is not None:
        yield [words.t("trace.adds_up"), words.t("value.yes" if found.adds_up else "value.no")]
    if shown >= MOST_LINES:
        yield [words.t("rows.shown", shown=MOST_LINES, total=found.records)]
    yield [words.t("behind.zone", zone=found.timezone)]
    yield []
    yield [words.t(key) for key in _FILE_HEADS]
    for file in files.values():
        yield [file.batch, file.file or words.t("trace.shared"), file.sheet, file.sha256]
