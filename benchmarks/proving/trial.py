"""One trial: a vendor is invented, its month (or year) judged, and what came of it held against the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from benchmarks.proving.naive import Naive, naive
from benchmarks.proving.persona import Persona, draw_vendor
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import Truth, simulate_with_truth
from benchmarks.proving.stressors import STRESSORS, UNJUDGEABLE, mixed, stressed
from scoring.integrity.running import courses
from scoring.integrity.verdict import Finding, judge, seen_in

MIXTURE, PLAIN, EDGE, DRIFTING = "mixture", "no stressor", "fixed at the edge (+2τ)", "drifting"
SINGLE_MONTH = 3
"""The month of a persona that is judged alone: its sample has a short past, its forwarding none."""


@dataclass(frozen=True)
class Trial:
    """Which vendor to invent: an honest one by the name of its stressor, or one that filters (``mode``, ``strength``;
    under the stressors of the mixture where that is named too);
    ``months`` in a row, or a single one (0); ``judged`` calls a month. ``number`` tells trials alike apart."""

    number: int
    honest: str = ""
    mode: str = ""
    strength: float = 0.0
    months: int = 0
    judged: int = 200
    seeds: Seeds = Seeds.REPORTING

    @property
    def group(self) -> tuple[str, str, float, int, int]:
        return self.honest, self.mode, self.strength, self.months, self.judged


@dataclass(frozen=True)
class Outcome:
    """What came of a trial: the verdicts, in order of months; the rest is of the last month,
    but for naive p-values, which are the smallest of all months."""

    trial: Trial
    verdicts: tuple[str, ...]
    lines: dict[str, float]
    """p ÷ weight of each line that ran (before weights are passed on)."""
    raw: dict[str, float]
    withheld: tuple[float, float, float] | None
    truly_withheld: float
    listed: int
    listed_rightly: int
    naive: Naive


def vendor_of(trial: Trial) -> Persona:
    """The vendor a trial is about; the same for the same trial."""
    rng = trial.seeds.generator(crc32(trial.honest.encode()), crc32(trial.mode.encode()), int(100 * trial.strength),
                                trial.months, trial.judged, trial.number, 0)
    vendor = draw_vendor(rng)
    if trial.honest == MIXTURE:
        vendor = mixed(vendor, rng, UNJUDGEABLE if trial.months or trial.mode else ())
    elif trial.honest in STRESSORS:
        vendor = stressed(vendor, rng, trial.honest)
    elif trial.honest == EDGE:
        vendor = replace(vendor, bias=-0.10 - 2 * 0.20, drift=0 * vendor.drift)
    elif trial.honest == DRIFTING:
        vendor = replace(vendor, drift=2.5 * vendor.drift, bias=-0.10)
    return replace(vendor, mode=trial.mode, strength=trial.strength, judged=min(trial.judged, vendor.judged))


def outcome(trial: Trial) -> Outcome:
    """What comes of a trial."""
    vendor = vendor_of(trial)
    rng = trial.seeds.generator(crc32(trial.honest.encode()), crc32(trial.mode.encode()), int(100 * trial.strength),
                                trial.months, trial.judged, trial.number, 1)
    if trial.months:
        return _year(trial, vendor, rng)
    inputs, truth = simulate_with_truth(rng, vendor, SINGLE_MONTH)
    return _told(trial, [judge(inputs)], truth, naive(inputs))


def _year(trial: Trial, vendor: Persona, rng: np.random.Generator) -> Outcome:
    """Months in a row, each judged with the running evidence up to it."""
    findings, seen, looked = [], [], []
    for month in range(trial.months):
        inputs, truth = simulate_with_truth(rng, vendor, month)
        looked.append(naive(inputs))
        seen.append((inputs.month, seen_in(inputs)))
        findings.append(judge(inputs, courses(seen)[-1]))
    least = {name: min(each.p[name] for each in looked) for name in looked[0].p}
    return _told(trial, findings, truth, Naive(least, looked[-1].features))


def _told(trial: Trial, findings: list[Finding], truth: Truth, looked: Naive) -> Outcome:
    last = findings[-1]
    ran = {signal.name: signal for signal in last.signals if signal.p is not None}
    lines = {name: float(signal.p or 0) / signal.weight for name, signal in ran.items()}
    cases = ran[min(lines, key=lines.__getitem__)].cases if lines else ()
    share = (last.withheld.value, last.withheld.low, last.withheld.high) if last.withheld else None
    return Outcome(trial, tuple(finding.verdict for finding in findings), lines,
                   {name: float(signal.p or 0) for name, signal in ran.items()}, share, truth.withheld_share,
                   len(cases), sum(case.casefold() in truth.planted for case in cases), looked)
