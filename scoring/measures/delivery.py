"""How much of the month's log came: days without any contact, and gaps in which nobody could be seen coming back."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

import numpy as np

from scoring.counts import days_in
from scoring.result import FloatArray, Note
from scoring.vendor_month import VendorMonth

FEWEST_MISSED = 10
"""A gap in which fewer contacts than this would have come tells nothing: small vendors have quiet days."""


def days_missing(month: VendorMonth) -> tuple[Note, ...]:
    """What must be said where a day of the month has no contact, although its weekday has some in other weeks."""
    came = month.counts.delivered[:days_in(month.month)] > 0
    of = sum(bool(came[day % 7::7].any()) for day in range(len(came)))
    days = int(np.count_nonzero(came))
    return (Note("days_missing", (("days", days), ("of", of))),) if days < of else ()


def thin_days(month: VendorMonth) -> tuple[date, date] | None:
    """First and last of the longest run of usual days with hardly any contacts, where nobody was seen coming back.

    Looked for from the first full day to the vendor's newest contact: whatever comes after a gap makes all before it
    seem old enough to be judged. Hardly any: a tenth of what the weekday usually has, at most. A run counts that is
    longer than half of a week's usual days, so that most of what follows the contacts before it cannot be seen; a
    closed Sunday is not usual and a holiday or two is shorter. None where all is as usual. Days are the contacts' own.
    """
    delivered, usual = month.counts.delivered, _usual(month)
    run: list[int] = []
    longest: list[int] = []
    for day in range(_first_full(month, usual), _last(month) + 1):
        if usual[day % 7]:
            run = [*run, day] if delivered[day] * 10 <= usual[day % 7] else []
            longest = max(longest, run, key=len)
    missed = sum(usual[day % 7] for day in longest)
    if len(longest) * 2 <= np.count_nonzero(usual) or missed < FEWEST_MISSED:
        return None
    first = date.fromisoformat(month.month.first_day)
    return first + timedelta(days=longest[0]), first + timedelta(days=longest[-1])


def _usual(month: VendorMonth) -> FloatArray:
    """The median contacts of each weekday, counted from the month's first day; 0 where fewer than half have any.

    Over the weeks that can tell: those with more than a quarter of the busiest week's contacts. A week without a
    delivery, or with a row or two, says nothing of what is usual.
    """
    inside = month.counts.delivered[:days_in(month.month)]
    weeks = np.add.reduceat(inside, range(0, len(inside), 7))
    telling = np.repeat(weeks * 4 > weeks.max(), 7)[:len(inside)]
    alike = [inside[weekday::7][telling[weekday::7]] for weekday in range(7)]
    return np.array([median(each.tolist()) if np.count_nonzero(each) * 2 >= max(1, len(each)) else 0
                     for each in alike])


def _first_full(month: VendorMonth, usual: FloatArray) -> int:
    """The first day with more than hardly any contacts; beyond the last one where there is none."""
    delivered = month.counts.delivered
    return next((day for day in range(len(delivered)) if delivered[day] * 10 > usual[day % 7] > 0), len(delivered))


def _last(month: VendorMonth) -> int:
    """The day of the vendor's newest contact, at most the last the month's scoring reads; -1 without any."""
    newest = month.newest_contact.get(month.vendor)
    if newest is None:
        return -1
    after = (newest.date() - date.fromisoformat(month.month.first_day)).days
    return min(after, days_in(month.month) + month.definition.repeat_window_days)
