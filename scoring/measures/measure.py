"""What a measure is: a code, how it is told, and one function from a vendor's month to an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scoring.result import Answer, Unit
from scoring.vendor_month import VendorMonth


@dataclass(frozen=True, slots=True)
class Method:
    """How a measure is told to somebody who must rely on it: printed in the README and on its page."""

    question: str
    formula: str
    source: str
    undefined: str
    """When it has no value."""
    interval: str
    gamed: str
    """How it can be made to look good."""
    caught_by: tuple[str, ...]
    """The codes of the measures that show it (of this registry, or of :mod:`scoring` work announced in the README)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure answers: its figure, the same on other channels where they are never pooled, and its variant."""

    answer: Answer
    by_channel: Mapping[str, Answer] = field(default_factory=dict)
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the registry."""

    code: str
    unit: Unit
    better: str
    """``high``, ``low`` or ``neither``: which direction is good for the customer."""
    method: Method
    read: Callable[[VendorMonth], Reading]
