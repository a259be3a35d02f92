"""Answer-speed measures are about one channel: told for the main one, and for the others beside it, never pooled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from scoring.counts import DayCounts, IntArray, rows
from scoring.intervals import Interval
from scoring.measures.interval_source import ChannelCounts, Reader, from_intervals, short_note
from scoring.measures.measure import Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

CALLBACKS = "more than 5 % of the vendor's inbound contacts marked as call-backs"
"""When :func:`too_many_callbacks` leaves a measure without a value, as its method says it."""
ChannelAnswer = Callable[[VendorMonth, str], Answer]
Terms = Callable[[DayCounts], tuple[IntArray, IntArray]]
"""Numerators and denominators of a share by day."""


def by_channel(answer: ChannelAnswer, of_intervals: Reader | None = None) -> Callable[[VendorMonth], Reading]:
    """A reading of ``answer`` for the month's main channel, and for every other on which contacts came for people.

    Of a month without calls ``of_intervals`` reads the interval counts, where a measure can be made of them.
    """

    def read(month: VendorMonth) -> Reading:
        counts = month.counts
        if not counts.channels:
            return (from_intervals(month, of_intervals) if of_intervals else None) or Reading(without_calls(month))
        if (why := too_many_callbacks(month)) is not None:
            return Reading(why)
        main = counts.main_channel
        others = [channel for channel in sorted(counts.channels) if channel != main
                  and counts.wanted(channel) + counts.total(channel, "blocked") > 0]
        return Reading(_about(month, main, answer(month, main)),
                       {channel: answer(month, channel) for channel in others})

    return read


def without_calls(month: VendorMonth) -> Answer:
    """Why a measure of single calls cannot be told of a month without any."""
    return not_scored("interval_counts_only") if rows(month.intervals) else not_scored("no_calls")


def _about(month: VendorMonth, main: str, answer: Answer) -> Answer:
    """``answer`` with the channel it is about named first, where contacts came on more than one."""
    wanted = {channel: month.counts.wanted(channel) for channel in month.counts.channels}
    if not isinstance(answer, Estimate) or sum(count > 0 for count in wanted.values()) < 2:
        return answer
    note = Note("about_channel", (("channel", main), ("own", wanted[main]), ("contacts", sum(wanted.values()))))
    return replace(answer, notes=(note, *answer.notes))


def share_by_day(month: VendorMonth, numerators: IntArray, denominators: IntArray, purpose: str,
                 notes: tuple[Note, ...] = (), provisional: bool = False, design_effect: float = 1.0) -> Estimate:
    """A share of contacts from counts by day (denominators not all 0), with its day-block interval."""
    interval = month.blocks.share(numerators, denominators, purpose, design_effect)
    return share_within(interval, numerators, denominators, notes, provisional)


def share_within(interval: Interval, numerators: IntArray, denominators: IntArray, notes: tuple[Note, ...],
                 provisional: bool) -> Estimate:
    """A share from counts by day (denominators not all 0) with an interval found for it."""
    top, bottom = int(numerators.sum()), int(denominators.sum())
    if int((denominators > 0).sum()) == 1:
        notes = (*notes, Note("one_day"))
    return Estimate(top / bottom, interval.low, interval.high, bottom, Unit.SHARE, top, bottom, interval.draws,
                    notes, provisional)


def of_counts(month: VendorMonth, counts: ChannelCounts, terms: Terms, purpose: str,
              notes: tuple[Note, ...]) -> Answer:
    """A share by day of interval counts; what it would be without those who gave up within seconds is said.

    A contact may be offered in one interval and answered in the next: the figure is exact over the month, and days are
    kept within their denominators for the interval alone.
    """
    above, below = terms(counts.days)
    top, bottom = int(above.sum()), int(below.sum())
    if bottom <= 0:
        return not_scored("no_answered")
    if top > bottom:
        return not_scored("interval_counts_contradict", above=top, below=bottom)
    short = {**counts.days, "short_abandoned": _spread(counts.days["abandoned"], counts.short)}
    least, of = (int(each.sum()) for each in terms(short))
    interval = month.blocks.share(np.minimum(above, np.maximum(below, 0)), np.maximum(below, 0), purpose)
    said = short_note(counts, top / bottom, least / of if of > 0 else None)
    if int((below > 0).sum()) == 1:
        said = (*said, Note("one_day"))
    return Estimate(top / bottom, min(interval.low, top / bottom), max(interval.high, top / bottom), bottom, Unit.SHARE,
                    top, bottom, interval.draws, (*notes, *said))


def _spread(abandoned: IntArray, short: int) -> IntArray:
    """A month's short abandons as counts by day: only their sum is read, and no day has more than it lost."""
    before = np.concatenate([[0], abandoned.cumsum()[:-1]])
    return np.asarray(np.clip(short - before, 0, abandoned), dtype=np.int64)


def seconds_apart(value: float, low: float, high: float, days: int) -> tuple[float, float, tuple[Note, ...]]:
    """The ends of an interval in seconds, at least half a second from ``value`` (waits are whole), and what to say."""
    if days == 1:
        return low, high, (Note("one_day_seconds"),)
    if high - low >= 1:
        return low, high, ()
    return max(0.0, min(low, value - 0.5)), max(high, value + 0.5), (Note("whole_seconds"),)


def nobody_left(month: VendorMonth, channel: str) -> Answer:
    """Why the contacts of a channel, some of them offered, leave nothing to divide by."""
    offered = month.counts.total(channel, "offered")
    if offered and offered == month.counts.total(channel, "short_abandoned"):
        return not_scored("all_short", contacts=offered, seconds=month.definition.short_abandon_s)
    return not_scored("no_answered")


def too_many_callbacks(month: VendorMonth) -> Answer | None:
    """Why nothing can be told of the vendor's contacts: too many are marked as call-backs. None where they are few.

    They count nowhere and the mark is the vendor's own: to mark those who come back would hide them all.
    """
    marked, inbound = month.counts.everywhere("inbound_callbacks"), month.counts.everywhere("inbound")
    limit = month.definition.unknown_share_max
    if marked <= limit * inbound:
        return None
    return not_scored("callbacks_too_many", marked=marked, of=inbound, share=marked / inbound, limit=limit)


def marked_callbacks(month: VendorMonth, channels: Iterable[str]) -> tuple[Note, ...]:
    """What must be said of inbound contacts marked as call-backs: they count nowhere, and the mark is the vendor's."""
    marked = sum(month.counts.total(channel, "inbound_callbacks") for channel in channels)
    return (Note("inbound_callbacks", (("contacts", marked),)),) if marked else ()


def not_offered(month: VendorMonth, channel: str) -> tuple[Note, ...]:
    """What must be said of contacts that leave the denominator by an outcome the vendor writes itself."""
    away = {name: month.counts.total(channel, name) for name in ("after_hours", "self_served")}
    return (Note("not_offered", tuple(away.items())),) if any(away.values()) else ()


def unknown_outcomes(month: VendorMonth, channel: str,
                     code: str = "unknown_outcomes") -> Answer | tuple[Note, ...]:
    """What must be said of contacts without an outcome (as ``code``), or why they are too many to tell anything."""
    unknown, offered = month.counts.total(channel, "unknown_outcome"), month.counts.total(channel, "offered")
    if unknown > month.definition.unknown_share_max * (unknown + offered):
        return not_scored("outcomes_unknown", share=unknown / (unknown + offered), of=unknown + offered,
                          limit=month.definition.unknown_share_max)
    return (Note(code, (("contacts", unknown),)),) if unknown else ()


def abandoned_waits_missing(counts: DayCounts, terms: Terms) -> tuple[Note, ...]:
    """What must be said of those who gave up without a recorded wait, where that could change the share of ``terms``.

    Many exports record no such wait, and no one can tell then who gave up at once. None is taken to have, so that
    leaving waits out pays nobody; what the share would be had all of them is said. Nothing is where that leaves nobody.
    """
    missing = counts["abandoned"] - counts["abandoned_wait_known"]
    short = {name: counts[name] + missing for name in ("abandoned_in_time", "short_abandoned")}
    (above, below), (most, of) = ((int(each.sum()) for each in terms(found)) for found in (counts, {**counts, **short}))
    if of <= 0 or above * of == most * below:
        return ()
    return (Note("abandoned_waits_missing", (("contacts", int(missing.sum())), ("value", most / of))),)


def unknown_waits(month: VendorMonth, channel: str, code: str) -> Answer | tuple[Note, ...]:
    """What must be said of answered contacts without a wait (as ``code``), or why they are too many."""
    answered = month.counts.total(channel, "answered")
    missing = answered - month.counts.total(channel, "answered_wait_known")
    if missing > month.definition.unknown_share_max * answered:
        return not_scored("waits_unknown", share=missing / answered, of=answered,
                          limit=month.definition.unknown_share_max)
    return (Note(code, (("contacts", missing),)),) if missing else ()
