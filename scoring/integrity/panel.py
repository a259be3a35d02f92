"""One vendor's month made ready: ids as whole numbers, what was heard, what was forwarded, and how the two link."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.columns import folded, is_one_of, is_true, known, moments
from scoring.counts import Columns, IntArray, rows
from scoring.integrity.hearing import judged_again
from scoring.integrity.inputs import HeardBefore, IntegrityInputs
from scoring.integrity.month_tables import NOWHERE, BoolArray, Calls, Codes, FloatArray, Heard, Items
from scoring.integrity.planted import Planted, parted, planted
from scoring.linking import Attempts, Links, came_after, folded_ids, link, polarity
from scoring.measures.judged import countable, newest_of_call, where

__all__ = ["NOWHERE", "BoolArray", "Calls", "Codes", "FloatArray", "Heard", "Items", "Panel", "heard_in", "panel"]
REPEAT_CALLS = 2
"""A customer with so many contacts in the month is a repeat caller."""


@dataclass(frozen=True)
class Panel:
    """Everything the lines of evidence look at. ``judged`` calls were drawn at random and say whether something was
    voiced; ``unknown_selection`` evaluations do not say how their call was chosen."""

    inputs: IntegrityInputs
    calls: Calls
    heard: Heard
    items: Items
    judged: int
    unknown_selection: int
    not_random: int
    queues: tuple[str, ...]
    agents: tuple[str, ...]
    categories: tuple[str, ...]
    links: Links
    planted: Planted = field(default_factory=Planted)

    @cached_property
    def ids_missing(self) -> float:
        """Share of items without a call id (0 of none)."""
        return float((~self.items.has_call).mean()) if self.items.count else 0.0

    @cached_property
    def unlinkable(self) -> float:
        """Share of items with neither call id nor agent, which no link can find (0 of none)."""
        lost = ~self.items.has_call & (self.items.agent < 0)
        return float(lost.mean()) if self.items.count else 0.0


def panel(inputs: IntegrityInputs) -> Panel:
    """The month of ``inputs`` made ready, planted calls set apart. Empty sets give empty tables; nothing is an error.
    """
    customers, planted_calls = parted(inputs)
    made = _Making(customers).panel()
    return replace(made, planted=planted(planted_calls, _Making(inputs).forwarded())) if planted_calls else made


def heard_in(evaluations: Columns, *, own: bool) -> HeardBefore:
    """What evaluators heard on randomly drawn calls, counted, and how often a second one heard it too."""
    says = countable(evaluations, "random") & known(evaluations["feedback_voiced"])
    judged = newest_of_call(evaluations, says)
    voiced = judged[is_true(evaluations["feedback_voiced"])[judged]]
    negative = int(is_one_of(evaluations["feedback_polarity"], "negative")[voiced].sum())
    return HeardBefore(len(judged), negative, len(voiced) - negative, own, *judged_again(evaluations))


class _Making:
    """The steps of :func:`panel`, which share the codes of queues, agents, categories, customers and calls."""

    def __init__(self, inputs: IntegrityInputs) -> None:
        self.inputs = inputs
        self.queues, self.agents, self.categories = Codes(), Codes(), Codes()
        self.customers, self.call_ids = Codes(), Codes()

    def panel(self) -> Panel:
        evaluations = self.inputs.evaluations
        judged, voiced = self._judged()
        heard_rows = where(evaluations, judged[voiced])
        items, links = self._linked(heard_rows)
        calls = self._calls(folded_ids(evaluations["call_id"])[judged] if len(judged) else np.empty(0, dtype=object))
        heard = self._heard(heard_rows, links, calls)
        silent = set(folded_ids(evaluations["call_id"])[judged[~voiced]]) if len(judged) else set()
        forwarded = self._items(items, calls, heard, silent)
        unknown = self._unknown_selection()
        return Panel(self.inputs, calls, heard, forwarded, len(judged), unknown,
                     rows(evaluations) - len(judged), tuple(self.queues.names()), tuple(self.agents.names()),
                     tuple(self.categories.names()), links)

    def _judged(self) -> tuple[IntArray, BoolArray]:
        """The evaluations that count, and which of them heard something."""
        evaluations = self.inputs.evaluations
        if not rows(evaluations):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
        says = countable(evaluations, "random", or_unknown=self.inputs.declared_random)
        says &= known(evaluations["feedback_voiced"])
        judged = newest_of_call(evaluations, says)
        return judged, is_true(evaluations["feedback_voiced"])[judged]

    def _unknown_selection(self) -> int:
        evaluations = self.inputs.evaluations
        if not rows(evaluations) or self.inputs.declared_random:
            return 0
        return int((countable(evaluations, or_unknown=True)).sum())

    def _linked(self, heard: Columns) -> tuple[Columns, Links]:
        """The items of the month, and those of the months around it that are about a call heard in it: a remark made at
        the month's end, or noted under another day, has arrived all the same."""
        items = self.forwarded()
        links = link(heard, items) if rows(heard) else link(_NOTHING_HEARD, {})
        if not rows(items):
            return items, links
        captured = moments(items["captured_at"])
        kept = (captured >= self.inputs.starts_at) & (captured < self.inputs.ends_at)
        for each in (links.generous, links.strict):
            kept[each[each >= 0]] = True
        return where(items, np.flatnonzero(kept)), _among(links, kept)

    def forwarded(self) -> Columns:
        """Items that came through the vendor by ``as_of``, of the month and those around it, each id once; none that
        came after the vendor had been told which calls were listened to."""
        feedback = self.inputs.feedback
        if not rows(feedback):
            return {}
        arrived = _arrived_at(feedback)
        in_time = np.isnat(arrived) | (arrived <= self.inputs.as_of)
        chosen = np.flatnonzero(in_time & ~came_after(feedback) & ~is_one_of(feedback["route"], "direct"))
        ids = folded_ids(feedback["feedback_id"])[chosen]
        _, first = np.unique(ids.astype(str), return_index=True)
        return where(feedback, chosen[np.sort(first)])

    def _calls(self, judged: npt.NDArray[np.object_]) -> Calls:
        calls = self.inputs.calls
        if not rows(calls):
            nothing = np.empty(0, dtype=np.int64)
            no = np.empty(0, dtype=bool)
            return Calls(np.empty(0, dtype=object), nothing, nothing, no, no, no, no, nothing)
        ids = folded_ids(calls["call_id"])
        self.call_ids(ids)
        customer = self.customers(folded_ids(calls["customer"]))
        sampled = np.zeros(len(ids), dtype=bool)
        found = self.call_ids.known(judged)
        sampled[found[found >= 0]] = True
        return Calls(ids, self.queues(folded(calls["queue"])), self.agents(folded(calls["agent"])), sampled,
                     self._repeats(customer), _called_before(customer, moments(calls["started_at"])),
                     _answered(calls), _yes_no(calls["resolved"]))

    def _repeats(self, customer: IntArray) -> BoolArray:
        times = np.bincount(customer[customer >= 0], minlength=1)
        self.repeaters = times >= REPEAT_CALLS
        return np.asarray((customer >= 0) & self.repeaters[np.maximum(customer, 0)])

    def _called_again(self, customer: IntArray) -> BoolArray:
        repeaters = getattr(self, "repeaters", np.zeros(1, dtype=bool))
        inside = (customer >= 0) & (customer < len(repeaters))
        return np.asarray(inside & repeaters[np.where(inside, customer, 0)])

    def _heard(self, heard: Columns, links: Links, calls: Calls) -> Heard:
        if not rows(heard):
            nothing, no, none = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool), np.empty(0, dtype=object)
            return Heard(none, no, no, no, nothing, nothing, no, no, nothing, none, no, no, nothing)
        return Heard(
            folded_ids(heard["call_id"]), is_one_of(heard["feedback_polarity"], "negative"),
            is_one_of(heard["feedback_polarity"], "positive"), is_one_of(heard["feedback_polarity"], "neutral"),
            self.queues(folded(heard["call_queue"])), self.agents(folded(heard["call_agent"])),
            self._called_again(self.customers.known(folded_ids(heard["call_customer"]))),
            _at(calls.again, self.call_ids.known(folded_ids(heard["call_id"]))),
            self.categories(folded(heard["feedback_category"])), folded(heard["feedback_text"]),
            links.generous >= 0, links.strict >= 0, links.generous,
        )

    def _items(self, items: Columns, calls: Calls, heard: Heard, silent: set[object]) -> Items:
        if not rows(items):
            return _NO_ITEMS
        ids = folded_ids(items["call_id"])
        call = self.call_ids.known(ids)
        agent = self.agents(folded(items["agent"]))
        by_call = call >= 0
        told = np.where((agent < 0) & by_call, calls.agent[np.where(by_call, call, 0)] if calls.count else agent, agent)
        usual = _usual_queue(calls, len(self.agents.of))
        queue = np.where(by_call, calls.queue[np.where(by_call, call, 0)] if calls.count else NOWHERE,
                         np.where(told >= 0, usual[np.maximum(told, 0)], NOWHERE))
        linked = np.zeros(rows(items), dtype=bool)
        linked[heard.item[heard.item >= 0]] = True
        sampled = linked | (by_call & (calls.sampled[np.where(by_call, call, 0)] if calls.count else False))
        said, arrived = polarity(items), _arrived_at(items)
        captured = moments(items["captured_at"])
        lag = (arrived - captured).astype("timedelta64[us]").astype(np.int64) / 1e6
        repeat = by_call & (calls.repeat[np.where(by_call, call, 0)] if calls.count else False)
        repeat |= self._called_again(self.customers.known(folded_ids(items["customer"])))
        return Items(
            folded_ids(items["feedback_id"]), ids != "", said == "negative", said != "", said == "positive", sampled,
            np.array([each in silent for each in ids], dtype=bool) & (ids != ""), queue, told, call, repeat,
            _at(calls.again, call),
            self.categories(folded(items["category"])),
            np.ma.filled(np.ma.asarray(items["rating"], dtype=float), np.nan), captured, arrived,
            np.where(np.isnat(arrived), np.nan, lag), folded(items["text"]),
        )


def _among(links: Links, kept: BoolArray) -> Links:
    """The same links where only the ``kept`` items, which hold every linked one, are left."""
    place = np.append(np.cumsum(kept) - 1, NOWHERE)
    tried = links.attempts
    stays = kept[tried.item]
    attempts = Attempts(tried.heard[stays], place[tried.item[stays]], tried.exact[stays], tried.gap_s[stays],
                        tried.same_category[stays], tried.same_polarity[stays], tried.chosen[stays])
    return Links(place[links.generous], place[links.strict], attempts)


def _called_before(customer: IntArray, started: npt.NDArray[np.datetime64]) -> BoolArray:
    """Which calls follow another of the same customer within 7 days."""
    order = np.lexsort((started, customer))
    who, when = customer[order], started[order]
    soon = np.zeros(len(order), dtype=bool)
    soon[1:] = (who[1:] == who[:-1]) & (who[1:] >= 0) & (when[1:] - when[:-1] <= np.timedelta64(7, "D"))
    answer = np.zeros(len(order), dtype=bool)
    answer[order] = soon
    return answer


def _at(values: BoolArray, places: IntArray) -> BoolArray:
    """``values`` at ``places``; False where a place is not known."""
    if not len(values):
        return np.zeros(len(places), dtype=bool)
    return np.asarray((places >= 0) & values[np.maximum(places, 0)])


def _usual_queue(calls: Calls, agents: int) -> IntArray:
    """The queue each agent took most calls of; :data:`NOWHERE` for one without a call."""
    answer = np.full(max(agents, 1), NOWHERE, dtype=np.int64)
    both = (calls.agent >= 0) & (calls.queue >= 0)
    if both.any():
        width = int(calls.queue.max()) + 1
        table = np.bincount(calls.agent[both] * width + calls.queue[both], minlength=max(agents, 1) * width)
        table = table[:max(agents, 1) * width].reshape(-1, width)
        answer = np.where(table.sum(axis=1) > 0, table.argmax(axis=1), NOWHERE)
    return answer


def _arrived_at(feedback: Columns) -> npt.NDArray[np.datetime64]:
    """When the client received an item; by the vendor's word where the client has no stamp."""
    received, forwarded = moments(feedback["received_at"]), moments(feedback["forwarded_at"])
    return np.where(np.isnat(received), forwarded, received)


def _answered(calls: Columns) -> BoolArray:
    stated = is_one_of(calls["outcome"], "answered")
    return np.asarray(stated | (~known(calls["outcome"]) & is_true(calls["answered"])))


def _yes_no(values: npt.NDArray[Any]) -> IntArray:
    return np.where(known(values), is_true(values).astype(np.int64), -1)


def _empty_items() -> Items:
    nothing, no, none = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool), np.empty(0, dtype=object)
    nan, when = np.empty(0), np.empty(0, dtype="datetime64[us]")
    return Items(none, no, no, no, no, no, no, nothing, nothing, nothing, no, no, nothing, nan, when, when, nan, none)


_NO_ITEMS = _empty_items()
_NOTHING_HEARD: Columns = {name: np.ma.MaskedArray(np.empty(0, dtype=object)) for name in (
    "call_id", "call_agent", "feedback_category", "feedback_polarity")} | {
    "call_ended_at": np.ma.MaskedArray(np.empty(0, dtype="datetime64[us]"))}
