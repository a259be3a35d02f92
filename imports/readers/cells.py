"""Spreadsheet cells as text, cell by cell: the reader of workbooks hands over values, and a column may mix them.

Arrow's own conversion of whole columns would save a twelfth of the reading of a large workbook (README).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

_EXACT = 2**53
"""Below this a cell, a 64-bit floating-point number, holds every whole number exactly (IEEE 754)."""


def texts(column: Sequence[Any]) -> Any:
    """An Arrow string array of the cells: NULL for empty and blank ones.

    ``2021-01-01 09:12:58[.ffffff]``, ``2021-01-01``, ``09:12:58[.fff]``, durations ``H:MM:SS[.fff]``, whole numbers
    without a point, others with at most 15 digits as a spreadsheet shows them, TRUE and FALSE, errors as ``#REF!``.
    Numbers too large to be exact are written ``1.2345E+17``: whatever they were, they are rounded now.
    """
    kinds = set(map(type, column))
    if len(kinds) == 1:
        convert = _CONVERT[kinds.pop()]
        return pa.array([convert(cell) for cell in column], pa.string())
    return pa.array([_CONVERT[type(cell)](cell) for cell in column], pa.string())


def _text(cell: str) -> str | None:
    return cell if cell and not cell.isspace() else None


def _number(cell: float) -> str:
    if cell.is_integer():
        return str(int(cell)) if abs(cell) < _EXACT else f"{Decimal(repr(cell)).normalize():E}"
    shown = f"{cell:.15g}"
    return format(Decimal(shown), "f") if "e" in shown else shown


def _datetime(cell: datetime) -> str:
    return cell.isoformat(" ")


def _time(cell: time) -> str:
    text = cell.isoformat()
    return text[:-3] if text.endswith("000") and "." in text else text


def _duration(cell: timedelta) -> str:
    milliseconds = round(cell / timedelta(milliseconds=1))
    sign = "-" if milliseconds < 0 else ""
    seconds, milliseconds = divmod(abs(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{milliseconds:03d}" if milliseconds else ""
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}{fraction}"


_CONVERT: dict[type, Callable[[Any], str | None]] = {
    str: _text, float: _number, int: str, bool: lambda cell: "TRUE" if cell else "FALSE", datetime: _datetime,
    date: date.isoformat, time: _time, timedelta: _duration, type(None): lambda cell: None,
}
