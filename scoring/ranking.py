"""Who can be told apart from whom: rank intervals that hold for all vendors at once.

Mogstad, Romano, Shaikh & Wilhelm 2024, "Inference for Ranks with Applications to Mobility across Neighbourhoods and
Academic Achievement across Countries", *Review of Economic Studies* 91(1): 476-518. A vendor's rank lies between one
more than the number of vendors surely better and the number of vendors not surely worse, where "surely" is decided by
confidence intervals for all pairwise differences that hold together with 95 % (largest studentised difference over the
joint draws). Vendors without a composite are not ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.records import VendorCode
from scoring.result import LEAST, Estimate, FloatArray


@dataclass(frozen=True, slots=True)
class Rank:
    """The places a vendor may have among ``of`` vendors, 1 is best; ``low`` the best of them, ``high`` the worst."""

    low: int
    high: int
    of: int

    def as_json(self) -> dict[str, int]:
        return {"low": self.low, "high": self.high, "of": self.of}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One vendor against another: the probability of being better, and whether they can be told apart."""

    vendor: VendorCode
    p_better: float
    apart: bool

    def as_json(self) -> dict[str, Any]:
        return {"vendor": self.vendor, "p_better": self.p_better, "apart": self.apart}


def ranked(composites: Mapping[VendorCode, Estimate]) -> dict[VendorCode, Rank]:
    """The rank interval of every vendor that has a composite."""
    vendors = sorted(composites)
    better = surely_better(composites)
    answer = {}
    for j, vendor in enumerate(vendors):
        ahead, behind = int(better[:, j].sum()), int(better[j].sum())
        answer[vendor] = Rank(1 + ahead, len(vendors) - behind, len(vendors))
    return answer


def compared(composites: Mapping[VendorCode, Estimate]) -> dict[VendorCode, tuple[Comparison, ...]]:
    """For every vendor its comparison with each other one, in order of their codes."""
    vendors = sorted(composites)
    better = surely_better(composites)
    return {
        a: tuple(
            Comparison(b, _p_better(composites[a].draws, composites[b].draws), bool(better[i, j] or better[j, i]))
            for j, b in enumerate(vendors) if j != i
        )
        for i, a in enumerate(vendors)
    }


def surely_better(composites: Mapping[VendorCode, Estimate]) -> npt.NDArray[np.bool_]:
    """Element [i, j]: vendor i is better than j, all pairs held together at 95 %. Vendors in order of their codes."""
    vendors = sorted(composites)
    values = np.array([composites[vendor].value for vendor in vendors])
    difference = values[:, None] - values[None, :]
    upper = np.triu_indices(len(vendors), 1)
    if not len(upper[0]):
        return np.zeros((len(vendors), len(vendors)), dtype=bool)
    draws = np.stack([composites[vendor].draws for vendor in vendors])
    deviations = draws[upper[0]] - draws[upper[1]] - difference[upper][:, None]
    spread = np.sqrt((deviations**2).mean(axis=1))
    largest = np.abs(deviations / np.where(spread > 0, spread, 1)[:, None]).max(axis=0)
    margin = np.zeros_like(difference)
    margin[upper] = float(np.quantile(largest, 0.95, method="higher")) * spread
    return np.asarray(difference > margin + margin.T + _ROUNDING)


_ROUNDING = 1e-9
"""Points; two scores that differ by no more than floating-point noise are the same score."""


def _p_better(ours: FloatArray, theirs: FloatArray) -> float:
    """The probability that ours is better; draws that tie count half. Never 0 or 1: so many draws cannot tell that."""
    share = float((ours > theirs).mean() + 0.5 * (ours == theirs).mean())
    return min(max(share, LEAST), 1 - LEAST)
