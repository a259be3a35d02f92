"""Trials run side by side in processes of their own; progress goes to standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from multiprocessing import get_context

from benchmarks.proving.trial import Outcome, Trial, outcome


def outcomes(trials: Sequence[Trial], processes: int = 2) -> list[Outcome]:
    """What comes of ``trials``, in their order; long ones begin first."""
    if processes < 2:
        return list(_watched(map(outcome, trials), len(trials)))
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    order = sorted(range(len(trials)), key=lambda at: -trials[at].months)
    with get_context("spawn").Pool(processes) as pool:
        done = list(_watched(pool.imap(outcome, [trials[at] for at in order], chunksize=4), len(trials)))
    return [each for _, each in sorted(zip(order, done, strict=True), key=lambda pair: pair[0])]


def _watched(done: Iterable[Outcome], number: int) -> Iterable[Outcome]:
    """The same outcomes, with a line on standard error every ten seconds."""
    began = told = time.monotonic()
    for count, each in enumerate(done, start=1):
        yield each
        now = time.monotonic()
        if now - told > 10 or count == number:
            told = now
            left = (now - began) / count * (number - count)
            print(f"{count} of {number} trials, {now - began:.0f} s, about {left:.0f} s left", file=sys.stderr)
