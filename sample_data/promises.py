"""Each vendor's ledger of promises. Summit's own status says nearly all were kept; its dates do not."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from sample_data.calls import customer_of
from sample_data.clock import DAYS, MONTH_OF_DAY
from sample_data.details import Log, moment
from sample_data.sheets import Cell, Table

HEADER = ("promise_id", "vendor", "made_at", "due_at", "revised_due_at", "kept_at", "status", "call_id",
          "customer",
          "promise_kind")
KINDS = ("call back", "refund", "replacement", "delivery date", "written answer")
KINDS_ZH = ("回电", "退款", "换货", "送货日期", "书面答复")
_LAST_DAY = len(DAYS) - 1
_LEDGER_CLOSES = datetime(2026, 11, 5, 18)  # noqa: DTZ001 - a wall clock
_STILL_OPEN_DAYS = 2


def _due_day(log: Log, i: int) -> int:
    """Day number of the deadline: one to six days on; the ledger ends with what is due in October."""
    return min(int(log.contacts.day[i]) + 1 + int(6 * log.noise[i, 7]), _LAST_DAY)


def due_at(log: Log, i: int) -> Cell:
    """The deadline as it was given: a day, or a day with an hour; None for one promise in twenty-five."""
    if log.noise[i, 2] < .04:
        return None
    day = moment(86_400 * _due_day(log, i))
    if log.vendor.code == "northwind" or log.noise[i, 3] < .3:
        return day + timedelta(hours=18)
    return f"{day:%Y-%m-%d}"


def promises_table(log: Log, rng: np.random.Generator) -> Table:
    """The ledger of six months. Promises of the very last day are left to the next ledger."""
    made = np.flatnonzero(log.promised & (log.contacts.day < _LAST_DAY))
    rows = [_row(log, int(i), number, rng.random(5)) for number, i in enumerate(made, start=1)]
    return Table(HEADER, rows, log.vendor.chinese)


def _row(log: Log, i: int, number: int, luck: np.ndarray) -> list[Cell]:
    due = due_at(log, i)
    last = moment(86_400 * _due_day(log, i)) + timedelta(hours=18)
    kept_in_time = luck[0] < log.vendor.kept[MONTH_OF_DAY[_due_day(log, i)]]
    made = moment(log.end[i])
    kept = made + (last - made) * float(.15 + .8 * luck[1]) if kept_in_time else _late(last, luck)
    kept = kept.replace(microsecond=0) if kept else None
    revised = _revised(log, kept) if due and not kept_in_time else None
    vendor = "蓝海" if log.vendor.chinese else log.vendor.name
    return [
        f"{log.vendor.prefix}-P{number:05d}", vendor, made, due, revised, kept,
        _status(log, i, kept, kept_in_time), log.call_id(i), customer_of(log, i) if luck[2] < .5 else None,
        (KINDS_ZH if log.vendor.chinese else KINDS)[int(5 * luck[3])],
    ]


def _late(last: datetime, luck: np.ndarray) -> datetime | None:
    """When a promise that missed its date was kept after all; None: never."""
    later = last + timedelta(hours=8) + timedelta(days=float(-2 * np.log(1 - luck[1])))
    return later if luck[4] < .65 and later < _LEDGER_CLOSES else None


def _revised(log: Log, kept: datetime | None) -> str | None:
    """Summit moves the date of what it is late with, so that its own status can say kept."""
    return f"{kept + timedelta(days=1):%Y-%m-%d}" if log.vendor.code == "summit" and kept else None


def _status(log: Log, i: int, kept: datetime | None, in_time: bool) -> str:
    if kept is None:
        return "open" if _due_day(log, i) > _LAST_DAY - _STILL_OPEN_DAYS else "broken"
    return "kept" if in_time or log.vendor.code == "summit" else "broken"
