"""Calls judged twice: whether two evaluators hear the same, over all draws for a second judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scoring.agreement import Agreement, Ears, agreement
from scoring.columns import folded, is_true, known
from scoring.linking import folded_ids
from scoring.measures.judged import countable, newest_of_call
from scoring.records import EVALUATIONS, Month
from scoring.sampling import DOUBLE

if TYPE_CHECKING:
    from scoring.counts import Columns, IntArray
    from storage.home import Store
    from storage.scope import Scope


def agreed(store: Store, scope: Scope, vendor: str | None = None) -> Agreement:
    """How far first and second evaluators agree on the calls drawn for it (of ``vendor``). Of a call the newest
    judgement that says whether feedback was voiced counts, on either side; the second by another person. Nothing for a
    vendor's own people."""
    from storage import draws, records

    pairs: list[tuple[Columns, IntArray, IntArray]] = []
    twice: dict[tuple[str, str], set[str]] = {}
    for view in draws.listing(store, scope) if scope.vendors is None else []:
        if view.purpose == DOUBLE and vendor in (None, view.vendor):
            twice.setdefault((view.vendor, view.month), set()).add(view.id)
    for (whose, month), drawn in sorted(twice.items()):
        evaluations = records.month_records(store, scope, EVALUATIONS.name, whose, [Month.parse(month)])
        pairs.append((evaluations, *_pairs(evaluations, drawn)))
    return agreement(_ears([(each, first) for each, first, _ in pairs]),
                     _ears([(each, second) for each, _, second in pairs]))


def _pairs(evaluations: Columns, drawn: set[str]) -> tuple[IntArray, IntArray]:
    """The rows of the first and of the second judgement of each call heard twice, in one order."""
    calls, names = folded_ids(evaluations["call_id"]), folded(evaluations["evaluator"])
    says = known(evaluations["feedback_voiced"])
    first = newest_of_call(evaluations, countable(evaluations, "random") & says)
    of_draw = np.array([draw in drawn for draw in folded_ids(evaluations["draw_id"])], dtype=bool)
    second = newest_of_call(evaluations, countable(evaluations, DOUBLE) & says & of_draw)
    heard = {calls[row]: int(row) for row in first}
    both = [(heard[calls[row]], int(row)) for row in second
            if calls[row] in heard and names[heard[calls[row]]] != names[row]]
    table = np.array(both, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _ears(chosen: list[tuple[Columns, IntArray]]) -> Ears:
    voiced = [is_true(each["feedback_voiced"])[rows] for each, rows in chosen]
    moods = [np.asarray(folded(each["feedback_polarity"])[rows], dtype=object) for each, rows in chosen]
    return Ears(np.concatenate(voiced) if voiced else np.empty(0, dtype=bool),
                np.concatenate(moods) if moods else np.empty(0, dtype=object))
