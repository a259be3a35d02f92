"""From points to a grade, and how probable each grade is. No grade where the interval spans more than one band."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.definition import Band
from scoring.result import LEAST, FloatArray

LEAST_COVERAGE = 0.99
"""Where an independent count finds less of a vendor's contacts in its log than this, it cannot have the best grade."""


@dataclass(frozen=True, slots=True)
class Grading:
    """A grade, or None where it cannot be told; and the probability of every grade, best first, summing to 1.

    None of several is below ``LEAST``: draws cannot tell never from hardly ever.
    """

    grade: str | None
    probabilities: tuple[tuple[str, float], ...]


def grade_of(points: float, bands: tuple[Band, ...]) -> str:
    """The band that ``points`` lie in: from ``at_least`` inclusive up to the next band's, exclusive."""
    return next((band.grade for band in bands if points >= band.at_least), bands[-1].grade)


def grading(draws: FloatArray, low: float, high: float, bands: tuple[Band, ...]) -> Grading:
    """The grade of a score with interval [low, high] and joint draws of shape ``(DRAWS,)``.

    ``bands`` without the best leave the next best for all that reaches it.
    """
    worst, best = grade_of(low, bands), grade_of(high, bands)
    edges = [band.at_least for band in bands]
    reached = [1.0 if edge == 0 else float((draws >= edge).mean()) for edge in edges]
    shares = [reached[0], *(reached[i] - reached[i - 1] for i in range(1, len(edges)))]
    grades = [band.grade for band in bands]
    return Grading(best if best == worst else None, tuple(zip(grades, _never_certain(shares), strict=True)))


def _never_certain(shares: list[float]) -> list[float]:
    """``shares`` with none below :data:`LEAST`, what they gained taken from the largest."""
    if len(shares) == 1:
        return shares
    raised = [max(share, LEAST) for share in shares]
    raised[raised.index(max(raised))] -= sum(raised) - 1
    return raised
