"""Promises heard by evaluators that the vendor's ledger lacks: is it those that were broken?

A family of its own beside the feedback: two lines, its own P, its own verdict.

**Left out where broken** (`promise.left_out`): given how many promises of each queue stand in the ledger, how many of
those that look broken do? The exact conditional table M of :mod:`scoring.integrity.gap`, with a spread of its own. This
line goes no further than *watch*, however small its p: a promise that nobody noted is also one that nobody keeps, so
that the broken ones are missing may be the cause of the gap or its consequence, and no data of this kind can tell
which. The spread allows for vendors where forgotten promises are broken up to about twice as often.

**Audit-aware** (`promise.audit`): do sampled calls have an entry that the ledger itself shows as not kept more often
than calls nobody listened to? Which calls are sampled is chance and kept from the vendor until the ledger is in, so
forgetting cannot make this gap; only leaving broken promises out where nobody listens can. Its concrete cases are
calls on which a promise was made that the ledger lacks: planted by the client, or chosen by it, where the promise looks
broken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import known
from scoring.counts import rows
from scoring.integrity.audit import FEWEST as FEWEST_TOLD
from scoring.integrity.audit import sampled_against_others
from scoring.integrity.gap import FEWEST_OF_A_QUEUE, Gap, evidence
from scoring.integrity.panel import NOWHERE, BoolArray, Panel
from scoring.integrity.promised import Promises, asked, not_kept, promises_heard
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.tables import Stratum, conditional
from scoring.integrity.weighing import (
    INSUFFICIENT,
    LIKELY_FILTERED,
    NO_SIGN,
    WATCHED,
    Beside,
    Share,
    weighed,
    wilson_share,
)
from scoring.integrity.withheld import CASES, CERTAIN, FEWEST, LARGE, withheld_share
from scoring.linking import folded_ids

CODE = "promise"
WEIGHT_LEFT_OUT, WEIGHT_AUDIT = .5, .5
HONEST = Spread(-.35, .35)
"""Log odds ratio that a promise which looks broken stands in the ledger, among careful vendors: what is not noted is
forgotten more easily."""
NO_IDS = .15
"""Above this share of entries that nothing can be linked by, nothing is judged."""


@dataclass(frozen=True, slots=True)
class _Left:
    """The line that follows the promises heard, what it is likely to weigh, and the share missing."""

    signal: Signal
    log_e: float | None = None
    share: Share | None = None


def promises(panel: Panel, closes: str | None = None) -> Beside | None:
    """What became of the promises heard in the month; None where no evaluation of a random call says whether one was
    made. ``closes``: the day the month may be judged from, where that is still to come."""
    if not len(asked(panel)):
        return None
    if closes:
        return Beside(INSUFFICIENT, "promises_closes", {"date": closes})
    if not rows(panel.inputs.promises):
        return Beside(INSUFFICIENT, "promises_no_ledger", {"asked": len(asked(panel))})
    seen = promises_heard(panel)
    left, audit = _left_out(seen, seen.found), _audit(panel, seen)
    signals = (left.signal, audit)
    verdict, p = weighed(signals)
    reason, facts = _reason(verdict, seen, panel)
    if verdict == NO_SIGN and reason != "promises_no_sign":
        verdict = INSUFFICIENT
    strict = weighed((_left_out(seen, seen.strict).signal, audit))[0]
    if seen.unlinkable > NO_IDS or (strict != verdict != INSUFFICIENT and seen.without_id > NO_IDS):
        verdict, reason, facts = INSUFFICIENT, "promises_unlinkable", {"share": max(seen.unlinkable, seen.without_id)}
    return Beside(verdict, reason, facts | _counts(seen), p, wilson_share(int(seen.found.sum()), seen.count),
                  left.share, None, None if left.log_e is None else math.exp(min(50.0, left.log_e)), signals)


def _counts(seen: Promises) -> dict[str, Any]:
    return {"heard": seen.count, "found": int(seen.found.sum()), "unreached": seen.unreached}


def _reason(verdict: str, seen: Promises, panel: Panel) -> tuple[str, dict[str, Any]]:
    """The code of the sentence, and its facts; one of *no sign* only where that may be said."""
    if verdict in (WATCHED, LIKELY_FILTERED):
        return ("promises_watch", {}) if verdict == WATCHED else ("promises_likely", {})
    broken, others = int((seen.told & seen.broken).sum()), int((seen.told & ~seen.broken).sum())
    if min(broken, others) < FEWEST:
        return "promises_too_few", {"broken": broken, "others": others, "needed": FEWEST}
    coverage = panel.inputs.coverage
    if coverage is not None and coverage < .99:
        return "promises_frame", {"share": coverage}
    return "promises_no_sign", {}


def _left_out(seen: Promises, found: BoolArray) -> _Left:
    """The line by ``found`` as linked. Never large: by itself it does not tell cause from consequence."""
    one, two = seen.told & seen.broken, seen.told & ~seen.broken
    if min(one.sum(), two.sum()) < 1:
        return _Left(not_run(CODE, WEIGHT_LEFT_OUT, "promises_few", "left_out", broken=int(one.sum()),
                             others=int(two.sum())))
    table = _gap(seen, one, two, found)
    weighs = evidence(table, HONEST)
    value, low, high = withheld_share(table, x=False, heard=CERTAIN)
    facts = {"broken": table.heard, "broken_found": table.arrived, "others": table.rest,
             "others_found": table.rest_arrived}
    missing = seen.call_ids[one & ~found]
    n = table.heard + table.rest
    return _Left(Signal(CODE, WEIGHT_LEFT_OUT, "left_out", p=weighs.p, effect=value, low=low, high=high, n=n,
                        large=False, cases=tuple(map(str, missing[:CASES])), facts=facts),
                 weighs.log_e, Share(value, low, high, n))


def _gap(seen: Promises, one: BoolArray, two: BoolArray, found: BoolArray) -> Gap:
    """The table M of promises by queue; small queues pooled by what was heard. X looks at nothing: of a promise on a
    call nobody heard, the date it was due is the vendor's own word."""
    codes, times = np.unique(seen.queue[one | two], return_counts=True)
    own = codes[(times >= FEWEST_OF_A_QUEUE) & (codes >= 0)]
    place = np.where(np.isin(seen.queue, own), seen.queue, NOWHERE)
    strata = [Stratum(int((one & found & (place == each)).sum()), int((one & (place == each)).sum()),
                      int((two & found & (place == each)).sum()), int((two & (place == each)).sum()))
              for each in np.unique(place[one | two])]
    return Gap(conditional(strata), conditional(()), int(one.sum()), int((one & found).sum()), int(two.sum()),
               int((two & found).sum()), 0, 0)


def _audit(panel: Panel, seen: Promises) -> Signal:
    """Entries the ledger shows as not kept, on sampled calls against the others; kept shares of both beside it."""
    ledger, calls = panel.inputs.promises, panel.calls
    about = {call: row for row, call in enumerate(calls.ids.tolist())}
    at = np.array([about.get(call, NOWHERE) for call in folded_ids(ledger["call_id"])], dtype=np.int64)
    missed = not_kept(ledger) & known(ledger["due_at"]) & (at >= 0)
    told = np.zeros(calls.count, dtype=bool)
    told[at[missed]] = True
    found = sampled_against_others(calls, told)
    if found is None:
        return not_run(CODE, WEIGHT_AUDIT, "promises_few_missed", "audit", needed=FEWEST_TOLD)
    sampled = np.zeros(len(at), dtype=bool)
    if calls.count:
        sampled = (at >= 0) & calls.sampled[np.maximum(at, 0)]
    dated = known(ledger["due_at"]) & (at >= 0)
    facts = found.facts | {"entries": int((dated & sampled).sum()), "entries_missed": int((missed & sampled).sum()),
                           "others": int((dated & ~sampled).sum()), "others_missed": int((missed & ~sampled).sum())}
    return Signal(CODE, WEIGHT_AUDIT, "audit", p=found.p, effect=found.effect, low=found.low, high=found.high,
                  n=found.n, large=found.effect >= LARGE, cases=seen.elsewhere[:CASES], facts=facts)
