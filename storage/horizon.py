"""How far the scoring of a month looks: eight days into the next, in the client's months; and who has left by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scoring.definition import DEFAULT
from scoring.records import Month, VendorCode
from scoring.stored import HEAD_DAYS
from storage.home import Store

LEFT_AFTER = timedelta(days=DEFAULT.left_after_days)
"""A vendor whose newest contact lies further than this before the newest of all has left."""


def last_day(month: Month) -> date:
    """The last day the scoring of ``month`` reads: the eighth of the next."""
    return date.fromisoformat(month.shifted(1).first_day) + timedelta(days=HEAD_DAYS - 1)


def end(store: Store, month: Month) -> datetime:
    """The first instant (aware, UTC) no longer read: nothing later can change the month's figures."""
    after = last_day(month) + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(store.timezone)).astimezone(UTC)


def newest_events(kind: str, month: Month,
                  told: Iterable[tuple[str, str, datetime | None]]) -> dict[VendorCode, datetime]:
    """Each vendor's newest event over all months, from (vendor, month, newest event of that month).

    A vendor whose promises are all due after ``month`` is absent: its ledger says nothing of a time before it began.
    """
    known = [(VendorCode(vendor), each, moment) for vendor, each, moment in told if moment is not None]
    begun = {vendor for vendor, each, _ in known if kind != "promises" or each <= str(month)}
    newest: dict[VendorCode, datetime] = {}
    for vendor, _, moment in known:
        if vendor in begun:
            newest[vendor] = max(moment, newest.get(vendor, moment))
    return newest


def left(newest: Mapping[VendorCode, datetime], end: datetime) -> frozenset[VendorCode]:
    """Who has left before ``end`` (:func:`end` of a month): the one thing a month reads of what comes after it.

    ``newest`` is each vendor's newest contact of all months. A vendor with contacts up to ``end`` is complete for the
    month, whether it left later or not: it is never named, so that what is imported later leaves the month as it is.
    """
    last = max(newest.values(), default=end)
    return frozenset(vendor for vendor, moment in newest.items() if moment < end and last - moment > LEFT_AFTER)
