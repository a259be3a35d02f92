"""Was it resolved the first time? By what customers did next: whether they had to come back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from scoring.counts import days_in
from scoring.intervals import design_effect
from scoring.measures.channels import marked_callbacks, share_by_day
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def _total(month: VendorMonth, name: str) -> int:
    return int(month.counts.repeats[name].sum())


def unscored(month: VendorMonth) -> Answer | None:
    """Why the month's repeats cannot be told, or None when they can."""
    definition, answered, keyless = month.definition, _total(month, "answered"), _total(month, "keyless")
    if not month.counts.channels:
        return not_scored("no_calls")
    if not answered:
        return not_scored("no_answered")
    if keyless > definition.keyless_share_max * answered:
        return not_scored("customers_unknown", share=keyless / answered, of=answered,
                          limit=definition.keyless_share_max)
    if _total(month, "index_contacts"):
        return None
    if _total(month, "immature"):
        return not_scored("none_mature", immature=_total(month, "immature"), window_days=definition.repeat_window_days)
    return not_scored("no_index_contacts", switchboard=_total(month, "switchboard"), keyless=keyless)


def awaited(month: VendorMonth) -> list[str]:
    """The other vendors whose data do not yet reach the end of the window of the month's newest followed contact.

    A repeat may still turn up in what they deliver. Vendors without data for ``left_after_days`` are taken to have
    left.
    """
    newest = datetime(1970, 1, 1) + timedelta(microseconds=month.counts.newest_index_us)  # noqa: DTZ001 - naive UTC
    needed = newest + timedelta(days=month.definition.repeat_window_days)
    left = needed - timedelta(days=month.definition.left_after_days)
    return sorted(vendor for vendor, reached in month.newest_contact.items()
                  if vendor != month.vendor and left <= reached < needed)


def thin_days(month: VendorMonth) -> tuple[date, date] | None:
    """First and last of two or more usual days running, in the window before the newest contact, with hardly any.

    One late contact makes all before it seem old enough to be judged, although the repeats of the days between were
    not delivered. A weekday is usual that had contacts on half of the month's; hardly any: a tenth of their median at
    most. None where all is as usual. Days are the contacts' own.
    """
    delivered = month.counts.delivered
    inside = delivered[:days_in(month.month)]
    if not delivered.any():
        return None
    newest = int(np.flatnonzero(delivered)[-1])
    run: list[int] = []
    for day in range(max(0, newest - month.definition.repeat_window_days), newest + 1):
        alike = inside[day % 7::7]
        if np.count_nonzero(alike) * 2 < len(alike):
            continue
        if delivered[day] * 10 > np.median(alike):
            run = run if len(run) > 1 else []
            if run:
                break
        else:
            run.append(day)
    first = date.fromisoformat(month.month.first_day)
    return (first + timedelta(days=run[0]), first + timedelta(days=run[-1])) if len(run) > 1 else None


def left_out(month: VendorMonth) -> tuple[Note, ...]:
    """What is left out of the followed contacts, and whose data are still awaited."""
    definition, notes = month.definition, []
    keyless, immature, switchboard = (_total(month, name) for name in ("keyless", "immature", "switchboard"))
    if keyless:
        notes.append(Note("keyless", (("share", keyless / _total(month, "answered")), ("contacts", keyless))))
    if immature:
        notes.append(Note("immature", (("contacts", immature), ("window_days", definition.repeat_window_days))))
    if switchboard:
        notes.append(Note("switchboards", (("contacts", switchboard), ("over", definition.switchboard_over))))
    notes.extend(marked_callbacks(month, month.counts.channels))
    if (gap := thin_days(month)) is not None:
        notes.append(Note("thin_days", (("first", gap[0].isoformat()), ("last", gap[1].isoformat()))))
    if waiting := awaited(month):
        notes.append(Note("awaiting_vendors", (("vendors", ", ".join(waiting)),)))
    return tuple(notes)


def _provisional(month: VendorMonth) -> bool:
    return bool(awaited(month)) or _total(month, "immature") > 0 or thin_days(month) is not None


def _fcr_repeat(month: VendorMonth) -> Reading:
    if (why := unscored(month)) is not None:
        return Reading(why)
    repeats, sums = month.counts.repeats, month.counts.customers
    followed = repeats["index_contacts"]
    any_reason = 1 - _total(month, "repeated_any") / _total(month, "index_contacts")
    effect = design_effect(sums.sum_r / sums.sum_n, sums.customers, sums.sum_n, sums.sum_nn, sums.sum_nr, sums.sum_rr)
    notes = (Note("any_reason", (("value", any_reason),)), *left_out(month))
    return Reading(share_by_day(month, followed - repeats["repeated_same"], followed, "fcr_repeat", notes,
                                _provisional(month), effect))


def _first_agent(month: VendorMonth) -> Reading:
    if (why := unscored(month)) is not None:
        return Reading(why)
    followed, known = _total(month, "index_contacts"), _total(month, "transfers_known")
    limit = month.definition.unknown_share_max
    if followed - known > limit * followed:
        return Reading(not_scored("transfers_unknown", share=(followed - known) / followed, of=followed, limit=limit))
    notes = left_out(month)
    if known < followed:
        notes = (Note("transfers_missing", (("contacts", followed - known),)), *notes)
    sums = month.counts.customers
    effect = design_effect(sums.sum_r / sums.sum_n, sums.customers, sums.sum_n, sums.sum_nn, sums.sum_nr, sums.sum_rr)
    return Reading(share_by_day(month, month.counts.repeats["first_agent"], month.counts.repeats["index_contacts"],
                                "first_agent", notes, _provisional(month), effect))


_FOLLOWED = ("inbound contacts answered by a person, with a customer key, of customers with at most 30 contacts in the "
             "month, at least 7 × 24 h older than the vendor's newest contact")

FCR_REPEAT = Measure("fcr_repeat", Unit.SHARE, "high", Method(
    question="How many did not have to come back for the same reason?",
    formula=f"of {_FOLLOWED}: those without a later inbound contact (answered or not) by the same customer within "
            "7 × 24 h for the same reason (a blank reason matches any), on any channel, with any vendor; the vendor's "
            "own call-backs are no repeats",
    source="first-contact resolution as ISO 18295 and SQM mean it, from behaviour rather than coding",
    undefined="no contact could be followed yet; more than 5 % of answered contacts without a customer key",
    interval="days as blocks, never narrower than Wilson's with Kish's design effect for customers as clusters",
    gamed="code the second call under another reason; leave the customer blank; answer and drop; keep repeats off "
          "the log; deliver late, or one late contact alone so that all seem old enough; mark those who came back as "
          "call-backs (both are said)",
    caught_by=("first_agent", "fcr_agent", "csat", "frame_coverage"),
), _fcr_repeat)

FIRST_AGENT = Measure("first_agent", Unit.SHARE, "high", Method(
    question="How many were helped by the first person they reached, without being passed on or coming back?",
    formula=f"of {_FOLLOWED}: those without a transfer and without a repeat for the same reason; contacts that do "
            "not say whether they were transferred count as not helped",
    source="TARP: resolved by the first agent, each transfer sours",
    undefined="as fcr_repeat; more than 5 % of the followed contacts do not say whether they were transferred",
    interval="days as blocks, never narrower than Wilson's with the design effect of repeats by customer",
    gamed="ask the customer to call again; log the second leg as a new contact of another customer",
    caught_by=("fcr_repeat", "transfer_rate", "csat"),
), _first_agent)
