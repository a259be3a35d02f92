"""Which feedback heard by the evaluators arrived? One to one, by exact call id, else generously by agent and time.

The generous link is the vendor's benefit of the doubt: an item that carries no call id counts for a heard call when the
agent agrees and it was noted within 30 minutes of the call's end, or within 12 hours in the same category. As many
heard calls as possible are linked (a maximum matching), preferring the same category and polarity, then nearness in
time. Every attempt is kept, so that a finding can show what was tried for each call.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scoring.columns import folded, known, moments
from scoring.counts import Columns, IntArray, rows

NEAR_S = 30 * 60
SAME_DAY_S = 12 * 60 * 60
AFTER_TOLD = "after_told"
"""A column that items may have: true where one came in only after the vendor had been told which calls were listened
to. Such an item has not arrived (``app/services/told.py`` tells them)."""
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Attempts:
    """Every pair of a heard call and an item that might be it, as columns of one length, best first for each call.

    ``heard`` and ``item`` are row numbers; ``exact``: by call id; ``gap_s``: seconds between the item's capture and
    the call's end (0 where either is not known); ``chosen``: the pair is a link.
    """

    heard: IntArray
    item: IntArray
    exact: npt.NDArray[np.bool_]
    gap_s: IntArray
    same_category: npt.NDArray[np.bool_]
    same_polarity: npt.NDArray[np.bool_]
    chosen: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Links:
    """For each heard row the item that arrived for it (-1: none) by the generous link, and by exact id alone."""

    generous: IntArray
    strict: IntArray
    attempts: Attempts


def link(heard: Columns, items: Columns) -> Links:
    """Link the evaluations ``heard`` (feedback voiced) with the feedback ``items`` that arrived, one to one.

    Both as in :class:`scoring.counts.MonthInputs` (items may have no columns: nothing was forwarded). Quick for tens of
    thousands of items: candidates are found by sorted search, and only they are matched one by one.
    """
    if not rows(items):
        nobody = np.full(rows(heard), _NOBODY, dtype=np.int64)
        return Links(nobody, nobody, _joined(_columns([]), _columns([])))
    late = came_after(items)
    pairs = _preferred(_joined(*(_but(late, each) for each in (_exact(heard, items), _nearby(heard, items)))), heard,
                       items)
    strict = _matched(pairs, pairs.exact, rows(heard))
    generous = _matched(pairs, np.ones(len(pairs.heard), dtype=bool), rows(heard), strict)
    chosen = generous[pairs.heard] == pairs.item if len(pairs.heard) else pairs.chosen
    return Links(generous, strict, replace(pairs, chosen=np.asarray(chosen)))


def came_after(items: Columns) -> npt.NDArray[np.bool_]:
    """Which of ``items`` came in only after the vendor had been told which calls were listened to."""
    return items[AFTER_TOLD] if AFTER_TOLD in items else np.zeros(rows(items), dtype=bool)


def polarity(items: Columns) -> npt.NDArray[np.object_]:
    """The polarity of feedback items: as stated, else by rating (to 2 negative, from 4 positive, between neutral)."""
    stated, rated = folded(items["polarity"]), known(items["rating"])
    rating = np.ma.filled(items["rating"], np.nan).astype(float)
    by_rating = np.where(rating <= 2, "negative", np.where(rating < 4, "neutral", "positive"))
    return np.where((stated == "") & rated, by_rating, stated).astype(object)


def _exact(heard: Columns, items: Columns) -> tuple[IntArray, IntArray]:
    calls, ids = folded_ids(heard["call_id"]), folded_ids(items["call_id"])
    of_call = defaultdict(list)
    for item, call in enumerate(ids):
        if call:
            of_call[call].append(item)
    pairs = [(row, item) for row, call in enumerate(calls) for item in of_call.get(call, ())]
    return _columns(pairs)


def _but(late: npt.NDArray[np.bool_], pairs: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
    """The pairs whose item is not ``late``."""
    kept = ~late[pairs[1]]
    return pairs[0][kept], pairs[1][kept]


def folded_ids(values: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Ids as text, trimmed, their case kept; ``""`` for NULL."""
    present, bare = known(values), np.ma.getdata(values)
    return np.array([str(v).strip() if there else "" for v, there in zip(bare, present, strict=True)], dtype=object)


def _nearby(heard: Columns, items: Columns) -> tuple[IntArray, IntArray]:
    """Pairs of a heard call and an item without id, of one agent and at most 12 hours apart."""
    ends, captured = moments(heard["call_ended_at"]), moments(items["captured_at"])
    agents, noted_by = folded(heard["call_agent"]), folded(items["agent"])
    free = np.flatnonzero((folded_ids(items["call_id"]) == "") & (noted_by != "") & ~np.isnat(captured))
    free = free[np.argsort(captured[free], kind="stable")]
    reach = np.timedelta64(SAME_DAY_S, "s")
    firsts, seconds = [], []
    for agent in sorted(set(agents[(agents != "") & ~np.isnat(ends)])):
        own = free[noted_by[free] == agent]
        calls = np.flatnonzero((agents == agent) & ~np.isnat(ends))
        start = np.searchsorted(captured[own], ends[calls] - reach, side="left")
        stop = np.searchsorted(captured[own], ends[calls] + reach, side="right")
        sizes = stop - start
        firsts.append(np.repeat(calls, sizes))
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        seconds.append(own[np.repeat(start, sizes) + within])
    if not firsts:
        return _columns([])
    return np.concatenate(firsts), np.concatenate(seconds)


def _joined(exact: tuple[IntArray, IntArray], nearby: tuple[IntArray, IntArray]) -> Attempts:
    first, second = np.concatenate([exact[0], nearby[0]]), np.concatenate([exact[1], nearby[1]])
    by_id = np.arange(len(first)) < len(exact[0])
    nothing = np.zeros(len(first), dtype=bool)
    return Attempts(first, second, by_id, np.zeros(len(first), dtype=np.int64), nothing, nothing, nothing)


def _preferred(pairs: Attempts, heard: Columns, items: Columns) -> Attempts:
    """The pairs that may be links, with what speaks for each, best first for each call."""
    if not len(pairs.heard):
        return pairs
    captured, ended = moments(items["captured_at"])[pairs.item], moments(heard["call_ended_at"])[pairs.heard]
    gap = (captured - ended).astype("timedelta64[us]")
    gap_s = np.where(np.isnat(gap), 0, np.abs(gap.astype(np.int64)) // 1_000_000)
    category = folded(heard["feedback_category"])[pairs.heard]
    same_category = (category == folded(items["category"])[pairs.item]) & (category != "")
    same_polarity = folded(heard["feedback_polarity"])[pairs.heard] == polarity(items)[pairs.item]
    near = np.abs(np.where(np.isnat(gap), np.timedelta64(0, "us"), gap)) <= np.timedelta64(NEAR_S, "s")
    kept = np.flatnonzero(pairs.exact | near | same_category)
    order = kept[np.lexsort((pairs.item[kept], gap_s[kept], ~same_polarity[kept], ~same_category[kept],
                             ~pairs.exact[kept], pairs.heard[kept]))]
    return Attempts(pairs.heard[order], pairs.item[order], pairs.exact[order], gap_s[order].astype(np.int64),
                    same_category[order], same_polarity[order], np.zeros(len(order), dtype=bool))


def _matched(pairs: Attempts, allowed: npt.NDArray[np.bool_], calls: int, start: IntArray | None = None) -> IntArray:
    """A maximum one-to-one matching over the ``allowed`` pairs that keeps the calls matched in ``start`` matched.

    First each call takes its best item still free, best pairs first; then calls left over look for an augmenting path
    (Kuhn 1955 / Berge 1957).
    """
    matched = np.full(calls, _NOBODY, dtype=np.int64) if start is None else start.copy()
    taken = {int(item): call for call, item in enumerate(matched) if item != _NOBODY}
    candidates: dict[int, list[int]] = defaultdict(list)
    for call, item in zip(pairs.heard[allowed].tolist(), pairs.item[allowed].tolist(), strict=True):
        candidates[call].append(item)
    best_first = np.lexsort((pairs.heard, pairs.gap_s, ~pairs.same_polarity, ~pairs.same_category, ~pairs.exact))
    for pair in best_first[allowed[best_first]]:
        call, item = int(pairs.heard[pair]), int(pairs.item[pair])
        if matched[call] == _NOBODY and item not in taken:
            matched[call], taken[item] = item, call
    for call in candidates:
        if matched[call] == _NOBODY:
            _augment(call, candidates, matched, taken)
    return matched


def _augment(call: int, candidates: dict[int, list[int]], matched: IntArray, taken: dict[int, int]) -> None:
    """Give ``call`` an item by moving others to theirs, along a shortest path; nothing changes where there is none."""
    reached_from: dict[int, int] = {}
    queue = [call]
    for current in queue:
        for item in candidates[current]:
            if item in reached_from:
                continue
            reached_from[item] = current
            if item in taken:
                queue.append(taken[item])
                continue
            while True:
                owner = reached_from[item]
                previous = int(matched[owner])
                matched[owner], taken[item] = item, owner
                if owner == call:
                    return
                item = previous


def _columns(pairs: list[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
