"""Shares with their intervals, as a table prints them."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); 0 to 1 where there is nothing to count."""
    if not of:
        return 0.0, 1.0
    share, scale = hits / of, 1 + Z * Z / of
    centre = (share + Z * Z / (2 * of)) / scale
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


def percent(hits: Sequence[bool]) -> str:
    """``0.4 % [0.2, 0.8]``."""
    if not len(hits):
        return "–"
    low, high = wilson(sum(map(bool, hits)), len(hits))
    return f"{100 * sum(map(bool, hits)) / len(hits):.1f} % [{100 * low:.1f}, {100 * high:.1f}]"


def plain_percent(hits: Sequence[bool]) -> str:
    return f"{100 * sum(map(bool, hits)) / len(hits):.1f} %" if len(hits) else "–"


def share(value: float | None) -> str:
    """``.65``."""
    return "" if value is None else f"{value:.2f}".removeprefix("0")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    return [f"| {' | '.join(head)} |", "| --- " * len(head) + "|", *(f"| {' | '.join(row)} |" for row in rows), ""]
