"""Was it resolved the first time? By what customers did next: whether they had to come back."""

from __future__ import annotations

from datetime import datetime, timedelta

from scoring.intervals import design_effect
from scoring.measures.channels import CALLBACKS, marked_callbacks, share_by_day, too_many_callbacks, without_calls
from scoring.measures.delivery import days_missing, thin_days
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def _total(month: VendorMonth, name: str) -> int:
    return int(month.counts.repeats[name].sum())


def unscored(month: VendorMonth) -> Answer | None:
    """Why the month's repeats cannot be told, or None when they can."""
    definition, answered, keyless = month.definition, _total(month, "answered"), _total(month, "keyless")
    if not month.counts.channels:
        return without_calls(month)
    if (why := too_many_callbacks(month)) is not None:
        return why
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

    A repeat may still turn up in what they deliver; not in that of a vendor that has left.
    """
    newest = datetime(1970, 1, 1) + timedelta(microseconds=month.counts.newest_index_us)  # noqa: DTZ001 - naive UTC
    needed = newest + timedelta(days=month.definition.repeat_window_days)
    return sorted(vendor for vendor, reached in month.newest_contact.items()
                  if vendor != month.vendor and vendor not in month.left and reached < needed)


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
    notes.extend((*marked_callbacks(month, month.counts.channels), *days_missing(month)))
    if (gap := thin_days(month)) is not None:
        notes.append(Note("thin_days", (("first", gap[0].isoformat()), ("last", gap[1].isoformat()))))
    if waiting := awaited(month):
        notes.append(Note("awaiting_vendors", (("vendors", ", ".join(waiting)),)))
    return tuple(notes)


_MAY_CHANGE = frozenset(("immature", "thin_days", "awaiting_vendors"))
"""Notes that say: a later delivery may show more repeats."""


def _provisional(notes: tuple[Note, ...]) -> bool:
    return any(note.code in _MAY_CHANGE for note in notes)


def _fcr_repeat(month: VendorMonth) -> Reading:
    if (why := unscored(month)) is not None:
        return Reading(why)
    repeats, sums = month.counts.repeats, month.counts.customers
    followed = repeats["index_contacts"]
    any_reason = 1 - _total(month, "repeated_any") / _total(month, "index_contacts")
    effect = design_effect(sums.sum_r / sums.sum_n, sums.customers, sums.sum_n, sums.sum_nn, sums.sum_nr, sums.sum_rr)
    notes = (Note("any_reason", (("value", any_reason),)), *left_out(month))
    return Reading(share_by_day(month, followed - repeats["repeated_same"], followed, "fcr_repeat", notes,
                                _provisional(notes), effect))


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
                                "first_agent", notes, _provisional(notes), effect))


_FOLLOWED = ("inbound contacts answered by a person, with a customer key, of customers with at most 30 contacts in the "
             "month, at least 7 × 24 h older than the vendor's newest inbound contact (of a vendor that has left, its "
             "newest lying more than 62 days before the newest of all vendors: whatever their age)")

FCR_REPEAT = Measure("fcr_repeat", Unit.SHARE, "high", Method(
    question="How many did not have to come back for the same reason?",
    formula=f"of {_FOLLOWED}: those without a later inbound contact (answered or not) by the same customer within "
            "7 × 24 h for the same reason (a blank reason matches any), on any channel, with any vendor; of two at the "
            "same instant the second by vendor and id is the later; the vendor's own call-backs are no repeats",
    source="first-contact resolution as ISO 18295 and SQM mean it, from behaviour rather than coding",
    undefined=f"no contact could be followed yet; more than 5 % of answered contacts without a customer key; "
              f"{CALLBACKS}",
    interval="days as blocks, never narrower than Wilson's with Kish's design effect for customers as clusters",
    gamed="code the second call under another reason; leave the customer blank; answer and drop; keep repeats off "
          "the log (days without contacts are said); leave out the days on which customers come back, with a late "
          "contact so that all seem old enough (said, and provisional); mark those who came back as call-backs (said, "
          "and no value above 5 %)",
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
