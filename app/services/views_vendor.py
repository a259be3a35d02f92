"""One vendor's month: its scorecard as a table one can argue with, its trend, its waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.services.reasons import Told, with_names
from app.services.stories import vendor_finding
from app.services.views import (
    PROMISES,
    Card,
    Figure,
    Sentence,
    composite_of,
    figure_of,
    grade_notes,
    measures_of,
    months_of,
    name_in,
    provisional_in,
)
from scoring.definition import DEFAULT

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "answer_speed",
        (
            *("service_level", "asa", "wait_p50", "wait_p90", "wait_p95", "wait_max", "over_60", "over_600"),
            *("abandonment", "blocked_rate", "transfer_rate", "aht", "hold_share", "frame_coverage"),
        ),
    ),
    ("first_contact_resolution", ("fcr_repeat", "first_agent", "fcr_agent", "fcr_survey", "fcr_qa")),
    (
        "promise_keeping",
        (
            *("promise_kept", "promise_kept_low", "promise_kept_high", "promise_delay_p50", "promise_delay_p90"),
            "promise_capture",
        ),
    ),
    ("feedback_forwarding", ("feedback_capture", "negative_capture", "forward_lag_p50", "forward_lag_p90")),
)
"""Which measures are told under which pillar; any other stands under "other"."""

TARGET_POINTS = 80.0
"""What meeting a target is worth, unless the target is the ideal itself (100)."""

WAITS = ("wait_p50", "wait_p90", "wait_p95", "wait_max")


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one pillar; its score with interval, and what meeting its target is worth."""

    pillar: str
    points: Figure | None
    target_points: float
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A scored measure over the months, oldest first; ``gaps`` are the months without a figure, and why."""

    pillar: str
    code: str
    target: float | None
    points: tuple[tuple[str, Figure], ...]
    gaps: tuple[tuple[str, Told], ...] = ()


@dataclass(frozen=True, slots=True)
class VendorMonth:
    """Everything the vendor page and the vendor's sheet of the workbook draw."""

    vendor: str
    name: str
    month: str
    months: tuple[str, ...]
    finding: tuple[Sentence, ...]
    composite: Figure
    grade: str | None
    provisional: bool
    rank: tuple[int, int, int] | None
    contacts: int | None
    evaluations: int | None
    groups: tuple[Group, ...]
    trends: tuple[Trend, ...]
    waits: tuple[Figure, ...]
    channels: tuple[tuple[str, Figure], ...]
    as_of: str
    definition: str
    batches: tuple[str, ...]
    may_move: tuple[Sentence, ...] = ()
    grade_notes: tuple[Told, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for group in self.groups for figure in group.figures)


def vendor_month(
    cards: Sequence[Card],
    vendor: str,
    month: str,
    names: Mapping[str, str],
    *,
    contacts: int | None = None,
    evaluations: int | None = None,
    unjudged_from: str | None = None,
) -> VendorMonth | None:
    """The vendor's month from all cards at hand; None when it has no card for it."""
    own = sorted((card for card in cards if card["vendor"] == vendor), key=lambda card: str(card["month"]))
    card = next((card for card in own if card["month"] == month), None)
    if card is None:
        return None
    figures, rank = _with_names(measures_of(card), names), card.get("rank")
    composite, name = composite_of(card), name_in(names, vendor)
    return VendorMonth(
        vendor=vendor,
        name=name,
        month=month,
        months=months_of(own),
        finding=vendor_finding(name, month, composite, card.get("grade"), list(figures.values())),
        composite=composite,
        grade=card.get("grade"),
        provisional=bool(card.get("provisional")),
        rank=(rank["low"], rank["high"], rank["of"]) if rank else None,
        contacts=contacts,
        evaluations=evaluations,
        groups=_groups(card, figures),
        trends=tuple(_trend(pillar, code, own, month) for pillar, code in PROMISES),
        waits=tuple(figures[code] for code in WAITS if code in figures and figures[code].measured),
        channels=_channels(card),
        as_of=str(card.get("as_of") or ""),
        definition=str(card.get("definition") or ""),
        batches=tuple(str(batch) for batch in card.get("batches") or ()),
        may_move=provisional_in([card], unjudged_from),
        grade_notes=grade_notes(card),
    )


def _with_names(figures: Mapping[str, Figure], names: Mapping[str, str]) -> dict[str, Figure]:
    """The figures, their notes calling vendors by their names."""
    return {code: replace(figure, notes=tuple(with_names(note, names) for note in figure.notes))
            for code, figure in figures.items()}


def _groups(card: Card, figures: Mapping[str, Figure]) -> tuple[Group, ...]:
    scores = {pillar["code"]: pillar for pillar in card.get("pillars") or ()}
    worth = {y.pillar: 100.0 for y in DEFAULT.yardsticks if y.target == y.ideal}
    placed = {code for _, codes in GROUPS for code in codes}
    groups = [
        Group(
            pillar,
            _points(scores.get(pillar)),
            worth.get(pillar, TARGET_POINTS),
            tuple(figures[code] for code in codes if code in figures),
        )
        for pillar, codes in GROUPS
    ]
    groups.append(Group("other", None, TARGET_POINTS, tuple(f for code, f in figures.items() if code not in placed)))
    return tuple(group for group in groups if group.figures)


def _points(pillar: Mapping[str, object] | None) -> Figure | None:
    if pillar is None:
        return None
    estimate = {
        "value": pillar.get("score"),
        "low": pillar.get("low"),
        "high": pillar.get("high"),
        "unit": "points",
    }
    return figure_of(str(pillar["code"]), estimate, {"grade": pillar.get("grade")})


def _trend(pillar: str, code: str, own: Sequence[Card], month: str) -> Trend:
    told = [(str(card["month"]), measures_of(card).get(code)) for card in own if card["month"] <= month]
    points = tuple((when, figure) for when, figure in told if figure is not None and figure.measured)
    gaps = tuple((when, figure.why) for when, figure in told if figure is not None and not figure.measured)
    return Trend(pillar, code, points[-1][1].target if points else None, points, gaps)


def _channels(card: Card) -> tuple[tuple[str, Figure], ...]:
    """The answer speed of every other channel, which is never pooled with the first."""
    for measure in card.get("measures", ()):
        if measure["code"] == "service_level":
            others: Mapping[str, Mapping[str, object]] = measure.get("by_channel") or {}
            return tuple(
                (channel, figure_of("service_level", estimate)) for channel, estimate in others.items()
            )
    return ()
