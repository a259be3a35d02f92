"""The executive workbook of a month, for somebody who may see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.access import Viewer, scope_for
from app.errors import UserError
from app.services.viewing import bases, cards_in, overview_from, vendor_from, vendor_names
from app.services.views import months_of
from app.services.workbook import summary_book
from app.words import LANGUAGES, words_for
from scoring.records import Month
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from storage.home import Store


def summary_workbook(store: Store, viewer: Viewer | None, month: Month | str, language: str) -> tuple[str, bytes]:
    """File name and bytes of the workbook of ``month`` in ``language`` (``en`` or ``zh``).

    ``viewer`` None is the administrator of the command line. UserError when the month has no scorecard in scope.
    """
    scope: Scope = EVERYTHING if viewer is None else scope_for(viewer)
    asked = str(month)
    cards, names = cards_in(store, scope), vendor_names(store, scope)
    if asked not in months_of(cards):
        raise UserError("no_data", words_for(language).t("error.no_data", month=Month.parse(asked)))
    rests = bases(store, scope, cards, asked)
    view = overview_from(cards, asked, names, rests)
    sheets = [vendor_from(cards, each.vendor, asked, names, rests[each.vendor]) for each in view.standings]
    return f"openline-{asked}-{language}.xlsx", summary_book(view, [s for s in sheets if s is not None], language)


def write_summary(store: Store, month: str, out: Path, language: str) -> Path:
    """Write the workbook of ``month`` to ``out`` for the command line; where it is.

    UserError for a month or language that is none, a name that is no .xlsx, or a folder that cannot be written to.
    An older file of the name is replaced whole or not at all.
    """
    if language not in LANGUAGES:
        raise UserError("unknown_language", f"There is no language {language!r}. Use en or zh.")
    return put_workbook(out, lambda: _of_month(store, month, language))


def _of_month(store: Store, month: str, language: str) -> bytes:
    try:
        Month.parse(month)
    except ValueError as error:
        raise UserError("bad_month", f"{error}.") from None
    return summary_workbook(store, None, month, language)[1]


def put_workbook(out: Path, make: Callable[[], bytes]) -> Path:
    """Put the workbook that ``make`` answers at ``out``; where it is. UserError for a name that is no .xlsx, before
    anything is made, and for a folder that cannot be written to."""
    check_name(out)
    return written(out, make())


def check_name(out: Path) -> None:
    """UserError for a file that is no .xlsx."""
    if out.suffix.lower() != ".xlsx":
        raise UserError("not_xlsx", f"{out} does not end in .xlsx, which Excel needs. Try --out {out.stem}.xlsx")


def check_place(out: Path) -> None:
    """UserError where no workbook can be written: to be known before something is done that cannot be undone."""
    check_name(out)
    _check_folder(out)


def check_folder(out: Path, ending: str) -> None:
    """The same for a file of another ``ending`` (.html)."""
    if out.suffix.lower() != ending:
        raise UserError("bad_name", f"{out} does not end in {ending}. Try --out {out.stem}{ending}")
    _check_folder(out)


def _check_folder(out: Path) -> None:
    aside = _aside(out)
    with _told_where(out):
        aside.touch()
        aside.unlink()


def written(out: Path, data: bytes, mode: int = 0o666) -> Path:
    """Where the workbook lies now; an older file of the name is replaced whole or not at all. UserError where not.
    ``mode``: who may read it, before what the system's mask takes away."""
    aside = _aside(out)
    with _told_where(out):
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
        aside.replace(out)
    return out.absolute()


def _aside(out: Path) -> Path:
    return out.with_name(f".{out.name}.part")


@contextmanager
def _told_where(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError("cannot_write", f"{out} cannot be written ({error.strerror}). Choose another --out.") from error
