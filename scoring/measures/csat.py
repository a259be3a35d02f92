"""How many customers said they were satisfied, in the client's own surveys."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.columns import is_one_of, known
from scoring.counts import Columns, rows
from scoring.intervals import wilson
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

_SATISFIED = 4


def answers(surveys: Columns) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where a survey of the client's was answered, and where the answer says satisfied (masks of one length)."""
    answered = is_one_of(surveys["run_by"], "client") & known(surveys["csat"])
    return answered, answered & (np.ma.filled(surveys["csat"], 0) >= _SATISFIED)


def _answer(month: VendorMonth) -> Answer:
    if not rows(month.surveys):
        return not_scored("no_surveys")
    own = is_one_of(month.surveys["run_by"], "client")
    if not own.any():
        return not_scored("no_client_surveys", surveys=rows(month.surveys))
    answered, said_satisfied = answers(month.surveys)
    n = int(answered.sum())
    if n < month.definition.minimum_answers:
        return not_scored("too_few_answers", answers=n, needed=month.definition.minimum_answers)
    satisfied = int(said_satisfied.sum())
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
