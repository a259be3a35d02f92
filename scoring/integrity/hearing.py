"""How far an evaluator's ear can be trusted: P(truly negative | heard as negative), from calls judged twice.

A second evaluator who does not know the first one's answer (selection ``double``) hears a share q of the first one's
negatives as negative too. Agreement is no proof: both may err. With two evaluators alike, each right of a negative
with probability v, q = v² + (1 - v)² (two exchangeable raters, Hui & Walter 1980 with equal errors), hence
v = (1 + √(2q - 1)) / 2. So 85 % agreement means that 92 % are truly negative.

q has a Beta prior worth :data:`PRIOR_WORTH` calls around v = .92: clients' evaluators differ in v by about .04
(standard deviation), which is what 30 calls judged twice would leave in doubt. A client's own calls take over as
they come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scoring.columns import folded, is_one_of, is_true, known, moments
from scoring.counts import Columns, rows
from scoring.linking import folded_ids
from scoring.measures.judged import countable, newest_of_call

TRULY_NEGATIVE = .92
"""P(truly negative | heard as negative) before any call was judged twice."""
PRIOR_WORTH = 30.0
LEAST_BEYOND_CHANCE = .04
"""2q - 1 is taken for no less: below, two evaluators agree no more than coins and nothing can be said."""


@dataclass(frozen=True, slots=True)
class Ear:
    """P(truly negative | heard as negative), 0.6-1, its standard deviation, and how many calls judged twice it rests
    on beside what is known beforehand."""

    share: float
    error: float
    twice: int


def ear(twice: int = 0, confirmed: int = 0) -> Ear:
    """The estimate after ``twice`` negatives judged again blind, ``confirmed`` of them heard as negative again."""
    usual = TRULY_NEGATIVE**2 + (1 - TRULY_NEGATIVE)**2
    n = PRIOR_WORTH + twice
    q = (PRIOR_WORTH * usual + confirmed) / n
    beyond = math.sqrt(max(LEAST_BEYOND_CHANCE, 2 * q - 1))
    return Ear((1 + beyond) / 2, math.sqrt(q * (1 - q) / (n + 1)) / (2 * beyond), twice)


def judged_again(evaluations: Columns) -> tuple[int, int]:
    """Negatives heard on randomly drawn calls on which another evaluator, with the selection ``double``, heard a remark
    too, and those that this one heard as negative; of several second ones the newest counts.

    A second one who heard nothing at all has more often missed a remark than the first imagined one, which says nothing
    of moods; to count it would enlarge the share withheld at the vendor's cost.
    """
    if not rows(evaluations):
        return 0, 0
    says = known(evaluations["feedback_voiced"])
    voiced = says & is_true(evaluations["feedback_voiced"])
    negative = voiced & is_one_of(evaluations["feedback_polarity"], "negative")
    ids, who = folded_ids(evaluations["call_id"]), folded(evaluations["evaluator"])
    first = newest_of_call(evaluations, countable(evaluations, "random") & says)
    by_call = {ids[row]: row for row in first.tolist() if negative[row] and ids[row]}
    again: dict[object, int] = {}
    at = moments(evaluations["evaluated_at"])
    for row in np.flatnonzero(countable(evaluations, "double") & voiced).tolist():
        call = ids[row]
        if call in by_call and who[row] != who[by_call[call]] and (
                call not in again or at[row] >= at[again[call]]):
            again[call] = row
    return len(again), int(sum(negative[row] for row in again.values()))
