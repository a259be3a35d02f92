"""How far the scoring of a month looks: eight days into the next, in the client's months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scoring.records import Month, VendorCode
from storage.fingerprints import HEAD_DAYS
from storage.home import Store


def last_day(month: Month) -> date:
    """The last day the scoring of ``month`` reads: the eighth of the next."""
    return date.fromisoformat(month.shifted(1).first_day) + timedelta(days=HEAD_DAYS - 1)


def end(store: Store, month: Month) -> datetime:
    """The first instant (aware, UTC) no longer read: nothing later can change the month's figures."""
    after = last_day(month) + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(store.timezone)).astimezone(UTC)


def newest_events(store: Store, kind: str, month: Month,
                  told: Iterable[tuple[str, str, datetime | None]]) -> dict[VendorCode, datetime]:
    """Each vendor's newest event (aware, UTC), at most :func:`end`, from (vendor, month, newest event of that month).

    A vendor whose promises are all due after ``month`` is absent: its ledger says nothing of a time before it began.
    """
    known = [(VendorCode(vendor), each, moment) for vendor, each, moment in told if moment is not None]
    begun = {vendor for vendor, each, _ in known if kind != "promises" or each <= str(month)}
    cap = end(store, month)
    newest: dict[VendorCode, datetime] = {}
    for vendor, _, moment in known:
        if vendor in begun:
            newest[vendor] = min(cap, max(moment, newest.get(vendor, moment)))
    return newest
