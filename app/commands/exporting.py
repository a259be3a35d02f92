"""``openline export``: what leaves the portal as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.answers import Home, Json, print_json, say

_exports = typer.Typer(no_args_is_help=True, help="Write workbooks.", rich_markup_mode=None)


def register(program: typer.Typer) -> None:
    program.add_typer(_exports, name="export")


@_exports.callback()
def _subject() -> None:
    """Write workbooks."""


@_exports.command("summary")
def summary(
    month: Annotated[str, typer.Option(help="The month, e.g. 2026-05.")],
    out: Annotated[Path, typer.Option(help="The workbook to write (.xlsx).")],
    home: Home = None,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    json: Json = False,
) -> None:
    """Write the executive workbook of one month."""
    from app.services.exporting import write_summary
    from app.services.opening import open_portal

    written = write_summary(open_portal(home), month, out, language)
    print_json({"file": str(written), "month": month, "language": language}) if json else say(f"Written: {written}")
