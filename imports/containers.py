"""What a file really is, told from its bytes: its name may say anything."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import BinaryIO

from imports.errors import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"), (b"II*\0", "a TIFF image"), (b"MM\0*", "a TIFF image"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "a sound file"), (b"OggS", "a sound file"), (b"fLaC", "a sound file"), (b"{\\rtf", "an RTF document"),
    (b"MZ\x90", "a program"), (b"\x7fELF", "a program"), (b"SQLite format 3\0", "a SQLite database"),
    (b"PAR1", "a Parquet file"), (b"\x00\x01\x00\x00Standard ", "an Access database"), (b"!BDN", "an Outlook folder"),
)
_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a BZIP2 archive"),
    (b"\xfd7zXZ\0", "an XZ archive"), (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*(<\?xml[^>]*>\s*)?<\?mso-application progid=\"Excel"
                rb"|.{0,400}urn:schemas-microsoft-com:office:spreadsheet", re.S), "an XML spreadsheet of Excel 2003"),
    (re.compile(rb"\s*(<!doctype html|<html|<table|<head)", re.I), "a web page (HTML), whatever its name"),
    (re.compile(rb"\s*<(\?xml|!DOCTYPE)", re.I), "an XML document"),
    (re.compile(rb"MIME-Version:", re.I), "a web page or e-mail (MIME)"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", "password"), ("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a PowerPoint presentation"), ("__properties_version1.0", "an Outlook message"),
)


def container_of(path: Path) -> str:
    """``text``, ``json``, ``jsonl``, ``xls``, ``gz`` or ``zip`` (a workbook may hide in it); else Refused."""
    with path.open("rb") as file:
        head = file.read(65_536)
        if not head:
            raise Refused("empty_file")
        if head.startswith(OLE):
            return _ole_kind(file, head)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"PK\x05\x06"):
        raise Refused("zip_without_data")
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    _refuse_foreign(head)
    return _text_kind(head)


def _refuse_foreign(head: bytes) -> None:
    for magic, found in _FOREIGN:
        if head.startswith(magic):
            raise Refused("wrong_kind_of_file", found=found)
    if head[4:8] == b"ftyp":
        raise Refused("wrong_kind_of_file", found="a video, sound or image file")
    for magic, found in _ARCHIVES:
        if head.startswith(magic):
            raise Refused("archive_unsupported", found=found)
    if head[257:262] == b"ustar":
        raise Refused("archive_unsupported", found="a TAR archive")
    for pattern, found in _MARKUP:
        if pattern.match(head.removeprefix(b"\xef\xbb\xbf")):
            raise Refused("wrong_kind_of_file", found=found)


def _text_kind(head: bytes) -> str:
    """Tell JSON and JSON lines from other text by the first brackets and, in doubt, the first line."""
    text = _ascii_view(head).lstrip()
    if re.match(r"\[\s*[{\]]", text):
        return "json"
    if not text.startswith("{"):
        return "text"
    lines = text.splitlines()
    try:
        return "jsonl" if isinstance(json.loads(lines[0]), dict) and _is_record(lines) else "json"
    except (ValueError, RecursionError):
        return "jsonl" if len(lines) == 1 and len(text) > 60_000 else "json"


def _is_record(lines: list[str]) -> bool:
    """Whether the first of ``lines`` is one record of many, not an object with a list of records in it."""
    if len([line for line in lines if line.strip()]) > 1:
        return True
    return not any(isinstance(value, list) and value and isinstance(value[0], dict)
                   for value in json.loads(lines[0]).values())


def _ascii_view(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _ole_kind(file: BinaryIO, head: bytes) -> str:
    """Look into the directory of an OLE file: an old workbook, an encrypted new one, or something else."""
    names = _ole_names(file, head)
    for name, kind in _OLE_STREAMS:
        if name in names:
            if kind == "password":
                raise Refused("password_protected")
            if kind == "xls":
                return "xls"
            raise Refused("wrong_kind_of_file", found=kind)
    raise Refused("corrupt_workbook")


def _ole_names(file: BinaryIO, head: bytes) -> set[str]:
    """The stream names in the directory chain of an OLE file ([MS-CFB] 2.2, 2.3 and 2.6)."""
    if len(head) < 512:
        raise Refused("corrupt_workbook")
    sector_size = 1 << min(struct.unpack_from("<H", head, 30)[0], 12)
    fat_sectors = struct.unpack_from("<109I", head, 76)
    sector, names, seen = struct.unpack_from("<I", head, 48)[0], set[str](), set[int]()
    while sector < 0xFFFFFFFA and sector not in seen and len(seen) < 1_000:
        seen.add(sector)
        names |= _entry_names(_sector(file, sector, sector_size))
        sector = _next_sector(file, fat_sectors, sector, sector_size)
    return names


def _entry_names(block: bytes) -> set[str]:
    entries = (block[start:start + 128] for start in range(0, len(block) - 127, 128))
    lengths = ((entry, struct.unpack_from("<H", entry, 64)[0]) for entry in entries)
    return {entry[:length - 2].decode("utf-16-le", "replace") for entry, length in lengths if 2 < length <= 64}


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek((number + 1) * size)
    return file.read(size)


def _next_sector(file: BinaryIO, fat_sectors: tuple[int, ...], sector: int, size: int) -> int:
    per_sector = size // 4
    if sector // per_sector >= len(fat_sectors):
        return 0xFFFFFFFE
    fat = _sector(file, fat_sectors[sector // per_sector], size)
    offset = sector % per_sector * 4
    return int.from_bytes(fat[offset:offset + 4], "little") if len(fat) >= offset + 4 else 0xFFFFFFFE
