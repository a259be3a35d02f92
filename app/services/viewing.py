"""From the store to one frozen view: what a page and the workbook are drawn from.

A vendor's own people see closed months only, and of the other vendors nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.scorecards import may_be_seen, month_inputs, scorecards
from app.services.views import Card, months_of
from app.services.views_overview import Overview, overview
from app.services.views_vendor import VendorMonth, vendor_month
from scoring.records import Month, VendorCode

if TYPE_CHECKING:
    from scoring.measures.service_level import DefinitionCheck
    from storage.home import Store
    from storage.scope import Scope


def cards_in(store: Store, scope: Scope) -> list[Card]:
    """Every scorecard in scope; for a vendor's own people, those of closed months."""
    cards: list[Card] = list(scorecards(store, scope))
    return [card for card in cards if may_be_seen(scope, str(card["month"]), store.timezone)]


def definition_check_of(store: Store, scope: Scope, vendor: str, month: str) -> DefinitionCheck | None:
    """The vendor's service level under all published formulas; None outside the scope or without calls.

    For a vendor's own people of closed months only.
    """
    from scoring.definition import DEFAULT
    from scoring.measures.service_level import definition_check
    from scoring.vendor_month import vendor_months

    if not scope.allows(vendor) or not may_be_seen(scope, month, store.timezone):
        return None
    months = vendor_months(month_inputs(store, Month.parse(month)), DEFAULT)
    found = months.get(VendorCode(vendor))
    return definition_check(found) if found is not None and found.counts.channels else None


def vendor_names(store: Store, scope: Scope) -> dict[str, str]:
    """Every vendor in scope by its code, in the order of their names."""
    from storage import vendors

    listed = [v for v in vendors.listing(store, scope) if not v.merged_into]
    return {v.code: v.name or v.code for v in sorted(listed, key=lambda v: (v.name or v.code).casefold())}


def overview_of(store: Store, scope: Scope, month: str | None = None) -> Overview | None:
    """The overview of ``month`` (the newest when None or without data); None when there are no scorecards."""
    cards = cards_in(store, scope)
    months = months_of(cards)
    if not months:
        return None
    chosen = month if month in months else months[-1]
    names = vendor_names(store, scope)
    vendors = [VendorCode(card["vendor"]) for card in cards if card["month"] == chosen]
    return overview(
        cards, chosen, names, contacts=_records(store, scope, "calls", vendors, chosen),
        evaluations=_records(store, scope, "evaluations", vendors, chosen),
    )  # fmt: skip


def vendor_of(store: Store, scope: Scope, vendor: str, month: str | None = None) -> VendorMonth | None:
    """One vendor's ``month`` (its newest when None or without data); None when it has none in scope."""
    if not scope.allows(vendor):
        return None
    own = [card for card in cards_in(store, scope) if card["vendor"] == vendor]
    months = months_of(own)
    if not months:
        return None
    chosen = month if month in months else months[-1]
    code = [VendorCode(vendor)]
    return vendor_month(
        own, vendor, chosen, vendor_names(store, scope), contacts=_records(store, scope, "calls", code, chosen),
        evaluations=_records(store, scope, "evaluations", code, chosen),
    )  # fmt: skip


def _records(store: Store, scope: Scope, kind: str, vendors: list[VendorCode], month: str) -> int:
    from storage import records

    return sum(records.count_rows(store, scope, kind, vendor, Month.parse(month)) for vendor in vendors)
