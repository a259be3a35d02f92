"""Imported files kept as they came, where the client wants that: listed, read by the administrator, for how long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import UserError

if TYPE_CHECKING:
    from storage.home import Store


def kept_originals(store: Store) -> dict[str, Any]:
    """For how many days this home keeps them (0: not at all), and those that are kept, newest first; what has had its
    time is deleted before."""
    from storage.originals import listing
    from storage.pinned import originals_days

    let_go(store)
    return {"days": originals_days(store.home), "originals": [
        {"batch": one.batch, "file": one.file_name, "bytes": one.bytes, "kept_at": one.kept_at.isoformat(),
         "expires_at": one.expires_at.isoformat()} for one in listing(store)]}


def let_go(store: Store) -> int:
    """Delete what has had its time; how many files. For whoever runs on while nobody imports."""
    from storage.originals import drop_expired

    return drop_expired(store)


def keep_originals(home: Path | None, said: str, *, actor: str) -> dict[str, Any]:
    """Keep them for another number of days, or ``off``: the days, and how many went at once.

    The home is opened whatever the environment says of it: this is how the two are made to agree.
    """
    from app.services.opening import open_home
    from app.settings import settings
    from storage.originals import keep_for
    from storage.pinned import days_of

    days = days_of(said)
    store = open_home(replace(settings(home), keep_originals=None))
    return {"days": days, "deleted": keep_for(store, days, actor=actor)}


def write_original(store: Store, batch: str, out: Path, *, actor: str) -> Path:
    """Write the file that ``batch`` came of to ``out``; UserError where something stands there already."""
    from storage.originals import write_original

    if out.exists():
        raise UserError("exists", f"{out} is there already. Choose another name, or remove it first.")
    return write_original(store, batch, out, actor=actor)
