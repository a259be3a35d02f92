"""How well sampled calls were handled, in the evaluators' points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.columns import known
from scoring.counts import rows
from scoring.intervals import sampled_ratio
from scoring.measures.judged import countable, superseded
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, FloatArray, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

Criterion = dict[str, Any]


def _applicable(criteria: Sequence[Criterion]) -> list[Criterion]:
    return [each for each in criteria if not each["na"] and each["score"] is not None]


def _sound(criterion: Criterion) -> bool:
    """Points between nothing and the maximum, and a weight of at least 0: anything else is a slip of the pen."""
    weight = 1.0 if criterion["weight"] is None else criterion["weight"]
    return bool(0 <= criterion["score"] <= criterion["max_score"] < _ENDLESS and 0 <= weight < _ENDLESS)


_ENDLESS = 1e9
"""Points and weights are smaller than this."""


def _points(criteria: Sequence[Criterion]) -> tuple[float, float]:
    """Points given and points possible, both weighted (a blank weight is 1)."""
    weights = [1.0 if each["weight"] is None else float(each["weight"]) for each in criteria]
    given = sum(float(each["score"]) * weight for each, weight in zip(criteria, weights, strict=True))
    return given, sum(float(each["max_score"]) * weight for each, weight in zip(criteria, weights, strict=True))


def _answer(month: VendorMonth) -> Answer:
    if not rows(month.evaluations):
        return not_scored("no_evaluations")
    chosen = countable(month.evaluations, "random", or_unknown=True)
    if not rows(chosen):
        return not_scored("no_final_evaluations", evaluations=rows(month.evaluations))
    stated = np.ma.getdata(chosen["criteria"])[known(chosen["criteria"])]
    judged = [_applicable(each) for each in stated]
    unlimited = sorted({str(c["criterion"]) for call in judged for c in call if c["max_score"] is None})
    if unlimited:
        return not_scored("maximum_missing", criterion=unlimited[0])
    sound = [call for call in judged if all(_sound(each) for each in call)]
    table = np.array([_points(call) for call in sound if call]).reshape(-1, 2)
    table = table[table[:, 1] > 0]
    if not len(table):
        return not_scored("no_criteria")
    if len(table) < month.definition.minimum_evaluations:
        return not_scored("too_few_evaluations", evaluations=len(table), needed=month.definition.minimum_evaluations)
    said = {"selection_unknown": int((~known(chosen["selection"])).sum()),
            "superseded": superseded(month.evaluations, "random", or_unknown=True),
            "points_unsound": len(judged) - len(sound)}
    notes = tuple(Note(code, (("evaluations", count),)) for code, count in said.items() if count)
    return _estimate(month, table, notes, drawn=not said["selection_unknown"])


def _estimate(month: VendorMonth, table: FloatArray, notes: tuple[Note, ...], drawn: bool) -> Estimate:
    """``drawn``: all are known to be drawn at random, so that the finite number of calls may narrow the interval."""
    answered = sum(month.counts.total(channel, "answered") for channel in month.counts.channels)
    given, possible = table[:, 0], table[:, 1]
    population = answered if drawn and answered >= len(table) else None
    interval = sampled_ratio(given, possible, month.stream, "qa_score", population)
    top, bottom = float(given.sum()), float(possible.sum())
    return Estimate(top / bottom, interval.low, interval.high, len(table), Unit.SHARE, top, bottom, interval.draws,
                    notes)


def _read(month: VendorMonth) -> Reading:
    return Reading(_answer(month))


QA_SCORE = Measure("qa_score", Unit.SHARE, "high", Method(
    question="How well were the sampled calls handled?",
    formula="Σ points × weight ÷ Σ possible × weight over all criteria of all evaluations, N/A out of both; n counts "
            "evaluations. Final evaluations judged by the client, drawn at random or in a way not stated; of several "
            "of one call only the newest counts. Left out and said: those with points below 0 or above the maximum",
    source="COPC usage",
    undefined="fewer than 50 such evaluations; a criterion without a maximum",
    interval="linearised ratio with evaluations as clusters and Student's t; finite population only where every one is "
             "known to be drawn at random. It assumes random drawing: chosen calls may mislead in ways it cannot show",
    gamed="evaluate again what came out badly (how many were superseded is said); "
          "coach agents whose calls are sampled; mark hard criteria as not applicable; learn which calls are drawn",
    caught_by=("csat", "fcr_repeat", "feedback_capture"),
), _read)
