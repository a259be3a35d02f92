"""What one line of evidence answers: a signal with its p-value, effect and cases, or why it could not run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Signal:
    """``code`` is a letter of the lines of evidence, ``part`` tells several of one letter apart ('' of a single one).

    ``p`` is one-sided; None where the line did not run, and ``why`` then is the code of the reason. ``effect`` with its
    95 % interval is in the unit of the line (a share withheld, a share of items, days …); ``n`` what it rests on;
    ``large``: the effect is large enough to be called likely filtered; ``cases`` are the ids of the calls or items that
    carry it, most telling first. ``facts`` fill the sentence. ``weight`` is the line's part of the false alarms.
    """

    code: str
    weight: float
    part: str = ""
    p: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    large: bool = False
    cases: tuple[str, ...] = ()
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.code}.{self.part}" if self.part else self.code

    @property
    def ran(self) -> bool:
        return self.p is not None


def not_run(code: str, weight: float, why: str, part: str = "", **facts: Any) -> Signal:
    """A line that could not run."""
    return Signal(code, weight, part, why=why, facts=facts)
