"""What a measure may answer: an :class:`Estimate`, or :class:`NotScored` with its reason. Nothing else comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
DRAWS = 2000
"""How many joint draws carry an estimate's uncertainty into pillars, composite and ranks."""
LEAST = 1 / (DRAWS + 1)
"""The smallest probability that so many draws can tell from none; 1 less it is the largest."""


class Unit(StrEnum):
    SHARE = "share"
    SECONDS = "seconds"
    DAYS = "days"
    POINTS = "points"
    COUNT = "count"
    MONEY = "money"


def steady(bound: float) -> float:
    """A bound as it is told: to 12 significant digits, which are the same on every processor (the last bits of sines
    and logarithms are not), so that an issued card's bytes can be made again anywhere."""
    return float(f"{bound:.12g}")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say beside a figure: a code (words in every language), and the numbers the sentence needs."""

    code: str
    facts: tuple[tuple[str, str | int | float], ...] = ()

    @property
    def text(self) -> str:
        """The sentence in English; KeyError for a code that is not in ``scoring.reasons``."""
        from scoring.reasons import sentence

        return sentence(self.code, dict(self.facts))

    def as_json(self) -> dict[str, Any]:
        """Code and facts, from which every language makes its sentence, and the English one."""
        return {"code": self.code, "facts": dict(self.facts), "text": self.text}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, how sure it is, and what it rests on.

    ``value`` in ``unit`` (shares 0-1, times in seconds, unrounded); ``low`` and ``high`` bound a 95 % interval;
    ``n`` counts what was observed (the denominator of a share unless the measure says otherwise). ``draws`` (shape
    ``(DRAWS,)``) are joint draws of the value from which pillars, composite and ranks take their intervals: draw i
    of two measures resampled the same days. Empty where a measure feeds nothing.
    """

    value: float
    low: float
    high: float
    n: int
    unit: Unit
    numerator: float
    denominator: float
    draws: FloatArray = field(default_factory=lambda: np.empty(0), compare=False, repr=False)
    notes: tuple[Note, ...] = ()
    provisional: bool = False

    @property
    def finite(self) -> bool:
        """False where a number of it, or a draw, is infinite or not a number: such a figure must not be printed."""
        told = (self.value, self.low, self.high, self.numerator, self.denominator,
                *(fact for note in self.notes for _name, fact in note.facts if not isinstance(fact, str)))
        return bool(np.isfinite(np.array(told, dtype=float)).all() and np.isfinite(self.draws).all())

    def as_json(self) -> dict[str, Any]:
        """The contract's ESTIMATE, plus ``notes`` and ``provisional`` where there is something to say."""
        answer: dict[str, Any] = {
            "value": self.value, "low": steady(self.low), "high": steady(self.high), "n": self.n,
            "unit": self.unit.value,
            "numerator": self.numerator, "denominator": self.denominator,
        }
        if self.notes:
            answer["notes"] = [note.as_json() for note in self.notes]
        if self.provisional:
            answer["provisional"] = True
        return answer


@dataclass(frozen=True, slots=True)
class NotScored:
    """Why a measure cannot be told, as a code with its numbers; never 0 or 100 for want of data."""

    reason: Note

    @property
    def why(self) -> str:
        return self.reason.text

    def as_json(self) -> dict[str, Any]:
        """The contract's ESTIMATE without a value, plus ``reason``: the code and facts of ``why``."""
        return {"value": None, "why": self.why,
                "reason": {"code": self.reason.code, "facts": dict(self.reason.facts)}}


def not_scored(code: str, **facts: str | int | float) -> NotScored:
    """A :class:`NotScored` for the reason ``code`` of ``scoring.reasons``."""
    return NotScored(Note(code, tuple(facts.items())))


Answer = Estimate | NotScored
