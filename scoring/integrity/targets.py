"""C, P, Q: only some negatives withheld: of one category, of customers who called again, of one queue.

Each holds the negatives of its target against everything else that was heard, in the two tables of
:mod:`scoring.integrity.gap`. Categories and queues differ among honest vendors more than moods do, so the spread is
wider; where several are looked at, the smallest p counts as often as there were (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Iterable

from scoring.integrity.gap import Gap, Looked, evidence, gap
from scoring.integrity.panel import BoolArray, Panel
from scoring.integrity.prior import worth_of_share
from scoring.integrity.signal import Signal, not_run
from scoring.integrity.spread import Spread
from scoring.integrity.withheld import CASES, FEWEST, LARGE, label_shift, withheld_share

WEIGHT_C, WEIGHT_P, WEIGHT_Q = .09, .04, .11
HONEST_CATEGORY, HONEST_REPEAT, HONEST_QUEUE = Spread(-.10, .32), Spread(-.10, .25), Spread(-.10, .25)
ABOUT_AGENTS = ("agent", "staff", "rude", "attitude", "behav", "conduct", "坐席", "客服", "态度", "员工", "服务人员")
"""Words of a category that is about the vendor's own people, which it has most reason to withhold."""
MOODS_DIFFER = .28
"""By how much the odds of a negative differ among queues and between customers who call again and others (log, standard
deviation): what was forwarded of the others is worth as much as that leaves of it."""
FEWEST_OWN = 3
"""Fewest negatives heard about the vendor's own people: that category is not picked after looking."""
OWN_SHARE = .75
"""The part of C's weight that goes to the category about its own people, where there is one; the rest to all others."""


def category(panel: Panel, arrived: BoolArray) -> tuple[Signal, ...]:
    """C: negatives of one category against the rest: the one about the vendor's own agents, and each of the others."""
    names = panel.categories
    negatives = [int((panel.heard.negative & (panel.heard.category == code)).sum()) for code in range(len(names))]
    about_agents = [any(word in name for word in ABOUT_AGENTS) for name in names]
    own = [code for code, many in enumerate(negatives) if about_agents[code] and many >= FEWEST_OWN]
    others = [code for code, many in enumerate(negatives) if not about_agents[code] and many >= FEWEST]
    share = OWN_SHARE if own and others else 1.0
    answer = []
    if own:
        answer.append(_smallest("C", WEIGHT_C * share, "own", panel, arrived, HONEST_CATEGORY,
                                ((names[code], panel.heard.category == code, panel.items.category == code)
                                 for code in own)))
    if others:
        answer.append(_smallest("C", WEIGHT_C * (1 - share if own else 1.0), "any", panel, arrived, HONEST_CATEGORY,
                                ((names[code], panel.heard.category == code, panel.items.category == code)
                                 for code in others)))
    return tuple(answer) or (not_run("C", WEIGHT_C, "too_few_heard", needed=FEWEST),)


def repeat_callers(panel: Panel, arrived: BoolArray) -> Signal:
    """P: negatives of customers who called at least twice in the month, and of calls that were the second or later."""
    heard, items = panel.heard, panel.items
    targets = [("caller", heard.repeat, items.repeat), ("again", heard.again, items.again)]
    targets = [each for each in targets if each[1].sum() >= FEWEST and (each[1] & heard.negative).any()]
    if not targets or heard.negative.sum() < FEWEST:
        return not_run("P", WEIGHT_P, "too_few_heard", needed=FEWEST)
    return _smallest("P", WEIGHT_P, "", panel, arrived, HONEST_REPEAT, targets, within=True)


def queues(panel: Panel, arrived: BoolArray) -> Signal:
    """Q: negatives of one queue against the rest, for each queue in which at least :data:`FEWEST` remarks were heard.
    """
    heard = panel.heard
    often = [code for code in range(len(panel.queues)) if (heard.queue == code).sum() >= FEWEST]
    if len(often) < 2:
        return not_run("Q", WEIGHT_Q, "one_queue")
    if heard.negative.sum() < FEWEST:
        return not_run("Q", WEIGHT_Q, "too_few_heard", needed=FEWEST)
    return _smallest("Q", WEIGHT_Q, "", panel, arrived, HONEST_QUEUE,
                     ((panel.queues[code], heard.queue == code, panel.items.queue == code) for code in often),
                     within=True)


def _smallest(code: str, weight: float, part: str, panel: Panel, arrived: BoolArray, honest: Spread,
              targets: Iterable[tuple[str, BoolArray, BoolArray]], *, within: bool = False) -> Signal:
    """The signal of the target with the smallest p, counted as often as targets were looked at."""
    found = [(*_of_target(panel, arrived, honest, heard, items, within), name, heard) for name, heard, items in targets]
    p, seen, name, mask = min(found, key=lambda each: each[0])
    share, low, high = withheld_share(seen)
    missing = panel.heard.call_ids[mask & panel.heard.negative & ~arrived]
    facts = {"target": name, "negatives": seen.heard, "negatives_arrived": seen.arrived, "others": seen.rest,
             "others_arrived": seen.rest_arrived, "looked_at": len(found)}
    return Signal(code, weight, part, p=min(1.0, p * len(found)), effect=share, low=low, high=high,
                  n=seen.heard + seen.rest, large=share >= LARGE, cases=tuple(map(str, missing[:CASES])), facts=facts)


def _of_target(panel: Panel, arrived: BoolArray, honest: Spread, heard: BoolArray, items: BoolArray,
               within: bool) -> tuple[float, Gap]:
    """p and gap of one target: its negatives against all else that was heard, ``within`` its own queue only."""
    of, of_items = panel.heard.negative & heard, panel.items.negative & items
    looked, (shift, doubt) = Looked(of, ~of, of_items, ~of_items), label_shift(panel)
    if within:
        elsewhere = panel.items.labelled & ~panel.items.on_sampled & ~items
        known = worth_of_share(int((elsewhere & panel.items.negative).sum()), int(elsewhere.sum()), MOODS_DIFFER)
        looked = Looked(of, heard & ~panel.heard.negative, of_items, items & ~panel.items.negative, known)
        by_ear = heard.sum() / (heard.sum() + sum(known))
        shift, doubt = shift * by_ear, doubt * by_ear  # what is known of elsewhere are labels, too
    seen = gap(panel, looked, arrived, (shift, doubt))
    return evidence(seen, honest, honest).p, seen
