"""The average speed of answer."""

from __future__ import annotations

from scoring.measures.channels import CALLBACKS, by_channel, seconds_apart, unknown_outcomes, unknown_waits
from scoring.measures.interval_source import ChannelCounts, too_many, unfit
from scoring.measures.measure import Measure, Method
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def _answer(month: VendorMonth, channel: str) -> Answer:
    counts = month.counts.channels.get(channel)
    if counts is None or not counts["answered"].sum():
        return not_scored("no_answered")
    outcomes, waits = unknown_outcomes(month, channel), unknown_waits(month, channel, "waits_left_out")
    if not isinstance(outcomes, tuple):
        return outcomes
    if not isinstance(waits, tuple):
        return waits
    total_ms, known = counts["answered_wait_ms"], counts["answered_wait_known"]
    longest = float(month.counts.waits[channel].seconds.max())
    interval = month.blocks.ratio(total_ms, known * 1000, 0.0, longest, "asa")
    n, seconds = int(known.sum()), int(total_ms.sum()) / 1000
    low, high, said = seconds_apart(seconds / n, interval.low, interval.high, int((known > 0).sum()))
    return Estimate(seconds / n, low, high, n, Unit.SECONDS, seconds, n, interval.draws, (*outcomes, *waits, *said))


def _of_intervals(month: VendorMonth, counts: ChannelCounts) -> Answer:
    """The same of interval counts: the waits of all answered, added up, ÷ those answered."""
    notes = unfit(month, counts, ("offered", "answered", "wait_sum_ms"))
    if not isinstance(notes, tuple):
        return notes
    known, total_ms = counts.days["answered_wait_known"], counts.days["answered_wait_ms"]
    if not counts.total("answered"):
        return not_scored("no_answered")
    if too_many(month, counts, counts.unwaited):
        answered = counts.total("answered")
        return not_scored("waits_unknown", share=counts.unwaited / answered, of=answered,
                          limit=month.definition.unknown_share_max)
    if counts.unwaited:
        notes = (*notes, Note("waits_left_out", (("contacts", counts.unwaited),)))
    interval = month.blocks.ratio(total_ms, known * 1000, 0.0, int(total_ms.max()) / 1000, "asa")
    n, seconds = int(known.sum()), int(total_ms.sum()) / 1000
    value = seconds / n
    low, high, said = seconds_apart(value, interval.low, interval.high, int((known > 0).sum()))
    if said and said[0].code == "one_day_seconds":
        low, high, said = value, value, (Note("one_day_mean"),)
    return Estimate(value, min(low, value), max(high, value), n, Unit.SECONDS, seconds, n, interval.draws,
                    (*notes, *said))


ASA = Measure("asa", Unit.SECONDS, "low", Method(
    question="How long did those who were answered wait on average?",
    formula="Σ wait of A ÷ A; of a month with interval counts alone, of their sums",
    source="ICMI and COPC usage",
    undefined="nobody answered; more than 5 % of answered contacts without a wait, or of contacts without an outcome; "
              f"{CALLBACKS}",
    interval="days as blocks",
    gamed="those who gave up do not count, so letting long waiters go lowers it; many quick answers hide a long tail",
    caught_by=("abandonment", "wait_p95", "over_600"),
), by_channel(_answer, _of_intervals))
