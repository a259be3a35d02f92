"""How many calls must QA judge to notice a gap? Answered by the engine itself, at the vendor's own rates.

For a plan of ``n`` judged calls the margins of M and X are those expected at the rates given; over every month they
allow, the chance under withholding of those that the line W would call *watch* is the power. Evaluators' ears are part
of it through the rates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.integrity.gap import (
    HONEST_M,
    HONEST_X,
    NODE_M,
    NODE_X,
    Gap,
    joined,
    likelihood_ratios,
    log_odds_ratio,
    widened,
)
from scoring.integrity.hearing import TRULY_NEGATIVE
from scoring.integrity.spread import FloatArray
from scoring.integrity.tables import Stratum, conditional
from scoring.integrity.weighing import WATCH
from scoring.integrity.withheld import WEIGHT

STEP, MOST = 25, 3_200
"""Plans are looked at in steps of 25 calls, up to 3,200."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What is usual at a vendor, shares 0-1: ``voiced`` of answered calls carry a remark, ``negative`` of remarks are
    negative, ``arrives`` of those not withheld; ``answered`` calls a month."""

    voiced: float
    negative: float
    arrives: float
    answered: int


TYPICAL = Rates(.33, .45, .75, 5_000)
"""What is assumed of a vendor nothing is known of."""


def chance_to_notice(judged: int, withheld: float, rates: Rates = TYPICAL) -> float:
    """P(watch by the line W alone) in a month with ``judged`` random calls in which ``withheld`` (0-1) of the negatives
    are kept back; nought where too little would be heard."""
    found = _expected(judged, withheld, rates)
    if found is None:
        return 0.0
    ratio, null = likelihood_ratios(found)
    order = np.argsort(-ratio, axis=None)
    sizes = null.ravel()[order]
    p = np.cumsum(sizes) - sizes / 2
    noticed = order[p <= WATCH * WEIGHT]
    return float(min(1.0, _withholding(found, withheld).ravel()[noticed].sum()))


def calls_needed(power: float, withheld: float, rates: Rates = TYPICAL) -> int | None:
    """The fewest judged calls (in steps of :data:`STEP`) with at least ``power`` to notice that ``withheld`` of the
    negatives are kept back; None where not even :data:`MOST`, or all that are answered, would do."""
    most = min(MOST, rates.answered) // STEP
    low, high = 1, min(2, most)
    while high < most and chance_to_notice(high * STEP, withheld, rates) < power:
        low, high = high + 1, min(2 * high, most)
    if high < 1 or chance_to_notice(high * STEP, withheld, rates) < power:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if chance_to_notice(middle * STEP, withheld, rates) >= power else (middle + 1, high)
    return low * STEP


def _expected(judged: int, withheld: float, rates: Rates) -> Gap | None:
    """The tables of a month in which everything comes out as expected."""
    heard = judged * rates.voiced
    negative, other = round(heard * rates.negative), round(heard * (1 - rates.negative))
    if min(negative, other) < 1:
        return None
    ratio = 1 - withheld * TRULY_NEGATIVE
    arrived, rest = round(negative * rates.arrives * ratio), round(other * rates.arrives)
    spoken = max(0, rates.answered - judged) * rates.voiced * rates.arrives
    forwarded, others = round(spoken * rates.negative * ratio), round(spoken * (1 - rates.negative))
    return Gap(conditional([Stratum(arrived, negative, rest, other)]),
               conditional([Stratum(negative, negative + other, forwarded, forwarded + others)]),
               negative, arrived, other, rest, forwarded, others)


def _withholding(found: Gap, withheld: float) -> FloatArray:
    """The distribution of months in which ``withheld`` is kept back by a vendor from the honest spread."""
    ratio = 1 - withheld * TRULY_NEGATIVE
    honest = widened(found) * (HONEST_M.mean + HONEST_M.tau * NODE_M)
    m = found.m.probabilities(log_odds_ratio(found, np.array(np.log(ratio))) + honest)
    x = found.x.probabilities(-(np.log(ratio) + HONEST_X.mean + HONEST_X.tau * NODE_X))
    return joined(m, x)
