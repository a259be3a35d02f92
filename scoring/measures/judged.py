"""Which evaluations count: final ones, judged by the client, on calls chosen at random; each call once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.columns import is_one_of, known, moments
from scoring.counts import Columns, rows
from scoring.linking import folded_ids


def countable(evaluations: Columns, *selections: str, or_unknown: bool = False) -> Columns:
    """The final, client-judged evaluations whose selection is one of ``selections`` (or not stated), each call once.

    Of several of one call the newest counts: a call evaluated twice was still drawn once. Blank status is final and
    blank judged_by the client's, as imported.
    """
    candidates = _candidates(evaluations, *selections, or_unknown=or_unknown)
    return _where(evaluations, _newest_of_call(evaluations, candidates))


def superseded(evaluations: Columns, *selections: str, or_unknown: bool = False) -> int:
    """How many evaluations :func:`countable` leaves out because a newer one of the same call counts."""
    candidates = _candidates(evaluations, *selections, or_unknown=or_unknown)
    return len(candidates) - len(_newest_of_call(evaluations, candidates))


def _candidates(evaluations: Columns, *selections: str, or_unknown: bool) -> npt.NDArray[np.int64]:
    final = is_one_of(evaluations["status"], "final") | ~known(evaluations["status"])
    client = is_one_of(evaluations["judged_by"], "client") | ~known(evaluations["judged_by"])
    chosen = is_one_of(evaluations["selection"], *selections)
    if or_unknown:
        chosen = chosen | ~known(evaluations["selection"])
    return np.flatnonzero(final & client & chosen)


def heard(evaluations: Columns) -> Columns:
    """Those on which the customer voiced feedback."""
    from scoring.columns import is_true

    return _where(evaluations, np.flatnonzero(is_true(evaluations["feedback_voiced"])))


def _newest_of_call(evaluations: Columns, candidates: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    calls = folded_ids(evaluations["call_id"])
    judged_at = moments(evaluations["evaluated_at"])
    newest: dict[object, int] = {}
    for row in candidates.tolist():
        call = calls[row] or row
        if call not in newest or judged_at[row] >= judged_at[newest[call]]:
            newest[call] = row
    return np.array(sorted(newest.values()), dtype=np.int64)


def _where(columns: Columns, chosen: npt.NDArray[np.int64]) -> Columns:
    return {name: values[chosen] for name, values in columns.items()} if rows(columns) else columns
