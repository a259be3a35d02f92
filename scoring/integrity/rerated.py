"""R: re-rated. Remarks heard as negative that arrive with a good rating, and negative texts that carry one."""

from __future__ import annotations

import math

import numpy as np

from scoring.integrity.panel import BoolArray, FloatArray, Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.text import by_content, polarity_of
from scoring.integrity.tolerance import Z95, beta_binomial_above, share_error
from scoring.integrity.withheld import CASES

WEIGHT_HEARD, WEIGHT_TEXT = .03, .02
GOOD, BAD = 4, 2
"""A rating from 4 on is good, one up to 2 bad."""
SLIPS = (4.0, 56.0)
"""One in fifteen heard negatives arrives rated 4 or 5 honestly: Beta(4, 56) among vendors."""
FEWEST = 5
LARGE = .05
MOST_READ = 1200
SURE = .65
"""A text is called negative from this probability on."""
TEXT_SLIPS = Spread(.04, .03)


def heard_and_rated(panel: Panel) -> Signal:
    """R, heard: of heard negatives that arrived with a rating, how many are rated 4 or 5."""
    heard, items = panel.heard, panel.items
    came = np.flatnonzero(heard.negative & (heard.item >= 0))
    came = came[~np.isnan(items.rating[heard.item[came]])] if len(came) else came
    if len(came) < FEWEST:
        return not_run("R", WEIGHT_HEARD, "too_few_rated", "heard", needed=FEWEST)
    good = items.rating[heard.item[came]] >= GOOD
    hits, n = int(good.sum()), len(came)
    excess = hits / n - SLIPS[0] / sum(SLIPS)
    error = Z95 * share_error(hits, n)
    return Signal("R", WEIGHT_HEARD, "heard", p=beta_binomial_above(hits, n, *SLIPS), effect=excess,
                  low=excess - error, high=excess + error, n=n, large=excess >= LARGE,
                  cases=tuple(map(str, items.ids[heard.item[came[good]]][:CASES])),
                  facts={"arrived": n, "rated_good": hits})


def text_and_rating(panel: Panel) -> Signal:
    """R, text: of items whose text is negative, how many are rated 4 or 5.

    How often a text is taken for the opposite is measured and allowed for: where negatives are rare, most that seem to
    be are none. Honest vendors differ by :data:`TEXT_SLIPS` (people complain of the tariff and rate the agent):
    beta-binomial with that spread and the doubt about the texts.
    """
    heard, items = panel.heard, panel.items
    rated = ~np.isnan(items.rating) & np.array([len(text) > 1 for text in items.text], dtype=bool)
    if rated.sum() < FEWEST * 4:
        return not_run("R", WEIGHT_TEXT, "too_few_rated", "text", needed=FEWEST * 4)
    rated &= _thinned(panel, rated)
    labels = np.where(items.rating >= GOOD, 0.0, np.where(items.rating <= BAD, 1.0, np.nan))
    said = polarity_of(np.where(rated, items.text, ""), heard.text, heard.negative, np.where(rated, labels, np.nan))
    with np.errstate(invalid="ignore"):
        negative = rated & (said.negative >= SURE)
    if negative.sum() < FEWEST * 2:
        return not_run("R", WEIGHT_TEXT, "too_few_rated", "text", needed=FEWEST * 2)
    good = negative & (items.rating >= GOOD)
    hits, n = int(good.sum()), int(negative.sum())
    share = hits / n
    rated_good = int((rated & (items.rating >= GOOD)).sum())
    false, doubt = (each * rated_good / n for each in _taken_wrongly(panel, rated, said.negative))
    honest = min(.5, TEXT_SLIPS.mean + false)
    spread = honest * (1 - honest) / (TEXT_SLIPS.tau**2 + doubt**2) - 1
    excess, error = share - honest, math.hypot(share_error(hits, n), doubt)
    return Signal("R", WEIGHT_TEXT, "text", p=beta_binomial_above(hits, n, honest * spread, (1 - honest) * spread),
                  effect=excess, low=excess - Z95 * error, high=excess + Z95 * error, n=n,
                  large=excess >= LARGE, cases=tuple(map(str, items.ids[good][:CASES])),
                  facts={"negatives": n, "rated_good": hits, "learned": said.learned})


def _thinned(panel: Panel, rated: BoolArray) -> BoolArray:
    """At most :data:`MOST_READ` of the items, chosen by what stands in them alone, and all whose call was heard."""
    items, linked = panel.items, panel.heard.item
    kept = np.zeros(len(rated), dtype=bool)
    rows = by_content(items.text, np.flatnonzero(rated), items.rating, items.captured)
    kept[rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_READ)).astype(int)]] = True
    kept[linked[linked >= 0]] = True
    return kept


def _taken_wrongly(panel: Panel, rated: BoolArray, negative: FloatArray) -> tuple[float, float]:
    """Which share of texts is taken for the opposite, and its standard error: of items on whose call no negative was
    heard, those whose text seems one; and of items rated badly, which nobody re-rates to look better, those whose text
    seems good. Shrunk towards one in 50, worth 25 items."""
    heard, bad = panel.heard, rated & (panel.items.rating <= BAD)
    others = (heard.item >= 0) & ~heard.negative
    with np.errstate(invalid="ignore"):
        wrong = int((negative[heard.item[others]] >= SURE).sum() + (negative[bad] <= 1 - SURE).sum())
    n = int(others.sum() + bad.sum()) + 25
    share = (wrong + .5) / n
    return share, math.sqrt(share * (1 - share) / n)
