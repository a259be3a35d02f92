"""The six months as arrays of days, and each vendor's own clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sample_data.truth import Truth

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DAY_S = 86_400
START = date(2026, 5, 1)
DAYS = tuple(START + timedelta(days=n) for n in range((date(2026, 11, 1) - START).days))
MONTH_OF_DAY: Ints = np.array([day.month - 5 for day in DAYS])
WEEKDAY: Ints = np.array([day.weekday() for day in DAYS])
WEEKDAY_LOAD: Floats = np.array([1.22, 1.10, 1.03, 1.0, .98, .72, .50])
HOUR_LOAD: Floats = np.array([0] * 7 + [.6, .9, 1.25, 1.35, 1.2, .95, 1.0, 1.1, 1.1, 1.0, .95, .8, .7, .6, .5, .4, .3])


def offsets_s(vendor: Truth) -> Ints:
    """Seconds the vendor's clock is ahead of UTC, for each day (shape: days)."""
    zone = ZoneInfo(vendor.timezone)
    noons = (datetime(day.year, day.month, day.day, 12, tzinfo=zone) for day in DAYS)
    return np.array([int((noon.utcoffset() or timedelta()).total_seconds()) for noon in noons])


def opening_hours(vendor: Truth) -> Floats:
    """How busy each hour of the day is (shape 24, sums to 1); 0 while closed, part hours count in part."""
    hours = np.arange(24)
    open_share = np.clip(np.minimum(hours + 1, vendor.closes) - np.maximum(hours, vendor.opens), 0, 1)
    load = HOUR_LOAD * open_share
    answer: Floats = load / load.sum()
    return answer


def times_of_day(vendor: Truth, n: int, rng: np.random.Generator) -> Ints:
    """``n`` moments within opening hours, in seconds since midnight."""
    hours = rng.choice(24, size=n, p=opening_hours(vendor))
    low = np.maximum(hours, vendor.opens)
    high = np.minimum(hours + 1, vendor.closes)
    return np.asarray((low + (high - low) * rng.random(n)) * 3600, dtype=np.int64)
