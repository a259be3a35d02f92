"""Every way of hiding broken promises, at several strengths: what is done to an honest ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.proving.contacts import Bools, Times
from benchmarks.proving.promising import Made, Promiser


@dataclass(frozen=True)
class Ledger:
    """What of the promises ``made`` (shape: those) is ``entered``, and when they are said to be ``kept``; ``touched``
    are the promises that hiding has taken out or told otherwise."""

    entered: Bools
    kept: Times
    touched: Bools


@dataclass(frozen=True)
class Known:
    """What who hides knows: the promises made, whose customers came ``back`` or complained, and on which calls of the
    client's random sample they were made."""

    rng: np.random.Generator
    habits: Promiser
    made: Made
    back: Bools
    sampled: Bools
    ended: Times


Way = Callable[[Known], Ledger]


def honest_ledger(known: Known) -> Ledger:
    return Ledger(known.made.noted, known.made.kept, np.zeros(len(known.made.call), dtype=bool))


def _touched(known: Known, which: Bools) -> Bools:
    """A random part of the broken promises in the ledger among ``which``, as large as the strength."""
    luck = known.rng.random(len(which)) < known.habits.strength
    return np.asarray(known.made.noted & known.made.broken & which & luck)


def _leaves_out(which: Callable[[Known], Bools]) -> Way:
    def act(known: Known) -> Ledger:
        gone = _touched(known, which(known))
        return replace(honest_ledger(known), entered=known.made.noted & ~gone, touched=gone)
    return act


def _marks_kept(which: Callable[[Known], Bools]) -> Way:
    """Writes that the promise was kept: between the call and the day it was due."""
    def act(known: Known) -> Ledger:
        told = _touched(known, which(known))
        between = known.ended + (known.made.due - known.ended) // 2
        return replace(honest_ledger(known), kept=np.where(told, between, known.made.kept), touched=told)
    return act


def _any(known: Known) -> Bools:
    return np.ones(len(known.back), dtype=bool)


WAYS: dict[str, Way] = {
    "leaves broken promises out": _leaves_out(_any),
    "takes out entries once the customer is back": _leaves_out(lambda known: known.back),
    "leaves broken promises out, spares sampled calls": _leaves_out(lambda known: ~known.sampled),
    "marks broken promises as kept": _marks_kept(_any),
    "marks broken promises as kept, spares sampled calls": _marks_kept(lambda known: ~known.sampled),
}
"""Way -> what it does."""
WAY_STRENGTHS: dict[str, tuple[float, ...]] = {
    "leaves broken promises out": (0.3, 0.5, 0.7, 0.9),
    "takes out entries once the customer is back": (0.5, 0.7, 0.9),
    "leaves broken promises out, spares sampled calls": (0.5, 0.7, 0.9),
    "marks broken promises as kept": (0.9,),
    "marks broken promises as kept, spares sampled calls": (0.9,),
}
"""Way -> the strengths reported: the share of the noted promises it is about."""
