"""Writing files so that they are there whole or not at all, even after a power cut, and nobody else's to read."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def write_durably(path: Path, data: bytes) -> None:
    """Write a file of mode 0600: aside first, made durable, then given its name."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    aside.replace(path)
    sync(path.parent)


def place(source: Path, target: Path, root: Path) -> None:
    """Move a finished file to its name below ``root``, for its owner alone; its bytes, its name and new folders are
    durable on return."""
    source.chmod(PRIVATE_FILE)
    sync(source)
    made = make_folders(target.parent, root)
    try:
        source.replace(target)
    except OSError:  # another file system
        shutil.move(source, target)
        target.chmod(PRIVATE_FILE)
        sync(target)
    for folder in {target.parent, *(folder.parent for folder in made)}:
        sync(folder)


def make_folders(folder: Path, root: Path) -> list[Path]:
    """Make ``folder`` and what is missing between it and ``root``, for the owner alone; the folders made.

    Each by itself: ``mkdir`` gives its mode to the last one only.
    """
    missing = [one for one in (folder, *folder.parents) if one.is_relative_to(root) and not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return missing


def make_private(path: Path) -> None:
    """Take group and others their rights to something made before, or by another program; nothing where it is not ours
    to say."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o700)


def sync(path: Path) -> None:
    """Make a file's bytes, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
