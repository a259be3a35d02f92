"""What only a person can tell of a file, and the answers there are: each code a reader may ask under is declared here.

``--answer CODE=VALUE`` answers for the whole file, ``CODE.HEADER=VALUE`` for one column of it; ``column.NAME=HEADER``
says under which header a canonical column stands (``-``: under none).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COLUMN = "column"
"""The code, before a dot and a canonical name, under which a column's header is asked and answered."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "date_order": ("dmy", "mdy", "ymd"),
    "duration_unit": ("ms", "s", "min", "h", "day"),
    "midnight": ("end_of_day", "midnight"),
    "id_used_again": ("hold_back",),
    "ids_begin_again": ("restate",),
    "counted_by": ("vendor", "carrier", "client"),
    COLUMN: (),
})
"""All values that answer each code; a question offers those of them that fit the file. ``column`` is answered with a
header of the file (``--answer column.started_at="Begin"``), so that its values are not known beforehand."""

UNASKED = frozenset({"counted_by"})
"""Codes nobody is asked under: what a person may say of a file that does not say it. Such an answer is of this file
alone and never kept: the vendor's own report may look just like the carrier's."""


def choices_of(code: str) -> tuple[str, ...]:
    """The values that answer ``code``, with or without a header; none for a code that nobody asks under."""
    return CHOICES.get(code.partition(".")[0], ())
