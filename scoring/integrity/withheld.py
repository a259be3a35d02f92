"""W: negatives withheld. Did heard negatives arrive as often as the other remarks heard?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scoring.integrity.gap import HONEST_M, HONEST_X, Evidence, Gap, Looked, evidence, gap
from scoring.integrity.hearing import Ear, ear
from scoring.integrity.panel import BoolArray, Panel
from scoring.integrity.prior import known_before
from scoring.integrity.signal import Signal, not_run
from scoring.intervals import Z95

WEIGHT = .37
FEWEST = 5
"""Fewest negatives and fewest others heard for a month to be judged by what was heard."""
CASES = 50
LARGE = .20
"""Share withheld from which on a gap may be called likely filtering; the calls that are named must show at least half
of it themselves, else their remarks are missing no more than others and prove nothing."""
SHOWS = .25
"""The remarks that were followed must themselves be this rare among careful vendors for *likely filtered*: labels that
all say the same (everything neutral) move X and withhold nothing."""
MISLABELLED = (2.0, 18.0)
"""What is known beforehand of labels: one in ten differs from what the evaluator heard, worth 20 remarks."""


@dataclass(frozen=True)
class Withheld:
    """The line's signal, the gap it saw and what a course of months goes on with (None where nothing was heard)."""

    signal: Signal
    gap: Gap | None
    evidence: Evidence | None


def negatives(panel: Panel, arrived: BoolArray | None = None, *, tau: float = 1.0) -> Withheld:
    """The line W of a month; ``arrived`` as linked (generously unless given), ``tau`` scales the honest spread."""
    heard, items = panel.heard, panel.items
    link = heard.arrived if arrived is None else arrived
    if not heard.negative.any() or heard.negative.all():
        return Withheld(not_run("W", WEIGHT, "nothing_to_compare", negatives=int(heard.negative.sum()),
                                others=int((~heard.negative).sum())), None, None)
    looked = Looked(heard.negative, ~heard.negative, items.negative, ~items.negative,
                    known_before(panel.inputs.before))
    found = gap(panel, looked, link, label_shift(panel))
    seen = evidence(found, HONEST_M.scaled(tau), HONEST_X.scaled(tau))
    share, low, high = withheld_share(found)
    shows = withheld_share(found, x=False)[0] >= LARGE / 2 and seen.p_m <= SHOWS
    missing = heard.call_ids[heard.negative & ~link]
    facts = {"negatives": found.heard, "negatives_arrived": found.arrived, "others": found.rest,
             "others_arrived": found.rest_arrived, "forwarded": found.forwarded,
             "others_forwarded": found.rest_forwarded}
    return Withheld(Signal("W", WEIGHT, p=seen.p, effect=share, low=low, high=high, n=found.heard + found.rest,
                           large=share >= LARGE and shows, cases=tuple(map(str, missing[:CASES])), facts=facts),
                    found, seen)


def label_shift(panel: Panel) -> tuple[float, float]:
    """By how much labels alone move the odds of a negative from heard to forwarded (log), and its standard error.

    Of remarks that arrived it is known what the evaluator heard and what the label says: an honest slip of the one or
    the other is no withholding, and nor is a label left out more often of one kind, since X counts labelled items only.
    Shrunk towards :data:`MISLABELLED`, and towards one in ten without a label on either side.
    """
    heard, items = panel.heard, panel.items
    arrived = heard.item >= 0
    said = np.zeros(heard.count, dtype=bool)
    known = np.zeros(heard.count, dtype=bool)
    said[arrived], known[arrived] = items.negative[heard.item[arrived]], items.labelled[heard.item[arrived]]
    softened, soft_n = _share(known & heard.negative & ~said, known & heard.negative)
    hardened, hard_n = _share(known & ~heard.negative & said, known & ~heard.negative)
    share = (heard.negative.sum() + 1) / (heard.count + 2)
    told = share * (1 - softened) + (1 - share) * hardened
    slope = 1 / (told * (1 - told))
    error = math.hypot(slope * share * math.sqrt(softened * (1 - softened) / soft_n),
                       slope * (1 - share) * math.sqrt(hardened * (1 - hardened) / hard_n))
    blank = [_share(here & arrived & ~known, here & arrived) for here in (heard.negative, ~heard.negative)]
    left_out = math.log(1 - blank[0][0]) - math.log(1 - blank[1][0])
    doubt = math.sqrt(sum(missing / ((1 - missing) * n) for missing, n in blank))
    return math.log(told / (1 - told)) - math.log(share / (1 - share)) + left_out, math.hypot(error, doubt)


def _share(hits: BoolArray, of: BoolArray) -> tuple[float, float]:
    """A share shrunk towards :data:`MISLABELLED`, and how many remarks it is worth."""
    first, second = MISLABELLED
    n = float(of.sum()) + first + second
    return (float(hits.sum()) + first) / n, n


CERTAIN = Ear(1.0, 0.0, 0)
"""What is looked at is what it is called: nothing is taken out for mishearing."""


def withheld_share(found: Gap, *, m: bool = True, x: bool = True, heard: Ear | None = None,
                   ) -> tuple[float, float, float]:
    """Which share of the negatives is missing beyond what the others would predict, with a 95 % interval, within 0-1.

    1 − RR, the log ratios of M (risk ratio, delta method) and of X (odds ratio, Woolf 1955; labels taken out) pooled by
    inverse variance; half a remark is added to each cell (Haldane 1956). Divided by P(truly negative | heard), as
    ``heard`` says (unless given what is known beforehand), because the rest arrive like other remarks; its doubt widens
    the interval (MOVER, Zou & Donner 2008, *Statistics in Medicine* 27:1693-1702). ``m`` and ``x`` say which sources to
    use.
    """
    a, b = found.arrived + .5, found.rest_arrived + .5
    of, rest = found.heard + 1.0, found.rest + 1.0
    log_m = math.log(a / of) - math.log(b / rest)
    var_m = 1 / a - 1 / of + 1 / b - 1 / rest
    cells = (found.forwarded + .5, found.rest_forwarded + .5, found.heard + .5, found.rest + .5)
    log_x = math.log(cells[0] / cells[1]) - math.log(cells[2] / cells[3]) - found.shift
    var_x = sum(1 / cell for cell in cells) + found.shift_se**2
    sources = [(log_m, var_m)] * m + [(log_x, var_x)] * x
    weight = sum(1 / var for _, var in sources)
    pooled, error = sum(log / var for log, var in sources) / weight, math.sqrt(1 / weight)
    truly = heard or ear()
    value, low, high = ((1 - math.exp(pooled + z * error)) / truly.share for z in (0, Z95, -Z95))
    doubt = Z95 * abs(value) * truly.error / truly.share
    ends = value, value - math.hypot(value - low, doubt), value + math.hypot(high - value, doubt)
    value, low, high = (min(1.0, max(0.0, each)) for each in ends)
    return value, low, high
