"""What past months are worth, honest months at *watch* and recall, cold and warm: ``python -m benchmarks.proving.warm``

Honest months of the mixture play the past of a client; other ones, and vendors that filter, are judged by what was
learned from them. Each is one month of a vendor of its own, so nothing of a vendor is learned by itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.proving.filtering import STRENGTHS
from benchmarks.proving.run import outcomes
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.trial import MIXTURE, Outcome, Trial
from scoring.integrity import warm
from scoring.integrity.verdict import WATCH
from scoring.integrity.warm import Calibration, PastMonth, calibration

SPLITS = 20
"""So often the honest months are dealt anew into past and present."""


def trials(months: int, each: int, seeds: Seeds) -> list[Trial]:
    """Honest months, and ``each`` months of every way of filtering."""
    filters = [Trial(number, mode=mode, strength=strength, seeds=seeds)
               for mode, strengths in STRENGTHS.items() for strength in strengths for number in range(each)]
    return [*(Trial(number, honest=MIXTURE, seeds=seeds) for number in range(months)), *filters]


def weights_of(found: Outcome) -> dict[str, float]:
    """The cold weight of each line that ran with a p above nought."""
    return {name: p / found.lines[name] for name, p in found.raw.items() if p > 0}


def learned(past: Sequence[Outcome]) -> Calibration | None:
    """What the months teach that were not suspicious by the shipped nulls."""
    return calibration([_past(found) for found in past if cold(found) > WATCH])


def _past(found: Outcome) -> PastMonth:
    weights = weights_of(found)
    total = sum(weights.values())
    return PastMonth(found.trial.judged, {name: found.raw[name] for name in weights},
                     {name: weight / total for name, weight in weights.items()})


def cold(found: Outcome) -> float:
    """P by the shipped nulls."""
    weights = weights_of(found)
    return min((found.raw[name] * sum(weights.values()) / weights[name] for name in weights), default=1.0)


def read(found: Outcome, by: Calibration) -> float:
    """P by past months."""
    ran = {name: warm.WEIGHTS[name] for name in weights_of(found)}
    band, total = warm.band(found.trial.judged), sum(ran.values())
    return min((by.tails[name, band].p(found.raw[name]) * total / weight for name, weight in ran.items()), default=1.0)


def table(found: Sequence[Outcome], history: int) -> list[str]:
    """Markdown: each group at *watch*, cold and warm."""
    honest = [each for each in found if each.trial.honest and each.raw]
    groups: dict[str, list[Outcome]] = {}
    for each in found:
        if each.trial.mode:
            groups.setdefault(f"{each.trial.mode} {each.trial.strength:g}", []).append(each)
    shares: dict[str, list[float]] = {"honest": [], **{name: [] for name in groups}}
    deal = np.random.default_rng(1)
    for _ in range(SPLITS):
        order = deal.permutation(len(honest))
        by = learned([honest[at] for at in order[:history]])
        if by is None:
            return [f"{history} months leave fewer than {warm.MONTHS_NEEDED} to learn from"]
        shares["honest"].append(_at_watch(read(honest[at], by) for at in order[history:]))
        for name, members in groups.items():
            shares[name].append(_at_watch(read(each, by) for each in members))
    rows = {"honest": honest, **groups}
    return [f"Past months: {history} honest ones; {SPLITS} deals.", "",
            "| months | n | cold | warm | warm, worst deal |", "| --- | --- | --- | --- | --- |",
            *(f"| {name} | {len(rows[name])} | {np.mean([cold(each) <= WATCH for each in rows[name]]):.3f} "
              f"| {np.mean(share):.3f} | {max(share) if name == 'honest' else min(share):.3f} |"
              for name, share in shares.items())]


def _at_watch(p: Iterable[float]) -> float:
    return float(np.mean([each <= warm.WATCH for each in p]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proving.warm", description=__doc__)
    parser.add_argument("--months", type=int, default=2000, help="honest months (2000)")
    parser.add_argument("--each", type=int, default=200, help="months of each way of filtering (200)")
    parser.add_argument("--history", type=int, default=400, help="of the honest ones, so many are the past (400)")
    parser.add_argument("--tuning", action="store_true", help="on the seeds thresholds may be tuned on")
    parser.add_argument("--processes", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep outcomes there and go on from them")
    asked = parser.parse_args()
    wanted = trials(asked.months, asked.each, Seeds.TUNING if asked.tuning else Seeds.REPORTING)
    done = [each for each in outcomes(wanted, asked.processes, asked.keep) if isinstance(each, Outcome)]
    print("\n".join(table(done, asked.history)))


if __name__ == "__main__":
    main()
