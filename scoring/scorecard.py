"""A vendor's month on one card: every measure, the pillars in points, the composite, its grade and its rank."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from scoring.counts import MonthInputs
from scoring.definition import Band, Definition, Yardstick
from scoring.draws import bounds
from scoring.grading import LEAST_COVERAGE, Grading, grading
from scoring.measures import MEASURES
from scoring.measures.frame_coverage import FRAME_COVERAGE, bars_excellent
from scoring.measures.measure import Measure, Reading
from scoring.ranking import Comparison, Rank, compared, ranked
from scoring.records import Month, VendorCode
from scoring.result import Answer, Estimate, FloatArray, Note, NotScored, Unit, not_scored, steady
from scoring.vendor_month import VendorMonth, vendor_months


@dataclass(frozen=True, slots=True)
class Checked:
    """What findings of missing feedback mean for a vendor's month: ``open``: one is not decided yet, so the month is
    provisional; ``upheld``: one was upheld, so the best grade of all and of feedback forwarding is barred."""

    open: bool = False
    upheld: bool = False


UNCHECKED = Checked()


@dataclass(frozen=True, slots=True)
class Score:
    """A scored measure in points 0-100, with the bounds and draws that come of the measure's own."""

    value: float
    low: float
    high: float
    draws: FloatArray
    grading: Grading


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """One line of a scorecard. ``target`` and ``score`` are None for measures the definition does not score."""

    measure: Measure
    reading: Reading
    yardstick: Yardstick | None = None
    score: Score | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's measure, with ``by_channel`` and ``variant`` where there is something to say."""
        answer: dict[str, Any] = {
            "code": self.measure.code,
            "estimate": self.reading.answer.as_json(),
            "target": self.yardstick.target if self.yardstick else None,
            "score": self.score.value if self.score else None,
            "grade": self.score.grading.grade if self.score else None,
        }
        if self.reading.by_channel:
            answer["by_channel"] = {name: each.as_json() for name, each in sorted(self.reading.by_channel.items())}
        if self.reading.variant:
            answer["variant"] = self.reading.variant
        return answer


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One vendor's month under one definition. ``rank`` is None without a composite; ``grading`` likewise."""

    vendor: VendorCode
    month: Month
    definition: Definition
    measures: tuple[MeasureResult, ...]
    composite: Answer
    grading: Grading | None
    provisional: bool
    rank: Rank | None = None
    comparisons: tuple[Comparison, ...] = ()
    grade_notes: tuple[Note, ...] = ()
    """Why the best grade cannot be given."""
    provisional_notes: tuple[Note, ...] = ()
    """Why the card may still move, beside what its measures say of themselves."""

    def as_json(self, as_of: str, batches: Sequence[str]) -> dict[str, Any]:
        """The contract's scorecard, with ``comparisons``, ``grade_probabilities`` and, where something bars the best
        grade, ``grade_notes`` beside it; ``provisional_notes`` while a finding of the month is not decided."""
        answer: dict[str, Any] = {
            "vendor": self.vendor, "month": str(self.month), "composite": self.composite.as_json(),
            "grade": self.grading.grade if self.grading else None,
            "grade_probabilities": dict(self.grading.probabilities) if self.grading else None,
            "provisional": self.provisional,
            "rank": self.rank.as_json() if self.rank else None,
            "pillars": [self._pillar(yardstick) for yardstick in self.definition.yardsticks],
            "measures": [each.as_json() for each in self.measures],
            "comparisons": [each.as_json() for each in self.comparisons],
            "as_of": as_of, "definition": self.definition.code, "batches": list(batches),
        }
        if self.grade_notes:
            answer["grade_notes"] = [note.as_json() for note in self.grade_notes]
        if self.provisional_notes:
            answer["provisional_notes"] = [note.as_json() for note in self.provisional_notes]
        return answer

    def measure(self, code: str) -> MeasureResult:
        """The line of the measure ``code``; KeyError when the registry has none."""
        for each in self.measures:
            if each.measure.code == code:
                return each
        raise KeyError(code)

    def _pillar(self, yardstick: Yardstick) -> dict[str, Any]:
        result = self.measure(yardstick.measure)
        score = result.score
        if score is None:
            why = result.reading.answer.as_json() if isinstance(result.reading.answer, NotScored) else {}
            return {"code": yardstick.pillar, "score": None, "low": None, "high": None, "grade": None} | {
                name: why[name] for name in ("why", "reason") if name in why}
        return {"code": yardstick.pillar, "score": score.value, "low": steady(score.low), "high": steady(score.high),
                "grade": score.grading.grade}


def canonical_bytes(document: dict[str, Any]) -> bytes:
    """``document`` as JSON whose bytes are always the same: sorted keys, UTF-8, no spaces; ValueError for NaN."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def score_month(inputs: MonthInputs, definition: Definition,
                checked: Mapping[VendorCode, Checked] = MappingProxyType({})) -> dict[VendorCode, Scorecard]:
    """The scorecards of all vendors of a month, ranked among those with a composite. ``checked`` says which have
    findings of missing feedback: they change no figure and no rank."""
    cards = {vendor: _card(month, checked.get(vendor, UNCHECKED))
             for vendor, month in vendor_months(inputs, definition).items()}
    composites = {vendor: card.composite for vendor, card in cards.items() if isinstance(card.composite, Estimate)}
    ranks, comparisons = ranked(composites), compared(composites)
    return {vendor: _placed(card, ranks.get(vendor), comparisons.get(vendor, ())) for vendor, card in cards.items()}


def points(yardstick: Yardstick, values: FloatArray) -> FloatArray:
    """Measure values as points: floor 0, target 80 (100 where it is the ideal), ideal 100, linear between, clipped."""
    if yardstick.target == yardstick.ideal:
        return np.interp(values, [yardstick.floor, yardstick.ideal], [0.0, 100.0])
    return np.interp(values, [yardstick.floor, yardstick.target, yardstick.ideal], [0.0, 80.0, 100.0])


def _card(month: VendorMonth, checked: Checked) -> Scorecard:
    results = tuple(_result(measure, month, checked) for measure in MEASURES)
    barred = (*bars_excellent(next(each.reading for each in results if each.measure is FRAME_COVERAGE), LEAST_COVERAGE),
              *((Note("finding_upheld"),) if checked.upheld else ()))
    bands = month.definition.bands[1:] if barred else month.definition.bands
    composite, grade = _composite(results, month.definition, bands)
    awaited = (Note("finding_open"),) if checked.open else ()
    moving = any(result.yardstick and isinstance(result.reading.answer, Estimate)
                 and result.reading.answer.provisional for result in results)
    return Scorecard(month.vendor, month.month, month.definition, results, composite, grade,
                     moving or checked.open, grade_notes=barred, provisional_notes=awaited)


def _placed(card: Scorecard, rank: Rank | None, comparisons: tuple[Comparison, ...]) -> Scorecard:
    return replace(card, rank=rank, comparisons=comparisons)


def _result(measure: Measure, month: VendorMonth, checked: Checked = UNCHECKED) -> MeasureResult:
    reading = _finite(measure, month)
    yardstick = month.definition.yardstick(measure.code)
    if yardstick is None or not isinstance(reading.answer, Estimate):
        return MeasureResult(measure, reading, yardstick)
    barred = checked.upheld and yardstick.pillar == "feedback_forwarding"
    bands = month.definition.bands[1:] if barred else month.definition.bands
    return MeasureResult(measure, reading, yardstick, _score(yardstick, reading.answer, bands))


def _finite(measure: Measure, month: VendorMonth) -> Reading:
    """The reading of a measure, whatever the data hold: one cell beyond all numbers must not cost everybody's month."""
    try:
        with np.errstate(all="ignore"):
            reading = measure.read(month)
    except ArithmeticError:
        return Reading(not_scored("not_finite"))
    return replace(reading, answer=_told(reading.answer),
                   by_channel={channel: _told(each) for channel, each in reading.by_channel.items()})


def _told(answer: Answer) -> Answer:
    return not_scored("not_finite") if isinstance(answer, Estimate) and not answer.finite else answer


def _score(yardstick: Yardstick, answer: Estimate, bands: tuple[Band, ...]) -> Score:
    value, low, high = points(yardstick, np.array([answer.value, answer.low, answer.high]))
    draws = points(yardstick, answer.draws)
    grade = grading(draws, float(low), float(high), bands)
    return Score(float(value), float(low), float(high), draws, grade)


def _composite(results: Sequence[MeasureResult], definition: Definition,
               bands: tuple[Band, ...]) -> tuple[Answer, Grading | None]:
    scored = {r.yardstick.pillar: (r.yardstick.weight, r.score) for r in results if r.yardstick and r.score}
    missing = [y.pillar for y in definition.yardsticks if y.pillar not in scored]
    if missing:
        return not_scored("pillars_missing", pillars=", ".join(missing), measured=len(scored),
                          of=len(definition.yardsticks)), None
    value = sum(weight * score.value for weight, score in scored.values())
    draws = np.sum([weight * score.draws for weight, score in scored.values()], axis=0)
    low, high = bounds(draws)
    low, high = min(low, value), max(high, value)
    estimate = Estimate(value, low, high, len(scored), Unit.POINTS, value, 1.0, draws)
    return estimate, grading(draws, low, high, bands)
