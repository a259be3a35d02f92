"""How lines of evidence are weighed into a verdict, and what is judged beside the feedback as a family of its own.

P = min over the lines of p ÷ weight (the weights sum to 1): P ≤ t happens to an honest vendor with probability of at
most t, however the lines depend on one another (weighted Bonferroni; Holm 1979). A line that could not run passes its
weight on to those that ran.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.integrity.signal import Signal
from scoring.intervals import Z95, wilson_at

WATCH, LIKELY = .02, .0015
CASES_NEEDED = 3
NO_SIGN, WATCHED, LIKELY_FILTERED, INSUFFICIENT = "no_sign", "watch", "likely_filtered", "insufficient_data"


@dataclass(frozen=True, slots=True)
class Share:
    """A share: value and 95 % interval (0-1), and how many remarks, promises or callers it rests on."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Beside:
    """What is judged beside the feedback and never touches its verdict. ``reason`` is the code of the sentence with its
    ``facts``; ``completeness`` the share found at all and ``withheld`` the share missing beyond what the others would
    predict (None where it cannot be told); ``odds_ratio`` (value, low, high) where the family compares odds;
    ``evidence`` the likelihood ratio of withholding to honesty in this month alone."""

    verdict: str
    reason: str
    facts: dict[str, Any]
    p_value: float | None = None
    completeness: Share | None = None
    withheld: Share | None = None
    odds_ratio: tuple[float, float, float] | None = None
    evidence: float | None = None
    signals: tuple[Signal, ...] = field(default=())


def wilson_share(hits: int, of: int) -> Share | None:
    """``hits`` of ``of`` with Wilson's 95 % interval (Wilson 1927); None of nothing."""
    if not of:
        return None
    low, high = wilson_at(hits / of, of, np.array([-Z95, Z95])).tolist()
    return Share(hits / of, low, high, of)


def weighed(signals: Sequence[Signal], *, alarm: bool = False, watch: float = WATCH, likely: float = LIKELY,
            ) -> tuple[str, float | None]:
    """The verdict of the lines that ran and their P (None where none did); ``alarm``: the running evidence of line W
    stands at its alarm; ``watch`` and ``likely`` the thresholds of P."""
    ran = [signal for signal in signals if signal.ran]
    if not ran:
        return NO_SIGN, None
    total = sum(signal.weight for signal in ran)
    each = {signal.name: (signal.p or 0.0) * total / signal.weight for signal in ran}
    p = min(1.0, min(each.values()))
    strong = [signal for signal in ran if (each[signal.name] <= likely or (alarm and signal.code == "W"))
              and signal.large and len(signal.cases) >= CASES_NEEDED]
    if strong:
        return LIKELY_FILTERED, p
    return (WATCHED if p <= watch or alarm else NO_SIGN), p
