"""Imported files as they came, kept only where the client says so: sealed, listed with their end, and gone with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from storage.audit import note
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.home import Store, key_of, usable
from storage.pinned import keep_originals_for, originals_days
from storage.sealing import seal, unseal

if TYPE_CHECKING:
    from sqlmodel import Session

FOLDER = "originals"
SUFFIX = ".sealed"


@dataclass(frozen=True, slots=True)
class KeptOriginal:
    """One file kept: whose batch it is, what it was called, its size as it came, and until when it is kept."""

    batch: str
    file_name: str
    bytes: int
    kept_at: datetime
    expires_at: datetime


def sealed_in(store: Store, folder: Path, source: Path | None, sha256: str) -> Path | None:
    """``source`` sealed into ``folder`` where this home keeps originals, else None; ``sha256`` is of what was read.

    Refused where the file is another by now than the one that was read.
    """
    if source is None or not originals_days(store.home):
        return None
    target = folder / f"original{SUFFIX}"
    target.unlink(missing_ok=True)
    if seal(source, target, key_of(store), sha256.encode()) != sha256:
        raise StorageRefusal("file_changed", "The file was changed while it was imported. Import it again.")
    return target


def list_original(session: Session, store: Store, batch: int, file: str, size: int) -> None:
    """List a placed original inside the unit of work that lists its batch."""
    from storage.tables import Original

    now = utc_now()
    session.add(Original(batch=batch, file=file, bytes=size, kept_at=now,
                         expires_at=now + timedelta(days=originals_days(store.home))))


def listing(store: Store) -> list[KeptOriginal]:
    """What is kept at this moment, newest first. For the client's administrator only."""
    from sqlmodel import col, select

    from storage.tables import Batch, Original

    with store.reading() as session:
        found = session.exec(select(Original, Batch.file_name).where(col(Original.batch) == Batch.number)
                             .where(col(Original.expires_at) > utc_now()).order_by(col(Original.batch).desc()))
        return [KeptOriginal(f"b{row.batch}", name, row.bytes, row.kept_at, row.expires_at) for row, name in found]


def write_original(store: Store, batch_id: str, out: Path, *, actor: str) -> Path:
    """Write the original of a batch, as it came, to ``out``; the audit tells who had it.

    Refused where none is kept (any more), where its bytes are not those that were imported, and with another key.
    """
    from storage.batch_listing import known_batch
    from storage.tables import Original

    drop_expired(store)
    with store.reading() as session:
        batch = known_batch(session, batch_id)
        row = session.get(Original, batch.number)
        file, sha256 = (row.file if row else ""), batch.sha256
    if not file:
        raise StorageRefusal("no_original", (
            f"Of {batch_id} no original is kept: this home keeps none, its time is over, or a customer was forgotten. "
            "'openline originals' lists those that are."
        ))
    if not (store.home / file).exists():
        raise StorageRefusal("original_missing", (
            f"The original {file} is not in the home. Bring it back from a backup."
        ))
    try:
        unseal(store.home / file, out, key_of(store), sha256.encode())
    except OSError as error:
        raise StorageRefusal("unwritable", (
            f"{out} cannot be written ({error.strerror}). Choose another place."
        )) from None
    with store.writing() as session:
        note(session, actor, "original_read", batch_id)
    return out


def keep_for(store: Store, days: int, *, actor: str) -> int:
    """Keep originals for ``days`` from now on (0: keep none); those kept longer so far end as if it had always been so.

    Answers how many went at once.
    """
    from sqlmodel import select

    from storage.tables import Original

    with usable(store.home):
        before = keep_originals_for(store.home, days)
        with store.writing() as session:
            for row in session.exec(select(Original)):
                row.expires_at = min(row.expires_at, row.kept_at + timedelta(days=days))
            note(session, actor, "originals_kept_for", before=before, after=days)
        return drop_expired(store)


def drop_expired(store: Store) -> int:
    """Delete what has had its time: first from the list, then the files. One look where there is nothing to do."""
    from sqlmodel import col, select

    from storage.tables import Original

    with store.reading() as session:
        over = list(session.exec(select(Original.batch).where(col(Original.expires_at) <= utc_now())))
    if over:
        with store.writing() as session:
            files = unlist(session, over)
            note(session, "openline", "originals_expired", batches=[f"b{number}" for number in over])
        delete(store, files)
    return len(over)


def unlist(session: Session, batches: Iterable[int]) -> list[str]:
    """Take the originals of these batches out of the list, inside a unit of work; answers their files."""
    from sqlmodel import col, select

    from storage.tables import Original

    rows = list(session.exec(select(Original).where(col(Original.batch).in_(sorted(set(batches))))))
    for row in rows:
        session.delete(row)
    return [row.file for row in rows]


def delete(store: Store, files: Iterable[str]) -> None:
    """Delete files that are listed no more. What a kill leaves is swept."""
    for file in files:
        (store.home / file).unlink(missing_ok=True)
