"""Survey invitations as a family of their own: were callers with bad news to tell invited less often?

Only surveys the vendor runs: from those the client runs the vendor can keep nobody. Two lines, each at half of the
weight, with the thresholds of every verdict here:

**By the vendor's own codes** (`invitation.census`): odds of an invitation, unsolved against solved calls, over queues
(the line I of :mod:`scoring.integrity.invitations`, Mantel-Haenszel).

**By what evaluators heard** (`invitation.heard`): of the calls drawn at random, those on which a negative remark was
heard or the matter was judged not solved, against the others. A vendor that codes everything as solved cannot touch
this; the exact conditional table by queue, under the same honest spread (:data:`HONEST`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from scoring.columns import folded, is_one_of, is_true, known, stated
from scoring.counts import Columns, IntArray, rows
from scoring.integrity.invitations import invited, mantel_haenszel
from scoring.integrity.panel import Panel
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tables import Stratum, conditional, mid_p
from scoring.integrity.weighing import INSUFFICIENT, NO_SIGN, Beside, weighed
from scoring.integrity.withheld import CASES, LARGE
from scoring.intervals import Z95
from scoring.linking import folded_ids
from scoring.measures.judged import countable, newest_of_call

CODE = "invitation"
HONEST = Spread(-.05, .20)
"""Log odds ratio of an invitation, bad news against none, among careful vendors: wider than that of line I, for here it
has the whole of a verdict to itself."""
WEIGHT_CENSUS, WEIGHT_HEARD = .5, .5
FEWEST = 5
"""Fewest sampled callers on either side, and fewest invitations among them."""


def invitations(panel: Panel, closes: str | None = None) -> Beside | None:
    """Who was invited to the vendor's own surveys of the month; None where it ran none. ``closes``: the day the month
    may be judged from, where that is still to come."""
    surveys = panel.inputs.surveys
    if not rows(surveys) or not is_one_of(surveys["run_by"], "vendor").any():
        return None
    if closes:
        return Beside(INSUFFICIENT, "invitations_closes", {"date": closes})
    census = replace(invited(panel, HONEST), code=CODE, part="census", weight=WEIGHT_CENSUS)
    signals = (census, _heard(panel))
    verdict, p = weighed(signals)
    if not any(signal.ran for signal in signals):
        return Beside(INSUFFICIENT, "invitations_too_few", {}, signals=signals)
    coverage = panel.inputs.coverage
    if verdict == NO_SIGN and coverage is not None and coverage < .99:
        return Beside(INSUFFICIENT, "invitations_frame", {"share": coverage}, p, odds_ratio=_odds(signals),
                      signals=signals)
    reason = {NO_SIGN: "invitations_no_sign", "watch": "invitations_watch"}.get(verdict, "invitations_likely")
    return Beside(verdict, reason, {}, p, odds_ratio=_odds(signals), signals=signals)


def _odds(signals: tuple[Signal, ...]) -> tuple[float, float, float] | None:
    """Odds of an invitation, unhappy against others, (value, low, high), each above 0: of the first line that ran, so
    that nothing is chosen by what it shows."""
    facts = next((signal.facts for signal in signals if signal.ran), None)
    return None if facts is None else (facts["odds"], facts["odds_low"], facts["odds_high"])


def _heard(panel: Panel) -> Signal:
    """The line by what evaluators heard; the effect is the share of invitations of unhappy callers that is missing."""
    evaluations = panel.inputs.evaluations
    judged, unhappy, queue = _sampled(panel)
    if not len(judged):
        return not_run(CODE, WEIGHT_HEARD, "invitations_few", "heard", needed=FEWEST)
    ids = folded_ids(evaluations["call_id"])[judged]
    asked = np.isin(ids.astype(str), sorted(_invited_calls(panel.inputs.surveys)))
    if min(unhappy.sum(), (~unhappy).sum(), asked.sum()) < FEWEST:
        return not_run(CODE, WEIGHT_HEARD, "invitations_few", "heard", needed=FEWEST)
    cells = np.array([[(asked & unhappy & here).sum(), (~asked & unhappy & here).sum(),
                       (asked & ~unhappy & here).sum(), (~asked & ~unhappy & here).sum()]
                      for here in (queue == each for each in np.unique(queue))], dtype=float)
    table = conditional([Stratum(int(a), int(a + b), int(c), int(c + d)) for a, b, c, d in cells])
    logs, weights = HONEST.nodes()
    p = mid_p(weights @ table.probabilities(logs), table.at, upper=False)
    log, error = mantel_haenszel(*cells.T)
    a, b, c, d = cells.sum(axis=0).astype(int).tolist()
    odds = {"odds": math.exp(log), "odds_low": math.exp(log - Z95 * error), "odds_high": math.exp(log + Z95 * error)}
    share, low, high = (min(1.0, max(-1.0, 1 - math.exp(log + z * error))) for z in (0, Z95, -Z95))
    return Signal(CODE, WEIGHT_HEARD, "heard", p=p, effect=share, low=low, high=high, n=len(judged),
                  large=share >= LARGE, cases=tuple(map(str, ids[unhappy & ~asked][:CASES])),
                  facts={"unhappy": a + b, "unhappy_invited": a, "others": c + d, "others_invited": c} | odds)


def _sampled(panel: Panel) -> tuple[IntArray, np.ndarray, np.ndarray]:
    """Rows of the evaluations of answered random calls, whether the caller was unhappy, and the queue."""
    evaluations = panel.inputs.evaluations
    if not rows(evaluations):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool), np.empty(0, dtype=object)
    says = countable(evaluations, "random", or_unknown=panel.inputs.declared_random)
    judged = newest_of_call(evaluations, says & known(evaluations["feedback_voiced"]))
    voiced, solved = evaluations["feedback_voiced"], stated(evaluations, "resolved")
    unhappy = is_true(voiced) & is_one_of(evaluations["feedback_polarity"], "negative")
    unhappy |= known(solved) & ~is_true(solved)
    return judged, unhappy[judged], folded(evaluations["call_queue"])[judged]


def _invited_calls(surveys: Columns) -> set[str]:
    own = is_one_of(surveys["run_by"], "vendor")
    return {str(call) for call in folded_ids(surveys["call_id"])[own] if call}
