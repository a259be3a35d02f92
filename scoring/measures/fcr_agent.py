"""Resolution as the agent coded it: one side of the gap that shows whether codes can be believed."""

from __future__ import annotations

import numpy as np

from scoring.measures.channels import CALLBACKS, share_by_day, too_many_callbacks, without_calls
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def _read(month: VendorMonth) -> Reading:
    channels = list(month.counts.channels.values())
    if not channels:
        return Reading(without_calls(month))
    if (why := too_many_callbacks(month)) is not None:
        return Reading(why)
    coded, resolved, answered = (np.sum([each[name] for each in channels], axis=0) for name in
                                 ("coded", "coded_resolved", "answered"))
    if not answered.sum():
        return Reading(not_scored("no_answered"))
    if not coded.sum():
        return Reading(not_scored("no_codes"))
    uncoded = 1 - float(coded.sum()) / float(answered.sum())
    notes = (Note("uncoded", (("share", uncoded),)),) if uncoded else ()
    return Reading(share_by_day(month, resolved, coded, "fcr_agent", notes))


FCR_AGENT = Measure("fcr_agent", Unit.SHARE, "high", Method(
    question="How many contacts did the agents themselves code as resolved?",
    formula="coded resolved ÷ A with a code, all channels; the share without a code beside it",
    source="the vendor's own coding",
    undefined=f"no answered contact carries a code; {CALLBACKS}",
    interval="days as blocks, never narrower than Wilson's for independent contacts",
    gamed="code everything as resolved; code only what was",
    caught_by=("fcr_repeat", "csat", "qa_score"),
), _read)
