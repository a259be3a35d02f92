"""Where a record stands: batch, file, sheet and rows, as far as somebody may know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.words import Words
from scoring.places import by_sheet, said
from scoring.records import CALLS

if TYPE_CHECKING:
    from storage.home import Store
    from storage.scope import Scope


@dataclass(frozen=True, slots=True)
class FileOf:
    """The file of a batch; name, sheet and hash are '' where it holds rows of others than the scope's."""

    batch: str
    file: str
    sheet: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record stands: the batch that brought it and its rows, numbered as in :mod:`scoring.places`."""

    kind: str
    id: str
    batch: str
    rows: tuple[int, ...]


NO_FILES: Mapping[str, FileOf] = MappingProxyType({})


def files_of(store: Store, scope: Scope, batches: Iterable[str]) -> dict[str, FileOf]:
    """The files of these batches as far as the scope may know them, in the order of the batches."""
    from storage import batches as listed

    found = {}
    for name in sorted(filter(None, batches), key=lambda each: int(each[1:])):
        batch = listed.find(store, scope, name)
        found[name] = FileOf(name, batch.file_name, batch.sheet, batch.sha256) if batch else FileOf(name, "", "", "")
    return found


def source_of(kind: str, id_: str, batch: Any, row: Any, also: Any) -> Source:
    """The place of one record from its stored ``batch``, ``source_row`` and ``also_rows``."""
    others = () if also is None else tuple(int(each) for each in also)
    rows = tuple(sorted({*others, *(() if row is None else (int(row),))}))
    return Source(kind, id_, "" if batch is None else f"b{int(batch)}", rows)


def call_sources(id_: str, batch: Any, row: Any, also: Any, completes: Any) -> tuple[Source, ...]:
    """The places of a call: its own, and those of the files before that told what its own does not."""
    before = [source_of(CALLS.name, id_, each["batch"], each["source_row"], each["also_rows"])
              for each in completes or ()]
    return (source_of(CALLS.name, id_, batch, row, also), *before)


def rows_text(numbers: Sequence[int], most: int = 12, sheets: str = "") -> str:
    """Row numbers as one reads them: ``12, 15–18``; after ``most`` runs the rest is ``…``. Where ``sheets`` were read
    together, ``February!12``.
    """
    told = [run for sheet, rows in by_sheet(numbers, sheets).items() for run in _runs(sheet, rows)]
    return ", ".join(told[:most]) + (", …" if len(told) > most else "")


def _runs(sheet: str, rows: Sequence[int]) -> list[str]:
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return [said(sheet, first) + (f"–{last}" if last > first else "") for first, last in runs]


def source_text(source: Source, words: Words, files: Mapping[str, FileOf] = NO_FILES) -> str:
    """A place in words, the file by its batch; ``files`` tell the sheets by name."""
    key = "behind.from_rows" if len(source.rows) > 1 else "behind.from"
    sheets = files[source.batch].sheet if source.batch in files else ""
    return words.t(key, batch=source.batch, row=rows_text(source.rows, sheets=sheets))


def short_hash(sha256: str) -> str:
    """As much of a hash as tells files apart for a reader."""
    return sha256[:12]


def file_text(file: FileOf, words: Words) -> str:
    """A batch's file in words, for a line under a table."""
    if not file.file:
        return f"{file.batch}: {words.t('trace.shared')}"
    sheet = words.t("trace.of_sheet", sheet=file.sheet) if file.sheet not in ("", file.file) else ""
    return f"{file.batch}: {file.file}{sheet} · SHA-256 {short_hash(file.sha256)}"


def files_text(files: Mapping[str, FileOf], words: Words) -> str:
    """All of them in a line."""
    return words.t("behind.files", files="; ".join(file_text(file, words) for file in files.values()))
