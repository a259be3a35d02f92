"""Do two evaluators hear the same? Told from calls that were drawn at random to be heard twice, the second time blind.

Shares carry Wilson's interval (:mod:`scoring.intervals`); agreement beyond what chance would give is Cohen's kappa
(Cohen 1960, *Educational and Psychological Measurement* 20:37-46) with the large-sample standard error of Fleiss, Cohen
& Everitt 1969 (*Psychological Bulletin* 72:323-327).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from scoring.draws import Stream
from scoring.intervals import Z95, wilson
from scoring.result import Answer, Estimate, NotScored, Unit, not_scored

NEGATIVE = "negative"
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Ears:
    """What one evaluator heard on each call, shape ``(calls,)``: whether feedback was ``voiced``, and its ``mood``
    (negative, neutral, positive; '' where none was voiced or the evaluator does not say)."""

    voiced: npt.NDArray[np.bool_]
    mood: Texts


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa, from -1 to 1 (1: the same on every call, 0: no more than chance), its 95 % interval, and the calls
    it rests on. No interval (None) where the standard error comes out as nought: both agree (or differ) on
    every call, or one of them says the same of all. That is want of variety, not certainty."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two evaluators agree, over ``calls`` heard by both.

    ``voiced``: calls on which both heard feedback or both heard none, of all. ``mood``: calls heard in the same mood,
    of those on which both heard feedback and say its mood. ``truly_negative``: calls that the second evaluator heard as
    negative, of those that the first did; the second is taken for the truth, so it is the chance that a remark heard as
    negative was one as far as another pair of ears can tell. ``both`` counts calls on which both heard feedback.
    """

    calls: int
    both: int
    voiced: Answer
    voiced_kappa: Kappa | NotScored
    mood: Answer
    mood_kappa: Kappa | NotScored
    truly_negative: Answer


def agreement(first: Ears, second: Ears) -> Agreement:
    """The agreement of two evaluators on the same calls, in the same order (ValueError where they are not as many)."""
    if len(first.voiced) != len(second.voiced):
        raise ValueError("two evaluators of the same calls say as much each")
    both = first.voiced & second.voiced
    said = both & (first.mood != "") & (second.mood != "")
    negative = first.voiced & (first.mood == NEGATIVE)
    confirmed = negative & second.voiced & (second.mood == NEGATIVE)
    judged = negative & (~second.voiced | (second.mood != ""))
    return Agreement(
        len(both), int(both.sum()), _share(first.voiced == second.voiced, "voiced"),
        kappa(first.voiced.tolist(), second.voiced.tolist()),
        _share((first.mood == second.mood)[said], "mood"), kappa(first.mood[said].tolist(), second.mood[said].tolist()),
        _share(confirmed[judged], "negative"),
    )  # fmt: skip


def kappa(first: Sequence[object], second: Sequence[object]) -> Kappa | NotScored:
    """Cohen's kappa of two lists of categories, one entry a call.

    (agreed - expected) ÷ (1 - expected), where ``expected`` is what two who go by their own shares alone agree on.
    Not told of no call, or where both heard one and the same category on every call: chance alone would agree then too.
    """
    names = {name: place for place, name in enumerate(dict.fromkeys([*first, *second]))}
    table = np.zeros((len(names), len(names)))
    for one, other in zip(first, second, strict=True):
        table[names[one], names[other]] += 1
    n = float(table.sum())
    if not n:
        return not_scored("nothing_heard_twice")
    p = table / n
    rows, columns, agreed = p.sum(axis=1), p.sum(axis=0), float(np.trace(p))
    expected = float(rows @ columns)
    if expected > 1 - 1e-12:
        return not_scored("one_category", calls=int(n))
    value = (agreed - expected) / (1 - expected)
    weights = rows[:, None] + columns[None, :]
    on = float((np.diag(p) * (1 - (rows + columns) * (1 - value)) ** 2).sum())
    off = (1 - value) ** 2 * float(((p - np.diag(np.diag(p))) * weights.T**2).sum())
    spread = on + off - (value - expected * (1 - value)) ** 2
    if spread < 1e-12:
        return Kappa(value, None, None, int(n))
    error = sqrt(spread / n) / (1 - expected)
    return Kappa(value, max(-1.0, value - Z95 * error), min(1.0, value + Z95 * error), int(n))


def _share(hits: npt.NDArray[np.bool_], purpose: str) -> Answer:
    n = len(hits)
    if not n:
        return not_scored("nothing_heard_twice")
    count = int(hits.sum())
    bounds = wilson(count, n, Stream("agreement"), purpose)
    return Estimate(count / n, bounds.low, bounds.high, n, Unit.SHARE, count, n)
