"""A folder for one import under way, owned by a living process until it is done; and sweeping after dead ones."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.durable import PRIVATE_FILE, PRIVATE_FOLDER
from storage.home import Store, usable

OWNER = "owner.json"
HEARTBEAT_S = 30
OLD_S = 3600
_SWEPT = ".swept"
_HOLDING = {"layers": "*.parquet", "current": "*.parquet", "held_back": "*.parquet", "originals": "*.sealed"}
"""The folders of files that SQL lists, and how these are called."""


@contextmanager
def staging(store: Store) -> Iterator[Path]:
    """An empty folder inside the home (so that moving out of it is a rename), gone at the end."""
    folder = store.home / "staging" / secrets.token_hex(6)
    with usable(store.home):
        folder.mkdir(mode=PRIVATE_FOLDER)
        (folder / OWNER).touch(mode=PRIVATE_FILE)
        (folder / OWNER).write_text(json.dumps({"pid": os.getpid()}))
    done = threading.Event()
    heart = threading.Thread(target=_beat, args=(folder / OWNER, done), daemon=True)
    heart.start()
    try:
        yield folder
    finally:
        done.set()
        heart.join()
        shutil.rmtree(folder, ignore_errors=True)


def _beat(owner: Path, done: threading.Event) -> None:
    while not done.wait(HEARTBEAT_S):
        with suppress(OSError):
            os.utime(owner)


def sweep_if_due(store: Store) -> None:
    """Sweep, at most once an hour a home."""
    mark = store.home / _SWEPT
    if not _is_old(mark, OLD_S) and mark.exists():
        return
    mark.touch(mode=PRIVATE_FILE)
    sweep(store)


def sweep(store: Store, old_s: float = OLD_S) -> list[str]:
    """Delete what a dead import left: unlisted files older than ``old_s`` that no living import owns.

    A file belongs to the import whose token its name ends with. The listing is read after the folders, so that a
    file listed meanwhile is never taken for a left-over. Answers the names deleted, relative to the home.
    """
    gone = unlisted(store, _sweep_staging(store.home, old_s), old_s)
    for file in gone:
        (store.home / file).unlink(missing_ok=True)
    return gone


def unlisted(store: Store, living: set[str], old_s: float = -1) -> list[str]:
    """The files older than ``old_s`` that nobody lists and that no import in ``living`` owns, relative to the home."""
    found = [path for folder, name in _HOLDING.items()
             for path in (store.home / folder).rglob(name) if _is_old(path, old_s)]
    listed = _listed(store)
    return sorted(file for path in found if (file := path.relative_to(store.home).as_posix()) not in listed
                  and path.stem.split("-")[-1] not in living)


def under_way(store: Store) -> set[str]:
    """The imports that own a folder at this moment."""
    return {folder.name for folder in (store.home / "staging").iterdir()}


def _sweep_staging(home: Path, old_s: float) -> set[str]:
    living = set()
    for folder in (home / "staging").iterdir():
        if _is_old(folder / OWNER, old_s) and _is_old(folder, old_s):
            shutil.rmtree(folder, ignore_errors=True)
        else:
            living.add(folder.name)
    return living


def _is_old(path: Path, old_s: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime > old_s
    except OSError:
        return True


def _listed(store: Store) -> set[str]:
    from sqlmodel import select

    from storage.tables import Batch, Layer, Original, Partition

    with store.reading() as session:
        return {file for column in (Layer.file, Partition.file, Batch.held_back_file, Original.file)
                for file in session.exec(select(column))}
