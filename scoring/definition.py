"""What a score means: targets, weights, windows, thresholds and bands, versioned; never edited in place.

To change one, write another with a new ``code`` and ``effective_from``: scorecards name the definition they were made
under, and an old one must go on meaning what it meant.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SERVICE_LEVEL_VARIANTS: dict[str, str] = {
    "all_in_time": "(A≤T + B≤T) ÷ (A + B)",
    "of_answered": "A≤T ÷ A",
    "of_all": "A≤T ÷ (A + B)",
    "less_abandoned_in_time": "A≤T ÷ (A + B − B≤T)",
    "short_as_answered": "(A≤T + B≤s) ÷ (A + B)",
    "less_short_abandoned": "A≤T ÷ (O − B≤s)",
}
"""The six published ways to compute a service level. A answered, B abandoned, O offered, T the threshold, s short."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a pillar's scored measure becomes points: 0 at ``floor``, 80 at ``target``, 100 at ``ideal``.

    All three are in the measure's own unit; where target and ideal are one, reaching it is worth 100. ``weight`` is the
    pillar's share of the composite (the weights of a definition sum to 1).
    """

    pillar: str
    measure: str
    weight: float
    floor: float
    target: float
    ideal: float


@dataclass(frozen=True, slots=True)
class Band:
    """A grade, from ``at_least`` points (inclusive) up to the next band's (exclusive); the highest reaches 100."""

    grade: str
    at_least: float


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything a scorecard depends on beside the records. Frozen, hashable, and printable as JSON."""

    code: str
    effective_from: str
    """First month it applies to (2026-05), or empty: from the beginning."""
    yardsticks: tuple[Yardstick, ...]
    bands: tuple[Band, ...]
    service_level_variant: str
    answer_within_s: tuple[tuple[str, int], ...]
    """Seconds in which a contact should be answered, per channel; never pooled over channels."""
    by_first_response: tuple[str, ...]
    """Channels whose wait is the time to the first response rather than the time in a queue."""
    short_abandon_s: int
    repeat_window_days: int
    switchboard_over: int
    """More inbound contacts than this in a month, and a customer key is a switchboard: counted apart."""
    unknown_share_max: float
    """Above this share of contacts without outcome, wait or transfers, or of promises left open, the measures that need
    it are not scored."""
    keyless_share_max: float
    """Above this share of answered contacts without a customer key, repeats are not scored."""
    minimum_evaluations: int
    minimum_answers: int
    """Fewest answered surveys for a survey measure."""
    left_after_days: int
    """A vendor without data for this long is taken to have left: nobody's figures wait for it."""

    def __post_init__(self) -> None:
        """ValueError for a definition that could not mean anything."""
        if self.service_level_variant not in SERVICE_LEVEL_VARIANTS:
            raise ValueError(f"unknown service level variant {self.service_level_variant!r}")
        if abs(sum(yardstick.weight for yardstick in self.yardsticks) - 1) > 1e-9:
            raise ValueError("the weights of the pillars must sum to 1")
        edges = [band.at_least for band in self.bands]
        if edges != sorted(set(edges), reverse=True) or edges[-1] != 0:
            raise ValueError("the bands must cover 0 to 100 points, best first")
        if any(not (y.floor < y.target <= y.ideal) for y in self.yardsticks):
            raise ValueError("a yardstick needs floor < target <= ideal")

    def threshold_s(self, channel: str) -> int:
        """Seconds in which a contact on ``channel`` should be answered (voice's where none is agreed)."""
        agreed = dict(self.answer_within_s)
        return agreed.get(channel, agreed["voice"])

    def yardstick(self, measure: str) -> Yardstick | None:
        """The yardstick that scores ``measure``; None when it is not scored."""
        return next((each for each in self.yardsticks if each.measure == measure), None)

    def as_json(self) -> dict[str, Any]:
        """The definition as plain data, with the formula of its service level spelt out."""
        return asdict(self) | {
            "answer_within_s": dict(self.answer_within_s),
            "service_level_formula": SERVICE_LEVEL_VARIANTS[self.service_level_variant],
        }


DEFAULT = Definition(
    code="default-1",
    effective_from="",
    yardsticks=(
        Yardstick("answer_speed", "service_level", 0.25, 0.50, 0.80, 0.95),
        Yardstick("first_contact_resolution", "fcr_repeat", 0.25, 0.50, 0.75, 0.90),
        Yardstick("promise_keeping", "promise_kept", 0.25, 0.70, 1.00, 1.00),
        Yardstick("feedback_forwarding", "feedback_capture", 0.25, 0.40, 0.80, 0.95),
    ),
    bands=(Band("excellent", 90), Band("good", 75), Band("fair", 60), Band("poor", 0)),
    service_level_variant="less_short_abandoned",
    answer_within_s=(("voice", 60), ("chat", 60), ("email", 86_400), ("social", 86_400)),
    by_first_response=("email", "social"),
    short_abandon_s=5,
    repeat_window_days=7,
    switchboard_over=30,
    unknown_share_max=0.05,
    keyless_share_max=0.05,
    minimum_evaluations=50,
    minimum_answers=30,
    left_after_days=62,
)
"""The definition in force where a client has agreed no other."""
