"""Innocent explanations of a gap, checked one by one from the data: would the gap be there without this?

Each is given the benefit of the doubt: what it could explain is taken out, or counted as arrived, and the two rates of
arrival are held against each other again. It *explains* when less than half of the gap is left, *cannot be told* when
the data do not hold what the check needs. No check is part of the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.services.heard_calls import heard_rows, missing_rows
from scoring.columns import folded, is_one_of, is_true, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.calls_behind import Agents
    from scoring.counts import Columns
    from scoring.integrity.panel import BoolArray, Panel

EXPLAINS, EXPLAINS_NOT, UNTOLD = "explains", "explains_not", "untold"
LEFT_OF_GAP = .5
"""An explanation that leaves at least this part of the gap does not explain it."""
OUTAGE_DAYS = 3
"""So many days in a row without one item are an outage rather than a weekend."""
CODES = ("late", "ids", "agent", "queue", "labels", "outage", "misheard")
"""The explanations in the order they are told."""


@dataclass(frozen=True, slots=True)
class Check:
    """One explanation: its ``code`` (of :data:`CODES`), its ``outcome``, and the counts its sentence tells."""

    code: str
    outcome: str
    facts: tuple[tuple[str, Any], ...]

    @property
    def explains(self) -> bool:
        return self.outcome == EXPLAINS


@dataclass(frozen=True, slots=True)
class Rates:
    """Remarks heard and arrived, negative and other: what a reader can count."""

    negatives: float
    negatives_arrived: float
    others: float
    others_arrived: float

    @property
    def gap(self) -> float | None:
        """By how much less of the negatives arrived than of the others (-1 to 1); None where one side is empty."""
        if not self.negatives or not self.others:
            return None
        return self.others_arrived / self.others - self.negatives_arrived / self.negatives

    def facts(self) -> dict[str, Any]:
        return {"negatives": int(self.negatives), "negatives_arrived": int(self.negatives_arrived),
                "others": int(self.others), "others_arrived": int(self.others_arrived)}


def checks(panel: Panel, agents: Agents) -> tuple[Check, ...]:
    """All of them, in the order of :data:`CODES`; none where no negative remark is missing."""
    if not len(missing_rows(panel)) or not rates(panel).others:
        return ()
    looking: tuple[Callable[[Panel], Check], ...] = (
        _late, _ids, lambda seen: _one_agent(seen, agents), _one_queue, _labels, _outage, _misheard)
    return tuple(look(panel) for look in looking)


def rates(panel: Panel, kept: BoolArray | None = None, arrived: BoolArray | None = None) -> Rates:
    """The counts of the remarks ``kept``, with ``arrived`` in place of what did."""
    heard = panel.heard
    these = np.ones(heard.count, dtype=bool) if kept is None else kept
    came = heard.arrived if arrived is None else arrived
    return Rates(*(float(each.sum()) for each in (heard.negative & these, heard.negative & these & came,
                                                  ~heard.negative & these, ~heard.negative & these & came)))


def _outcome(panel: Panel, without: Rates) -> str:
    before, after = rates(panel).gap, without.gap
    if before is None or after is None or before <= 0:
        return UNTOLD
    return EXPLAINS if after < LEFT_OF_GAP * before else EXPLAINS_NOT


def _check(code: str, outcome: str, **facts: Any) -> Check:
    return Check(code, outcome, tuple(facts.items()))


def _late(panel: Panel) -> Check:
    """Passed on, but after the day as of which the month is looked at, or once the vendor knew which calls were
    listened to: counted as arrived here."""
    from scoring.linking import folded_ids

    feedback, missing = panel.inputs.feedback, missing_rows(panel)
    named = set(folded_ids(feedback["call_id"])[~is_one_of(feedback["route"], "direct")]) if feedback else set()
    elsewhere = np.array([panel.heard.call_ids[row] in named for row in missing], dtype=bool)
    arrived = panel.heard.arrived.copy()
    arrived[missing[elsewhere]] = True
    days = int((panel.inputs.as_of - panel.inputs.ends_at) / np.timedelta64(1, "D"))
    return _check("late", _outcome(panel, rates(panel, arrived=arrived)), missing=len(missing), days=days,
                  late=int(elsewhere.sum()))


def _ids(panel: Panel) -> Check:
    """Items without a call id by the same agent within 12 hours, of whatever category: counted as arrived here."""
    from app.services.heard_calls import OTHER_CATEGORY, attempts

    missing, items = missing_rows(panel), panel.items
    tried = attempts(panel, heard_rows(panel), missing)
    near = np.array([any(each.why == OTHER_CATEGORY for each in tried[int(row)]) for row in missing], dtype=bool)
    arrived = panel.heard.arrived.copy()
    arrived[missing[near]] = True
    return _check("ids", _outcome(panel, rates(panel, arrived=arrived)), items=items.count,
                  without=int((~items.has_call).sum()), by_time=int((panel.heard.arrived & ~panel.heard.strict).sum()),
                  near=int(near.sum()))


def _one_agent(panel: Panel, agents: Agents) -> Check:
    """The agent with most of the missing remarks, left out."""
    facts, outcome, top = _left_out(panel, panel.heard.agent)
    raw = "" if top is None else _spelled(panel, "call_agent", panel.agents[top])
    return _check("agent", outcome, agent=agents.shown(panel.inputs.vendor, raw), **facts)


def _spelled(panel: Panel, column: str, name: str) -> str:
    """An agent or queue as the calls spell it: pseudonyms are made of that, and people know it so."""
    values = heard_rows(panel)[column]
    return str(np.ma.getdata(values)[int(np.flatnonzero(folded(values) == name)[0])]).strip()


def _one_queue(panel: Panel) -> Check:
    """The queue with most of the missing remarks, left out."""
    facts, outcome, top = _left_out(panel, panel.heard.queue)
    name = "" if top is None else _spelled(panel, "call_queue", panel.queues[top])
    return _check("queue", outcome, queue=name, **facts)


def _left_out(panel: Panel, group: Any) -> tuple[dict[str, Any], str, int | None]:
    """The counts without the group with most missing remarks, the outcome, and the group (None: none is known)."""
    missing = missing_rows(panel)
    of = group[missing]
    if not (of >= 0).any():
        return {"missing": len(missing), "of_group": 0} | Rates(0, 0, 0, 0).facts(), UNTOLD, None
    times = np.bincount(of[of >= 0])
    top = int(times.argmax())
    rest = rates(panel, group != top)
    return {"missing": len(missing), "of_group": int(times[top])} | rest.facts(), _outcome(panel, rest), top


def _labels(panel: Panel) -> Check:
    """Heard as negative, arrived with another label: it counts as arrived already, so it cannot make this gap."""
    heard, items = panel.heard, panel.items
    came = np.flatnonzero(heard.negative & heard.arrived)
    softened = ~items.negative[heard.item[came]] if len(came) else np.empty(0, dtype=bool)
    return _check("labels", EXPLAINS_NOT, arrived=len(came), softened=int(softened.sum()))


def _outage(panel: Panel) -> Check:
    """Remarks heard in the longest stretch of days from which nothing came at all, left out where it is an outage."""
    starts, items = panel.inputs.starts_at, panel.items
    length = round(float((panel.inputs.ends_at - starts) / np.timedelta64(1, "D")))
    came = np.unique(_days(items.captured, starts)) if items.count else np.empty(0, dtype=np.int64)
    edges = np.concatenate(([-1], came[(came >= 0) & (came < length)], [length]))
    longest = int(np.diff(edges).argmax())
    first, days = int(edges[longest]) + 1, int(np.diff(edges)[longest]) - 1
    heard = _days(heard_rows(panel)["call_started_at"], starts)
    kept = ~((heard >= first) & (heard < first + days))
    rest = rates(panel, kept) if days >= OUTAGE_DAYS else rates(panel)
    month = panel.inputs.month
    day = f"{month.year}-{month.number:02d}-{min(first + 1, length):02d}"
    return _check("outage", _outcome(panel, rest), days=days, first=day, **rest.facts())


def _days(times: Any, starts: np.datetime64) -> Any:
    """Days since the month began; -1 for a time not known."""
    from scoring.columns import moments

    since = (moments(times) - starts).astype("timedelta64[s]").astype(np.int64) // 86_400
    return np.where(np.isnat(moments(times)), -1, since)


def _misheard(panel: Panel) -> Check:
    """Negatives that a second evaluator of the same call did not hear: so large a part of them left out."""
    twice, both = judged_twice(panel.inputs.evaluations)
    if not twice:
        return _check("misheard", UNTOLD, twice=0, both=0)
    seen = rates(panel)
    real = max(seen.negatives_arrived, seen.negatives * both / twice)
    rest = Rates(real, seen.negatives_arrived, seen.others, seen.others_arrived)
    return _check("misheard", _outcome(panel, rest), twice=twice, both=both)


def judged_twice(evaluations: Columns) -> tuple[int, int]:
    """Calls judged by two evaluators of the client where one heard a negative remark, and those where both did."""
    from scoring.linking import folded_ids
    from scoring.measures.judged import countable

    if not evaluations:
        return 0, 0
    says = countable(evaluations, "random", "double", or_unknown=True) & known(evaluations["feedback_voiced"])
    negative = is_true(evaluations["feedback_voiced"]) & is_one_of(evaluations["feedback_polarity"], "negative")
    heard: dict[object, dict[object, bool]] = {}
    for call, who, row in zip(folded_ids(evaluations["call_id"]), folded(evaluations["evaluator"]), range(len(says)),
                              strict=True):
        if says[row] and call:
            heard.setdefault(call, {})[who] = bool(negative[row])
    pairs = [each.values() for each in heard.values() if len(each) > 1 and any(each.values())]
    return len(pairs), sum(all(each) for each in pairs)
