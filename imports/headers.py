"""What a header says: its words folded for comparison, and the unit written beside them."""

from __future__ import annotations

import re
import unicodedata

_BRACKETED = re.compile(r"[(\[{【〔].*?[)\]}】〕]")
_PUNCTUATION = re.compile(r"[\W_]+")
_UNITS = (
    ("ms", r"ms|msec|msecs|millis|milliseconds?|毫秒"),
    ("s", r"s|sec|secs|seconds?|秒"),
    ("min", r"min|mins|minutes?|分|分钟|分鐘"),
    ("hm", r"h{1,2}:mm"),
    ("clock", r"(?:h{1,2}:)?mm:ss|hms"),
    ("h", r"h|hrs?|hours?|小时|小時"),
    ("day", r"days?|天"),
)
UNIT_SHOWN = {"hm": "h:mm", "clock": "mm:ss"}
"""How a header writes a unit that goes by another code."""
_IN_BRACKETS = [(unit, re.compile(rf"[(\[](?:in )?(?:{words})[)\]]\s*$")) for unit, words in _UNITS]
_AT_END = [(unit, re.compile(rf"(?:[\s_\-.,/]|\bin )(?:in[\s_])?(?:{words})$")) for unit, words in _UNITS
           if unit not in ("hm", "clock", "day")]


def plain(header: str) -> str:
    """The header with one width, lower case and single spaces: ``Ｗait　Time `` -> ``wait time``."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", header)).strip().casefold()


def folded(header: str) -> str:
    """Its letters and digits alone: ``Answered (Y/N)`` -> ``answeredyn``."""
    return _PUNCTUATION.sub("", plain(header))


def loosely_folded(header: str) -> str:
    """Folded without brackets and unit: ``通话时长(秒)`` -> ``通话时长``, ``wait_time_sec`` -> ``waittime``."""
    text = _BRACKETED.sub(" ", plain(header)).strip()
    for _, pattern in _AT_END:
        text = pattern.sub("", text)
    return _PUNCTUATION.sub("", text)


def unit_of(header: str) -> str:
    """The unit of a duration its header names (``s``, ``ms``, ``min``, ``h``, ``day``, ``clock``, ``hm``), else ''.

    >>> unit_of("Speed of answer in seconds"), unit_of("通话时长(毫秒)"), unit_of("talk [min]"), unit_of("wait_s")
    ('s', 'ms', 'min', 's')
    """
    text = plain(header)
    for patterns in (_IN_BRACKETS, _AT_END):
        for unit, pattern in patterns:
            if pattern.search(text):
                return unit
    return ""
