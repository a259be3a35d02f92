"""What scoring asks of the stored calls, as data: SQL over one relation, answered in integer counts per vendor and day.

``storage`` executes the queries of :mod:`scoring.call_queries` over the relations ``contacts`` and ``coverage`` and
knows nothing of their meaning; ``scoring`` never sees a connection. Here is what comes back, typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.call_queries import COLUMNS_READ, ROWS_BEHIND, RowsBehind, month_queries, rows_behind
from scoring.records import Month, VendorCode

__all__ = ["COLUMNS_READ", "EMPTY", "ROWS_BEHIND", "CallCounts", "ClusterSums", "Columns", "MonthInputs", "RowsBehind",
           "WaitHistogram", "call_counts", "days_in", "month_queries", "of_vendor", "rows", "rows_behind"]

Columns = Mapping[str, npt.NDArray[Any]]
"""A small table as named NumPy arrays of one length: what DuckDB's ``fetchnumpy`` answers (masked where NULL)."""


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """Everything one month's scorecards rest on, for all vendors at once (repeats cross vendors, ranks compare them).

    ``calls`` holds one :data:`Columns` for each query of :func:`month_queries`, and of
    :func:`scoring.interval_rows.interval_queries` where the month has intervals. The five row sets are per vendor, as
    stored, every column of the kind plus ``source_row`` and ``batch``; evaluations also carry the columns of
    :data:`scoring.judged_calls.JUDGED_CALL` (NULL where the call is not known). Feedback spans the month before to the
    month after, because an item without a call id is matched by time. ``left`` are the vendors taken to have left:
    nobody waits for their data. Times are naive UTC.
    """

    month: Month
    vendors: tuple[VendorCode, ...]
    calls: Mapping[str, Columns]
    newest_contact: Mapping[VendorCode, datetime]
    left: frozenset[VendorCode] = frozenset()
    evaluations: Mapping[VendorCode, Columns] = field(default_factory=dict)
    feedback: Mapping[VendorCode, Columns] = field(default_factory=dict)
    promises: Mapping[VendorCode, Columns] = field(default_factory=dict)
    surveys: Mapping[VendorCode, Columns] = field(default_factory=dict)
    intervals: Mapping[VendorCode, Columns] = field(default_factory=dict)
    newest_promise_event: Mapping[VendorCode, datetime] = field(default_factory=dict)


def rows(columns: Columns) -> int:
    """How many rows ``columns`` has (0 when it has no columns)."""
    return len(next(iter(columns.values()))) if columns else 0


EMPTY: Columns = {"vendor": np.empty(0, dtype=object)}
IntArray = npt.NDArray[np.int64]
DayCounts = Mapping[str, IntArray]
"""Integer counts by name, one element for each day of the month, shape ``(days_in(month),)``."""


@dataclass(frozen=True, slots=True)
class WaitHistogram:
    """How many contacts of each day waited how many whole seconds (rounded up).

    ``seconds`` ascending, shape ``(S,)``; ``contacts`` of shape ``(days, S)``.
    """

    seconds: IntArray
    contacts: IntArray


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums over customers of their index contacts n and those repeated r, for a variance clustered by customer."""

    customers: int = 0
    sum_n: int = 0
    sum_r: int = 0
    sum_nn: int = 0
    sum_nr: int = 0
    sum_rr: int = 0


@dataclass(frozen=True, slots=True)
class CallCounts:
    """One vendor's month of calls in counts: by channel and day, its waits, and what was repeated by day."""

    channels: Mapping[str, DayCounts]
    waits: Mapping[str, WaitHistogram]
    repeats: DayCounts
    customers: ClusterSums
    newest_index_us: int = 0
    delivered: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Contacts of customers by day, from the month's first day to :data:`DAYS_AFTER` days after it."""

    def total(self, channel: str, name: str) -> int:
        """The month's sum of a count on a channel (0 for a channel without contacts)."""
        return int(self.channels[channel][name].sum()) if channel in self.channels else 0

    def everywhere(self, name: str) -> int:
        """The month's sum of a count over all channels."""
        return sum(self.total(channel, name) for channel in self.channels)

    @property
    def main_channel(self) -> str:
        """The channel that speed of answer is about: the busiest by :meth:`wanted`, voice of two that are equal."""
        wanted = {channel: self.wanted(channel) for channel in sorted(self.channels)}
        return max(wanted, key=lambda each: (wanted[each], each == "voice")) if wanted else "voice"

    def wanted(self, channel: str) -> int:
        """How many contacts wanted a person on a channel: those offered, and those that do not say what became of them.
        """
        return self.total(channel, "offered") + self.total(channel, "unknown_outcome")


DAYS_AFTER = 9
"""Contacts of so many days after the month may be given: the repeat window, and the zones at its end."""


@cache
def days_in(month: Month) -> int:
    """How many days ``month`` has."""
    return (date.fromisoformat(month.shifted(1).first_day) - date.fromisoformat(month.first_day)).days


def call_counts(inputs: MonthInputs) -> dict[VendorCode, CallCounts]:
    """The counts of every vendor of ``inputs``, read from the answers to :func:`month_queries`."""
    days, waits, repeats, delivered = (inputs.calls.get(name, EMPTY) for name in
                                       ("days", "waits", "repeats", "delivered"))
    answer = {}
    for vendor in inputs.vendors:
        repeated = of_vendor(repeats, vendor)
        by_day = _where(repeated, ~np.ma.getmaskarray(repeated["day"])) if rows(repeated) else {}
        answer[vendor] = CallCounts(
            channels=_by_channel(of_vendor(days, vendor), inputs.month),
            waits=_histograms(of_vendor(waits, vendor), inputs.month),
            repeats=_daily(by_day, inputs.month, _REPEAT_COUNTS),
            customers=_sums(repeated),
            newest_index_us=int(_filled(by_day["newest_index_us"]).max()) if rows(by_day) else 0,
            delivered=_delivered(of_vendor(delivered, vendor), inputs.month),
        )
    return answer


_REPEAT_COUNTS = ("answered", "keyless", "switchboard", "immature", "index_contacts", "repeated_same", "repeated_any",
                  "transfers_known", "first_agent")
_SUMS = ("customers", "sum_n", "sum_r", "sum_nn", "sum_nr", "sum_rr")
_NOT_COUNTS = ("vendor", "channel", "day")


def _where(columns: Columns, mask: npt.NDArray[np.bool_]) -> Columns:
    return {name: values[mask] for name, values in columns.items()}


def of_vendor(columns: Columns, vendor: str) -> Columns:
    """The rows of ``columns`` whose ``vendor`` it is."""
    return _where(columns, np.asarray(columns["vendor"] == vendor, dtype=bool)) if rows(columns) else {}


def _filled(values: npt.NDArray[Any]) -> IntArray:
    return np.asarray(np.ma.filled(values, 0), dtype=np.int64)


def _day_index(columns: Columns, month: Month) -> IntArray:
    first = np.datetime64(month.first_day, "D")
    days = np.asarray(np.ma.filled(columns["day"], first)).astype("datetime64[D]")
    return np.asarray((days - first).astype(np.int64))


def _daily(columns: Columns, month: Month, names: tuple[str, ...]) -> dict[str, IntArray]:
    answer = {name: np.zeros(days_in(month), dtype=np.int64) for name in names}
    if rows(columns):
        at = _day_index(columns, month)
        for name in names:
            np.add.at(answer[name], at, _filled(columns[name]))
    return answer


def _delivered(columns: Columns, month: Month) -> IntArray:
    answer = np.zeros(days_in(month) + DAYS_AFTER, dtype=np.int64)
    if rows(columns):
        np.add.at(answer, np.clip(_day_index(columns, month), 0, len(answer) - 1), _filled(columns["contacts"]))
    return answer


def _by_channel(columns: Columns, month: Month) -> dict[str, DayCounts]:
    if not rows(columns):
        return {}
    names = tuple(name for name in columns if name not in _NOT_COUNTS)
    channels = np.asarray(columns["channel"], dtype=object)
    return {channel: _daily(_where(columns, channels == channel), month, names) for channel in sorted(set(channels))}


def _histograms(columns: Columns, month: Month) -> dict[str, WaitHistogram]:
    if not rows(columns):
        return {}
    answer = {}
    channels = np.asarray(columns["channel"], dtype=object)
    for channel in sorted(set(channels)):
        own = _where(columns, channels == channel)
        seconds, at = np.unique(_filled(own["wait_s"]), return_inverse=True)
        contacts = np.zeros((days_in(month), len(seconds)), dtype=np.int64)
        np.add.at(contacts, (_day_index(own, month), at), _filled(own["contacts"]))
        answer[channel] = WaitHistogram(seconds, contacts)
    return answer


def _sums(repeated: Columns) -> ClusterSums:
    if not rows(repeated):
        return ClusterSums()
    own = _where(repeated, np.ma.getmaskarray(repeated["day"]))
    return ClusterSums(*(int(_filled(own[name]).sum()) for name in _SUMS))
