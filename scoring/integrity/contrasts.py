"""K: contrasts within the vendor. Filtering that starts, pauses or keeps hours moves the forwarded negative share.

Weekdays against weekends, each half of the month, office hours against the rest: the vendor is its own control. Moods
honestly differ a little between them.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.integrity.panel import BoolArray, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tolerance import Z95, above
from scoring.integrity.withheld import LARGE

WEIGHT = .015
HONEST = Spread(0.0, .15)
FEWEST = 40
"""Fewest items on either side of a contrast."""


def contrasts(panel: Panel) -> Signal:
    """The line K; the effect is the share of negatives missing on the poorer side of the largest contrast."""
    items = panel.items
    sides = [(name, side) for name, side in _sides(panel)
             if min((items.labelled & side).sum(), (items.labelled & ~side).sum()) >= FEWEST]
    if not sides:
        return not_run("K", WEIGHT, "too_few_items", needed=FEWEST)
    found = [(*_contrast(panel, side), name) for name, side in sides]
    p, log, error, name = min(found)
    effect, low, high = (1 - math.exp(-max(0.0, abs(log) + z * error)) for z in (0, -Z95, Z95))
    return Signal("K", WEIGHT, p=min(1.0, 2 * p * len(found)), effect=effect, low=low, high=high,
                  n=int(items.labelled.sum()), large=effect >= LARGE, cases=(),
                  facts={"contrast": name, "looked_at": len(found)})


def _sides(panel: Panel) -> list[tuple[str, BoolArray]]:
    captured = panel.items.captured
    days = (captured - panel.inputs.starts_at) / np.timedelta64(1, "D")
    weekday = (captured.astype("datetime64[D]").view("int64") + 3) % 7
    hour = (captured - captured.astype("datetime64[D]")) / np.timedelta64(1, "h")
    length = (panel.inputs.ends_at - panel.inputs.starts_at) / np.timedelta64(1, "D")
    return [("half", np.asarray(days < length / 2)), ("weekend", np.asarray(weekday >= 5)),
            ("hours", np.asarray((hour >= 8) & (hour < 18)))]


def _contrast(panel: Panel, side: BoolArray) -> tuple[float, float, float]:
    items = panel.items
    cells = [float((items.labelled & side_ & (items.negative == negative)).sum()) + .5
             for side_ in (side, ~side) for negative in (True, False)]
    log = math.log(cells[0] / cells[1]) - math.log(cells[2] / cells[3])
    error = math.sqrt(sum(1 / cell for cell in cells))
    return above(abs(log), error, HONEST), log, error
