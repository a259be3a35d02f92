"""Evidence over months: one honest spread a vendor, not a fresh one each month.

Multiplying monthly evidence would take a vendor's lasting sloppiness for news every month. So the spread is integrated
once over the whole course, and withholding may begin in any month s, with prior chances π_s of :data:`FROM_THE_FIRST`
and :data:`BEGINS`, and at any strength j, with those of :data:`scoring.integrity.gap.CHANCES`:
e_T = Σ_s π_s Σ_j c_j E_z exp(Σ_{t<s} log P_t(honest, z) + Σ_{t≥s} log P_t(withholding_j, z)) ÷ E_z exp(Σ_t log
P_t(honest, z)), where s beyond T stands for "not yet". Under honesty e is a nonnegative martingale with mean 1: it ever
reaches 1/alpha with probability of at most alpha (Ville 1939). It starts anew after a month whose finding is decided,
whatever was decided: what has been answered for once is no evidence twice.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from scoring.integrity.gap import ALTERNATIVES, CHANCES, NODE_WEIGHTS, Evidence, log_mean
from scoring.records import Month

FROM_THE_FIRST, BEGINS = .8, .1
"""The prior chance that withholding goes on from the first month on, and that it begins in a later one, given that it
has not begun: who keeps remarks back mostly did so before anybody looked. Who begins later is found all the same, for
its own honest months narrow down what is honest of it; and the less chance a late beginning has, the less a few unlucky
months in a row look like one."""
ALARM = 20.0
"""From this much running evidence on a vendor is looked at as by a single month's clear gap."""


@dataclass(frozen=True, slots=True)
class Course:
    """Running evidence up to a month: ``e_value`` (1 says nothing), ``alarm`` whether it stands at or above
    :data:`ALARM`, ``since`` the month it got there (None: it is not there)."""

    e_value: float
    alarm: bool
    since: Month | None


NOTHING_YET = Course(1.0, False, None)


def courses(months: Sequence[tuple[Month, Evidence | None]], decided: Set[Month] = frozenset()) -> list[Course]:
    """The course after each of ``months`` (in order; None: nothing could be seen in it).

    ``decided`` are the months whose finding is decided: their own course stands, and the next month begins without
    them and all before them.
    """
    answer: list[Course] = []
    first = 0
    for place, (month, _) in enumerate(months):
        if month in decided or place == len(months) - 1:
            answer += _course(months[first:place + 1])
            first = place + 1
    return answer


def _course(months: Sequence[tuple[Month, Evidence | None]]) -> list[Course]:
    honest = np.zeros(len(NODE_WEIGHTS))
    begun = np.full((len(ALTERNATIVES), len(NODE_WEIGHTS)), -np.inf)
    waiting, answer, since = 1.0, [], None
    for month, seen in months:
        if seen is not None:
            begins = FROM_THE_FIRST if waiting == 1 else BEGINS
            begun = np.logaddexp(begun, np.log(waiting * begins) + honest) + seen.withheld
            honest, waiting = honest + seen.honest, waiting * (1 - begins)
        either = np.logaddexp(begun, np.log(waiting) + honest)
        e_value = float(np.exp(np.clip(log_mean(either, CHANCES) - log_mean(honest[None, :]), -50, 50)))
        since = (since or month) if e_value >= ALARM else None
        answer.append(Course(e_value, e_value >= ALARM, since))
    return answer

