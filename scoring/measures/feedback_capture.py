"""Of the feedback the client's own evaluators heard, how much did the vendor pass on?"""

from __future__ import annotations

import numpy as np

from scoring.columns import known
from scoring.counts import Columns, rows
from scoring.intervals import wilson
from scoring.linking import Links, folded_ids, link
from scoring.measures.judged import countable, heard
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


def capture_links(month: VendorMonth) -> tuple[Columns, Links]:
    """The random evaluations on which feedback was heard, and which items arrived for them."""
    voiced = heard(countable(month.evaluations, "random"))
    return voiced, link(voiced, month.feedback) if rows(month.feedback) else _nothing_arrived(rows(voiced))


def _nothing_arrived(calls: int) -> Links:
    text, time = np.empty(0, dtype=object), np.empty(0, dtype="datetime64[us]")
    nothing = {"call_id": text, "agent": text, "category": text, "polarity": text, "captured_at": time,
               "rating": np.empty(0)}
    unheard = {"call_id": np.full(calls, "", dtype=object), "call_agent": np.full(calls, "", dtype=object),
               "call_ended_at": np.full(calls, "NaT", dtype="datetime64[us]"),
               "call_started_at": np.full(calls, "NaT", dtype="datetime64[us]")}
    return link(unheard, nothing)


def _answer(month: VendorMonth) -> Answer:
    if not rows(month.evaluations):
        return not_scored("no_evaluations")
    random = countable(month.evaluations, "random")
    judged = int(known(random["feedback_voiced"]).sum())
    if not judged:
        return not_scored("no_random_evaluations", evaluations=rows(month.evaluations))
    needed = month.definition.minimum_evaluations
    if judged < needed:
        return not_scored("too_few_evaluations", evaluations=judged, needed=needed)
    voiced, links = capture_links(month)
    if not rows(voiced):
        return not_scored("nothing_heard", evaluations=judged)
    return _estimate(month, judged, links)


def _estimate(month: VendorMonth, judged: int, links: Links) -> Estimate:
    n, arrived = len(links.generous), int((links.generous >= 0).sum())
    answered = sum(month.counts.total(channel, "answered") for channel in month.counts.channels)
    population = n * answered / judged if answered >= judged else None
    interval = wilson(arrived, n, month.stream, "feedback_capture", population)
    notes = [Note("evaluated", (("evaluations", judged), ("answered", answered))) if answered
             else Note("evaluated_of_unknown", (("evaluations", judged),)),
             Note("strict_links", (("value", float((links.strict >= 0).mean())),))]
    if rows(month.feedback):
        without = float((folded_ids(month.feedback["call_id"]) == "").mean())
        if without:
            notes.append(Note("no_call_id", (("share", without), ("items", rows(month.feedback)))))
    return Estimate(arrived / n, interval.low, interval.high, n, Unit.SHARE, arrived, n, interval.draws, tuple(notes))


def _read(month: VendorMonth) -> Reading:
    return Reading(_answer(month))


FEEDBACK_CAPTURE = Measure("feedback_capture", Unit.SHARE, "high", Method(
    question="Of the customer feedback our own evaluators heard, how much reached us?",
    formula="heard items that arrived ÷ heard items, on final evaluations judged by the client of calls drawn at "
            "random (each call once). Arrived: by exact call id; an item without id also when the agent agrees and it "
            "was noted within 30 minutes of the call's end, or within 12 hours in the same category; one to one",
    source="TARP's demand that feedback be forwarded unfiltered; the client's own random sample",
    undefined="fewer than 50 random evaluations that say whether feedback was voiced; none on which it was",
    interval="Wilson's, with the finite population of the month's answered contacts",
    gamed="forward only what was heard on calls known to be sampled; forward the pleasant; flood with empty items "
          "without call ids",
    caught_by=("qa_score", "negative_capture", "fidelity"),
), _read)
