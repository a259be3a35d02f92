"""Fidelity: do remarks that arrived say what was heard? Of the mood and of the category, counted side by side.

Only remarks that arrived by the call's own id: an item linked by agent and time was chosen among others because it
agrees, so its agreement proves nothing. Not part of the verdict: honest slips of labels are taken out of it already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.counts import IntArray
from scoring.integrity.panel import BoolArray, Panel
from scoring.integrity.weighing import Share, wilson_share

MOODS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two readings of the same remarks agree: ``share`` with Wilson's interval, ``kappa`` beyond chance (Cohen
    1960; -1 to 1, None where chance alone leaves nothing to agree about), ``names`` of the labels and the ``table`` of
    counts, heard by rows, arrived by columns, shape ``(len(names), len(names))``."""

    share: Share
    kappa: float | None
    names: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Fidelity:
    """``share`` of the remarks that arrived with a mood which say the same mood and, where both name a category, the
    same category; ``mood`` and ``category`` apart (None: no remark carries both labels)."""

    share: Share
    same: int
    mood: Agreement
    category: Agreement | None


def fidelity(panel: Panel) -> Fidelity | None:
    """The fidelity of the month; None where no remark arrived by call id with a mood on both sides."""
    heard, items = panel.heard, panel.items
    if not (heard.item >= 0).any():
        return None
    item = np.maximum(heard.item, 0)
    came = (heard.item >= 0) & items.has_call[item]
    said = _moods(heard.negative, heard.neutral, heard.positive)
    arrived = _moods(items.negative, items.labelled & ~items.negative & ~items.positive, items.positive)[item]
    both = came & (said >= 0) & (arrived >= 0)
    if not both.any():
        return None
    one, two = heard.category, items.category[item]
    named = both & (one >= 0) & (two >= 0)
    same = both & (said == arrived) & ~(named & (one != two))
    share = wilson_share(int(same.sum()), int(both.sum()))
    mood = agreement(said[both], arrived[both], MOODS)
    assert share is not None and mood is not None
    return Fidelity(share, int(same.sum()), mood, _categories(panel, one[named], two[named]))


def agreement(first: IntArray, second: IntArray, names: tuple[str, ...]) -> Agreement | None:
    """How the codes ``first`` and ``second`` (positions in ``names``, shape ``(n,)``) agree; None of nothing."""
    size = len(names)
    table = np.bincount(first * size + second, minlength=size * size).reshape(size, size)
    n = int(table.sum())
    share = wilson_share(int(np.trace(table)), n)
    if share is None:
        return None
    chance = float(table.sum(axis=1) @ table.sum(axis=0)) / n**2
    kappa = (share.value - chance) / (1 - chance) if chance < 1 else None
    return Agreement(share, kappa, names, tuple(tuple(row) for row in table.tolist()))


def _moods(negative: BoolArray, neutral: BoolArray, positive: BoolArray) -> IntArray:
    return np.select([negative, neutral, positive], [0, 1, 2], default=-1).astype(np.int64)


def _categories(panel: Panel, first: IntArray, second: IntArray) -> Agreement | None:
    """The categories that occur, in alphabetical order."""
    codes = np.unique(np.concatenate([first, second]))
    codes = codes[np.argsort(np.array([panel.categories[code] for code in codes.tolist()], dtype=object))]
    place = np.full(len(panel.categories) + 1, -1, dtype=np.int64)
    place[codes] = np.arange(len(codes))
    return agreement(place[first], place[second], tuple(panel.categories[code] for code in codes.tolist()))
