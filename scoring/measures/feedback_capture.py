"""Of the feedback the client's own evaluators heard, how much did the vendor pass on?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.columns import folded, is_true, known, moments
from scoring.counts import Columns, rows
from scoring.intervals import wilson
from scoring.linking import Links, came_after, folded_ids, link, polarity
from scoring.measures.judged import countable, newest_of_call, where
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth


@dataclass(frozen=True, slots=True)
class Capture:
    """What was heard and what became of it.

    ``judged`` calls drawn at random whose evaluation says whether feedback was voiced (``superseded`` older ones of
    the same calls left out); ``heard`` are the evaluations of those on which it was, ``links`` what arrived for them.
    """

    judged: int
    superseded: int
    heard: Columns
    links: Links


def capture(month: VendorMonth) -> Capture:
    """The :class:`Capture` of a month."""
    says = countable(month.evaluations, "random") & known(month.evaluations["feedback_voiced"])
    judged = newest_of_call(month.evaluations, says)
    voiced = is_true(month.evaluations["feedback_voiced"])[judged]
    heard = where(month.evaluations, judged[voiced])
    return Capture(len(judged), int(says.sum()) - len(judged), heard, link(heard, month.feedback))


def _answer(month: VendorMonth) -> Answer:
    if not rows(month.evaluations):
        return not_scored("no_evaluations")
    found, needed = capture(month), month.definition.minimum_evaluations
    if not found.judged:
        return not_scored("no_random_evaluations", evaluations=rows(month.evaluations))
    if found.judged < needed:
        return not_scored("too_few_evaluations", evaluations=found.judged, needed=needed)
    if not rows(found.heard):
        return not_scored("nothing_heard", evaluations=found.judged)
    return _estimate(month, found)


def _estimate(month: VendorMonth, found: Capture) -> Estimate:
    n, arrived = rows(found.heard), int((found.links.generous >= 0).sum())
    answered = sum(month.counts.total(channel, "answered") for channel in month.counts.channels)
    population = n * answered / found.judged if answered >= found.judged else None
    interval = wilson(arrived, n, month.stream, "feedback_capture", population)
    notes = (*_sample(found, answered), *_linking(month, found), *_contents(month, found))
    return Estimate(arrived / n, interval.low, interval.high, n, Unit.SHARE, arrived, n, interval.draws, notes)


def _sample(found: Capture, answered: int) -> list[Note]:
    evaluations = ("evaluations", found.judged)
    drawn = Note("evaluated", (evaluations, ("answered", answered))) if answered else Note(
        "evaluated_of_unknown", (evaluations,))
    return [drawn, *([Note("superseded", (("evaluations", found.superseded),))] if found.superseded else [])]


def _linking(month: VendorMonth, found: Capture) -> list[Note]:
    strict = Note("strict_links", (("value", float((found.links.strict >= 0).mean())),))
    items = rows(month.feedback)
    without = float((folded_ids(month.feedback["call_id"]) == "").mean()) if items else 0.0
    late = _too_late(month)
    return [strict, *([Note("no_call_id", (("share", without), ("items", items)))] if without else []),
            *([Note("after_told", (("items", late),))] if late else [])]


def _too_late(month: VendorMonth) -> int:
    """Items noted in the month, or about one of its judged calls, that came in after the vendor had been told; those of
    the next month, which is read for links, have a month of their own."""
    late = came_after(month.feedback)
    if not late.any():
        return 0
    captured = moments(month.feedback["captured_at"])
    start, end = (np.datetime64(each.first_day, "us") for each in (month.month, month.month.shifted(1)))
    about = np.isin(folded_ids(month.feedback["call_id"]).astype(str),
                    folded_ids(month.evaluations["call_id"]).astype(str))
    return int((late & (about | ((captured >= start) & (captured < end)))).sum())


def _contents(month: VendorMonth, found: Capture) -> list[Note]:
    """What arrived as the opposite of what was heard, or says nothing: the share that arrived would hide it."""
    arrived = found.links.generous >= 0
    items = found.links.generous[arrived]
    if not len(items):
        return []
    heard, told = folded(found.heard["feedback_polarity"])[arrived], polarity(month.feedback)[items]
    texts = folded(month.feedback["text"])[items]
    said = {"arrived_positive": int(((heard == "negative") & (told == "positive")).sum()),
            "arrived_negative": int(((heard == "positive") & (told == "negative")).sum()),
            "arrived_wordless": sum(not any(sign.isalnum() for sign in text) for text in texts)}
    return [Note(code, (("items", count), ("arrived", len(items)))) for code, count in said.items() if count]


def _read(month: VendorMonth) -> Reading:
    return Reading(_answer(month))


FEEDBACK_CAPTURE = Measure("feedback_capture", Unit.SHARE, "high", Method(
    question="Of the customer feedback our own evaluators heard, how much reached us?",
    formula="heard items that arrived ÷ heard items, on final evaluations judged by the client of calls drawn at "
            "random (of several of one call, the newest that says whether feedback was voiced). Arrived: by exact call "
            "id; an item without id also when the agent agrees and it was noted within 30 minutes of the call's end, "
            "or within 12 hours in the same category; one to one. A call without a recorded end ended after its menu, "
            "wait, talk and hold. What came in for the first time after the vendor had been told which calls were "
            "listened to has not arrived, unless the client's own stamp says that it was there before",
    source="TARP's demand that feedback be forwarded unfiltered; the client's own random sample",
    undefined="fewer than 50 random evaluations that say whether feedback was voiced; none on which it was",
    interval="Wilson's, with the finite population of the month's answered contacts, which takes off at most half of "
             "the variance: how many were answered is the vendor's word",
    gamed="forward only from calls known to be sampled; send an item for every call, empty or pleasant whatever was "
          "said: here it counts as arrived (how many came without a word or as the opposite of what was heard is "
          "said); flood with items without call ids; hand over late what is asked for, once it is known which calls "
          "were listened to: it does not count (how many came so is said)",
    caught_by=("qa_score", "negative_capture", "fidelity"),
), _read)
