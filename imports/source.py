"""The file as it came: its hash, its size, what it really is, and where its data can be read."""

from __future__ import annotations

import hashlib
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from imports import archives
from imports.containers import container_of
from imports.errors import Refused

MAX_BYTES = {"text": 4_000_000_000, "jsonl": 4_000_000_000, "json": 500_000_000, "xlsx": 200_000_000,
             "xlsb": 200_000_000, "xls": 200_000_000, "ods": 100_000_000}
"""The largest file of each container that is read at once, in bytes after unpacking a ZIP or GZIP around it."""

CONTAINERS = tuple(MAX_BYTES)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. ``sha256`` and ``size`` (bytes) are those of the file as given; ``name`` is fit to be shown. The
    file is hashed while it is read: whoever asks for ``sha256`` waits until that is done.

    ``path`` leads to the data itself: the file as given or, when that was a ZIP or GZIP (``packed``), what lay in it.
    ``container`` is one of :data:`CONTAINERS`. ``folder`` is a scratch folder that whoever opened the file removes.
    """

    path: Path
    name: str
    hashing: Future[str]
    size: int
    container: str
    folder: Path
    packed: str = ""

    @classmethod
    def open(cls, path: Path | str, name: str, folder: Path | None = None) -> SourceFile:
        """Sniff, check and if need be unpack the file at ``path`` into ``folder``, and begin to hash it.

        Raises Refused for what is not there, empty, too large, damaged, encrypted, a bomb or no table.
        """
        given = Path(path)
        size = _size(given)
        scratch = folder if folder is not None else Path(tempfile.mkdtemp(prefix="openline-"))
        data, container, packed = _found(given, scratch)
        limit = MAX_BYTES[container]
        if data.stat().st_size > limit:
            raise Refused("too_large", size_mb=round(data.stat().st_size / 1e6), limit_mb=round(limit / 1e6))
        return cls(data, archives.safe_name(name), _hashing(given), size, container, scratch, packed)

    @property
    def sha256(self) -> str:
        return self.hashing.result()


def _hashing(path: Path) -> Future[str]:
    """The file's hash, computed in a thread: hashing frees the interpreter, and so does most of reading."""
    worker = ThreadPoolExecutor(1)
    try:
        return worker.submit(lambda: fingerprint(path)[0])
    finally:
        worker.shutdown(wait=False)


def fingerprint(path: Path) -> tuple[str, int]:
    """The SHA-256 of the file's bytes in hex, and its size in bytes; Refused when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
    except OSError as error:
        raise Refused("not_there") from error


def _size(path: Path) -> int:
    try:
        with path.open("rb"):
            return path.stat().st_size
    except OSError as error:
        raise Refused("not_there") from error


def _found(given: Path, folder: Path) -> tuple[Path, str, str]:
    """Where the data lies, its container, and what was around it ('' when nothing was)."""
    container = container_of(given)
    if container == "gz":
        return *_unpacked_gzip(given, folder), "gz"
    if container != "zip":
        return given, container, ""
    with archives.opened(given) as archive:
        kind = archives.kind_of(archive)
        if kind != "zip":
            return given, kind, ""
        entry = archives.data_entry(archive)
    target = folder / "unpacked"
    archives.unpack_entry(given, entry, target)
    return target, _inner_kind(target), "zip"


def _unpacked_gzip(given: Path, folder: Path) -> tuple[Path, str]:
    target = folder / "unpacked"
    archives.unpack_gzip(given, target)
    return target, _inner_kind(target)


def _inner_kind(path: Path) -> str:
    """The container of an unpacked file: a workbook or text, but not one more archive."""
    container = container_of(path)
    if container == "zip":
        with archives.opened(path) as archive:
            container = archives.kind_of(archive)
    if container in ("zip", "gz"):
        raise Refused("zip_nested", names="an archive inside the archive")
    return container
