"""What an import answers: one frozen report a file, for the terminal, the JSON and the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from imports.request import Issue, Question, Reading
from storage.restating import NOTHING, Restated

LISTED_ISSUES = 1000
PARTS = ("rows_read", "rows_stored", "rows_held_back", "rows_not_data")
"""What is told of each sheet, where several were read together."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's import. ``rows_read`` = ``rows_stored`` + ``rows_held_back`` + ``rows_not_data``, always.

    ``status`` is stored, unchanged, refused or needs_answer; a dry run says ``stored`` with an empty ``batch``.
    ``answered`` are the answers, given now or kept from before, that decided how the file was read.
    ``missing`` counts records of a re-sent month that the new file does not mention (they stay stored);
    ``missing_ids`` are the first 1,000. ``restated`` is what the file changes of records stored before.
    ``months`` are those of the records' own dates until they are stored, then
    those in which they stand (an evaluation stands in the month of its call). ``not_scored`` says why a file that was
    stored could not be scored at once; whoever asks for scores next scores it then. ``masked`` counts by
    column the cells in which a customer was masked.
    ``confidence`` says how sure the header of each column is (0-1); ``headers`` are all of the sheet, and ``samples``
    a few texts under each. ``sheets`` tells of each of several sheets read together its rows, as
    :data:`PARTS` has them.
    """

    file: str
    kind: str
    format: str
    batch: str
    status: str
    rows_read: int = 0
    rows_stored: int = 0
    rows_held_back: int = 0
    rows_not_data: int = 0
    records: int = 0
    months: tuple[str, ...] = ()
    columns_ignored: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    answered: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    issues_total: int = 0
    issue_counts: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    preview: tuple[Mapping[str, Any], ...] = ()
    vendors: tuple[str, ...] = ()
    sheet: str = ""
    sheets: Mapping[str, list[int]] = field(default_factory=dict)
    timezone: str = ""
    missing: int = 0
    missing_ids: tuple[str, ...] = ()
    restated: Restated = NOTHING
    rescored: tuple[str, ...] = ()
    not_scored: str = ""
    masked: Mapping[str, int] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    samples: Mapping[str, list[str]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The contract's entry of ``files``, and beside it what a person would ask next."""
        return {
            "file": self.file, "kind": self.kind, "format": self.format, "batch": self.batch, "status": self.status,
            "questions": [
                {"code": q.code, "column": q.column, "choices": q.choices, "example": q.example}
                for q in self.questions
            ],
            "rows_read": self.rows_read, "rows_stored": self.rows_stored, "rows_held_back": self.rows_held_back,
            "rows_not_data": self.rows_not_data, "records": self.records, "months": list(self.months),
            "columns_ignored": list(self.columns_ignored),
            "issues": [
                {"row": i.row, **({"sheet": i.sheet} if i.sheet else {}), "column": i.column, "value": i.value,
                 "code": i.code, "message": i.message}
                for i in self.issues[:LISTED_ISSUES]
            ],
            "issues_total": self.issues_total,
            "answered": dict(self.answered), "issue_counts": dict(self.issue_counts),
            "columns": dict(self.columns), "confidence": dict(self.confidence), "sheet": self.sheet,
            "sheets": {name: dict(zip(PARTS, rows, strict=True)) for name, rows in self.sheets.items()},
            "timezone": self.timezone, "missing": self.missing, "missing_ids": list(self.missing_ids),
            "restated": self.restated.as_json(),
            "masked": dict(self.masked),
            "rescored": list(self.rescored), "not_scored": self.not_scored, "seconds": dict(self.seconds),
        }


def report_of(name: str, reading: Reading, **more: Any) -> FileReport:
    """The report of a reading, as the reading says or as ``more`` corrects it."""
    said: dict[str, Any] = {
        "file": name, "kind": reading.kind, "format": reading.format, "batch": "", "status": reading.status,
        "rows_read": reading.rows_read, "rows_stored": reading.rows_stored,
        "rows_held_back": reading.rows_held_back, "rows_not_data": reading.rows_not_data,
        "records": reading.records, "months": tuple(sorted({part.month for part in reading.parts})),
        "columns_ignored": tuple(reading.columns_ignored), "questions": tuple(reading.questions),
        "answered": reading.answered,
        "issues": tuple(reading.issues), "issues_total": reading.issues_total,
        "issue_counts": reading.issue_counts, "columns": reading.columns, "preview": tuple(reading.preview),
        "vendors": tuple(sorted({part.vendor for part in reading.parts})), "sheet": reading.sheet,
        "sheets": reading.sheets,
        "timezone": reading.timezone, "masked": reading.masked, "seconds": reading.seconds,
        "confidence": reading.confidence, "headers": tuple(reading.headers), "samples": reading.samples,
    }
    return FileReport(**(said | more))


def nothing_read(name: str, kind: str) -> FileReport:
    """The report of a file of which nothing is known yet."""
    return FileReport(file=name, kind=kind, format="", batch="", status="")


def refused(report: FileReport, code: str, message: str) -> FileReport:
    """The report of a file that is refused for what ``message`` says: all that was read of it counts as held back."""
    issue = Issue(row=None, column="", value="", code=code, message=message)
    return replace(
        report, status="refused", batch="", rows_stored=0, rows_held_back=report.rows_held_back + report.rows_stored,
        records=0, months=(), issues=(issue, *report.issues), issues_total=report.issues_total + 1,
        issue_counts={**report.issue_counts, code: 1},
    )
