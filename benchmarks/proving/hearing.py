"""What the client's evaluators hear on the calls they were given: nearly the truth, and never the vendor's word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.proving.contacts import Bools, Contacts, Times, chosen
from benchmarks.proving.persona import CATEGORIES, NEGATIVE, Ints, Persona

HEARD = np.array([[0.93, 0.05, 0.02], [0.10, 0.84, 0.06], [0.025, 0.045, 0.93]])
"""How an evaluator hears the polarity, a row for each true one: about 92 % of what is heard as negative is."""
MISSED, IMAGINED = 0.05, 0.01
"""Feedback an evaluator does not hear, and calls without any on which one is noted."""
RANDOM, TARGETED, DOUBLE = 0, 1, 2


@dataclass(frozen=True)
class Judged:
    """The evaluations, one a row: of which contact, how it was selected, by whom, when, and what was heard."""

    call: Ints
    selection: Ints
    evaluator: Ints
    at: Times
    voiced: Bools
    polarity: Ints
    category: Ints


def judged(rng: np.random.Generator, vendor: Persona, said: Contacts, end: np.datetime64) -> Judged:
    """A random sample of the answered calls, evaluated after the month; targeted and double ones where it has them."""
    answered = np.flatnonzero(said.answered)
    sample = rng.choice(answered, min(vendor.judged, len(answered)), replace=False)
    targeted = _targeted(rng, vendor, said, sample)
    double = sample[rng.random(len(sample)) < vendor.double_scored]
    call = np.concatenate([sample, targeted, double])
    selection = np.repeat([RANDOM, TARGETED, DOUBLE], [len(sample), len(targeted), len(double)])
    size = len(call)
    voiced = np.where(said.voiced[call], rng.random(size) >= MISSED, rng.random(size) < IMAGINED)
    polarity = chosen(rng, HEARD[said.polarity[call]])
    differs = rng.random(size) < 0.10
    category = np.where(differs, rng.integers(0, len(CATEGORIES), size), said.category[call])
    at = end + ((1 + 9 * rng.random(size)) * 86400e6).astype("timedelta64[us]")
    return Judged(call, selection, np.where(selection == DOUBLE, 4, rng.integers(0, 4, size)), at, voiced, polarity,
                  category)


def _targeted(rng: np.random.Generator, vendor: Persona, said: Contacts, sample: Ints) -> Ints:
    """Calls somebody picked because they looked bad: negatives and unresolved ones, eight times as often."""
    if not vendor.targeted:
        return sample[:0]
    weight = np.where((said.voiced & (said.polarity == NEGATIVE)) | ~said.resolved, 8.0, 1.0) * said.answered
    weight[sample] = 0
    number = min(int(vendor.targeted * len(sample)), int(np.count_nonzero(weight)))
    return rng.choice(len(weight), number, replace=False, p=weight / weight.sum()) if number else sample[:0]
