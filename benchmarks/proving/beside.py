"""Trials of what the engine judges beside the feedback: promises the ledger lacks, and who is invited to surveys.

Each is a month of its own, with random numbers of its own: nothing here moves a figure of the months judged by their
feedback.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar
from zlib import crc32

import numpy as np

from benchmarks.proving.careless import CARELESS
from benchmarks.proving.contacts import contacts
from benchmarks.proving.hiding import WAYS, Known, honest_ledger
from benchmarks.proving.inviting import INVITERS, RECODING, recoded
from benchmarks.proving.ledger_tables import with_promises
from benchmarks.proving.naive import fewer
from benchmarks.proving.persona import Persona, draw_vendor
from benchmarks.proving.promising import DAY, Promiser, draw_promiser, promises_made
from benchmarks.proving.returning import returned
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate_with_truth
from benchmarks.proving.surveying import INVITING
from benchmarks.proving.trial import MIXTURE, SINGLE_MONTH
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.invitation_lines import invitations
from scoring.integrity.panel import Panel, panel
from scoring.integrity.promised import promises_heard
from scoring.integrity.promises import promises
from scoring.integrity.weighing import Beside

PROMISES, INVITATIONS = "promises", "invitations"
BY_LINK, BY_ID, UNSOLVED = ("z: looks broken, by any link", "z: looks broken, by call id", "z: unsolved, all calls")
NAIVE_OF = {PROMISES: (BY_LINK, BY_ID), INVITATIONS: (UNSOLVED,)}
LISTENS_ELSEWHERE = 0.5
"""Chance that a client also judges calls somebody chose (as many as a quarter of the sample), of which the vendor does
not know either."""


@dataclass(frozen=True)
class BesideTrial:
    """A month judged by one ``family`` alone: of an honest vendor by the name of its stressor, or of one that hides
    (``mode``, ``strength``); ``number`` tells trials alike apart."""

    months: ClassVar[int] = 0
    number: int
    family: str
    honest: str = ""
    mode: str = ""
    strength: float = 0.0
    judged: int = 200
    seeds: Seeds = Seeds.REPORTING

    @property
    def group(self) -> tuple[str, str, float, int]:
        return self.honest, self.mode, self.strength, self.judged

    def generator(self, part: int) -> np.random.Generator:
        return self.seeds.generator(crc32(self.family.encode()), crc32(self.honest.encode()), crc32(self.mode.encode()),
                                    int(100 * self.strength), 0, self.judged, self.number, part)


@dataclass(frozen=True)
class BesideOutcome:
    """What came of a trial: the verdict and the code of its reason, p ÷ weight and p of each line that ran, naive
    p-values by name, and of the cases of the strongest line how many were ``listed`` and how many of them hidden."""

    trial: BesideTrial
    verdict: str
    reason: str
    lines: dict[str, float]
    raw: dict[str, float]
    naive: dict[str, float]
    listed: int
    listed_rightly: int


@dataclass(frozen=True)
class Month:
    """A month, and the ids of the calls that a finding should name."""

    inputs: IntegrityInputs
    planted: frozenset[str]


def habits_of(trial: BesideTrial) -> tuple[Persona, Promiser]:
    """The vendor a trial is about, and its habits with promises; the same for the same trial."""
    rng = trial.generator(0)
    vendor = replace(draw_vendor(rng), judged=trial.judged)
    habits = draw_promiser(rng, vendor)
    names = _stressors(trial, rng)
    if trial.family == INVITATIONS:
        vendor = replace(vendor, surveyed_by_client=False, mode=INVITING if trial.mode else "", strength=trial.strength)
        for name in names:
            vendor = INVITERS[name](vendor)
        return vendor, habits
    for name in names:
        habits = CARELESS[name](habits, rng)
    vendor = replace(vendor, targeted=0.25 if rng.random() < LISTENS_ELSEWHERE else 0.0)
    return vendor, replace(habits, mode=trial.mode, strength=trial.strength)


def _stressors(trial: BesideTrial, rng: np.random.Generator) -> list[str]:
    """The stressors of the trial's vendor: in the mixture none, one or two (chances .25, .45, .30)."""
    known = list(CARELESS if trial.family == PROMISES else INVITERS)
    if trial.honest == MIXTURE:
        return [str(each) for each in rng.choice(known, int(rng.choice(3, p=[0.25, 0.45, 0.30])), replace=False)]
    return [trial.honest] if trial.honest in known else []


def month_of(trial: BesideTrial) -> Month:
    """The month a trial is about, and the truth behind it."""
    vendor, habits = habits_of(trial)
    inputs, truth = simulate_with_truth(trial.generator(1), vendor, SINGLE_MONTH)
    rng, said = trial.generator(2), truth.said
    if trial.family == INVITATIONS:
        inputs = recoded(rng, inputs, said) if trial.mode == RECODING else inputs
        return Month(inputs, truth.planted)
    later = contacts(rng, vendor, inputs.ends_at, inputs.ends_at + 31 * DAY)
    made = promises_made(rng, habits, said)
    came = returned(rng, habits, said, later, made)
    selection = np.ma.filled(inputs.evaluations["selection"], "")
    calls, sample = inputs.calls["call_id"][made.call].astype(str), inputs.evaluations["call_id"][selection == "random"]
    known = Known(rng, habits, made, came.back, np.isin(calls, sample.astype(str)), said.ended[made.call])
    ledger = WAYS[habits.mode](known) if habits.mode else honest_ledger(known)
    return Month(with_promises(rng, habits, inputs, said, later, made, came, ledger),
                 frozenset(str(each).casefold() for each in calls[ledger.touched]))


def beside_outcome(trial: BesideTrial) -> BesideOutcome:
    """What comes of a trial."""
    month = month_of(trial)
    seen = panel(month.inputs)
    found = promises(seen) if trial.family == PROMISES else invitations(seen)
    if found is None:
        raise ValueError(f"nothing to judge: {trial}")
    naive = _naive_promises(seen) if trial.family == PROMISES else _naive_invitations(month.inputs)
    return _told(trial, found, month.planted, naive)


def _told(trial: BesideTrial, found: Beside, planted: frozenset[str], naive: dict[str, float]) -> BesideOutcome:
    ran = {signal.name: signal for signal in found.signals if signal.p is not None}
    lines = {name: float(signal.p or 0) / signal.weight for name, signal in ran.items()}
    cases = ran[min(lines, key=lines.__getitem__)].cases if lines else ()
    return BesideOutcome(trial, found.verdict, found.reason, lines,
                         {name: float(signal.p or 0) for name, signal in ran.items()}, naive, len(cases),
                         sum(case.casefold() in planted for case in cases))


def _naive_promises(seen: Panel) -> dict[str, float]:
    """Two-proportion z-tests: do promises that look broken stand in the ledger as often as all others heard?"""
    heard = promises_heard(seen)
    broken = heard.told & heard.broken
    return {BY_LINK: fewer(heard.found[broken], heard.found[~broken]),
            BY_ID: fewer(heard.strict[broken], heard.strict[~broken])}


def _naive_invitations(inputs: IntegrityInputs) -> dict[str, float]:
    """A two-proportion z-test: are callers whose matter was not solved invited as often as others, queues in one?"""
    calls, answered = inputs.calls, np.asarray(inputs.calls["answered"], dtype=bool)
    asked = np.isin(calls["call_id"][answered].astype(str), inputs.surveys["call_id"].astype(str))
    solved = np.ma.filled(calls["resolved"], False).astype(bool)[answered]
    return {UNSOLVED: fewer(asked[~solved], asked[solved])}
