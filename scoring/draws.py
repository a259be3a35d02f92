"""Reproducible randomness: the same month and vendor give the same draws, in every run and to 12 digits anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from statistics import NormalDist

import numpy as np

from scoring.result import DRAWS, FloatArray


@dataclass(frozen=True, slots=True)
class Stream:
    """A source of draws named by what they are for; streams of different names are independent."""

    name: str

    def generator(self, purpose: str) -> np.random.Generator:
        """A generator seeded from the stream's name and the purpose, through SHA-256 (Python's own hash varies)."""
        digest = sha256(f"{self.name}|{purpose}".encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))

    def order(self, purpose: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """A random order of 0 … DRAWS-1, shape ``(DRAWS,)``."""
        return self.generator(purpose).permutation(DRAWS)


@lru_cache(maxsize=1)
def even_normals() -> FloatArray:
    """Standard normal quantiles at (i + 1/2) ÷ DRAWS, ascending, shape ``(DRAWS,)``: draws without sampling noise."""
    normal = NormalDist()
    return np.array([normal.inv_cdf(p) for p in even_shares()])


@lru_cache(maxsize=1)
def even_shares() -> FloatArray:
    """(i + 1/2) ÷ DRAWS for i = 0 … DRAWS-1."""
    return (np.arange(DRAWS) + 0.5) / DRAWS


def bounds(draws: FloatArray, confidence: float = 0.95) -> tuple[float, float]:
    """The central interval of ``draws``: their quantiles at (1 ∓ confidence) ÷ 2."""
    low, high = quantiles(draws, np.array([(1 - confidence) / 2, (1 + confidence) / 2]))
    return float(low), float(high)


def quantiles(draws: FloatArray, levels: FloatArray) -> FloatArray:
    """The quantiles of ``draws`` (shape ``(DRAWS,)``) at ``levels`` in 0-1, by Hazen's rule.

    It puts the draw of rank i at (i + 1/2) ÷ DRAWS, which is where :func:`even_normals` put theirs. Sorting once is
    many times quicker than ``numpy.quantile`` at many levels.
    """
    return np.interp(levels, even_shares(), np.sort(draws))
