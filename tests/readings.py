"""Reading a small file through the whole way of imports, as the tests of that room do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from imports.pipeline import run
from imports.request import Reading, ReadRequest
from imports.source import SourceFile

NOW = "2026-11-20T12:00:00+00:00"
KEY = b"0123456789abcdef" * 2


def at(*parts: int) -> datetime:
    """A stored time: UTC, naive."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type,misc]


@dataclass(frozen=True)
class Read:
    """A reading and the folder its Parquet files lie in."""

    reading: Reading
    out: Path

    def records(self, order: str = "source_row") -> list[dict[str, Any]]:
        """The staged records of all parts."""
        files = [part.file for part in self.reading.parts]
        if not files:
            return []
        cursor = duckdb.connect().execute(f"SELECT * FROM read_parquet(?) ORDER BY {order}", [files])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def held(self) -> list[dict[str, Any]]:
        """The rows of the held-back file."""
        cursor = duckdb.connect().execute(f"SELECT * FROM read_parquet('{self.reading.held_back_file}')")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def codes(self) -> dict[int | None, list[str]]:
        """Issue codes by row."""
        found: dict[int | None, list[str]] = {}
        for issue in self.reading.issues:
            found.setdefault(issue.row, []).append(issue.code)
        return found

    def adds_up(self) -> bool:
        reading = self.reading
        return reading.rows_read == reading.rows_stored + reading.rows_held_back + reading.rows_not_data


def read_file(path: Path, tmp_path: Path, kind: str = "calls", *, vendor: str | None = "acme", client: str = "UTC",
              **more: Any) -> Read:
    """Read a file as the child process would; Refused is raised."""
    out = tmp_path / f"out-{len(list(tmp_path.iterdir()))}"
    out.mkdir()
    secret = tmp_path / "key"
    secret.write_bytes(KEY)
    request = ReadRequest(path=str(path), name=path.name, kind=kind, out=str(out), now=more.pop("now", NOW),
                          client_timezone=client, secret_file=str(secret), vendor=vendor, **more)
    folder = out / "unpacked"
    folder.mkdir()
    return Read(run(request, SourceFile.open(path, path.name, folder)), out)


def read_text(text: str, tmp_path: Path, kind: str = "calls", **more: Any) -> Read:
    """Read CSV text."""
    path = tmp_path / f"file-{len(list(tmp_path.iterdir()))}.csv"
    path.write_text(text, encoding="utf-8")
    return read_file(path, tmp_path, kind, **more)
