"""Did the vendor hand over every call? Its log beside what somebody else counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scoring.counts import rows
from scoring.interval_rows import INDEPENDENT, Beside, IntervalRows, beside_calls, interval_rows, standing
from scoring.measures.channels import without_calls
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

OWN = "vendor"


def _read(month: VendorMonth) -> Reading:
    if not rows(month.intervals) or not len(found := _offering(month)):
        return Reading(not_scored("no_independent_count"))
    if not month.counts.channels:
        return Reading(without_calls(month))
    independent = found.where(np.isin(found.counter, INDEPENDENT))
    own = compared(month)
    if not len(own):
        return Reading(_without_independent(month, found))
    counter = str(own.counter[0])
    channels = sorted(set(own.channel))
    by_channel = {channel: _answer(month, own.where(np.asarray(own.channel == channel)), counter)
                  for channel in channels} if len(channels) > 1 else {}
    return Reading(_noted(_answer(month, own, counter), (*_others(month, independent, counter), *_own(month, found))),
                   by_channel)


def compared(month: VendorMonth) -> IntervalRows:
    """The rows the log is set beside: those of the independent counter that counted most; none where nobody did."""
    found = _offering(month)
    independent = found.where(np.isin(found.counter, INDEPENDENT))
    return independent.where(np.asarray(independent.counter == _widest(independent), dtype=bool))


def _offering(month: VendorMonth) -> IntervalRows:
    """The rows that say how many contacts were offered, each contact once a counter."""
    found = interval_rows(month.intervals, month.month)
    return standing(found.where(~np.isnan(found.counts["offered"])))


def _widest(found: IntervalRows) -> str | None:
    """The independent counter that counted most; of equals the client. None where none counted anything."""
    counted = {counter: int(found.counts["offered"][found.counter == counter].sum()) for counter in INDEPENDENT}
    widest = max(INDEPENDENT, key=lambda counter: counted[counter])
    return widest if counted[widest] else None


def _answer(month: VendorMonth, found: IntervalRows, counter: str) -> Answer:
    beside = beside_calls(found, month.segments)
    if not beside.counted:
        return not_scored("nothing_counted")
    if not beside.comparable:
        return not_scored("queues_differ", queues=", ".join(beside.unnamed), contacts=beside.counted)
    value = beside.logged / beside.counted
    facts = (("contacts", beside.counted), ("days", beside.days))
    compared = Note("counted_by_client", facts) if counter == "client" else Note("counted_by_carrier", facts)
    return Estimate(value, value, value, beside.counted, Unit.SHARE, beside.logged, beside.counted,
                    notes=(compared, *_gap(beside), *_unnamed(beside), Note("census")))


def _gap(beside: Beside) -> tuple[Note, ...]:
    if beside.logged < beside.counted:
        return (Note("not_logged", (("contacts", beside.counted - beside.logged),)),)
    if beside.logged > beside.counted:
        return (Note("logged_beyond", (("contacts", beside.logged - beside.counted),)),)
    return ()


def _unnamed(beside: Beside) -> tuple[Note, ...]:
    if not beside.unnamed:
        return ()
    return (Note("queues_not_logged", (("queues", ", ".join(beside.unnamed)), ("contacts", beside.unnamed_counted))),)


def _others(month: VendorMonth, found: IntervalRows, counter: str) -> tuple[Note, ...]:
    """What the other independent counter says."""
    notes = []
    for other in INDEPENDENT:
        theirs = found.where(np.asarray(found.counter == other))
        if other == counter or not len(theirs):
            continue
        beside = beside_calls(theirs, month.segments)
        if beside.counted and beside.comparable:
            facts = (("contacts", beside.counted), ("value", beside.logged / beside.counted))
            notes.append(Note("client_counts", facts) if other == "client" else Note("carrier_counts", facts))
    return tuple(notes)


def _beside_own(month: VendorMonth, found: IntervalRows) -> Beside | None:
    """The vendor's own interval counts beside its own log: who wanted a person, by either."""
    beside = beside_calls(found.where(np.asarray(found.counter == OWN)), month.segments, "wanted")
    return beside if beside.counted and beside.comparable else None


def _own(month: VendorMonth, found: IntervalRows) -> tuple[Note, ...]:
    beside = _beside_own(month, found)
    if beside is None:
        return ()
    facts = (("contacts", beside.counted), ("logged", beside.logged), ("value", beside.logged / beside.counted))
    return (Note("own_counts", facts),)


def _without_independent(month: VendorMonth, found: IntervalRows) -> Answer:
    beside = _beside_own(month, found)
    if beside is None:
        return not_scored("no_independent_count")
    return not_scored("only_own_count", contacts=beside.counted, logged=beside.logged,
                      value=beside.logged / beside.counted)


def _noted(answer: Answer, notes: tuple[Note, ...]) -> Answer:
    if not isinstance(answer, Estimate):
        return answer
    return replace(answer, notes=(*answer.notes, *notes))


def bars_excellent(reading: Reading, least: float) -> tuple[Note, ...]:
    """What must be said where coverage was measured below ``least``, on any channel; () where it was not."""
    measured = [each for each in (reading.answer, *reading.by_channel.values()) if isinstance(each, Estimate)]
    lowest = min((each.value for each in measured), default=1.0)
    return (Note("coverage_too_low", (("value", lowest), ("least", least))),) if lowest < least else ()


FRAME_COVERAGE = Measure("frame_coverage", Unit.SHARE, "neither", Method(
    question="Did the vendor hand over every call?",
    formula="contacts in the vendor's log ÷ contacts offered by an independent count (intervals counted by carrier or "
            "client), in exactly the intervals, channels, queues and programmes that it covers, whatever became of "
            "them: "
            "the log's inbound contacts but those blocked and its own call-backs; the count's `offered`. An interval "
            "counts "
            "in the month it begins, its contacts with it. Of rows that overlap one counts: all queues before one of "
            "them, "
            "the newest delivery before older ones, the shorter before the longer. Carrier and client are never "
            "added up: "
            "who counted more is told, the other beside it; the vendor's own interval counts only beside. Above 1 "
            "where the "
            "log holds more than was counted",
    source="frame coverage, as in survey sampling: Groves et al. 2009, *Survey Methodology*, chapter 3",
    undefined="no independent count with contacts offered; no calls; none of the queues counted stands in the log",
    interval="none: both sides are counted in full",
    gamed="leave out calls while nobody else counts; name queues otherwise than the count does (said, and not "
          "measurable "
          "where it hits all); fill the log with contacts that never were (above 1, said); leave out in one hour and "
          "add in "
          "another, where both are covered",
    caught_by=("fcr_repeat", "service_level", "csat"),
), _read)
