"""How well sampled calls were handled, in the evaluators' points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import known
from scoring.counts import Columns, rows
from scoring.intervals import sampled_ratio
from scoring.measures.judged import countable, newest_of_call, where
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, FloatArray, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

Criterion = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CountedPoints:
    """The evaluations whose points count, and what each contributes.

    Row i of ``evaluations`` has the applicable ``criteria[i]`` and ``points[i]``: given and possible, both weighted
    (shape ``(rows, 2)``, possible > 0). Left out: ``superseded`` by a newer one of the same call, ``unsound``, and
    those of which a criterion (``unlimited`` names the first) lacks its maximum.
    """

    evaluations: Columns
    criteria: tuple[Sequence[Criterion], ...]
    points: FloatArray
    superseded: int
    unsound: int
    unlimited: str | None


def counted_points(evaluations: Columns) -> CountedPoints:
    """What the final evaluations judged by the client say in points, of calls drawn at random or in a way not stated.

    Of several of one call only the newest that gives points counts.
    """
    criteria = _applicable(evaluations)
    giving = countable(evaluations, "random", or_unknown=True) & np.array([len(each) > 0 for each in criteria], bool)
    newest = newest_of_call(evaluations, giving).tolist()
    unlimited = [str(c["criterion"]) for row in newest for c in criteria[row] if c["max_score"] is None]
    limited = [row for row in newest if all(c["max_score"] is not None for c in criteria[row])]
    sound = [row for row in limited if all(map(_sound, criteria[row]))]
    points = np.array([_points(criteria[row]) for row in sound], dtype=float).reshape(-1, 2)
    weighty = points[:, 1] > 0
    chosen = np.array(sound, dtype=np.int64)[weighty]
    return CountedPoints(where(evaluations, chosen), tuple(criteria[row] for row in chosen), points[weighty],
                         superseded=int(giving.sum()) - len(newest), unsound=len(limited) - len(sound),
                         unlimited=min(unlimited, default=None))


def _applicable(evaluations: Columns) -> list[Sequence[Criterion]]:
    """The criteria of each evaluation that were scored and are not N/A; none where it has no criteria."""
    stated = np.ma.getdata(evaluations["criteria"])
    return [[each for each in row if not each["na"] and each["score"] is not None] if there else []
            for row, there in zip(stated, known(evaluations["criteria"]), strict=True)]


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
    if not countable(month.evaluations, "random", or_unknown=True).any():
        return not_scored("no_final_evaluations", evaluations=rows(month.evaluations))
    found, needed = counted_points(month.evaluations), month.definition.minimum_evaluations
    if found.unlimited is not None:
        return not_scored("maximum_missing", criterion=found.unlimited)
    if not len(found.points):
        return not_scored("no_criteria")
    if len(found.points) < needed:
        return not_scored("too_few_evaluations", evaluations=len(found.points), needed=needed)
    return _estimate(month, found)


def _estimate(month: VendorMonth, found: CountedPoints) -> Estimate:
    """The finite number of calls narrows the interval only where all are known to be drawn at random."""
    said = {"selection_unknown": int((~known(found.evaluations["selection"])).sum()),
            "superseded": found.superseded, "points_unsound": found.unsound}
    notes = tuple(Note(code, (("evaluations", count),)) for code, count in said.items() if count)
    answered = sum(month.counts.total(channel, "answered") for channel in month.counts.channels)
    given, possible = found.points[:, 0], found.points[:, 1]
    population = answered if not said["selection_unknown"] and answered >= len(given) else None
    interval = sampled_ratio(given, possible, month.stream, "qa_score", population)
    top, bottom = float(given.sum()), float(possible.sum())
    return Estimate(top / bottom, interval.low, interval.high, len(given), Unit.SHARE, top, bottom, interval.draws,
                    notes)


def _read(month: VendorMonth) -> Reading:
    return Reading(_answer(month))


QA_SCORE = Measure("qa_score", Unit.SHARE, "high", Method(
    question="How well were the sampled calls handled?",
    formula="Σ points × weight ÷ Σ possible × weight over all criteria of all evaluations, N/A out of both; n counts "
            "evaluations. Final evaluations judged by the client, drawn at random or in a way not stated; of several "
            "of one call only the newest that gives points counts. Left out and said: those with points below 0 or "
            "above the maximum",
    source="COPC usage",
    undefined="fewer than 50 such evaluations; a criterion without a maximum",
    interval="linearised ratio with evaluations as clusters and Student's t; finite population only where every one is "
             "known to be drawn at random, and for at most half of the variance, because how many were answered is the "
             "vendor's word. It assumes random drawing: chosen calls may mislead in ways it cannot show",
    gamed="evaluate again what came out badly (how many were superseded is said); "
          "coach agents whose calls are sampled; mark hard criteria as not applicable; learn which calls are drawn",
    caught_by=("csat", "fcr_repeat", "feedback_capture"),
), _read)
