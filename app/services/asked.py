"""What somebody asked for, understood: a month, a vendor, a date; UserError with a sentence where it is none."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.errors import UserError
from scoring.records import Month, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.home import Store


def month_asked(text: str | None) -> Month | None:
    try:
        return Month.parse(text) if text is not None else None
    except ValueError as error:
        raise UserError("bad_month", f"{error}.") from None


def moment_asked(store: Store, text: str | None) -> datetime | None:
    """The end of the day named, in the client's zone; None (now) for today and what is not given."""
    if text is None:
        return None
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UserError("bad_date", f"{text!r} is not a date; write it as 2026-06-02.") from None
    zone = ZoneInfo(store.timezone)
    moment = given if given.tzinfo else given.replace(tzinfo=zone)
    if len(text.strip()) == 10:
        moment = datetime.combine(given.date() + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    now = datetime.now(UTC)
    if given.date() > now.astimezone(zone).date():
        raise UserError("future_date", f"{text} lies in the future; the data are known as of today at the latest.")
    return None if moment >= now else moment


def vendor_asked(store: Store, scope: Scope, text: str | None) -> VendorCode | None:
    from storage import vendors

    if text is None:
        return None
    code = vendors.names(store).get(text.strip().casefold())
    if code is None or not scope.allows(code):
        raise UserError("unknown_vendor", f"There is no vendor {text!r}. See them: openline vendors list")
    return VendorCode(code)
