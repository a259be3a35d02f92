"""What somebody asked for who brings files in, and what can be told of it before a file is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import UserError
from imports.questions import CHOICES, COLUMN, SHEETS, choices_of
from scoring.records import KINDS

if TYPE_CHECKING:
    from storage.home import Store

_OPEN = {SHEETS: "'together' or a sheet", COLUMN: "a header"}
"""What answers a code whose answers are not known beforehand."""


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
    """The batch whose held-back rows the file brings: it adds those of ``vendor``, read as the batch was, and restates
    nothing."""


def check_order(store: Store, order: ImportOrder) -> None:
    """What can be told of an order before a file is opened: UserError says what is wrong with it."""
    from app.services.vendors import check_timezone
    from storage import batches

    if order.kind not in KINDS:
        raise UserError("unknown_kind", f"There is no kind {order.kind!r}. Kinds: {', '.join(KINDS)}.")
    if order.timezone is not None:
        check_timezone(order.timezone)
    for code, value in order.answers.items():
        _check_answer(order.kind, code, value)
    vendor = vendor_of(store, order)
    if order.replaces is not None:
        batches.check_replaces(store, order.replaces, order.kind, None if vendor is None else (vendor,))


def _check_answer(kind: str, code: str, value: str) -> None:
    asked, _, name = code.partition(".")
    if asked == COLUMN:
        _check_column(kind, name)
        return
    if code == SHEETS:
        return  # which sheets there are is known once the file is open
    known = choices_of(code)
    if not known:
        listed = "; ".join(f"{asked}: {', '.join(values) or _OPEN[asked]}" for asked, values in CHOICES.items())
        raise UserError("unknown_answer", f"No question is called {code!r}. Answers can be given to {listed}.")
    if value not in known:
        raise UserError("unknown_answer", f"{value!r} does not answer {code}. Known are: {', '.join(known)}.")


def _check_column(kind: str, name: str) -> None:
    """Which header a column has is known once the file is open; which columns there are, before."""
    names = [column.name for column in KINDS[kind].columns]
    if name not in names:
        raise UserError("unknown_answer", f"{kind} have no column {name!r}. Known are: {', '.join(names)}.")


def vendor_of(store: Store, order: ImportOrder) -> str | None:
    """The vendor's code that ``--vendor`` means; UserError when it means none."""
    from app.services.vendors import code_of

    return None if order.vendor is None else code_of(store, order.vendor)
