"""What only a person can tell of a file, and the answers there are: each code a reader may ask under is declared here.

``--answer CODE=VALUE`` answers for the whole file, ``CODE.HEADER=VALUE`` for one column of it; ``column.NAME=HEADER``
says under which header a canonical column stands (``-``: under none).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SHEETS, TOGETHER = "sheets", "together"
"""The code under which it is asked which sheets of a workbook are meant, and the answer that says all of them; the
other answers are their names."""
COLUMN = "column"
"""The code, before a dot and a canonical name, under which a column's header is asked and answered."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "date_order": ("dmy", "mdy", "ymd"),
    "duration_unit": ("ms", "s", "min", "h", "day"),
    "midnight": ("end_of_day", "midnight"),
    "id_used_again": ("hold_back",),
    "ids_begin_again": ("restate",),
    "counted_by": ("vendor", "carrier", "client"),
    "run_by": ("client", "vendor"),
    SHEETS: (),
    COLUMN: (),
})
"""All values that answer each code; a question offers those of them that fit the file. ``column`` is answered with a
header of the file (``--answer column.started_at="Begin"``), ``sheets`` with the name of
a sheet: their values are not known beforehand."""

UNASKED = frozenset({"counted_by"})
"""Codes nobody is asked under: what a person may say of a file that does not say it. Such an answer is of this file
alone and never kept: the vendor's own report may look just like the carrier's."""

OF_ONE_FILE = UNASKED | {SHEETS}
"""Answers that say nothing of next month's file: they are not kept."""


def choices_of(code: str) -> tuple[str, ...]:
    """The values that answer ``code``, with or without a header; none for a code that nobody asks under."""
    return CHOICES.get(code.partition(".")[0], ())
