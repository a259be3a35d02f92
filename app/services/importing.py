"""Bring files in: read in a child process, check against what is stored, commit, score what is affected.

The way of one file is short on purpose: ``stage`` reads and checks and stores nothing; ``commit`` makes the staged
records visible in one step. The command line does both; the page shows the report in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.services.call_links import with_calls_not_stored
from app.services.faults import FAULT, told
from app.services.file_names import readable, shown
from app.services.import_order import ImportOrder, check_order, vendor_of
from app.services.left_out import LeftOut, no_corrections, used_ids
from app.services.progress import Cancelled, Listener, never, untold
from app.services.reading_request import limits_of, read_request
from app.services.reports import FileReport, nothing_read, refused, report_of
from imports.masking import masked_file_name
from imports.questions import OF_ONE_FILE
from imports.request import Question, Reading, ReadRequest
from storage.errors import StorageRefusal
from storage.restating import Restated
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from storage.batches import BatchView
    from storage.home import Store

CANCELLED = "cancelled"
"""The code of what was stopped before it was stored."""
SCORING_STOPPED = "Scoring was stopped."
@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read and checked, ready to be committed from its folder; or refused, as its report says."""

    report: FileReport
    reading: Reading | None = None
    folder: Path | None = None
    original: Path | None = None
    """The file as it was given."""


def import_all(store: Store, paths: Iterable[Path], order: ImportOrder, *, actor: str,
               on_progress: Listener = untold, cancelled: Cancelled = never) -> list[FileReport]:
    """Import files one after the other; each is all or nothing, and whatever stops one does not stop the next, but for
    somebody who wants all stopped: once ``cancelled`` answers True nothing more is stored.

    UserError where several files are to replace one batch.
    """
    files = list(paths)
    if order.replaces is not None and len(files) > 1:
        raise UserError("replaces_one", (
            f"--replaces {order.replaces} takes one file, and {len(files)} are given. Import the file that takes the "
            "batch's place with --replaces, then the others without."
        ))
    return [_import_next(store, path, order, actor, on_progress, cancelled) for path in files]


def _import_next(store: Store, path: Path, order: ImportOrder, actor: str, on_progress: Listener,
                 cancelled: Cancelled) -> FileReport:
    """One of several files: the reports of those before it must not be lost to a fault of ours."""
    try:
        return import_file(store, path, order, actor=actor, on_progress=on_progress, cancelled=cancelled)
    except Exception as fault:  # noqa: BLE001 - it ends in the file's own report
        return refused(nothing_read(_told_as(path.name), order.kind), FAULT, told(fault))


def import_file(store: Store, path: Path, order: ImportOrder, *, actor: str, name: str | None = None,
                on_progress: Listener = untold, cancelled: Cancelled = never, score: bool = True) -> FileReport:
    """Import one file: its report. Nothing is stored unless the status is ``stored`` and it was no dry run.

    Whatever refuses the file, before it is read or when it is to be stored, is told in its report. So is that it was
    stopped: ``cancelled`` is asked until the file is about to be listed; from then on it is stored.
    ``score=False`` leaves the scoring to a later ``bring_up_to_date``, for many files in a row.
    """
    report = nothing_read(_told_as(name or path.name), order.kind)
    try:
        _check_wanted(cancelled)
        with staged(store, path, order, name=name, on_progress=on_progress, cancelled=cancelled) as stage:
            report = stage.report
            if order.dry_run or stage.reading is None:
                return report
            return commit(store, stage, order, actor=actor, on_progress=on_progress, cancelled=cancelled, score=score)
    except (UserError, StorageRefusal) as mistake:
        return refused(report, mistake.code, str(mistake))


@contextmanager
def staged(store: Store, path: Path, order: ImportOrder, *, name: str | None = None,
           on_progress: Listener = untold, cancelled: Cancelled = never) -> Iterator[Staged]:
    """Read and check ``path``; the staged files are gone when the context ends.

    UserError or StorageRefusal for what can be told before reading.
    """
    from storage.staging import staging

    check_order(store, order)
    _check_file(path)
    told_as = _told_as(name or path.name)
    same = _same_batch(store, path, order)
    if same is not None:
        yield Staged(_unchanged(store, told_as, same))
        return
    with staging(store) as folder:
        stage = _stage(store, readable(path, folder), told_as, order, folder, on_progress, cancelled)
        yield replace(stage, original=path)


def commit(store: Store, stage: Staged, order: ImportOrder, *, actor: str,
           on_progress: Listener = untold, cancelled: Cancelled = never, score: bool = True) -> FileReport:
    """Make a staged file's records visible in one step, keep the answers it took, and score what it affects.

    StorageRefusal where ``cancelled`` answers True before they are visible; afterwards it only spares the scoring.
    """
    from storage import batches

    assert stage.reading is not None and stage.folder is not None
    on_progress("storing", None)
    began = perf_counter()
    committed = batches.commit(
        store, stage.folder, asdict(replace(stage.reading, samples={})), actor=actor, file_name=stage.report.file,
        vendor=vendor_of(store, order), replaces=order.replaces, corrects=order.corrects, cancelled=cancelled,
        original=stage.original,
    )
    if committed.unchanged:
        return _unchanged(store, stage.report.file, committed.batch)
    stored = perf_counter()
    rescored, not_scored = _followed_up(store, stage.reading, order, actor, score, on_progress, cancelled)
    seconds = {"commit": round(stored - began, 3), "score": round(perf_counter() - stored, 3)}
    return replace(stage.report, batch=committed.batch.id, months=committed.batch.months,
                   missing=committed.missing_total, missing_ids=tuple(id_ for *_, id_ in committed.missing),
                   restated=committed.restated,
                   rescored=rescored, not_scored=not_scored, seconds=dict(stage.report.seconds) | seconds)


def history(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """The batches in scope, newest first. ``changed`` counts the records stored before that each said otherwise of,
    ``came_or_missing`` those of the same months that it brought anew, left out, or took away with a batch it replaced.
    """
    from storage import batches

    changed = batches.restated_counts(store, scope)
    ids = batches.restated_counts(store, scope, ("new", "missing", "gone"))
    return [_batch_as_dict(batch) | {"changed": changed.get(batch.id, 0), "came_or_missing": ids.get(batch.id, 0)}
            for batch in batches.listing(store, scope)]


def withdraw_batch(store: Store, batch: str, *, actor: str) -> dict[str, Any]:
    """Take a batch back and score again what that changes."""
    from storage import batches

    batches.withdraw(store, batch, actor=actor)
    return {"batch": batch, "state": "withdrawn", "months": list(_rescore(store))}


def reinstate_batch(store: Store, batch: str, *, actor: str) -> dict[str, Any]:
    """Bring a withdrawn batch back and score again what that changes."""
    from storage import batches

    batches.reinstate(store, batch, actor=actor)
    return {"batch": batch, "state": "stored", "months": list(_rescore(store))}


def _stage(store: Store, path: Path, name: str, order: ImportOrder, folder: Path,
           on_progress: Listener, cancelled: Cancelled) -> Staged:
    from storage import batches

    request = read_request(store, path, name, order, folder)
    reading = _read(request, order, on_progress, cancelled)
    if reading.status != "read":
        return Staged(report_of(name, reading))
    if order.replaces is not None:
        batches.check_replaces(store, order.replaces, order.kind, reading.vendors)
    left_out, question = _left_out(store, reading, order, folder)
    if question is not None:
        return Staged(_asking(name, reading, question))
    if left_out:
        reading = _read(replace(request, leave_out=left_out), order, on_progress, cancelled)
        if reading.status != "read":
            return Staged(report_of(name, reading))
    if order.corrects is not None and not reading.records:
        return Staged(_refusing(name, reading))
    reading = with_calls_not_stored(store, reading, folder)
    return Staged(report_of(name, reading, status="stored"), reading, folder)


def _left_out(store: Store, reading: Reading, order: ImportOrder, folder: Path) -> tuple[LeftOut, Question | None]:
    """The records that may not be stored, and what must be asked about them first."""
    if order.corrects is not None:
        return no_corrections(store, reading, order.corrects, vendor_of(store, order), folder), None
    return used_ids(store, reading, order.replaces, folder, answers=order.answers)


def _read(request: ReadRequest, order: ImportOrder, on_progress: Listener, cancelled: Cancelled) -> Reading:
    """Read in the child process."""
    from imports.parent import read_in_child

    Thread(target=_warm_up, daemon=True).start()
    return read_in_child(request, on_progress=on_progress, cancelled=cancelled, **limits_of(order))


def _warm_up() -> None:
    """Import what storing and scoring need while the child reads: the second core would idle otherwise."""
    for module in ("storage.batches", "duckdb", "numpy.ma", "numpy.random", "storage.months", "storage.scorecards",
                   "scoring.scorecard", "scoring.reasons"):
        import_module(module)


def _asking(name: str, reading: Reading, question: Question) -> FileReport:
    """A question leaves nothing stored: everything read counts as held back."""
    held = reading.rows_held_back + reading.rows_stored
    return report_of(name, reading, status="needs_answer", questions=(*reading.questions, question), rows_stored=0,
                     rows_held_back=held, records=0)


def _refusing(name: str, reading: Reading) -> FileReport:
    """A correction that brings nothing leaves nothing: everything read counts as held back."""
    held = reading.rows_held_back + reading.rows_stored
    return report_of(name, reading, status="refused", rows_stored=0, rows_held_back=held)


def _told_as(name: str) -> str:
    """The file's name as it is shown and kept: readable text, without a customer in it."""
    return masked_file_name(shown(name))


def _check_wanted(cancelled: Cancelled) -> None:
    if cancelled():
        raise UserError(CANCELLED, "Cancelled before the file was read. Nothing of it was stored; import it again when "
                                   "you are ready.")


def _check_file(path: Path) -> None:
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise UserError("no_such_file", f"{path} {what}. Name a file that was exported.")


def _same_batch(store: Store, path: Path, order: ImportOrder) -> BatchView | None:
    from storage import batches

    if order.replaces is None and not batches.holds_size(store, path.stat().st_size):
        return None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return batches.find_same(store, sha256, order.kind, vendor_of(store, order), order.replaces, order.corrects)


def _unchanged(store: Store, name: str, batch: BatchView) -> FileReport:
    """The same bytes again: the counts of the batch that holds them, and nothing done."""
    from storage import batches

    kept = batches.reading_of(store, EVERYTHING, batch.id) or {}
    return report_of(name, Reading.from_dict(kept), status="unchanged", batch=batch.id, months=batch.months,
                     missing=kept["missing_total"], missing_ids=tuple(id_ for *_, id_ in kept["missing"]),
                     restated=Restated.of(kept.get("restated")))


def _rescore(store: Store, on_progress: Listener = untold) -> tuple[str, ...]:
    from app.services.scorecards import bring_up_to_date

    on_progress("scoring", None)
    return bring_up_to_date(store)


def _followed_up(store: Store, reading: Reading, order: ImportOrder, actor: str, score: bool,
                 on_progress: Listener, cancelled: Cancelled) -> tuple[tuple[str, ...], str]:
    """Keep the answers it took and score: the months scored anew, or why they could not be.

    The file is stored by now, and whatever happens its report must say so. What was answered of a correction's few rows
    says nothing of next month's file.
    """
    from storage import answers

    try:
        if order.corrects is None:
            answers.keep(store, vendor_of(store, order), reading.layout, _for_next_month(reading.answered), actor=actor)
        if score and cancelled():
            return (), SCORING_STOPPED
        return (_rescore(store, on_progress) if score else ()), ""
    except KeyboardInterrupt:
        return (), SCORING_STOPPED
    except StorageRefusal as refusal:
        return (), str(refusal)
    except Exception as fault:  # noqa: BLE001 - told in the report, and logged
        return (), told(fault)


def _for_next_month(answered: Mapping[str, str]) -> dict[str, str]:
    return {code: value for code, value in answered.items() if code not in OF_ONE_FILE}


def _batch_as_dict(batch: BatchView) -> dict[str, Any]:
    return {
        "batch": batch.id, "kind": batch.kind, "file": batch.file_name, "format": batch.format,
        "vendors": list(batch.vendors), "state": "stored" if batch.visible else "withdrawn",
        "imported_at": batch.committed_at.isoformat(), "imported_by": batch.imported_by, "sha256": batch.sha256,
        "sheet": batch.sheet,
        "rows_read": batch.rows_read, "rows_stored": batch.rows_stored, "rows_held_back": batch.rows_held_back,
        "rows_not_data": batch.rows_not_data, "records": batch.records, "issues_total": batch.issues_total,
        "months": list(batch.months), "replaces": batch.replaces, "corrects": batch.corrects,
    }
