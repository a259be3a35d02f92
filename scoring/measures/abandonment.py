"""Those who gave up, and those who were not even let in."""

from __future__ import annotations

from scoring.counts import DayCounts, IntArray
from scoring.measures.channels import (
    CALLBACKS,
    abandoned_waits_missing,
    by_channel,
    marked_callbacks,
    nobody_left,
    not_offered,
    of_counts,
    share_by_day,
    unknown_outcomes,
)
from scoring.measures.interval_source import ChannelCounts, unfit
from scoring.measures.measure import Measure, Method
from scoring.result import Answer, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def _abandoned(month: VendorMonth, channel: str) -> Answer:
    counts = month.counts.channels.get(channel)
    if counts is None or not month.counts.wanted(channel):
        return not_scored("no_offered")
    notes = unknown_outcomes(month, channel)
    if not isinstance(notes, tuple):
        return notes
    if not (counts["offered"] - counts["short_abandoned"]).sum():
        return nobody_left(month, channel)
    said = (*abandoned_waits_missing(counts, terms), *not_offered(month, channel), *marked_callbacks(month, [channel]))
    return share_by_day(month, *terms(counts), "abandonment", (*notes, *said))


def _of_intervals(month: VendorMonth, interval_counts: ChannelCounts) -> Answer:
    """The same of interval counts. Who gave up within how many seconds they do not say: nobody is taken off."""
    notes = unfit(month, interval_counts, ("offered", "answered", "abandoned"))
    if not isinstance(notes, tuple):
        return notes
    return of_counts(month, interval_counts, terms, "abandonment", notes)


def terms(counts: DayCounts) -> tuple[IntArray, IntArray]:
    """Numerators and denominators of abandonment, one for each element of the ``counts``."""
    short = counts["short_abandoned"]
    return counts["abandoned"] - short, counts["offered"] - short


def _blocked(month: VendorMonth, channel: str) -> Answer:
    counts = month.counts.channels.get(channel)
    if counts is None or not month.counts.wanted(channel) + counts["blocked"].sum():
        return not_scored("no_offered")
    notes = unknown_outcomes(month, channel)
    if not isinstance(notes, tuple):
        return notes
    if not counts["blocked"].sum():
        notes = (*notes, Note("none_blocked"))
    return share_by_day(month, counts["blocked"], counts["offered"] + counts["blocked"], "blocked_rate", notes)


ABANDONMENT = Measure("abandonment", Unit.SHARE, "low", Method(
    question="How many gave up before anybody answered?",
    formula="(B − B≤s) ÷ (O − B≤s), s = 5 seconds: whoever gives up sooner may have misdialled. Contacts without an "
            "outcome are left out and said: whether they gave up would be a guess (`service_level` counts them "
            "against the vendor). So are contacts after hours and self-served ones. Abandoned contacts without a "
            "waiting time count as not short: the share if all were is said. Of a month with interval counts alone "
            "nobody is short, for they do not say within how many seconds",
    source="ICMI and COPC usage",
    undefined=f"no contact offered; more than 5 % of contacts without an outcome; {CALLBACKS}",
    interval="days as blocks, never narrower than Wilson's for independent contacts",
    gamed="send callers away as blocked, after-hours, voicemail or self-served; write the wait of the abandoned as "
          "5 seconds or less; answer and drop",
    caught_by=("blocked_rate", "service_level", "fcr_repeat", "wait_p95"),
), by_channel(_abandoned, _of_intervals))

BLOCKED_RATE = Measure("blocked_rate", Unit.SHARE, "low", Method(
    question="How many were turned away before they could wait?",
    formula="K ÷ (O + K)",
    source="ICMI usage",
    undefined=f"nobody offered nor blocked; more than 5 % of contacts without an outcome; {CALLBACKS}",
    interval="days as blocks, never narrower than Wilson's for independent contacts",
    gamed="leave blocked attempts out of the log: only the carrier's or the client's own counts show them",
    caught_by=("fcr_repeat", "frame_coverage"),
), by_channel(_blocked))
