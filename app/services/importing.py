"""Bring files in: read in a child process, check against what is stored, commit, score what is affected.

The way of one file is short on purpose: ``stage`` reads and checks and stores nothing; ``commit`` makes the staged
records visible in one step. The command line does both; the page shows the report in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypedDict

from app.errors import UserError
from app.services.left_out import ID_USED_AGAIN, only_corrections, settle_used_ids
from app.services.reports import FileReport, refusal, report_of
from imports.masking import masked_file_name
from imports.request import Question, Reading, ReadRequest
from scoring.records import KINDS
from storage.errors import StorageRefusal
from storage.scope import EVERYTHING

if TYPE_CHECKING:
    from storage.batches import BatchView
    from storage.home import Store
    from storage.scope import Scope

Progress = Callable[[str, float | None], None]
"""Told the phase under way and, where it is known, the share done (0-1)."""

CORRECTION_TIME_LIMIT_S = 120.0
CORRECTION_MEMORY_LIMIT_BYTES = 1_500_000_000
"""A vendor's corrections are a few rows: they get less of the machine than an export of a whole month."""


class Limits(TypedDict, total=False):
    """How much of the machine one reading may take; what is absent is as :mod:`imports.parent` has it."""

    time_limit_s: float
    memory_limit_bytes: int


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What somebody asked for: how to read the files, and what to do with what was read."""

    kind: str
    vendor: str | None = None
    format: str | None = None
    timezone: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    replaces: str | None = None
    dry_run: bool = False
    corrects: str | None = None
    """The batch whose held-back rows the file brings: it adds those of ``vendor`` and restates nothing."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read and checked, ready to be committed from its folder; or refused, as its report says."""

    report: FileReport
    reading: Reading | None = None
    folder: Path | None = None


def import_all(store: Store, paths: Iterable[Path], order: ImportOrder, *, actor: str,
               on_progress: Progress | None = None) -> list[FileReport]:
    """Import files one after the other; each is all or nothing, and one refused does not stop the next."""
    return [import_file(store, path, order, actor=actor, on_progress=on_progress) for path in paths]


def import_file(store: Store, path: Path, order: ImportOrder, *, actor: str, name: str | None = None,
                on_progress: Progress | None = None, score: bool = True) -> FileReport:
    """Import one file: its report. Nothing is stored unless the status is ``stored`` and it was no dry run.

    ``score=False`` leaves the scoring to a later ``bring_up_to_date``, for many files in a row.
    """
    with staged(store, path, order, name=name, on_progress=on_progress) as stage:
        if order.dry_run or stage.reading is None:
            return stage.report
        return commit(store, stage, order, actor=actor, on_progress=on_progress, score=score)


@contextmanager
def staged(store: Store, path: Path, order: ImportOrder, *, name: str | None = None,
           on_progress: Progress | None = None) -> Iterator[Staged]:
    """Read and check ``path``; the staged files are gone when the context ends."""
    from storage.staging import staging

    shown = masked_file_name(name or path.name)
    refused = _refused_before_reading(store, path, shown, order)
    if refused is not None:
        yield Staged(refused)
        return
    same = _same_batch(store, path, order)
    if same is not None and order.replaces is None:
        yield Staged(_unchanged(store, shown, same))
        return
    with staging(store) as folder:
        yield _stage(store, path, shown, order, folder, on_progress)


def commit(store: Store, stage: Staged, order: ImportOrder, *, actor: str,
           on_progress: Progress | None = None, score: bool = True) -> FileReport:
    """Make a staged file's records visible in one step, keep the answers it took, and score what it affects."""
    from storage import answers, batches

    assert stage.reading is not None and stage.folder is not None
    _say(on_progress, "storing", None)
    began = perf_counter()
    committed = batches.commit(
        store, stage.folder, asdict(stage.reading), actor=actor, file_name=stage.report.file,
        vendor=_code(store, order), replaces=order.replaces,
    )
    if committed.unchanged:
        return _unchanged(store, stage.report.file, committed.batch)
    answers.keep(store, _code(store, order), stage.reading.layout, stage.reading.answered, actor=actor)
    stored = perf_counter()
    rescored, not_scored = _scored_after_storing(store, on_progress) if score else ((), "")
    seconds = {"commit": round(stored - began, 3), "score": round(perf_counter() - stored, 3)}
    return replace(stage.report, batch=committed.batch.id, missing=committed.missing_total, rescored=rescored,
                   not_scored=not_scored, seconds=dict(stage.report.seconds) | seconds)


def history(store: Store, scope: Scope) -> list[dict[str, Any]]:
    """The batches in scope, newest first."""
    from storage import batches

    return [_batch_as_dict(batch) for batch in batches.listing(store, scope)]


def withdraw_batch(store: Store, batch: str, *, actor: str) -> dict[str, Any]:
    """Take a batch back and score again what that changes."""
    from storage import batches

    batches.withdraw(store, batch, actor=actor)
    return {"batch": batch, "state": "withdrawn", "months": list(_rescore(store, None))}


def reinstate_batch(store: Store, batch: str, *, actor: str) -> dict[str, Any]:
    """Bring a withdrawn batch back and score again what that changes."""
    from storage import batches

    batches.reinstate(store, batch, actor=actor)
    return {"batch": batch, "state": "stored", "months": list(_rescore(store, None))}


def _stage(store: Store, path: Path, name: str, order: ImportOrder, folder: Path,
           on_progress: Progress | None) -> Staged:
    reading = _read(store, path, name, order, folder, on_progress)
    if reading.status != "read":
        return Staged(report_of(name, reading))
    if order.corrects is not None:
        reading = only_corrections(store, reading, order.corrects, _code(store, order), folder)
        if not reading.records:
            return Staged(_refusing(name, reading))
    hold_back = order.answers.get(ID_USED_AGAIN) == "hold_back"
    reading, question = settle_used_ids(store, reading, order.replaces, folder, hold_back=hold_back)
    if question is not None:
        return Staged(_asking(name, reading, question))
    return Staged(report_of(name, reading, status="stored"), reading, folder)


def _read(store: Store, path: Path, name: str, order: ImportOrder, folder: Path,
          on_progress: Progress | None) -> Reading:
    """Read in the child, which also knows what was answered before for this vendor."""
    from imports.parent import read_in_child

    request = _request(store, path, name, order, folder)
    Thread(target=_warm_up, daemon=True).start()
    return read_in_child(request, on_progress=on_progress, **_limits(order))


def _limits(order: ImportOrder) -> Limits:
    if order.corrects is None:
        return {}
    return {"time_limit_s": CORRECTION_TIME_LIMIT_S, "memory_limit_bytes": CORRECTION_MEMORY_LIMIT_BYTES}


def _warm_up() -> None:
    """Import what storing and scoring need while the child reads: the second core would idle otherwise."""
    for module in ("storage.batches", "storage.months", "scoring.scorecard"):
        import_module(module)


def _request(store: Store, path: Path, name: str, order: ImportOrder, folder: Path) -> ReadRequest:
    from storage import answers, vendors

    code = _code(store, order)
    return ReadRequest(
        path=str(path.absolute()), name=name, kind=order.kind, out=str(folder), now=datetime.now(UTC).isoformat(),
        client_timezone=store.timezone, secret_file=str(store.secret_file), vendor=code,
        vendors=vendors.names(store), vendor_timezones=vendors.timezones(store), timezone=order.timezone,
        country_code=store.country_code, format=order.format, answers=dict(order.answers),
        kept=answers.kept(store, code),
    )


def _asking(name: str, reading: Reading, question: Question) -> FileReport:
    """A question leaves nothing stored: everything read counts as held back."""
    held = reading.rows_held_back + reading.rows_stored
    return report_of(name, reading, status="needs_answer", questions=(*reading.questions, question), rows_stored=0,
                     rows_held_back=held, records=0)


def _refusing(name: str, reading: Reading) -> FileReport:
    """A correction that brings nothing leaves nothing: everything read counts as held back."""
    held = reading.rows_held_back + reading.rows_stored
    return report_of(name, reading, status="refused", rows_stored=0, rows_held_back=held)


def _refused_before_reading(store: Store, path: Path, name: str, order: ImportOrder) -> FileReport | None:
    """What can be told without opening the file, as the file's own refusal."""
    try:
        _check_order(store, order)
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise UserError("no_such_file", f"{path} {what}. Name a file that was exported.")
    except UserError as mistake:
        return refusal(name, order.kind, mistake.code, str(mistake))
    return None


def _check_order(store: Store, order: ImportOrder) -> None:
    from app.services.vendors import check_timezone

    if order.kind not in KINDS:
        raise UserError("unknown_kind", f"There is no kind {order.kind!r}. Kinds: {', '.join(KINDS)}.")
    if order.timezone is not None:
        check_timezone(order.timezone)
    _code(store, order)


def _code(store: Store, order: ImportOrder) -> str | None:
    """The vendor's code that ``--vendor`` means; UserError when it means none."""
    from storage import vendors

    if order.vendor is None:
        return None
    known = vendors.names(store)
    code = known.get(order.vendor.strip().casefold())
    if code is None:
        listed = ", ".join(sorted(set(known.values()))) or "none yet"
        raise UserError(
            "unknown_vendor",
            f"There is no vendor {order.vendor!r} (known: {listed}). Add it first: openline vendors add "
            f"{order.vendor.strip().casefold().replace(' ', '-')}",
        )
    return code


def _same_batch(store: Store, path: Path, order: ImportOrder) -> BatchView | None:
    from storage import batches

    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return batches.find_same(store, sha256, order.kind, _code(store, order))


def _unchanged(store: Store, name: str, batch: BatchView) -> FileReport:
    """The same bytes again: the counts of the batch that holds them, and nothing done."""
    from storage import batches

    reading = Reading.from_dict(batches.reading_of(store, EVERYTHING, batch.id) or {})
    return report_of(name, reading, status="unchanged", batch=batch.id)


def _rescore(store: Store, on_progress: Progress | None) -> tuple[str, ...]:
    from app.services.scorecards import bring_up_to_date

    _say(on_progress, "scoring", None)
    return bring_up_to_date(store)


def _scored_after_storing(store: Store, on_progress: Progress | None) -> tuple[tuple[str, ...], str]:
    """The months scored anew, or why they could not be: the file is stored by now, and its report must say so."""
    try:
        return _rescore(store, on_progress), ""
    except StorageRefusal as refusal:
        return (), str(refusal)


def _batch_as_dict(batch: BatchView) -> dict[str, Any]:
    return {
        "batch": batch.id, "kind": batch.kind, "file": batch.file_name, "format": batch.format,
        "vendors": list(batch.vendors), "state": "stored" if batch.visible else "withdrawn",
        "imported_at": batch.committed_at.isoformat(), "imported_by": batch.imported_by, "sha256": batch.sha256,
        "rows_read": batch.rows_read, "rows_stored": batch.rows_stored, "rows_held_back": batch.rows_held_back,
        "rows_not_data": batch.rows_not_data, "records": batch.records, "issues_total": batch.issues_total,
        "months": list(batch.months), "replaces": batch.replaces,
    }


def _say(on_progress: Progress | None, phase: str, share: float | None) -> None:
    if on_progress is not None:
        on_progress(phase, share)
