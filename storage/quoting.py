"""The one way a name or a text enters DuckDB's SQL where a parameter cannot stand (views, file lists, COPY)."""

from __future__ import annotations

import re
from pathlib import Path


def name(identifier: str) -> str:
    """A quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str | Path) -> str:
    """A quoted text or path; a NUL cannot stand in SQL and is refused."""
    written = str(value)
    if "\x00" in written:
        raise ValueError("a text with a NUL cannot be quoted")
    return "'" + written.replace("'", "''") + "'"


def existing_file(path: Path) -> str:
    """A quoted path for reading: brackets and stars in the name of a home are no pattern."""
    return text(re.sub(r"([\[*?])", r"[\1]", str(path)))
