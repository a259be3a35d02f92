"""Stratified two-by-two tables given their margins: the exact distribution of one cell at any odds ratio.

Fisher 1935; Gart 1970 for the strata: given the margins of each stratum, the cells are independent hypergeometrics, and
the distribution of their sum A at the odds ratio psi is proportional to c(A) psi^A, where c convolves the strata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stratum:
    """``hit`` of ``of`` in the row that is looked at, ``other_hit`` of ``other_of`` in the row it is held against."""

    hit: int
    of: int
    other_hit: int
    other_of: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """The cell ``observed``, summed over strata, given all margins: ``support`` holds its possible values and
    ``central`` their probabilities at an odds ratio of 1, both of shape ``(S,)``."""

    observed: int
    support: FloatArray
    central: FloatArray

    @property
    def at(self) -> int:
        """Where in the support the observed value stands."""
        return int(self.observed - self.support[0])

    def probabilities(self, log_odds: FloatArray) -> FloatArray:
        """The distribution at each log odds ratio: shape ``log_odds.shape + (S,)``, each summing to 1."""
        with np.errstate(divide="ignore"):
            logs = np.log(self.central) + np.asarray(log_odds, dtype=float)[..., None] * self.support
        logs -= logs.max(axis=-1, keepdims=True)
        weights = np.exp(logs)
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def conditional(strata: Sequence[Stratum]) -> Conditional:
    """The conditional distribution of the sum of ``hit`` over ``strata``; a single certain value where nothing varies.
    """
    low, central = 0, np.ones(1)
    for stratum in strata:
        first, own = _hypergeometric(stratum.of, stratum.other_of, stratum.hit + stratum.other_hit)
        low, central = low + first, np.convolve(central, own)
    observed = sum(stratum.hit for stratum in strata)
    return Conditional(observed, low + np.arange(len(central), dtype=float), central)


def _hypergeometric(of: int, other_of: int, hits: int) -> tuple[int, FloatArray]:
    """The smallest possible cell and the probabilities from it on, at an odds ratio of 1."""
    low, high = max(0, hits - other_of), min(of, hits)
    cells = np.arange(low, high + 1)
    logs = _choose(of, cells) + _choose(other_of, hits - cells)
    weights = np.exp(logs - logs.max())
    return low, weights / weights.sum()


def _choose(of: int, cells: npt.NDArray[np.int64]) -> FloatArray:
    table = _log_factorials(1 << max(10, int(of).bit_length()))
    return np.asarray(table[of] - table[cells] - table[of - cells])


@lru_cache(maxsize=16)
def _log_factorials(size: int) -> FloatArray:
    """``log(k!)`` for ``k`` up to ``size``."""
    return np.concatenate([np.zeros(1), np.cumsum(np.log(np.arange(1, size + 1)))])


def mid_p(probabilities: FloatArray, at: int, *, upper: bool) -> float:
    """P(beyond) + half of P(exactly as observed), towards the upper or the lower end (Lancaster 1961)."""
    beyond = probabilities[at + 1:].sum() if upper else probabilities[:at].sum()
    return float(min(1.0, beyond + probabilities[at] / 2))
