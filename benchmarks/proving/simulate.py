"""One vendor-month: what the engine would be handed, and the truth behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.proving.contacts import Bools, Contacts, contacts
from benchmarks.proving.filtering import FILTERS, SILENCING, Scene, silenced_agents
from benchmarks.proving.forwarding import Items, forwarded
from benchmarks.proving.hearing import judged
from benchmarks.proving.persona import NEGATIVE, Persona
from benchmarks.proving.surveying import Invited, invited
from benchmarks.proving.tables import (
    Columns,
    Names,
    calls_table,
    evaluations_table,
    feedback_table,
    stacked,
    surveys_table,
)
from scoring.integrity.inputs import HeardBefore, IntegrityInputs
from scoring.records import Month, VendorCode

FIRST = Month(2025, 1)


@dataclass(frozen=True)
class Truth:
    """What really happened: ``withheld`` are the ids of calls whose feedback was kept back by filtering,
    ``withheld_share`` its share of the negatives that would otherwise have arrived; ``planted`` the ids, in small
    letters, of all that a finding should name (those calls, items changed, agents silenced, callers not asked);
    ``said`` and ``items`` the columns."""

    filters: bool
    withheld: frozenset[str]
    withheld_share: float
    planted: frozenset[str]
    said: Contacts
    items: Items


def simulate(rng: np.random.Generator, vendor: Persona, month: int) -> IntegrityInputs:
    """The vendor's month number ``month`` (0: January 2025) as it stood ``vendor.days_after`` days after its end."""
    return simulate_with_truth(rng, vendor, month)[0]


def simulate_with_truth(rng: np.random.Generator, vendor: Persona, month: int) -> tuple[IntegrityInputs, Truth]:
    """As :func:`simulate`, with the truth beside it."""
    name = FIRST.shifted(month)
    start, end = (np.datetime64(each.first_day, "us") for each in (name, name.shifted(1)))
    said = contacts(rng, vendor, start, end)
    names, heard = Names(vendor, said, month), judged(rng, vendor, said, end)
    honest = forwarded(rng, vendor, said, month, end)
    filters = not vendor.honest and month >= vendor.first_month
    sampled = np.isin(np.arange(len(said.day)), heard.call)
    items = FILTERS[vendor.mode](Scene(rng, vendor, said, sampled, end), honest) if filters else honest
    as_of = end + np.timedelta64(int(vendor.days_after * 86400), "s")
    asked = invited(rng, vendor, said, filters)
    feedback = feedback_table(rng, vendor, said, names, items)
    inputs = IntegrityInputs(
        name, VendorCode(vendor.code), start, end, as_of,
        _until(as_of, evaluations_table(rng, vendor, said, names, heard), "evaluated_at"),
        _until(as_of, _with_neighbours(rng, feedback, end - start), "received_at"), calls_table(said, names),
        surveys_table(vendor, said, names, asked), _before(rng, vendor, said, month))
    return inputs, _truth(vendor, filters, honest, items, said, names, feedback, asked)


def _truth(vendor: Persona, filters: bool, honest: Items, items: Items, said: Contacts, names: Names,
           feedback: Columns, asked: Invited) -> Truth:
    gone = ~np.isin(honest.call, items.call)
    negative = honest.said == NEGATIVE
    share = float((gone & negative).sum() / max(negative.sum(), 1))
    withheld, made = names.calls[honest.call[gone]], feedback["feedback_id"][items.touched]
    silent = names.agents[silenced_agents(vendor) & (filters and vendor.mode == SILENCING)]
    planted = frozenset(str(each).casefold() for each in (*withheld, *made, *silent, *names.calls[asked.left_out]))
    return Truth(filters, frozenset(withheld), share, planted, said, items)


def _until(as_of: np.datetime64, table: Columns, stamp: str) -> Columns:
    return _where(table, table[stamp] <= as_of)


def _where(table: Columns, rows: Bools) -> Columns:
    return {name: values[rows] for name, values in table.items()}


def _with_neighbours(rng: np.random.Generator, feedback: Columns, length: np.timedelta64) -> Columns:
    """The month's items with some of the month before and after, as they lie beside it in the store."""
    parts = [feedback]
    for step in (-1, 1):
        near = _where(feedback, rng.random(len(feedback["feedback_id"])) < 0.15)
        moved = {name: near[name] + step * length for name in ("captured_at", "forwarded_at", "received_at")}
        ids = {name: near[name] + ("<" if step < 0 else ">") for name in ("feedback_id", "call_id")}
        parts.append({**near, **moved, **ids})
    together = {name: stacked([part[name] for part in parts]) for name in feedback}
    return _where(together, np.asarray(rng.permutation(len(together["feedback_id"]))))


def _before(rng: np.random.Generator, vendor: Persona, said: Contacts, month: int) -> tuple[HeardBefore, ...]:
    """What evaluators heard in up to six earlier months of the vendor, and in two of each peer."""
    if not vendor.history:
        return ()
    voiced = said.voiced[said.answered].mean()
    negative = (said.polarity[said.voiced] == NEGATIVE).mean()
    own = [_heard(rng, vendor.judged, voiced, negative, own=True) for _ in range(min(month, 6))]
    return (*own, *(_heard(rng, 200, *peer, own=False) for peer in vendor.peers for _ in range(2)))


def _heard(rng: np.random.Generator, size: int, voiced: float, negative: float, *, own: bool) -> HeardBefore:
    heard = int(rng.binomial(size, 0.95 * voiced))
    bad = int(rng.binomial(heard, 0.93 * negative + 0.07 * (1 - negative)))
    return HeardBefore(size, bad, heard - bad, own)
