"""One pass over the bytes of a text file: what the fast path has to know before it may be trusted."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from imports.progress import report

_CHUNK = 1 << 22
SCANNED = 0.3
"""The share of the reading of a text that this pass is."""
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")


@dataclass(slots=True)
class Scan:
    """``lines`` counts the lines up to the last one that is not blank. ``line_end`` is ``''`` when they are mixed."""

    size: int = 0
    lines: int = 0
    line_end: bytes = b"\n"
    nuls: int = 0
    quotes: bool = False
    ascii: bool = True
    utf8: bool = True


def scan(path: Path) -> Scan:
    """Count line ends, look for NUL bytes and quotes, and decode strictly as UTF-8, in one pass."""
    found = Scan()
    feeds = returns = pairs = 0
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    last, size = b"", max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.size += len(chunk)
            feeds += chunk.count(b"\n")
            if b"\r" in chunk or last == b"\r":
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            if b"\0" in chunk:
                found.nuls += chunk.count(b"\0")
            found.quotes = found.quotes or b'"' in chunk
            _decode(found, decoder, chunk)
            last = chunk[-1:]
            report("read", SCANNED * found.size / size)
    _decode(found, decoder, b"", final=True)
    found.line_end, ends = _line_end(feeds, returns, pairs)
    found.lines = ends - _blank_tail(path, found.line_end) + 1
    return found


def _decode(found: Scan, decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> None:
    """Feed the strict decoder; plain ASCII between characters needs none."""
    if not found.utf8 or (not final and chunk.isascii() and not decoder.getstate()[0]):
        return
    found.ascii = found.ascii and final
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        found.utf8 = False


def _line_end(feeds: int, returns: int, pairs: int) -> tuple[bytes, int]:
    if not returns:
        return b"\n", feeds
    if not feeds:
        return b"\r", returns
    return (b"\r\n", feeds) if feeds == returns == pairs else (b"", feeds + returns - pairs)


def _blank_tail(path: Path, line_end: bytes) -> int:
    """How many line ends stand after the last line that is not blank (looking at the last 64 KB)."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 65_536, 0))
        tail = file.read()
    return (tail[len(tail.rstrip(b"\r\n")):]).count(line_end or b"\n")


def is_binary(head: bytes) -> bool:
    """Whether the bytes cannot be text of a one-byte or Chinese encoding: too many control characters."""
    return len(_CONTROL.findall(head)) > max(8, len(head) // 100)
