"""How far an import has come, in words, and whether somebody wants it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.words import Words

Listener = Callable[[str, float | None], None]
"""Told the phase under way and, where it is known, the share done (0-1)."""
Cancelled = Callable[[], bool]
"""Asked every now and then: shall the work be stopped?"""

STEPS = {"waiting": (0.0, 0.0), "open": (0.0, 0.02), "read": (0.02, 0.4), "check": (0.4, 0.75), "write": (0.75, 0.82),
         "storing": (0.82, 0.92), "scoring": (0.92, 1.0)}
"""The phases in their order, each with its part of the whole as a file of a million calls takes it."""


def never() -> bool:
    """Nobody wants it stopped."""
    return False


def untold(_phase: str, _share: float | None) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Progress:
    """Where one file stands: to be called with each step, from any thread, and to be asked for words."""

    phase: str = "open"
    share: float | None = None
    since: float = field(default_factory=time.monotonic)

    def __call__(self, phase: str, share: float | None) -> None:
        self.phase, self.share = phase, share

    @property
    def whole(self) -> float:
        """The share of all phases together that is done, 0 to 1."""
        start, end = STEPS.get(self.phase, (0.0, 1.0))
        return start + (end - start) * (self.share or 0.0)

    def text(self, words: Words) -> str:
        """The phase in words, its share where it is known, and the seconds since the work began."""
        said = words.t(f"progress.{self.phase}") if words.has(f"progress.{self.phase}") else self.phase
        share = "" if self.share is None else f" {min(self.share, 1.0):.0%}"
        return f"{said}{share} · {words.duration(int(time.monotonic() - self.since))}"
