"""Files in: ``import``, the batches they became, and taking one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.answers import DONE, HELD_BACK, REFUSED, Home, Json, print_json, say, table
from app.commands.watching import stopped_by_ctrl_c, told_on_terminal
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.reports import FileReport


MISSING_NAMED = 5
CHANGES_NAMED = 20
CELLS_NAMED = 50


def register(program: typer.Typer) -> None:
    program.command("import")(import_files)
    program.command("imports")(list_imports)
    program.command("differences")(differences)
    program.command("withdraw")(withdraw)
    program.command("reinstate")(reinstate)


def import_files(
    kind: Annotated[str, typer.Argument(help="calls, evaluations, feedback, promises, surveys, complaints, intervals, "
                                             "staff or costs.")],
    files: Annotated[list[Path], typer.Argument(help="One or more exports.")],
    home: Home = None,
    vendor: Annotated[str | None, typer.Option(help="The vendor's code; wins over any column.")] = None,
    format_name: Annotated[str | None, typer.Option("--format", help="Read it as this format.")] = None,
    timezone: Annotated[str | None, typer.Option(help="The zone of times without one, e.g. Asia/Shanghai.")] = None,
    answer: Annotated[list[str] | None, typer.Option(
        help="CODE=VALUE: answer a question the reading asked; column.started_at=HEADER says where a column stands.",
    )] = None,
    replaces: Annotated[str | None, typer.Option(help="A batch to withdraw in the same step (of one file).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check; store nothing.")] = False,
    json: Json = False,
) -> int:
    """Read, check and store exports, and score what they affect.

    Importing the same bytes again changes nothing. Each file is all or nothing; Ctrl-C leaves nothing of a file that
    is not stored yet.
    """
    from app.services.import_order import ImportOrder
    from app.services.importing import import_all
    from app.services.opening import open_portal

    order = ImportOrder(
        kind=kind, vendor=vendor, format=format_name, timezone=timezone, answers=_answers(answer or []),
        replaces=replaces, dry_run=dry_run,
    )
    with stopped_by_ctrl_c() as cancelled, told_on_terminal(quiet=json) as progress:
        reports = import_all(open_portal(home), files, order, actor="administrator", on_progress=progress,
                             cancelled=cancelled)
    if json:
        print_json({"files": [report.as_json() for report in reports]})
    else:
        for report in reports:
            _tell(report, dry_run)
    return _status(reports)


def _answers(given: list[str]) -> dict[str, str]:
    answers = {}
    for text in given:
        code, equals, value = text.partition("=")
        if not equals or not code.strip() or not value.strip():
            raise UserError("usage", f"--answer {text!r} is not CODE=VALUE, e.g. --answer date_order=dmy.")
        answers[code.strip()] = value.strip()
    return answers


def _status(reports: list[FileReport]) -> int:
    if any(report.status in ("refused", "needs_answer") for report in reports):
        return REFUSED
    return HELD_BACK if any(report.rows_held_back for report in reports) else DONE


def _tell(report: FileReport, dry_run: bool) -> None:
    verb = {"stored": "would be stored" if dry_run else "stored", "unchanged": "unchanged (already imported)"}
    said = verb.get(report.status, report.status.replace("_", " "))
    say(f"{report.file}: {said}" + (f" as batch {report.batch}" if report.batch else "")
        + (f", read as {report.format}" if report.format else ""))
    say(f"  {report.rows_read:,} rows read = {report.rows_stored:,} stored + {report.rows_held_back:,} held back"
        f" + {report.rows_not_data:,} not data; {report.records:,} records"
        + (f" in {', '.join(report.months)}" if report.months else ""))
    for sheet, (read, stored, held, no_data) in report.sheets.items():
        say(f"    {sheet}: {read:,} = {stored:,} + {held:,} + {no_data:,}")
    _tell_columns(report)
    for question in report.questions:
        say(f"  To be answered: {question.column or 'the file'}{': ' * bool(question.example)}{question.example}")
        say("    " + " or ".join(_as_option(question.code, choice) for choice in question.choices))
    for issue in report.issues[:20]:
        where = f"row {issue.place}" if issue.row is not None else "the file"
        say(f"  {where}{', ' + issue.column if issue.column else ''}: {issue.message}")
    if report.issues_total > 20:
        say(f"  … and {report.issues_total - 20:,} more issues (--json lists the first 1,000)")
    if report.masked:
        say("  Customers' numbers and addresses masked: "
            + ", ".join(f"{cells:,} {'cell' if cells == 1 else 'cells'} of {name}"
                        for name, cells in report.masked.items()))
    if report.missing:
        say(f"  {report.missing:,} records stored for these months are not in this file; they stay: "
            + ", ".join(report.missing_ids[:MISSING_NAMED]) + (" …" if report.missing > MISSING_NAMED else ""))
    _tell_restated(report)
    if report.not_scored:
        say(f"  Stored, but not scored yet: {report.not_scored} Then run: openline score")
    if report.columns_ignored:
        say(f"  Columns not used: {', '.join(report.columns_ignored)}")


def _tell_columns(report: FileReport) -> None:
    """Where columns come from, where that is not certain or was answered."""
    for code, value in report.answered.items():
        say(f"  Read as answered: {code}={value} (--answer {code}=… reads it otherwise)")
    unsure = sorted((sure, name) for name, sure in report.confidence.items() if sure < 1)
    if unsure:
        say("  Taken by what headers mean (--answer column.NAME=HEADER takes another): "
            + ", ".join(f"{name} from '{report.columns[name]}' ({sure:.0%} sure)" for sure, name in unsure))


def _as_option(code: str, choice: str) -> str:
    """The option that answers so, as it can be typed in a shell."""
    from shlex import quote

    return f"--answer {code}={quote(choice)}"


def _tell_restated(report: FileReport) -> None:
    """What the file changes of records that were stored before."""
    from app.services.restating import change_row
    from app.words import words_for

    told, words = report.restated, words_for("en")
    if not told:
        return
    say(f"  {told.total('known'):,} of its records were stored before: {told.total('changed'):,} say something else "
        f"now; {told.total('new'):,} records of these months are new"
        + (f"; {told.total('gone'):,} went with the batch it replaces" if told.gone else ""))
    for change in told.changes[:CHANGES_NAMED]:
        _column, what, _records, by = change_row(change, report.kind, {}, words)
        whose = f"{change.vendor}, " if len(told.vendors) > 1 else ""
        say(f"    {whose}{change.column}: {change.records:,} {what}" + (f", {by} together" if by else ""))
    if told.changes and report.batch:
        say(f"    Each of them: openline differences {report.batch} --out changes.xlsx")


def differences(
    batch: Annotated[str, typer.Argument(help="The batch, e.g. b7.")],
    home: Home = None,
    out: Annotated[Path | None, typer.Option(help="Write all of them into this workbook (.xlsx).")] = None,
    language: Annotated[str, typer.Option(help="The workbook's, en or zh.")] = "en",
    json: Json = False,
) -> None:
    """What a batch changed of records that were stored before, cell by cell (--json: the first 1,000)."""
    from app.services.opening import open_portal
    from app.services.restating import (
        CELL_HEADS,
        ID_HEADS,
        cell_row,
        difference,
        id_rows,
        ids_total,
        write_differences,
    )
    from app.words import words_for
    from storage.scope import EVERYTHING

    store, words = open_portal(home), words_for("en")
    told = difference(store, EVERYTHING, batch)
    found = told.found
    written = write_differences(store, EVERYTHING, batch, out, language) if out is not None else None
    if json:
        print_json(told.as_json() | ({"out": str(written)} if written else {}))
    elif written is not None:
        say(f"Written: {written}")
    else:
        total = found.told.total("cells")
        say(f"{found.batch} ({found.file_name}, SHA-256 {found.sha256}) changed {total:,} cells of "
            f"{found.told.total('changed'):,} records that were stored before.")
        table([words.t(key) for key in CELL_HEADS],
              [cell_row(cell, found.kind, {}, words) for cell in found.told.cells[:CELLS_NAMED]])
        if total > CELLS_NAMED:
            say(f"… and {total - CELLS_NAMED:,} more; --out changes.xlsx writes all of them.")
        if rows := list(id_rows(told, words)):
            table([words.t(key) for key in ID_HEADS], rows[:CELLS_NAMED])
        if ids_total(told) > CELLS_NAMED:
            say(f"… and {ids_total(told) - CELLS_NAMED:,} more ids; --out changes.xlsx lists the first 1,000 of each.")


def list_imports(home: Home = None, json: Json = False) -> None:
    """List the batches, newest first."""
    from app.services.importing import history
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    batches = history(open_portal(home), EVERYTHING)
    if json:
        print_json({"imports": batches})
    else:
        table(["batch", "kind", "file", "state", "corrects", "imported", "read", "stored", "held back", "months"],
              [[b["batch"], b["kind"], b["file"], b["state"], b["corrects"] or "",
                b["imported_at"][:16].replace("T", " "),
                f"{b['rows_read']:,}", f"{b['rows_stored']:,}", f"{b['rows_held_back']:,}", " ".join(b["months"])]
               for b in batches])


def withdraw(batch: str, home: Home = None, json: Json = False) -> None:
    """Take a batch back: every figure becomes what it would be without it. `reinstate` brings it back."""
    from app.services.importing import withdraw_batch
    from app.services.opening import open_portal

    changed = withdraw_batch(open_portal(home), batch, actor="administrator")
    print_json(changed) if json else say(f"Batch {batch} is withdrawn; scored again: {_months(changed)}.")


def reinstate(batch: str, home: Home = None, json: Json = False) -> None:
    """Bring a withdrawn batch back."""
    from app.services.importing import reinstate_batch
    from app.services.opening import open_portal

    changed = reinstate_batch(open_portal(home), batch, actor="administrator")
    print_json(changed) if json else say(f"Batch {batch} counts again; scored again: {_months(changed)}.")


def _months(changed: dict[str, Any]) -> str:
    return ", ".join(changed["months"]) or "nothing"
