"""T: templates. Are negatives written from a form that positives are not written from?

Customers who all call about one outage are written down alike too, and no text tells the one from the other: the line
draws attention (*watch*) and never says more by itself.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.integrity.panel import Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.text import Dated, by_content, near_copies
from scoring.integrity.tolerance import Z95, above, share_error
from scoring.integrity.withheld import CASES

WEIGHT = .06
HONEST = Spread(.02, .05)
FEWEST = 20
WORTH_COMPARING = 6
"""Texts of fewer characters are alike for want of words."""


def templates(panel: Panel) -> Signal:
    """The line T; the effect is how many more of 100 negatives than of 100 positives have a near copy."""
    items = panel.items
    long = np.array([len(text) >= WORTH_COMPARING for text in items.text], dtype=bool)
    negative, positive = (by_content(items.text, np.flatnonzero(long & side), items.captured)
                          for side in (items.negative, items.positive))
    if min(len(negative), len(positive)) < FEWEST:
        return not_run("T", WEIGHT, "too_few_texts", needed=FEWEST)
    one, two, cosine = near_copies(*(Dated(items.text[rows], items.captured[rows]) for rows in (negative, positive)))
    n, m = len(one), len(two)
    seen = float(one.mean() - two.mean())
    error = math.hypot(share_error(float(one.sum()), n), share_error(float(two.sum()), m))
    alike = negative[np.linspace(0, len(negative) - 1, n).astype(int)][one]
    return Signal("T", WEIGHT, p=above(seen, error, HONEST), effect=seen, low=seen - Z95 * error,
                  high=seen + Z95 * error, n=n + m, large=False,
                  cases=tuple(map(str, items.ids[alike][:CASES])),
                  facts={"negatives": n, "alike": int(one.sum()), "positives": m, "positives_alike": int(two.sum()),
                         "cosine": cosine})
