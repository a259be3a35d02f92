"""Which trials a report is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.proving.filtering import STRENGTHS
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.stressors import STRESSORS
from benchmarks.proving.trial import DRIFTING, EDGE, MIXTURE, PLAIN, Trial

SECTIONS = ("honest", "recall", "year", "estimate")
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

    def trials(self) -> list[Trial]:
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

    def _some(self, number: int, **what: object) -> Iterator[Trial]:
        for each in range(number):
            yield Trial(each, seeds=self.seeds, **what)  # type: ignore[arg-type]


QUICK = Plan(months=20, each=1, vendors=1)
