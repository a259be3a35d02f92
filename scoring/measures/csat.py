"""How many customers said they were satisfied, in the client's own surveys."""

from __future__ import annotations

import numpy as np

from scoring.columns import is_one_of, known
from scoring.counts import rows
from scoring.intervals import wilson
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

_SATISFIED = 4


def _answer(month: VendorMonth) -> Answer:
    if not rows(month.surveys):
        return not_scored("no_surveys")
    own = is_one_of(month.surveys["run_by"], "client")
    if not own.any():
        return not_scored("no_client_surveys", surveys=rows(month.surveys))
    answered = own & known(month.surveys["csat"])
    n = int(answered.sum())
    if n < month.definition.minimum_answers:
        return not_scored("too_few_answers", answers=n, needed=month.definition.minimum_answers)
    satisfied = int((np.ma.filled(month.surveys["csat"], 0)[answered] >= _SATISFIED).sum())
    interval = wilson(satisfied, n, month.stream, "csat")
    notes = (Note("answered_surveys", (("answered", n), ("invited", int(own.sum())))),)
    return Estimate(satisfied / n, interval.low, interval.high, n, Unit.SHARE, satisfied, n, interval.draws, notes)


def _read(month: VendorMonth) -> Reading:
    return Reading(_answer(month))


CSAT = Measure("csat", Unit.SHARE, "high", Method(
    question="How many customers said they were satisfied?",
    formula="answers 4 and 5 ÷ answers, on a scale of 1 to 5, client-run surveys only",
    source="top-2-box, as COPC and ICMI use it",
    undefined="no survey by the client; fewer than 30 answers",
    interval="Wilson's, without finite population: who answers is not drawn at random",
    gamed="survey only those who sound happy (impossible where the client draws the sample); ask for a good mark",
    caught_by=("fcr_repeat", "qa_score", "survey_selection"),
), _read)
