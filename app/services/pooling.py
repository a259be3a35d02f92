"""Rolling figures up over vendors, and setting two months side by side, with intervals that follow.

Intervals of sums and differences are recovered from the parts' own intervals (MOVER: Zou & Donner 2008, *Statistics
in Medicine* 27:1693-1702; for two proportions it is Newcombe 1998, method 10), so asymmetric day-block intervals keep
their shape. Parts are taken as independent: vendors are, and months share no contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import erfc, sqrt

from app.services.reasons import NOTHING
from app.services.views import Figure

_Z95 = 1.959963984540054
FALSE_DISCOVERY_RATE = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two months in the measure's unit, its 95 % interval and two-sided p value."""

    value: float
    low: float
    high: float
    p_value: float


def pooled(parts: Sequence[Figure]) -> Figure | None:
    """All parts as one share: numerators and denominators summed, never percentages averaged.

    None when no part is measured. The unit, code and target are the first part's; n is the sum.
    """
    measured = [part for part in parts if part.measured and part.denominator]
    if not measured:
        return None
    numerator = sum(part.numerator or 0.0 for part in measured)
    denominator = sum(part.denominator or 0.0 for part in measured)
    value = numerator / denominator
    below = sqrt(sum(((part.denominator or 0.0) / denominator * _below(part)) ** 2 for part in measured))
    above = sqrt(sum(((part.denominator or 0.0) / denominator * _above(part)) ** 2 for part in measured))
    return replace(
        measured[0],
        value=value,
        low=max(0.0, value - below),
        high=min(1.0, value + above),
        n=sum(part.n for part in measured),
        numerator=numerator,
        denominator=denominator,
        why=NOTHING,
        score=None,
        grade=None,
        notes=(),
        provisional=any(part.provisional for part in measured),
    )


def change(now: Figure | None, before: Figure | None) -> Change | None:
    """How far ``now`` lies from ``before``; None unless both are measured with intervals."""
    if now is None or before is None or now.value is None or before.value is None:
        return None
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    value = now.value - before.value
    low = value - sqrt(_below(now) ** 2 + _above(before) ** 2)
    high = value + sqrt(_above(now) ** 2 + _below(before) ** 2)
    return Change(value, low, high, _p_value(value, low, high))


def stand_out(p_values: Sequence[float], rate: float = FALSE_DISCOVERY_RATE) -> list[bool]:
    """Which of a family of comparisons stand out, the expected share of false ones held at ``rate``.

    Benjamini & Hochberg 1995, *JRSS B* 57:289-300.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    last = max(
        (rank for rank, i in enumerate(order, 1) if p_values[i] <= rate * rank / len(order)), default=0
    )
    chosen = set(order[:last])
    return [i in chosen for i in range(len(p_values))]


def _below(part: Figure) -> float:
    return 0.0 if part.low is None or part.value is None else part.value - part.low


def _above(part: Figure) -> float:
    return 0.0 if part.high is None or part.value is None else part.high - part.value


def _p_value(value: float, low: float, high: float) -> float:
    """Two-sided p of a difference, from the half of its interval that points to zero."""
    half = value - low if value > 0 else high - value
    if half <= 0:
        return 0.0 if value else 1.0
    return erfc(abs(value) / half * _Z95 / sqrt(2))
