"""How a command answers: one JSON document or lines for a person, and an exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

DONE, HELD_BACK, REFUSED = 0, 1, 2
"""Exit statuses: done; done but something was held back; refused (the message says what to do next)."""

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Where the portal's state lives (default: $OPENLINE_HOME, else ./data).",
                 show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on standard output.")]


def print_json(document: Any) -> None:
    """Write one JSON document and a line end to standard output, as UTF-8 whatever the terminal's locale.

    What no UTF-8 can hold (of a file's name) is escaped as JSON escapes it, and a reader gets the name back.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()


def say(text: str = "") -> None:
    """A line for the person at the terminal; characters the terminal cannot show never stop a command."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Columns aligned for a terminal, two spaces apart; wide (Chinese) characters count double."""
    lines = [list(headers), *([str(cell) for cell in row] for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(headers))]
    for line in lines:
        say("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
