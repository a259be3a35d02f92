"""How many calls QA must judge for a gap to be noticed, at each vendor's own rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.month_inputs import inputs_of
from scoring.records import Month, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.integrity.power import Rates
    from storage.home import Store

WITHHELD = (.3, .5, .7)
"""Shares of the negatives kept back that are asked about."""
POWER = .8
LEAST_HEARD = 30
"""Remarks heard in a month for its rates to be a vendor's own."""


@dataclass(frozen=True, slots=True)
class SizeLine:
    """Of one vendor: ``needed`` judged calls a month to notice each of :data:`WITHHELD` with the chance :data:`POWER`
    (None: not even all would do); ``own``: at its own rates, else at typical ones; ``heard`` remarks a 100 calls."""

    vendor: str
    own: bool
    heard: float
    needed: tuple[int | None, ...]


def sizes(store: Store, scope: Scope) -> tuple[SizeLine, ...]:
    """A line for every vendor in scope with evaluations, by code."""
    from scoring.integrity.power import TYPICAL, calls_needed
    from storage import records

    newest: dict[VendorCode, Month] = {}
    for vendor, month in records.months_with_data(store, scope, "evaluations"):
        newest[vendor] = max(month, newest.get(vendor, month))
    answer = []
    for vendor, month in sorted(newest.items()):
        own = rates_of(store, vendor, month)
        rates = own or TYPICAL
        answer.append(SizeLine(vendor, own is not None, 100 * rates.voiced,
                               tuple(calls_needed(POWER, share, rates) for share in WITHHELD)))
    return tuple(answer)


def rates_of(store: Store, vendor: VendorCode, month: Month) -> Rates | None:
    """The vendor's own rates in a month; None where too little was heard to tell."""
    from scoring.integrity.panel import panel
    from scoring.integrity.power import Rates

    seen = panel(inputs_of(store, vendor, month, None))
    others = ~seen.heard.negative
    if seen.heard.count < LEAST_HEARD or not others.any() or others.all():
        return None
    return Rates(seen.heard.count / seen.judged, float(seen.heard.negative.mean()),
                 float(seen.heard.arrived[others].mean()), int(seen.calls.answered.sum()))
