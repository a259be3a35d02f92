"""From the store to one frozen view: what a page and the workbook are drawn from.

A vendor's own people see closed months only, and of the other vendors nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.services.scorecards import may_be_seen, month_inputs, scorecards
from app.services.views import Card, measures_of, months_of
from app.services.views_overview import Overview, overview
from app.services.views_vendor import VendorMonth, vendor_month
from scoring.records import Month, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.measures.service_level import DefinitionCheck
    from storage.home import Store


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


@dataclass(frozen=True, slots=True)
class Basis:
    """What a vendor-month rests on: contacts stored, and calls evaluated, each once however often it was judged.

    ``unjudged_from`` is the first day in the client's zone (2026-10-25) whose contacts cannot be followed yet, because
    no later ones have come; None where all are judged.
    """

    contacts: int
    evaluations: int
    unjudged_from: str | None


def bases(store: Store, scope: Scope, cards: Sequence[Card], month: str) -> dict[str, Basis]:
    """By vendor, what its card of ``month`` rests on; vendors outside the scope rest on nothing."""
    from storage import records

    own = {str(card["vendor"]): card for card in cards if card["month"] == month}
    calls, days = _evaluated_calls(store, scope, own, month), _unjudged(store, scope, own, month)
    return {
        vendor: Basis(records.count_rows(store, scope, "calls", vendor, Month.parse(month)), calls.get(vendor, 0),
                      days.get(vendor))
        for vendor in own
    }  # fmt: skip


def _evaluated_calls(store: Store, scope: Scope, vendors: Iterable[str], month: str) -> dict[str, int]:
    """Calls that were judged; an evaluation without a call's id is of a call of its own."""
    from scoring.linking import folded_ids
    from storage import records

    reach = Scope(frozenset(VendorCode(vendor) for vendor in vendors if scope.allows(vendor)))
    judged = records.month_sets(store, reach, {"evaluations": [Month.parse(month)]})["evaluations"]
    ids = {vendor: folded_ids(found["call_id"]) for vendor, found in judged.items()}
    return {vendor: len({call or place for place, call in enumerate(found)}) for vendor, found in ids.items()}


def _unjudged(store: Store, scope: Scope, cards: Mapping[str, Card], month: str) -> dict[str, str]:
    """The first day that cannot be followed, of the vendors of whom a contact is too young to be judged."""
    from storage.calls import newest_contact

    windows = {vendor: _window_days(card) for vendor, card in cards.items()}
    waiting = {vendor: days for vendor, days in windows.items() if days}
    newest = newest_contact(store, scope, Month.parse(month)) if waiting else {}
    zone = ZoneInfo(store.timezone)
    return {
        vendor: f"{(moment.replace(tzinfo=UTC) - timedelta(days=waiting[vendor])).astimezone(zone):%Y-%m-%d}"
        for vendor, moment in newest.items() if vendor in waiting
    }  # fmt: skip


def _window_days(card: Card) -> int:
    """How many days a contact of the card is followed, where some have not been followed so long; else 0."""
    figure = measures_of(card).get("fcr_repeat")
    young = [dict(note.facts) for note in figure.notes if note.code == "immature"] if figure else []
    return int(young[0]["window_days"]) if young else 0


def overview_of(store: Store, scope: Scope, month: str | None = None) -> Overview | None:
    """The overview of ``month`` (the newest when None or without data); None when there are no scorecards."""
    cards = cards_in(store, scope)
    months = months_of(cards)
    if not months:
        return None
    chosen = month if month in months else months[-1]
    return overview_from(cards, chosen, vendor_names(store, scope), bases(store, scope, cards, chosen))


def overview_from(cards: Sequence[Card], month: str, names: Mapping[str, str], rests: Mapping[str, Basis]) -> Overview:
    """The overview of ``month`` from cards at hand and what each vendor's rests on."""
    return overview(
        cards, month, names, contacts=sum(each.contacts for each in rests.values()),
        evaluations=sum(each.evaluations for each in rests.values()),
        unjudged_from=min((each.unjudged_from for each in rests.values() if each.unjudged_from), default=None),
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
    return vendor_from(own, vendor, chosen, vendor_names(store, scope), bases(store, scope, own, chosen)[vendor])


def vendor_from(cards: Sequence[Card], vendor: str, month: str, names: Mapping[str, str],
                basis: Basis) -> VendorMonth | None:
    """One vendor's ``month`` from cards at hand and what it rests on; None when it has no card."""
    return vendor_month(cards, vendor, month, names, contacts=basis.contacts, evaluations=basis.evaluations,
                        unjudged_from=basis.unjudged_from)
