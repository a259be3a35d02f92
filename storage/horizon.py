"""How far the scoring of a month looks: eight days into the next, in the client's months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scoring.records import Month
from storage.fingerprints import HEAD_DAYS
from storage.home import Store


def last_day(month: Month) -> date:
    """The last day the scoring of ``month`` reads: the eighth of the next."""
    return date.fromisoformat(month.shifted(1).first_day) + timedelta(days=HEAD_DAYS - 1)


def end(store: Store, month: Month) -> datetime:
    """The first instant (aware, UTC) no longer read: nothing later can change the month's figures."""
    after = last_day(month) + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(store.timezone)).astimezone(UTC)
