"""Everything the reading of one file depends on: the order, what is known of the vendor, what was answered before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from app.errors import UserError
from app.services.import_order import ImportOrder, vendor_of
from imports.request import ReadRequest
from scoring.records import EVALUATIONS, SURVEYS, VendorCode
from scoring.sampling import HEARD, SURVEY
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from storage.home import Store

_PURPOSES = {EVALUATIONS.name: HEARD, SURVEYS.name: (SURVEY,)}
"""What a draw was made for, by the kind of the sheets it hands out."""
CORRECTION_TIME_LIMIT_S = 120.0
CORRECTION_MEMORY_LIMIT_BYTES = 1_500_000_000
"""A vendor's corrections are a few rows: they get less of the machine than an export of a whole month."""


class Limits(TypedDict, total=False):
    """How much of the machine one reading may take; what is absent is as :mod:`imports.parent` has it."""

    time_limit_s: float
    memory_limit_bytes: int


def read_request(store: Store, path: Path, name: str, order: ImportOrder, folder: Path) -> ReadRequest:
    """Everything the reading depends on, what was answered before for this vendor included."""
    from storage import answers, vendors

    code = vendor_of(store, order)
    request = ReadRequest(
        path=str(path), name=name, kind=order.kind, out=str(folder), now=datetime.now(UTC).isoformat(),
        client_timezone=store.timezone, secret_file=str(store.secret_file), vendor=code,
        vendors=vendors.names(store), vendor_timezones=vendors.timezones(store), timezone=order.timezone,
        country_code=store.country_code, format=order.format, answers=dict(order.answers),
        kept=answers.kept(store, code), draws=_drawn(store, order, folder),
    )
    return request if order.corrects is None else _as_corrected(store, request, order.corrects)


def _drawn(store: Store, order: ImportOrder, folder: Path) -> str:
    """A file of what the draws on record have drawn, where evaluations or surveys are read; '' where there is none."""
    purposes = _PURPOSES.get(order.kind)
    if not purposes:
        return ""
    from storage import drawn

    file = folder / "drawn.parquet"
    return str(file) if drawn.write_drawn(store, EVERYTHING, file, purposes) else ""


def _as_corrected(store: Store, request: ReadRequest, batch: str) -> ReadRequest:
    """The reading of a few rows that come back: by the format and in the time zone of their file, each column as it was
    read there. UserError where the file was read in several zones for what is one vendor now."""
    from storage import batches

    how = batches.how_read(store, Scope(frozenset({VendorCode(request.vendor or "")})), batch)
    if how is None:
        raise UserError("not_correctable", f"There is no file {batch} with held-back rows of yours to correct.")
    if len(how.timezones) > 1:
        raise UserError("several_timezones", (
            f"{batch} was read in several time zones ({', '.join(how.timezones)}), so that nobody can tell in which to "
            "read a correction. Ask the client to import the corrected file."
        ))
    zone = next(iter(how.timezones), request.timezone)
    return replace(request, format=how.format, timezone=zone, settled=dict(how.settled), kept={})


def limits_of(order: ImportOrder) -> Limits:
    """What of the machine the order's file may take to be read."""
    if order.corrects is None:
        return {}
    return {"time_limit_s": CORRECTION_TIME_LIMIT_S, "memory_limit_bytes": CORRECTION_MEMORY_LIMIT_BYTES}
