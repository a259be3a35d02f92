"""How often the customer was passed on."""

from __future__ import annotations

from scoring.measures.channels import CALLBACKS, by_channel, share_by_day, unknown_outcomes
from scoring.measures.measure import Measure, Method
from scoring.result import Answer, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def _answer(month: VendorMonth, channel: str) -> Answer:
    counts = month.counts.channels.get(channel)
    if counts is None or not counts["answered"].sum():
        return not_scored("no_answered")
    notes = unknown_outcomes(month, channel)
    if not isinstance(notes, tuple):
        return notes
    answered, known = int(counts["answered"].sum()), int(counts["transfers_known"].sum())
    limit = month.definition.unknown_share_max
    if answered - known > limit * answered:
        return not_scored("transfers_unknown", share=(answered - known) / answered, of=answered, limit=limit)
    if known < answered:
        notes = (*notes, Note("transfers_left_out", (("contacts", answered - known),)))
    return share_by_day(month, counts["transferred"], counts["transfers_known"], "transfer_rate", notes)


TRANSFER_RATE = Measure("transfer_rate", Unit.SHARE, "low", Method(
    question="How often was the customer passed on?",
    formula="contacts with at least one transfer ÷ A (those that say whether they were transferred)",
    source="TARP: each transfer sours; SQM counts it against first-contact resolution",
    undefined="nobody answered; more than 5 % of answered contacts do not say whether they were transferred; "
              f"{CALLBACKS}",
    interval="days as blocks, never narrower than Wilson's for independent contacts",
    gamed="ask the customer to call again instead of transferring; log the second leg as a new contact",
    caught_by=("fcr_repeat", "first_agent"),
), by_channel(_answer))
