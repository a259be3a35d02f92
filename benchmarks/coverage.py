"""``python -m benchmarks.coverage``: how often the interval of a share of contacts holds the truth, in invented months.

Days differ: each has its own share, drawn from a beta distribution with the correlation within a day that is named, and
its own number of contacts, lognormal with sigma 1 (one day may have ten times another's) and 60 on average. 95 of 100
is what is claimed; misses *below* are those in which the truth lies below the interval, which flatters the vendor.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from scoring.day_blocks import DayBlocks
from scoring.draws import Stream

DAYS, SHARES, CORRELATIONS = (3, 4, 6, 8, 10, 20, 31), (0.80, 0.90, 0.95, 0.99), (0.05, 0.20)


@dataclass(frozen=True, slots=True)
class Months:
    """What kind of months: how many days, the true share, the correlation of contacts within a day (0 to below 1).

    ``lasting``: the correlation of a day's share with the day before's, fading by this factor a day.
    """

    days: int
    share: float
    correlation: float
    contacts_a_day: float = 60
    sigma: float = 1.0
    lasting: float = 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of months in which the interval held the truth, and in which the truth lay below it; mean width."""

    held: float
    below: float
    width: float


def coverage(kind: Months, months: int) -> Coverage:
    """``months`` invented months of one kind, the same ones in every run."""
    rng = np.random.default_rng([kind.days, *(round(1000 * each) for each in (kind.share, kind.correlation,
                                                                              kind.lasting))])
    ends = np.array([_ends(kind, rng, f"coverage {month}") for month in range(months)])
    below, above = kind.share < ends[:, 0], kind.share > ends[:, 1]
    return Coverage(float(1 - (below | above).mean()), float(below.mean()), float((ends[:, 1] - ends[:, 0]).mean()))


def _ends(kind: Months, rng: np.random.Generator, name: str) -> tuple[float, float]:
    sizes = kind.contacts_a_day * np.exp(kind.sigma * rng.standard_normal(kind.days) - kind.sigma**2 / 2)
    offered = np.maximum(1, np.round(sizes)).astype(np.int64)
    daily = shares_of_days(kind, rng)
    interval = DayBlocks.of(kind.days, Stream(name), ()).share(rng.binomial(offered, daily), offered, "x")
    return interval.low, interval.high


def shares_of_days(kind: Months, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """The true share of each day: beta, tied to the day before through a normal copula."""
    from scipy.stats import beta, norm

    if not kind.correlation:
        return np.full(kind.days, kind.share)
    normal = rng.standard_normal(kind.days)
    for day in range(1, kind.days):
        normal[day] = kind.lasting * normal[day - 1] + np.sqrt(1 - kind.lasting**2) * normal[day]
    spread = 1 / kind.correlation - 1
    return np.asarray(beta.ppf(norm.cdf(normal), kind.share * spread, (1 - kind.share) * spread))


def lasting_table(months: int) -> list[str]:
    """The lines of the second table in scoring's README: days that resemble the day before."""
    lines = ["| days | share | correlation within a day | of a day with the next | held | truth below |",
             "| --- " * 6 + "|"]
    for days, share, correlation, lasting in product((20, 31), (0.80, 0.90), (0.05, 0.20), (0.0, 0.3, 0.5, 0.7)):
        found = coverage(Months(days, share, correlation, sigma=0.5, lasting=lasting), months)
        lines.append(f"| {days} | {share:.2f} | {correlation:.2f} | {lasting:.1f} | {100 * found.held:.1f} | "
                     f"{100 * found.below:.1f} |")
    return lines


def table(months: int) -> list[str]:
    """The lines of the table in scoring's README."""
    heads = [f"{part} ({correlation:g})" for correlation in CORRELATIONS for part in ("held", "truth below", "width")]
    lines = [f"| days | share | {' | '.join(heads)} |", "| --- " * (2 + len(heads)) + "|"]
    for days, share in product(DAYS, SHARES):
        found = [coverage(Months(days, share, correlation), months) for correlation in CORRELATIONS]
        cells = " | ".join(f"{100 * each.held:.1f} | {100 * each.below:.1f} | {each.width:.2f}" for each in found)
        lines.append(f"| {days} | {share:.2f} | {cells} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--months", type=int, default=1000, help="invented months for each line (1000)")
    months = parser.parse_args().months
    print("\n".join([*table(months), "", *lasting_table(months)]))


if __name__ == "__main__":
    main()
