"""Trials run side by side in processes of their own; progress goes to standard error, and a stopped run can go on."""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

from benchmarks.proving.beside import BesideOutcome, BesideTrial, beside_outcome
from benchmarks.proving.trial import Outcome, Trial, outcome

AnyTrial = Trial | BesideTrial
AnyOutcome = Outcome | BesideOutcome


def outcomes(trials: Sequence[AnyTrial], processes: int = 2, keep: Path | None = None) -> list[AnyOutcome]:
    """What comes of ``trials``, in their order; long ones begin first.

    With ``keep`` each outcome is written to that file as it comes, and those already in it are not run again: for one
    and the same state of the engine only.
    """
    done = {each.trial: each for each in kept(keep)} if keep else {}
    if keep:
        keep.write_bytes(b"".join(pickle.dumps(each) for each in done.values()))
    left = sorted((trial for trial in trials if trial not in done), key=lambda trial: -trial.months)
    for each in _watched(_run(left, processes), len(left)):
        done[each.trial] = each
        if keep:
            with keep.open("ab") as file:
                pickle.dump(each, file)
    return [done[trial] for trial in trials]


def kept(file: Path) -> list[AnyOutcome]:
    """The outcomes a stopped run has left in ``file``; the last one may have been cut off."""
    found: list[AnyOutcome] = []
    if file.exists():
        with file.open("rb") as stream:
            while True:
                try:
                    found.append(pickle.load(stream))
                except (EOFError, pickle.UnpicklingError):
                    break
    return found


def _outcome(trial: AnyTrial) -> AnyOutcome:
    return outcome(trial) if isinstance(trial, Trial) else beside_outcome(trial)


def _run(trials: Sequence[AnyTrial], processes: int) -> Iterator[AnyOutcome]:
    if processes < 2:
        yield from map(_outcome, trials)
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(_outcome, trials, chunksize=4)


def _watched(done: Iterable[AnyOutcome], number: int) -> Iterator[AnyOutcome]:
    """The same outcomes, with a line on standard error every ten seconds."""
    began = told = time.monotonic()
    for count, each in enumerate(done, start=1):
        yield each
        now = time.monotonic()
        if now - told > 10 or count == number:
            told = now
            left = (now - began) / count * (number - count)
            print(f"{count} of {number} trials, {now - began:.0f} s, about {left:.0f} s left", file=sys.stderr)
