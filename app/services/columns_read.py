"""Where each column of a file comes from, as a person checks it: in words, how sure, what its cells were read as."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.services.preview import told_values
from app.services.reports import FileReport
from app.words import Words
from imports.chosen import JOINED, NOT_THERE, code_of
from imports.questions import COLUMN
from scoring.records import CRITERION_COLUMNS, KINDS

EXAMPLES = 3
CUSTOMER, ABSENT = "customer", NOT_THERE


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One canonical column. ``header`` is what it is read from ('' for nothing), ``sure`` how sure that is (0-1),
    ``how`` one of known, meant, answered, asked, absent. ``choices`` are what may be said of it: headers, and
    ``-`` where the file may do without it."""

    name: str
    told: str
    header: str
    how: str
    sure: float
    examples: tuple[str, ...]
    choices: tuple[str, ...]

    @property
    def code(self) -> str:
        """The code it is answered under."""
        return code_of(self.name)

    @property
    def is_certain(self) -> bool:
        return self.how in ("known", "answered")


def columns_read(report: FileReport, words: Words) -> tuple[ColumnRead, ...]:
    """The columns that are read or must be chosen, in the order of the kind; none of a file refused or read before."""
    return tuple(_column(report, name, words) for name in _names(report)
                 if name in report.columns or name in _asked(report) or _code_in(report, name))


def columns_absent(report: FileReport, words: Words) -> tuple[ColumnRead, ...]:
    """The columns that the file is not known to hold."""
    there = {column.name for column in columns_read(report, words)}
    return tuple(_column(report, name, words) for name in _names(report) if name not in there)


def layout_of(report: FileReport) -> str:
    """The same for files with the same headers: what is said of one holds for all of them."""
    return hashlib.sha256("\n".join((report.kind, report.format, *sorted(report.headers))).encode()).hexdigest()[:12]


def asks_for_columns(report: FileReport) -> bool:
    """It cannot be read before somebody says where columns come from."""
    return any(question.code.startswith(f"{COLUMN}.") for question in report.questions)


def header_told(report: FileReport, header: str, words: Words) -> str:
    """A header with an example from under it."""
    if header == ABSENT:
        return words.t("columns.absent")
    shown = report.samples.get(header, [])
    return f"{header}  ·  {shown[0]}" if shown else header


def _names(report: FileReport) -> list[str]:
    kind = KINDS[report.kind]
    left_out = CRITERION_COLUMNS if kind.has_criteria and "criterion" not in report.columns else ()
    return [column.name for column in kind.columns if column.name not in left_out]


def _asked(report: FileReport) -> Mapping[str, tuple[str, ...]]:
    return {question.column: tuple(question.choices) for question in report.questions
            if question.code.startswith(f"{COLUMN}.")}


def _code_in(report: FileReport, name: str) -> bool:
    return code_of(name) in report.answered


def _column(report: FileReport, name: str, words: Words) -> ColumnRead:
    header, asked = report.columns.get(name, ""), _asked(report)
    sure = report.confidence.get(name, 1.0) if header else 0.0
    how = ("asked" if name in asked else "answered" if _code_in(report, name) else "absent" if not header
           else "known" if sure == 1 else "meant")
    return ColumnRead(name, words.column_told(name), header, how, sure, _examples(report, name, header, words),
                      _choices(report, name, header, asked))


def _choices(report: FileReport, name: str, header: str, asked: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    needed = KINDS[report.kind].column(name).required
    offered = asked.get(name) or ((header,) if JOINED in header else ())
    headers = (each for each in report.headers if each.strip())
    first = () if needed or ABSENT in offered else (ABSENT,)
    return tuple(dict.fromkeys([*first, *offered, *headers]))


def _examples(report: FileReport, name: str, header: str, words: Words) -> tuple[str, ...]:
    """The first different values as they were understood, else as the file writes them; a customer is not shown."""
    if not header or name == CUSTOMER:
        return ()
    understood = told_values(report, name, words)
    written = [text for part in header.split(JOINED) for text in report.samples.get(part, [])]
    return tuple(dict.fromkeys(understood or written))[:EXAMPLES]
