"""Months of which only interval counts came: what their numerators and denominators support, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scoring.counts import DayCounts, IntArray, days_in
from scoring.interval_rows import IntervalRows, interval_rows, standing
from scoring.measures.measure import Reading
from scoring.result import Answer, Estimate, Note, not_scored
from scoring.vendor_month import VendorMonth

COUNTERS = ("vendor", "client", "carrier")
"""Whose counts are taken where there are no calls: the vendor's own report first, as its log would be."""
NOTED_AS = {"vendor": "interval_source", "client": "interval_source_client", "carrier": "interval_source_carrier"}
"""The note of a figure made of interval counts, by who counted."""


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """One channel's interval counts: ``rows`` by name and row (of the month's intervals: ``place``), ``days`` their
    sums by day as of calls, and what of them is not known.

    ``lacking`` names the columns no row has; ``uncounted`` contacts stand in rows that do not say how many were offered
    or answered, ``untimed`` answered ones in rows that do not count who was answered within the definition's threshold,
    ``unwaited`` in rows without the sum of waits. ``thresholds_s`` are other thresholds that rows count by
    (``unstated``: some state none), ``wanted_s`` the definition's. ``short`` is how many gave up within seconds, by
    the report's own idea of it.
    """

    rows: Mapping[str, IntArray]
    place: IntArray
    days: DayCounts
    lacking: tuple[str, ...]
    uncounted: int
    untimed: int
    unwaited: int
    thresholds_s: tuple[float, ...]
    unstated: bool
    short: int
    counter: str
    wanted_s: int

    def total(self, name: str) -> int:
        return int(self.days[name].sum())


Reader = Callable[[VendorMonth, ChannelCounts], Answer]


def from_intervals(month: VendorMonth, read: Reader) -> Reading | None:
    """The reading of a measure from interval counts: about the channel with most contacts, others beside it. None where
    there are none."""
    channels = channel_counts(month)
    if not channels:
        return None
    answers = {channel: _marked(month, read(month, counts), counts) for channel, counts in channels.items()}
    offered = {channel: counts.total("offered") for channel, counts in channels.items()}
    main = main_channel(channels)
    answer = answers.pop(main)
    if answers and isinstance(answer, Estimate):
        note = Note("about_channel", (("channel", main), ("own", offered[main]), ("contacts", sum(offered.values()))))
        answer = replace(answer, notes=(note, *answer.notes))
    return Reading(answer, answers)


def main_channel(channels: Mapping[str, ChannelCounts]) -> str:
    """The channel a figure of interval counts is about: that with most contacts, voice of two that are equal."""
    return max(sorted(channels), key=lambda channel: (channels[channel].total("offered"), channel == "voice"))


def _marked(month: VendorMonth, answer: Answer, counts: ChannelCounts) -> Answer:
    if not isinstance(answer, Estimate):
        return answer
    days = (("days", int(np.count_nonzero(counts.days["offered"]))), ("of", days_in(month.month)))
    return replace(answer, notes=(Note(NOTED_AS[counts.counter], days), *answer.notes))


def channel_counts(month: VendorMonth) -> Mapping[str, ChannelCounts]:
    """The counts of the month by channel, bots apart; {} without any."""
    found = standing(interval_rows(month.intervals, month.month))
    counter = next((each for each in COUNTERS if (found.counter == each).any()), None)
    if counter is None:
        return {}
    found = found.where(np.asarray((found.counter == counter) & (found.channel != "bot")))
    return {channel: _counts(month, found.where(np.asarray(found.channel == channel)), counter, channel)
            for channel in sorted(set(found.channel))}


def _counts(month: VendorMonth, found: IntervalRows, counter: str, channel: str) -> ChannelCounts:
    told = {name: np.nan_to_num(values) for name, values in found.counts.items()}
    known = {name: ~np.isnan(values) for name, values in found.counts.items()}
    present = np.maximum(told["offered"], told["answered"] + told["abandoned"])
    counted = known["offered"] & known["answered"]
    wanted_ms = month.definition.threshold_s(channel) * 1000
    timed = known["answered_in_t"] & known["threshold_ms"] & (told["threshold_ms"] == wanted_ms)
    others = told["threshold_ms"][known["answered_in_t"] & known["threshold_ms"] & ~timed] / 1000
    answered = np.where(counted, told["answered"], 0)

    inside = (found.day >= 0) & (found.day < days_in(month.month))
    by_row = {name: np.where(counted & inside, values, 0).astype(np.int64) for name, values in {
        "offered": told["offered"], "answered": answered,
        "answered_in_time": np.where(timed, np.minimum(told["answered_in_t"], answered), 0),
        "abandoned": told["abandoned"], "answered_wait_ms": told["wait_sum_ms"],
        "answered_wait_known": np.where(known["wait_sum_ms"], answered, 0),
        "abandoned_in_time": 0 * answered, "short_abandoned": 0 * answered, "unknown_outcome": 0 * answered,
    }.items()}
    days = {name: _by_day(month, found, values) for name, values in by_row.items()}
    return ChannelCounts(
        by_row, found.place, days, tuple(name for name, values in known.items() if not values.any()),
        int(present[~counted].sum()),
        int(answered[~timed].sum()), int(answered[~known["wait_sum_ms"]].sum()), tuple(sorted(set(others.tolist()))),
        bool((known["answered_in_t"] & ~known["threshold_ms"]).any()), int(told["short_abandoned"][counted].sum()),
        counter, wanted_ms // 1000)


def _by_day(month: VendorMonth, found: IntervalRows, values: IntArray) -> IntArray:
    """The sums by day of whole numbers that are 0 outside the month."""
    days = np.zeros(days_in(month.month), dtype=np.int64)
    np.add.at(days, np.clip(found.day, 0, len(days) - 1), values)
    return days


def unfit(month: VendorMonth, counts: ChannelCounts, needs: tuple[str, ...]) -> Answer | tuple[Note, ...]:
    """Why the counts support nothing that ``needs`` these columns; else what must be said of rows left out."""
    lacking = [name for name in needs if name in counts.lacking]
    if lacking:
        return not_scored("interval_counts_lack", columns=", ".join(name.replace("_ms", "_s") for name in lacking))
    limit, of = month.definition.unknown_share_max, counts.total("offered") + counts.uncounted
    if not of:
        return not_scored("no_offered")
    if counts.uncounted > limit * of:
        return not_scored("intervals_incomplete", share=counts.uncounted / of, of=of, limit=limit)
    return (Note("intervals_left_out", (("contacts", counts.uncounted),)),) if counts.uncounted else ()


def too_many(month: VendorMonth, counts: ChannelCounts, unknown: int) -> bool:
    """Whether more of those answered are unknown than may be."""
    return unknown > month.definition.unknown_share_max * counts.total("answered")


def short_note(counts: ChannelCounts, value: float, without: float | None) -> tuple[Note, ...]:
    """What must be said of those who gave up within seconds: the report does not say within how many, so that they are
    not taken off; ``without`` is what the share would be had they been."""
    if not counts.short or without is None or without == value:
        return ()
    return (Note("short_not_taken_off", (("contacts", counts.short), ("value", without))),)
