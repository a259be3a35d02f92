"""The month as one story over all vendors: who stands where, what is at risk, what moved, what to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.services.pooling import Change, change, pooled, stand_out
from app.services.reasons import NOTHING, Told
from app.services.stories import decisions, finding, most_at_risk
from app.services.views import (
    GOOD_FROM,
    PROMISES,
    Card,
    Figure,
    Sentence,
    composite_of,
    grade_notes,
    measures_of,
    month_before,
    months_of,
    name_in,
    provisional_in,
)

MOVEMENTS_SHOWN = 6
HISTORY_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Promise:
    """One of the four promises over all vendors: pooled figure, change since the month before, the past year.

    ``clear``: the change stands out of all comparisons of the month, those of single vendors included.
    """

    pillar: str
    figure: Figure
    change: Change | None
    history: tuple[tuple[str, float | None], ...]
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one vendor stands: composite in points, last month's, grade, and its figures by pillar."""

    vendor: str
    name: str
    composite: Figure
    last: float | None
    grade: str | None
    provisional: bool
    rank: tuple[int, int, int] | None
    cells: tuple[Figure, ...]
    coverage: Figure = field(default_factory=lambda: Figure("frame_coverage", None))
    grade_notes: tuple[Told, ...] = ()

    @property
    def needs_attention(self) -> bool:
        """True when the whole interval of the composite lies below "good"."""
        return self.composite.high is not None and self.composite.high < GOOD_FROM


@dataclass(frozen=True, slots=True)
class Movement:
    """One vendor's scored measure against the month before; ``clear`` when it stands out of the family."""

    vendor: str
    name: str
    earlier: Figure
    later: Figure
    change: Change
    clear: bool

    @property
    def code(self) -> str:
        return self.later.code

    @property
    def before(self) -> float:
        return self.earlier.value or 0.0

    @property
    def now(self) -> float:
        return self.later.value or 0.0


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the overview page and the workbook's first sheet draw."""

    month: str
    months: tuple[str, ...]
    as_of: str
    definition: str
    contacts: int | None
    evaluations: int | None
    finding: tuple[Sentence, ...]
    promises: tuple[Promise, ...]
    standings: tuple[Standing, ...]
    level: tuple[tuple[str, ...], ...]
    movements: tuple[Movement, ...]
    compared: int
    decisions: tuple[Sentence, ...]
    batches: tuple[str, ...]
    may_move: tuple[Sentence, ...] = ()

    @property
    def measured(self) -> tuple[Standing, ...]:
        return tuple(standing for standing in self.standings if standing.composite.measured)

    @property
    def at_risk(self) -> str | None:
        """The vendor to look at first, by its code; None without vendors."""
        return most_at_risk(self.standings)


def overview(
    cards: Sequence[Card],
    month: str,
    names: Mapping[str, str],
    *,
    contacts: int | None = None,
    evaluations: int | None = None,
    unjudged_from: str | None = None,
) -> Overview:
    """The :class:`Overview` of ``month`` from all cards at hand (any month before it serves as history).

    ``contacts`` and ``evaluations`` count what the month rests on; ``unjudged_from`` as :func:`provisional_in` has it.
    """
    now = [card for card in cards if card["month"] == month]
    before = {card["vendor"]: card for card in cards if card["month"] == month_before(month)}
    standings = _standings(now, before, names)
    level = level_groups(now, standings)
    together = tuple(_promise(pillar, code, cards, month) for pillar, code in PROMISES)
    promises, movements, compared = _judged(together, _movements(now, before, names))
    return Overview(
        month=month,
        months=months_of(cards),
        as_of=max((str(card.get("as_of") or "") for card in now), default=""),
        definition=", ".join(sorted({str(card.get("definition") or "") for card in now})),
        contacts=contacts,
        evaluations=evaluations,
        finding=finding(month, standings, level, movements),
        promises=promises,
        standings=standings,
        level=level,
        movements=movements[:MOVEMENTS_SHOWN],
        compared=compared,
        decisions=decisions(standings, level, movements),
        batches=tuple(sorted({str(batch) for card in now for batch in card.get("batches") or ()},
                             key=lambda batch: (len(batch), batch))),
        may_move=provisional_in(now, unjudged_from),
    )


def _standings(
    now: Sequence[Card], before: Mapping[str, Card], names: Mapping[str, str]
) -> tuple[Standing, ...]:
    standings = [_standing(card, before.get(card["vendor"]), names) for card in now]
    return tuple(sorted(standings, key=lambda s: (-_points(s), s.name)))


def _points(standing: Standing) -> float:
    return -1.0 if standing.composite.value is None else standing.composite.value


def _standing(card: Card, before: Card | None, names: Mapping[str, str]) -> Standing:
    figures = measures_of(card)
    rank = card.get("rank")
    return Standing(
        vendor=card["vendor"],
        name=name_in(names, card["vendor"]),
        composite=composite_of(card),
        last=composite_of(before).value if before else None,
        grade=card.get("grade"),
        provisional=bool(card.get("provisional")),
        rank=(rank["low"], rank["high"], rank["of"]) if rank else None,
        cells=tuple(figures.get(code) or Figure(code, None) for _, code in PROMISES),
        coverage=figures.get("frame_coverage") or Figure("frame_coverage", None),
        grade_notes=grade_notes(card),
    )


def level_groups(now: Sequence[Card], standings: Sequence[Standing]) -> tuple[tuple[str, ...], ...]:
    """Runs of two and more vendors, in the order they stand, no two of which can be told apart.

    Each run is as long as it can be; runs may overlap, because being level is not transitive.
    """
    apart = {
        (card["vendor"], other["vendor"])
        for card in now
        for other in card.get("comparisons") or ()
        if other["apart"]
    }
    compared = {card["vendor"] for card in now if card.get("comparisons")}
    placed = [s for s in standings if s.composite.measured]

    def told_apart(a: Standing, b: Standing) -> bool:
        if a.vendor in compared or b.vendor in compared:
            return (a.vendor, b.vendor) in apart or (b.vendor, a.vendor) in apart
        return (b.composite.high or 0.0) < (a.composite.low or 0.0)

    groups: list[tuple[str, ...]] = []
    end_of_last = 0
    for first in range(len(placed)):
        end = first + 1
        while end < len(placed) and not any(told_apart(placed[i], placed[end]) for i in range(first, end)):
            end += 1
        if end - first > 1 and end > end_of_last:
            groups.append(tuple(s.vendor for s in placed[first:end]))
            end_of_last = end
    return tuple(groups)


def _promise(pillar: str, code: str, cards: Sequence[Card], month: str) -> Promise:
    past = [m for m in months_of(cards) if m <= month][-HISTORY_MONTHS:]
    by_month = {
        m: [measures_of(c).get(code) or Figure(code, None) for c in cards if c["month"] == m] for m in past
    }
    rolled = {m: pooled(figures) for m, figures in by_month.items()}
    figures = by_month.get(month, [])
    whys = {figure.why for figure in figures if figure.why}
    figure = rolled.get(month) or Figure(code, None, why=next(iter(whys)) if len(whys) == 1 else NOTHING)
    return Promise(
        pillar,
        figure,
        change(figure, rolled.get(month_before(month))),
        tuple((m, rolled_up.value if rolled_up else None) for m, rolled_up in rolled.items()),
    )


def _movements(now: Sequence[Card], before: Mapping[str, Card], names: Mapping[str, str]) -> list[Movement]:
    """Every scored measure of a vendor that has both months, not yet set against the others."""
    found = []
    for card in now:
        vendor, later = card["vendor"], measures_of(card)
        earlier = measures_of(before[vendor]) if vendor in before else {}
        for _, code in PROMISES:
            difference = change(later.get(code), earlier.get(code))
            if difference is not None:
                name = name_in(names, vendor)
                found.append(Movement(vendor, name, earlier[code], later[code], difference, clear=False))
    return found


def _judged(
    promises: Sequence[Promise], moves: Sequence[Movement]
) -> tuple[tuple[Promise, ...], tuple[Movement, ...], int]:
    """Both with what stands out of one family of comparisons, so that a screen says one thing; and how many there are.

    Movements come back in their order of weight, those that stand out first. Where one vendor was compared, all vendors
    together are that vendor, and no comparison of their own.
    """
    rolled = [promise.change.p_value for promise in promises if promise.change is not None]
    verdicts = stand_out([move.change.p_value for move in moves] + rolled)
    told = [replace(move, clear=clear) for move, clear in zip(moves, verdicts, strict=False)]
    together = iter(verdicts[len(moves) :])
    cards = tuple(promise if promise.change is None else replace(promise, clear=next(together)) for promise in promises)
    told.sort(key=lambda m: (not m.clear, -abs(m.change.value), m.name, m.code))
    alone = len({move.vendor for move in moves}) == 1
    return cards, tuple(told), len(moves) if alone else len(verdicts)
