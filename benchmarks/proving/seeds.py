"""Random numbers for tuning and for reporting, apart by construction: no month is ever seen by both."""

from __future__ import annotations

from enum import Enum

import numpy as np


class Seeds(Enum):
    """Whose random numbers: thresholds are chosen on ``TUNING`` alone, printed figures come of ``REPORTING`` alone."""

    TUNING = 0x6F70656E6C696E65
    REPORTING = 0x70726F76696E67
    TESTS = 0x7465737473

    def generator(self, *place: int) -> np.random.Generator:
        """The generator at ``place`` (any numbers >= 0): the same place, the same numbers; another, others."""
        return np.random.default_rng(np.random.SeedSequence(self.value, spawn_key=place))
