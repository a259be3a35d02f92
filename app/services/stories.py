"""Choosing what to say: the finding of a month and what it leaves to decide, as sentences still without words.

Nothing here accuses. Feedback that did not arrive is told as counts; why it did not is for the integrity engine and
a named person. A statement about a vendor is made only where its whole interval supports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.views import Fact, Figure, Sentence, sentence

if TYPE_CHECKING:
    from app.services.views_overview import Movement, Standing

LEADERS_NAMED = 3
"""More leaders than these are counted and not named."""
DECISIONS_SHOWN = 5


def finding(
    month: str, standings: Sequence[Standing], level: Sequence[tuple[str, ...]], movements: Sequence[Movement] = ()
) -> tuple[Sentence, ...]:
    """The month in two or three clauses: the clearest fall, who leads, and which promise is most at risk where."""
    if not standings:
        return (sentence("finding.no_vendor", month=month),)
    fallen = sorted(falls(movements), key=lambda m: (m.change.p_value, m.change.value))[:1]
    told = [(m.vendor, m.code) for m in fallen]
    return (*(_fell(m, standings) for m in fallen), _leaders(month, standings, level), *_risk(standings, told))


def falls(movements: Sequence[Movement]) -> list[Movement]:
    """Movements for the worse that stand out of all that were compared."""
    return [m for m in movements if m.clear and m.change.value < 0]


def _fell(movement: Movement, standings: Sequence[Standing]) -> Sentence:
    facts: dict[str, Fact] = {"vendor": movement.name, "before": movement.before, "now": movement.now}
    if movement.code != "feedback_capture":
        return sentence("finding.fell", measure=movement.code, **facts)
    cells = (cell for s in standings if s.vendor == movement.vendor for cell in s.cells if cell.code == movement.code)
    heard, reached = next(((round(c.denominator or 0), round(c.numerator or 0)) for c in cells), (0, 0))
    return sentence("finding.fell.feedback_capture", heard=heard, reached=reached, **facts)


def _leaders(month: str, standings: Sequence[Standing], level: Sequence[tuple[str, ...]]) -> Sentence:
    placed = [s for s in standings if s.composite.measured]
    names = {s.vendor: s.name for s in placed}
    if not placed:
        return _nobody_scored(month, standings)
    first = placed[0]
    if len(placed) == 1:
        return sentence("finding.one", vendor=first.name, points=first.composite.value or 0.0)
    together = level[0] if level and level[0][0] == first.vendor else (first.vendor,)
    if len(together) == 1:
        return sentence("finding.leads", vendor=first.name, points=first.composite.value or 0.0)
    if len(together) == len(placed):
        return sentence("finding.all_level", n=len(placed))
    if len(together) > LEADERS_NAMED:
        return sentence("finding.many_lead", n=len(together), of=len(placed))
    return sentence("finding.lead_together", vendors=tuple(names[v] for v in together))


def _nobody_scored(month: str, standings: Sequence[Standing]) -> Sentence:
    missing = [
        cell.code
        for cell in standings[0].cells
        if not any(
            s.cells[i].measured
            for s in standings
            for i in range(len(s.cells))
            if s.cells[i].code == cell.code
        )
    ]
    if missing:
        return sentence("finding.nobody_missing", month=month, measures=tuple(missing))
    return sentence("finding.nobody", month=month)


def _risk(standings: Sequence[Standing], told: Sequence[tuple[str, str]]) -> tuple[Sentence, ...]:
    """The farthest below its target; nothing when that is ``told`` (vendor, code) already."""
    worst = misses(standings)
    if worst:
        standing, figure = worst[0]
        return () if (standing.vendor, figure.code) in told else (_told(standing.name, figure),)
    measured = [cell for s in standings for cell in s.cells if cell.measured and cell.target is not None]
    return (sentence("finding.no_miss"),) if measured else ()


def misses(standings: Sequence[Standing]) -> list[tuple[Standing, Figure]]:
    """Scored measures that lie below their target with the whole interval, the farthest first."""
    found = [(s, cell) for s in standings for cell in s.cells if cell.misses_target]
    return sorted(found, key=lambda pair: (_distance(pair[1]), pair[0].name, pair[1].code))


def most_at_risk(standings: Sequence[Standing]) -> str | None:
    """The vendor to look at first: the farthest below a target, else the lowest score; None without vendors."""
    below = misses(standings)
    if below:
        return below[0][0].vendor
    placed = [s for s in standings if s.composite.measured]
    return placed[-1].vendor if placed else next((s.vendor for s in standings), None)


def _distance(figure: Figure) -> float:
    return figure.score if figure.score is not None else (figure.value or 0.0) / (figure.target or 1.0) * 80


def _told(name: str, figure: Figure) -> Sentence:
    if figure.code == "feedback_capture":
        return sentence(
            "risk.feedback_capture",
            vendor=name,
            heard=round(figure.denominator or 0),
            reached=round(figure.numerator or 0),
        )
    return sentence(
        f"risk.{figure.code}", vendor=name, value=figure.value or 0.0, target=figure.target or 0.0
    )


def decisions(
    standings: Sequence[Standing], level: Sequence[tuple[str, ...]], movements: Sequence[Movement]
) -> tuple[Sentence, ...]:
    """What somebody must decide or ask for, the weightiest first; one sentence each, at most five."""
    asked: list[Sentence] = []
    seen: set[str] = set()
    told: set[tuple[str, str]] = set()
    moved = {(m.vendor, m.code): m for m in falls(movements)}
    fallen = {at: (m.before, m.now) for at, m in moved.items()}
    for standing, figure in misses(standings):
        if figure.code not in seen:
            seen.add(figure.code)
            told.add((standing.vendor, figure.code))
            asked.append(_request(standing, figure, fallen.get((standing.vendor, figure.code), ())))
    others = [m for at, m in moved.items() if at not in told]
    asked += [
        sentence("decide.fell", vendor=m.name, at=m.vendor, measure=m.code, before=m.before, now=m.now)
        for m in others[:1]
    ]
    asked += _missing_data(standings)
    names = {s.vendor: s.name for s in standings}
    if level and standings and level[0][0] == standings[0].vendor:
        asked.append(sentence("decide.level", vendors=tuple(names[v] for v in level[0])))
    return tuple(asked[:DECISIONS_SHOWN]) or ((sentence("decide.nothing"),) if standings else ())


def _request(standing: Standing, figure: Figure, fell: tuple[float, ...]) -> Sentence:
    """What to ask about a figure below its target; ``fell``: last month's and this month's where it clearly fell."""
    missing = round((figure.denominator or 0) - (figure.numerator or 0))
    return sentence(
        f"decide.{figure.code}",
        vendor=standing.name,
        at=standing.vendor,
        measure=figure.code,
        fell=fell,
        value=figure.value or 0.0,
        target=figure.target or 0.0,
        missed=missing,
        of=round(figure.denominator or 0),
    )


def _missing_data(standings: Sequence[Standing]) -> list[Sentence]:
    """One sentence for each promise that cannot be told for somebody."""
    lacking: dict[str, list[str]] = {}
    for standing in standings:
        for cell in standing.cells:
            if not cell.measured:
                lacking.setdefault(cell.code, []).append(standing.name)
    return [sentence("decide.missing", measure=code, vendors=tuple(names)) for code, names in lacking.items()]


def vendor_finding(
    name: str, month: str, composite: Figure, grade: str | None, figures: Sequence[Figure]
) -> tuple[Sentence, ...]:
    """A vendor's month in two clauses: where it stands, and what lies furthest from its target."""
    if composite.value is None:
        first = sentence("vendor.unscored", vendor=name, month=month)
    elif grade:
        first = sentence("vendor.graded", vendor=name, points=composite.value, grade=f"grade.{grade}")
    else:
        first = sentence("vendor.score", vendor=name, points=composite.value)
    below = sorted((f for f in figures if f.misses_target), key=lambda f: (_distance(f), f.code))
    if below:
        worst = below[0]
        value, target = worst.value or 0.0, worst.target or 0.0
        return (first, sentence("vendor.miss", measure=worst.code, value=value, target=target))
    if not any(f.measured for f in figures):
        return (first, sentence("vendor.nothing"))
    return (first, sentence("vendor.all_met")) if any(f.target is not None for f in figures) else (first,)
