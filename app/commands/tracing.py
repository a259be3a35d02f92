"""``openline trace``: a figure, down to the rows of the files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.answers import Home, Json, print_json, say, table

if TYPE_CHECKING:
    from app.services.tracing import Trace
    from storage.home import Store

RECORDS_NAMED = 50


def register(program: typer.Typer) -> None:
    program.command("trace")(trace)


def trace(
    vendor: Annotated[str, typer.Option(help="The vendor's code.")],
    month: Annotated[str, typer.Option(help="The month, e.g. 2026-05.")],
    measure: Annotated[str, typer.Option(help="The measure's code, e.g. service_level.")],
    home: Home = None,
    out: Annotated[Path | None, typer.Option(help="Write all of them into this workbook (.xlsx).")] = None,
    language: Annotated[str, typer.Option(help="The workbook's, en or zh.")] = "en",
    json: Json = False,
) -> None:
    """Every record behind a figure of a scorecard, with batch, file, hash, sheet and rows; they add up to it."""
    from app.services.opening import open_portal
    from app.services.trace_sheets import write_trace
    from app.services.tracing import trace as traced
    from storage.scope import EVERYTHING

    store = open_portal(home)
    if out is not None:
        written = write_trace(store, EVERYTHING, vendor, month, measure, out, language)
        print_json({"out": str(written)}) if json else say(f"Written: {written}")
        return
    found = traced(store, EVERYTHING, vendor, month, measure)
    _print_json(store, found) if json else _tell(store, found)


def _print_json(store: Store, found: Trace) -> None:
    """One document, written as it is read."""
    from app.services.trace_sheets import json_pieces
    from storage.scope import EVERYTHING

    for piece in json_pieces(store, EVERYTHING, found):
        sys.stdout.buffer.write(piece.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.write(b"\n")
    sys.stdout.flush()


def _tell(store: Store, found: Trace) -> None:
    from app.services.where_from import file_text, files_of, source_text
    from app.words import words_for
    from storage.scope import EVERYTHING

    words, rows = words_for("en"), list[list[str]]()
    for block in found:
        rows += [[given.id, f"{given.at or ''}", f"{given.above:g}", f"{given.below:g}",
                  "; ".join(source_text(source, words) for source in given.sources)]
                 for given in block[:RECORDS_NAMED - len(rows)]]
    estimate = found.estimate
    said = f"{found.above:g} / {found.below:g} of {found.records:,} {found.kind}"
    if found.adds_up is None:
        say(f"{found.vendor} {found.month} {found.code}: no figure ({estimate['why']}); its records come to {said}.")
    else:
        same = "as on the scorecard" if found.adds_up else (
            f"but the scorecard says {estimate['numerator']:g} / {estimate['denominator']:g}: "
            "the data changed meanwhile; ask again")
        say(f"{found.vendor} {found.month} {found.code}: {estimate['value']:g} = {said}, {same}.")
    table(["record", f"when ({found.timezone})", "numerator", "denominator", "stands in"], rows)
    if found.records > len(rows):
        say(f"… and {found.records - len(rows):,} more; --json lists all, --out trace.xlsx writes all.")
    for file in files_of(store, EVERYTHING, found.batches).values():
        say(file_text(file, words))
