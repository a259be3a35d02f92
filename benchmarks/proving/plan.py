"""Which trials a report is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.proving.beside import INVITATIONS, PROMISES, BesideTrial
from benchmarks.proving.careless import CARELESS
from benchmarks.proving.filtering import STRENGTHS
from benchmarks.proving.hiding import WAY_STRENGTHS
from benchmarks.proving.inviting import INVITERS, INVITING_WAYS
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.stressors import STRESSORS
from benchmarks.proving.trial import DRIFTING, EDGE, MIXTURE, PLAIN, Trial

SECTIONS = ("honest", "recall", "year", "estimate", "promises", "invitations")
PROMISES_JUDGED = (200, 600)
"""Calls judged a month where promises are looked at: few calls hold one, and few of those are broken."""
BY_MONTH = 6
YEAR = 12


@dataclass(frozen=True)
class Plan:
    """``months`` of the honest mixture, ``each`` of every single stressor and of every way of filtering, ``vendors``
    over a year; ``stressed``: who filters a single month carries the mixture's stressors too; ``modes`` and
    ``stressors``: only those with this in their name."""

    months: int = 2000
    each: int = 200
    vendors: int = 200
    sections: tuple[str, ...] = SECTIONS
    modes: str = ""
    stressors: str = ""
    stressed: bool = False
    seeds: Seeds = Seeds.REPORTING

    def trials(self) -> list[Trial | BesideTrial]:
        return [trial for section in self.sections for trial in getattr(self, section)()]

    def honest(self) -> Iterator[Trial]:
        """Single months of honest vendors."""
        for name in (MIXTURE, PLAIN, *STRESSORS):
            if self.stressors in name:
                yield from self._some(self.months if name == MIXTURE else self.each, honest=name)

    def recall(self) -> Iterator[Trial]:
        """Single months of vendors that filter."""
        for mode, strengths in STRENGTHS.items():
            if self.modes in mode:
                for strength in strengths:
                    yield from self._some(self.each, mode=mode, strength=strength,
                                          honest=MIXTURE if self.stressed else "")

    def year(self) -> Iterator[Trial]:
        """Vendors over months: honest ones, and some that drop half of the negatives from the first month on."""
        for name in (MIXTURE, EDGE, DRIFTING):
            number = self.vendors if name == MIXTURE else -(-self.vendors // 4)
            yield from self._some(number, honest=name, months=YEAR)
        yield from self._some(-(-self.vendors // 4), mode="drops negatives", strength=0.5, months=BY_MONTH, judged=120)

    def estimate(self) -> Iterator[Trial]:
        """Single months at 400 judged calls."""
        for strength in STRENGTHS["drops negatives"]:
            yield from self._some(self.each, mode="drops negatives", strength=strength, judged=400)

    def promises(self) -> Iterator[BesideTrial]:
        """Single months judged by what the ledger of promises lacks; single stressors where most calls are judged."""
        for judged in PROMISES_JUDGED:
            for name in (MIXTURE, PLAIN, *CARELESS):
                if self.stressors in name and (name == MIXTURE or judged == max(PROMISES_JUDGED)):
                    yield from self._beside(PROMISES, name, judged)
            yield from self._hidden(PROMISES, WAY_STRENGTHS, judged)

    def invitations(self) -> Iterator[BesideTrial]:
        """Single months judged by whom the vendor invites to its survey."""
        for name in (MIXTURE, PLAIN, *INVITERS):
            if self.stressors in name:
                yield from self._beside(INVITATIONS, name, 200)
        yield from self._hidden(INVITATIONS, INVITING_WAYS, 200)

    def _beside(self, family: str, honest: str, judged: int) -> Iterator[BesideTrial]:
        for each in range(self.months if honest == MIXTURE else self.each):
            yield BesideTrial(each, family, honest=honest, judged=judged, seeds=self.seeds)

    def _hidden(self, family: str, ways: Mapping[str, tuple[float, ...]], judged: int) -> Iterator[BesideTrial]:
        for mode, strengths in ways.items():
            for strength in strengths if self.modes in mode else ():
                for each in range(self.each):
                    yield BesideTrial(each, family, mode=mode, strength=strength, judged=judged,
                                      honest=MIXTURE if self.stressed else "", seeds=self.seeds)

    def _some(self, number: int, **what: object) -> Iterator[Trial]:
        for each in range(number):
            yield Trial(each, seeds=self.seeds, **what)  # type: ignore[arg-type]


QUICK = Plan(months=20, each=1, vendors=1)
