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

from scoring.day_blocks import DayBlocks
from scoring.draws import Stream

DAYS, SHARES, CORRELATIONS = (3, 4, 6, 8, 10, 20, 31), (0.80, 0.90, 0.95, 0.99), (0.05, 0.20)


@dataclass(frozen=True, slots=True)
class Months:
    """What kind of months: how many days, the true share, the correlation of contacts within a day (0 to below 1)."""

    days: int
    share: float
    correlation: float
    contacts_a_day: float = 60
    sigma: float = 1.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of months in which the interval held the truth, and in which the truth lay below it; mean width."""

    held: float
    below: float
    width: float


def coverage(kind: Months, months: int) -> Coverage:
    """``months`` invented months of one kind, the same ones in every run."""
    rng = np.random.default_rng([kind.days, round(1000 * kind.share), round(1000 * kind.correlation)])
    ends = np.array([_ends(kind, rng, f"coverage {month}") for month in range(months)])
    below, above = kind.share < ends[:, 0], kind.share > ends[:, 1]
    return Coverage(float(1 - (below | above).mean()), float(below.mean()), float((ends[:, 1] - ends[:, 0]).mean()))


def _ends(kind: Months, rng: np.random.Generator, name: str) -> tuple[float, float]:
    sizes = kind.contacts_a_day * np.exp(kind.sigma * rng.standard_normal(kind.days) - kind.sigma**2 / 2)
    offered = np.maximum(1, np.round(sizes)).astype(np.int64)
    spread = 1 / kind.correlation - 1 if kind.correlation else np.inf
    daily = rng.beta(kind.share * spread, (1 - kind.share) * spread, kind.days) if kind.correlation else kind.share
    interval = DayBlocks.of(kind.days, Stream(name), ()).share(rng.binomial(offered, daily), offered, "x")
    return interval.low, interval.high


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
    print("\n".join(table(parser.parse_args().months)))


if __name__ == "__main__":
    main()
