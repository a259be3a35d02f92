"""The calls on which a negative remark was heard that never arrived, each with what was tried to find its item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.services.calls_behind import Agents
from imports.masking import masked_text
from scoring.columns import known, moments
from scoring.records import Type

if TYPE_CHECKING:
    from scoring.counts import Columns, IntArray
    from scoring.integrity.panel import Panel

ATTEMPTS_TOLD = 2
"""So many of the nearest items are told of each call."""
TAKEN, OTHER_CALL, OTHER_CATEGORY = "taken", "other_call", "other_category"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An item that might have been the call's and is not. ``why``: ``taken`` (it is that of another call heard, which
    it fits as well or better), ``other_call`` (it names another call), ``other_category`` (no call named, but of
    another category and noted more than half an hour away). ``gap_s``: seconds from the call's end to its note."""

    item: str
    gap_s: float
    category: str
    why: str


@dataclass(frozen=True, slots=True)
class MissingCall:
    """One such call: no customer, the agent by pseudonym, ``started_at`` in the client's zone, the evaluator's own
    words. Without ``attempts`` no item names the call and none of its agent was noted within 12 hours;
    ``agent_known`` says whether one could be looked for so."""

    call_id: str
    started_at: datetime | None
    agent: str
    queue: str
    category: str
    summary: str
    agent_known: bool
    attempts: tuple[Attempt, ...]


def heard_rows(panel: Panel) -> Columns:
    """The evaluations behind ``panel.heard``, in its order: each random call once, where something was voiced."""
    from scoring.columns import is_true
    from scoring.measures.judged import countable, newest_of_call, where

    evaluations = panel.inputs.evaluations
    says = countable(evaluations, "random", or_unknown=panel.inputs.declared_random)
    judged = newest_of_call(evaluations, says & known(evaluations["feedback_voiced"]))
    return where(evaluations, judged[is_true(evaluations["feedback_voiced"])[judged]])


def missing_rows(panel: Panel) -> IntArray:
    """Where in ``panel.heard`` a negative remark stands that never arrived, even by the generous link."""
    return np.flatnonzero(panel.heard.negative & ~panel.heard.arrived)


def missing_calls(panel: Panel, agents: Agents, zone: ZoneInfo) -> tuple[MissingCall, ...]:
    """All of them by the time they began."""
    missing = missing_rows(panel)
    if not len(missing):
        return ()
    heard = heard_rows(panel)
    tried = attempts(panel, heard, missing)
    found = [_call(panel, heard, int(row), tried[int(row)], agents, zone) for row in missing]
    return tuple(sorted(found, key=lambda call: (call.started_at is None, call.started_at or datetime.min,  # noqa: DTZ901
                                                 call.call_id)))


def _call(panel: Panel, heard: Columns, row: int, tried: tuple[Attempt, ...], agents: Agents,
          zone: ZoneInfo) -> MissingCall:
    told = {name: _text(heard[column], row) for name, column in (
        ("call", "call_id"), ("agent", "call_agent"), ("queue", "call_queue"), ("category", "feedback_category"),
        ("summary", "feedback_text"))}  # fmt: skip
    return MissingCall(masked_text(told["call"], Type.ID), _local(heard["call_started_at"], row, zone),
                       agents.shown(panel.inputs.vendor, told["agent"]), told["queue"], told["category"],
                       told["summary"], bool(panel.heard.agent[row] >= 0), tried)


def attempts(panel: Panel, heard: Columns, missing: IntArray) -> dict[int, tuple[Attempt, ...]]:
    """For each row of ``missing`` the nearest items that were tried, or lay near enough to be asked about."""
    ended = moments(heard["call_ended_at"])
    tried = _linked_elsewhere(panel, missing)
    near = {int(row): _near(panel, int(row), ended[row]) for row in missing}
    return {row: tuple(_told(panel, row, item, ended[row], why)
                       for item, why in _first(tried.get(row, []), near[row])) for row in near}


def _first(tried: list[int], near: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The pairs that the link itself looked at, then the nearest of the others."""
    rest = [(item, why) for item, why in near if item not in tried]
    return [*((item, TAKEN) for item in tried), *rest][:ATTEMPTS_TOLD]


def _linked_elsewhere(panel: Panel, missing: IntArray) -> dict[int, list[int]]:
    """The pairs looked at for each missing call, best first; each of these items is linked with another call."""
    pairs, found = panel.links.attempts, dict[int, list[int]]()
    for pair in np.flatnonzero(np.isin(pairs.heard, missing)).tolist():
        found.setdefault(int(pairs.heard[pair]), []).append(int(pairs.item[pair]))
    return found


def _near(panel: Panel, row: int, ended: np.datetime64) -> list[tuple[int, str]]:
    """The items by the call's agent noted within 12 hours of its end, nearest first, each with why it is not its."""
    from scoring.linking import SAME_DAY_S

    items, agent = panel.items, panel.heard.agent[row]
    if agent < 0 or np.isnat(ended):
        return []
    apart = np.abs((items.captured - ended).astype("timedelta64[s]").astype(np.int64))
    own = np.flatnonzero((items.agent == agent) & ~np.isnat(items.captured) & (apart <= SAME_DAY_S))
    nearest = own[np.argsort(apart[own], kind="stable")][:ATTEMPTS_TOLD]
    return [(int(item), OTHER_CALL if items.has_call[item] else OTHER_CATEGORY) for item in nearest]


def _told(panel: Panel, row: int, item: int, ended: np.datetime64, why: str) -> Attempt:
    items = panel.items
    gap = (items.captured[item] - ended).astype("timedelta64[s]")
    category = items.category[item]
    return Attempt(masked_text(str(items.ids[item]), Type.ID), 0.0 if np.isnat(gap) else float(gap.astype(np.int64)),
                   panel.categories[category] if category >= 0 else "", why)


def _text(values: Any, row: int) -> str:
    return "" if not known(values)[row] else str(np.ma.getdata(values)[row]).strip()


def _local(values: Any, row: int, zone: ZoneInfo) -> datetime | None:
    moment = moments(values)[row]
    if np.isnat(moment):
        return None
    said: datetime = moment.astype("datetime64[s]").item()
    return said.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
