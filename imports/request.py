"""What a reading needs to know, and what it answers: plain data, written as JSON between parent and child process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from scoring.places import said


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One file to read, and everything the reading may depend on (nothing is looked up elsewhere).

    ``vendors`` maps every known code, name and alias, case-folded and trimmed, to its vendor code; ``vendor`` is the
    code given with ``--vendor`` and wins over any column (a blank one is none). ``answers`` holds the answers given now
    (``--answer CODE=VALUE``), ``kept`` those given before, by :attr:`Reading.layout`: they decide only what a file of
    the same layout would ask. ``leave_out`` names records to hold back whole: for each code of an issue the
    ``source_row`` of the records it is said of, known from a reading of the same file. ``settled`` is that of the file
    whose held-back rows this one corrects: it goes before what a few rows show of themselves (None: it corrects
    nothing). ``draws`` is a Parquet file of what recorded draws have drawn (:mod:`imports.drawn`), '' where there are
    none. ``now`` is an ISO time in UTC: later timestamps are held back. Staged Parquet files are written below ``out``.
    """

    path: str
    name: str
    kind: str
    out: str
    now: str
    client_timezone: str
    secret_file: str
    vendor: str | None = None
    vendors: dict[str, str] = field(default_factory=dict)
    vendor_timezones: dict[str, str] = field(default_factory=dict)
    timezone: str | None = None
    country_code: str | None = None
    format: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    leave_out: dict[str, list[int]] = field(default_factory=dict)
    settled: dict[str, str] | None = None
    draws: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong with one cell, one row (``column`` empty) or the whole file (``row`` None).

    ``row`` is the number a spreadsheet shows beside it. ``value`` never shows a customer. ``facts`` fill the sentence
    of ``code`` in ``imports.issues`` (English) and in the portal's words (other languages). ``vendor`` is the code of
    the vendor whose row it is; '' where that is not known, and then only the client may be told. ``sheet`` is '' where
    one sheet was read.
    """

    row: int | None
    column: str
    value: str
    code: str
    message: str
    facts: dict[str, str | int | float] = field(default_factory=dict)
    holds_back: bool = False
    vendor: str = ""
    sheet: str = ""

    @property
    def place(self) -> str:
        """Sheet and row as spreadsheets write them; '' where the whole file is meant."""
        return "" if self.row is None else said(self.sheet, self.row)


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can tell and that changes values: answered with ``--answer CODE=CHOICE``."""

    code: str
    column: str
    choices: list[str]
    example: str


@dataclass(frozen=True, slots=True)
class Part:
    """One staged Parquet file: the records of one vendor and one own-date month, no id twice among a vendor's.

    ``content`` to ``newest_at`` are what :func:`scoring.stored.measures` tells of them, times in ISO as naive UTC.
    """

    vendor: str
    month: str
    file: str
    records: int
    content: str
    head_content: str
    first_at: str
    last_at: str
    newest_at: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a file. ``rows_read`` = ``rows_stored`` + ``rows_held_back`` + ``rows_not_data``, always.

    ``status`` is ``read`` (ready to be committed), ``refused`` or ``needs_answer``. ``columns`` tells for each
    canonical column the source header it came from; ``preview`` holds the first rows as understood (customers left
    out); ``held_back_file`` is a Parquet file of the held-back source rows (text of the columns read, customers masked,
    plus the columns of ours that :mod:`imports.held_back` names). ``held_months`` are the months of their own dates, by
    vendor, where these can be read. ``vendors`` are all vendors met in the file, of rows held back too.
    ``layout`` names kind, format and headers: files of one layout are asked the same once. ``answered`` holds the
    answers that decided something here, given now or kept from before; an answer nobody asked for is not among them.
    ``settled`` tells how each column was read in the end, whoever decided it: ``date_order``, ``duration_unit``,
    ``midnight`` and ``decimal_mark`` (comma, point), each with ``.`` and the folded header behind it; ``decimal_mark``
    alone is the file's habit. ``zones`` are the time zones of the vendors met. ``masked`` counts by canonical
    column the cells of texts in which a customer was masked. ``confidence`` says of each column of ``columns`` how sure
    its header is (0-1; 1: known as it stands, or answered). ``headers`` are all of the sheet, ``samples`` the first few
    different texts under each (none of a customer), and ``settled`` holds under ``column.NAME`` the header of each
    column that was found otherwise. ``sheet`` is the sheet read, or the names of those read together, and ``sheets``
    tells of each of these its rows read, stored, held back and not data.
    """

    status: str
    kind: str
    format: str
    sha256: str
    size: int
    sheet: str = ""
    timezone: str = ""
    rows_read: int = 0
    rows_stored: int = 0
    rows_held_back: int = 0
    rows_not_data: int = 0
    records: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    columns_ignored: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    issues_total: int = 0
    issue_counts: dict[str, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    preview: list[dict[str, Any]] = field(default_factory=list)
    held_back_file: str = ""
    held_months: dict[str, list[str]] = field(default_factory=dict)
    vendors: list[str] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    layout: str = ""
    answered: dict[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    masked: dict[str, int] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    samples: dict[str, list[str]] = field(default_factory=dict)
    sheets: dict[str, list[int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write as JSON in ASCII: a name that is no UTF-8 holds characters that only an escape can write."""
        path.write_text(json.dumps(asdict(self)), encoding="ascii")

    @classmethod
    def load(cls, path: Path) -> Reading:
        """Read what :meth:`write` wrote."""
        return cls.from_dict(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Reading:
        """The reading that ``dataclasses.asdict`` made ``stored`` of; what was added to it since is left out."""
        data = {one.name: stored[one.name] for one in fields(cls) if one.name in stored}
        data["questions"] = [Question(**q) for q in data["questions"]]
        data["issues"] = [Issue(**i) for i in data["issues"]]
        data["parts"] = [Part(**p) for p in data["parts"]]
        return cls(**data)
