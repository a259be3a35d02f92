"""What a page and a workbook share: frozen figures, sentences and stories, built from stored scorecards.

A *card* is one scorecard as the contract writes it (section 3 of the commands' ``score --json``), a plain dict. Views
add no measurement of their own: they select, order, roll up (``pooling``) and choose the sentence; they never format.
Words come afterwards, from :func:`app.services.phrases.say`, so that one view is told in any language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.services.reasons import NOTHING, Told, told
from scoring.definition import DEFAULT

Card = Mapping[str, Any]
"""One scorecard in the contract's shape."""

Fact = str | int | float | tuple[str, ...] | tuple[float, ...]

PROMISES: tuple[tuple[str, str], ...] = tuple((y.pillar, y.measure) for y in DEFAULT.yardsticks)
"""The pillars in the order they are told, each with the measure that scores it under the default definition."""

_EDGES = [*((band.grade, float(band.at_least)) for band in reversed(DEFAULT.bands)), ("", 100.0)]
GRADES: tuple[tuple[str, float, float], ...] = tuple((name, low, high) for (name, low), (_, high) in pairwise(_EDGES))
"""Grade bands of the default definition, half-open from below, covering 0 to 100 points."""

GOOD_FROM = next(low for grade, low, _ in GRADES if grade == "good")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say: a code of :mod:`app.services.phrases` and the facts its sentence needs."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()


def sentence(code: str, **facts: Fact) -> Sentence:
    """A :class:`Sentence`, its facts in a stable order."""
    return Sentence(code, tuple(sorted(facts.items())))


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure as it is shown: value, 95 % interval and n, or ``why`` there is none.

    Shares 0-1, times in seconds, points 0-100, all unrounded. ``score`` is the measure in points (target = 80 or 100);
    ``target`` is in the measure's own unit; ``variant`` names the published formula where there are several.
    """

    code: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    unit: str = "share"
    numerator: float | None = None
    denominator: float | None = None
    why: Told = NOTHING
    target: float | None = None
    score: float | None = None
    grade: str | None = None
    variant: str = ""
    notes: tuple[Told, ...] = ()
    provisional: bool = False

    @property
    def measured(self) -> bool:
        return self.value is not None

    @property
    def from_intervals(self) -> bool:
        """True when it was made of counts by interval: there are no calls behind it."""
        return any(note.code.startswith("interval_source") for note in self.notes)

    @property
    def misses_target(self) -> bool:
        """True when the whole interval lies below the target: not a matter of chance."""
        return self.target is not None and self.high is not None and self.high < self.target


def figure_of(code: str, estimate: Mapping[str, Any], measure: Mapping[str, Any] | None = None) -> Figure:
    """The :class:`Figure` of one ESTIMATE of the contract, with target and score of its ``measure`` where given."""
    measure = measure or {}
    value = estimate.get("value")
    notes = tuple(told(note["text"], note) for note in estimate.get("notes") or ())
    return Figure(
        code=code,
        value=value,
        low=estimate.get("low"),
        high=estimate.get("high"),
        n=int(estimate.get("n") or 0),
        unit=str(estimate.get("unit") or "share"),
        numerator=estimate.get("numerator"),
        denominator=estimate.get("denominator"),
        why=NOTHING if value is not None else told(str(estimate.get("why") or ""), estimate.get("reason")),
        target=measure.get("target"),
        score=measure.get("score"),
        grade=measure.get("grade"),
        variant=str(measure.get("variant") or ""),
        notes=notes,
        provisional=bool(measure.get("provisional") or estimate.get("provisional")),
    )


def measures_of(card: Card) -> dict[str, Figure]:
    """Every measure of a card by its code, in the card's order."""
    return {m["code"]: figure_of(m["code"], m["estimate"], m) for m in card.get("measures", ())}


def provisional_in(cards: Sequence[Card], unjudged_from: str | None = None) -> tuple[Sentence, ...]:
    """Which scored measures may still move, and why, in the order they are told.

    ``unjudged_from`` is the first day (2026-10-25) whose contacts nobody can follow yet for want of later ones.
    """
    found = [(code, [m[code] for m in map(measures_of, cards) if code in m and m[code].provisional])
             for _, code in PROMISES]
    told = tuple(_provisional(code, figures, unjudged_from) for code, figures in found if figures)
    checked = any(card.get("provisional_notes") for card in cards)
    return (*told, sentence("basis.provisional.finding")) if checked else told


def _provisional(code: str, figures: Sequence[Figure], unjudged_from: str | None) -> Sentence:
    if code == "fcr_repeat" and unjudged_from is not None:
        return sentence("basis.provisional.immature", day=unjudged_from)
    thin = [dict(note.facts) for figure in figures for note in figure.notes if note.code == "thin_days"]
    if thin:
        return sentence("basis.provisional.thin_days", first=str(thin[0]["first"]), last=str(thin[0]["last"]))
    return sentence(f"basis.provisional.{code}")


def grade_notes(card: Card) -> tuple[Told, ...]:
    """Why the card cannot have the best grade."""
    return tuple(told(note["text"], note) for note in card.get("grade_notes") or ())


def composite_of(card: Card) -> Figure:
    """The composite in points, or why there is none."""
    return figure_of("composite", card["composite"], {"grade": card.get("grade"), "score": None})


def months_of(cards: Sequence[Card]) -> tuple[str, ...]:
    """The months that have a card, oldest first."""
    return tuple(sorted({str(card["month"]) for card in cards}))


def month_before(month: str) -> str:
    """The calendar month before ``month`` (both written 2026-05)."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def name_in(names: Mapping[str, str], vendor: str) -> str:
    """The vendor's name, its code when it has none."""
    return names.get(vendor) or vendor
