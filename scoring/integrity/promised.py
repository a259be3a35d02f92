"""Promises heard on sampled calls, made ready: which stand in the vendor's ledger, and which look broken.

**In the ledger**: by exact call id; else an entry without call id of the same customer, made within 24 hours of the
call's end, one to one, nearest first (agents write up a promise after the call, at the latest the next day).

**Looks broken** is told by the customer alone, never by the vendor, and by the date the evaluator heard, never by that
of the ledger (which a missing entry could not have): the customer contacted the vendor again within 7 days after the
promise fell due (the window of `fcr_repeat`), complained to the client within 30 days after it, or told the client's
own survey of this call that the promise was not kept. One who told it that it was kept is believed before all else.
Whether it was so is known only where somebody could have come back: a customer key, no switchboard, a date heard, and
7 days gone by since.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.columns import folded, is_one_of, is_true, known, moments, stated, whole_days
from scoring.counts import Columns, IntArray, rows
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.panel import BoolArray, Codes, Panel
from scoring.linking import folded_ids
from scoring.measures.judged import countable, newest_of_call, where
from scoring.records import DAY_US, SELECTIONS

AGAIN_DAYS, COMPLAINED_DAYS = 7, 30
NEAR = np.timedelta64(24, "h")
SWITCHBOARD = 30
"""A customer with more contacts in the month cannot be followed."""
Moments = np.ndarray


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises heard on calls drawn at random, one element each. ``found`` in the ledger (``strict``: by call id);
    ``told``: it could be seen whether it looks ``broken``. ``unreached`` more were made after the ledger ends.
    ``elsewhere``: calls on which a promise was made that the ledger lacks, planted by the client, or heard otherwise
    than at random where the promise looks broken.
    ``unlinkable``: the share of the month's entries with neither call id nor customer; ``without_id`` without call id.
    """

    call_ids: np.ndarray
    queue: IntArray
    found: BoolArray
    strict: BoolArray
    told: BoolArray
    broken: BoolArray
    unreached: int
    elsewhere: tuple[str, ...]
    unlinkable: float
    without_id: float

    @property
    def count(self) -> int:
        return len(self.found)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """The entries read, each id once."""

    call: np.ndarray
    customer: np.ndarray
    made_at: Moments

    @property
    def newest(self) -> np.datetime64:
        return _newest(self.made_at)


def asked(panel: Panel) -> IntArray:
    """The rows of the evaluations of calls drawn at random that say whether a promise was made."""
    evaluations = panel.inputs.evaluations
    if not rows(evaluations):
        return np.empty(0, dtype=np.int64)
    says = countable(evaluations, "random", or_unknown=panel.inputs.declared_random)
    return newest_of_call(evaluations, says & known(stated(evaluations, "promise_made")))


def promises_heard(panel: Panel) -> Promises:
    """The promises of the month as its sample heard them; the ledger must have a row."""
    inputs = panel.inputs
    evaluations = inputs.evaluations
    ledger = _ledger(inputs.promises)
    made = is_true(stated(evaluations, "promise_made"))
    drawn = asked(panel)
    heard = where(evaluations, drawn[made[drawn]])
    reached = ~(moments(heard["call_started_at"]) > ledger.newest)
    unreached = int((~reached).sum())
    heard = where(heard, np.flatnonzero(reached))
    found, strict = _found(heard, ledger)
    told, broken = _looks_broken(heard, inputs)
    queue = Codes()
    queue.of.update({name: code for code, name in enumerate(panel.queues)})
    sample = set(folded_ids(evaluations["call_id"])[drawn])
    elsewhere = (*_elsewhere(evaluations, ledger, sample, inputs),
                 *_elsewhere(panel.planted.evaluations, ledger, sample))
    return Promises(folded_ids(heard["call_id"]), queue(folded(heard["call_queue"])), found, strict, told, broken,
                    unreached, elsewhere, *_ids(inputs, ledger))


def _ledger(promises: Columns) -> _Ledger:
    ids = folded_ids(promises["promise_id"])
    _, first = np.unique(ids.astype(str), return_index=True)
    one = where(promises, np.sort(first))
    return _Ledger(folded_ids(one["call_id"]), folded_ids(one["customer"]), moments(one["made_at"]))


def _ids(inputs: IntegrityInputs, ledger: _Ledger) -> tuple[float, float]:
    """Of the entries made in the month, the shares with neither call id nor customer, and without call id."""
    own = (ledger.made_at >= inputs.starts_at) & (ledger.made_at < inputs.ends_at)
    if not own.any():
        return 0.0, 0.0
    no_id = ledger.call[own] == ""
    return float((no_id & (ledger.customer[own] == "")).mean()), float(no_id.mean())


def _found(heard: Columns, ledger: _Ledger) -> tuple[BoolArray, BoolArray]:
    """Which heard promises stand in the ledger, by any link and by call id."""
    calls, customers = folded_ids(heard["call_id"]), folded_ids(heard["call_customer"])
    ended = moments(heard["call_ended_at"])
    strict = np.isin(calls.astype(str), ledger.call[ledger.call != ""].astype(str)) & (calls != "")
    found = strict.copy()
    free = np.flatnonzero((ledger.call == "") & (ledger.customer != "") & ~np.isnat(ledger.made_at))
    of_customer: dict[object, list[int]] = {}
    for entry in free.tolist():
        of_customer.setdefault(ledger.customer[entry], []).append(entry)
    pairs = [(abs(ledger.made_at[entry] - ended[row]), row, entry)
             for row in np.flatnonzero(~strict & ~np.isnat(ended)).tolist()
             for entry in of_customer.get(customers[row], ()) if customers[row]]
    taken: set[int] = set()
    for gap, row, entry in sorted(pairs):
        if gap <= NEAR and not found[row] and entry not in taken:
            found[row] = True
            taken.add(entry)
    return found, strict


def _elsewhere(evaluations: Columns, ledger: _Ledger, sample: set[object],
               inputs: IntegrityInputs | None = None) -> tuple[str, ...]:
    """Calls judged by the client in another way than at random, with a promise the ledger lacks by any link. With
    ``inputs`` only where it looks broken: careful vendors forget promises too, whatever becomes of them."""
    if not rows(evaluations):
        return ()
    made = is_true(stated(evaluations, "promise_made"))
    others = tuple(each for each in SELECTIONS if each not in ("random", "double"))
    told = newest_of_call(evaluations, countable(evaluations, *others) & known(stated(evaluations, "promise_made")))
    ids = folded_ids(evaluations["call_id"])
    reached = ~(moments(evaluations["call_started_at"]) > ledger.newest)
    kept = [made[row] and reached[row] and ids[row] != "" and ids[row] not in sample for row in told.tolist()]
    rest = told[np.array(kept, dtype=bool)]
    lacking, _ = _found(where(evaluations, rest), ledger)
    rest = rest[~lacking]
    if inputs is not None:
        _, broken = _looks_broken(where(evaluations, rest), inputs)
        rest = rest[broken]
    return tuple(map(str, ids[rest]))


def _looks_broken(heard: Columns, inputs: IntegrityInputs) -> tuple[BoolArray, BoolArray]:
    """Of which promises it could be seen, and which look broken."""
    customers, calls = folded_ids(heard["call_customer"]), folded_ids(heard["call_id"])
    due = moments(stated(heard, "promise_due_at"))
    contacts = _times(set(customers) - {""}, inputs)
    horizon = _horizon(inputs)
    said = _survey_says(inputs.surveys)
    told, broken = np.zeros(len(calls), dtype=bool), np.zeros(len(calls), dtype=bool)
    complained = _complaints(inputs.complaints)
    for row, (call, customer) in enumerate(zip(calls, customers, strict=True)):
        if call in said:
            told[row], broken[row] = True, not said[call]
            continue
        times = contacts.get(customer, ())
        told[row] = (customer != "" and not np.isnat(due[row]) and len(times) <= SWITCHBOARD
                     and due[row] + np.timedelta64(AGAIN_DAYS, "D") <= horizon)
        after = (*((at, AGAIN_DAYS) for at in times), *((at, COMPLAINED_DAYS) for at in complained.get(call, ())),
                 *((at, COMPLAINED_DAYS) for at in complained.get(("customer", customer), ())))
        broken[row] = told[row] and any(due[row] < at <= due[row] + np.timedelta64(days, "D") for at, days in after)
    return told, broken


def _horizon(inputs: IntegrityInputs) -> np.datetime64:
    """Up to when contacts would be seen: the newest one known, at most the moment looked at."""
    newest = [moments(each["started_at"]).max() for each in (inputs.calls, inputs.later_calls) if rows(each)]
    return min([inputs.as_of, max(newest, default=inputs.starts_at)])


def _times(customers: set[object], inputs: IntegrityInputs) -> dict[object, list[np.datetime64]]:
    """When each of ``customers`` contacted the vendor, in this month and the next."""
    answer: dict[object, list[np.datetime64]] = {}
    for calls in (inputs.calls, inputs.later_calls):
        if rows(calls):
            who, at = folded_ids(calls["customer"]), moments(calls["started_at"])
            came = is_one_of(calls["direction"], "inbound") | ~known(calls["direction"])
            for row in np.flatnonzero(came).tolist():
                if who[row] in customers:
                    answer.setdefault(who[row], []).append(at[row])
    return answer


def _survey_says(surveys: Columns) -> dict[object, bool]:
    """Call -> was the promise kept, by the client's own survey."""
    if not rows(surveys):
        return {}
    told = is_one_of(surveys["run_by"], "client") & known(stated(surveys, "promise_kept"))
    kept, calls = is_true(stated(surveys, "promise_kept")), folded_ids(surveys["call_id"])
    return {calls[row]: bool(kept[row]) for row in np.flatnonzero(told).tolist() if calls[row]}


def _complaints(complaints: Columns) -> dict[object, list[np.datetime64]]:
    """When complaints came about each call, and of each ("customer", key)."""
    answer: dict[object, list[np.datetime64]] = {}
    if rows(complaints):
        calls, who = folded_ids(complaints["call_id"]), folded_ids(complaints["customer"])
        for call, customer, at in zip(calls, who, moments(complaints["received_at"]), strict=True):
            if call:
                answer.setdefault(call, []).append(at)
            elif customer:
                answer.setdefault(("customer", customer), []).append(at)
    return answer


def _newest(times: Moments) -> np.datetime64:
    """The newest of ``times`` that are known; the year 1970 where none is."""
    there = times[~np.isnat(times)]
    newest: np.datetime64 = np.sort(there)[-1] if len(there) else np.datetime64(0, "us")
    return newest


def not_kept(promises: Columns) -> BoolArray:
    """Which entries the ledger itself shows as not kept by the date first due: kept later, called broken, or neither
    kept nor released and due before the ledger's newest entry. Kept on a date alone: some time on that day."""
    due, kept = moments(promises["due_at"]), moments(promises["kept_at"])
    made = moments(promises["made_at"])
    earliest = np.where(whole_days(kept) & ~whole_days(due), kept - np.timedelta64(DAY_US, "us"), kept)
    newest = max(_newest(made), _newest(kept))
    undone = np.isnat(kept) & ~is_one_of(promises["status"], "kept", "released", "unknown") & (due <= newest)
    return np.asarray((~np.isnat(kept) & (earliest > due)) | is_one_of(promises["status"], "broken") | undone)
