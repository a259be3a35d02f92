"""Honest vendors differ: the null is a spread of odds ratios, not their equality (Spiegelhalter 2005, over-dispersion).

Integrals over a normal spread are sums over Gauss-Hermite nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
NODES = 9


@dataclass(frozen=True, slots=True)
class Spread:
    """Honest log ratios: normal with ``mean`` and standard deviation ``tau``."""

    mean: float
    tau: float

    def nodes(self, count: int = NODES) -> tuple[FloatArray, FloatArray]:
        """Log ratios and their weights (summing to 1), each of shape ``(count,)``."""
        places, weights = hermite(count)
        return self.mean + self.tau * places, weights

    def scaled(self, factor: float) -> Spread:
        """The same with its tau times ``factor``: how much a verdict hangs on the assumption."""
        return Spread(self.mean, self.tau * factor)


@lru_cache(maxsize=8)
def hermite(count: int) -> tuple[FloatArray, FloatArray]:
    """Standard normal nodes and weights for Gauss-Hermite quadrature (probabilists' form)."""
    places, weights = np.polynomial.hermite_e.hermegauss(count)
    return places, weights / weights.sum()
