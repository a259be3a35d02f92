"""Counts of intervals as scoring looks at them: which of those that overlap count, and the calls of the same time.

One contact must not be counted twice. So of the rows of one counter on one channel that overlap in time and in what
they count, one stands: the row of all queues before that of one (which is a part of it), of one queue's rows the one
delivered last, of one delivery's the shorter. Counters are never added up.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.call_queries import INBOUND, WANTED
from scoring.columns import folded, moments
from scoring.counts import Columns, rows
from scoring.records import Month
from scoring.result import FloatArray

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
COUNTS = ("offered", "answered", "answered_in_t", "threshold_ms", "abandoned", "short_abandoned", "wait_sum_ms")
INDEPENDENT = ("client", "carrier")
"""Who counts independently of the vendor; of equals the first is told first."""
CALL_COLUMNS = ("programme", "queue")
"""What :func:`interval_queries` reads of a contact beside :data:`scoring.call_queries.COLUMNS_READ`."""
_MINUTE_US = 60_000_000

Scope = tuple[str, str]
"""Programme and queue of a count, folded; '' for all of them."""


def interval_queries() -> dict[str, str]:
    """The query that sets calls beside intervals, by name; asked where the month has interval counts.

    Beside ``contacts`` it reads the relation ``intervals``: those of ALL vendors in the month, columns as stored plus
    ``vendor``. ``segments``: contacts of customers per vendor, channel, programme, queue (both folded, NULL where a
    contact names none) and ``edge``, the last begin or end of any interval of that vendor before them. ``contacts``
    counts all but those turned away before they reached the vendor, whatever became of them; ``wanted`` those that
    wanted a person.
    """
    return {"segments": f"""WITH edges AS (
  SELECT DISTINCT vendor, unnest([start_at, start_at + to_microseconds(round(minutes * {_MINUTE_US})::BIGINT)]) AS edge
  FROM intervals
), delivered AS (
  SELECT vendor, channel, started_at, nullif(lower(trim(programme)), '') AS programme,
    nullif(lower(trim(queue)), '') AS queue, {WANTED} AS is_wanted
  FROM contacts WHERE vendor IN (SELECT vendor FROM edges) AND {INBOUND} AND outcome IS DISTINCT FROM 'blocked'
)
SELECT delivered.vendor, channel, programme, queue, edge, count(*) AS contacts,
  count(*) FILTER (is_wanted) AS wanted
FROM delivered ASOF JOIN edges ON delivered.vendor = edges.vendor AND delivered.started_at >= edges.edge
GROUP BY ALL"""}


@dataclass(frozen=True, slots=True)
class IntervalRows:
    """A vendor's rows of interval counts, arrays of one length; ``counts`` by name, NaN where a row does not say.

    ``start_us`` and ``end_us`` are microseconds since 1970 (UTC), ``day`` the day of the month from 0.
    """

    counter: npt.NDArray[np.object_]
    channel: npt.NDArray[np.object_]
    programme: npt.NDArray[np.object_]
    queue: npt.NDArray[np.object_]
    start_us: IntArray
    end_us: IntArray
    day: IntArray
    batch: IntArray
    counts: Mapping[str, FloatArray]

    def __len__(self) -> int:
        return len(self.start_us)

    def where(self, mask: BoolArray) -> IntervalRows:
        """Those rows alone."""
        return IntervalRows(self.counter[mask], self.channel[mask], self.programme[mask], self.queue[mask],
                            self.start_us[mask], self.end_us[mask], self.day[mask], self.batch[mask],
                            {name: values[mask] for name, values in self.counts.items()})

    def by_scope(self) -> list[tuple[Scope, BoolArray]]:
        """Which rows count what, the widest scopes first."""
        place: dict[Scope, int] = {}
        codes = np.array([place.setdefault(scope, len(place)) for scope in zip(self.programme, self.queue,
        strict=True)],
                         dtype=np.int64)
        scopes = sorted(place, key=lambda scope: (sum(map(bool, scope)), scope))
        return [(scope, np.asarray(codes == place[scope])) for scope in scopes]


def interval_rows(columns: Columns, month: Month) -> IntervalRows:
    """The rows of ``columns`` (of kind intervals, as stored) that lie in ``month`` and last some time."""
    if not rows(columns):
        columns = {}
    start = moments(_of(columns, "start_at", "datetime64[us]")).astype(np.int64)
    lasts = np.round(_numbers(_of(columns, "minutes")) * _MINUTE_US)
    first = np.datetime64(month.first_day, "D")
    day = (moments(_of(columns, "day", "datetime64[us]")).astype("datetime64[D]") - first).astype(np.int64)
    counter, channel, programme, queue = (folded(_of(columns, name))
                                          for name in ("counted_by", "channel", "programme", "queue"))
    found = IntervalRows(
        counter, channel, programme, queue, start, start + np.nan_to_num(lasts).astype(np.int64), day,
        np.nan_to_num(_numbers(_of(columns, "batch"))).astype(np.int64),
        {name: _numbers(_of(columns, name)) for name in COUNTS})
    return found.where(np.asarray(lasts > 0))


def standing(found: IntervalRows) -> IntervalRows:
    """Those rows that count, one contact once: of each counter and channel, what no other row overrides."""
    keep = np.zeros(len(found), dtype=bool)
    for of in sorted(set(zip(found.counter, found.channel, strict=True))):
        at = np.flatnonzero((found.counter == of[0]) & (found.channel == of[1]))
        keep[at[_standing(found.where(_mask(at, len(found))))]] = True
    return found.where(keep)


@dataclass(frozen=True, slots=True)
class Beside:
    """Counts of one counter beside the calls of the same time: contacts ``counted`` and ``logged``, on how many
    ``days`` of the month; and queues counted that the log does not name at all, with what was counted of them."""

    counted: int
    logged: int
    days: int
    unnamed: tuple[str, ...] = ()
    unnamed_counted: int = 0
    comparable: bool = True


def beside_calls(found: IntervalRows, segments: Columns, which: str = "contacts") -> Beside:
    """``found`` (:func:`standing`, of one counter, each with ``offered``) beside the vendor's own ``segments``.

    ``which`` contacts of the log are taken: ``contacts`` or ``wanted``. A count of a queue or programme is set beside
    the contacts that name it. Where the log names none of those that are counted, nothing can be compared.
    """
    counted = logged = unnamed_counted = 0
    unnamed: list[str] = []
    own = _Segments(segments, which)
    for channel in sorted(set(found.channel)):
        rows_ = found.where(np.asarray(found.channel == channel))
        for scope, mask in rows_.by_scope():
            offered = int(np.nansum(rows_.counts["offered"][mask]))
            counted += offered
            logged += own.within(channel, scope, rows_.start_us[mask], rows_.end_us[mask])
            if not own.names(channel, scope):
                unnamed.append(" / ".join(filter(None, scope)))
                unnamed_counted += offered
    days = len(set(found.day.tolist()))
    return Beside(counted, logged, days, tuple(unnamed), unnamed_counted, unnamed_counted < counted or not unnamed)


class _Segments:
    """A vendor's contacts by channel, programme, queue and the last edge before them."""

    def __init__(self, segments: Columns, which: str) -> None:
        empty: Columns = segments if rows(segments) else {}
        self.channel, self.programme, self.queue = (folded(_of(empty, name))
                                                    for name in ("channel", "programme", "queue"))
        self.edge = moments(_of(empty, "edge", "datetime64[us]")).astype(np.int64)
        self.contacts = np.nan_to_num(_numbers(_of(empty, which))).astype(np.int64)

    def _of_scope(self, channel: str, scope: Scope) -> BoolArray:
        programme, queue = scope
        mask = self.channel == channel
        if programme:
            mask = mask & (self.programme == programme)
        return np.asarray(mask & (self.queue == queue) if queue else mask, dtype=bool)

    def names(self, channel: str, scope: Scope) -> bool:
        """Whether the log knows the scope; one of everything it does."""
        return scope == ("", "") or bool(self._of_scope(channel, scope).any())

    def within(self, channel: str, scope: Scope, starts: IntArray, ends: IntArray) -> int:
        """The contacts of a scope in windows that do not overlap; every window's ends are edges."""
        order = np.argsort(starts)
        mask = self._of_scope(channel, scope)
        at = np.searchsorted(starts[order], self.edge[mask], side="right") - 1
        inside = (at >= 0) & (self.edge[mask] < ends[order][np.maximum(at, 0)])
        return int(self.contacts[mask][inside].sum())


def _standing(found: IntervalRows) -> IntArray:
    """Positions of the rows that stand, of one counter's on one channel."""
    kept: list[tuple[Scope, IntArray]] = []
    for scope, mask in found.by_scope():
        at = np.flatnonzero(mask)
        for other, taken in kept:
            if _meet(scope, other):
                at = at[~_overlaps(found.start_us[at], found.end_us[at], found.start_us[taken], found.end_us[taken])]
        kept.append((scope, at[_newest(found.where(_mask(at, len(found))))]))
    return np.concatenate([np.empty(0, dtype=np.int64), *(at for _, at in kept)])


def _meet(one: Scope, other: Scope) -> bool:
    """Whether a contact may be of both scopes."""
    return all(not mine or not theirs or mine == theirs for mine, theirs in zip(one, other, strict=True))


def _newest(found: IntervalRows) -> IntArray:
    """Positions of the rows of one scope that stand: none overlaps another, the newest delivery before older ones, of
    one delivery the shorter before the longer."""
    order = np.argsort(found.start_us, kind="stable")
    if not (found.start_us[order][1:] < found.end_us[order][:-1]).any():
        return np.arange(len(found))
    taken: list[tuple[int, int]] = []
    kept: list[int] = []
    for each in np.lexsort((found.start_us, found.end_us - found.start_us, -found.batch)).tolist():
        start, end = int(found.start_us[each]), int(found.end_us[each])
        place = bisect_right(taken, (start, end))
        if not any(one < end and start < other for one, other in taken[max(0, place - 1):place + 1]):
            insort(taken, (start, end))
            kept.append(each)
    return np.array(sorted(kept), dtype=np.int64)


def _overlaps(starts: IntArray, ends: IntArray, taken_starts: IntArray, taken_ends: IntArray) -> BoolArray:
    """Which windows overlap one of those taken, which do not overlap each other."""
    if not len(taken_starts):
        return np.zeros(len(starts), dtype=bool)
    order = np.argsort(taken_starts)
    first_later = np.searchsorted(taken_ends[order], starts, side="right")
    beyond = np.append(taken_starts[order], np.iinfo(np.int64).max)
    return np.asarray(beyond[first_later] < ends)


def _mask(at: IntArray, size: int) -> BoolArray:
    mask = np.zeros(size, dtype=bool)
    mask[at] = True
    return mask


def _of(columns: Columns, name: str, dtype: str = "object") -> Any:
    return columns[name] if name in columns else np.ma.MaskedArray(np.empty(0, dtype=dtype))


def _numbers(values: Any) -> FloatArray:
    """Numbers as floats, NaN for NULL."""
    bare = np.ma.getdata(values)
    known = ~np.ma.getmaskarray(values) & np.array([value is not None for value in bare], dtype=bool)
    answer = np.full(len(bare), np.nan)
    answer[known] = bare[known].astype(np.float64)
    return answer

