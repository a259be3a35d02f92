"""Storing what was read of a file: staged parts become layers, current files follow, and one commit shows it all."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import col

from scoring.records import KINDS, UNASSIGNED
from scoring.stored import Measures
from storage.audit import note
from storage.batch_listing import batch_view, keep_months, known_batch, number_of, standing
from storage.changes import (
    Committed,
    Seen,
    Step,
    check_written,
    derived,
    discarded_when_lost,
    list_partitions,
    no_step,
    retire,
    retried,
    seen,
    step_or_lose,
)
from storage.clock import utc_now
from storage.current import Derivation
from storage.durable import place
from storage.errors import StorageRefusal
from storage.home import Store, usable
from storage.ids import IdsUsedAgain, UsedAgain
from storage.listing import LayerRef
from storage.originals import FOLDER, SUFFIX, drop_expired, list_original, sealed_in
from storage.replacing import done_already, layers_to_go, to_replace
from storage.restating import joined
from storage.staging import sweep_if_due
from storage.tables import Batch, BatchEvent, Home, Layer
from storage.vendors import existing
from storage.withdrawing import mark

if TYPE_CHECKING:
    from sqlmodel import Session

ISSUES_KEPT = 1000
_MOVED_AT_ONCE = 8


def commit(store: Store, folder: Path, reading: Mapping[str, Any], *, actor: str, file_name: str,
           vendor: str | None = None, replaces: str | None = None, corrects: str | None = None,
           original: Path | None = None, cancelled: Callable[[], bool] = lambda: False,
           at_step: Step = no_step) -> Committed:
    """Store what a reading staged in ``folder``: one unit of work, visible whole or not at all.

    ``reading`` is the Reading as a dict, in whose parts no id of a vendor comes twice; file names in it are absolute or
    relative to ``folder``. ``vendor`` is the --vendor it was read with. ``replaces`` withdraws that batch in the same
    unit of work; refused for one of another kind or with records of a vendor that the file does not name. ``corrects``
    is the batch of whose held-back rows this brings some. ``original`` is the file as it came: sealed and kept where
    the home says so (``originals``). Refused with :class:`IdsUsedAgain` when ids come back more than 35 days from
    their stored time. Refused where ``cancelled`` answers True before the batch is listed: then nothing of it is left.
    """
    inside = folder.parent == store.home / "staging"
    token = folder.name if inside else secrets.token_hex(6)
    held_back = folder / reading["held_back_file"] if reading.get("held_back_file") else None
    with usable(store.home):
        sweep_if_due(store)
        drop_expired(store)
        sealed = sealed_in(store, folder, original, reading["sha256"])
        parts = [_part(part, folder) for part in reading["parts"] if part["records"]]
        arrival = _Arrival(store, dict(reading), parts, held_back, token, actor, file_name, vendor, replaces, corrects,
                           sealed, cancelled, at_step)
        return retried(lambda: _attempt(arrival))


@dataclass(slots=True)
class _Part:
    """A staged file on its way to become a layer; ``path`` is where it lies at the moment."""

    vendor: str
    month: str
    path: Path
    records: int
    first_at: str
    last_at: str
    bytes: int
    sha256: str
    measures: Measures | None
    """What the reading says of its records; None where it says nothing."""
    file: str = ""


@dataclass(slots=True)
class _Arrival:
    """Everything about one import that its attempts share."""

    store: Store
    reading: dict[str, Any]
    parts: list[_Part]
    held_back: Path | None
    token: str
    actor: str
    file_name: str
    vendor: str | None
    replaces: str | None
    corrects: str | None
    original: Path | None
    cancelled: Callable[[], bool]
    at_step: Step
    held_back_file: str = field(default="")
    original_file: str = field(default="")
    vendors: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.reading["kind"])


def _part(part: Mapping[str, Any], folder: Path) -> _Part:
    path = folder / part["file"]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _Part(part["vendor"], part["month"], path, part["records"], part["first_at"], part["last_at"],
                 path.stat().st_size, digest, _measures(part) if "content" in part else None)


def _measures(part: Mapping[str, Any]) -> Measures:
    newest = part["newest_at"]
    return Measures(part["records"], part["content"], part["head_content"], datetime.fromisoformat(part["first_at"]),
                    datetime.fromisoformat(part["last_at"]), datetime.fromisoformat(newest) if newest else None)


def _attempt(arrival: _Arrival) -> Committed:
    """One try: look, place, derive, list. Loses when somebody changed the data in between."""
    with arrival.store.reading() as session:
        goes = to_replace(session, arrival.replaces, arrival.kind)
        same = done_already(session, arrival.reading["sha256"], arrival.kind, arrival.vendor, goes, arrival.corrects)
        if same is not None:
            return Committed(batch_view(same, standing(session)), unchanged=True)
        _settle_vendors(session, arrival)
        go = layers_to_go(session, goes, arrival.vendors) if goes else []
        replaced = goes.number if goes else None
        before = seen(session, {part.vendor for part in arrival.parts} | {layer.vendor for layer in go})
    _stop_if_cancelled(arrival)
    come = _placed(arrival, before.next_batch)
    arrival.at_step("placed")
    known = {} if KINDS[arrival.kind].follows_call else {  # a part that follows calls may serve another month
        part.file: part.measures for part in arrival.parts if part.measures is not None}
    work = derived(arrival.store, before, arrival.token, come=come, go=go, arriving=True, replaced=replaced,
                   held_back=arrival.held_back_file, known=known)
    if work.used_again:
        raise IdsUsedAgain(arrival.kind, UsedAgain(work.used_again_total, tuple(work.used_again)))
    arrival.at_step("written")
    _stop_if_cancelled(arrival, work)
    view = _listed(arrival, before, work, replaced)
    retire(arrival.store, before, work)
    return Committed(view, changed=tuple(sorted(work.changed)), missing_total=work.missing_total,
                     missing=tuple(work.missing), restated=joined(work.restated))


def _stop_if_cancelled(arrival: _Arrival, work: Derivation | None = None) -> None:
    """StorageRefusal where somebody wants the import stopped; what was placed and written by now goes, for nothing of
    it is listed."""
    if not arrival.cancelled():
        return
    home = arrival.store.home
    for file in (*(part.file for part in arrival.parts), *(work.written if work else ()), arrival.held_back_file):
        if file:
            (home / file).unlink(missing_ok=True)
    raise StorageRefusal("cancelled", "Cancelled. Nothing of the file was stored; import it again when you are ready.")


def _listed(arrival: _Arrival, before: Seen, work: Derivation, replaced: int | None) -> Any:
    """The one SQL transaction in which everything becomes visible."""
    store = arrival.store
    with discarded_when_lost(store, work), store.writing() as session:
        step_or_lose(session, before)
        check_written(store, [*work.written, *(part.file for part in arrival.parts),
                              *filter(None, (arrival.original_file,))])
        if replaced:
            mark(session, known_batch(session, f"b{replaced}"), False, arrival.actor)
        row = _batch(arrival, before.next_batch, replaced, work)
        session.exec(sa.update(Home).values(next_batch=col(Home.next_batch) + 1))
        session.add(row)
        session.flush()
        session.add(BatchEvent(batch=row.number, kind="stored", at=row.committed_at, by=arrival.actor))
        session.add_all(_layer(part, row.number, arrival.kind) for part in arrival.parts)
        if arrival.original_file:
            list_original(session, store, row.number, arrival.original_file, row.size)
        note(session, arrival.actor, "batch_stored", f"b{row.number}", file=row.file_name, kind=row.kind,
             sha256=row.sha256, records=row.records, replaces=arrival.replaces, corrects=arrival.corrects)
        list_partitions(session, before, work)
        keep_months(session, row)
        view = batch_view(row, standing(session))
        session.flush()
        arrival.at_step("listed")
    return view


def _settle_vendors(session: Session, arrival: _Arrival) -> None:
    """Parts of a merged vendor count for its target; an unknown vendor is refused.

    Met are all whose rows the file holds, stored or held back: who may not see all of them may not see the file.
    """
    codes = {*arrival.reading.get("vendors", ()), *(part.vendor for part in arrival.parts)}
    settled = {code: _settled(session, code) for code in codes}
    for part in arrival.parts:
        part.vendor = settled[part.vendor]
    arrival.vendors = sorted(set(settled.values()))


def _settled(session: Session, code: str) -> str:
    return code if code == UNASSIGNED else existing(session, code).code


def _placed(arrival: _Arrival, number: int) -> list[LayerRef]:
    """Move the staged files to the names of batch ``number``, durably; nobody reads them yet."""
    home = arrival.store.home
    for index, part in enumerate(arrival.parts):
        part.file = f"layers/{arrival.kind}/{part.vendor}/{part.month}/b{number}-{index}-{arrival.token}.parquet"

    def move(part: _Part) -> None:
        os.utime(part.path)
        place(part.path, home / part.file, home)
        part.path = home / part.file

    with ThreadPoolExecutor(_MOVED_AT_ONCE) as movers:  # a disk makes many files durable in the time of one
        list(movers.map(move, arrival.parts))
    if arrival.held_back is not None:
        arrival.held_back_file = f"held_back/b{number}-{arrival.token}.parquet"
        os.utime(arrival.held_back)
        place(arrival.held_back, home / arrival.held_back_file, home)
        arrival.held_back = home / arrival.held_back_file
    if arrival.original is not None:
        arrival.original_file = f"{FOLDER}/b{number}-{arrival.token}{SUFFIX}"
        os.utime(arrival.original)
        place(arrival.original, home / arrival.original_file, home)
        arrival.original = home / arrival.original_file
    return [LayerRef(number, arrival.kind, part.vendor, part.month, part.file, part.records)
            for part in arrival.parts]


def _batch(arrival: _Arrival, number: int, replaced: int | None, work: Derivation) -> Batch:
    reading = arrival.reading
    vendors = {*arrival.vendors, *filter(None, (arrival.vendor,))}
    counts = {name: reading[name] for name in (
        "rows_read", "rows_stored", "rows_held_back", "rows_not_data", "records", "issues_total", "size")}
    return Batch(
        number=number, kind=arrival.kind, vendor_option=arrival.vendor, vendors=sorted(vendors),
        file_name=_clean(arrival.file_name), sha256=reading["sha256"], format=_clean(reading["format"]),
        sheet=_clean(reading.get("sheet", "")), timezone=reading.get("timezone", ""), reading=_kept(reading, work),
        held_back_file=arrival.held_back_file, imported_by=arrival.actor, committed_at=utc_now(),
        replaces=replaced, corrects=number_of(arrival.corrects) if arrival.corrects else None, **counts,
    )


def _layer(part: _Part, number: int, kind: str) -> Layer:
    return Layer(batch=number, kind=kind, vendor=part.vendor, filed_under=part.vendor, month=part.month,
                 file=part.file, records=part.records, first_at=part.first_at, last_at=part.last_at,
                 bytes=part.bytes, sha256=part.sha256)


def _kept(reading: dict[str, Any], work: Derivation) -> dict[str, Any]:
    """The report as kept: the first issues, what the file does not mention and what it changes, and nothing PostgreSQL
    cannot hold (it knows no NUL)."""
    shortened = {**reading, "issues": list(reading.get("issues", ()))[:ISSUES_KEPT],
                 "missing_total": work.missing_total, "missing": work.missing,
                 "restated": joined(work.restated).as_json()}
    written = json.dumps(shortened, ensure_ascii=True).replace("\\u0000", "\\ufffd")
    kept: dict[str, Any] = json.loads(written)
    return kept


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
