"""Which evaluations count: final ones, judged by the client, on calls chosen at random; each call once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.columns import is_one_of, known, moments
from scoring.counts import Columns, IntArray, rows
from scoring.linking import folded_ids


def countable(evaluations: Columns, *selections: str, or_unknown: bool = False) -> npt.NDArray[np.bool_]:
    """Where an evaluation is final, the client's, and its selection one of ``selections`` (or not stated).

    Blank status is final and blank judged_by the client's, as imported.
    """
    final = is_one_of(evaluations["status"], "final") | ~known(evaluations["status"])
    client = is_one_of(evaluations["judged_by"], "client") | ~known(evaluations["judged_by"])
    chosen = is_one_of(evaluations["selection"], *selections)
    if or_unknown:
        chosen = chosen | ~known(evaluations["selection"])
    return final & client & chosen & ~taken_back(evaluations)


def taken_back(evaluations: Columns) -> npt.NDArray[np.bool_]:
    """Where an evaluation was retracted later by a row without an id: of the same call, by the same evaluator.

    With an id a retraction restates the evaluation it names. Without one its id is made of call, evaluator and time, so
    that it names nothing: it takes back what its evaluator judged of the call until then, not what he judged after it.
    """
    found = np.zeros(rows(evaluations), dtype=bool)
    retracted = np.flatnonzero(is_one_of(evaluations["status"], "retracted"))
    if not len(retracted) or "evaluation_id" not in evaluations:
        return found
    calls, people = folded_ids(evaluations["call_id"]), folded_ids(evaluations["evaluator"])
    own, judged_at = folded_ids(evaluations["evaluation_id"]), moments(evaluations["evaluated_at"])
    for row in retracted.tolist():
        if calls[row] and own[row].startswith(f"{calls[row]}/{people[row]}/"):
            found |= (calls == calls[row]) & (people == people[row]) & (judged_at <= judged_at[row])
    return found


def newest_of_call(evaluations: Columns, candidates: npt.NDArray[np.bool_]) -> IntArray:
    """The newest of each call among ``candidates``, as row numbers, ascending: one evaluated twice was drawn once.

    Candidates should be those that say something on the matter: what a newer one leaves blank erases no answer.
    """
    calls = folded_ids(evaluations["call_id"])
    judged_at = moments(evaluations["evaluated_at"])
    newest: dict[object, int] = {}
    for row in np.flatnonzero(candidates).tolist():
        call = calls[row] or row
        if call not in newest or judged_at[row] >= judged_at[newest[call]]:
            newest[call] = row
    return np.array(sorted(newest.values()), dtype=np.int64)


def where(columns: Columns, chosen: IntArray) -> Columns:
    """The rows with the numbers ``chosen``."""
    return {name: values[chosen] for name, values in columns.items()} if rows(columns) else columns
