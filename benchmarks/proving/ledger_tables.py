"""The promises of an invented month in the shape the engine reads, beside the month's other tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.proving.contacts import Contacts
from benchmarks.proving.hiding import Ledger
from benchmarks.proving.promising import DAY, Made, Promiser
from benchmarks.proving.returning import Returned
from benchmarks.proving.tables import Columns, masked, named, stacked
from scoring.integrity.inputs import IntegrityInputs

IMAGINED = 0.02
"""Calls without a promise on which an evaluator notes one."""
DAY_UNHEARD = 0.10
HOUR = np.timedelta64(1, "h")


def with_promises(rng: np.random.Generator, habits: Promiser, inputs: IntegrityInputs, said: Contacts, later: Contacts,
                  made: Made, came: Returned, ledger: Ledger) -> IntegrityInputs:
    """``inputs`` with all that is known of promises as it stood at its moment."""
    calls = inputs.calls["call_id"]
    lost = (came.customer % 33 == 0) | (rng.random(len(calls)) < habits.without_customer)
    customer = masked(came.customer, lost)
    gone = (came.later_customer % 33 == 0) | (rng.random(len(later.day)) < habits.without_customer)
    after = {"call_id": named("later-{:06d}", np.arange(len(gone))), "started_at": later.started,
             "customer": masked(came.later_customer, gone), "direction": np.full(len(gone), "inbound", dtype=object)}
    return replace(
        inputs, evaluations=_heard(rng, habits, inputs, made, customer), calls={**inputs.calls, "customer": customer},
        later_calls={name: values[later.started <= inputs.as_of] for name, values in after.items()},
        promises=_entries(rng, habits, inputs, said, made, ledger, customer),
        complaints=_complaints(rng, inputs, made, came, calls, customer),
        surveys=_surveys(inputs, made, came, calls, customer))


def _heard(rng: np.random.Generator, habits: Promiser, inputs: IntegrityInputs, made: Made, customer: np.ndarray,
           ) -> Columns:
    """The evaluations, with what their evaluators heard of promises."""
    row_of = {call: row for row, call in enumerate(inputs.calls["call_id"].tolist())}
    at = np.array([row_of[call] for call in inputs.evaluations["call_id"]], dtype=np.int64)
    promise = np.full(len(row_of), -1)
    promise[made.call] = np.arange(len(made.call))
    which, size = promise[at], len(at)
    there = which >= 0
    heard = np.where(there, rng.random(size) >= habits.unheard, rng.random(size) < IMAGINED)
    imagined = inputs.evaluations["call_ended_at"] + 3 * DAY
    due = np.where(there, made.due[which], imagined) if len(made.call) else imagined
    dated = np.where(there, made.dated[which], rng.random(size) < 0.5) if len(made.call) else rng.random(size) < 0.5
    told = heard & dated & (rng.random(size) >= DAY_UNHEARD)
    return {**inputs.evaluations, "call_customer": customer[at], "promise_made": heard,
            "promise_due_at": masked(due + _other_days(rng, habits, size), ~told)}


def _other_days(rng: np.random.Generator, habits: Promiser, size: int) -> np.ndarray:
    """By how much a day noted differs from the one that was said: mostly not at all, else by up to three days."""
    shift = rng.choice([-2, -1, 1, 2, 3], size) * (rng.random(size) < habits.other_day)
    return shift.astype("timedelta64[D]")


def _entries(rng: np.random.Generator, habits: Promiser, inputs: IntegrityInputs, said: Contacts, made: Made,
             ledger: Ledger, customer: np.ndarray) -> Columns:
    """The ledger's rows, with some of the months around it."""
    taken = inputs.as_of
    if habits.stops_before_h:
        taken = inputs.ends_at - np.timedelta64(int(habits.stops_before_h), "h")
    size = len(made.call)
    at = said.ended[made.call] + _written(rng, habits, size)
    put_away = ~made.broken & (rng.random(size) < habits.archived)
    rows = np.flatnonzero(ledger.entered & ~put_away & (at <= taken))
    due = made.due[rows] + _other_days(rng, habits, len(rows))
    kept = np.where(ledger.kept[rows] <= taken, ledger.kept[rows], np.datetime64("NaT"))
    closed = np.where(rng.random(len(rows)) < 0.5, "broken", "open")
    status = np.where(~np.isnat(kept), "kept", np.where(due < taken, closed, "open")).astype(object)
    entries = {
        "promise_id": named("P{:06d}", rows), "made_at": at[rows], "due_at": masked(due, ~made.dated[rows]),
        "kept_at": masked(kept, np.isnat(kept)), "status": status,
        "call_id": masked(inputs.calls["call_id"][made.call[rows]], rng.random(len(rows)) < habits.without_id),
        "customer": customer[made.call[rows]]}
    return _with_neighbours(rng, entries, inputs, taken)


def _written(rng: np.random.Generator, habits: Promiser, size: int) -> np.ndarray:
    """How long after the call's end an entry is dated: minutes, or on the next day; by the ledger's own clock."""
    hours = np.where(rng.random(size) < habits.next_day, rng.uniform(12, 22, size), rng.exponential(0.2, size))
    return ((hours + habits.clock_h) * 3600e6).astype("timedelta64[us]")


def _with_neighbours(rng: np.random.Generator, entries: Columns, inputs: IntegrityInputs, taken: np.datetime64,
                     ) -> Columns:
    """The month's entries with some made in the month before and after, in any order."""
    parts, length = [entries], inputs.ends_at - inputs.starts_at
    for step, mark in ((-1, "<"), (1, ">")):
        near = _thinned(rng, entries)
        moved = {name: near[name] + step * length for name in ("made_at", "due_at", "kept_at")}
        parts.append({**near, **moved, **{name: near[name] + mark for name in ("promise_id", "call_id")}})
    together = {name: stacked([part[name] for part in parts]) for name in entries}
    order = rng.permutation(len(together["made_at"]))
    order = order[np.ma.getdata(together["made_at"])[order] <= taken]
    return {name: values[order] for name, values in together.items()}


def _thinned(rng: np.random.Generator, entries: Columns) -> Columns:
    some = rng.random(len(entries["made_at"])) < 0.15
    return {name: values[some] for name, values in entries.items()}


def _complaints(rng: np.random.Generator, inputs: IntegrityInputs, made: Made, came: Returned, calls: np.ndarray,
                customer: np.ndarray) -> Columns:
    """Complaints that reached the client by ``as_of``: half of them name the call, the others the customer."""
    rows = np.flatnonzero(came.complained <= inputs.as_of)
    if not len(rows):
        return {}
    names_call = rng.random(len(rows)) < 0.5
    return {"complaint_id": named("K{:06d}", rows), "received_at": came.complained[rows],
            "call_id": masked(calls[made.call[rows]], ~names_call), "customer": customer[made.call[rows]]}


def _surveys(inputs: IntegrityInputs, made: Made, came: Returned, calls: np.ndarray, customer: np.ndarray) -> Columns:
    """The invitations of the month, and the answers of the client's own survey about promises, sent when they were due.
    """
    asked = made.due + 2 * DAY
    rows = np.flatnonzero((came.says >= 0) & (asked + HOUR <= inputs.as_of))
    unasked = masked(np.zeros(len(inputs.surveys["survey_id"]), dtype=bool), True)
    invitations = {**inputs.surveys, "promise_kept": unasked}
    answers = {"survey_id": named("SP{:06d}", rows), "run_by": np.full(len(rows), "client", dtype=object),
               "invited_at": asked[rows], "responded_at": asked[rows] + HOUR, "call_id": calls[made.call[rows]],
               "customer": customer[made.call[rows]], "csat": masked(np.zeros(len(rows)), True),
               "resolved": masked(np.zeros(len(rows), dtype=bool), True), "promise_kept": came.says[rows] == 1}
    return {name: stacked([values, answers[name]]) for name, values in invitations.items()}

