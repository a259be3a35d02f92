"""A file from the browser: checked first, then stored, and what that changed in the scores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any

from app.access import Permission, Viewer
from app.errors import UserError
from app.services.import_order import ImportOrder
from app.services.importing import CANCELLED, import_file, reinstate_batch, withdraw_batch
from app.services.progress import Cancelled, Listener, never, untold
from app.services.reasons import NOTHING, Told
from app.services.reports import FileReport
from app.services.taking_back import refuse_unless_theirs
from app.services.viewing import cards_in, vendor_names
from app.services.views import PROMISES, Card, composite_of, measures_of

if TYPE_CHECKING:
    from storage.home import Store
    from storage.scope import Scope

IMPORTS_AT_ONCE = 2
"""Each takes a child process, a core and up to 3 GB; a third waits."""
ASKED_EVERY_S = 0.2
_turns = BoundedSemaphore(IMPORTS_AT_ONCE)
_lock = Lock()
_importing: set[str] = set()


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One vendor-month whose score moved: points before and after, None where there was or is none.

    ``measured`` are the pillars that can be told now; ``why`` says why there is no composite.
    """

    vendor: str
    month: str
    before: float | None
    after: float | None
    measured: tuple[str, ...] = ()
    why: Told = NOTHING


@dataclass(frozen=True, slots=True)
class Scored:
    """What a card tells: its composite in points, the pillars that are measured, why there is no composite."""

    points: float | None = None
    measured: tuple[str, ...] = ()
    why: Told = NOTHING


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: its own name, its bytes."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check(store: Store, upload: Upload, order: ImportOrder, *, viewer: Viewer, on_progress: Listener = untold,
          cancelled: Cancelled = never) -> FileReport:
    """Read and check an upload; nothing is stored."""
    _refuse_unless_theirs(viewer, order.kind)
    return _imported(store, upload, replace(order, dry_run=True, corrects=None), viewer, on_progress, cancelled)


def bring_in(store: Store, upload: Upload, order: ImportOrder, *, viewer: Viewer, on_progress: Listener = untold,
             cancelled: Cancelled = never) -> FileReport:
    """Read, check and store an upload."""
    _refuse_unless_theirs(viewer, order.kind)
    return _imported(store, upload, replace(order, dry_run=False, corrects=None), viewer, on_progress, cancelled)


def correct(store: Store, upload: Upload, batch: str, kind: str, answers: Mapping[str, str], *,
            viewer: Viewer, on_progress: Listener = untold, cancelled: Cancelled = never) -> FileReport:
    """Read, check and store of an upload what was held back of the viewer's vendor in ``batch``, and nothing else."""
    if viewer.vendor is None or not viewer.may(Permission.CORRECT):
        raise UserError("not_yours", f"Your account does not correct {batch}.")
    order = ImportOrder(kind, vendor=viewer.vendor, answers=answers, corrects=batch)
    return _imported(store, upload, order, viewer, on_progress, cancelled)


def withdraw(store: Store, batch: str, *, viewer: Viewer) -> dict[str, Any]:
    """Take a batch back and score again what that changes; UserError when it is none of the viewer's to take back."""
    refuse_unless_theirs(store, batch, viewer)
    return withdraw_batch(store, batch, actor=viewer.login)


def reinstate(store: Store, batch: str, *, viewer: Viewer) -> dict[str, Any]:
    """Bring a withdrawn batch back and score again what that changes; UserError as for :func:`withdraw`."""
    refuse_unless_theirs(store, batch, viewer)
    return reinstate_batch(store, batch, actor=viewer.login)


def _imported(store: Store, upload: Upload, order: ImportOrder, viewer: Viewer, on_progress: Listener,
              cancelled: Cancelled) -> FileReport:
    who = f"{store.uuid}:{viewer.vendor or viewer.login}"
    with _alone(who, on_progress, cancelled), _on_disk(store, upload) as path:
        return import_file(store, path, order, actor=viewer.login, name=upload.name, on_progress=on_progress,
                           cancelled=cancelled)


def _refuse_unless_theirs(viewer: Viewer, kind: str) -> None:
    """A page offers what its person may bring in; a forged message may ask for more."""
    if kind not in viewer.importable_kinds:
        raise UserError("not_yours", f"Your account does not import {kind}. Ask the client manager.")


def scores(store: Store, scope: Scope) -> dict[tuple[str, str], Scored]:
    """What every vendor-month in scope scores, to be compared after an import."""
    return {(card["vendor"], str(card["month"])): _scored(card) for card in cards_in(store, scope)}


def _scored(card: Card) -> Scored:
    figures, composite = measures_of(card), composite_of(card)
    measured = tuple(pillar for pillar, code in PROMISES if code in figures and figures[code].measured)
    return Scored(composite.value, measured, composite.why)


def moved_since(store: Store, scope: Scope, before: Mapping[tuple[str, str], Scored]) -> tuple[ScoreChange, ...]:
    """The vendor-months that score otherwise than ``before`` in what a page shows of them (a tenth of a point), oldest
    month first; new ones included."""
    after, names = scores(store, scope), vendor_names(store, scope)
    keys = sorted(set(before) | set(after), key=lambda key: (key[1], names.get(key[0], key[0])))
    return tuple(
        _moved(names.get(key[0], key[0]), key[1], before.get(key, Scored()), after.get(key, Scored()))
        for key in keys if _as_shown(before.get(key)) != _as_shown(after.get(key))
    )  # fmt: skip


def _as_shown(scored: Scored | None) -> Scored | None:
    if scored is None or scored.points is None:
        return scored
    return replace(scored, points=round(scored.points, 1))


def _moved(name: str, month: str, was: Scored, now: Scored) -> ScoreChange:
    return ScoreChange(name, month, was.points, now.points, now.measured, now.why)


@contextmanager
def _alone(who: str, on_progress: Listener, cancelled: Cancelled) -> Iterator[None]:
    """A turn to import: one at a time for each person (for a vendor's people together), few for all of them. Who
    waits for it may be ``cancelled``."""
    with _lock:
        if who in _importing:
            raise UserError("busy", "Another file of yours is being imported. Wait until it is done, then try again.")
        _importing.add(who)
    try:
        _wait_for_a_turn(on_progress, cancelled)
        try:
            yield
        finally:
            _turns.release()
    finally:
        with _lock:
            _importing.discard(who)


def _wait_for_a_turn(on_progress: Listener, cancelled: Cancelled) -> None:
    while not _turns.acquire(timeout=ASKED_EVERY_S):
        on_progress("waiting", None)
        if cancelled():
            raise UserError(CANCELLED, "Cancelled while other imports were under way. Nothing was stored.")


@contextmanager
def _on_disk(store: Store, upload: Upload) -> Iterator[Path]:
    """The upload in a folder of its own inside the home, under a name of ours that keeps its ending."""
    from storage.staging import staging

    endings = "".join(PurePath(upload.name).suffixes[-2:])
    safe = "".join(letter for letter in endings if letter.isalnum() or letter == ".")[:12]
    with staging(store) as folder:
        path = folder / f"upload{safe}"
        path.write_bytes(upload.data)
        yield path
