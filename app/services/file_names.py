"""Names of files that are not UTF-8 (``caf\\xe9.csv`` from an older system): shown, and read under another name."""

from __future__ import annotations

from pathlib import Path


def is_text(name: str) -> bool:
    """Whether the bytes of a name were UTF-8; the system hands over those that are not as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(name: str) -> str:
    """The name as it can be shown and kept anywhere: � for what cannot be read of it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def readable(path: Path, folder: Path) -> Path:
    """The file by a path that is text, which is all its readers take: its own, or a link in ``folder``."""
    absolute = path.absolute()
    if is_text(str(absolute)):
        return absolute
    link = folder / "given"
    link.symlink_to(absolute)
    return link
