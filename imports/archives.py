"""ZIP and GZIP: judged by their directory before anything is unpacked, unpacked with a lid on."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import IO

from imports.errors import Refused

MAX_ENTRIES = 10_000
MAX_UNPACKED_BYTES = 4_000_000_000
MAX_RATIO = 200
RATIO_APPLIES_ABOVE_BYTES = 20_000_000
"""Small things may be as repetitive as they like: 20 MB hurt nobody."""

_CHUNK = 1 << 20
_DATA = (".csv", ".tsv", ".txt", ".tab", ".ssv", ".psv", ".dat", ".log", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods",
         ".json", ".jsonl", ".ndjson")
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz")
_OFFICE = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/", "a Word document"),
           ("ppt/", "a PowerPoint presentation"), ("visio/", "a Visio drawing"),
           ("Index/Document.iwa", "an Apple iWork file"))


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at ``path``, its directory checked; Refused when damaged, encrypted or a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(archive, path.stat().st_size)
            yield archive
    except RuntimeError as error:
        raise Refused("password_protected") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Refused("corrupt_workbook" if _begins_as_workbook(path) else "corrupt_archive") from error


def _begins_as_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4_096)
    return any(sign in head for sign in (b"[Content_Types].xml", b"xl/", b"mimetypeapplication/vnd.oasis"))


def refuse_bomb(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse by the directory alone: too many entries, too much in all, too good a ratio, entries over each other."""
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password_protected")
    unpacked = sum(entry.file_size for entry in entries)
    ends = sorted((entry.header_offset, entry.header_offset + entry.compress_size) for entry in entries)
    overlapping = any(after[0] < before[1] for before, after in pairwise(ends))
    if overlapping or len(entries) > MAX_ENTRIES or too_much(unpacked, packed):
        raise bomb(unpacked, packed)


def too_much(unpacked: int, packed: int) -> bool:
    """Whether ``unpacked`` bytes out of ``packed`` is more than any real export holds."""
    return unpacked > MAX_UNPACKED_BYTES or unpacked > max(RATIO_APPLIES_ABOVE_BYTES, packed * MAX_RATIO)


def bomb(unpacked: int, packed: int) -> Refused:
    """The refusal of an archive that unpacks to too much."""
    return Refused("bomb", unpacked_mb=round(unpacked / 1e6), packed_mb=round(packed / 1e6, 1))


def kind_of(archive: zipfile.ZipFile) -> str:
    """``xlsx``, ``xlsb`` or ``ods`` when the archive is a workbook, else ``zip``; Refused for other documents."""
    names = archive.namelist()
    for sign, kind in _OFFICE:
        if any(name == sign or (sign.endswith("/") and name.startswith(sign)) for name in names):
            if kind.startswith("xls"):
                return kind
            raise Refused("wrong_kind_of_file", found=kind)
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as file:
            mime = file.read(200).decode("ascii", "replace")
        if "opendocument.spreadsheet" in mime:
            return "ods"
        raise Refused("wrong_kind_of_file", found="an OpenDocument text or presentation")
    if "[Content_Types].xml" in names:
        raise Refused("corrupt_workbook")
    return "zip"


def data_entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one data file inside; Refused when there is none, or several. Hidden and system files do not count."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_clutter(entry.filename)]
    data = [entry for entry in entries if entry.filename.lower().endswith(_DATA)]
    found = data or [entry for entry in entries if "." not in PurePosixPath(entry.filename).name]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(safe_name(entry.filename) for entry in found[:5]) + (", …" if len(found) > 5 else "")
        raise Refused("zip_with_several", count=len(found), names=names)
    nested = [safe_name(entry.filename) for entry in entries if entry.filename.lower().endswith(_NESTED)]
    raise Refused("zip_nested", names=", ".join(nested[:5])) if nested else Refused("zip_without_data")


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)
    return hidden or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def safe_name(name: str) -> str:
    """A file name fit to be shown: its last part, without control characters, at most 120 characters."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:120] or "file"


def unpack_entry(path: Path, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one entry to ``target``, stopping as soon as it gives more than it promised or may."""
    with opened(path) as archive, archive.open(entry) as stream:
        _pour(stream, target, entry.compress_size)


def unpack_gzip(path: Path, target: Path) -> None:
    """Unpack a GZIP file to ``target``, stopping when it gives too much."""
    try:
        with gzip.open(path) as stream:
            _pour(stream, target, path.stat().st_size)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused("corrupt_archive") from error


def _pour(stream: IO[bytes] | gzip.GzipFile, target: Path, packed: int) -> None:
    unpacked = 0
    with target.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if too_much(unpacked, packed):
                raise bomb(unpacked, packed)
            file.write(chunk)
